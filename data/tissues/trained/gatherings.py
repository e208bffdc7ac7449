"""More photographs: food on a plate, people, and the ground from above."""

from __future__ import annotations

import numpy as np

from data.tissues.fields import cloud, fibrous, mosaic, smooth, speckled
from data.tissues.kinds import Array, Family, Generator, Plan
from data.tissues.planning import nested, one_of, picked
from data.tissues.shapes import blob, capsule, ellipse, join, wobble
from data.tissues.stage import Stage
from data.tissues.tones import any_colour, colour
from data.tissues.trained import backdrops

_PLATE = (
    {"plate": ("plate",), "food": ("food0", "food1", "food2")},
    {"food": ("food0", "food1", "food2")},
    {"first food": ("food0",), "second food": ("food1",)},
    {"first food": ("food0",)},
    {"plate": ("plate", "food0", "food1", "food2")},
)


def plate_plan(rng: Generator, look: str) -> Plan:
    """A plate or bowl with two or three foods, each with its colour and grain."""
    classes, labels = one_of(rng, _PLATE)
    tones = backdrops.tones(rng) | {"plate": any_colour(rng, 0.6, 1.0)}
    for k in range(3):
        tones[f"food{k}"] = colour(
            rng.choice([0.03, 0.08, 0.13, 0.3, 0.98]) + rng.normal(0, 0.02),
            rng.uniform(0.3, 0.9),
            rng.uniform(0.25, 0.9),
        )
    traits = {
        "backdrop": str(rng.choice(["surface", "wood", "cloth", "rubble"])),
        "reach": float(rng.uniform(0.6, 0.85)),
        "grain": [float(rng.uniform(0.02, 0.12)) for _ in range(3)],
        "rough": [float(rng.uniform(0.05, 0.35)) for _ in range(3)],
        "tilt": float(rng.uniform(0.7, 1.0)),
    }
    missing = tuple(0.08 if "second" in name else 0.0 for name in classes)
    pairs = nested(classes, [("food", "plate")])
    return Plan(classes, labels, tones, pairs, 0.05, missing, traits, backdrops.loose(rng, "plate"))


def plate_paint(stage: Stage) -> None:
    """The table, cutlery and a glass that are not meant, the plate with its rim, the foods in heaps on it."""
    rng, traits, size = stage.rng, stage.traits, stage.size
    backdrops.lay(stage, traits["backdrop"])
    stage.camera((0.8, 1.3), 3.1, 0.2, 0.02)
    x, y, reach = stage.x, stage.y / np.float32(traits["tilt"]), traits["reach"] * np.exp(rng.normal(0, 0.1))
    for side in (-1, 1):
        tool = capsule(x, y, (side * (reach + 0.12), -0.5), (side * (reach + 0.14), 0.5), 0.035, 0.02)
        backdrops.shadow(stage, tool, 0.4, 0.08)
        stage.paint(tool, np.float32(rng.uniform(0.5, 0.9)) * np.ones(3, np.float32), soft=1.5)
    disc = ellipse(x, y, 0, 0, reach, reach)
    backdrops.shadow(stage, disc, 0.5, 0.2)
    if stage.has("plate"):
        rim = 1 - 0.18 * np.exp(-(((disc + 0.2 * reach) / 0.03) ** 2)) + 0.1 * (x - y) / reach
        stage.paint(disc, stage.tone("plate") * rim[..., None].astype(np.float32), "plate", 1.5)
    inside = disc + np.float32(0.18 * reach)
    for k in rng.permutation(3):
        if not stage.has(f"food{k}") or (f"food{k}" not in stage.plan.labels and rng.random() < 0.3):
            continue
        for _ in range(int(rng.integers(1, 4))):
            at = rng.normal(0, 0.32, 2) * reach
            heap = blob(
                x - np.float32(at[0]),
                y - np.float32(at[1]),
                reach * rng.uniform(0.15, 0.36),
                wobble(rng, 0.12),
                1.2,
                rng.uniform(0, 3),
            )
            heap = np.maximum(heap, inside)
            bumps = traits["rough"][k] * speckled(stage.noise, size, traits["grain"][k]) + 0.12 * cloud(
                stage.noise, size, 0.1, 0.01, 1.3
            )
            backdrops.shadow(stage, heap, 0.35, 0.08)
            lit = 0.85 + 0.3 * np.clip(-heap / (0.2 * reach), 0, 1) + bumps
            stage.paint(
                heap, stage.tone(f"food{k}") * np.maximum(lit, 0.1)[..., None].astype(np.float32), f"food{k}", 1.4
            )


_PERSON = (
    {"person": ("hair", "face", "top", "legs", "arms")},
    {"person": ("hair", "face", "top", "legs", "arms")},
    {"face": ("face",), "hair": ("hair",)},
    {"clothes": ("top", "legs")},
    {"top": ("top",), "skin": ("face", "arms")},
)


def person_plan(rng: Generator, look: str) -> Plan:
    """People near or far, from the shoulders up or standing; hair, face, clothes or the whole."""
    classes, labels = one_of(rng, _PERSON)
    skin = colour(rng.uniform(0.03, 0.09), rng.uniform(0.25, 0.6), rng.uniform(0.3, 0.95))
    tones = backdrops.tones(rng) | {
        "face": skin,
        "hair": colour(rng.uniform(0.02, 0.12), rng.uniform(0.1, 0.7), rng.uniform(0.06, 0.7)),
        "top": any_colour(rng, 0.1, 0.95),
        "legs": any_colour(rng, 0.1, 0.7),
        "dark": np.array([0.1, 0.06, 0.06], np.float32),
    }
    traits = {
        "backdrop": str(rng.choice(backdrops.KINDS)),
        "near": bool(rng.random() < 0.5 or "face" in classes),
        "long": float(rng.uniform(0.0, 1.0)),
        "count": int(rng.choice([1, 1, 1, 2, 4])),
        "print": str(rng.choice(["plain", "stripes", "spots"])),
    }
    loose = backdrops.loose(rng, "top", "legs")
    return Plan(classes, labels, tones, (), 0.06, tuple(0.0 for _ in classes), traits, loose)


def _limbs(rng: Generator, x: Array, y: Array, reach: float) -> tuple[tuple[float, float], Array, Array]:
    """Where the hips are, and the distances to legs and arms in some pose."""
    hips = (rng.normal(0, 0.15) * reach, 3.0 * reach)
    legs = np.full(x.shape, 9.0, np.float32)
    arms = np.full(x.shape, 9.0, np.float32)
    for side in (-1, 1):
        foot = (hips[0] + side * rng.uniform(0.2, 0.9) * reach, rng.uniform(5.5, 6.6) * reach)
        legs = np.minimum(
            legs, capsule(x, y, (hips[0] + side * 0.28 * reach, hips[1]), foot, 0.36 * reach, 0.2 * reach)
        )
        elbow = (side * rng.uniform(0.9, 1.6) * reach, rng.uniform(1.4, 2.4) * reach)
        hand = (elbow[0] + side * rng.uniform(-0.9, 0.6) * reach, elbow[1] + rng.uniform(-0.8, 1.2) * reach)
        arms = np.minimum(arms, capsule(x, y, (side * 0.75 * reach, 1.05 * reach), elbow, 0.24 * reach, 0.2 * reach))
        arms = np.minimum(arms, capsule(x, y, elbow, hand, 0.19 * reach, 0.14 * reach))
    return hips, legs, arms


def _figure(stage: Stage, x: Array, y: Array, reach: float) -> None:
    """One person with the head's centre at 0, 0 and a head of height `reach`."""
    rng, traits, size = stage.rng, stage.traits, stage.size
    light = np.array([rng.normal(0, 0.8), 0.3])
    hips, legs, arms = _limbs(rng, x, y, reach)
    top = join(
        capsule(x, y, (-0.6 * reach, 1.15 * reach), (0.6 * reach, 1.15 * reach), 0.4 * reach, 0.4 * reach),
        capsule(x, y, (0, 1.3 * reach), hips, 0.7 * reach, 0.55 * reach),
        0.3 * reach,
    )
    neck = capsule(x, y, (0, 0.3 * reach), (0, 0.85 * reach), 0.25 * reach, 0.3 * reach)
    face = blob(x, y, 0.5 * reach, wobble(rng, 0.02, 3), 0.8)
    hair = join(
        ellipse(x, y, 0, -0.14 * reach, 0.5 * reach, 0.55 * reach),
        ellipse(x, y, 0, 0.5 * traits["long"] * reach, 0.52 * reach, (0.4 + 0.6 * traits["long"]) * reach),
        0.1,
    ) + 0.02 * reach * cloud(stage.noise, size, 0.05, 0.01, 1.2)
    pattern = {
        "plain": np.zeros_like(x),
        "stripes": (np.sin(y * (9 / reach)) > 0.3),
        "spots": speckled(stage.noise, size, 0.08) > 0.9,
    }[traits["print"]]
    cloth = 1 + 0.12 * cloud(stage.noise, size, 0.12, 0.012, 1.6) - 0.4 * pattern
    backdrops.shadow(stage, np.minimum(np.minimum(top, legs), hair), 0.3, 0.25 * reach)
    plain = 1 + 0.05 * cloud(stage.noise, size, 0.1, 0.01, 1.4)
    layers = (
        ("hair", "hair", hair, plain),
        ("legs", "legs", legs, 1 + 0.1 * (cloth - 1)),
        ("arms", "face", arms, plain),
        ("face", "face", neck, 0.85 * plain),
        ("top", "top", top, cloth),
        ("face", "face", face, plain),
    )
    for name, tone, shape, texture in layers:
        if stage.has(name):
            diffuse, _ = backdrops.ball(shape, x, y, reach, light, 0.0)
            stage.paint(
                shape, stage.tone(tone) * ((0.5 + 0.5 * diffuse) * texture)[..., None].astype(np.float32), name, 1.5
            )
    if stage.has("face"):
        _features(stage, x, y, reach, face)


def _features(stage: Stage, x: Array, y: Array, reach: float, face: Array) -> None:
    """A fringe, eyes and a mouth."""
    rng = stage.rng
    fringe = np.maximum(face - np.float32(0.03 * reach), y + np.float32(rng.uniform(0.15, 0.35) * reach))
    if stage.has("hair"):
        stage.paint(fringe, stage.tone("hair"), "hair", 1.5)
    for dx, dy, a, b in ((-0.18, -0.02, 0.07, 0.04), (0.18, -0.02, 0.07, 0.04), (0.0, 0.27, 0.14, 0.035)):
        stage.paint(
            ellipse(x, y, dx * reach, dy * reach, a * reach, b * reach), stage.tone("dark"), soft=1.5, opacity=0.8
        )


def person_paint(stage: Stage) -> None:
    """A backdrop, then one to a few people, the far ones first."""
    rng, traits = stage.rng, stage.traits
    backdrops.lay(stage, traits["backdrop"])
    stage.camera((0.8, 1.25), 0.12, 0.1, 0.03, flip=True)
    if not stage.has("face", "hair", "top", "legs", "arms"):
        return
    for k in range(traits["count"]):
        reach = (rng.uniform(0.45, 0.75) if traits["near"] else rng.uniform(0.2, 0.3)) / (
            1 + 0.25 * (traits["count"] - 1)
        )
        spread = 0.25 if traits["count"] == 1 else 0.8
        at = (rng.uniform(-spread, spread), rng.uniform(-0.35, 0.1) if traits["near"] else rng.uniform(-0.75, -0.4))
        _figure(stage, stage.x - np.float32(at[0]), stage.y - np.float32(at[1] + 0.05 * k), reach)


_GROUND = {
    "building": ("building",),
    "road": ("road",),
    "trees": ("tree",),
    "field": ("field",),
    "water": ("water",),
    "car": ("car",),
}


def aerial_plan(rng: Generator, look: str) -> Plan:
    """One to three kinds of ground cover as seen from above."""
    classes, labels = picked(rng, _GROUND, 1, 3)
    tones = {
        "soil": colour(rng.uniform(0.07, 0.3), rng.uniform(0.15, 0.5), rng.uniform(0.35, 0.7)),
        "field": colour(rng.uniform(0.1, 0.33), rng.uniform(0.2, 0.6), rng.uniform(0.35, 0.75)),
        "tree": colour(rng.uniform(0.22, 0.38), rng.uniform(0.3, 0.7), rng.uniform(0.15, 0.4)),
        "road": colour(0.1, rng.uniform(0, 0.12), rng.uniform(0.4, 0.7)),
        "building": any_colour(rng, 0.45, 0.95),
        "water": colour(rng.uniform(0.45, 0.62), rng.uniform(0.3, 0.7), rng.uniform(0.15, 0.5)),
        "car": any_colour(rng, 0.1, 0.95),
    }
    traits = {
        "houses": int(rng.integers(5, 22)),
        "grid": float(rng.uniform(0.5, 1.1)),
        "size": float(rng.uniform(0.08, 0.2)),
        "flat": bool(rng.random() < 0.5),
    }
    return Plan(classes, labels, tones, (), 0.0, tuple(0.07 for _ in classes), traits)


def _roofs(stage: Stage, lines: Array) -> None:
    """Houses along the roads with a shadow on one side, and cars on them."""
    rng, traits = stage.rng, stage.traits
    x, y = stage.x, stage.y
    sun = rng.uniform(0.02, 0.07) * np.array([np.cos(2.0), np.sin(2.0)])
    for _ in range(traits["houses"] if stage.has("building") else 0):
        at, half = rng.uniform(-1, 1, 2), traits["size"] * np.exp(rng.normal(0, 0.25, 2))
        box = np.maximum(np.abs(x - np.float32(at[0])) - half[0], np.abs(y - np.float32(at[1])) - half[1]).astype(
            np.float32
        )
        row, column = np.unravel_index(int(np.argmin(box)), box.shape)
        if lines[row, column] < half.max() + 0.03:
            continue
        shade = np.maximum(
            np.abs(x - np.float32(at[0] + sun[0])) - half[0], np.abs(y - np.float32(at[1] + sun[1])) - half[1]
        )
        stage.canvas *= (1 - 0.45 * np.clip(0.5 - shade / stage.px, 0, 1))[..., None].astype(np.float32)
        ridge = np.sign(x - at[0]) * 0.14 * (not traits["flat"])
        tone = stage.tone("building") * np.float32(np.exp(rng.normal(0, 0.12)))
        stage.paint(box, tone * (1 + ridge)[..., None].astype(np.float32), "building", 1.2)
    if stage.has("car"):
        rows, columns = np.nonzero(lines < -0.015)
        for k in (rng.random(14) * len(rows)).astype(int) if len(rows) else []:
            cx, cy = x[rows[k], columns[k]], y[rows[k], columns[k]]
            lengthwise = rng.random() < 0.5
            a, b = (0.05, 0.026) if lengthwise else (0.026, 0.05)
            car = np.maximum(np.abs(x - cx) - np.float32(a), np.abs(y - cy) - np.float32(b))
            stage.paint(car, stage.tone("car") * np.float32(rng.uniform(0.6, 1.3)), "car", 1.2)


def aerial_paint(stage: Stage) -> None:
    """Fields, a pond, roads, trees in groups, then houses and cars."""
    rng, traits, size = stage.rng, stage.traits, stage.size
    stage.camera((0.75, 1.4), 3.1, 0.2, 0.015)
    x, y = stage.x, stage.y
    grain = cloud(stage.noise, size, 0.15, 0.01, 1.4)
    stage.canvas[...] = stage.tone("soil") * (1 + 0.14 * grain + 0.12 * smooth(rng, size, 4))[..., None]
    points = rng.uniform(-1.3, 1.3, (9, 2))
    owner, gap = mosaic(points, x, y)
    rowed = 1 + 0.12 * fibrous(stage.noise, size, rng.uniform(0, 3.1), 0.4, 0.02) + 0.1 * grain
    if stage.has("field"):
        fields = np.where(np.isin(owner, [0, 1, 2]), 0.02 - gap, 1.0).astype(np.float32)
        stage.paint(fields, stage.tone("field") * rowed[..., None], "field", 1.3)
    if stage.has("water") and ("water" in stage.plan.labels or rng.random() < 0.4):
        at = rng.uniform(-0.7, 0.7, 2)
        pond = blob(
            x - np.float32(at[0]),
            y - np.float32(at[1]),
            rng.uniform(0.2, 0.45),
            wobble(rng, 0.14),
            1.4,
            rng.uniform(0, 3),
        )
        stage.paint(pond, stage.tone("water") * (1 + 0.04 * grain)[..., None], "water", 1.5)
    spacing = np.float32(traits["grid"])
    wide = np.float32(rng.uniform(0.05, 0.09))
    bend = 0.06 * smooth(rng, size, 2)
    across = np.minimum(
        np.abs(np.mod(x + bend + 10 * spacing, 2 * spacing) - spacing),
        np.abs(np.mod(y + bend + 10.3 * spacing, 2.6 * spacing) - spacing),
    )
    lines = (across - wide).astype(np.float32)
    if stage.has("road"):
        stage.paint(lines, stage.tone("road") * (1 + 0.05 * grain)[..., None], "road", 1.3)
    if stage.has("tree"):
        places = np.concatenate([rng.normal(centre, 0.22, (12, 2)) for centre in rng.uniform(-1, 1, (4, 2))])
        for at in places[: int(rng.integers(12, 48))]:
            crown = blob(x - np.float32(at[0]), y - np.float32(at[1]), rng.uniform(0.04, 0.09), wobble(rng, 0.12))
            stage.paint(
                crown,
                stage.tone("tree") * (1 + 0.3 * grain + 0.15 * np.clip(-crown / 0.05, 0, 1))[..., None],
                "tree",
                1.4,
            )
    _roofs(stage, lines)


FAMILIES = (
    Family("plates", ("photo",), plate_plan, plate_paint),
    Family("people", ("photo", "photo", "grey_photo"), person_plan, person_paint),
    Family("aerial", ("photo",), aerial_plan, aerial_paint),
)
