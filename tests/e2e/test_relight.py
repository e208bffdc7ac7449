"""One real job from the browser to pixels and back."""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.services.conftest import free_port, start_server

from .studio import Studio, start_app

Visit = Callable[..., Studio]


def unfold(studio: Studio) -> None:
    """Opens every fold of the inspector."""
    studio.driver.execute_script(
        "[...document.querySelectorAll('.pen-fold button.label-wrap')].forEach((fold) => fold.click())"
    )


def recipe_of(file: Path) -> dict:
    with Image.open(file) as image:
        return json.loads(image.text["penumbra:recipe"])


def test_a_photo_goes_through(either_app: tuple[str, Path], visit: Visit, dark_photo: Path) -> None:
    studio = visit(either_app[0])
    studio.upload(dark_photo)
    studio.until(lambda: studio.figure("photo") == "3000 × 4000", "the photo was not opened upright")
    studio.settled()
    assert "upright" in studio.notice()
    first = studio.still()
    moved = studio.nudge("exposure", 5)
    assert moved != first
    assert studio.value("exposure") == pytest.approx(0.05)
    file = studio.download()
    with Image.open(file) as image:
        assert image.size == (3000, 4000)
        assert not image.getexif().get(274)
        relit = np.asarray(image.convert("RGB").reduce(8)).astype(float)
    with Image.open(dark_photo) as image:
        photo = np.asarray(image.transpose(Image.Transpose.ROTATE_270).reduce(8)).astype(float)
    assert relit.mean() > photo.mean() + 20, "the dark parts were not lifted"
    assert np.corrcoef(relit.ravel(), photo.ravel())[0, 1] > 0.5, "another picture, or turned"
    recipe = recipe_of(file)
    assert recipe["request"]["light"]["exposure"] == pytest.approx(0.05)
    assert "camera" not in json.dumps(recipe)

    studio.press("reset")
    studio.until(lambda: studio.value("exposure") == 0, "reset did not take the slider back")
    studio.settled()
    studio.upload(file)
    studio.until(lambda: studio.value("exposure") == pytest.approx(0.05), "the settings did not come back")
    studio.settled()
    assert "settings are back" in studio.notice()
    assert studio.figure("photo") == "3000 × 4000"


def test_a_saved_picture_brings_its_settings_to_another_browser(
    embedded_app: tuple[str, Path], visit: Visit, dark_photo: Path
) -> None:
    studio = visit(embedded_app[0])
    studio.upload(dark_photo)
    studio.until(lambda: studio.figure("photo") == "3000 × 4000", "the photo was not opened")
    studio.settled()
    studio.nudge("warmth", 4)
    file = studio.download()
    other = visit(embedded_app[0])
    assert other.history()[0].get_attribute("title") != studio.history()[0].get_attribute("title")
    other.upload(file)
    other.until(lambda: other.value("warmth") == pytest.approx(0.04), "the settings did not come back")
    assert "not in this history" in other.until(other.notice, "nothing was said")


def test_undo_redo_history_and_reload(embedded_app: tuple[str, Path], visit: Visit) -> None:
    studio = visit(embedded_app[0])
    studio.nudge("strength", -5)
    studio.until(lambda: studio.value("strength") == pytest.approx(0.95), "the slider did not move")
    studio.press("keep")
    studio.until(lambda: len(studio.history()) == 2, "the result was not kept")
    studio.press("undo")
    studio.until(lambda: studio.value("strength") == 1.0, "undo did not take the slider back")
    studio.settled()
    studio.press("redo")
    studio.until(lambda: studio.value("strength") == pytest.approx(0.95), "redo did not bring it again")
    studio.settled()
    studio.one("#relight-history .pen-star").click()
    studio.until(lambda: studio.one("#relight-history .pen-star").get_attribute("aria-pressed") == "true", "no star")

    studio.open()
    studio.until(lambda: studio.value("strength") == pytest.approx(0.95), "the settings did not survive a reload")
    studio.until(lambda: len(studio.history()) == 2, "the history did not survive a reload")
    assert studio.one("#relight-history .pen-star").get_attribute("aria-pressed") == "true"
    studio.history()[1].click()
    studio.until(lambda: studio.value("strength") == 1.0, "the older result did not come back")


def test_views_keys_and_cancel(embedded_app: tuple[str, Path], visit: Visit) -> None:
    studio = visit(embedded_app[0])
    relit = studio.still()
    for view in ("gain", "clipped"):
        before = studio.frame()
        studio.driver.execute_script("arguments[0].click()", studio.one(f'.pen-view input[value="{view}"]'))
        studio.until(lambda before=before: studio.frame() != before, f"the view {view} did not come")
    studio.driver.execute_script("arguments[0].click()", studio.one('.pen-view input[value="relit"]'))
    studio.until(lambda: studio.frame() == relit, "the picture did not come back")
    body = studio.one("body")
    body.send_keys(Keys.CONTROL, Keys.ENTER)
    studio.settled()
    unfold(studio)
    srie = studio.until(lambda: studio.one('#relight-method input[value="srie"]'), "no method to choose")
    studio.driver.execute_script("arguments[0].click()", srie)
    studio.until(lambda: studio.still() != relit, "the other method did not change the picture")


def test_escape_stops_the_work_and_frees_the_lane(embedded_app: tuple[str, Path], visit: Visit, tmp_path: Path) -> None:
    studio = visit(embedded_app[0])
    relit = studio.still()
    for number in range(40):
        Image.effect_noise((1200, 900), 60).convert("RGB").save(tmp_path / f"{number}.jpg")
    unfold(studio)
    studio.upload("\n".join(str(file) for file in tmp_path.glob("*.jpg")), "relight-batch")
    studio.until(lambda: "photo 3 of 40" in studio.text(".pen-progress"), "the batch did not get to work")
    begun = time.monotonic()
    studio.one("body").send_keys(Keys.ESCAPE)
    studio.until(lambda: not studio.working(), "cancelling did not stop the work")
    assert time.monotonic() - begun < 3.0
    assert "Cancelled" in studio.notice()
    assert studio.frame() == relit
    studio.nudge("exposure", 2)
    assert list(studio.downloads.iterdir()) == []


def test_many_photos_come_back_in_one_zip(embedded_app: tuple[str, Path], visit: Visit, tmp_path: Path) -> None:
    studio = visit(embedded_app[0])
    for number in range(3):
        Image.new("RGB", (320, 200), (40 * number + 10, 20, 30)).save(tmp_path / f"photo {number}.png")
    (tmp_path / "not a photo.png").write_bytes(b"<svg onload='alert(1)'></svg>")
    unfold(studio)
    studio.upload("\n".join(str(file) for file in sorted(tmp_path.glob("*.png"))), "relight-batch")
    archive = studio.until(lambda: next(studio.downloads.glob("*.zip"), None), "no ZIP came", 60)
    with zipfile.ZipFile(archive) as found:
        names = sorted(found.namelist())
        assert names == ["not-relit.txt", *(f"photo {number}-relit.png" for number in range(3))]
        assert "not a photo.png" in found.read("not-relit.txt").decode()
    assert "3 of 4 photos" in studio.notice()


def test_a_reference_is_measured(embedded_app: tuple[str, Path], visit: Visit, tmp_path: Path) -> None:
    studio = visit(embedded_app[0])
    photo = Image.effect_noise((300, 200), 40).convert("RGB").point(lambda value: value // 4)
    photo.save(tmp_path / "dark.png")
    photo.point(lambda value: min(255, value * 3)).save(tmp_path / "ambient.png")
    Image.new("RGB", (100, 300)).save(tmp_path / "other shape.png")
    studio.upload(tmp_path / "dark.png")
    studio.until(lambda: studio.figure("photo") == "300 × 200", "the photo was not opened")
    studio.settled()
    unfold(studio)
    studio.upload(tmp_path / "ambient.png", "relight-reference")
    studio.until(lambda: "→" in studio.figure("PSNR"), "nothing was measured")
    studio.upload(tmp_path / "other shape.png", "relight-reference")
    studio.until(lambda: "same view" in studio.notice(), "a reference of another shape was not refused")
    assert "→" in studio.figure("PSNR")


def test_bad_files_are_one_sentence_each_and_lose_nothing(
    embedded_app: tuple[str, Path], visit: Visit, tmp_path: Path
) -> None:
    from tests.unit.images.corpus import corpus

    studio = visit(embedded_app[0])
    before = studio.still()
    chosen = [entry for index, entry in enumerate(corpus()) if index % 29 == 0][:10]
    for name, data in [*chosen, ("empty.jpg", b""), ("page.png", b"<html><script>alert(1)</script></html>")]:
        file = tmp_path / (name if "." in name else f"{name}.png")
        file.write_bytes(data or b"\0")
        said = studio.notice()
        studio.upload(file)
        studio.until(lambda said=said: studio.working() or studio.notice() != said, f"{name} was not taken in", 20)
        studio.until(lambda: not studio.working(), f"{name} was never done")
        if studio.driver.find_elements(By.CSS_SELECTOR, ".pen-notice-box .pen-problem"):
            assert studio.notice().endswith("."), name
    studio.upload(file)
    studio.until(lambda: "HTML" in studio.notice() or "picture" in studio.notice(), "the page was not refused")
    assert studio.frame()
    assert before
    left = [found for found in embedded_app[1].rglob("*") if found.is_file() and found.name == "page.png"]
    assert left == []


def test_the_page_says_when_its_back_end_is_away_and_goes_on_when_it_is_back(
    distribution: Path, visit: Visit, tmp_path_factory: pytest.TempPathFactory
) -> None:
    back_port, port, temp = free_port(), free_port(), tmp_path_factory.mktemp("restart")
    server = start_server(back_port, distribution)
    app = start_app(port, temp, "--backend", f"http://127.0.0.1:{back_port}")
    try:
        studio = visit(f"http://127.0.0.1:{port}")
        first = studio.still()
        server.kill()
        server.wait(10)
        studio.until(lambda: "away" in studio.text(".pen-where-box"), "the page does not say that the back end is away")
        studio.slider("exposure").send_keys(Keys.ARROW_RIGHT)
        studio.until(lambda: "does not answer" in studio.notice(), "the press was not answered")
        assert studio.frame() == first
        server = start_server(back_port, distribution)
        studio.until(lambda: "Embedded pack" in studio.text(".pen-where-box"), "the page does not see it come back")
        studio.nudge("exposure", 3)
        assert studio.download().stat().st_size > 1000
    finally:
        app.terminate()
        app.wait(15)
        server.kill()
        server.wait(10)
