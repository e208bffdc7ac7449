"""Nested organs: the heart's chamber in its muscle, the gland with its inner zone, a lesion under layers of tissue."""

from __future__ import annotations

import numpy as np

from data.tissues.fields import bent, cloud, fibrous, smooth
from data.tissues.kinds import Array, Family, Generator, Plan
from data.tissues.planning import nested, one_of
from data.tissues.shapes import blob, ellipse, wobble
from data.tissues.stage import Stage
from data.tissues.tones import greys

_HEART = (
    {"muscle": ("muscle",), "chamber": ("chamber", "papillary")},
    {"muscle": ("muscle",), "chamber": ("chamber", "papillary"), "right chamber": ("right",)},
    {"muscle": ("muscle",), "chamber": ("chamber", "papillary")},
    {"chamber": ("chamber", "papillary")},
    {"right chamber": ("right",)},
    {"muscle": ("muscle",)},
)
_HEART_TONES = {
    "mri": {"lung": 0.08, "fat": 0.55, "muscle": 0.25, "blood": 0.8, "liver": 0.35, "wall": 0.6},
    "ct": {"lung": 0.05, "fat": 0.25, "muscle": 0.55, "blood": 0.85, "liver": 0.6, "wall": 0.5},
    "ultrasound": {"lung": 0.3, "fat": 0.5, "muscle": 0.5, "blood": 0.06, "liver": 0.4, "wall": 0.65},
}


def heart_plan(rng: Generator, look: str) -> Plan:
    """Which chambers; how thick the muscle is."""
    classes, labels = one_of(rng, _HEART)
    traits = {
        "thick": float(rng.uniform(0.22, 0.42)),
        "reach": float(rng.uniform(0.26, 0.5)),
        "turn": float(rng.uniform(-0.5, 0.5)),
    }
    pairs = nested(classes, [("chamber", "muscle")])
    missing = tuple(0.06 if name == "right chamber" else 0.0 for name in classes)
    return Plan(
        classes, labels, greys(rng, _HEART_TONES[look], 0.2 if look == "mri" else 0.0), pairs, 0.06, missing, traits
    )


def heart_paint(stage: Stage) -> None:
    """Lung and chest wall, the right chamber as a crescent, then the ring with its chamber."""
    rng, traits, size = stage.rng, stage.traits, stage.size
    stage.camera((0.75, 1.35), 0.6, 0.22, 0.06)
    x, y = stage.x, stage.y
    stage.canvas[...] = (
        stage.tone("lung") * np.maximum(1 + 0.5 * cloud(stage.noise, size, 0.08, 0.01, 1.2), 0)[..., None]
    )
    wall = y + np.float32(0.75) + 0.12 * smooth(rng, size, 2)
    stage.paint(wall, stage.tone("wall") * (1 + 0.15 * smooth(rng, size, 9)[..., None]), soft=3)
    stage.paint(wall + np.float32(0.15), stage.tone("fat"), soft=3)
    liver = blob(x + np.float32(0.6), y - np.float32(0.95), rng.uniform(0.35, 0.65), wobble(rng, 0.08), 1.4)
    stage.paint(
        liver, stage.tone("liver") * (1 + 0.06 * cloud(stage.noise, size, 0.06, 0.02, 1.2)[..., None]), soft=2.5
    )
    reach = traits["reach"] * np.exp(rng.normal(0, 0.12))
    sac = blob(x + np.float32(0.25 * reach), y, reach * 1.75, wobble(rng, 0.06), 1.25, traits["turn"])
    stage.paint(sac, stage.tone("fat") * (1 + 0.15 * smooth(rng, size, 8)[..., None]), soft=2.5)
    terms = wobble(rng, 0.03, 4)
    ring = blob(x, y, reach, terms, 1.05, traits["turn"])
    if stage.has("right"):
        right = blob(
            x + np.float32(0.85 * reach),
            y + np.float32(0.1 * reach),
            reach * rng.uniform(0.8, 1.05),
            wobble(rng, 0.06),
            0.62,
            traits["turn"] - 0.35,
        )
        stage.paint(right - np.float32(0.05 * reach), stage.tone("muscle"), soft=2.2)
        stage.paint(right, stage.tone("blood") * np.float32(rng.uniform(0.8, 1.05)), "right", 2.2)
    if not stage.has("muscle", "chamber"):
        return
    stage.paint(
        ring, stage.tone("muscle") * (1 + 0.08 * cloud(stage.noise, size, 0.06, 0.02, 1.2)[..., None]), "muscle", 2
    )
    thick = float(np.clip(traits["thick"] + rng.normal(0, 0.07), 0.14, 0.6))
    chamber = blob(x, y, reach * (1 - thick), terms + wobble(rng, 0.03, 4), 1.05, traits["turn"])
    chamber = np.maximum(chamber, ring + np.float32(0.06 * reach))
    swirl = 1 + 0.06 * smooth(rng, size, 6)[..., None]
    stage.paint(chamber, stage.tone("blood") * swirl, "chamber", 2)
    for _ in range(int(rng.integers(0, 3))):
        angle = rng.uniform(0, 6.28)
        at = np.array([np.cos(angle), np.sin(angle)]) * reach * (1 - thick) * rng.uniform(0.55, 0.9)
        knob = np.maximum(ellipse(x, y, at[0], at[1], 0.13 * reach, 0.1 * reach, angle), chamber)
        stage.paint(knob, stage.tone("muscle"), "papillary", 2)


_GLAND = (
    {"outer zone": ("outer",), "inner zone": ("inner",)},
    {"outer zone": ("outer",), "inner zone": ("inner",)},
    {"gland": ("outer", "inner")},
    {"bladder": ("bladder",), "gland": ("outer", "inner")},
)
_GLAND_TONES = {
    "mri": {
        "fat": 0.75,
        "muscle": 0.2,
        "outer": 0.72,
        "inner": 0.42,
        "bladder": 0.95,
        "rectum": 0.3,
        "bone": 0.5,
        "nodule": 0.6,
    },
    "ultrasound": {
        "fat": 0.6,
        "muscle": 0.35,
        "outer": 0.5,
        "inner": 0.32,
        "bladder": 0.04,
        "rectum": 0.2,
        "bone": 0.8,
        "nodule": 0.45,
    },
    "ct": {
        "fat": 0.2,
        "muscle": 0.55,
        "outer": 0.62,
        "inner": 0.68,
        "bladder": 0.4,
        "rectum": 0.45,
        "bone": 0.95,
        "nodule": 0.72,
    },
}


def gland_plan(rng: Generator, look: str) -> Plan:
    """A gland before the rectum: its zones, or all of it, or the bladder with it."""
    classes, labels = one_of(rng, _GLAND)
    tones = greys(rng, _GLAND_TONES[look], 0.2 if look == "mri" else 0.0)
    traits = {
        "share": float(rng.uniform(0.55, 0.8)),
        "nodular": float(rng.uniform(0, 1)),
        "reach": float(rng.uniform(0.3, 0.52)),
    }
    missing = tuple(0.06 if name == "bladder" else 0.0 for name in classes)
    return Plan(classes, labels, tones, nested(classes, [("inner zone", "outer zone")]), 0.07, missing, traits)


def gland_paint(stage: Stage) -> None:
    """Fat, bones and muscles of the pelvis, bladder above, rectum below, the gland between."""
    rng, traits, size = stage.rng, stage.traits, stage.size
    stage.camera((0.75, 1.35), 0.2, 0.18, 0.07)
    x, y = stage.x, stage.y
    stage.canvas[...] = stage.tone("fat") * (1 + 0.1 * cloud(stage.noise, size, 0.12, 0.015, 1.5)[..., None])
    for side in (-1, 1):
        muscle = ellipse(x, y, side * 0.75, rng.normal(0, 0.05), 0.17, 0.5, side * -0.25)
        stage.paint(
            muscle, stage.tone("muscle") * (1 + 0.1 * fibrous(stage.noise, size, 1.5, 0.3, 0.02)[..., None]), soft=2
        )
        stage.paint(ellipse(x, y, side * 1.0, -0.15, 0.17, 0.45), stage.tone("bone"), soft=2)
    reach = traits["reach"] * np.exp(rng.normal(0, 0.12))
    rectum = ellipse(x, y, rng.normal(0, 0.08), 0.32 + 0.85 * reach, 0.24, 0.2)
    stage.paint(rectum, stage.tone("muscle"), soft=2)
    stage.paint(
        rectum + np.float32(0.05), stage.tone("rectum") * (1 + 0.25 * smooth(rng, size, 8)[..., None]), soft=2.5
    )
    if stage.has("bladder") and rng.random() < (0.95 if "bladder" in stage.plan.classes else 0.5):
        bladder = ellipse(
            x, y, rng.normal(0, 0.1), -0.5 - 0.5 * reach, rng.uniform(0.25, 0.55), rng.uniform(0.15, 0.32)
        )
        stage.paint(bladder - np.float32(0.035), stage.tone("muscle"), soft=2)
        stage.paint(bladder, stage.tone("bladder"), "bladder", 2)
    if not stage.has("outer", "inner"):
        return
    gland = blob(x, y, reach, wobble(rng, 0.045, 4), 1.22)
    grain = 1 + 0.1 * cloud(stage.noise, size, 0.06, 0.02, 1.3)[..., None]
    stage.paint(gland - np.float32(0.02), stage.tone("muscle"), soft=2)
    stage.paint(gland, stage.tone("outer") * grain, "outer", 2)
    share = float(np.clip(traits["share"] + rng.normal(0, 0.06), 0.4, 0.88))
    inner = blob(x, y + np.float32(0.18 * reach), reach * share, wobble(rng, 0.05, 4), 1.15)
    inner = np.maximum(inner, gland + np.float32(0.05 * reach))
    nodules = np.clip(cloud(stage.noise, size, 0.2, 0.05, 2.5), -1, 1.5)[..., None] * np.float32(
        0.35 * traits["nodular"]
    )
    tone = stage.tone("inner")
    stage.paint(inner, tone + nodules * (stage.tone("nodule") - tone) + 0.04 * nodules, "inner", 2.2)


_LESION = (
    {"lesion": ("lesion",)},
    {"lesion": ("lesion",)},
    {"lesion": ("lesion",), "skin": ("skin",)},
    {"cyst": ("cyst",)},
    {"cyst": ("cyst",), "lesion": ("lesion",)},
)
_LESION_TONES = {
    "ultrasound": {"skin": 0.8, "fat": 0.38, "gland": 0.56, "muscle": 0.42, "lesion": 0.24, "cyst": 0.03, "line": 0.85},
    "xray": {"skin": 0.5, "fat": 0.25, "gland": 0.5, "muscle": 0.75, "lesion": 0.72, "cyst": 0.6, "line": 0.65},
    "ct": {"skin": 0.5, "fat": 0.2, "gland": 0.4, "muscle": 0.55, "lesion": 0.68, "cyst": 0.35, "line": 0.6},
}


def lesion_plan(rng: Generator, look: str) -> Plan:
    """A solid lesion or a cyst in layers; the other of the two is the look-alike."""
    classes, labels = one_of(rng, _LESION)
    traits = {
        "reach": float(np.exp(rng.uniform(np.log(0.14), np.log(0.42)))),
        "rough": float(rng.uniform(0.03, 0.16)),
        "flat": float(rng.uniform(1.0, 1.6)),
        "lines": 1.0 if look == "ultrasound" else 0.3,
    }
    missing = tuple(0.08 if name != "skin" else 0.0 for name in classes)
    return Plan(classes, labels, greys(rng, _LESION_TONES[look], 0.0), (), 0.05, missing, traits)


def lesion_paint(stage: Stage) -> None:
    """Skin, fat, gland and muscle as bands, then lesions, with a brighter or darker trail behind them in ultrasound."""
    rng, traits, size = stage.rng, stage.traits, stage.size
    stage.camera((0.8, 1.25), 0.12, 0.1, 0.07)
    x, y = stage.x, stage.y
    grain = cloud(stage.noise, size, 0.15, 0.015, 1.5)
    stage.canvas[...] = stage.tone("fat") * (1 + 0.12 * grain[..., None])
    edges = np.cumsum(rng.uniform((0.1, 0.15, 0.7), (0.2, 0.4, 1.1))) - 1.05
    bends = [0.06 * smooth(rng, size, 3) for _ in range(2)]
    lines = bent(rng, fibrous(stage.noise, size, rng.normal(0, 0.15), 0.2, 0.025), 0.03)
    lines = np.clip(lines * 0.35 - 0.2, 0, 0.6) * np.float32(traits["lines"])
    stage.paint(edges[1] + bends[0] - y, stage.tone("gland") * (1 + 0.15 * grain[..., None]), soft=4)
    stage.tint(lines, stage.tone("line"))
    stage.paint(edges[2] + bends[1] - y, stage.tone("muscle") * (1 + 0.1 * grain[..., None]), soft=3)
    if stage.has("skin"):
        stage.paint(y - np.float32(edges[0]), stage.tone("skin"), "skin", 2)
    for name in ("cyst", "lesion"):
        count = 1 + (rng.random() < 0.2) if name in stage.plan.labels else int(rng.random() < 0.3)
        for _ in range(count if stage.has(name) else 0):
            _lump(stage, x, y, name, traits["reach"] * np.exp(rng.normal(0, 0.22)))


def _lump(stage: Stage, x: Array, y: Array, name: str, reach: float) -> None:
    rng, traits = stage.rng, stage.traits
    cx, cy = rng.uniform(-0.6, 0.6), rng.uniform(-0.4, 0.45)
    rough = traits["rough"] if name == "lesion" else 0.03
    shape = blob(
        x - np.float32(cx), y - np.float32(cy), reach, wobble(rng, rough, 8, 1.3), traits["flat"], rng.normal(0, 0.25)
    )
    trail = np.clip(0.5 - (np.abs(x - cx) - 0.8 * reach) / 0.1, 0, 1) * (y > cy) * np.exp(-np.maximum(y - cy, 0) * 2)
    sign = 0.35 if name == "cyst" else rng.choice([-0.5, 0.0, 0.2])
    stage.canvas *= (1 + sign * trail)[..., None].astype(np.float32)
    texture = 1 + 0.2 * cloud(stage.noise, stage.size, 0.1, 0.02, 1.5)[..., None]
    stage.paint(shape, stage.tone(name) * texture, name, rng.uniform(2, 6) if name == "lesion" else 1.8)


FAMILIES = (
    Family("heart", ("mri", "mri", "ct", "ultrasound"), heart_plan, heart_paint),
    Family("gland_zones", ("mri", "mri", "ultrasound", "ct"), gland_plan, gland_paint),
    Family("lumps", ("ultrasound", "ultrasound", "xray", "ct"), lesion_plan, lesion_paint),
)
