"""Stained sections: glands with their lumen, and regions known by texture alone."""

from __future__ import annotations

import numpy as np

from data.tissues.fields import bent, cloud, fibrous, mosaic, smooth
from data.tissues.kinds import Array, Family, Generator, Plan
from data.tissues.planning import nested, one_of, picked
from data.tissues.shapes import blob, scatter, wobble
from data.tissues.stage import Stage
from data.tissues.tones import stains

_ANCHORS = {
    "white": (0.01, 0.02, 0.0),
    "stroma": (0.07, 0.38, 0.02),
    "cell": (0.22, 0.34, 0.04),
    "nucleus": (0.85, 0.3, 0.02),
    "lymph": (1.05, 0.25, 0.0),
    "dead": (0.1, 0.6, 0.1),
    "mucus": (0.12, 0.08, 0.02),
    "blood": (0.02, 0.85, 0.1),
}
_QUESTIONS = (
    {"epithelium": ("epithelium",), "lumen": ("lumen",)},
    {"gland": ("epithelium", "lumen")},
    {"gland": ("epithelium", "lumen")},
    {"lumen": ("lumen",)},
    {"epithelium": ("epithelium",)},
)


def plan(rng: Generator, look: str) -> Plan:
    """How large the glands are, how wide their lumens, how their nuclei lie."""
    classes, labels = one_of(rng, _QUESTIONS)
    traits = {
        "reach": float(np.exp(rng.uniform(np.log(0.22), np.log(0.55)))),
        "open": float(rng.uniform(0.3, 0.65)),
        "nucleus": float(rng.uniform(0.024, 0.052)),
        "long": float(rng.uniform(1.0, 2.3)),
        "crowd": float(rng.uniform(0.7, 1.5)),
        "mucus": float(rng.random() < 0.4),
        "shape": float(rng.uniform(0.05, 0.16)),
    }
    return Plan(
        classes,
        labels,
        stains(rng, _ANCHORS, 0.2),
        nested(classes, [("lumen", "epithelium")]),
        0.05,
        tuple(0.0 for _ in classes),
        traits,
    )


def sprinkle(
    stage: Stage,
    places: Array,
    radius: float,
    tone: str,
    turns: Array | float,
    long: float = 1.3,
    window_scale: float = 2.0,
) -> None:
    """Nuclei without labels at `places` [n, 2], each turned by its own angle."""
    rng = stage.rng
    grain = cloud(stage.noise, stage.size, radius, radius * 0.15, 1.3)
    sizes = radius * np.exp(rng.normal(0, 0.18, len(places)))
    turns = np.broadcast_to(turns, len(places))
    shades = np.exp(rng.normal(0, 0.22, len(places))).astype(np.float32)
    aspects = long * np.exp(rng.normal(0, 0.15, len(places)))
    terms = wobble(rng, 0.06, 3)
    for i, window, dx, dy in stage.windows(places, sizes * window_scale):
        shape = blob(dx, dy, sizes[i], terms * np.exp(1j * i).astype(np.complex64), aspects[i], turns[i])
        stage.paint(
            shape,
            stage.tone(tone) * shades[i] * (1 + 0.2 * grain[window])[..., None],
            soft=1.6,
            opacity=0.93,
            window=window,
        )


def _stroma(stage: Stage) -> None:
    rng, size = stage.rng, stage.size
    flow = bent(rng, fibrous(stage.noise, size, rng.uniform(0, 3.1), 0.2, 0.02), 0.05)
    texture = 1 + 0.28 * flow + 0.2 * smooth(rng, size, 4)
    stage.canvas[...] = stage.tone("stroma") * np.maximum(texture, 0.05)[..., None]
    gaps = np.clip(cloud(stage.noise, size, 0.15, 0.03, 2.2) - 1.3, 0, 0.6)
    stage.tint(gaps, stage.tone("white"))


def _gland(stage: Stage, window: tuple[slice, slice], dx: Array, dy: Array, reach: float) -> Array:
    """One gland; returns the places and turns [n, 3] of its nuclei relative to its centre."""
    rng, traits = stage.rng, stage.traits
    terms, aspect, angle = wobble(rng, traits["shape"], 5), np.exp(abs(rng.normal(0, 0.25))), rng.uniform(0, 3.1)
    outer = blob(dx, dy, reach, terms, aspect, angle)
    opening = float(np.clip(traits["open"] + rng.normal(0, 0.1), 0.12, 0.78))
    inner = blob(dx, dy, reach * opening, terms * np.float32(1.2) + wobble(rng, 0.08, 5), aspect, angle)
    inner = np.maximum(inner, outer + np.float32(0.1 * reach))
    depth = np.clip(-outer / (reach * (1 - opening)), 0, 1)
    grain = cloud(stage.noise, stage.size, 0.06, 0.012, 1.3)[window]
    body = stage.tone("cell") * np.maximum(1.2 - 0.35 * depth * (1 + traits["mucus"]) + 0.14 * grain, 0.1)[..., None]
    stage.paint(outer, body, "epithelium", 1.8, window=window)
    if stage.has("lumen"):
        fill = stage.tone("mucus" if rng.random() < 0.4 else "white")
        stage.paint(inner, fill * np.float32(rng.uniform(0.6, 1.2)), "lumen", 1.8, window=window)
        if rng.random() < 0.25:
            debris = np.maximum(blob(dx, dy, reach * opening * 0.5, wobble(rng, 0.2), 1.3), inner + np.float32(0.03))
            stage.paint(debris, stage.tone("dead"), soft=3, opacity=0.6, window=window)
    count = int(np.clip(2 * np.pi * reach / (traits["nucleus"] * 2.1) * traits["crowd"], 8, 90))
    theta = np.sort(rng.uniform(0, 2 * np.pi, count))
    ring = reach * (1 + (np.exp(1j * np.outer(theta, np.arange(2, 7))) * terms).real.sum(1))
    rows = rng.choice([0.88, 0.8, 0.7], count, p=[0.5, 0.35, 0.15])
    radius = ring * (opening + (1 - opening) * rows)
    c, s, root = np.cos(angle), np.sin(angle), np.sqrt(aspect)
    p, q = radius * np.cos(theta) * root, radius * np.sin(theta) / root
    px, py = p * c - q * s, p * s + q * c
    return np.stack([px, py, np.arctan2(py, px)], 1)


def paint(stage: Stage) -> None:
    """Stroma with its spindle cells, then glands, each ringed by nuclei on its outer side."""
    rng, traits = stage.rng, stage.traits
    _stroma(stage)
    nucleus = traits["nucleus"] * np.exp(rng.normal(0, 0.15))
    sprinkle(
        stage,
        rng.uniform(-1.05, 1.05, (int(rng.integers(15, 60)), 2)),
        nucleus * 0.8,
        "nucleus",
        rng.normal(rng.uniform(0, 3), 0.4),
        2.4,
    )
    reach = traits["reach"] * np.exp(rng.normal(0, 0.18))
    count = int(np.clip(2.2 / reach**2, 2, 22))
    centres, radii = scatter(rng, count, reach * np.exp(rng.normal(0, 0.25, count)), 1.02, 10, 1.15)
    if not stage.has("epithelium"):
        centres, radii = centres[:0], radii[:0]
    found = [np.zeros((0, 3))]
    for i, window, dx, dy in stage.windows(centres, radii * 1.6):
        nuclei = _gland(stage, window, dx, dy, radii[i])
        found.append(nuclei + np.array([*centres[i], 0.0]))
    nuclei = rng.permutation(np.vstack(found))[:260]
    sprinkle(stage, nuclei[:, :2], nucleus, "nucleus", nuclei[:, 2], traits["long"])


_REGIONS = {
    "tumour": ("tumour",),
    "stroma": ("fibres",),
    "fat": ("fat",),
    "necrosis": ("dead",),
    "lymphocytes": ("lymph",),
    "blood": ("blood",),
}


def region_plan(rng: Generator, look: str) -> Plan:
    """One to four tissues of six that share a picture."""
    classes, labels = picked(rng, _REGIONS, 1, 4)
    traits = {
        "nucleus": float(rng.uniform(0.02, 0.042)),
        "parts": int(rng.integers(3, 7)),
        "border": float(rng.uniform(0.04, 0.2)),
    }
    return Plan(classes, labels, stains(rng, _ANCHORS, 0.2), (), 0.04, tuple(0.06 for _ in classes), traits)


def _fat(stage: Stage) -> Array:
    rng = stage.rng
    points = rng.uniform(-1.15, 1.15, (int(rng.integers(40, 120)), 2))
    bend = 0.03 * smooth(rng, stage.size, 8)
    _, gap = mosaic(points, stage.u + bend, stage.v + bend)
    wall = np.exp(-((gap / (0.012 + 0.5 * stage.px)) ** 2))[..., None]
    white = stage.tone("white")
    return white + wall * (stage.tone("stroma") * np.float32(1.1) - white)


def _fabric(stage: Stage, kind: str) -> Array:
    """Float32[h, w, 3]: stain amounts of one tissue, without its nuclei."""
    rng, size = stage.rng, stage.size
    if kind == "fat":
        return _fat(stage)
    if kind == "fibres":
        flow = bent(rng, fibrous(stage.noise, size, rng.uniform(0, 3.1), 0.2, 0.018), 0.06)
        return stage.tone("stroma") * np.maximum(1 + 0.3 * flow, 0)[..., None]
    if kind == "blood":
        return stage.tone("blood") * np.maximum(1 + 0.3 * cloud(stage.noise, size, 0.05, 0.03, 2.0), 0.1)[..., None]
    base = {"tumour": "cell", "dead": "dead", "lymph": "stroma"}[kind]
    return stage.tone(base) * np.maximum(1 + 0.16 * cloud(stage.noise, size, 0.08, 0.012, 1.4), 0)[..., None]


_DENSITY = {
    "tumour": (620, 1.15, "nucleus", 1.2),
    "fibres": (120, 0.75, "nucleus", 2.6),
    "lymph": (800, 0.6, "lymph", 1.05),
    "dead": (60, 0.6, "lymph", 1.4),
}


def region_paint(stage: Stage) -> None:
    """Soft-edged patches, each with its own fabric and its own nuclei."""
    rng, traits, size = stage.rng, stage.traits, stage.size
    kinds = [kind for kind in ("tumour", "fibres", "fat", "dead", "lymph", "blood") if stage.has(kind)] or ["plain"]
    extra = [kind for kind in kinds if kind not in stage.plan.labels]
    kinds = [kind for kind in kinds if kind in stage.plan.labels] + extra[
        : max(1, traits["parts"] - len(stage.plan.classes))
    ]
    points = rng.uniform(-1, 1, (max(traits["parts"], len(kinds)) + 1, 2))
    bend = [traits["border"] * (smooth(rng, size, 4) + 0.35 * smooth(rng, size, 11)) for _ in range(2)]
    owner, _ = mosaic(points, stage.u + bend[0], stage.v + bend[1])
    which = np.array([k % len(kinds) for k in range(len(points))])
    region = which[owner]
    _stroma(stage)
    scale = np.exp(rng.normal(0, 0.15))
    for k, kind in enumerate(kinds):
        here = region == k
        if kind == "plain" or not here.any():
            continue
        inside = np.where(here, -1.0, 1.0).astype(np.float32) * 4 * stage.px
        stage.paint(inside, _fabric(stage, kind), kind, 1.0)
        if kind in _DENSITY:
            count, factor, tone, long = _DENSITY[kind]
            radius = traits["nucleus"] * factor * scale
            count = int(min(count * (0.03 / traits["nucleus"]) ** 2 / scale**2, 900))
            places = rng.uniform(-1, 1, (count, 2))
            column, row = (np.clip(((places[:, j] + 1) / 2 * size).astype(int), 0, size - 1) for j in (0, 1))
            places = places[here[row, column]][:170]
            sprinkle(stage, places, radius, tone, rng.uniform(0, 3) + rng.normal(0, 0.5, len(places)), long)


FAMILIES = (
    Family("glands", ("stained",), plan, paint),
    Family("tissue_types", ("stained",), region_plan, region_paint),
)
