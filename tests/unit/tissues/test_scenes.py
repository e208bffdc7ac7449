"""What a drawn scene promises: the same bytes again, labels that are classes, nesting, and stated absences."""

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import ndimage

from data.tissues import draw, families, make_task, sample_task
from data.tissues.kinds import Plan

ROOT = Path(__file__).parents[3]
DIGEST = """
import hashlib
from data.tissues import draw, sample_task
h = hashlib.sha256()
for seed in range(24):
    scene = draw(sample_task(seed), seed % 3, 64)
    h.update(scene.image.tobytes() + scene.labels.tobytes())
print(h.hexdigest())
"""


def test_another_process_draws_the_same_bytes() -> None:
    here = hashlib.sha256()
    # In another order than there, so that nothing hangs on what was drawn before.
    scenes = {seed: draw(sample_task(seed), seed % 3, 64) for seed in reversed(range(24))}
    for seed in range(24):
        here.update(scenes[seed].image.tobytes() + scenes[seed].labels.tobytes())
    run = subprocess.run([sys.executable, "-c", DIGEST], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == here.hexdigest()


@pytest.mark.parametrize("size", [64, 128, 256])
@pytest.mark.parametrize("family", families())
def test_every_family_draws_at_every_size(family: str, size: int) -> None:
    task = make_task(family, 11)
    scene = draw(task, 1, size)
    assert scene.image.shape == (size, size, 3)
    assert scene.image.dtype == np.uint8
    assert scene.labels.shape == (size, size)
    assert scene.labels.dtype == np.uint8
    assert scene.labels.max() <= len(task.class_names)
    assert scene.class_names == task.class_names
    assert scene.image.std() > 2


@pytest.mark.parametrize("family", families())
def test_each_class_of_a_family_is_shown_and_pictures_differ(family: str) -> None:
    for seed in range(3):
        task = make_task(family, seed)
        scenes = [draw(task, index, 64) for index in range(4)]
        assert not np.array_equal(scenes[0].image, scenes[1].image)
        seen = set(np.unique([scene.labels for scene in scenes]).tolist()) - {0}
        assert seen == set(range(1, len(task.class_names) + 1))


def test_nested_classes_lie_in_their_outer_class() -> None:
    tasks = [task for task in (sample_task(seed) for seed in range(500)) if task.nesting][:40]
    assert len({task.family for task in tasks}) >= 6
    for task in tasks:
        plan = Plan(task.class_names, {}, nesting=task.nesting)
        for index in range(2):
            labels = draw(task, index, 64).labels
            for inner, outer in task.nesting:
                around = ndimage.binary_dilation(np.isin(labels, list(plan.inside(inner))))
                assert np.isin(labels[around], list(plan.inside(outer))).all()


def test_classes_are_absent_as_often_as_stated() -> None:
    expected = missing = variance = 0.0
    for seed in range(80):
        task = sample_task(seed)
        shown = [set(np.unique(draw(task, index, 32).labels).tolist()) for index in range(5)]
        for k, share in enumerate(task.absent, 1):
            missing += sum(k not in labels for labels in shown)
            expected += share * len(shown)
            # Pictures of one task are independent; classes of one picture may vanish together, hence the factor.
            variance += 2 * share * (1 - share) * len(shown)
    assert expected > 15
    assert abs(missing - expected) < 4 * variance**0.5


def test_a_class_goes_with_the_one_that_it_lies_in() -> None:
    plan = Plan(("outer", "inner", "core"), {}, nesting=((2, 1), (3, 2)), empty=0.1, missing=(0.2, 0.3, 0.0))
    assert plan.absent(1) == pytest.approx(1 - 0.9 * 0.8)
    assert plan.absent(2) == pytest.approx(1 - 0.9 * 0.8 * 0.7)
    assert plan.absent(3) == pytest.approx(plan.absent(2))
    assert plan.inside(1) == {1, 2, 3}


def test_the_same_scene_at_two_sizes_has_the_same_shapes() -> None:
    agree = []
    for seed in range(30):
        task = sample_task(seed)
        small, large = draw(task, 0, 64).labels, draw(task, 0, 128).labels
        agree.append(float((small == large[::2, ::2]).mean()))
    assert np.median(agree) > 0.95


@pytest.mark.parametrize(("index", "size"), [(-1, 64), (0, 16), (0, 4096)])
def test_impossible_scenes_are_refused(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="must be"):
        draw(sample_task(0), index, size)
