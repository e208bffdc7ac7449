"""Colours, in sRGB from 0 to 1: skin across the human range, hair, eyes, metals, and free hues."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from data.portraits.attributes import Attributes
from data.portraits.easel import Colour, mix, scaled

SKIN_STOPS = np.array([0.0, 0.15, 0.32, 0.48, 0.63, 0.78, 0.9, 1.0])
SKIN = (
    np.array(
        [
            [252, 222, 206],
            [246, 208, 184],
            [234, 186, 154],
            [213, 160, 124],
            [181, 126, 91],
            [141, 93, 66],
            [106, 69, 50],
            [84, 53, 40],
        ]
    )
    / 255
)

# For each colour of hair: in deep shadow, its own, and where light strikes it.
HAIR = {
    "black": ((0.035, 0.03, 0.035), (0.11, 0.095, 0.10), (0.40, 0.38, 0.42)),
    "brown": ((0.10, 0.055, 0.035), (0.30, 0.185, 0.12), (0.66, 0.48, 0.34)),
    "auburn": ((0.16, 0.045, 0.03), (0.43, 0.155, 0.09), (0.80, 0.42, 0.27)),
    "red": ((0.30, 0.085, 0.02), (0.72, 0.285, 0.085), (1.0, 0.62, 0.30)),
    "blond": ((0.38, 0.245, 0.10), (0.82, 0.645, 0.36), (1.0, 0.93, 0.70)),
    "grey": ((0.22, 0.22, 0.23), (0.53, 0.53, 0.54), (0.86, 0.86, 0.88)),
    "white": ((0.50, 0.48, 0.47), (0.86, 0.845, 0.83), (1.0, 1.0, 0.99)),
    "blue": ((0.03, 0.07, 0.24), (0.12, 0.30, 0.68), (0.52, 0.76, 1.0)),
    "pink": ((0.38, 0.06, 0.20), (0.89, 0.36, 0.57), (1.0, 0.76, 0.86)),
    "green": ((0.02, 0.17, 0.11), (0.10, 0.46, 0.30), (0.52, 0.86, 0.62)),
}
IRIS = {
    "brown": (0.36, 0.20, 0.105),
    "hazel": (0.50, 0.38, 0.16),
    "green": (0.28, 0.52, 0.30),
    "blue": (0.22, 0.48, 0.80),
    "grey": (0.50, 0.56, 0.60),
    "amber": (0.74, 0.46, 0.12),
}
METAL = {
    "gold": ((0.48, 0.29, 0.06), (0.89, 0.67, 0.22), (1.0, 0.95, 0.70)),
    "silver": ((0.33, 0.35, 0.38), (0.74, 0.76, 0.80), (1.0, 1.0, 1.0)),
    "pearl": ((0.62, 0.56, 0.54), (0.93, 0.90, 0.87), (1.0, 1.0, 1.0)),
    "coral": ((0.55, 0.13, 0.09), (0.93, 0.38, 0.29), (1.0, 0.78, 0.70)),
}
FRAMES = {
    "black": (0.06, 0.06, 0.07),
    "tortoise": (0.36, 0.19, 0.075),
    "gold": (0.80, 0.58, 0.20),
    "silver": (0.66, 0.68, 0.72),
    "red": (0.70, 0.09, 0.11),
    "blue": (0.10, 0.24, 0.58),
}
# Bone, toward which horror drains the skin.
PALLOR = (0.87, 0.85, 0.78)
Ramp = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]


def skin(a: Attributes) -> tuple[float, float, float]:
    """The colour of the skin in white light."""
    return _skin(a.skin_tone, a.skin_undertone, a.horror)


@lru_cache(maxsize=256)
def _skin(tone: float, undertone: float, horror: float) -> tuple[float, float, float]:
    base = np.array([np.interp(tone, SKIN_STOPS, SKIN[:, c]) for c in range(3)])
    shift = np.array([0.0, 0.022, -0.03]) if undertone > 0 else np.array([0.012, 0.022, -0.026])
    living = tuple((base * (1 + 1.6 * undertone * shift)).tolist())
    return mix(living, PALLOR, 0.94 * horror)


def blood(a: Attributes) -> tuple[float, float, float]:
    """What reddens skin (cheeks, ears, nose, lips): a factor on its colour."""
    deep = a.skin_tone
    return (1.0 - 0.02 * deep, 0.70 + 0.10 * deep, 0.70 + 0.10 * deep)


def lips(a: Attributes) -> tuple[float, float, float]:
    """The lips' colour in white light, lipstick included."""
    base = skin(a)
    natural = mix(scaled(base, (0.93, 0.66, 0.65)), (0.42, 0.20, 0.19), 0.12 + 0.22 * a.skin_tone)
    red, coral, plum = (0.72, 0.08, 0.13), (0.90, 0.33, 0.25), (0.45, 0.07, 0.24)
    paint = mix(red, coral, -a.lipstick_hue) if a.lipstick_hue < 0 else mix(red, plum, a.lipstick_hue)
    return mix(natural, mix(paint, scaled(paint, 0.78), a.skin_tone), 0.88 * a.lipstick)


def hair_ramp(name: str, shade: float = 0.0) -> Ramp:
    """Shadow, own colour and light of hair called `name`; `shade` in [-1, 1] darkens or lightens it."""
    dark, own, lit = HAIR[name]
    factor = 1 + (0.26 if shade < 0 else 0.30) * shade
    return scaled(dark, factor), scaled(own, factor), scaled(lit, 0.5 + 0.5 * factor)


def iris(a: Attributes) -> tuple[float, float, float]:
    """The iris in white light."""
    colour = IRIS[a.eye_colour]
    return (
        mix(colour, (0.9, 0.95, 1.0), 0.25 * a.eye_shade) if a.eye_shade > 0 else scaled(colour, 1 + 0.4 * a.eye_shade)
    )


def hue(turn: float, saturation: float, lightness: float) -> tuple[float, float, float]:
    """A free colour from its hue (turns, 0 red), saturation and lightness in [0, 1].

    Equal steps look equal: the hue runs around the circle of Ottosson's OKLCH, "A perceptual color space for image
    processing" (2020), so that no hue shouts and none takes more than its share.
    """
    angle = 2 * math.pi * turn + 0.44
    chroma = 0.20 * saturation * (1.0 - 0.45 * abs(2 * lightness - 1.0))
    level, a, b = 0.22 + 0.74 * lightness, chroma * math.cos(angle), chroma * math.sin(angle)
    long = (level + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (level - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (level - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _encoded(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _encoded(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _encoded(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def _encoded(linear: float) -> float:
    """The sRGB transfer of one linear channel, clipped."""
    if linear <= 0.0031308:
        return max(12.92 * linear, 0.0)
    return min(1.055 * linear ** (1 / 2.4) - 0.055, 1.0)


def clothes(a: Attributes) -> tuple[float, float, float]:
    """The main colour of the clothing."""
    return hue(a.clothing_hue, 0.10 + 0.80 * a.clothing_saturation, 0.12 + 0.74 * a.clothing_lightness)


def hat(a: Attributes) -> tuple[float, float, float]:
    """The main colour of the hat."""
    return hue(a.hat_hue, 0.72, 0.14 + 0.60 * a.hat_lightness)


def backdrop(a: Attributes) -> tuple[float, float, float]:
    """The main colour of the background."""
    saturation = 0.10 + 0.62 * a.background_saturation
    return hue(a.background_hue, saturation, 0.22 + 0.64 * a.background_lightness)


def luminance(colour: Colour) -> float:
    """Rec. 709 luma of a colour."""
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]
