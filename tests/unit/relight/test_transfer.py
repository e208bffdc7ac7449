"""The tone curve of a render."""

import numpy as np
import pytest

from models.relight.gains import Prediction
from models.relight.light import encode, linear_of_code, warmth_gains
from models.relight.transfer import KNEE, shoulder, transfer_tables


def prediction(lowest: float, highest: float, offset: float = 3e-4) -> Prediction:
    nothing = np.zeros((1, 4, 2, 2), np.float32)
    return Prediction("test", (16, 16), nothing, np.zeros((1, 2, 2), np.float32), offset, lowest, highest)


def tables(made: Prediction, strength: float, warmth: float, exposure: float) -> np.ndarray:
    """[3, levels, 256]."""
    return transfer_tables(made, strength, warmth, exposure).reshape(3, made.levels, 256)


@pytest.mark.parametrize("offset", [0.0, 3e-4, 0.02])
def test_all_sliders_at_rest_give_every_code_back(offset: float) -> None:
    codes = tables(prediction(-2.5, 3.5, offset), 0, 0, 0)
    np.testing.assert_array_equal(codes, np.broadcast_to(np.arange(256), codes.shape))


def test_a_gain_of_one_gives_every_code_back_at_any_strength() -> None:
    codes = tables(prediction(0, 0), 1.5, 0, 0)
    np.testing.assert_array_equal(codes, np.broadcast_to(np.arange(256), codes.shape))


@pytest.mark.parametrize(("strength", "warmth", "exposure"), [(1, 0, 0), (0.6, 0.5, -1.2), (1.4, -0.8, 0.7)])
def test_below_the_knee_it_is_the_formula(strength: float, warmth: float, exposure: float) -> None:
    made = prediction(-1.5, 2.0, offset=0.01)
    codes = tables(made, strength, warmth, exposure)
    gain = np.exp(strength * made.log_gains().astype(np.float64))[:, None]
    light = linear_of_code().astype(np.float64)
    for channel, scale in enumerate(warmth_gains(warmth) * 2**exposure):
        relit = ((light + made.offset) * gain - made.offset) * scale
        below = relit < KNEE
        exact = 255 * encode(relit)
        assert np.abs(codes[channel] - exact)[below].max() <= 0.6


def test_no_highlight_is_clipped_and_white_stays_white() -> None:
    made = prediction(0, 2.5)
    codes = tables(made, 1, 0, 1.5).astype(int)
    assert np.all(codes[..., 255] == 255)
    assert np.all(np.diff(codes, axis=-1) >= 0)
    light = np.linspace(0, 1, 2000)[None]
    gains = np.array([[1.0], [2.0], [16.0]])
    bent = shoulder((light * gains).astype(np.float32), gains.astype(np.float32))
    assert np.all(np.diff(bent, axis=1) > 0)
    np.testing.assert_allclose(bent[:, -1], 1, atol=1e-6)


def test_the_shoulder_joins_without_a_corner() -> None:
    light = np.array([KNEE - 1e-3, KNEE, KNEE + 1e-3], np.float32)[None]
    bent = shoulder(light.astype(np.float32), np.array([[4.0]], np.float32))[0]
    below, above = np.diff(bent) / np.diff(light[0])
    assert below == pytest.approx(1, abs=1e-3)
    assert above == pytest.approx(1, abs=0.02)


def test_where_white_is_not_exceeded_nothing_bends() -> None:
    light = np.linspace(0, 0.9, 100, dtype=np.float32)[None]
    np.testing.assert_allclose(shoulder(light, np.array([[0.9]], np.float32)), light, atol=1e-6)


def test_a_negative_result_is_black() -> None:
    assert tables(prediction(-2, -2, offset=0.05), 1, 0, 0)[0, 0, 0] == 0


def test_strength_moves_the_picture_one_way() -> None:
    made = prediction(1.0, 1.0)
    middle = [int(tables(made, s, 0, 0)[0, 0, 60]) for s in np.linspace(0, 1.5, 16)]
    assert middle == sorted(middle)
    assert middle[0] == 60 < middle[-1]
