"""Procedural textures: wood, cloth, plaster, tiles, stone, paper. Linear-light colour, tileable, seeded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Texture:
    """`image` float32 [h w 3] linear sRGB or [h w] (heights in metres), repeated every `size` (u, v) metres."""

    image: np.ndarray
    size: tuple[float, float]


def srgb(code: str) -> Colour:
    """The linear colour of a "#rrggbb" code."""
    coded = np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)]) / 255.0
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    return (float(linear[0]), float(linear[1]), float(linear[2]))


def noise(
    rng: np.random.Generator, shape: tuple[int, int], slope: float = 1.5, stretch: tuple[float, float] = (1.0, 1.0)
) -> np.ndarray:
    """Tileable noise [h w], mean 0 and deviation 1, of spectrum 1/f^slope, drawn out along (y, x) by `stretch`."""
    fy = np.fft.fftfreq(shape[0])[:, None] * stretch[0] * shape[0]
    fx = np.fft.rfftfreq(shape[1])[None, :] * stretch[1] * shape[1]
    frequency = np.hypot(fy, fx)
    frequency[0, 0] = np.inf
    phase = rng.uniform(0, 2 * np.pi, frequency.shape)
    field = np.fft.irfft2(frequency**-slope * np.exp(1j * phase), s=shape)
    return ((field - field.mean()) / field.std()).astype(np.float32)


def blend(low: Colour, high: Colour, t: np.ndarray) -> np.ndarray:
    """Colours [... 3] from `low` at t = 0 to `high` at t = 1."""
    t = np.clip(t, 0.0, 1.0)[..., None]
    return (np.asarray(low) * (1 - t) + np.asarray(high) * t).astype(np.float32)


def _warped(field: np.ndarray, dy: np.ndarray, dx: np.ndarray) -> np.ndarray:
    h, w = field.shape[:2]
    y, x = np.mgrid[0:h, 0:w]
    return field[(y + dy.astype(int)) % h, (x + dx.astype(int)) % w]


def wood(
    rng: np.random.Generator, dark: Colour, light: Colour, size: tuple[float, float] = (0.9, 0.45), pixels: int = 1024
) -> Texture:
    """Sawn wood, its grain along u: growth rings cut at a flat angle, pores, and a slow drift of colour."""
    shape = (pixels // 2, pixels)
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]] / pixels
    bend = noise(rng, shape, 2.2, (1.0, 5.0)) * 0.035 + noise(rng, shape, 1.6, (1.0, 14.0)) * 0.006
    centre = rng.uniform(0.1, 0.4)
    arch = np.hypot((y - centre + bend) * rng.uniform(9, 14), 0.9 * np.sin(np.pi * x) ** 2)
    ring = (arch * rng.uniform(1.4, 2.2)) % 1.0
    rings = np.where(ring < 0.8, ring / 0.8, (1 - ring) / 0.2) ** 1.6
    pores = np.clip(noise(rng, shape, 0.35, (1.0, 40.0)) - 1.1, 0, 3) * 0.22
    fibre = noise(rng, shape, 0.8, (1.0, 30.0)) * 0.09
    drift = noise(rng, shape, 2.5) * 0.09
    tone = 0.62 - 0.42 * rings + drift + fibre - pores
    return Texture(blend(dark, light, tone), size)


def planks(rng: np.random.Generator, dark: Colour, light: Colour, width: float = 0.12, rows: int = 8) -> Texture:
    """A floor of boards `width` wide along u, every board cut from other wood, with dark joints."""
    high, long = 96, 1536
    base = wood(rng, dark, light, pixels=long).image
    boards = []
    for _ in range(rows):
        top = rng.integers(0, base.shape[0] - high)
        shift = rng.integers(0, base.shape[1])
        board = np.roll(base, shift, axis=1)[top : top + high] * rng.uniform(0.72, 1.18)
        cut = rng.integers(100, long - 100)
        other = np.roll(base, rng.integers(0, long), axis=1)[:high] * rng.uniform(0.72, 1.18)
        board = np.concatenate((board[:, :cut], other[:, cut:]), axis=1)
        board[:2] *= 0.25
        board[:, cut : cut + 3] *= 0.25
        board[:, :2] *= 0.25
        boards.append(board)
    return Texture(np.concatenate(boards).astype(np.float32), (width * long / high, width * rows))


def weave(
    rng: np.random.Generator, a: Colour, b: Colour, thread: float = 0.0022, count: int = 48
) -> tuple[Texture, Texture]:
    """Plain-woven cloth of two yarns: (colour, height in metres)."""
    pixels = count * 12
    y, x = np.mgrid[0:pixels, 0:pixels] / 12.0
    wobble = noise(rng, (pixels, pixels), 1.2) * 0.12
    over = (np.floor(x + wobble) + np.floor(y + wobble)) % 2 == 0
    across = np.abs(np.sin(np.pi * (x + wobble)))
    down = np.abs(np.sin(np.pi * (y + wobble)))
    height = np.where(over, across**0.6 * (0.55 + 0.45 * down), down**0.6 * (0.55 + 0.45 * across))
    slub = noise(rng, (pixels, pixels), 0.7, (1.0, 12.0)) * 0.1 + noise(rng, (pixels, pixels), 2.0) * 0.06
    tone = np.where(over, 0.15, 0.85) + slub
    colour = blend(a, b, tone) * (0.55 + 0.45 * height[..., None])
    size = (thread * count, thread * count)
    return Texture(colour.astype(np.float32), size), Texture((height * thread * 0.35).astype(np.float32), size)


def plaster(rng: np.random.Generator, colour: Colour, depth: float = 0.0006) -> tuple[Texture, Texture]:
    """A rolled and painted wall: (colour with faint stains, height in metres)."""
    shape = (1024, 1024)
    grain = noise(rng, shape, 1.1)
    stain = noise(rng, shape, 2.4) * 0.022 + grain * 0.006
    image = np.asarray(colour) * (1 + stain[..., None])
    return Texture(image.astype(np.float32), (1.6, 1.6)), Texture((grain * depth / 3).astype(np.float32), (0.5, 0.5))


def wallpaper(rng: np.random.Generator, ground: Colour, figure: Colour) -> Texture:
    """Wallpaper with a half-drop repeat of stylised leaves or of stripes."""
    pixels = 768
    y, x = np.mgrid[0:pixels, 0:pixels] / pixels
    if rng.random() < 0.35:
        bands = int(rng.integers(4, 9))
        mask = (np.sin(2 * np.pi * bands * x) > rng.uniform(-0.3, 0.6)).astype(np.float32)
    else:
        mask = np.zeros((pixels, pixels), np.float32)
        for cx, cy in ((0.25, 0.25), (0.75, 0.75), (0.75, -0.25), (0.25, 1.25)):
            mask = np.maximum(mask, _leaf_motif(x - cx, y - cy))
    paper = noise(rng, (pixels, pixels), 0.9) * 0.03
    return Texture(blend(ground, figure, mask * 0.85 + paper), (0.42, 0.42))


def _leaf_motif(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    out = np.zeros_like(x)
    for k in range(7):
        angle = np.pi * (k - 3) / 5.0
        along = x * np.sin(angle) + (y + 0.14) * np.cos(angle)
        aside = x * np.cos(angle) - (y + 0.14) * np.sin(angle)
        long = 0.26 - 0.02 * abs(k - 3)
        t = along / long
        width = 0.034 * np.sin(np.pi * np.clip(t, 0, 1)) ** 0.8
        leaf = (t > 0) & (t < 1) & (np.abs(aside) < width) & (np.abs(aside) > 0.003)
        out = np.maximum(out, leaf)
    return out.astype(np.float32)


def tiles(
    rng: np.random.Generator, colour: Colour, grout: Colour, side: tuple[float, float]
) -> tuple[Texture, Texture]:
    """Glazed tiles of `side` metres in rows that are offset by half where they are not square."""
    count, pixels = 4, 768
    y, x = np.mgrid[0:pixels, 0:pixels] / pixels * count
    shifted = x + 0.5 * (np.floor(y) % 2) * (side[0] > 1.2 * side[1])
    fx, fy = shifted % 1, y % 1
    edge = np.minimum(np.minimum(fx, 1 - fx) * side[0], np.minimum(fy, 1 - fy) * side[1])
    shade = rng.uniform(0.88, 1.08, (count, count))[
        np.floor(y).astype(int) % count, np.floor(shifted).astype(int) % count
    ]
    face = np.clip((edge - 0.0015) / 0.001, 0, 1)
    image = np.asarray(grout) * (1 - face[..., None]) + np.asarray(colour) * shade[..., None] * face[..., None]
    height = np.clip(edge / 0.004, 0, 1) * 0.0012 + noise(rng, (pixels, pixels), 2.2) * 0.00004
    size = (side[0] * count, side[1] * count)
    return Texture(image.astype(np.float32), size), Texture(height.astype(np.float32), size)


def marble(rng: np.random.Generator, ground: Colour, vein: Colour) -> Texture:
    """Polished stone with veins where a warped noise crosses zero."""
    shape = (768, 768)
    warp = [noise(rng, shape, 2.0) * 30 for _ in range(2)]
    field = _warped(noise(rng, shape, 1.9), *warp)
    fine = _warped(noise(rng, shape, 1.5), *warp)
    veins = np.exp(-np.abs(field) * 14) * 0.8 + np.exp(-np.abs(fine) * 22) * 0.35
    clouds = noise(rng, shape, 2.2) * 0.06
    return Texture(blend(ground, vein, veins * 0.7 + clouds), (0.8, 0.8))


def speckle(rng: np.random.Generator, ground: Colour, spots: Colour, share: float = 0.06) -> Texture:
    """Stoneware: a soft ground with dark iron specks."""
    shape = (512, 512)
    mask = noise(rng, shape, 0.75)
    limit = np.quantile(mask, 1 - share)
    image = blend(ground, spots, np.clip((mask - limit) * 2.2, 0, 0.9) + noise(rng, shape, 2.3) * 0.04)
    return Texture(image, (0.12, 0.12))


def rug(rng: np.random.Generator, colours: Sequence[Colour], size: tuple[float, float]) -> Texture:
    """A knotted rug, once over `size`: borders and a field of lozenges in `colours` (four or more)."""
    h, w = 768, 1152
    y, x = np.mgrid[0:h, 0:w]
    v, u = y / h * size[1], x / w * size[0]
    edge = np.minimum(np.minimum(u, size[0] - u), np.minimum(v, size[1] - v))
    pitch = size[1] / rng.integers(4, 7)
    lozenge = np.abs((u / pitch) % 1 - 0.5) + np.abs((v / pitch) % 1 - 0.5)
    index = np.where(lozenge < 0.18, 3, np.where(lozenge < 0.3, 1, np.where(lozenge < 0.36, 2, 0)))
    teeth = np.abs((u + v) / 0.05 % 1 - 0.5) < 0.25
    border = 0.16 * size[1]
    index = np.where(edge < border, np.where(teeth & (edge > border * 0.45), 2, 1), index)
    index = np.where(np.abs(edge - border) < 0.012, 3, np.where(edge < 0.03, 3, index))
    image = np.asarray(colours, dtype=np.float32)[index]
    shade = 1 + noise(rng, (h, w), 0.4) * 0.13 + noise(rng, (h, w), 2.0, (1.0, 3.0)) * 0.07
    return Texture((image * shade[..., None]).clip(0, 1).astype(np.float32), size)


def painting(rng: np.random.Generator, palette: Sequence[Colour], pixels: tuple[int, int] = (480, 640)) -> np.ndarray:
    """A picture for the wall, float32 [h w 3]: a sky, a sun or moon, and hills in the haze."""
    h, w = pixels
    y, x = np.mgrid[0:h, 0:w]
    sky = blend(palette[0], palette[1], y / h + noise(rng, (h, w), 1.9, (2.5, 1.0)) * 0.07)
    cx, cy, r = rng.uniform(0.2, 0.8) * w, rng.uniform(0.15, 0.4) * h, rng.uniform(0.05, 0.11) * h
    disc = np.clip(r - np.hypot(x - cx, y - cy) + 0.5, 0, 1)[..., None]
    image = sky * (1 - disc) + np.asarray(palette[2]) * disc
    layers = 5
    for k in range(layers):
        line = np.cumsum(np.cumsum(rng.normal(0, 1, w)))
        line = line - np.linspace(line[0], line[-1], w)
        line = line / (np.abs(line).max() + 1e-6) * 0.12
        level = (0.45 + 0.11 * k + line) * h
        hill = np.clip(y - level, 0, 1)[..., None]
        tone = blend(palette[1], palette[3], np.full((h, w), (k + 1) / layers) + noise(rng, (h, w), 1.3) * 0.05)
        image = image * (1 - hill) + tone * hill
    brush = 1 + noise(rng, (h, w), 0.9, (1.0, 4.0)) * 0.05
    return (image * brush[..., None]).clip(0, 1).astype(np.float32)


def spine(rng: np.random.Generator, cover: Colour, ink: Colour) -> np.ndarray:
    """A book's back, float32 [h w 3], upright: bands, a title in strokes that read as letters, a publisher's mark."""
    h, w = 320, 64
    image = np.broadcast_to(np.asarray(cover, dtype=np.float32), (h, w, 3)).copy()
    image *= 1 + noise(rng, (h, w), 0.7)[..., None] * 0.05
    for top in (int(h * 0.06), int(h * 0.92)):
        if rng.random() < 0.7:
            image[top : top + rng.integers(2, 7)] = ink
    if rng.random() < 0.35:
        image[int(h * 0.2) : int(h * 0.45), 6:-6] = np.asarray(ink) * 0.6
    row = int(h * rng.uniform(0.16, 0.26))
    end = int(h * rng.uniform(0.55, 0.75))
    left, right = int(w * rng.uniform(0.25, 0.36)), int(w * rng.uniform(0.64, 0.75))
    while row < end:
        letter = int(rng.integers(5, 10))
        for _ in range(int(rng.integers(2, 4))):
            if rng.random() < 0.5:
                a = int(rng.integers(left, right - 3))
                image[row : row + letter, a : a + 3] = ink
            else:
                b = row + int(rng.integers(0, letter - 2))
                image[b : b + 2, left:right] = ink
        row += letter + (8 if rng.random() < 0.2 else 3)
    mark = int(h * 0.83)
    image[mark : mark + 12, w // 2 - 6 : w // 2 + 6] = ink
    return image.clip(0, 1).astype(np.float32)
