"""Eyebrows made of hairs over a soft shape."""

from __future__ import annotations

import numpy as np

from data.portraits import palette, paths
from data.portraits.easel import Easel, mix, scaled
from data.portraits.geometry import Face
from data.portraits.light import Light


def centreline(face: Face, side: float, samples: int) -> np.ndarray:
    """The brow's middle from its inner to its outer end, Float[samples, 2] in the face's plane."""
    a = face.attributes
    arch = 0.011 + 0.009 * a.brow_arch
    lift = -0.012 * a.brow_raise
    inner = 0.013 * a.brow_frown - (0.004 * a.brow_raise if a.brow_frown < 0 else 0.0)
    x = np.array([-0.052, -0.026, 0.004, 0.032, 0.056]) + face.eye_x
    y = (
        np.array([inner, 0.3 * inner - 0.45 * arch, -arch, -0.75 * arch, 0.55 * arch - 0.25 * inner])
        + face.brow_y
        + lift
        + 0.004
    )
    y = y - 0.0028 * a.eye_slant * paths.even(-1, 1, 5)
    return paths.curve(np.column_stack([side * x, y]), samples)


def draw(easel: Easel, face: Face, light: Light) -> None:
    """Both brows."""
    a = face.attributes
    dark, own, lit = palette.hair_ramp(a.brow_colour)
    base = scaled(mix(dark, own, 0.30 if a.brow_colour not in ("blond", "white") else 0.62), light.tint)
    samples, rows = 22, 3
    thick = 0.0155 * (1 + 0.42 * a.brow_thickness)
    t = paths.even(0, 1, samples)
    profile = thick * np.interp(t, [0, 0.12, 0.55, 0.8, 1.0], [0.72, 1.0, 0.9, 0.55, 0.12])
    jitter = easel.random("brow", rows, samples, 3)
    across = (np.arange(rows)[:, None] + 0.5) / rows - 0.5 + 0.25 * (jitter[..., 0] - 0.5)
    angle = np.interp(t, [0, 0.25, 1], [1.25, 0.62, -0.12]) + 0.35 * (jitter[..., 1] - 0.5) - 0.5 * across
    length = 0.0135 * (0.75 + 0.5 * jitter[..., 2]) * np.interp(t, [0, 0.6, 1], [0.9, 1, 0.6])
    bodies, hairs = [], []
    for side, name in ((-1.0, "l_brow"), (1.0, "r_brow")):
        middle = centreline(face, side, samples)
        bodies.append(face.at(middle, 0.008))
        easel.label(paths.ribbons(bodies[-1][None], profile), name)
        roots = middle + np.stack([0 * across, across * profile * 0.80], -1)
        way = np.stack([side * np.cos(angle), -np.sin(angle)], -1) * length[..., None]
        hairs.append(
            np.stack([roots - 0.3 * way, roots + 0.25 * way, roots + 0.7 * way * (1, 0.8)], 2).reshape(-1, 3, 2)
        )
    easel.fill(paths.ribbons(np.stack(bodies), profile), base, 0.58, blur=0.0024)
    combed = face.at(np.concatenate(hairs), 0.008)
    easel.fill(paths.ribbons(combed, np.array([0.0016, 0.0030, 0.0006])), scaled(base, 0.82), 0.80)
    glint = paths.ribbons(paths.moved(combed[1::4], 0, -0.002), np.array([0.0010, 0.0018, 0.0004]))
    easel.fill(glint, scaled(mix(own, lit, 0.5), light.tint), 0.35)
