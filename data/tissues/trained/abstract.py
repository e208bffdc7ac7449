"""Tasks of no particular thing: regions of random shape, and superpixels of a random texture, each deformed anew."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from data.tissues.fields import cloud, fibrous, mosaic, smooth, speckled
from data.tissues.kinds import Array, Family, Generator, Plan
from data.tissues.stage import Stage
from data.tissues.tones import any_colour

_LOOKS = ("mri", "ct", "ultrasound", "photo", "fluorescence", "stained", "em", "xray", "grey_photo", "fundus")
_GREY = {"mri", "ct", "ultrasound", "em", "xray"}
_SIDE = 96


def _tone(rng: Generator, look: str) -> Array:
    if look in _GREY:
        return np.array([rng.uniform(0.08, 0.92)], np.float32)
    if look == "stained":
        return (rng.gamma(0.8, 0.4, 3) * (1.0, 1.0, 0.4)).astype(np.float32)
    if look == "fluorescence":
        return (rng.uniform(0, 0.8, 3) * (rng.random(3) < 0.6)).astype(np.float32) + np.float32(0.02)
    return any_colour(rng, 0.12, 0.95)


def _map(rng: Generator, kind: str, parts: int) -> Array:
    """Int64[96, 96]: a label map of `parts` regions, by noise (as in SynthMorph, Hoffmann et al. 2021) or a mosaic."""
    if kind == "noise":
        cells = int(rng.integers(2, 6))
        return np.argmax([smooth(rng, _SIDE, cells) for _ in range(parts)], 0)
    line = (np.arange(_SIDE) + 0.5) / _SIDE * 2 - 1
    u, v = np.meshgrid(line, line)
    if kind == "layers":
        angle = rng.uniform(0, 3.1)
        level = u * np.cos(angle) + v * np.sin(angle) + 0.16 * smooth(rng, _SIDE, 3)
        return np.digitize(level, np.sort(rng.uniform(-0.9, 0.9, parts - 1)))
    if kind == "rings":
        at = rng.uniform(-0.3, 0.3, 2)
        level = np.hypot(u - at[0], v - at[1]) * (1 + 0.16 * smooth(rng, _SIDE, 3))
        return np.digitize(level, np.cumsum(rng.uniform(0.12, 0.3, parts - 1)))
    points = rng.uniform(-1.1, 1.1, (parts * int(rng.integers(2, 7)), 2))
    bend = 0.09 * smooth(rng, _SIDE, 5)
    owner, _ = mosaic(points, u + bend, v - bend)
    return owner % parts


def plan(rng: Generator, look: str) -> Plan:
    """A map of regions with tones and textures; one to three of them are classes."""
    kind = str(rng.choice(["noise", "noise", "mosaic", "layers", "rings"]))
    parts = int(rng.integers(3, 9))
    regions = _map(rng, kind, parts)
    found = np.bincount(regions.ravel(), minlength=parts) / regions.size
    able = np.flatnonzero(found > 0.02)
    count = int(rng.integers(1, min(4, len(able) + 1)))
    chosen = sorted(rng.choice(able, count, replace=False).tolist())
    traits = {
        "regions": regions,
        "texture": [
            (
                str(rng.choice(["cloud", "spots", "fibres", "none"])),
                float(rng.uniform(0.03, 0.3)),
                float(rng.uniform(0.03, 0.2)),
                float(rng.uniform(0, 3.1)),
            )
            for _ in range(parts)
        ],
        "bend": float(rng.uniform(0.05, 0.16)),
        "free": bool(rng.random() < 0.12),
        "soft": float(rng.choice([0.6, 1.2, 2.5])),
        "aperture": False,
    }
    classes = tuple(f"region {k + 1}" for k in range(count))
    tones = {str(k): _tone(rng, look) for k in range(parts)}
    return Plan(
        classes,
        {str(part): k + 1 for k, part in enumerate(chosen)},
        tones,
        (),
        0.02,
        tuple(0.05 for _ in classes),
        traits,
    )


def _texture(stage: Stage, kind: str, strength: float, scale: float, angle: float) -> Array:
    if kind == "spots":
        return strength * speckled(stage.noise, stage.size, scale)
    if kind == "fibres":
        return strength * fibrous(stage.noise, stage.size, angle, scale * 3, scale / 4)
    return (strength if kind == "cloud" else 0.02) * cloud(stage.noise, stage.size, scale, 0.01, 1.5)


def paint(stage: Stage) -> None:
    """The map seen through a new deformation; regions of an absent class take the tone of another."""
    traits, regions = stage.traits, stage.traits["regions"]
    stage.camera((0.85, 1.5), 0.5, 0.15, traits["bend"])
    row, column = ((at + 1) * (_SIDE / 2) - 0.5 for at in (stage.y, stage.x))
    parts = len(traits["texture"])
    shown = [k for k in range(parts) if stage.has(str(k))]
    order = stage.rng.permutation(parts)
    swap = {
        k: k if stage.has(str(k)) else next((s for s in shown if str(s) not in stage.plan.labels), -1)
        for k in range(parts)
    }
    covers = np.stack(
        [
            ndimage.map_coordinates((regions == k).astype(np.float32), (row, column), order=1, mode="nearest")
            for k in range(parts)
        ]
    )
    owner = np.argmax(covers, 0)
    weights = np.maximum(covers, 1e-4) ** np.float32(2 / traits["soft"])
    weights /= weights.sum(0)
    stage.canvas[...] = 0
    for k in range(parts):
        texture = _texture(stage, *traits["texture"][k])
        if swap[k] < 0:
            tone = stage.tone(str(k)) * 0 + np.float32(0.3)
        else:
            tone = stage.tone(str(order[k]) if traits["free"] else str(swap[k]))
        stage.canvas += weights[k][..., None] * tone * np.maximum(1 + texture, 0)[..., None]
    for k in shown:
        stage.mark(owner == k, str(k))


def super_plan(rng: Generator, look: str) -> Plan:
    """A random picture cut along its own contours; one or two of its pieces are classes."""
    count = int(rng.integers(1, 3))
    lattice = [smooth(rng, _SIDE, cells) * fall for cells, fall in ((2, 1.0), (4, 0.7), (8, 0.45), (16, 0.2))]
    field = np.sum(lattice, 0)
    steps = np.round(field * rng.uniform(1.0, 2.0))
    pieces = np.zeros((_SIDE, _SIDE), int)
    for level in np.unique(steps):
        found, number = ndimage.label(steps == level)
        pieces[found > 0] = found[found > 0] + pieces.max()
        del number
    sizes = np.bincount(pieces.ravel())
    sizes[0] = 0
    margin = np.zeros(len(sizes), bool)
    margin[np.unique(np.concatenate([pieces[0], pieces[-1], pieces[:, 0], pieces[:, -1]]))] = True
    score = np.where(margin, 0.3, 1.0) * np.minimum(sizes, 900) * rng.uniform(0.6, 1, len(sizes))
    chosen = np.argsort(-score)[:count]
    classes = tuple(f"piece {k + 1}" for k in range(count))
    tones = {"low": _tone(rng, look), "high": _tone(rng, look), "patch": _tone(rng, look)}
    traits = {
        "field": (field - field.mean()) / field.std(),
        "pieces": pieces,
        "chosen": chosen,
        "steps": steps - steps.mean(),
        "bend": float(rng.uniform(0.04, 0.12)),
        "stepped": float(rng.uniform(0, 1)),
        "grain": float(rng.uniform(0.02, 0.15)),
        "aperture": False,
    }
    labels = {f"piece{k}": k + 1 for k in range(count)}
    return Plan(classes, labels, tones, (), 0.0, tuple(0.06 for _ in classes), traits)


def super_paint(stage: Stage) -> None:
    """The picture bent and lit anew; where a class is absent its piece is painted over with its surroundings."""
    traits = stage.traits
    stage.camera((0.85, 1.4), 0.5, 0.14, traits["bend"])
    at = tuple((axis + 1) * (_SIDE / 2) - 0.5 for axis in (stage.y, stage.x))
    field = traits["field"] * (1 - traits["stepped"]) + traits["steps"] * traits["stepped"]
    pieces = ndimage.map_coordinates(traits["pieces"], at, order=0, mode="nearest")
    for k, piece in enumerate(traits["chosen"]):
        if stage.has(f"piece{k}"):
            stage.mark(pieces == piece, f"piece{k}")
        else:
            field = np.where(traits["pieces"] == piece, ndimage.gaussian_filter(field, 12) + 0.3, field)
    level = ndimage.map_coordinates(field.astype(np.float32), at, order=1, mode="nearest")
    share = np.clip(0.5 + 0.28 * level, 0, 1)[..., None]
    texture = 1 + traits["grain"] * cloud(stage.noise, stage.size, 0.15, 0.01, 1.5)[..., None]
    low, high = stage.tone("low"), stage.tone("high")
    tint = np.clip(np.abs(level - np.roll(level, 9, 1)), 0, 1)[..., None] * 0.25
    stage.canvas[...] = (low + share * (high - low)) * texture + tint * (stage.tone("patch") - low)


FAMILIES = (Family("shapes", _LOOKS, plan, paint), Family("superpixels", _LOOKS, super_plan, super_paint))
