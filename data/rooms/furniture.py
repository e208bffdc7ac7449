"""Tables, chairs, sofas, cabinets, beds. Standing on z = 0, centred in x and y, facing -y."""

from __future__ import annotations

import numpy as np

from data.rooms.materials import cloth, metal, timber
from data.rooms.meshes import Mesh, box, lathe, merged, tube
from data.rooms.scene import Material, Part, Thing
from data.rooms.soft import cushion, upholstered


def _leg(height: float, top: float, foot: float, splay: tuple[float, float] = (0.0, 0.0)) -> Mesh:
    path = np.array([(splay[0], splay[1], 0.0), (splay[0] * 0.5, splay[1] * 0.5, height / 2), (0, 0, height)])
    return tube(path, np.array([foot, (top + foot) / 2, top]), 20)


def table(
    rng: np.random.Generator, size: tuple[float, float, float] = (1.2, 0.75, 0.74), material: Material | None = None
) -> Thing:
    """A rectangular table (width, depth, height) on four turned or square legs with an apron."""
    material = material or timber(rng)
    w, d, h = size
    top = box((w, d, 0.03), 0.006).moved((0, 0, h - 0.015))
    inset = 0.06
    apron = [box((w - 2 * inset, 0.018, 0.07), 0.002).moved((0, s * (d / 2 - inset), h - 0.065)) for s in (-1, 1)]
    apron += [box((0.018, d - 2 * inset, 0.07), 0.002).moved((s * (w / 2 - inset), 0, h - 0.065)) for s in (-1, 1)]
    legs = [
        _leg(h - 0.03, 0.028, 0.018, (a * 0.03, b * 0.02)).moved((a * (w / 2 - inset), b * (d / 2 - inset), 0))
        for a in (-1, 1)
        for b in (-1, 1)
    ]
    return [Part(merged([top, *apron, *legs]), material)]


def round_table(
    rng: np.random.Generator, radius: float = 0.28, height: float = 0.52, material: Material | None = None
) -> Thing:
    """A side table with a round top on three legs."""
    top = lathe([(0, height - 0.022), (radius - 0.006, height - 0.022), (radius, height - 0.014),
                 (radius, height - 0.006), (radius - 0.004, height), (0, height)], smooth=False)  # fmt: skip
    legs = []
    for k in range(3):
        angle = 2 * np.pi * k / 3 + 0.4
        c, s = np.cos(angle), np.sin(angle)
        legs.append(
            _leg(height - 0.02, 0.016, 0.011, (0.09 * c, 0.09 * s)).moved((radius * 0.55 * c, radius * 0.55 * s, 0))
        )
    return [
        Part(top, material or timber(rng)),
        Part(merged(legs), timber(rng, "walnut") if rng.random() < 0.6 else metal(rng, "iron")),
    ]


def chair(rng: np.random.Generator, material: Material | None = None) -> Thing:
    """A dining chair with a slatted back."""
    material = material or timber(rng)
    w, d, seat, high = 0.44, 0.43, 0.45, 0.88
    parts = [box((w, d, 0.03), 0.012).moved((0, 0, seat - 0.015))]
    for a in (-1, 1):
        parts.append(_leg(seat - 0.02, 0.019, 0.014, (a * 0.02, -0.02)).moved((a * (w / 2 - 0.03), -d / 2 + 0.03, 0)))
        back = np.array([(a * 0.02, 0.04, 0), (0, 0, seat), (0, 0.02, seat + 0.2), (0, 0.07, high)])
        parts.append(tube(back + np.array((a * (w / 2 - 0.025), d / 2 - 0.025, 0)), 0.016, 16))
    for k, z in enumerate((high - 0.05, high - 0.16, high - 0.27)):
        bow = np.linspace(-1, 1, 14)
        path = np.stack(
            (bow * (w / 2 - 0.025), d / 2 + 0.035 - 0.016 * k + 0.03 * (1 - bow**2), np.full(14, z)), axis=1
        )
        parts.append(tube(path, 0.011, 12))
    return [Part(merged(parts), material)]


def sofa(rng: np.random.Generator, width: float = 1.9, material: Material | None = None, cushions: int = 3) -> Thing:
    """A sofa (an armchair when narrow) with loose seat and back cushions, arms and short legs."""
    material = material or cloth(rng)
    d, seat, high, arm = 0.86, 0.42, 0.8, 0.15
    inner = width - 2 * arm
    count = max(1, round(inner / 0.65))
    block = [upholstered(rng, (inner, d - 0.18, 0.2), 0.03, 0.0).moved((0, 0, 0.22))]
    block.append(
        upholstered(rng, (width - 0.02, 0.18, high - 0.14), 0.06, 0.012).moved(
            (0, d / 2 - 0.09, 0.14 + (high - 0.14) / 2)
        )
    )
    for s in (-1, 1):
        block.append(upholstered(rng, (arm, d, 0.46), 0.05, 0.012).moved((s * (width - arm) / 2, 0, 0.12 + 0.23)))
    for k in range(count):
        x = (k + 0.5) * inner / count - inner / 2
        w = inner / count - 0.008
        block.append(upholstered(rng, (w, d - 0.22, 0.15), 0.045, 0.03).moved((x, -0.05, seat - 0.03)))
        back = upholstered(rng, (w, 0.17, 0.4), 0.06, 0.045).turned(0.16, "x")
        block.append(back.moved((x, d / 2 - 0.24, seat + 0.24)))
    legs = [
        _leg(0.13, 0.022, 0.014).moved((a * (width / 2 - 0.09), b * (d / 2 - 0.09), 0))
        for a in (-1, 1)
        for b in (-1, 1)
    ]
    out: Thing = [Part(merged(block), material), Part(merged(legs), timber(rng, "walnut"))]
    for _ in range(cushions if count > 1 else min(cushions, 1)):
        x = rng.choice((-1, 1)) * rng.uniform(inner * 0.18, inner * 0.42) if count > 1 else 0.0
        soft = [p.turned(0.42, "x").turned(rng.uniform(-0.35, 0.35)) for p in cushion(rng, rng.uniform(0.36, 0.44))]
        out += [p.moved((x, 0.02, seat + 0.055)) for p in soft]
    return out


def sideboard(
    rng: np.random.Generator,
    width: float = 1.5,
    height: float = 0.72,
    depth: float = 0.42,
    material: Material | None = None,
) -> Thing:
    """A low cabinet with doors or drawers, its back at y = depth / 2, on short legs."""
    material = material or timber(rng)
    lift = 0.16
    body = [box((width, depth, 0.024), 0.003).moved((0, 0, height - 0.012))]
    body.append(box((width, depth, 0.02), 0.003).moved((0, 0, lift + 0.01)))
    body += [
        box((0.022, depth, height - lift), 0.003).moved((s * (width - 0.022) / 2, 0, (height + lift) / 2))
        for s in (-1, 1)
    ]
    body.append(box((width, 0.012, height - lift), 0.002).moved((0, depth / 2 - 0.01, (height + lift) / 2)))
    fronts, knobs = [], []
    columns = max(2, round(width / 0.5))
    rows = 1 if rng.random() < 0.5 else 3
    inner_w, inner_h = (width - 0.05) / columns, (height - lift - 0.05) / rows
    for i in range(columns):
        for j in range(rows):
            x = (i + 0.5) * inner_w - (width - 0.05) / 2
            z = lift + 0.023 + (j + 0.5) * inner_h
            fronts.append(box((inner_w - 0.005, 0.018, inner_h - 0.005), 0.002).moved((x, -depth / 2 + 0.012, z)))
            side = x if rows > 1 else x + (inner_w / 2 - 0.05) * (1 if i % 2 == 0 else -1)
            knobs.append(
                lathe([(0, 0), (0.006, 0), (0.006, 0.012), (0.014, 0.018), (0.013, 0.026), (0, 0.028)], 24, 24)
                .turned(np.pi / 2, "x").moved((side, -depth / 2 + 0.004, z))
            )  # fmt: skip
    legs = [
        _leg(lift, 0.02, 0.013, (a * 0.03, b * 0.02)).moved((a * (width / 2 - 0.12), b * (depth / 2 - 0.08), 0))
        for a in (-1, 1)
        for b in (-1, 1)
    ]
    return [
        Part(merged([*body, *legs]), material),
        Part(merged(fronts), material if rng.random() < 0.6 else timber(rng)),
        Part(merged(knobs), metal(rng)),
    ]


def bed(rng: np.random.Generator, width: float = 1.4) -> Thing:
    """A bed with a headboard at y = 1, mattress, blanket and pillows."""
    frame = timber(rng)
    head = box((width + 0.1, 0.05, 0.95), 0.012).moved((0, 1.0, 0.475))
    rails = box((width + 0.06, 2.0, 0.16), 0.01).moved((0, 0, 0.27))
    linen = cloth(rng, (0.62, 0.6, 0.56), 0.0012)
    mattress = upholstered(rng, (width, 1.94, 0.22), 0.05, 0.01).moved((0, 0, 0.42))
    blanket = upholstered(rng, (width + 0.08, 1.25, 0.26), 0.06, 0.02).moved((0, -0.36, 0.43))
    out: Thing = [Part(merged([head, rails]), frame), Part(mattress, linen), Part(blanket, cloth(rng))]
    for s in (-1, 1):
        pillow = [p.scaled((1.5, 1, 1)).turned(-1.1, "x") for p in cushion(rng, 0.42, 0.16, linen)]
        out += [p.moved((s * width / 4, 0.9, 0.52)) for p in pillow]
    return out
