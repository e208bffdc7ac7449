"""Held-out families are apart from those that are trained on: by name, in sampling, and in code."""

import ast
from pathlib import Path

import pytest

from data.tissues import HELD_OUT_FAMILIES, HELD_OUT_TASKS, TRAIN_FAMILIES, families, make_task, sample_task
from data.tissues.split import FAMILIES

ROOT = Path(__file__).parents[3] / "data" / "tissues"


def _imports(folder: Path) -> set[str]:
    names = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                names.add(node.module or "")
                names |= {f"{node.module}.{alias.name}" for alias in node.names}
            elif isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
    return names


def test_there_are_enough_families_and_none_is_in_both() -> None:
    assert len(TRAIN_FAMILIES) >= 14
    assert len(HELD_OUT_FAMILIES) >= 5
    assert not set(TRAIN_FAMILIES) & set(HELD_OUT_FAMILIES)
    assert set(families()) == set(TRAIN_FAMILIES) | set(HELD_OUT_FAMILIES)
    assert len(families()) == len(TRAIN_FAMILIES) + len(HELD_OUT_FAMILIES)


def test_at_least_thirty_tasks_are_held_out_and_differ() -> None:
    assert len(HELD_OUT_TASKS) >= 30
    assert {name for name, _ in HELD_OUT_TASKS} == set(HELD_OUT_FAMILIES)
    assert len({make_task(name, seed) for name, seed in HELD_OUT_TASKS}) == len(HELD_OUT_TASKS)


def test_no_module_serves_both() -> None:
    assert not any(name.startswith("data.tissues.held_out") for name in _imports(ROOT / "trained"))
    assert not any(name.startswith("data.tissues.trained") for name in _imports(ROOT / "held_out"))
    for name, family in FAMILIES.items():
        home = "held_out" if name in HELD_OUT_FAMILIES else "trained"
        for code in (family.plan, family.paint):
            assert code.__module__.startswith(f"data.tissues.{home}.")


def test_sampling_never_takes_a_held_out_family_unless_asked() -> None:
    drawn = {sample_task(seed).family for seed in range(400)}
    assert drawn == set(TRAIN_FAMILIES)
    assert {sample_task(seed, HELD_OUT_FAMILIES).family for seed in range(60)} == set(HELD_OUT_FAMILIES)


def test_several_looks_and_several_classes_come_up() -> None:
    tasks = [sample_task(seed) for seed in range(300)]
    assert len({task.look for task in tasks}) >= 12
    assert sum(len(task.class_names) > 1 for task in tasks) > 60
    assert sum(bool(task.nesting) for task in tasks) > 20


def test_an_unknown_family_and_an_empty_choice_are_refused() -> None:
    with pytest.raises(ValueError, match="no family of tissues 'dragon'"):
        make_task("dragon", 0)
    with pytest.raises(ValueError, match="at least one family"):
        sample_task(0, [])
