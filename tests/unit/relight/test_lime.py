"""LIME against its published equations."""

import numpy as np
import pytest

from models.errors import ModelError
from models.relight.lime import LimeConfig, lime, refine_illumination, smoothing_system, smoothness_weights

CONFIG = LimeConfig()


def difference_matrices(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """D_h and D_v as dense matrices, written down entry by entry; no difference leaves the picture."""
    count = height * width
    horizontal, vertical = np.zeros((count, count)), np.zeros((count, count))
    for y in range(height):
        for x in range(width):
            here = y * width + x
            if x + 1 < width:
                horizontal[here, here], horizontal[here, here + 1] = -1, 1
            if y + 1 < height:
                vertical[here, here], vertical[here, here + width] = -1, 1
    return horizontal, vertical


def dense_system(weights: tuple[np.ndarray, np.ndarray], alpha: float) -> np.ndarray:
    height, width = weights[0].shape
    system = np.eye(height * width)
    for matrix, weight in zip(difference_matrices(height, width), weights, strict=True):
        system += matrix.T @ np.diag(alpha * weight.ravel()) @ matrix
    return system


@pytest.mark.parametrize("shape", [(2, 2), (5, 7), (8, 3)])
def test_the_sparse_matrix_is_the_published_one(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(1)
    weights = (rng.random(shape), rng.random(shape))
    sparse = smoothing_system(weights[0].copy(), weights[1].copy(), 0.15).toarray()
    np.testing.assert_allclose(sparse, dense_system(weights, 0.15), atol=1e-12)


def test_the_map_solves_the_dense_system() -> None:
    initial = np.random.default_rng(2).random((9, 12))
    system = dense_system(smoothness_weights(initial, CONFIG), CONFIG.alpha)
    expected = np.linalg.solve(system, initial.ravel()).reshape(initial.shape)
    np.testing.assert_allclose(refine_illumination(initial, CONFIG), expected, atol=1e-8)


def test_the_weights_are_strategy_three() -> None:
    initial = np.random.default_rng(3).random((11, 13))
    gradient = np.zeros_like(initial)
    gradient[:, :-1] = initial[:, 1:] - initial[:, :-1]
    reach = 8  # four sigma, where SciPy's Gaussian ends
    padded = np.pad(gradient, reach, mode="edge")
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / CONFIG.sigma) ** 2)
    kernel /= kernel.sum()
    for y, x in [(0, 0), (5, 6), (10, 12)]:
        window = padded[y : y + 2 * reach + 1, x : x + 2 * reach + 1]
        structure = 1 / (abs(kernel @ window @ kernel) + CONFIG.epsilon)
        expected = structure / (abs(gradient[y, x]) + CONFIG.epsilon)
        assert smoothness_weights(initial, CONFIG)[0][y, x] == pytest.approx(expected, rel=1e-9)


def test_nothing_near_it_has_a_lower_objective() -> None:
    rng = np.random.default_rng(4)
    initial = rng.random((16, 20))
    horizontal, vertical = smoothness_weights(initial, CONFIG)

    def objective(t: np.ndarray) -> float:
        along = np.diff(t, axis=1, append=t[:, -1:])
        down = np.diff(t, axis=0, append=t[-1:])
        roughness = horizontal * along**2 + vertical * down**2
        return float(((t - initial) ** 2).sum() + CONFIG.alpha * roughness.sum())

    best = refine_illumination(initial, CONFIG)
    for _ in range(20):
        assert objective(best + rng.normal(0, 1e-3, best.shape)) > objective(best)


def test_an_even_picture_is_divided_by_its_own_light() -> None:
    image = np.tile(np.array([0.1, 0.2, 0.05], np.float32), (20, 30, 1))
    result = lime(image)
    np.testing.assert_allclose(result.illumination, 0.2, atol=1e-6)
    np.testing.assert_allclose(result.image, image / 0.2**0.7, rtol=1e-5)


def test_texture_goes_and_edges_stay() -> None:
    rng = np.random.default_rng(5)
    image = np.full((60, 80, 3), 0.2, np.float32)
    image[:, 40:] = 0.6
    image += rng.normal(0, 0.02, image.shape).astype(np.float32)
    light = lime(image).illumination
    assert light[:, 5:35].std() < 0.004 < 0.01 < image.max(axis=2)[:, 5:35].std()
    step = light[:, 45:].mean() - light[:, :35].mean()
    assert step > 0.3
    assert (light[:, 41] - light[:, 38]).min() > 0.9 * step


def test_black_stays_black() -> None:
    result = lime(np.zeros((16, 16, 3), np.float32))
    assert result.image.max() == 0


def test_a_step_that_raises_stops_the_work() -> None:
    calls = []

    def stop(fraction: float, light: np.ndarray | None) -> None:
        calls.append(fraction)
        if fraction >= 0.1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lime(np.random.default_rng(6).random((240, 320, 3), np.float32), on_step=stop)
    assert calls[-1] == 0.1


def test_steps_rise_to_one_and_show_the_light() -> None:
    seen: list[tuple[float, np.ndarray | None]] = []
    result = lime(np.random.default_rng(7).random((64, 48, 3), np.float32), on_step=lambda *step: seen.append(step))
    fractions = [fraction for fraction, _ in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    lights = [light for _, light in seen if light is not None]
    np.testing.assert_array_equal(lights[-1], result.illumination)


@pytest.mark.parametrize("shape", [(16, 16), (16, 16, 4), (1, 16, 3)])
def test_other_arrays_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ModelError, match="colour picture"):
        lime(np.zeros(shape, np.float32))
