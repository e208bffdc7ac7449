"""The whole way at full resolution: predict small, keep the change of light, apply it to every pixel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..errors import ModelError
from .gains import Prediction, fit_prediction
from .guided import GuidedConfig
from .light import ByteArray, decode, luminance
from .methods import Method, find_method
from .pictures import area_resize, check_picture, check_sliders, working_size
from .renderer import log_gain_bands, place_bands, render_band
from .transfer import tone_curve

__all__ = ["Prediction", "PredictionConfig", "apply", "clipped_mask", "gain_map", "predict"]

OnPreview = Callable[[float, ByteArray | None], None]
"""Called with the fraction done in [0, 1] and at times a picture of the light found so far, uint8 [h, w, 3]."""

STOPS = float(np.log(2.0))


@dataclass(frozen=True)
class PredictionConfig:
    """How a prediction is made."""

    working_short_side: int = 240  # pixels; the size at which the flash-to-ambient literature works
    max_working_pixels: int = 640 * 480  # a long strip is reduced further
    darkest_gain: float = -4.0  # stops; what is predicted beyond these is noise of the darkest codes
    brightest_gain: float = 5.0  # stops
    guided: GuidedConfig = field(default_factory=GuidedConfig)


def predict(
    image: ByteArray,
    method: str,
    config: PredictionConfig = PredictionConfig(),
    working_short_side: int | None = None,
    on_step: OnPreview | None = None,
) -> Prediction:
    """Predicts how the light of `image`, uint8 [h, w, 3] sRGB, should change.

    The picture is reduced to the working size, the method's published output there becomes a log-gain in linear
    light, and that is tied to the picture's edges. `working_short_side` overrides the configuration's.
    `on_step(fraction, light)` is called at least every 100 ms or so and may raise to cancel; `light`, when not
    None, shows the illumination found so far. Raises `ModelError` for a picture under 16 pixels, another kind of
    array, or an unknown method. The same picture gives the same prediction, bit for bit.
    """
    check_picture(image)
    chosen = find_method(method)
    short_side = config.working_short_side if working_short_side is None else working_short_side
    if short_side < 2:
        raise ModelError(f"The working size of {short_side} pixels is too small; it has to be at least 2.")

    def report(fraction: float, light: ByteArray | None = None) -> None:
        if on_step is not None:
            on_step(fraction, light)

    report(0.0)
    height, width = image.shape[:2]
    small = area_resize(image, *working_size(height, width, short_side, config.max_working_pixels))
    report(0.1)
    enhanced = chosen.enhance(
        small, lambda done, light: report(0.1 + 0.8 * done, None if light is None else _grey(light))
    )
    report(0.9)
    log_gain = log_gain_of(small, enhanced.image, chosen)
    np.clip(log_gain, config.darkest_gain * STOPS, config.brightest_gain * STOPS, out=log_gain)
    prediction = fit_prediction(chosen.name, (height, width), small, log_gain, chosen.offset, config.guided)
    report(1.0)
    return prediction


def log_gain_of(flash: NDArray[np.float32], ambient: NDArray[np.float32], method: Method) -> NDArray[np.float32]:
    """`log((A + offset) / (F + offset))` in linear light, [c, h, w], of two encoded pictures [h, w, 3].

    c is 3 where the method changes colours, else 1: the gain of luminance.
    """
    before, after = decode(flash), decode(ambient)
    if method.colours:
        ratio = (after + method.offset) / (before + method.offset)
        return np.moveaxis(np.log(ratio), 2, 0).astype(np.float32)
    ratio = (luminance(after) + method.offset) / (luminance(before) + method.offset)
    return np.log(ratio)[None].astype(np.float32)


def apply(
    image: ByteArray,
    prediction: Prediction,
    strength: float = 1.0,
    warmth: float = 0.0,
    exposure: float = 0.0,
    on_step: Callable[[float], None] | None = None,
) -> ByteArray:
    """The relit picture at the full size of `image`, uint8 [h, w, 3]; `Renderer.render` gives the same bytes.

    Works on bands of rows and keeps no float copy of the picture. `on_step(fraction)` is called for each band and
    may raise to cancel. The sliders are those of `Renderer.render`. Raises `ModelError` for values beyond them.
    """
    check_picture(image)
    check_sliders(strength, warmth, exposure)
    if strength == warmth == exposure == 0:
        return image.copy()
    curve = tone_curve(prediction, strength, warmth, exposure)
    relit = np.empty_like(image, order="C")
    for start, stop, places in place_bands(image, prediction):
        render_band(image[start:stop], places, curve, relit[start:stop])
        if on_step is not None:
            on_step(stop / image.shape[0])
    return relit


def gain_map(prediction: Prediction, image: ByteArray | tuple[int, int]) -> NDArray[np.float32]:
    """Stops (EV) of light that strength 1 adds at each pixel, float32 [h, w]: 1 doubles it, -1 halves it.

    Given the picture, uint8 [h, w, 3] at any size, the map has its edges; given a size (height, width), it is the
    working-size map resized. Where the channels have gains of their own this is the gain of a grey's luminance.
    """
    if isinstance(image, tuple):
        stops = _grey_gain(prediction.log_gain) / STOPS
        resized = Image.fromarray(stops).resize((image[1], image[0]), Image.Resampling.BILINEAR)
        return np.array(resized, np.float32)
    check_picture(image)
    stops = np.empty(image.shape[:2], np.float32)
    for start, stop, gain in log_gain_bands(image, prediction):
        stops[start:stop] = _grey_gain(gain) / STOPS
    return stops


def _grey_gain(log_gain: NDArray[np.float32]) -> NDArray[np.float32]:
    """Float32 [h, w]: the log-gain of the luminance of a grey under log-gains [c, h, w]."""
    if len(log_gain) == 1:
        return log_gain[0]
    return np.log(luminance(np.moveaxis(np.exp(log_gain), 0, 2)))


CLIPPED_FROM, CLIPPED_AT = 247, 254
"""8-bit codes between which a channel counts as more and more clipped; JPEG leaves few clipped values at 255."""


def clipped_mask(image: ByteArray) -> NDArray[np.float32]:
    """Where the photo holds no information, float32 [h, w] in [0, 1]: 1 where a channel is at its top.

    `image` is uint8 [h, w, 3]. The largest channel counts, since one clipped channel already falsifies the colour.
    """
    check_picture(image)
    ramp = np.clip((np.arange(256) - CLIPPED_FROM) / (CLIPPED_AT - CLIPPED_FROM), 0.0, 1.0)
    smooth = (ramp * ramp * (3.0 - 2.0 * ramp)).astype(np.float32)
    return smooth[np.maximum(np.maximum(image[..., 0], image[..., 1]), image[..., 2])]


def _grey(light: NDArray[np.float32]) -> ByteArray:
    codes = np.round(255.0 * np.clip(light, 0.0, 1.0)).astype(np.uint8)
    return np.repeat(codes[..., None], 3, axis=2)
