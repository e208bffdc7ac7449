"""What years and sun leave on skin: wrinkles and freckles."""

from __future__ import annotations

import numpy as np

from data.portraits import palette, paths
from data.portraits.easel import Easel, scaled
from data.portraits.geometry import Face
from data.portraits.head import skin_light, skin_shadow
from data.portraits.light import Light


def draw(easel: Easel, face: Face, light: Light) -> None:
    """Freckles under the features, wrinkles around them."""
    a = face.attributes
    if a.freckles > 0.01:
        _freckles(easel, face, light)
    if a.age > 0.08:
        _wrinkles(easel, face, light)


def _freckles(easel: Easel, face: Face, light: Light) -> None:
    a = face.attributes
    draws = easel.random("freckles", 110, 5)
    count = int(34 + 76 * a.freckles)
    side = np.where(draws[:, 0] < 0.5, -1.0, 1.0)
    x = side * np.abs(0.004 + 0.125 * face.wide * np.sqrt(draws[:, 1]))
    y = face.nose_y - 0.058 + 0.060 * (draws[:, 2] - 0.5) + 0.045 * (draws[:, 3] - 0.5) - 0.10 * np.abs(x) ** 1.2
    spots = face.at(np.column_stack([x, y]), 0.006)[:count]
    size = 0.0026 + 0.0028 * draws[:count, 4]
    colour = scaled(scaled(palette.skin(a), (0.66, 0.48, 0.38)), light.tint)
    easel.fill(paths.ovals(spots, size * 1.1, size), colour, 0.30 + 0.40 * a.freckles)


Line = tuple[np.ndarray, float, float]


def _lines(face: Face) -> list[Line]:
    """Wrinkles as (points in the face's plane, width, depth at full age)."""
    lines: list[Line] = []
    for index, y in enumerate((-0.105, -0.132, -0.158)):
        x = paths.even(-1, 1, 5) * (0.088 - 0.012 * index)
        lines.append((np.column_stack([x, y + 0.008 * np.cos(x * 34) + 0.35 * x * x]), 0.0050, 0.62 - 0.1 * index))
    for points, width, depth in _right_lines(face):
        lines += [(points * (-1, 1), width, depth), (points, width, depth)]
    return lines


def _right_lines(face: Face) -> list[Line]:
    """Crow's feet, the folds beside nose and mouth, the bag under the eye and the line between the brows."""
    nose, mouth, eye, eye_x, brow = face.nose_y, face.mouth_y, face.eye_y, face.eye_x, face.brow_y
    feet: list[Line] = []
    for way in (-0.55, 0.05, 0.6):
        x, y = eye_x + face.eye_half + 0.008, eye + 0.004 + 0.006 * way
        foot = [[x, y], [x + 0.0135, y + 0.010 * way + 0.002], [x + 0.027, y + 0.020 * way]]
        feet.append((np.array(foot), 0.0036, 0.52))
    fold = [[0.050, nose - 0.012], [0.066, nose + 0.016], [0.078, mouth - 0.008], [0.079, mouth + 0.014]]
    marionette = [[0.068, mouth + 0.020], [0.070, mouth + 0.036], [0.064, mouth + 0.052]]
    bag = [[eye_x - 0.038, eye + 0.024], [eye_x, eye + 0.041], [eye_x + 0.036, eye + 0.026]]
    between = [[0.010, brow + 0.012], [0.0085, brow - 0.004], [0.0105, brow - 0.018]]
    return [
        *feet,
        (np.array(fold), 0.0072, 0.62),
        (np.array(marionette), 0.0055, 0.42),
        (np.array(bag), 0.0055, 0.50),
        (np.array(between), 0.0036, 0.40),
    ]


def _wrinkles(easel: Easel, face: Face, light: Light) -> None:
    dark, bright = skin_shadow(face, light), skin_light(face, light)
    strength = face.attributes.age**1.25
    marks = _lines(face)
    lines = face.at(np.stack([paths.curve(points, 10) for points, _, _ in marks]), 0.004)
    depth = np.array([width * depth for _, width, depth in marks]) * (0.75 + 0.75 * strength)
    swell = depth[:, None] * np.sin(paths.even(0.12, np.pi - 0.12, 10))
    easel.fill(paths.ribbons(lines, swell), dark, 0.66 * strength, blur=0.0014)
    easel.fill(paths.ribbons(paths.moved(lines, 0, 0.0042), swell * 0.8), bright, 0.26 * strength, blur=0.0018)
