"""LIME: low-light image enhancement via illumination map estimation (Guo, Li, Ling, IEEE TIP 26(2), 2017).

The sped-up solver of section III-B with weighting strategy III. One departure: the paper's last step, BM3D
denoising of the brightened luma (section III-D), is left out, since it would smooth the texture that the
full-resolution render exists to keep.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.ndimage import gaussian_filter
from scipy.sparse.linalg import splu

from .enhancement import Enhancement, check_encoded
from .steps import OnStep, run_watched, silent

DARKEST = 1e-3
"""Illumination is divided by no less than this: a quarter of an 8-bit code, so no code but 0 is affected."""


@dataclass(frozen=True)
class LimeConfig:
    """The authors' demonstration values for the sped-up solver with strategy III."""

    alpha: float = 0.15  # weight of smoothness against fidelity, eq. 8
    sigma: float = 2.0  # pixels, of the Gaussian in the weights, eq. 12
    gamma: float = 0.7  # exponent of the illumination map, section III-C
    epsilon: float = 1e-3  # keeps the weights' denominators from zero, eq. 9 and 12


def lime(image: NDArray[np.float32], config: LimeConfig = LimeConfig(), on_step: OnStep | None = None) -> Enhancement:
    """Brightens an sRGB-encoded picture, float32 [h, w, 3] in [0, 1], as published: `clip(I / T^gamma)`.

    The illumination of the result is T, float32 [h, w] in [0, 1]. Raises `ModelError` for another shape.
    """
    check_encoded(image)
    report = on_step or silent
    initial = image.max(axis=2).astype(np.float64)
    report(0.05, initial.astype(np.float32))
    refined = refine_illumination(initial, config, on_step)
    report(0.95, refined.astype(np.float32))
    gain = np.maximum(refined, DARKEST) ** -config.gamma
    enhanced = np.clip(image * gain[..., None], 0.0, 1.0).astype(np.float32)
    report(1.0, None)
    return Enhancement(enhanced, refined.astype(np.float32))


def refine_illumination(
    initial: NDArray[np.float64], config: LimeConfig, on_step: OnStep | None = None
) -> NDArray[np.float64]:
    """The structure-aware illumination map T [h, w] of an initial one (eq. 8), exact to rounding.

    A sparse factorisation: at 320 x 240 it measured faster than conjugate gradients with any of PyAMG's
    multigrid preconditioners, which meet weights that span six orders of magnitude.
    """
    report = on_step or silent
    system = smoothing_system(*smoothness_weights(initial, config), config.alpha)
    report(0.1, None)

    def solve() -> NDArray[np.float64]:
        factors = splu(system, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
        return factors.solve(initial.ravel())

    solution = run_watched(solve, lambda: report(0.1, None))
    # The system is an M-matrix, so T lies between the extremes of the initial map but for rounding.
    return np.clip(solution, initial.min(), initial.max()).reshape(initial.shape)


def smoothness_weights(
    initial: NDArray[np.float64], config: LimeConfig
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """`W_d / (|grad_d T^| + eps)` for d = horizontal and vertical, each [h, w] (eq. 9 and 12, strategy III).

    Entry (y, x) belongs to the difference between a pixel and its right (its lower) neighbour.
    """
    return _axis_weights(initial, 1, config), _axis_weights(initial, 0, config)


def _axis_weights(initial: NDArray[np.float64], axis: int, config: LimeConfig) -> NDArray[np.float64]:
    last = initial.take([-1], axis=axis)
    gradient = np.diff(initial, axis=axis, append=last)
    windowed = gaussian_filter(gradient, config.sigma, mode="nearest")
    structure = 1.0 / (np.abs(windowed) + config.epsilon)
    return structure / (np.abs(gradient) + config.epsilon)


def smoothing_system(horizontal: NDArray[np.float64], vertical: NDArray[np.float64], alpha: float) -> sparse.csc_matrix:
    """The matrix `I + sum_d D_d^T diag(alpha w_d) D_d` [h*w, h*w] of eq. 11; rows run along the picture's rows."""
    height, width = horizontal.shape
    right = alpha * horizontal
    right[:, -1] = 0.0
    down = alpha * vertical
    down[-1] = 0.0
    diagonal = 1.0 + right + down
    diagonal[:, 1:] += right[:, :-1]
    diagonal[1:] += down[:-1]
    right, down = right.ravel()[:-1], down.ravel()[: height * width - width]
    bands = [diagonal.ravel(), -right, -right, -down, -down]
    return sparse.diags(bands, [0, 1, -1, width, -width], format="csc")
