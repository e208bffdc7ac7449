"""The guided filter: exact where it can be, and no halos where it cannot."""

import numpy as np
import pytest
import torch

from models.relight.guided import GuidedConfig, enlarged_bands, fit_coefficients


def enlarge(coefficients: np.ndarray, image: np.ndarray, max_pixels: int = 10_000) -> np.ndarray:
    """[c, H, W] from coefficients and a picture [H, W, 3]."""
    height, width = image.shape[:2]
    rows = []
    for band in enlarged_bands(coefficients, height, width, max_pixels):
        planes = np.moveaxis(image[band.start : band.stop], 2, 0).astype(np.float32)
        rows.append(np.stack([band.evaluate(c, planes) for c in range(len(coefficients))]))
    return np.concatenate(rows, axis=1)


def test_an_affine_map_of_the_colours_is_found_again() -> None:
    rng = np.random.default_rng(0)
    guide = rng.random((40, 50, 3)).astype(np.float32)
    target = (guide @ np.array([0.5, -1.0, 2.0]) + 0.3)[None].astype(np.float32)
    coefficients = fit_coefficients(guide, target, GuidedConfig(epsilon=1e-9))
    for i, expected in enumerate((0.5, -1.0, 2.0, 0.3)):
        np.testing.assert_allclose(coefficients[0, i], expected, atol=1e-3)


def test_an_even_map_has_no_slope_whatever_the_picture() -> None:
    guide = np.random.default_rng(1).random((30, 30, 3)).astype(np.float32)
    coefficients = fit_coefficients(guide, np.full((2, 30, 30), -0.7, np.float32))
    np.testing.assert_allclose(coefficients[:, :3], 0, atol=1e-6)
    np.testing.assert_allclose(coefficients[:, 3], -0.7, atol=1e-6)


def test_an_even_picture_gives_the_blurred_map() -> None:
    target = np.random.default_rng(2).random((1, 30, 40)).astype(np.float32)
    coefficients = fit_coefficients(np.full((30, 40, 3), 0.4, np.float32), target)
    result = enlarge(coefficients, np.full((30, 40, 3), 0.4, np.float32))
    assert result.std() < 0.4 * target.std()
    assert result.mean() == pytest.approx(target.mean(), abs=0.02)


@pytest.mark.parametrize("size", [(40, 50), (123, 87), (13, 21)])
def test_bands_enlarge_bilinearly(size: tuple[int, int]) -> None:
    coefficients = np.random.default_rng(3).random((3, 4, 20, 25)).astype(np.float32)
    image = np.random.default_rng(4).random((*size, 3)).astype(np.float32)
    planes = torch.from_numpy(coefficients)
    wide = torch.nn.functional.interpolate(planes, size=size, mode="bilinear", align_corners=False).numpy()
    expected = (wide[:, :3] * np.moveaxis(image, 2, 0)).sum(axis=1) + wide[:, 3]
    np.testing.assert_allclose(enlarge(coefficients, image), expected, atol=1e-5)


def test_the_height_of_a_band_changes_nothing() -> None:
    coefficients = np.random.default_rng(5).random((1, 4, 9, 9)).astype(np.float32)
    image = np.random.default_rng(6).random((100, 60, 3)).astype(np.float32)
    whole = enlarge(coefficients, image, 10**6)
    np.testing.assert_array_equal(enlarge(coefficients, image, 1), whole)
    np.testing.assert_array_equal(enlarge(coefficients, image, 200), whole)


def step_scene(scale: int, inside: tuple[float, ...], outside: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray]:
    """A disc on a ground, textured, and a gain that steps at its edge, at `scale` times 60 x 80."""
    y, x = np.mgrid[: 60 * scale, : 80 * scale]
    disc = np.hypot(y - 30 * scale, x - 40 * scale) < 18 * scale
    texture = 1 + 0.1 * np.sin(x * 0.7) * np.cos(y * 0.5)
    image = np.where(disc[..., None], inside, outside) * texture[..., None]
    return np.clip(image, 0, 1).astype(np.float32), np.where(disc, -0.7, 1.4).astype(np.float32)


def shrink(picture: np.ndarray, scale: int) -> np.ndarray:
    height, width = picture.shape[0] // scale, picture.shape[1] // scale
    return picture.reshape(height, scale, width, scale, *picture.shape[2:]).mean(axis=(1, 3))


@pytest.mark.parametrize(
    ("inside", "outside"),
    [((0.7, 0.6, 0.5), (0.2, 0.2, 0.25)), ((0.55, 0.35, 0.3), (0.33, 0.45, 0.5))],
    ids=["brightness", "colour alone"],
)
def test_a_step_of_the_gain_keeps_to_the_edge_of_the_picture(
    inside: tuple[float, ...], outside: tuple[float, ...]
) -> None:
    image, gain = step_scene(8, inside, outside)
    small = shrink(image, 8)
    coefficients = fit_coefficients(small, shrink(gain, 8)[None])
    enlarged = enlarge(coefficients, image)[0]
    error = np.abs(enlarged - gain)
    assert error.mean() < 0.02
    # Beyond one small pixel from the edge the gain is that of its own side, to a twentieth of the step.
    distance = np.abs(np.hypot(*(np.mgrid[:480, :640] - np.array([240, 320])[:, None, None])) - 144)
    assert np.quantile(error[distance > 12], 0.99) < 0.1
