"""Bacteria and yeast: many small rods, spheres and budding cells, alone, in chains and in clumps."""

from __future__ import annotations

import numpy as np

from data.tissues.fields import cloud, smooth
from data.tissues.kinds import Family, Generator, Plan
from data.tissues.planning import one_of
from data.tissues.shapes import capsule, scatter
from data.tissues.stage import Stage
from data.tissues.tones import greys, stains

_QUESTIONS = (
    {"cell": ("rod", "sphere")},
    {"cell": ("rod", "sphere")},
    {"rod": ("rod",)},
    {"sphere": ("sphere",)},
    {"rod": ("rod",), "sphere": ("sphere",)},
)


def plan(rng: Generator, look: str) -> Plan:
    """All cells, or those of one form; how long the rods are and whether they cling together."""
    classes, labels = one_of(rng, _QUESTIONS)
    if look in ("stained", "smear"):
        anchors = {
            "ground": (0.03, 0.08, 0.01),
            "rod": (0.7, 0.4, 0.0),
            "sphere": (0.7, 0.4, 0.0),
            "debris": (0.1, 0.4, 0.05),
        }
        if rng.random() < 0.5:
            anchors["sphere"] = (0.1, 0.8, 0.0)
        tones = stains(rng, anchors, 0.2)
    elif look == "fluorescence":
        dye = np.eye(3, dtype=np.float32)[int(rng.integers(3))]
        tones = {"ground": dye * 0.02, "rod": dye * 0.6, "sphere": dye * 0.6, "debris": np.roll(dye, 1) * 0.3}
    else:
        tones = greys(rng, {"ground": 0.25, "rod": 0.7, "sphere": 0.72, "debris": 0.4}, 0.0)
    both = len(classes) == 2 or classes[0] in ("rod", "sphere")
    traits = {
        "width": float(np.exp(rng.uniform(np.log(0.025), np.log(0.075)))),
        "long": float(rng.uniform(2.0, 5.5)),
        "share": float(rng.uniform(0.3, 0.7) if both else rng.choice([0.0, 1.0, 0.5])),
        "chain": int(rng.choice([1, 1, 2, 5])),
        "crowd": float(rng.uniform(0.1, 0.8)),
    }
    return Plan(classes, labels, tones, (), 0.05, tuple(0.05 if both else 0.0 for _ in classes), traits)


def paint(stage: Stage) -> None:
    """Cells fall in chains that bend a little; debris of other forms lies among them."""
    rng, traits = stage.rng, stage.traits
    stage.canvas[...] = (
        stage.tone("ground")
        * (1 + 0.15 * smooth(rng, stage.size, 3) + 0.06 * cloud(stage.noise, stage.size, 0.1, 0.01, 1.3))[..., None]
    )
    width = traits["width"] * np.exp(rng.normal(0, 0.15))
    for at in rng.uniform(-1, 1, (int(rng.integers(0, 8)), 2)):
        fleck = np.hypot(stage.u - at[0], stage.v - at[1]).astype(np.float32) - np.float32(
            width * rng.uniform(0.3, 2.5)
        )
        stage.paint(fleck, stage.tone("debris"), soft=rng.uniform(2, 12), opacity=0.6)
    count = int(np.clip(traits["crowd"] * 0.5 / (width**2 * traits["long"] * traits["chain"]), 3, 90))
    starts, _ = scatter(rng, count, np.full(count, width * 1.1), 1.0, 5, 1.05)
    rods = rng.random(len(starts)) < traits["share"]
    rods[:1], rods[1:2] = traits["share"] > 0, traits["share"] >= 1
    centres, turns, names = [], [], []
    for start, rod in zip(starts, rods, strict=True):
        angle, at = rng.uniform(0, 6.28), np.array(start)
        step = width * (traits["long"] if rod else 1.9)
        for _ in range(int(rng.integers(1, traits["chain"] + 1))):
            centres.append(at)
            turns.append(angle)
            names.append("rod" if rod else "sphere")
            angle += rng.normal(0, 0.25 if rod else 0.6)
            at = at + step * 1.04 * np.array([np.cos(angle), np.sin(angle)])
    places = np.array(centres)
    for i, window, dx, dy in stage.windows(places, np.full(len(places), width * traits["long"])):
        if not stage.has(names[i]):
            continue
        radius = width * np.exp(rng.normal(0, 0.08))
        half = (
            (traits["long"] / 2 * np.exp(rng.normal(0, 0.2)) - 0.5) * width
            if names[i] == "rod"
            else rng.uniform(0, 0.2) * width
        )
        tip = (half * np.cos(turns[i]), half * np.sin(turns[i]))
        shape = capsule(
            dx,
            dy,
            (-tip[0], -tip[1]),
            tip,
            radius * 0.5 if names[i] == "rod" else radius * 0.9,
            radius * 0.5 if names[i] == "rod" else radius * 0.9,
        )
        swell = 0.75 + 0.4 * np.clip(-shape / (0.6 * radius), 0, 1)
        tone = stage.tone(names[i]) * np.float32(np.exp(rng.normal(0, 0.15)))
        stage.paint(shape, tone * swell[..., None], names[i], 1.5, 0.95, window=window)


FAMILIES = (Family("rods", ("phase", "phase", "fluorescence", "stained", "smear"), plan, paint),)
