from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from models.checkpoints import open_checkpoint
from models.errors import ModelError
from models.packs import pack as packs

SLOT = """
[pack]
name = "trial"
title = "A trial"
[slots.relighter]
title = "A network"
file = {file}
format = "{format}"
licence = "Apache-2.0"
source = "the test"
{more}
"""


def write(folder: Path, file: str = '"a.safetensors"', fmt: str = "safetensors", more: str = "") -> Path:
    target = folder / "trial.toml"
    target.write_text(SLOT.format(file=file, format=fmt, more=more), encoding="utf-8")
    return target


def weights(folder: Path, name: str = "a.safetensors", key: str = "w") -> Path:
    save_file({key: torch.arange(6, dtype=torch.float16).reshape(2, 3)}, str(folder / name))
    return folder / name


def test_the_shipped_pack_reads_and_every_installed_slot_is_what_it_promises() -> None:
    shipped = packs.load()
    assert shipped.name == "embedded"
    for slot in shipped.slots.values():
        assert slot.sha256, f"{slot.name} has no sha256"
        slot.verify()


def test_a_slot_opens_through_its_reader(tmp_path: Path) -> None:
    file = weights(tmp_path)
    path = write(tmp_path, more=f'sha256 = "{packs.sha256_of((file,))}"')
    slot = packs.load(path, tmp_path).slot("relighter")
    assert slot.installed
    assert slot.size_bytes == file.stat().st_size
    assert torch.equal(open_checkpoint(slot)["w"], torch.arange(6, dtype=torch.float16).reshape(2, 3))


def test_shards_are_merged_and_checked_together(tmp_path: Path) -> None:
    files = (weights(tmp_path, "a.safetensors", "a"), weights(tmp_path, "b.safetensors", "b"))
    listed = '["a.safetensors", "b.safetensors"]'
    path = write(tmp_path, listed, more=f'sha256 = "{packs.sha256_of(files)}"')
    assert set(open_checkpoint(packs.load(path, tmp_path).slot("relighter"))) == {"a", "b"}
    weights(tmp_path, "b.safetensors", "a")
    with pytest.raises(ModelError, match="sha256"):
        open_checkpoint(packs.load(path, tmp_path).slot("relighter"))


def test_a_name_in_two_shards_is_refused(tmp_path: Path) -> None:
    weights(tmp_path, "a.safetensors")
    weights(tmp_path, "b.safetensors")
    path = write(tmp_path, '["a.safetensors", "b.safetensors"]')
    with pytest.raises(ModelError, match="two files"):
        open_checkpoint(packs.load(path, tmp_path).slot("relighter"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"file": '"../outside.safetensors"'}, "outside the pack's root"),
        ({"more": 'colour = "red"'}, "unknown key colour"),
        ({"file": '""'}, "lacks the key file"),
    ],
)
def test_a_bad_pack_is_refused_by_name(tmp_path: Path, change: dict[str, str], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        packs.load(write(tmp_path, **change), tmp_path)


def test_missing_altered_unknown_and_damaged_files_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path)
    with pytest.raises(ModelError, match=r"lacks a\.safetensors"):
        open_checkpoint(packs.load(path, tmp_path).slot("relighter"))
    (tmp_path / "a.safetensors").write_bytes(b"\xff" * 64)
    with pytest.raises(ModelError, match="not a readable"):
        open_checkpoint(packs.load(path, tmp_path).slot("relighter"))
    with pytest.raises(ModelError, match="format pickle"):
        open_checkpoint(packs.load(write(tmp_path, fmt="pickle"), tmp_path).slot("relighter"))
    with pytest.raises(ModelError, match="no slot sam"):
        packs.load(path, tmp_path).slot("sam")


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "trial.toml").write_bytes(b"\xff\xfe[")
    with pytest.raises(ModelError, match=r"trial\.toml cannot be read"):
        packs.load(tmp_path / "trial.toml")
