"""Retinal layers in optical coherence tomography, and the vertebral column from the side."""

from __future__ import annotations

import numpy as np

from data.tissues.fields import cloud, smooth
from data.tissues.kinds import Array, Family, Generator, Plan
from data.tissues.planning import one_of, picked
from data.tissues.shapes import blob, ellipse, wobble
from data.tissues.stage import Stage
from data.tissues.tones import greys

_LAYERS = ("fibre", "ganglion", "inner_nuclear", "outer_nuclear", "receptors", "epithelium", "choroid")
_GROUPS = {
    "nerve fibres": ("fibre",),
    "ganglion layer": ("ganglion", "inner_nuclear"),
    "outer nuclear": ("outer_nuclear",),
    "receptors": ("receptors", "epithelium"),
    "choroid": ("choroid",),
    "fluid": ("fluid",),
}
_RETINA = ({"retina": (*_LAYERS[:6], "fluid")}, {"retina": (*_LAYERS[:6],), "fluid": ("fluid",)}, {"fluid": ("fluid",)})


def oct_plan(rng: Generator, look: str) -> Plan:
    """One to three layers, all of the retina, or the fluid in it."""
    classes, labels = picked(rng, _GROUPS, 1, 3) if rng.random() < 0.6 else one_of(rng, _RETINA)
    anchors = {
        "vitreous": 0.06,
        "fibre": 0.7,
        "ganglion": 0.4,
        "inner_nuclear": 0.28,
        "outer_nuclear": 0.18,
        "receptors": 0.5,
        "epithelium": 0.85,
        "choroid": 0.4,
        "deep": 0.2,
        "fluid": 0.06,
    }
    traits = {"widths": rng.uniform(0.8, 1.25, 7).tolist(), "pit": bool(rng.random() < 0.6)}
    pairs = ((2, 1),) if classes == ("retina", "fluid") else ()
    return Plan(
        classes,
        labels,
        greys(rng, anchors, 0.0),
        pairs,
        0.03,
        tuple(0.1 if name == "fluid" else 0.0 for name in classes),
        traits,
    )


def oct_paint(stage: Stage) -> None:
    """Layers one below the other, thinned at the pit; cysts of fluid between them; shadows of the choroid's vessels."""
    rng, traits, size = stage.rng, stage.traits, stage.size
    stage.camera((0.85, 1.3), 0.12, 0.12, 0.03, flip=True)
    x, y = stage.x, stage.y
    stage.canvas[...] = stage.tone("vitreous") * (1 + 0.3 * smooth(rng, size, 3)[..., None])
    bow = 0.18 * rng.normal() * x**2 + 0.1 * rng.normal() * x + 0.04 * smooth(rng, size, 3)[size // 2][None, :]
    pit = np.exp(-(((x - np.float32(rng.uniform(-0.5, 0.5))) / rng.uniform(0.18, 0.4)) ** 2)) * np.float32(
        rng.uniform(0.5, 0.9) if traits["pit"] else 0.0
    )
    widths = (
        np.array([0.07, 0.12, 0.1, 0.14, 0.08, 0.05, 0.2])
        * np.array(traits["widths"])
        * np.exp(rng.normal(0, 0.12, 7))
        * 1.25
    )
    top = np.float32(-0.35 + rng.uniform(-0.1, 0.1)) + bow + pit * widths[:3].sum()
    grain = cloud(stage.noise, size, 0.1, 0.012, 1.4)
    for k, name in enumerate(_LAYERS):
        thin = 1 - pit if k < 3 else 1 + 0.3 * pit if k == 3 else 1.0
        bottom = top + widths[k] * thin
        if stage.has(name):
            stage.paint(np.maximum(top - y, y - bottom), stage.tone(name) * (1 + 0.12 * grain)[..., None], name, 1.8)
        top = bottom
    deep = stage.tone("deep") * np.maximum(1 + 0.4 * cloud(stage.noise, size, 0.12, 0.04, 2.0), 0.1)[..., None]
    stage.paint(top - y, deep, soft=12)
    if stage.has("fluid") and ("fluid" in stage.plan.labels or rng.random() < 0.2):
        line = np.float32(-0.35) + bow + pit * widths[:3].sum()
        for _ in range(int(rng.integers(1, 6))):
            at, level = rng.uniform(-0.7, 0.7), widths[:3].sum() * rng.uniform(0.5, 1.3)
            cyst = blob(
                x - np.float32(at), y - line - np.float32(level), rng.uniform(0.06, 0.15), wobble(rng, 0.07), 1.5, 0.0
            )
            stage.paint(
                cyst,
                stage.tone("fluid"),
                "fluid" if "retina" not in stage.plan.classes or stage.has("fibre") else None,
                1.6,
            )


_SPINE = (
    {"vertebra": ("vertebra",)},
    {"vertebra": ("vertebra",), "disc": ("disc",)},
    {"disc": ("disc",)},
    {"canal": ("canal", "cord")},
    {"cord": ("cord",)},
    {"vertebra": ("vertebra",), "disc": ("disc",), "canal": ("canal", "cord")},
)
_SPINE_TONES = {
    "mri": {
        "fat": 0.8,
        "muscle": 0.3,
        "vertebra": 0.5,
        "disc": 0.28,
        "pulp": 0.7,
        "canal": 0.9,
        "cord": 0.45,
        "belly": 0.4,
        "plate": 0.08,
    },
    "ct": {
        "fat": 0.22,
        "muscle": 0.5,
        "vertebra": 0.8,
        "disc": 0.55,
        "pulp": 0.5,
        "canal": 0.38,
        "cord": 0.45,
        "belly": 0.45,
        "plate": 0.98,
    },
}


def spine_plan(rng: Generator, look: str) -> Plan:
    """Vertebrae, discs, canal or cord from the side."""
    classes, labels = one_of(rng, _SPINE)
    traits = {
        "count": int(rng.integers(4, 8)),
        "side": int(rng.choice([-1, 1])),
        "gap": float(rng.uniform(0.16, 0.32)),
        "pulp": float(rng.uniform(0, 1)),
    }
    tones = greys(rng, _SPINE_TONES[look], 0.2 if look == "mri" else 0.0)
    return Plan(classes, labels, tones, (), 0.05, tuple(0.04 for _ in classes), traits)


def spine_paint(stage: Stage) -> None:
    """A curved column of blocks and discs, the canal behind it, spinous processes and muscle behind that."""
    rng, traits, size = stage.rng, stage.traits, stage.size
    stage.camera((0.8, 1.3), 0.15, 0.12, 0.045)
    x, y = stage.x * traits["side"], stage.y
    grain = cloud(stage.noise, size, 0.06, 0.015, 1.3)
    stage.canvas[...] = stage.tone("belly") * (1 + 0.25 * smooth(rng, size, 4) + 0.1 * grain)[..., None]
    curve = rng.normal(0, 0.12) + rng.uniform(-0.25, 0.25) * y**2 + 0.08 * np.sin(y * 2 + rng.uniform(0, 6))
    x = (x - curve).astype(np.float32)
    stage.paint(0.42 - x, stage.tone("muscle") * (1 + 0.15 * grain)[..., None], soft=3)
    stage.paint(0.95 - x + 0.06 * smooth(rng, size, 3), stage.tone("fat"), soft=3)
    canal = np.abs(x - np.float32(0.36)) - np.float32(rng.uniform(0.06, 0.1))
    stage.paint(canal - np.float32(0.025), stage.tone("plate"), soft=1.6)
    if stage.has("canal"):
        stage.paint(canal, stage.tone("canal"), "canal", 1.6)
    if stage.has("cord", "canal"):
        cord = np.abs(x - np.float32(0.36 + rng.normal(0, 0.01))) - np.float32(rng.uniform(0.03, 0.045))
        stage.paint(cord, stage.tone("cord"), "cord", 1.6)
    pitch = 2.4 / traits["count"]
    offset, half = rng.uniform(-0.5, 0.5) * pitch, rng.uniform(0.19, 0.27)
    tall = pitch * (1 - traits["gap"] * rng.uniform(0.85, 1.15)) / 2
    for k in range(-1, traits["count"] + 2):
        middle = -1.2 + k * pitch + offset + rng.normal(0, 0.015)
        _segment(stage, x, y, middle, pitch, half, tall, grain)


def _segment(
    stage: Stage, x: Array, y: Array, middle: float, pitch: float, half: float, tall: float, grain: Array
) -> None:
    rng, px = stage.rng, 0.06
    if middle < -1.6 or middle > 1.6:
        return
    dy = y - np.float32(middle)
    if stage.has("disc"):
        disc = ellipse(x, dy, 0.02, pitch / 2, half * 1.04, max(pitch / 2 - tall, 0.02) * 1.25)
        shade = stage.tone("disc")
        core = np.clip(0.5 - ellipse(x, dy, 0.04, pitch / 2, half * 0.55, 0.03) / 0.03, 0, 1)[..., None] * np.float32(
            stage.traits["pulp"]
        )
        stage.paint(disc, shade + core * (stage.tone("pulp") - shade), "disc", 1.6)
    if stage.has("vertebra"):
        waist = 1 - 0.12 * (1 - (dy / tall) ** 2)
        block = np.hypot(np.maximum(np.abs(x) - half * waist + px, 0), np.maximum(np.abs(dy) - tall + px, 0)).astype(
            np.float32
        ) - np.float32(px)
        stage.paint(block, stage.tone("plate"), "vertebra", 1.5)
        stage.paint(block + np.float32(0.018), stage.tone("vertebra") * (1 + 0.1 * grain)[..., None], "vertebra", 1.5)
    process = ellipse(x, dy, 0.66 + rng.normal(0, 0.02), 0.12, 0.17, tall * 0.5, 0.5)
    stage.paint(process, stage.tone("vertebra") * np.float32(0.9), soft=1.6)


FAMILIES = (
    Family("retina_layers", ("oct",), oct_plan, oct_paint),
    Family("spine", ("mri", "mri", "ct"), spine_plan, spine_paint),
)
