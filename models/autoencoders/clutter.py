"""Digits over clutter, with the mask of the digit: pictures to segment."""

from __future__ import annotations

import numpy as np
from PIL import Image

from ..errors import ModelError
from .datasets import FloatArray, ImageSet, digits

INK = 0.35
LEAST_SIDE = 16
FRAGMENTS = 5


def cluttered_digits(n: int = 600, side: int = 32, seed: int = 0) -> ImageSet:
    """`n` grey pictures of `side` pixels: a digit somewhere on a textured ground among strokes of other digits.

    Masks are 1 where the digit has ink; labels tell which digit it is. Raises `ModelError` for a side under 16.
    """
    if side < LEAST_SIDE:
        raise ModelError(f"Digits among clutter need pictures of at least {LEAST_SIDE} pixels, not {side}.")
    random = np.random.default_rng(seed)
    source = digits()
    assert source.labels is not None
    images = np.empty((n, 1, side, side), np.float32)
    masks = np.zeros((n, side, side), np.int64)
    chosen = random.integers(0, len(source), n)
    for number, which in enumerate(chosen):
        ground = _texture(side, random)
        for other in random.integers(0, len(source), FRAGMENTS):
            _paint(ground, _fragment(source.images[other, 0], side, random), random)
        edge = int(random.integers(side // 2, side - 3))
        ink = _enlarged(source.images[which, 0], edge)
        top, left = _paint(ground, ink, random)
        masks[number, top : top + edge, left : left + edge] = ink > INK
        images[number, 0] = ground
    return ImageSet(np.clip(images, 0, 1), source.labels[chosen], source.label_names, masks, "digits among clutter")


def _texture(side: int, random: np.random.Generator) -> FloatArray:
    """Waves of one direction and clouds of noise, float32 [side, side] about 0.3."""
    rows, columns = np.mgrid[:side, :side].astype(np.float32)
    angle, period, phase = random.uniform(0, np.pi), random.uniform(3, 9), random.uniform(0, 2 * np.pi)
    waves = np.sin(2 * np.pi * (rows * np.sin(angle) + columns * np.cos(angle)) / period + phase)
    clouds = _enlarged(random.uniform(0, 1, (5, 5)).astype(np.float32), side)
    grain = random.normal(0, 0.06, (side, side)).astype(np.float32)
    return (0.15 + 0.3 * clouds + random.uniform(0.03, 0.12) * waves + grain).astype(np.float32)


def _fragment(digit: FloatArray, side: int, random: np.random.Generator) -> FloatArray:
    """A piece of a digit, float32 [edge, edge]: a stroke that is none of its own."""
    top, left = random.integers(0, 6, 2)
    return _enlarged(digit[top : top + 3, left : left + 3], int(random.integers(side // 6, side // 4 + 1)))


def _paint(ground: FloatArray, ink: FloatArray, random: np.random.Generator) -> tuple[int, int]:
    """Lays bright ink on the ground, in place, and returns the row and column where."""
    edge = len(ink)
    top, left = (int(at) for at in random.integers(0, len(ground) - edge + 1, 2))
    patch = ground[top : top + edge, left : left + edge]
    patch += ink * (random.uniform(0.7, 1.0) - patch)
    return top, left


def _enlarged(picture: FloatArray, edge: int) -> FloatArray:
    resized = Image.fromarray(np.ascontiguousarray(picture)).resize((edge, edge), Image.Resampling.BICUBIC)
    return np.clip(np.asarray(resized, np.float32), 0, 1)
