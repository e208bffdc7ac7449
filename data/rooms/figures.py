"""Simple people: clothed bodies with skin- and hair-like materials and blank faces, sitting or standing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.rooms.materials import DYES, cloth, knit, pick, striped
from data.rooms.meshes import Mesh, ball, lathe, merged, smooth_curve, tube
from data.rooms.scene import Material, Part, Strands, Thing
from data.rooms.soft import sampled
from data.rooms.textures import Colour, Texture, blend, noise, srgb

# From the Monk skin tone scale (Monk 2019), eight of its ten steps.
SKINS = ("#f6ede4", "#f3e7db", "#ead0b0", "#d7aa7c", "#a07e56", "#825c43", "#604134", "#3a312a")
HAIRS = ("#120d0b", "#241711", "#3d2617", "#6b4526", "#a57a42", "#c9a66b", "#7a3418", "#8d8a86")


@dataclass(frozen=True)
class Pose:
    """Joints of the right half in metres, mirrored for the left: (x, y, z) each, facing -y."""

    hip: tuple[float, float, float]
    knee: tuple[float, float, float]
    ankle: tuple[float, float, float]
    shoulder: tuple[float, float, float]
    elbow: tuple[float, float, float]
    wrist: tuple[float, float, float]


STANDING = Pose(
    (0.1, 0, 0.92), (0.11, -0.01, 0.49), (0.11, 0.01, 0.08), (0.18, 0, 1.42), (0.24, 0.02, 1.14), (0.25, -0.06, 0.89)
)
SITTING = Pose(
    (0.1, 0, 0.52),
    (0.13, -0.44, 0.52),
    (0.13, -0.46, 0.08),
    (0.18, 0.03, 1.02),
    (0.24, -0.04, 0.76),
    (0.12, -0.26, 0.68),
)


def skin(rng: np.random.Generator, code: str | None = None) -> Material:
    """Skin: a warm, slightly blotchy, half-matt surface."""
    base = srgb(code or SKINS[int(rng.integers(len(SKINS)))])
    redder = (min(base[0] * 1.08, 0.95), base[1] * 0.82, base[2] * 0.78)
    patch = noise(rng, (256, 256), 1.7) * 0.22 + noise(rng, (256, 256), 0.7) * 0.05 + 0.3
    pores = Texture((noise(rng, (512, 512), 0.5) * 0.00006).astype(np.float32), (0.03, 0.03))
    return Material(
        Texture(blend(base, redder, patch), (0.25, 0.25)),
        float(rng.uniform(0.38, 0.55)),
        specular=0.4,
        sheen=0.25,
        bump=pores,
    )


def _limb(points: list[tuple[float, float, float]], widths: list[float], count: int = 30) -> Mesh:
    path = smooth_curve(points, count)
    radius = smooth_curve([(w,) for w in widths], count)[:, 0]
    return tube(path, radius, 24)


def _mirrored(point: tuple[float, float, float], side: int, jitter: np.ndarray) -> tuple[float, float, float]:
    x, y, z = (float(v) for v in np.asarray(point) + jitter)
    return (side * x, y, z)


def person(rng: np.random.Generator, sitting: bool = False, tone: str | None = None) -> Thing:
    """A person of about 1.7 m; the pose is varied a little, the face is left plain."""
    pose = SITTING if sitting else STANDING
    flesh = skin(rng, tone)
    top = (knit(rng, pick(rng, DYES)), cloth(rng), striped(rng, [pick(rng, DYES), pick(rng, DYES)]))[
        int(rng.integers(3))
    ]
    trousers, shoes = cloth(rng), Material(pick(rng, DYES), 0.4)
    bare: list[Mesh] = []
    sleeves: list[Mesh] = []
    legs: list[Mesh] = []
    feet: list[Mesh] = []
    for side in (-1, 1):
        shake = rng.normal(0, 0.02, (6, 3)) * np.array(
            [[0, 0, 0], [1, 1, 1], [1, 1, 0], [0, 0, 0], [1, 1.5, 1], [2, 2, 2]]
        )
        hip, knee, ankle, shoulder, elbow, wrist = (
            _mirrored(getattr(pose, name), side, shake[i])
            for i, name in enumerate(("hip", "knee", "ankle", "shoulder", "elbow", "wrist"))
        )
        legs.append(_limb([hip, knee, ankle], [0.085, 0.062, 0.052]))
        inner = (shoulder[0] * 0.75, shoulder[1], shoulder[2] + 0.01)
        sleeves.append(_limb([inner, shoulder, elbow, wrist], [0.06, 0.058, 0.046, 0.036]))
        toward = np.asarray(wrist) - np.asarray(elbow)
        toward = toward / np.linalg.norm(toward)
        tip = tuple(float(v) for v in np.asarray(wrist) + 0.16 * toward)
        palm = tuple(float(v) for v in np.asarray(wrist) + 0.07 * toward)
        bare.append(_limb([wrist, palm, tip], [0.026, 0.036, 0.014], 16))  # type: ignore[list-item]
        feet.append(ball((0.045, 0.13, 0.042), rows=20).moved((ankle[0], ankle[1] - 0.06, 0.042)))
    z0, z1 = pose.hip[2], pose.shoulder[2]
    y0, y1 = pose.hip[1], pose.shoulder[1]
    trunk = lathe(
        [(0.02, -0.06), (0.165, -0.02), (0.15, 0.16), (0.175, 0.34), (0.16, 0.46), (0.075, 0.525), (0.06, 0.54)], 50
    )
    trunk = trunk.scaled((1.05, 0.68, (z1 - z0) / 0.5)).moved((0, (y0 + y1) / 2, z0))
    bare.append(
        tube(
            np.array([(0, y1, z1), (0, y1 - 0.005, z1 + 0.06), (0, y1 - 0.015, z1 + 0.13)]),
            np.array([0.06, 0.053, 0.055]),
            20,
        )
    )
    head = (0.0, y1 - 0.03, z1 + 0.2)
    out: Thing = [
        Part(merged([trunk, *sleeves]), top),
        Part(merged(legs), trousers),
        Part(merged(feet), shoes),
    ]
    skull, extra = _head(rng, head)
    return [*out, Part(merged([*bare, *skull]), flesh), *extra]


def _head(rng: np.random.Generator, at: tuple[float, float, float]) -> tuple[list[Mesh], Thing]:
    """(skin meshes, hair): an egg with a nose and ears, and combed hair of one of three lengths."""

    def egg(d: np.ndarray) -> np.ndarray:
        jaw = 1 - 0.2 * np.clip(-d[:, 2], 0, 1) ** 1.5
        brow = 1 + 0.03 * np.exp(-(((d[:, 2] - 0.2) / 0.12) ** 2)) * np.clip(-d[:, 1], 0, 1)
        sockets = 1 - 0.05 * np.exp(-(((d[:, 2] - 0.05) / 0.1) ** 2) - ((np.abs(d[:, 0]) - 0.36) / 0.16) ** 2) * (
            d[:, 1] < 0
        )
        return jaw * brow * sockets

    turn = float(rng.uniform(-0.5, 0.5))
    skull = ball((0.078, 0.096, 0.118), egg, 48)
    nose = ball((0.014, 0.022, 0.026), rows=20).moved((0, -0.095, -0.012))
    ears = [ball((0.01, 0.022, 0.032), rows=20).moved((s * 0.078, 0.008, -0.005)) for s in (-1, 1)]
    meshes = [m.turned(turn).moved(at) for m in (skull, nose, *ears)]
    colour: Colour = srgb(HAIRS[int(rng.integers(len(HAIRS)))])
    root, normal = sampled(rng, skull, 26_000)
    # A hairline: none over the face and the ears' front.
    keep = (normal[:, 2] * 0.9 + normal[:, 1] * 0.85 > 0.12) & (root[:, 2] > -0.06)
    root, normal = root[keep], normal[keep]
    long = (0.03, 0.1, 0.22)[int(rng.integers(3))] * rng.uniform(0.7, 1.1, (len(root), 1))
    back = np.array([0.0, 0.55, -1.0]) * (0.25 if float(long.mean()) < 0.05 else 1.0)
    t = np.linspace(0, 1, 7)
    wave = rng.normal(0, 0.09, (len(root), 3))
    points = []
    for s in t:
        p = (
            root
            + normal * (0.004 + 0.022 * s * (1 - 0.5 * s))
            + long * (normal * 0.25 * s + back * s**1.2 * 0.75 + wave * s * s)
        )
        # Hair lies on the head instead of going through it.
        scale = np.linalg.norm(p / np.array([0.081, 0.099, 0.121]), axis=1, keepdims=True)
        inside = (scale < 1) & (p[:, 2:] > -0.07)
        points.append(np.where(inside, p / np.maximum(scale, 1e-6), p))
    hair = Strands(np.stack(points, axis=1).astype(np.float32), 0.0004, colour, 0.35)
    return meshes, [hair.turned(turn).moved(at)]
