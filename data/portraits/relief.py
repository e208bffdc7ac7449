"""Lit surfaces computed on a coarse grid and laid on the picture as a smooth image.

Skin varies slowly, so a grid of some 80 x 100 samples holds it at any size; hard edges come from paths.
"""

from __future__ import annotations

import numpy as np
import skia

from data.portraits.easel import Colour
from data.portraits.light import Light


def lit(
    normals: np.ndarray,
    albedo: np.ndarray,
    shade: np.ndarray | float,
    gloss: float,
    light: Light,
    terminator: np.ndarray,
) -> np.ndarray:
    """Shades a surface: sRGB Float[..., 3], unclipped, from unit normals Float[..., 3].

    Diffuse light wraps around the form and reddens where it ends, after the look of subsurface scattering in
    Jimenez et al., "Separable Subsurface Scattering" (2015), reduced to one tint; the highlight is Blinn's.
    Colours are mixed in a gamma of 2, which stands for linear light at a tenth of the price.

    Args:
        normals: Float[..., 3], z to the viewer.
        albedo: Float[..., 3] or Float[3], linear.
        shade: Float[...] in [0, 1), how far the surface is closed in.
        gloss: strength of the highlight.
        light: the lamp, the room and the rim.
        terminator: Float[3], the tint at the edge of the shadow (1 for anything but skin).
    """
    normals = normals.astype(np.float32)
    shade = np.asarray(shade, np.float32)
    dots = normals @ _lamps(light)
    wrap = np.clip((dots[..., 0] + 0.32) * 0.7576, 0, 1)
    wrap *= 0.35 + 0.65 * wrap
    edge = (1 - wrap) ** 2 * wrap * 2.2
    room = 0.86 - 0.22 * normals[..., 1]
    shine = np.square(np.square(np.square(np.maximum(dots[..., 1], 0))))
    shine = shine * shine * shine * (gloss * (1 - 0.7 * shade))
    back = (1 - np.clip(normals[..., 2], 0, 1)) ** 2 * np.maximum(dots[..., 2], 0) * (1.6 * (1 - shade))
    albedo = np.asarray(albedo, np.float32)
    shown = np.empty((*normals.shape[:-1], 3), np.float32)
    for c in range(3):
        tint, key, ambient, rim = (float(v[c]) for v in (terminator, light.key, light.ambient, light.rim))
        part = (room * ambient + wrap * key) * albedo[..., c]
        part *= 1 + edge * (tint - 1)
        part *= 1 - np.minimum(shade * (1 + 0.8 * (1 - tint)), 0.95)
        part += (shine * key + back * rim) * (0.2 + 0.8 * tint)
        np.sqrt(np.maximum(part, 0), out=shown[..., c])
    return shown


def _lamps(light: Light) -> np.ndarray:
    """Float[3, 3]: the key's direction, its half vector toward the viewer and the rim's direction, as columns."""
    half = light.direction + np.array([0.0, 0.0, 1.0])
    return np.stack([light.direction, half / np.sqrt(half @ half), light.rim_direction], 1).astype(np.float32)


NEUTRAL = np.ones(3)


def facing(
    colour: Colour, light: Light, normals: list[tuple[float, float, float]], gloss: float = 0.0
) -> list[tuple[float, float, float]]:
    """What a material of one colour shows in this light on faces that point along `normals`."""
    n = np.array(normals, float)
    n /= np.sqrt((n * n).sum(-1, keepdims=True))
    shown = np.minimum(lit(n, np.square(colour), np.zeros(len(n)), gloss, light, NEUTRAL), 1.0)
    return [tuple(c) for c in shown.tolist()]


def image_shader(colours: np.ndarray, place: skia.Matrix) -> skia.Shader:
    """Float[h, w, 3] sRGB as a shader; `place` takes grid samples (x, y) to picture coordinates."""
    h, w = colours.shape[:2]
    pixels = np.full((h, w, 4), 255, np.uint8)
    np.multiply(np.minimum(colours, 1.0), 255.0, out=pixels[..., :3], casting="unsafe")
    image = skia.Image.fromarray(pixels, colorType=skia.kRGBA_8888_ColorType, copy=True)
    sampling = skia.SamplingOptions(skia.FilterMode.kLinear)
    return image.makeShader(skia.TileMode.kClamp, skia.TileMode.kClamp, sampling, place)


def placed(origin: tuple[float, float], step: tuple[float, float], degrees: float = 0.0) -> skia.Matrix:
    """The matrix that puts sample (i, j) at `origin` + turned (i * step_x, j * step_y), samples at their middles."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    dx, dy = step
    ox = origin[0] - 0.5 * (c * dx - s * dy)
    oy = origin[1] - 0.5 * (s * dx + c * dy)
    return skia.Matrix.MakeAll(c * dx, -s * dy, ox, s * dx, c * dy, oy, 0, 0, 1)
