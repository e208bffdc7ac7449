"""Lamps: what they look like and the light that they give. A lamp is (thing, emitters)."""

from __future__ import annotations

import numpy as np

from data.rooms.materials import ceramic, metal, timber
from data.rooms.meshes import ball, lathe, merged, quad, tube
from data.rooms.scene import Emitter, Material, Part, Thing
from data.rooms.textures import Colour

Lamp = tuple[Thing, list[Emitter]]

# Relative to green, black bodies in linear sRGB; after Krystek (1985), normalised to luminance 1.
_WARM = {2400: (1.85, 0.85, 0.21), 2700: (1.71, 0.88, 0.31), 3200: (1.50, 0.92, 0.47), 4000: (1.27, 0.96, 0.72),
         5500: (1.03, 0.99, 1.05), 6500: (0.95, 1.0, 1.2), 8000: (0.86, 1.0, 1.38)}  # fmt: skip


def blackbody(kelvin: float) -> Colour:
    """Linear sRGB of a black body of `kelvin` (2400 to 8000), luminance about 1."""
    grid = sorted(_WARM)
    mired = 1e6 / float(np.clip(kelvin, grid[0], grid[-1]))
    at = [1e6 / k for k in grid][::-1]
    r, g, b = (float(np.interp(mired, at, [_WARM[k][c] for k in grid][::-1])) for c in range(3))
    return (r, g, b)


def glow(power: float, kelvin: float) -> Colour:
    """`power` times the colour of a black body."""
    r, g, b = blackbody(kelvin)
    return (power * r, power * g, power * b)


def _shade(bottom: float, top: float, height: float, z: float, colour: Colour) -> Part:
    linen = Material(colour, 0.9, specular=0.1, transmission=0.42)
    return Part(lathe([(bottom, z), ((bottom + top) / 2, z + height / 2), (top, z + height)], 20, smooth=False), linen)


def table_lamp(
    rng: np.random.Generator, power: float = 60.0, height: float = 0.5, shade: Colour = (0.75, 0.66, 0.5)
) -> Lamp:
    """A pottery or brass lamp with a linen shade and a bulb in it."""
    foot = height * 0.56
    r = height * rng.uniform(0.1, 0.17)
    profile = [(0, 0), (r * 0.8, 0), (r * 0.85, 0.008), (r, foot * 0.4), (r * 0.45, foot * 0.85), (r * 0.25, foot)]
    base = Part(lathe(profile, 60), ceramic(rng) if rng.random() < 0.7 else metal(rng, "brass"))
    pole = Part(
        tube(np.array([(0, 0, foot - 0.01), (0, 0, foot + 0.04), (0, 0, height * 0.78)]), 0.005, 10),
        metal(rng, "brass"),
    )
    cover = _shade(height * 0.3, height * 0.2, height * 0.38, height * 0.62, shade)
    bulb = ball((0.028, 0.028, 0.034), rows=18).moved((0, 0, height * 0.8))
    return [base, pole, cover], [Emitter(bulb, glow(power, 2700), Material((0.75, 0.74, 0.7), 0.3))]


def floor_lamp(
    rng: np.random.Generator, power: float = 110.0, height: float = 1.55, shade: Colour = (0.75, 0.66, 0.5)
) -> Lamp:
    """A standing lamp on three legs or one pole."""
    shade_height = 0.3
    z = height - shade_height
    if rng.random() < 0.5:
        legs = []
        for k in range(3):
            angle = 2 * np.pi * k / 3 + 0.5
            legs.append(
                tube(
                    np.array(
                        [
                            (0.26 * np.cos(angle), 0.26 * np.sin(angle), 0),
                            (0.02 * np.cos(angle), 0.02 * np.sin(angle), z + 0.05),
                        ]
                    ),
                    0.012,
                    12,
                )
            )
        stand = Part(merged(legs), timber(rng))
    else:
        foot = lathe([(0, 0), (0.15, 0), (0.15, 0.015), (0.02, 0.025), (0.01, 0.05)], smooth=False)
        stand = Part(merged([foot, tube(np.array([(0, 0, 0.03), (0, 0, 0.7), (0, 0, z + 0.1)]), 0.01, 12)]), metal(rng))
    bulb = ball((0.035, 0.035, 0.04), rows=18).moved((0, 0, z + 0.16))
    emitters = [Emitter(bulb, glow(power, 2700), Material((0.75, 0.74, 0.7), 0.3))]
    return [stand, _shade(0.23, 0.17, shade_height, z, shade)], emitters


def pendant(
    rng: np.random.Generator, ceiling: float, drop: float = 0.6, power: float = 90.0, kelvin: float = 3000.0
) -> Lamp:
    """A lamp hanging from the ceiling: a metal bowl open below."""
    z = ceiling - drop
    bowl = lathe([(0.2, z), (0.19, z + 0.06), (0.12, z + 0.15), (0.03, z + 0.19), (0.012, z + 0.22)], 40)
    cord = tube(np.array([(0, 0, z + 0.2), (0, 0, z + 0.3), (0, 0, ceiling)]), 0.003, 6)
    bulb = ball((0.04, 0.04, 0.045), rows=18).moved((0, 0, z + 0.07))
    return [Part(merged([bowl, cord]), metal(rng))], [
        Emitter(bulb, glow(power, kelvin), Material((0.75, 0.74, 0.7), 0.3))
    ]


def ceiling_panel(ceiling: float, side: float = 0.55, power: float = 9.0, kelvin: float = 4000.0) -> list[Emitter]:
    """A flat lamp on the ceiling, facing down."""
    panel = quad((-side / 2, -side / 2, ceiling - 0.03), (0, side, 0), (side, 0, 0))
    return [Emitter(panel, glow(power, kelvin), Material((0.7, 0.7, 0.68), 0.4))]


def bounce(
    ceiling: float, at: tuple[float, float], side: float = 1.2, power: float = 1.2, kelvin: float = 3200.0
) -> list[Emitter]:
    """A broad soft glow just under the ceiling, as an uplighter paints it there."""
    panel = quad((at[0] - side / 2, at[1] - side / 2, ceiling - 0.012), (0, side, 0), (side, 0, 0))
    return [Emitter(panel, glow(power, kelvin), Material((0.76, 0.75, 0.72), 0.9))]
