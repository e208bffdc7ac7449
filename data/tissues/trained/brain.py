"""Brain slices: white and grey matter, ventricles, deep nuclei, a lesion; whole, or close to a deep structure."""

from __future__ import annotations

import numpy as np

from data.tissues.fields import cloud, smooth
from data.tissues.kinds import Array, Family, Generator, Plan
from data.tissues.planning import one_of, picked
from data.tissues.shapes import blob, ellipse, join, wobble
from data.tissues.stage import Stage
from data.tissues.tones import greys

_GROUPS = {
    "white matter": ("white",),
    "grey matter": ("grey",),
    "ventricles": ("ventricle",),
    "deep nuclei": ("putamen", "thalamus"),
    "lesion": ("lesion",),
}
_WHOLE = (
    {"brain": ("white", "grey", "ventricle", "putamen", "thalamus", "lesion")},
    {"lesion": ("lesion",)},
    {"ventricles": ("ventricle",)},
)
_ANCHORS = {
    "mri": {
        "air": 0.02,
        "skin": 0.7,
        "skull": 0.08,
        "fluid": 0.12,
        "grey": 0.5,
        "white": 0.75,
        "ventricle": 0.1,
        "deep": 0.56,
        "lesion": 0.9,
    },
    "ct": {
        "air": 0.02,
        "skin": 0.4,
        "skull": 0.97,
        "fluid": 0.3,
        "grey": 0.52,
        "white": 0.46,
        "ventricle": 0.28,
        "deep": 0.53,
        "lesion": 0.7,
    },
}


def plan(rng: Generator, look: str) -> Plan:
    """Which tissues; the contrast is that of the sequence, or any other where the scanner is free."""
    classes, labels = picked(rng, _GROUPS, 1, 4) if rng.random() < 0.7 else one_of(rng, _WHOLE)
    tones = greys(rng, _ANCHORS[look], 0.35 if look == "mri" else 0.0)
    traits = {
        "folds": float(rng.uniform(0.8, 1.5)),
        "bald": bool(rng.random() < 0.3),
        "level": float(rng.uniform(0.2, 0.4)),
    }
    missing = tuple(0.12 if name in ("lesion", "ventricles") else 0.0 for name in classes)
    return Plan(classes, labels, tones, (), 0.02, missing, traits)


def _skull(stage: Stage, x: Array, y: Array) -> Array:
    rng = stage.rng
    head = blob(x, y, 0.86, wobble(rng, 0.015, 4), 0.84)
    stage.fill(stage.tone("air"))
    if not stage.traits["bald"]:
        stage.paint(head, stage.tone("skin") * (1 + 0.1 * smooth(rng, stage.size, 7)[..., None]))
        stage.paint(head + np.float32(0.05), stage.tone("skull"))
        stage.paint(head + np.float32(0.08), stage.tone("skin") * np.float32(0.6), soft=1.6)
        stage.paint(head + np.float32(0.095), stage.tone("skull"))
    stage.paint(head + np.float32(0.12), stage.tone("fluid"), soft=1.6)
    return head + np.float32(0.135)


def _cortex(stage: Stage, x: Array, y: Array, brain: Array) -> None:
    """Grey folds: sulci are where a banded field folds inwards, and white matter begins a ribbon further in."""
    rng = stage.rng
    folds = stage.traits["folds"]
    angle = np.arctan2(y, x)
    field = _sampled(cloud(rng, 64, 0.2 / folds, 0.1, 2.0), x, y)
    # Sulci run inwards from the rim: a wave around it, bent by the field, that fades towards the middle.
    sulcus = np.abs(np.sin(angle * np.float32(8 * folds) + 1.6 * field + 3 * brain))
    groove = np.maximum(1 - sulcus * 3.0, 0) * np.clip(1 + brain / np.float32(rng.uniform(0.16, 0.3)), 0, 1)
    outer = brain + np.float32(0.07) * groove
    if stage.has("grey"):
        stage.paint(
            outer,
            stage.tone("grey") * (1 + 0.03 * cloud(stage.noise, stage.size, 0.05, 0.01, 1.2)[..., None]),
            "grey",
            1.5,
        )
    if stage.has("white"):
        ribbon = np.maximum(1 - sulcus * 1.25, 0) * np.clip(1 + brain / 0.34, 0, 1)
        deep = brain + np.float32(0.055) + np.float32(0.26) * ribbon
        midline = np.abs(x) + 0.09 * np.clip(0.5 - np.abs(y), -1, 0.6)
        white = np.maximum(deep, np.float32(0.05) - midline)
        stage.paint(white, stage.tone("white") * (1 + 0.03 * smooth(rng, stage.size, 6)[..., None]), "white", 1.6)
    fissure = np.maximum(np.abs(x + 0.012 * np.sin(y * 9)) - np.float32(0.007), np.float32(0.34) - np.abs(y))
    stage.paint(np.maximum(fissure, brain), stage.tone("fluid"), "fluid", 1.5)


def _sampled(wave: Array, x: Array, y: Array) -> Array:
    """A 64 x 64 field looked up at x, y in [-1, 1], bilinearly, repeating outside."""
    fx, fy = (x + 1) * 32, (y + 1) * 32
    ix, iy = np.floor(fx).astype(int), np.floor(fy).astype(int)
    tx, ty = fx - ix, fy - iy
    a, b = wave[iy % 64, ix % 64], wave[iy % 64, (ix + 1) % 64]
    c, d = wave[(iy + 1) % 64, ix % 64], wave[(iy + 1) % 64, (ix + 1) % 64]
    return ((a * (1 - tx) + b * tx) * (1 - ty) + (c * (1 - tx) + d * tx) * ty).astype(np.float32)


def _deep(stage: Stage, x: Array, y: Array) -> None:
    rng = stage.rng
    side = np.abs(x)
    lean = rng.normal(0, 0.02)
    if stage.has("putamen"):
        grain = 1 + 0.03 * smooth(rng, stage.size, 8)[..., None]
        stage.paint(
            blob(side - np.float32(0.33), y + np.float32(0.02), 0.13, wobble(rng, 0.05, 4), 0.5, 0.3),
            stage.tone("deep") * grain,
            "putamen",
            2,
        )
        stage.paint(
            blob(side - np.float32(0.13), y - np.float32(0.1), 0.12, wobble(rng, 0.05, 4), 0.75, -0.3),
            stage.tone("deep") * grain,
            "thalamus",
            2,
        )
    if not stage.has("ventricle"):
        return
    wide = stage.traits["level"] * np.exp(rng.normal(0, 0.25))
    front = blob(
        side - np.float32(0.07 + 0.12 * wide),
        y + np.float32(0.17),
        0.24 * wide + 0.03,
        wobble(rng, 0.08, 4),
        0.5,
        0.45 + lean,
    )
    back = blob(
        side - np.float32(0.15 + 0.1 * wide),
        y - np.float32(0.32),
        0.22 * wide + 0.035,
        wobble(rng, 0.08, 4),
        0.42,
        -0.75,
    )
    lateral = join(front, back, 0.05)
    third = ellipse(x, y, 0, 0.08, 0.012 + 0.03 * wide, 0.1)
    stage.paint(join(lateral, third, 0.02), stage.tone("ventricle"), "ventricle", 1.7)


def paint(stage: Stage) -> None:
    """Skull, folds, deep grey, ventricles, and for some a lesion."""
    rng = stage.rng
    stage.camera((0.9, 1.3), 0.25, 0.1, 0.04)
    brain = _skull(stage, stage.x, stage.y)
    _cortex(stage, stage.x, stage.y, brain)
    _deep(stage, stage.x, stage.y)
    if stage.has("lesion") and ("lesion" in stage.plan.labels or rng.random() < 0.25):
        for _ in range(int(rng.integers(1, 4))):
            at = rng.uniform(-0.45, 0.45, 2) * (1, 1.1)
            shape = blob(
                stage.x - np.float32(at[0]),
                stage.y - np.float32(at[1]),
                rng.uniform(0.05, 0.17),
                wobble(rng, 0.14),
                1.2,
                rng.uniform(0, 3),
            )
            tone = stage.tone("lesion") * (1 + 0.15 * smooth(rng, stage.size, 12)[..., None])
            stage.paint(np.maximum(shape, brain + np.float32(0.03)), tone, "lesion", rng.uniform(1.5, 4))


_DEEP = ({"front": ("head",), "back": ("tail",)}, {"body": ("head", "tail")}, {"front": ("head",)})


def deep_plan(rng: Generator, look: str) -> Plan:
    """A small curled structure cut close: its front and back parts differ by place alone."""
    classes, labels = one_of(rng, _DEEP)
    anchors = {"white": 0.85, "body": 0.42, "fluid": 0.08, "grey": 0.5, "stem": 0.92, "vessel": 0.97}
    traits = {
        "curl": float(rng.uniform(0.2, 0.9)),
        "side": int(rng.choice([-1, 1])),
        "split": float(rng.uniform(-0.15, 0.25)),
    }
    return Plan(classes, labels, greys(rng, anchors, 0.25), (), 0.05, tuple(0.05 for _ in classes), traits)


def deep_paint(stage: Stage) -> None:
    """Folds of grey and white around, fluid beside it, and the structure with a tail that thins away."""
    rng = stage.rng
    stage.camera((0.8, 1.3), 0.3, 0.18, 0.1)
    x, y = stage.x * stage.traits["side"], stage.y
    white, grey = stage.tone("white"), stage.tone("grey")
    band = _sampled(cloud(rng, 64, 0.4, 0.16, 2.5), x * 0.6, y * 0.6)
    stage.canvas[...] = white + np.clip(band * 1.6 + 0.1, 0, 1)[..., None] * (grey - white)
    stem = blob(x - np.float32(0.35), y - np.float32(0.6), 0.5, wobble(rng, 0.08), 1.2)
    stage.paint(
        stem, stage.tone("stem") * (1 + 0.04 * cloud(stage.noise, stage.size, 0.06, 0.02, 1.2)[..., None]), soft=4
    )
    gap = np.maximum(np.abs(stem - np.float32(0.06)) - np.float32(0.05), x - 0.4)
    stage.paint(gap, stage.tone("fluid"), soft=4, opacity=0.9)
    horn = blob(x + np.float32(0.62), y + np.float32(0.15), 0.32, wobble(rng, 0.12), 0.6, 0.4)
    stage.paint(horn, stage.tone("fluid"), soft=5, opacity=rng.uniform(0.4, 1))
    path = [
        (-0.28 + 0.42 * t - 0.1 * np.sin(3 * t), -0.15 + stage.traits["curl"] * t**1.5) for t in np.linspace(0, 1, 5)
    ]
    radii = np.array([0.24, 0.22, 0.17, 0.12, 0.07]) * np.exp(rng.normal(0, 0.12))
    body = np.full(x.shape, 9.0, np.float32)
    for (cx, cy), radius in zip(path, radii, strict=True):
        part = blob(x - np.float32(cx), y - np.float32(cy), radius, wobble(rng, 0.07, 4))
        body = join(body, part, 0.12)
    divide = x - np.float32(stage.traits["split"] - 0.15) + 0.12 * y
    shade = 1 + 0.06 * cloud(stage.noise, stage.size, 0.12, 0.03, 1.5)[..., None]
    for name, side in (("head", divide), ("tail", -divide)):
        if stage.has(name):
            stage.paint(np.maximum(body, side), stage.tone("body") * shade, name, 2.5)
    stage.paint(
        np.maximum(np.abs(body) - np.float32(0.02), y + np.float32(0.1)), stage.tone("white"), soft=3, opacity=0.5
    )


FAMILIES = (Family("brain", ("mri", "mri", "ct"), plan, paint), Family("deep_grey", ("mri",), deep_plan, deep_paint))
