"""The optic disc with its cup, and the vessels of the retina."""

from __future__ import annotations

import numpy as np

from data.tissues.fields import cloud, smooth
from data.tissues.kinds import Array, Family, Generator, Plan
from data.tissues.planning import nested, one_of
from data.tissues.shapes import blob, branch, strokes, wobble
from data.tissues.stage import Stage
from data.tissues.tones import colours

_GROUNDS = (
    {"retina": (0.045, 0.78, 0.62), "deep": (0.03, 0.85, 0.38)},
    {"retina": (0.065, 0.62, 0.72), "deep": (0.045, 0.75, 0.50)},
    {"retina": (0.02, 0.72, 0.50), "deep": (0.01, 0.80, 0.30)},
    {"retina": (0.055, 0.88, 0.78), "deep": (0.035, 0.95, 0.55)},
)
_PARTS = {
    "disc": (0.085, 0.55, 0.82),
    "cup": (0.125, 0.24, 0.97),
    "atrophy": (0.09, 0.48, 0.74),
    "vein": (0.99, 0.75, 0.36),
    "artery": (0.02, 0.70, 0.50),
    "macula": (0.02, 0.85, 0.33),
    "exudate": (0.13, 0.45, 0.92),
    "bleeding": (0.99, 0.85, 0.28),
}
_QUESTIONS = (
    {"disc": ("disc",), "cup": ("cup",)},
    {"disc": ("disc",), "cup": ("cup",)},
    {"disc": ("disc", "cup")},
    {"cup": ("cup",)},
    {"disc": ("disc", "cup"), "vessels": ("vein", "artery")},
    {"disc": ("disc",), "cup": ("cup",), "macula": ("macula",)},
    {"exudates": ("exudate",), "bleedings": ("bleeding",)},
    {"vessels": ("vein", "artery")},
    {"veins": ("vein",), "arteries": ("artery",)},
)


def plan(rng: Generator, look: str) -> Plan:
    """What is asked of the fundus, the ground's colour, and the field: the disc alone or the whole eye's ground."""
    classes, labels = one_of(rng, _QUESTIONS)
    ground = _GROUNDS[int(rng.integers(len(_GROUNDS)))]
    wide = rng.random() < (0.85 if {"macula", "exudates"} & set(classes) else 0.4)
    traits = {
        "wide": bool(wide),
        "aperture": bool(wide or rng.random() < 0.15),
        "side": int(rng.choice([-1, 1])),
        "tessellated": float(rng.random() < 0.4),
        "reach": float(rng.uniform(0.14, 0.21) if wide else rng.uniform(0.32, 0.58)),
        "spots": int(rng.integers(0, 3)),
    }
    tones = colours(rng, {**ground, **_PARTS}, 0.012, 0.05)
    alone = tuple(0.05 for _ in classes)
    return Plan(classes, labels, tones, nested(classes, [("cup", "disc")]), 0.05, alone, traits)


def _ground(stage: Stage) -> None:
    traits = stage.traits
    retina, deep = stage.tone("retina"), stage.tone("deep")
    texture = 0.4 * smooth(stage.rng, stage.size, 3) + 0.25 * cloud(stage.noise, stage.size, 0.2, 0.012, 1.8)
    if traits["tessellated"]:
        net = np.abs(cloud(stage.noise, stage.size, 0.16 if traits["wide"] else 0.3, 0.03, 3.0))
        texture += 0.6 - np.minimum(net, 1.0)
    share = np.clip(0.5 + 0.35 * texture, 0, 1)[..., None]
    stage.canvas[...] = retina + share * (deep - retina) * np.float32(0.6)


def _disc(stage: Stage, cx: float, cy: float, reach: float) -> None:
    rng = stage.rng
    dx, dy = stage.u - np.float32(cx), stage.v - np.float32(cy)
    terms = wobble(rng, 0.02, 4)
    aspect, angle = rng.uniform(0.84, 1.06), rng.normal(0, 0.25)
    outline = blob(dx, dy, reach, terms, aspect, angle)
    glow = np.exp(-np.maximum(outline, 0) / (0.35 * reach))
    stage.tint(0.14 * glow, stage.tone("disc"))
    if rng.random() < 0.45:
        shift, grow = rng.normal(0, 0.16, 2) * reach, rng.uniform(1.03, 1.3)
        crescent = blob(dx - np.float32(shift[0]), dy - np.float32(shift[1]), reach * grow, wobble(rng, 0.04), aspect)
        mottled = stage.tone("atrophy") * (1 + 0.08 * cloud(stage.noise, stage.size, 0.08, 0.01, 1.5)[..., None])
        stage.paint(crescent, mottled, soft=reach * stage.size * 0.05, opacity=rng.uniform(0.2, 0.75))
    if not stage.has("disc"):
        return
    soft = max(1.2, reach * stage.size * rng.uniform(0.015, 0.09))
    pink = stage.tone("disc") * (1 + 0.05 * smooth(rng, stage.size, 5)[..., None])
    stage.paint(outline, pink, "disc", soft)
    if not stage.has("cup"):
        return
    ratio = float(np.clip(rng.normal(0.5, 0.16), 0.22, 0.85))
    room = (1 - ratio) * reach * 0.45
    at = rng.normal(0, 0.4, 2) * room + np.array([stage.traits["side"] * room * 0.35, 0])
    cup = blob(
        dx - np.float32(at[0]), dy - np.float32(at[1]), reach * ratio, wobble(rng, 0.04, 4), aspect * 1.04, angle
    )
    cup = np.maximum(cup, outline + np.float32(0.06 * reach))
    pale = stage.tone("cup") * (1 + 0.05 * cloud(stage.noise, stage.size, 0.05, 0.02, 1.5)[..., None])
    shape = np.clip(0.5 - cup / (reach * rng.uniform(0.08, 0.4)), 0, 1) * np.float32(rng.uniform(0.55, 1.0))
    stage.tint(shape, pale)
    stage.mark(cup < 0, "cup")


def _vessels(stage: Stage, cx: float, cy: float, reach: float) -> None:
    rng, side = stage.rng, stage.traits["side"]
    width = reach * rng.uniform(0.13, 0.2) * (1.45 if stage.traits["wide"] else 1.0)
    for kind, factor, fade in (("vein", 1.0, 0.85), ("artery", 0.75, 0.7)):
        paths: list[tuple[Array, Array]] = []
        for up in (-1, 1):
            for lean, part in ((-0.75, 1.0), (0.65, 0.75)):
                heading = up * np.pi / 2 + up * lean * side + rng.normal(0, 0.22)
                start = (cx + rng.normal(0, 0.12) * reach, cy + up * rng.uniform(0, 0.25) * reach)
                long = max(reach * 1.5, 0.34) * rng.uniform(0.85, 1.15)
                paths += branch(rng, start, heading, width * factor * part, 3, long, 0.7, 0.6, 0.25)
        if not stage.has(kind):
            continue
        cover = strokes(stage.size, paths)
        tone = stage.tone(kind)
        stage.tint(cover * np.float32(fade * rng.uniform(0.75, 1.1)), tone)
        if kind == "artery" and rng.random() < 0.6:
            reflex = strokes(stage.size, [(points, widths * 0.3) for points, widths in paths[:12]])
            stage.tint(reflex * np.float32(0.35), stage.tone("disc"))
        label = stage.plan.labels.get(kind, 0)
        if label:
            stage.labels[cover > 0.45] = label


def _spots(stage: Stage, macula: tuple[float, float], reach: float) -> None:
    rng = stage.rng
    asked = stage.plan.labels
    for kind in ("bleeding", "exudate"):
        present = kind in asked or rng.random() < 0.25 * stage.traits["spots"]
        if not (present and stage.has(kind)):
            continue
        count = int(rng.integers(5, 26))
        centres = np.asarray(macula) + rng.normal(0, 0.34, (count, 2))
        radii = reach * np.exp(rng.normal(-1.5, 0.45, count))
        for i, window, dx, dy in stage.windows(centres, radii * 2):
            spot = blob(dx, dy, radii[i], wobble(rng, 0.14), np.exp(rng.normal(0, 0.25)), rng.uniform(0, 3))
            stage.paint(spot, stage.tone(kind), kind, 1.6, rng.uniform(0.6, 0.95), window=window)


def paint(stage: Stage) -> None:
    """The ground, the macula, the disc and its vessels."""
    rng, traits = stage.rng, stage.traits
    _ground(stage)
    side = traits["side"]
    reach = traits["reach"] * np.exp(rng.normal(0, 0.16))
    if traits["wide"]:
        cx, cy = side * rng.uniform(0.1, 0.6), rng.normal(0, 0.12)
    else:
        cx, cy = rng.normal(0, 0.14, 2)
    macula = (cx - side * reach * rng.uniform(4.2, 5.2), cy + reach * rng.uniform(0, 0.8))
    if stage.has("macula"):
        spot = blob(stage.u - np.float32(macula[0]), stage.v - np.float32(macula[1]), reach * 0.9, wobble(rng, 0.05))
        dark = np.clip(0.5 - spot / (reach * 1.3), 0, 1) * np.float32(rng.uniform(0.5, 0.9))
        stage.tint(dark, stage.tone("macula"))
        stage.mark(spot < 0, "macula")
    if "disc" in stage.plan.labels or stage.plan.labels.get("vein") or rng.random() < 0.9:
        _disc(stage, cx, cy, reach)
    _spots(stage, macula, reach)
    _vessels(stage, cx, cy, reach)


FAMILIES = (Family("optic_disc", ("fundus", "fundus", "fundus", "red_free"), plan, paint),)
