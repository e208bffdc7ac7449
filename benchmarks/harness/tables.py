"""Finding the tables by their file names, and running one from the command line."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from models.errors import ModelError

from .rows import Row, format_table

PACKAGE = "benchmarks"
FOLDER = Path(__file__).resolve().parents[1]


def find_tables(folder: Path = FOLDER) -> list[str]:
    """The names of all tables, dashes for underscores: the folder's modules but those that begin with one."""
    stems = (path.stem for path in folder.glob("*.py"))
    return sorted(stem.replace("_", "-") for stem in stems if not stem.startswith("_"))


def load_table(name: str) -> ModuleType:
    """The module of a table."""
    return importlib.import_module(f"{PACKAGE}.{name.replace('-', '_')}")


def describe(table: ModuleType) -> str:
    """The first line of a table's docstring."""
    return (table.__doc__ or "").strip().partition("\n")[0]


def main(arguments: Sequence[str]) -> int:
    """Runs the command line and returns the exit code: 2 for a mistake of the user, told in one sentence."""
    names = find_tables()
    if not arguments or arguments[0] in ("-h", "--help"):
        print("python -m benchmarks NAME [--quick] [--json] [options of the table]\n")
        width = max(map(len, names), default=0)
        for name in names:
            print(f"  {name.ljust(width)}  {describe(load_table(name))}")
        return 0
    name = arguments[0].replace("_", "-")
    if name not in names:
        print(f"There is no benchmark {arguments[0]!r}; there are {', '.join(names)}.", file=sys.stderr)
        return 2
    table = load_table(name)
    options = _parser(name, table).parse_args(arguments[1:])
    try:
        _run(table, options)
    except ModelError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser(name: str, table: ModuleType) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m {PACKAGE} {name}", description=describe(table))
    parser.add_argument("--quick", action="store_true", help="end within 45 seconds on two cores")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    if hasattr(table, "add_arguments"):
        table.add_arguments(parser)
    return parser


def _run(table: ModuleType, options: argparse.Namespace) -> None:
    rows: list[Row] = []
    for row in table.run(options):
        rows.append(row)
        if options.json:
            print(row.to_json(), flush=True)
    if not options.json:
        print(format_table(rows))
        print(f"\n{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
