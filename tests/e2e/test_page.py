"""The page itself: narrow and wide, by keyboard, for a screen reader, and without a network."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from .studio import Studio

Visit = Callable[..., Studio]


def test_at_390_pixels_nothing_is_cut_and_the_stage_comes_first(embedded_app: tuple[str, Path], visit: Visit) -> None:
    studio = visit(embedded_app[0], 390, 844)
    width = studio.driver.execute_script("return document.documentElement.scrollWidth")
    assert width <= 390
    stage, inspector = studio.one(".pen-stage").rect, studio.one(".pen-inspector").rect
    assert stage["y"] < inspector["y"]
    assert stage["x"] <= 13
    download = studio.one("#relight-download").rect
    assert download["width"] >= 100


def test_every_control_has_a_name(embedded_app: tuple[str, Path], visit: Visit) -> None:
    studio = visit(embedded_app[0])
    studio.driver.execute_script(
        "[...document.querySelectorAll('.pen-fold button.label-wrap')].forEach((fold) => fold.click())"
    )
    tree = studio.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    roles = {"button", "slider", "radio", "textbox", "spinbutton", "tab", "link"}
    nameless = [
        node["role"]["value"]
        for node in tree
        if not node.get("ignored") and node["role"]["value"] in roles and not node.get("name", {}).get("value")
    ]
    assert nameless == []


def test_the_work_can_be_reached_by_keyboard_alone(embedded_app: tuple[str, Path], visit: Visit) -> None:
    studio = visit(embedded_app[0])
    wanted = {"relight-undo", "relight-reset", "relight-keep", "relight-run", "relight-download"}
    seen, sliders = set(), 0
    studio.one("body").click()
    studio.nudge("strength", -1)
    for _ in range(80):
        studio.driver.switch_to.active_element.send_keys(Keys.TAB)
        focused = studio.driver.switch_to.active_element
        seen.add(focused.get_attribute("id"))
        sliders += focused.get_attribute("type") == "range"
    assert wanted <= seen
    assert sliders >= 3


def test_nothing_is_asked_of_the_network(embedded_app: tuple[str, Path], visit: Visit) -> None:
    studio = visit(embedded_app[0])
    asked = set()
    for entry in studio.driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            asked.add(urlsplit(message["params"]["request"]["url"]))
    hosts = {address.hostname for address in asked if address.scheme in ("http", "https", "ws", "wss")}
    assert hosts == {"127.0.0.1"}
    severe = [line for line in studio.driver.get_log("browser") if line["level"] == "SEVERE"]
    assert severe == []


def test_the_system_tab_tells_what_runs(either_app: tuple[str, Path], visit: Visit) -> None:
    studio = visit(either_app[0])
    tab = next(tab for tab in studio.driver.find_elements(By.CSS_SELECTOR, "button[role=tab]") if tab.text == "System")
    tab.click()
    studio.until(lambda: "torch" in studio.text("#system-page"), "the versions are not told")
    text = studio.text("#system-page").lower()
    for word in ("memory", "queue", "relight", "device"):
        assert word in text


def test_light_and_dark(embedded_app: tuple[str, Path], visit: Visit) -> None:
    studio = visit(embedded_app[0])

    def paper() -> str:
        return studio.driver.execute_script(
            "return getComputedStyle(document.querySelector('.gradio-container')).backgroundColor"
        )

    before = paper()
    studio.one(".pen-theme").click()
    studio.until(lambda: paper() != before, "the theme did not change")
    chosen = paper()
    studio.open()
    assert paper() == chosen
