"""More than 200 bad or odd picture files, the same ones on every run, made from a few good ones.

`corpus()` yields (file name, content). Each must end in a picture or in one sentence, wherever it is given.
"""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageCms, PngImagePlugin

Named = tuple[str, bytes]


def scene(width: int = 96, height: int = 64) -> np.ndarray:
    """A smooth colourful picture with an edge, uint8 [h w 3]; its top left corner is its brightest."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    red = 255 - 120 * x / width - 60 * y / height
    green = 210 - 150 * y / height
    blue = 90 + 80 * np.sin(x / 9) * np.cos(y / 7)
    picture = np.stack((red, green, blue), axis=-1)
    picture[height // 2 :, width // 2 :] *= 0.35
    return picture.clip(0, 255).astype(np.uint8)


def saved(image: Image.Image, format: str, **options: object) -> bytes:  # noqa: A002
    """`image` as a file of `format`."""
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def png_chunk(name: bytes, payload: bytes) -> bytes:
    """A PNG chunk with its checksum."""
    return struct.pack(">I", len(payload)) + name + payload + struct.pack(">I", zlib.crc32(name + payload))


def png_header(width: int, height: int, bits: int = 8, colour: int = 2) -> bytes:
    """Signature and IHDR chunk."""
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header)


def jpeg_segment(marker: int, payload: bytes) -> bytes:
    """A JPEG marker segment."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(payload) + 2) + payload


def tiff(entries: list[tuple[int, int, int, int]], tail: bytes = b"", following: int = 0) -> bytes:
    """A little-endian TIFF of one directory of (tag, type, count, value) with `tail` after it."""
    table = b"".join(struct.pack("<HHII", *entry) for entry in sorted(entries))
    directory = struct.pack("<H", len(entries)) + table + struct.pack("<I", following)
    return b"II*\0" + struct.pack("<I", 8) + directory + tail


def good() -> dict[str, bytes]:
    """The good files that the rest is made from, by name."""
    image = Image.fromarray(scene())
    alpha = image.copy()
    alpha.putalpha(Image.linear_gradient("L").resize(image.size))
    return {
        "good.png": saved(image, "PNG"),
        "alpha.png": saved(alpha, "PNG"),
        "palette.png": saved(image.quantize(32), "PNG", transparency=3),
        "good.jpg": saved(image, "JPEG", quality=90, icc_profile=srgb()),
        "progressive.jpg": saved(image, "JPEG", progressive=True),
        "good.webp": saved(image, "WEBP", quality=80),
        "lossless.webp": saved(alpha, "WEBP", lossless=True),
        "good.tif": saved(image, "TIFF"),
        "lzw.tif": saved(image, "TIFF", compression="tiff_lzw"),
        "deflate.tif": saved(alpha, "TIFF", compression="tiff_adobe_deflate"),
    }


def srgb() -> bytes:
    """An sRGB profile; the date in its header (bytes 24 to 35) is blanked, so that it is always the same."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return made[:24] + bytes(12) + made[36:]


def corpus(seed: int = 7) -> Iterator[Named]:
    """All files, in a fixed order; names are unique."""
    files = good()
    yield from _damaged(files, random.Random(seed))
    yield from _mislabelled(files)
    yield from _sizes()
    yield from _bombs(files)
    yield from _odd_layouts()


def _damaged(files: dict[str, bytes], random_: random.Random) -> Iterator[Named]:
    for name, data in files.items():
        stem, _, ending = name.partition(".")
        for i, share in enumerate((0.02, 0.1, 0.5, 0.9, 0.995)):
            yield f"{stem}-cut-{i}.{ending}", data[: max(1, int(len(data) * share))]
        for i in range(8):
            flipped = bytearray(data)
            # The header is where a flip does most; the later half of the files is hit anywhere.
            reach = min(len(data), 200) if i < 4 else len(data)
            for _ in range(1 + 3 * (i % 4)):
                flipped[random_.randrange(8, reach)] ^= 1 << random_.randrange(8)
            yield f"{stem}-flip-{i}.{ending}", bytes(flipped)
        hole = bytearray(data)
        start = len(data) // 3
        hole[start : start + len(data) // 4] = bytes(len(data) // 4)
        yield f"{stem}-zeroed.{ending}", bytes(hole)
        yield f"{stem}-repeated.{ending}", data + data
        blocks = [data[i : i + 64] for i in range(64, len(data), 64)]
        random_.shuffle(blocks)
        yield f"{stem}-shuffled.{ending}", data[:64] + b"".join(blocks)
    yield from _shuffled_chunks(files["palette.png"], random_)


def _shuffled_chunks(data: bytes, random_: random.Random) -> Iterator[Named]:
    chunks, position = [], 8
    while position < len(data):
        (length,) = struct.unpack_from(">I", data, position)
        chunks.append(data[position : position + 12 + length])
        position += 12 + length
    for i in range(4):
        random_.shuffle(chunks)
        yield f"chunks-{i}.png", data[:8] + b"".join(chunks)
    yield "two-headers.png", data[:33] + png_header(60000, 60000)[8:] + data[33:]
    yield "wrong-checksum.png", data[:29] + b"abcd" + data[33:]


def _mislabelled(files: dict[str, bytes]) -> Iterator[Named]:
    html = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
    svg = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    strangers = {
        "html": html,
        "svg": svg,
        "zip": b"PK\x03\x04" + bytes(200),
        "elf": b"\x7fELF" + bytes(200),
        "pdf": b"%PDF-1.7\n1 0 obj<<>>endobj",
        "text": b"This is not a picture. " * 20,
        "gif": saved(Image.fromarray(scene()), "GIF"),
        "bmp": saved(Image.fromarray(scene()), "BMP"),
        "avif": struct.pack(">I", 24) + b"ftypavif\0\0\0\0avifmif1" + bytes(100),
        "heic": struct.pack(">I", 24) + b"ftypheic\0\0\0\0heicmif1" + bytes(100),
        "film": struct.pack(">I", 24) + b"ftypisom\0\0\0\0isommp42" + bytes(100),
        "noise": random.Random(3).randbytes(500),
        "zeros": bytes(500),
    }
    for kind, data in strangers.items():
        yield f"is-{kind}.png", data
        yield f"is-{kind}.jpg", data
    yield "page.html", html
    yield "drawing.svg", svg
    yield "empty.png", b""
    yield "one-byte.jpg", b"\xff"
    yield "signature-only.png", b"\x89PNG\r\n\x1a\n"
    yield "signature-only.jpg", b"\xff\xd8\xff"
    yield "signature-only.tif", b"II*\0"
    yield "signature-only.webp", b"RIFF\0\0\0\0WEBP"
    yield "is-jpeg.png", files["good.jpg"]
    yield "is-png.jpg", files["good.png"]
    yield "is-webp.tiff", files["good.webp"]
    yield "is-tiff.heic", files["good.tif"]
    yield "no-ending", files["good.png"]
    yield "../../etc/passwd.png", files["good.jpg"]
    yield "<script>alert(1)<.png", files["good.jpg"]
    yield "html-after.png", files["good.png"] + html
    yield "png-then-zip.png", files["good.png"] + strangers["zip"]


def _sizes() -> Iterator[Named]:
    pixel = Image.new("RGB", (1, 1), "red")
    for ending, format_ in (("png", "PNG"), ("jpg", "JPEG"), ("webp", "WEBP"), ("tif", "TIFF")):
        yield f"one-pixel.{ending}", saved(pixel, format_)
        yield f"smallest.{ending}", saved(Image.new("RGB", (16, 16), "red"), format_)
    yield "100000x1.png", saved(Image.new("RGB", (100_000, 1)), "PNG")
    yield "1x100000.tif", saved(Image.new("L", (1, 100_000)), "TIFF")
    yield "65535x1.jpg", saved(Image.new("L", (65_500, 1)), "JPEG")
    yield "20-to-1.png", saved(Image.new("RGB", (1280, 64), "grey"), "PNG")
    yield "zero-wide.png", png_header(0, 64) + png_chunk(b"IDAT", zlib.compress(b"")) + png_chunk(b"IEND", b"")


def _bombs(files: dict[str, bytes]) -> Iterator[Named]:
    zeros = zlib.compress(bytes(30 << 20), 9)
    end = png_chunk(b"IEND", b"")
    png, jpeg, webp = files["good.png"], files["good.jpg"], files["good.webp"]
    yield "huge-header.png", png_header(60_000, 60_000) + png_chunk(b"IDAT", zeros) + end
    yield "huge-negative.png", png_header(0xFFFFFFFF, 0x80000000) + png_chunk(b"IDAT", zeros) + end
    yield "over-40-megapixels.png", png_header(8000, 5001, 1, 0) + png_chunk(b"IDAT", zeros) + end
    yield "pixels-past-the-end.png", png_header(64, 64) + png_chunk(b"IDAT", zeros) * 8 + end
    yield "promised-pixels-missing.png", png_header(6000, 6000) + png_chunk(b"IDAT", zeros[:900]) + end
    text = png_chunk(b"zTXt", b"Comment\0\0" + zeros)
    long_text = png_chunk(b"iTXt", b"penumbra:recipe\0\1\0\0\0" + zeros)
    profile = png_chunk(b"iCCP", b"icc\0\0" + zeros)
    exif = png_chunk(b"eXIf", b"MM\0*\0\0\0\x08\xff\xff" + bytes(1 << 20))
    for name, chunk in (("text", text), ("recipe", long_text), ("profile", profile), ("exif", exif)):
        yield f"{name}-bomb.png", png[:33] + chunk + png[33:]
        yield f"{name}-bomb-many.png", png[:33] + chunk * 40 + png[33:]
    yield "a-million-chunks.png", png[:33] + png_chunk(b"teXt", b"") * 1_000_000 + png[33:]
    yield "a-million-pixels-chunks.png", png[:33] + png_chunk(b"IDAT", b"") * 1_000_000 + png[33:]
    frame = jpeg.index(b"\xff\xc0")
    huge = jpeg[: frame + 5] + struct.pack(">HH", 65_500, 65_500) + jpeg[frame + 9 :]
    yield "huge-header.jpg", huge
    yield "two-frames.jpg", jpeg[:frame] + huge[frame : frame + 19] + jpeg[frame:]
    yield "a-million-segments.jpg", jpeg[:2] + jpeg_segment(0xE5, b"") * 1_000_000 + jpeg[2:]
    yield "fill-bytes.jpg", jpeg[:2] + b"\xff" * (4 << 20) + b"\0" + jpeg[2:]
    yield "huge-exif.jpg", jpeg[:2] + jpeg_segment(0xE1, b"Exif\0\0" + b"A" * 65_000) * 200 + jpeg[2:]
    yield "huge-profile.jpg", jpeg[:2] + _profile_segments(b"\0" * (15 << 20)) + jpeg[2:]
    yield "broken-profile.jpg", saved(Image.fromarray(scene()), "JPEG", icc_profile=b"not a profile" * 40)
    yield "grey-profile-on-rgb.jpg", saved(Image.fromarray(scene()), "JPEG", icc_profile=_grey_profile())
    yield "a-thousand-scans.jpg", _many_scans(files["progressive.jpg"], 1000)
    yield "exif-loop.jpg", jpeg[:2] + jpeg_segment(0xE1, b"Exif\0\0" + _exif_loop()) + jpeg[2:]
    yield "huge-canvas.webp", _webp_canvas(webp, 16_383, 16_383)
    yield "a-million-frames.webp", _webp_canvas(webp, 96, 64, b"ANMF" + struct.pack("<I", 0), 1_000_000)
    yield from _tiff_bombs(files["good.tif"])


def _profile_segments(profile: bytes) -> bytes:
    pieces = [profile[i : i + 65_000] for i in range(0, len(profile), 65_000)]
    return b"".join(
        jpeg_segment(0xE2, b"ICC_PROFILE\0" + bytes((i + 1, len(pieces))) + piece)
        for i, piece in enumerate(pieces[:255])
    )


def _grey_profile() -> bytes:
    profile = bytearray(srgb())
    profile[16:20] = b"GRAY"
    return bytes(profile)


def _many_scans(jpeg: bytes, count: int) -> bytes:
    start = jpeg.rindex(b"\xff\xda")
    return jpeg[:start] + jpeg[start:-2] * count + b"\xff\xd9"


def _exif_loop() -> bytes:
    """An EXIF directory whose sub-directory is itself."""
    return tiff([(0x8769, 4, 1, 8), (274, 3, 1, 6)], following=8)


def _webp_canvas(webp: bytes, width: int, height: int, extra: bytes = b"", count: int = 0) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    extended = b"VP8X" + struct.pack("<I", 10) + bytes((2 if count else 0, 0, 0, 0)) + size
    body = b"WEBP" + extended + extra * count + webp[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _tiff_bombs(good_tiff: bytes) -> Iterator[Named]:
    small = [(256, 4, 1, 64), (257, 4, 1, 64), (258, 3, 1, 8), (262, 3, 1, 1), (277, 3, 1, 1)]
    yield "huge-header.tif", tiff([(256, 4, 1, 60_000), (257, 4, 1, 60_000), *small[2:], (273, 4, 1, 8)])
    strips = [(273, 4, 1_000_000, 300), (279, 4, 1_000_000, 300), (278, 4, 1, 1)]
    yield "a-million-strips.tif", tiff([*small, *strips], bytes(5_000_000))
    tiles = [(322, 4, 1, 1), (323, 4, 1, 1), (324, 4, 1_000_000, 300), (325, 4, 1_000_000, 300)]
    yield "a-million-tiles.tif", tiff([*small, *tiles], bytes(5_000_000))
    yield "values-outside.tif", tiff([*small, (273, 4, 0xFFFFFFF, 0xFFFFFFF0), (279, 4, 1, 4096)])
    yield "huge-samples.tif", tiff([*small[:4], (277, 3, 1, 65_535), (273, 4, 1, 8), (279, 4, 1, 4096)])
    yield "strip-outside.tif", tiff([*small, (273, 4, 1, 0xFFFFFF00), (279, 4, 1, 4096)])
    yield "old-jpeg.tif", tiff([*small, (259, 3, 1, 6), (273, 4, 1, 8), (279, 4, 1, 4096)])
    yield "unknown-packing.tif", tiff([*small, (259, 3, 1, 34_712), (273, 4, 1, 8), (279, 4, 1, 4096)])
    yield "two-widths.tif", tiff([(256, 4, 1, 65_000), *small, (273, 4, 1, 8), (279, 4, 1, 4096)])
    yield "page-loop.tif", tiff([*small, (273, 4, 1, 110), (279, 4, 1, 4096)], bytes(4200), following=8)
    yield "signed.tif", tiff([*small, (339, 3, 1, 2), (273, 4, 1, 130), (279, 4, 1, 4096)], bytes(4200))
    yield "endless-directory.tif", b"II*\0\x08\0\0\0\xff\xff" + bytes(800_000)
    yield "directory-outside.tif", b"MM\0*\xff\xff\xff\x00" + bytes(100)
    yield "big.tif", b"II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0" + bytes(100)
    yield "raw.dng", good_tiff
    pages = [Image.new("1", (64, 64))] * 300
    yield "pages.tif", saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])


def _odd_layouts() -> Iterator[Named]:
    image = Image.fromarray(scene())
    ramp = np.linspace(0, 65_535, 64 * 64).reshape(64, 64)
    deep = Image.fromarray(ramp.astype(np.uint16))
    yield "cmyk.jpg", saved(image.convert("CMYK"), "JPEG")
    yield "cmyk.tif", saved(image.convert("CMYK"), "TIFF", compression="tiff_lzw")
    yield "lab.tif", saved(lab(image), "TIFF")
    yield "ycbcr.tif", saved(image, "TIFF", compression="jpeg")
    yield "grey.png", saved(image.convert("L"), "PNG")
    yield "grey-alpha.png", saved(image.convert("LA"), "PNG")
    yield "one-bit.png", saved(image.convert("1"), "PNG", transparency=0)
    yield "one-bit.tif", saved(image.convert("1"), "TIFF", compression="group4")
    yield "palette-4.png", saved(image.quantize(4), "PNG")
    yield "palette-alpha.png", saved(image.quantize(8), "PNG", transparency=bytes(range(0, 160, 20)))
    yield "deep-grey.png", saved(deep, "PNG")
    yield "deep-grey.tif", saved(deep, "TIFF")
    yield "float.tif", saved(Image.fromarray((ramp / 65_535).astype(np.float32)), "TIFF")
    yield "float-out-of-range.tif", saved(Image.fromarray(ramp.astype(np.float32)), "TIFF")
    yield "float-nan.tif", saved(Image.fromarray(np.full((64, 64), np.nan, np.float32)), "TIFF")
    yield "whole-numbers.tif", saved(Image.fromarray(ramp.astype(np.int32)), "TIFF")
    frames = [image.rotate(angle) for angle in range(0, 90, 10)]
    yield "animated.png", saved(image, "PNG", save_all=True, append_images=frames)
    yield "animated.webp", saved(image, "WEBP", save_all=True, append_images=frames)
    yield "animated.gif", saved(image, "GIF", save_all=True, append_images=frames)
    yield "multi.mpo", saved(image, "MPO", save_all=True, append_images=frames[:2])
    for orientation in (0, 3, 6, 8, 9, 65_535):
        exif = Image.Exif()
        exif[274] = orientation
        yield f"turned-{orientation}.jpg", saved(image, "JPEG", exif=exif)
    text = PngImagePlugin.PngInfo()
    text.add_itxt("penumbra:recipe", "[" * 60_000)
    text.add_itxt("penumbra:recipe", "{" * 100_000)
    yield "odd-recipe.png", saved(image, "PNG", pnginfo=text)


def lab(image: Image.Image) -> Image.Image:
    profiles = [ImageCms.ImageCmsProfile(ImageCms.createProfile(space)) for space in ("sRGB", "LAB")]
    made = ImageCms.profileToProfile(image, *profiles, outputMode="LAB")
    # The attached profile says when it was made, and the corpus is to be the same every time.
    made.info.pop("icc_profile", None)
    return made
