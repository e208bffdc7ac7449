"""Packs hold what `draw` draws, appear only when whole, and go on where a run was cut."""

from pathlib import Path

import numpy as np
import pytest

from data.tissues import PackConfig, draw, open_pack, sample_task, write_pack
from data.tissues.__main__ import main


def _config(out: Path, **changes: object) -> PackConfig:
    return PackConfig(**({"tasks": 3, "pictures": 2, "size": 32, "out": out, "first_seed": 40} | changes))


def test_a_pack_holds_the_drawn_scenes(tmp_path: Path) -> None:
    done: list[int] = []
    pack = open_pack(write_pack(_config(tmp_path / "pack"), done.append))
    assert done == [1, 2, 3]
    assert pack.images.shape == (3, 2, 32, 32, 3)
    assert pack.tasks[2] == sample_task(42)
    scene = draw(pack.tasks[2], 1, 32)
    assert np.array_equal(pack.images[2, 1], scene.image)
    assert np.array_equal(pack.labels[2, 1], scene.labels)
    assert sorted(at.name for at in tmp_path.iterdir()) == ["pack"]
    assert sorted(at.name for at in (tmp_path / "pack").iterdir()) == ["images.npy", "labels.npy", "meta.json"]


def test_a_cut_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    config = _config(tmp_path / "pack")

    def cut(done: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_pack(config, cut)
    assert not (tmp_path / "pack").exists()
    drawn: list[int] = []
    resumed = open_pack(write_pack(config, drawn.append))
    assert drawn == [3]
    whole = open_pack(write_pack(_config(tmp_path / "other")))
    assert np.array_equal(resumed.images, whole.images)
    assert np.array_equal(resumed.labels, whole.labels)


def test_a_cut_run_of_other_settings_is_not_mixed_in(tmp_path: Path) -> None:
    def cut(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_pack(_config(tmp_path / "pack"), cut)
    with pytest.raises(ValueError, match="other settings"):
        write_pack(_config(tmp_path / "pack", first_seed=7))


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    with pytest.raises(FileExistsError):
        write_pack(_config(tmp_path / "pack"))
    with pytest.raises(ValueError, match="not a pack"):
        open_pack(tmp_path / "pack")


def test_the_command_draws_a_sheet_and_a_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet, pack = tmp_path / "sheet.png", tmp_path / "pack"
    words = ["--sheet", str(sheet), "--families", "blood", "kidney", "--pictures", "2", "--size", "64"]
    monkeypatch.setattr("sys.argv", ["tissues", *words])
    main()
    assert sheet.read_bytes().startswith(b"\x89PNG")
    words = ["--tasks", "1", "--pictures", "2", "--size", "32", "--out", str(pack), "--held-out"]
    monkeypatch.setattr("sys.argv", ["tissues", *words])
    main()
    assert open_pack(pack).images.shape == (1, 2, 32, 32, 3)
