"""The camera model: linear until it clips, the same for the same seed, and honest about energy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from data.rooms.camera import (
    LUMA,
    CameraConfig,
    Shot,
    ambient_mix,
    develop,
    encode_srgb,
    expose,
    metering,
    pair,
    tone,
)


@pytest.fixture
def lights() -> dict[str, np.ndarray]:
    """Three smooth lights [48 64 3] of very different levels."""
    y, x = np.mgrid[0:48, 0:64].astype(np.float32) / 64
    shapes = {"flash": np.exp(-8 * ((x - 0.5) ** 2 + (y - 0.4) ** 2)), "lamp": 0.2 + x, "window": 1.2 - x * y}
    tints = {"flash": (1, 1, 1.1), "lamp": (1.7, 0.9, 0.3), "window": (0.9, 1, 1.2)}
    levels = {"flash": 3.0, "lamp": 0.01, "window": 40.0}
    return {k: (shapes[k][..., None] * np.array(tints[k]) * levels[k]).astype(np.float32) for k in shapes}


@pytest.fixture
def depth() -> np.ndarray:
    """A slope from 0.6 to 4 metres [48 64]."""
    return np.linspace(0.6, 4, 48 * 64).reshape(48, 64)


def rng() -> np.random.Generator:
    """Always the same."""
    return np.random.default_rng(1)


def test_exposure_is_linear(lights: dict[str, np.ndarray]) -> None:
    shot = Shot(gain=0.7, white_balance=(1.2, 1.0, 0.8), vignette=0.3)
    a, b = lights["flash"], lights["lamp"]
    together = expose(2 * a + 3 * b, shot)
    assert np.allclose(together, 2 * expose(a, shot) + 3 * expose(b, shot), rtol=1e-5)


def test_develop_without_faults_is_srgb(lights: dict[str, np.ndarray]) -> None:
    light = lights["flash"] / lights["flash"].max()
    expected = np.rint(encode_srgb(light) * 255)
    assert np.array_equal(develop(light, Shot(), rng()), expected)
    assert develop(light * 100, Shot(), rng()).max() == 255


def test_noise_has_the_variance_that_was_asked_for() -> None:
    flat = np.full((256, 256, 3), 0.2, np.float32)
    shot = Shot(shot_noise=4e-4, read_noise=0.01)
    coded = develop(flat, shot, rng()) / 255.0
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    assert linear.std() == pytest.approx(np.sqrt(4e-4 * 0.2 + 1e-4), rel=0.03)
    assert linear.mean() == pytest.approx(0.2, rel=0.005)


def test_tone_curve_is_monotone_and_fixed_at_three_points() -> None:
    x = np.linspace(0, 1, 501)
    assert np.array_equal(tone(x, 0.0), x)
    for contrast in (0.3, 0.8, 1.0):
        y = tone(x, contrast)
        assert np.all(np.diff(y) > 0)
        assert y[[0, 250, 500]] == pytest.approx([0, 0.5, 1])
        assert y[125] < 0.25 < 0.75 < y[375]


def test_vignette_darkens_corners_alone() -> None:
    out = expose(np.ones((101, 101, 3), np.float32), Shot(vignette=0.3))
    assert out[50, 50, 0] == pytest.approx(1.0)
    assert out[0, 0, 0] == pytest.approx(0.7, abs=1e-4)


@pytest.mark.parametrize("shift", [(1.0, 0.0), (0.0, -2.0), (0.5, 0.5)])
def test_shift_moves_the_picture(shift: tuple[float, float]) -> None:
    y, x = np.mgrid[0:40, 0:50].astype(np.float32)
    ramp = np.repeat((0.004 * x + 0.006 * y)[..., None], 3, axis=2)
    moved = develop(ramp, Shot(shift=shift), rng())
    expected = develop(ramp - 0.004 * shift[0] - 0.006 * shift[1], Shot(), rng())
    assert np.abs(moved[4:-4, 4:-4].astype(int) - expected[4:-4, 4:-4]).max() <= 1


def test_metering(lights: dict[str, np.ndarray], depth: np.ndarray) -> None:
    flat = np.ones((48, 64, 3), np.float32)
    assert metering(flat, depth, near=True) == pytest.approx(1.0)
    assert metering(flat, depth, near=False) == pytest.approx(1.0)
    near = flat.copy()
    near[:9] = 5
    # The nearest fifth is the upper rows of this slope.
    assert metering(near, depth, near=True) > 4
    assert metering(near, depth, near=False) < 2


def test_ambient_mix_keeps_energy(lights: dict[str, np.ndarray]) -> None:
    for seed in range(20):
        mix, illuminant = ambient_mix(lights, np.random.default_rng(seed), CameraConfig())
        assert float((mix @ LUMA).mean()) == pytest.approx(1.0, rel=1e-4)
        assert mix.min() >= 0
        assert float(illuminant @ LUMA) == pytest.approx(1.0, rel=1e-4)
        # Lamps of 2700 to 6500 K run from orange to nearly white, in that order of channels.
        assert illuminant[0] > 0.9
        assert illuminant[2] < 1.25
        brighter = lights | {"flash": lights["flash"] * 100}
        assert np.array_equal(ambient_mix(brighter, np.random.default_rng(seed), CameraConfig())[0], mix)


def test_equal_seeds_give_equal_pairs(lights: dict[str, np.ndarray], depth: np.ndarray) -> None:
    a, b, c = pair(lights, depth, 5), pair(lights, depth, 5), pair(lights, depth, 6)
    assert np.array_equal(a.flash, b.flash)
    assert np.array_equal(a.ambient, b.ambient)
    assert not np.array_equal(a.flash, c.flash)


def test_identity_pairs(lights: dict[str, np.ndarray], depth: np.ndarray) -> None:
    always = replace(CameraConfig(), identity_share=1.0)
    for seed in range(10):
        same = pair(lights, depth, seed, always)
        assert same.identity
        assert np.array_equal(same.flash, same.ambient)
    never = replace(CameraConfig(), identity_share=0.0)
    assert not any(pair(lights, depth, seed, never).identity for seed in range(10))
    drawn = sum(pair(lights, depth, seed).identity for seed in range(200))
    assert 12 <= drawn <= 50


def test_identity_does_not_depend_on_the_flash(lights: dict[str, np.ndarray], depth: np.ndarray) -> None:
    always = replace(CameraConfig(), identity_share=1.0)
    brighter = lights | {"flash": lights["flash"] * 9}
    for seed in range(5):
        assert np.array_equal(pair(lights, depth, seed, always).flash, pair(brighter, depth, seed, always).flash)


def test_pairs_are_exposed_and_the_flash_falls_off(lights: dict[str, np.ndarray], depth: np.ndarray) -> None:
    config = replace(CameraConfig(), identity_share=0.0, ambient_in_flash=(0.0, 0.0))
    for seed in range(30):
        made = pair(lights, depth, seed, config)
        assert made.flash.shape == made.ambient.shape == (48, 64, 3)
        assert made.flash.dtype == np.uint8
        assert 15 < made.ambient.mean() < 225
        # Alone, the flash of the fixture lights the middle and leaves the corners dark.
        assert made.flash[15:25, 27:37].mean() > 1.5 * made.flash[-5:, :5].mean()


def test_a_pair_is_made_quickly(lights: dict[str, np.ndarray]) -> None:
    import time

    big = {k: np.tile(v, (5, 5, 1)) for k, v in lights.items()}
    depth = np.ones(big["flash"].shape[:2], np.float32)
    pair(big, depth, 0)
    started = time.process_time()
    for seed in range(5):
        pair(big, depth, seed)
    assert (time.process_time() - started) / 5 < 0.5
