"""What is written can be read back: pixels, alpha, recipe and colour space."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from PIL import Image, ImageCms

from backend.contracts.errors import BadInput
from backend.images import RECIPE_MAX_BYTES, ImageFormat, decode, encode, fit
from tests.unit.images.corpus import scene

FORMATS: tuple[ImageFormat, ...] = ("png", "jpeg", "webp", "tiff")
RECIPES = (
    '{"service": "relight", "seed": 7}',
    json.dumps({"words": "ein blauer Hut — \u03b1 = 2 \U0001f3a9"}, ensure_ascii=False),
    '{"long": "' + "x" * (RECIPE_MAX_BYTES - 12) + '"}',
    "",
)


def alpha() -> np.ndarray:
    """A ramp, uint8 [64 96]."""
    return np.broadcast_to(np.linspace(0, 255, 96).astype(np.uint8), (64, 96)).copy()


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("recipe", RECIPES, ids=["plain", "unicode", "longest", "empty"])
def test_recipe_survives(format_: ImageFormat, recipe: str) -> None:
    got = decode(encode(scene(), format_, recipe=recipe), f"saved.{format_}")
    assert got.recipe == recipe
    assert got.notes == ()


@pytest.mark.parametrize("format_", FORMATS)
def test_no_recipe(format_: ImageFormat) -> None:
    assert decode(encode(scene(), format_)).recipe is None


def test_a_recipe_too_long_is_refused() -> None:
    with pytest.raises(BadInput, match="too long"):
        encode(scene(), "png", recipe="x" * (RECIPE_MAX_BYTES + 1))


@pytest.mark.parametrize(("format_", "quality"), [("png", 95), ("tiff", 95), ("webp", 100)])
def test_lossless_with_alpha(format_: ImageFormat, quality: int) -> None:
    got = decode(encode(scene(), format_, alpha(), "{}", quality))
    assert np.array_equal(got.pixels, scene())
    assert got.alpha is not None
    assert np.array_equal(got.alpha, alpha())


def test_jpeg_is_laid_on_white() -> None:
    got = decode(encode(scene(), "jpeg", alpha()))
    a = alpha()[..., None] / 255.0
    assert got.alpha is None
    assert np.abs(got.pixels - (scene() * a + 255 * (1 - a))).mean() < 2


def test_jpeg_keeps_colour_resolution_at_high_quality() -> None:
    assert _subsampling(encode(scene(), "jpeg")) == b"\x11"
    assert _subsampling(encode(scene(), "jpeg", quality=75)) == b"\x22"


def _subsampling(data: bytes) -> bytes:
    return data[data.index(b"\xff\xc0") + 11 :][:1]


@pytest.mark.parametrize("format_", FORMATS)
def test_other_programs_see_srgb(format_: ImageFormat) -> None:
    data = encode(scene(), format_, recipe="{}")
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        if format_ == "png":
            assert data.index(b"sRGB") < data.index(b"iTXt") < data.index(b"IDAT")
            assert image.info["srgb"] == 0
        else:
            profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
            assert "sRGB" in ImageCms.getProfileDescription(profile)
            exif = image.getexif().get_ifd(0x8769)
            assert exif[0xA001] == 1
            assert exif[0x9286] == b"ASCII\0\0\0penumbra:recipe\n{}"


def test_equal_pictures_give_equal_files() -> None:
    for format_ in FORMATS:
        assert encode(scene(), format_, recipe="{}") == encode(scene(), format_, recipe="{}")


def test_wrong_arrays_are_our_own_fault() -> None:
    with pytest.raises(ValueError, match="uint8"):
        encode(scene().astype(np.float32), "png")
    with pytest.raises(ValueError, match="does not fit"):
        encode(scene(), "png", alpha()[:10])
    with pytest.raises(ValueError, match="format must be"):
        encode(scene(), "gif")  # type: ignore[arg-type]


def test_thumbnail() -> None:
    fine = (np.indices((300, 600)).sum(0) % 2 * 255).astype(np.uint8)
    small = fit(np.repeat(fine[..., None], 3, axis=2), 100)
    assert small.shape == (50, 100, 3)
    # A checkerboard of single pixels must average to grey and not alias.
    assert np.abs(small[2:-2, 2:-2].astype(int) - 127).max() <= 3
    assert np.array_equal(fit(scene(), 96), scene())
    assert fit(scene(600, 16), 60).shape == (2, 60, 3)
