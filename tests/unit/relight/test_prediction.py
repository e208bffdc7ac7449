"""The whole way, on photographs and on pictures that try to break it."""

import tracemalloc

import numpy as np
import pytest

from models.errors import ModelError
from models.relight import (
    PredictionConfig,
    Renderer,
    apply,
    clipped_mask,
    find_method,
    fit_prediction,
    gain_map,
    methods,
    predict,
    renderer,
)
from models.relight.light import decode_bytes, encode, luminance, warmth_gains
from models.relight.pictures import area_resize

METHODS = [method.name for method in methods()]
SMALL = PredictionConfig(working_short_side=60)
SLIDERS = [(1.0, 0.0, 0.0), (0.37, 0.6, -1.3), (1.5, -1.0, 2.0)]


@pytest.mark.parametrize("method", METHODS)
def test_sliders_at_rest_give_the_photo_back_bit_for_bit(flash_photo: np.ndarray, method: str) -> None:
    prediction = predict(flash_photo, method, SMALL)
    np.testing.assert_array_equal(apply(flash_photo, prediction, 0, 0, 0), flash_photo)
    np.testing.assert_array_equal(Renderer(flash_photo, prediction).render(0, 0, 0), flash_photo)
    # Not by the shortcut alone: an exposure too small to see goes through the tables.
    np.testing.assert_array_equal(apply(flash_photo, prediction, 0, 0, 1e-9), flash_photo)


@pytest.mark.parametrize("sliders", SLIDERS)
def test_the_preview_and_the_full_picture_are_the_same_bytes(
    flash_photo: np.ndarray, sliders: tuple[float, float, float]
) -> None:
    prediction = predict(flash_photo, "lime", SMALL)
    np.testing.assert_array_equal(
        apply(flash_photo, prediction, *sliders), Renderer(flash_photo, prediction).render(*sliders)
    )


def test_bands_leave_no_seams(flash_photo: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    prediction = predict(flash_photo, "lime", SMALL)
    whole = apply(flash_photo, prediction)
    for pixels in (1, 1000, 10**7):
        monkeypatch.setattr(renderer, "BAND_PIXELS", pixels)
        np.testing.assert_array_equal(apply(flash_photo, prediction), whole)


def test_the_bytes_are_those_of_the_formula(flash_photo: np.ndarray) -> None:
    """Against gains and light in floating point, pixel by pixel, where no highlight bends."""
    prediction = predict(flash_photo, "lime", SMALL)
    gain = np.exp2(gain_map(prediction, flash_photo))[..., None]
    relit = (decode_bytes(flash_photo) + prediction.offset) * gain - prediction.offset
    below = relit.max(axis=2) < 0.8
    assert np.abs(apply(flash_photo, prediction) - 255 * encode(relit))[below].max() < 1.0


def test_what_was_not_clipped_is_not_clipped_and_keeps_its_colour(flash_photo: np.ndarray) -> None:
    prediction = predict(flash_photo, "lime", SMALL)
    result = apply(flash_photo, prediction, 1.0, 0.0, 1.5)
    before, after = decode_bytes(flash_photo), decode_bytes(result)
    bright = (flash_photo.max(axis=2) > 80) & (flash_photo.max(axis=2) < 240) & (after.max(axis=2) > 0.85)
    assert bright.sum() > 1000
    assert np.mean(result[bright].max(axis=1) == 255) < 0.02
    shares = [light[bright] / light[bright].max(axis=1, keepdims=True) for light in (before, after)]
    assert np.abs(shares[0] - shares[1]).max() < 0.04


def test_channels_may_have_gains_of_their_own(flash_photo: np.ndarray) -> None:
    size = (60, 88)
    small = area_resize(flash_photo, *size)
    log_gain = np.stack([np.full(size, value, np.float32) for value in (0.5, 0.0, -0.5)])
    prediction = fit_prediction("oracle", flash_photo.shape[:2], small, log_gain, 0.0)
    for warmth in (0.0, 0.7):
        relit = decode_bytes(flash_photo) * np.exp([0.5, 0.0, -0.5]) * warmth_gains(warmth)
        result = apply(flash_photo, prediction, warmth=warmth)
        below = relit < 0.8
        assert np.abs(result - 255 * encode(relit))[below].max() < 1.0
        np.testing.assert_array_equal(Renderer(flash_photo, prediction).render(warmth=warmth), result)
    expected = np.log2(luminance(np.exp([[0.5, 0.0, -0.5]])))[0]
    np.testing.assert_allclose(gain_map(prediction, flash_photo), expected, atol=1e-3)


def test_the_render_follows_the_published_output(dark_photo: np.ndarray) -> None:
    """At the working size itself the light is LIME's, to the eye: a tenth of a stop in the median."""
    config = PredictionConfig(working_short_side=300, brightest_gain=12)
    published = find_method("lime").enhance((dark_photo / np.float32(255)).astype(np.float32), None).image
    rendered = decode_bytes(apply(dark_photo, predict(dark_photo, "lime", config)))
    expected = luminance(decode_bytes(np.round(255 * published).astype(np.uint8)))
    lit = (expected > 0.02) & (expected < 0.7)
    stops = np.abs(np.log2(luminance(rendered)[lit] / expected[lit]))
    assert np.median(stops) < 0.1
    assert np.mean(stops) < 0.2


@pytest.mark.parametrize("method", METHODS)
def test_the_dark_gets_light_and_the_lit_keeps_it(flash_photo: np.ndarray, method: str) -> None:
    stops = gain_map(predict(flash_photo, method, SMALL), flash_photo)
    light = luminance(decode_bytes(flash_photo))
    dark, lit = (light > 0.002) & (light < 0.02), light > 0.6
    assert stops[dark].mean() > stops[lit].mean() + 0.02
    assert abs(stops[lit].mean()) < 0.5


@pytest.mark.parametrize("method", METHODS)
def test_the_same_picture_gives_the_same_prediction(dark_photo: np.ndarray, method: str) -> None:
    first, second = predict(dark_photo, method, SMALL), predict(dark_photo.copy(), method, SMALL)
    np.testing.assert_array_equal(first.coefficients, second.coefficients)
    np.testing.assert_array_equal(apply(dark_photo, first), apply(dark_photo, second))


def test_a_prediction_is_small_and_knows_its_size(dark_photo: np.ndarray) -> None:
    prediction = predict(dark_photo, "lime")
    assert prediction.size == (300, 400)
    assert prediction.nbytes == prediction.coefficients.nbytes + prediction.log_gain.nbytes
    assert prediction.nbytes < 2_000_000


def blank(red: int, green: int, blue: int, height: int = 48, width: int = 64) -> np.ndarray:
    return np.full((height, width, 3), (red, green, blue), np.uint8)


DEGENERATE = {
    "black": blank(0, 0, 0),
    "white": blank(255, 255, 255),
    "one colour": blank(30, 90, 10),
    "smallest": np.random.default_rng(0).integers(0, 256, (16, 16, 3), dtype=np.uint8),
    "panorama": np.random.default_rng(1).integers(0, 80, (16, 400, 3), dtype=np.uint8),
    "tower": np.random.default_rng(2).integers(0, 80, (500, 20, 3), dtype=np.uint8),
    "grey": np.repeat(np.random.default_rng(3).integers(0, 256, (40, 50, 1), dtype=np.uint8), 3, axis=2),
    "black and white": np.kron(np.array([[0, 255], [255, 0]], np.uint8), np.ones((24, 24), np.uint8))[..., None].repeat(
        3, axis=2
    ),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("image", DEGENERATE.values(), ids=DEGENERATE.keys())
def test_degenerate_pictures_come_out_sensible(image: np.ndarray, method: str) -> None:
    prediction = predict(image, method)
    assert np.isfinite(prediction.coefficients).all()
    for sliders in SLIDERS:
        result = apply(image, prediction, *sliders)
        np.testing.assert_array_equal(result, Renderer(image, prediction).render(*sliders))
    assert np.isfinite(gain_map(prediction, image)).all()
    relit = apply(image, prediction)
    assert np.all(relit[image == 255] == 255)
    if image.min() == image.max() == 0:
        assert relit.max() == 0
    if np.ptp(image, axis=2).max() == 0:
        assert np.ptp(relit, axis=2).max() == 0


@pytest.mark.filterwarnings("error")
def test_read_only_and_strided_pictures_are_fine(dark_photo: np.ndarray) -> None:
    frozen = dark_photo.copy()
    frozen.flags.writeable = False
    mirrored = np.ascontiguousarray(dark_photo[:, ::-1])[:, ::-1]
    expected = apply(dark_photo, predict(dark_photo, "lime", SMALL))
    for image in (frozen, mirrored):
        prediction = predict(image, "lime", SMALL)
        np.testing.assert_array_equal(apply(image, prediction), expected)
        np.testing.assert_array_equal(Renderer(image, prediction).render(), expected)


def test_applying_never_holds_a_float_copy() -> None:
    image = np.random.default_rng(4).integers(0, 256, (2000, 1500, 3), dtype=np.uint8)
    prediction = predict(image, "lime", PredictionConfig(working_short_side=30))
    tracemalloc.start()
    apply(image, prediction)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < image.nbytes + 12_000_000


@pytest.mark.parametrize("method", METHODS)
def test_progress_rises_shows_light_and_can_be_stopped(dark_photo: np.ndarray, method: str) -> None:
    steps: list[tuple[float, np.ndarray | None]] = []
    predict(dark_photo, method, SMALL, on_step=lambda done, light: steps.append((done, light)))
    fractions = [done for done, _ in steps]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0, 1)
    lights = [light for _, light in steps if light is not None]
    assert lights
    assert all(light.dtype == np.uint8 and light.shape == (60, 80, 3) for light in lights)

    def stop(done: float, light: np.ndarray | None) -> None:
        if done > 0.15:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        predict(dark_photo, method, SMALL, on_step=stop)


def test_applying_tells_and_can_be_stopped(dark_photo: np.ndarray) -> None:
    prediction = predict(dark_photo, "lime", SMALL)
    steps: list[float] = []
    apply(dark_photo, prediction, on_step=steps.append)
    assert steps == sorted(steps)
    assert steps[-1] == 1

    def stop(done: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply(dark_photo, prediction, on_step=stop)


def test_a_gain_map_of_a_size_is_the_working_map_resized(dark_photo: np.ndarray) -> None:
    prediction = predict(dark_photo, "lime", SMALL)
    stops = gain_map(prediction, (60, 80))
    np.testing.assert_allclose(stops, prediction.log_gain[0] / np.log(2), atol=1e-5)
    assert gain_map(prediction, (90, 120)).shape == (90, 120)


def test_clipping_shows_where_a_channel_is_at_its_top() -> None:
    image = blank(100, 100, 100)
    image[:10] = (255, 80, 80)
    image[10:20] = (250, 250, 250)
    mask = clipped_mask(image)
    assert mask.dtype == np.float32
    assert mask[:10].min() == 1
    assert 0 < mask[10:20].max() < 0.5
    assert mask[20:].max() == 0


def test_an_unknown_method_names_the_known_ones(dark_photo: np.ndarray) -> None:
    with pytest.raises(ModelError, match="'retinex'; there are lime, srie"):
        predict(dark_photo, "retinex")


def test_a_working_size_of_nothing_is_refused(dark_photo: np.ndarray) -> None:
    with pytest.raises(ModelError, match="too small"):
        predict(dark_photo, "lime", working_short_side=1)


def test_bad_sliders_and_pictures_are_refused_everywhere(dark_photo: np.ndarray) -> None:
    prediction = predict(dark_photo, "lime", SMALL)
    with pytest.raises(ModelError, match="Strength"):
        apply(dark_photo, prediction, strength=2)
    with pytest.raises(ModelError, match="Warmth"):
        Renderer(dark_photo, prediction).render(warmth=-2)
    for call in (lambda x: apply(x, prediction), lambda x: Renderer(x, prediction), clipped_mask):
        with pytest.raises(ModelError, match="8-bit"):
            call(dark_photo[..., 0])


def test_every_method_tells_what_it_is() -> None:
    for method in methods():
        assert method.title
        assert method.description.endswith(".")
        assert method.citation.endswith(".")
        assert find_method(method.name) is method
