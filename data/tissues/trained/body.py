"""Axial abdomen: organs known by their place and texture, with neighbours of nearly the same grey."""

from __future__ import annotations

import numpy as np

from data.tissues.fields import cloud, smooth, speckled
from data.tissues.kinds import Array, Family, Generator, Plan
from data.tissues.planning import picked
from data.tissues.shapes import blob, capsule, ellipse, join, wobble
from data.tissues.stage import Stage
from data.tissues.tones import greys

_GROUPS = {
    "liver": ("liver",),
    "spleen": ("spleen",),
    "right kidney": ("right_kidney",),
    "left kidney": ("left_kidney",),
    "aorta": ("aorta",),
    "stomach": ("stomach",),
    "vertebra": ("vertebra",),
    "pancreas": ("pancreas",),
}
_PAIRED = {
    "kidneys": ("right_kidney", "left_kidney"),
    "liver": ("liver",),
    "vessels": ("aorta", "cava"),
    "tumour": ("tumour",),
}
_ANCHORS = {
    "ct": {
        "fat": 0.2,
        "muscle": 0.5,
        "liver": 0.62,
        "spleen": 0.65,
        "kidney": 0.78,
        "aorta": 0.82,
        "stomach": 0.42,
        "bone": 0.95,
        "pancreas": 0.56,
        "gut": 0.45,
        "tumour": 0.46,
        "air": 0.0,
        "cord": 0.4,
    },
    "mri": {
        "fat": 0.8,
        "muscle": 0.25,
        "liver": 0.42,
        "spleen": 0.6,
        "kidney": 0.68,
        "aorta": 0.1,
        "stomach": 0.5,
        "bone": 0.35,
        "pancreas": 0.5,
        "gut": 0.6,
        "tumour": 0.75,
        "air": 0.0,
        "cord": 0.65,
    },
}


def plan(rng: Generator, look: str) -> Plan:
    """One to four organs of eight; where several share a grey only the place tells them apart."""
    classes, labels = picked(rng, _GROUPS if rng.random() < 0.7 else _PAIRED, 1, 4)
    traits = {
        "mirror": int(rng.choice([-1, 1])),
        "wide": float(rng.uniform(0.68, 0.8)),
        "arms": bool(rng.random() < 0.15),
    }
    return Plan(
        classes,
        labels,
        greys(rng, _ANCHORS[look], 0.15 if look == "mri" else 0.0),
        (),
        0.04,
        tuple(0.06 for _ in classes),
        traits,
    )


def _wall(stage: Stage, x: Array, y: Array) -> Array:
    """Air, skin, fat and muscle; returns the distance to the belly's inside."""
    rng, wide = stage.rng, stage.traits["wide"]
    stage.fill(stage.tone("air"))
    outline = blob(x, y, 0.92, wobble(rng, 0.018, 4), 1 / wide)
    stage.paint(
        outline, stage.tone("fat") * (1 + 0.05 * cloud(stage.noise, stage.size, 0.1, 0.01, 1.3)[..., None]), soft=1.5
    )
    layer = rng.uniform(0.05, 0.15)
    muscle = outline + np.float32(layer) * (1 + 0.3 * smooth(rng, stage.size, 3))
    stage.paint(muscle, stage.tone("muscle"), soft=1.6)
    for k in range(int(rng.integers(0, 9))):
        angle = rng.uniform(0, 2 * np.pi)
        rib = np.array([1.12 * np.cos(angle), 0.8 * np.sin(angle)]) * (0.86 - layer)
        stage.paint(ellipse(x, y, rib[0], rib[1], 0.07, 0.03, angle + 1.57 + 0.1 * k), stage.tone("bone"), soft=1.6)
    inside = muscle + np.float32(rng.uniform(0.04, 0.08))
    stage.paint(
        inside, stage.tone("fat") * (1 + 0.07 * cloud(stage.noise, stage.size, 0.1, 0.015, 1.4)[..., None]), soft=2
    )
    return inside


def _organ(stage: Stage, distance: Array, tone: str, name: str, grain: float = 0.04) -> None:
    if not stage.has(name):
        return
    texture = 1 + grain * cloud(stage.noise, stage.size, 0.08, 0.015, 1.4)[..., None]
    stage.paint(distance, stage.tone(tone) * texture, name, stage.rng.uniform(1.2, 2.2))


def _back(stage: Stage, x: Array, y: Array) -> None:
    rng = stage.rng
    for side in (-1, 1):
        psoas = ellipse(x, y, side * 0.25, 0.34, 0.12, 0.14)
        stage.paint(psoas, stage.tone("muscle"), soft=2)
        back = ellipse(x, y, side * 0.27, 0.6, 0.24, 0.13, side * 0.3)
        stage.paint(back, stage.tone("muscle") * (1 + 0.1 * speckled(stage.noise, stage.size, 0.05)[..., None]), soft=2)
    core = ellipse(x, y, 0, 0.38, 0.17, 0.15)
    vertebra = join(core, capsule(x, y, (0, 0.5), (0, 0.72), 0.05, 0.04), 0.05)
    vertebra = join(vertebra, np.abs(ellipse(x, y, 0, 0.56, 0.1, 0.07)) - np.float32(0.03), 0.02)
    _organ(stage, vertebra, "bone", "vertebra", 0.12)
    stage.paint(ellipse(x, y, 0, 0.56, 0.06, 0.045), stage.tone("cord"), "cord", 1.6)
    r = rng.uniform(0.05, 0.09)
    _organ(stage, ellipse(x, y, 0.06 + rng.normal(0, 0.02), 0.2 - r / 2, r, r), "aorta", "aorta", 0.02)
    _organ(
        stage,
        ellipse(x, y, -0.13 + rng.normal(0, 0.02), 0.17, r * 1.15, r * 0.8),
        "aorta" if rng.random() < 0.6 else "spleen",
        "cava",
        0.02,
    )


def _kidneys(stage: Stage, x: Array, y: Array, inside: Array) -> None:
    rng = stage.rng
    for side, name in ((-1, "right_kidney"), (1, "left_kidney")):
        cx, cy = side * rng.uniform(0.44, 0.53), rng.uniform(0.22, 0.36)
        dx, dy = (x - np.float32(cx)) * side, y - np.float32(cy)
        bean = blob(dx, dy, rng.uniform(0.16, 0.22), wobble(rng, 0.04, 4), 0.82, 0.4)
        bean = np.maximum(bean, -ellipse(dx, dy, -0.17, 0.0, 0.1, 0.05))
        _organ(stage, np.maximum(bean, inside), "kidney", name)
        if stage.has(name) and rng.random() < 0.6:
            stage.paint(ellipse(dx, dy, -0.06, 0, 0.07, 0.04), stage.tone("fat"), soft=2.5, opacity=0.8)


def _gut(stage: Stage, x: Array, y: Array, inside: Array) -> None:
    rng = stage.rng
    for _ in range(int(rng.integers(4, 14))):
        at = rng.normal((0.1, -0.2), 0.3)
        loop = blob(
            x - np.float32(at[0]),
            y - np.float32(at[1]),
            rng.uniform(0.06, 0.13),
            wobble(rng, 0.12, 4),
            1.3,
            rng.uniform(0, 3),
        )
        stage.paint(np.maximum(loop, inside), stage.tone("gut") * np.float32(rng.uniform(0.8, 1.25)), soft=2)
        if rng.random() < 0.3:
            stage.paint(loop + np.float32(0.05), stage.tone("air"), soft=2)


def _left(stage: Stage, x: Array, y: Array, inside: Array) -> None:
    """Spleen and stomach, the latter with a level of air."""
    rng = stage.rng
    spleen = blob(
        x - np.float32(0.68),
        y - np.float32(0.08),
        rng.uniform(0.2, 0.3),
        wobble(rng, 0.06),
        0.55,
        rng.normal(0.2, 0.15),
    )
    _organ(stage, np.maximum(spleen, inside), "spleen", "spleen")
    stomach = blob(
        x - np.float32(0.35),
        y + np.float32(0.3),
        rng.uniform(0.18, 0.32),
        wobble(rng, 0.08),
        1.4,
        rng.normal(-0.6, 0.2),
    )
    _organ(stage, np.maximum(stomach, inside), "stomach", "stomach", 0.12)
    if stage.has("stomach") and rng.random() < 0.6:
        stage.paint(
            np.maximum(stomach + np.float32(0.05), y + np.float32(rng.uniform(0.25, 0.4))), stage.tone("air"), soft=1.6
        )


def paint(stage: Stage) -> None:
    """From the back to the front; gut fills what is left, and stays without a label."""
    rng = stage.rng
    stage.camera((0.85, 1.25), 0.16, 0.1, 0.045)
    x, y = stage.x * stage.traits["mirror"], stage.y
    inside = _wall(stage, x, y)
    _gut(stage, x, y, inside)
    _back(stage, x, y)
    _left(stage, x, y, inside)
    pancreas = capsule(x, y, (-0.15, 0.02 + rng.normal(0, 0.04)), (0.42, -0.06), 0.075, 0.045) + 0.02 * smooth(
        rng, stage.size, 10
    )
    _organ(stage, pancreas, "pancreas", "pancreas", 0.1)
    lobe = blob(
        x + np.float32(0.55),
        y + np.float32(0.14),
        rng.uniform(0.32, 0.45),
        wobble(rng, 0.05),
        0.8,
        rng.normal(0.2, 0.12),
    )
    left = ellipse(x, y, -0.15, -0.38, rng.uniform(0.15, 0.42), rng.uniform(0.1, 0.16), 0.1)
    liver = np.maximum(join(lobe, left, 0.15), inside)
    _organ(stage, liver, "liver", "liver", 0.035)
    _inside_liver(stage, x, y, liver)
    _kidneys(stage, x, y, inside)


def _inside_liver(stage: Stage, x: Array, y: Array, liver: Array) -> None:
    rng = stage.rng
    if not stage.has("liver"):
        return
    for _ in range(int(rng.integers(0, 5))):
        at, to = rng.normal((-0.5, -0.1), 0.16, (2, 2))
        vein = np.maximum(capsule(x, y, tuple(at), tuple(to), 0.018, 0.01), liver)
        stage.paint(vein, stage.tone("aorta") * np.float32(0.9), soft=1.6, opacity=0.7)
    if stage.has("tumour") and ("tumour" in stage.plan.labels or rng.random() < 0.2):
        for _ in range(int(rng.integers(1, 4))):
            at = rng.normal((-0.52, -0.1), 0.15)
            tumour = blob(x - np.float32(at[0]), y - np.float32(at[1]), rng.uniform(0.05, 0.15), wobble(rng, 0.1), 1.1)
            _organ(stage, np.maximum(tumour, liver + np.float32(0.01)), "tumour", "tumour", 0.1)


FAMILIES = (Family("abdomen", ("ct", "ct", "mri"), plan, paint),)
