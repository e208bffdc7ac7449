"""Plants and cut flowers: leaves that bend, fold along their midrib and let light through."""

from __future__ import annotations

import numpy as np

from data.rooms.furniture import round_table
from data.rooms.materials import ceramic, timber
from data.rooms.meshes import Mesh, ball, lathe, merged, smooth_curve, surface, tube
from data.rooms.scene import Material, Part, Thing
from data.rooms.textures import Colour, Texture, blend, noise, srgb
from data.rooms.vessels import vase

GREENS = (("#1f3d1c", "#4f7d34"), ("#27462c", "#6b9150"), ("#35501f", "#88a045"), ("#173326", "#3c6a4f"))


def leaf_material(
    rng: np.random.Generator, greens: tuple[str, str] | None = None, veins: float = 0.6, gloss: float = 0.38
) -> Material:
    """A leaf's skin: u runs along the midrib from 0 to 1, v across it."""
    dark, light = (srgb(code) for code in (greens or GREENS[int(rng.integers(len(GREENS)))]))
    h, w = 256, 512
    v, u = np.mgrid[0:h, 0:w].astype(np.float32)
    across, along = np.abs(v / h - 0.5) * 2, u / w
    rib = np.exp(-((across / 0.035) ** 2))
    side = np.abs(np.sin((along * 13 - across * 3.0) * np.pi)) ** 14 * np.exp(-across * 1.4)
    tone = 0.25 + noise(rng, (h, w), 1.6) * 0.1 + veins * (rib * 0.9 + side * 0.5)
    return Material(Texture(blend(dark, light, tone), (1.0, 1.0)), gloss, transmission=0.28)


def leaf(
    long: float, wide: float, droop: float, fold: float = 0.25, wave: float = 0.0, shape: float = 0.8, rows: int = 22
) -> Mesh:
    """A leaf from the origin along +x, tip bent down by `droop` radians, halves raised by `fold`."""
    n, m = rows, max(5, rows // 5 * 2 + 1)
    t = np.linspace(0, 1, n)
    bend = droop * t
    step = long / (n - 1)
    x = np.concatenate(([0.0], np.cumsum(np.cos(bend[1:]) * step)))
    z = np.concatenate(([0.0], np.cumsum(-np.sin(bend[1:]) * step)))
    half = wide / 2 * np.sin(np.pi * np.clip(t, 0.0, 1.0) ** shape) ** 0.75
    s = np.linspace(-1, 1, m)
    y = half[:, None] * s
    lift = np.abs(y) * fold + wave * wide * np.sin(9 * t)[:, None] * s * np.abs(s)
    points = np.stack(
        (x[:, None] + lift * np.sin(bend)[:, None], y, z[:, None] + lift * np.cos(bend)[:, None]), axis=-1
    )
    uv = np.stack(np.broadcast_arrays(t[:, None], (s / 2 + 0.5)[None]), axis=-1)
    return surface(points, uv)


def _pot(rng: np.random.Generator, radius: float, height: float) -> Thing:
    outer = [(0, 0), (radius * 0.72, 0), (radius * 0.74, 0.006), (radius, height - 0.01), (radius, height),
             (radius - 0.008, height), (radius - 0.012, height - 0.03), (0, height - 0.035)]  # fmt: skip
    soil = lathe([(0, height - 0.022), (radius - 0.009, height - 0.026)], smooth=False)
    earth = noise(rng, (256, 256), 0.8)
    dirt = Texture(blend((0.012, 0.008, 0.005), (0.06, 0.04, 0.025), earth * 0.3 + 0.4), (0.2, 0.2))
    clay = Material(srgb("#a85b37"), 0.85, specular=0.2) if rng.random() < 0.4 else ceramic(rng)
    return [
        Part(lathe(outer, smooth=False), clay),
        Part(soil, Material(dirt, 0.95, bump=Texture((earth * 0.002).astype(np.float32), (0.2, 0.2)))),
    ]


def rubber_plant(rng: np.random.Generator, height: float = 0.8, leaves: int = 24) -> Thing:
    """An upright stem with large oval leaves in a spiral, in a pot."""
    base = 0.2
    out = _pot(rng, 0.13, base)
    stem_path = smooth_curve([(0, 0, base - 0.03), (0.02, 0.01, base + height * 0.5), (-0.01, 0.02, base + height)], 30)
    blades, stalks = [], [tube(stem_path, np.linspace(0.009, 0.004, 30), 10)]
    for k in range(leaves):
        t = (k + 1.5) / (leaves + 1)
        at = stem_path[int(t * 29)]
        angle = 2.4 * k + rng.uniform(-0.2, 0.2)
        rise = 0.15 + 0.7 * t
        long = rng.uniform(0.21, 0.29) * (1.1 - 0.45 * t)
        blade = leaf(long, long * 0.52, rng.uniform(0.5, 1.0), 0.3, shape=0.85)
        stalk = np.array([(0, 0, 0), (0.03, 0, 0.012), (0.055, 0, 0.02)])
        placed = blade.moved((0.055, 0, 0.02)).turned(-rise * 0.9, "y").turned(angle).moved(at)
        blades.append(placed)
        c, s = np.cos(angle), np.sin(angle)
        turned = stalk @ np.array(
            [[np.cos(rise * 0.9), 0, np.sin(rise * 0.9)], [0, 1, 0], [-np.sin(rise * 0.9), 0, np.cos(rise * 0.9)]]
        )
        turned = turned @ np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
        stalks.append(tube(turned + at, 0.0025, 6))
    out.append(Part(merged(blades), leaf_material(rng, ("#14291a", "#4a7a3a"), 0.55, 0.25)))
    out.append(Part(merged(stalks), Material(srgb("#5a4a2c"), 0.7)))
    return out


def snake_plant(rng: np.random.Generator, leaves: int = 11, height: float = 0.55) -> Thing:
    """Upright sword leaves, banded, with a yellow rim."""
    out = _pot(rng, 0.11, 0.16)
    h, w = 128, 512
    v, u = np.mgrid[0:h, 0:w]
    across = np.abs(v / h - 0.5) * 2
    bands = np.sin(u / w * 60 + noise(rng, (h, w), 1.3) * 2.2) * 0.5 + 0.5
    image = blend(srgb("#1c3a26"), srgb("#7d9a6c"), bands * 0.75)
    rim = np.clip((across - 0.72) * 9, 0, 1)[..., None]
    image = (image * (1 - rim) + np.asarray(srgb("#c9c46a")) * rim).astype(np.float32)
    blades = []
    for k in range(leaves):
        long = height * rng.uniform(0.55, 1.1)
        blade = leaf(long, 0.05, rng.uniform(-0.25, 0.25), 0.55, 0.05, shape=0.62)
        angle, tilt = 2.4 * k, -np.pi / 2 + rng.uniform(0.05, 0.26)
        r = 0.05 * np.sqrt((k + 0.5) / leaves)
        blades.append(blade.turned(tilt, "y").turned(angle).moved((r * np.cos(angle), r * np.sin(angle), 0.13)))
    out.append(Part(merged(blades), Material(Texture(image, (1.0, 1.0)), 0.35, transmission=0.12)))
    return out


def palm(rng: np.random.Generator, fronds: int = 11, size: float = 0.6) -> Thing:
    """Arching fronds of narrow leaflets."""
    out = _pot(rng, 0.14, 0.2)
    blades, ribs = [], []
    for k in range(fronds):
        angle = 2.4 * k + rng.uniform(-0.3, 0.3)
        reach = size * rng.uniform(0.7, 1.1)
        steep = rng.uniform(0.9, 1.6)
        arch = ((0.0, 0.0), (0.25, 0.42), (0.75, 0.6), (1.05, 0.42))
        path = smooth_curve([(x * reach, 0.0, 0.19 + z * reach * steep) for x, z in arch], 26)
        c, s = np.cos(angle), np.sin(angle)
        path = path @ np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
        ribs.append(tube(path, np.linspace(0.005, 0.0015, 26), 6))
        for i in range(8, 26):
            heading = np.arctan2(*(path[i] - path[i - 1])[[1, 0]])
            long = 0.17 * reach / 0.6 * np.sin(np.pi * (i - 5) / 23) ** 0.6
            for side in (-1, 1):
                blade = leaf(long, 0.016, rng.uniform(0.3, 0.9), 0.3, rows=9)
                blade = blade.turned(-0.15, "y").turned(heading + side * rng.uniform(0.75, 1.0))
                blades.append(blade.moved(path[i]))
    out.append(Part(merged(blades), leaf_material(rng, ("#22431c", "#6d9440"), 0.3, 0.42)))
    out.append(Part(merged(ribs), Material(srgb("#5f7038"), 0.6)))
    return out


def succulent(rng: np.random.Generator, radius: float = 0.055) -> Thing:
    """A rosette in a small pot."""
    out = _pot(rng, radius, radius * 1.3)
    blades = []
    for k in range(26):
        t = k / 26
        long = radius * (1.25 - 0.85 * t)
        blade = ball((long / 2, long * 0.27, long * 0.12), rows=14).moved((long * 0.45, 0, 0))
        blades.append(blade.turned(-0.12 - 1.25 * t, "y").turned(2.4 * k).moved((0, 0, radius * 1.25 + 0.01 * t)))
    tint = ("#7f9f8e", "#8aa06f", "#9b8aa0")[int(rng.integers(3))]
    out.append(Part(merged(blades), Material(srgb(tint), 0.55, specular=0.3)))
    return out


def tulips(
    rng: np.random.Generator, count: int = 9, colours: list[Colour] | None = None, pot: Thing | None = None
) -> Thing:
    """Tulips in a vase, their stems fanning out and their heads nodding."""
    height = 0.22
    out = pot or vase(rng, height)
    colours = colours or [
        srgb(c) for c in (("#b3202c", "#d4433a"), ("#d98a1f", "#e8b53c"), ("#b65a86", "#d690ad"))[int(rng.integers(3))]
    ]
    petals: list[list[Mesh]] = [[] for _ in colours]
    stems, blades = [], []
    for k in range(count):
        angle, out_by = 2.4 * k + rng.uniform(-0.3, 0.3), 0.05 + 0.11 * np.sqrt((k + 0.3) / count)
        c, s = np.cos(angle), np.sin(angle)
        top = height + rng.uniform(0.14, 0.23) - 0.35 * out_by
        fan = ((0.0, 0.04), (0.012, height), (0.55 * out_by, height + 0.6 * (top - height)), (out_by, top))
        path = smooth_curve([(r * c, r * s, z) for r, z in fan], 20)
        stems.append(tube(path, 0.0032, 8))
        lean = np.arctan2(out_by, 0.16)
        head = [_petal(rng).turned(2 * np.pi / 6 * j + 0.1) for j in range(6)]
        head = [p.scaled(rng.uniform(0.9, 1.1)).turned(lean, "y").turned(angle).moved(path[-1]) for p in head]
        petals[k % len(colours)] += head
        if k % 2 == 0:
            blade = leaf(rng.uniform(0.15, 0.24), 0.034, rng.uniform(0.7, 1.4), 0.45, 0.12)
            blades.append(blade.turned(-1.25, "y").turned(angle + 0.9).moved((0.01 * c, 0.01 * s, height - 0.03)))
    for colour, meshes in zip(colours, petals, strict=True):
        streak = noise(rng, (128, 256), 1.0, (1.0, 10.0)) * 0.16 + np.linspace(0.15, 0.75, 256)
        pale = tuple(float(min(1.6 * x + 0.05, 0.85)) for x in colour)
        image = blend(colour, (pale[0], pale[1], pale[2]), streak)
        out = [*out, Part(merged(meshes), Material(Texture(image, (1.0, 1.0)), 0.5, transmission=0.3))]
    green = leaf_material(rng, ("#3d5f38", "#7fa06a"), 0.2, 0.5)
    return [*out, Part(merged(stems), Material(srgb("#6d8f4a"), 0.5)), Part(merged(blades), green)]


def _petal(rng: np.random.Generator) -> Mesh:
    """A cupped petal standing on the origin, 5.5 cm high."""
    n, m = 16, 9
    t, s = np.linspace(0, 1, n)[:, None], np.linspace(-1, 1, m)[None]
    half = 0.019 * np.sin(np.pi * np.clip(t * 0.93 + 0.05, 0, 1)) ** 0.6
    out = 0.021 * np.sin(np.pi * t * 0.72) + 0.004 * rng.uniform(-1, 1) * t
    angle = s * half / 0.021
    x = out * np.cos(angle * 0.9) + 0.002 * rng.uniform(0.2, 1.0)
    y = (half * 1.02) * s
    z = 0.055 * t - 0.004 * np.abs(s) * t
    uv = np.stack(np.broadcast_arrays(t, s / 2 + 0.5), axis=-1)
    return surface(np.stack(np.broadcast_arrays(x, y, z), axis=-1), uv)


def plant(rng: np.random.Generator, tall: bool = True) -> Thing:
    """Any plant: a tall one for the floor or a small one for a shelf."""
    if tall:
        return (rubber_plant, palm, snake_plant)[int(rng.integers(3))](rng)
    return (succulent, snake_plant, tulips)[int(rng.integers(3))](rng)


def stool(rng: np.random.Generator) -> Thing:
    """A small stool for a plant."""
    return round_table(rng, 0.17, 0.4, timber(rng))
