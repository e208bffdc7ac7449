"""Relight: one prediction a photo and method, kept; every slider move renders from it."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from models.metrics.psnr import psnr, psnr_gain_aligned
from models.metrics.ssim import ssim
from models.relight.prediction import Prediction, apply, clipped_mask, gain_map, predict
from models.relight.renderer import Renderer

from ..contracts.arrays import ArrayRef
from ..contracts.errors import BadInput
from ..contracts.relight import (
    MapsRequest,
    MapsResult,
    PredictionRequest,
    RenderRequest,
    RenderResult,
    Score,
    ScoreRequest,
    ScoreResult,
)
from ..images import fit
from ..jobs import Job
from ..lru import ByteLru
from ..service import Service, ServiceContext, action

MIB = 1 << 20
LEAST_SIDE = 16
HIGHEST_PSNR = 100.0
# The share of a full render's progress bar that the prediction takes when it has to be made first.
PREDICTION_SHARE = 0.6


@dataclass(frozen=True)
class _Predicted:
    prediction: Prediction
    clipped_share: float
    seconds: float
    fresh: bool


@dataclass(frozen=True)
class _Preview:
    before: np.ndarray
    renderer: Renderer


class RelightService(Service):
    """A flash photo, or one taken in the dark, as ambient light would show it."""

    name: ClassVar[str] = "relight"
    title: ClassVar[str] = "Relight"

    def __init__(self, context: ServiceContext) -> None:
        super().__init__(context)
        self._predictions: ByteLru[tuple[str, str], _Predicted] = ByteLru(256 * MIB)
        self._previews: ByteLru[tuple[str, str, int], _Preview] = ByteLru(512 * MIB)

    def unload(self) -> None:
        """Forgets every prediction."""
        self._predictions.clear()
        self._previews.clear()

    @action(time_budget_s=300.0, interactive=True)
    def preview(self, request: RenderRequest, job: Job) -> RenderResult:
        """Renders the picture at `long_side`, from the cached prediction where there is one."""
        if request.long_side is None:
            raise BadInput("A preview needs a long side; the action render gives the full resolution.")
        predicted = self._predict(request, job)
        preview = self._preview(request, predicted.prediction, request.long_side)
        light = request.light
        image = preview.renderer.render(light.strength, light.warmth, light.exposure)
        return RenderResult(
            recipe=self.recipe("render", request.model_copy(update={"long_side": None})),
            image=self.context.arrays.put(image),
            before=self.context.arrays.put(preview.before),
            predicted=predicted.fresh,
            prediction_seconds=predicted.seconds,
            clipped_share=predicted.clipped_share,
        )

    @action(time_budget_s=600.0)
    def render(self, request: RenderRequest, job: Job) -> RenderResult:
        """Renders the picture at full resolution, in bands (or at `long_side` where one is given)."""
        image = self._photo(request)
        if request.long_side is not None:
            image = _reduced(image, request.long_side)
        predicted = self._predict(request, job)
        start = PREDICTION_SHARE if predicted.fresh else 0.0
        light = request.light
        relit = apply(
            image,
            predicted.prediction,
            light.strength,
            light.warmth,
            light.exposure,
            on_step=lambda done: job.progress(start + (1 - start) * done, "rendering at full resolution"),
        )
        return RenderResult(
            recipe=self.recipe("render", request),
            image=self.context.arrays.put(relit),
            predicted=predicted.fresh,
            prediction_seconds=predicted.seconds,
            clipped_share=predicted.clipped_share,
        )

    @action(time_budget_s=300.0, interactive=True)
    def maps(self, request: MapsRequest, job: Job) -> MapsResult:
        """Shows where light is added or taken, and where the photo is burnt out."""
        predicted = self._predict(request, job)
        image = _reduced(self._photo(request), request.long_side)
        return MapsResult(
            recipe=self.recipe("maps", request),
            gain=self.context.arrays.put(gain_map(predicted.prediction, image)),
            clipped=self.context.arrays.put(clipped_mask(image)),
        )

    @action(time_budget_s=300.0)
    def score(self, request: ScoreRequest, job: Job) -> ScoreResult:
        """Measures the photo and the relit picture against a reference of the same view."""
        photo = self._photo(request)
        reference = self._picture(request.reference, "The reference")
        ratio = photo.shape[1] * reference.shape[0] / (photo.shape[0] * reference.shape[1])
        if not 0.98 <= ratio <= 1.02:
            raise BadInput(
                f"The reference is {reference.shape[1]} × {reference.shape[0]} pixels, another shape than the photo's "
                f"{photo.shape[1]} × {photo.shape[0]}; it has to show the same view."
            )
        predicted = self._predict(request, job)
        long_side = request.long_side or max(photo.shape[:2])
        photo = _reduced(photo, min(long_side, max(reference.shape[:2])))
        reference = _resize_to(fit(reference, long_side), photo.shape)
        job.progress(0.8, "measuring")
        light = request.light
        relit = apply(photo, predicted.prediction, light.strength, light.warmth, light.exposure)
        job.check()
        return ScoreResult(
            recipe=self.recipe("score", request),
            photo=_score(photo, reference),
            relit=_score(relit, reference),
            size=(photo.shape[1], photo.shape[0]),
        )

    def _picture(self, ref: ArrayRef, what: str) -> np.ndarray:
        pixels = self.context.arrays.get(ref)
        if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3 or min(pixels.shape[:2]) < LEAST_SIDE:
            raise BadInput(f"{what} has to be 8 bits in three channels, at least {LEAST_SIDE} pixels on each side.")
        return pixels

    def _photo(self, request: PredictionRequest) -> np.ndarray:
        return self._picture(request.image, "The photo")

    def _predict(self, request: PredictionRequest, job: Job) -> _Predicted:
        key = (request.image.digest, request.method)
        held = self._predictions.get(key)
        if held is not None:
            return held
        image = self._photo(request)
        started = time.perf_counter()

        def on_step(done: float, picture: np.ndarray | None = None) -> None:
            job.progress(PREDICTION_SHARE * done, "finding the light")
            if picture is not None:
                job.preview(picture)

        prediction = predict(image, request.method, on_step=on_step)
        seconds = time.perf_counter() - started
        share = float(clipped_mask(fit(image, 1024)).mean())
        kept = _Predicted(prediction, share, 0.0, fresh=False)
        self._predictions.put(key, kept, prediction.nbytes)
        return _Predicted(prediction, share, seconds, fresh=True)

    def _preview(self, request: PredictionRequest, prediction: Prediction, long_side: int) -> _Preview:
        key = (request.image.digest, request.method, long_side)
        held = self._previews.get(key)
        if held is None:
            before = _reduced(self._photo(request), long_side)
            renderer = Renderer(before, prediction)
            held = _Preview(before, renderer)
            self._previews.put(key, held, renderer.nbytes)
        return held


def _reduced(image: np.ndarray, long_side: int) -> np.ndarray:
    """`image` with its long side at most `long_side`, though a long strip keeps the 16 pixels that relighting needs."""
    sides = image.shape[:2]
    return fit(image, max(long_side, math.ceil(LEAST_SIDE * max(sides) / min(sides))))


def _score(image: np.ndarray, reference: np.ndarray) -> Score:
    return Score(
        psnr=min(HIGHEST_PSNR, psnr(image, reference)),
        psnr_gain_aligned=min(HIGHEST_PSNR, psnr_gain_aligned(image, reference)),
        ssim=ssim(image, reference),
    )


def _resize_to(image: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    from PIL import Image

    if image.shape == shape:
        return image
    return np.asarray(Image.fromarray(image).resize((shape[1], shape[0]), Image.Resampling.LANCZOS))
