"""Tissue tasks packed as memory maps, for training.

A pack is a folder: images.npy UInt8[tasks, pictures, size, size, 3], labels.npy UInt8[tasks, pictures, size, size] and
meta.json. It is drawn beside its name and renamed when complete, so that a folder with the right name is never half a
pack; a run that was cut goes on where it stopped.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from data.tissues.kinds import Array, Task
from data.tissues.split import TRAIN_FAMILIES
from data.tissues.task import draw, sample_task


@dataclass(frozen=True)
class PackConfig:
    """What to pack.

    Args:
        tasks: how many tasks; task k is `sample_task(first_seed + k, families)`.
        pictures: how many pictures of each.
        size: side in pixels.
        out: the folder to make.
        first_seed: the seed of the first task.
        families: which families to sample from.
        workers: how many processes draw.
    """

    tasks: int
    pictures: int
    size: int
    out: Path
    first_seed: int = 0
    families: tuple[str, ...] = TRAIN_FAMILIES
    workers: int = 1


@dataclass(frozen=True)
class Pack:
    """An opened pack: `images` UInt8[t, p, s, s, 3] and `labels` UInt8[t, p, s, s], read from disk as needed."""

    images: Array
    labels: Array
    tasks: tuple[Task, ...]


def _task(config: PackConfig, k: int) -> Task:
    return sample_task(config.first_seed + k, config.families)


def _meta(config: PackConfig) -> dict[str, Any]:
    recipe = asdict(config) | {"families": list(config.families)}
    del recipe["out"], recipe["workers"]
    return recipe


def _draw_task(config: PackConfig, folder: Path, k: int) -> int:
    images = np.load(folder / "images.npy", mmap_mode="r+")
    labels = np.load(folder / "labels.npy", mmap_mode="r+")
    done = np.load(folder / "done.npy", mmap_mode="r+")
    task = _task(config, k)
    for index in range(config.pictures):
        scene = draw(task, index, config.size)
        images[k, index], labels[k, index] = scene.image, scene.labels
    # The mark follows the pixels to the disk, so that a task that is marked is whole.
    images.flush()
    labels.flush()
    done[k] = 1
    done.flush()
    return k


def _folder(config: PackConfig) -> Path:
    """The folder of the run under way: a new one, or the one that a cut run with the same recipe left."""
    out = Path(config.out)
    folder = out.with_name(f"{out.name}.partial")
    recipe = folder / "recipe.json"
    if recipe.exists():
        if json.loads(recipe.read_text()) != _meta(config):
            raise ValueError(f"{folder} was begun with other settings; finish it with those or delete it.")
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    n, p, s = config.tasks, config.pictures, config.size
    for name, shape in {"images": (n, p, s, s, 3), "labels": (n, p, s, s), "done": (n,)}.items():
        np.lib.format.open_memmap(folder / f"{name}.npy", "w+", np.uint8, shape).flush()
    recipe.write_text(json.dumps(_meta(config)))
    return folder


def write_pack(config: PackConfig, progress: Callable[[int], None] | None = None) -> Path:
    """Draws a pack, or goes on with one that was cut, and returns its folder; `progress` is told how many are done.

    Raises:
        FileExistsError: if the folder exists.
        ValueError: for numbers that make no pack, or a cut pack of other settings.
    """
    out = Path(config.out)
    if out.exists():
        raise FileExistsError(f"{out} exists already")
    if config.tasks < 1 or config.pictures < 1:
        raise ValueError(f"A pack needs tasks and pictures, not {config.tasks} and {config.pictures}.")
    draw(_task(config, 0), 0, config.size)
    folder = _folder(config)
    open_tasks = np.flatnonzero(np.load(folder / "done.npy") == 0).tolist()
    finished = config.tasks - len(open_tasks)
    work = partial(_draw_task, config, folder)
    if config.workers > 1:
        with get_context("spawn").Pool(config.workers) as pool:
            for _ in pool.imap_unordered(work, open_tasks):
                finished += 1
                if progress:
                    progress(finished)
    else:
        for k in open_tasks:
            work(k)
            finished += 1
            if progress:
                progress(finished)
    tasks = [asdict(_task(config, k)) for k in range(config.tasks)]
    (folder / "meta.json").write_text(json.dumps(_meta(config) | {"drawn": tasks}, indent=1))
    for name in ("done.npy", "recipe.json"):
        (folder / name).unlink()
    folder.rename(out)
    return out


def open_pack(folder: Path) -> Pack:
    """Opens a pack without reading its pixels.

    Raises:
        ValueError: where the folder is not one, or its arrays do not fit each other.
    """
    folder = Path(folder)
    try:
        meta = json.loads((folder / "meta.json").read_text())
        images = np.load(folder / "images.npy", mmap_mode="r")
        labels = np.load(folder / "labels.npy", mmap_mode="r")
    except (OSError, ValueError) as error:
        raise ValueError(f"{folder} is not a pack of tissues: {error}.") from error
    tasks = tuple(
        Task(
            item["family"],
            item["seed"],
            item["look"],
            tuple(item["class_names"]),
            tuple((inner, outer) for inner, outer in item["nesting"]),
            tuple(item["absent"]),
        )
        for item in meta["drawn"]
    )
    if images.shape[:4] != labels.shape or images.shape[0] != len(tasks):
        raise ValueError(f"{folder} holds images {images.shape}, labels {labels.shape} and {len(tasks)} tasks.")
    return Pack(images, labels, tasks)
