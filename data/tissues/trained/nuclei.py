"""Many small nuclei, and cells that hold one: fluorescence, slides and phase contrast."""

from __future__ import annotations

import numpy as np

from data.tissues.fields import bent, cloud, fibrous, mosaic, smooth
from data.tissues.kinds import Array, Family, Generator, Plan
from data.tissues.planning import nested, one_of
from data.tissues.shapes import blob, scatter, wobble
from data.tissues.stage import Stage
from data.tissues.tones import greys, stains

_QUESTIONS = (
    {"nucleus": ("plain", "rare")},
    {"nucleus": ("plain", "rare")},
    {"nucleus": ("plain", "rare")},
    {"marked": ("rare",)},
    {"plain": ("plain",), "marked": ("rare",)},
)
# What sets the rarer kind of nucleus apart within one task.
_KINDS = ("bright", "large", "small", "long", "ringed")


def _tones(rng: Generator, look: str) -> dict[str, Array]:
    if look == "stained":
        anchors = {
            "ground": (0.06, 0.3, 0.02),
            "plain": (0.75, 0.3, 0.02),
            "rare": (0.95, 0.25, 0.35),
            "cell": (0.14, 0.42, 0.04),
        }
        if rng.random() < 0.3:
            anchors["ground"] = (0.02, 0.03, 0.01)
        return stains(rng, anchors, 0.2)
    if look == "phase":
        return greys(rng, {"ground": 0.3, "plain": 0.62, "rare": 0.72, "cell": 0.45}, 0.0)
    dye = np.array([1.0, 0.0, 0.0], np.float32)
    other = np.array([0.0, 1.0, 0.0], np.float32)
    level = rng.uniform(0.25, 0.6)
    return {
        "ground": dye * 0.01,
        "plain": dye * level,
        "rare": dye * (level + 0.3),
        "cell": other * rng.uniform(0.1, 0.35),
    }


def plan(rng: Generator, look: str) -> Plan:
    """Size, crowding and shape of the nuclei, and what marks the rarer ones."""
    classes, labels = one_of(rng, _QUESTIONS)
    traits = {
        "radius": float(np.exp(rng.uniform(np.log(0.045), np.log(0.2)))),
        "crowd": float(rng.uniform(0.08, 0.6)),
        "long": float(np.exp(abs(rng.normal(0, 0.3)))),
        "touch": float(rng.uniform(0.8, 1.25)),
        "kind": _KINDS[int(rng.integers(len(_KINDS)))],
        "rare": 0.35 if "marked" in classes else 0.12,
        "chromatin": float(rng.uniform(0.05, 0.35)),
        "clumps": float(rng.random() < 0.35),
        "fibres": float(rng.random() < 0.5),
        "spotted": int(rng.integers(0, 4)),
        "body": float(rng.uniform(0, 1)) if look != "fluorescence" or rng.random() < 0.3 else 0.0,
    }
    return Plan(
        classes,
        labels,
        _tones(rng, look),
        (),
        0.05,
        tuple(0.04 if "marked" in classes else 0.0 for _ in classes),
        traits,
    )


def _tissue(stage: Stage) -> None:
    rng, look_channels = stage.rng, stage.canvas.shape[-1]
    ground = stage.tone("ground")
    texture = 0.3 * smooth(rng, stage.size, 3) + 0.2 * cloud(stage.noise, stage.size, 0.12, 0.01, 1.6)
    if stage.traits["fibres"]:
        texture = texture + 0.3 * bent(rng, fibrous(stage.noise, stage.size, rng.uniform(0, 3.1), 0.2, 0.02))
    stage.canvas[...] = ground * np.maximum(1 + texture[..., None] * (0.9 if look_channels == 3 else 0.25), 0)
    if stage.traits["body"] > 0.4:
        patches = np.clip(0.5 * smooth(rng, stage.size, 6) + 0.2, 0, 1) * np.float32(0.8 * stage.traits["body"])
        stage.tint(patches, stage.tone("cell") * (1 + 0.2 * texture[..., None]))


def _place(stage: Stage) -> tuple[Array, Array]:
    rng, traits = stage.rng, stage.traits
    radius = traits["radius"] * np.exp(rng.normal(0, 0.22))
    count = int(np.clip(rng.uniform(0.35, 1.4) * traits["crowd"] * 4 / (np.pi * radius**2), 2, 150))
    radii = radius * np.exp(rng.normal(0, 0.16, count))
    centres, radii = scatter(rng, count, radii, traits["touch"] * rng.uniform(0.85, 1.1), 6, 1.08)
    if traits["clumps"]:
        pull = smooth(rng, 32, 3)
        at = np.clip(((centres + 1) * 16).astype(int), 0, 31)
        keep = pull[at[:, 1], at[:, 0]] > -0.2
        keep[:2] = True
        centres, radii = centres[keep], radii[keep]
    return centres, radii


def _nucleus(
    stage: Stage,
    window: tuple[slice, slice],
    dx: Array,
    dy: Array,
    radius: float,
    rare: bool,
    turn: float,
    grain: Array,
) -> None:
    rng, traits = stage.rng, stage.traits
    name, kind = ("rare", traits["kind"]) if rare else ("plain", "")
    radius *= {"large": 1.55, "small": 0.55}.get(kind, 1.0)
    aspect = traits["long"] * np.exp(rng.normal(0, 0.14)) * (2.2 if kind == "long" else 1.0)
    shape = blob(dx, dy, radius, wobble(rng, 0.045, 4), aspect, turn)
    texture = grain[window] * traits["chromatin"]
    for _ in range(traits["spotted"]):
        at = rng.normal(0, 0.4, 2) * radius
        square = (dx - np.float32(at[0])) ** 2 + (dy - np.float32(at[1])) ** 2
        texture = texture + np.float32(rng.choice([-0.35, 0.45])) * np.exp(-square / (0.2 * radius) ** 2)
    if kind == "ringed":
        texture = texture - 0.75 * np.clip(-shape / (0.35 * radius), 0, 1)
    elif stage.canvas.shape[-1] == 3 and stage.plan.tones["cell"][0] > 0:
        texture = texture + 0.3 * np.exp(-((shape / (0.15 * radius)) ** 2)) - 0.1
    tone = stage.tone("rare" if kind == "bright" else "plain") * np.float32(np.exp(rng.normal(0, 0.2)))
    soft = 1.2 + radius * stage.size * rng.choice([0.02, 0.1])
    stage.paint(shape, tone * np.maximum(1 + texture, 0.1)[..., None], name, soft, rng.uniform(0.85, 1), window=window)


def paint(stage: Stage) -> None:
    """Ground, then the nuclei one by one; dirt glows or stains among them without a label."""
    rng, traits = stage.rng, stage.traits
    _tissue(stage)
    centres, radii = _place(stage)
    rare = rng.random(len(centres)) < traits["rare"]
    rare[:1] = "marked" in stage.plan.classes
    flow = smooth(rng, 32, 2) * 1.5
    at = np.clip(((centres + 1) * 16).astype(int), 0, 31)
    turns = flow[at[:, 1], at[:, 0]] + rng.normal(0, 0.5, len(centres))
    mean = float(radii.mean())
    grain = cloud(stage.noise, stage.size, mean * 0.7, mean * 0.08, 1.5)
    for i, window, dx, dy in stage.windows(centres, radii * 2.2):
        if stage.has("rare" if rare[i] else "plain"):
            _nucleus(stage, window, dx, dy, radii[i], bool(rare[i]), turns[i], grain)
    specks = rng.uniform(-1, 1, (int(rng.integers(0, 8)), 2))
    for _, window, dx, dy in stage.windows(specks, np.full(len(specks), 0.05)):
        speck = np.hypot(dx, dy) - np.float32(rng.uniform(0.006, 0.02))
        stage.paint(speck, stage.tone("rare") * np.float32(rng.uniform(0.4, 1.5)), soft=2.5, window=window)


_CELLS = {"cytoplasm": ("cytoplasm",), "nucleus": ("core",)}


def cell_plan(rng: Generator, look: str) -> Plan:
    """Cells side by side, each with a nucleus; what is asked of them, and how they are shaped."""
    classes, labels = one_of(rng, (_CELLS, _CELLS, _CELLS, {"cell": ("cytoplasm", "core")}, {"nucleus": ("core",)}))
    if look == "fluorescence":
        tones = {
            "ground": np.array([0.01, 0.01, 0.01], np.float32),
            "core": np.array([0.6, 0.1, 0.0], np.float32),
            "cytoplasm": np.array([0.0, rng.uniform(0.2, 0.5), rng.choice([0.0, 0.2])], np.float32),
            "rim": np.array([0.0, 0.4, 0.3], np.float32),
        }
    elif look in ("stained", "smear"):
        anchors = {
            "ground": (0.03, 0.05, 0.01),
            "core": (0.7, 0.35, 0.02),
            "cytoplasm": (0.16, 0.34, 0.05),
            "rim": (0.3, 0.5, 0.1),
        }
        tones = stains(rng, anchors, 0.25)
    else:
        tones = greys(rng, {"ground": 0.25, "core": 0.65, "cytoplasm": 0.48, "rim": 0.7}, 0.0)
    traits = {
        "radius": float(np.exp(rng.uniform(np.log(0.16), np.log(0.42)))),
        "ratio": float(rng.uniform(0.3, 0.62)),
        "fill": float(rng.choice([0.35, 0.7, 1.0])),
        "spread": float(rng.uniform(0.02, 0.16)),
        "rim": float(rng.uniform(0, 0.9)),
        "grain": float(rng.uniform(0.05, 0.35)),
    }
    return Plan(
        classes, labels, tones, nested(classes, [("nucleus", "cytoplasm")]), 0.05, tuple(0.0 for _ in classes), traits
    )


def cell_paint(stage: Stage) -> None:
    """Cells grow from their centres until they meet; nuclei lie off centre, at times two."""
    rng, traits = stage.rng, stage.traits
    ground = stage.tone("ground")
    stage.canvas[...] = ground * (1 + 0.25 * cloud(stage.noise, stage.size, 0.25, 0.01, 1.7)[..., None])
    radius = traits["radius"] * np.exp(rng.normal(0, 0.2))
    count = int(np.clip(4 * traits["fill"] / (2.2 * radius**2), 2, 70))
    centres, radii = scatter(rng, count, radius * np.exp(rng.normal(0, 0.15, count)), 0.78, 8, 1.15)
    if not stage.has("cytoplasm"):
        centres, radii = centres[:0], radii[:0]
    if not len(centres):
        return
    bend = [smooth(rng, stage.size, 9) * traits["spread"] * radius * 2 for _ in range(2)]
    owner, gap = mosaic(centres, stage.u + bend[0], stage.v + bend[1])
    away = np.hypot(stage.u + bend[0] - centres[owner, 0], stage.v + bend[1] - centres[owner, 1]).astype(np.float32)
    reach = radii[owner].astype(np.float32) * (1.05 + 0.22 * smooth(rng, stage.size, 7))
    distance = np.maximum(away - reach, np.float32(0.012 + 0.02 * radius) - gap)
    grain = cloud(stage.noise, stage.size, 0.08, 0.008, 1.3) * traits["grain"]
    own = np.exp(rng.normal(0, 0.16, len(centres))).astype(np.float32)[owner]
    swell = 0.7 + 0.5 * np.clip(-distance / (0.6 * radius), 0, 1)
    body = stage.tone("cytoplasm") * (own * swell * (1 + grain))[..., None]
    edge = np.exp(-((distance / (0.05 * radius + stage.px)) ** 2))[..., None] * np.float32(traits["rim"])
    stage.paint(distance, body + edge * (stage.tone("rim") - body), "cytoplasm", 1.5)
    if not stage.has("core"):
        return
    chromatin = 0.2 * cloud(stage.noise, stage.size, radius * 0.4, radius * 0.04, 1.5)
    for i, window, dx, dy in stage.windows(centres, radii):
        for _ in range(1 + (rng.random() < 0.06)):
            at = rng.normal(0, 0.14, 2) * radii[i]
            size = radii[i] * traits["ratio"] * np.exp(rng.normal(0, 0.12))
            core = blob(
                dx - np.float32(at[0]), dy - np.float32(at[1]), size, wobble(rng, 0.05, 4), 1.2, rng.uniform(0, 3)
            )
            core = np.maximum(core, distance[window] + np.float32(0.015))
            tone = stage.tone("core") * np.float32(np.exp(rng.normal(0, 0.12))) * (1 + chromatin[window])[..., None]
            stage.paint(core, tone, "core", 1.8, 0.92, window=window)


FAMILIES = (
    Family("nuclei", ("fluorescence", "fluorescence", "stained", "stained", "phase"), plan, paint),
    Family("cells", ("fluorescence", "stained", "phase", "smear"), cell_plan, cell_paint),
)
