"""The two flagged concepts, stylised and harmless: a cigarette with its smoke, and a skull-like mask of horror."""

from __future__ import annotations

import numpy as np
import skia

from data.portraits import paths
from data.portraits.easel import Easel, argb, mix, scaled
from data.portraits.geometry import Face
from data.portraits.light import Light
from data.portraits.mouth import SAMPLES, Mouth

SHOWN = 0.02
BONE = (0.88, 0.86, 0.79)
BLOOD = (0.55, 0.02, 0.03)


def smoking(easel: Easel, face: Face, light: Light, mouth: Mouth) -> None:
    """A cigarette between the lips, its ember and its smoke."""
    strength = face.attributes.smoking
    if strength < SHOWN:
        return
    side = 1.0 if face.attributes.yaw >= 0 else -1.0
    seam = (mouth.upper + mouth.lower) / 2
    start = seam[SAMPLES // 2 + int(side * 4)]
    way = np.array([side * 0.90, 0.36])
    way /= np.hypot(*way)
    length = 0.10 + 0.085 * strength
    across = np.array([-way[1], way[0]])
    alpha = min(1.0, 0.35 + strength)

    def tube(a: float, b: float, thick: float = 0.0135) -> skia.Path:
        p, q = start + way * a * length, start + way * b * length
        return paths.polylines(
            np.array([[p - across * thick, q - across * thick, q + across * thick, p + across * thick]]), closed=True
        )

    def shade(colour: tuple[float, float, float]) -> skia.Shader:
        p, q = start - across * 0.0135, start + across * 0.0135
        up, low = (p, q) if p[1] < q[1] else (q, p)
        points = [skia.Point(*map(float, up)), skia.Point(*map(float, low))]
        return skia.GradientShader.MakeLinear(
            points, [argb(scaled(colour, 0.95)), argb(colour), argb(scaled(colour, 0.55))], [0, 0.4, 1.0]
        )

    cast = tube(0.0, 0.92)
    cast.offset(-0.006 * light.side, 0.013)
    easel.fill(cast, (0.12, 0.05, 0.04), 0.40 * alpha, blur=0.006)
    easel.fill(tube(0.0, 0.26), shade(scaled((0.90, 0.58, 0.26), light.tint)), alpha)
    easel.fill(tube(0.26, 0.86), shade(scaled((0.99, 0.98, 0.95), light.tint)), alpha)
    easel.fill(tube(0.25, 0.285), (0.80, 0.66, 0.36), alpha)
    easel.fill(tube(0.85, 0.91, 0.0138), (0.32, 0.30, 0.29), alpha)
    tip = start + way * length * 0.95
    easel.glow(*tip, 0.058, 0.058, (1.0, 0.42, 0.08), 0.60 * alpha, blend=skia.BlendMode.kScreen)
    ember = paths.oval(*tip, 0.0160, 0.0135, float(np.degrees(np.arctan2(way[1], way[0]))))
    stops = [argb((1.0, 0.92, 0.55)), argb((1.0, 0.45, 0.08)), argb((0.62, 0.10, 0.02))]
    easel.fill(ember, skia.GradientShader.MakeRadial(skia.Point(*map(float, tip)), 0.017, stops), alpha)
    _smoke(easel, tip, side, strength)


def _smoke(easel: Easel, tip: np.ndarray, side: float, strength: float) -> None:
    t = np.linspace(0, 1, 26)
    draws = easel.random("smoke", 4, 4)
    grey = (0.93, 0.94, 0.96)
    for index, (phase, sway, lean, thick) in enumerate(draws.tolist()):
        rise = 0.50 + 0.12 * lean
        x = (
            tip[0]
            + side * (0.030 + 0.05 * (lean - 0.3)) * t
            + (0.012 + 0.032 * sway) * t**0.8 * np.sin(2 * np.pi * (1.5 * t + phase) + index)
        )
        y = tip[1] - 0.012 - rise * t
        width = (0.007 + 0.036 * t * (0.5 + thick)) * (1 - 0.3 * t)
        line = np.column_stack([x, y])
        easel.fill(paths.ribbons(line[None], width), grey, 0.34 * strength, blur=0.006 + 0.003 * index)
    for k in (0.5, 0.75, 1.0):
        puff = (tip[0] + side * 0.03 * k + 0.02 * np.sin(5 * k), tip[1] - 0.45 * k)
        easel.glow(*puff, 0.045 + 0.05 * k, 0.05 + 0.04 * k, grey, 0.36 * strength)


def horror(easel: Easel, face: Face, light: Light) -> None:
    """Dark sockets, a nasal cavity, bared teeth, cracks and red streaks over a bone-pale face."""
    strength = face.attributes.horror
    if strength < SHOWN:
        return
    with easel.inside(face.outline):
        _sockets(easel, face, light, strength)
        _cavity_and_teeth(easel, face, light, strength)
        _cracks(easel, face, strength)
    _streaks(easel, face, light, strength)


def _sockets(easel: Easel, face: Face, light: Light, strength: float) -> None:
    black = (0.04, 0.025, 0.03)
    for side in (-1.0, 1.0):
        ring = np.array(
            [
                (-0.060, -0.004),
                (-0.044, -0.046),
                (0.0, -0.056),
                (0.046, -0.040),
                (0.060, 0.004),
                (0.044, 0.046),
                (0.004, 0.060),
                (-0.042, 0.042),
            ]
        )
        socket = paths.smooth(face.at(ring * (side, 1) + (side * face.eye_x, face.eye_y + 0.004)))
        easel.fill(socket, (0.30, 0.20, 0.18), 0.75 * strength, blur=0.014)
        easel.fill(socket, black, min(1.0, 1.05 * strength), blur=0.004)
        x, y = face.at(np.array([[side * face.eye_x, face.eye_y + 0.004]]))[0]
        easel.glow(x, y, 0.022, 0.022, (0.85, 0.10, 0.05), 0.75 * strength)
        easel.fill(paths.oval(x, y, 0.0062, 0.0062), (1.0, 0.72, 0.45), 0.9 * strength)
        hollow = face.at(np.array([[side * 0.112 * face.wide, 0.150 * face.long]]))[0]
        easel.glow(*hollow, 0.050, 0.072, (0.20, 0.13, 0.11), 0.70 * strength, degrees=-14 * side)
        temple = face.at(np.array([[side * 0.165 * face.wide, -0.07]]))[0]
        easel.glow(*temple, 0.035, 0.07, (0.25, 0.18, 0.15), 0.55 * strength)


def _cavity_and_teeth(easel: Easel, face: Face, light: Light, strength: float) -> None:
    y = face.nose_y
    half = [(0.0, y - 0.062), (0.014, y - 0.040), (0.031, y - 0.004), (0.026, y + 0.011), (0.010, y + 0.004)]
    heart = np.array([*half, (0.0, y - 0.010), *[(-a, b) for a, b in half[:0:-1]]])
    easel.fill(paths.smooth(face.at(heart, 0.012)), (0.06, 0.035, 0.035), min(1.0, 1.05 * strength), blur=0.002)
    m, wide, tall = face.mouth_y, 0.082, 0.030
    t = np.linspace(-1, 1, 15)
    bow = -0.014 * t * t
    top = face.at(np.column_stack([wide * t, m - tall * (1 - 0.45 * t * t) + bow]), 0.012)
    low = face.at(np.column_stack([wide * t, m + tall * (1 - 0.45 * t * t) + bow]), 0.012)
    jaw = paths.polylines(np.concatenate([top, low[::-1]])[None], closed=True)
    easel.fill(jaw, (0.10, 0.05, 0.05), strength, blur=0.004)
    easel.fill(jaw, scaled(mix(BONE, (1, 1, 1), 0.35), light.tint), strength)
    gaps = np.stack([top[1:-1], low[1:-1]], 1)
    easel.stroke(paths.polylines(gaps), (0.13, 0.07, 0.06), 0.0052, 0.9 * strength)
    seam = face.at(np.column_stack([wide * 1.04 * t, m + bow]), 0.013)
    easel.fill(paths.ribbons(seam[None], 0.0085), (0.07, 0.03, 0.03), 0.95 * strength)
    easel.stroke(jaw, (0.16, 0.09, 0.08), 0.006, 0.8 * strength, blur=0.0015)


def _cracks(easel: Easel, face: Face, strength: float) -> None:
    draws = easel.random("cracks", 3, 6) - 0.5
    lines = []
    for index, start in enumerate(((-0.07, -0.20), (0.09, -0.19), (0.135, 0.06))):
        steps = np.column_stack([0.030 * draws[index], np.linspace(0, 0.085, 6)])
        lines.append(face.at(np.array(start) + steps, 0.004))
    easel.fill(paths.ribbons(np.array(lines), np.linspace(0.0065, 0.001, 6)), (0.16, 0.10, 0.09), 0.8 * strength)


def _streaks(easel: Easel, face: Face, light: Light, strength: float) -> None:
    draws = easel.random("streaks", 9, 3)
    starts = [
        (-1.25, 0.05),
        (-0.85, 0.055),
        (0.8, 0.055),
        (1.2, 0.045),
        (-0.35, -0.20),
        (0.55, -0.21),
        (1.55, -0.12),
        (-0.5, 0.235),
        (0.42, 0.235),
    ]
    red = scaled(BLOOD, light.tint)
    with easel.inside(face.outline):
        for (x, y), (a, b, c) in zip(starts, draws.tolist(), strict=True):
            x0 = x * face.eye_x
            length = 0.055 + 0.11 * a if y > -0.1 else 0.05 + 0.09 * a
            points = np.array(
                [[x0, y], [x0 + 0.010 * (b - 0.5), y + 0.5 * length], [x0 + 0.012 * (c - 0.5), y + length]]
            )
            line = paths.curve(face.at(points, 0.006), 10)
            width = (0.0105 + 0.0075 * b) * np.array([0.9, 1.0, 0.85, 0.75, 0.7, 0.68, 0.72, 0.95, 1.25, 0.6])
            path = paths.ribbons(line[None], width)
            path.addPath(paths.oval(*line[-2], 0.0062, 0.0075))
            easel.fill(path, red, 0.95 * strength)
            easel.fill(
                paths.ribbons(line[None] + (0.0015 * np.sign(light.side), -0.001), width * 0.22),
                (0.95, 0.42, 0.38),
                0.45 * strength,
            )
