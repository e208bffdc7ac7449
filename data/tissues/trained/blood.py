"""Blood smears: white cells with nuclei of many shapes among red cells and platelets."""

from __future__ import annotations

import numpy as np

from data.tissues.fields import cloud, smooth
from data.tissues.kinds import Array, Family, Generator, Plan
from data.tissues.planning import nested, one_of
from data.tissues.shapes import blob, join, scatter, wobble
from data.tissues.stage import Stage
from data.tissues.tones import stains

_QUESTIONS = (
    {"cytoplasm": ("cytoplasm",), "nucleus": ("nucleus",)},
    {"cytoplasm": ("cytoplasm",), "nucleus": ("nucleus",)},
    {"cytoplasm": ("cytoplasm",), "nucleus": ("nucleus",)},
    {"white cell": ("cytoplasm", "nucleus")},
    {"nucleus": ("nucleus",)},
    {"red cell": ("red",)},
    {"red cell": ("red",), "white cell": ("cytoplasm", "nucleus")},
    {"platelet": ("platelet",), "white cell": ("cytoplasm", "nucleus")},
)
_ANCHORS = {
    "plasma": (0.015, 0.03, 0.01),
    "red": (0.03, 0.34, 0.05),
    "cytoplasm": (0.2, 0.16, 0.02),
    "nucleus": (0.95, 0.42, 0.0),
    "platelet": (0.35, 0.25, 0.0),
    "grain": (0.35, 0.5, 0.1),
}


def plan(rng: Generator, look: str) -> Plan:
    """What is asked; one cell filling the picture, or a field; how the nuclei are lobed."""
    classes, labels = one_of(rng, _QUESTIONS)
    traits = {
        "radius": float(np.exp(rng.uniform(np.log(0.16), np.log(0.62)))),
        "red": float(rng.uniform(0.75, 1.0)) if "red" in labels or rng.random() < 0.85 else 0.0,
        "crowd": float(rng.uniform(0.2, 1.0)),
        "lobes": str(rng.choice(["round", "bean", "segmented", "mixed", "mixed"])),
        "granular": float(rng.uniform(0, 0.6)),
        "pale": float(rng.uniform(0.1, 0.8)),
        "tint": float(rng.random() < 0.25),
    }
    anchors = dict(_ANCHORS)
    anchors["cytoplasm"] = tuple(rng.uniform((0.06, 0.06, 0.0), (0.42, 0.3, 0.06)))
    if traits["tint"]:
        anchors["plasma"] = tuple(rng.uniform((0.0, 0.0, 0.05), (0.12, 0.12, 0.5)))
    return Plan(
        classes,
        labels,
        stains(rng, anchors),
        nested(classes, [("nucleus", "cytoplasm")]),
        0.05,
        tuple(0.0 if name in ("nucleus", "cytoplasm") else 0.04 for name in classes),
        traits,
    )


def _red_cells(stage: Stage, unit: float, taken: Array, reach: Array) -> None:
    rng, traits = stage.rng, stage.traits
    radius = unit * 0.55 * traits["red"]
    count = min(int(rng.uniform(0.5, 1.3) * traits["crowd"] * 1.3 / radius**2), 160)
    radii = radius * np.exp(rng.normal(0, 0.07, count))
    centres, radii = scatter(rng, count, radii, rng.uniform(0.82, 1.0), 6, 1.2)
    apart = (
        np.hypot(*(centres[:, None] - taken[None]).transpose(2, 0, 1)) if len(taken) else np.full((len(centres), 1), 9)
    )
    keep = (apart > 0.93 * (reach[None] if len(reach) else 0) + 0.8 * radii[:, None]).all(1)
    tone = stage.tone("red")
    for i, window, dx, dy in stage.windows(centres[keep], radii[keep] * 1.15):
        r = radii[keep][i]
        cell = blob(dx, dy, r, wobble(rng, 0.035, 4), np.exp(rng.normal(0, 0.1)), rng.uniform(0, 3))
        dimple = 1 - traits["pale"] * rng.uniform(0.6, 1.1) * np.exp(-(dx**2 + dy**2) / (0.42 * r) ** 2)
        rim = 1 + 0.18 * np.exp(-((cell / (0.14 * r)) ** 2))
        thick = tone * np.float32(np.exp(rng.normal(0, 0.07))) * (dimple * rim)[..., None].astype(np.float32)
        stage.paint(cell, thick, "red", 1.4, 0.95, window=window)


def _nucleus(rng: Generator, dx: Array, dy: Array, reach: float, kind: str) -> Array:
    if kind == "mixed":
        kind = str(rng.choice(["round", "bean", "segmented", "band"]))
    angle = rng.uniform(0, 2 * np.pi)
    if kind == "round":
        at = rng.normal(0, 0.1, 2) * reach
        return blob(
            dx - np.float32(at[0]),
            dy - np.float32(at[1]),
            reach * rng.uniform(0.7, 0.9),
            wobble(rng, 0.04),
            1.08,
            angle,
        )
    count = {"bean": 3, "segmented": int(rng.integers(2, 6)), "band": 5}[kind]
    spread = {"bean": 0.35, "segmented": 0.42, "band": 0.46}[kind] * reach
    lobe = {"bean": 0.5, "segmented": rng.uniform(0.26, 0.36), "band": 0.25}[kind] * reach
    arc = {"bean": 1.6, "segmented": rng.uniform(2.6, 5), "band": 3.6}[kind]
    shape = np.full(np.broadcast_shapes(dx.shape, dy.shape), 9.0, np.float32)
    for k in range(count):
        turn = angle + arc * (k / max(count - 1, 1) - 0.5) + rng.normal(0, 0.12)
        cx, cy = np.cos(turn) * spread, np.sin(turn) * spread
        piece = blob(
            dx - np.float32(cx), dy - np.float32(cy), lobe * rng.uniform(0.85, 1.15), wobble(rng, 0.06, 4), 1.1, turn
        )
        shape = join(shape, piece, 0.35 * lobe)
    return shape


def _white_cell(stage: Stage, window: tuple[slice, slice], dx: Array, dy: Array, radius: float) -> None:
    rng, traits = stage.rng, stage.traits
    body = blob(dx, dy, radius, wobble(rng, 0.045), np.exp(rng.normal(0, 0.08)), rng.uniform(0, 3))
    texture = cloud(stage.noise, stage.size, radius, radius * 0.05, 1.2)[window]
    grains = np.clip(texture - 0.6, 0, 1)[..., None] * traits["granular"]
    rim = 1 + 0.25 * np.exp(-((body / (0.1 * radius)) ** 2))
    plasma = stage.tone("cytoplasm") * (1 + 0.12 * texture * rim)[..., None] + grains * stage.tone("grain")
    stage.paint(body, plasma, "cytoplasm", 1.5 + radius * rng.uniform(0, 6), window=window)
    ratio = rng.uniform(0.72, 1.0)
    kind = traits["lobes"] if rng.random() < 0.8 else "mixed"
    core = _nucleus(rng, dx, dy, radius * ratio, kind)
    core = np.maximum(core, body + np.float32(0.03 * radius))
    chromatin = cloud(stage.noise, stage.size, radius * 0.5, radius * 0.06, 1.5)[window]
    dark = stage.tone("nucleus") * np.float32(np.exp(rng.normal(0, 0.12))) * (1 + 0.16 * chromatin)[..., None]
    stage.paint(core, dark, "nucleus", 1.4 + radius * rng.uniform(0, 4), 0.97, window=window)


def paint(stage: Stage) -> None:
    """Plasma, red cells, platelets and dirt, then the white cells above them."""
    rng, traits = stage.rng, stage.traits
    unit = traits["radius"] * np.exp(rng.normal(0, 0.16))
    stage.fill(stage.tone("plasma"), 0.012 * smooth(rng, stage.size, 4))
    single = unit > 0.33
    count = 1 if single else max(1, rng.poisson(0.16 / unit**2))
    radii = unit * np.exp(rng.normal(0, 0.12, count))
    span = 0.3 if single else 1.0
    centres, radii = scatter(rng, count, radii, 0.97, 8, span)
    if not stage.has("cytoplasm", "nucleus"):
        centres, radii = centres[:0], radii[:0]
    if traits["red"] and stage.has("red"):
        _red_cells(stage, unit, centres, radii)
    if stage.has("platelet"):
        bits = rng.uniform(-1, 1, (int(rng.integers(2, 10)), 2))
        for _, window, dx, dy in stage.windows(bits, np.full(len(bits), unit * 0.25)):
            bit = blob(dx, dy, unit * rng.uniform(0.1, 0.19), wobble(rng, 0.12), 1.2, rng.uniform(0, 3))
            stage.paint(bit, stage.tone("platelet"), "platelet", 2.0, 0.9, window=window)
    for i, window, dx, dy in stage.windows(centres, radii * 1.3):
        _white_cell(stage, window, dx, dy, radii[i])
    if rng.random() < 0.3:
        bits = rng.uniform(-1, 1, (int(rng.integers(1, 5)), 2))
        for _, window, dx, dy in stage.windows(bits, np.full(len(bits), unit * 0.2)):
            stain = blob(dx, dy, unit * rng.uniform(0.03, 0.1), wobble(rng, 0.25), 1.3, rng.uniform(0, 3))
            stage.paint(stain, stage.tone("nucleus") * np.float32(0.8), window=window)


FAMILIES = (Family("blood", ("smear",), plan, paint),)
