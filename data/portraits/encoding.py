"""Attributes as a vector and back: continuous in [-1, 1], hues as sine and cosine, categories one-hot."""

from __future__ import annotations

from typing import Any

import numpy as np

from data.portraits.attributes import SPECS, Attributes


def _names() -> tuple[str, ...]:
    names: list[str] = []
    for spec in SPECS:
        if spec.kind == "category":
            names += [f"{spec.name}={category}" for category in spec.categories]
        elif spec.kind == "hue":
            names += [f"{spec.name}.sin", f"{spec.name}.cos"]
        else:
            names.append(spec.name)
    return tuple(names)


ENCODED_NAMES: tuple[str, ...] = _names()
ENCODED_SIZE: int = len(ENCODED_NAMES)


def encode(attributes: Attributes) -> np.ndarray:
    """Attributes as Float[ENCODED_SIZE], float32, every entry in [-1, 1]; `ENCODED_NAMES` names the entries."""
    values: list[float] = []
    for spec in SPECS:
        value = getattr(attributes, spec.name)
        if spec.kind == "category":
            values += [1.0 if value == category else 0.0 for category in spec.categories]
        elif spec.kind == "hue":
            values += [np.sin(2 * np.pi * value), np.cos(2 * np.pi * value)]
        else:
            values.append(2 * (value - spec.low) / (spec.high - spec.low) - 1)
    return np.asarray(values, np.float32)


def decode(vector: np.ndarray) -> Attributes:
    """The attributes nearest to an encoded vector Float[ENCODED_SIZE].

    Values beyond a range are clipped to it, the largest entry names a category, and the angle names a hue, so
    that a network's prediction decodes as well as an exact code.

    Raises:
        ValueError: if the vector has another length.
    """
    vector = np.asarray(vector, np.float64).ravel()
    if vector.size != ENCODED_SIZE:
        raise ValueError(f"an encoded portrait has {ENCODED_SIZE} numbers, not {vector.size}")
    values: dict[str, Any] = {}
    at = 0
    for spec in SPECS:
        if spec.kind == "category":
            values[spec.name] = spec.categories[int(np.argmax(vector[at : at + len(spec.categories)]))]
            at += len(spec.categories)
        elif spec.kind == "hue":
            values[spec.name] = float(np.arctan2(vector[at], vector[at + 1]) / (2 * np.pi) % 1.0)
            at += 2
        else:
            share = float(np.clip((vector[at] + 1) / 2, 0, 1))
            values[spec.name] = spec.low + share * (spec.high - spec.low)
            at += 1
    return Attributes(**values)
