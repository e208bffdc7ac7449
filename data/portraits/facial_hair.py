"""Beard, moustache and stubble, each by its own strength."""

from __future__ import annotations

import numpy as np
import skia

from data.portraits import palette, paths
from data.portraits.easel import Easel, mix, scaled
from data.portraits.geometry import Face
from data.portraits.head import skin_shadow
from data.portraits.light import Light
from data.portraits.mouth import Mouth


def _beard_edges(face: Face, length: float) -> tuple[np.ndarray, np.ndarray]:
    """The beard's inner and outer edge from the left to the right sideburn, Float[k, 3] in head space."""
    low, chin, m = face.long, face.chin_y, face.mouth_y
    jaw = np.interp(0.185 * low, face.half_widths[:, 1], face.half_widths[:, 0])
    grow = 0.4 * length
    inner = [
        (0.184 * face.wide, 0.005),
        (0.168 * face.wide, 0.075),
        (0.128, 0.128 * low),
        (0.084, m - 0.014),
        (0.070, m + 0.016),
        (0.040, m + 0.040),
        (0.0, m + 0.046),
    ]
    outer = [(0.200 * face.wide, 0.005, 0.0), (0.197 * face.wide, 0.09, 0.0),
             (jaw + 0.010 + grow, 0.180 * low, 0.02), (jaw * 0.86 + grow, 0.232 * low + grow, 0.04),
             (0.080, chin - 0.010 + 0.8 * length, 0.09), (0.045, chin + 0.004 + length, 0.115),
             (0.0, chin + 0.008 + 1.1 * length, 0.12)]  # fmt: skip
    half = np.array(inner)
    half = np.column_stack([half, face.depth(half) + 0.004])
    far = np.array(outer)
    return np.concatenate([half * (-1, 1, 1), half[-2::-1]]), np.concatenate([far * (-1, 1, 1), far[-2::-1]])


def _field(
    easel: Easel, face: Face, name: str, inner: np.ndarray, outer: np.ndarray, count: int, length: float, lean: float
) -> np.ndarray:
    """Hairs Float[count, 3, 2] rooted between two edges, combed from the inner to the outer one."""
    draws = easel.random(name, 3 * count, 4)[: count if easel.size <= 192 else 3 * count]
    total = len(draws)
    u = (np.arange(total) * 0.6180339887 + 0.2 * draws[:, 0]) % 1.0
    at = (u * 96).astype(int)
    a, b = paths.curve(inner, 97)[at], paths.curve(outer, 97)[at]
    v = np.sqrt(draws[:, 1]) * 0.96
    roots = a + (b - a) * v[:, None]
    way = b - a
    way /= np.sqrt((way**2).sum(1, keepdims=True)) + 1e-9
    way = way * 0.7 + (0, 0.5, 0) + np.column_stack([lean * (draws[:, 2] - 0.5), 0 * u, 0 * u])
    size = length * (0.6 + 0.8 * draws[:, 3:4])
    bend = np.column_stack([0.5 * (draws[:, 2] - 0.5), 0 * u, 0 * u])
    return face.pose.project(np.stack([roots, roots + 0.5 * size * way, roots + size * (way + bend)], 1))


def _colours(face: Face, light: Light) -> tuple[palette.Ramp, tuple[float, float, float]]:
    ramp = palette.hair_ramp(face.attributes.brow_colour)
    dark, own, lit = (scaled(c, light.tint) for c in ramp)
    return (dark, own, lit), mix(dark, own, 0.62)


def draw(easel: Easel, face: Face, light: Light, mouth: Mouth) -> None:
    """Stubble, then beard, then moustache, over the face and before the lips."""
    a = face.attributes
    if a.stubble > 0.01:
        _stubble(easel, face, light, mouth)
    if a.beard > 0.01:
        _beard(easel, face, light)
    if a.moustache > 0.01:
        _moustache(easel, face, light, mouth)


def _stubble(easel: Easel, face: Face, light: Light, mouth: Mouth) -> None:
    a = face.attributes
    ramp, _ = _colours(face, light)
    shade = mix(mix(ramp[0], (0.20, 0.21, 0.24), 0.45), skin_shadow(face, light), 0.45)
    inner, outer = _beard_edges(face, 0.0)
    area = paths.smooth(face.pose.project(np.concatenate([inner, outer[::-1]])))
    lip = _moustache_area(face, mouth, 0.35)
    with easel.inside(face.outline):
        easel.fill(area, shade, 0.40 * a.stubble, blur=0.010)
        easel.fill(lip, shade, 0.36 * a.stubble, blur=0.004)
        hairs = _field(easel, face, "stubble", inner, outer, 150, 0.0065, 1.0)
        easel.stroke(paths.polylines(hairs[:, ::2]), scaled(shade, 0.6), 0.0024, 0.45 * a.stubble, butt=True)


def _beard(easel: Easel, face: Face, light: Light) -> None:
    a = face.attributes
    ramp, own = _colours(face, light)
    length = 0.055 * a.beard**1.3
    inner, outer = _beard_edges(face, length)
    area = paths.smooth(face.pose.project(np.concatenate([inner, outer[::-1]])))
    solid = min(1.0, 0.25 + 1.1 * a.beard)
    with easel.inside(face.outline, outside=True):
        easel.fill(area, mix(ramp[0], own, 0.35), label="skin")
    core = paths.smooth(face.pose.project(np.concatenate([inner * 0.72 + outer * 0.28, outer[::-1]])))
    with easel.inside(face.outline):
        easel.fill(area, mix(ramp[0], own, 0.35), 0.75 * solid, blur=0.009)
        easel.fill(core, mix(ramp[0], own, 0.35), solid, blur=0.006)
        shadow = skia.Path(area)
        shadow.offset(0.0, -0.004)
        easel.fill(shadow, skin_shadow(face, light), 0.25 * solid, blur=0.010)
    hairs = _field(easel, face, "beard", inner, outer, 230, 0.012 + 0.022 * a.beard, 0.7)
    easel.label(paths.polylines(hairs), "skin", 0.0)
    tone = easel.random("beard tone", 690)[: len(hairs)] + 0.35 * light.side * (hairs[:, 0, 0] - 0.5) / 0.15
    taper = np.array([0.0036, 0.0040, 0.0008]) * (1.0 if easel.size <= 192 else 0.62)
    for low, high, colour in ((-9, 0.3, ramp[0]), (0.3, 0.72, ramp[1]), (0.72, 9, mix(ramp[1], ramp[2], 0.55))):
        chosen = hairs[(tone >= low) & (tone < high)]
        if len(chosen):
            easel.fill(paths.ribbons(chosen, taper), colour, 0.75 * solid)


def _moustache_edges(face: Face, mouth: Mouth, full: float) -> tuple[np.ndarray, np.ndarray]:
    lip = mouth.top[::2]
    t = np.linspace(-1, 1, len(lip))
    reach = np.column_stack([lip[:, 0] + 0.010 * t, lip[:, 1] + 0.010 * np.abs(t) ** 3])
    height = (0.012 + 0.016 * full) * (1 - np.abs(t) ** 2.2 * 0.85) - 0.004 * np.exp(-((t / 0.08) ** 2))
    return reach - np.column_stack([0 * t, height]), reach + np.column_stack(
        [0 * t, 0.004 * (1 - np.exp(-((t / 0.1) ** 2)))]
    )


def _moustache_area(face: Face, mouth: Mouth, full: float) -> skia.Path:
    top, bottom = _moustache_edges(face, mouth, full)
    return paths.smooth(np.concatenate([top, bottom[::-1]]))


def _moustache(easel: Easel, face: Face, light: Light, mouth: Mouth) -> None:
    a = face.attributes
    ramp, own = _colours(face, light)
    full = a.moustache
    top, bottom = _moustache_edges(face, mouth, full)
    solid = min(1.0, 0.30 + full)
    easel.fill(_moustache_area(face, mouth, full), mix(ramp[0], own, 0.4), 0.9 * solid, blur=0.0024)
    count = 84 if easel.size <= 192 else 220
    draws = easel.random("moustache", 220, 3)[:count]
    u = (np.arange(count) * 0.6180339887) % 1.0
    at = (u * 96).astype(int)
    a_edge, b_edge = paths.curve(top, 97)[at], paths.curve(bottom, 97)[at]
    roots = a_edge + (b_edge - a_edge) * (0.7 * draws[:, 1:2])
    side = np.sign(u - 0.5)
    way = np.column_stack([side * (0.35 + 1.0 * np.abs(2 * u - 1)), np.full(count, 0.75)])
    size = (0.010 + 0.010 * full) * (0.6 + 0.6 * draws[:, 2:3])
    hairs = np.stack([roots, roots + 0.55 * size * way, roots + size * way * (1.15, 0.85)], 1)
    taper = np.array([0.0030, 0.0036, 0.0008])
    half = draws[:, 0] < 0.5
    easel.fill(paths.ribbons(hairs[half], taper), scaled(ramp[0], 0.9), 0.8 * solid)
    easel.fill(paths.ribbons(hairs[~half], taper), mix(ramp[1], ramp[2], 0.35), 0.7 * solid)
