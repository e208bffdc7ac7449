"""Light as numbers: sRGB and linear light, luminance, and the gains of a change of colour temperature.

Pictures are stored sRGB-encoded (IEC 61966-2-1); light adds up, and gains multiply, only in linear light.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
ByteArray = NDArray[np.uint8]

LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
"""Rec. 709 luminance of the linear sRGB primaries (ITU-R BT.709-6, item 3.2)."""

NEUTRAL_KELVIN = 6504.0
"""The colour temperature of the sRGB white point, D65: where `warmth` is 0."""

MIRED_SPAN = 100.0
"""`warmth` 1 is this many mired from neutral, so -1 .. 1 is about 18,600 .. 3,940 K. A mired (10^6 / K) is
about as visible at any temperature, which a step in kelvin is not."""

ENCODE_STEPS = 1 << 16
"""Linear light is quantised this finely before encoding: at black, where sRGB is steepest (12.92), one step
is 0.05 of an 8-bit code."""


def decode(encoded: NDArray[np.floating]) -> NDArray[np.floating]:
    """sRGB-encoded values in [0, 1] to linear light in [0, 1], any shape (IEC 61966-2-1)."""
    low = encoded / 12.92
    high = ((np.maximum(encoded, 0.04045) + 0.055) / 1.055) ** 2.4
    return np.where(encoded <= 0.04045, low, high).astype(encoded.dtype)


def encode(linear: NDArray[np.floating]) -> NDArray[np.floating]:
    """Linear light to sRGB-encoded values in [0, 1], any shape; what lies outside [0, 1] is clipped."""
    clipped = np.clip(linear, 0.0, 1.0)
    low = clipped * 12.92
    high = 1.055 * np.maximum(clipped, 0.0031308) ** (1 / 2.4) - 0.055
    return np.where(clipped <= 0.0031308, low, high).astype(linear.dtype)


@cache
def linear_of_code() -> FloatArray:
    """Float[256]: the linear light of every 8-bit sRGB code."""
    table = decode(np.arange(256) / 255.0).astype(np.float32)
    table.flags.writeable = False
    return table


@cache
def code_of_linear() -> ByteArray:
    """UInt8[65536]: the nearest 8-bit code of every quantised linear value `round(65535 * linear)`."""
    linear = np.arange(ENCODE_STEPS) / (ENCODE_STEPS - 1)
    table = np.round(255.0 * encode(linear)).astype(np.uint8)
    table.flags.writeable = False
    return table


def decode_bytes(image: ByteArray) -> FloatArray:
    """8-bit sRGB codes of any shape to linear light in [0, 1], by table."""
    return linear_of_code()[image]


def encode_bytes(linear: FloatArray) -> ByteArray:
    """Linear light of any shape to 8-bit sRGB codes, clipped, within 0.53 of a code of the exact value."""
    steps = np.clip(linear, 0.0, 1.0)
    steps *= ENCODE_STEPS - 1
    steps += 0.5
    return code_of_linear()[steps.astype(np.int32)]


def luminance(linear: NDArray[np.floating]) -> NDArray[np.floating]:
    """Rec. 709 luminance [...] of linear sRGB [..., 3]."""
    return (linear @ LUMINANCE).astype(linear.dtype)


def planckian_chromaticity(kelvin: float) -> tuple[float, float]:
    """CIE 1931 (x, y) of a black body at 1,667 .. 25,000 K (Kim et al. 2002, US patent 7,024,034)."""
    t = 1e3 / kelvin
    if kelvin <= 4000:
        x = -0.2661239 * t**3 - 0.2343589 * t**2 + 0.8776956 * t + 0.179910
    else:
        x = -3.0258469 * t**3 + 2.1070379 * t**2 + 0.2226347 * t + 0.240390
    if kelvin <= 2222:
        y = -1.1063814 * x**3 - 1.34811020 * x**2 + 2.18555832 * x - 0.20219683
    elif kelvin <= 4000:
        y = -0.9549476 * x**3 - 1.37418593 * x**2 + 2.09137015 * x - 0.16748867
    else:
        y = 3.0817580 * x**3 - 5.87338670 * x**2 + 3.75112997 * x - 0.37001483
    return x, y


def kelvin_of_warmth(warmth: float) -> float:
    """The colour temperature in kelvin, 18,600 .. 3,940, of a warmth in [-1, 1]; warm light is a low one."""
    return 1e6 / (1e6 / NEUTRAL_KELVIN + MIRED_SPAN * warmth)


def warmth_gains(warmth: float) -> NDArray[np.float64]:
    """Float[3]: the linear gains that turn neutral light into light of this warmth in [-1, 1].

    They keep the luminance of a grey, and are exactly 1 at 0. They are the ratio of two black bodies, so the
    small distance between the black-body and the daylight locus cancels out.
    """
    if warmth == 0:
        return np.ones(3)
    gains = _black_body(kelvin_of_warmth(warmth)) / _black_body(NEUTRAL_KELVIN)
    return gains / (LUMINANCE @ gains)


_RGB_OF_XYZ = np.array(
    [
        [3.2404542, -1.5371385, -0.4985314],
        [-0.9692660, 1.8760108, 0.0415560],
        [0.0556434, -0.2040259, 1.0572252],
    ]
)
"""Linear sRGB from CIE XYZ at D65 (IEC 61966-2-1)."""


def _black_body(kelvin: float) -> NDArray[np.float64]:
    x, y = planckian_chromaticity(kelvin)
    return _RGB_OF_XYZ @ np.array([x / y, 1.0, (1 - x - y) / y])
