"""Tasks and their pictures, drawn from the families of `data.tissues.split`."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from data.tissues.kinds import Family, Generator, Plan, Scene, Task
from data.tissues.looks import LOOKS, develop
from data.tissues.split import FAMILIES, TRAIN_FAMILIES
from data.tissues.stage import Stage

_TRIES = 6
_LEAST_SHARE = 0.0006


def families() -> tuple[str, ...]:
    """The names of all families, those to train on first."""
    return tuple(FAMILIES)


def _family(name: str) -> Family:
    if name not in FAMILIES:
        raise ValueError(f"There is no family of tissues {name!r}; there are {', '.join(FAMILIES)}.")
    return FAMILIES[name]


def _stream(*keys: int | str) -> Generator:
    """A generator for these keys: the same in every process."""
    words = [zlib.crc32(key.encode()) if isinstance(key, str) else int(key) for key in keys]
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(words)))


@lru_cache(maxsize=4096)
def _plan(family: str, seed: int) -> tuple[str, Plan]:
    rng = _stream("plan", family, seed)
    kind = _family(family)
    look = kind.looks[int(rng.integers(len(kind.looks)))]
    return look, kind.plan(rng, look)


def make_task(family: str, seed: int) -> Task:
    """Task number `seed` (0 and up) of a family.

    Raises:
        ValueError: for a family that there is not, or a negative seed.
    """
    if seed < 0:
        raise ValueError(f"A task's seed must be 0 or more, not {seed}.")
    look, plan = _plan(family, seed)
    absent = tuple(plan.absent(k + 1) for k in range(len(plan.classes)))
    return Task(family, seed, look, plan.classes, plan.nesting, absent)


def sample_task(seed: int, families: Sequence[str] | None = None) -> Task:
    """A task at random: `seed` picks the family and which of its tasks.

    Args:
        seed: 0 or more; the same seed and families give the same task.
        families: names to choose among; the training families where None, so that held-out ones are only ever drawn by
            who asks for them.
    """
    names = tuple(TRAIN_FAMILIES if families is None else families)
    if not names:
        raise ValueError("Give at least one family of tissues to sample from.")
    rng = _stream("task", seed)
    return make_task(names[int(rng.integers(len(names)))], int(rng.integers(2**31)))


def _missing(task: Task, plan: Plan, index: int) -> frozenset[int]:
    """The classes that picture `index` does not show."""
    rng = _stream("missing", task.family, task.seed, index)
    everything = rng.random() < plan.empty
    alone = rng.random(len(plan.classes))
    gone: set[int] = set()
    for k in range(1, len(plan.classes) + 1):
        if everything or (plan.missing and alone[k - 1] < plan.missing[k - 1]):
            gone |= plan.inside(k)
    return frozenset(gone)


def draw(task: Task, index: int, size: int = 128) -> Scene:
    """Picture number `index` of a task.

    The same arguments give the same bytes in every process. Shapes, contrast, noise and the field of view differ
    between pictures; a class is absent with the probability `task.absent` says. Another size shows the same scene, up
    to noise.

    Args:
        index: 0 and up.
        size: side in pixels, 32 to 1024.

    Raises:
        ValueError: for a family, index or size outside these.
    """
    if not 32 <= size <= 1024:
        raise ValueError(f"A scene's side must be 32 to 1024 pixels, not {size}.")
    if index < 0:
        raise ValueError(f"A scene's index must be 0 or more, not {index}.")
    look, plan = _plan(task.family, task.seed)
    missing = _missing(task, plan, index)
    shown = set(range(1, len(plan.classes) + 1)) - missing
    for attempt in range(_TRIES):
        # A class that is to be shown can fall outside the field of view: then the scene is set again.
        scene = _attempt(task, plan, look, missing, index, size, attempt)
        counts = np.bincount(scene.labels.ravel(), minlength=len(plan.classes) + 1)
        if all(counts[k] >= max(2, _LEAST_SHARE * size * size) for k in shown):
            break
    return scene


def _attempt(task: Task, plan: Plan, look: str, missing: frozenset[int], index: int, size: int, attempt: int) -> Scene:
    keys = (task.family, task.seed, index, attempt)
    stage = Stage(size, plan, LOOKS[look].channels, _stream("scene", *keys), _stream("noise", *keys), missing)
    _family(task.family).paint(stage)
    image = develop(stage, look, _stream("style", task.family, task.seed))
    stage.enclose()
    return Scene(image, stage.labels, plan.classes)
