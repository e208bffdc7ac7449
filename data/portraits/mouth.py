"""The mouth: lips with volume, the line between them, teeth and tongue when it opens."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.portraits import palette, paths
from data.portraits.easel import Easel, argb, linear, mix, scaled
from data.portraits.geometry import Face
from data.portraits.head import skin_light, skin_shadow
from data.portraits.light import Light

SAMPLES = 21
T = np.linspace(-1.0, 1.0, SAMPLES)
# How far the lips stand off the face's surface.
OUTSET = 0.012


@dataclass(frozen=True)
class Mouth:
    """Four curves Float[SAMPLES, 2] in the picture, left to right: top, the lips' two inner edges, bottom."""

    top: np.ndarray
    upper: np.ndarray
    lower: np.ndarray
    bottom: np.ndarray
    gap: float


def mouth(face: Face) -> Mouth:
    """The mouth's curves."""
    a = face.attributes
    smile, opened = a.smile, a.mouth_open
    beam = max(smile, 0.0)
    half = (
        0.069
        * (1 + 0.18 * a.mouth_width)
        * (1 + 0.20 * beam - 0.05 * max(-smile, 0.0))
        * (1 - 0.14 * opened * (1 - beam))
    )
    full = (1 + 0.52 * a.lip_fullness) * (1 - 0.20 * beam) * (1 - 0.22 * a.age)
    arch = 1 - T**2
    lift = (0.0285 if smile > 0 else 0.0225) * smile + 0.0030
    seam = -lift * np.abs(T) ** 1.7 + 0.33 * lift + 0.0016 * np.cos(3 * np.pi * T) * arch
    bow = np.interp(np.abs(T), [0, 0.20, 0.55, 1.0], [0.0152, 0.0196, 0.0132, 0.0])
    gap = 0.048 * opened * (1 + 0.1 * beam)
    upper = seam - 0.22 * gap * arch
    lower = seam + 0.78 * gap * arch**0.72
    top = upper - bow * full * (1 - 0.12 * opened)
    bottom = lower + 0.0252 * full * arch**0.62 * (1 - 0.15 * opened)
    x = half * T

    def place(y: np.ndarray) -> np.ndarray:
        return face.at(np.column_stack([x, face.mouth_y + y]), OUTSET)

    return Mouth(place(top), place(upper), place(lower), place(bottom), gap)


def _between(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.concatenate([above, below[::-1]])


def draw(easel: Easel, face: Face, light: Light) -> None:
    """The mouth over the face's skin."""
    a = face.attributes
    m = mouth(face)
    dark = skin_shadow(face, light)
    colour = scaled(palette.lips(a), light.tint)
    below = paths.moved(m.bottom[4:-4], 0, 0.008)
    easel.fill(paths.ribbons(below[None], 0.012 * (1 - T[4:-4] ** 2)), dark, 0.30, blur=0.005)
    if m.gap > 0.0015:
        _inside(easel, face, light, m)
    upper = paths.polylines(_between(m.top, m.upper)[None], closed=True)
    lower = paths.polylines(_between(m.lower, m.bottom)[None], closed=True)
    middle = SAMPLES // 2
    deep = scaled(colour, (0.70, 0.60, 0.62))
    shade = linear(m.top[middle], m.upper[middle] + (0, 1e-3), [argb(scaled(colour, (0.94, 0.88, 0.88))), argb(deep)])
    easel.fill(upper, shade, label="u_lip")
    stops = [
        argb(scaled(colour, (0.80, 0.72, 0.73))),
        argb(mix(colour, (1, 0.9, 0.88), 0.10)),
        argb(scaled(colour, (0.84, 0.77, 0.77))),
    ]
    easel.fill(lower, linear(m.lower[middle], m.bottom[middle] + (0, 1e-3), stops, [0.0, 0.45, 1.0]), label="l_lip")
    _modelling(easel, face, light, m)


def _modelling(easel: Easel, face: Face, light: Light, m: Mouth) -> None:
    a = face.attributes
    dark, bright = skin_shadow(face, light), skin_light(face, light)
    ink = mix(scaled(dark, 0.45), scaled(palette.lips(a), 0.3), 0.4)
    if m.gap <= 0.0015:
        seam = (m.upper + m.lower) / 2
        easel.fill(paths.ribbons(seam[None], 0.0034 * (1 - np.abs(T) ** 3) + 0.0008), ink, 0.78, blur=0.0006)
    for end, side in ((0, -1), (-1, 1)):
        corner = m.upper[end] + (side * 0.0015, 0)
        easel.glow(corner[0], corner[1], 0.0095, 0.0085, dark, 0.60)
    gloss = 0.30 + 0.45 * a.lipstick
    centre = (m.lower + 0.42 * (m.bottom - m.lower))[5:-5]
    shift = 0.008 * light.side
    swell = np.clip(1 - (T[5:-5] - 0.4 * light.side) ** 2 * 2.6, 0, 1)
    easel.fill(paths.ribbons(centre[None] + (shift * 0.3, 0), 0.0062 * swell + 1e-5), bright, gloss, blur=0.0022)
    crest = paths.moved(m.top[7:-7], 0, -0.0012)
    easel.fill(paths.ribbons(crest[None], np.full(crest.shape[0], 0.0024)), bright, 0.30, blur=0.0012)
    if easel.size >= 192:
        rows = np.linspace(3, SAMPLES - 4, 13).astype(int)
        folds = np.stack([m.lower[rows] * 0.85 + m.bottom[rows] * 0.15, m.lower[rows] * 0.3 + m.bottom[rows] * 0.7], 1)
        easel.stroke(paths.polylines(folds), ink, 0.0012, 0.16)


def _inside(easel: Easel, face: Face, light: Light, m: Mouth) -> None:
    cavity = paths.polylines(_between(m.upper, m.lower)[None], closed=True)
    easel.fill(cavity, (0.20, 0.055, 0.06), label="mouth")
    with easel.inside(cavity):
        centre = m.lower[SAMPLES // 2]
        if m.gap > 0.014:
            tongue = scaled((0.80, 0.36, 0.36), scaled(light.tint, 0.95))
            rise = 0.40 * m.gap
            easel.fill(paths.oval(centre[0], centre[1] + 0.004, 0.031, rise), tongue, 0.95, blur=0.003)
        height = min(0.0165, 0.0035 + 0.62 * m.gap)
        arch = (1 - T**2) ** 0.35
        edge = m.upper + np.column_stack([0 * T, height * arch])
        teeth = paths.polylines(_between(m.upper - (0, 0.004), edge)[2:-2][None], closed=True)
        white = scaled((0.97, 0.955, 0.925), light.tint)
        easel.fill(teeth, white, 0.97, blur=0.0004)
        if easel.size >= 96:
            at = np.array([-0.5, -0.31, -0.145, 0.0, 0.145, 0.31, 0.5])
            x = np.interp(at, T, m.upper[:, 0])
            y0, y1 = np.interp(at, T, m.upper[:, 1]), np.interp(at, T, edge[:, 1])
            gaps = np.stack([np.column_stack([x, y0]), np.column_stack([x, y1])], 1)
            easel.stroke(paths.polylines(gaps), (0.55, 0.42, 0.38), 0.0012, 0.34)
        for end in (0, -1):
            easel.glow(m.upper[end, 0], m.upper[end, 1], 0.030, 0.020, (0.12, 0.03, 0.035), 0.85)
        roof = paths.ribbons(m.upper[None], np.full(SAMPLES, 0.006))
        easel.fill(roof, (0.16, 0.04, 0.045), 0.55, blur=0.0024)
