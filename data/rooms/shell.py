"""The room itself: floor, walls, ceiling, skirting, windows with curtains, doors, pictures and mirrors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.rooms.materials import DARK_PANE, cloth, metal, paint, timber
from data.rooms.meshes import Mesh, ball, box, merged, quad, surface, tube
from data.rooms.scene import Emitter, Material, Part, Thing
from data.rooms.textures import Colour, Texture, noise, painting, srgb


@dataclass(frozen=True)
class Shell:
    """A box of `width` x (`back` - `front`) x `height` metres; x is centred, y grows away from the camera."""

    width: float
    front: float
    back: float
    height: float = 2.6

    def parts(self, floor: Material, wall: Material, feature: Material, ceiling: Material) -> Thing:
        """Floor, ceiling and the four walls (`feature` at the back), with skirting along three of them."""
        w, f, b, h = self.width / 2, self.front, self.back, self.height
        deep = b - f
        walls = merged(
            [
                quad((-w, f, 0), (0, deep, 0), (0, 0, h)),
                quad((w, b, 0), (0, -deep, 0), (0, 0, h)),
                quad((w, f, 0), (-2 * w, 0, 0), (0, 0, h)),
            ]
        )
        skirting = merged(
            [
                box((2 * w, 0.016, 0.09), 0.003).moved((0, b - 0.008, 0.045)),
                box((0.016, deep, 0.09), 0.003).moved((-w + 0.008, (f + b) / 2, 0.045)),
                box((0.016, deep, 0.09), 0.003).moved((w - 0.008, (f + b) / 2, 0.045)),
            ]
        )
        return [
            Part(quad((-w, f, 0), (2 * w, 0, 0), (0, deep, 0)), floor),
            Part(quad((-w, b, h), (2 * w, 0, 0), (0, -deep, 0)), ceiling),
            Part(walls, wall),
            Part(quad((-w, b, 0), (2 * w, 0, 0), (0, 0, h)), feature),
            Part(skirting, paint((0.62, 0.6, 0.55), 0.4)),
        ]


def _frame(width: float, height: float, bar: float, depth: float) -> Mesh:
    """Four bars round an opening in the x-z plane, centred."""
    return merged(
        [
            box((width + 2 * bar, depth, bar), 0.003).moved((0, 0, (height + bar) / 2)),
            box((width + 2 * bar, depth, bar), 0.003).moved((0, 0, -(height + bar) / 2)),
            box((bar, depth, height), 0.003).moved((-(width + bar) / 2, 0, 0)),
            box((bar, depth, height), 0.003).moved(((width + bar) / 2, 0, 0)),
        ]
    )


def window(width: float, height: float, panes: int = 2) -> tuple[Thing, Mesh]:
    """(frame, pane) of a window centred at the origin and seen from -y; the pane glows or is black by night."""
    bars = [_frame(width, height, 0.07, 0.06)]
    for k in range(1, panes):
        bars.append(box((0.035, 0.05, height), 0.003).moved((width * (k / panes - 0.5), 0, 0)))
    bars.append(box((width, 0.05, 0.03), 0.003).moved((0, 0, height * 0.22)))
    sill = box((width + 0.28, 0.2, 0.035), 0.006).moved((0, -0.08, -height / 2 - 0.085))
    pane = quad((-width / 2, 0.012, -height / 2), (width, 0, 0), (0, 0, height))
    return [Part(merged([*bars, sill]), paint((0.7, 0.69, 0.65), 0.35))], pane


def glowing(pane: Mesh, radiance: Colour) -> Emitter:
    """The pane of a window that lights the room; when it does not, it is dark glass."""
    return Emitter(pane, radiance, DARK_PANE)


def curtain(rng: np.random.Generator, width: float, height: float, material: Material | None = None) -> Thing:
    """A hanging curtain in the x-z plane, its top at z = `height`, with folds that open towards the hem."""
    columns, rows = max(60, int(width * 160)), 40
    u = np.linspace(0, 1, columns)
    v = np.linspace(0, 1, rows)[:, None]
    folds = max(3, round(width / 0.11))
    phase = 2 * np.pi * folds * u + 0.9 * np.sin(2 * np.pi * u * 1.7 + rng.uniform(0, 6))
    depth = (0.018 + 0.03 * v) * (1 + 0.4 * np.sin(2 * np.pi * 2.3 * u + rng.uniform(0, 6)))
    y = depth * np.sin(phase + 0.35 * v * np.sin(5 * u))
    x = (u - 0.5) * width + 0.012 * v * np.sin(2 * phase)
    points = np.stack((np.broadcast_to(x, y.shape), y, np.broadcast_to(height * (1 - v), y.shape)), axis=-1)
    return [Part(surface(points), material or cloth(rng))]


def rod(width: float, rng: np.random.Generator) -> Thing:
    """A curtain rod along x at the origin."""
    path = np.stack((np.linspace(-width / 2, width / 2, 8), np.zeros(8), np.zeros(8)), axis=1)
    ends = [ball((0.022, 0.022, 0.022), rows=16).moved((s * width / 2, 0, 0)) for s in (-1, 1)]
    return [Part(merged([tube(path, 0.011), *ends]), metal(rng))]


def picture(
    rng: np.random.Generator,
    width: float,
    height: float,
    image: np.ndarray | None = None,
    frame: Material | None = None,
) -> Thing:
    """A framed picture with a mount, facing -y, its back at y = 0."""
    if image is None:
        palettes = (
            ("#3f6d8c", "#e8c79a", "#f7e8c8", "#20312f"),
            ("#c96f4a", "#f0d7a8", "#fff3d6", "#3a2a3d"),
            ("#1d2c44", "#7f8fa8", "#f2efe2", "#0e1420"),
            ("#8fb0a2", "#f1e3c2", "#d9573f", "#2d4a3e"),
        )
        colours = [srgb(code) for code in palettes[int(rng.integers(len(palettes)))]]
        image = painting(rng, colours)
    mount = 0.16 * min(width, height)
    inner_w, inner_h = width - 2 * mount, height - 2 * mount
    sheet = quad((-inner_w / 2, -0.006, -inner_h / 2), (inner_w, 0, 0), (0, 0, inner_h))
    card = quad((-width / 2, -0.004, -height / 2), (width, 0, 0), (0, 0, height))
    frame = frame or (timber(rng) if rng.random() < 0.7 else metal(rng))
    return [
        Part(_frame(width, height, 0.022, 0.026).moved((0, -0.013, 0)), frame),
        Part(card, Material((0.74, 0.72, 0.66), 0.9)),
        Part(sheet, Material(Texture(image, (inner_w, inner_h)), 0.55, specular=0.3)),
    ]


def mirror(rng: np.random.Generator, radius: float) -> Thing:
    """A round mirror facing -y with a rim, its back at y = 0."""
    angle = np.linspace(0, 2 * np.pi, 97)
    rim = np.stack((radius * np.cos(angle), np.full(97, -0.012), radius * np.sin(angle)), axis=1)
    centre = np.broadcast_to((0.0, -0.012, 0.0), rim.shape)
    return [
        Part(surface(np.stack((centre, rim))), Material((0.93, 0.93, 0.93), 0.02, mirror=True)),
        Part(tube(rim, 0.014), metal(rng, "brass" if rng.random() < 0.6 else "iron")),
    ]


def door(rng: np.random.Generator, height: float = 2.05, width: float = 0.85) -> Thing:
    """A panelled door with its frame and handle, facing -y, standing at z = 0."""
    leaf = box((width, 0.04, height), 0.004).moved((0, -0.02, height / 2))
    panels = []
    for z, h in ((0.55, 0.75), (1.45, 0.85)):
        for x in (-0.2, 0.2):
            panels.append(box((0.28, 0.02, h), 0.009).moved((x, -0.042, z)))
    frame = merged(
        [
            box((0.08, 0.06, height + 0.08), 0.004).moved((s * (width / 2 + 0.04), -0.03, (height + 0.08) / 2))
            for s in (-1, 1)
        ]
        + [box((width + 0.16, 0.06, 0.08), 0.004).moved((0, -0.03, height + 0.04))]
    )
    colour = (0.68, 0.66, 0.6) if rng.random() < 0.6 else (0.12, 0.16, 0.17)
    handle = box((0.12, 0.018, 0.02), 0.008).moved((width / 2 - 0.1, -0.075, 1.02))
    return [Part(merged([leaf, *panels, frame]), paint(colour, 0.3)), Part(handle, metal(rng))]


def stained_ceiling(rng: np.random.Generator) -> Material:
    """White ceiling paint that is not quite even."""
    image = 0.78 * (1 + 0.02 * noise(rng, (256, 256), 2.0))[..., None] * np.array([1.0, 0.985, 0.95])
    return Material(Texture(image.astype(np.float32), (2.0, 2.0)), 0.9, specular=0.1)
