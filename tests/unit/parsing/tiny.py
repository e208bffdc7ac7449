"""A parsing network small enough to learn in a test, and a pack to learn from."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from data.portraits import CLASSES, ENCODED_NAMES, encode, render, sample
from models.parsing import ParsingConfig

TINY = ParsingConfig(
    name="tiny",
    size=64,
    stem_width=4,
    encoder_channels=(8, 8, 16, 16),
    encoder_layers=(1, 1, 1, 1),
    decoder_channels=(16, 8, 8, 8),
    grid_channels=(2, 2),
    hidden=32,
)


def write_pack(folder: Path, count: int, size: int = 64) -> Path:
    """A pack of a few portraits, drawn in this process."""
    folder.mkdir()
    portraits = [render(sample(seed), size, seed) for seed in range(count)]
    np.save(folder / "images.npy", np.stack([p.image for p in portraits]))
    np.save(folder / "parsing.npy", np.stack([p.parsing for p in portraits]))
    np.save(folder / "attributes.npy", np.stack([encode(p.attributes) for p in portraits]))
    meta = {"count": count, "size": size, "classes": list(CLASSES), "attribute_names": list(ENCODED_NAMES)}
    (folder / "meta.json").write_text(json.dumps(meta))
    return folder
