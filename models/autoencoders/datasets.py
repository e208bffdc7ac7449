"""What is learnt from: pictures of one size, with labels or masks where there are any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..errors import ModelError
from .configuration import Shape

FloatArray = NDArray[np.float32]
ByteArray = NDArray[np.uint8]
IntArray = NDArray[np.int64]

LEAST_PICTURES = 8


@dataclass(frozen=True)
class ImageSet:
    """Pictures float32 [n, c, h, w] in [0, 1]; labels int64 [n]; masks int64 [n, h, w], 0 for the background.

    Points of the plane are pictures of two channels and one pixel. Raises `ModelError` for fewer than eight
    pictures, values out of range, or labels and masks that do not fit.
    """

    images: FloatArray
    labels: IntArray | None = None
    label_names: tuple[str, ...] = ()
    masks: IntArray | None = None
    name: str = "pictures"

    def __post_init__(self) -> None:
        images = self.images
        if images.ndim != 4 or images.dtype != np.float32:
            raise ModelError(f"Pictures are float32 [n, c, h, w], not {images.dtype} {list(images.shape)}.")
        if len(images) < LEAST_PICTURES:
            there = "there is 1" if len(images) == 1 else f"there are {len(images)}"
            raise ModelError(f"At least {LEAST_PICTURES} pictures are needed to learn from; {there}.")
        if not (np.isfinite(images).all() and images.min() >= 0 and images.max() <= 1):
            raise ModelError("The values of the pictures have to lie between 0 and 1.")
        if self.labels is not None and self.labels.shape != (len(images),):
            raise ModelError(f"There are {len(images)} pictures and {len(self.labels)} labels.")
        if self.masks is not None and self.masks.shape != (len(images), *images.shape[2:]):
            raise ModelError("Each picture needs a mask of its own size.")

    def __len__(self) -> int:
        return len(self.images)

    @property
    def shape(self) -> Shape:
        """Of one picture: channels, height, width."""
        channels, height, width = self.images.shape[1:]
        return channels, height, width

    def take(self, indices: NDArray[np.integer]) -> ImageSet:
        """Those pictures, in that order, with their labels and masks."""
        return replace(
            self,
            images=self.images[indices],
            labels=None if self.labels is None else self.labels[indices],
            masks=None if self.masks is None else self.masks[indices],
        )


def split(image_set: ImageSet, held_out: float = 0.2, seed: int = 0) -> tuple[ImageSet, ImageSet]:
    """The pictures to learn from and those held out, both in random order; the seed decides.

    Half of a very small set at most is held out, and at least `LEAST_PICTURES` are kept where there are that many,
    so that both halves are sets. Of fewer than sixteen pictures, both are all of them.
    """
    n = len(image_set)
    order = np.random.default_rng(seed).permutation(n)
    if n < 2 * LEAST_PICTURES:
        return image_set.take(order), image_set.take(order)
    count = min(max(LEAST_PICTURES, round(held_out * n)), n - LEAST_PICTURES)
    return image_set.take(order[count:]), image_set.take(order[:count])


def digits() -> ImageSet:
    """1,797 handwritten digits of 8 × 8 real pixels (Alpaydin and Kaynak 1998, as bundled with scikit-learn)."""
    from sklearn.datasets import load_digits

    bunch = load_digits()
    images = (bunch.images[:, None] / 16.0).astype(np.float32)
    return ImageSet(images, bunch.target.astype(np.int64), tuple("0123456789"), name="digits")


def from_arrays(
    images: NDArray[np.uint8] | Sequence[NDArray[np.uint8]],
    labels: Sequence[int] | IntArray | None = None,
    masks: IntArray | Sequence[IntArray] | None = None,
    side: int = 32,
    name: str = "pictures",
    label_names: tuple[str, ...] = (),
) -> ImageSet:
    """Pictures uint8 [n, h, w, 3] of one size, cut to the square about their middle and reduced to `side` pixels.

    Masks, int [n, h, w], are cut alike and take the nearest value. Raises `ModelError` for no pictures, fewer than
    eight, pictures of several sizes, or a side outside 8 to 128.
    """
    if not 8 <= side <= 128:
        raise ModelError(f"Pictures of {side} pixels cannot be learnt from here; choose between 8 and 128.")
    sizes = {picture.shape for picture in images}
    if len(sizes) > 1:
        first, second = sorted(sizes)[:2]
        raise ModelError(
            f"The pictures have several sizes, among them {_size(first)} and {_size(second)}; they have to have one."
        )
    for shape in sizes:
        if len(shape) != 3 or shape[2] != 3 or images[0].dtype != np.uint8:
            raise ModelError(f"Pictures are uint8 [h, w, 3], not {images[0].dtype} {list(shape)}.")
    squares = [_square(picture, side, Image.Resampling.BOX) for picture in images]
    pixels = np.stack(squares) if squares else np.zeros((0, side, side, 3), np.uint8)
    cut = None if masks is None else np.stack([_square_mask(mask, side) for mask in masks])
    return ImageSet(
        np.ascontiguousarray(np.moveaxis(pixels, 3, 1) / np.float32(255)),
        None if labels is None else np.asarray(labels, np.int64),
        label_names,
        cut,
        name,
    )


def points(kind: Literal["ring", "moons", "spiral"] = "spiral", n: int = 1000, seed: int = 0) -> ImageSet:
    """`n` points of a curve in the unit square, as pictures [n, 2, 1, 1]: a manifold of one dimension one can see."""
    random = np.random.default_rng(seed)
    t = random.uniform(0, 1, n)
    side = random.integers(0, 2, n)
    curves = {
        "ring": np.stack([np.cos(2 * np.pi * t), np.sin(2 * np.pi * t)], 1),
        "moons": np.where(
            side[:, None] == 0,
            np.stack([np.cos(np.pi * t) - 0.5, np.sin(np.pi * t) - 0.25], 1),
            np.stack([0.5 - np.cos(np.pi * t), 0.25 - np.sin(np.pi * t)], 1),
        ),
        "spiral": (0.2 + 0.8 * t)[:, None] * np.stack([np.cos(9 * t), np.sin(9 * t)], 1),
    }
    if kind not in curves:
        raise ModelError(f"There is no curve {kind!r}; there are {', '.join(curves)}.")
    scale = 0.27 if kind == "moons" else 0.4
    plane = np.clip(0.5 + scale * curves[kind], 0, 1).astype(np.float32)
    return ImageSet(plane.reshape(n, 2, 1, 1), name=kind)


def _square(picture: ByteArray, side: int, how: Image.Resampling) -> ByteArray:
    height, width = picture.shape[:2]
    edge = min(height, width)
    top, left = (height - edge) // 2, (width - edge) // 2
    cut = Image.fromarray(picture[top : top + edge, left : left + edge])
    return np.asarray(
        cut if edge == side else cut.resize((side, side), how if edge > side else Image.Resampling.BICUBIC)
    )


def _square_mask(mask: NDArray[np.integer], side: int) -> IntArray:
    height, width = mask.shape
    edge = min(height, width)
    top, left = (height - edge) // 2, (width - edge) // 2
    at = (np.arange(side) * edge + edge // 2) // side
    return mask[top + at][:, left + at].astype(np.int64)


def _size(shape: tuple[int, ...]) -> str:
    return " × ".join(str(edge) for edge in shape[1::-1])
