"""Peak signal-to-noise ratio, as it is and after the best exposure and white balance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .pairs import ByteArray, check_pair

PEAK = 255.0
CODES = 256

COARSE_STOPS = np.linspace(-8.0, 8.0, 321)
"""Gains tried first, in stops. Zero is among them, so aligning never makes a pair look worse."""


def psnr(image: ByteArray, reference: ByteArray) -> float:
    """PSNR in dB of two uint8 pictures [h, w, 3], over all channels at once, peak 255; inf where they are equal.

    Raises `ModelError` for pictures of different sizes.
    """
    check_pair(image, reference)
    return _decibel(float(np.mean(np.square(image.astype(np.float32) - reference), dtype=np.float64)))


def psnr_gain_aligned(image: ByteArray, reference: ByteArray) -> float:
    """PSNR in dB after the best gain of each channel of `image`, uint8 [h, w, 3] both.

    How a photo is exposed and balanced cannot be known from another photo of the scene, and dominates PSNR. So
    the gain multiplies linear light, where exposure and white balance are multiplications; the result is encoded,
    clipped and rounded to 8 bits; and the gain with the least squared error there, where PSNR is measured, counts:
    no exposure and white balance would score higher. Raises `ModelError` for pictures of different sizes.
    """
    check_pair(image, reference)
    errors = [_least_error(image[..., c], reference[..., c]) for c in range(3)]
    return _decibel(float(np.sum(errors)) / image.size)


def _least_error(channel: ByteArray, reference: ByteArray) -> float:
    """The least sum of squared errors over gains: each code maps to one code, so two histograms tell all."""
    codes = channel.ravel()
    target = reference.ravel().astype(np.float64)
    counts = np.bincount(codes, minlength=CODES)
    sums = np.bincount(codes, target, CODES)
    squares = float(target @ target)

    def error(stops: NDArray[np.float64]) -> NDArray[np.float64]:
        mapped = _scaled_codes(stops)
        return mapped**2 @ counts - 2 * mapped @ sums + squares

    coarse = error(COARSE_STOPS)
    best = COARSE_STOPS[np.argmin(coarse)]
    step = COARSE_STOPS[1] - COARSE_STOPS[0]
    fine = error(best + np.linspace(-step, step, 201))
    return max(0.0, float(min(coarse.min(), fine.min())))


def _scaled_codes(stops: NDArray[np.float64]) -> NDArray[np.float64]:
    """Float[n, 256]: what each 8-bit sRGB code becomes under each gain of linear light."""
    encoded = np.arange(CODES) / 255.0
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    scaled = np.clip(np.exp2(stops)[:, None] * linear, 0.0, 1.0)
    again = np.where(scaled <= 0.0031308, 12.92 * scaled, 1.055 * scaled ** (1 / 2.4) - 0.055)
    return np.round(255.0 * again)


def _decibel(mean_square: float) -> float:
    return float("inf") if mean_square == 0 else float(10.0 * np.log10(PEAK**2 / mean_square))
