"""Hair from the back of the head to the fringe, its shadow on the face, knots and plaits, and cropped hair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import skia

from data.portraits import hair_styles, palette, paths, strands
from data.portraits.easel import Easel, argb, mix, scaled
from data.portraits.geometry import Face
from data.portraits.head import skin_shadow
from data.portraits.light import Light
from data.portraits.strands import Hair, Sheet


@dataclass(frozen=True)
class Hairdo:
    """All hair of a portrait, laid out and ready to be painted in two goes."""

    behind: tuple[Hair, ...]
    front: tuple[Hair, ...]
    fringe: tuple[Hair, ...]
    ramp: palette.Ramp
    steps: list[int]


def arrange(easel: Easel, face: Face, light: Light) -> Hairdo:
    """Lays out the hair that a portrait's attributes describe."""
    a = face.attributes
    ramp = palette.hair_ramp(a.hair_colour, a.hair_shade)
    steps = strands.colours(ramp, light.tint)
    if a.hair_style not in hair_styles.STYLES:
        return Hairdo((), (), (), ramp, steps)
    scalp = hair_styles.Scalp(face)
    behind, front = hair_styles.STYLES[a.hair_style](scalp)
    fringe = hair_styles.fringe(scalp)

    def laid(sheets: list[Sheet]) -> tuple[Hair, ...]:
        return tuple(strands.lay(easel, s, face.pose, light, a.curl, 1.0 - 0.45 * a.curl) for s in sheets)

    return Hairdo(laid(behind), laid(front), laid(fringe), ramp, steps)


def behind(easel: Easel, face: Face, light: Light, do: Hairdo) -> None:
    """The hair behind neck and shoulders, and a knot on top."""
    a = face.attributes
    for hair in do.behind:
        strands.ground(easel, hair, do.ramp, light)
        strands.paint(easel, hair, do.steps)
    if a.hair_style == "bun" and a.hat == "none":
        _knot(easel, face, light, do)


def shadow(easel: Easel, face: Face, light: Light, do: Hairdo) -> None:
    """What the hair takes from the light on forehead, temples and cheeks."""
    dark = skin_shadow(face, light)
    with easel.inside(face.outline):
        for hair in (*do.front, *do.fringe):
            if not hair.sheet.filled:
                continue
            path = skia.Path(hair.ground)
            path.offset(-0.010 * light.side, 0.013)
            easel.fill(path, dark, 0.42, blur=0.008)


def front(easel: Easel, face: Face, light: Light, do: Hairdo) -> None:
    """The hair over head and face, or the crop of a shaven head."""
    a = face.attributes
    if a.hair_style == "buzz":
        _crop(easel, face, light, do)
    if a.hair_style in ("bun", "ponytail"):
        crown, shade = _scalp(face, light, do)
        easel.fill(crown, shade, label="hair")
    for hair in do.front:
        strands.ground(easel, hair, do.ramp, light)
    for hair in do.front:
        strands.paint(easel, hair, do.steps)
    if a.hair_style == "braids":
        _plaits(easel, face, light, do)
    for hair in do.fringe:
        strands.ground(easel, hair, do.ramp, light)
        strands.paint(easel, hair, do.steps)


def _scalp(face: Face, light: Light, do: Hairdo) -> tuple[skia.Path, skia.Shader]:
    """The part of the head on which hair grows, and how a thin cover of hair shades it."""
    w = face.wide
    half = [(0.0, -0.312, -0.05), (0.11 * w, -0.287, -0.05), (0.180 * w, -0.205, -0.05), (0.205 * w, -0.09, -0.03),
            (0.203 * w, -0.015, -0.01),
            (0.192 * w, 0.035, 0.01), (0.183 * w, -0.03, 0.05), (0.172 * w, -0.10, 0.085),
            (0.140 * w, -0.150, 0.12), (0.118 * w, -0.195, 0.13), (0.06 * w, -0.208, 0.155)]  # fmt: skip
    points = np.array([*half, (0.0, -0.200, 0.16), *[(-x, y, z) for x, y, z in half[:0:-1]]])
    outline = paths.smooth(face.pose.project(points))
    dark, own, lit = (scaled(c, light.tint) for c in do.ramp)
    centre = skia.Point(0.5 + 0.13 * light.side, 0.20)
    shade = skia.GradientShader.MakeRadial(centre, 0.34, [argb(mix(own, lit, 0.12)), argb(mix(own, dark, 0.75))])
    return outline, shade


def _crop(easel: Easel, face: Face, light: Light, do: Hairdo) -> None:
    """Hair a few millimetres long: the scalp's colour through a haze of short strokes."""
    outline, shade = _scalp(face, light, do)
    easel.label(outline, "hair")
    easel.fill(outline, shade, 0.80, blur=0.004)
    dark, own, lit = (scaled(c, light.tint) for c in do.ramp)
    w = face.wide
    count = 420 if easel.size <= 192 else 1500
    draws = easel.random("crop", 1500, 4)[:count]
    azimuth, height = (draws[:, 0] - 0.5) * np.pi * 1.15, draws[:, 1] ** 0.8
    ring = np.sqrt(np.maximum(1 - (height * 0.98) ** 2, 0))
    scalp = np.column_stack(
        [0.204 * w * ring * np.sin(azimuth), -0.02 - 0.295 * height, 0.20 * ring * np.cos(azimuth) - 0.04]
    )
    ends = (
        scalp
        + np.column_stack([0.25 * (draws[:, 2] - 0.5) - 0.2 * scalp[:, 0], np.full(count, 0.4), 0 * height]) * 0.02
    )
    hairs = face.pose.project(np.stack([scalp, ends], 1))
    with easel.inside(outline):
        third = count // 3
        easel.stroke(paths.polylines(hairs[:third]), mix(own, lit, 0.55), 0.0035, 0.34, butt=True)
        easel.stroke(paths.polylines(hairs[third:]), dark, 0.0035, 0.34, butt=True)


def _knot(easel: Easel, face: Face, light: Light, do: Hairdo) -> None:
    """A bun: three turns of hair around a ball on the crown."""
    a = face.attributes
    radius = 0.064 + 0.012 * a.hair_volume + 0.018 * a.curl
    x, y = face.pose.project(np.array([0.0, -0.352 - 0.4 * radius, -0.06]))
    dark, own, lit = (scaled(c, light.tint) for c in do.ramp)
    spot = skia.Point(float(x + 0.4 * radius * light.side), float(y - 0.3 * radius))
    shade = skia.GradientShader.MakeRadial(
        spot, 1.5 * radius, [argb(mix(own, lit, 0.25)), argb(mix(dark, own, 0.5)), argb(dark)]
    )
    angle = np.linspace(0, 2 * np.pi, 25)[:-1]
    bumpy = radius * (1 + 0.05 * a.curl * np.sin(9 * angle + 1) + 0.025 * np.sin(4 * angle))
    ball = paths.smooth(np.column_stack([x + 1.08 * bumpy * np.cos(angle), y + 0.92 * bumpy * np.sin(angle)]))
    easel.fill(ball, shade, label="hair")
    count = 54 if easel.size <= 192 else 110
    draws = easel.random("knot", 110, 3)[:count]
    sweep = np.linspace(0, 1.5, 9)[None] + 2 * np.pi * draws[:, :1]
    reach = radius * (0.25 + 0.70 * draws[:, 1:2]) * (
        1 - 0.10 * np.linspace(0, 1, 9)
    ) + 0.06 * radius * a.curl * np.sin(11 * sweep)
    turns = np.stack([x + 1.06 * reach * np.cos(sweep), y + 0.90 * reach * np.sin(sweep) - 0.04 * radius], -1)
    tones = 0.30 + 0.30 * np.sin(2.2 * sweep[:, 1:] + 6 * draws[:, 2:3]) * 0.6 + 0.22 * (draws[:, 2:3] - 0.5)
    tones = tones - 0.22 * ((turns[:, 1:, 1] - y) / radius) + 0.18 * light.side * (turns[:, 1:, 0] - x) / radius
    sheet = Sheet("knot", np.zeros((2, 2, 3)), 1, count)
    with easel.inside(ball):
        strands.paint(easel, Hair(sheet, turns, tones, ball), do.steps, label=False)


def _plaits(easel: Easel, face: Face, light: Light, do: Hairdo) -> None:
    """A plait on either side: leaning drops of hair, left over right, down to a tie."""
    a = face.attributes
    low = 0.46 + 0.05 * a.hair_length
    for side in (-1.0, 1.0):
        spine = np.array(
            [
                [side * 0.205 * face.wide, 0.085, -0.01],
                [side * 0.212, 0.18, 0.0],
                [side * 0.205, 0.30, 0.02],
                [side * 0.19, low, 0.03],
            ]
        )
        count = 9
        middle = face.pose.project(paths.curve(spine, count + 1))
        thick = np.interp(np.arange(count), [0, 2, count - 1], [0.027, 0.032, 0.021]) * (
            1 + 0.18 * a.hair_volume + 0.25 * a.curl
        )
        for index in range(count):
            lean = (-1.0) ** index
            _drop(
                easel,
                middle[index],
                middle[index + 1],
                lean,
                float(thick[index]),
                light,
                do,
                f"plait{side:+.0f}{index}",
            )
        tip = middle[-1]
        brush = np.stack(
            [
                [tip, paths.moved(tip, 0.010 * k, 0.030), paths.moved(tip, 0.013 * k, 0.055 - 0.006 * abs(k))]
                for k in (-1.0, -0.4, 0.2, 0.8)
            ]
        )
        easel.fill(
            paths.ribbons(brush, np.array([0.014, 0.013, 0.002])), mix(do.ramp[0], do.ramp[1], 0.6), label="hair"
        )
        easel.fill(paths.oval(tip[0], tip[1], 0.016, 0.009), scaled((0.75, 0.32, 0.28), light.tint), label="hair")


def _drop(
    easel: Easel, top: np.ndarray, bottom: np.ndarray, lean: float, thick: float, light: Light, do: Hairdo, name: str
) -> None:
    """One bulge of a plait."""
    dark, own, lit = (scaled(c, light.tint) for c in do.ramp)
    step = bottom - top
    outline = np.array(
        [[-0.9, -0.10], [-0.2, -0.45], [0.75, -0.30], [1.0, 0.30], [0.55, 0.95], [-0.1, 1.30], [-0.55, 0.75]]
    )
    points = top + np.column_stack([outline[:, 0] * lean * thick, outline[:, 1] * np.hypot(*step)])
    path = paths.smooth(points)
    x = float(top[0] + lean * thick * 0.3)
    shade = skia.GradientShader.MakeRadial(
        skia.Point(x + 0.01 * light.side, float(top[1] + 0.2 * step[1])),
        thick * 1.5,
        [argb(mix(own, lit, 0.30)), argb(own), argb(dark)],
    )
    easel.fill(path, shade, label="hair")
    draws = easel.random(name, 14, 2)
    start = top + np.column_stack(
        [lean * thick * (-0.8 + 1.6 * draws[:, 0]), np.hypot(*step) * (-0.25 + 0.3 * draws[:, 0])]
    )
    end = top + np.column_stack(
        [lean * thick * (-0.5 + 0.9 * draws[:, 0]), np.hypot(*step) * (0.75 + 0.5 * draws[:, 1])]
    )
    hairs = np.stack([start, (start + end) / 2 + (lean * 0.2 * thick, 0), end], 1)
    with easel.inside(path):
        easel.stroke(paths.polylines(hairs[::2]), dark, 0.0028, 0.55)
        easel.stroke(paths.polylines(hairs[1::2]), mix(own, lit, 0.6), 0.0026, 0.5)
    easel.stroke(path, dark, 0.0030, 0.55)
