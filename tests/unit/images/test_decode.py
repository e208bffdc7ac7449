"""Every format and layout comes in as upright 8-bit sRGB, with plain notes on what was done."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from backend.contracts.errors import BadInput
from backend.images import ImageLimits, decode
from tests.unit.images import profiles
from tests.unit.images.corpus import lab, png_chunk, png_header, saved, scene, srgb

UPRIGHT = "Turned upright as the camera noted."
DEEP = "16 bits per channel were reduced to 8."


def near(a: np.ndarray, b: np.ndarray, levels: float) -> bool:
    """Whether no value differs by more than `levels`."""
    return a.shape == b.shape and bool(np.abs(a.astype(int) - b.astype(int)).max() <= levels)


@pytest.mark.parametrize(
    ("format_", "options", "kind"),
    [
        ("PNG", {}, "PNG"),
        ("TIFF", {}, "TIFF"),
        ("TIFF", {"compression": "tiff_lzw"}, "TIFF"),
        ("TIFF", {"compression": "tiff_adobe_deflate", "tiffinfo": {317: 2}}, "TIFF"),
        ("TIFF", {"compression": "packbits"}, "TIFF"),
        ("WEBP", {"lossless": True}, "WebP"),
    ],
)
def test_lossless_formats_keep_every_pixel(format_: str, options: dict, kind: str) -> None:
    got = decode(saved(Image.fromarray(scene()), format_, **options))
    assert np.array_equal(got.pixels, scene())
    assert (got.alpha, got.notes, got.recipe, got.format) == (None, (), None, kind)
    assert got.pixels.flags.writeable


@pytest.mark.parametrize(
    ("format_", "options"),
    [("JPEG", {"quality": 95, "subsampling": 0}), ("JPEG", {"quality": 95, "progressive": True}),
     ("WEBP", {"quality": 95}), ("TIFF", {"compression": "jpeg", "quality": 95}), ("MPO", {"quality": 95})],
)  # fmt: skip
def test_lossy_formats_stay_near(format_: str, options: dict) -> None:
    got = decode(saved(Image.fromarray(scene()), format_, **options))
    assert np.abs(got.pixels.astype(int) - scene()).mean() < 4


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_orientation(orientation: int, format_: str) -> None:
    # As Pillow's own transposition defines the eight values.
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    image = Image.fromarray(scene())
    exif = Image.Exif()
    exif[274] = orientation
    options: dict = {"quality": 100, "subsampling": 0} if format_ == "JPEG" else {}
    options |= {"lossless": True} if format_ == "WEBP" else {}
    got = decode(saved(image, format_, exif=exif, **options))
    expected = image.transpose(turns[orientation]) if orientation > 1 else image
    assert near(got.pixels, np.asarray(expected), 8 if format_ == "JPEG" else 0)
    assert got.notes == ((UPRIGHT,) if orientation > 1 else ())


def test_alpha_is_turned_with_the_picture() -> None:
    image = Image.fromarray(scene())
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    exif = Image.Exif()
    exif[274] = 6
    got = decode(saved(image, "PNG", exif=exif))
    expected = np.asarray(image.transpose(Image.Transpose.ROTATE_270))
    assert np.array_equal(got.pixels, expected[..., :3])
    assert got.alpha is not None
    assert np.array_equal(got.alpha, expected[..., 3])


def test_opaque_alpha_is_none() -> None:
    image = Image.fromarray(scene())
    image.putalpha(255)
    assert decode(saved(image, "PNG")).alpha is None


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_wide_gamut_profile_is_applied(format_: str) -> None:
    red = Image.new("RGB", (32, 32), (200, 60, 60))
    options: dict = {"quality": 100} if format_ == "JPEG" else {}
    options |= {"lossless": True} if format_ == "WEBP" else {}
    got = decode(saved(red, format_, icc_profile=profiles.display_p3(), **options))
    assert got.notes == ("Converted from Display P3 to sRGB.",)
    # By hand: P3 (gamma 2.2) -> XYZ D50 -> sRGB gives a red that is stronger, a green that is weaker.
    linear = (np.array([200, 60, 60]) / 255) ** 2.2
    to_xyz = np.array([profiles.P3[k] for k in (b"rXYZ", b"gXYZ", b"bXYZ")]).T
    xyz_to_srgb = np.array(
        [[3.1338561, -1.6168667, -0.4906146], [-0.9787684, 1.9161415, 0.0334540], [0.0719453, -0.2289914, 1.4052427]]
    )
    srgb = (xyz_to_srgb @ to_xyz @ linear).clip(0, 1)
    coded = np.where(srgb <= 0.0031308, 12.92 * srgb, 1.055 * srgb ** (1 / 2.4) - 0.055) * 255
    assert np.abs(got.pixels[16, 16] - coded).max() <= 3


def test_srgb_profile_is_no_conversion() -> None:
    got = decode(saved(Image.fromarray(scene()), "PNG", icc_profile=srgb()))
    assert np.array_equal(got.pixels, scene())
    assert got.notes == ()


@pytest.mark.parametrize("profile", [b"no profile at all", srgb()[:300], profiles.cmyk()])
def test_broken_profile_is_taken_as_srgb(profile: bytes) -> None:
    got = decode(saved(Image.fromarray(scene()), "PNG", icc_profile=profile))
    assert np.array_equal(got.pixels, scene())
    assert got.notes == ("The colour profile is damaged or does not fit, so the colours were taken as sRGB.",)


def test_a_foreign_profile_name_is_not_repeated() -> None:
    hostile = profiles.display_p3("<img src=x onerror=alert(1)>")
    got = decode(saved(Image.new("RGB", (32, 32), (200, 60, 60)), "PNG", icc_profile=hostile))
    assert got.notes == ("Converted from the embedded colour profile to sRGB.",)


def test_grey_profile() -> None:
    got = decode(saved(Image.new("L", (32, 32), 128), "PNG", icc_profile=profiles.grey(1.0)))
    # Linear grey 0.502 is 0.736 in sRGB's coding.
    assert np.abs(got.pixels.astype(int) - 188).max() <= 2


@pytest.mark.parametrize("format_", ["JPEG", "TIFF"])
def test_cmyk_by_profile_and_by_formula(format_: str) -> None:
    image = Image.new("CMYK", (32, 32), (255, 0, 0, 0))
    plain = decode(saved(image, format_))
    assert near(plain.pixels, np.broadcast_to(np.array([0, 255, 255], np.uint8), (32, 32, 3)), 4)
    assert "plain formula" in plain.notes[0]
    # The test's press knows black ink alone, so that cyan is paper white.
    pressed = decode(saved(image, format_, icc_profile=profiles.cmyk()))
    assert pressed.pixels.min() >= 250
    assert pressed.notes == ("Converted from Press to sRGB.",)


def test_lab_tiff() -> None:
    got = decode(saved(lab(Image.fromarray(scene())), "TIFF"))
    assert np.abs(got.pixels.astype(int) - scene()).mean() < 3
    assert got.notes == ("Converted from Lab to sRGB.",)


@pytest.mark.parametrize("format_", ["PNG", "TIFF"])
def test_deep_grey_is_scaled_not_clipped(format_: str) -> None:
    ramp = np.linspace(0, 65_535, 64 * 64).reshape(64, 64)
    got = decode(saved(Image.fromarray(ramp.astype(np.uint16)), format_))
    assert near(got.pixels[..., 0], np.rint(ramp / 257), 1)
    assert got.notes == (DEEP,)


@pytest.mark.parametrize(("colour", "channels"), [(2, 3), (6, 4)])
def test_deep_rgb_png(colour: int, channels: int) -> None:
    values = np.linspace(0, 65_535, 32 * 32 * channels).reshape(32, 32, channels)
    rows = np.hstack((np.zeros((32, 1), np.uint8), values.astype(">u2").reshape(32, -1).view(np.uint8)))
    body = png_chunk(b"IDAT", zlib.compress(rows.tobytes())) + png_chunk(b"IEND", b"")
    got = decode(png_header(32, 32, 16, colour) + body)
    assert near(got.pixels, np.rint(values[..., :3] / 257), 1)
    assert (got.alpha is not None) == (channels == 4)
    assert got.notes == (DEEP,)


def test_white_is_zero_in_deep_grey_tiff() -> None:
    data = bytearray(saved(Image.fromarray(np.full((32, 32), 60_000, np.uint16)), "TIFF"))
    entry = data.index(struct.pack("<HHII", 262, 3, 1, 1))
    data[entry + 8] = 0
    assert np.abs(decode(bytes(data)).pixels.astype(int) - round((65_535 - 60_000) / 257)).max() <= 1


def test_float_tiff() -> None:
    ramp = np.linspace(0, 1, 32 * 32, dtype=np.float32).reshape(32, 32)
    got = decode(saved(Image.fromarray(ramp), "TIFF"))
    assert near(got.pixels[..., 1], np.rint(ramp * 255), 0)
    for bad in (ramp * 2, ramp - 0.5, np.where(ramp > 0.5, np.nan, ramp)):
        with pytest.raises(BadInput, match="outside 0 to 1"):
            decode(saved(Image.fromarray(bad.astype(np.float32)), "TIFF"))


def test_transparency_of_every_kind() -> None:
    image = Image.fromarray(scene())
    palette = image.quantize(8)
    levels = bytes(range(0, 160, 20))
    got = decode(saved(palette, "PNG", transparency=levels))
    assert got.alpha is not None
    assert np.array_equal(got.alpha, np.frombuffer(levels, np.uint8)[np.asarray(palette)])
    grey = image.convert("L")
    key = int(np.asarray(grey)[10, 10])
    got = decode(saved(grey, "PNG", transparency=key))
    assert got.alpha is not None
    assert np.array_equal(got.alpha == 0, np.asarray(grey) == key)
    colour = tuple(int(v) for v in scene()[5, 5])
    got = decode(saved(image, "PNG", transparency=colour))
    assert got.alpha is not None
    assert np.array_equal(got.alpha == 0, (scene() == colour).all(-1))


def test_premultiplied_tiff() -> None:
    straight = np.full((32, 32, 4), (200, 100, 50, 128), np.uint8)
    multiplied = straight.copy()
    multiplied[..., :3] = straight[..., :3] // 2
    data = bytearray(saved(Image.fromarray(multiplied), "TIFF"))
    entry = data.index(struct.pack("<HHII", 338, 3, 1, 2))
    data[entry + 8] = 1
    got = decode(bytes(data))
    assert near(got.pixels, straight[..., :3], 2)
    assert got.alpha is not None
    assert (got.alpha == 128).all()


def test_one_bit_and_grey_alpha() -> None:
    checks = np.indices((32, 32)).sum(0) % 2 == 0
    got = decode(saved(Image.fromarray(checks), "PNG"))
    assert np.array_equal(got.pixels[..., 2], checks * np.uint8(255))
    image = Image.merge("LA", (Image.new("L", (32, 32), 90), Image.linear_gradient("L").resize((32, 32))))
    got = decode(saved(image, "PNG"))
    assert (got.pixels == 90).all()
    assert got.alpha is not None


@pytest.mark.parametrize("format_", ["PNG", "WEBP"])
def test_first_frame_of_an_animation(format_: str) -> None:
    first = Image.fromarray(scene())
    others = [first.transpose(Image.Transpose.ROTATE_180)]
    data = saved(
        first, format_, save_all=True, append_images=others, **({"lossless": True} if format_ == "WEBP" else {})
    )
    got = decode(data)
    assert np.array_equal(got.pixels, scene())
    assert got.notes == ("Only the first frame of the animation is used.",)


def test_first_page_of_a_tiff() -> None:
    first = Image.fromarray(scene())
    got = decode(saved(first, "TIFF", save_all=True, append_images=[Image.new("RGB", (16, 16))]))
    assert np.array_equal(got.pixels, scene())
    assert got.notes == ("Only the first page of the file is used.",)


def test_heic() -> None:
    heif = pytest.importorskip("pillow_heif", reason="the optional package for HEIC is not installed")
    file = heif.from_pillow(Image.fromarray(scene()))
    out = io.BytesIO()
    file.save(out, quality=95)
    got = decode(out.getvalue(), "photo.HEIC")
    assert got.format == "HEIC"
    assert np.abs(got.pixels.astype(int) - scene()).mean() < 4
    with pytest.raises(BadInput, match="megapixels"):
        decode(out.getvalue(), limits=ImageLimits(max_pixels=1000))


def test_heic_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    # None in sys.modules is how Python itself marks a module that cannot be imported.
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(BadInput, match=r"pip install pillow-heif"):
        decode(struct.pack(">I", 24) + b"ftypheic\0\0\0\0heicmif1" + bytes(100))


def test_limits() -> None:
    data = saved(Image.fromarray(scene(96, 64)), "PNG")
    for limits, words in (
        (ImageLimits(max_pixels=6143), "megapixels"),
        (ImageLimits(max_side=95), "a side may have at most 95"),
        (ImageLimits(min_side=65), "at least 65"),
        (ImageLimits(max_file_bytes=len(data) - 1), "larger than"),
    ):
        with pytest.raises(BadInput, match=words):
            decode(data, limits=limits)
    assert decode(data, limits=ImageLimits(max_pixels=6144, max_side=96, min_side=64)).pixels.shape == (64, 96, 3)


def test_names() -> None:
    png = saved(Image.fromarray(scene()), "PNG")
    for name in (None, "photo", "photo.png", "PHOTO.PNG", "photo.unknown", "a.b.png"):
        assert decode(png, name).format == "PNG"
    with pytest.raises(BadInput, match=r"The name ends in \.jpg, but the file holds a PNG picture; rename it to end"):
        decode(png, "photo.jpg")


def test_threads_agree_and_nothing_warns() -> None:
    image = Image.fromarray(scene())
    files = [saved(image, f, icc_profile=profiles.display_p3()) for f in ("PNG", "TIFF", "JPEG", "WEBP")] * 8
    limit = Image.MAX_IMAGE_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with ThreadPoolExecutor(8) as pool:
            results = list(pool.map(decode, files))
    for i, result in enumerate(results):
        assert np.array_equal(result.pixels, results[i % 4].pixels)
    assert limit == Image.MAX_IMAGE_PIXELS
