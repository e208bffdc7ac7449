"""Other networks on the same pictures: two that make pictures from noise, and one that cuts pictures apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.autoencoders.clutter import cluttered_digits
from models.autoencoders.datasets import ImageSet, split
from models.autoencoders.diffusion import DiffusionConfig, train_diffusion
from models.autoencoders.explore import tile
from models.autoencoders.gan import GanConfig, train_gan
from models.autoencoders.loop import History, OnStep
from models.autoencoders.segmentation import SegmentationConfig, train_segmentation

from ..contracts.learn import RivalRequest

SAMPLES = 40
COLUMNS = 10
CUT = 8
# A colour picture costs a convolutional network twenty times what a digit costs a dense one.
COLOUR_STEPS = 600


@dataclass(frozen=True)
class RivalShown:
    """What a rival makes: a picture uint8 [h, w, 3], figures, a sentence, and how its losses fell."""

    picture: NDArray[np.uint8]
    figures: tuple[tuple[str, str], ...]
    caption: str
    history: History


Rival = Callable[[ImageSet, RivalRequest, OnStep], RivalShown]


def gan(pictures: ImageSet, request: RivalRequest, on_step: OnStep) -> RivalShown:
    """A generator and a discriminator, one against the other."""
    steps = GanConfig.steps if pictures.shape[0] == 1 else COLOUR_STEPS
    run = train_gan(pictures, GanConfig(steps=steps, seed=request.seed), on_step)
    caption = "Pictures from noise: the generator learnt to fool a discriminator, and never saw a picture itself."
    return RivalShown(_sheet(run.sample(SAMPLES, request.seed)), _time(run.seconds), caption, run.history)


def diffusion(pictures: ImageSet, request: RivalRequest, on_step: OnStep) -> RivalShown:
    """A network that takes noise out step by step."""
    steps = DiffusionConfig.steps if pictures.shape[0] == 1 else COLOUR_STEPS
    run = train_diffusion(pictures, DiffusionConfig(steps=steps, seed=request.seed), on_step)
    caption = f"Pictures from noise: a denoiser's work, repeated {run.config.timesteps} times."
    return RivalShown(_sheet(run.sample(SAMPLES, request.seed)), _time(run.seconds), caption, run.history)


def segmentation(skips: bool) -> Rival:
    """The encoder-decoder of the lecture, with or without skip connections, on digits among clutter."""

    def cut(_: ImageSet, request: RivalRequest, on_step: OnStep) -> RivalShown:
        pictures = cluttered_digits(seed=request.seed)
        config = SegmentationConfig(skips=skips, seed=request.seed)
        run = train_segmentation(pictures, config, on_step)
        _, held_out = split(pictures, config.held_out, config.seed)
        shown = held_out.take(np.arange(CUT))
        assert shown.masks is not None
        predicted = run.predict(shown.images)
        rows = np.stack([shown.images, _as_pictures(shown.masks), _as_pictures(predicted)])
        dice = ("Dice, held out", f"{float(run.dice(held_out).mean()):.3f}")
        how = "with" if skips else "without"
        caption = (
            f"Top: digits among clutter. Middle: the truth. Bottom: what the network says, {how} skip connections."
        )
        return RivalShown(tile(rows), (dice, *_time(run.seconds)), caption, run.history)

    return cut


RIVALS: dict[str, Rival] = {
    "gan": gan,
    "diffusion": diffusion,
    "skips": segmentation(True),
    "no-skips": segmentation(False),
}


def _sheet(images: NDArray[np.float32]) -> NDArray[np.uint8]:
    return tile(images.reshape(-1, COLUMNS, *images.shape[1:]))


def _as_pictures(masks: NDArray[np.int64]) -> NDArray[np.float32]:
    return (masks > 0).astype(np.float32)[:, None]


def _time(seconds: float) -> tuple[tuple[str, str], ...]:
    return (("trained in", f"{seconds:.1f} s"),)
