"""The rendered rooms on disk: one compressed file a room, half floats, every light on its own."""

from __future__ import annotations

import os
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

DEFAULT_FOLDER = Path("~/.cache/penumbra/rooms").expanduser()
_HALF_MAX = 65_504.0


@dataclass(frozen=True)
class RenderedRoom:
    """`lights`: name -> linear radiance float16 [h w 3] of mean about 0.2, `scale` giving the true level back.

    `albedo` and `normal` float16 [h w 3], `depth` float16 [h w] in metres.
    """

    seed: int
    lights: dict[str, np.ndarray]
    scale: dict[str, float]
    albedo: np.ndarray
    normal: np.ndarray
    depth: np.ndarray


def path_of(folder: Path, seed: int) -> Path:
    """The file of the room of `seed`."""
    return folder / f"room-{seed:05d}.npz"


def write(folder: Path, seed: int, lights: dict[str, np.ndarray], guides: dict[str, np.ndarray]) -> Path:
    """Store a room; the file appears under its name only when it is whole, so that a run may be cut anywhere."""
    arrays: dict[str, np.ndarray] = {key: guides[key].astype(np.float16) for key in ("albedo", "normal", "depth")}
    for name, light in lights.items():
        # A common level keeps dim lights out of half precision's denormals.
        scale = max(float(light.mean()), 1e-12) / 0.2
        arrays[f"light_{name}"] = np.minimum(light / scale, _HALF_MAX).astype(np.float16)
        arrays[f"scale_{name}"] = np.float32(scale)
    folder.mkdir(parents=True, exist_ok=True)
    target = path_of(folder, seed)
    # The process's number keeps two runs that share a folder apart.
    part = folder / f".room-{seed:05d}-{os.getpid()}.part"
    try:
        with part.open("wb") as file:
            np.savez_compressed(file, **arrays)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return target


def read(path: Path) -> RenderedRoom:
    """The room stored at `path`; ValueError where the file is not one."""
    try:
        with np.load(path, allow_pickle=False) as file:
            names = [key.removeprefix("light_") for key in file.files if key.startswith("light_")]
            return RenderedRoom(
                int(path.stem.rpartition("-")[2]),
                {name: file[f"light_{name}"] for name in names},
                {name: float(file[f"scale_{name}"]) for name in names},
                file["albedo"],
                file["normal"],
                file["depth"],
            )
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(f"{path.name} is not a rendered room: {error}") from error


def rooms(folder: Path = DEFAULT_FOLDER) -> list[Path]:
    """All stored rooms, by seed."""
    return sorted(folder.glob("room-*.npz"))
