"""Relight: a flash photo or a dark one as ambient light would show it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .arrays import ArrayRef
from .base import Message, Request, choice, number
from .recipe import Result

Method = Literal["lime", "srie"]


class Light(Message):
    """What the three sliders say. All at their zeros (strength 0) give the photo back bit for bit."""

    strength: float = number(
        1.0,
        ge=0,
        le=1.5,
        step=0.01,
        title="Strength",
        description="How much of the predicted change of light is applied: 0 is the photo, 1 the prediction.",
    )
    warmth: float = number(
        0.0,
        ge=-1,
        le=1,
        step=0.01,
        title="Warmth",
        description="Colour of the light: below 0 cooler, above 0 warmer.",
    )
    exposure: float = number(
        0.0,
        ge=-2,
        le=2,
        step=0.01,
        title="Exposure",
        unit="EV",
        description="Brightness in stops: +1 doubles the light.",
    )


class PredictionRequest(Request):
    """Asks how the light of `image` (uint8 [h, w, 3], sRGB) should change."""

    image: ArrayRef
    method: Method = choice(
        "lime",
        title="Method",
        description="LIME lifts what is dark by an illumination map; SRIE separates reflectance from light.",
        labels={"lime": "LIME", "srie": "SRIE"},
    )


class RenderRequest(PredictionRequest):
    """Asks for the relit picture; the prediction comes from the cache where it was made before."""

    light: Light = Field(default_factory=Light)
    long_side: int | None = Field(
        None,
        ge=64,
        le=4096,
        description="Pixels of the preview's long side; none renders the full resolution.",
    )


class RenderResult(Result):
    """The relit picture, uint8 [h, w, 3].

    `predicted` tells whether the prediction was computed for this request (else it came from the cache),
    `prediction_seconds` what it cost when it was, `clipped_share` the share of the photo that holds no information.
    """

    image: ArrayRef
    before: ArrayRef | None = Field(None, description="The photo at the preview's size; none at full resolution.")
    predicted: bool
    prediction_seconds: float = Field(ge=0)
    clipped_share: float = Field(ge=0, le=1)


class MapsRequest(PredictionRequest):
    """Asks what the prediction does where."""

    long_side: int = Field(1280, ge=64, le=4096, description="Pixels of the maps' long side.")


class MapsResult(Result):
    """Two float32 [h, w]: `gain` in stops (EV) of light added, `clipped` 1 where the photo is burnt out."""

    gain: ArrayRef
    clipped: ArrayRef


class ScoreRequest(RenderRequest):
    """Asks how close the relit picture comes to `reference`, a photo of the same view in ambient light.

    `reference` is uint8 [h, w, 3] of the same aspect ratio within 2%.
    """

    reference: ArrayRef
    long_side: int | None = Field(1280, ge=64, le=4096, description="Both are compared at this long side, in pixels.")


class Score(Message):
    """PSNR in dB, also after the best gain per channel, and SSIM (luma, 7x7 uniform window).

    Equal pictures have an infinite PSNR, which JSON cannot say: 100 stands for it.
    """

    psnr: float
    psnr_gain_aligned: float
    ssim: float


class ScoreResult(Result):
    """The photo itself and the relit picture against the reference; `size` is (width, height) of the comparison."""

    photo: Score
    relit: Score
    size: tuple[int, int]
