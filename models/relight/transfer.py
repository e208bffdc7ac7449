"""What happens to one 8-bit value under one gain: the whole tone curve of a render, as a table.

A picture has 256 codes and a prediction at most 1,024 gains, so every outcome of a render fits a table that is
made anew for each position of the sliders; a pixel then costs one look-up, whatever the mathematics.
"""

from __future__ import annotations

import numpy as np

from .gains import Prediction
from .light import ByteArray, FloatArray, encode_bytes, linear_of_code, warmth_gains

CODES = 256

KNEE = 0.8
"""Linear light above which the shoulder bends, where a pixel's gain would carry white beyond 1. Below it, nine
tenths of the encoded range, a render is exactly the product of light and gain. Channels bend one by one, so a
lower knee would turn a blue sky cyan."""


def transfer_tables(prediction: Prediction, strength: float, warmth: float, exposure: float) -> ByteArray:
    """UInt8[3 * levels * 256]: the new code of channel c under gain g of code v, at `(c * levels + g) * 256 + v`."""
    gain = np.exp(prediction.log_gains() * np.float32(strength))
    scales = (warmth_gains(warmth) * 2.0**exposure).astype(np.float32)
    if warmth == 0:
        return np.tile(_table(gain, prediction.offset, scales[0]), 3)
    return np.concatenate([_table(gain, prediction.offset, scale) for scale in scales])


def _table(gain: FloatArray, offset: float, scale: np.float32) -> ByteArray:
    """UInt8[levels * 256] of one channel whose light is multiplied by `scale` after the gain."""
    relit = np.multiply.outer(gain, linear_of_code() + np.float32(offset))
    relit -= np.float32(offset)
    relit *= scale
    return encode_bytes(shoulder(relit, relit[:, -1:])).ravel()


def shoulder(light: FloatArray, white: FloatArray) -> FloatArray:
    """Bends light above the knee so that what the photo's white became, `white`, ends at 1 and nothing clips.

    With t and T the distances of `light` and `white` from the knee in units of `1 - KNEE`, t becomes
    `t (1 + t / T^2) / (1 + t)`: Reinhard's curve with a white point (Reinhard et al. 2002, eq. 4). It leaves the
    knee with slope 1, reaches 1 at T, and is the identity at T = 1. So whites stay white, two highlights that
    differed still differ, and nothing changes where white does not exceed 1. Shapes broadcast.
    """
    span = np.float32(1.0 - KNEE)
    reach = np.maximum((white - np.float32(KNEE)) / span, np.float32(1.0))
    t = np.maximum((light - np.float32(KNEE)) / span, np.float32(0.0))
    bent = t / np.square(reach)
    bent += 1
    bent *= t
    t += 1
    bent /= t
    bent *= span
    bent += np.minimum(light, np.float32(KNEE))
    return bent
