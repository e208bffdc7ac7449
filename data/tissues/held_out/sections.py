"""Muscle in cross-section, and egg cells under the microscope."""

from __future__ import annotations

import numpy as np

from data.tissues.fields import cloud, mosaic, smooth
from data.tissues.kinds import Array, Family, Generator, Plan
from data.tissues.planning import nested, one_of
from data.tissues.shapes import blob, scatter, wobble
from data.tissues.stage import Stage
from data.tissues.tones import greys, stains

_MUSCLE = (
    {"fibre": ("slow", "fast")},
    {"dark fibre": ("slow",)},
    {"dark fibre": ("slow",), "pale fibre": ("fast",)},
    {"connective tissue": ("between",)},
    {"nucleus": ("nucleus",), "fibre": ("slow", "fast")},
)


def muscle_plan(rng: Generator, look: str) -> Plan:
    """All fibres, those of one type, what lies between, or the nuclei at their rims."""
    classes, labels = one_of(rng, _MUSCLE)
    if look == "stained":
        anchors = {
            "between": (0.04, 0.12, 0.02),
            "slow": (0.12, 0.75, 0.1),
            "fast": (0.06, 0.4, 0.05),
            "nucleus": (0.9, 0.3, 0.0),
        }
        tones = stains(rng, anchors, 0.15)
    else:
        tones = {
            "between": np.array([0.0, rng.uniform(0.4, 0.8), 0.0], np.float32),
            "slow": np.array([0.0, 0.02, 0.5], np.float32),
            "fast": np.array([0.0, 0.02, 0.12], np.float32),
            "nucleus": np.array([0.8, 0.1, 0.0], np.float32),
        }
    traits = {
        "reach": float(np.exp(rng.uniform(np.log(0.13), np.log(0.36)))),
        "gap": float(rng.uniform(0.012, 0.045)),
        "share": float(rng.uniform(0.25, 0.6)),
        "nuclei": float(rng.uniform(0.4, 1.5)),
    }
    return Plan(classes, labels, tones, (), 0.04, tuple(0.0 for _ in classes), traits)


def muscle_paint(stage: Stage) -> None:
    """Polygons with rounded corners side by side, of two types, with nuclei along their borders."""
    rng, traits, size = stage.rng, stage.traits, stage.size
    reach = traits["reach"] * np.exp(rng.normal(0, 0.2))
    count = int(np.clip(5.0 / reach**2 / 1.7, 5, 160))
    centres, _ = scatter(rng, count, np.full(count, reach * 0.6), 1.0, 8, 1.3)
    bend = [0.12 * reach * smooth(rng, size, 8) for _ in range(2)]
    owner, gap = mosaic(centres, stage.u + bend[0], stage.v + bend[1])
    grain = cloud(stage.noise, size, 0.04, 0.01, 1.1)
    stage.canvas[...] = stage.tone("between") * np.maximum(1 + 0.3 * smooth(rng, size, 7) + 0.15 * grain, 0)[..., None]
    if not stage.has("slow") and not stage.has("fast"):
        return
    if stage.has("between"):
        stage.mark(np.ones_like(gap, bool), "between")
    half = np.maximum(traits["gap"] * np.exp(rng.normal(0, 0.2)) * (1 + 0.5 * smooth(rng, size, 5)), 0.008)
    slow = rng.random(len(centres)) < traits["share"]
    slow[:1], slow[1:2] = True, False
    shade = np.exp(rng.normal(0, 0.08, len(centres))).astype(np.float32)[owner]
    for name, kind in (("slow", True), ("fast", False)):
        if stage.has(name):
            inside = np.where(slow[owner] == kind, half - gap, 1.0).astype(np.float32)
            stage.paint(inside, stage.tone(name) * (shade * (1 + 0.12 * grain))[..., None], name, 1.6)
    if stage.has("nucleus"):
        border = np.argwhere(np.abs(gap[::2, ::2] - half[::2, ::2]) < 0.02)
        picks = (
            border[(rng.random(int(np.clip(count * traits["nuclei"], 3, 120))) * len(border)).astype(int)]
            if len(border)
            else np.zeros((0, 2))
        )
        places = np.stack([picks[:, 1], picks[:, 0]], 1) * 4 / size - 1
        for _, window, dx, dy in stage.windows(places, np.full(len(places), 0.1)):
            shape = blob(dx, dy, reach * 0.09 * rng.uniform(0.7, 1.2), wobble(rng, 0.08, 3), 1.9, rng.uniform(0, 3))
            stage.paint(shape, stage.tone("nucleus"), "nucleus", 1.6, 0.95, window=window)


_EGG = (
    {"zona": ("zona",), "egg": ("egg",)},
    {"egg": ("egg",)},
    {"zona": ("zona",), "egg": ("egg",), "pronucleus": ("pronucleus",)},
    {"pronucleus": ("pronucleus",), "egg": ("egg",)},
)


def egg_plan(rng: Generator, look: str) -> Plan:
    """The egg, its shell, its pronuclei."""
    classes, labels = one_of(rng, _EGG)
    tones = greys(rng, {"ground": 0.2, "zona": 0.42, "egg": 0.7, "pronucleus": 0.5, "gap": 0.24, "debris": 0.6}, 0.0)
    pairs = nested(classes, [("pronucleus", "egg"), ("egg", "zona")])
    traits = {
        "reach": float(rng.uniform(0.36, 0.62)),
        "shell": float(rng.uniform(0.12, 0.24)),
        "grain": float(rng.uniform(0.05, 0.2)),
        "cells": int(rng.choice([1, 1, 2, 4])),
    }
    return Plan(
        classes, labels, tones, pairs, 0.08, tuple(0.08 if name == "pronucleus" else 0.0 for name in classes), traits
    )


def egg_paint(stage: Stage) -> None:
    """A shell, a thin space, a granular egg with two pronuclei, small cells and bubbles around."""
    rng, traits, size = stage.rng, stage.traits, stage.size
    stage.fill(stage.tone("ground"), 0.01 * cloud(stage.noise, size, 0.2, 0.02, 1.6))
    for _ in range(int(rng.integers(0, 12))):
        cx, cy, r = *rng.uniform(-1, 1, 2), rng.uniform(0.02, 0.07)
        stage.paint(
            np.hypot(stage.u - cx, stage.v - cy).astype(np.float32) - np.float32(r), stage.tone("debris"), soft=2
        )
    if not stage.has("egg", "zona"):
        return
    at, reach = rng.uniform(-0.25, 0.25, 2), traits["reach"] * np.exp(rng.normal(0, 0.12))
    x, y = stage.u - np.float32(at[0]), stage.v - np.float32(at[1])
    shell = blob(x, y, reach * (1 + traits["shell"]), wobble(rng, 0.012, 4), 1.04)
    stage.paint(shell, stage.tone("zona") * (1 + 0.05 * smooth(rng, size, 9)[..., None]), "zona", 2)
    stage.paint(
        shell + np.float32(traits["shell"] * reach * 0.9),
        stage.tone("gap"),
        "zona" if "egg" in stage.plan.labels else None,
        2,
    )
    off = rng.normal(0, 0.02, 2)
    egg = blob(x - np.float32(off[0]), y - np.float32(off[1]), reach * 0.94, wobble(rng, 0.015, 4))
    egg = np.maximum(egg, shell + np.float32(0.3 * traits["shell"] * reach))
    grain = 1 + traits["grain"] * cloud(stage.noise, size, 0.05, 0.015, 1.0)[..., None]
    stage.paint(egg, stage.tone("egg") * grain, "egg", 2)
    if traits["cells"] > 1:
        _cleave(stage, x, y, egg)
    if stage.has("pronucleus"):
        for side in (-1, 1):
            place = np.array([side * 0.2, rng.normal(0, 0.1)]) * reach + rng.normal(0, 0.06, 2) * reach
            core = blob(
                x - np.float32(place[0]),
                y - np.float32(place[1]),
                reach * rng.uniform(0.17, 0.24),
                wobble(rng, 0.03, 3),
            )
            stage.paint(np.maximum(core, egg + np.float32(0.03)), stage.tone("pronucleus"), "pronucleus", 1.8)


def _cleave(stage: Stage, x: Array, y: Array, egg: Array) -> None:
    rng = stage.rng
    turn = rng.uniform(0, 3.1)
    p, q = (
        x * np.float32(np.cos(turn)) + y * np.float32(np.sin(turn)),
        y * np.float32(np.cos(turn)) - x * np.float32(np.sin(turn)),
    )
    cuts = [p] if stage.traits["cells"] == 2 else [p, q]
    for cut in cuts:
        stage.paint(np.maximum(np.abs(cut) - np.float32(0.014), egg), stage.tone("gap"), soft=2, opacity=0.7)


FAMILIES = (
    Family("muscle", ("stained", "stained", "fluorescence"), muscle_plan, muscle_paint),
    Family("oocyte", ("phase",), egg_plan, egg_paint),
)
