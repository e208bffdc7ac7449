"""Crops of packed portraits, and how much each of their pixels counts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data.portraits import CLASSES
from data.portraits.easel import ZOOM

PART_WEIGHTS = {
    "background": 0.6,
    "l_brow": 3.0,
    "r_brow": 3.0,
    "l_eye": 6.0,
    "r_eye": 6.0,
    "eye_g": 4.0,
    "ear_r": 3.0,
    "nose": 1.5,
    "mouth": 5.0,
    "u_lip": 4.0,
    "l_lip": 4.0,
    "neck_l": 3.0,
}
"""Weights of the classes that count more or less than 1: what is small and what a face is read by."""
CIGARETTE_WEIGHT = 5.0
"""The cigarette has no class of its own; it is found from the mouth, the pose, and how strongly the portrait smokes."""
MOUTH = [CLASSES.index(name) for name in ("mouth", "u_lip", "l_lip")]


@dataclass(frozen=True)
class Portraits:
    """A pack of portraits by memory map: pictures and parsing UInt8[n, s, s(, 3)], smoking and side Float[n]."""

    images: np.ndarray
    parsing: np.ndarray
    smoking: np.ndarray
    side: np.ndarray
    first_seed: int

    @classmethod
    def open(cls, folder: Path) -> Portraits:
        """Opens the folder that `python -m data.portraits --out` wrote; raises FileNotFoundError without one."""
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        names = meta["attribute_names"]
        attributes = np.load(folder / "attributes.npy", mmap_mode="r")
        return cls(
            np.load(folder / "images.npy", mmap_mode="r"),
            np.load(folder / "parsing.npy", mmap_mode="r"),
            (1 + np.asarray(attributes[:, names.index("smoking")])) / 2,
            np.where(np.asarray(attributes[:, names.index("yaw")]) >= 0, 1.0, -1.0),
            int(meta["first_seed"]),
        )

    @property
    def count(self) -> int:
        """How many portraits there are."""
        return len(self.images)

    @property
    def size(self) -> int:
        """Their side in pixels."""
        return int(self.images.shape[1])

    def weights(self, index: int) -> np.ndarray:
        """Float32[s, s]: how much each pixel of portrait `index` counts."""
        parsing = np.asarray(self.parsing[index])
        weights = _TABLE[parsing]
        if self.smoking[index] > 0.02:
            near = cigarette(parsing, float(self.side[index]), float(self.smoking[index]))
            weights = np.where(near, np.maximum(weights, CIGARETTE_WEIGHT), weights)
        return weights


_TABLE = np.array([PART_WEIGHTS.get(name, 1.0) for name in CLASSES], np.float32)


def cigarette(parsing: np.ndarray, side: float, smoking: float) -> np.ndarray:
    """Bool[s, s]: the strip in which the renderer puts the cigarette, empty where no mouth is seen.

    Args:
        parsing: UInt8[s, s] of class indices.
        side: 1 where it points to the picture's right, -1 to its left.
        smoking: the attribute, in [0, 1], which lengthens it.
    """
    rows, columns = np.nonzero(np.isin(parsing, MOUTH))
    if not len(rows):
        return np.zeros(parsing.shape, bool)
    size = parsing.shape[0]
    way = np.array([0.36, side * 0.90])
    way /= np.hypot(*way)
    offset = np.stack(np.mgrid[:size, :size], axis=-1) - np.array([rows.mean(), columns.mean()])
    along = np.clip(offset @ way, 0.0, (0.13 + 0.085 * smoking) * ZOOM * size)
    return np.hypot(*np.moveaxis(offset - along[..., None] * way, -1, 0)) < 0.033 * size


def crops(
    portraits: Portraits, among: int, side: int, batch: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Random crops of the first `among` portraits, mirrored half of the time.

    Returns pictures UInt8[batch, side, side, 3] and weights Float32[batch, side, side].
    """
    pictures = np.empty((batch, side, side, 3), np.uint8)
    weights = np.empty((batch, side, side), np.float32)
    for row, index in enumerate(rng.integers(0, among, batch).tolist()):
        top, left = rng.integers(0, portraits.size - side + 1, 2).tolist()
        window = (slice(top, top + side), slice(left, left + side))
        step = -1 if rng.random() < 0.5 else 1
        pictures[row] = portraits.images[index][window][:, ::step]
        weights[row] = portraits.weights(index)[window][:, ::step]
    return pictures, weights
