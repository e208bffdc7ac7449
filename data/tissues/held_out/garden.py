"""Leaves with spots on photographs, and colonies on a dish."""

from __future__ import annotations

import numpy as np

from data.tissues.fields import cloud, fibrous, smooth, speckled
from data.tissues.kinds import Array, Family, Generator, Plan
from data.tissues.planning import nested, one_of
from data.tissues.shapes import blob, scatter, strokes, walk, wobble
from data.tissues.stage import Stage
from data.tissues.tones import any_colour, colour

_LEAF = (
    {"leaf": ("blade",), "spot": ("spot",)},
    {"leaf": ("blade", "spot", "rib")},
    {"spot": ("spot",)},
    {"leaf": ("blade", "spot", "rib")},
)


def leaf_plan(rng: Generator, look: str) -> Plan:
    """The blade's form and colour, the spots', and the ground."""
    classes, labels = one_of(rng, _LEAF)
    green = (rng.uniform(0.16, 0.38), rng.uniform(0.35, 0.8), rng.uniform(0.3, 0.75))
    tones = {
        "blade": colour(*green),
        "rib": colour(green[0], green[1] * 0.6, min(green[2] * 1.35, 1)),
        "spot": colour(rng.uniform(0.04, 0.15), rng.uniform(0.3, 0.8), rng.uniform(0.15, 0.8)),
        "ground": any_colour(rng, 0.2, 0.95),
        "other": any_colour(rng, 0.2, 0.8),
    }
    labels = dict(labels)
    if labels.get("blade") and "rib" not in labels:
        labels["rib"] = labels["blade"]
    traits = {
        "wide": float(rng.uniform(0.28, 0.6)),
        "teeth": float(rng.choice([0.0, 0.0, 0.04])),
        "spots": float(rng.uniform(2, 14)),
        "spot": float(rng.uniform(0.03, 0.11)),
        "ground": str(rng.choice(["plain", "soil", "leaves"])),
        "halo": bool(rng.random() < 0.5),
    }
    return Plan(
        classes,
        labels,
        tones,
        nested(classes, [("spot", "leaf")]),
        0.05,
        tuple(0.1 if name == "spot" else 0.0 for name in classes),
        traits,
    )


def _blade(x: Array, y: Array, wide: float, teeth: float) -> Array:
    """Distance to a pointed leaf along x from -0.8 to 0.8."""
    t = np.clip((x + np.float32(0.8)) / np.float32(1.6), 1e-4, 1 - 1e-4)
    half = wide * 1.9 * t**0.75 * (1 - t) ** 0.95 * (1 + teeth * np.sin(t * 90))
    return np.maximum(np.abs(y) - half, np.abs(x) - np.float32(0.8)).astype(np.float32)


def leaf_paint(stage: Stage) -> None:
    """Ground, a blade with ribs, spots on it; spots and blades of the ground are not meant."""
    rng, traits, size = stage.rng, stage.traits, stage.size
    ground = 0.06 * cloud(stage.noise, size, 0.2, 0.01, 1.3)
    if traits["ground"] == "soil":
        ground = 0.22 * speckled(stage.noise, size, 0.05) + 0.2 * cloud(stage.noise, size, 0.1, 0.01, 1.2)
    stage.canvas[...] = stage.tone("ground") * np.maximum(1 + ground, 0.1)[..., None]
    stage.camera((0.8, 1.4), 3.1, 0.15, 0.07)
    if traits["ground"] == "leaves":
        for _ in range(6):
            turn, at = rng.uniform(0, 6), rng.uniform(-1, 1, 2)
            p = (stage.u - at[0]) * np.cos(turn) + (stage.v - at[1]) * np.sin(turn)
            q = (stage.v - at[1]) * np.cos(turn) - (stage.u - at[0]) * np.sin(turn)
            stage.paint(
                _blade(p, q, traits["wide"] * 0.8, 0.0),
                stage.tone("other") * np.float32(rng.uniform(0.6, 1.1)),
                soft=rng.uniform(2, 10),
            )
    if not stage.has("blade"):
        return
    x, y = stage.x, stage.y
    blade = _blade(x, y, traits["wide"] * np.exp(rng.normal(0, 0.12)), traits["teeth"])
    shade = (
        1
        + 0.12 * smooth(rng, size, 3)
        + 0.08 * cloud(stage.noise, size, 0.06, 0.012, 1.3)
        + 0.1 * np.sign(y) * rng.normal(0, 1)
    )
    dark = np.clip(0.5 - blade / 0.12, 0, 1) * np.float32(0.3)
    stage.canvas *= (1 - dark)[..., None]
    stage.paint(blade, stage.tone("blade") * shade[..., None].astype(np.float32), "blade", 1.5)
    veins = np.minimum(np.abs(np.mod(x * 7 - np.abs(y) * 5, 1) - 0.5) / 9, np.abs(y))
    ribs = np.maximum(veins - np.float32(0.008), blade + np.float32(0.01)).astype(np.float32)
    stage.paint(ribs, stage.tone("rib"), "rib", 1.6, 0.6)
    if stage.has("spot"):
        _spots(stage, x, y, blade)


def _spots(stage: Stage, x: Array, y: Array, blade: Array) -> None:
    rng, traits = stage.rng, stage.traits
    for _ in range(max(2, rng.poisson(traits["spots"]))):
        at = rng.uniform(-0.7, 0.7), rng.normal(0, 0.16)
        reach = traits["spot"] * np.exp(rng.normal(0, 0.35))
        shape = np.maximum(
            blob(x - np.float32(at[0]), y - np.float32(at[1]), reach, wobble(rng, 0.12), 1.1), blade + np.float32(0.02)
        )
        if traits["halo"]:
            stage.tint(np.clip(0.5 - shape / (0.8 * reach), 0, 1) * (blade < 0) * np.float32(0.4), stage.tone("rib"))
        stage.paint(shape, stage.tone("spot") * (1 + 0.2 * smooth(rng, stage.size, 12)[..., None]), "spot", 2)


_DISH = (
    {"colony": ("plain", "other")},
    {"dark colony": ("other",)},
    {"pale colony": ("plain",), "dark colony": ("other",)},
    {"dish": ("agar",), "colony": ("plain", "other")},
)


def dish_plan(rng: Generator, look: str) -> Plan:
    """Colonies of one or two kinds on agar in a dish."""
    classes, labels = one_of(rng, _DISH)
    tones = {
        "table": any_colour(rng, 0.02, 0.6),
        "agar": colour(rng.choice([0.1, 0.0, 0.3]), rng.uniform(0.1, 0.7), rng.uniform(0.35, 0.85)),
        "plain": colour(0.12, rng.uniform(0, 0.35), rng.uniform(0.75, 1)),
        "other": any_colour(rng, 0.1, 0.5),
    }
    traits = {
        "reach": float(np.exp(rng.uniform(np.log(0.035), np.log(0.12)))),
        "crowd": float(rng.uniform(0.1, 0.6)),
        "share": float(rng.uniform(0.2, 0.5)),
        "wall": float(rng.uniform(0.86, 1.3)),
        "rough": float(rng.choice([0.02, 0.02, 0.12])),
    }
    missing = tuple(0.06 if "colony" in name else 0.0 for name in classes)
    return Plan(classes, labels, tones, nested(classes, [("colony", "dish")]), 0.04, missing, traits)


def dish_paint(stage: Stage) -> None:
    """A dish with its rim, round colonies that touch, scratches and writing that are not asked for."""
    rng, traits, size = stage.rng, stage.traits, stage.size
    stage.canvas[...] = stage.tone("table") * (1 + 0.2 * fibrous(stage.noise, size, 0.2, 0.4, 0.02))[..., None]
    at = rng.normal(0, 0.08, 2)
    wall = traits["wall"] * np.exp(rng.normal(0, 0.06))
    away = np.hypot(stage.u - at[0], stage.v - at[1]).astype(np.float32) - np.float32(wall)
    rim = np.abs(away - np.float32(0.03)) - np.float32(0.03)
    if stage.has("agar"):
        stage.paint(
            away,
            stage.tone("agar")
            * (1 + 0.1 * smooth(rng, size, 2) + 0.02 * cloud(stage.noise, size, 0.2, 0.01, 1.5))[..., None],
            "agar",
            2,
        )
    stage.paint(rim, np.minimum(stage.tone("agar") * np.float32(1.25), 1), soft=2, opacity=0.7)
    marks = [
        (walk(rng, rng.uniform(-1, 1, 2), rng.uniform(0, 6), 0.4, 6, 3.0), np.full(7, 0.014))
        for _ in range(int(rng.integers(0, 3)))
    ]
    if marks:
        stage.tint(0.6 * strokes(size, marks), np.float32(0.1))
    reach = traits["reach"] * np.exp(rng.normal(0, 0.2))
    count = int(np.clip(traits["crowd"] / reach**2 * rng.uniform(0.4, 1.3), 3, 150))
    places, radii = scatter(rng, count, reach * np.exp(rng.normal(0, 0.25, count)), 0.95, 5, 0.95)
    keep = np.hypot(*(places - at).T) < wall - 1.3 * radii if stage.has("agar") else np.zeros(len(places), bool)
    other = rng.random(len(places)) < traits["share"]
    for i, window, dx, dy in stage.windows(places, radii * 1.4):
        name = "other" if other[i] else "plain"
        if not keep[i] or not stage.has(name):
            continue
        shape = blob(dx, dy, radii[i], wobble(rng, traits["rough"]), 1.05)
        dome = 0.85 + 0.25 * np.sqrt(np.clip(-shape / radii[i], 0, 1))
        shine = 0.4 * np.exp(-((dx + 0.35 * radii[i]) ** 2 + (dy + 0.35 * radii[i]) ** 2) / (0.18 * radii[i]) ** 2)
        stage.paint(
            shape,
            stage.tone(name) * dome[..., None] + shine[..., None].astype(np.float32),
            name,
            1.8,
            0.92,
            window=window,
        )


FAMILIES = (
    Family("leaf", ("photo",), leaf_plan, leaf_paint),
    Family("colonies", ("photo", "grey_photo"), dish_plan, dish_paint),
)
