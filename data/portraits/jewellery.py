"""Earrings and necklaces."""

from __future__ import annotations

import numpy as np
import skia

from data.portraits import palette, paths
from data.portraits.attributes import Attributes
from data.portraits.easel import Easel, argb, scaled
from data.portraits.geometry import Face
from data.portraits.head import ear_at, neck_base, neck_half, skin_shadow
from data.portraits.light import Light


def _metal(face: Face, light: Light) -> palette.Ramp:
    dark, own, lit = palette.METAL[face.attributes.jewellery]
    return scaled(dark, light.tint), scaled(own, light.tint), lit


def _bead(easel: Easel, x: float, y: float, radius: float, metal: palette.Ramp, light: Light, label: str) -> None:
    spot = skia.Point(x + 0.3 * radius * light.side, y - 0.35 * radius)
    shade = skia.GradientShader.MakeRadial(
        spot, 1.5 * radius, [argb(metal[2]), argb(metal[1]), argb(metal[0])], [0.0, 0.35, 1.0]
    )
    easel.fill(paths.oval(x, y, radius, radius), shade, label=label)


def ears_shown(a: Attributes) -> list[float]:
    """The sides on which an earring can be seen: -1 left of the picture, 1 right."""
    if a.hat == "headscarf":
        return []
    return [side for side in (-1.0, 1.0) if side * a.yaw < 13.0]


def earrings(easel: Easel, face: Face, light: Light) -> None:
    """An earring on each visible ear."""
    a = face.attributes
    if a.earrings == "none":
        return
    metal = _metal(face, light)
    for side in ears_shown(a):
        middle, size = ear_at(face, side)
        x, y = float(middle[0] - side * 0.004), float(middle[1] + 0.86 * size)
        if a.earrings == "stud":
            _bead(easel, x, y, 0.0125, metal, light, "ear_r")
        elif a.earrings == "hoop":
            ring = paths.oval(x + side * 0.003, y + 0.036, 0.029, 0.036)
            easel.stroke(ring, metal[0], 0.0088, label="ear_r")
            easel.stroke(ring, metal[1], 0.0056)
            shine = skia.Path(ring)
            shine.offset(0.0014 * light.side, -0.001)
            easel.stroke(shine, metal[2], 0.0020, 0.8)
        else:
            easel.stroke(paths.polylines(np.array([[[x, y], [x, y + 0.022]]])), metal[0], 0.0045, label="ear_r")
            _bead(easel, x, y, 0.0075, metal, light, "ear_r")
            drop = paths.smooth(
                np.array(
                    [
                        [x, y + 0.016],
                        [x + 0.012, y + 0.045],
                        [x + 0.0125, y + 0.058],
                        [x, y + 0.071],
                        [x - 0.0125, y + 0.058],
                        [x - 0.012, y + 0.045],
                    ]
                )
            )
            shade = skia.GradientShader.MakeRadial(
                skia.Point(x + 0.004 * light.side, y + 0.045),
                0.03,
                [argb(metal[2]), argb(metal[1]), argb(metal[0])],
                [0, 0.4, 1],
            )
            easel.fill(drop, shade, label="ear_r")


def necklace(easel: Easel, face: Face, light: Light) -> None:
    """A necklace around the base of the neck, over the clothes."""
    a = face.attributes
    if a.necklace == "none" or a.hat == "headscarf":
        return
    metal = _metal(face, light)
    x, half = neck_base(face), neck_half(face) * 1.06
    depth = {"beads": 0.085, "chain": 0.075, "pendant": 0.085}[a.necklace]
    t = paths.even(-1, 1, 23)
    line = np.column_stack([x + half * np.sin(t * 1.45) * 1.0, 0.812 + depth * np.cos(t * 1.45) ** 0.9])
    easel.fill(paths.ribbons(line[None] + (0, 0.006), np.full(23, 0.010)), skin_shadow(face, light), 0.42, blur=0.004)
    if a.necklace == "beads":
        arc = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
        at = np.linspace(0, arc[-1], 17)
        for bx, by in zip(
            np.interp(at, arc, line[:, 0]).tolist(), np.interp(at, arc, line[:, 1]).tolist(), strict=True
        ):
            _bead(easel, bx, by, 0.0112, metal, light, "neck_l")
        return
    path = paths.smooth(line, closed=False)
    width = 0.0085 if a.necklace == "chain" else 0.0050
    easel.stroke(path, metal[0], width, label="neck_l")
    easel.stroke(path, metal[1], width * 0.66)
    dashes = np.stack([line[:-1] * 0.65 + line[1:] * 0.35, line[:-1] * 0.25 + line[1:] * 0.75], 1)
    easel.stroke(paths.polylines(dashes), metal[2], width * 0.42, 0.9)
    if a.necklace == "pendant":
        px, py = float(line[11, 0]), float(line[11, 1])
        gem = paths.smooth(np.array([[px, py], [px + 0.017, py + 0.021], [px, py + 0.045], [px - 0.017, py + 0.021]]))
        shade = skia.GradientShader.MakeRadial(
            skia.Point(px + 0.005 * light.side, py + 0.014),
            0.032,
            [argb(metal[2]), argb(metal[1]), argb(metal[0])],
            [0, 0.4, 1],
        )
        easel.fill(gem, shade, label="neck_l")
        easel.stroke(gem, metal[0], 0.0024, 0.8)
