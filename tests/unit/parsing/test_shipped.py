"""The slots that ship: what the pack promises, and good on portraits that no training has seen."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from data.portrait_visibility import class_shares, visible
from data.portraits import ENCODED_NAMES, SPECS, Portrait, encode, render, sample
from models.packs import pack
from models.parsing import CLASSES, PortraitReader, load_attributes, load_parser

SEEDS = range(7_000_000, 7_000_012)
MIOU_FLOOR = 0.75


@pytest.fixture(scope="module")
def reader() -> PortraitReader:
    return load_parser()


@pytest.fixture(scope="module")
def portraits() -> list[Portrait]:
    return [render(sample(seed), 128, seed) for seed in SEEDS]


def test_slots_are_what_the_pack_promises_and_small() -> None:
    for name in ("parser", "attributes"):
        slot = pack.load().slot(name)
        slot.verify()
        assert slot.sha256
        assert slot.size_bytes < 11_000_000


def test_it_reads_the_renderers_attributes(reader: PortraitReader) -> None:
    assert [entry.name for entry in reader.layout.entries] == [spec.name for spec in SPECS]
    assert reader.layout.size == len(ENCODED_NAMES)


def test_fresh_portraits_are_parsed(reader: PortraitReader, portraits: list[Portrait]) -> None:
    truth = np.stack([p.parsing for p in portraits])
    labels = reader.parse(np.stack([p.image for p in portraits]))
    assert labels.shape == truth.shape
    assert labels.dtype == np.uint8
    scores = [
        ((labels == k) & (truth == k)).sum() / ((labels == k) | (truth == k)).sum()
        for k in range(len(CLASSES))
        if (truth == k).sum() > 200
    ]
    assert np.mean(scores) > MIOU_FLOOR


def test_attributes_of_fresh_portraits_are_read(portraits: list[Portrait]) -> None:
    reader = load_attributes()
    images = np.stack([p.image for p in portraits])
    read = reader.read_attributes(images)
    drawn = np.stack([encode(p.attributes) for p in portraits])
    seen = visible(drawn, class_shares(np.stack([p.parsing for p in portraits])))
    where = [spec.name for spec in SPECS].index("smile")
    pairs = [(r["smile"], p.attributes.smile) for r, p, s in zip(read, portraits, seen, strict=True) if s[where]]
    assert np.corrcoef(np.array(pairs, float).T)[0, 1] > 0.7
    assert sum(r["hat"] == p.attributes.hat for r, p in zip(read, portraits, strict=True)) >= 9
    for reading in read:
        for spec in SPECS:
            value = reading[spec.name]
            if spec.kind == "category":
                assert value in spec.categories
            else:
                assert spec.low <= float(value) <= spec.high


def test_flagged_concepts_are_told_apart(reader: PortraitReader) -> None:
    for name in ("smoking", "horror"):
        plain = [sample(seed, {"smoking": 0.0, "horror": 0.0}) for seed in SEEDS[:6]]
        marked = [sample(seed, {"smoking": 0.0, "horror": 0.0} | {name: 0.9}) for seed in SEEDS[:6]]
        found = reader.read_attributes(np.stack([render(a, 128, 3).image for a in plain + marked]))
        assert sum(float(r[name]) > 0.25 for r in found[:6]) <= 1
        assert sum(float(r[name]) > 0.25 for r in found[6:]) >= 5


@pytest.mark.parametrize("size", [(64, 64), (97, 53), (300, 300)])
def test_any_size_is_parsed_at_its_own(
    reader: PortraitReader, portraits: list[Portrait], size: tuple[int, int]
) -> None:
    resized = np.stack([np.asarray(Image.fromarray(p.image).resize(size[::-1])) for p in portraits[:3]])
    labels = reader.parse(resized)
    assert labels.shape == (3, *size)
    nearest = [Image.fromarray(p.parsing).resize(size[::-1], Image.Resampling.NEAREST) for p in portraits[:3]]
    assert (labels == np.stack([np.asarray(image) for image in nearest])).mean() > 0.85


def test_the_answer_does_not_depend_on_the_company(reader: PortraitReader, portraits: list[Portrait]) -> None:
    images = np.stack([p.image for p in portraits])
    assert (reader.parse(images[3:4])[0] == reader.parse(images)[3]).mean() > 0.999
    assert np.allclose(reader.read_codes(images[3:4])[0], reader.read_codes(images)[3], atol=1e-3)
