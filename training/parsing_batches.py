"""Batches for the parsing network: portraits of a pack, disturbed in ways that leave their attributes true."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageFilter
from torch import Tensor

from data.portrait_visibility import class_shares, visible
from data.portraits import ENCODED_NAMES, SPECS

COLOURS = tuple(
    spec.name
    for spec in SPECS
    if spec.name.endswith(("_colour", "_hue", "_shade", "_lightness", "_saturation"))
    or spec.name in ("skin_tone", "skin_undertone", "blush", "light_warmth", "light_contrast", "jewellery", "lipstick")
)
"""Attributes that a change of colour makes untrue."""


@dataclass(frozen=True)
class DisturbanceConfig:
    """How often and how much pictures are disturbed.

    Args:
        noise, blur, jpeg, shrink, colour: the share of pictures that get each.
        noise_codes: greatest standard deviation of the noise, in 8-bit codes.
        blur_pixels: greatest radius of the Gaussian blur at 128 px; more would hide where the eyes look.
        worst_quality: of JPEG.
        smallest: to what share of its side a picture is shrunk and enlarged again, at the least.
        colour_gain: greatest relative change of a channel; such a picture teaches no colours.
    """

    noise: float = 0.3
    blur: float = 0.15
    jpeg: float = 0.25
    shrink: float = 0.15
    colour: float = 0.2
    noise_codes: float = 6.0
    blur_pixels: float = 0.9
    worst_quality: int = 50
    smallest: float = 0.6
    colour_gain: float = 0.08


@dataclass(frozen=True)
class Batch:
    """Portraits to learn from.

    Args:
        pictures: Float[n, 3, h, w] in [0, 1], channels last.
        labels: Int64[n, h, w].
        codes: Float[n, E].
        seen: Float[n, A], 0 where an attribute cannot be seen or is not to be learnt from.
    """

    pictures: Tensor
    labels: Tensor
    codes: Tensor
    seen: Tensor


class Portraits:
    """A complete pack (see data/portraits/pack.py), from which batches are drawn by number.

    Raises `SystemExit` when the folder is not a pack of the present renderer.
    """

    def __init__(self, folder: Path, config: DisturbanceConfig = DisturbanceConfig()) -> None:
        try:
            meta = json.loads((folder / "meta.json").read_text())
        except OSError as error:
            raise SystemExit(f"{folder} holds no complete pack; make one with python -m data.portraits.") from error
        if tuple(meta["attribute_names"]) != ENCODED_NAMES:
            raise SystemExit(f"{folder} was packed by another version of the renderer; pack it again.")
        self.meta, self.config = meta, config
        self._images = np.load(folder / "images.npy", mmap_mode="r")
        self._parsing = np.load(folder / "parsing.npy", mmap_mode="r")
        self._codes = np.load(folder / "attributes.npy")
        self._colours = np.array([spec.name in COLOURS for spec in SPECS])

    @cached_property
    def _seen(self) -> np.ndarray:
        return visible(self._codes, class_shares(self._parsing))

    def __len__(self) -> int:
        return len(self._images)

    def deviations(self) -> Tensor:
        """The standard deviation of each entry of the codes over the pack, Float[E], at least .05."""
        return torch.from_numpy(self._codes.std(0).clip(0.05))

    def batch(self, number: int, size: int, seed: int) -> Batch:
        """Batch `number`: always the same, whatever was drawn before, so that a run resumes as it would have gone on.

        Every portrait is met once an epoch, in an order keyed by the epoch.
        """
        per_epoch = max(len(self) // size, 1)
        epoch, place = divmod(number, per_epoch)
        order = np.random.default_rng([seed, epoch]).permutation(len(self))
        chosen = np.sort(order[place * size : (place + 1) * size])
        rng = np.random.default_rng([seed, epoch, place])
        seen = self._seen[chosen].astype(np.float32)
        pictures = []
        for row, index in enumerate(chosen):
            picture, recoloured = disturbed(np.asarray(self._images[index]), rng, self.config)
            pictures.append(picture)
            if recoloured:
                seen[row, self._colours] = 0.0
        stacked = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float().div_(255)
        return Batch(
            stacked.contiguous(memory_format=torch.channels_last),
            torch.from_numpy(self._parsing[chosen].astype(np.int64)),
            torch.from_numpy(self._codes[chosen]),
            torch.from_numpy(seen),
        )


def disturbed(picture: np.ndarray, rng: np.random.Generator, config: DisturbanceConfig) -> tuple[np.ndarray, bool]:
    """The picture UInt8[h, w, 3] as a lesser camera or generator gives it, and whether its colours changed."""
    shrink, blur, colour, noise, jpeg = rng.random(5) < (
        config.shrink,
        config.blur,
        config.colour,
        config.noise,
        config.jpeg,
    )
    image = Image.fromarray(picture)
    if shrink:
        share = rng.uniform(config.smallest, 1.0)
        small = image.resize([max(round(side * share), 1) for side in image.size], Image.Resampling.BILINEAR)
        image = small.resize(image.size, Image.Resampling.BICUBIC)
    if blur:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, config.blur_pixels) * image.width / 128))
    values = np.asarray(image)
    if colour or noise:
        codes = values.astype(np.float32)
        if colour:
            codes *= rng.uniform(1 - config.colour_gain, 1 + config.colour_gain, 3).astype(np.float32)
        if noise:
            codes += rng.uniform(0.5, config.noise_codes) * rng.standard_normal(codes.shape, dtype=np.float32)
        values = np.clip(np.round(codes), 0, 255).astype(np.uint8)
    if jpeg:
        buffer = io.BytesIO()
        Image.fromarray(values).save(buffer, "JPEG", quality=int(rng.integers(config.worst_quality, 96)))
        values = np.asarray(Image.open(buffer))
    return values, bool(colour)
