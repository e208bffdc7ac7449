"""Books and the shelves that they stand on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from data.rooms.materials import DYES, PAPER, pick, timber
from data.rooms.meshes import Mesh, box, merged, surface
from data.rooms.scene import Material, Part, Thing
from data.rooms.textures import Texture, spine, srgb
from data.rooms.vessels import candlestick, vase


@dataclass(frozen=True)
class Volume:
    """An upright book at the origin, its back towards -y, before it is moved into its place."""

    boards: Mesh
    back: Mesh
    pages: Mesh
    spine: np.ndarray

    def changed(self, change: Callable[[Mesh], Mesh]) -> Volume:
        """The book with `change` done to each of its meshes."""
        return Volume(change(self.boards), change(self.back), change(self.pages), self.spine)


def volume(rng: np.random.Generator, size: tuple[float, float, float]) -> Volume:
    """A book of `size` (thick, deep, high) in metres."""
    t, d, h = size
    colour = pick(rng, DYES)
    ink = srgb("#d9b65c") if np.mean(colour) < 0.25 else srgb("#2a2018")
    if rng.random() < 0.3:
        ink = srgb("#eee6d4")
    board = 0.0022
    boards = [box((board, d, h), 0.0008).moved((s * (t - board) / 2, d / 2, h / 2)) for s in (-1, 1)]
    bend = np.linspace(-1, 1, 12)
    z = np.array([[0.0], [h]])
    grid = np.stack(np.broadcast_arrays(bend * t / 2, -0.006 * (1 - bend**2), z), axis=-1)
    uv = np.stack(np.meshgrid((bend + 1) / 2, [0.0, 1.0]), axis=-1)
    pages = box((t - 2 * board, d - 0.006, h - 0.006), 0.0006, 1).moved((0, d / 2 - 0.001, h / 2))
    return Volume(merged(boards), surface(grid, uv), pages, spine(rng, colour, ink))


def bound(rng: np.random.Generator, volumes: list[Volume]) -> Thing:
    """`volumes` as two parts: all bindings with one texture that holds every spine, and all pages."""
    if not volumes:
        return []
    count = len(volumes)
    meshes = []
    for k, book in enumerate(volumes):
        # A half texel's margin keeps the neighbour's colour out.
        u = (k + 0.02 + 0.96 * book.back.uv[:, 0]) / count
        meshes.append(replace(book.back, uv=np.stack((u, book.back.uv[:, 1]), axis=1).astype(np.float32)))
        # The boards take the cover's plain colour, from above the first band of the spine.
        plain = np.broadcast_to(np.array([(k + 0.5) / count, 0.975], np.float32), book.boards.uv.shape)
        meshes.append(replace(book.boards, uv=plain.copy()))
    texture = Texture(np.concatenate([book.spine for book in volumes], axis=1), (1.0, 1.0))
    binding = Material(texture, float(rng.uniform(0.35, 0.7)))
    return [Part(merged(meshes), binding), Part(merged([book.pages for book in volumes]), PAPER)]


def book_row(rng: np.random.Generator, length: float, height: float) -> Thing:
    """Books along x from 0 to `length`, none taller than `height`; the last ones may lean."""
    volumes: list[Volume] = []
    x = 0.004
    base = rng.uniform(0.6, 0.82) * height
    while True:
        high = float(min(base * rng.uniform(0.82, 1.2), height * 0.95))
        size = (float(rng.uniform(0.013, 0.046)), float(rng.uniform(0.12, 0.17)), high)
        if x + size[0] > length:
            return bound(rng, volumes)
        lean = float(rng.uniform(0.06, 0.16)) if length - x < 0.12 and rng.random() < 0.7 else 0.0
        at = (x + size[0] / 2, float(rng.uniform(0, 0.012)), size[0] / 2 * np.sin(lean))
        book = volume(rng, size)
        volumes.append(book.changed(lambda mesh, lean=lean, at=at: mesh.turned(-lean, "y").moved(at)))  # type: ignore[misc]
        x += size[0] * np.cos(lean) + size[2] * np.sin(lean) * 0.25 + rng.uniform(0.0005, 0.002)


def book_pile(rng: np.random.Generator, count: int = 4) -> Thing:
    """Books lying on each other, backs towards -y, each turned a little."""
    volumes: list[Volume] = []
    z = 0.0
    for _ in range(count):
        size = (float(rng.uniform(0.018, 0.045)), float(rng.uniform(0.14, 0.18)), float(rng.uniform(0.2, 0.26)))
        angle = float(rng.uniform(-0.16, 0.16))
        at = (float(rng.uniform(-0.012, 0.012)), float(rng.uniform(-0.008, 0.008)), z + size[0] / 2)

        def laid(mesh: Mesh, high: float = size[2], angle: float = angle, at: tuple = at) -> Mesh:
            return mesh.moved((0, 0, -high / 2)).turned(np.pi / 2, "y").turned(angle).moved(at)

        volumes.append(volume(rng, size).changed(laid))
        z += size[0] + 0.001
    return bound(rng, volumes)


def bookshelf(
    rng: np.random.Generator, width: float = 0.9, height: float = 1.9, levels: int = 5, depth: float = 0.26,
    material: Material | None = None, filled: float = 0.85,
) -> Thing:  # fmt: skip
    """A bookcase with its back at y = 0 facing -y, filled with books, piles and a few pots."""
    material = material or timber(rng)
    thick = 0.022
    parts = [
        box((thick, depth, height), 0.002).moved((s * (width - thick) / 2, -depth / 2, height / 2)) for s in (-1, 1)
    ]
    parts.append(box((width, 0.008, height), 0.001).moved((0, -0.004, height / 2)))
    clear = (height - 0.06 - thick) / levels
    floors = [0.06 + k * clear for k in range(levels + 1)]
    parts += [box((width - 2 * thick, depth, thick), 0.002).moved((0, -depth / 2, z)) for z in floors]
    out: Thing = [Part(merged(parts), material)]
    for z in floors[:-1]:
        out += _filled(rng, width - 2 * thick, clear - thick, filled, (0.0, -depth + 0.03, z + thick / 2))
    return out


def _filled(
    rng: np.random.Generator, width: float, height: float, filled: float, at: tuple[float, float, float]
) -> Thing:
    """What stands on one board: runs of books with gaps that hold a pile or a pot."""
    out: Thing = []
    x = 0.0
    while x < width - 0.06:
        run = min(float(rng.uniform(0.18, 0.6)), width - x)
        left = at[0] - width / 2 + x
        if rng.random() < filled:
            out += [p.moved((left, at[1], at[2])) for p in book_row(rng, run, height)]
        else:
            run = min(0.24, run)
            centre = (left + run / 2, at[1] + 0.09, at[2])
            if rng.random() < 0.4 and run > 0.2:
                pile = book_pile(rng, int(rng.integers(2, 5)))
                out += [p.turned(0.0).moved((centre[0], at[1] + 0.01, at[2])) for p in pile]
            else:
                pot = vase(rng, min(height * 0.7, 0.24)) if rng.random() < 0.8 else candlestick(rng, height * 0.4)
                out += [p.moved(centre) for p in pot]
        x += run + 0.01
    return out
