"""Sheets of hair: surfaces spanned by guide hairs, drawn as locks of many strands, each lit along its length.

The highlight follows Kajiya and Kay, "Rendering Fur with Three Dimensional Textures" (1989): it depends on the angle
between a strand's tangent and the half vector, so that a band of sheen runs across combed hair by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import skia

from data.portraits import paths
from data.portraits.easel import Easel, argb
from data.portraits.geometry import Pose
from data.portraits.light import Light
from data.portraits.palette import Ramp

BINS = 9
# The middle of the hair's volume, and one over how far it bulges each way.
HEART = np.array([0.0, -0.04, -0.06], np.float32)
BULGE = np.array([20.0, 11.0, 20.0], np.float32)


@dataclass(frozen=True)
class Sheet:
    """Hair that hangs together.

    Args:
        name: keys its randomness.
        guides: Float[i, j, 3] in head space, i guides across, j control points from root to tip.
        locks: how many locks the strands gather in.
        strands: how many strands are drawn.
        depth: subtracted from the tone: 0 for hair in front, more for hair in the shade.
        wave: scales curl's amplitude on this sheet.
        filled: whether a ground is drawn under the strands (a wispy fringe has none).
        spread: how unevenly the tips end, as a share of the length.
    """

    name: str
    guides: np.ndarray
    locks: int
    strands: int
    depth: float = 0.0
    wave: float = 1.0
    filled: bool = True
    spread: float = 0.10


@dataclass(frozen=True)
class Hair:
    """A sheet laid out: strands Float[n, m, 2] in the picture, their tones Float[n, m - 1], and the ground's path."""

    sheet: Sheet
    strands: np.ndarray
    tones: np.ndarray
    ground: skia.Path


def _wavelength(curl: float) -> float:
    """The length of one wave of hair, from a wide wave to a tight coil."""
    return 0.21 * (0.046 / 0.21) ** curl


def _steps(sheet: Sheet, curl: float, size: int) -> int:
    """Points along a strand: enough for its waves."""
    length = float(np.sqrt((np.diff(sheet.guides, axis=1) ** 2).sum(-1)).sum(1).mean())
    waves = length / _wavelength(curl) * min(curl * 8, 1.0)
    return int(np.clip(6.0 * waves, 11 if size <= 192 else 18, 44 if size <= 192 else 64))


@dataclass(frozen=True)
class _Field:
    """A sheet sampled densely: points Float[u * v, 3], tones Float[u * v], lengths Float[u]."""

    points: np.ndarray
    tones: np.ndarray
    lengths: np.ndarray
    across: int
    along: int


def _field(sheet: Sheet, pose: Pose, light: Light, sheen: float, size: int) -> _Field:
    across, along = (65, 55) if size <= 192 else (193, 163)
    guides = sheet.guides.astype(np.float32)
    rows, columns = paths.basis(guides.shape[0], across), paths.basis(guides.shape[1], along)
    points = np.matmul(columns.astype(np.float32), np.tensordot(rows.astype(np.float32), guides, 1))
    coarse = points[:: across // 16, :: along // 18]
    tones = _tones(coarse, pose, light, sheen)
    up_u, up_v = paths.lerp_matrix(tones.shape[0], across), paths.lerp_matrix(tones.shape[1], along)
    steps = np.diff(coarse, axis=1)
    lengths = np.sqrt((steps * steps).sum(-1)).sum(1)
    return _Field(points.reshape(-1, 3), (up_u @ tones @ up_v.T).ravel(), up_u @ lengths, across, along)


def _tones(points: np.ndarray, pose: Pose, light: Light, sheen: float) -> np.ndarray:
    """How light hair lies at points Float[u, v, 3] of a sheet, Float[u, v - 1] from 0 to about 1."""
    rotation = pose.rotation.astype(np.float32)
    tangent = np.diff(points @ rotation.T, axis=1)
    tangent /= np.sqrt((tangent * tangent).sum(-1, keepdims=True)) + 1e-9
    half = light.direction + np.array([0.0, 0.0, 1.0])
    half /= np.sqrt(half @ half)
    outward = ((points[:, 1:] - HEART) * BULGE) @ rotation.T
    outward /= np.sqrt((outward * outward).sum(-1, keepdims=True)) + 1e-9
    facing = np.clip((outward @ light.direction + 0.45) / 1.45, 0, 1)
    along_lamp = tangent @ light.direction
    diffuse = np.sqrt(np.maximum(1 - along_lamp * along_lamp, 0))
    along_half = tangent @ half
    gleam = np.maximum(1 - along_half * along_half, 0) ** 14 * np.clip(outward[..., 2] + 0.5, 0, 1)
    contrast = float(light.key.mean())
    return 0.13 + 0.40 * facing * (0.80 + 0.20 * diffuse) * (0.6 + 0.4 * contrast) + 0.40 * sheen * gleam * facing


def lay(easel: Easel, sheet: Sheet, pose: Pose, light: Light, curl: float, sheen: float = 1.0) -> Hair:
    """Lays a sheet out in the picture: where its strands run and how light each piece is."""
    small = easel.size <= 192
    m = _steps(sheet, curl, easel.size)
    count = int(sheet.strands * (0.82 if small else 3.2) * (11 / m) ** 0.4)
    field = _field(sheet, pose, light, sheen, easel.size)
    draws = easel.random(f"{sheet.name} strands", 4 * sheet.strands, 5)[:count]
    locks = easel.random(f"{sheet.name} locks", sheet.locks, 4)
    u = (np.arange(count) * 0.6180339887 + draws[:, 0] * 0.3) % 1.0
    middle = (np.arange(sheet.locks) + 0.5) / sheet.locks
    lock = np.minimum((u * sheet.locks).astype(int), sheet.locks - 1)
    offset = (u * sheet.locks - lock) * 2 - 1
    u = np.concatenate([u, middle, (0.0, 1.0)])
    lock = np.concatenate([lock, np.arange(sheet.locks), (0, sheet.locks - 1)])
    rows = locks[lock]
    loose = np.zeros(len(u))
    loose[:count] = draws[:, 1]
    ends = 1 - sheet.spread * (0.65 * rows[:, 1] + 0.35 * loose)
    swing = np.full(len(u), 0.35 + 2.5 * max(curl - 0.72, 0.0))
    swing[:count] = draws[:, 2] * (0.7 + 5.0 * max(curl - 0.72, 0.0))
    phase = 2 * np.pi * (lock / sheet.locks + 0.55 * rows[:, 0]) + swing
    v = paths.even(0, 1, m)
    gather = (0.30 + 0.40 * min(curl, 0.75)) * np.clip(v * 1.2, 0, 1) ** 1.4
    gather = np.outer(np.where(np.arange(len(u)) < count, middle[lock] - u, 0.0), gather)
    at = np.rint((u[:, None] + gather) * (field.across - 1)).astype(np.intp) * field.along
    at += np.rint(np.outer(ends, v) * (field.along - 1)).astype(np.intp)
    shown = pose.project(field.points[at])
    length = field.lengths[(u * (field.across - 1)).astype(int)] * ends
    shown, facing = _displace(shown, v, length, phase, curl, sheet.wave)
    tones = field.tones[at[:count, 1:]] - sheet.depth
    tones += (0.20 * (draws[:, 3] - 0.5) + 0.13 * (rows[:count, 2] - 0.5) - 0.16 * offset**2)[:, None]
    tones += facing[:count, 1:] * (min(curl * 1.1, 0.5) * 0.42)
    return Hair(sheet, shown[:count], tones, _ground(shown[count:-2], shown[-2:], v))


def _displace(
    shown: np.ndarray, v: np.ndarray, length: np.ndarray, phase: np.ndarray, curl: float, wave: float
) -> tuple[np.ndarray, np.ndarray]:
    """Waves and coils across strands Float[n, m, 2]: the moved points, and how far each faces the viewer in [-1, 1]."""
    angle = (np.outer(length * (2 * np.pi / _wavelength(curl)), v) + phase[:, None]).astype(np.float32)
    rise = np.clip(v / (0.34 - 0.28 * curl), 0, 1).astype(np.float32)
    sway = rise * np.float32(0.055 * curl * (1.19 - curl) * wave)
    side = paths.normals(shown.astype(np.float32))
    cosine = np.cos(angle)
    across = sway * np.sin(angle)
    coil = sway * cosine * np.float32(0.75 * np.clip((curl - 0.45) / 0.4, 0, 1))
    moved = np.empty_like(side)
    moved[..., 0] = shown[..., 0] + side[..., 0] * across + side[..., 1] * coil
    moved[..., 1] = shown[..., 1] + side[..., 1] * across - side[..., 0] * coil
    return moved, cosine * rise


def _ground(middles: np.ndarray, edges: np.ndarray, v: np.ndarray) -> skia.Path:
    """The locks' silhouettes and the area between them, all wound one way so that overlaps stay filled."""
    m = len(v)
    rows = np.concatenate([edges[:1], middles, edges[1:]])
    gap = np.sqrt((np.diff(rows, axis=0) ** 2).sum(-1))
    width = (gap[:-1] + gap[1:]) * 0.5
    width[0] += gap[0] * 0.4
    width[-1] += gap[-1] * 0.4
    taper = np.interp(v, [0, 0.12, 0.7, 0.9, 1.0], [0.5, 1.2, 1.2, 0.8, 0.12])
    path = paths.ribbons(middles, np.clip(width * 1.12, 0.004, 0.09) * taper)
    last = int(m * 0.86)
    hull = np.concatenate([edges[0, :last], middles[:, last - 1], edges[1, :last][::-1], middles[::-1, 0]])
    x, y = hull.T
    if (x * np.roll(y, -1) - np.roll(x, -1) * y).sum() > 0:
        hull = hull[::-1]
    path.addPath(paths.polylines(hull[None], closed=True))
    return path


def colours(ramp: Ramp, tint: tuple[float, float, float]) -> list[int]:
    """The ramp in `BINS` steps under the light."""
    stops = np.array(ramp) * tint
    t = paths.even(0, 1, BINS)
    steps = np.stack([np.interp(t, [0.0, 0.46, 1.0], stops[:, c]) for c in range(3)], 1)
    return [argb(c) for c in steps.tolist()]


def ground(easel: Easel, hair: Hair, ramp: Ramp, light: Light) -> None:
    """Paints a sheet's ground: its own colour, darker away from the lamp, and its class."""
    if not hair.sheet.filled:
        return
    dark, own, _ = (np.array(c) * light.tint for c in ramp)
    near = dark + (own - dark) * (0.62 - 1.1 * hair.sheet.depth)
    far = dark + (own - dark) * max(0.16 - hair.sheet.depth, 0.0)
    box = hair.ground.getBounds()
    point = skia.Point(0.5 + 0.16 * light.side, 0.20)
    radius = 0.12 + 0.75 * max(box.height(), 0.30)
    shader = skia.GradientShader.MakeRadial(point, radius, [argb(near.tolist()), argb(far.tolist())])
    easel.fill(hair.ground, shader, label="hair")


def paint(easel: Easel, hair: Hair, palette: list[int], width: float = 0.0062, label: bool = True) -> None:
    """Paints a sheet's strands, dark ones first."""
    finer = 1.0 if easel.size <= 192 else 0.55
    bins = np.clip((hair.tones * BINS).astype(int), 0, BINS - 1).ravel()
    n, m = hair.strands.shape[:2]
    pieces = np.empty((n, m - 1, 2, 2), np.float32)
    pieces[:, :, 0], pieces[:, :, 1] = hair.strands[:, :-1], hair.strands[:, 1:]
    pieces = pieces.reshape(-1, 2, 2)
    order = np.argsort(bins, kind="stable")
    bounds = np.searchsorted(bins[order], np.arange(BINS + 1))
    stroke = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=width * finer)
    if easel.size > 192:
        stroke.setStrokeCap(skia.Paint.kRound_Cap)
    for index in range(BINS):
        chosen = order[bounds[index] : bounds[index + 1]]
        if len(chosen):
            stroke.setColor(palette[index])
            stroke.setAlphaf(0.80)
            easel.canvas.drawPath(paths.polylines(pieces[chosen]), stroke)
    if label:
        easel.label(paths.polylines(hair.strands), "hair", 0.0)
