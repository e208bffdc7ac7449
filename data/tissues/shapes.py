"""Signed distances of blobs, ellipses and curves, and the packing of many objects. Negative is inside."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from data.tissues.kinds import Array, Generator


def ellipse(x: Array, y: Array, cx: float, cy: float, a: float, b: float, angle: float = 0.0) -> Array:
    """Distance to an ellipse of half-axes a, b turned by `angle`, true to first order near its border."""
    c, s = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    dx, dy = x - np.float32(cx), y - np.float32(cy)
    p, q = (dx * c + dy * s) / np.float32(a), (dy * c - dx * s) / np.float32(b)
    k = np.sqrt(p * p + q * q)
    slope = np.sqrt((p / np.float32(a)) ** 2 + (q / np.float32(b)) ** 2)
    return k * (k - 1) / np.maximum(slope, 1e-6)


def wobble(rng: Generator, strength: float, orders: int = 5, fall: float = 1.3) -> Array:
    """Complex64[orders]: Fourier terms from the second on, for `blob`; `strength` is about the relative deviation."""
    k = np.arange(2, orders + 2)
    size = strength / (k / 2.0) ** fall
    return (rng.normal(0, 1, orders) + 1j * rng.normal(0, 1, orders)).astype(np.complex64) * size.astype(np.float32)


def blob(dx: Array, dy: Array, radius: float, terms: Array, aspect: float = 1.0, angle: float = 0.0) -> Array:
    """Distance to a closed curve r(θ) = radius (1 + Re Σ terms_k e^{ikθ}), stretched by `aspect` along `angle`."""
    c, s = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    root = np.float32(np.sqrt(aspect))
    p, q = (dx * c + dy * s) / root, (dy * c - dx * s) * root
    r = np.sqrt(p * p + q * q) + np.float32(1e-6)
    z = (p + 1j * q) / r
    power, bulge = z * z, np.zeros_like(r)
    for term in terms:
        bulge += (power * term).real
        power = power * z
    return r - np.float32(radius) * np.maximum(1 + bulge, 0.15)


def join(a: Array, b: Array, blend: float = 0.0) -> Array:
    """The union of two distances, rounded over a width of `blend`."""
    if blend <= 0:
        return np.minimum(a, b)
    h = np.maximum(blend - np.abs(a - b), 0) / blend
    return np.minimum(a, b) - h * h * np.float32(blend / 4)


def within(a: Array, b: Array) -> Array:
    """The intersection of two distances."""
    return np.maximum(a, b)


def capsule(
    x: Array, y: Array, start: Sequence[float] | Array, stop: Sequence[float] | Array, wide: float, end: float
) -> Array:
    """Distance to a straight limb from `start` to `stop` whose radius goes from `wide` to `end`."""
    bx, by = stop[0] - start[0], stop[1] - start[1]
    dx, dy = x - np.float32(start[0]), y - np.float32(start[1])
    t = np.clip((dx * np.float32(bx) + dy * np.float32(by)) / np.float32(bx * bx + by * by + 1e-9), 0, 1)
    return np.hypot(dx - t * np.float32(bx), dy - t * np.float32(by)) - (np.float32(wide) + t * np.float32(end - wide))


def scatter(
    rng: Generator, count: int, radii: Array, gap: float = 1.0, tries: int = 12, span: float = 1.1
) -> tuple[Array, Array]:
    """Drops discs where they fit, the largest first; returns centres [n, 2] in u, v and their radii [n].

    Args:
        count: how many to try.
        radii: [count].
        gap: least distance of two centres as a share of the sum of their radii; below 1 they overlap.
        tries: darts thrown at once for each disc.
        span: half the side of the square that is filled.
    """
    order = np.sort(radii)[::-1]
    darts = rng.uniform(-span, span, (count, tries, 2))
    centres, kept = np.empty((count, 2)), np.empty(count)
    n = 0
    for i in range(count):
        if n == 0:
            free = np.ones(tries, bool)
        else:
            apart = darts[i][:, None] - centres[None, :n]
            free = ((apart**2).sum(-1) >= (gap * (kept[:n] + order[i])) ** 2).all(1)
        if free.any():
            centres[n], kept[n] = darts[i][int(np.argmax(free))], order[i]
            n += 1
    return centres[:n], kept[:n]


def walk(
    rng: Generator, start: Sequence[float] | Array, heading: float, length: float, steps: int, wander: float
) -> Array:
    """Float64[steps + 1, 2]: a path whose heading drifts by `wander` radians in all, smoothly."""
    turns = np.cumsum(rng.normal(0, 1, steps)) / np.sqrt(steps) * wander
    angles = heading + turns
    moves = np.stack([np.cos(angles), np.sin(angles)], 1) * (length / steps)
    return np.vstack([[start], np.asarray(start) + np.cumsum(moves, 0)])


def strokes(size: int, paths: Sequence[tuple[Array, Array]], scale: int = 4) -> Array:
    """Float32[size, size] in [0, 1]: how much of each pixel is covered by tapering strokes.

    Args:
        paths: (points [n, 2] in u, v; widths [n] in the same unit).
        scale: pixels are divided by this for the cover; thin lines keep their width to a quarter of a pixel.
    """
    side = size * scale
    image = Image.new("L", (side, side))
    pen = ImageDraw.Draw(image)
    for points, widths in paths:
        p = (np.asarray(points) + 1) * (side / 2)
        w = np.maximum(np.asarray(widths) * (side / 2), 1.0)
        flat = p.tolist()
        for i in range(len(flat) - 1):
            width = float(w[i] + w[i + 1]) / 2
            pen.line((*flat[i], *flat[i + 1]), 255, round(width))
            if width > 3:
                r, (px, py) = width / 2 - 0.5, flat[i]
                pen.ellipse((px - r, py - r, px + r, py + r), 255)
    return np.asarray(image.reduce(scale), np.float32) / 255


def polygon(size: int, points: Array, scale: int = 4) -> Array:
    """Float32[size, size] in [0, 1]: the cover of a polygon [n, 2] in u, v."""
    side = size * scale
    image = Image.new("L", (side, side))
    p = (np.asarray(points) + 1) * (side / 2)
    ImageDraw.Draw(image).polygon([tuple(at) for at in p.tolist()], fill=255)
    return np.asarray(image.reduce(scale), np.float32) / 255


def branch(
    rng: Generator,
    start: Sequence[float] | Array,
    heading: float,
    width: float,
    depth: int,
    length: float = 0.5,
    wander: float = 0.5,
    spread: float = 0.6,
    pull: float = 0.0,
) -> list[tuple[Array, Array]]:
    """A tree of tapering paths, as `strokes` takes them; each fork thins by about the cube law.

    Args:
        width: of the trunk, in u, v.
        depth: how many forks follow.
        spread: mean angle of a fork, in radians.
        pull: how strongly side branches stay close to their parent's heading, 0 to 1.
    """
    steps = 8
    points = walk(rng, start, heading, length * rng.uniform(0.7, 1.3), steps, wander)
    thin = width * rng.uniform(0.75, 0.9)
    paths = [(points, np.linspace(width, thin, steps + 1))]
    if depth <= 0:
        return paths
    last = points[-1] - points[-2]
    forward = float(np.arctan2(last[1], last[0]))
    share = rng.uniform(0.3, 0.7)
    for sign, part in ((1, share), (-1, 1 - share)):
        turn = sign * spread * (1 - part) * rng.uniform(0.6, 1.6) * (1 - pull)
        child = thin * part ** (1 / 3) * 0.95
        paths += branch(rng, points[-1], forward + turn, child, depth - 1, length * 0.82, wander, spread, pull)
    if rng.random() < 0.7:
        k = int(rng.integers(2, steps))
        side = float(np.arctan2(*(points[k] - points[k - 1])[::-1])) + rng.choice([-1, 1]) * spread * 1.5
        paths += branch(rng, points[k], side, width * 0.45, depth - 2, length * 0.7, wander, spread, pull)
    return paths
