"""SSIM against the paper's definition, window by window."""

import numpy as np
import pytest
from PIL import Image
from skimage import data

from models.errors import ModelError
from models.metrics.ssim import luma, ssim, ssim_gaussian

PHOTO = np.ascontiguousarray(data.coffee()[100:140, 150:200])
OTHER = np.clip(PHOTO * 0.8 + np.random.default_rng(0).normal(10, 8, PHOTO.shape), 0, 255).astype(np.uint8)


def similarity(x: np.ndarray, y: np.ndarray, weights: np.ndarray, unbiased: bool) -> float:
    """Eq. 13 of Wang et al. for one window."""
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    mean_x, mean_y = (weights * x).sum(), (weights * y).sum()
    correction = x.size / (x.size - 1) if unbiased else 1.0
    var_x = correction * ((weights * x * x).sum() - mean_x**2)
    var_y = correction * ((weights * y * y).sum() - mean_y**2)
    both = correction * ((weights * x * y).sum() - mean_x * mean_y)
    top = (2 * mean_x * mean_y + c1) * (2 * both + c2)
    return top / ((mean_x**2 + mean_y**2 + c1) * (var_x + var_y + c2))


def over_windows(weights: np.ndarray, unbiased: bool) -> float:
    x, y = luma(PHOTO).astype(float), luma(OTHER).astype(float)
    size = len(weights)
    places = [(i, j) for i in range(x.shape[0] - size + 1) for j in range(x.shape[1] - size + 1)]
    scores = [
        similarity(x[i : i + size, j : j + size], y[i : i + size, j : j + size], weights, unbiased) for i, j in places
    ]
    return float(np.mean(scores))


def test_ssim_is_the_mean_over_uniform_windows() -> None:
    assert ssim(OTHER, PHOTO) == pytest.approx(over_windows(np.full((7, 7), 1 / 49), True), abs=1e-6)


def test_ssim_gaussian_is_the_mean_over_gaussian_windows() -> None:
    bell = np.exp(-0.5 * (np.arange(-5, 6) / 1.5) ** 2)
    window = np.outer(bell, bell) / bell.sum() ** 2
    assert ssim_gaussian(OTHER, PHOTO) == pytest.approx(over_windows(window, False), abs=1e-6)


@pytest.mark.parametrize("measure", [ssim, ssim_gaussian])
def test_equal_pictures_score_one(measure) -> None:
    assert measure(PHOTO, PHOTO) == pytest.approx(1)
    assert measure(OTHER, PHOTO) < 0.98


def test_luma_is_pillows() -> None:
    np.testing.assert_array_equal(luma(PHOTO), np.asarray(Image.fromarray(PHOTO).convert("L")))


@pytest.mark.parametrize(("measure", "side"), [(ssim, 6), (ssim_gaussian, 10)])
def test_pictures_that_do_not_fit_are_refused(measure, side: int) -> None:
    with pytest.raises(ModelError, match="needs at least"):
        measure(PHOTO[:side], PHOTO[:side])
    with pytest.raises(ModelError, match="only pictures of one size"):
        measure(PHOTO[:-1], PHOTO)
