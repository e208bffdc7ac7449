"""Skin and mucosa: spots under the dermatoscope, polyps under the endoscope."""

from __future__ import annotations

import numpy as np

from data.tissues.fields import cloud, smooth, speckled
from data.tissues.kinds import Family, Generator, Plan
from data.tissues.planning import nested, one_of
from data.tissues.shapes import blob, capsule, strokes, walk, wobble
from data.tissues.stage import Stage
from data.tissues.tones import any_colour, colours

_SKIN = (
    {"lesion": ("rim", "core")},
    {"lesion": ("rim", "core")},
    {"rim": ("rim",), "core": ("core",)},
    {"core": ("core",)},
)


def skin_plan(rng: Generator, look: str) -> Plan:
    """Skin's and lesion's colours; whether a darker core is asked for."""
    classes, labels = one_of(rng, _SKIN)
    fair = rng.random() < 0.7
    hue, saturation, value = (
        rng.uniform(0.02, 0.07),
        rng.uniform(0.2, 0.5),
        rng.uniform(0.65, 0.9) if fair else rng.uniform(0.3, 0.6),
    )
    anchors = {
        "skin": (hue, saturation, value),
        "rim": (rng.uniform(0.0, 0.07), rng.uniform(0.4, 0.7), value * rng.uniform(0.5, 0.8)),
        "core": (rng.uniform(0.0, 0.08), rng.uniform(0.3, 0.8), value * rng.uniform(0.18, 0.48)),
        "hair": (0.06, 0.4, 0.14),
        "spot": (0.04, 0.5, value * 0.75),
    }
    traits = {
        "reach": float(rng.uniform(0.3, 0.62)),
        "rough": float(rng.uniform(0.03, 0.13)),
        "hairs": int(rng.choice([0, 0, 4, 10, 22])),
        "net": float(rng.uniform(0, 0.5)),
        "soft": float(rng.uniform(0.02, 0.14)),
    }
    return Plan(
        classes,
        labels,
        colours(rng, anchors, 0.01, 0.04),
        nested(classes, [("core", "rim")]),
        0.05,
        tuple(0.0 for _ in classes),
        traits,
    )


def skin_paint(stage: Stage) -> None:
    """Skin with pores and veins, moles that are not meant, the lesion, then hairs, gel bubbles and a ruler over it."""
    rng, traits, size = stage.rng, stage.traits, stage.size
    stage.camera((0.75, 1.35), 3.1, 0.2, 0.06)
    pores = 0.03 * speckled(stage.noise, size, 0.03) + 0.05 * cloud(stage.noise, size, 0.2, 0.01, 1.5)
    red = smooth(rng, size, 4)[..., None] * np.array([0.02, -0.025, -0.02], np.float32)
    stage.canvas[...] = stage.tone("skin") * (1 + pores[..., None]) + red
    for _ in range(int(rng.integers(0, 5))):
        at = rng.uniform(-0.95, 0.95, 2)
        mole = np.hypot(stage.u - np.float32(at[0]), stage.v - np.float32(at[1])) - np.float32(rng.uniform(0.02, 0.06))
        stage.paint(mole, stage.tone("spot"), soft=3, opacity=0.7)
    reach = traits["reach"] * np.exp(rng.normal(0, 0.2))
    if stage.has("rim", "core"):
        outer = blob(stage.x, stage.y, reach, wobble(rng, traits["rough"], 9, 1.6), 1.25, rng.uniform(0, 3))
        net = traits["net"] * (np.abs(speckled(stage.noise, size, 0.035)) - 0.8) + 0.15 * cloud(
            stage.noise, size, 0.25, 0.015, 1.6
        )
        alpha = np.clip(0.5 - outer / (traits["soft"] + 2 * stage.px), 0, 1)
        stage.tint(alpha, stage.tone("rim") * np.maximum(1 - 0.5 * net, 0.1)[..., None])
        stage.mark(outer < 0, "rim")
        at = rng.normal(0, 0.2, 2) * reach
        inner = blob(
            stage.x - np.float32(at[0]),
            stage.y - np.float32(at[1]),
            reach * rng.uniform(0.3, 0.7),
            wobble(rng, traits["rough"] * 1.2),
            1.2,
        )
        inner = np.maximum(inner, outer + np.float32(0.05))
        alpha = np.clip(0.5 - inner / (traits["soft"] * 0.8 + 2 * stage.px), 0, 1) * np.float32(rng.uniform(0.75, 1))
        stage.tint(alpha, stage.tone("core") * np.maximum(1 + net, 0.2)[..., None])
        stage.mark(inner < 0, "core")
    _over_skin(stage)


def _over_skin(stage: Stage) -> None:
    rng = stage.rng
    hairs = [
        (
            walk(rng, rng.uniform(-1.1, 1.1, 2), rng.uniform(0, 6), rng.uniform(0.6, 1.8), 8, 0.8),
            np.full(9, rng.uniform(0.008, 0.018)),
        )
        for _ in range(stage.traits["hairs"])
    ]
    if hairs:
        stage.tint(0.85 * strokes(stage.size, hairs), stage.tone("hair"))
    for _ in range(int(rng.integers(0, 6)) if rng.random() < 0.35 else 0):
        cx, cy, r = *rng.uniform(-1, 1, 2), rng.uniform(0.03, 0.12)
        ring = np.exp(-(((np.hypot(stage.u - cx, stage.v - cy) - r) / 0.012) ** 2)).astype(np.float32)
        stage.canvas += 0.3 * ring[..., None]
    if rng.random() < 0.15:
        at = rng.uniform(0.7, 0.95) * rng.choice([-1, 1])
        ticks = (np.abs(stage.v - at) < 0.05) & (np.mod(stage.u * 12 + 0.2, 1) < 0.12)
        stage.canvas[ticks] = 0.05


_POLYP = (
    {"polyp": ("polyp",)},
    {"polyp": ("polyp",)},
    {"instrument": ("instrument",)},
    {"polyp": ("polyp",), "instrument": ("instrument",)},
)


def polyp_plan(rng: Generator, look: str) -> Plan:
    """Mucosa's colour; how far the polyp stands out from it."""
    classes, labels = one_of(rng, _POLYP)
    anchors = {
        "mucosa": (0.02, 0.55, 0.72),
        "deep": (0.0, 0.75, 0.22),
        "polyp": (0.02, rng.uniform(0.45, 0.62), rng.uniform(0.68, 0.82)),
        "vessel": (0.99, 0.75, 0.45),
        "fluid": (0.12, 0.5, 0.75),
    }
    tones = colours(rng, anchors, 0.015, 0.07)
    tones["instrument"] = any_colour(rng, 0.2, 0.95)
    return Plan(
        classes,
        labels,
        tones,
        (),
        0.05,
        tuple(0.07 for _ in classes),
        {"reach": float(rng.uniform(0.25, 0.5)), "folds": float(rng.uniform(1.5, 4.5)), "aperture": False},
    )


def polyp_paint(stage: Stage) -> None:
    """Folds that run to a dark lumen, a dome shaded from the tip's lamp, wet highlights, at times a tool."""
    rng, traits, size = stage.rng, stage.traits, stage.size
    lumen = rng.uniform(-0.8, 0.8, 2)
    away = np.hypot(stage.u - lumen[0], stage.v - lumen[1]).astype(np.float32)
    relief = 0.4 * np.sin(away * np.float32(traits["folds"] * 4) + 1.4 * smooth(rng, size, 3)) + 0.3 * smooth(
        rng, size, 4
    )
    texture = 0.05 * cloud(stage.noise, size, 0.1, 0.01, 1.4)
    stage.canvas[...] = (
        stage.tone("mucosa") * (1 + 0.34 * np.where(relief > 0, relief, 0.6 * relief) + texture)[..., None]
    )
    veins = np.clip(1 - np.abs(cloud(stage.noise, size, 0.25, 0.04, 2.5)) * 9, 0, 0.35)
    stage.tint(veins, stage.tone("vessel"))
    stage.tint(np.exp(-((away / rng.uniform(0.2, 0.7)) ** 2)), stage.tone("deep"))
    height = relief * 0.3
    if stage.has("polyp"):
        at = rng.uniform(-0.5, 0.5, 2)
        reach = traits["reach"] * np.exp(rng.normal(0, 0.25))
        shape = blob(
            stage.u - np.float32(at[0]), stage.v - np.float32(at[1]), reach, wobble(rng, 0.09), 1.25, rng.uniform(0, 3)
        )
        dome = np.sqrt(np.clip(-shape / reach, 0, 1))
        bumps = 0.07 * speckled(stage.noise, size, 0.06) + texture
        lean = 1 + 0.18 * ((stage.u - at[0]) * rng.normal(0, 1) + (stage.v - at[1]) * rng.normal(0, 1)) / reach
        shadow = np.exp(-(((shape - 0.05) / 0.07) ** 2)) * np.float32(0.3)
        stage.canvas *= (1 - shadow)[..., None]
        stage.paint(
            shape,
            stage.tone("polyp") * (0.72 + 0.4 * dome + bumps)[..., None] * lean[..., None].astype(np.float32),
            "polyp",
            rng.uniform(2, 5),
        )
        height = height + dome
    shine = np.clip((height + 0.35 * cloud(stage.noise, size, 0.05, 0.02, 2.0) - rng.uniform(1.05, 1.6)) * 7, 0, 1)
    stage.tint(shine * np.float32(rng.uniform(0.5, 0.95)), np.float32(1.0))
    if stage.has("instrument") and ("instrument" in stage.plan.labels or rng.random() < 0.12):
        _tool(stage)
    if rng.random() < 0.3:
        for _ in range(int(rng.integers(2, 9))):
            cx, cy, r = *rng.uniform(-1, 1, 2), rng.uniform(0.015, 0.05)
            foam = np.hypot(stage.u - cx, stage.v - cy).astype(np.float32) - np.float32(r)
            stage.paint(foam, stage.tone("fluid") * np.float32(1.2), soft=2, opacity=0.7)


def _tool(stage: Stage) -> None:
    rng = stage.rng
    edge = rng.uniform(-1.2, 1.2, 2)
    edge[int(rng.integers(2))] = rng.choice([-1.2, 1.2])
    tip, width = rng.uniform(-0.4, 0.4, 2), rng.uniform(0.06, 0.15)
    shaft = capsule(stage.u, stage.v, tuple(edge), tuple(tip), width, width * 0.9)
    shine = (0.55 + 0.7 * np.exp(-(((shaft + 0.6 * width) / (0.3 * width)) ** 2)))[..., None]
    stage.paint(shaft, stage.tone("instrument") * shine, "instrument", 1.6)


FAMILIES = (
    Family("skin_lesion", ("dermoscope", "dermoscope", "photo"), skin_plan, skin_paint),
    Family("polyp", ("endoscope",), polyp_plan, polyp_paint),
)
