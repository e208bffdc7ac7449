"""Render the rooms that Relight learns from.

    python -m data.rooms --count 600 --out DIR [--part 1/2]

Rooms that are there already are left alone, so a run that was cut goes on where it stopped; `--part i/n` lets n
processes (or machines) share the work.
"""

from __future__ import annotations

import argparse
import logging
import time
from pathlib import Path

import numpy as np

from data.rooms import store
from data.rooms.layouts import KINDS, room
from data.rooms.render import RenderConfig, Renderer, mitsuba

_log = logging.getLogger("data.rooms")


def render_room(seed: int, config: RenderConfig) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """(lights, guides) of the room of `seed`."""
    made = room(seed)
    with Renderer(made, config) as renderer:
        guides = renderer.guides(seed)
        return {name: renderer.light(name, guides, seed) for name in sorted(made.lights)}, guides


def _part(text: str) -> tuple[int, int]:
    index, _, total = text.partition("/")
    pair = (int(index), int(total))
    if not 1 <= pair[0] <= pair[1]:
        raise argparse.ArgumentTypeError("give a part as 1/4 .. 4/4")
    return pair


def main() -> None:
    """Render what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m data.rooms", description=__doc__)
    parser.add_argument("--count", type=int, default=600, help="how many rooms, seeds 0 .. count - 1")
    parser.add_argument("--start", type=int, default=0, help="the first seed")
    parser.add_argument("--out", type=Path, default=store.DEFAULT_FOLDER)
    parser.add_argument("--part", type=_part, default=(1, 1), metavar="I/N")
    parser.add_argument("--width", type=int, default=320)
    parser.add_argument("--samples", type=int, default=16)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    config = RenderConfig(arguments.width, arguments.width * 3 // 4, samples=arguments.samples)
    index, total = arguments.part
    seeds = range(arguments.start + index - 1, arguments.start + arguments.count, total)
    todo = [seed for seed in seeds if not store.path_of(arguments.out, seed).exists()]
    _log.info("%d of %d rooms to render with %s into %s", len(todo), len(seeds), mitsuba().variant(), arguments.out)
    started = time.time()
    for done, seed in enumerate(todo, 1):
        lights, guides = render_room(seed, config)
        store.write(arguments.out, seed, lights, guides)
        left = (time.time() - started) / done * (len(todo) - done)
        _log.info("room %d (%s), %d lights; about %.0f min left", seed, KINDS[seed % 6], len(lights), left / 60)


if __name__ == "__main__":
    main()
