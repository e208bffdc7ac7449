"""Toys: blocks, balls, a wooden train, stacking rings."""

from __future__ import annotations

import numpy as np

from data.rooms.materials import paint, timber
from data.rooms.meshes import ball, box, lathe, merged
from data.rooms.scene import Material, Part, Thing
from data.rooms.textures import Texture, srgb

BRIGHT = ("#c23b2e", "#e0a526", "#2f6f9f", "#3f8a54", "#e8e0cf", "#7a4b8c", "#d9722e")


def lacquer(rng: np.random.Generator) -> Material:
    """Toy paint in a bright colour."""
    return paint(srgb(BRIGHT[int(rng.integers(len(BRIGHT)))]), float(rng.uniform(0.2, 0.4)))


def block(rng: np.random.Generator, side: float = 0.045) -> Thing:
    """A wooden block, bare or painted."""
    material = timber(rng, "pine") if rng.random() < 0.3 else lacquer(rng)
    return [Part(box((side, side, side), side * 0.07).moved((0, 0, side / 2)), material)]


def block_heap(rng: np.random.Generator, count: int = 9, spread: float = 0.2) -> Thing:
    """Blocks lying about, with a small tower among them."""
    out: Thing = []
    side = 0.045
    taken: list[tuple[float, float]] = []
    for k in range(3):
        out += [p.turned(rng.uniform(-0.3, 0.3)).moved((0, 0, k * side)) for p in block(rng, side)]
    taken.append((0.0, 0.0))
    while len(taken) < count - 2:
        x, y = rng.uniform(-spread, spread, 2)
        if all(np.hypot(x - a, y - b) > side * 1.5 for a, b in taken):
            taken.append((x, y))
            out += [p.turned(rng.uniform(0, 3)).moved((x, y, 0)) for p in block(rng, side)]
    return out


def beach_ball(rng: np.random.Generator, radius: float = 0.11) -> Thing:
    """A ball of coloured gores."""
    codes = [BRIGHT[i] for i in rng.permutation(len(BRIGHT))[:3]]
    image = np.asarray([srgb(codes[k % 3]) for k in range(6)], dtype=np.float32)
    image = np.repeat(np.repeat(image[None], 64, axis=0), 64, axis=1)
    body = ball((radius, radius, radius), rows=64)
    skin = Material(Texture(image, (2 * np.pi * radius, np.pi * radius)), 0.3, clearcoat=0.4)
    return [Part(body, skin).turned(rng.uniform(0.3, 1.2), "x").turned(rng.uniform(0, 6)).moved((0, 0, radius))]


def rings(rng: np.random.Generator) -> Thing:
    """Stacking rings on a peg."""
    out: Thing = [
        Part(
            lathe([(0, 0), (0.06, 0), (0.06, 0.012), (0.012, 0.014), (0.011, 0.17), (0, 0.175)], smooth=False),
            timber(rng, "pine"),
        )
    ]
    z = 0.014
    for k in range(6):
        r = 0.062 - 0.006 * k
        thick = 0.011
        angle = np.linspace(0, 2 * np.pi, 17)
        profile = [(r - thick + thick * np.cos(a), z + thick + thick * np.sin(a)) for a in angle]
        out.append(Part(lathe(profile, smooth=False), paint(srgb(BRIGHT[k % len(BRIGHT)]), 0.25)))
        z += 2 * thick
    out.append(Part(ball((0.02, 0.02, 0.02), rows=24).moved((0, 0, z + 0.026)), paint(srgb("#c23b2e"), 0.2)))
    return out


def _wheel(radius: float, width: float = 0.012) -> Part:
    disc = lathe(
        [(0, 0), (radius * 0.9, 0), (radius, 0.002), (radius, width - 0.002), (radius * 0.9, width), (0, width)],
        smooth=False,
    )
    return Part(disc.turned(np.pi / 2, "x"), paint((0.03, 0.03, 0.032), 0.4))


def train(rng: np.random.Generator) -> Thing:
    """A wooden engine with a wagon, along x, 30 cm long."""
    wood_, colour, accent = timber(rng, "pine"), lacquer(rng), lacquer(rng)
    boiler = lathe([(0, 0), (0.022, 0), (0.024, 0.003), (0.024, 0.085), (0.02, 0.092), (0, 0.094)], smooth=False)
    funnel = lathe([(0, 0), (0.009, 0), (0.008, 0.02), (0.013, 0.034), (0, 0.034)], smooth=False)
    out: Thing = [
        Part(box((0.15, 0.055, 0.016), 0.004).moved((0, 0, 0.032)), wood_),
        Part(boiler.turned(np.pi / 2, "y").moved((-0.02, 0, 0.064)), colour),
        Part(box((0.045, 0.055, 0.06), 0.004).moved((-0.045, 0, 0.07)), accent),
        Part(box((0.06, 0.066, 0.008), 0.003).moved((-0.045, 0, 0.104)), colour),
        Part(funnel.moved((0.05, 0, 0.085)), accent),
        Part(box((0.11, 0.055, 0.016), 0.004).moved((-0.15, 0, 0.032)), wood_),
        Part(merged([box((0.105, 0.006, 0.03), 0.002).moved((-0.15, s * 0.025, 0.054)) for s in (-1, 1)]), colour),
    ]  # fmt: skip
    for x in (0.045, -0.005, -0.055, -0.115, -0.185):
        for s in (-1, 1):
            out.append(_wheel(0.022).moved((x, s * 0.031 + (0.012 if s > 0 else 0.0), 0.022)))
    out.append(Part(ball((0.008, 0.008, 0.008), rows=12).moved((-0.086, 0, 0.034)), wood_))
    for k in range(3):
        out += [p.turned(0.3 * k).moved((-0.185 + 0.035 * k, 0, 0.04)) for p in block(rng, 0.026)]
    return out
