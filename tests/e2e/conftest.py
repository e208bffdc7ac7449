from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.services.conftest import distribution, free_port, server_url, start_server  # noqa: F401

from .studio import Studio, browser, start_app


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "e2e" in Path(item.fspath).parts:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def embedded_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """(address, folder of its temporary files) of a studio with a back end of its own."""
    port, temp = free_port(), tmp_path_factory.mktemp("embedded")
    process = start_app(port, temp)
    yield f"http://127.0.0.1:{port}", temp
    process.terminate()
    process.wait(15)
    assert os.listdir(temp) == [], "the studio left something in the temporary folder"


@pytest.fixture(scope="session")
def http_app(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:  # noqa: F811
    """The same with its back end in another process."""
    port, temp = free_port(), tmp_path_factory.mktemp("http")
    process = start_app(port, temp, "--backend", server_url)
    yield f"http://127.0.0.1:{port}", temp
    process.terminate()
    process.wait(15)


@pytest.fixture(params=["embedded_app", "http_app"])
def either_app(request: pytest.FixtureRequest) -> tuple[str, Path]:
    return request.getfixturevalue(request.param)


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Callable[..., Studio]]:
    """Opens a browser of its own on an address; closed at the end of the test."""
    drivers = []

    def go(address: str, width: int = 1440, height: int = 900) -> Studio:
        downloads = tmp_path / f"downloads-{len(drivers)}"
        downloads.mkdir()
        driver = browser(downloads, width, height)
        drivers.append(driver)
        studio = Studio(driver, address, downloads)
        studio.open()
        return studio

    yield go
    for driver in drivers:
        driver.quit()


@pytest.fixture(scope="session")
def dark_photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A 12-megapixel JPEG of a dim scene, taken with the camera on its side: 4000 x 3000 to be shown as 3000 x 4000."""
    rows, columns = np.mgrid[0:3000, 0:4000].astype(np.float32)
    near = np.exp(-(((columns - 2600) / 900) ** 2) - ((rows - 1400) / 700) ** 2)
    texture = 0.5 + 0.5 * np.sin(columns / 23) * np.sin(rows / 31)
    light = 0.01 + 0.9 * near
    pixels = np.stack([light * (0.25 + 0.6 * texture), light * (0.35 + 0.3 * texture), light * 0.5], axis=2)
    exif = Image.Exif()
    exif[274] = 6
    exif[271] = "A camera that should be forgotten"
    file = tmp_path_factory.mktemp("photos") / "dim room.jpg"
    Image.fromarray((255 * np.clip(pixels, 0, 1) ** (1 / 2.2)).astype(np.uint8)).save(file, quality=92, exif=exif)
    return file
