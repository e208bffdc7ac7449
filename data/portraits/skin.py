"""The skin of head, neck and ears: an ellipsoid with soft bumps whose normals the light reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import skia

from data.portraits import palette, paths
from data.portraits.attributes import Attributes
from data.portraits.geometry import HEAD_X, HEAD_Y, PIVOT, Face
from data.portraits.light import Light
from data.portraits.relief import image_shader, lit, placed


@dataclass(frozen=True)
class Bump:
    """A Gaussian spot of the face: where, how wide, how high, how closed in, how red, how far off the skull."""

    x: float
    y: float
    rx: float
    ry: float
    height: float = 0.0
    shade: float = 0.0
    red: float = 0.0
    lift: float = 0.0


def _middle_bumps(face: Face) -> list[Bump]:
    a = face.attributes
    wide = face.nose_wide
    tip = face.nose_y - 0.015 - 0.008 * a.nose_tip
    return [
        Bump(
            0,
            0.5 * face.nose_y - 0.004,
            0.0165 * (0.7 + 0.3 * wide),
            0.050,
            0.0125 * (1 + 0.65 * a.nose_bridge),
            lift=0.03,
        ),
        Bump(0, tip, 0.0195 * wide, 0.0175, 0.0125, red=0.14, lift=0.055),
        Bump(0, face.nose_y + 0.012, 0.027 * wide, 0.009, 0, 0.26, lift=0.02),
        Bump(0, face.mouth_y - 0.010, 0.055, 0.040, 0.012),
        Bump(0, 0.5 * (face.nose_y + face.mouth_y) - 0.002, 0.0075, 0.013, -0.0022, 0.06, lift=0.01),
        Bump(0, face.mouth_y + 0.037 + 0.03 * a.mouth_open, 0.034, 0.010, -0.003, 0.16),
        Bump(0, face.chin_y - 0.036, 0.034, 0.026, 0.010, red=0.06),
        Bump(0, -0.16, 0.115, 0.07, 0.014),
        Bump(0, face.brow_y + 0.012, 0.022, 0.020, 0.003, 0.05 * a.age),
    ]


def _side_bumps(face: Face, side: float) -> list[Bump]:
    a = face.attributes
    wide = face.nose_wide
    beam = max(a.smile, 0.0)
    sag = a.age**1.5
    eye = side * face.eye_x
    cheek_x, cheek_y = side * 0.112 * face.wide, 0.084 * face.long - 0.008 * beam
    fold = side * (0.068 + 0.01 * beam)
    return [
        Bump(side * 0.0285 * wide, face.nose_y - 0.004, 0.0125 * wide, 0.0135, 0.0058, 0, 0.14, 0.025),
        Bump(side * 0.046 * wide, face.nose_y - 0.002, 0.008, 0.015, -0.0012, 0.14, 0.05, 0.012),
        Bump(eye, face.eye_y - 0.004, 0.046, 0.030, -0.0085, 0.09, 0.10),
        Bump(side * 0.030, face.eye_y - 0.022, 0.014, 0.024, -0.0035, 0.24, 0.05),
        Bump(eye * 1.05, face.brow_y + 0.006, 0.052, 0.018, 0.0048),
        Bump(eye, face.eye_y + 0.040, 0.032, 0.008, -0.0010 - 0.0022 * sag, 0.03 + 0.13 * sag, 0.06),
        Bump(cheek_x, cheek_y, 0.050, 0.037, 0.0125 + 0.007 * beam + 0.004 * a.cheek_fullness),
        Bump(cheek_x * 0.98, cheek_y + 0.012, 0.042, 0.031, 0, 0, 0.14 + 0.72 * a.blush),
        Bump(
            fold,
            face.mouth_y - 0.040,
            0.012,
            0.030,
            -0.0020 - 0.0045 * beam - 0.002 * sag,
            0.03 + 0.10 * beam + 0.06 * sag,
        ),
        Bump(side * 0.122 * face.wide, 0.178 * face.long, 0.036, 0.042, -0.006 + 0.011 * a.cheek_fullness, 0.05),
        Bump(side * 0.165 * face.wide, -0.10, 0.035, 0.06, -0.006, 0.06),
    ]


def _relief(
    face: Face, xs: np.ndarray, ys: np.ndarray, level: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Slopes in x and y, shade and redness of all bumps, Float[h, w] each, as sums of outer products."""
    bumps = _middle_bumps(face) + _side_bumps(face, -1.0) + _side_bumps(face, 1.0)
    b = np.array([(v.x, v.y, v.rx, v.ry, v.height, v.shade, v.red, v.lift) for v in bumps])
    z = face.depth(b[:, :2]) + b[:, 7]
    centres = (np.column_stack([b[:, :2], z]) - PIVOT) @ level.T
    turn = np.sin(np.radians(face.attributes.yaw))
    rx = b[:, 2] * np.clip(1 - 7 * np.maximum(b[:, 0] * turn, 0), 0.5, 1)
    centres, rx, b = centres.astype(np.float32), rx.astype(np.float32), b.astype(np.float32)
    dx = (xs[None] - centres[:, :1]) / rx[:, None]
    dy = (ys[None] - centres[:, 1:2]) / b[:, 3:4]
    gx, gy = np.exp(-0.5 * dx * dx), np.exp(-0.5 * dy * dy)
    height = b[:, 4:5]
    slope_x = (gy * height / rx[:, None]).T @ (gx * dx)
    slope_y = (gy * dy * height / b[:, 3:4]).T @ gx
    return slope_x, slope_y, (gy * b[:, 5:6]).T @ gx, (gy * b[:, 6:7]).T @ gx


def _taper(face: Face) -> tuple[float, float]:
    """Coefficients by which the head's half width departs from the ellipse below its middle, in y over its radius."""
    ratio = np.array([0.47, 0.78])
    points = face.half_widths
    half = np.interp(ratio * face.radii[1], points[:, 1], points[:, 0])
    shrink = half / (face.radii[0] * np.sqrt(1 - ratio**2)) - 1
    k1, k2 = np.linalg.solve(np.stack([ratio, ratio**2], 1), shrink)
    return float(k1), float(k2)


def _ellipsoid(face: Face, level: np.ndarray, xs: np.ndarray, ys: np.ndarray) -> np.ndarray:
    """Unit normals Float[h, w, 3] of the tapered skull where the rays through a grid, level with the head, meet it."""
    centre, radii = np.array([0.0, 0.0, -0.02]), np.array(face.radii)
    base, along = ((PIVOT - centre) / radii).astype(np.float32), (level.T / radii[:, None]).astype(np.float32)
    o = base[:, None, None] + along[:, 0, None, None] * xs + along[:, 1, None, None] * ys[:, None]
    k1, k2 = _taper(face)
    low = np.maximum(o[1], 0)
    o[0] /= np.maximum(1 + low * (np.float32(k1) + low * np.float32(k2)), np.float32(0.3))
    d = along[:, 2]
    b = d[0] * o[0] + d[1] * o[1] + d[2] * o[2]
    dd = d @ d
    reach = np.sqrt(np.maximum(b * b - dd * (o[0] * o[0] + o[1] * o[1] + o[2] * o[2] - 1), np.float32(0.012)))
    o += d[:, None, None] * ((reach - b) / dd)
    n = np.moveaxis(o, 0, -1) @ (level / radii).T.astype(np.float32)
    n /= np.sqrt(n[..., 0] ** 2 + n[..., 1] ** 2 + n[..., 2] ** 2)[..., None]
    return n


def head_shader(face: Face, light: Light, size: int) -> skia.Shader:
    """The skin of the head as a shader in picture coordinates."""
    a = face.attributes
    step = 0.0092 if size <= 192 else 0.0056
    tilt = np.radians(a.tilt)
    unroll = np.array([[np.cos(tilt), np.sin(tilt), 0], [-np.sin(tilt), np.cos(tilt), 0], [0, 0, 1]])
    level = unroll @ face.pose.rotation
    contour = (face.outline_points - (HEAD_X + PIVOT[0], HEAD_Y + PIVOT[1])) @ unroll[:2, :2].T
    (left, top), (right, bottom) = contour.min(0) - 0.012, contour.max(0) + 0.012
    xs = np.arange(left, right + step, step, dtype=np.float32)
    ys = np.arange(top, bottom + step, step, dtype=np.float32)
    n = _ellipsoid(face, level, xs, ys)
    slope_x, slope_y, shade, red = _relief(face, xs, ys, level)
    n[..., 0] += slope_x
    n[..., 1] += slope_y
    n /= np.sqrt(n[..., 0] ** 2 + n[..., 1] ** 2 + n[..., 2] ** 2)[..., None]
    albedo, blood, terminator = skin_colours(a)
    colour = albedo * (1 + red[..., None] * (blood - 1))
    gloss = (0.12 + 0.02 * a.skin_tone) * (1 - 0.35 * a.age)
    shown = lit(n @ unroll.astype(np.float32), colour, np.clip(shade, 0, 0.85), gloss, light, terminator)
    c, s = np.cos(tilt), np.sin(tilt)
    origin = (float(HEAD_X + PIVOT[0] + c * xs[0] - s * ys[0]), float(HEAD_Y + PIVOT[1] + s * xs[0] + c * ys[0]))
    return image_shader(shown, placed(origin, (step, step), a.tilt))


def skin_colours(a: Attributes) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Linear Float[3] each: skin, what redness multiplies it by, and the tint at the edge of its shadows."""
    tone = a.skin_tone
    return (
        np.square(palette.skin(a)),
        np.square(palette.blood(a)),
        np.array([1.0, 0.62 + 0.1 * tone, 0.52 + 0.1 * tone]),
    )


def tube_shader(
    face: Face, light: Light, top: tuple[float, float], lean: float, radius: float, shadow: tuple[float, float, float]
) -> skia.Shader:
    """Skin on an upright tube, as the neck is.

    Args:
        face, light: whose skin, in which light.
        top: a point of its axis.
        lean: how far the axis moves in x per y.
        radius: of the tube.
        shadow: the y at which the shadow from above ends, over how much height it fades, and its depth.
    """
    x = paths.even(-0.96, 0.96, 25)
    ys = np.linspace(top[1], 1.02, 28)
    flare = 1 + 1.5 * np.clip((ys - 0.85) / 0.17, 0, 1) ** 2
    n = np.empty((28, 25, 3))
    n[..., 0] = x / flare[:, None]
    n[..., 1] = -0.25 * (flare[:, None] - 1)
    n[..., 2] = np.sqrt(np.maximum(1 - n[..., 0] ** 2, 0.05))
    n /= np.sqrt((n * n).sum(-1, keepdims=True))
    end, fade, depth = shadow
    shade = np.clip((end - ys) / fade, 0, 1)[:, None] * depth * np.ones_like(x)
    albedo, _, terminator = skin_colours(face.attributes)
    shown = lit(n, albedo, shade, 0.05, light, terminator)
    dy = (ys[-1] - ys[0]) / 27
    matrix = placed((top[0] - 0.96 * radius, top[1]), (2 * 0.96 * radius / 24, dy))
    skew = skia.Matrix.MakeAll(1, lean, -lean * top[1], 0, 1, 0, 0, 0, 1)
    return image_shader(shown, skia.Matrix.Concat(skew, matrix))


def tone(
    face: Face, light: Light, normal: tuple[float, float, float], shade: float = 0.0
) -> tuple[float, float, float]:
    """The colour of skin facing one way."""
    albedo, _, terminator = skin_colours(face.attributes)
    n = np.asarray(normal) / np.linalg.norm(normal)
    return tuple(np.minimum(lit(n, albedo, shade, 0.0, light, terminator), 1).tolist())
