"""Triangle meshes and the few shapes that everything in the rooms is made of. Metres, z up, uv in metres."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True)
class Mesh:
    """`positions` float32 [n 3], `faces` int32 [m 3], `uv` float32 [n 2] in metres, `normals` float32 [n 3]."""

    positions: np.ndarray
    faces: np.ndarray
    uv: np.ndarray
    normals: np.ndarray

    def moved(self, offset: Sequence[float]) -> Mesh:
        """The mesh shifted by `offset`."""
        return replace(self, positions=(self.positions + np.asarray(offset)).astype(np.float32))

    def scaled(self, factors: float | Sequence[float]) -> Mesh:
        """The mesh scaled about the origin, uniformly or along each axis."""
        f = np.broadcast_to(np.asarray(factors, dtype=np.float64), (3,))
        normals = _unit(self.normals / f)
        return replace(self, positions=(self.positions * f).astype(np.float32), normals=normals)

    def turned(self, angle: float, axis: str = "z") -> Mesh:
        """The mesh turned by `angle` radians about "x", "y" or "z"."""
        m = rotation(angle, axis)
        return replace(
            self,
            positions=(self.positions @ m.T).astype(np.float32),
            normals=(self.normals @ m.T).astype(np.float32),
        )


def rotation(angle: float, axis: str) -> np.ndarray:
    """The 3x3 matrix that turns by `angle` radians about an axis."""
    c, s = np.cos(angle), np.sin(angle)
    i, j = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
    m = np.eye(3)
    m[i, i], m[i, j], m[j, i], m[j, j] = c, -s, s, c
    return m


def _unit(v: np.ndarray) -> np.ndarray:
    return (v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-12)).astype(np.float32)


def merged(meshes: Sequence[Mesh]) -> Mesh:
    """All `meshes` as one."""
    starts = np.cumsum([0, *(len(m.positions) for m in meshes[:-1])])
    return Mesh(
        np.concatenate([m.positions for m in meshes]),
        np.concatenate([m.faces + s for m, s in zip(meshes, starts, strict=True)]).astype(np.int32),
        np.concatenate([m.uv for m in meshes]),
        np.concatenate([m.normals for m in meshes]),
    )


def smooth_normals(positions: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Area-weighted vertex normals; vertices at one place (seams) share theirs."""
    p = positions.astype(np.float64)
    face = np.cross(p[faces[:, 1]] - p[faces[:, 0]], p[faces[:, 2]] - p[faces[:, 0]])
    _, group = np.unique(np.round(p, 6), axis=0, return_inverse=True)
    group = group.reshape(-1)
    total = np.zeros((group.max() + 1, 3))
    for corner in range(3):
        np.add.at(total, group[faces[:, corner]], face)
    return _unit(total[group])


def _grid_faces(rows: int, columns: int) -> np.ndarray:
    i = np.arange((rows - 1) * (columns - 1))
    a = i // (columns - 1) * columns + i % (columns - 1)
    b, c, d = a + 1, a + columns + 1, a + columns
    return np.concatenate((np.stack((a, b, c), 1), np.stack((a, c, d), 1))).astype(np.int32)


def surface(points: np.ndarray, uv: np.ndarray | None = None) -> Mesh:
    """A sheet through the grid `points` [r c 3]; `uv` [r c 2] defaults to lengths along its sides."""
    rows, columns = points.shape[:2]
    if uv is None:
        along = np.linalg.norm(np.diff(points, axis=1), axis=-1).mean(0)
        down = np.linalg.norm(np.diff(points, axis=0), axis=-1).mean(1)
        u = np.concatenate(([0.0], np.cumsum(along)))
        v = np.concatenate(([0.0], np.cumsum(down)))
        uv = np.stack(np.meshgrid(u, v), axis=-1)
    positions = points.reshape(-1, 3).astype(np.float32)
    faces = _grid_faces(rows, columns)
    normals = smooth_normals(positions, faces)
    return Mesh(positions, faces, uv.reshape(-1, 2).astype(np.float32), normals)


def box(size: Sequence[float], radius: float = 0.004, segments: int = 3) -> Mesh:
    """A box of `size` centred at the origin with edges rounded by `radius`: no real edge is sharp."""
    half = np.asarray(size, dtype=np.float64) / 2
    radius = min(radius, 0.49 * 2 * half.min())
    bend = np.sin(np.linspace(0, np.pi / 4, segments + 1)) / np.sin(np.pi / 4)
    parts = []
    for axis in range(3):
        a, b = (axis + 1) % 3, (axis + 2) % 3
        lines = []
        for k in (a, b):
            rim = half[k] - radius + radius * bend
            lines.append(np.concatenate((-rim[::-1], rim)))
        s, t = np.meshgrid(*lines, indexing="ij")
        for sign in (-1.0, 1.0):
            cube = np.zeros((*s.shape, 3))
            cube[..., a], cube[..., b], cube[..., axis] = s, t, sign * half[axis]
            core = np.clip(cube, -(half - radius), half - radius)
            normal = _unit(cube - core)
            position = core + radius * normal
            faces = _grid_faces(*s.shape)
            # Rows run along a, columns along b: that grid faces -axis, so the positive side is flipped.
            faces = faces[:, ::-1] if sign > 0 else faces
            # u runs along the longer side, as the grain of a board does.
            uv = np.stack((s, t) if half[a] >= half[b] else (t, s), -1)
            parts.append(
                Mesh(
                    position.reshape(-1, 3).astype(np.float32),
                    faces,
                    uv.reshape(-1, 2).astype(np.float32),
                    normal.reshape(-1, 3),
                )
            )
    return merged(parts)


def smooth_curve(points: Sequence[Sequence[float]], count: int) -> np.ndarray:
    """`count` points on the Catmull-Rom curve through `points` [k d]."""
    p = np.asarray(points, dtype=np.float64)
    p = np.concatenate((2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]))
    t = np.linspace(0, len(p) - 3 - 1e-9, count)
    i = t.astype(int)
    f = (t - i)[:, None]
    a, b, c, d = p[i], p[i + 1], p[i + 2], p[i + 3]
    return 0.5 * (2 * b + (c - a) * f + (2 * a - 5 * b + 4 * c - d) * f**2 + (3 * b - a - 3 * c + d) * f**3)


def lathe(profile: Sequence[Sequence[float]], count: int = 60, segments: int = 72, smooth: bool = True) -> Mesh:
    """The surface of revolution of `profile`, (radius, height) pairs from bottom to top."""
    curve = smooth_curve(profile, count) if smooth else np.asarray(profile, dtype=np.float64)
    radius, height = np.maximum(curve[:, 0], 0.0), curve[:, 1]
    angle = np.linspace(0, 2 * np.pi, segments + 1)
    x = radius[:, None] * np.cos(angle)
    y = radius[:, None] * np.sin(angle)
    z = np.broadcast_to(height[:, None], x.shape)
    length = np.concatenate(([0.0], np.cumsum(np.linalg.norm(np.diff(curve, axis=0), axis=1))))
    around = angle * max(float(radius.max()), 1e-3)
    uv = np.stack(np.meshgrid(around, length), axis=-1)
    return surface(np.stack((x, y, z), axis=-1), uv)


def tube(path: np.ndarray, radius: float | np.ndarray, segments: int = 12) -> Mesh:
    """A tube of `radius` (one, or one a point) along `path` [k 3], its ends drawn together; u runs along it."""
    path = np.asarray(path, dtype=np.float64)
    tangent = _unit(np.gradient(path, axis=0)).astype(np.float64)
    side = np.cross(tangent[0], (0, 0, 1) if abs(tangent[0][2]) < 0.9 else (1, 0, 0))
    sides = []
    for t in tangent:
        # Carrying the side along the curve keeps the tube from twisting.
        side = side - t * (side @ t)
        side /= np.linalg.norm(side) + 1e-12
        sides.append(side)
    a = np.stack(sides)
    b = np.cross(tangent, a)
    angle = np.linspace(0, 2 * np.pi, segments + 1)
    ring = a[:, None] * np.cos(angle)[:, None] + b[:, None] * np.sin(angle)[:, None]
    width = np.broadcast_to(np.asarray(radius, dtype=np.float64), (len(path),))[:, None, None]
    rings = path[:, None] + width * ring
    ends = [np.broadcast_to(path[k, None], rings[:1].shape) for k in (0, -1)]
    along = np.concatenate(([0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))))
    along = np.concatenate(([-float(width[0, 0, 0])], along, [along[-1] + float(width[-1, 0, 0])]))
    uv = np.stack(np.broadcast_arrays(along[:, None], angle[None] * float(width.mean())), axis=-1)
    return surface(np.concatenate((ends[0], rings, ends[1])), uv)


def ball(radii: Sequence[float], shape: Callable[[np.ndarray], np.ndarray] | None = None, rows: int = 40) -> Mesh:
    """An ellipsoid of `radii`; `shape` maps unit directions [n 3] to factors [n] on the radius."""
    polar = np.linspace(0, np.pi, rows)
    around = np.linspace(0, 2 * np.pi, 2 * rows + 1)
    p, a = np.meshgrid(polar, around, indexing="ij")
    unit = np.stack((np.sin(p) * np.cos(a), np.sin(p) * np.sin(a), -np.cos(p)), axis=-1)
    # Equal to the last bit at the seam, so that normals are joined there.
    unit[:, -1] = unit[:, 0]
    factor = 1.0 if shape is None else shape(unit.reshape(-1, 3)).reshape(p.shape)[..., None]
    size = np.asarray(radii, dtype=np.float64)
    uv = np.stack((a * size[:2].mean(), p * size.mean()), axis=-1)
    return surface(unit * factor * size, uv)


def quad(corner: Sequence[float], side_u: Sequence[float], side_v: Sequence[float]) -> Mesh:
    """The parallelogram at `corner`; its normal is side_u x side_v."""
    c, u, v = (np.asarray(x, dtype=np.float64) for x in (corner, side_u, side_v))
    points = np.stack((np.stack((c, c + u)), np.stack((c + v, c + u + v))))
    return surface(points)
