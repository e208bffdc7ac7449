"""Photographs to relight, made from those that scikit-image brings along."""

import numpy as np
import pytest
from PIL import Image
from skimage import data

from models.relight.light import decode, encode


def photograph(name: str, width: int, height: int) -> np.ndarray:
    """Uint8 [height, width, 3]."""
    return np.array(Image.fromarray(getattr(data, name)()).resize((width, height), Image.Resampling.BOX))


@pytest.fixture(scope="session")
def dark_photo() -> np.ndarray:
    """Uint8 [300, 400, 3]: a photograph four stops under, with noise."""
    light = decode(photograph("coffee", 400, 300) / 255.0) / 16
    noise = np.random.default_rng(0).normal(0, 0.0005, light.shape)
    return np.round(255 * encode(light + noise)).astype(np.uint8)


@pytest.fixture(scope="session")
def flash_photo() -> np.ndarray:
    """Uint8 [260, 380, 3]: a photograph lit from near the lens, burnt out in the middle and dark at the border."""
    light = decode(photograph("astronaut", 380, 260) / 255.0)
    y, x = np.mgrid[:260, :380]
    falloff = 0.03 + 3 * np.exp(-((x - 160) ** 2 + (y - 90) ** 2) / 90.0**2)
    return np.round(255 * encode(light * falloff[..., None])).astype(np.uint8)
