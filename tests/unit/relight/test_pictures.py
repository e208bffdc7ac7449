"""What is accepted, and how it is made small."""

import numpy as np
import pytest

from models.errors import ModelError
from models.relight.pictures import area_resize, check_picture, check_sliders, working_size


def overlaps(length: int, count: int) -> np.ndarray:
    """[count, length]: the share of each new pixel that each old one covers."""
    edges = np.linspace(0, length, count + 1)
    places = np.arange(length)
    covered = np.minimum(edges[1:, None], places + 1) - np.maximum(edges[:-1, None], places)
    return np.maximum(covered, 0) * count / length


@pytest.mark.parametrize(("size", "small"), [((37, 53), (16, 23)), ((48, 64), (16, 16)), ((20, 20), (20, 20))])
def test_the_small_picture_holds_exact_area_means(size: tuple[int, int], small: tuple[int, int]) -> None:
    image = np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8)
    expected = np.einsum("ij,jkc,lk->ilc", overlaps(size[0], small[0]), image / 255, overlaps(size[1], small[1]))
    np.testing.assert_allclose(area_resize(image, *small), expected, atol=1e-6)


def test_fractions_of_a_code_survive() -> None:
    image = np.zeros((64, 64, 3), np.uint8)
    image[::2, ::2] = 1
    np.testing.assert_allclose(area_resize(image, 16, 16) * 255, 0.25, atol=1e-6)


@pytest.mark.parametrize(
    ("size", "expected"),
    [((3000, 4000), (240, 320)), ((4000, 3000), (320, 240)), ((16, 16), (16, 16)), ((240, 320), (240, 320))],
)
def test_the_working_size_has_the_short_side(size: tuple[int, int], expected: tuple[int, int]) -> None:
    assert working_size(*size, 240, 640 * 480) == expected


def test_a_long_strip_is_held_to_the_pixel_budget() -> None:
    height, width = working_size(1000, 20_000, 240, 640 * 480)
    assert height * width <= 1.01 * 640 * 480
    assert width / height == pytest.approx(20, rel=0.01)


def test_a_hair_keeps_two_pixels() -> None:
    assert working_size(16, 100_000, 2, 640 * 480)[0] == 2


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((32, 32), np.uint8),
        np.zeros((32, 32, 4), np.uint8),
        np.zeros((32, 32, 3), np.float32),
        "photo.jpg",
    ],
)
def test_other_arrays_are_refused_in_a_sentence(image: np.ndarray) -> None:
    with pytest.raises(ModelError, match=r"^Relighting needs an 8-bit picture in three channels, but got .*\.$"):
        check_picture(image)


def test_a_tiny_picture_is_refused_with_its_size() -> None:
    with pytest.raises(ModelError, match="15 × 40 pixels"):
        check_picture(np.zeros((40, 15, 3), np.uint8))


@pytest.mark.parametrize("sliders", [(-0.1, 0, 0), (1.6, 0, 0), (1, 1.1, 0), (1, 0, -3), (float("nan"), 0, 0)])
def test_sliders_have_ends(sliders: tuple[float, float, float]) -> None:
    with pytest.raises(ModelError, match="has to lie between"):
        check_sliders(*sliders)
