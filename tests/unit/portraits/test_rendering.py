"""What is drawn: exactly repeated, parsed in 19 classes, the same at every size, and without leaks."""

from __future__ import annotations

import hashlib
import resource
import subprocess
import sys

import numpy as np
import pytest
import skia

from data.portraits import CLASSES, Attributes, Portrait, encode, render, sample
from data.portraits import paths as portrait_paths

LABEL = {name: index for index, name in enumerate(CLASSES)}


def _digest(portrait: Portrait) -> str:
    return hashlib.sha256(portrait.image.tobytes() + portrait.parsing.tobytes()).hexdigest()


def _share(portrait: Portrait, name: str) -> float:
    return float((portrait.parsing == LABEL[name]).mean())


def test_shapes_types_and_refusals() -> None:
    portrait = render(Attributes(), 96, 3)
    assert portrait.image.shape == (96, 96, 3)
    assert portrait.image.dtype == np.uint8
    assert portrait.parsing.shape == (96, 96)
    assert portrait.parsing.dtype == np.uint8
    for size in (31, 513):
        with pytest.raises(ValueError, match="pixels"):
            render(Attributes(), size)
    with pytest.raises(ValueError, match="smile"):
        render(Attributes(smile=3.0), 64)


def test_same_in_another_process() -> None:
    code = (
        "import sys, hashlib; from data.portraits import render, sample\n"
        "render(sample(99), 64, 5)\n"
        "for seed in (1, 2, 3):\n"
        "    p = render(sample(seed), 128, seed)\n"
        "    print(hashlib.sha256(p.image.tobytes() + p.parsing.tobytes()).hexdigest())\n"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert told == [_digest(render(sample(seed), 128, seed)) for seed in (1, 2, 3)]


def test_texture_follows_the_seed_alone() -> None:
    one, two = render(sample(8), 128, 1), render(sample(8), 128, 2)
    assert _digest(one) == _digest(render(sample(8), 128, 1))
    assert _digest(one) != _digest(two)
    assert _digest(render(sample(8), 128)) == _digest(render(sample(8), 128, 0))


def test_every_class_is_drawn_and_none_is_out_of_range() -> None:
    counts = np.zeros(256, int)
    for seed in range(120):
        counts += np.bincount(render(sample(seed), 64, seed).parsing.ravel(), minlength=256)
    assert (counts[: len(CLASSES)] > 0).all(), [CLASSES[i] for i in np.flatnonzero(counts[: len(CLASSES)] == 0)]
    assert counts[len(CLASSES) :].sum() == 0


def test_areas_of_a_plain_face() -> None:
    plain = render(Attributes(hair_style="long", mouth_open=0.6), 256)
    bounds = {
        "skin": (0.08, 0.25), "nose": (0.004, 0.03), "l_eye": (0.0015, 0.012), "r_eye": (0.0015, 0.012),
        "l_brow": (0.001, 0.01),
        "r_brow": (0.001, 0.01), "mouth": (0.001, 0.02), "u_lip": (0.001, 0.02), "l_lip": (0.001, 0.02),
        "hair": (0.06, 0.4),
        "neck": (0.01, 0.1), "cloth": (0.03, 0.25), "background": (0.2, 0.7), "hat": (0, 0), "eye_g": (0, 0),
        "ear_r": (0, 0), "neck_l": (0, 0),
    }  # fmt: skip
    for name, (low, high) in bounds.items():
        assert low <= _share(plain, name) <= high, (name, _share(plain, name))
    columns = {
        name: np.argwhere(plain.parsing == LABEL[name])[:, 1].mean() for name in ("l_eye", "r_eye", "l_brow", "r_brow")
    }
    assert columns["l_eye"] < 128 < columns["r_eye"]
    assert columns["l_brow"] < 128 < columns["r_brow"]


@pytest.mark.parametrize(
    ("change", "label", "least"),
    [
        ({"hat": "beanie"}, "hat", 0.04), ({"hat": "cap"}, "hat", 0.04), ({"hat": "fedora"}, "hat", 0.05),
        ({"hat": "beret"}, "hat", 0.03),
        ({"hat": "headscarf"}, "hat", 0.08), ({"glasses": "round"}, "eye_g", 0.01),
        ({"glasses": "sunglasses"}, "eye_g", 0.01),
        ({"earrings": "hoop"}, "ear_r", 0.0008), ({"necklace": "beads"}, "neck_l", 0.002),
        ({"necklace": "chain"}, "neck_l", 0.001),
        ({"mouth_open": 0.7}, "mouth", 0.002), ({"hair_style": "buzz"}, "hair", 0.02),
        ({"hair_style": "bun"}, "hair", 0.03),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_parsed(change: dict[str, object], label: str, least: float) -> None:
    assert _share(render(Attributes(**change), 128), label) >= least  # type: ignore[arg-type]
    assert _share(render(Attributes(hair_style="bald"), 128), label) < least / 2


def test_sizes_agree() -> None:
    errors, agreement = [], []
    for seed in range(6):
        person = sample(seed + 40)
        small, large = render(person, 128, seed), render(person, 512, seed)
        reduced = large.image.reshape(128, 4, 128, 4, 3).mean((1, 3))
        errors.append(np.abs(small.image - reduced).mean())
        agreement.append((small.parsing == large.parsing[2::4, 2::4]).mean())
    assert np.mean(errors) < 5.0
    assert np.min(agreement) > 0.95


def test_parsing_has_no_seams_at_label_edges() -> None:
    """Anti-aliasing would blend class 17 into 0 through every index between; no such ring may exist."""
    for seed in range(12):
        person = sample(
            seed, {"hat": "none", "glasses": "none", "earrings": "none", "necklace": "none", "hair_style": "long"}
        )
        found = set(np.unique(render(person, 128, seed).parsing).tolist())
        assert not found & {LABEL["hat"], LABEL["eye_g"], LABEL["ear_r"], LABEL["neck_l"]}


def test_pose_moves_near_parts_more_than_far_ones() -> None:
    left, right = render(Attributes(yaw=-18.0), 256), render(Attributes(yaw=18.0), 256)

    def middle(portrait: Portrait, name: str) -> float:
        return float(np.argwhere(portrait.parsing == LABEL[name])[:, 1].mean())

    nose = middle(right, "nose") - middle(left, "nose")
    skin = middle(right, "skin") - middle(left, "skin")
    assert nose > 25
    assert 0 < skin < 0.75 * nose


def test_portraits_differ_and_are_well_exposed() -> None:
    means = []
    for seed in range(40):
        image = render(sample(seed), 64, seed).image
        means.append(image.mean())
        assert image.std() > 18
        assert (image >= 254).all(-1).mean() < 0.12
    assert 70 < np.mean(means) < 165
    assert np.std(means) > 8


def test_polylines_match_paths_built_call_by_call() -> None:
    points = np.random.default_rng(0).random((5, 4, 2)).astype(np.float32)
    plain = skia.Path()
    for line in points.tolist():
        plain.moveTo(*line[0])
        for x, y in line[1:]:
            plain.lineTo(x, y)
    assert portrait_paths.polylines(points).serialize().bytes() == plain.serialize().bytes()


def test_no_leak_over_many_portraits() -> None:
    people = [sample(seed) for seed in range(25)]
    for index, person in enumerate(people):
        render(person, 64, index)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(20):
        for index, person in enumerate(people):
            render(person, 64, index)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 20_000, f"{grown} KiB over 500 portraits"


def test_attributes_reach_the_picture() -> None:
    """No attribute is a dead number: each, moved far, changes some pixel of some portrait."""
    bases = [
        Attributes(hair_style="long", hat="cap", earrings="hoop", glasses="round", necklace="chain", eyeshadow=0.6,
                   lipstick=0.6, beard=0.5),
        Attributes(hair_style="ponytail", fringe="swept", mouth_open=0.4, smile=0.5, background_saturation=0.6,
                   clothing_saturation=0.6),
    ]  # fmt: skip
    from dataclasses import replace

    from data.portraits import SPECS

    for spec in SPECS:
        changed = 0
        for base in bases:
            values = spec.categories or ((spec.low, spec.high) if spec.kind == "continuous" else (0.1, 0.6))
            pictures = {render(replace(base, **{spec.name: value}), 96).image.tobytes() for value in values}
            changed = max(changed, len(pictures))
        assert changed >= 2, spec.name
    assert encode(bases[0]).shape == encode(bases[1]).shape
