"""SRIE: a weighted variational model for simultaneous reflectance and illumination estimation
(Fu, Zeng, Huang, Zhang, Ding, CVPR 2016).

In the log domain, s = log S of the value channel splits into r = log R (reflectance) and l = log L:

    min |r + l - s|^2 + c1 |R grad r|_1 + c2 |L grad l|^2   with  r <= 0,  l >= s            (eq. 3)

where the weights R = e^r and L = e^l come from the iteration before, and S, L run over 0 .. 255 as in the
authors' demonstration (the weight on the illumination depends on that scale, and so does the result).

Departures. (1) The paper's Fourier solution of the r and l steps treats a weight that varies over the picture
as if it were one number; here the same normal equations are solved as they stand, by conjugate gradients whose
preconditioner is that Fourier solution. (2) The borders reflect (a cosine transform) where the paper's wrap
around, so that light does not leak from one border to the opposite one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dctn, idctn

from .enhancement import Enhancement, check_encoded
from .steps import OnStep, silent

Field = NDArray[np.float64]
FULL_SCALE = 255.0


@dataclass(frozen=True)
class SrieConfig:
    """The paper's values (section 4)."""

    c1: float = 0.01  # weight of the reflectance's total variation
    c2: float = 0.1  # weight of the illumination's smoothness
    penalty: float = 1.0  # lambda, ties the split variable d to R grad r, eq. 4
    gamma: float = 2.2  # of the correction of the illumination, eq. 12
    tolerance: float = 1e-3  # on the relative change of R and of L between two iterations
    max_iterations: int = 20
    inner_tolerance: float = 1e-4  # relative residual of the two inner linear solves
    max_inner_iterations: int = 40


@dataclass
class _State:
    """The unknowns of eq. 4, each [h, w]: log reflectance, log illumination, multipliers of the split."""

    r: Field
    l: Field  # noqa: E741 - the paper's symbol
    b_x: Field
    b_y: Field


def srie(image: NDArray[np.float32], config: SrieConfig = SrieConfig(), on_step: OnStep | None = None) -> Enhancement:
    """Brightens an sRGB-encoded picture, float32 [h, w, 3] in [0, 1]: `V' = R * 255 (L/255)^(1/2.2)`.

    V is the value of HSV, the largest channel; the three channels are scaled by V'/V, which keeps hue and
    saturation. The illumination of the result is L, float32 [h, w] in [0, 1]. Raises `ModelError` for another
    shape.
    """
    check_encoded(image)
    value = image.max(axis=2).astype(np.float64)
    reflectance, illumination = decompose(value, config, on_step)
    corrected = reflectance * illumination ** (1 / config.gamma)
    gain = corrected / np.maximum(value, 1 / FULL_SCALE)
    enhanced = np.clip(image * gain[..., None], 0.0, 1.0).astype(np.float32)
    return Enhancement(enhanced, illumination.astype(np.float32))


def decompose(value: Field, config: SrieConfig = SrieConfig(), on_step: OnStep | None = None) -> tuple[Field, Field]:
    """Reflectance and illumination of a value channel [h, w] in [0, 1], both in (0, 1], with L >= S."""
    report = on_step or silent
    s = np.log(np.maximum(value * FULL_SCALE, 1.0))
    state = _State(np.zeros_like(s), s.copy(), np.zeros_like(s), np.zeros_like(s))
    for iteration in range(config.max_iterations):
        fraction = iteration / config.max_iterations
        reflectance, illumination = np.exp(state.r), np.exp(state.l)
        report(fraction, (illumination / FULL_SCALE).astype(np.float32))
        _iterate(state, s, config, partial(report, fraction, None))
        change = max(_relative_change(np.exp(state.r), reflectance), _relative_change(np.exp(state.l), illumination))
        # The first iteration moves no reflectance: R starts at 1 everywhere, where it already fits.
        if change < config.tolerance and iteration > 0:
            break
    report(1.0, None)
    return np.exp(state.r), np.minimum(np.exp(state.l) / FULL_SCALE, 1.0)


def _iterate(state: _State, s: Field, config: SrieConfig, tick: Callable[[], None]) -> None:
    """One round of the three sub-problems of section 3.3, in place."""
    weight_r, weight_l = np.exp(state.r), np.exp(state.l)
    _reflectance_step(state, s, weight_r, config, tick)
    smooth = solve_weighted(s - state.r, weight_l**2, config.c2, state.l, config, tick)
    state.l = np.clip(smooth, s, np.log(FULL_SCALE))


def _reflectance_step(state: _State, s: Field, weight: Field, config: SrieConfig, tick: Callable[[], None]) -> None:
    """The split variable d, then r, then the multipliers b, under the given weight R (eq. 5 to 7), in place."""
    grad_x, grad_y = gradient(state.r)
    threshold = 1 / (2 * config.penalty)
    d_x = shrink(weight * grad_x + state.b_x, threshold)
    d_y = shrink(weight * grad_y + state.b_y, threshold)
    stiffness = config.c1 * config.penalty
    split = gradient_transposed(weight * (d_x - state.b_x), weight * (d_y - state.b_y))
    r = solve_weighted(s - state.l + stiffness * split, weight**2, stiffness, state.r, config, tick)
    state.r = np.minimum(r, 0.0)
    grad_x, grad_y = gradient(state.r)
    state.b_x += weight * grad_x - d_x
    state.b_y += weight * grad_y - d_y


def shrink(x: Field, threshold: float) -> Field:
    """Soft thresholding, the minimiser over d of `|d| + 1/(2 threshold) * |x - d|^2`, any shape (eq. 5)."""
    return np.sign(x) * np.maximum(np.abs(x) - threshold, 0.0)


def gradient(x: Field) -> tuple[Field, Field]:
    """Forward differences to the right and downwards, each [h, w], 0 at the last column and row."""
    return np.diff(x, axis=1, append=x[:, -1:]), np.diff(x, axis=0, append=x[-1:])


def gradient_transposed(x: Field, y: Field) -> Field:
    """The adjoint of `gradient`: minus the divergence of the field (x, y), [h, w]."""
    result = np.zeros_like(x)
    result[:, :-1] -= x[:, :-1]
    result[:, 1:] += x[:, :-1]
    result[:-1] -= y[:-1]
    result[1:] += y[:-1]
    return result


def solve_weighted(
    rhs: Field,
    weight: Field,
    stiffness: float,
    start: Field,
    config: SrieConfig,
    tick: Callable[[], None],
) -> Field:
    """Solves `(I + stiffness * grad^T weight grad) x = rhs` for x [h, w], from `start`.

    The normal equations of the r step (eq. 6, weight R^2) and of the l step (eq. 8, weight L^2).
    """

    def apply(x: Field) -> Field:
        grad_x, grad_y = gradient(x)
        return x + stiffness * gradient_transposed(weight * grad_x, weight * grad_y)

    response = 1.0 / (1.0 + stiffness * weight.mean() * _laplacian_spectrum(*rhs.shape))

    def precondition(x: Field) -> Field:
        return idctn(response * dctn(x, norm="ortho"), norm="ortho")

    enough = config.inner_tolerance * np.sqrt(_inner(rhs, rhs))
    x, residual = start.copy(), rhs - apply(start)
    direction, energy = np.zeros_like(x), np.inf
    for _ in range(config.max_inner_iterations):
        if np.sqrt(_inner(residual, residual)) <= enough:
            break
        correction = precondition(residual)
        previous, energy = energy, _inner(residual, correction)
        direction *= energy / previous
        direction += correction
        curved = apply(direction)
        step = energy / _inner(direction, curved)
        x += step * direction
        residual -= step * curved
        tick()
    return x


def _inner(x: Field, y: Field) -> float:
    """The inner product; not BLAS's, whose threads wait for each other on a machine that is busy."""
    return float(np.einsum("ij,ij->", x, y))


def _laplacian_spectrum(height: int, width: int) -> Field:
    """Eigenvalues [h, w] of `grad^T grad` under reflecting borders, in the order of the cosine transform."""
    rows = 2.0 - 2.0 * np.cos(np.pi * np.arange(height) / height)
    columns = 2.0 - 2.0 * np.cos(np.pi * np.arange(width) / width)
    return rows[:, None] + columns[None, :]


def _relative_change(now: Field, before: Field) -> float:
    change = now - before
    return float(np.sqrt(_inner(change, change) / _inner(before, before)))
