"""Hats: beanie, cap, fedora, beret and headscarf, turned with the head."""

from __future__ import annotations

import numpy as np
import skia

from data.portraits import palette, paths
from data.portraits.easel import Easel, argb, linear, mix, scaled
from data.portraits.geometry import Face
from data.portraits.head import BODY_Y, neck_base, skin_shadow
from data.portraits.light import Light
from data.portraits.relief import facing

# What a hat's edge throws on whatever is beneath it; no hat's own colour, so that recolouring a hat stays on it.
SHADE = (0.09, 0.06, 0.06)


class Felt:
    """A hat's material: its colours in this light, and where its points fall in the picture."""

    def __init__(self, face: Face, light: Light) -> None:
        self.face, self.light = face, light
        self.colour = palette.hat(face.attributes)
        self.left, self.middle, self.right, self.top = facing(
            self.colour, light, [(-0.8, -0.2, 0.55), (0, -0.2, 1), (0.8, -0.2, 0.55), (0.2 * light.side, -0.9, 0.4)]
        )
        self.dark = scaled(self.middle, 0.36)
        self.bright = mix(self.middle, (1, 1, 1), 0.38)
        self.w = face.wide

    def at(self, points: list[tuple[float, float, float]] | np.ndarray) -> np.ndarray:
        """Head-space points, x widened with the face, in the picture."""
        return self.face.pose.project(np.array(points, float) * (self.w, 1, 1))

    def mirrored(self, half: list[tuple[float, float, float]]) -> np.ndarray:
        """A closed outline from its right half, listed from the top middle to the bottom middle."""
        right = np.array(half, float)
        return self.at(np.concatenate([right, right[-2:0:-1] * (-1, 1, 1)]))

    def across(self, dim: float = 1.0) -> skia.Shader:
        """The light from the left to the right of the hat."""
        stops = [
            argb(scaled(c, dim))
            for c in (
                self.left,
                mix(self.left, self.middle, 0.7),
                self.middle,
                mix(self.right, self.middle, 0.7),
                self.right,
            )
        ]
        ends = self.at([(-0.22, -0.25, 0.0), (0.22, -0.25, 0.0)])
        points = [skia.Point(*map(float, p)) for p in ends]
        return skia.GradientShader.MakeLinear(points, stops, [0.0, 0.26, 0.5, 0.74, 1.0])


def shadow(easel: Easel, face: Face, light: Light) -> None:
    """What the hat takes from the light on the forehead; painted before the features."""
    if face.attributes.hat in ("none",):
        return
    felt = Felt(face, light)
    deep = {"cap": 0.075, "fedora": 0.06}.get(face.attributes.hat, 0.022)
    edge = {"headscarf": -0.165, "beret": -0.17}.get(face.attributes.hat, -0.135)
    band = felt.at(
        [
            (-0.23, -0.36, 0.1),
            (0.23, -0.36, 0.1),
            (0.23, edge, 0.02),
            (0.12, edge + deep, 0.15),
            (-0.12, edge + deep, 0.15),
            (-0.23, edge, 0.02),
        ]
    )
    path = paths.polylines(band[None], closed=True)
    path.offset(-0.012 * light.side, 0.0)
    with easel.inside(face.outline):
        easel.fill(path, skin_shadow(face, light), 0.55, blur=0.014)


def draw(easel: Easel, face: Face, light: Light) -> None:
    """The hat over the hair, if any."""
    kind = face.attributes.hat
    if kind != "none":
        HATS[kind](easel, Felt(face, light))


def _beanie(easel: Easel, f: Felt) -> None:
    dome = f.mirrored(
        [
            (0, -0.392, -0.06),
            (0.09, -0.382, -0.06),
            (0.170, -0.325, -0.05),
            (0.214, -0.235, -0.04),
            (0.224, -0.14, -0.02),
            (0.1, -0.16, 0.16),
            (0, -0.165, 0.19),
        ]
    )
    shape = paths.smooth(dome)
    easel.fill(shape, f.across(), label="hat")
    with easel.inside(shape):
        t = np.linspace(-1, 1, 17)
        ribs = np.stack(
            [
                f.at(np.column_stack([0.235 * np.sin(1.5 * t) * s, y + 0 * t, 0.2 * np.cos(1.5 * t) * s - 0.04]))
                for s, y in ((1.0, -0.13), (0.98, -0.22), (0.80, -0.315), (0.30, -0.392))
            ],
            1,
        )
        ribs = paths.curve(ribs, 9)
        easel.fill(paths.ribbons(ribs, np.array([0.010] * 7 + [0.006, 0.003])), f.dark, 0.42, blur=0.0035)
        easel.fill(
            paths.ribbons(paths.moved(ribs, 0.008, 0), np.array([0.007] * 7 + [0.004, 0.002])),
            f.bright,
            0.26,
            blur=0.003,
        )
        easel.stroke(shape, f.dark, 0.02, 0.35, blur=0.009)
    _fold(easel, f)


def _fold(easel: Easel, f: Felt) -> None:
    brim = f.mirrored(
        [
            (0, -0.208, 0.20),
            (0.12, -0.204, 0.165),
            (0.222, -0.182, 0.0),
            (0.229, -0.13, -0.02),
            (0.218, -0.098, 0.0),
            (0.12, -0.128, 0.17),
            (0, -0.134, 0.205),
        ]
    )
    shape = paths.smooth(brim)
    easel.fill(shape, SHADE, 0.4, blur=0.008)
    easel.fill(shape, f.across(1.08), label="hat")
    with easel.inside(shape):
        t = np.linspace(-1.1, 1.1, 27)
        top = f.at(np.column_stack([0.232 * np.sin(1.4 * t), -0.207 + 0.02 * t * t, 0.2 * np.cos(1.4 * t)]))
        low = f.at(np.column_stack([0.236 * np.sin(1.4 * t), -0.128 + 0.03 * t * t, 0.2 * np.cos(1.4 * t)]))
        ribs = np.stack([top, (top + low) / 2, low], 1)
        easel.fill(paths.ribbons(ribs, 0.0055), f.dark, 0.46, blur=0.002)
        easel.fill(paths.ribbons(paths.moved(ribs, 0.0055, 0), 0.0045), f.bright, 0.28, blur=0.0018)
        easel.stroke(shape, f.dark, 0.012, 0.45, blur=0.005)


CROWN = [(0, -0.362, -0.05), (0.095, -0.350, -0.05), (0.172, -0.296, -0.04), (0.212, -0.21, -0.03),
         (0.216, -0.125, -0.02),
         (0.12, -0.165, 0.15), (0, -0.172, 0.19)]  # fmt: skip
BILL = [(0, -0.188, 0.19), (0.10, -0.184, 0.165), (0.182, -0.150, 0.08), (0.190, -0.118, 0.12), (0.11, -0.096, 0.27),
        (0, -0.088, 0.30)]  # fmt: skip


def _cap(easel: Easel, f: Felt) -> None:
    shape = paths.smooth(f.mirrored(CROWN))
    easel.fill(shape, f.across(), label="hat")
    with easel.inside(shape):
        seam = np.array([[(0.0, -0.362, -0.03), (0.55 * x, -0.325, 0.10), (0.85 * x, -0.25, 0.15 - abs(x) * 0.3),
                          (x, -0.14, 0.18 - abs(x) * 0.6)] for x in (-0.19, 0.0, 0.19)])  # fmt: skip
        seams = paths.curve(f.at(seam), 10)
        easel.fill(paths.ribbons(seams, 0.0045), f.dark, 0.55, blur=0.0014)
        easel.stroke(paths.polylines(paths.moved(seams, 0.004, 0)), f.bright, 0.0016, 0.35)
        easel.stroke(shape, f.dark, 0.02, 0.38, blur=0.009)
    button = f.at([(0, -0.364, -0.03)])[0]
    easel.fill(paths.oval(*button, 0.014, 0.008), f.top, label="hat")
    _visor(easel, f)


def _visor(easel: Easel, f: Felt) -> None:
    bill = f.mirrored(BILL)
    visor = paths.smooth(bill)
    easel.fill(visor, SHADE, 0.45, blur=0.010)
    top, low = f.at([BILL[0], BILL[-1]])
    stops = [argb(scaled(f.top, 0.72)), argb(mix(f.top, f.middle, 0.3)), argb(scaled(f.middle, 0.62))]
    easel.fill(visor, linear(top, low, stops, [0.0, 0.55, 1.0]), label="hat")
    with easel.inside(visor):
        for inset in (0.012, 0.022):
            easel.stroke(paths.smooth(paths.moved(bill, 0, -inset)), f.bright, 0.0016, 0.30)


def _brim(f: Felt, width: float, dip: float) -> tuple[np.ndarray, np.ndarray]:
    """The far and near edges of a round brim, left to right."""
    t = np.linspace(-np.pi / 2, np.pi / 2, 15)
    y = -0.165 + dip * np.cos(2 * t)
    near = f.at(np.column_stack([width * np.sin(t), y + 0.026 * np.cos(t), 0.30 * np.cos(t) - 0.03]))
    far = f.at(np.column_stack([width * np.sin(t), y - 0.048 * np.cos(t), -0.28 * np.cos(t) - 0.03]))
    return far, near


def _fedora(easel: Easel, f: Felt) -> None:
    far, near = _brim(f, 0.335, 0.020)
    brim = paths.polylines(np.concatenate([far, near[::-1]])[None], closed=True)
    easel.fill(brim, f.across(0.80), label="hat")
    crown = f.mirrored(
        [
            (0, -0.366, -0.02),
            (0.045, -0.382, -0.02),
            (0.105, -0.386, -0.03),
            (0.158, -0.345, -0.03),
            (0.186, -0.255, -0.02),
            (0.205, -0.172, -0.02),
            (0.11, -0.150, 0.17),
            (0, -0.146, 0.21),
        ]
    )
    shape = paths.smooth(crown)
    easel.fill(shape, f.across(), label="hat")
    with easel.inside(shape):
        pinch = f.at([(0, -0.385, 0.05), (0.004, -0.335, 0.14), (0.0, -0.275, 0.19)])
        easel.fill(paths.ribbon(pinch, 0.040, ends=(1.0, 0.1)), f.dark, 0.48, blur=0.014)
        for side in (-1.0, 1.0):
            dent = f.at([(side * 0.085, -0.36, 0.08), (side * 0.10, -0.315, 0.12), (side * 0.088, -0.265, 0.15)])
            easel.fill(paths.ribbon(dent, 0.026), f.dark if side * f.light.side < 0 else f.bright, 0.34, blur=0.010)
        band = np.concatenate([f.at([(x, -0.214 + 0.02 * x * x / 0.04 * 0.3,
                                      0.20 - 3.4 * x * x) for x in np.linspace(-0.21, 0.21, 9)]),
                               f.at([(x, -0.158 + 0.02 * x * x / 0.04 * 0.3,
                                      0.21 - 3.4 * x * x) for x in np.linspace(0.22, -0.22, 9)])])  # fmt: skip
        ribbon = paths.polylines(band[None], closed=True)
        easel.fill(ribbon, mix(scaled(f.middle, 0.30), (0.08, 0.06, 0.06), 0.4))
        easel.stroke(shape, f.dark, 0.02, 0.4, blur=0.009)
    lip = np.concatenate(
        [near, near[::-1] - np.column_stack([0 * near[:, 0], 0.030 * np.cos(np.linspace(-np.pi / 2, np.pi / 2, 15))])]
    )
    front = paths.polylines(lip[None], closed=True)
    easel.fill(front, f.across(1.05), label="hat")
    easel.fill(paths.ribbons(near[None] - (0, 0.002), np.full(15, 0.004)), f.bright, 0.40, blur=0.0015)


def _beret(easel: Easel, f: Felt) -> None:
    lean = 1.0 if f.face.attributes.parting <= 0 else -1.0
    points = [(-0.205 * lean, -0.175, 0.0), (-0.205 * lean, -0.255, -0.03), (-0.11 * lean, -0.345, -0.03),
              (0.06 * lean, -0.385, -0.03), (0.21 * lean, -0.365, -0.03),
              (0.292 * lean, -0.285, -0.04), (0.282 * lean, -0.20, -0.04), (0.21 * lean, -0.158, 0.0),
              (0.12 * lean, -0.178, 0.15), (-0.02 * lean, -0.192, 0.19), (-0.13 * lean, -0.186, 0.14)]  # fmt: skip
    outline = f.at(points)
    shape = paths.smooth(outline)
    centre = f.at([(0.10 * lean + 0.10 * f.light.side, -0.32, 0.12)])[0]
    shade = skia.GradientShader.MakeRadial(
        skia.Point(*map(float, centre)),
        0.30,
        [argb(mix(f.top, f.bright, 0.2)), argb(f.middle), argb(scaled(f.middle, 0.45))],
        [0.0, 0.5, 1.0],
    )
    easel.fill(shape, shade, label="hat")
    with easel.inside(shape):
        folds = np.stack(
            [
                paths.curve(
                    f.at(
                        [
                            (-0.10 * lean + k * 0.05 * lean, -0.20, 0.17),
                            (0.06 * lean + k * 0.05 * lean, -0.255, 0.15),
                            (0.22 * lean + 0.01 * k, -0.24 - 0.035 * k, 0.06),
                        ]
                    ),
                    10,
                )
                for k in (0.0, 1.0, 2.0)
            ]
        )
        easel.fill(paths.ribbons(folds, 0.014 * np.sin(np.linspace(0.1, 3.0, 10))), f.dark, 0.36, blur=0.008)
        easel.stroke(shape, f.dark, 0.022, 0.40, blur=0.010)
    band = f.at(
        [
            (-0.206 * lean, -0.165, 0.0),
            (-0.12 * lean, -0.178, 0.14),
            (0.0, -0.184, 0.195),
            (0.12 * lean, -0.170, 0.15),
            (0.205 * lean, -0.145, 0.0),
        ]
    )
    easel.fill(paths.ribbon(band, 0.020, samples=18, ends=(0.9, 0.9)), scaled(f.middle, 0.62), label="hat")
    stem = f.at([(0.05 * lean, -0.383, 0.0), (0.056 * lean, -0.405, 0.0)])
    easel.fill(paths.ribbon(stem, 0.010, ends=(1, 0.8)), scaled(f.top, 0.8), label="hat")


VEIL = [(0, -0.352, -0.06), (0.10, -0.336, -0.06), (0.19, -0.262, -0.06), (0.232, -0.13, -0.06), (0.236, 0.03, -0.06),
        (0.216, 0.16, -0.05), (0, 0.2, 0)]  # fmt: skip
DRAPE = np.array([[0.69, 0.80], [0.70, 0.88], [0.60, 0.955], [0.5, 0.985], [0.40, 0.955], [0.30, 0.88], [0.31, 0.80]])


def _headscarf(easel: Easel, f: Felt) -> None:
    x, chin = neck_base(f.face) - 0.5, f.face.chin_y
    veil = f.mirrored(VEIL)
    outer = paths.smooth(np.concatenate([veil[:6], paths.moved(DRAPE, x, BODY_Y), veil[7:]]))
    opening = [(0, -0.188, 0.18), (0.09, -0.178, 0.16), (0.155, -0.125, 0.09), (0.184, -0.02, 0.05),
               (0.178, 0.09, 0.05),
               (0.140, 0.195, 0.07), (0.07, chin - 0.018, 0.11), (0, chin + 0.002, 0.13)]  # fmt: skip
    hole = paths.smooth(f.mirrored(opening))
    with easel.inside(hole, outside=True):
        easel.fill(outer, f.across(), label="hat")
        with easel.inside(outer):
            easel.stroke(outer, f.dark, 0.03, 0.38, blur=0.012)
            _scarf_folds(easel, f, x)
        easel.stroke(hole, f.dark, 0.020, 0.55, blur=0.006)
        easel.stroke(hole, f.bright, 0.005, 0.50, blur=0.001)


def _scarf_folds(easel: Easel, f: Felt, x: float) -> None:
    lines = []
    for side in (-1.0, 1.0):
        for k in (0.0, 1.0, 2.0):
            lines.append(np.concatenate([f.at([(side * (0.03 + 0.04 * k), -0.30 + 0.03 * k, 0.1),
                                               (side * (0.19 + 0.012 * k), -0.12 + 0.03 * k, 0.02),
                                               (side * (0.205 + 0.008 * k), 0.10 + 0.03 * k, 0.0)]),
                                         [[0.5 + x + side * (0.11 - 0.05 * k), 0.83 + 0.03 * k]]]))  # fmt: skip
    for k in (0.0, 1.0, 2.0, 3.0):
        lines.append(
            np.array(
                [
                    [0.33 + x + 0.01 * k, 0.83 + 0.012 * k],
                    [0.43 + x, 0.845 + 0.026 * k],
                    [0.56 + x, 0.842 + 0.03 * k],
                    [0.67 + x, 0.80 + 0.03 * k],
                ]
            )
        )
    folds = np.stack([paths.curve(line, 12) for line in lines])
    swell = 0.016 * np.sin(np.linspace(0.15, 3.0, 12))
    easel.fill(paths.ribbons(folds, swell), f.dark, 0.40, blur=0.006)
    easel.fill(paths.ribbons(paths.moved(folds, 0.004, -0.011), swell * 0.7), f.bright, 0.26, blur=0.006)


HATS = {"beanie": _beanie, "cap": _cap, "fedora": _fedora, "beret": _beret, "headscarf": _headscarf}
