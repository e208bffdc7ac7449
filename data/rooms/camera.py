"""The camera: from linear light to the photographs that a phone would have stored.

One flash and one ambient photograph are mixed from the separate lights of a room (light adds up), then exposed,
vignetted, balanced a little wrongly, made noisy, clipped, put through a tone curve and sRGB, shifted by the
hand, and stored as JPEG. Everything follows from one seed.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from data.rooms.lamps import blackbody

# Rec. 709 luminance.
LUMA = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)


@dataclass(frozen=True)
class Shot:
    """What one press of the button does. The defaults change nothing but clipping and sRGB."""

    gain: float = 1.0
    white_balance: tuple[float, float, float] = (1.0, 1.0, 1.0)
    vignette: float = 0.0  # share of the light that is lost in the corners
    shot_noise: float = 0.0  # variance per unit of signal (Poisson)
    read_noise: float = 0.0  # standard deviation (Gaussian)
    contrast: float = 0.0  # 0 is a straight line, 1 a strong S
    shift: tuple[float, float] = (0.0, 0.0)  # pixels right and down
    quality: int | None = None  # of the JPEG; None stores nothing


@dataclass(frozen=True)
class CameraConfig:
    """Ranges that shots are drawn from. They were set so that pairs look like a phone's, and to span more."""

    ambient_in_flash: tuple[float, float] = (0.0, 0.5)  # mean ambient over mean flash light
    kelvin: tuple[float, float] = (2700.0, 6500.0)
    metered: tuple[float, float] = (0.16, 0.5)  # linear value that the metered region is brought to
    ambient_metered: tuple[float, float] = (0.1, 0.32)
    balance_error: float = 0.07  # deviation of the log-gain of red and blue
    vignette: tuple[float, float] = (0.0, 0.35)
    shot_noise: tuple[float, float] = (2e-5, 1.5e-3)
    read_noise: tuple[float, float] = (5e-4, 8e-3)
    contrast: tuple[float, float] = (0.0, 0.8)
    shift: float = 2.0
    quality: tuple[int, int] = (72, 98)
    identity_share: float = 0.15


@dataclass(frozen=True)
class Pair:
    """`flash` and `ambient`, uint8 [h w 3] sRGB; where `identity`, both are one photograph without flash."""

    flash: np.ndarray
    ambient: np.ndarray
    identity: bool


def encode_srgb(linear: np.ndarray) -> np.ndarray:
    """sRGB's transfer curve (IEC 61966-2-1) on values 0..1."""
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 0.0031308) ** (1 / 2.4) - 0.055)


def _vignette(shape: tuple[int, int], loss: float) -> np.ndarray:
    y, x = (np.linspace(-1, 1, n, dtype=np.float32) for n in shape)
    r2 = (y[:, None] ** 2 + x[None] ** 2) / 2
    return (1 - loss * r2 * (0.4 + 0.6 * r2))[..., None]


def tone(value: np.ndarray, contrast: float) -> np.ndarray:
    """An S-curve on display values 0..1 that keeps 0, 1 and the middle; the identity for `contrast` 0."""
    return value + contrast * 0.45 * value * (1 - value) * (2 * value - 1)


def expose(radiance: np.ndarray, shot: Shot) -> np.ndarray:
    """Sensor values before noise and clipping: linear in `radiance`, float32 [h w 3]."""
    gains = np.asarray(shot.white_balance, dtype=np.float32) * np.float32(shot.gain)
    return (radiance * gains * _vignette(radiance.shape[:2], shot.vignette)).astype(np.float32)


def develop(radiance: np.ndarray, shot: Shot, rng: np.random.Generator) -> np.ndarray:
    """The stored photograph uint8 [h w 3] of linear `radiance` [h w 3]."""
    x = expose(radiance, shot)
    if shot.shift != (0.0, 0.0):
        x = _shifted(x, shot.shift)
    if shot.shot_noise or shot.read_noise:
        deviation = np.sqrt(shot.shot_noise * np.maximum(x, 0) + shot.read_noise**2)
        x = x + deviation * rng.standard_normal(x.shape, dtype=np.float32)
    coded = tone(encode_srgb(np.clip(x, 0, 1)), shot.contrast)
    image = np.rint(coded * 255).clip(0, 255).astype(np.uint8)
    return image if shot.quality is None else _jpeg(image, shot.quality)


def _shifted(x: np.ndarray, shift: tuple[float, float]) -> np.ndarray:
    """`x` moved by a part of a pixel, its edges repeated: bilinear, as a hand-held second shot is resampled."""
    right, down = shift
    h, w = x.shape[:2]
    rows, columns = np.arange(h) - down, np.arange(w) - right
    r0, c0 = np.floor(rows).astype(int), np.floor(columns).astype(int)
    fr = (rows - r0).astype(np.float32)[:, None, None]
    fc = (columns - c0).astype(np.float32)[None, :, None]
    top, bottom = x[r0.clip(0, h - 1)], x[(r0 + 1).clip(0, h - 1)]
    line = top * (1 - fr) + bottom * fr
    return line[:, c0.clip(0, w - 1)] * (1 - fc) + line[:, (c0 + 1).clip(0, w - 1)] * fc


def _jpeg(image: np.ndarray, quality: int) -> np.ndarray:
    file = io.BytesIO()
    Image.fromarray(image).save(file, "JPEG", quality=quality)
    return np.array(Image.open(file))


def metering(radiance: np.ndarray, depth: np.ndarray, near: bool) -> float:
    """Mean luminance of what the camera meters on: the nearest fifth of the picture, or its centre."""
    luminance = radiance @ LUMA
    if near:
        weight = (depth <= np.quantile(depth, 0.2)).astype(np.float32)
    else:
        y, x = (np.linspace(-1, 1, n, dtype=np.float32) for n in depth.shape)
        weight = np.exp(-(y[:, None] ** 2 + x[None] ** 2) / 0.18)
    return float((luminance * weight).sum() / max(float(weight.sum()), 1e-9))


def _tint(kelvin: float) -> np.ndarray:
    return np.asarray(blackbody(kelvin), dtype=np.float32)


def ambient_mix(
    lights: dict[str, np.ndarray], rng: np.random.Generator, config: CameraConfig
) -> tuple[np.ndarray, np.ndarray]:
    """(sum, illuminant): every light but the flash, each of its own strength and colour, mean luminance 1.

    The lights themselves are white; `illuminant` [3] is the mean of the colours that they were given.
    """
    names = [name for name in lights if name != "flash"]
    # Half of the strengths near nothing: most rooms are lit by one or two lamps.
    weight = rng.exponential(1.0, len(names)) * (rng.random(len(names)) < 0.7)
    weight[int(rng.integers(len(names)))] += 0.7
    total = np.zeros_like(lights["flash"], dtype=np.float32)
    illuminant = np.zeros(3, dtype=np.float32)
    for name, w in zip(names, weight, strict=True):
        light = lights[name].astype(np.float32)
        level = float((light @ LUMA).mean())
        if w > 0 and level > 0:
            tint = _tint(float(rng.uniform(*config.kelvin)))
            total += light * (w / level) * tint
            illuminant += w * tint
    return total / max(float((total @ LUMA).mean()), 1e-9), illuminant / max(float(illuminant @ LUMA), 1e-9)


def _draw(rng: np.random.Generator, config: CameraConfig) -> Shot:
    red, blue = np.exp(rng.normal(0, config.balance_error, 2))
    low, high = np.log(config.shot_noise), np.log(config.read_noise)
    return Shot(
        white_balance=(float(red), 1.0, float(blue)),
        vignette=float(rng.uniform(*config.vignette)),
        shot_noise=float(np.exp(rng.uniform(*low))),
        read_noise=float(np.exp(rng.uniform(*high))),
        contrast=float(rng.uniform(*config.contrast)),
        quality=int(rng.integers(config.quality[0], config.quality[1] + 1)),
    )


def pair(lights: dict[str, np.ndarray], depth: np.ndarray, seed: int, config: CameraConfig | None = None) -> Pair:
    """One flash and one ambient photograph of a room.

    `lights` maps names ("flash" among them) to linear radiance [h w 3], `depth` is [h w] in metres. Equal
    arguments give equal pairs.
    """
    config = config or CameraConfig()
    rng = np.random.default_rng(seed)
    ambient, illuminant = ambient_mix(lights, rng, config)
    flash_light = lights["flash"].astype(np.float32)
    level = float((flash_light @ LUMA).mean())
    share = float(rng.uniform(*config.ambient_in_flash))
    near = bool(rng.random() < 0.6)
    identity = bool(rng.random() < config.identity_share)
    # A camera neutralises most of a lamp's colour, but seldom all of it.
    cast = illuminant ** -rng.uniform(0.45, 0.95)
    shot = _draw(rng, config)
    balance = tuple(float(a * b) for a, b in zip(shot.white_balance, cast, strict=True))
    gain = float(rng.uniform(*config.ambient_metered)) / max(metering(ambient, depth, False), 1e-9)
    wiggle = (0.0, 0.0) if identity else tuple(float(s) for s in rng.uniform(-config.shift, config.shift, 2))
    ambient_shot = replace(shot, white_balance=balance, gain=gain, shift=wiggle)  # type: ignore[arg-type]
    target = develop(ambient, ambient_shot, rng)
    if identity:
        return Pair(target, target.copy(), True)
    mixed = flash_light / max(level, 1e-9) + share * ambient
    flash_shot = _draw(rng, config)
    gain = float(rng.uniform(*config.metered)) / max(metering(mixed, depth, near), 1e-9)
    return Pair(develop(mixed, replace(flash_shot, gain=gain), rng), target, False)
