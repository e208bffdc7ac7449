"""Materials by what they are called, with the variety of a real household."""

from __future__ import annotations

import numpy as np

from data.rooms.scene import Material
from data.rooms.textures import Colour, Texture, marble, noise, speckle, srgb, weave, wood

WOODS = {
    "oak": ("#7a5a36", "#c9a26d"),
    "walnut": ("#2f1d12", "#7a5234"),
    "pine": ("#a9793f", "#e0bd86"),
    "cherry": ("#5a2a17", "#a9633a"),
    "black": ("#0f0d0c", "#2a2421"),
    "white": ("#b9b3a6", "#e3dfd5"),
}
PAINTS = (
    "#e6e0d2", "#d3c6ad", "#8fa39a", "#37524a", "#2f3f52", "#6c7b8b", "#b98d6d", "#8c4a3a", "#3a3430", "#a7a08f",
    "#c7b8c4", "#54604a", "#d9c07c", "#20282c",
)  # fmt: skip
DYES = (
    "#7a2f25", "#b96a4c", "#d8a23a", "#2f5d62", "#3d4f73", "#6b7a4b", "#cfc4ae", "#2b2a2c", "#8d8579", "#a34b62",
    "#e3d6c3", "#4b3a52", "#5f7f96", "#c77f3b",
)  # fmt: skip
GLAZES = ("#e9e4d8", "#26485a", "#5b7f78", "#c46a3d", "#2b2b2b", "#d9b45b", "#86a5b5", "#a33b2e", "#f0ede6")


def pick(rng: np.random.Generator, codes: tuple[str, ...]) -> Colour:
    """One of `codes`, a little lighter or darker."""
    base = np.asarray(srgb(codes[int(rng.integers(len(codes)))])) * rng.uniform(0.8, 1.15)
    r, g, b = base.clip(0.005, 0.9)
    return (float(r), float(g), float(b))


def timber(rng: np.random.Generator, kind: str | None = None, gloss: float = 0.35) -> Material:
    """Finished wood; its grain runs along the u of the mesh."""
    kind = kind or list(WOODS)[int(rng.integers(len(WOODS)))]
    dark, light = (srgb(code) for code in WOODS[kind])
    return Material(wood(rng, dark, light), roughness=gloss, specular=0.4)


def cloth(rng: np.random.Generator, colour: Colour | None = None, thread: float = 0.0024) -> Material:
    """Woven cloth of two near tones of one dye."""
    colour = colour or pick(rng, DYES)
    second = np.asarray(colour) * rng.uniform(1.25, 1.9) + 0.01
    r, g, b = second.clip(0, 0.9)
    image, height = weave(rng, colour, (float(r), float(g), float(b)), thread)
    return Material(image, roughness=0.9, specular=0.15, sheen=0.6, bump=height)


def striped(rng: np.random.Generator, colours: list[Colour], pitch: float = 0.04) -> Material:
    """Cloth with stripes across u."""
    base = cloth(rng, (0.8, 0.8, 0.8), 0.002)
    pixels = 512
    widths = rng.uniform(0.4, 1.6, len(colours))
    edges = np.cumsum(widths) / widths.sum()
    index = np.searchsorted(edges, (np.arange(pixels) + 0.5) / pixels)
    row = np.asarray(colours, dtype=np.float32)[index.clip(0, len(colours) - 1)]
    fibre = 1 + noise(rng, (pixels, pixels), 0.5)[..., None] * 0.12
    image = (np.broadcast_to(row[None], (pixels, pixels, 3)) * fibre).clip(0, 0.9).astype(np.float32)
    side = pitch * len(colours)
    return Material(Texture(image, (side, side)), roughness=0.9, specular=0.1, sheen=0.5, bump=base.bump)


def knit(rng: np.random.Generator, colour: Colour, stitch: float = 0.012) -> Material:
    """Coarse knitwear: columns of V stitches, as colour and height."""
    pixels, count = 512, 8
    y, x = np.mgrid[0:pixels, 0:pixels] / pixels * count
    across = (x % 1) - 0.5
    slant = (y * 1.3 + np.abs(across) * 1.2) % 1
    bulge = np.clip(1 - (np.abs(across) * 2) ** 3, 0, 1) * (0.35 + 0.65 * np.sin(np.pi * slant) ** 0.7)
    bulge *= 1 - 0.55 * np.exp(-((across / 0.07) ** 2))
    yarn = noise(rng, (pixels, pixels), 0.5) * 0.08
    image = np.asarray(colour) * (0.45 + 0.6 * bulge + yarn)[..., None]
    size = (stitch * count, stitch * count * 1.3)
    height = Texture((bulge * stitch * 0.3).astype(np.float32), size)
    return Material(Texture(image.clip(0, 0.9).astype(np.float32), size), 0.95, specular=0.1, sheen=0.8, bump=height)


def ceramic(rng: np.random.Generator, colour: Colour | None = None) -> Material:
    """Glazed pottery, plain or speckled."""
    colour = colour or pick(rng, GLAZES)
    if rng.random() < 0.45:
        dark = tuple(float(c) * 0.25 for c in colour)
        return Material(speckle(rng, colour, (dark[0], dark[1], dark[2])), roughness=0.25, clearcoat=0.7)
    return Material(colour, roughness=float(rng.uniform(0.12, 0.45)), clearcoat=float(rng.uniform(0.3, 1.0)))


def metal(rng: np.random.Generator, kind: str | None = None) -> Material:
    """Brass, steel, copper or blackened iron."""
    kinds = {
        "brass": ((0.72, 0.5, 0.2), 0.22),
        "steel": ((0.58, 0.57, 0.55), 0.28),
        "copper": ((0.78, 0.4, 0.27), 0.25),
        "iron": ((0.05, 0.05, 0.052), 0.5),
    }
    colour, roughness = kinds[kind or list(kinds)[int(rng.integers(len(kinds)))]]
    return Material(colour, roughness=roughness, metallic=1.0)


def stone(rng: np.random.Generator) -> Material:
    """Polished marble, light or dark."""
    light = rng.random() < 0.6
    ground, vein = ("#dcd8d0", "#77736e") if light else ("#1d2321", "#a9a493")
    return Material(marble(rng, srgb(ground), srgb(vein)), roughness=0.12, specular=0.5)


def paint(colour: Colour, gloss: float = 0.35) -> Material:
    """Plain lacquer."""
    return Material(colour, roughness=gloss, specular=0.5)


PAPER = Material((0.72, 0.66, 0.52), 0.9, specular=0.1)
GLASS = Material(glass=True)
DARK_PANE = Material((0.006, 0.008, 0.012), 0.06, specular=0.8)
