"""A back end in this process and one in another, both with the trial service from an installed entry point."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from backend.configuration import BackendConfiguration
from backend.embedded import EmbeddedBackend
from backend.remote import RemoteBackend

from .trial import ENTRY_POINTS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def distribution(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder on the path holding a distribution that offers the trial service."""
    folder = tmp_path_factory.mktemp("site")
    info = folder / "penumbra_trial-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: penumbra-trial\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(ENTRY_POINTS, encoding="utf-8")
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))


@pytest.fixture(scope="session")
def embedded(distribution: Path) -> Iterator[EmbeddedBackend]:
    backend = EmbeddedBackend(BackendConfiguration(device="cpu"))
    yield backend
    backend.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_server(port: int, distribution: Path) -> subprocess.Popen[bytes]:
    """The back end in a process of its own, once it answers."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{distribution}", "PENUMBRA_DEVICE": "cpu"}
    process = subprocess.Popen([sys.executable, "-m", "backend.server", "--port", str(port)], cwd=ROOT, env=environment)
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            httpx.get(f"http://127.0.0.1:{port}/v1/health", timeout=1.0, trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return process
    process.kill()
    raise RuntimeError("the server did not answer")


@pytest.fixture(scope="session")
def server_url(distribution: Path) -> Iterator[str]:
    port = free_port()
    process = start_server(port, distribution)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(10)


@pytest.fixture(scope="session")
def remote(server_url: str) -> Iterator[RemoteBackend]:
    backend = RemoteBackend(server_url)
    yield backend
    backend.close()


@pytest.fixture(params=["embedded", "remote"])
def client(request: pytest.FixtureRequest) -> EmbeddedBackend | RemoteBackend:
    """The same test in both homes."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def restartable(distribution: Path) -> Iterator[tuple[str, Callable[[], None], Callable[[], None]]]:
    """(address, kill, start) of a server of one's own."""
    port = free_port()
    running = [start_server(port, distribution)]

    def kill() -> None:
        running[-1].kill()
        running[-1].wait(10)

    def start() -> None:
        running.append(start_server(port, distribution))

    yield f"http://127.0.0.1:{port}", kill, start
    kill()
