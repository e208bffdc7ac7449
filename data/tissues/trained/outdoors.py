"""Scenes by place and texture, and beds of many touching stones or coins."""

from __future__ import annotations

import numpy as np

from data.tissues.fields import cloud, fibrous, mosaic, smooth, speckled
from data.tissues.kinds import Array, Family, Generator, Plan
from data.tissues.planning import one_of, picked
from data.tissues.shapes import blob, scatter, wobble
from data.tissues.stage import Stage
from data.tissues.tones import any_colour, colour
from data.tissues.trained import backdrops

_GROUPS = {
    "sky": ("sky",),
    "hills": ("hill",),
    "ground": ("ground",),
    "road": ("road",),
    "houses": ("house",),
    "trees": ("tree",),
    "water": ("water",),
}


def scenery_plan(rng: Generator, look: str) -> Plan:
    """One to four of the scene's parts, and the colours of the place."""
    classes, labels = picked(rng, _GROUPS, 1, 4)
    tones = backdrops.tones(rng)
    tones |= {
        "hill": colour(rng.uniform(0.2, 0.65), rng.uniform(0.1, 0.5), rng.uniform(0.3, 0.7)),
        "ground": colour(rng.choice([0.1, 0.25, 0.3]), rng.uniform(0.2, 0.6), rng.uniform(0.35, 0.85)),
        "road": colour(0.1, rng.uniform(0, 0.2), rng.uniform(0.3, 0.6)),
        "house": any_colour(rng, 0.4, 0.95),
        "roof": colour(rng.uniform(0, 0.08), rng.uniform(0.2, 0.7), rng.uniform(0.2, 0.6)),
        "tree": colour(rng.uniform(0.18, 0.4), rng.uniform(0.3, 0.8), rng.uniform(0.15, 0.45)),
        "water": colour(rng.uniform(0.48, 0.6), rng.uniform(0.2, 0.6), rng.uniform(0.3, 0.75)),
    }
    traits = {
        "horizon": float(rng.uniform(-0.3, 0.2)),
        "trees": int(rng.integers(2, 12)),
        "houses": int(rng.integers(1, 5)),
    }
    return Plan(classes, labels, tones, (), 0.0, tuple(0.08 for _ in classes), traits)


def _band(stage: Stage, distance: Array, name: str, texture: Array) -> None:
    if stage.has(name):
        stage.paint(distance, stage.tone(name) * np.maximum(1 + texture, 0.1)[..., None], name, 1.5)


def scenery_paint(stage: Stage) -> None:
    """Sky, hills, ground, water, a road to the horizon, houses and trees, from far to near."""
    rng, traits, size = stage.rng, stage.traits, stage.size
    stage.camera((0.9, 1.35), 0.06, 0.15, 0.015, flip=True)
    x, y = stage.x, stage.y
    backdrops.lay(stage, "sky")
    if stage.has("sky"):
        stage.mark(np.ones_like(y, bool), "sky")
    else:
        stage.canvas[...] = stage.tone("back") * (1 + 0.1 * smooth(rng, size, 3))[..., None]
    grain = cloud(stage.noise, size, 0.15, 0.01, 1.4)
    horizon = traits["horizon"] + rng.normal(0, 0.06)
    ridge = np.float32(horizon) - 0.18 - 0.12 * smooth(rng, size, 3)[:1]
    _band(stage, np.maximum(ridge - y, y - np.float32(horizon + 0.1)), "hill", 0.12 * grain)
    streak = 0.12 * grain + 0.1 * fibrous(stage.noise, size, 0.0, 0.3, 0.015)
    stage.paint(np.float32(horizon) - y, stage.tone("ground") * 0.9, "ground")
    _band(stage, np.float32(horizon) - y, "ground", streak)
    if rng.random() < 0.6 or "water" in stage.plan.labels:
        lake = blob(
            x - np.float32(rng.uniform(-0.8, 0.8)),
            (y - np.float32(horizon + rng.uniform(0.15, 0.5))) * 3.0,
            rng.uniform(0.35, 0.7),
            wobble(rng, 0.08),
            1.3,
        )
        _band(
            stage,
            np.maximum(lake, np.float32(horizon + 0.02) - y),
            "water",
            0.08 * fibrous(stage.noise, size, 0.0, 0.2, 0.02),
        )
    if rng.random() < 0.6 or "road" in stage.plan.labels:
        depth = np.maximum(y - np.float32(horizon), 0)
        middle = rng.uniform(-0.4, 0.4) + rng.normal(0, 0.6) * depth + rng.normal(0, 0.3) * depth**2
        road = np.maximum(
            np.abs(x - middle.astype(np.float32)) - 0.02 - np.float32(rng.uniform(0.2, 0.5)) * depth,
            np.float32(horizon) - y,
        )
        _band(stage, road, "road", 0.06 * grain)
        stage.tint(
            np.clip(0.5 - (np.abs(x - middle) - 0.02 * depth * 2) / stage.px, 0, 1).astype(np.float32)
            * (np.mod(depth * 9, 1) < 0.5)
            * (road < 0),
            np.float32(0.9),
        )
    _standing(stage, horizon, grain)


def _standing(stage: Stage, horizon: float, grain: Array) -> None:
    rng, traits, x, y = stage.rng, stage.traits, stage.x, stage.y
    houses, trees = traits["houses"], max(1, rng.poisson(traits["trees"]))
    depths = np.sort(rng.uniform(0.02, 0.6, houses + trees))
    for k in rng.permutation(houses + trees)[: houses + trees]:
        depth, at = depths[k], rng.uniform(-1.1, 1.1)
        scale, foot = 0.2 + 0.55 * depth, horizon + 0.55 * depth
        if k < houses and stage.has("house"):
            wide, tall = scale * rng.uniform(0.3, 0.6), scale * rng.uniform(0.35, 0.8)
            wall = np.maximum(np.abs(x - np.float32(at)) - wide, np.abs(y - np.float32(foot - tall / 2)) - tall / 2)
            roof = np.maximum(
                (foot - tall * 1.45) - y + np.abs(x - np.float32(at)) * (tall * 0.5 / wide), y - np.float32(foot - tall)
            )
            stage.paint(roof, stage.tone("roof") * np.float32(rng.uniform(0.8, 1.2)), "house", 1.3)
            panes = (np.mod((x - at) / wide * 2.2, 1) > 0.55) & (np.mod((y - foot) / tall * 2.4, 1) > 0.5)
            stage.paint(
                wall, stage.tone("house") * (1 - 0.6 * panes + 0.05 * grain)[..., None].astype(np.float32), "house", 1.3
            )
        elif stage.has("tree"):
            crown = blob(
                x - np.float32(at),
                y - np.float32(foot - 0.75 * scale),
                scale * rng.uniform(0.28, 0.5),
                wobble(rng, 0.1, 6),
                rng.uniform(0.7, 1.1),
            )
            trunk = np.maximum(
                np.abs(x - np.float32(at)) - 0.045 * scale, np.abs(y - np.float32(foot - 0.3 * scale)) - 0.32 * scale
            )
            stage.paint(trunk, stage.tone("roof") * np.float32(0.6), "tree", 1.3)
            leaves = 1 + 0.35 * grain - 0.3 * np.clip((y - (foot - 0.75 * scale)) / scale, -0.6, 0.8)
            stage.paint(
                crown + 0.03 * speckled(stage.noise, stage.size, 0.04) * scale,
                stage.tone("tree") * leaves[..., None],
                "tree",
                1.5,
            )


_STONES = (
    {"stone": ("plain", "other")},
    {"stone": ("plain", "other")},
    {"light": ("other",)},
    {"dark": ("plain",), "light": ("other",)},
)


def stones_plan(rng: Generator, look: str) -> Plan:
    """Stones, coins, grains or beads: how large, how crowded, how shiny; the light ones may be asked for."""
    classes, labels = one_of(rng, _STONES)
    base = any_colour(rng, 0.25, 0.6)
    tones = {
        "ground": any_colour(rng, 0.08, 0.8),
        "plain": base,
        "other": np.minimum(base * np.float32(rng.uniform(1.5, 1.9)) + 0.05, 1),
    }
    traits = {
        "reach": float(np.exp(rng.uniform(np.log(0.08), np.log(0.3)))),
        "range": float(rng.uniform(0.05, 0.35)),
        "rough": float(rng.choice([0.0, 0.03, 0.06])),
        "flat": bool(rng.random() < 0.35),
        "crowd": float(rng.uniform(0.85, 1.3)),
        "shine": float(rng.choice([0.0, 0.3, 0.8])),
        "long": float(rng.choice([1.0, 1.15, 1.7])),
        "share": float(rng.uniform(0.2, 0.5)),
    }
    return Plan(classes, labels, tones, (), 0.03, tuple(0.05 if len(classes) > 1 else 0.0 for _ in classes), traits)


def stones_paint(stage: Stage) -> None:
    """Bodies that touch and overlap at random, with shadows between them."""
    rng, traits, size = stage.rng, stage.traits, stage.size
    stage.canvas[...] = (
        stage.tone("ground")
        * (1 + 0.1 * cloud(stage.noise, size, 0.1, 0.01, 1.2) + 0.12 * smooth(rng, size, 2))[..., None]
    )
    if rng.random() < 0.3:
        _, gap = mosaic(rng.uniform(-1.1, 1.1, (40, 2)), stage.u, stage.v)
        stage.canvas *= (0.8 + 0.2 * np.clip(gap / 0.05, 0, 1))[..., None]
    reach = traits["reach"] * np.exp(rng.normal(0, 0.2))
    count = int(np.clip(1.5 / reach**2, 3, 130))
    places, radii = scatter(
        rng,
        count,
        reach * np.exp(rng.normal(0, traits["range"], count)),
        traits["crowd"] * rng.uniform(0.9, 1.2),
        6,
        1.1,
    )
    angle = rng.uniform(0, 6.28)
    light = np.array([np.cos(angle), np.sin(angle)])
    grain = cloud(stage.noise, size, reach, 0.012, 1.4)
    other = rng.random(len(places)) < traits["share"]
    other[:1], other[1:2] = True, False
    for i, window, dx, dy in stage.windows(places, radii * 1.5):
        name = "other" if other[i] else "plain"
        if not stage.has(name):
            continue
        shape = blob(
            dx,
            dy,
            radii[i],
            wobble(rng, traits["rough"] + 1e-4),
            traits["long"] * np.exp(rng.normal(0, 0.05)),
            rng.uniform(0, 3),
        )
        backdrops.shadow(stage, shape, 0.45, 0.25 * radii[i] + 2 * stage.px, window)
        diffuse, spot = backdrops.ball(shape, dx, dy, radii[i], light, traits["shine"])
        if traits["flat"]:
            ring = np.exp(-(((shape + 0.12 * radii[i]) / (0.05 * radii[i])) ** 2))
            diffuse, spot = 0.85 - 0.2 * ring + 0.15 * grain[window] * (shape < -0.2 * radii[i]), spot * 0.2
        tone = stage.tone(name) * np.float32(np.exp(rng.normal(0, 0.08)))
        stage.paint(
            shape,
            tone * (diffuse * (1 + 0.06 * grain[window]))[..., None].astype(np.float32) + spot[..., None],
            name,
            1.4,
            window=window,
        )


FAMILIES = (
    Family("scenery", ("photo",), scenery_plan, scenery_paint),
    Family("stones", ("photo", "grey_photo"), stones_plan, stones_paint),
)
