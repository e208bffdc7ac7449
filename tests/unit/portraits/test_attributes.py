"""The table of attributes, their code, and people at random."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from data.portraits import (
    BY_NAME,
    CLASSES,
    ENCODED_NAMES,
    ENCODED_SIZE,
    LATENT_SIZE,
    SPECS,
    Attributes,
    decode,
    encode,
    from_gaussian,
    latent,
    sample,
)  # fmt: skip


@pytest.fixture(scope="module")
def people() -> list[Attributes]:
    return [sample(seed) for seed in range(3000)]


def test_table_covers_every_field_and_names_real_regions() -> None:
    assert [spec.name for spec in SPECS] == [f.name for f in fields(Attributes)]
    assert len(SPECS) >= 40
    for spec in SPECS:
        assert spec.regions
        assert set(spec.regions) <= {*CLASSES, "all"}, spec.name
    Attributes().validated()


def test_validated_names_the_attribute() -> None:
    with pytest.raises(ValueError, match="smile"):
        replace(Attributes(), smile=1.5).validated()
    with pytest.raises(ValueError, match="hat"):
        replace(Attributes(), hat="sombrero").validated()
    with pytest.raises(ValueError, match="yaw"):
        replace(Attributes(), yaw=float("nan")).validated()


def test_encoding_is_bounded_and_comes_back(people: list[Attributes]) -> None:
    assert len(set(ENCODED_NAMES)) == ENCODED_SIZE
    for person in people[:300]:
        code = encode(person)
        assert code.dtype == np.float32
        assert code.shape == (ENCODED_SIZE,)
        assert np.abs(code).max() <= 1
        back = decode(code)
        for spec in SPECS:
            was, now = getattr(person, spec.name), getattr(back, spec.name)
            if spec.kind == "category":
                assert was == now
            elif spec.kind == "hue":
                assert abs((was - now + 0.5) % 1 - 0.5) < 1e-5
            else:
                assert was == pytest.approx(now, abs=1e-5 * (spec.high - spec.low))


def test_decode_clips_a_prediction_and_refuses_another_length() -> None:
    decode(np.full(ENCODED_SIZE, 7.0)).validated()
    with pytest.raises(ValueError, match="numbers"):
        decode(np.zeros(ENCODED_SIZE - 1))


def test_samples_are_valid_and_repeat(people: list[Attributes]) -> None:
    for person in people:
        person.validated()
    assert people[17] == sample(17)
    assert len({encode(person).tobytes() for person in people}) == len(people)


def test_no_category_is_too_rare_and_no_range_is_unused(people: list[Attributes]) -> None:
    for spec in SPECS:
        values = [getattr(person, spec.name) for person in people]
        if spec.kind == "category":
            for category in spec.categories:
                assert values.count(category) >= 0.02 * len(people), (spec.name, category, values.count(category))
        else:
            spread = (max(values) - min(values)) / (spec.high - spec.low)
            assert spread > 0.8, spec.name
    for flagged in ("smoking", "horror"):
        share = np.mean([getattr(person, flagged) > 0 for person in people])
        assert 0.06 < share < 0.13


def test_from_gaussian_is_the_distribution_of_sample(people: list[Attributes]) -> None:
    z = np.random.default_rng(5).standard_normal((3000, LATENT_SIZE))
    mapped = np.stack([encode(from_gaussian(row)) for row in z])
    drawn = np.stack([encode(person) for person in people])
    error = np.abs(mapped.mean(0) - drawn.mean(0)) / np.sqrt((mapped.var(0) + drawn.var(0)) / 3000 + 1e-9)
    assert error.max() < 4.5, ENCODED_NAMES[int(error.argmax())]
    assert sample(3) == from_gaussian(latent(3))


def test_from_gaussian_moves_one_attribute_with_its_own_number() -> None:
    z = np.zeros(LATENT_SIZE)
    changed = z.copy()
    changed[1 + [spec.name for spec in SPECS].index("nose_width")] = 1.0
    first, second = from_gaussian(z), from_gaussian(changed)
    assert [s.name for s in SPECS if getattr(first, s.name) != getattr(second, s.name)] == ["nose_width"]
    with pytest.raises(ValueError, match="finite"):
        from_gaussian(np.full(LATENT_SIZE, np.nan))


def test_joint_distribution_leans_as_faces_do(people: list[Attributes]) -> None:
    old = [person for person in people if person.age > 0.7]
    young = [person for person in people if person.age < 0.3]
    faded = ("grey", "white")
    assert np.mean([p.hair_colour in faded for p in old]) > 3 * np.mean([p.hair_colour in faded for p in young])
    bearded = [person for person in people if person.beard > 0]
    assert np.mean([p.lipstick > 0 for p in bearded]) < np.mean([p.lipstick > 0 for p in people])


def test_overrides_win_and_are_checked() -> None:
    assert sample(4, {"hat": "beret", "smile": 1.0}).hat == "beret"
    assert sample(4, {"smile": 1.0}).smile == 1.0
    with pytest.raises(ValueError, match="smile"):
        sample(4, {"smile": 2.0})
    assert BY_NAME["smile"].low == -1.0
