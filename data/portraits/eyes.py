"""Eyes: lids with a crease and lashes, a shaded eyeball, a fibrous iris with its catchlight, and eye make-up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import skia

from data.portraits import palette, paths
from data.portraits.easel import Easel, argb, linear, mix, scaled
from data.portraits.geometry import Face
from data.portraits.head import skin_light, skin_shadow
from data.portraits.light import Light
from data.portraits.skin import tone

UPPER = np.array([[-1.0, 0.12], [-0.66, -0.22], [-0.16, -0.47], [0.34, -0.44], [0.76, -0.18], [1.0, 0.02]])
LOWER = np.array([[-1.0, 0.12], [-0.6, 0.26], [-0.1, 0.36], [0.35, 0.34], [0.75, 0.2], [1.0, 0.02]])
CREASE = np.array([[-0.86, -0.28], [-0.55, -0.53], [-0.1, -0.74], [0.4, -0.70], [0.85, -0.42], [1.1, -0.16]])


@dataclass(frozen=True)
class Eye:
    """One eye's curves in the picture: lids from the inner to the outer corner, the opening between them, the iris."""

    side: float
    label: str
    upper: np.ndarray
    lower: np.ndarray
    crease: np.ndarray
    opening: skia.Path
    iris: np.ndarray
    radius: float
    squeeze: float


def eye(face: Face, side: float) -> Eye:
    """The geometry of the eye on one side (-1 left of the picture)."""
    a = face.attributes
    openness = 1 + (0.20 if a.eye_openness > 0 else 0.82) * a.eye_openness
    tall = 1 + 0.24 * a.eye_roundness
    upper, lower, crease = UPPER.copy(), LOWER.copy(), CREASE.copy()
    upper[:, 1] *= tall
    lower[:, 1] *= 0.75 + 0.25 * tall
    upper[1:-1, 1] = lower[1:-1, 1] * 0.85 + (upper[1:-1, 1] - lower[1:-1, 1] * 0.85) * openness
    crease[:, 1] = crease[:, 1] * tall + (upper[:, 1] - UPPER[:, 1] * tall) * 0.55
    crease[:, 1] += 0.07 * a.age * (crease[:, 0] + 0.4)
    slant = np.radians(7.0 * a.eye_slant + 2.0)
    turn = np.array([[np.cos(slant), -np.sin(slant)], [np.sin(slant), np.cos(slant)]])
    centre = (side * face.eye_x, face.eye_y)

    local = np.concatenate([upper, lower, crease]) @ turn * (face.eye_half * side, face.eye_half) + centre
    reach = face.eye_half * np.array([0.40, 0.20])
    spot = (centre[0] + a.gaze_x * reach[0] - side * 0.001, centre[1] - 0.002 + a.gaze_y * reach[1])
    shown = face.flat(np.concatenate([local, [spot]]), centre)
    up, low, fold = paths.curve(shown[:-1].reshape(3, 6, 2), 15)
    opening = paths.polylines(np.concatenate([up, low[::-1][1:-1]])[None], closed=True)
    radius = 0.0252 * (1 + 0.05 * a.eye_size)
    width = np.abs(up[-1, 0] - up[0, 0]) / (2 * face.eye_half)
    label = "l_eye" if side < 0 else "r_eye"
    return Eye(side, label, up, low, fold, opening, shown[-1], radius, float(np.clip(width, 0.6, 1.0)))


def draw(easel: Easel, face: Face, light: Light) -> None:
    """Both eyes with their lids, part by part, so that what they share is painted in one go."""
    both = (eye(face, -1.0), eye(face, 1.0))
    _lids(easel, face, light, both)
    _balls(easel, face, light, both)
    _lashes(easel, face, light, both)


def _lids(easel: Easel, face: Face, light: Light, both: tuple[Eye, Eye]) -> None:
    a = face.attributes
    dark = skin_shadow(face, light)
    lids = paths.polylines(np.stack([np.concatenate([e.crease, e.upper[::-1]]) for e in both]), closed=True)
    if a.eyeshadow > 0:
        colour = palette.hue(a.eyeshadow_hue, 0.42, 0.42 - 0.12 * a.skin_tone)
        easel.fill(lids, scaled(colour, light.tint), 0.72 * a.eyeshadow, blur=0.0055)
    easel.fill(lids, tone(face, light, (0.0, -0.35, 0.93)), 0.30 + 0.2 * a.lid_crease, blur=0.004)
    creases = paths.strokes(np.stack([e.crease[::2] for e in both]), 0.0062, ends=(0.2, 0.3))
    easel.fill(creases, dark, 0.15 + 0.55 * a.lid_crease, blur=0.0014)
    bags = paths.strokes(paths.moved(np.stack([e.lower[::2] for e in both]), 0, 0.011), 0.006)
    easel.fill(bags, dark, 0.14 + 0.24 * a.age, blur=0.003)


def _balls(easel: Easel, face: Face, light: Light, both: tuple[Eye, Eye]) -> None:
    glow = scaled((0.96, 0.945, 0.93), scaled(light.tint, 0.96))
    shade = mix(scaled(glow, 0.62), skin_shadow(face, light), 0.25)
    openings = skia.Path()
    for e in both:
        x0, x1 = float(e.upper[0, 0]), float(e.upper[-1, 0])
        turn = -0.3 * light.side * e.side
        stops = [argb(mix(glow, shade, s)) for s in (0.85, 0.12 + 0.2 * turn, 0.1 - 0.2 * turn, 0.8)]
        sclera = linear((x0, 0.0), (x1, 0.0), stops, [0, 0.3, 0.7, 1.0])
        easel.fill(e.opening, sclera, label=e.label)
        openings.addPath(e.opening)
    right = 1.0 if light.side > 0.12 else -1.0
    with easel.inside(openings):
        for e in both:
            easel.glow(e.upper[0, 0], e.upper[0, 1], 0.014, 0.012, scaled((0.80, 0.42, 0.40), light.tint), 0.85)
            _iris(easel, face, light, e)
        lids = paths.ribbons(paths.moved(np.stack([e.upper for e in both]), 0, 0.004), np.full(15, 0.014))
        easel.fill(lids, scaled(skin_shadow(face, light), 0.35), 0.55, blur=0.0035)
        spots = np.stack([e.iris for e in both])
        r = both[0].radius
        easel.fill(paths.ovals(paths.moved(spots, right * 0.30 * r, -0.36 * r), r * 0.26, r * 0.30), (1, 1, 1), 0.95)
        easel.fill(paths.ovals(paths.moved(spots, -right * 0.36 * r, 0.42 * r), r * 0.15, r * 0.12), (1, 1, 1), 0.34)
    if face.attributes.age > 0.05:
        for e in both:
            x, y = e.lower[7]
            easel.glow(x, y + 0.017, 0.036, 0.012, skin_shadow(face, light), 0.34 * face.attributes.age)


def _iris(easel: Easel, face: Face, light: Light, e: Eye) -> None:
    colour = scaled(palette.iris(face.attributes), scaled(light.tint, 1.0))
    (x, y), r = e.iris, e.radius
    canvas = easel.canvas
    canvas.save()
    canvas.translate(float(x), float(y))
    canvas.scale(e.squeeze, 1.0)
    rim = scaled(colour, 0.30)
    ring = [argb(mix(colour, (1, 0.9, 0.7), 0.22)), argb(colour), argb(scaled(colour, 0.82)), argb(rim), argb(rim, 0.0)]
    base = skia.GradientShader.MakeRadial(skia.Point(0, 0), r, ring, [0.3, 0.55, 0.78, 0.93, 1.0])
    canvas.drawCircle(0, 0, r, skia.Paint(AntiAlias=True, Shader=base))
    angle = (np.arange(26) + easel.random("iris", 26) * 0.7) * (2 * np.pi / 26)
    ray = np.stack([np.cos(angle), np.sin(angle)], -1)
    inner, outer = 0.40, 0.62 + 0.24 * easel.random("iris ends", 26)
    spokes = np.stack([ray * (inner * r), ray * (outer[:, None] * r)], 1)
    easel.stroke(paths.polylines(spokes[::2]), mix(colour, (1, 1, 0.95), 0.5), 0.06 * r, 0.42, butt=True)
    easel.stroke(paths.polylines(spokes[1::2]), scaled(colour, 0.45), 0.07 * r, 0.38, butt=True)
    light_pool = [argb(mix(colour, (1, 1, 1), 0.45), 0.62), argb(colour, 0.0)]
    pool = skia.GradientShader.MakeRadial(skia.Point(-0.30 * r * np.sign(light.side), 0.45 * r), 0.75 * r, light_pool)
    canvas.drawCircle(0, 0, r * 0.9, skia.Paint(AntiAlias=True, Shader=pool))
    canvas.drawCircle(0, 0, r * 0.40, skia.Paint(AntiAlias=True, Color=argb((0.03, 0.025, 0.03))))
    canvas.restore()


def _lashes(easel: Easel, face: Face, light: Light, both: tuple[Eye, Eye]) -> None:
    a = face.attributes
    ink = mix((0.12, 0.07, 0.05), (0.04, 0.03, 0.035), max(a.lashes, a.skin_tone))
    waterline = mix(skin_light(face, light), (0.85, 0.5, 0.48), 0.4)
    lower = np.stack([e.lower for e in both])
    easel.fill(paths.strokes(lower[:, 2:14:2], 0.0034), waterline, 0.5, blur=0.0008)
    rim = paths.strokes(paths.moved(lower[:, 4::2], 0, 0.0008), 0.0030, ends=(0.1, 0.7))
    easel.fill(rim, ink, 0.35 + 0.25 * a.lashes)
    lines, hairs = [], []
    for e in both:
        wing = e.upper[-1] + np.array([e.side * (0.003 + 0.007 * a.lashes), -0.002 - 0.006 * a.lashes])
        lines.append(paths.moved(np.concatenate([e.upper[:-1:2], wing[None]]), 0, -0.0012))
        hairs.append(_hairs(easel, a.lashes, e))
    upper = paths.strokes(np.stack(lines), 0.0068 + 0.0044 * a.lashes, samples=18, ends=(0.25, 0.25))
    easel.fill(upper, ink, 0.88)
    easel.fill(paths.ribbons(np.concatenate(hairs), np.array([0.0034, 0.0022, 0.0004])), ink, 0.35 + 0.6 * a.lashes)


def _hairs(easel: Easel, strength: float, e: Eye) -> np.ndarray:
    """The upper lashes, Float[13, 3, 2], fanning outward."""
    count = 13
    share = paths.even(0.12, 1.0, count) ** 0.85
    roots = paths.curve(e.upper, 40)[(share * 39).astype(int)]
    jitter = easel.random("lashes", count) - 0.5
    lean = (share - 0.42) * 1.25 + 0.25 * jitter
    length = ((0.006 + 0.013 * strength) * (0.55 + 0.6 * share) * (0.85 + 0.4 * jitter))[:, None]
    way = np.stack([e.side * np.sin(lean), -np.cos(lean)], -1)
    bend = np.stack([e.side * np.abs(np.cos(lean)), 0.15 + 0 * lean], -1) * 0.35
    return np.stack([roots, roots + (way * 0.55 + bend * 0.8) * length, roots + (way * 1.05 + bend) * length], 1)
