"""Packing: complete or absent, the same for any number of workers, and what the loader expects."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from data.portraits import ENCODED_NAMES, caption, encode, latent, pack, render, sample, sheet


def test_pack_holds_what_render_draws(tmp_path: Path) -> None:
    seen: list[int] = []
    folder = pack.write(pack.PackConfig(24, 32, tmp_path / "pack", first_seed=100, captions=2), seen.append, chunk=10)
    images, parsing = np.load(folder / "images.npy", mmap_mode="r"), np.load(folder / "parsing.npy", mmap_mode="r")
    codes, latents = np.load(folder / "attributes.npy"), np.load(folder / "latents.npy")
    texts = json.loads((folder / "captions.json").read_text())
    meta = json.loads((folder / "meta.json").read_text())
    for index in (0, 11, 23):
        drawn = render(sample(100 + index), 32, 100 + index)
        assert np.array_equal(images[index], drawn.image)
        assert np.array_equal(parsing[index], drawn.parsing)
        assert np.array_equal(codes[index], encode(sample(100 + index)))
        assert np.allclose(latents[index], latent(100 + index))
        assert texts["captions"][index] == [caption(sample(100 + index), (100 + index) * 64 + k) for k in range(2)]
    assert {int(key) for key in texts["hints"]} == {
        i for i in range(24) if sample(100 + i).smoking or sample(100 + i).horror
    }
    assert meta["attribute_names"] == list(ENCODED_NAMES)
    assert seen[-1] == 24
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


def test_a_failed_pack_leaves_nothing_and_an_old_one_is_kept(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="hat"):
        pack.write(pack.PackConfig(4, 32, tmp_path / "bad", overrides={"hat": "crown"}))
    assert not list(tmp_path.iterdir())
    (tmp_path / "old").mkdir()
    with pytest.raises(FileExistsError, match="old"):
        pack.write(pack.PackConfig(4, 32, tmp_path / "old"))

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pack.write(pack.PackConfig(4, 32, tmp_path / "half"), stop)
    assert [path.name for path in tmp_path.iterdir()] == ["old"]


def test_command_packs_with_two_workers_and_a_fixed_attribute(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "data.portraits", "--count", "6", "--size", "32", "--out", str(tmp_path / "p"),
               "--workers", "2", "--set", "smoking=1", "--texture-seed", "5"]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    images = np.load(tmp_path / "p" / "images.npy")
    assert np.array_equal(images[3], render(sample(3, {"smoking": 1.0}), 32, 5).image)


def test_contact_sheet(tmp_path: Path) -> None:
    path = sheet.write(tmp_path / "sheet.png", size=32, rows=1, columns=3)
    rows = 1 + len(sheet.SWEPT) + len(sheet.CATEGORIES)
    assert Image.open(path).size == (96, 32 * rows)
