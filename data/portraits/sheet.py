"""A contact sheet: people at random, then one person along single attributes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from data.portraits.attributes import BY_NAME, Attributes
from data.portraits.render import render
from data.portraits.sampling import sample

SWEPT = (
    "smile", "mouth_open", "age", "skin_tone", "curl", "hair_length", "beard", "eye_openness", "yaw", "pitch",
    "light_side",
    "nose_width", "lip_fullness", "face_width", "jaw_squareness", "stubble", "smoking", "horror",
)  # fmt: skip
CATEGORIES = (
    "hair_style",
    "hair_colour",
    "eye_colour",
    "glasses",
    "hat",
    "fringe",
    "clothing",
    "background",
    "earrings",
    "necklace",
    "pattern",
)
PERSON = Attributes(
    hair_style="long", hair_colour="auburn", smile=0.4, light_side=-0.5, background="gradient", curl=0.2, yaw=4.0
)


def values(name: str, columns: int) -> list[Any]:
    """`columns` values along an attribute: evenly through its range, or its categories in turn."""
    spec = BY_NAME[name]
    if spec.kind == "category":
        return [spec.categories[k % len(spec.categories)] for k in range(columns)]
    return np.linspace(spec.low, spec.high, columns).tolist()


def people(rows: int, columns: int, size: int, first_seed: int = 0) -> np.ndarray:
    """UInt8[rows * size, columns * size, 3]: portraits number first_seed and on."""
    pictures = [render(sample(first_seed + i), size, first_seed + i).image for i in range(rows * columns)]
    return _grid(pictures, columns)


def sweeps(columns: int, size: int) -> np.ndarray:
    """One row for each swept attribute, everything else held."""
    pictures = [
        render(replace(PERSON, **{name: value}), size, 3).image
        for name in (*SWEPT, *CATEGORIES)
        for value in values(name, columns)
    ]
    return _grid(pictures, columns)


def _grid(pictures: list[np.ndarray], columns: int) -> np.ndarray:
    rows = [np.concatenate(pictures[i : i + columns], 1) for i in range(0, len(pictures), columns)]
    return np.concatenate(rows, 0)


def write(path: Path, size: int = 128, rows: int = 8, columns: int = 12) -> Path:
    """Writes the contact sheet as a PNG and returns its path."""
    sheet = np.concatenate([people(rows, columns, size), sweeps(columns, size)], 0)
    Image.fromarray(sheet).save(path)
    return path
