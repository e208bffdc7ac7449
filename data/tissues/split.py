"""Which families are trained on and which are kept for judging. This is the one place that says so.

The two share what draws fields, shapes and looks; the code that composes pictures of a held-out family is imported by
no training family, nor the other way round.
"""

from __future__ import annotations

from data.tissues import held_out, trained
from data.tissues.kinds import Family

TRAIN_FAMILIES: tuple[str, ...] = tuple(family.name for family in trained.FAMILIES)
HELD_OUT_FAMILIES: tuple[str, ...] = tuple(family.name for family in held_out.FAMILIES)
HELD_OUT_TASKS: tuple[tuple[str, int], ...] = tuple((name, seed) for name in HELD_OUT_FAMILIES for seed in range(6))
"""(family, seed) of the tasks that benchmarks judge on: at least 30, none of a family that is trained on."""

FAMILIES: dict[str, Family] = {family.name: family for family in (*trained.FAMILIES, *held_out.FAMILIES)}
