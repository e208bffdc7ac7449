"""What lenses, sensors and files do to a picture. Arrays are Float32[h, w, channels], mostly in [0, 1]."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image
from scipy import ndimage

from data.tissues.fields import cloud, smooth
from data.tissues.kinds import Array, Generator


def blur(picture: Array, sigma: float) -> Array:
    """Gaussian point spread of `sigma` pixels, skipped where it would not be seen."""
    if sigma < 0.25:
        return picture
    return ndimage.gaussian_filter(picture, (sigma, sigma, 0), truncate=2.5)


def sharpen(picture: Array, sigma: float, amount: float) -> Array:
    """Unsharp masking, with the halo that cameras and scanners add."""
    return picture + amount * (picture - blur(picture, max(sigma, 0.5)))


def shot(picture: Array, noise: Generator, photons: float, read: float) -> Array:
    """Photon noise for `photons` at full white, and read noise of deviation `read`."""
    deviation = np.sqrt(np.maximum(picture, 0) / photons + read**2)
    return picture + deviation * noise.standard_normal(picture.shape, dtype=np.float32)


def soft_noise(noise: Generator, size: int, sigma: float) -> Array:
    """Float32[size, size, 1]: unit noise correlated over `sigma` pixels, as resampled and filtered scans have."""
    field = noise.standard_normal((size, size), dtype=np.float32)
    if sigma < 0.25:
        return field[..., None]
    field = ndimage.gaussian_filter(field, sigma, truncate=2.5)
    return (field * np.float32(2 * np.sqrt(np.pi) * max(sigma, 0.4)))[..., None]


def uneven(rng: Generator, size: int, strength: float) -> Array:
    """Float32[size, size, 1]: a gain about 1 that varies smoothly, by a deviation of `strength`."""
    return np.exp(np.clip(smooth(rng, size, 2), -2.5, 2.5) * np.float32(strength))[..., None]


def vignette(u: Array, v: Array, centre: tuple[float, float], strength: float) -> Array:
    """Float32[h, w, 1]: a gain that falls off away from `centre`."""
    return (1 / (1 + strength * ((u - centre[0]) ** 2 + (v - centre[1]) ** 2)))[..., None]


def gamma(picture: Array, power: float) -> Array:
    """A power law on [0, 1]."""
    return np.clip(picture, 0, 1) ** np.float32(power)


def poor_source(picture: Array, factor: float) -> Array:
    """The picture as if it came from fewer pixels: reduced by `factor` and enlarged again, bilinearly."""
    size = picture.shape[0]
    small = max(int(size / factor), 16)
    channels = [
        np.asarray(
            Image.fromarray(np.ascontiguousarray(picture[..., k]))
            .resize((small, small), Image.Resampling.BOX)
            .resize((size, size), Image.Resampling.BILINEAR)
        )
        for k in range(picture.shape[-1])
    ]
    return np.stack(channels, -1)


def jpeg(picture: Array, quality: int) -> Array:
    """UInt8[h, w, 3] through a JPEG file of that quality and back."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer).convert("RGB"))


def to_bytes(picture: Array) -> Array:
    """UInt8[h, w, 3] of a picture in [0, 1] with one or three channels."""
    values = (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)
    return np.repeat(values, 3, -1) if values.shape[-1] == 1 else values


def dust(rng: Generator, noise: Generator, size: int, count: int) -> Array:
    """Float32[size, size, 1]: a gain with blurred dark specks of things out of focus."""
    field = np.zeros((size, size), np.float32)
    line = (np.arange(size, dtype=np.float32) + 0.5) / size * 2 - 1
    for _ in range(count):
        cx, cy, r, deep = *rng.uniform(-1, 1, 2), rng.uniform(0.01, 0.06), rng.uniform(0.1, 0.45)
        square = ((line - cx)[None] ** 2 + (line - cy)[:, None] ** 2) / r**2
        field += np.float32(deep) * np.exp(-square)
    return (1 - np.minimum(field, 0.8))[..., None]


def mottle(noise: Generator, size: int, strength: float, coarse: float = 0.2) -> Array:
    """Float32[size, size, 1]: a gain about 1 with cloudy mottle."""
    return 1 + np.float32(strength) * cloud(noise, size, coarse, 0.01, 1.6)[..., None]
