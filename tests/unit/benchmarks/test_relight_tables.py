"""The tables of speed and fidelity, on small pictures."""

import argparse

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import gaussian_filter

from benchmarks import relight_fidelity, relight_speed
from benchmarks.relight.pictures import GAIN_INSIDE, GAIN_OUTSIDE, SCENES, StepScene, flash_photograph, step_scene
from models.relight import Prediction, apply, fit_prediction
from models.relight.light import decode_bytes, encode_bytes
from models.relight.pictures import area_resize

QUICK = argparse.Namespace(quick=True, json=False)


@pytest.fixture(scope="module")
def scene() -> StepScene:
    return step_scene(SCENES["strong-edge"], 480, 640)


@pytest.fixture(scope="module")
def oracle(scene: StepScene) -> Prediction:
    return relight_fidelity.oracle(scene)


def smeared(scene: StepScene, prediction: Prediction) -> Prediction:
    """What a prediction without regard for edges would be."""
    blurred = gaussian_filter(prediction.log_gain, (0, 12, 12))
    flat = np.full((*blurred.shape[1:], 3), 0.5, np.float32)
    return fit_prediction("smeared", scene.flash.shape[:2], flat, blurred, prediction.offset)


def test_the_truth_has_no_halo_and_all_its_texture(scene: StepScene, oracle: Prediction) -> None:
    truth = encode_bytes(scene.relit())
    assert max(relight_fidelity.halo(scene, truth, oracle)) < 0.003
    kept = relight_fidelity.texture_kept(scene.flash, truth, relight_fidelity.away_from_edge(scene, oracle))
    assert np.mean(kept) == pytest.approx(1, abs=0.02)


def test_the_guided_gain_is_nearly_the_truth(scene: StepScene, oracle: Prediction) -> None:
    relit = apply(scene.flash, oracle)
    assert np.mean(relight_fidelity.halo(scene, relit, oracle)) < 0.02
    assert np.mean(relight_fidelity.gain_error(scene, oracle)) < 0.02
    kept = relight_fidelity.texture_kept(scene.flash, relit, relight_fidelity.away_from_edge(scene, oracle))
    assert 0.95 < np.mean(kept) < 1.05


def test_a_smeared_gain_shows_its_halo(scene: StepScene, oracle: Prediction) -> None:
    made = smeared(scene, oracle)
    assert np.mean(relight_fidelity.halo(scene, apply(scene.flash, made), made)) > 0.05
    assert np.mean(relight_fidelity.gain_error(scene, made)) > 0.1


def test_a_blurred_picture_shows_its_lost_texture(scene: StepScene) -> None:
    blurred = np.round(gaussian_filter(scene.flash.astype(float), (1, 1, 0))).astype(np.uint8)
    assert np.mean(relight_fidelity.texture_kept(scene.flash, blurred)) < 0.7


def test_scenes_step_where_they_say(scene: StepScene) -> None:
    assert scene.log_gain[scene.distance > 4] == pytest.approx(GAIN_INSIDE, abs=1e-5)
    assert scene.log_gain[scene.distance < -4] == pytest.approx(GAIN_OUTSIDE, abs=1e-5)
    light = decode_bytes(scene.flash)
    assert light[scene.distance > 4].mean() > 4 * light[scene.distance < -4].mean()


def test_the_flash_photograph_is_one() -> None:
    photograph = flash_photograph(300, 400)
    assert photograph.shape == (300, 400, 3)
    light = decode_bytes(photograph).mean(axis=2)
    assert light[120:180, 160:240].mean() > 5 * light[:40, :40].mean()
    np.testing.assert_array_equal(photograph, flash_photograph(300, 400))


def test_the_speed_table_has_its_literal_metrics(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relight_speed, "HEIGHT", 120)
    monkeypatch.setattr(relight_speed, "WIDTH", 160)
    monkeypatch.setattr(relight_speed, "PREVIEW", (80, 60))
    table = list(relight_speed.run(QUICK))
    assert [(row.name, row.metric) for row in table] == [
        (name, metric)
        for name in ("lime", "srie")
        for metric in ("predict_over_codec", "apply_over_codec", "slider_over_preview_encode")
    ]
    assert all(row.ratio == row.value > 0 and row.peer and row.lo <= row.value <= row.hi for row in table)


def test_a_slider_moves_every_time() -> None:
    photograph = flash_photograph(60, 80)
    prediction = fit_prediction(
        "even", (60, 80), area_resize(photograph, 60, 80), np.full((1, 60, 80), 0.5, np.float32), 0.0
    )
    move = relight_speed.slider_moves(relight_speed.Renderer(photograph, prediction))
    first, second = move(), move()
    assert not np.array_equal(first, second)


def test_a_jpeg_is_a_jpeg() -> None:
    import io

    file = relight_speed.jpeg(flash_photograph(32, 32), 85)
    assert Image.open(io.BytesIO(file)).format == "JPEG"
