"""Principal component analysis, the peer of every autoencoder: the best linear one (Baldi and Hornik 1989)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError
from .configuration import Shape
from .datasets import ImageSet

FloatArray = NDArray[np.float32]


@dataclass(frozen=True)
class Principal:
    """`mean` [n], orthonormal `components` [d, n], largest variance first, and all `variances` in descending order.

    Where there are fewer directions than asked for, as with few pictures, the rest of the components are zero.
    """

    shape: Shape
    mean: NDArray[np.float64]
    components: NDArray[np.float64]
    variances: NDArray[np.float64]

    def encode(self, images: FloatArray) -> FloatArray:
        """Codes float32 [n, d] of pictures [n, c, h, w]."""
        return ((images.reshape(len(images), -1) - self.mean) @ self.components.T).astype(np.float32)

    def decode(self, code: FloatArray) -> FloatArray:
        """Pictures float32 [n, c, h, w] of codes [n, d]; not clipped."""
        return (code @ self.components + self.mean).astype(np.float32).reshape(len(code), *self.shape)

    def reconstruct(self, images: FloatArray) -> FloatArray:
        """Decodes what it encodes."""
        return self.decode(self.encode(images))

    def log_likelihood(self, images: FloatArray) -> NDArray[np.float64]:
        """log p(x) in nats per picture [n] under probabilistic PCA, the linear variational autoencoder.

        The noise is the mean of the variances left out: Tipping and Bishop 1999, equations 4 and 8.
        """
        n, d = len(self.mean), len(self.components)
        noise = max(float(self.variances[d:].sum()) / max(1, n - d), 1e-8)
        spread = np.maximum(self.variances[:d], noise)
        centred = images.reshape(len(images), -1) - self.mean
        along = centred @ self.components.T
        distance = (np.square(centred).sum(1) - np.square(along).sum(1)) / noise + (along**2 / spread).sum(1)
        return -0.5 * (n * math.log(2 * math.pi) + np.log(spread).sum() + (n - d) * math.log(noise) + distance)


def pca(images: ImageSet | FloatArray, d: int) -> Principal:
    """The first `d` principal components of pictures [n, c, h, w].

    Raises `ModelError` for more components than a picture has values.
    """
    pictures = images.images if isinstance(images, ImageSet) else images
    flat = pictures.reshape(len(pictures), -1).astype(np.float64)
    if not 1 <= d <= flat.shape[1]:
        raise ModelError(f"A picture of {flat.shape[1]} values does not have {d} principal components.")
    mean = flat.mean(axis=0)
    _, singular, axes = np.linalg.svd(flat - mean, full_matrices=False)
    components = np.zeros((d, flat.shape[1]))
    components[: min(d, len(axes))] = axes[:d]
    channels, height, width = pictures.shape[1:]
    return Principal((channels, height, width), mean, components, singular**2 / len(flat))
