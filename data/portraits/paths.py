"""Skia paths from numpy arrays: smooth outlines, many polylines in one path, tapered ribbons, ovals.

Paths are built from their serialised bytes because a call per point would cost more than the drawing.
"""

from __future__ import annotations

import struct
from functools import lru_cache

import numpy as np
import skia

MOVE, LINE, CUBIC, CLOSE = 0, 1, 4, 5
_FORMAT = 5


def _path(points: np.ndarray, verbs: bytes) -> skia.Path:
    head = struct.pack("<4I", _FORMAT, points.size // 2, 0, len(verbs))
    data = b"".join((head, points.astype(np.float32, copy=False).tobytes(), verbs, b"\0" * (-len(verbs) % 4)))
    path = skia.Path()
    if path.readFromMemory(data) == 0:
        raise RuntimeError("this version of skia-python stores paths in another format")
    return path


@lru_cache(maxsize=1024)
def _verbs(count: int, length: int, step: int, closed: bool) -> bytes:
    return bytes([MOVE] + [step] * length + ([CLOSE] if closed else [])) * count


def polylines(points: np.ndarray, closed: bool = False) -> skia.Path:
    """One path of n polylines from Float[n, k, 2]."""
    return _path(points, _verbs(points.shape[0], points.shape[1] - 1, LINE, closed))


@lru_cache(maxsize=256)
def _bezier(count: int, closed: bool) -> np.ndarray:
    """Float[3 s + 1, count]: takes points to the Bézier controls of the Catmull-Rom spline through them."""
    points = np.eye(count)
    if closed:
        after = np.roll(points, -1, 0)
        tangents = (after - np.roll(points, 1, 0)) / 6
        segments = np.stack([points + tangents, after - np.roll(tangents, -1, 0), after], 1)
    else:
        padded = np.concatenate([points[:1], points, points[-1:]])
        tangents = (padded[2:] - padded[:-2]) / 6
        segments = np.stack([points[:-1] + tangents[:-1], points[1:] - tangents[1:], points[1:]], 1)
    return np.concatenate([points[:1], segments.reshape(-1, count)])


def smooth(points: np.ndarray, closed: bool = True) -> skia.Path:
    """A Catmull-Rom spline through Float[k, 2] (tangents are half the neighbours' difference)."""
    count = len(points)
    controls = _bezier(count, closed) @ np.asarray(points, np.float64)
    return _path(controls, _verbs(1, count if closed else count - 1, CUBIC, closed))


@lru_cache(maxsize=512)
def basis(controls: int, samples: int) -> np.ndarray:
    """Float[samples, controls]: the weights of a clamped Catmull-Rom spline at even parameters."""
    t = np.linspace(0, controls - 1, samples)
    i = np.minimum(t.astype(int), controls - 2)
    f = t - i
    weights = np.zeros((samples, controls))
    rows = np.arange(samples)
    f2, f3 = f * f, f * f * f
    for offset, w in (
        (-1, -0.5 * f + f2 - 0.5 * f3),
        (0, 1 - 2.5 * f2 + 1.5 * f3),
        (1, 0.5 * f + 2 * f2 - 1.5 * f3),
        (2, -0.5 * f2 + 0.5 * f3),
    ):
        np.add.at(weights, (rows, np.clip(i + offset, 0, controls - 1)), w)
    weights.flags.writeable = False
    return weights


@lru_cache(maxsize=256)
def even(start: float, stop: float, count: int) -> np.ndarray:
    """Float[count], read-only: even numbers from `start` to `stop`, both included."""
    numbers = np.linspace(start, stop, count)
    numbers.flags.writeable = False
    return numbers


@lru_cache(maxsize=64)
def lerp_matrix(controls: int, samples: int) -> np.ndarray:
    """Float[samples, controls]: the weights of linear interpolation at even parameters."""
    t = np.linspace(0, controls - 1, samples)
    return np.maximum(1 - np.abs(t[:, None] - np.arange(controls)), 0.0)


def moved(points: np.ndarray, dx: float, dy: float) -> np.ndarray:
    """Points Float[..., 2] shifted by (dx, dy)."""
    return points + np.array([dx, dy])


def curve(controls: np.ndarray, samples: int) -> np.ndarray:
    """Float[..., k, d] control points to Float[..., samples, d] points of the spline through them."""
    controls = np.asarray(controls, np.float64)
    return basis(controls.shape[-2], samples) @ controls


def normals(points: np.ndarray) -> np.ndarray:
    """Unit normals Float[..., k, 2] of polylines Float[..., k, 2] (the tangent turned by a quarter)."""
    tangent = np.empty_like(points)
    np.subtract(points[..., 2:, :], points[..., :-2, :], out=tangent[..., 1:-1, :])
    np.subtract(points[..., 1, :], points[..., 0, :], out=tangent[..., 0, :])
    np.subtract(points[..., -1, :], points[..., -2, :], out=tangent[..., -1, :])
    x, y = tangent[..., 0], tangent[..., 1]
    scale = 1 / np.sqrt(x * x + y * y + 1e-18)
    normal = np.empty_like(tangent)
    np.multiply(y, -scale, out=normal[..., 0])
    np.multiply(x, scale, out=normal[..., 1])
    return normal


def ribbons(points: np.ndarray, widths: np.ndarray | float) -> skia.Path:
    """Tapered strokes: polylines Float[n, k, 2] with full widths Float[n, k] (or broadcastable) as one path."""
    n, k = points.shape[:2]
    outline = np.empty((n, 2 * k, 2), np.float32)
    near, far = outline[:, :k], outline[:, : k - 1 : -1]
    np.copyto(near, points, casting="same_kind")
    tangent = np.empty((n, k, 2), np.float32)
    np.subtract(near[:, 2:], near[:, :-2], out=tangent[:, 1:-1])
    np.subtract(near[:, 1], near[:, 0], out=tangent[:, 0])
    np.subtract(near[:, -1], near[:, -2], out=tangent[:, -1])
    x, y = tangent[..., 0], tangent[..., 1]
    scale = np.asarray(widths, np.float32) * np.float32(0.5) / np.sqrt(x * x + y * y + np.float32(1e-16))
    x *= scale
    y *= scale
    np.copyto(far, near)
    far[..., 0] += y
    far[..., 1] -= x
    near[..., 0] -= y
    near[..., 1] += x
    return polylines(outline, closed=True)


@lru_cache(maxsize=256)
def _swell(samples: int, ends: tuple[float, float]) -> np.ndarray:
    t = np.linspace(0, 1, samples)
    floor = ends[0] * (1 - t) + ends[1] * t
    return floor + (1 - floor) * np.sin(np.pi * t) ** 0.7


def strokes(controls: np.ndarray, width: float, samples: int = 14, ends: tuple[float, float] = (0.0, 0.0)) -> skia.Path:
    """Strokes through control points Float[n, k, 2] that swell to `width`; `ends` are the shares left at their ends."""
    return ribbons(curve(controls, samples), width * _swell(samples, ends))


def ribbon(controls: np.ndarray, width: float, samples: int = 14, ends: tuple[float, float] = (0.0, 0.0)) -> skia.Path:
    """One stroke through Float[k, 2], as `strokes` draws many."""
    return strokes(np.asarray(controls)[None], width, samples, ends)


def oval(x: float, y: float, rx: float, ry: float, degrees: float = 0.0) -> skia.Path:
    """An ellipse about (x, y), turned clockwise by `degrees`."""
    path = skia.Path()
    path.addOval(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry))
    if degrees:
        path.transform(skia.Matrix.RotateDeg(degrees, skia.Point(x, y)))
    return path


def ovals(centres: np.ndarray, rx: np.ndarray | float, ry: np.ndarray | float) -> skia.Path:
    """Many small ellipses Float[n, 2] as one path."""
    count = len(centres)
    angle = np.linspace(0, 2 * np.pi, 10, endpoint=False)
    ring = np.stack(
        [np.outer(np.broadcast_to(rx, count), np.cos(angle)), np.outer(np.broadcast_to(ry, count), np.sin(angle))], -1
    )
    return polylines(centres[:, None] + ring, closed=True)
