"""Random fields: smooth ones from a spline lattice, grain from a shaped spectrum.

Lattice fields depend on the generator and not on the size, so that a scene keeps its shape at every size; spectral
grain is drawn per pixel and belongs to the noise generator.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy import fft
from scipy.spatial import cKDTree

from data.tissues.kinds import Array, Generator

# A cubic B-spline of unit normal coefficients has this standard deviation, in two dimensions.
_SPLINE_STD = 0.479


@lru_cache(maxsize=512)
def _spline(size: int, cells: int) -> Array:
    position = (np.arange(size) + 0.5) / size * cells
    whole = np.minimum(position.astype(int), cells - 1)
    t = position - whole
    weights = np.zeros((size, cells + 3))
    pieces = ((1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3)
    for k, piece in enumerate(pieces):
        weights[np.arange(size), whole + k] = piece / 6
    return weights.astype(np.float32)


def smooth(rng: Generator, size: int, cells: int = 3) -> Array:
    """Float32[size, size] of about zero mean and unit deviation, varying over 1/`cells` of the picture."""
    lattice = rng.standard_normal((cells + 3, cells + 3), dtype=np.float32)
    weights = _spline(size, cells)
    return (weights @ lattice @ weights.T) * np.float32(1 / _SPLINE_STD)


@lru_cache(maxsize=16)
def _frequencies(size: int) -> tuple[Array, Array]:
    down = np.fft.fftfreq(size, 1 / size).astype(np.float32)[:, None]
    across = np.fft.rfftfreq(size, 1 / size).astype(np.float32)[None, :]
    return down, across


def _shaped(noise: Generator, size: int, gain: Array) -> Array:
    gain[0, 0] = 0
    # Columns but the first and the last stand for two conjugate ones.
    power = 2 * float((gain**2).sum()) - float((gain[:, 0] ** 2).sum() + (gain[:, -1] ** 2).sum())
    spectrum = fft.rfft2(noise.standard_normal((size, size), dtype=np.float32))
    field = fft.irfft2(spectrum * gain, s=(size, size))
    return (field * (size / np.sqrt(max(power, 1e-12)))).astype(np.float32)


def cloud(noise: Generator, size: int, coarse: float = 0.3, fine: float = 0.01, slope: float = 2.0) -> Array:
    """Float32[size, size], zero mean, unit deviation: a power law of `slope` below `coarse`, cut below `fine`.

    Args:
        coarse: longest wavelength, as a share of the picture's side.
        fine: shortest wavelength, likewise; finer than a pixel keeps white grain.
        slope: fall of amplitude with frequency; 1.5 is rough, 3 smooth.
    """
    down, across = _frequencies(size)
    square = down**2 + across**2
    gain = (1 + square * coarse**2) ** (-slope / 2) * np.exp(-0.5 * square * (fine / 2) ** 2)
    return _shaped(noise, size, gain.astype(np.float32))


def speckled(noise: Generator, size: int, wavelength: float) -> Array:
    """Float32[size, size], unit deviation: blotches of one `wavelength` (share of the side), with none larger."""
    down, across = _frequencies(size)
    radius = np.sqrt(down**2 + across**2) * wavelength
    return _shaped(noise, size, np.exp(-((radius - 1) ** 2) * 4).astype(np.float32))


def fibrous(noise: Generator, size: int, angle: float, long: float = 0.3, thin: float = 0.015) -> Array:
    """Float32[size, size], unit deviation: streaks along `angle` (radians), `long` by `thin` shares of the side."""
    down, across = _frequencies(size)
    along = across * np.cos(angle) + down * np.sin(angle)
    square = down**2 + across**2
    aside = np.maximum(square - along**2, 0)
    gain = np.exp(-0.5 * (along * long) ** 2 - 0.5 * aside * thin**2) * np.sqrt(square + 1)
    return _shaped(noise, size, gain.astype(np.float32))


def bent(rng: Generator, field: Array, strength: float = 0.04, cells: int = 4) -> Array:
    """The field [size, size] looked up at smoothly displaced places, by about `strength` of the side: streaks wave."""
    size = field.shape[0]
    rows, columns = np.mgrid[:size, :size].astype(np.float32)
    down, across = (smooth(rng, size, cells) * np.float32(strength * size) for _ in range(2))
    at = [np.rint(rows + down).astype(np.int32) % size, np.rint(columns + across).astype(np.int32) % size]
    return field[at[0], at[1]]


def white(noise: Generator, size: int, channels: int = 1) -> Array:
    """Float32[size, size, channels] of unit normal noise."""
    return noise.standard_normal((size, size, channels), dtype=np.float32)


def mosaic(points: Array, x: Array, y: Array, power: Array | None = None) -> tuple[Array, Array]:
    """The nearest of `points` [n, 2] at every (x, y), and how far the border to the next one is.

    Returns Int64[h, w] and Float32[h, w], the latter in the unit of x and y, positive, 0 on the borders. `power` [n]
    is added to the distance (a weighted diagram): points with more of it own less.
    """
    here = np.stack([x.ravel(), y.ravel()], 1)
    k = min(2 if power is None else 4, len(points))
    distance, index = cKDTree(points).query(here, k=k)
    if k == 1:
        return index.reshape(x.shape), np.full(x.shape, 1.0, np.float32)
    if power is not None:
        distance = distance + power[index]
        order = np.argsort(distance, axis=1, kind="stable")[:, :2]
        distance, index = np.take_along_axis(distance, order, 1), np.take_along_axis(index, order, 1)
    gap = (distance[:, 1] - distance[:, 0]) / 2
    return index[:, 0].reshape(x.shape), gap.reshape(x.shape).astype(np.float32)
