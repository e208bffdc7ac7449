"""The same change for image and labels, the same for the same seed."""

from dataclasses import fields, replace

import numpy as np
import pytest

from data.tissues import Augmentation, augment
from data.tissues.augment import augment_many

STILL = Augmentation(
    turn=0,
    zoom=(1, 1),
    shift=0,
    shear=0,
    flip=0,
    quarter_turns=0,
    elastic=0,
    crop=0,
    blur=0,
    noise=0,
    gamma=0,
    contrast=0,
    brightness=0,
    colour=0,
    invert=0,
    grey=0,
)


def _picture(size: int = 96) -> tuple[np.ndarray, np.ndarray]:
    """A disc and a bar, each of its own colour, so that labels can be told from the image."""
    v, u = np.mgrid[:size, :size] / size
    labels = np.zeros((size, size), np.uint8)
    labels[np.hypot(u - 0.35, v - 0.4) < 0.2] = 1
    labels[(np.abs(u - 0.75) < 0.08) & (np.abs(v - 0.6) < 0.3)] = 2
    return np.array([[40, 40, 40], [220, 60, 60], [60, 220, 60]], np.uint8)[labels], labels


def test_the_same_seed_gives_the_same_bytes_and_another_does_not() -> None:
    image, labels = _picture()
    first, again, other = augment(image, labels, 5), augment(image, labels, 5), augment(image, labels, 6)
    assert np.array_equal(first[0], again[0])
    assert np.array_equal(first[1], again[1])
    assert not np.array_equal(first[0], other[0])


def test_no_strength_changes_nothing() -> None:
    image, labels = _picture()
    same, same_labels = augment(image, labels, 3, STILL)
    assert np.array_equal(same, image)
    assert np.array_equal(same_labels, labels)


@pytest.mark.parametrize(
    "change",
    [
        {"turn": 40.0},
        {"flip": 1.0},
        {"quarter_turns": 1.0},
        {"elastic": 1.0, "bend": 0.05},
        {"crop": 1.0},
        {"shift": 0.2},
        {"zoom": (0.6, 0.7)},
        {"shear": 0.3},
    ],
)
def test_labels_follow_the_image(change: dict) -> None:
    image, labels = _picture()
    for seed in range(6):
        moved, moved_labels = augment(image, labels, seed, replace(STILL, **change))
        painted = np.array([[40, 40, 40], [220, 60, 60], [60, 220, 60]])[moved_labels]
        assert np.abs(painted - moved).max(-1).mean() < 9  # edges alone are between the colours
        assert not np.array_equal(moved_labels, labels)
        assert set(np.unique(moved_labels)) <= {0, 1, 2}


@pytest.mark.parametrize(
    "change",
    [
        {"blur": 1.0},
        {"noise": 1.0},
        {"gamma": 0.5},
        {"contrast": 0.5},
        {"brightness": 0.3},
        {"colour": 0.3},
        {"invert": 1.0},
        {"grey": 1.0},
    ],
)
def test_light_leaves_the_labels(change: dict) -> None:
    image, labels = _picture()
    changed, same = augment(image, labels, 2, replace(STILL, **change))
    assert np.array_equal(same, labels)
    assert not np.array_equal(changed, image)


def test_a_grey_picture_stays_grey() -> None:
    image, labels = _picture()
    grey = np.repeat(image.mean(-1, keepdims=True).astype(np.uint8), 3, -1)
    for seed in range(10):
        changed, _ = augment(grey, labels, seed)
        assert np.array_equal(changed[..., 0], changed[..., 1])
        assert np.array_equal(changed[..., 1], changed[..., 2])


def test_a_stack_is_changed_as_its_pictures() -> None:
    image, labels = _picture()
    images, maps = augment_many(np.stack([image, image]), np.stack([labels, labels]), [4, 9])
    single, single_labels = augment(image, labels, 9)
    assert np.array_equal(images[1], single)
    assert np.array_equal(maps[1], single_labels)


def test_every_strength_has_a_default() -> None:
    assert all(getattr(Augmentation(), field.name) is not None for field in fields(Augmentation))


def test_what_does_not_fit_is_refused() -> None:
    image, labels = _picture()
    with pytest.raises(ValueError, match="square with 3 channels"):
        augment(image[:50], labels[:50], 0)
    with pytest.raises(ValueError, match="of one size"):
        augment(image, labels[:50, :50], 0)
