"""A kidney: cortex, pyramids of medulla in it, and the artery at its hilum, in a body."""

from __future__ import annotations

import itertools

import numpy as np

from data.tissues.fields import cloud, smooth
from data.tissues.kinds import Array, Family, Generator, Plan
from data.tissues.planning import nested, one_of
from data.tissues.shapes import blob, capsule, ellipse, strokes, walk, wobble
from data.tissues.stage import Stage
from data.tissues.tones import greys

_QUESTIONS = (
    {"cortex": ("cortex",), "medulla": ("medulla",), "artery": ("artery",)},
    {"cortex": ("cortex",), "medulla": ("medulla",), "artery": ("artery",)},
    {"cortex": ("cortex",), "medulla": ("medulla",)},
    {"kidney": ("cortex", "medulla")},
    {"medulla": ("medulla",)},
    {"artery": ("artery",)},
    {"cyst": ("cyst",), "kidney": ("cortex", "medulla")},
)
_ANCHORS = {
    "ct": {
        "fat": 0.22,
        "muscle": 0.48,
        "cortex": 0.82,
        "medulla": 0.62,
        "artery": 0.92,
        "sinus": 0.25,
        "liver": 0.6,
        "bone": 0.95,
        "cyst": 0.33,
    },
    "mri": {
        "fat": 0.85,
        "muscle": 0.3,
        "cortex": 0.6,
        "medulla": 0.42,
        "artery": 0.12,
        "sinus": 0.8,
        "liver": 0.45,
        "bone": 0.2,
        "cyst": 0.95,
    },
    "ultrasound": {
        "fat": 0.55,
        "muscle": 0.4,
        "cortex": 0.4,
        "medulla": 0.24,
        "artery": 0.08,
        "sinus": 0.75,
        "liver": 0.46,
        "bone": 0.9,
        "cyst": 0.05,
    },
}


def plan(rng: Generator, look: str) -> Plan:
    """Which parts are asked; one kidney from near, or both in the body."""
    classes, labels = one_of(rng, _QUESTIONS)
    traits = {
        "pair": bool(look != "ultrasound" and rng.random() < 0.3),
        "side": int(rng.choice([-1, 1])),
        "pyramids": int(rng.integers(5, 10)),
        "reach": float(rng.uniform(0.38, 0.7)),
        "rim": float(rng.uniform(0.2, 0.34)),
    }
    tones = greys(rng, _ANCHORS[look], 0.25 if look == "mri" else 0.0)
    pairs = nested(classes, [("medulla", "cortex")])
    return Plan(
        classes, labels, tones, pairs, 0.05, tuple(0.05 if name != "cortex" else 0.0 for name in classes), traits
    )


def _body(stage: Stage) -> None:
    rng, size = stage.rng, stage.size
    fat = stage.tone("fat") * (1 + 0.06 * cloud(stage.noise, size, 0.15, 0.015, 1.6)[..., None])
    stage.canvas[...] = fat
    patches = [("muscle", 0.85, 0.9), ("liver", -0.95, -0.4), ("muscle", 0.6, -1.0), ("liver", 1.0, 0.1)]
    for name, cx, cy in patches:
        at = np.array([cx * stage.traits["side"], cy]) + rng.normal(0, 0.12, 2)
        organ = blob(
            stage.x - np.float32(at[0]),
            stage.y - np.float32(at[1]),
            rng.uniform(0.3, 0.6),
            wobble(rng, 0.1),
            1.3,
            rng.uniform(0, 3),
        )
        grain = 1 + 0.05 * cloud(stage.noise, size, 0.1, 0.02, 1.4)[..., None]
        stage.paint(organ, stage.tone(name) * grain, soft=2)
    if stage.traits["pair"]:
        trunk = blob(stage.x, stage.y, rng.uniform(0.95, 1.1), wobble(rng, 0.02, 3), 1.25)
        stage.paint(np.abs(trunk + np.float32(0.16)) - np.float32(0.05), stage.tone("muscle"), soft=2)
        stage.paint(-trunk, stage.tone("sinus") * np.float32(0.05), soft=1.6)
        column = ellipse(stage.x, stage.y, 0.0, 0.3, 0.2, 0.18)
        stage.paint(column, stage.tone("bone") * (0.9 + 0.1 * smooth(rng, size, 9)[..., None]), soft=1.8)
    elif rng.random() < 0.5:
        spine = ellipse(stage.x, stage.y, -1.1 * stage.traits["side"], 0.5, 0.33, 0.3)
        stage.paint(
            spine, stage.tone("bone") * (0.8 + 0.1 * cloud(stage.noise, size, 0.05, 0.01, 1.0)[..., None]), soft=2
        )
    for _ in range(int(rng.integers(0, 5))):
        loop = rng.uniform(-1, 1, 2)
        gut = np.hypot(stage.x - np.float32(loop[0]), stage.y - np.float32(loop[1])) - np.float32(
            rng.uniform(0.05, 0.13)
        )
        stage.paint(gut, stage.tone("muscle") * np.float32(rng.uniform(0.7, 1.3)), soft=2)


def _kidney(stage: Stage, x: Array, y: Array, reach: float) -> None:
    """A bean whose hilum faces +x."""
    rng, traits, size = stage.rng, stage.traits, stage.size
    terms = wobble(rng, 0.025, 6)
    bean = blob(x, y, reach, terms, 0.68 * np.exp(rng.normal(0, 0.06)))
    notch = blob(
        x - np.float32(0.95 * reach), y - np.float32(rng.normal(0, 0.06) * reach), reach * 0.36, wobble(rng, 0.05), 0.8
    )
    body = np.maximum(bean, -notch).astype(np.float32)
    grain = 1 + 0.04 * cloud(stage.noise, size, 0.06, 0.015, 1.3)[..., None]
    soft = rng.uniform(1.2, 2.2)
    stage.paint(body, stage.tone("cortex") * grain, "cortex", soft)
    sinus = blob(x - np.float32(0.36 * reach), y, reach * rng.uniform(0.28, 0.4), wobble(rng, 0.09), 0.6)
    if stage.has("medulla"):
        _pyramids(stage, x, y, reach, body, traits["pyramids"])
    lobed = np.maximum(sinus, body - np.float32(0.25 * reach))
    stage.paint(lobed, stage.tone("sinus") * (1 + 0.1 * smooth(rng, size, 9)[..., None]), "sinus", soft * 1.3)
    if "cyst" in stage.plan.labels and stage.has("cyst"):
        angle = rng.uniform(1.6, 4.7)
        at = np.array([0.6 * np.cos(angle), 0.9 * np.sin(angle)]) * reach
        cyst = blob(x - np.float32(at[0]), y - np.float32(at[1]), reach * rng.uniform(0.14, 0.34), wobble(rng, 0.03))
        stage.paint(cyst, stage.tone("cyst"), "cyst", soft)


def _pyramids(stage: Stage, x: Array, y: Array, reach: float, body: Array, count: int) -> None:
    rng = stage.rng
    rim = stage.traits["rim"] * reach
    for k in range(count):
        angle = np.pi + (k - (count - 1) / 2) * (4.6 / count) + rng.normal(0, 0.08)
        outward = np.array([0.62 * np.cos(angle), 1.08 * np.sin(angle)]) * reach
        tip, base = np.array([0.2 * reach, 0]) + outward * 0.22, outward * rng.uniform(0.66, 0.8)
        cone = capsule(x, y, tuple(tip), tuple(base), 0.05 * reach, reach * 0.9 / count * rng.uniform(0.85, 1.3))
        cone = np.maximum(cone, body + np.float32(rim * rng.uniform(0.6, 1.0)))
        streak = 1 + 0.04 * smooth(rng, stage.size, 11)[..., None]
        stage.paint(cone, stage.tone("medulla") * streak, "medulla", rng.uniform(1.5, 3.5))


def _artery(stage: Stage, x: Array, y: Array, reach: float) -> None:
    """Drawn in the kidney's own coordinates, as a chain of limbs from the hilum outwards."""
    rng = stage.rng
    width = reach * rng.uniform(0.055, 0.1)
    path = walk(rng, (0.3 * reach, 0.0), rng.normal(0, 0.3), reach * rng.uniform(0.9, 1.5), 5, 0.8)
    vessel = np.full(x.shape, 9.0, np.float32)
    for a, b in itertools.pairwise(path):
        vessel = np.minimum(vessel, capsule(x, y, tuple(a), tuple(b), width, width))
    for sign in (-1, 1):
        tip = path[1] * 0.3 + np.array([0.02, sign * rng.uniform(0.25, 0.42)]) * reach
        vessel = np.minimum(vessel, capsule(x, y, tuple(path[1]), tuple(tip), width * 0.75, width * 0.45))
    stage.paint(vessel, stage.tone("artery"), "artery", 1.6)
    aorta = ellipse(x, y, path[-1][0], path[-1][1], width * 2.3, width * 2.1)
    stage.paint(aorta, stage.tone("artery") * np.float32(0.97), soft=1.6)


def paint(stage: Stage) -> None:
    """The body, one or two kidneys, the arteries, and loops that look like either."""
    rng, traits = stage.rng, stage.traits
    stage.camera((0.75, 1.35), 0.45, 0.2, 0.07)
    _body(stage)
    reach = traits["reach"] * (0.6 if traits["pair"] else 1.0) * np.exp(rng.normal(0, 0.1))
    sides = (-1, 1) if traits["pair"] else (traits["side"],)
    for side in sides:
        if not stage.has("cortex"):
            break
        cx, cy = (0.55 * side if traits["pair"] else -0.1 * side), rng.normal(0, 0.08)
        tilt = rng.normal(0.15 * side, 0.2)
        dx, dy = (stage.x - np.float32(cx)) * -side, stage.y - np.float32(cy)
        x, y = (
            dx * np.float32(np.cos(tilt)) + dy * np.float32(np.sin(tilt)),
            dy * np.float32(np.cos(tilt)) - dx * np.float32(np.sin(tilt)),
        )
        _kidney(stage, x, y, reach)
        if stage.has("artery"):
            _artery(stage, x, y, reach)
    if rng.random() < 0.4:
        vein = strokes(
            stage.size, [(walk(rng, rng.uniform(-1, 1, 2), rng.uniform(0, 6), 0.9, 6, 0.8), np.full(7, 0.05))], 2
        )
        free = (stage.labels == 0) * vein
        stage.tint(0.8 * free, stage.tone("muscle") * np.float32(1.15))


FAMILIES = (Family("kidney", ("ct", "ct", "mri", "ultrasound"), plan, paint),)
