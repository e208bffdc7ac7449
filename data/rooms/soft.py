"""Soft things: cushions, throws, rugs with a pile, stuffed animals with fur."""

from __future__ import annotations

import numpy as np

from data.rooms.materials import cloth
from data.rooms.meshes import Mesh, ball, box, smooth_curve, smooth_normals, surface
from data.rooms.scene import Material, Part, Strands, Thing
from data.rooms.textures import Colour, Texture, noise, rug, srgb


def _wrinkles(rng: np.random.Generator, points: np.ndarray, amount: float, scale: float = 9.0) -> np.ndarray:
    """A few random plane waves over `points` [... 3]: the slow unevenness of stuffed cloth, in metres."""
    total = np.zeros(points.shape[:-1])
    for _ in range(6):
        direction = rng.normal(size=3)
        wave = points @ (direction / np.linalg.norm(direction) * scale * rng.uniform(0.6, 2.2))
        total += np.sin(wave + rng.uniform(0, 6.3)) / 6
    return amount * total


def cushion(
    rng: np.random.Generator, side: float = 0.42, thick: float = 0.14, material: Material | None = None
) -> Thing:
    """A square cushion standing on its lower edge in the x-z plane, pinched at the corners."""
    u, v = np.meshgrid(np.linspace(-1, 1, 48), np.linspace(-1, 1, 48))
    # Even spacing in angle packs the grid towards the seam, where the curvature is.
    u, v = np.sin(u * np.pi / 2), np.sin(v * np.pi / 2)
    x = u * (1 - 0.07 * (1 - v**2)) * side / 2
    z = v * (1 - 0.07 * (1 - u**2)) * side / 2
    bulge = thick / 2 * ((1 - u**2) * (1 - v**2)) ** 0.42
    sides = []
    for sign in (-1.0, 1.0):
        points = np.stack((x, sign * bulge, z + side / 2), axis=-1)
        lift = _wrinkles(rng, points, 0.012, 14.0) * (1 - u**2) * (1 - v**2)
        points[..., 1] += sign * lift
        sides.append(points if sign < 0 else points[:, ::-1])
    material = material or cloth(rng)
    uv = np.stack((x, z), axis=-1)
    return [Part(surface(s, uv if i == 0 else uv[:, ::-1]), material) for i, s in enumerate(sides)]


def upholstered(
    rng: np.random.Generator, size: tuple[float, float, float], radius: float = 0.06, puff: float = 0.02
) -> Mesh:
    """A stuffed block centred at the origin: a rounded box whose faces swell and are not quite even."""
    half = np.asarray(size) / 2
    fine = _subdivided(box(size, radius, segments=5), 2)
    p = fine.positions.astype(np.float64)
    t = np.clip(1 - (p / half) ** 2, 0, 1)
    swell = np.stack((t[:, 1] * t[:, 2], t[:, 0] * t[:, 2], t[:, 0] * t[:, 1]), axis=1) ** 0.5
    p = p + fine.normals * (swell * np.abs(fine.normals)).sum(1, keepdims=True) * puff
    p = p + fine.normals * _wrinkles(rng, p, 0.006, 10.0)[:, None]
    positions = p.astype(np.float32)
    return Mesh(positions, fine.faces, fine.uv, smooth_normals(positions, fine.faces))


def _subdivided(mesh: Mesh, times: int) -> Mesh:
    """Every triangle cut into four, `times` over."""
    p, f, uv, n = mesh.positions, mesh.faces, mesh.uv, mesh.normals
    for _ in range(times):
        edges = np.sort(np.concatenate((f[:, [0, 1]], f[:, [1, 2]], f[:, [2, 0]])), axis=1)
        pairs, index = np.unique(edges, axis=0, return_inverse=True)
        middle = len(p) + index.reshape(3, -1)
        p, uv, n = (np.concatenate((a, (a[pairs[:, 0]] + a[pairs[:, 1]]) / 2)) for a in (p, uv, n))
        a, b, c = f.T
        ab, bc, ca = middle
        f = np.concatenate([np.stack(t, 1) for t in ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))]).astype(
            np.int32
        )
    n = n / np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-9)
    return Mesh(p, f, uv, n.astype(np.float32))


def throw(rng: np.random.Generator, path: np.ndarray, width: float, material: Material) -> Thing:
    """A blanket laid along `path` [k 3] (as seen from the side, in the y-z plane), `width` metres along x."""
    curve = smooth_curve(path, 90)
    columns = 70
    x = np.linspace(-width / 2, width / 2, columns)
    points = np.broadcast_to(curve[:, None], (90, columns, 3)).copy()
    points[..., 0] += x
    tangent = np.gradient(curve, axis=0)
    normal = np.cross(tangent, (1.0, 0.0, 0.0))
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    if normal[len(normal) // 2, 2] < 0:
        normal = -normal
    along = np.linspace(0, 1, 90)[:, None]
    folds = 0.012 * np.sin(2 * np.pi * (x / 0.16 + 0.6 * along + rng.uniform())) * (0.3 + along)
    points += normal[:, None] * (0.014 + folds + _wrinkles(rng, points, 0.008, 16.0))[..., None]
    return [Part(surface(points), material)]


def pile_rug(rng: np.random.Generator, colours: list[Colour], size: tuple[float, float]) -> Thing:
    """A flat-woven rug on the floor, centred at the origin, with slightly wavy edges."""
    texture = rug(rng, colours, size)
    u, v = np.meshgrid(np.linspace(0, 1, 60), np.linspace(0, 1, 40))
    x = (u - 0.5) * size[0] + 0.006 * np.sin(v * 9 + rng.uniform(0, 6))
    y = (v - 0.5) * size[1] + 0.006 * np.sin(u * 11 + rng.uniform(0, 6))
    z = 0.012 + 0.003 * np.sin(u * 7 + v * 5 + rng.uniform(0, 6)) * (u * (1 - u) * v * (1 - v) * 16)
    uv = np.stack((u * size[0], v * size[1]), axis=-1)
    knots = Texture((noise(rng, (512, 512), 0.3) * 0.0009).astype(np.float32), (0.5, 0.5))
    return [
        Part(surface(np.stack((x, y, z), axis=-1), uv), Material(texture, 0.95, specular=0.05, sheen=0.6, bump=knots))
    ]


def sampled(rng: np.random.Generator, mesh: Mesh, count: int) -> tuple[np.ndarray, np.ndarray]:
    """`count` points on a mesh, evenly by area, and the normals there."""
    p = mesh.positions.astype(np.float64)
    a, b, c = (p[mesh.faces[:, k]] for k in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    face = rng.choice(len(area), size=count, p=area / area.sum())
    s, t = rng.random((2, count))
    flip = s + t > 1
    s, t = np.where(flip, 1 - s, s)[:, None], np.where(flip, 1 - t, t)[:, None]
    points = a[face] * (1 - s - t) + b[face] * s + c[face] * t
    corner = mesh.normals[mesh.faces[face]].astype(np.float64)
    normals = corner[:, 0] * (1 - s - t) + corner[:, 1] * s + corner[:, 2] * t
    return points, normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)


def fur(
    rng: np.random.Generator,
    mesh: Mesh,
    count: int,
    length: float,
    colour: Colour,
    radius: float = 0.00035,
    curl: float = 0.3,
) -> list[Part | Strands]:
    """`count` hairs of about `length` metres on `mesh`, combed downwards, in three tones of `colour`."""
    out: list[Part | Strands] = []
    for tone, share in ((0.72, 0.3), (1.0, 0.45), (1.28, 0.25)):
        n = int(count * share)
        root, normal = sampled(rng, mesh, n)
        down = np.array([0.0, 0.0, -1.0]) - normal * (-normal[:, 2:])
        lean = rng.normal(size=(n, 3)) * curl
        direction = normal + 0.45 * down + lean
        direction /= np.linalg.norm(direction, axis=1, keepdims=True)
        bend = rng.normal(size=(n, 3)) * curl + 0.5 * down
        long = length * rng.uniform(0.6, 1.15, (n, 1))
        t = np.linspace(-0.15, 1, 6)
        points = np.stack([root + long * (direction * s + bend * s * abs(s) * 0.45) for s in t], axis=1)
        shade = tuple(float(min(c * tone, 0.9)) for c in colour)
        out.append(Strands(points.astype(np.float32), radius, (shade[0], shade[1], shade[2])))
    return out


def _arm(side: int) -> Mesh:
    return ball((0.036, 0.036, 0.082)).turned(side * -0.75, "y").turned(0.45, "x").moved((side * 0.098, -0.03, 0.15))


def bear(rng: np.random.Generator, colour: Colour | None = None, hairs: int = 90_000) -> Thing:
    """A sitting teddy bear, 0.36 m high, facing -y."""
    colour = colour or srgb("#a9743c")
    pale = tuple(float(min(c * 1.9 + 0.04, 0.85)) for c in colour)
    paw = (pale[0], pale[1], pale[2])
    long_haired = [
        ball((0.092, 0.08, 0.105)).moved((0, 0, 0.105)),
        ball((0.083, 0.076, 0.078)).moved((0, -0.004, 0.262)),
        *[ball((0.031, 0.016, 0.031), rows=20).moved((s * 0.066, 0.005, 0.326)) for s in (-1, 1)],
        *[_arm(s) for s in (-1, 1)],
        *[ball((0.043, 0.09, 0.042)).turned(s * -0.42).moved((s * 0.078, -0.085, 0.045)) for s in (-1, 1)],
    ]  # fmt: skip
    short_haired = [
        ball((0.038, 0.034, 0.03)).moved((0, -0.072, 0.244)),
        *[ball((0.017, 0.006, 0.017), rows=20).moved((s * 0.066, -0.012, 0.326)) for s in (-1, 1)],
    ]
    soles = [ball((0.034, 0.008, 0.036), rows=24).turned(s * -0.42).moved((s * 0.113, -0.168, 0.05)) for s in (-1, 1)]
    skin = Material(tuple(0.6 * c for c in colour), 0.95, specular=0.05)  # type: ignore[arg-type]
    thing: Thing = []
    areas = [float(np.prod(sorted(np.ptp(m.positions, axis=0))[1:])) for m in long_haired]
    for mesh, area in zip(long_haired, areas, strict=True):
        thing.append(Part(mesh, skin))
        thing += fur(rng, mesh, int(hairs * area / sum(areas)), 0.017, colour)
    for mesh in short_haired:
        thing.append(Part(mesh, Material(paw, 0.95, specular=0.05)))
        thing += fur(rng, mesh, int(hairs * 0.05), 0.006, paw, 0.00025)
    felt = cloth(rng, paw, 0.0008)
    thing += [Part(mesh, felt) for mesh in soles]
    bead = Material((0.012, 0.009, 0.008), 0.06, specular=0.6, clearcoat=1.0)
    for s in (-1, 1):
        thing.append(Part(ball((0.0085, 0.0085, 0.0085), rows=20).moved((s * 0.032, -0.077, 0.283)), bead))
    nose = ball((0.013, 0.009, 0.009), rows=20).moved((0, -0.106, 0.256))
    thing.append(Part(nose, Material((0.02, 0.014, 0.012), 0.35)))
    return thing
