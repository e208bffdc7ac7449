"""Encoder-decoders that say of each pixel what it belongs to, with skip connections and without."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..errors import ModelError
from .datasets import FloatArray, ImageSet, IntArray, split
from .layers import initialise
from .loop import History, OnStep, Snapshot, adam, batches, run_steps
from .unet import UNet

BATCH = 64
MEASURED = 64
SHOWN = 8
SMOOTHING = 1.0


@dataclass(frozen=True)
class SegmentationConfig:
    """The network and its training."""

    skips: bool = True  # the lecture's skip connections
    widths: tuple[int, ...] = (16, 32, 64, 64)
    encoder: str | None = None  # of segmentation-models-pytorch, instead of `widths`
    decoder: str = "unet"  # with `encoder`: unet, linknet, fpn, pspnet ...
    steps: int = 300
    batch: int = 16
    learning_rate: float = 3e-3
    seed: int = 0
    held_out: float = 0.2

    def __post_init__(self) -> None:
        if self.steps < 1 or self.batch < 2 or not 0 < self.learning_rate < float("inf"):
            raise ModelError("A training needs at least one step, a batch of two, and a positive learning rate.")
        if self.encoder is not None and not self.skips:
            raise ModelError("The encoders of segmentation-models-pytorch come with their skip connections.")


@dataclass(frozen=True)
class SegmentationRun:
    """A trained network. `history.held_out` is 1 - Dice."""

    model: nn.Module
    config: SegmentationConfig
    classes: int
    data: str
    history: History
    seconds: float

    @torch.no_grad()
    def predict(self, images: FloatArray) -> IntArray:
        """The class of each pixel, int64 [n, h, w], of pictures [n, c, h, w]."""
        parts = [self.model(batch).argmax(dim=1) for batch in torch.from_numpy(images).split(BATCH)]
        return torch.cat(parts).numpy()

    def dice(self, image_set: ImageSet) -> FloatArray:
        """The Dice coefficient of each picture [n]; the mean of the classes other than the background."""
        return dice_coefficients(self.predict(image_set.images), _masks(image_set), self.classes)


def train_segmentation(
    image_set: ImageSet, config: SegmentationConfig = SegmentationConfig(), on_step: OnStep | None = None
) -> SegmentationRun:
    """Learns the masks of a set by cross-entropy and soft Dice, part of it held out by `split`.

    Raises `ModelError` for a set without masks and for a training that diverges.
    """
    started = time.perf_counter()
    learnt, held_out = split(image_set, config.held_out, config.seed)
    classes = max(2, int(_masks(image_set).max()) + 1)
    generator = torch.Generator().manual_seed(config.seed)
    model = build(image_set.shape[0], classes, config)
    initialise(model, generator)
    optimiser = adam(model.parameters(), config.learning_rate)
    pictures, masks = torch.from_numpy(learnt.images), torch.from_numpy(_masks(learnt))
    chosen = batches(len(learnt), config.batch, generator)

    def step() -> dict[str, Tensor]:
        which = next(chosen)
        logits = model(pictures[which])
        terms = {"cross-entropy": F.cross_entropy(logits, masks[which]), "dice": dice_loss(logits, masks[which])}
        optimiser.zero_grad()
        torch.stack(list(terms.values())).sum().backward()
        optimiser.step()
        return {name: value.detach() for name, value in terms.items()}

    def measure() -> float:
        model.eval()
        run = SegmentationRun(model, config, classes, image_set.name, History.empty(), 0.0)
        error = 1.0 - float(run.dice(held_out.take(np.arange(min(MEASURED, len(held_out))))).mean())
        model.train()
        return error

    @torch.no_grad()
    def snapshot() -> Snapshot:
        model.eval()
        shown = held_out.images[:SHOWN]
        likely = 1 - model(torch.from_numpy(shown)).softmax(dim=1)[:, :1]
        model.train()
        return Snapshot(shown, likely.numpy())

    model.train()
    history = run_steps(
        step, config.steps, [optimiser], config.learning_rate, on_step, measure, snapshot=snapshot, records=30
    )
    model.eval()
    return SegmentationRun(model, config, classes, image_set.name, history, time.perf_counter() - started)


def build(channels: int, classes: int, config: SegmentationConfig) -> nn.Module:
    """The network of `config`: pictures [b, channels, h, w] to logits [b, classes, h, w]."""
    if config.encoder is not None:
        return mix_and_match(config.encoder, config.decoder, channels, classes)
    return UNet(channels, classes, config.widths, config.skips)


def mix_and_match(encoder: str, decoder: str = "unet", channels: int = 3, classes: int = 2) -> nn.Module:
    """Any encoder of segmentation-models-pytorch with any of its decoders; random weights, pictures of any size.

    Raises `ModelError` for names it does not have.
    """
    import segmentation_models_pytorch as smp

    try:
        network = smp.create_model(decoder, encoder, encoder_weights=None, in_channels=channels, classes=classes)
    except (KeyError, RuntimeError, ValueError) as error:
        raise ModelError(f"segmentation-models-pytorch cannot join the encoder {encoder} and {decoder}.") from error
    return Padded(network, 32)


class Padded(nn.Module):
    """Lets a network that halves pictures five times take those of any size."""

    def __init__(self, network: nn.Module, multiple: int) -> None:
        super().__init__()
        self.network = network
        self.multiple = multiple

    def forward(self, pictures: Tensor) -> Tensor:
        """[b, c, h, w] to [b, classes, h, w]."""
        height, width = pictures.shape[2:]
        padded = F.pad(pictures, (0, -width % self.multiple, 0, -height % self.multiple), mode="replicate")
        return self.network(padded)[:, :, :height, :width]


def dice_loss(logits: Tensor, masks: Tensor) -> Tensor:
    """1 - 2 Σ p g / (Σ p + Σ g), mean over classes (Milletari et al. 2016, with sums for squares in the divisor).

    Logits [b, classes, h, w], masks int64 [b, h, w].
    """
    shares = logits.softmax(dim=1)
    truth = F.one_hot(masks, logits.shape[1]).movedim(3, 1)
    overlap = (shares * truth).sum(dim=(0, 2, 3))
    return 1 - ((2 * overlap + SMOOTHING) / ((shares + truth).sum(dim=(0, 2, 3)) + SMOOTHING)).mean()


def dice_coefficients(predicted: IntArray, truth: IntArray, classes: int = 2) -> FloatArray:
    """2 |A ∩ B| / (|A| + |B|) of each picture, float32 [n], masks int64 [n, h, w].

    The mean over the classes but 0 that are in either mask; 1 where neither has any.
    """
    scores = []
    for a, b in zip(predicted, truth, strict=True):
        sizes = [(np.sum((a == c) & (b == c)), np.sum(a == c) + np.sum(b == c)) for c in range(1, classes)]
        present = [2.0 * both / total for both, total in sizes if total]
        scores.append(float(np.mean(present)) if present else 1.0)
    return np.array(scores, np.float32)


def _masks(image_set: ImageSet) -> IntArray:
    if image_set.masks is None:
        raise ModelError(f"The pictures called {image_set.name} have no masks to learn.")
    return image_set.masks
