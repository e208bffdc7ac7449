"""Rings within rings: a vessel's wall, a limb, a skull, cartilage on bone. Many are two to four pixels thin."""

from __future__ import annotations

import numpy as np

from data.tissues.fields import bent, cloud, fibrous, smooth, speckled
from data.tissues.kinds import Array, Family, Generator, Plan
from data.tissues.planning import nested, one_of
from data.tissues.shapes import blob, ellipse, strokes, walk, wobble
from data.tissues.stage import Stage
from data.tissues.tones import greys, stains

_WALL = (
    {"wall": ("wall", "plaque"), "lumen": ("lumen",)},
    {"wall": ("wall", "plaque"), "lumen": ("lumen",)},
    {"lumen": ("lumen",)},
    {"plaque": ("plaque",), "lumen": ("lumen",)},
    {"vessel": ("wall", "plaque", "lumen")},
)
_WALL_TONES = {
    "ultrasound": {"around": 0.45, "wall": 0.62, "plaque": 0.4, "lumen": 0.05, "other": 0.7},
    "mri": {"around": 0.5, "wall": 0.4, "plaque": 0.62, "lumen": 0.06, "other": 0.8},
    "oct": {"around": 0.2, "wall": 0.65, "plaque": 0.4, "lumen": 0.03, "other": 0.5},
    "ct": {"around": 0.25, "wall": 0.5, "plaque": 0.42, "lumen": 0.88, "other": 0.6},
}


def wall_plan(rng: Generator, look: str) -> Plan:
    """Wall and lumen of a vessel cut across, with plaque on one side."""
    classes, labels = one_of(rng, _WALL)
    if look == "stained":
        anchors = {
            "around": (0.05, 0.3, 0.02),
            "wall": (0.25, 0.75, 0.05),
            "plaque": (0.1, 0.35, 0.02),
            "lumen": (0.01, 0.02, 0.0),
            "other": (0.6, 0.4, 0.0),
        }
        tones = stains(rng, anchors, 0.2)
    else:
        tones = greys(rng, _WALL_TONES[look], 0.0)
    traits = {
        "reach": float(rng.uniform(0.25, 0.7)),
        "thick": float(rng.uniform(0.08, 0.3)),
        "plaque": float(rng.uniform(0.1, 0.5)),
    }
    missing = tuple(0.08 if name == "plaque" else 0.0 for name in classes)
    return Plan(classes, labels, tones, nested(classes, [("lumen", "wall")]), 0.05, missing, traits)


def wall_paint(stage: Stage) -> None:
    """Tissue around, a second vessel at times, then wall, plaque and lumen."""
    rng, traits, size = stage.rng, stage.traits, stage.size
    stage.camera((0.75, 1.35), 3.1, 0.25, 0.07)
    streaks = bent(rng, fibrous(stage.noise, size, rng.uniform(0, 3.1), 0.2, 0.03), 0.05)
    stage.canvas[...] = stage.tone("around") * np.maximum(1 + 0.2 * streaks + 0.15 * smooth(rng, size, 4), 0)[..., None]
    for _ in range(int(rng.integers(0, 4))):
        at, r = rng.uniform(-1, 1, 2), rng.uniform(0.06, 0.18)
        other = blob(
            stage.x - np.float32(at[0]), stage.y - np.float32(at[1]), r, wobble(rng, 0.06), 1.2, rng.uniform(0, 3)
        )
        stage.paint(other, stage.tone("other"), soft=1.8)
        stage.paint(other + np.float32(0.4 * r), stage.tone("lumen"), soft=1.8)
    if not stage.has("wall", "lumen"):
        return
    reach, terms = traits["reach"] * np.exp(rng.normal(0, 0.2)), wobble(rng, 0.05, 4)
    aspect, angle = np.exp(abs(rng.normal(0, 0.15))), rng.uniform(0, 3.1)
    outer = blob(stage.x, stage.y, reach, terms, aspect, angle)
    rings = (
        1
        + 0.12 * np.sin(outer / np.float32(0.03 * reach) + 2 * smooth(rng, size, 4))
        + 0.1 * cloud(stage.noise, size, 0.08, 0.012, 1.4)
    )
    stage.paint(outer, stage.tone("wall") * rings[..., None].astype(np.float32), "wall", 1.7)
    thick = reach * float(np.clip(traits["thick"] * np.exp(rng.normal(0, 0.2)), 0.06, 0.4))
    inner = blob(stage.x, stage.y, reach - thick, terms + wobble(rng, 0.02, 4), aspect, angle)
    if stage.has("plaque") and ("plaque" in stage.plan.classes or rng.random() < 0.5):
        stage.paint(
            inner, stage.tone("plaque") * (1 + 0.2 * cloud(stage.noise, size, 0.1, 0.02, 1.5)[..., None]), "plaque", 2
        )
        turn, push = rng.uniform(0, 6.28), traits["plaque"] * (reach - thick) * rng.uniform(0.5, 1.1)
        narrow = blob(
            stage.x - np.float32(push * np.cos(turn)),
            stage.y - np.float32(push * np.sin(turn)),
            (reach - thick) * 0.95 - push,
            wobble(rng, 0.05, 4),
            aspect,
            angle,
        )
        inner = np.maximum(narrow, inner + np.float32(0.01))
    swirl = 1 + 0.2 * smooth(rng, size, 5)[..., None]
    stage.paint(inner, stage.tone("lumen") * swirl, "lumen", 1.8)


_LIMB = (
    {"bone": ("shell", "marrow")},
    {"shell": ("shell",), "marrow": ("marrow",)},
    {"muscle": ("muscle",)},
    {"fat": ("fat",), "muscle": ("muscle",)},
    {"muscle": ("muscle",), "bone": ("shell", "marrow")},
)
_LIMB_TONES = {
    "ct": {"air": 0.0, "skin": 0.5, "fat": 0.22, "muscle": 0.55, "shell": 0.97, "marrow": 0.35, "vessel": 0.65},
    "mri": {"air": 0.02, "skin": 0.4, "fat": 0.9, "muscle": 0.35, "shell": 0.06, "marrow": 0.8, "vessel": 0.1},
}


def limb_plan(rng: Generator, look: str) -> Plan:
    """One limb or two, cut across: skin, fat, muscle in compartments, one or two bones with marrow."""
    classes, labels = one_of(rng, _LIMB)
    traits = {
        "pair": bool(rng.random() < 0.3),
        "bones": int(rng.integers(1, 3)),
        "fat": float(rng.uniform(0.08, 0.3)),
        "shell": float(rng.uniform(0.22, 0.45)),
    }
    pairs = nested(classes, [("marrow", "shell")])
    return Plan(
        classes,
        labels,
        greys(rng, _LIMB_TONES[look], 0.2 if look == "mri" else 0.0),
        pairs,
        0.03,
        tuple(0.0 for _ in classes),
        traits,
    )


def limb_paint(stage: Stage) -> None:
    """From the skin inwards; septa of fat part the muscles."""
    traits = stage.traits
    stage.camera((0.8, 1.3), 0.7, 0.15, 0.05)
    stage.fill(stage.tone("air"))
    places = ((-0.5, 0.0), (0.5, 0.0)) if traits["pair"] else ((0.0, 0.0),)
    for k, (cx, cy) in enumerate(places):
        side = -1 if k else 1
        _limb(stage, (stage.x - np.float32(cx)) * side, stage.y - np.float32(cy), 0.42 if traits["pair"] else 0.78)


def _limb(stage: Stage, x: Array, y: Array, reach: float) -> None:
    rng, traits, size = stage.rng, stage.traits, stage.size
    reach *= np.exp(rng.normal(0, 0.08))
    outline = blob(x, y, reach, wobble(rng, 0.03, 4), np.exp(rng.normal(0, 0.1)))
    stage.paint(outline, stage.tone("skin"), soft=1.6)
    fat = outline + np.float32(0.03)
    grain = cloud(stage.noise, size, 0.08, 0.012, 1.4)
    if stage.has("fat"):
        stage.paint(fat, stage.tone("fat") * (1 + 0.06 * grain)[..., None], "fat", 1.6)
    depth = fat + np.float32(traits["fat"] * reach) * (1 + 0.35 * smooth(rng, size, 3))
    if stage.has("muscle"):
        streaked = 1 + 0.06 * grain + 0.05 * speckled(stage.noise, size, 0.04)
        stage.paint(depth, stage.tone("muscle") * streaked[..., None], "muscle", 1.8)
    seams = [
        (walk(rng, rng.normal(0, 0.15, 2), rng.uniform(0, 6), reach, 6, 0.6), np.full(7, 0.018))
        for _ in range(int(rng.integers(2, 7)))
    ]
    stage.tint(0.8 * strokes(size, seams, 2) * (depth < 0), stage.tone("fat"))
    for k in range(traits["bones"] if stage.has("shell") else 0):
        at = rng.normal(0, 0.1, 2) * reach + (np.array([0.42, 0.12]) * reach if k else 0)
        r = reach * rng.uniform(0.2, 0.3) * (0.6 if k else 1)
        terms = wobble(rng, 0.06, 4)
        bone = blob(x - np.float32(at[0]), y - np.float32(at[1]), r, terms)
        stage.paint(bone, stage.tone("shell"), "shell", 1.6)
        if stage.has("marrow"):
            inner = blob(
                x - np.float32(at[0]), y - np.float32(at[1]), r * (1 - traits["shell"] * rng.uniform(0.8, 1.2)), terms
            )
            stage.paint(inner, stage.tone("marrow") * (1 + 0.1 * grain)[..., None], "marrow", 1.6)
    for _ in range(int(rng.integers(1, 5))):
        spot = rng.normal(0, 0.35, 2) * reach
        stage.paint(
            np.hypot(x - spot[0], y - spot[1]).astype(np.float32) - np.float32(0.03 * rng.uniform(0.6, 1.5)),
            stage.tone("vessel"),
            soft=1.6,
        )


_HEAD = (
    {"skull": ("skull",), "brain": ("inside",)},
    {"head": ("skull", "inside")},
    {"head": ("skull", "inside")},
    {"skull": ("skull",)},
)


def head_plan(rng: Generator, look: str) -> Plan:
    """An unborn's head in ultrasound: a bright thin oval in fluid and muscle."""
    classes, labels = one_of(rng, _HEAD)
    tones = greys(rng, {"around": 0.4, "fluid": 0.08, "skull": 0.9, "inside": 0.25, "line": 0.6}, 0.0)
    traits = {
        "reach": float(rng.uniform(0.4, 0.7)),
        "thick": float(rng.uniform(0.035, 0.08)),
        "open": float(rng.uniform(0.0, 0.5)),
    }
    return Plan(
        classes, labels, tones, nested(classes, [("brain", "skull")]), 0.06, tuple(0.0 for _ in classes), traits
    )


def head_paint(stage: Stage) -> None:
    """Fluid and wall, the oval, its midline and hollows; the rim fades where the beam runs along it."""
    rng, traits, size = stage.rng, stage.traits, stage.size
    stage.camera((0.75, 1.3), 1.5, 0.2, 0.05)
    x, y = stage.x, stage.y
    stage.canvas[...] = (
        stage.tone("around")
        * (1 + 0.25 * smooth(rng, size, 4) + 0.15 * cloud(stage.noise, size, 0.15, 0.02, 1.6))[..., None]
    )
    pool = blob(
        x - np.float32(rng.normal(0, 0.5)),
        y - np.float32(rng.normal(0, 0.5)),
        rng.uniform(0.5, 0.9),
        wobble(rng, 0.15),
        1.3,
        rng.uniform(0, 3),
    )
    stage.paint(pool, stage.tone("fluid"), soft=5)
    for _ in range(int(rng.integers(1, 4))):
        at = rng.uniform(-1, 1, 2)
        limb = ellipse(x, y, at[0], at[1], rng.uniform(0.1, 0.3), rng.uniform(0.03, 0.07), rng.uniform(0, 3))
        stage.paint(limb, stage.tone("line") * np.float32(rng.uniform(0.7, 1.3)), soft=4)
    if not stage.has("skull", "inside"):
        return
    reach = traits["reach"] * np.exp(rng.normal(0, 0.12))
    outer = blob(x, y, reach, wobble(rng, 0.015, 3), 1.25)
    fade = 1 - traits["open"] * np.clip(np.abs(x) / reach, 0, 1) ** 2 * (0.6 + 0.4 * np.sin(y * 9))
    stage.paint(outer, stage.tone("skull") * fade[..., None].astype(np.float32), "skull", 2)
    inner = outer + np.float32(traits["thick"] * rng.uniform(0.8, 1.25))
    stage.paint(
        inner, stage.tone("inside") * (1 + 0.25 * cloud(stage.noise, size, 0.2, 0.03, 1.8))[..., None], "inside", 2
    )
    line = np.maximum(np.abs(y) - np.float32(0.012), inner + np.float32(0.05))
    stage.paint(line, stage.tone("line"), soft=2)
    for side in (-1, 1):
        hollow = np.maximum(
            ellipse(x, y, 0.25 * reach, side * 0.25 * reach, 0.25 * reach, 0.1 * reach, side * 0.3),
            inner + np.float32(0.03),
        )
        stage.paint(hollow, stage.tone("fluid"), soft=3, opacity=0.8)


_JOINT = (
    {"cartilage": ("cartilage",)},
    {"cartilage": ("cartilage",), "bone": ("upper", "lower")},
    {"upper bone": ("upper",), "lower bone": ("lower",)},
    {"meniscus": ("meniscus",), "cartilage": ("cartilage",)},
)


def joint_plan(rng: Generator, look: str) -> Plan:
    """Two bones that meet, with thin cartilage on both."""
    classes, labels = one_of(rng, _JOINT)
    anchors = {
        "fat": 0.75,
        "muscle": 0.35,
        "upper": 0.62,
        "lower": 0.58,
        "plate": 0.08,
        "cartilage": 0.85,
        "meniscus": 0.12,
        "fluid": 0.45,
    }
    traits = {
        "thin": float(rng.uniform(0.04, 0.09)),
        "side": int(rng.choice([-1, 1])),
        "round": float(rng.uniform(0.4, 0.7)),
    }
    return Plan(classes, labels, greys(rng, anchors, 0.2), (), 0.03, tuple(0.03 for _ in classes), traits)


def joint_paint(stage: Stage) -> None:
    """A round end above a flat one; muscle before and behind; cartilage follows both, menisci fill the wedge."""
    rng, traits, size = stage.rng, stage.traits, stage.size
    stage.camera((0.8, 1.35), 0.3, 0.18, 0.06)
    x, y = stage.x * traits["side"], stage.y
    grain = cloud(stage.noise, size, 0.06, 0.012, 1.3)
    stage.canvas[...] = stage.tone("fat") * (1 + 0.12 * smooth(rng, size, 4) + 0.06 * grain)[..., None]
    for at in (-0.85, 0.8):
        muscle = ellipse(x, y, at, rng.normal(0, 0.4), 0.25, 0.6, rng.normal(0, 0.2))
        stage.paint(
            muscle, stage.tone("muscle") * (1 + 0.15 * fibrous(stage.noise, size, 1.5, 0.2, 0.02))[..., None], soft=2
        )
    thin, gap = traits["thin"] * np.exp(rng.normal(0, 0.15)), rng.uniform(0.02, 0.05)
    reach = traits["round"] * np.exp(rng.normal(0, 0.08))
    head = blob(x, y + np.float32(reach + thin + gap / 2), reach, wobble(rng, 0.03, 3), 1.15)
    shaft = np.maximum(np.abs(x) - np.float32(reach * 0.6), y + np.float32(reach + thin))
    upper = np.minimum(head, shaft)
    top = np.float32(thin + gap / 2) + 0.06 * x**2 + 0.02 * smooth(rng, size, 3)
    lower = np.maximum(top - y, np.abs(x) - np.float32(reach * 0.95) + 0.2 * np.clip(y - 0.3, 0, 1))
    stage.paint(
        np.maximum(np.abs(y) - np.float32(thin + gap + 0.03), np.abs(x) - np.float32(reach)),
        stage.tone("fluid"),
        soft=3,
    )
    if stage.has("meniscus"):
        for side in (-1, 1):
            wedge = ellipse(x, y, side * reach * 0.72, 0.0, 0.2 * reach, 0.06 + thin * 0.7, 0.0)
            stage.paint(wedge, stage.tone("meniscus"), "meniscus", 1.8)
    if stage.has("cartilage"):
        for bone in (
            np.maximum(upper - np.float32(thin), -y - np.float32(reach * 0.9)),
            np.maximum(lower - np.float32(thin), y - top),
        ):
            stage.paint(bone, stage.tone("cartilage") * (1 + 0.08 * grain)[..., None], "cartilage", 1.7)
    for name, bone in (("upper", upper), ("lower", lower)):
        if stage.has(name):
            stage.paint(bone, stage.tone("plate"), name, 1.6)
            stage.paint(bone + np.float32(0.02), stage.tone(name) * (1 + 0.12 * grain)[..., None], name, 1.8)


FAMILIES = (
    Family("vessel_wall", ("ultrasound", "mri", "oct", "ct", "stained"), wall_plan, wall_paint),
    Family("limb", ("ct", "mri", "mri"), limb_plan, limb_paint),
    Family("unborn_head", ("ultrasound",), head_plan, head_paint),
    Family("joint", ("mri",), joint_plan, joint_paint),
)
