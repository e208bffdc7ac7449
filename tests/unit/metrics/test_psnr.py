"""PSNR against its formula, and what aligning the gains may and may not do."""

import numpy as np
import pytest
from skimage import data
from skimage.metrics import peak_signal_noise_ratio

from models.errors import ModelError
from models.metrics.psnr import psnr, psnr_gain_aligned

PHOTO = np.ascontiguousarray(data.astronaut()[100:228, 150:278])


def decode(codes: np.ndarray) -> np.ndarray:
    value = codes / 255.0
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def under(gains: tuple[float, float, float]) -> np.ndarray:
    """The photo under other gains of linear light, encoded again."""
    light = np.clip(decode(PHOTO) * gains, 0, 1)
    encoded = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.round(255 * encoded).astype(np.uint8)


def noisy(sigma: float) -> np.ndarray:
    noise = np.random.default_rng(0).normal(0, sigma, PHOTO.shape)
    return np.clip(PHOTO + noise, 0, 255).astype(np.uint8)


def test_psnr_is_scikit_images() -> None:
    assert psnr(noisy(12), PHOTO) == pytest.approx(peak_signal_noise_ratio(PHOTO, noisy(12)), abs=1e-6)


def test_one_code_off_everywhere_is_48_decibels() -> None:
    dark = np.zeros((8, 8, 3), np.uint8)
    assert psnr(dark, dark + 1) == pytest.approx(20 * np.log10(255))


def test_equal_pictures_are_infinitely_alike() -> None:
    assert psnr(PHOTO, PHOTO) == float("inf")
    assert psnr_gain_aligned(PHOTO, PHOTO) == float("inf")


@pytest.mark.parametrize("gains", [(0.4, 0.4, 0.4), (0.5, 0.3, 0.2), (0.9, 0.6, 1.0)])
def test_a_change_of_exposure_and_balance_is_undone(gains: tuple[float, float, float]) -> None:
    assert psnr(under(gains), PHOTO) < 30
    assert psnr_gain_aligned(under(gains), PHOTO) > 42


def test_what_is_not_a_gain_is_not_undone() -> None:
    assert psnr_gain_aligned(PHOTO[:, ::-1].copy(), PHOTO) < 15


@pytest.mark.parametrize("image", [noisy(25), under((2.5, 0.7, 1.3)), PHOTO[::-1].copy()])
def test_aligning_never_lowers_the_score(image: np.ndarray) -> None:
    assert psnr_gain_aligned(image, PHOTO) >= psnr(image, PHOTO)


def test_no_common_gain_does_better() -> None:
    image = noisy(10)
    reference = under((0.35, 0.35, 0.35))
    best = max(psnr(scaled, reference) for scaled in (scale(image, s) for s in np.linspace(-3, 0, 301)))
    assert psnr_gain_aligned(image, reference) >= best - 1e-6


def scale(image: np.ndarray, stops: float) -> np.ndarray:
    light = np.clip(decode(image) * 2**stops, 0, 1)
    encoded = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.round(255 * encoded).astype(np.uint8)


@pytest.mark.parametrize("measure", [psnr, psnr_gain_aligned])
def test_pictures_of_other_sizes_are_refused_in_one_sentence(measure) -> None:
    with pytest.raises(ModelError, match=r"^The picture is 100 × 128 pixels and the reference 128 × 128; .*\.$"):
        measure(PHOTO[:, :100], PHOTO)
    with pytest.raises(ModelError, match="8 bits"):
        measure(PHOTO / 255, PHOTO)
