"""The tone curve of a render."""

import numpy as np
import pytest

from models.relight.gains import Prediction
from models.relight.light import decode_bytes, encode, linear_of_code, warmth_gains
from models.relight.transfer import CODES, KNEE, shoulder, tone_curve

SOME_SLIDERS = [(1, 0, 0), (0.6, 0.5, -1.2), (1.4, -0.8, 0.7)]


def prediction(lowest: float, highest: float, offset: float = 3e-4) -> Prediction:
    nothing = np.zeros((1, 4, 2, 2), np.float32)
    return Prediction("test", (16, 16), nothing, np.zeros((1, 2, 2), np.float32), offset, lowest, highest)


def relit(made: Prediction, colours: np.ndarray, strength: float, warmth: float, exposure: float) -> np.ndarray:
    """[levels, n, 3]: what becomes of the 8-bit colours [n, 3] under each gain, looked up as a render does it."""
    curve = tone_curve(made, strength, warmth, exposure)
    largest = colours.max(axis=1).astype(int)
    places = curve.bends[np.arange(made.levels)[:, None] * CODES + largest]
    return curve.codes[places[..., None] + colours + np.arange(3) * curve.stride]


GREYS = np.repeat(np.arange(256)[:, None], 3, axis=1)


@pytest.mark.parametrize("offset", [1e-5, 3e-4, 0.02])
def test_all_sliders_at_rest_give_every_colour_back(offset: float) -> None:
    colours = np.random.default_rng(0).integers(0, 256, (5000, 3))
    codes = relit(prediction(-2.5, 3.5, offset), colours, 0, 0, 0)
    np.testing.assert_array_equal(codes, np.broadcast_to(colours, codes.shape))


def test_a_gain_of_one_gives_every_code_back_at_any_strength() -> None:
    codes = relit(prediction(0, 0), GREYS, 1.5, 0, 0)
    np.testing.assert_array_equal(codes, np.broadcast_to(GREYS, codes.shape))


@pytest.mark.parametrize(("strength", "warmth", "exposure"), SOME_SLIDERS)
def test_below_the_knee_it_is_the_formula(strength: float, warmth: float, exposure: float) -> None:
    made = prediction(-1.5, 2.0, offset=0.01)
    codes = relit(made, GREYS, strength, warmth, exposure)
    gain = np.exp(strength * made.log_gains().astype(np.float64))[:, None]
    light = ((linear_of_code().astype(np.float64) + made.offset) * gain - made.offset) * 2**exposure
    for channel, warm in enumerate(warmth_gains(warmth)):
        below = np.maximum(light, light * warm) < KNEE
        assert below.mean() > 0.3
        # Half a code of rounding, and half a step of the gain.
        assert np.abs(codes[..., channel] - 255 * encode(light * warm))[below].max() <= 0.9


@pytest.mark.parametrize(("strength", "exposure"), [(1, 0), (1.5, 2.0), (0, 2.0)])
def test_no_highlight_is_clipped_and_white_stays_white(strength: float, exposure: float) -> None:
    codes = relit(prediction(0, 2.5), GREYS, strength, 0, exposure).astype(int)
    assert np.all(codes[:, 255] == 255)
    # Rounding the gain to a step of the table may turn a highlight back by a code, no more.
    assert np.diff(codes, axis=1).min() >= -1
    light = np.linspace(0, 1, 2000)[None]
    gains = np.array([[1.0], [2.0], [16.0]])
    bent = shoulder((light * gains).astype(np.float32), gains.astype(np.float32))
    assert np.all(np.diff(bent, axis=1) > 0)
    np.testing.assert_allclose(bent[:, -1], 1, atol=1e-6)


@pytest.mark.parametrize(("strength", "exposure"), [(1, 0), (0.5, 1.5), (1.5, -0.5)])
def test_the_largest_channel_ends_on_the_shoulder(strength: float, exposure: float) -> None:
    made = prediction(0, 2.0)
    codes = relit(made, GREYS, strength, 0, exposure)[..., 0]
    gain = np.exp(strength * made.log_gains())[:, None]
    light = ((linear_of_code() + np.float32(made.offset)) * gain - np.float32(made.offset)) * np.float32(2**exposure)
    expected = 255 * encode(shoulder(light, light[:, -1:]))
    high = light > KNEE
    assert high.sum() > 1000
    assert np.abs(codes - expected)[high].max() < 1.2


def test_a_highlight_keeps_its_colour() -> None:
    """Skin, sky and cloth, lifted two to eight times: the ratios of linear light stay, where clipping shifts them."""
    colours = np.array([[210, 165, 140], [120, 160, 220], [230, 90, 40], [200, 200, 190]])
    made = prediction(np.log(2), np.log(8))
    before, after = decode_bytes(colours.astype(np.uint8)), decode_bytes(relit(made, colours, 1, 0, 0))
    assert after.max(axis=2).min() > 0.75
    share = before / before.max(axis=1, keepdims=True)
    np.testing.assert_allclose(after / after.max(axis=2, keepdims=True), np.broadcast_to(share, after.shape), atol=0.02)


def test_warm_light_on_white_does_not_clip() -> None:
    codes = relit(prediction(0, 0), GREYS, 1, 1.0, 0).astype(int)[0]
    assert np.all(np.diff(codes[:, 0]) >= 0)
    assert codes[240, 0] < codes[255, 0] == 255
    assert codes[255, 2] < 220


def test_the_shoulder_joins_without_a_corner() -> None:
    light = np.array([KNEE - 1e-3, KNEE, KNEE + 1e-3], np.float32)[None]
    below, above = (np.diff(shoulder(light, np.array([[4.0]], np.float32))) / np.diff(light))[0]
    assert below == pytest.approx(1, abs=1e-3)
    assert above == pytest.approx(1, abs=0.02)


def test_where_white_is_not_exceeded_nothing_bends() -> None:
    light = np.linspace(0, 0.9, 100, dtype=np.float32)[None]
    np.testing.assert_allclose(shoulder(light, np.array([[0.9]], np.float32)), light, atol=1e-6)


@pytest.mark.filterwarnings("error")
def test_a_negative_result_is_black() -> None:
    made = prediction(-2, -2, offset=0.05)
    assert relit(made, GREYS, 1, 0, 0)[0, 0].tolist() == [0, 0, 0]
    assert relit(made, GREYS, 1, 0.5, 2)[0, 0].tolist() == [0, 0, 0]


def test_strength_moves_the_picture_one_way() -> None:
    middle = [int(relit(prediction(1.0, 1.0), GREYS, s, 0, 0)[0, 60, 0]) for s in np.linspace(0, 1.5, 16)]
    assert middle == sorted(middle)
    assert middle[0] == 60 < middle[-1]


def test_the_tables_stay_small_at_the_ends_of_every_slider() -> None:
    curve = tone_curve(prediction(-2.8, 3.5), 1.5, 1.0, 2.0)
    assert curve.bends.nbytes + curve.codes.nbytes < 3_000_000
