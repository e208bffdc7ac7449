"""What happens to a pixel under a gain and the sliders: the whole tone curve of a render, as two tables.

A picture has 256 codes and a prediction at most 1,024 gains, so every outcome of a render fits tables that are made
anew for each position of the sliders; a pixel then costs a few look-ups, whatever the mathematics. The first table
says which gain a pixel really gets, given the predicted one and how bright the pixel is; the second what becomes of
a code under that gain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .gains import LOG_STEP, MAX_LEVELS, Prediction
from .light import ByteArray, FloatArray, encode_bytes, linear_of_code, warmth_gains

CODES = 256

KNEE = 0.8
"""Linear light above which highlights bend, where a pixel's gain would carry white beyond 1. Below it, nine tenths
of the encoded range, a render is exactly the product of light and gain."""


@dataclass(frozen=True)
class ToneCurve:
    """The tables of one position of the sliders."""

    bends: NDArray[np.int32]
    """[levels * 256]: at `level * 256 + code`, where in `codes` the gain begins that a pixel gets whose predicted
    gain is of this level and whose largest code is this one."""
    codes: ByteArray
    """At `channel * stride + place + code`, the new code."""
    stride: int
    """0 where all channels change alike."""


def tone_curve(prediction: Prediction, strength: float, warmth: float, exposure: float) -> ToneCurve:
    """The tables for the sliders, as `Renderer.render` describes them.

    Light F under the log-gain g becomes `w 2^exposure ((F + offset) exp(h) - offset)`, where w is the channel's gain
    of warmth and h is `strength * g`, lowered in highlights so far that the pixel's largest channel ends where
    `shoulder` puts it. All channels get the same h, so a highlight keeps its hue and saturation.
    """
    offset, scale = np.float32(prediction.offset), np.float32(2.0**exposure)
    log_gains = prediction.log_gains() * np.float32(strength)
    bent = _bent_log_gains(log_gains, offset, scale)
    # Steps are counted from a gain of exactly 1, so that what is not to change does not change.
    step = max(LOG_STEP, float(np.ptp(log_gains)) / MAX_LEVELS, float(np.ptp(bent)) / MAX_LEVELS)
    lowest, highest = round(float(bent.min()) / step), round(float(bent.max()) / step)
    bends = np.round(bent / np.float32(step)).astype(np.int32)
    bends -= lowest
    bends *= CODES

    steps = np.exp(np.arange(lowest, highest + 1, dtype=np.float32) * np.float32(step))
    relit = np.multiply.outer(steps, linear_of_code() + offset)
    relit -= offset
    relit *= scale
    gains = warmth_gains(warmth)[: 1 if warmth == 0 else 3].astype(np.float32)
    codes = np.concatenate([encode_bytes(_warmed(relit, gain)).ravel() for gain in gains])
    return ToneCurve(bends.ravel(), codes, 0 if warmth == 0 else relit.size)


def _bent_log_gains(log_gains: FloatArray, offset: np.float32, scale: np.float32) -> FloatArray:
    """Float32 [levels, 256]: the log-gain left to a pixel whose largest channel has this code."""
    light = linear_of_code() + offset
    relit = np.multiply.outer(np.exp(log_gains), light)
    relit -= offset
    relit *= scale
    bends = relit > KNEE
    bent = shoulder(relit, relit[:, -1:])
    bent /= scale
    bent += offset
    # Only what is bright bends; in the dark there may be no light to divide by and no logarithm to take.
    factor = np.divide(bent, light, out=np.ones_like(bent), where=bends)
    return np.where(bends, np.log(factor), log_gains[:, None])


def _warmed(relit: FloatArray, gain: np.float32) -> FloatArray:
    """The light of one channel under its gain of warmth; a channel that gains rolls off instead of clipping."""
    return relit * gain if gain <= 1 else shoulder(relit * gain, np.full((1, 1), gain, np.float32))


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
