"""The fast guided filter: a small map made to follow the edges of a large picture.

He, Sun, "Fast Guided Filter" (arXiv:1505.00996) on He, Sun, Tang, "Guided Image Filtering" (TPAMI 2013), with a
colour guide: in every window the map is an affine function of the picture's channels. The coefficients are fitted
on the small map, and only they are enlarged; the picture itself supplies the detail.

One departure. Where windows overlap their coefficients are averaged with the weight `1 / (error + floor)` of each
fit, not equally: a window that straddles an edge which the picture's colours do not explain has a bad fit, and
equal weights would spread it over both sides as a halo.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter

Field = NDArray[np.float64]


@dataclass(frozen=True)
class GuidedConfig:
    """Window and regularisation, in pixels of the small map and in units of a guide in [0, 1]."""

    radius: int = 4  # windows of 9 x 9; the paper's r of 16 at full size is 4 after its subsampling by 4
    epsilon: float = 1e-3  # variance of the guide below which it counts as flat; the paper uses 1e-4 .. 1e-1
    floor: float = 1e-5  # squared error of a fit below which all fits count the same


def fit_coefficients(
    guide: NDArray[np.float32], target: NDArray[np.float32], config: GuidedConfig = GuidedConfig()
) -> NDArray[np.float32]:
    """Affine coefficients [c, 4, h, w] that give `target` [c, h, w] from the channels of `guide` [h, w, 3].

    `target[k] ~ co[k, 0] * red + co[k, 1] * green + co[k, 2] * blue + co[k, 3]` (eq. 5, 6, 19 of the 2013 paper).
    """
    channels = [guide[..., i].astype(np.float64) for i in range(3)]
    means = [_box(channel, config) for channel in channels]
    covariance = {
        (i, j): _box(channels[i] * channels[j], config) - means[i] * means[j] for i in range(3) for j in range(i, 3)
    }
    inverse = _inverse(covariance, config.epsilon)
    fitted = [_fit(plane.astype(np.float64), channels, means, covariance, inverse, config) for plane in target]
    return np.stack(fitted).astype(np.float32)


def _fit(
    target: Field,
    channels: list[Field],
    means: list[Field],
    covariance: dict[tuple[int, int], Field],
    inverse: dict[tuple[int, int], Field],
    config: GuidedConfig,
) -> Field:
    mean = _box(target, config)
    cross = [_box(channels[i] * target, config) - means[i] * mean for i in range(3)]
    slope = [sum(_pick(inverse, i, j) * cross[j] for j in range(3)) for i in range(3)]
    offset = mean - sum(slope[i] * means[i] for i in range(3))
    explained = sum(
        slope[i] * (2 * cross[i] - sum(_pick(covariance, i, j) * slope[j] for j in range(3))) for i in range(3)
    )
    error = np.maximum(_box(target * target, config) - mean * mean - explained, 0.0)
    weight = 1.0 / (error + config.floor)
    total = _box(weight, config)
    return np.stack([_box(weight * plane, config) / total for plane in (*slope, offset)])


def _box(plane: Field, config: GuidedConfig) -> Field:
    return uniform_filter(plane, 2 * config.radius + 1, mode="reflect")


def _pick(symmetric: dict[tuple[int, int], Field], i: int, j: int) -> Field:
    return symmetric[min(i, j), max(i, j)]


def _inverse(matrix: dict[tuple[int, int], Field], epsilon: float) -> dict[tuple[int, int], Field]:
    """The inverses of the symmetric 3 x 3 matrices `matrix + epsilon I`, by cofactors, entry by entry."""
    a, b, c = matrix[0, 0] + epsilon, matrix[0, 1], matrix[0, 2]
    d, e, f = matrix[1, 1] + epsilon, matrix[1, 2], matrix[2, 2] + epsilon
    cofactors = {
        (0, 0): d * f - e * e,
        (0, 1): c * e - b * f,
        (0, 2): b * e - c * d,
        (1, 1): a * f - c * c,
        (1, 2): b * c - a * e,
        (2, 2): a * d - b * b,
    }
    determinant = a * cofactors[0, 0] + b * cofactors[0, 1] + c * cofactors[0, 2]
    return {key: value / determinant for key, value in cofactors.items()}


@dataclass(frozen=True)
class Band:
    """Rows `start` .. `stop` of a picture, which lie between the same two rows of the coefficients."""

    start: int
    stop: int
    upper: NDArray[np.float32]
    """[c, 4, width], the coefficients at the upper of the two rows."""
    rise: NDArray[np.float32]
    """[c, 4, width], what the lower of the two rows adds to them."""
    share: NDArray[np.float32]
    """[stop - start, 1], how far each row of the picture is on the way to the lower one, in [0, 1]."""

    def evaluate(self, channel: int, planes: NDArray[np.float32]) -> NDArray[np.float32]:
        """The affine function of map `channel` at a picture's rows, planes [3, n, width]; [n, width]."""
        value = self._coefficient(channel, 3)
        for i in range(3):
            slope = self._coefficient(channel, i)
            slope *= planes[i]
            value += slope
        return value

    def _coefficient(self, channel: int, which: int) -> NDArray[np.float32]:
        rows = self.share * self.rise[channel, which]
        rows += self.upper[channel, which]
        return rows


def enlarged_bands(coefficients: NDArray[np.float32], height: int, width: int, max_pixels: int) -> Iterator[Band]:
    """Enlarges coefficients [c, 4, h, w] to a picture of `height` x `width`, bilinearly, a band at a time.

    The bands come from top to bottom and have at most `max_pixels` pixels, or one row. What a row is multiplied
    with depends on its own number alone, so there are no seams.
    """
    c, k, h, w = coefficients.shape
    planes = torch.from_numpy(np.array(coefficients)).view(1, c * k * h, w)
    # Columns once and for all, since each small row serves many rows of the picture.
    columns = torch.nn.functional.interpolate(planes, size=width, mode="linear", align_corners=False)
    wide = columns.view(c, k, h, width).numpy()
    centres = np.clip((np.arange(height) + 0.5) * (h / height) - 0.5, 0, h - 1)
    above = np.floor(centres).astype(np.int64)
    share = (centres - above).astype(np.float32)[:, None]
    rows = max(1, max_pixels // width)
    starts = np.flatnonzero(np.diff(above, prepend=-1))
    for first, end in zip(starts, [*starts[1:], height], strict=True):
        upper = wide[:, :, above[first]]
        rise = wide[:, :, min(above[first] + 1, h - 1)] - upper
        for start in range(first, end, rows):
            stop = min(start + rows, end)
            yield Band(start, stop, upper, rise, share[start:stop])
