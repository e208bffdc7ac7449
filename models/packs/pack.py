"""A pack is a TOML file: slot -> checkpoint, format, sha256, licence, source.

[pack]
name = "embedded"
title = "Embedded pack"

[slots.relighter]
title = "Relight network"
file = "assets/weights/relighter.safetensors"   # relative to the pack's root, or a list of shards
format = "safetensors"
sha256 = "…"                                    # of the file; of the shards' digests joined, when sharded
licence = "Apache-2.0"
source = "training/relight.py"
replaces = "…"                                  # optional: what it stands in for
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from models.errors import ModelError

ROOT = Path(__file__).resolve().parents[2]
EMBEDDED = Path(__file__).with_name("embedded.toml")


@dataclass(frozen=True)
class Slot:
    """One checkpoint: the files that hold it, how to read them, and where they come from under which licence."""

    name: str
    pack: str
    title: str
    files: tuple[Path, ...]
    format: str
    licence: str
    source: str
    sha256: str | None = None
    replaces: str = ""

    @property
    def installed(self) -> bool:
        """Whether every file is there."""
        return all(file.is_file() for file in self.files)

    @property
    def size_bytes(self) -> int:
        """Bytes on disk, 0 for what is not installed."""
        return sum(file.stat().st_size for file in self.files if file.is_file())

    def verify(self) -> None:
        """Raises `ModelError` when a file is missing or the content is not the one that the pack promises."""
        missing = [file.name for file in self.files if not file.is_file()]
        if missing:
            raise ModelError(f"The slot {self.name} of the {self.pack} pack lacks {', '.join(missing)}.")
        if self.sha256 and sha256_of(self.files) != self.sha256:
            raise ModelError(
                f"The files of the slot {self.name} are not what the {self.pack} pack promises (their sha256 differs); "
                "install the pack again."
            )


@dataclass(frozen=True)
class Pack:
    """A named set of slots."""

    name: str
    title: str
    slots: dict[str, Slot]

    def slot(self, name: str) -> Slot:
        """The slot of that name; `ModelError` when the pack has none."""
        if name not in self.slots:
            have = ", ".join(self.slots) or "none"
            raise ModelError(f"The {self.name} pack has no slot {name}; it has {have}.")
        return self.slots[name]


def load(path: Path = EMBEDDED, root: Path | None = None) -> Pack:
    """Reads a pack file. File names in it are relative to `root`, by default the project's root.

    Raises `ModelError`, naming the file and the key, when it cannot be read.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelError(f"The pack file {path.name} cannot be read: {error}.") from error
    head = document.get("pack", {})
    name = head.get("name", path.stem)
    slots = {key: _slot(key, name, entry, root or ROOT, path.name) for key, entry in document.get("slots", {}).items()}
    return Pack(name=name, title=head.get("title", name), slots=slots)


def sha256_of(files: tuple[Path, ...]) -> str:
    """sha256 of one file, or of the shards' hexadecimal digests joined in order."""
    digests = []
    for file in files:
        with file.open("rb") as stream:
            digests.append(hashlib.file_digest(stream, "sha256").hexdigest())
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def _slot(name: str, pack: str, entry: dict[str, Any], root: Path, where: str) -> Slot:
    known = {field.name for field in fields(Slot)} - {"name", "pack", "files"} | {"file"}
    unknown = set(entry) - known
    if unknown:
        raise ModelError(f"{where}: the slot {name} has the unknown key {sorted(unknown)[0]}.")
    for key in ("title", "file", "format", "licence", "source"):
        if not entry.get(key):
            raise ModelError(f"{where}: the slot {name} lacks the key {key}.")
    names = [entry["file"]] if isinstance(entry["file"], str) else list(entry["file"])
    files = tuple((root / file).resolve() for file in names)
    outside = [file for file in files if not file.is_relative_to(root.resolve())]
    if outside:
        raise ModelError(f"{where}: the slot {name} names a file outside the pack's root.")
    rest = {key: value for key, value in entry.items() if key != "file"}
    return Slot(name=name, pack=pack, files=files, **rest)
