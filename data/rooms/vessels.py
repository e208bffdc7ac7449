"""Things turned on a wheel or a lathe: vases, mugs, bowls, bottles, teapots, candlesticks, fruit."""

from __future__ import annotations

import numpy as np

from data.rooms.materials import ceramic, metal, timber
from data.rooms.meshes import ball, lathe, merged, smooth_curve, surface, tube
from data.rooms.scene import Material, Part, Thing
from data.rooms.textures import Texture, blend, noise, srgb


def vase(rng: np.random.Generator, height: float = 0.28, material: Material | None = None) -> Thing:
    """An open vase with an inside; its silhouette is drawn at random from a family of pots."""
    foot, belly, neck, lip = rng.uniform((0.16, 0.3, 0.1, 0.13), (0.26, 0.45, 0.2, 0.24))
    where = rng.uniform(0.35, 0.62)
    outer = [(0.0, 0.0), (foot, 0.0), (foot * 1.06, 0.02), (belly, where), (neck, 0.86), (lip, 1.0)]
    inner = [(lip - 0.025, 1.0), (neck - 0.03, 0.86), (belly - 0.04, where), (0.0, 0.06)]
    profile = np.asarray(outer + inner) * height
    return [Part(lathe(profile, count=110), material or ceramic(rng))]


def mug(rng: np.random.Generator, material: Material | None = None) -> Thing:
    """A mug with a handle, 9.5 cm high, filled with something dark."""
    r, h = 0.041, 0.095
    profile = [(0, 0), (r * 0.86, 0), (r * 0.97, 0.006), (r, 0.03), (r, h - 0.003), (r - 0.002, h),
               (r - 0.005, h - 0.003), (r - 0.005, 0.02), (r * 0.6, 0.008), (0, 0.007)]  # fmt: skip
    path = smooth_curve([(r - 0.004, 0, h * 0.8), (r + 0.022, 0, h * 0.82), (r + 0.031, 0, h * 0.5),
                         (r + 0.018, 0, h * 0.22), (r - 0.004, 0, h * 0.24)], 30)  # fmt: skip
    glaze = material or ceramic(rng)
    drink = lathe([(0, h - 0.018), (r - 0.006, h - 0.018)], smooth=False)
    return [
        Part(merged([lathe(profile, count=120), tube(path, 0.0055)]), glaze),
        Part(drink, Material((0.02, 0.009, 0.004), 0.08, specular=0.5)),
    ]


def bowl(rng: np.random.Generator, radius: float = 0.14, material: Material | None = None) -> Thing:
    """An open bowl."""
    h = radius * rng.uniform(0.5, 0.75)
    profile = [(0, 0), (radius * 0.42, 0), (radius * 0.45, 0.008), (radius * 0.8, h * 0.5), (radius, h),
               (radius - 0.006, h), (radius * 0.76, h * 0.53), (radius * 0.35, 0.016), (0, 0.014)]  # fmt: skip
    return [Part(lathe(profile, count=90), material or ceramic(rng))]


def plate(rng: np.random.Generator, radius: float = 0.12, material: Material | None = None) -> Thing:
    """A plate."""
    profile = [(0, 0), (radius * 0.6, 0), (radius * 0.68, 0.006), (radius, 0.018), (radius - 0.003, 0.021),
               (radius * 0.66, 0.011), (0, 0.008)]  # fmt: skip
    return [Part(lathe(profile, count=60), material or ceramic(rng))]


def bottle(rng: np.random.Generator, height: float = 0.3) -> Thing:
    """A bottle of dark glass with a cork and a paper label."""
    r = height * 0.13
    profile = [(0, 0), (r * 0.95, 0), (r, 0.008), (r, height * 0.58), (r * 0.85, height * 0.68),
               (r * 0.36, height * 0.78), (r * 0.33, height * 0.96), (r * 0.4, height * 0.965),
               (r * 0.4, height)]  # fmt: skip
    tints = ((0.008, 0.03, 0.012), (0.05, 0.018, 0.004), (0.01, 0.02, 0.035), (0.02, 0.045, 0.02))
    glass = Material(tints[int(rng.integers(4))], 0.05, specular=0.7, clearcoat=1.0)
    band = np.linspace(0, np.pi * 1.2, 40) + rng.uniform(0, 6)
    z = np.linspace(height * 0.18, height * 0.48, 8)
    a, level = np.meshgrid(band, z)
    label = surface(np.stack(((r + 0.0006) * np.cos(a), (r + 0.0006) * np.sin(a), level), axis=-1))
    paper = (0.7, 0.64, 0.5) if rng.random() < 0.6 else (0.12, 0.16, 0.14)
    cork = lathe(
        [(0, height - 0.01), (r * 0.3, height - 0.01), (r * 0.3, height + 0.012), (0, height + 0.012)], smooth=False
    )
    return [
        Part(lathe(profile, count=100), glass),
        Part(label, Material(paper, 0.8)),
        Part(cork, Material((0.45, 0.3, 0.17), 0.9)),
    ]


def teapot(rng: np.random.Generator, radius: float = 0.085, material: Material | None = None) -> Thing:
    """A round teapot with spout, handle and lid."""
    r = radius
    body = lathe(
        [(0, 0), (r * 0.6, 0), (r * 0.65, 0.006), (r, r * 0.7), (r * 0.86, r * 1.25), (r * 0.45, r * 1.5)], count=70
    )
    lid = lathe([(r * 0.47, r * 1.48), (r * 0.4, r * 1.58), (r * 0.12, r * 1.68), (r * 0.08, r * 1.75),
                 (r * 0.14, r * 1.86), (0, r * 1.93)], count=50)  # fmt: skip
    spout_path = smooth_curve(
        [(r * 0.8, 0, r * 0.55), (r * 1.25, 0, r * 0.75), (r * 1.5, 0, r * 1.2), (r * 1.72, 0, r * 1.35)], 24
    )
    spout = tube(spout_path, np.linspace(r * 0.27, r * 0.1, 24), 24)
    handle_path = smooth_curve(
        [(-r * 0.82, 0, r * 1.15), (-r * 1.35, 0, r * 1.3), (-r * 1.55, 0, r * 0.8), (-r * 0.92, 0, r * 0.5)], 30
    )
    return [Part(merged([body, lid, spout, tube(handle_path, r * 0.09)]), material or ceramic(rng))]


def candlestick(rng: np.random.Generator, height: float = 0.18) -> Thing:
    """A candlestick with a candle that was burnt before."""
    stick = lathe([(0, 0), (0.05, 0), (0.052, 0.006), (0.03, 0.014), (0.011, 0.03), (0.009, height * 0.5),
                   (0.017, height * 0.55), (0.009, height * 0.62), (0.013, height * 0.9), (0.026, height * 0.95),
                   (0.026, height), (0, height)], count=120)  # fmt: skip
    long = rng.uniform(0.08, 0.2)
    top = height + long
    candle = lathe([(0.0105, height), (0.0105, top), (0.008, top + 0.003), (0, top - 0.002)], count=40)
    wick = tube(
        np.array([(0, 0, height + long), (0.001, 0, height + long + 0.006), (0.003, 0, height + long + 0.01)]),
        0.0012,
        6,
    )
    return [
        Part(stick, metal(rng, "brass" if rng.random() < 0.6 else None)),
        Part(candle, Material((0.78, 0.7, 0.55), 0.45, specular=0.4)),
        Part(wick, Material((0.01, 0.01, 0.01), 0.9)),
    ]


def apple(rng: np.random.Generator) -> Thing:
    """An apple with a dimple, a stem and streaked skin."""
    r = rng.uniform(0.034, 0.042)

    def shape(d: np.ndarray) -> np.ndarray:
        polar = np.arccos(np.clip(d[:, 2], -1, 1))
        dimple = 0.42 * np.exp(-((polar / 0.42) ** 2)) + 0.2 * np.exp(-(((np.pi - polar) / 0.3) ** 2))
        return 1 - dimple + 0.025 * np.cos(5 * np.arctan2(d[:, 1], d[:, 0])) * (polar / np.pi)

    red, yellow = (srgb("#8e1b16"), srgb("#d9a63a")) if rng.random() < 0.65 else (srgb("#5f8a2a"), srgb("#b7c25a"))
    streaks = noise(rng, (256, 512), 1.0, (8.0, 1.0)) * 0.3 + noise(rng, (256, 512), 2.2) * 0.35 + 0.35
    skin = Material(
        Texture(blend(red, yellow, streaks), (2 * np.pi * r, np.pi * r)), 0.28, specular=0.5, clearcoat=0.25
    )
    body = ball((r, r, r * 0.92), shape, 48).moved((0, 0, r * 0.78))
    stem = tube(smooth_curve([(0, 0, r * 1.1), (0.001, 0, r * 1.5), (0.006, 0.002, r * 1.85)], 10), 0.0014, 6)
    turn = rng.uniform(0, 6.3)
    lean = rng.uniform(-0.25, 0.25)
    return [
        Part(body, skin).turned(lean, "x").turned(turn),
        Part(stem, Material((0.12, 0.07, 0.03), 0.8)).turned(lean, "x").turned(turn),
    ]


def orange(rng: np.random.Generator) -> Thing:
    """An orange or a lemon with pitted peel."""
    lemon = rng.random() < 0.4
    r = rng.uniform(0.026, 0.03) if lemon else rng.uniform(0.036, 0.041)
    colour = srgb("#e0b41c") if lemon else srgb("#dd7414")

    def tip(d: np.ndarray) -> np.ndarray:
        return 1 + (0.18 * np.abs(d[:, 2]) ** 8 if lemon else -0.03 * np.abs(d[:, 2]) ** 6)

    pits = Texture((-np.clip(noise(rng, (256, 256), 0.5) - 0.6, 0, 2) * 0.0005).astype(np.float32), (0.05, 0.05))
    body = ball((r, r, r * (1.25 if lemon else 0.96)), tip, 48)
    body = body.turned(np.pi / 2 if lemon else 0.3, "x").turned(rng.uniform(0, 6.3)).moved((0, 0, r))
    return [Part(body, Material(colour, 0.35, specular=0.5, bump=pits))]


def pear(rng: np.random.Generator) -> Thing:
    """A pear."""
    r = rng.uniform(0.033, 0.038)
    profile = (
        np.array([(0, 0.03), (0.5, 0.0), (0.95, 0.45), (0.98, 0.9), (0.66, 1.6), (0.42, 2.1), (0.22, 2.45), (0, 2.5)])
        * r
    )
    speck = noise(rng, (256, 256), 0.6) * 0.12 + noise(rng, (256, 256), 2.0) * 0.3 + 0.4
    skin = Texture(blend(srgb("#8f8a2c"), srgb("#c9b455"), speck), (2 * np.pi * r, 3 * r))
    stem = tube(smooth_curve([(0, 0, 2.4 * r), (0.002, 0, 2.7 * r), (0.007, 0, 3.0 * r)], 8), 0.0015, 6)
    turn = rng.uniform(0, 6.3)
    return [
        Part(lathe(profile, 60), Material(skin, 0.4)).turned(turn),
        Part(stem, Material((0.12, 0.07, 0.03), 0.8)).turned(turn),
    ]


def fruit_bowl(rng: np.random.Generator, material: Material | None = None) -> Thing:
    """A bowl heaped with fruit."""
    out = bowl(rng, 0.15, material or timber(rng, "walnut"))
    makers = (apple, orange, pear, apple)
    ring = 5
    for k in range(ring):
        angle = 2 * np.pi * k / ring + rng.uniform(-0.15, 0.15)
        fruit = makers[int(rng.integers(4))](rng)
        out += [p.turned(rng.uniform(0, 6)).moved((0.078 * np.cos(angle), 0.078 * np.sin(angle), 0.042)) for p in fruit]  # type: ignore[union-attr]
    for k in range(2):
        fruit = makers[int(rng.integers(4))](rng)
        out += [p.moved((0.03 * (2 * k - 1), 0.015 * (1 - 2 * k), 0.088)) for p in fruit]
    return out
