"""The trivial peer of every method: a linear regression of the ambient colour on a dozen features."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

LOW_PASS_SIGMA = 20.0
RIDGE = 1e-6


def features(flash: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Float[h * w, 13]: each pixel's colour, its squares, the colour around it, the picture's mean colour, and 1."""
    colour = flash / 255.0
    around = gaussian_filter(colour, (LOW_PASS_SIGMA, LOW_PASS_SIGMA, 0), mode="nearest")
    mean = np.broadcast_to(colour.mean(axis=(0, 1)), colour.shape)
    planes = np.concatenate([colour, colour**2, around, mean, np.ones((*colour.shape[:2], 1))], axis=2)
    return planes.reshape(-1, planes.shape[2])


def leave_one_out(pairs: Sequence[tuple[NDArray[np.uint8], NDArray[np.uint8]]]) -> list[NDArray[np.float64]]:
    """For each pair the coefficients [13, 3] fitted to all the others by least squares on encoded values."""
    squares, products = [], []
    for flash, ambient in pairs:
        x = features(flash)
        squares.append(x.T @ x)
        products.append(x.T @ (ambient.reshape(-1, 3) / 255.0))
    all_squares, all_products = np.sum(squares, axis=0), np.sum(products, axis=0)
    fitted = []
    for own_squares, own_products in zip(squares, products, strict=True):
        # The mean colour varies from picture to picture only, so few pairs do not determine its weights.
        others = all_squares - own_squares
        ridge = RIDGE * np.trace(others) * np.eye(len(others))
        fitted.append(np.linalg.solve(others + ridge, all_products - own_products))
    return fitted


def predict(flash: NDArray[np.uint8], coefficients: NDArray[np.float64]) -> NDArray[np.float32]:
    """Float32 [h, w, 3], encoded, not clipped."""
    return (features(flash) @ coefficients).reshape(flash.shape).astype(np.float32)
