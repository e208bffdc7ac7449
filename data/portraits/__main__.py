"""Packs portraits with --count N --size 128 --out DIR, or draws a contact sheet with --sheet OUT.png."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from data.portraits import pack, sheet
from data.portraits.attributes import BY_NAME


def _override(text: str) -> tuple[str, Any]:
    name, _, value = text.partition("=")
    if name not in BY_NAME:
        raise argparse.ArgumentTypeError(f"{name!r} is no attribute of a portrait")
    return name, value if BY_NAME[name].kind == "category" else float(value)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m data.portraits", description=__doc__)
    parser.add_argument("--count", type=int, help="how many portraits to pack")
    parser.add_argument("--size", type=int, default=128, help="side in pixels, 32 to 512")
    parser.add_argument("--out", type=Path, help="the folder to make")
    parser.add_argument("--workers", type=int, default=1, help="processes that draw")
    parser.add_argument("--first-seed", type=int, default=0, help="the number of the first portrait")
    parser.add_argument("--texture-seed", type=int, help="one seed for the texture of all portraits")
    parser.add_argument("--captions", type=int, default=4, help="captions a portrait")
    parser.add_argument(
        "--set", type=_override, action="append", default=[], metavar="NAME=VALUE", help="fix an attribute"
    )
    parser.add_argument("--sheet", type=Path, help="draw a contact sheet into this PNG instead")
    arguments = parser.parse_args()
    if not arguments.sheet and not (arguments.count and arguments.out):
        parser.error("give --count and --out, or --sheet")
    return arguments


def main() -> None:
    """Runs the command."""
    given = _arguments()
    if given.sheet:
        sys.stdout.write(f"{sheet.write(given.sheet, given.size)}\n")
        return
    config = pack.PackConfig(
        given.count,
        given.size,
        given.out,
        given.first_seed,
        given.texture_seed,
        given.captions,
        given.workers,
        dict(given.set),
    )

    def progress(done: int) -> None:
        sys.stdout.write(f"\r{done} of {given.count} portraits")
        sys.stdout.flush()

    sys.stdout.write(f"\n{pack.write(config, progress)}\n")


if __name__ == "__main__":
    main()
