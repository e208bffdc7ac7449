"""Nerve in cross-section: axons in their myelin, from crowded bundles of thin ones to a few large ones."""

from __future__ import annotations

import numpy as np

from data.tissues.fields import cloud, mosaic, smooth, speckled
from data.tissues.kinds import Array, Family, Generator, Plan
from data.tissues.planning import nested, one_of
from data.tissues.shapes import blob, strokes, walk, wobble
from data.tissues.stage import Stage
from data.tissues.tones import greys, stains

_BOTH = {"myelin": ("myelin",), "axon": ("axon",)}


def _tones(rng: Generator, look: str) -> dict[str, Array]:
    if look == "em":
        bright = rng.random() < 0.65
        anchors = {
            "ground": rng.uniform(0.06, 0.62),
            "myelin": rng.uniform(0.6, 0.92),
            "axon": rng.uniform(0.06, 0.36),
            "bare": rng.uniform(0.15, 0.55),
            "hole": 0.05,
            "spark": 0.97,
        }
        tones = greys(rng, anchors, 0.0)
        tones = tones if bright else {name: 0.95 - tone * 0.9 for name, tone in tones.items()}
    elif look == "stained":
        amounts = {
            "ground": (0.25, 0.12, 0.1),
            "myelin": (1.1, 0.3, 0.1),
            "axon": (0.12, 0.06, 0.02),
            "bare": (0.3, 0.2, 0.1),
            "hole": (0.02, 0.02, 0.0),
            "spark": (1.5, 0.3, 0.1),
        }
        tones = stains(rng, amounts, 0.25)
    else:
        tones = {
            "ground": np.array([0.03, 0.02, 0.0], np.float32),
            "myelin": np.array([0.65, 0.0, 0.05], np.float32),
            "axon": np.array([0.05, rng.choice([0.02, 0.45]), 0.0], np.float32),
            "bare": np.array([0.05, 0.3, 0.0], np.float32),
            "hole": np.array([0.0, 0.0, 0.0], np.float32),
            "spark": np.array([0.8, 0.5, 0.3], np.float32),
        }
    return tones


def plan(rng: Generator, look: str) -> Plan:
    """How thick the myelin is beside its axon, how crowded, and which parts are asked."""
    classes, labels = one_of(
        rng, (_BOTH, _BOTH, _BOTH, {"fibre": ("myelin", "axon")}, {"axon": ("axon",)}, {"myelin": ("myelin",)})
    )
    traits = {
        "radius": float(np.exp(rng.uniform(np.log(0.05), np.log(0.2)))),
        "range": float(rng.uniform(0.25, 0.6)),
        "sheath": float(rng.uniform(0.5, 0.76)),
        "crowd": float(rng.uniform(0.5, 1.0)),
        "septum": float(rng.uniform(0, 0.8)),
        "fill": float(rng.choice([0.0, 1.0, 2.0])),
        "bare": float(rng.random() < 0.5),
        "edge": float(rng.choice([0.0, 0.15, 0.35])),
        "mottle": float(rng.uniform(0.1, 0.5)),
        "lamellae": float(rng.random() < 0.4),
        "wobble": float(rng.uniform(0.04, 0.11)),
    }
    return Plan(
        classes,
        labels,
        _tones(rng, look),
        nested(classes, [("axon", "myelin")]),
        0.05,
        tuple(0.0 for _ in classes),
        traits,
    )


def _bundle(rng: Generator, radii: Array, allowed: Array) -> tuple[Array, Array]:
    """Drops fibres side by side by a map of what is free: each takes a spot whose clearance just fits it.

    The map is coarse (64 to a side) and independent of the picture's size, so that scenes agree at all sizes.
    """
    side = 64
    line = (np.arange(side) + 0.5) / side * 2.3 - 1.15
    gx, gy = np.meshgrid(line, line)
    clear = np.where(allowed, 9.0, -9.0)
    centres: list[Array] = []
    kept: list[float] = []
    for radius in np.sort(radii)[::-1]:
        snug = np.flatnonzero((clear > radius * 0.92).ravel())
        if not len(snug):
            continue
        tight = snug[np.argpartition(clear.ravel()[snug], min(len(snug) - 1, 12))[:13]] if len(kept) > 3 else snug
        at = int(tight[int(rng.integers(len(tight)))])
        centre = np.array([gx.flat[at], gy.flat[at]]) + rng.uniform(-0.5, 0.5, 2) * (2.3 / side)
        centres.append(centre)
        kept.append(radius)
        clear = np.minimum(clear, np.hypot(gx - centre[0], gy - centre[1]) - radius)
    return np.array(centres).reshape(-1, 2), np.array(kept)


def _ground(stage: Stage) -> Array:
    """Paints what lies between; returns a 64 x 64 map of where fibres may lie."""
    rng, traits = stage.rng, stage.traits
    ground, bare = stage.tone("ground"), stage.tone("bare")
    texture = 0.1 * cloud(stage.noise, stage.size, 0.1, 0.008, 1.3) + 0.14 * speckled(stage.noise, stage.size, 0.045)
    stage.canvas[...] = ground * np.maximum(1 + texture, 0)[..., None]
    if traits["bare"]:
        # Unmyelinated axons: pale profiles side by side, smaller than any fibre.
        points = rng.uniform(-1.05, 1.05, (int(rng.integers(250, 500)), 2))
        wave = 0.02 * smooth(rng, stage.size, 14)
        owner, gap = mosaic(points, stage.u + wave, stage.v - wave)
        own = rng.normal(0, 0.14, len(points)).astype(np.float32)[owner]
        rims = np.exp(-((gap / (0.008 + 0.4 * stage.px)) ** 2)) * np.float32(rng.uniform(0.1, 0.45))
        stage.canvas *= (1 + own)[..., None]
        stage.tint(rims, stage.tone("myelin"))
    allowed = np.ones((64, 64), bool)
    if rng.random() < traits["septum"]:
        path = walk(rng, rng.uniform(-1.2, 1.2, 2) * (1, 0) - (0, 1.2), rng.uniform(0.9, 2.2), 3.0, 10, 0.7)
        widths = rng.uniform(0.04, 0.22) * np.exp(rng.normal(0, 0.25, 11))
        cover = strokes(stage.size, [(path, widths)], 2)
        stage.tint(cover, bare * (1 + 2 * texture[..., None]))
        coarse = strokes(64, [(path / 1.15, widths * 1.1 / 1.15)], 2)
        allowed = coarse < 0.3
    if rng.random() < 0.25:
        allowed &= smooth(rng, 64, 3) > -0.9
    return allowed


def _fibre(stage: Stage, window: tuple[slice, slice], dx: Array, dy: Array, radius: float, grain: Array) -> None:
    rng, traits = stage.rng, stage.traits
    aspect, angle = np.exp(abs(rng.normal(0, 0.2))), rng.uniform(0, 3.1)
    terms = wobble(rng, traits["wobble"], 5)
    outer = blob(dx, dy, radius, terms, aspect, angle)
    inner_reach = radius * float(np.clip(traits["sheath"] + rng.normal(0, 0.06), 0.35, 0.85))
    at = rng.normal(0, 0.25, 2) * (radius - inner_reach) * 0.6
    twisted = terms * np.float32(1.15) + wobble(rng, 0.025, 5)
    inner = blob(dx - np.float32(at[0]), dy - np.float32(at[1]), inner_reach, twisted, aspect, angle)
    inner = np.maximum(inner, outer + np.float32(0.06 * radius))
    shade = 1 + 0.08 * grain[window] + rng.normal(0, 0.08)
    # Scanning microscopes show edges brighter than faces.
    shade = shade + traits["edge"] * (
        np.exp(-((inner / (0.07 * radius)) ** 2)) + 0.5 * np.exp(-((outer / (0.06 * radius)) ** 2))
    )
    if traits["lamellae"] and radius * stage.size > 14:
        shade = shade + 0.14 * np.sin(outer / (radius * 0.055) + rng.uniform(0, 6))
    stage.paint(outer, stage.tone("myelin") * shade[..., None], "myelin", 1.5, window=window)
    mottled = 1 + traits["mottle"] * grain[window] + rng.normal(0, 0.2)
    stage.paint(inner, stage.tone("axon") * np.maximum(mottled, 0.2)[..., None], "axon", 1.5, window=window)
    if radius * stage.size > 10 and rng.random() < 0.5:
        spot = rng.normal(0, 0.3, 2) * inner_reach
        organ = blob(
            dx - np.float32(spot[0]), dy - np.float32(spot[1]), radius * rng.uniform(0.07, 0.16), wobble(rng, 0.2), 1.4
        )
        stage.paint(
            np.maximum(organ, inner + np.float32(0.02)), stage.tone("bare"), soft=1.5, opacity=0.7, window=window
        )


def paint(stage: Stage) -> None:
    """Septa, fibres side by side, then bare axons, holes and charged specks that are not asked for."""
    rng, traits = stage.rng, stage.traits
    allowed = _ground(stage)
    radius = traits["radius"] * np.exp(rng.normal(0, 0.25))
    count = int(np.clip(rng.uniform(0.6, 1.1) * traits["crowd"] * 4.4 / (np.pi * radius**2), 4, 190))
    sizes = np.exp(rng.normal(0, traits["range"], count)).clip(0.3, 2.8)
    fill = rng.uniform(0.3, 0.5, int(traits["fill"] * min(count, 60)))
    centres, radii = _bundle(rng, radius * np.concatenate([sizes, fill]), allowed)
    grain = cloud(stage.noise, stage.size, 0.08, 0.01, 1.3)
    if stage.has("myelin", "axon"):
        for i, window, dx, dy in stage.windows(centres, radii * 1.35):
            _fibre(stage, window, dx, dy, radii[i], grain)
    extra = rng.uniform(-1, 1, (int(rng.integers(0, 7)), 2))
    for _, window, dx, dy in stage.windows(extra, np.full(len(extra), radius)):
        free = stage.labels[window] == 0
        kind = str(rng.choice(["bare", "hole", "spark"]))
        spot = blob(dx, dy, radius * rng.uniform(0.2, 0.6), wobble(rng, 0.15), 1.3, rng.uniform(0, 3))
        stage.paint(np.where(free, spot, 1.0).astype(np.float32), stage.tone(kind), window=window)


FAMILIES = (Family("axons", ("em", "em", "em", "stained", "fluorescence"), plan, paint),)
