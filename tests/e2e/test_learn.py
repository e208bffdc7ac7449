"""The Learn tab as a first visitor meets it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from selenium.webdriver.common.by import By

from .studio import Studio

Visit = Callable[..., Studio]


def enter(studio: Studio) -> None:
    """Opens the tab and waits until its first network is trained and mapped."""
    tabs = studio.driver.find_elements(By.CSS_SELECTOR, "button[role=tab]")
    next(tab for tab in tabs if tab.text == "Learn").click()
    studio.until(lambda: runs(studio), "nothing was trained", 120)
    studio.until(lambda: walked(studio), "no traversal came", 60)


def runs(studio: Studio) -> list[Any]:
    return studio.driver.find_elements(By.CSS_SELECTOR, "#learn-history .pen-pick")


def walked(studio: Studio) -> bool:
    return studio.one(".pen-map-traversal").get_attribute("src").startswith("data:image/png")


def show(studio: Studio, exhibit: str) -> None:
    studio.driver.execute_script("arguments[0].click()", studio.one(f'#learn-exhibit input[value="{exhibit}"]'))


def exhibit_picture(studio: Studio) -> str:
    return studio.one("#learn-exhibits .pen-pixels").get_attribute("src")


def test_a_first_visitor_sees_a_map_and_looks_around(embedded_app: tuple[str, Path], visit: Visit) -> None:
    studio = visit(embedded_app[0])
    enter(studio)
    assert studio.figure("against PCA").endswith("×")
    canvas = studio.one("canvas.pen-map")
    blank = "return arguments[0].getContext('2d').getImageData(0, 0, 88, 88).data.some((value) => value > 0)"
    drawn = studio.one("canvas.pen-map-decoded")
    studio.driver.execute_script(
        "const b = arguments[0].getBoundingClientRect(); arguments[0].dispatchEvent(new PointerEvent('pointermove',"
        "{clientX: b.x + b.width / 2, clientY: b.y + b.height / 2}))",
        canvas,
    )
    studio.until(lambda: studio.driver.execute_script(blank, drawn), "hovering decodes nothing")
    canvas.click()
    studio.until(lambda: "decoded at" in studio.text("#learn-decoded"), "a press decodes nothing")
    for exhibit in ("reconstructions", "samples", "between"):
        show(studio, exhibit)
        picture = studio.until(lambda: exhibit_picture(studio), f"no {exhibit}")
    show(studio, "inside")
    studio.until(lambda: "Jacobian" in studio.text("#learn-exhibits"), "no histograms")
    assert picture


def test_two_runs_side_by_side_and_an_export(embedded_app: tuple[str, Path], visit: Visit) -> None:
    studio = visit(embedded_app[0])
    enter(studio)
    show(studio, "samples")
    studio.until(lambda: exhibit_picture(studio), "no samples")
    studio.driver.execute_script("arguments[0].click()", studio.one("#learn-pin"))
    figures = "#learn-exhibits .pen-exhibit"
    studio.until(lambda: len(studio.driver.find_elements(By.CSS_SELECTOR, figures)) == 2, "nothing is pinned beside")
    box = studio.one("#learn-bottleneck input[type=number]")
    studio.driver.execute_script(
        "arguments[0].value = 8; arguments[0].dispatchEvent(new Event('input', {bubbles: true}));"
        "arguments[0].dispatchEvent(new Event('change', {bubbles: true}))",
        box,
    )
    studio.driver.execute_script("arguments[0].click()", studio.one("#learn-run"))
    studio.until(lambda: len(runs(studio)) == 2, "the second run did not come", 120)
    studio.until(
        lambda: (
            {"deep, 8 numbers, digits", "deep, 2 numbers, digits"}
            <= {found.text for found in studio.driver.find_elements(By.CSS_SELECTOR, f"{figures} > figcaption")}
        ),
        "the two do not stand side by side",
    )
    studio.driver.execute_script("arguments[0].click()", studio.one("#learn-export"))
    file = studio.until(lambda: next(studio.downloads.glob("*.safetensors"), None), "no file came")
    assert file.stat().st_size > 10_000


def test_bad_pictures_and_settings_are_one_sentence_and_keep_the_run(
    embedded_app: tuple[str, Path], visit: Visit, tmp_path: Path
) -> None:
    studio = visit(embedded_app[0])
    enter(studio)
    Image.new("RGB", (64, 64)).save(tmp_path / "one.png")
    studio.driver.execute_script("arguments[0].click()", studio.one('#learn-data input[value="own"]'))
    studio.until(
        lambda: studio.one("button#learn-upload, #learn-upload button").is_displayed(), "no place for pictures"
    )
    studio.driver.execute_script("arguments[0].click()", studio.one("#learn-run"))

    def told() -> str:
        return " ".join(found.text for found in studio.driver.find_elements(By.CSS_SELECTOR, ".pen-notice"))

    studio.until(lambda: "Choose the pictures" in told(), "training on nothing was not refused")
    studio.upload(tmp_path / "one.png", "learn-upload")
    studio.until(lambda: "1 pictures are ready" in told(), "the picture was not taken")
    studio.driver.execute_script("arguments[0].click()", studio.one("#learn-run"))
    studio.until(lambda: "there is 1" in told(), "one picture was not refused")
    assert len(runs(studio)) == 1
    show(studio, "samples")
    studio.until(lambda: exhibit_picture(studio), "the run before is gone")
