"""Whether a gain predicted small leaves halos or costs texture at full resolution.

On scenes whose true gain steps at an object's edge, known only at the working size: `halo` is how far the relit
picture, averaged along the edge, leaves the range of the true levels on its two sides, in encoded units (0 .. 1);
`gain_error` is the mean error of the log-gain beyond a working pixel from the edge; `texture_kept` is the energy of
detail after relighting over before, in log light, so that a smooth gain cancels, where the photograph is neither
clipped nor black and the relit picture does not roll off.
For the methods themselves `texture_kept` is measured on a flash photograph.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from models.metrics.interval import Interval, bootstrap_mean
from models.relight import Prediction, apply, clipped_mask, fit_prediction, gain_map, methods, predict
from models.relight.light import decode_bytes, encode, luminance
from models.relight.pictures import area_mean, area_resize, working_size
from models.relight.transfer import KNEE

from .harness.rows import Row
from .relight.pictures import SCENES, StepScene, flash_photograph, step_scene

Picture = NDArray[np.uint8]
WORKING_SIDE, MAX_PIXELS = 240, 640 * 480
OFFSET = 1 / (255 * 12.92)
DETAIL_SIGMA = 2.0
HIGHLIGHT = int(255 * encode(np.array([KNEE]))[0])
"""8-bit code at which a render begins to roll off: beyond it detail gives way on purpose."""
DARK = 8
"""8-bit code below which detail is mostly rounding."""
BLOCK = 180
"""Pixels of the blocks over which an interval is taken: far more than the reach of any filter here."""


def run(options: argparse.Namespace) -> Iterator[Row]:
    """Yields three rows a scene and one a method."""
    for name, kind in SCENES.items():
        scene = step_scene(kind)
        prediction = oracle(scene)
        relit = apply(scene.flash, prediction)
        yield _row(f"oracle/{name}", "halo", halo(scene, relit, prediction))
        yield _row(f"oracle/{name}", "gain_error", gain_error(scene, prediction))
        yield _row(
            f"oracle/{name}", "texture_kept", texture_kept(scene.flash, relit, away_from_edge(scene, prediction))
        )
    photograph = flash_photograph(1500, 2000) if options.quick else flash_photograph(3000, 4000)
    for method in methods():
        relit = apply(photograph, predict(photograph, method.name))
        yield _row(method.name, "texture_kept", texture_kept(photograph, relit))


def oracle(scene: StepScene) -> Prediction:
    """The prediction of a method that is right: the true pictures' log-gain, but at the working size."""
    height, width = scene.flash.shape[:2]
    size = working_size(height, width, WORKING_SIDE, MAX_PIXELS)
    before, after = (area_mean(luminance(light), *size) for light in (decode_bytes(scene.flash), scene.relit()))
    log_gain = np.log((after + OFFSET) / (before + OFFSET))[None].astype(np.float32)
    return fit_prediction("oracle", (height, width), area_resize(scene.flash, *size), log_gain, OFFSET)


def halo(scene: StepScene, relit: Picture, prediction: Prediction) -> list[float]:
    """The overshoot in each sector around the object, of rings one working pixel wide and twelve deep."""
    ring = _working_pixel(scene, prediction)
    truth = encode(scene.relit()).mean(axis=2)
    picture = relit.mean(axis=2) / 255.0
    rings = np.floor(scene.distance / ring).astype(int)
    height, width = rings.shape
    y, x = np.mgrid[:height, :width]
    sectors = ((np.arctan2(y - height / 2, x - width / 2) / np.pi + 1) * 6).astype(int) % 12
    overshoots = []
    for sector in range(12):
        here = sectors == sector
        profile = [picture[here & (rings == k)].mean() for k in range(-12, 12)]
        true = [truth[here & (rings == k)].mean() for k in range(-12, 12)]
        overshoots.append(max(0.0, max(profile) - max(true), min(true) - min(profile)))
    return overshoots


def gain_error(scene: StepScene, prediction: Prediction) -> list[float]:
    """The mean absolute error of the log-gain in blocks, near the edge but beyond a working pixel from it."""
    ring = _working_pixel(scene, prediction)
    near = (np.abs(scene.distance) > ring) & (np.abs(scene.distance) < 16 * ring)
    error = np.abs(gain_map(prediction, scene.flash) * np.log(2.0) - scene.log_gain)
    return [error[block][near[block]].mean() for block in _blocks(error.shape) if near[block].sum() > 200]


def texture_kept(before: Picture, after: Picture, allowed: NDArray[np.bool_] | None = None) -> list[float]:
    """The ratio of the energies of log-light detail in each block that holds enough pixels to measure on."""
    usable = (clipped_mask(before) < 0.5) & (after.max(axis=2) < HIGHLIGHT) & (before.min(axis=2) > DARK)
    if allowed is not None:
        usable &= allowed
    first, second = _detail(before), _detail(after)
    ratios = []
    for block in _blocks(usable.shape):
        chosen = usable[block]
        if chosen.mean() > 0.3:
            ratios.append(float((second[block][chosen] ** 2).sum() / (first[block][chosen] ** 2).sum()))
    return ratios


def away_from_edge(scene: StepScene, prediction: Prediction) -> NDArray[np.bool_]:
    """Bool [h, w]: where the true gain is even, so that all detail is texture."""
    return np.abs(scene.distance) > 2 * _working_pixel(scene, prediction)


def _detail(picture: Picture) -> NDArray[np.float64]:
    light = np.log(luminance(decode_bytes(picture)) + OFFSET)
    return light - gaussian_filter(light, DETAIL_SIGMA)


def _working_pixel(scene: StepScene, prediction: Prediction) -> float:
    return scene.flash.shape[0] / prediction.log_gain.shape[1]


def _blocks(shape: tuple[int, ...]) -> Iterator[tuple[slice, slice]]:
    for top in range(0, shape[0], BLOCK):
        for left in range(0, shape[1], BLOCK):
            yield slice(top, top + BLOCK), slice(left, left + BLOCK)


def _row(name: str, metric: str, values: list[float]) -> Row:
    interval: Interval = bootstrap_mean(values)
    return Row.of(name, metric, interval, len(values))
