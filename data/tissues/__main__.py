"""Draws a contact sheet with --sheet OUT.png, or packs tasks with --tasks N --pictures M --size 128 --out DIR."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from data.tissues import sheet
from data.tissues.pack import PackConfig, write_pack
from data.tissues.split import HELD_OUT_FAMILIES, TRAIN_FAMILIES
from data.tissues.task import families, make_task


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m data.tissues", description=__doc__)
    parser.add_argument("--sheet", type=Path, help="draw a contact sheet into this PNG")
    parser.add_argument("--out", type=Path, help="the folder of the pack to make")
    parser.add_argument("--tasks", type=int, help="how many tasks; on a sheet, how many of each family (1)")
    parser.add_argument("--pictures", type=int, default=6, help="pictures a task")
    parser.add_argument("--size", type=int, default=128, help="side in pixels, 32 to 1024")
    parser.add_argument("--first-seed", type=int, default=0, help="the seed of the first task")
    parser.add_argument("--families", nargs="+", choices=families(), metavar="NAME", help="families to draw from")
    parser.add_argument("--held-out", action="store_true", help="draw from the held-out families instead")
    parser.add_argument("--workers", type=int, default=1, help="processes that draw a pack")
    given = parser.parse_args()
    if not given.sheet and not (given.tasks and given.out):
        parser.error("give --tasks and --out, or --sheet")
    return given


def main() -> None:
    """Runs the command."""
    given = _arguments()
    names = tuple(given.families or (HELD_OUT_FAMILIES if given.held_out else TRAIN_FAMILIES))
    if given.sheet:
        seeds = range(given.first_seed, given.first_seed + (given.tasks or 1))
        tasks = [make_task(name, seed) for name in names for seed in seeds]
        sys.stdout.write(f"{sheet.write(given.sheet, tasks, given.pictures, given.size)}\n")
        return
    config = PackConfig(given.tasks, given.pictures, given.size, given.out, given.first_seed, names, given.workers)

    def progress(done: int) -> None:
        sys.stdout.write(f"\r{done} of {given.tasks} tasks")
        sys.stdout.flush()

    sys.stdout.write(f"\n{write_pack(config, progress)}\n")


if __name__ == "__main__":
    main()
