"""Portraits packed as memory maps, for training.

A pack is a folder: images.npy UInt8[n, size, size, 3], parsing.npy UInt8[n, size, size], attributes.npy
Float32[n, ENCODED_SIZE], latents.npy Float32[n, LATENT_SIZE], captions.json (for each portrait its captions, and for
flagged ones its hinting captions) and meta.json. It is written beside its name and renamed when complete, so that a
folder with the right name is never half a pack.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from data.portraits.attributes import Attributes
from data.portraits.captions import caption, flags, hinting_caption
from data.portraits.easel import CLASSES
from data.portraits.encoding import ENCODED_NAMES, ENCODED_SIZE, encode
from data.portraits.render import render
from data.portraits.sampling import LATENT_NAMES, LATENT_SIZE, latent, sample


@dataclass(frozen=True)
class PackConfig:
    """What to pack.

    Args:
        count: how many portraits.
        size: side in pixels.
        out: the folder to make; it must not exist.
        first_seed: portrait i is number first_seed + i.
        texture_seed: keys strands, leaves and freckles of all portraits alike; None keys each by its own number.
        captions: how many captions each portrait gets.
        workers: how many processes draw.
        overrides: attributes set to one value in every portrait.
    """

    count: int
    size: int
    out: Path
    first_seed: int = 0
    texture_seed: int | None = None
    captions: int = 4
    workers: int = 1
    overrides: Mapping[str, Any] = field(default_factory=dict)


ARRAYS = {"images": np.uint8, "parsing": np.uint8, "attributes": np.float32, "latents": np.float32}


def _shapes(config: PackConfig) -> dict[str, tuple[int, ...]]:
    n, s = config.count, config.size
    return {"images": (n, s, s, 3), "parsing": (n, s, s), "attributes": (n, ENCODED_SIZE), "latents": (n, LATENT_SIZE)}


def attributes_of(config: PackConfig, index: int) -> Attributes:
    """The attributes of a pack's portrait `index`."""
    return sample(config.first_seed + index, config.overrides)


def _draw(task: tuple[PackConfig, Path, int, int]) -> tuple[int, list[list[str]], dict[str, list[str]]]:
    config, folder, start, stop = task
    maps = {name: np.load(folder / f"{name}.npy", mmap_mode="r+") for name in ARRAYS}
    texts, hints = [], {}
    for index in range(start, stop):
        number = config.first_seed + index
        attributes = attributes_of(config, index)
        seed = number if config.texture_seed is None else config.texture_seed
        portrait = render(attributes, config.size, seed)
        maps["images"][index] = portrait.image
        maps["parsing"][index] = portrait.parsing
        maps["attributes"][index] = encode(attributes)
        maps["latents"][index] = latent(number)
        texts.append([caption(attributes, number * 64 + k) for k in range(config.captions)])
        if flags(attributes):
            hints[str(index)] = [hinting_caption(attributes, number * 64 + k) for k in range(config.captions)]
    return start, texts, hints


def write(config: PackConfig, progress: Callable[[int], None] | None = None, chunk: int = 100) -> Path:
    """Draws a pack and returns its folder; `progress` is told how many portraits are done.

    Raises:
        FileExistsError: if the folder exists.
        ValueError: for an override that no portrait can have, or a size that cannot be drawn.
    """
    out = Path(config.out)
    if out.exists():
        raise FileExistsError(f"{out} exists already")
    render(attributes_of(config, 0), config.size)
    folder = out.with_name(f"{out.name}.partial-{os.getpid()}")
    folder.mkdir(parents=True)
    try:
        for name, shape in _shapes(config).items():
            np.lib.format.open_memmap(folder / f"{name}.npy", "w+", ARRAYS[name], shape).flush()
        texts, hints = _draw_all(config, folder, progress, chunk)
        (folder / "captions.json").write_text(json.dumps({"captions": texts, "hints": hints}))
        (folder / "meta.json").write_text(json.dumps(_meta(config), indent=1))
        folder.rename(out)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return out


def _draw_all(
    config: PackConfig, folder: Path, progress: Callable[[int], None] | None, chunk: int
) -> tuple[list[list[str]], dict[str, list[str]]]:
    tasks = [(config, folder, i, min(i + chunk, config.count)) for i in range(0, config.count, chunk)]
    parts: dict[int, list[list[str]]] = {}
    hints: dict[str, list[str]] = {}
    done = 0
    with multiprocessing.get_context("spawn").Pool(config.workers) as pool:
        for start, texts, found in pool.imap_unordered(_draw, tasks):
            parts[start] = texts
            hints.update(found)
            done += len(texts)
            if progress:
                progress(done)
    return [text for start in sorted(parts) for text in parts[start]], hints


def _meta(config: PackConfig) -> dict[str, Any]:
    return {
        "count": config.count,
        "size": config.size,
        "first_seed": config.first_seed,
        "texture_seed": config.texture_seed,
        "captions": config.captions,
        "overrides": dict(config.overrides),
        "classes": list(CLASSES),
        "attribute_names": list(ENCODED_NAMES),
        "latent_names": list(LATENT_NAMES),
    }
