"""The versions that a recipe and the System tab name."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version

STUDIO_VERSION = "0.1.0"
_LIBRARIES = ("torch", "numpy", "scipy", "diffusers", "pillow", "pydantic", "fastapi", "gradio")


@cache
def _all_versions() -> tuple[tuple[str, str], ...]:
    found = [("penumbra", STUDIO_VERSION), ("python", platform.python_version())]
    for name in _LIBRARIES:
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:
            continue
    return tuple(found)


def library_versions() -> dict[str, str]:
    """Name -> version of the studio and of what it computes with."""
    return dict(_all_versions())
