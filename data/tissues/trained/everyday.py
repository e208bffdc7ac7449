"""Everyday photographs: things on a table, creatures, flowers, pebbles and coins."""

from __future__ import annotations

import numpy as np

from data.tissues.fields import cloud, fibrous, smooth, speckled
from data.tissues.kinds import Array, Family, Generator, Plan
from data.tissues.planning import nested, one_of
from data.tissues.shapes import blob, capsule, ellipse, join, scatter, wobble
from data.tissues.stage import Stage
from data.tissues.tones import any_colour, colour
from data.tissues.trained import backdrops

_FORMS = ("round", "long", "box", "ring", "lobed")


def things_plan(rng: Generator, look: str) -> Plan:
    """Two or three sorts of things, each with its form, colour and size; one or two sorts are asked for."""
    sorts = int(rng.integers(2, 4))
    asked = int(rng.integers(1, 3))
    classes = tuple(f"thing {k + 1}" for k in range(asked))
    alike = rng.random() < 0.3
    tones = backdrops.tones(rng)
    first = any_colour(rng, 0.4, 0.95)
    for k in range(sorts):
        tones[f"sort{k}"] = first if alike and k else (first if k == 0 else any_colour(rng, 0.3, 0.95))
        tones[f"mark{k}"] = any_colour(rng, 0.1, 0.9)
    forms = rng.permutation(len(_FORMS))[:sorts]
    traits = {
        "sorts": [
            {
                "form": _FORMS[int(form)],
                "size": float(rng.uniform(0.14, 0.4)),
                "mark": str(rng.choice(["none", "spots", "stripes", "cloud"])),
                "shine": float(rng.choice([0.0, 0.5, 0.9])),
            }
            for form in forms
        ],
        "backdrop": str(rng.choice(backdrops.KINDS)),
        "count": int(rng.integers(2, 12)),
        "heap": float(rng.uniform(0.7, 1.15)),
    }
    labels = {f"sort{k}": k + 1 for k in range(asked)}
    loose = backdrops.loose(rng, *(f"sort{k}" for k in range(sorts)))
    return Plan(classes, labels, tones, (), 0.04, tuple(0.07 for _ in classes), traits, loose)


def _form(rng: Generator, kind: str, dx: Array, dy: Array, reach: float) -> Array:
    turn = rng.uniform(0, 6.28)
    p = dx * np.float32(np.cos(turn)) + dy * np.float32(np.sin(turn))
    q = dy * np.float32(np.cos(turn)) - dx * np.float32(np.sin(turn))
    if kind == "long":
        bow = q + np.float32(rng.uniform(-0.4, 0.4) / reach) * p * p
        return capsule(
            p, bow, (-0.7 * reach, 0), (0.7 * reach, 0), reach * rng.uniform(0.2, 0.3), reach * rng.uniform(0.12, 0.3)
        )
    if kind == "box":
        half = reach * rng.uniform(0.5, 0.85)
        return np.hypot(np.maximum(np.abs(p) - 0.8 * reach, 0), np.maximum(np.abs(q) - half, 0)).astype(
            np.float32
        ) - np.float32(0.1 * reach)
    if kind == "ring":
        return np.abs(np.hypot(p, q * np.float32(rng.uniform(1, 1.4))) - np.float32(0.68 * reach)) - np.float32(
            0.24 * reach
        )
    if kind == "lobed":
        terms = np.zeros(6, np.complex64)
        terms[int(rng.integers(1, 4))] = 0.22
        return blob(p, q, 0.85 * reach, terms + wobble(rng, 0.02, 6))
    return blob(p, q, reach * 0.92, wobble(rng, 0.03, 4), np.exp(abs(rng.normal(0, 0.1))))


def _pattern(kind: str, turn: float, dx: Array, dy: Array, reach: float, waves: tuple[Array, Array]) -> Array:
    """How much of the mark's colour shows, in [0, 1]; `waves` are the picture's spots and clouds in the window."""
    if kind == "stripes":
        return np.clip(np.sin((dx * np.cos(turn) + dy * np.sin(turn)) * (9 / reach)) * 3, 0, 1).astype(np.float32)
    if kind == "spots":
        return np.clip(waves[0] - 0.7, 0, 1)
    return np.clip(0.4 * waves[1] + 0.2, 0, 0.8) if kind == "cloud" else np.zeros_like(waves[0])


def things_paint(stage: Stage) -> None:
    """Things lie about or heap up, each lit from one side and throwing a shadow."""
    rng, traits = stage.rng, stage.traits
    backdrops.lay(stage, traits["backdrop"])
    spots, clouds = speckled(stage.noise, stage.size, 0.07), cloud(stage.noise, stage.size, 0.15, 0.02, 1.6)
    zoom = np.exp(rng.normal(0, 0.25))
    angle = rng.uniform(0, 6.28)
    light = np.array([np.cos(angle), np.sin(angle)])
    count = max(len(traits["sorts"]) + 1, rng.poisson(traits["count"]))
    which = np.concatenate([np.arange(len(traits["sorts"])), rng.integers(0, len(traits["sorts"]), count)])[:count]
    sizes = np.array([traits["sorts"][k]["size"] for k in which]) * zoom * np.exp(rng.normal(0, 0.08, count))
    places, _ = scatter(rng, count, np.full(count, sizes.mean()), traits["heap"] * 0.85, 6, 0.95)
    which, sizes = which[: len(places)], sizes[: len(places)]
    order = rng.permutation(len(places))
    for i, window, dx, dy in stage.windows(places[order], sizes[order] * 1.5):
        k, reach = int(which[order][i]), sizes[order][i]
        if not stage.has(f"sort{k}"):
            continue
        sort = traits["sorts"][k]
        shape = _form(rng, sort["form"], dx, dy, reach)
        backdrops.shadow(
            stage,
            np.roll(shape, (int(light[1] * 2), int(light[0] * 2)), (0, 1)),
            rng.uniform(0.2, 0.6),
            0.18 * reach + 2 * stage.px,
            window,
        )
        diffuse, spot = backdrops.ball(
            shape, dx, dy, reach * (0.45 if sort["form"] in ("long", "ring") else 1), light, sort["shine"]
        )
        tone = stage.tone(f"sort{k}") * np.float32(np.exp(rng.normal(0, 0.07)))
        shown = 0.8 * _pattern(sort["mark"], rng.uniform(0, 3.1), dx, dy, reach, (spots[window], clouds[window]))
        mixed = tone + shown[..., None] * (stage.tone(f"mark{k}") - tone)
        stage.paint(shape, mixed * diffuse[..., None] + spot[..., None], f"sort{k}", 1.3, window=window)


_CREATURE = (
    {"animal": ("body", "head", "legs")},
    {"animal": ("body", "head", "legs")},
    {"animal": ("body", "head", "legs")},
    {"head": ("head",), "body": ("body", "legs")},
    {"head": ("head",)},
)


def creature_plan(rng: Generator, look: str) -> Plan:
    """A creature's proportions, coat and surroundings; the whole, or its head and body."""
    classes, labels = one_of(rng, _CREATURE)
    tones = backdrops.tones(rng)
    coat = (
        colour(rng.uniform(0.03, 0.12), rng.uniform(0.05, 0.7), rng.uniform(0.15, 0.95))
        if rng.random() < 0.7
        else any_colour(rng)
    )
    tones |= {
        "coat": coat,
        "patch": coat * np.float32(rng.uniform(0.3, 1.4)) if rng.random() < 0.5 else any_colour(rng),
        "dark": np.array([0.05, 0.04, 0.04], np.float32),
    }
    traits = {
        "backdrop": str(rng.choice(backdrops.KINDS)),
        "mark": str(rng.choice(["none", "spots", "stripes", "cloud"])),
        "legs": int(rng.choice([0, 2, 4, 4])),
        "neck": float(rng.uniform(0.0, 0.35)),
        "ears": str(rng.choice(["round", "pointed", "long", "none"])),
        "size": float(rng.uniform(0.32, 0.55)),
        "fur": float(rng.uniform(0.02, 0.2)),
    }
    loose = backdrops.loose(rng, "coat", "patch")
    return Plan(classes, labels, tones, (), 0.06, tuple(0.0 for _ in classes), traits, loose)


def _head(stage: Stage, x: Array, y: Array, reach: float, fur: Array) -> Array:
    rng, ears = stage.rng, stage.traits["ears"]
    skull = blob(x, y, reach, wobble(rng, 0.04, 4), 1.1)
    snout = ellipse(x, y, 0.55 * reach, 0.3 * reach, 0.5 * reach, 0.38 * reach)
    shape = join(skull, snout, 0.2 * reach)
    for side in (-0.55, 0.35):
        if ears == "round":
            shape = np.minimum(shape, ellipse(x, y, side * reach, -0.8 * reach, 0.3 * reach, 0.32 * reach))
        elif ears != "none":
            long = 1.45 if ears == "pointed" else 1.9
            tip = (side * reach * 1.3, -long * reach)
            shape = join(shape, capsule(x, y, (side * reach, -0.5 * reach), tip, 0.26 * reach, 0.06 * reach), 0.05)
    return shape + fur


def creature_paint(stage: Stage) -> None:
    """Body, legs and tail under one coat, a head with ears, eyes and nose, all at some pose."""
    rng, traits, size = stage.rng, stage.traits, stage.size
    backdrops.lay(stage, traits["backdrop"])
    stage.camera((0.7, 1.5), 0.25, 0.3, 0.05, flip=True)
    if not stage.has("body", "head", "legs") and not stage.has("head"):
        return
    x, y, reach = stage.x, stage.y, traits["size"]
    fur = 0.045 * traits["fur"] * cloud(stage.noise, size, 0.05, 0.012, 1.0)
    body = blob(x, y, reach, wobble(rng, 0.06, 4), np.exp(rng.normal(0.4, 0.15)), rng.normal(0, 0.15)) + fur
    legs = np.full(x.shape, 9.0, np.float32)
    for k in range(traits["legs"]):
        hip = (-0.9 + 1.8 * k / max(traits["legs"] - 1, 1)) * reach
        foot = (hip + rng.normal(0, 0.2) * reach, reach * rng.uniform(1.1, 1.6))
        legs = np.minimum(legs, capsule(x, y, (hip * 0.9, 0.3 * reach), foot, 0.2 * reach, 0.12 * reach))
    tail = capsule(
        x,
        y,
        (-reach, -0.1 * reach),
        (-reach * rng.uniform(1.5, 2.1), rng.normal(0, 0.7) * reach),
        0.12 * reach,
        0.05 * reach,
    )
    legs = np.minimum(legs, tail) + fur
    neck = (
        np.array([1.0 + traits["neck"], -0.55 - traits["neck"] * rng.uniform(0.5, 2)]) * reach * rng.uniform(0.9, 1.1)
    )
    trunk = join(body, capsule(x, y, (0.6 * reach, -0.2 * reach), tuple(neck), 0.4 * reach, 0.28 * reach), 0.2 * reach)
    side = reach * rng.uniform(0.48, 0.62)
    head = _head(stage, x - np.float32(neck[0]), y - np.float32(neck[1]), side, fur)
    light = rng.normal((0.0, 0.6), 0.5)
    coat, patch = stage.tone("coat"), stage.tone("patch")
    wave = {
        "spots": speckled(stage.noise, size, 0.12),
        "stripes": np.sin(x * 24 + 2 * smooth(rng, size, 4)),
        "cloud": smooth(rng, size, 5),
        "none": -9.0 * np.ones_like(x),
    }[traits["mark"]]
    strands = 0.1 * fibrous(stage.noise, size, rng.uniform(0, 3.1), 0.06, 0.012)
    strands = strands + 0.07 * cloud(stage.noise, size, 0.1, 0.012, 1.5)
    hide = (coat + np.clip(wave * 3 - 1, 0, 1)[..., None] * (patch - coat)) * (1 + strands)[..., None]
    backdrops.shadow(stage, np.minimum(trunk, legs) - np.float32(0.02), rng.uniform(0.1, 0.5), 0.2)
    for name, shape, level in (("legs", legs, 0.8), ("body", trunk, 1.0), ("head", head, 1.08)):
        if stage.has(name):
            diffuse, _ = backdrops.ball(shape, x, y, reach, light, 0.0)
            stage.paint(shape, hide * ((0.45 + 0.55 * diffuse) * level)[..., None], name, 1.6)
    if stage.has("head"):
        for dx, dy, r in ((0.25, -0.15, 0.11), (0.95, 0.2, 0.14)):
            dot = np.hypot(x - neck[0] - dx * side, y - neck[1] - dy * side).astype(np.float32) - np.float32(r * side)
            stage.paint(dot, stage.tone("dark"), soft=1.5)


_FLOWER = (
    {"petals": ("petal",), "centre": ("centre",)},
    {"flower": ("petal", "centre")},
    {"flower": ("petal", "centre")},
    {"centre": ("centre",)},
)


def flower_plan(rng: Generator, look: str) -> Plan:
    """Petals and centre, their colours, how many flowers stand together."""
    classes, labels = one_of(rng, _FLOWER)
    tones = backdrops.tones(rng)
    tones |= {
        "petal": any_colour(rng, 0.6, 1.0),
        "centre": colour(rng.uniform(0.04, 0.16), rng.uniform(0.5, 1), rng.uniform(0.2, 0.95)),
    }
    traits = {
        "petals": int(rng.integers(4, 16)),
        "open": float(rng.uniform(0.2, 0.42)),
        "reach": float(rng.uniform(0.25, 0.7)),
        "many": float(rng.uniform(0, 5)),
        "backdrop": str(rng.choice(["grass", "grass", "room", "rubble", "surface"])),
    }
    pairs = nested(classes, [("centre", "petals")])
    loose = backdrops.loose(rng, "petal")
    return Plan(classes, labels, tones, pairs, 0.05, tuple(0.0 for _ in classes), traits, loose)


def flower_paint(stage: Stage) -> None:
    """Leaves out of focus behind; petals overlap round each centre; a bud or another flower may differ in colour."""
    rng, traits = stage.rng, stage.traits
    backdrops.lay(stage, traits["backdrop"])
    leaves = rng.uniform(-1, 1, (9, 2))
    for _, window, dx, dy in stage.windows(leaves, np.full(9, 0.5)):
        shape = blob(dx, dy, rng.uniform(0.12, 0.4), wobble(rng, 0.05), 2.2, rng.uniform(0, 3))
        stage.paint(
            shape, stage.tone("leaf") * np.float32(rng.uniform(0.5, 1.3)), soft=rng.uniform(1.5, 12), window=window
        )
    reach = traits["reach"] * np.exp(rng.normal(0, 0.2))
    count = 1 + rng.poisson(traits["many"] * 0.3 / reach)
    places, radii = scatter(rng, count, reach * np.exp(rng.normal(0, 0.15, count)), 0.8, 8, 0.7)
    veins = cloud(stage.noise, stage.size, 0.08, 0.012, 1.4)
    for i, window, dx, dy in stage.windows(places, radii * 1.25):
        if not stage.has("petal"):
            break
        _flower(stage, window, dx, dy, radii[i], veins)


def _flower(stage: Stage, window: tuple[slice, slice], dx: Array, dy: Array, reach: float, veins: Array) -> None:
    rng, traits = stage.rng, stage.traits
    tilt, squash, first = rng.uniform(0, 3.1), rng.uniform(0.6, 1.0), rng.uniform(0, 6)
    c, s = np.float32(np.cos(tilt)), np.float32(np.sin(tilt))
    p, q = dx * c + dy * s, (dy * c - dx * s) / np.float32(squash)
    count = traits["petals"]
    width = reach * min(0.42, 2.1 / count) * rng.uniform(0.8, 1.1)
    for k in range(count):
        turn = first + 2 * np.pi * k / count + rng.normal(0, 0.06)
        along = p * np.float32(np.cos(turn)) + q * np.float32(np.sin(turn))
        aside = q * np.float32(np.cos(turn)) - p * np.float32(np.sin(turn))
        petal = ellipse(along, aside, 0.55 * reach, 0, 0.45 * reach * rng.uniform(0.9, 1.08), width)
        shade = (
            0.75
            + 0.3 * np.clip(along / reach, 0, 1)
            + 0.06 * veins[window]
            - 0.25 * np.exp(-((petal / (0.05 * reach)) ** 2))
        )
        stage.paint(
            petal,
            stage.tone("petal") * (shade * rng.uniform(0.88, 1.08))[..., None].astype(np.float32),
            "petal",
            1.4,
            window=window,
        )
    disc = np.hypot(p, q) - np.float32(reach * traits["open"] * rng.uniform(0.85, 1.15))
    stage.paint(disc - np.float32(0.04 * reach), stage.tone("petal") * np.float32(0.7), "petal", 1.4, window=window)
    if stage.has("centre"):
        bumps = 1 + 0.25 * veins[window] + 0.3 * np.clip(-disc / reach, 0, 0.4)
        stage.paint(disc, stage.tone("centre") * bumps[..., None], "centre", 1.4, window=window)


FAMILIES = (
    Family("things", ("photo", "photo", "grey_photo"), things_plan, things_paint),
    Family("creatures", ("photo",), creature_plan, creature_paint),
    Family("flowers", ("photo",), flower_plan, flower_paint),
)
