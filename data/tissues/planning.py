"""Which structures a task asks for, and under which names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.tissues.kinds import Generator

Groups = Mapping[str, Sequence[str]]


def picked(rng: Generator, groups: Groups, least: int, most: int) -> tuple[tuple[str, ...], dict[str, int]]:
    """Takes `least` to `most` of the groups as classes.

    Args:
        groups: class name -> the structures that it stands for.

    Returns the class names in the order of `groups`, and structure -> class number.
    """
    names = list(groups)
    count = int(rng.integers(least, min(most, len(names)) + 1))
    chosen = sorted(rng.choice(len(names), count, replace=False).tolist())
    return listed({names[k]: groups[names[k]] for k in chosen})


def listed(groups: Groups) -> tuple[tuple[str, ...], dict[str, int]]:
    """All groups as classes: their names, and structure -> class number."""
    labels = {structure: k for k, structures in enumerate(groups.values(), 1) for structure in structures}
    return tuple(groups), labels


def one_of(rng: Generator, choices: Sequence[Groups]) -> tuple[tuple[str, ...], dict[str, int]]:
    """One of several ways to name the structures."""
    return listed(choices[int(rng.integers(len(choices)))])


def nested(classes: Sequence[str], pairs: Sequence[tuple[str, str]]) -> tuple[tuple[int, int], ...]:
    """The pairs (inner, outer) of class numbers among pairs of names, where both are classes."""
    at = {name: k for k, name in enumerate(classes, 1)}
    return tuple((at[inner], at[outer]) for inner, outer in pairs if inner in at and outer in at)
