"""Spectacles and sunglasses, standing a little off the face."""

from __future__ import annotations

import numpy as np
import skia

from data.portraits import palette, paths
from data.portraits.easel import Easel, argb, mix, scaled
from data.portraits.geometry import Face
from data.portraits.head import skin_shadow
from data.portraits.light import Light

# Lens outlines from the nose outward, in units of the lens's half width (x out, y down).
LENSES = {
    "round": [(-1, 0), (-0.71, -0.71), (0, -1), (0.71, -0.71), (1, 0), (0.71, 0.71), (0, 1), (-0.71, 0.71)],
    "square": [(-0.98, -0.30), (-0.90, -0.64), (0, -0.70), (0.92, -0.66), (1.02, -0.34), (0.95, 0.40),
               (0.70, 0.64), (0, 0.70), (-0.72, 0.62), (-0.93, 0.36)],
    "aviator": [(-0.92, -0.50), (-0.45, -0.68), (0.35, -0.70), (0.98, -0.55), (1.06, -0.10), (0.86, 0.52),
                (0.28, 0.92), (-0.32, 0.78), (-0.82, 0.20)],
    "cat-eye": [(-0.94, -0.12), (-0.70, -0.50), (0.05, -0.64), (0.75, -0.80), (1.24, -0.98), (1.08, -0.30),
                (0.86, 0.36), (0.10, 0.66), (-0.66, 0.50)],
    "half-rim": [(-0.98, -0.40), (-0.80, -0.60), (0, -0.64), (0.85, -0.62), (1.03, -0.42), (0.98, 0.16),
                 (0.62, 0.54), (-0.05, 0.60), (-0.70, 0.48), (-0.95, 0.10)],
    "sunglasses": [(-0.96, -0.36), (-0.78, -0.62), (0, -0.70), (0.86, -0.72), (1.10, -0.46), (0.98, 0.28),
                   (0.55, 0.68), (-0.15, 0.70), (-0.80, 0.36)],
}  # fmt: skip


class _Plane:
    """The curved plane in which glasses sit."""

    def __init__(self, face: Face) -> None:
        self.face = face
        kind = face.attributes.glasses
        self.half = 0.0655 if kind != "round" else 0.060
        self.x = face.eye_x + 0.001
        self.y = face.eye_y + (0.012 if kind == "aviator" else 0.006)
        self.z = float(face.depth(np.array([[0.0, self.y]]))[0]) + 0.022

    def at(self, points: np.ndarray) -> np.ndarray:
        points = np.asarray(points, float)
        z = self.z - 2.0 * points[..., 0] ** 2
        return self.face.pose.project(np.concatenate([points, z[..., None]], -1))

    def lens(self, side: float) -> np.ndarray:
        shape = np.array(LENSES[self.face.attributes.glasses]) * self.half
        return self.at(shape * (side, 1) + (side * self.x, self.y))


def draw(easel: Easel, face: Face, light: Light) -> None:
    """The glasses over eyes and brows, if any."""
    a = face.attributes
    if a.glasses == "none":
        return
    plane = _Plane(face)
    lenses = [(side, paths.smooth(plane.lens(side))) for side in (-1.0, 1.0)]
    _shadow(easel, face, light, lenses)
    _arms(easel, face, light, plane)
    for side, lens in lenses:
        _glass(easel, face, light, lens, side)
    _frame(easel, face, light, plane, lenses)


def _shadow(easel: Easel, face: Face, light: Light, lenses: list[tuple[float, skia.Path]]) -> None:
    path = skia.Path()
    for _, lens in lenses:
        path.addPath(lens)
    path.offset(-0.008 * light.side, 0.011)
    with easel.inside(face.outline):
        easel.stroke(path, skin_shadow(face, light), 0.008, 0.34, blur=0.004)


def _arms(easel: Easel, face: Face, light: Light, plane: _Plane) -> None:
    colour = scaled(palette.FRAMES[face.attributes.glasses_colour], scaled(light.tint, 0.8))
    for side in (-1.0, 1.0):
        hinge = plane.at(np.array([[side * (plane.x + plane.half * 0.98), plane.y - plane.half * 0.42]]))[0]
        ear = face.pose.project(np.array([side * 0.206 * face.wide, 0.008, -0.03]))
        if (ear[0] - hinge[0]) * side < 0.004:
            continue
        arm = paths.ribbon(np.stack([hinge, (hinge + ear) / 2 - (0, 0.002), ear]), 0.0085, ends=(1.0, 0.7))
        easel.fill(arm, colour, label="eye_g")


def _glass(easel: Easel, face: Face, light: Light, lens: skia.Path, side: float) -> None:
    box = lens.getBounds()
    easel.label(lens, "eye_g")
    if face.attributes.glasses == "sunglasses":
        stops = [argb((0.03, 0.03, 0.045), 0.95), argb((0.12, 0.11, 0.13), 0.88)]
    elif face.attributes.glasses == "aviator":
        stops = [argb((0.30, 0.25, 0.16), 0.52), argb((0.55, 0.45, 0.28), 0.20)]
    else:
        stops = [argb((0.85, 0.92, 1.0), 0.08), argb((1, 1, 1), 0.015)]
    points = [skia.Point(0, box.top()), skia.Point(0, box.bottom())]
    easel.fill(lens, skia.GradientShader.MakeLinear(points, stops))
    with easel.inside(lens):
        x, y, w, h = box.left(), box.top(), box.width(), box.height()
        lean = -0.25 * w
        near = x + w * (0.30 if light.side <= 0 else 0.62)
        streak = np.array([[[near, y], [near + 0.20 * w, y], [near + lean + 0.20 * w, y + h], [near + lean, y + h]],
                           [[near + 0.28 * w, y], [near + 0.34 * w, y], [near + lean + 0.34 * w, y + h],
                            [near + lean + 0.28 * w, y + h]]])  # fmt: skip
        strength = 0.16 if face.attributes.glasses in ("sunglasses", "aviator") else 0.11
        easel.fill(paths.polylines(streak, closed=True), (1, 1, 1), strength, blur=0.002)


def _frame(easel: Easel, face: Face, light: Light, plane: _Plane, lenses: list[tuple[float, skia.Path]]) -> None:
    a = face.attributes
    colour = scaled(palette.FRAMES[a.glasses_colour], scaled(light.tint, 0.95))
    metal = a.glasses_colour in ("gold", "silver") or a.glasses == "aviator"
    width = 0.0062 if metal else 0.0096
    bridge_y = plane.y - plane.half * (0.28 if a.glasses != "aviator" else 0.46)
    inner = plane.x - plane.half * 0.93
    bridge = plane.at(
        np.array(
            [[-inner, bridge_y], [-0.4 * inner, bridge_y - 0.007], [0.4 * inner, bridge_y - 0.007], [inner, bridge_y]]
        )
    )
    rims = skia.Path()
    for side, lens in lenses:
        if a.glasses == "half-rim":
            rims.addPath(paths.smooth(plane.lens(side)[[9, 0, 1, 2, 3, 4, 5]], closed=False))
        else:
            rims.addPath(lens)
    rims.addPath(paths.smooth(bridge, closed=False))
    if a.glasses == "aviator":
        rims.addPath(paths.smooth(bridge - (0, 0.014), closed=False))
    easel.stroke(rims, scaled(colour, 0.55), width, label="eye_g")
    easel.stroke(rims, colour, width * 0.66)
    shine = skia.Path(rims)
    shine.offset(0.0012 * light.side, -0.0016)
    easel.stroke(shine, mix(colour, (1, 1, 1), 0.75 if metal else 0.42), width * 0.22, 0.75)
