"""Lungs, heart and collar bones on chest films and in axial CT."""

from __future__ import annotations

import numpy as np

from data.tissues.fields import cloud, smooth, speckled
from data.tissues.kinds import Array, Family, Generator, Plan
from data.tissues.planning import one_of
from data.tissues.shapes import blob, branch, capsule, ellipse, strokes, wobble
from data.tissues.stage import Stage
from data.tissues.tones import greys

_QUESTIONS = (
    {"lungs": ("right_lung", "left_lung")},
    {"lungs": ("right_lung", "left_lung"), "heart": ("heart",)},
    {"right lung": ("right_lung",), "left lung": ("left_lung",)},
    {"heart": ("heart",)},
    {"nodule": ("nodule",), "lungs": ("right_lung", "left_lung")},
)
_TONES = {
    "xray": {"air": 0.03, "soft": 0.62, "lung": 0.2, "heart": 0.82, "bone": 0.16, "nodule": 0.45, "spine": 0.85},
    "ct": {"air": 0.0, "soft": 0.55, "lung": 0.08, "heart": 0.68, "bone": 0.95, "nodule": 0.6, "spine": 0.9},
}


def plan(rng: Generator, look: str) -> Plan:
    """Which of the chest's parts."""
    classes, labels = one_of(rng, _QUESTIONS)
    missing = tuple(0.12 if name == "nodule" else 0.0 for name in classes)
    traits = {"film": look == "xray", "full": float(rng.uniform(0.85, 1.1)), "flip": int(rng.choice([-1, 1]))}
    return Plan(classes, labels, greys(rng, _TONES[look], 0.0), (), 0.05, missing, traits)


def _lungs(stage: Stage, x: Array, y: Array, heart: Array) -> dict[str, Array]:
    rng, full = stage.rng, stage.traits["full"] * np.exp(stage.rng.normal(0, 0.06))
    film = stage.traits["film"]
    found = {}
    for side, name in ((-1, "right_lung"), (1, "left_lung")):
        shape = blob(
            x - np.float32(side * 0.42),
            y + np.float32(0.02),
            0.46 * full,
            wobble(rng, 0.03, 4),
            0.62 if film else 0.75,
            side * -0.08,
        )
        floor = y - np.float32(0.5 * full) + 0.45 * (x - side * 0.4) ** 2 - side * 0.06
        found[name] = np.maximum(np.maximum(shape, floor), 0.03 - heart if side > 0 or not film else -heart)
    return found


def paint(stage: Stage) -> None:
    """The trunk, the lungs with their vessels, the heart, ribs across a film or around a slice."""
    rng, size, film = stage.rng, stage.size, stage.traits["film"]
    stage.camera((0.9, 1.25), 0.08, 0.1, 0.035)
    x, y = stage.x * stage.traits["flip"], stage.y
    stage.fill(stage.tone("air"))
    trunk = blob(
        x, y - np.float32(0.1 if film else 0.0), 0.95 if film else 0.8, wobble(rng, 0.02, 3), 0.95 if film else 1.3
    )
    if film:
        trunk = np.minimum(trunk, np.abs(x) - np.float32(0.85) + 0.25 * np.clip(-y - 0.5, 0, 1))
    soft = stage.tone("soft") * (1 + 0.08 * smooth(rng, size, 3)[..., None])
    stage.paint(trunk, soft, soft=6)
    heart = blob(
        x - np.float32(0.12),
        y - np.float32(0.22 if film else 0.05),
        rng.uniform(0.24, 0.33),
        wobble(rng, 0.04, 4),
        1.15,
        0.6,
    )
    middle = np.minimum(heart, np.abs(x) - np.float32(0.1))
    if not stage.has("right_lung", "left_lung") and film:
        stage.canvas *= 1 + 0.1 * smooth(rng, size, 2)[..., None]
    lungs = {name: shape for name, shape in _lungs(stage, x, y, middle).items() if stage.has(name)}
    vessels = [
        path
        for side in (-1, 1)
        for path in branch(rng, (side * 0.16, 0.05), 1.57 - side * 1.57 + rng.normal(0, 0.3), 0.045, 4, 0.3, 0.6, 0.8)
    ]
    tree = strokes(size, vessels)
    for name, shape in lungs.items():
        air = stage.tone("lung") * (1 + 0.3 * cloud(stage.noise, size, 0.15, 0.015, 1.5))[..., None]
        blurred = np.float32(0.14 if film else 0.5)
        inside = air + (blurred * tree)[..., None] * (stage.tone("heart") - air)
        stage.paint(shape, inside, name, 5 if film else 1.6, 0.92 if film else 1.0)
    if stage.has("heart"):
        stage.paint(
            heart, stage.tone("heart") * (1 + 0.04 * smooth(rng, size, 4)[..., None]), "heart", 5 if film else 1.6, 0.9
        )
    _nodules(stage, x, y, lungs)
    _bones(stage, x, y, film)


def _nodules(stage: Stage, x: Array, y: Array, lungs: dict[str, Array]) -> None:
    rng = stage.rng
    if not lungs or not stage.has("nodule") or not ("nodule" in stage.plan.labels or rng.random() < 0.2):
        return
    for _ in range(int(rng.integers(1, 4))):
        lung = lungs[sorted(lungs)[int(rng.integers(len(lungs)))]]
        inner = np.argwhere(lung[::4, ::4] < -0.08)
        if len(inner):
            row, column = inner[int(rng.random() * len(inner))] * 4
            at = x[row, column], y[row, column]
            lump = blob(x - at[0], y - at[1], rng.uniform(0.035, 0.1), wobble(rng, 0.1), 1.1)
            stage.paint(lump, stage.tone("nodule"), "nodule", 3)


def _bones(stage: Stage, x: Array, y: Array, film: bool) -> None:
    rng = stage.rng
    grain = 1 + 0.1 * speckled(stage.noise, stage.size, 0.03)[..., None]
    if not film:
        stage.paint(ellipse(x, y, 0, 0.5, 0.15, 0.13), stage.tone("spine") * grain, soft=1.6)
        for k in range(12):
            turn = 2 * np.pi * (k + rng.uniform(-0.2, 0.2)) / 12
            rib = ellipse(x, y, 0.8 * np.cos(turn), 0.62 * np.sin(turn), 0.09, 0.03, turn + 1.4)
            stage.paint(rib, stage.tone("bone") * grain, soft=1.6)
        return
    stage.canvas += np.float32(0.12) * np.exp(-((x / 0.09) ** 2))[..., None] * (1 + 0.2 * np.sin(y * 26))[..., None]
    for k in range(8):
        arc = y + np.float32(0.72 - 0.19 * k) - np.float32(0.28) * (np.abs(x) - 0.25) ** 2 * 2 + 0.08 * np.abs(x)
        rib = np.clip(1 - np.abs(arc) / 0.035, 0, 1) * (np.abs(x) > 0.1) * (np.abs(x) < 0.82)
        stage.canvas += (rib * np.float32(0.09))[..., None]
    for side in (-1, 1):
        collar = capsule(x, y, (side * 0.12, -0.6), (side * 0.75, -0.75), 0.03, 0.03)
        stage.canvas += (np.clip(0.5 - collar / 0.02, 0, 1) * np.float32(0.16))[..., None]


FAMILIES = (Family("lungs", ("xray", "xray", "ct"), plan, paint),)
