"""SRIE against its published model."""

import numpy as np
import pytest

from models.relight.srie import (
    SrieConfig,
    _iterate,
    _reflectance_step,
    _State,
    decompose,
    gradient,
    gradient_transposed,
    shrink,
    solve_weighted,
    srie,
)

CONFIG = SrieConfig()
EXACT = SrieConfig(inner_tolerance=1e-12, max_inner_iterations=2000)


def silent() -> None:
    pass


def test_the_adjoint_is_the_adjoint() -> None:
    rng = np.random.default_rng(0)
    x, p, q = rng.random((3, 9, 7))
    grad_x, grad_y = gradient(x)
    assert np.vdot(grad_x, p) + np.vdot(grad_y, q) == pytest.approx(np.vdot(x, gradient_transposed(p, q)))


@pytest.mark.parametrize("scale", [1.0, 200.0**2])
def test_the_inner_solve_is_that_of_the_dense_matrix(scale: float) -> None:
    rng = np.random.default_rng(1)
    shape = (7, 9)
    weight, rhs = scale * rng.random(shape), rng.random(shape)
    columns = []
    for unit in np.eye(63):
        grad_x, grad_y = gradient(unit.reshape(shape))
        columns.append(unit + 0.1 * gradient_transposed(weight * grad_x, weight * grad_y).ravel())
    expected = np.linalg.solve(np.array(columns).T, rhs.ravel()).reshape(shape)
    solution = solve_weighted(rhs, weight, 0.1, np.zeros(shape), EXACT, silent)
    np.testing.assert_allclose(solution, expected, atol=1e-8)


def test_a_constant_weight_takes_one_step() -> None:
    """The preconditioner is the paper's Fourier solution, which is exact there."""
    once = SrieConfig(inner_tolerance=1e-12, max_inner_iterations=1)
    rhs = np.random.default_rng(2).random((12, 10))
    x = solve_weighted(rhs, np.full((12, 10), 3.0), 0.1, np.zeros((12, 10)), once, silent)
    grad_x, grad_y = gradient(x)
    np.testing.assert_allclose(x + 0.3 * gradient_transposed(grad_x, grad_y), rhs, atol=1e-10)


def test_shrink_minimises_its_sub_problem() -> None:
    candidates = np.linspace(-3, 3, 60_001)
    for x in (-2.0, -0.3, 0.0, 0.49, 0.51, 1.7):
        best = candidates[np.argmin(np.abs(candidates) + CONFIG.penalty * (candidates - x) ** 2)]
        assert shrink(np.array(x), 1 / (2 * CONFIG.penalty)) == pytest.approx(best, abs=1e-3)


def test_the_reflectance_steps_end_at_the_minimum() -> None:
    """The optimality conditions of `|r - t|^2 + c1 |W grad r|_1`: a dual field within its box, at its ends on edges."""
    rng = np.random.default_rng(4)
    t = -1 - 0.3 * rng.random((12, 14)) - np.where(np.arange(14) < 7, 0.0, 1.0)
    weight = rng.uniform(0.3, 1.0, t.shape)
    strong = SrieConfig(c1=0.3, penalty=4.0, inner_tolerance=1e-12, max_inner_iterations=500)
    state = _State(np.zeros_like(t), np.zeros_like(t), np.zeros_like(t), np.zeros_like(t))
    for _ in range(3000):
        _reflectance_step(state, t, weight, strong, silent)
    pull = gradient_transposed(weight * state.b_x, weight * state.b_y)
    np.testing.assert_allclose(state.r - t + strong.c1 * strong.penalty * pull, 0, atol=1e-6)
    limit = 1 / (2 * strong.penalty)
    edges = 0
    for multiplier, slope in zip((state.b_x, state.b_y), gradient(state.r), strict=True):
        assert np.abs(multiplier).max() <= limit + 1e-9
        steep = np.abs(slope) > 1e-4
        edges += steep.sum()
        np.testing.assert_allclose(multiplier[steep], np.sign(slope[steep]) * limit, atol=1e-5)
    assert 10 < edges < t.size


def test_reflectance_never_exceeds_one() -> None:
    s = np.full((8, 8), 2.0)
    state = _State(np.zeros_like(s), s - 0.5, np.zeros_like(s), np.zeros_like(s))
    _iterate(state, s, CONFIG, silent)
    assert state.r.max() <= 0


def test_an_even_picture_is_all_light() -> None:
    reflectance, illumination = decompose(np.full((20, 30), 0.25))
    np.testing.assert_allclose(reflectance, 1.0, atol=1e-9)
    np.testing.assert_allclose(illumination, 0.25, atol=1e-9)


def test_an_even_picture_gets_the_published_gamma() -> None:
    image = np.tile(np.array([0.25, 0.1, 0.05], np.float32), (20, 30, 1))
    expected = image * (0.25 ** (1 / 2.2) / 0.25)
    np.testing.assert_allclose(srie(image).image, expected, rtol=1e-5)


def test_the_constraints_hold(dark_photo: np.ndarray) -> None:
    value = dark_photo[:120, :160].max(axis=2) / 255.0
    reflectance, illumination = decompose(value)
    assert reflectance.max() <= 1.0
    assert np.all(illumination >= np.maximum(value, 1 / 255) * (1 - 1e-9))
    assert illumination.max() <= 1.0


def test_every_iteration_lowers_the_model_under_its_own_weights(dark_photo: np.ndarray) -> None:
    s = np.log(np.maximum(dark_photo[100:180, 100:200].max(axis=2).astype(np.float64), 1.0))
    state = _State(np.zeros_like(s), s.copy(), np.zeros_like(s), np.zeros_like(s))
    for _ in range(10):
        weight_r, weight_l = np.exp(state.r), np.exp(state.l)
        before = objective(state, s, weight_r, weight_l)
        _iterate(state, s, EXACT, silent)
        assert objective(state, s, weight_r, weight_l) < before


def objective(state: _State, s: np.ndarray, weight_r: np.ndarray, weight_l: np.ndarray) -> float:
    """Eq. 3."""
    variation = sum(np.abs(weight_r * part).sum() for part in gradient(state.r))
    roughness = sum(((weight_l * part) ** 2).sum() for part in gradient(state.l))
    return float(((state.r + state.l - s) ** 2).sum() + CONFIG.c1 * variation + CONFIG.c2 * roughness)


def test_smooth_light_and_sharp_surfaces_are_told_apart() -> None:
    y, x = np.mgrid[:80, :100]
    light = 0.05 * (0.25 + np.exp(-((x - 30) ** 2 + (y - 40) ** 2) / 40.0**2))
    surface = np.where((x // 6 + y // 6) % 2, 0.9, 0.5)
    reflectance, illumination = decompose(light * surface)
    assert np.corrcoef(illumination.ravel(), light.ravel())[0, 1] > 0.95
    assert np.corrcoef(reflectance.ravel(), surface.ravel())[0, 1] > 0.95


def test_light_does_not_leak_around_the_border() -> None:
    value = np.full((40, 60), 0.02)
    value[:, :6] = 0.2
    _, illumination = decompose(value)
    assert np.all(np.diff(illumination[:, 6:], axis=1) < 1e-9)
    assert illumination[20, 59] < 0.5 * illumination[20, 6]


def test_black_stays_dark() -> None:
    result = srie(np.zeros((16, 16, 3), np.float32))
    assert result.image.max() == 0
    assert np.isfinite(result.illumination).all()


def test_a_step_that_raises_stops_the_work() -> None:
    calls = 0

    def stop(fraction: float, light: np.ndarray | None) -> None:
        nonlocal calls
        calls += 1
        if calls == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        srie(np.random.default_rng(3).random((60, 60, 3), np.float32), on_step=stop)
    assert calls == 5
