"""Neck, ears and the bare face."""

from __future__ import annotations

import numpy as np
import skia

from data.portraits import palette, paths
from data.portraits.easel import Easel, mix, scaled
from data.portraits.geometry import HEAD_X, Face
from data.portraits.light import Light
from data.portraits.skin import head_shader, tone, tube_shader


def skin_shadow(face: Face, light: Light) -> tuple[float, float, float]:
    """The colour of skin in its own shadow, for folds and corners."""
    base = palette.skin(face.attributes)
    return scaled(scaled(base, (0.52, 0.38, 0.33)), light.tint)


def skin_light(face: Face, light: Light) -> tuple[float, float, float]:
    """The colour of skin where the lamp strikes it, for highlights."""
    r, g, b = scaled(palette.skin(face.attributes), light.tint)
    return (0.5 * r + 0.5, 0.55 * g + 0.42, 0.6 * b + 0.34)


def neck_half(face: Face) -> float:
    """Half the neck's width."""
    a = face.attributes
    return 0.094 * (0.5 + 0.5 * face.wide) * (1 + 0.07 * a.jaw_width)


# How far the body, drawn for a head at rest, moves down.
BODY_Y = -0.022


def neck_base(face: Face) -> float:
    """The x of the pit of the neck: the body follows the head by a quarter."""
    top = face.pose.project(np.array([[0, 0.12, -0.04]]))[0, 0]
    return float(HEAD_X + 0.25 * (top - HEAD_X))


def neck(easel: Easel, face: Face, light: Light) -> skia.Path:
    """The neck down to the shoulders, in the shadow of the chin; returns its outline."""
    half = neck_half(face)
    top = paths.moved(face.pose.project(np.array([0, 0.12, -0.04])), 0.0, -BODY_Y)
    base = neck_base(face)
    chin = face.pose.project(np.array([0, face.chin_y, 0.1]))[1] - BODY_Y
    middle = 0.4 * top[0] + 0.6 * base
    right = np.array([[top[0] + half, top[1]], [middle + half * 0.97, 0.775], [base + half * 1.10, 0.835],
                      [base + half * 1.70, 0.885], [base + 0.30, 0.955], [base + 0.30, 1.05]])  # fmt: skip
    axis = np.array([top[0], middle, base, base, base, base])
    left = np.column_stack([2 * axis - right[:, 0], right[:, 1]])
    outline = paths.smooth(np.concatenate([right, left[::-1]]))
    lean = (base - top[0]) / 0.32
    shade = tube_shader(face, light, (float(top[0]), float(top[1])), lean, half * 1.35, (chin + 0.085, 0.10, 0.66))
    easel.fill(outline, shade, label="neck")
    dark = skin_shadow(face, light)
    tendons = np.array(
        [
            [[base + s * half * 0.75, 0.78], [base + s * half * 0.5, 0.85], [base + s * half * 0.16, 0.915]]
            for s in (-1, 1)
        ]
    )
    easel.fill(
        paths.ribbons(tendons, np.array([0.004, 0.014, 0.004])), dark, 0.16 + 0.14 * face.attributes.age, blur=0.005
    )
    easel.glow(base, 0.925, 0.03, 0.03, dark, 0.28)
    return outline


def ear_at(face: Face, side: float) -> tuple[np.ndarray, float]:
    """The ear's middle in the picture, and its half height."""
    size = 0.054 * (1 + 0.16 * face.attributes.ear_size)
    middle = face.pose.project(np.array([side * (face.radii[0] * 0.985 + 0.004), 0.042, -0.035]))
    return middle, size


HELIX = np.array([[-0.5, -0.45], [-0.05, -0.98], [0.45, -0.92], [0.66, -0.5], [0.56, 0.0], [0.36, 0.4], [0.26, 0.82],
                  [-0.02, 1.0], [-0.3, 0.8], [-0.5, 0.3]])  # fmt: skip
BOWL = np.array([[-0.3, -0.35], [0.1, -0.62], [0.34, -0.42], [0.26, -0.05], [0.02, 0.28], [-0.25, 0.42]])
FOLD = np.array([[-0.2, -0.7], [0.2, -0.84], [0.5, -0.6], [0.44, -0.1], [0.26, 0.3]])


def ears(easel: Easel, face: Face, light: Light) -> None:
    """Both ears, behind the face: helix, inner fold and lobe."""
    a = face.attributes
    dark, bright = skin_shadow(face, light), skin_light(face, light)
    red = scaled(scaled(palette.skin(a), palette.blood(a)), light.tint)
    outlines, bowls, folds = skia.Path(), skia.Path(), []
    for side, name in ((-1.0, "l_ear"), (1.0, "r_ear")):
        middle, size = ear_at(face, side)
        turn = np.radians(a.tilt + side * 9)
        frame = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) * size
        outline = paths.smooth(middle + (HELIX * (side, 1)) @ frame)
        easel.fill(outline, mix(tone(face, light, (0.45 * side, -0.1, 0.85)), red, 0.3), label=name)
        outlines.addPath(outline)
        bowls.addPath(paths.smooth(middle + (BOWL * (side, 1)) @ frame))
        folds.append(middle + (FOLD * (side, 1)) @ frame)
    size = ear_at(face, 1.0)[1]
    with easel.inside(outlines):
        easel.fill(bowls, dark, 0.55, blur=0.006)
        easel.fill(paths.strokes(np.stack(folds), size * 0.2), bright, 0.42, blur=0.0025)
        easel.stroke(outlines, dark, size * 0.10, 0.5, blur=0.003)


def face(easel: Easel, head: Face, light: Light) -> None:
    """The face's skin, with its contour turned away from the light."""
    easel.fill(head.outline, head_shader(head, light, easel.size), label="skin")
    dark = skin_shadow(head, light)
    with easel.inside(head.outline):
        easel.stroke(head.outline, dark, 0.020, 0.34, blur=0.010)


def chin_shadow(easel: Easel, head: Face, light: Light, body: skia.Path) -> None:
    """The shadow that the head throws on neck and clothes (`body`)."""
    path = skia.Path(head.outline)
    path.offset(-0.035 * light.side, 0.045)
    with easel.inside(body):
        easel.fill(path, scaled(skin_shadow(head, light), 0.6), 0.42, blur=0.016)
