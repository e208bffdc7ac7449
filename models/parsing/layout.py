"""What the entries of an encoded attribute vector mean; it travels inside the checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError

Kind = Literal["continuous", "hue", "category"]
Value = float | str


@dataclass(frozen=True)
class Entry:
    """One attribute: a number in [low, high], a hue (a turn in [0, 1)), or one of `categories`."""

    name: str
    kind: Kind
    low: float = 0.0
    high: float = 1.0
    categories: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """How many numbers encode it: one a category, sine and cosine of a hue, otherwise one in [-1, 1]."""
        return len(self.categories) if self.kind == "category" else 2 if self.kind == "hue" else 1


@dataclass(frozen=True)
class Layout:
    """The attributes in the order of the encoded vector."""

    entries: tuple[Entry, ...]

    @property
    def size(self) -> int:
        """Length of the encoded vector."""
        return sum(entry.width for entry in self.entries)

    def slices(self) -> dict[str, slice]:
        """Where each attribute lies in the vector."""
        found: dict[str, slice] = {}
        at = 0
        for entry in self.entries:
            found[entry.name] = slice(at, at + entry.width)
            at += entry.width
        return found

    def entry(self, name: str) -> Entry:
        """The attribute of that name; `ModelError` when there is none."""
        for entry in self.entries:
            if entry.name == name:
                return entry
        raise ModelError(f"There is no attribute {name}; there are {', '.join(e.name for e in self.entries)}.")

    def decode(self, vector: NDArray[np.floating]) -> dict[str, Value]:
        """Values by name of an encoded vector Float[size]: clipped to the ranges, the largest entry of a category."""
        if vector.shape != (self.size,):
            raise ModelError(f"An encoded portrait has {self.size} numbers, not the shape {vector.shape}.")
        where = self.slices()
        return {entry.name: _value(entry, vector[where[entry.name]]) for entry in self.entries}

    def to_list(self) -> list[dict[str, Any]]:
        """As plain values, for a checkpoint's metadata."""
        return [asdict(entry) for entry in self.entries]

    @classmethod
    def from_list(cls, entries: Sequence[dict[str, Any]]) -> Layout:
        """The inverse of `to_list`. Raises `ModelError` when an entry is not one."""
        try:
            made = tuple(Entry(**{**entry, "categories": tuple(entry.get("categories", ()))}) for entry in entries)
        except TypeError as error:
            raise ModelError("The checkpoint's list of attributes is not one.") from error
        return cls(made)


def _value(entry: Entry, code: NDArray[np.floating]) -> Value:
    if entry.kind == "category":
        return entry.categories[int(np.argmax(code))]
    if entry.kind == "hue":
        return float(np.arctan2(code[0], code[1]) / (2 * np.pi) % 1.0)
    return float(entry.low + (entry.high - entry.low) * np.clip((code[0] + 1) / 2, 0.0, 1.0))
