"""Bad and odd files: each ends in a picture or in exactly one sentence, quickly and in bounded memory."""

from __future__ import annotations

import hashlib
import re
import resource
import time
import warnings

import numpy as np
import pytest

from backend.contracts.errors import BadInput
from backend.images import DecodedImage, decode
from tests.unit.images.corpus import corpus

FILES = dict(corpus())

# What must come out of some of them; the others may end either way.
REFUSED = {
    "huge-header.png": "at most 30000",
    "huge-header.jpg": "at most 30000",
    "huge-header.tif": "at most 30000",
    "huge-canvas.webp": "268.5 megapixels",
    "over-40-megapixels.png": "40.1 megapixels",
    "100000x1.png": "at least 16",
    "one-pixel.jpg": "at least 16",
    "two-headers.png": "damaged",
    "two-frames.jpg": "at most 30000",
    "a-thousand-scans.jpg": "passes",
    "a-million-tiles.tif": "damaged",
    "promised-pixels-missing.png": "ends too early",
    "wrong-checksum.png": "damaged",
    "empty.png": "empty",
    "is-html.png": "a web page",
    "is-svg.jpg": "an SVG drawing",
    "is-gif.png": "a GIF file",
    "is-avif.png": "an AVIF picture",
    "is-jpeg.png": r"\.png, but the file holds a JPEG",
    "raw.dng": "raw",
    "animated.gif": "GIF",
    "whole-numbers.tif": "32 bits",
}
ACCEPTED = {
    "text-bomb.png", "text-bomb-many.png", "recipe-bomb.png", "profile-bomb-many.png", "exif-bomb-many.png",
    "pixels-past-the-end.png", "huge-exif.jpg", "huge-profile.jpg", "broken-profile.jpg", "exif-loop.jpg",
    "fill-bytes.jpg", "page-loop.tif", "pages.tif", "cmyk.jpg", "cmyk.tif", "lab.tif", "ycbcr.tif", "one-bit.tif",
    "animated.webp", "multi.mpo", "no-ending", "html-after.png", "odd-recipe.png", "palette-alpha.png",
}  # fmt: skip


def test_the_corpus_is_large_and_always_the_same() -> None:
    again = dict(corpus())
    assert len(FILES) == len(again) >= 200
    # Zlib and the codecs may differ between machines, but not between two runs on one.
    assert [hashlib.sha256(d).digest() for d in FILES.values()] == [hashlib.sha256(d).digest() for d in again.values()]


@pytest.mark.parametrize("name", FILES)
def test_a_picture_or_one_sentence(name: str) -> None:
    started = time.process_time()
    result = _outcome(name)
    # Processor time, so that a busy machine does not fail it; all of them take far less.
    assert time.process_time() - started < 2.0
    if isinstance(result, str):
        _check_sentence(result, name)
        assert name not in ACCEPTED
        assert re.search(REFUSED.get(name, ""), result)
    else:
        _check_picture(result, name)
        assert name not in REFUSED


def _outcome(name: str) -> DecodedImage | str:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return decode(FILES[name], name)
        except BadInput as error:
            return str(error)


def _check_picture(got: DecodedImage, name: str) -> None:
    assert got.pixels.dtype == np.uint8
    assert got.pixels.shape[2] == 3
    assert min(got.pixels.shape[:2]) >= 16
    assert got.alpha is None or got.alpha.shape == got.pixels.shape[:2]
    assert got.recipe is None or len(got.recipe) <= 65_000
    for note in got.notes:
        _check_sentence(note, name)


def _check_sentence(text: str, name: str) -> None:
    assert text.endswith(".")
    assert len(text) < 240
    assert "\n" not in text
    assert name not in text
    assert not re.search(r"[<>\\]|/[a-z]|0x|Error|Exception|PIL|Pillow|\b[a-z]+_[a-z]+\b|\. [A-Z]", text)


def test_memory_stays_bounded() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name, data in FILES.items():
        if "bomb" in name or "huge" in name or "million" in name:
            try:
                decode(data, name)
            except BadInput:
                continue
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 300 * 1024


def test_a_decoder_that_breaks_is_one_sentence_and_a_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret-name.png at /home/somebody")

    monkeypatch.setattr("backend.images.to_srgb", broken)
    with pytest.raises(BadInput) as caught:
        decode(FILES["no-ending"], "secret-name.png")
    assert "damaged or not what its name says" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "secret" not in caplog.records[-1].getMessage()
    assert caplog.records[-1].exc_info
