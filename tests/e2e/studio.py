"""The studio as a person meets it: a process, and a browser in front of it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

ROOT = Path(__file__).resolve().parents[2]
T = TypeVar("T")
# Headless, alone, and silent: a browser's own errands would wait for a network that is not there.
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def start_app(port: int, temp: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """`python app.py` on `port`, once its page answers; its temporary files go under `temp`."""
    environment = {**os.environ, "TMPDIR": str(temp), "PENUMBRA_DEVICE": "cpu"}
    process = subprocess.Popen([sys.executable, "app.py", "--port", str(port), *arguments], cwd=ROOT, env=environment)
    for _ in range(900):
        if process.poll() is not None:
            raise RuntimeError(f"the studio ended with {process.returncode}")
        try:
            httpx.get(f"http://127.0.0.1:{port}/", timeout=2.0, trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return process
    process.kill()
    raise RuntimeError("the studio did not answer")


def browser(downloads: Path, width: int = 1440, height: int = 900) -> webdriver.Chrome:
    """A headless Chromium that saves into `downloads` without asking."""
    options = Options()
    for flag in FLAGS:
        options.add_argument(flag)
    options.add_experimental_option(
        "prefs", {"download.default_directory": str(downloads), "download.prompt_for_download": False}
    )
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500},
    )
    return driver


class Studio:
    """What a person sees and does on the Relight tab."""

    def __init__(self, driver: webdriver.Chrome, address: str, downloads: Path) -> None:
        self.driver = driver
        self.address = address
        self.downloads = downloads

    def open(self) -> None:
        """Opens the page and waits until the first example stands on the stage, relit."""
        self.driver.get(self.address)
        self.settled()

    def until(self, what: Callable[[], T], why: str, seconds: float = 60.0) -> T:
        """The first true value of `what`; fails with `why` after `seconds`."""
        end = time.monotonic() + seconds
        last: Any = None
        while time.monotonic() < end:
            try:
                last = what()
                if last:
                    return last
            except Exception as error:
                last = error
            time.sleep(0.1)
        raise AssertionError(f"{why}: last seen {last!r}; the page says {self.notice()!r}")

    def one(self, selector: str) -> Any:
        """The element at `selector`."""
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector: str) -> str:
        """The text at `selector`, empty where there is none."""
        found = self.driver.find_elements(By.CSS_SELECTOR, selector)
        return found[0].text if found else ""

    def notice(self) -> str:
        """The sentence in the inspector."""
        return self.text(".pen-notice-box .pen-notice")

    def figure(self, label: str) -> str:
        """The value of the figure called `label`."""
        cells = self.driver.find_elements(By.CSS_SELECTOR, ".pen-figures > div")
        return next((cell.find_element(By.TAG_NAME, "dd").text for cell in cells if cell.text.startswith(label)), "")

    def frame(self) -> str:
        """The address of the relit picture on the stage."""
        images = self.driver.find_elements(By.CSS_SELECTOR, "#relight-stage img.fixed")
        return images[0].get_attribute("src") if images else ""

    def working(self) -> bool:
        """Whether something is being done."""
        return bool(self.driver.find_elements(By.CSS_SELECTOR, '.pen-progress:not([data-state="idle"])'))

    def settled(self) -> None:
        """Waits until a picture stands on the stage and nothing is being done."""
        self.until(lambda: self.frame() and not self.working(), "the stage did not settle")

    def upload(self, file: Path | str, holder: str = "relight-upload") -> None:
        """Chooses `file`, or several with a line each, as a person would in the file dialogue."""
        selector = f"button#{holder}, #{holder} button"
        button = self.until(lambda: self.one(selector), f"no button {holder}")
        script = "return arguments[0].parentElement.querySelector('input[type=file]')"
        self.driver.execute_script(script, button).send_keys(str(file))

    def slider(self, name: str) -> Any:
        """The range input of the slider called `name`."""
        return self.one(f"#relight-{name} input[type=range]")

    def value(self, name: str) -> float:
        """Where the slider called `name` stands."""
        return float(self.slider(name).get_attribute("value"))

    def nudge(self, name: str, steps: int) -> str:
        """Moves a slider by arrow keys and waits for the new picture; returns its address."""
        before = self.frame()
        for _ in range(abs(steps)):
            self.slider(name).send_keys(Keys.ARROW_RIGHT if steps > 0 else Keys.ARROW_LEFT)
        self.until(lambda: self.frame() != before, f"moving {name} did not change the picture")
        return self.still()

    def still(self) -> str:
        """The picture's address once it has not changed for a while."""
        last, since = self.frame(), time.monotonic()
        while time.monotonic() - since < 0.7:
            time.sleep(0.1)
            if self.frame() != last:
                last, since = self.frame(), time.monotonic()
        return last

    def press(self, name: str) -> None:
        """Presses the tab's button called `name`."""
        self.until(lambda: self.one(f"#relight-{name}").is_enabled(), f"{name} cannot be pressed")
        self.driver.execute_script("arguments[0].click()", self.one(f"#relight-{name}"))

    def download(self) -> Path:
        """Presses Download and returns the file once it has arrived whole."""
        before = set(self.downloads.iterdir())
        self.press("download")

        def arrived() -> Path | None:
            fresh = [file for file in self.downloads.iterdir() if file not in before]
            done = [file for file in fresh if file.suffix not in (".crdownload", ".tmp")]
            return done[0] if done and len(done) == len(fresh) and done[0].stat().st_size else None

        return self.until(arrived, "no file arrived", 120)

    def history(self) -> list[Any]:
        """The thumbnails of the history."""
        return self.driver.find_elements(By.CSS_SELECTOR, "#relight-history .pen-pick")
