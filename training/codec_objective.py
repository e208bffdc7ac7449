"""What a codec is trained for: the right colours first, then edges, with care for the parts that a face is read by.

Plain losses on portraits learn the colour axes one after the other, thousands of steps apart, because most of the
variance lies along one of them. Two things undo that: errors are measured in whitened colour (ZCA, Bell and Sejnowski
1997), and at first three latent channels are pulled towards the picture's own whitened colours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

LEVELS = 4


@dataclass(frozen=True)
class Whitening:
    """Principal axes of the pixels' colours: mean Float[3], axes Float[3, 3] in columns, deviation Float[3]."""

    mean: tuple[float, ...]
    axes: tuple[tuple[float, ...], ...]
    deviation: tuple[float, ...]

    @classmethod
    def of(cls, pixels: np.ndarray) -> Whitening:
        """Of colours Float[n, 3] in [-1, 1]."""
        colours = np.asarray(pixels, np.float64)
        variance, axes = np.linalg.eigh(np.cov(colours.T))
        deviation = np.sqrt(np.maximum(variance, 1e-8))
        return cls(tuple(colours.mean(axis=0)), tuple(map(tuple, axes)), tuple(deviation))

    def matrix(self, power: float = 1.0) -> torch.Tensor:
        """Float[3, 3]: 1 whitens fully, 0 only divides by the common deviation, between them a share of it."""
        axes, deviation = np.array(self.axes), np.array(self.deviation)
        common = np.sqrt(np.mean(deviation**2))
        scale = (common / deviation) ** power / common
        return torch.tensor(axes @ np.diag(scale) @ axes.T, dtype=torch.float32)

    def colours(self, pictures: torch.Tensor) -> torch.Tensor:
        """Whitened Float[b, 3, h, w] of pictures in [-1, 1]."""
        centred = pictures - torch.tensor(self.mean, dtype=torch.float32, device=pictures.device)[:, None, None]
        return mixed(centred, self.matrix())


def mixed(colours: torch.Tensor, matrix: torch.Tensor) -> torch.Tensor:
    """Float[b, 3, h, w] with its channels multiplied by Float[3, 3]."""
    return F.conv2d(colours, matrix.to(colours.device)[:, :, None, None])


def reconstruction_loss(error: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """L1 of the error and of the bands of its Laplacian pyramid, and the square of what the pyramid leaves.

    Args:
        error: Float[b, 3, h, w], the difference of two pictures in (partly) whitened colour.
        weight: Float[b, 1, h, w] with mean near 1, how much each pixel counts.

    The pyramid (Burt and Adelson 1983; as a loss, Bojanowski et al. 2018, eq. 3) is of means over 2 x 2 pixels. It is
    linear, so the pyramid of the difference is the difference of the pyramids.
    """
    total = (weight * error.abs()).mean()
    for _ in range(LEVELS):
        coarse = F.avg_pool2d(error, 2)
        band = error - F.interpolate(coarse, scale_factor=2.0, mode="nearest")
        total = total + (weight * band.abs()).mean()
        error, weight = coarse, F.avg_pool2d(weight, 2)
    return total + (weight * error.abs()).mean() + error.square().mean()


def kl_divergence(mean: torch.Tensor, log_variance: torch.Tensor) -> torch.Tensor:
    """KL from N(mean, variance) to N(0, 1), averaged over all latents, in nats (Kingma and Welling 2014, app. B)."""
    return 0.5 * (mean.square() + log_variance.exp() - 1.0 - log_variance).mean()


def colour_pull(mean: torch.Tensor, colours: torch.Tensor) -> torch.Tensor:
    """Mean square of the first three latent channels Float[b, 4, h/f, w/f] from the pooled whitened colours."""
    target = F.adaptive_avg_pool2d(colours, mean.shape[-2:])
    return F.mse_loss(mean[:, :3], target)


def between(step: int, start: int, stop: int) -> float:
    """How far `step` is from start (0) to stop (1), clipped."""
    return min(max((step - start) / max(stop - start, 1), 0.0), 1.0)
