"""What everyday things stand before: surfaces, rooms out of focus, grass, sky and rubble."""

from __future__ import annotations

import numpy as np

from data.tissues.fields import cloud, fibrous, smooth, speckled
from data.tissues.kinds import Array, Generator
from data.tissues.shapes import blob, wobble
from data.tissues.stage import Stage
from data.tissues.tones import any_colour, colour

KINDS = ("surface", "wood", "grass", "cloth", "room", "rubble", "sky", "indoors", "indoors", "leaves")


def tones(rng: Generator) -> dict[str, Array]:
    """The colours of a task's backdrop, under names of their own."""
    return {
        "back": any_colour(rng, 0.3, 0.95),
        "back_two": any_colour(rng, 0.15, 0.9),
        "leaf": colour(rng.uniform(0.2, 0.4), rng.uniform(0.35, 0.8), rng.uniform(0.25, 0.6)),
        "sky": colour(rng.uniform(0.52, 0.64), rng.uniform(0.1, 0.5), rng.uniform(0.7, 1.0)),
    }


def loose(rng: Generator, *things: str) -> frozenset[str]:
    """Which tones of a task differ in every picture: the backdrop's in half of the tasks, the things' in a third."""
    found = {"back", "back_two", "backdrop"} if rng.random() < 0.5 else set()
    return frozenset(found | (set(things) if rng.random() < 0.35 else set()))


def lay(stage: Stage, kind: str) -> None:
    """Fills the canvas with a backdrop of that kind, or of any kind where the task's backdrop is loose."""
    if "backdrop" in stage.plan.loose:
        kind = KINDS[int(stage.rng.integers(len(KINDS)))]
    rng, size, noise = stage.rng, stage.size, stage.noise
    back, two = stage.tone("back"), stage.tone("back_two")
    if kind == "wood":
        angle = rng.choice([0.0, 1.57]) + rng.normal(0, 0.1)
        grain = fibrous(noise, size, angle, 0.5, 0.02)
        stage.canvas[...] = back * (1 + 0.14 * grain + 0.1 * smooth(rng, size, 2))[..., None]
        seam = np.mod(stage.u * np.sin(angle) * 3 + stage.v * np.cos(angle) * 3 + rng.random(), 1)
        stage.tint(((seam < 0.025) * 0.6).astype(np.float32), back * np.float32(0.35))
    elif kind == "grass":
        leaf = stage.tone("leaf")
        blades = 0.3 * fibrous(noise, size, 1.57 + rng.normal(0, 0.3), 0.12, 0.012) + 0.18 * cloud(
            noise, size, 0.2, 0.01, 1.5
        )
        stage.canvas[...] = leaf * np.maximum(1 + blades, 0.1)[..., None]
        stage.tint(np.clip(smooth(rng, size, 6) * 0.4 - 0.2, 0, 0.5), two)
    elif kind == "cloth":
        turn = rng.uniform(0, 3.1)
        across = stage.u * np.float32(np.cos(turn)) + stage.v * np.float32(np.sin(turn)) + 0.02 * smooth(rng, size, 4)
        stripes = np.clip(np.sin(across * np.float32(rng.uniform(8, 40))) * 3, -1, 1) * 0.5 + 0.5
        folds = 1 + 0.14 * smooth(rng, size, 3)[..., None]
        stage.canvas[...] = (back + stripes[..., None] * rng.choice([0.3, 1.0]) * (two - back)) * folds
    elif kind == "sky":
        ramp = np.clip(0.5 + 0.5 * stage.v, 0, 1)[..., None]
        puffs = np.clip(0.5 * cloud(noise, size, 0.5, 0.03, 2.0), 0, 0.7)
        stage.canvas[...] = stage.tone("sky") * (0.85 + 0.2 * ramp)
        stage.tint(puffs, np.float32(0.95))
    elif kind == "indoors":
        _indoors(stage)
    elif kind == "leaves":
        _leaves(stage)
    elif kind in ("room", "rubble"):
        _heap(stage, kind == "room")
    else:
        texture = 0.05 * cloud(noise, size, 0.25, 0.01, 1.4) + rng.choice([0.0, 0.06]) * speckled(noise, size, 0.03)
        stage.canvas[...] = back * (1 + texture + 0.1 * smooth(rng, size, 1))[..., None]


def _heap(stage: Stage, blurred: bool) -> None:
    """Overlapping patches in any colour: soft and large for a room out of focus, hard and small for rubble."""
    rng = stage.rng
    stage.canvas[...] = stage.tone("back") * (1 + 0.15 * smooth(rng, stage.size, 2))[..., None]
    count = int(rng.integers(6, 14)) if blurred else int(rng.integers(40, 80))
    places = rng.uniform(-1.1, 1.1, (count, 2))
    radii = rng.uniform(0.15, 0.6, count) if blurred else rng.uniform(0.06, 0.2, count)
    grain = cloud(stage.noise, stage.size, 0.06, 0.01, 1.4)
    for i, window, dx, dy in stage.windows(places, radii * 1.4):
        mixed = stage.tone("back") + rng.random() * (stage.tone("back_two") - stage.tone("back"))
        tone = any_colour(rng) if rng.random() < 0.3 else mixed * np.float32(rng.uniform(0.6, 1.3))
        if rng.random() < 0.5:
            turn = rng.uniform(0, 3.1) if not blurred else rng.normal(0, 0.06)
            p, q = dx * np.cos(turn) + dy * np.sin(turn), dy * np.cos(turn) - dx * np.sin(turn)
            shape = np.maximum(np.abs(p) - radii[i] * 0.8, np.abs(q) - radii[i] * rng.uniform(0.15, 0.9)).astype(
                np.float32
            )
        else:
            shape = blob(dx, dy, radii[i] * 0.9, wobble(rng, 0.12), 1.2, rng.uniform(0, 3))
        lit = 1 + (0.0 if blurred else 0.12) * grain[window] + 0.25 * np.clip(-(dx + dy) / radii[i], -1, 1)
        stage.paint(
            shape, tone * lit[..., None].astype(np.float32), soft=rng.uniform(6, 20) if blurred else 1.5, window=window
        )


def _indoors(stage: Stage) -> None:
    """A wall, a floor that recedes, and furniture, frames and windows as boxes, more or less out of focus."""
    rng, size = stage.rng, stage.size
    back, two = stage.tone("back"), stage.tone("back_two")
    horizon, lean = rng.uniform(-0.3, 0.7), rng.normal(0, 0.08)
    blur = rng.choice([1.3, 1.3, 4.0, 9.0])
    stage.canvas[...] = (
        back * (1 + 0.1 * smooth(rng, size, 2) + 0.02 * cloud(stage.noise, size, 0.2, 0.01, 1.4))[..., None]
    )
    for _ in range(int(rng.integers(1, 7))):
        cx, cy, a, b = rng.uniform(-1.1, 1.1), rng.uniform(-1, horizon + 0.2), *rng.uniform(0.08, 0.5, 2)
        box = np.maximum(
            np.abs(stage.u - np.float32(cx)) - np.float32(a),
            np.abs(stage.v - np.float32(cy) + lean * stage.u) - np.float32(b),
        )
        tone = any_colour(rng) if rng.random() < 0.6 else back * np.float32(rng.uniform(0.4, 1.4))
        shadow(stage, box, 0.3, 0.08)
        stage.paint(box.astype(np.float32), tone * (1 + 0.12 * smooth(rng, size, 3)[..., None]), soft=blur)
        if rng.random() < 0.5:
            stage.paint((box + np.float32(0.05)).astype(np.float32), any_colour(rng), soft=blur)
    depth = np.maximum(stage.v - np.float32(horizon) + np.float32(lean) * stage.u, 0)
    boards = np.mod(stage.u / (0.3 + depth) * np.float32(rng.uniform(1, 5)), 1) < 0.06
    floor = (
        two
        * (0.8 + 0.3 * depth - 0.2 * boards * rng.choice([0.0, 1.0]) + 0.05 * cloud(stage.noise, size, 0.1, 0.01, 1.4))[
            ..., None
        ]
    )
    stage.paint(np.where(depth > 0, -1.0, 1.0).astype(np.float32), floor.astype(np.float32), soft=1.0)


def _leaves(stage: Stage) -> None:
    """Foliage: overlapping leaves, the nearer ones lighter and sharper."""
    rng, leaf = stage.rng, stage.tone("leaf")
    stage.canvas[...] = leaf * np.maximum(0.35 + 0.15 * cloud(stage.noise, stage.size, 0.2, 0.02, 1.8), 0.05)[..., None]
    count = int(rng.integers(25, 60))
    places, radii = rng.uniform(-1.1, 1.1, (count, 2)), np.exp(rng.normal(-1.7, 0.35, count))
    grain = cloud(stage.noise, stage.size, 0.08, 0.01, 1.4)
    for i, window, dx, dy in stage.windows(places, radii * 1.7):
        turn, near = rng.uniform(0, 6.28), i / count
        shape = blob(dx, dy, radii[i] * 0.9, wobble(rng, 0.05, 3), rng.uniform(1.6, 3.0), turn)
        across = dy * np.float32(np.cos(turn)) - dx * np.float32(np.sin(turn))
        rib = 0.25 * np.exp(-((across / (0.04 * radii[i])) ** 2)) + 0.14 * np.sign(across)
        lit = (0.45 + 0.7 * near) * rng.uniform(0.8, 1.2) * (1 + rib + 0.12 * grain[window])
        stage.paint(shape, leaf * lit[..., None].astype(np.float32), soft=1.3 + 7 * (1 - near), window=window)


def ball(distance: Array, dx: Array, dy: Array, reach: float, light: Array, shine: float) -> tuple[Array, Array]:
    """Shading of a rounded body: Float32[h, w] of diffuse light in about [0.3, 1.15], and of its highlight.

    `distance` is negative inside, `light` [2] points from the lamp's side, `reach` is the body's half width.
    """
    depth = np.clip(-distance / reach, 0, 1)
    height = np.sqrt(np.maximum(1 - (1 - depth) ** 2, 0))
    lean = (dx * np.float32(light[0]) + dy * np.float32(light[1])) / np.float32(reach)
    diffuse = np.clip(0.45 + 0.42 * height - 0.38 * lean, 0.2, 1.2)
    spot = (dx / reach + 0.45 * light[0]) ** 2 + (dy / reach + 0.45 * light[1]) ** 2
    return diffuse.astype(np.float32), (shine * np.exp(-spot / 0.045)).astype(np.float32)


def shadow(
    stage: Stage, distance: Array, strength: float, width: float, window: tuple[slice, slice] = (slice(None),) * 2
) -> None:
    """Darkens what lies near a body that stands on it."""
    dark = np.clip(0.5 - (distance - width / 3) / width, 0, 1) * np.float32(strength)
    stage.canvas[window] *= (1 - dark)[..., None].astype(np.float32)
