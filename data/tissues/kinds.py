"""What a task, a scene, a plan and a family are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from data.tissues.stage import Stage

Array = np.ndarray
Generator = np.random.Generator


@dataclass(frozen=True)
class Task:
    """A segmentation rule that holds across pictures.

    Args:
        family: which generator draws it.
        seed: which of the family's tasks it is.
        look: how its pictures are taken ("fundus", "ct", "stained" …).
        class_names: class k + 1 is class_names[k]; 0 is everything else.
        nesting: pairs (inner, outer) of classes; pixels around an inner class are its own or its outer's.
        absent: for each class, the share of pictures that do not show it.
    """

    family: str
    seed: int
    look: str
    class_names: tuple[str, ...]
    nesting: tuple[tuple[int, int], ...] = ()
    absent: tuple[float, ...] = ()


@dataclass(frozen=True)
class Scene:
    """One picture of a task.

    `image` UInt8[h, w, 3], `labels` UInt8[h, w] (0 background, k the task's k-th class), `class_names` as the task's.
    """

    image: Array
    labels: Array
    class_names: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What a family decides once for a task.

    Args:
        classes: class name for each label from 1 on.
        labels: structure -> class; structures that are not named here are drawn and not labelled.
        tones: structure -> what it is painted with: grey levels [1], colours [3] or stain amounts [3].
        nesting: pairs (inner, outer).
        empty: share of pictures without any of the classes.
        missing: for each class, the share of the other pictures that lack this class alone.
        loose: structures of photographs that have any colour in each picture, so that the rule is not one of colour.
        traits: what else holds across the task's pictures.
    """

    classes: tuple[str, ...]
    labels: Mapping[str, int]
    tones: Mapping[str, Array] = field(default_factory=dict)
    nesting: tuple[tuple[int, int], ...] = ()
    empty: float = 0.06
    missing: tuple[float, ...] = ()
    traits: Mapping[str, Any] = field(default_factory=dict)
    loose: frozenset[str] = frozenset()

    def outer(self, label: int) -> int | None:
        """The class that `label` lies in, if any."""
        return next((outside for inside, outside in self.nesting if inside == label), None)

    def inside(self, label: int) -> set[int]:
        """`label` and all classes that lie in it, at any depth."""
        found = {label}
        while True:
            more = {inner for inner, outer in self.nesting if outer in found} - found
            if not more:
                return found
            found |= more

    def absent(self, label: int) -> float:
        """The share of pictures without class `label`: empty ones, or its own or an outer class's absence."""
        shown = 1 - self.empty
        at: int | None = label
        while at is not None:
            shown *= 1 - (self.missing[at - 1] if self.missing else 0.0)
            at = self.outer(at)
        return 1 - shown


@dataclass(frozen=True)
class Family:
    """A kind of task: the looks it comes in, how a task is decided, and how a picture of it is painted."""

    name: str
    looks: tuple[str, ...]
    plan: Callable[[Generator, str], Plan]
    paint: Callable[[Stage], None]
