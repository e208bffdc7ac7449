"""Encoding, decoding and the colour of light."""

import numpy as np
import pytest

from models.relight.light import (
    LUMINANCE,
    decode,
    decode_bytes,
    encode,
    encode_bytes,
    kelvin_of_warmth,
    luminance,
    planckian_chromaticity,
    warmth_gains,
)

CODES = np.arange(256, dtype=np.uint8)


def test_decode_is_the_standards_formula() -> None:
    for code, linear in zip(CODES, decode_bytes(CODES), strict=True):
        value = code / 255
        expected = value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        assert linear == pytest.approx(expected, abs=1e-7)


def test_encode_undoes_decode() -> None:
    values = np.linspace(0, 1, 10_001)
    np.testing.assert_allclose(encode(decode(values)), values, atol=1e-6)


def test_every_code_survives_linear_light() -> None:
    np.testing.assert_array_equal(encode_bytes(decode_bytes(CODES)), CODES)


def test_encoded_bytes_are_the_nearest_codes_over_the_whole_range() -> None:
    linear = np.linspace(-0.05, 1.05, 3_000_001)
    exact = 255 * encode(linear)
    codes = encode_bytes(linear.astype(np.float32))
    assert np.abs(codes - exact).max() <= 0.53
    assert np.mean(codes == np.round(exact)) > 0.999


def test_encode_bytes_leaves_its_input_alone() -> None:
    linear = np.array([-1.0, 0.5, 2.0], np.float32)
    assert encode_bytes(linear).tolist() == [0, 188, 255]
    assert linear.tolist() == [-1.0, 0.5, 2.0]


def test_luminance_of_the_primaries() -> None:
    np.testing.assert_allclose(luminance(np.eye(3)), LUMINANCE)
    assert luminance(np.ones((1, 3)))[0] == pytest.approx(1.0)


@pytest.mark.parametrize(("kelvin", "x", "y"), [(2856, 0.4476, 0.4074), (6500, 0.3135, 0.3237), (2000, 0.5267, 0.4133)])
def test_planckian_chromaticities_are_those_of_the_tables(kelvin: float, x: float, y: float) -> None:
    assert planckian_chromaticity(kelvin) == pytest.approx((x, y), abs=1e-3)


def test_no_warmth_is_exactly_no_change() -> None:
    assert warmth_gains(0.0).tolist() == [1.0, 1.0, 1.0]


def test_a_little_warmth_is_a_little_change() -> None:
    np.testing.assert_allclose(warmth_gains(1e-6), 1.0, atol=1e-5)


@pytest.mark.parametrize("warmth", np.linspace(-1, 1, 9).tolist())
def test_warmth_keeps_the_luminance_of_grey(warmth: float) -> None:
    assert LUMINANCE @ warmth_gains(warmth) == pytest.approx(1.0)


def test_warmth_goes_from_blue_to_red() -> None:
    ratios = [warmth_gains(w)[0] / warmth_gains(w)[2] for w in np.linspace(-1, 1, 21)]
    assert np.all(np.diff(ratios) > 0)
    assert ratios[0] < 0.5 < 2 < ratios[-1]
    assert kelvin_of_warmth(-1) == pytest.approx(18_604, abs=1)
    assert kelvin_of_warmth(1) == pytest.approx(3_941, abs=1)
