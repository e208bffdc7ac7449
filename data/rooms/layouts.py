"""Random rooms for training: six kinds of subject, as the field's flash/ambient sets have them, in any surroundings.

`room(seed)` is a function of its seed alone. The subject is near the origin; the camera stands at y < 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from data.rooms import books, figures, furniture, lamps, plants, shell, soft, toys, vessels
from data.rooms.materials import DYES, PAINTS, cloth, pick, timber
from data.rooms.scene import Emitter, Material, Room, Spot, Strands, Thing, View, flash, place
from data.rooms.textures import planks, plaster, srgb, tiles, wallpaper

KINDS = ("people", "shelves", "plants", "toys", "rooms", "objects")
_FLOORS = (("#3a2414", "#9a6a3c"), ("#2a1a10", "#6d4528"), ("#8a6a45", "#cda877"), ("#3d3a36", "#77716a"))

Builder = Callable[[np.random.Generator], tuple[Thing, float, float]]


def room(seed: int) -> Room:
    """The room of `seed`; its kind is `KINDS[seed % 6]`."""
    rng = np.random.default_rng((2026, seed))
    kind = KINDS[seed % len(KINDS)]
    subject, height, distance = _SUBJECTS[kind](rng)
    things = place(subject, (rng.uniform(-0.15, 0.15), 0.0, 0.0))
    # Half of the rooms are deep: what is behind the subject then goes dark under the flash.
    back = float(rng.uniform(0.75, 1.6) if rng.random() < 0.4 else rng.uniform(1.8, 5.0))
    distance *= float(rng.uniform(0.75, 1.3))
    shape = shell.Shell(
        float(rng.uniform(2.4, 5.6)), -distance - float(rng.uniform(0.5, 1.5)), back, float(rng.uniform(2.3, 2.9))
    )
    things += _surfaces(rng, shape)
    lights: dict[str, list[Emitter | Spot]] = {}
    things += _surroundings(rng, shape, lights, wide=kind == "rooms")
    view = _view(rng, shape, distance, height)
    lights["flash"] = flash(view, _flash_offset(rng), float(rng.uniform(0.01, 0.02)))
    lights["ceiling"] = _ceiling(rng, shape, things)
    lights["bounce"] = list(
        lamps.bounce(shape.height, (float(rng.uniform(-0.8, 0.8)), float(rng.uniform(-distance, back * 0.6))), 1.4)
    )
    white = {name: [_white(e) for e in emitters] for name, emitters in lights.items() if name != "flash"}
    return Room(things, view, white | {"flash": lights["flash"]})


def _white(emitter: Emitter | Spot) -> Emitter | Spot:
    """The same light without its colour: colours are given when lights are mixed."""
    if isinstance(emitter, Spot):
        return emitter
    red, green, blue = emitter.radiance
    level = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return replace(emitter, radiance=(level, level, level))


def _flash_offset(rng: np.random.Generator) -> tuple[float, float]:
    """2 to 6 cm from the lens, in any direction but below it."""
    radius, angle = rng.uniform(0.02, 0.06), rng.uniform(-0.3, np.pi + 0.3)
    return (float(radius * np.cos(angle)), float(radius * np.sin(angle)))


def _view(rng: np.random.Generator, shape: shell.Shell, distance: float, height: float) -> View:
    aside = float(rng.uniform(-0.35, 0.35) * distance)
    limit = shape.width / 2 - 0.25
    eye = (float(np.clip(aside, -limit, limit)), -distance, max(0.15, height + float(rng.uniform(-0.05, 0.45))))
    aim = (float(rng.uniform(-0.15, 0.15)), 0.1, height + float(rng.uniform(-0.08, 0.08)))
    return View(eye, aim, float(rng.uniform(48, 68)))


def _surfaces(rng: np.random.Generator, shape: shell.Shell) -> Thing:
    dark, light = _FLOORS[int(rng.integers(len(_FLOORS)))]
    if rng.random() < 0.6:
        floor = Material(
            planks(rng, srgb(dark), srgb(light), float(rng.uniform(0.07, 0.16))), float(rng.uniform(0.3, 0.6))
        )
    elif rng.random() < 0.5:
        image, bump = tiles(rng, pick(rng, PAINTS), (0.4, 0.38, 0.35), (0.3, 0.3))
        floor = Material(image, 0.3, bump=bump)
    else:
        floor = cloth(rng, pick(rng, DYES), 0.006)
    return shape.parts(floor, _wall(rng), _wall(rng), shell.stained_ceiling(rng))


def _wall(rng: np.random.Generator) -> Material:
    colour = pick(rng, PAINTS)
    kind = rng.random()
    if kind < 0.55:
        image, bump = plaster(rng, colour)
        return Material(image, 0.85, specular=0.2, bump=bump)
    if kind < 0.85:
        return Material(wallpaper(rng, colour, pick(rng, PAINTS)), 0.7, specular=0.3)
    side = (0.2, 0.1) if rng.random() < 0.6 else (0.23, 0.075)
    brick = side[1] < 0.09
    image, bump = tiles(rng, (0.28, 0.1, 0.06) if brick else colour, (0.4, 0.38, 0.34), side)
    return Material(image, 0.9 if brick else 0.2, bump=bump)


def _ceiling(rng: np.random.Generator, shape: shell.Shell, things: Thing) -> list[Emitter | Spot]:
    at = (float(rng.uniform(-0.6, 0.6)), float(rng.uniform(-0.4, max(0.0, shape.back - 0.8))), 0.0)
    if rng.random() < 0.5:
        bulbs = lamps.ceiling_panel(shape.height, float(rng.uniform(0.3, 0.9)), 8.0)
    else:
        lamp, bulbs = lamps.pendant(rng, shape.height, float(rng.uniform(0.25, 0.7)))
        things += place(lamp, at)
    return [Emitter(b.mesh.moved(at), b.radiance, b.material) for b in bulbs]


def _surroundings(
    rng: np.random.Generator, shape: shell.Shell, lights: dict[str, list[Emitter | Spot]], wide: bool
) -> Thing:
    """What stands along the walls, from left to right, and the lights "window" and "lamp" with it."""
    out: Thing = []
    x = -shape.width / 2 + 0.1
    while x < shape.width / 2 - 0.5:
        run = min(float(rng.uniform(0.8, 1.9)), shape.width / 2 - 0.1 - x)
        out += _along_wall(rng, run, shape, x + run / 2)
        x += run + float(rng.uniform(0.05, 0.5))
    _add_window(rng, shape, out, lights)
    lamp, bulbs = lamps.floor_lamp(rng) if shape.back > 1.2 or wide else lamps.table_lamp(rng)
    side = float(rng.choice((-1.0, 1.0)))
    reach = shape.width / 2 - 0.4
    if shape.back > 1.2 or wide:
        at = (side * float(rng.uniform(0.7, max(0.75, reach))), float(rng.uniform(0.5, shape.back - 0.45)), 0.0)
    else:
        out += place(furniture.round_table(rng, 0.22, 0.55), (side * reach, 0.35, 0))
        at = (side * reach, 0.35, 0.55)
    out += place(lamp, at)
    lights["lamp"] = [Emitter(b.mesh.moved(at), b.radiance, b.material) for b in bulbs]
    if rng.random() < 0.5:
        colours = [pick(rng, DYES) for _ in range(4)]
        size = (float(rng.uniform(1.2, 2.4)), float(rng.uniform(0.9, 1.6)))
        out += place(
            soft.pile_rug(rng, colours, size), (float(rng.uniform(-0.4, 0.4)), 0.2, 0.0), float(rng.uniform(-0.3, 0.3))
        )
    return out


def _along_wall(rng: np.random.Generator, run: float, shape: shell.Shell, x: float) -> Thing:
    """One piece of furniture at the back wall about `x`, at most `run` wide, with a picture or plant."""
    y = shape.back
    choice = rng.random()
    if choice < 0.25:
        return place(books.bookshelf(rng, min(run, 1.1), float(rng.uniform(1.0, 2.1))), (x, y - 0.02, 0))
    if choice < 0.45:
        out = place(furniture.sideboard(rng, run), (x, y - 0.24, 0))
        out += place(vessels.vase(rng, float(rng.uniform(0.18, 0.36))), (x - run * 0.25, y - 0.24, 0.72))
        return out + place(shell.picture(rng, min(run * 0.6, 0.8), 0.5), (x, y - 0.005, 1.5))
    if choice < 0.6 and run > 1.2:
        return place(furniture.sofa(rng, run), (x, y - 0.48, 0))
    if choice < 0.7:
        return place(plants.plant(rng), (x, y - 0.45, 0))
    if choice < 0.8:
        return place(shell.mirror(rng, min(0.38, run / 2.2)), (x, y - 0.005, 1.45))
    if choice < 0.9:
        return place(shell.door(rng, min(2.05, shape.height - 0.15)), (x, y, 0))
    return place(shell.picture(rng, min(run * 0.7, 1.0), 0.6), (x, y - 0.005, 1.5))


def _add_window(
    rng: np.random.Generator, shape: shell.Shell, out: Thing, lights: dict[str, list[Emitter | Spot]]
) -> None:
    """A window in a side wall, or behind the camera's side of it, with or without curtains."""
    width, high = float(rng.uniform(0.8, 1.5)), float(rng.uniform(0.9, 1.4))
    frame, pane = shell.window(width, high, int(rng.integers(1, 4)))
    side = float(rng.choice((-1.0, 1.0)))
    y = float(rng.uniform(-0.6, max(0.2, shape.back - width)))
    at = (side * (shape.width / 2 - 0.03), y, 1.45)
    turn = -side * np.pi / 2
    out += place(frame, at, turn)
    lights["window"] = [shell.glowing(pane.turned(turn).moved(at), lamps.glow(3.0, float(rng.uniform(5000, 8000))))]
    if rng.random() < 0.6:
        material = cloth(rng, pick(rng, DYES), 0.003)
        for s in (-1, 1):
            drape = shell.curtain(rng, 0.4, min(2.3, shape.height - 0.1), material)
            out += place(drape, (at[0] - side * 0.12, y + s * (width / 2 + 0.18), 0.02), turn)


def _objects(rng: np.random.Generator) -> tuple[Thing, float, float]:
    """A table or sideboard with a handful of things on it."""
    if rng.random() < 0.7:
        top, out = 0.745, furniture.table(rng, (float(rng.uniform(0.9, 1.6)), 0.8, 0.74))
    else:
        top, out = 0.72, furniture.sideboard(rng, 1.5)
    taken: list[tuple[float, float, float]] = []
    for _ in range(40):
        x, y, r = float(rng.uniform(-0.42, 0.42)), float(rng.uniform(-0.14, 0.16)), float(rng.uniform(0.06, 0.13))
        if all(np.hypot(x - a, y - b) > r + q for a, b, q in taken):
            taken.append((x, y, r))
            out += place(_small(rng), (x, y, top), float(rng.uniform(-0.8, 0.8)))
        if len(taken) == 8:
            break
    return out, top + 0.12, 1.0


def _small(rng: np.random.Generator) -> Thing:
    makers: tuple[Callable[[np.random.Generator], Thing], ...] = (
        vessels.vase, vessels.mug, vessels.bowl, vessels.bottle, vessels.teapot, vessels.candlestick, vessels.apple,
        vessels.orange, vessels.pear, vessels.fruit_bowl, plants.succulent, plants.tulips, books.book_pile,
    )  # fmt: skip
    return makers[int(rng.integers(len(makers)))](rng)


def _shelves(rng: np.random.Generator) -> tuple[Thing, float, float]:
    """A filled bookcase close by, sometimes two, at an angle."""
    wide = float(rng.uniform(0.7, 1.2))
    filled = float(rng.uniform(0.45, 0.9))
    out = place(
        books.bookshelf(rng, wide, float(rng.uniform(1.5, 2.1)), 5, filled=filled),
        (0, 0.2, 0),
        float(rng.uniform(-0.5, 0.5)),
    )
    return out, float(rng.uniform(0.8, 1.5)), 1.3


def _plants(rng: np.random.Generator) -> tuple[Thing, float, float]:
    """Plants on the floor, on stools and on a sideboard."""
    out: Thing = []
    if rng.random() < 0.5:
        out += furniture.sideboard(rng, 1.3, 0.7)
        for x in (-0.42, -0.1, 0.2, 0.46):
            out += place(plants.plant(rng, tall=False), (x, float(rng.uniform(-0.06, 0.06)), 0.7))
        return out, 0.9, 1.1
    for x in (-0.45, 0.05, 0.5):
        if rng.random() < 0.4:
            out += place(plants.stool(rng), (x, 0.1, 0))
            out += place(plants.plant(rng, tall=False), (x, 0.1, 0.4))
        else:
            out += place(plants.plant(rng), (x, float(rng.uniform(0.0, 0.4)), 0))
    return out, 0.55, 1.4


def _toys(rng: np.random.Generator) -> tuple[Thing, float, float]:
    """Toys on the floor or on a low table."""
    out = place(toys.train(rng), (float(rng.uniform(-0.2, 0.3)), -0.25, 0.0), float(rng.uniform(-1, 1)))
    out += place(toys.block_heap(rng, 9, 0.2), (0.35, 0.0, 0.0))
    if rng.random() < 0.7:
        colour = srgb(("#a9743c", "#6b4a2f", "#c9b69a", "#8d8a86", "#b06a6a")[int(rng.integers(5))])
        out += place(
            soft.bear(rng, colour, hairs=24_000),
            (-0.15, 0.1, 0.0),
            float(rng.uniform(-0.5, 0.5)),
            float(rng.uniform(0.8, 1.2)),
        )
    if rng.random() < 0.6:
        out += place(toys.rings(rng), (-0.45, -0.05, 0.0))
    if rng.random() < 0.6:
        out += place(toys.beach_ball(rng, float(rng.uniform(0.07, 0.14))), (0.5, 0.3, 0.0))
    if rng.random() < 0.4:
        raised: Thing = furniture.table(rng, (1.3, 0.9, 0.5))
        return raised + place(out, (0, 0, 0.5)), 0.62, 0.95
    return out, 0.16, 1.0


def _people(rng: np.random.Generator) -> tuple[Thing, float, float]:
    """One or two people, standing or sitting."""
    out: Thing = []
    count = 1 if rng.random() < 0.6 else 2
    sitting = bool(rng.random() < 0.5)
    for k in range(count):
        x = 0.0 if count == 1 else (-0.36, 0.36)[k]
        angle = float(rng.uniform(-0.6, 0.6))
        out += place(figures.person(rng, sitting), (x, 0.0, 0.0), angle)
    if sitting:
        seat = furniture.sofa(rng, 1.7, cushions=1) if count == 2 or rng.random() < 0.4 else furniture.chair(rng)
        out += place(seat, (0.0, 0.12, 0.0))
    close = rng.random() < 0.6
    height = (1.15 if close else 0.85) if sitting else (1.5 if close else 1.1)
    return out, height, 0.85 if close else 1.6


def _rooms(rng: np.random.Generator) -> tuple[Thing, float, float]:
    """A sitting, dining or bed room, seen whole."""
    kind = rng.random()
    if kind < 0.4:
        out = place(furniture.sofa(rng, float(rng.uniform(1.5, 2.1))), (0, 0.6, 0))
        out += place(furniture.table(rng, (0.9, 0.5, 0.42)), (0, -0.3, 0))
        out += place(_small(rng), (0.1, -0.3, 0.42))
        if rng.random() < 0.5:
            out += place(furniture.sofa(rng, 0.9, cushions=1), (-1.15, -0.1, 0), -1.1)
    elif kind < 0.75:
        out = furniture.table(rng)
        material = timber(rng)
        for x, y, turn in ((-0.3, 0.5, 0.0), (0.3, 0.5, 0.0), (-0.8, 0.0, 1.57), (0.8, 0.0, -1.57)):
            out += place(furniture.chair(rng, material), (x, y, 0), turn + float(rng.uniform(-0.2, 0.2)))
        out += place(_small(rng), (0.0, 0.0, 0.745))
        out += place(_small(rng), (0.32, 0.08, 0.745))
    else:
        out = place(furniture.bed(rng), (0.0, -0.2, 0), float(rng.uniform(-0.4, 0.4)))
    return out, 0.75, 2.0


_SUBJECTS: dict[str, Builder] = {
    "people": _people,
    "shelves": _shelves,
    "plants": _plants,
    "toys": _toys,
    "rooms": _rooms,
    "objects": _objects,
}


def hair_count(made: Room) -> int:
    """How many strands a room has: what its rendering time depends on most."""
    return sum(len(thing.points) for thing in made.things if isinstance(thing, Strands))
