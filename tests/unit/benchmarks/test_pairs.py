"""Folders of pairs: what is read, what is refused, and what the table makes of them."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data

from benchmarks.harness.tables import main
from benchmarks.relight import regression
from benchmarks.relight.pairs import find_pairs, read_pair
from benchmarks.relight_pairs import floored
from models.errors import ModelError
from models.metrics.psnr import psnr
from models.metrics.ssim import ssim
from models.relight.lime import lime

RNG = np.random.default_rng(0)


def save(path: Path, picture: np.ndarray) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).save(path, quality=95)
    return path


def picture(height: int = 24, width: int = 32) -> np.ndarray:
    return RNG.integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """Three pairs in the literature's layout, one of them upright."""
    for number, name in enumerate(("astronaut", "coffee", "chelsea")):
        size = (240, 320) if number == 2 else (320, 240)
        ambient = np.array(Image.fromarray(getattr(data, name)()).resize(size))
        flash = (ambient * np.array([0.5, 0.6, 0.7])).astype(np.uint8)
        folder = tmp_path / "test"
        save(folder / f"Toys_{number:03}_ambient.png", ambient)
        save(folder / f"Toys_{number:03}_flash.png", flash)
    return tmp_path


def test_pairs_are_found_however_deep_and_whatever_their_suffix(tmp_path: Path) -> None:
    for stem, suffix in (("a/People_001", "png"), ("b/c/Rooms_7", "JPG"), ("Objects_2", "jpeg")):
        for kind in ("flash", "ambient"):
            save(tmp_path / f"{stem}_{kind}.{suffix}", picture())
    save(tmp_path / "a" / "notes.png", picture())
    assert [pair.name for pair in find_pairs(tmp_path)] == ["Objects_2", "a/People_001", "b/c/Rooms_7"]


def test_a_missing_and_an_empty_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"^There is no folder .*nowhere\.$"):
        find_pairs(tmp_path / "nowhere")
    with pytest.raises(ModelError, match=r"holds no pictures named"):
        find_pairs(tmp_path)


@pytest.mark.parametrize(("present", "absent"), [("flash", "ambient"), ("ambient", "flash")])
def test_a_picture_without_its_partner_is_named(tmp_path: Path, present: str, absent: str) -> None:
    save(tmp_path / f"Toys_001_{present}.png", picture())
    with pytest.raises(ModelError, match=rf"1 of the pictures .*Toys_001_{present}\.png, which lacks its {absent}"):
        find_pairs(tmp_path)


def test_sizes_that_differ_are_told(tmp_path: Path) -> None:
    save(tmp_path / "x_flash.png", picture(24, 32))
    save(tmp_path / "x_ambient.png", picture(32, 24))
    with pytest.raises(ModelError, match="pair x differ in size: 32 × 24 and 24 × 32"):
        read_pair(find_pairs(tmp_path)[0])


def test_a_file_that_is_no_picture_is_told(tmp_path: Path) -> None:
    save(tmp_path / "x_flash.png", picture())
    (tmp_path / "x_ambient.png").write_bytes(b"not a picture")
    with pytest.raises(ModelError, match="cannot be read as a picture"):
        read_pair(find_pairs(tmp_path)[0])


def test_pictures_come_in_the_protocols_size(tmp_path: Path) -> None:
    for name, shape in (("wide", (300, 400)), ("tall", (400, 300)), ("exact", (240, 320))):
        for kind in ("flash", "ambient"):
            save(tmp_path / f"{name}_{kind}.png", picture(*shape))
    sizes = {pair.name: read_pair(pair)[0].shape for pair in find_pairs(tmp_path)}
    assert sizes == {"wide": (240, 320, 3), "tall": (320, 240, 3), "exact": (240, 320, 3)}
    exact = next(pair for pair in find_pairs(tmp_path) if pair.name == "exact")
    np.testing.assert_array_equal(read_pair(exact)[0], np.asarray(Image.open(exact.flash)))


def test_codes_are_cut_off_not_rounded() -> None:
    assert floored(np.array([-1, 0.999 / 255, 1.999 / 255, 2], np.float32)).tolist() == [0, 0, 1, 255]


def test_the_regression_leaves_each_pair_out() -> None:
    pairs = [(picture(), picture()) for _ in range(4)]
    fitted = regression.leave_one_out(pairs)
    for left_out, coefficients in enumerate(fitted):
        others = [pair for number, pair in enumerate(pairs) if number != left_out]
        x = np.concatenate([regression.features(flash) for flash, _ in others])
        y = np.concatenate([ambient.reshape(-1, 3) / 255 for _, ambient in others])
        best = np.linalg.lstsq(x, y, rcond=None)[0]
        error, least = ((x @ coefficients - y) ** 2).mean(), ((x @ best - y) ** 2).mean()
        assert error == pytest.approx(least, rel=1e-3)


def test_the_regression_finds_a_linear_rule() -> None:
    rule = np.array([[0.5, 0.1, 0], [0.1, 0.6, 0], [0, 0, 0.4]])
    pairs = []
    for _ in range(3):
        flash = picture(40, 40)
        pairs.append((flash, np.round(flash @ rule.T + 20).astype(np.uint8)))
    relit = regression.predict(pairs[0][0], regression.leave_one_out(pairs)[0])
    assert psnr(np.round(255 * relit).astype(np.uint8), pairs[0][1]) > 40


def rows(printed: str) -> dict[tuple[str, str], dict[str, float]]:
    parsed = [json.loads(line) for line in printed.splitlines()]
    return {(row["name"], row["metric"]): row for row in parsed}


def test_the_table_scores_every_method_by_the_protocol(dataset: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["relight-pairs", "--dir", str(dataset), "--quick", "--json"]) == 0
    table = rows(capsys.readouterr().out)
    assert {name for name, _ in table} == {"identity", "lime", "srie", "linear"}
    assert {metric for _, metric in table} >= {"psnr", "psnr_gain_aligned", "ssim", "ssim_gaussian"}
    assert all(row["n"] == 3 and row["lo"] <= row["value"] <= row["hi"] for row in table.values())

    pairs = [read_pair(files) for files in find_pairs(dataset)]
    assert table["identity", "psnr"]["value"] == pytest.approx(np.mean([psnr(*pair) for pair in pairs]))
    relit = [floored(lime((flash / np.float32(255)).astype(np.float32)).image) for flash, _ in pairs]
    expected = np.mean([ssim(image, ambient) for image, (_, ambient) in zip(relit, pairs, strict=True)])
    assert table["lime", "ssim"]["value"] == pytest.approx(expected)
    assert table["linear", "psnr"]["value"] > table["identity", "psnr"]["value"] + 5


def test_one_pair_is_scored_without_the_regression(dataset: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["relight-pairs", "--dir", str(dataset), "--limit", "1", "--json"]) == 0
    assert {name for name, _ in rows(capsys.readouterr().out)} == {"identity", "lime", "srie"}


def test_a_perfect_pair_has_a_finite_score(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    same = picture()
    for kind in ("flash", "ambient"):
        save(tmp_path / f"x_{kind}.png", same)
    assert main(["relight-pairs", "--dir", str(tmp_path), "--json"]) == 0
    scores = rows(capsys.readouterr().out)
    assert scores["identity", "psnr"]["value"] == 100
    assert all(math.isfinite(row["hi"]) for row in scores.values())


def test_a_users_mistake_ends_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["relight-pairs", "--dir", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["relight-pairs", "--dir", str(tmp_path), "--limit", "0"]) == 2
