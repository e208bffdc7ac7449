"""Embeddings as points of a plane that can be pointed at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .datasets import ImageSet
from .explore import encode
from .principal import Principal
from .runs import Run

FloatArray = NDArray[np.float32]


@dataclass(frozen=True)
class Plane:
    """The plane {`centre` + u `axes`[0] + v `axes`[1]} of a space of codes; `centre` [d], `axes` [2, d]."""

    centre: FloatArray
    axes: FloatArray

    def project(self, codes: FloatArray) -> FloatArray:
        """Points [n, 2] of codes [n, d]."""
        return ((codes - self.centre) @ self.axes.T).astype(np.float32)

    def lift(self, points: FloatArray) -> FloatArray:
        """Codes [n, d] of points [n, 2]."""
        return (np.asarray(points, np.float32) @ self.axes + self.centre).astype(np.float32)


@dataclass(frozen=True)
class EmbeddingMap:
    """Pictures [m, c, h, w], their places `points` float32 [m, 2], and their labels int64 [m] where they have any."""

    points: FloatArray
    images: FloatArray
    labels: NDArray[np.int64] | None
    plane: Plane

    def lift(self, points: FloatArray) -> FloatArray:
        """The codes [n, d] of any places [n, 2] of the map, for decoding."""
        return self.plane.lift(points)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, right, bottom, top, with a margin of a twentieth."""
        low, high = self.points.min(axis=0), self.points.max(axis=0)
        margin = np.maximum(0.05 * (high - low), 1e-3)
        low, high = low - margin, high + margin
        return float(low[0]), float(high[0]), float(low[1]), float(high[1])


def embedding_map(run: Run, image_set: ImageSet, n: int = 500) -> EmbeddingMap:
    """The first `n` pictures on the learnt map.

    Codes of two numbers are the map; longer ones are seen along their first two principal components, shorter ones
    lie on a line.
    """
    codes = encode(run, image_set.images[:n])
    return _map(codes, image_set, plane_of(run.code_mean.numpy(), run.code_covariance.numpy()))


def principal_map(peer: Principal, image_set: ImageSet, n: int = 500) -> EmbeddingMap:
    """The same of PCA: its first two components."""
    codes = peer.encode(image_set.images[:n])
    axes = np.eye(2, codes.shape[1], dtype=np.float32)
    return _map(codes, image_set, Plane(np.zeros(codes.shape[1], np.float32), axes))


def plane_of(mean: FloatArray, covariance: FloatArray) -> Plane:
    """The plane in which codes of this mean [d] and covariance [d, d] are shown."""
    d = len(mean)
    if d <= 2:
        return Plane(np.zeros(d, np.float32), np.eye(2, d, dtype=np.float32))
    _, vectors = np.linalg.eigh(covariance)
    axes = vectors[:, :-3:-1].T
    # An eigenvector's sign is chance; its largest entry made positive, the map does not flip between two runs.
    signs = np.sign(axes[np.arange(2), np.abs(axes).argmax(axis=1)])
    return Plane(np.asarray(mean, np.float32), (axes * signs[:, None]).astype(np.float32))


def turned_to(points: FloatArray, before: FloatArray | None) -> FloatArray:
    """`points` [n, 2] turned or mirrored so that they lie as near to `before` as they can (Schönemann 1966)."""
    if before is None or before.shape != points.shape:
        return points
    left, _, right = np.linalg.svd(points.T @ before)
    return (points @ (left @ right)).astype(np.float32)


def _map(codes: FloatArray, image_set: ImageSet, plane: Plane) -> EmbeddingMap:
    n = len(codes)
    labels = None if image_set.labels is None else image_set.labels[:n]
    return EmbeddingMap(plane.project(codes).astype(np.float32), image_set.images[:n], labels, plane)
