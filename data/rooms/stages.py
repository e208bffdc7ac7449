"""Rooms that were arranged by hand for the example photographs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from data.rooms import books, furniture, lamps, plants, shell, soft, toys, vessels
from data.rooms.materials import cloth, knit, paint, striped, timber
from data.rooms.meshes import box, quad
from data.rooms.scene import Emitter, Material, Part, Room, Spot, Thing, View, flash, place
from data.rooms.textures import planks, plaster, srgb, wallpaper

# A compact camera: its flash sits further from the lens than a phone's, which shows in the shadows.
_COMPACT = (-0.055, 0.075)

Lights = dict[str, list[Emitter | Spot]]


def _floor(rng: np.random.Generator, dark: str = "#3a2414", light: str = "#9a6a3c", gloss: float = 0.38) -> Material:
    return Material(planks(rng, srgb(dark), srgb(light)), gloss, specular=0.4)


def _wall(rng: np.random.Generator, colour: str) -> Material:
    image, height = plaster(rng, srgb(colour))
    return Material(image, 0.85, specular=0.2, bump=height)


def _papered(rng: np.random.Generator, ground: str, figure: str) -> Material:
    _, height = plaster(rng, (0.5, 0.5, 0.5), 0.0003)
    return Material(wallpaper(rng, srgb(ground), srgb(figure)), 0.7, specular=0.3, bump=height)


def _window(
    things: Thing, lights: Lights, rng: np.random.Generator, at: Sequence[float], drapes: str, power: float = 3.0
) -> None:
    """A window on the wall at `at` (its centre) with curtains to the floor; its pane is the light "window"."""
    x, y, z = at
    frame, pane = shell.window(1.25, 1.3)
    things += place(frame, (x, y - 0.03, z))
    material = cloth(rng, srgb(drapes), 0.003)
    for side in (-1, 1):
        things += place(shell.curtain(rng, 0.46, z + 0.95, material), (x + side * 0.8, y - 0.15, 0.02))
    things += place(shell.rod(2.2, rng), (x, y - 0.15, z + 0.97))
    lights["window"] = [shell.glowing(pane.moved((x, y - 0.03, z)), lamps.glow(power, 7000))]


def _lamp(things: Thing, lights: Lights, lamp: lamps.Lamp, at: Sequence[float], name: str = "lamp") -> None:
    thing, bulbs = lamp
    things += place(thing, at)
    lights[name] = [Emitter(b.mesh.moved(at), b.radiance, b.material) for b in bulbs]


def _partition(rng: np.random.Generator, left: float, right: float, y: float, height: float, face: Material) -> Thing:
    """A wall 12 cm thick across the room, from x = `left` to `right`, papered on its near side."""
    core = box((right - left, 0.12, height), 0.004).moved(((left + right) / 2, y + 0.062, height / 2))
    skirting = box((right - left + 0.02, 0.016, 0.09), 0.003).moved(((left + right) / 2, y - 0.008, 0.045))
    return [
        Part(core, _wall(rng, "#d6cfbf")),
        Part(quad((left, y, 0), (right - left, 0, 0), (0, 0, height)), face),
        Part(skirting, paint((0.66, 0.64, 0.58), 0.35)),
    ]


def bear(rng: np.random.Generator) -> Room:
    """A teddy bear and toys on a rug by a papered wall; to the right the room goes on into the dark."""
    shape = shell.Shell(5.4, -2.4, 4.4)
    view = View((0.3, -0.98, 0.56), (0.03, 0.2, 0.19), 54.0)
    lights: Lights = {"flash": flash(view, _COMPACT)}
    out = shape.parts(_floor(rng), _wall(rng, "#b9ad97"), _wall(rng, "#5d6f68"), shell.stained_ceiling(rng))
    out += _partition(rng, -2.7, 0.34, 0.62, shape.height, _papered(rng, "#cdbf9f", "#8a9a86"))
    wool = [srgb("#31475a"), srgb("#b7a582"), srgb("#94503a"), srgb("#d6c9ae")]
    out += place(soft.pile_rug(rng, wool, (2.0, 1.4)), (0.1, -0.12, 0), 0.06)
    out += place(soft.bear(rng, srgb("#9c6a3a")), (-0.13, 0.16, 0.008), 0.22, 1.2)
    out += place(toys.train(rng), (0.13, -0.24, 0.014), -0.45)
    out += place(toys.block_heap(rng, 7, 0.12), (0.36, 0.06, 0.014), 0.3)
    out += place(toys.rings(rng), (-0.43, -0.02, 0.014))
    out += place(toys.beach_ball(rng, 0.11), (0.5, 0.42, 0.014), 0.9)
    patch = striped(rng, [srgb("#d8cdb5"), srgb("#7d3b2c"), srgb("#d8cdb5"), srgb("#b07f35")], 0.03)
    pillow = [p.turned(-0.3, "x") for p in soft.cushion(rng, 0.4, 0.13, patch)]
    out += place(pillow, (-0.47, 0.46, 0.01), 0.12)
    out += place(books.book_pile(rng, 5), (-0.78, 0.3, 0.014), 0.2)
    out += place(books.bookshelf(rng, 0.95, 2.0, material=timber(rng, "walnut")), (0.85, 4.38, 0))
    out += place(plants.rubber_plant(rng, 0.9), (1.55, 3.6, 0))
    out += place(furniture.sofa(rng, 1.7, cloth(rng, srgb("#6f6a5c"))), (1.75, 2.3, 0), -1.2)
    _window(out, lights, rng, (2.1, shape.back, 1.5), "#8a5a3a")
    _lamp(out, lights, lamps.floor_lamp(rng, height=1.5), (0.85, 2.6, 0.0))
    lights["bounce"] = list(lamps.bounce(shape.height, (0.3, -0.9), 1.8, kelvin=3600))
    return Room(out, view, lights)


def table(rng: np.random.Generator) -> Room:
    """Tulips, tea and fruit on a wooden table, the living room behind it in the dark."""
    shape = shell.Shell(5.0, -2.2, 4.6)
    view = View((0.2, -0.78, 1.2), (-0.01, 0.22, 0.86), 56.0)
    lights: Lights = {"flash": flash(view, _COMPACT)}
    out = shape.parts(
        _floor(rng), _wall(rng, "#a7a08f"), _papered(rng, "#2f4540", "#8d8a63"), shell.stained_ceiling(rng)
    )
    out += place(furniture.table(rng, (1.5, 0.86, 0.74), timber(rng, "oak")), (0.0, 0.2, 0))
    runner = striped(rng, [srgb("#d9cfba"), srgb("#c9bda4"), srgb("#3d5a66"), srgb("#d9cfba")], 0.02)
    out.append(Part(box((0.42, 0.84, 0.003), 0.0014).moved((-0.02, 0.2, 0.7425)), runner))
    top = 0.745
    out += place(plants.tulips(rng, 11), (-0.05, 0.27, top), 0.5)
    out += place(vessels.fruit_bowl(rng), (0.3, 0.2, top))
    out += place(vessels.teapot(rng, 0.08, Material(srgb("#2b4350"), 0.18, clearcoat=1.0)), (-0.36, 0.18, top), 0.6)
    out += place(vessels.mug(rng, Material(srgb("#e6dfd0"), 0.2, clearcoat=0.8)), (-0.2, -0.02, top), 3.7)
    out += place(books.book_pile(rng, 3), (0.34, 0.5, top), 0.2)
    out += place(vessels.candlestick(rng, 0.17), (-0.5, 0.42, top))
    out += place(vessels.candlestick(rng, 0.12), (-0.42, 0.5, top))
    out += place(vessels.plate(rng, 0.1, Material(srgb("#dcd5c4"), 0.2, clearcoat=0.8)), (0.1, -0.03, top))
    out += place(vessels.pear(rng), (0.1, -0.03, top + 0.01))
    out += place(furniture.chair(rng, timber(rng, "walnut")), (-0.3, 0.95, 0), 0.15)
    out += place(furniture.chair(rng, timber(rng, "walnut")), (0.42, 0.98, 0), -0.1)
    out += place(furniture.sofa(rng, 2.0, cloth(rng, srgb("#6d6a52"))), (-0.6, 3.9, 0), 0.0)
    out += place(shell.picture(rng, 0.7, 0.5), (-1.1, 4.58, 1.6))
    out += place(shell.picture(rng, 0.4, 0.5), (-0.3, 4.58, 1.6))
    out += place(plants.palm(rng, 13, 0.8), (-2.0, 3.7, 0))
    _window(out, lights, rng, (1.5, shape.back, 1.5), "#b9a07a")
    pendant, bulbs = lamps.pendant(rng, shape.height, 0.75)
    _lamp(out, lights, (pendant, bulbs), (0.0, 0.25, 0.0), "pendant")
    _lamp(out, lights, lamps.floor_lamp(rng), (0.75, 3.9, 0.0))
    lights["bounce"] = list(lamps.bounce(shape.height, (0.0, -0.9), 1.8, kelvin=3400))
    return Room(out, view, lights)


def sideboard(rng: np.random.Generator) -> Room:
    """Plants and pots along a sideboard, seen down the wall, with a round mirror above them."""
    shape = shell.Shell(4.6, -2.6, 1.0)
    view = View((-0.95, -0.42, 1.16), (0.28, 0.78, 0.93), 60.0)
    lights: Lights = {"flash": flash(view, _COMPACT)}
    wall = _papered(rng, "#c9b9a0", "#6f4a3c")
    out = shape.parts(_floor(rng), _wall(rng, "#8f9a93"), wall, shell.stained_ceiling(rng))
    out += place(furniture.sideboard(rng, 2.3, 0.76, 0.42, timber(rng, "walnut")), (0.15, 0.77, 0))
    top = 0.76
    out += place(plants.snake_plant(rng, 13, 0.42), (-0.42, 0.74, top))
    out += place(plants.succulent(rng, 0.06), (-0.62, 0.62, top))
    out += place(vessels.vase(rng, 0.2, Material(srgb("#c46a3d"), 0.4)), (-0.13, 0.84, top))
    out += place(books.book_pile(rng, 4), (0.1, 0.62, top), 0.1)
    out += place(plants.succulent(rng, 0.045), (0.1, 0.72, top + 0.125))
    out += place(vessels.candlestick(rng, 0.2), (0.38, 0.68, top))
    out += place(plants.tulips(rng, 9), (0.62, 0.76, top))
    out += place(vessels.bottle(rng), (0.85, 0.68, top))
    out += place(vessels.fruit_bowl(rng), (1.05, 0.74, top))
    out += place(shell.mirror(rng, 0.3), (0.18, 0.985, 1.42))
    out += place(shell.picture(rng, 0.3, 0.4), (-0.5, 0.985, 1.5))
    out += place(shell.picture(rng, 0.34, 0.26), (0.85, 0.985, 1.5))
    out += place(plants.rubber_plant(rng, 1.0), (1.75, 0.5, 0))
    out += place(furniture.chair(rng, timber(rng, "oak")), (1.75, -0.3, 0), -1.3)
    _lamp(out, lights, lamps.table_lamp(rng, 40, 0.46), (-0.92, 0.78, top))
    frame, pane = shell.window(1.2, 1.3)
    turned = [p.turned(-np.pi / 2) for p in frame]
    out += [p.moved((2.28, -0.9, 1.45)) for p in turned]
    lights["window"] = [shell.glowing(pane.turned(-np.pi / 2).moved((2.27, -0.9, 1.45)), lamps.glow(3.0, 6500))]
    lights["bounce"] = list(lamps.bounce(shape.height, (-0.3, -1.0), 1.6, kelvin=3400))
    return Room(out, view, lights)


def corner(rng: np.random.Generator) -> Room:
    """A reading corner in the evening: armchair, lamp, books, a plant and a rug."""
    shape = shell.Shell(4.4, -3.2, 1.5)
    view = View((0.15, -2.2, 1.25), (0.0, 0.9, 0.86), 58.0)
    lights: Lights = {"flash": flash(view, _COMPACT)}
    out = shape.parts(
        _floor(rng, "#4a2f1a", "#a87a49"), _wall(rng, "#6f7f7d"), _wall(rng, "#3f5554"), shell.stained_ceiling(rng)
    )
    leather = Material(srgb("#6e3d22"), 0.42, specular=0.5)
    out += place(furniture.sofa(rng, 0.9, leather, cushions=0), (0.1, 0.55, 0), 0.25)
    blanket = knit(rng, srgb("#c9b48c"), 0.014)
    path = np.array(
        [
            (0, 0.5, 0.35),
            (0, 0.44, 0.78),
            (0, 0.33, 0.85),
            (0, 0.16, 0.68),
            (0, 0.02, 0.52),
            (0, -0.3, 0.5),
            (0, -0.47, 0.36),
            (0, -0.49, 0.2),
        ]
    )
    out += place(soft.throw(rng, path, 0.36, blanket), (0.2, 0.55, 0.0), 0.25)
    out += place(soft.cushion(rng, 0.38, 0.13, cloth(rng, srgb("#b7832f"))), (-0.03, 0.62, 0.48), 0.6)
    out += place(books.bookshelf(rng, 1.0, 2.1, 6, material=timber(rng, "oak")), (-1.2, 1.48, 0))
    out += place(furniture.round_table(rng, 0.25, 0.5, timber(rng, "walnut")), (0.88, 0.2, 0))
    out += place(vessels.mug(rng, Material(srgb("#d9d2c0"), 0.25, clearcoat=0.7)), (0.8, 0.12, 0.5), 2.0)
    out += place(books.book_pile(rng, 3), (0.95, 0.22, 0.5), -0.5)
    out += place(plants.palm(rng, 13, 0.75), (1.65, 0.9, 0))
    rail = [srgb("#7c3226"), srgb("#24333f"), srgb("#b98d4a"), srgb("#d9ccb2")]
    out += place(soft.pile_rug(rng, rail, (2.2, 1.5)), (0.1, -0.2, 0))
    out += place(shell.picture(rng, 0.55, 0.7), (0.15, 1.485, 1.62))
    out += place(shell.picture(rng, 0.3, 0.36), (0.72, 1.485, 1.72))
    out += place(furniture.round_table(rng, 0.2, 0.42, timber(rng, "oak")), (-0.55, -0.1, 0))
    out += place(vessels.teapot(rng, 0.07), (-0.55, -0.1, 0.42), 0.4)
    _lamp(out, lights, lamps.floor_lamp(rng, 120, 1.5), (-0.55, 0.95, 0.0))
    _window(out, lights, rng, (1.7, shape.back, 1.55), "#7a6a52", 1.5)
    lights["bounce"] = list(lamps.bounce(shape.height, (0.0, -1.0), 1.6, kelvin=3400))
    return Room(out, view, lights)


STAGES: dict[str, Callable[[np.random.Generator], Room]] = {
    "bear": bear,
    "table": table,
    "sideboard": sideboard,
    "corner": corner,
}
