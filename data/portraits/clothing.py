"""Clothes: a torso in its own light, folds, patterns, and what makes each garment itself."""

from __future__ import annotations

import numpy as np
import skia

from data.portraits import palette, paths
from data.portraits.easel import Easel, argb, linear, mix, scaled
from data.portraits.geometry import Face
from data.portraits.head import neck_base, neck_half
from data.portraits.light import Light
from data.portraits.relief import facing

NECKLINE = {
    "crew": 0.905,
    "v-neck": 0.985,
    "shirt": 0.925,
    "hoodie": 0.910,
    "turtleneck": 0.90,
    "blazer": 1.01,
    "overalls": 0.900,
}

# What collars and lapels throw on whatever is beneath them.
SHADE = (0.09, 0.06, 0.07)


class Garment:
    """A garment's place and colours: `x` the middle, `open` the half width of its neckline."""

    def __init__(self, face: Face, light: Light) -> None:
        a = face.attributes
        self.kind = a.clothing
        self.x = neck_base(face)
        self.open = neck_half(face) * 1.22
        self.colour = palette.clothes(a)
        self.left, self.middle, self.right, self.low = facing(
            self.colour, light, [(-0.75, -0.3, 0.6), (0, -0.25, 1.0), (0.75, -0.3, 0.6), (0, 0.45, 0.9)]
        )
        self.dark = scaled(self.middle, 0.42)
        self.bright = mix(self.middle, (1, 1, 1), 0.35)

    def at(self, points: list[tuple[float, float]]) -> np.ndarray:
        """Points given relative to the garment's middle."""
        return paths.moved(np.array(points, float), self.x, 0.0)

    def shader(self) -> skia.Shader:
        """The cloth's light from the left to the right shoulder."""
        stops = [
            argb(self.left),
            argb(mix(self.left, self.middle, 0.75)),
            argb(self.middle),
            argb(mix(self.right, self.middle, 0.75)),
            argb(self.right),
        ]
        return linear((self.x - 0.40, 0.9), (self.x + 0.40, 0.9), stops, [0, 0.25, 0.5, 0.75, 1])


def torso(garment: Garment) -> skia.Path:
    """The garment's outline."""
    dip, o = NECKLINE[garment.kind], garment.open
    sharp = garment.kind in ("v-neck", "blazer")
    right = [(o, 0.838), (0.17, 0.862), (0.26, 0.895), (0.345, 0.945), (0.40, 1.06)]
    hollow = [(-o * 0.62, 0.5 * (0.842 + dip)), (0, dip), (o * 0.62, 0.5 * (0.842 + dip))] if sharp else [
        (-o * 0.86, 0.35 * 0.845 + 0.65 * dip - 0.018), (-o * 0.45, dip - 0.006), (0, dip),
        (o * 0.45, dip - 0.006), (o * 0.86, 0.35 * 0.845 + 0.65 * dip - 0.018)]  # fmt: skip
    left = [(-x, y) for x, y in right[::-1]]
    outline = garment.at(right + left + hollow)
    if not sharp:
        return paths.smooth(outline)
    smooth = paths.curve(garment.at(right), 16), paths.curve(garment.at(left), 16)
    return paths.polylines(np.concatenate([*smooth, garment.at(hollow)])[None], closed=True)


def draw(easel: Easel, face: Face, light: Light) -> skia.Path:
    """The clothes over the neck; returns the torso's outline."""
    garment = Garment(face, light)
    body = torso(garment)
    if garment.kind == "blazer":
        _shirtfront(easel, garment, light)
    if garment.kind == "hoodie":
        _hood(easel, garment)
    easel.fill(body, garment.shader(), label="cloth")
    with easel.inside(body):
        _pattern(easel, face, garment)
        _folds(easel, garment)
        easel.stroke(body, garment.dark, 0.012, 0.40, blur=0.005)
    DETAILS[garment.kind](easel, garment, light)
    return body


def _folds(easel: Easel, g: Garment) -> None:
    draws = easel.random("folds", 6, 3)
    dark, bright = [], []
    for index in range(6):
        side = -1.0 if index < 3 else 1.0
        k = index % 3
        start = (side * (0.13 + 0.085 * k + 0.03 * draws[index, 0]), 0.872 + 0.030 * k)
        bend = (start[0] + side * 0.004 + 0.02 * (draws[index, 1] - 0.5), 0.94)
        end = (start[0] - side * (0.015 + 0.05 * draws[index, 2]), 1.02)
        line = paths.curve(g.at([start, bend, end]), 8)
        dark.append(line)
        bright.append(paths.moved(line, 0.014 * side, 0.004))
    swell = np.array([0.002, 0.008, 0.012, 0.015, 0.016, 0.016, 0.016, 0.014])
    easel.fill(paths.ribbons(np.array(dark), swell), g.dark, 0.42, blur=0.007)
    easel.fill(paths.ribbons(np.array(bright), swell * 0.7), g.bright, 0.26, blur=0.006)


def _pattern(easel: Easel, face: Face, g: Garment) -> None:
    kind = face.attributes.pattern
    contrast = (1.0, 0.97, 0.92) if palette.luminance(g.colour) < 0.5 else (0.16, 0.15, 0.22)
    ink = mix(g.middle, scaled(contrast, g.middle if palette.luminance(g.colour) > 0.5 else (1, 1, 1)), 0.62)
    x = paths.even(-0.42, 0.42, 15)
    sag = 0.10 * x**2
    if kind in ("stripes", "check"):
        rows = np.arange(0.845, 1.05, 0.026 if kind == "stripes" else 0.036)
        bands = np.stack([np.column_stack([x + g.x, y + sag * (1 + 2 * (y - 0.85))]) for y in rows])
        easel.fill(
            paths.ribbons(bands, 0.011 if kind == "stripes" else 0.009), ink, 0.80 if kind == "stripes" else 0.48
        )
    if kind == "check":
        columns = np.arange(-0.40, 0.41, 0.042)
        lines = np.stack([np.column_stack([c + g.x + 0 * x[:6], paths.even(0.83, 1.06, 6)]) for c in columns])
        easel.fill(paths.ribbons(lines, 0.009), ink, 0.48)
    if kind == "dots":
        grid = np.stack(np.meshgrid(np.arange(-12, 13), np.arange(7)), -1).reshape(-1, 2).astype(float)
        spots = np.column_stack([grid[:, 0] * 0.036 + 0.018 * (grid[:, 1] % 2) + g.x, 0.85 + grid[:, 1] * 0.026])
        easel.fill(paths.ovals(spots, 0.0072, 0.0072), ink, 0.85)
    if kind == "knit":
        rows, columns = np.arange(0.84, 1.04, 0.0135), np.arange(-0.40, 0.40, 0.0145)
        grid = np.stack(np.meshgrid(columns + g.x, rows), -1).reshape(-1, 1, 2)
        for side, colour in ((-1.0, g.dark), (1.0, g.bright)):
            stitch = grid + np.array([[0.0, 0.008], [side * 0.0064, 0.0]])
            easel.stroke(paths.polylines(stitch), colour, 0.0036, 0.40, butt=True)


def _crew(easel: Easel, g: Garment, light: Light) -> None:
    dip, o = NECKLINE[g.kind], g.open
    band = g.at(
        [
            (-o, 0.838),
            (-o * 0.90, 0.862),
            (-o * 0.5, dip - 0.008),
            (0, dip),
            (o * 0.5, dip - 0.008),
            (o * 0.90, 0.862),
            (o, 0.838),
        ]
    )
    line = paths.curve(band, 30)
    shape = paths.ribbons(line[None] + (0, 0.006), np.full(30, 0.019))
    easel.fill(shape, g.shader(), label="cloth")
    easel.fill(paths.ribbons(line[None] + (0, 0.0155), np.full(30, 0.0035)), g.dark, 0.60, blur=0.0016)
    easel.fill(paths.ribbons(line[None] + (0, -0.001), np.full(30, 0.0035)), g.bright, 0.45, blur=0.0012)
    ribs = np.stack([paths.moved(line[1:-1], 0, -0.001), paths.moved(line[1:-1], 0, 0.013)], 1)
    easel.stroke(paths.polylines(ribs), g.dark, 0.0016, 0.28)


def _v_neck(easel: Easel, g: Garment, light: Light) -> None:
    dip, o = NECKLINE[g.kind], g.open
    for side in (-1.0, 1.0):
        line = paths.curve(g.at([(side * o, 0.838), (side * o * 0.62, 0.5 * (0.842 + dip)), (0, dip + 0.01)]), 12)
        easel.fill(
            paths.ribbons(line[None] + (side * 0.005, 0.003), np.full(12, 0.015)),
            mix(g.left if side < 0 else g.right, g.middle, 0.7),
            label="cloth",
        )
        easel.fill(paths.ribbons(line[None] + (side * 0.0125, 0.006), np.full(12, 0.003)), g.dark, 0.55, blur=0.0012)


def _shirt(easel: Easel, g: Garment, light: Light) -> None:
    _placket(easel, g)
    pale = mix(g.middle, (1, 1, 1), 0.16)
    for side, shade in ((-1.0, g.left), (1.0, g.right)):
        o = g.open * side
        leaf = g.at(
            [
                (o * 0.98, 0.806),
                (o * 1.16, 0.838),
                (o * 1.22, 0.905),
                (o * 0.70, 0.942),
                (o * 0.02, 0.918),
                (o * 0.5, 0.875),
            ]
        )
        path = paths.polylines(paths.curve(np.concatenate([leaf, leaf[:1]]), 32)[None], closed=True)
        easel.fill(path, SHADE, 0.35, blur=0.006)
        easel.fill(
            path,
            linear((g.x + o * 0.2, 0.83), (g.x + o, 0.94), [argb(pale), argb(mix(shade, pale, 0.4))]),
            label="cloth",
        )
        easel.stroke(path, g.dark, 0.0022, 0.45)


def _placket(easel: Easel, g: Garment) -> None:
    line = g.at([(0.012, 0.92), (0.013, 0.97), (0.013, 1.03)])
    easel.fill(paths.ribbon(line, 0.003, ends=(1, 1)), g.dark, 0.5)
    for y in (0.948, 0.992):
        easel.fill(paths.oval(g.x, y, 0.0062, 0.0062), mix(g.bright, (1, 1, 1), 0.5))
        easel.stroke(paths.oval(g.x, y, 0.0062, 0.0062), g.dark, 0.0016, 0.6)


def _hood(easel: Easel, g: Garment) -> None:
    o = g.open
    back = g.at(
        [
            (-o * 1.75, 0.888),
            (-o * 1.68, 0.815),
            (-o * 1.1, 0.752),
            (0, 0.735),
            (o * 1.1, 0.752),
            (o * 1.68, 0.815),
            (o * 1.75, 0.888),
            (0, 0.93),
        ]
    )
    with easel.inside(paths.oval(g.x, 0.82, o * 0.93, 0.16), outside=True):
        path = paths.smooth(back)
        easel.fill(
            path,
            linear((g.x, 0.74), (g.x, 0.9), [argb(scaled(g.middle, 0.62)), argb(scaled(g.middle, 0.9))]),
            label="cloth",
        )


def _hoodie(easel: Easel, g: Garment, light: Light) -> None:
    o = g.open
    for side, shade in ((-1.0, g.left), (1.0, g.right)):
        roll = g.at(
            [
                (side * o * 1.32, 0.772),
                (side * o * 1.55, 0.835),
                (side * o * 1.18, 0.902),
                (side * o * 0.42, 0.947),
                (0, 0.958),
            ]
        )
        line = paths.curve(roll, 20)
        width = np.interp(paths.even(0, 1, 20), [0, 0.3, 0.7, 1], [0.020, 0.050, 0.044, 0.018])
        path = paths.ribbons(line[None], width)
        easel.fill(path, SHADE, 0.35, blur=0.006)
        easel.fill(
            path,
            linear(
                (g.x + side * o, 0.80),
                (g.x + side * o * 0.6, 0.96),
                [argb(mix(shade, g.bright, 0.3)), argb(g.middle), argb(scaled(g.middle, 0.7))],
            ),
            label="cloth",
        )
        easel.fill(paths.ribbons(line[None] + (side * 0.008, -0.004), width * 0.22), g.bright, 0.40, blur=0.005)
        cord = g.at([(side * 0.030, 0.938), (side * 0.036, 0.97), (side * 0.033, 1.02)])
        easel.fill(paths.ribbon(cord, 0.0068, ends=(1, 1)), mix(g.bright, (1, 1, 1), 0.65), label="cloth")


def _turtleneck(easel: Easel, g: Garment, light: Light) -> None:
    o = g.open * 0.93
    tube = paths.polylines(paths.curve(g.at([(-o, 0.795), (-o * 1.04, 0.84), (-o * 1.28, 0.885), (0, 0.935),
                                             (o * 1.28, 0.885), (o * 1.04, 0.84), (o, 0.795), (o * 0.5, 0.811),
                                             (0, 0.816), (-o * 0.5, 0.811),
                                             (-o, 0.795)]), 50)[None], closed=True)  # fmt: skip
    stops = [
        argb(scaled(g.left, 0.82)),
        argb(mix(g.left, g.middle, 0.7)),
        argb(mix(g.right, g.middle, 0.7)),
        argb(scaled(g.right, 0.82)),
    ]
    easel.fill(tube, linear((g.x - o, 0.85), (g.x + o, 0.85), stops), label="cloth")
    with easel.inside(tube):
        t = np.linspace(-0.97, 0.97, 19)
        ribs = np.stack(
            [
                np.column_stack([g.x + o * t * s, y + 0.018 * (1 - t * t)])
                for s, y in ((1.0, 0.79), (1.05, 0.84), (1.25, 0.92))
            ],
            1,
        )
        easel.stroke(paths.polylines(ribs), g.dark, 0.0034, 0.42)
        easel.stroke(paths.polylines(paths.moved(ribs, 0.0045, 0)), g.bright, 0.0030, 0.30)
        fold = paths.ribbon(g.at([(-o * 1.05, 0.852), (0, 0.876), (o * 1.05, 0.852)]), 0.012, ends=(0.6, 0.6))
        easel.fill(fold, g.dark, 0.55, blur=0.005)


def _shirtfront(easel: Easel, g: Garment, light: Light) -> None:
    cloth = facing((0.93, 0.93, 0.94), light, [(-0.3, -0.2, 1), (0.3, -0.2, 1)])
    o = g.open
    front = paths.polylines(
        g.at(
            [
                (-o * 1.1, 0.832),
                (-o * 0.5, 0.895),
                (0, 0.93),
                (o * 0.5, 0.895),
                (o * 1.1, 0.832),
                (o * 1.2, 1.05),
                (-o * 1.2, 1.05),
            ]
        )[None],
        closed=True,
    )
    easel.fill(front, linear((g.x - o, 0), (g.x + o, 0), [argb(cloth[0]), argb(cloth[1])]), label="cloth")
    for side in (-1.0, 1.0):
        leaf = g.at(
            [
                (side * o * 1.0, 0.806),
                (side * o * 1.2, 0.86),
                (side * o * 0.62, 0.948),
                (0.0, 0.920),
                (side * o * 0.55, 0.872),
            ]
        )
        path = paths.polylines(leaf[None], closed=True)
        easel.fill(path, scaled(cloth[1], 1.02), label="cloth")
        easel.stroke(path, scaled(cloth[0], 0.55), 0.0022, 0.6)


def _blazer(easel: Easel, g: Garment, light: Light) -> None:
    o = g.open
    for side, shade in ((-1.0, g.left), (1.0, g.right)):
        lapel = g.at(
            [
                (side * o * 0.98, 0.822),
                (side * o * 1.42, 0.862),
                (side * o * 1.72, 0.928),
                (side * o * 1.30, 0.945),
                (side * o * 1.48, 0.972),
                (side * o * 0.30, 1.06),
                (side * o * 0.02, 1.02),
                (side * o * 0.66, 0.92),
            ]
        )
        path = paths.polylines(lapel[None], closed=True)
        easel.fill(path, SHADE, 0.40, blur=0.006)
        easel.fill(
            path,
            linear(
                (g.x, 0.93),
                (g.x + side * o * 1.7, 0.93),
                [argb(mix(g.middle, g.bright, 0.25)), argb(mix(shade, g.middle, 0.5))],
            ),
            label="cloth",
        )
        easel.stroke(path, g.dark, 0.0026, 0.7)


def _overalls(easel: Easel, g: Garment, light: Light) -> None:
    _crew(easel, g, light)
    denim = facing(mix(scaled(g.colour, 0.5), (0.20, 0.30, 0.48), 0.72), light, [(-0.5, -0.3, 1), (0.5, -0.3, 1)])
    for side, colour in ((-1.0, denim[0]), (1.0, denim[1])):
        strap = paths.curve(g.at([(side * 0.195, 0.868), (side * 0.180, 0.92), (side * 0.155, 1.05)]), 12)
        path = paths.ribbons(strap[None], np.full(12, 0.048))
        easel.fill(path, scaled(colour, 0.3), 0.5, blur=0.006)
        easel.fill(path, colour, label="cloth")
        for off in (-0.019, 0.019):
            easel.stroke(paths.polylines(paths.moved(strap, off, 0)[None]), (0.93, 0.72, 0.40), 0.0022, 0.7)
        easel.fill(paths.oval(g.x + side * 0.172, 0.948, 0.011, 0.011), (0.86, 0.74, 0.45))


DETAILS = {
    "crew": _crew, "v-neck": _v_neck, "shirt": _shirt, "hoodie": _hoodie,
    "turtleneck": _turtleneck, "blazer": _blazer, "overalls": _overalls,
}  # fmt: skip
