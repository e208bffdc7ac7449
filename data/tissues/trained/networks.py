"""Thin branching things: vessels in angiograms and on photographs, roots, cracks, neurites."""

from __future__ import annotations

import numpy as np

from data.tissues.fields import cloud, fibrous, smooth, speckled
from data.tissues.kinds import Array, Family, Generator, Plan
from data.tissues.planning import one_of
from data.tissues.shapes import branch, capsule, strokes, walk
from data.tissues.stage import Stage
from data.tissues.tones import any_colour, colours, greys

Paths = list[tuple[Array, Array]]
_QUESTIONS = (
    {"vessel": ("thick", "thin")},
    {"vessel": ("thick", "thin")},
    {"trunk": ("thick",)},
    {"trunk": ("thick",), "branch": ("thin",)},
)


def _tones(rng: Generator, look: str) -> dict[str, Array]:
    if look in ("xray", "em"):
        tones = greys(rng, {"ground": 0.66, "other": 0.52, "thick": 0.25, "thin": 0.32}, 0.0)
        return {k: 1 - v for k, v in tones.items()} if rng.random() < 0.35 else tones
    if look == "fluorescence":
        dye = int(rng.integers(3))
        bright = np.eye(3, dtype=np.float32)[dye]
        other = np.roll(bright, 1)
        return {"ground": bright * 0.04, "other": other * 0.4, "thick": bright * 0.75, "thin": bright * 0.6}
    if look in ("fundus", "red_free"):
        return colours(
            rng,
            {
                "ground": (0.04, 0.75, 0.6),
                "other": (0.1, 0.4, 0.8),
                "thick": (0.99, 0.8, 0.35),
                "thin": (0.01, 0.75, 0.42),
            },
        )
    ground = any_colour(rng, 0.35, 0.9)
    line = ground * np.float32(rng.uniform(0.15, 0.55)) if rng.random() < 0.6 else any_colour(rng, 0.5, 1.0)
    return {"ground": ground, "other": ground * np.float32(rng.uniform(0.5, 0.8)), "thick": line, "thin": line}


def plan(rng: Generator, look: str) -> Plan:
    """How thick the lines are, how they fork, and what runs beside them."""
    classes, labels = one_of(rng, _QUESTIONS)
    traits = {
        "width": float(np.exp(rng.uniform(np.log(0.03), np.log(0.09)))),
        "spread": float(rng.uniform(0.35, 0.9)),
        "wander": float(rng.uniform(0.2, 1.3)),
        "depth": int(rng.integers(2, 5)),
        "trees": int(rng.integers(1, 4)),
        "aperture": bool(rng.random() < 0.4),
        "clutter": str(rng.choice(["fibres", "blotches", "beads", "none"])),
        "ribs": bool(rng.random() < 0.5),
    }
    return Plan(classes, labels, _tones(rng, look), (), 0.07, tuple(0.03 for _ in classes), traits)


def _ground(stage: Stage) -> None:
    rng, traits = stage.rng, stage.traits
    ground, other = stage.tone("ground"), stage.tone("other")
    wide = 0.5 * smooth(rng, stage.size, 3) + 0.3 * cloud(stage.noise, stage.size, 0.2, 0.01, 1.7)
    stage.canvas[...] = ground * (1 + 0.16 * wide[..., None])
    kind = traits["clutter"]
    if kind == "fibres":
        pattern = fibrous(stage.noise, stage.size, rng.uniform(0, 3.1), 0.35, 0.02)
        stage.tint(np.clip(0.35 * pattern - 0.1, 0, 0.5), other)
    elif kind == "blotches":
        stage.tint(np.clip(0.3 * speckled(stage.noise, stage.size, 0.12) - 0.1, 0, 0.6), other)
    elif kind == "beads":
        count = int(rng.integers(10, 60))
        centres, radii = rng.uniform(-1, 1, (count, 2)), np.exp(rng.normal(-3.4, 0.4, count))
        for i, window, dx, dy in stage.windows(centres, radii * 1.5):
            stage.paint(np.hypot(dx, dy) - np.float32(radii[i]), other, opacity=0.8, window=window)
    if traits["ribs"] and stage.canvas.shape[-1] == 1:
        for k in range(4):
            y = -0.9 + 0.55 * k + rng.normal(0, 0.05)
            rib = np.abs(stage.v - y - 0.25 * stage.u**2) - np.float32(0.09)
            stage.paint(rib, stage.canvas * np.float32(0.86), soft=6)


def _trees(stage: Stage) -> tuple[Paths, Paths]:
    rng, traits = stage.rng, stage.traits
    thick: Paths = []
    thin: Paths = []
    width = traits["width"] * np.exp(rng.normal(0, 0.25))
    for _ in range(traits["trees"]):
        angle = rng.uniform(0, 2 * np.pi)
        start = 1.05 * np.array([np.cos(angle), np.sin(angle)]) * rng.uniform(0.7, 1)
        inward = angle + np.pi + rng.normal(0, 0.35)
        paths = branch(
            rng, start, inward, width, traits["depth"], rng.uniform(0.5, 0.9), traits["wander"], traits["spread"], 0.2
        )
        for points, widths in paths:
            (thick if widths[0] > 0.55 * width else thin).append((points, widths))
    return thick, thin


def paint(stage: Stage) -> None:
    """A ground with clutter of its own, then the trees, the thin ones first."""
    rng = stage.rng
    _ground(stage)
    thick, thin = _trees(stage)
    for name, paths in (("thin", thin), ("thick", thick)):
        if not paths or not stage.has(name):
            continue
        cover = strokes(stage.size, paths)
        core = strokes(stage.size, [(points, widths * 0.45) for points, widths in paths]) if name == "thick" else 0.0
        round_off = 1 + np.float32(rng.uniform(-0.18, 0.18)) * core
        tone = stage.tone(name) * (round_off[..., None] if isinstance(round_off, np.ndarray) else round_off)
        stage.tint(cover * np.float32(rng.uniform(0.6, 1.0)), tone)
        stage.mark(cover > 0.45, name)
    if not stage.has("thick") or rng.random() < 0.3:
        # A straight wire or scratch is no vessel.
        start, stop = rng.uniform(-1.1, 1.1, (2, 2))
        wire = capsule(stage.u, stage.v, tuple(start), tuple(stop), 0.012, 0.012)
        stage.paint(wire, stage.tone("other"), soft=1.5, opacity=0.8)


_PARTS = {"soma": ("soma",), "neurite": ("neurite",)}


def neuron_plan(rng: Generator, look: str) -> Plan:
    """Cell bodies with long thin processes; either, both, or the whole cell."""
    classes, labels = one_of(rng, (_PARTS, _PARTS, {"neuron": ("soma", "neurite")}, {"soma": ("soma",)}))
    if look == "fluorescence":
        dye = np.eye(3, dtype=np.float32)[int(rng.integers(3))]
        tones = {"ground": dye * 0.05, "soma": dye * 0.85 + 0.05, "neurite": dye * 0.5, "other": np.roll(dye, 1) * 0.6}
    elif look == "stained":
        tones = {
            "ground": np.array([0.06, 0.18, 0.02], np.float32),
            "soma": np.array([0.5, 0.35, 0.5], np.float32),
            "neurite": np.array([0.35, 0.3, 0.4], np.float32),
            "other": np.array([0.8, 0.2, 0.0], np.float32),
        }
    else:
        tones = greys(rng, {"ground": 0.1, "soma": 0.7, "neurite": 0.5, "other": 0.4}, 0.0)
    traits = {
        "radius": float(rng.uniform(0.07, 0.16)),
        "arms": int(rng.integers(3, 7)),
        "count": int(rng.integers(1, 8)),
        "thin": float(rng.uniform(0.018, 0.04)),
        "halo": bool(rng.random() < 0.3),
    }
    return Plan(classes, labels, tones, (), 0.06, tuple(0.03 for _ in classes), traits)


def neuron_paint(stage: Stage) -> None:
    """Processes wander off each body, thin and beaded; other cells without any lie among them."""
    rng, traits = stage.rng, stage.traits
    stage.fill(stage.tone("ground"), 0.012 * cloud(stage.noise, stage.size, 0.2, 0.015, 1.6))
    count = max(1, rng.poisson(traits["count"]))
    bodies = rng.uniform(-0.95, 0.95, (count, 2))
    radii = traits["radius"] * np.exp(rng.normal(0, 0.25, count))
    paths: Paths = []
    for body, radius in zip(bodies, radii, strict=True):
        first = rng.uniform(0, 6.28)
        for arm in range(traits["arms"]):
            heading = first + 2 * np.pi * (arm + rng.uniform(-0.3, 0.3)) / traits["arms"]
            start = body + 0.8 * radius * np.array([np.cos(heading), np.sin(heading)])
            paths += branch(rng, start, heading, traits["thin"] * 1.5, 1, rng.uniform(0.25, 0.7), 1.3, 0.5)
    spots = rng.uniform(-1, 1, (int(rng.integers(0, 15)), 2))
    for _, window, dx, dy in stage.windows(spots, np.full(len(spots), 0.1)):
        stage.paint(np.hypot(dx, dy) - np.float32(rng.uniform(0.03, 0.07)), stage.tone("other"), soft=2, window=window)
    if stage.has("neurite"):
        cover = strokes(stage.size, paths)
        beads = 1 + 0.35 * cloud(stage.noise, stage.size, 0.03, 0.01, 1.0)
        stage.tint(cover * np.clip(beads, 0.4, 1) * np.float32(0.9), stage.tone("neurite"))
        stage.mark(cover > 0.45, "neurite")
    if not stage.has("soma"):
        return
    for i, window, dx, dy in stage.windows(bodies, radii * 1.6):
        path = walk(rng, (0, 0), rng.uniform(0, 6), radii[i] * 0.6, 2, 1.0)
        body = capsule(dx, dy, tuple(path[0]), tuple(path[-1]), radii[i], radii[i] * 0.7)
        shade = stage.tone("soma") * np.float32(rng.uniform(0.75, 1.15))
        stage.paint(body, shade, "soma", 1.8, window=window)
        if traits["halo"]:
            core = np.hypot(dx, dy) - np.float32(radii[i] * 0.45)
            stage.paint(core, shade * np.float32(0.55), soft=2.5, opacity=0.8, window=window)


FAMILIES = (
    Family("vessels", ("fundus", "red_free", "xray", "fluorescence", "photo", "grey_photo"), plan, paint),
    Family("neurons", ("fluorescence", "stained", "phase", "fluorescence"), neuron_plan, neuron_paint),
)
