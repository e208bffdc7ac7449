"""What is behind the person: paper, a wall in falling light, a window, lights or leaves out of focus."""

from __future__ import annotations

import numpy as np
import skia

from data.portraits import palette, paths
from data.portraits.attributes import Attributes
from data.portraits.easel import Colour, Easel, argb, mix, scaled
from data.portraits.light import Light


def draw(easel: Easel, a: Attributes, light: Light) -> None:
    """Fills the picture; class 0 needs no mark."""
    colour = scaled(palette.backdrop(a), mix((1, 1, 1), light.tint, 0.6))
    PAINTERS[a.background](easel, a, light, colour)


def _sheet(easel: Easel, shader: skia.Shader) -> None:
    easel.canvas.drawPaint(skia.Paint(Shader=shader, Dither=True))


def _radial(easel: Easel, x: float, y: float, radius: float, colours: list[Colour]) -> None:
    stops = [argb(c) for c in colours]
    _sheet(easel, skia.GradientShader.MakeRadial(skia.Point(x, y), radius, stops))


def _plain(easel: Easel, a: Attributes, light: Light, colour: Colour) -> None:
    _radial(easel, 0.5, 0.45, 0.85, [scaled(colour, 1.03), colour, scaled(colour, 0.90)])


def _gradient(easel: Easel, a: Attributes, light: Light, colour: Colour) -> None:
    bright = mix(colour, (1, 1, 1), 0.32)
    _radial(easel, 0.5 + 0.28 * light.side, 0.42, 0.80, [bright, colour, scaled(colour, 0.50)])


def _bokeh(easel: Easel, a: Attributes, light: Light, colour: Colour) -> None:
    _radial(easel, 0.5, 0.1, 1.1, [scaled(colour, 0.72), scaled(colour, 0.42), scaled(colour, 0.25)])
    draws = easel.random("bokeh", 20, 5)
    for index, (x, y, size, warmth, strength) in enumerate(draws.tolist()):
        radius = 0.035 + 0.055 * size
        near = palette.hue(a.background_hue + (0.10 if warmth > 0.5 else -0.06), 0.75, 0.72)
        glow = mix(near, (1.0, 0.93, 0.80), 0.25 + 0.5 * strength)
        at = (-0.02 + 1.04 * ((index * 0.618 + 0.25 * x) % 1.0), 0.02 + 0.80 * y)
        alpha = 0.22 + 0.40 * strength
        stops = [argb(glow, 0.75 * alpha), argb(glow, 0.85 * alpha), argb(glow, alpha), argb(glow, 0.0)]
        disc = skia.GradientShader.MakeRadial(skia.Point(*at), radius, stops, [0.0, 0.78, 0.90, 1.0])
        paint = skia.Paint(Shader=disc, BlendMode=skia.BlendMode.kScreen, AntiAlias=True)
        easel.canvas.drawCircle(*at, radius, paint)


def _wall(easel: Easel, a: Attributes, light: Light, colour: Colour) -> None:
    side = light.side if abs(light.side) > 0.15 else 0.15
    x0, x1 = (0.0, 1.0) if side < 0 else (1.0, 0.0)
    stops = [argb(mix(colour, (1, 0.97, 0.9), 0.42)), argb(colour), argb(scaled(colour, 0.50))]
    points = [skia.Point(x0, 0.1), skia.Point(x1, 0.75)]
    _sheet(easel, skia.GradientShader.MakeLinear(points, stops, [0.0, 0.45, 1.0]))
    shade = paths.oval(0.5 - 0.20 * np.sign(side), 0.52, 0.20, 0.34)
    easel.fill(shade, scaled(colour, 0.32), 0.38, blur=0.045)


def _window(easel: Easel, a: Attributes, light: Light, colour: Colour) -> None:
    side = -1.0 if light.side <= 0 else 1.0
    stops = [argb(scaled(colour, 0.85)), argb(scaled(colour, 0.42))]
    points = [skia.Point(0.5 + 0.5 * side, 0.3), skia.Point(0.5 - 0.5 * side, 0.7)]
    _sheet(easel, skia.GradientShader.MakeLinear(points, stops))
    sky = mix(palette.hue(a.background_hue + 0.45, 0.35, 0.86), (1, 1, 1), 0.4)
    x = 0.5 + 0.30 * side
    for column in (-1, 0):
        for row in (0, 1):
            left, top = x + column * 0.205 + 0.008, 0.05 + row * 0.305
            pane = skia.Path.Rect(skia.Rect.MakeXYWH(left, top, 0.185, 0.285))
            points = [skia.Point(0, 0.05), skia.Point(0, 0.66)]
            shader = skia.GradientShader.MakeLinear(points, [argb(sky), argb(mix(sky, scaled(colour, 0.9), 0.55))])
            easel.fill(pane, shader, blur=0.009)
    easel.glow(x, 0.35, 0.42, 0.48, sky, 0.34, blend=skia.BlendMode.kScreen)


def _foliage(easel: Easel, a: Attributes, light: Light, colour: Colour) -> None:
    green = palette.hue(
        0.285 + 0.12 * (a.background_hue - 0.5),
        0.40 + 0.35 * a.background_saturation,
        0.25 + 0.32 * a.background_lightness,
    )
    green = scaled(green, light.tint)
    _radial(easel, 0.5 + 0.35 * light.side, 0.1, 1.0, [mix(green, (1, 1, 0.75), 0.35), green, scaled(green, 0.40)])
    draws = easel.random("leaves", 34, 6)
    for index, (x, y, size, turn, tone, strength) in enumerate(draws.tolist()):
        at = ((index * 0.618 + 0.3 * x) % 1.0, -0.02 + 1.0 * y)
        leaf = mix(scaled(green, 0.45), mix(green, (0.95, 1.0, 0.55), 0.55), tone * (1.1 - 0.5 * at[1]))
        easel.glow(*at, 0.045 + 0.085 * size, 0.03 + 0.045 * size, leaf, 0.45 + 0.4 * strength, 180.0 * turn)


PAINTERS = {
    "plain": _plain,
    "gradient": _gradient,
    "bokeh": _bokeh,
    "wall": _wall,
    "window": _window,
    "foliage": _foliage,
}
