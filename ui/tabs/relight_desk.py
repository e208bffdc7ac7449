"""What the Relight tab remembers of one open page, and how it asks the back end."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from pydantic import BaseModel, ValidationError

from backend.contracts.arrays import ArrayRef
from backend.contracts.client import BackendClient, JobHandle, wait
from backend.contracts.errors import BadInput
from backend.contracts.images import EncodeOptions, OpenedImage
from backend.contracts.recipe import Recipe
from backend.contracts.relight import (
    Light,
    MapsRequest,
    MapsResult,
    Method,
    RenderRequest,
    RenderResult,
    ScoreRequest,
    ScoreResult,
)

from ..components.stage import pair
from ..components.strip import data_uri
from ..heat import clipped_picture, gain_picture
from ..pages import Page
from ..sessions import Entry, Source
from ..timeline import Timeline
from ..uploads import with_image

SERVICE = "relight"
PREVIEW_SIDE = 1280
THUMBNAIL_SIDE = 156


@dataclass(frozen=True)
class Look:
    """What the stage shows: a picture, a method, and where the sliders stand. One step of undo."""

    source_key: str
    method: Method = "lime"
    light: Light = field(default_factory=Light)


@dataclass
class Desk(Page):
    """The tab's state on one open page."""

    timeline: Timeline[Look] = field(default_factory=Timeline)
    look: Look | None = None
    reference: Source | None = None
    seconds: float = 0.0
    last: RenderResult | None = None
    score: ScoreResult | None = None

    @property
    def source(self) -> Source:
        """The picture on the stage; `BadInput` while there is none."""
        return self.session.source(self.source_look().source_key)

    def source_look(self) -> Look:
        """The look on the stage; `BadInput` while there is none."""
        if self.look is None:
            raise BadInput("Open a photo first, or press one of the examples.")
        return self.look


class Asker:
    """The tab's requests, each given the picture again where the back end has forgotten it."""

    def __init__(self, client: BackendClient) -> None:
        self.client = client

    def _request(self, look: Look, image: ArrayRef, **more: Any) -> RenderRequest:
        return RenderRequest(image=image, method=look.method, light=look.light, **more)

    def start_preview(self, look: Look, image: ArrayRef) -> JobHandle:
        """A job that renders the stage's picture."""
        return self.client.submit(SERVICE, "preview", self._request(look, image, long_side=PREVIEW_SIDE))

    def start_render(self, look: Look, image: ArrayRef) -> JobHandle:
        """A job that renders the full resolution."""
        return self.client.submit(SERVICE, "render", self._request(look, image))

    def preview(self, desk: Desk, look: Look) -> RenderResult:
        """The stage's picture, waited for."""

        def ask(image: ArrayRef) -> RenderResult:
            return wait(self.start_preview(look, image), RenderResult)

        return with_image(self.client, desk.session.source(look.source_key), ask)

    def pair_of(self, result: RenderResult) -> tuple[np.ndarray, np.ndarray]:
        """The photo and the relit picture at the stage's size."""
        return pair(self.client.get(result.before), self.client.get(result.image))

    def map_pair(self, desk: Desk, view: str) -> tuple[tuple[np.ndarray, np.ndarray], tuple[str, str, str]]:
        """The photo beside the map called `view` ("gain" or "clipped"), and the map's legend."""

        def ask(image: ArrayRef) -> tuple[tuple[np.ndarray, np.ndarray], tuple[str, str, str]]:
            before = self.client.get(wait(self.start_preview(desk.look, image), RenderResult).before)
            request = MapsRequest(image=image, method=desk.look.method, long_side=PREVIEW_SIDE)
            result = wait(self.client.submit(SERVICE, "maps", request), MapsResult)
            if view == "gain":
                stops = self.client.get(result.gain)
                low, high = np.percentile(stops, (5, 95))
                tip = "Stops of light at strength 1, 5th to 95th percentile: amber is added, slate taken away"
                return pair(before, gain_picture(stops)), ("light added", f"{low:+.1f} to {high:+.1f} EV", tip)
            clipped = self.client.get(result.clipped)
            tip = "Hatched where a channel is at its top: what was there cannot be known from the photo"
            return pair(before, clipped_picture(before, clipped)), ("hatched", f"{clipped.mean():.1%}", tip)

        return with_image(self.client, desk.source, ask)

    def score(self, desk: Desk) -> ScoreResult:
        """The photo and the relit picture against the reference."""
        look = desk.look

        def with_reference(reference: ArrayRef) -> ScoreResult:
            def ask(image: ArrayRef) -> ScoreResult:
                request = ScoreRequest(
                    image=image, method=look.method, light=look.light, reference=reference, long_side=PREVIEW_SIDE
                )
                return wait(self.client.submit(SERVICE, "score", request), ScoreResult)

            return with_image(self.client, desk.source, ask)

        return with_image(self.client, desk.reference, with_reference)

    def file(self, opened: OpenedImage, result: RenderResult, file_format: str) -> bytes:
        """The relit picture as a file with its recipe inside; transparency is kept where the format can."""
        return self.client.encode_image(
            EncodeOptions(image=result.image, alpha=opened.alpha, format=file_format, recipe=result.recipe)
        )

    def entry(self, desk: Desk, image: ArrayRef) -> Entry:
        """The stage's picture as an entry of the history."""
        options = EncodeOptions(image=image, format="jpeg", quality=82, long_side=THUMBNAIL_SIDE)
        look = desk.look
        return Entry(
            id=secrets.token_hex(8),
            tab=SERVICE,
            title=f"{look.method.upper()}, {describe(look.light)}, of {desk.source.name}",
            thumbnail=data_uri(self.client.encode_image(options)),
            look=look,
            source_key=look.source_key,
        )


def describe(light: Light) -> str:
    """The sliders in a few words."""
    return f"strength {light.strength:.2f}, warmth {light.warmth:+.2f}, exposure {light.exposure:+.2f} EV"


def settings_of(look: Look, file_format: str) -> dict[str, Any]:
    """What survives a reload of the page."""
    return {"method": look.method, "light": look.light.model_dump(), "format": file_format}


def remembered(settings: dict[str, Any] | None, source_key: str) -> Look:
    """The look of `source_key` as a former visit left the controls; the defaults where that cannot be read."""
    try:
        known = _Settings.model_validate({key: (settings or {}).get(key) for key in ("method", "light")})
    except ValidationError:
        return Look(source_key)
    return Look(source_key, known.method, known.light)


def figures_of(desk: Desk) -> list[tuple[str, str, str]]:
    """The line of figures: (label, value, tooltip)."""
    last = desk.last
    if last is None:
        return []
    width, height = desk.source.image.size
    pairs = [
        ("photo", f"{width} × {height}", "Pixels, at which the download is made"),
        ("frame", f"{desk.seconds * 1000:.0f} ms", "From the press to the picture on the stage"),
        ("burnt out", f"{last.clipped_share:.1%}", "Share of the photo that holds no information to relight"),
    ]
    if desk.score is not None:
        photo, relit = desk.score.photo, desk.score.relit
        pairs += [
            ("PSNR", f"{photo.psnr:.1f} → {relit.psnr:.1f} dB", "Photo, then relit picture, against the reference"),
            (
                "PSNR, best gain",
                f"{photo.psnr_gain_aligned:.1f} → {relit.psnr_gain_aligned:.1f} dB",
                "The same after the best gain per channel: exposure and white balance set aside",
            ),
            ("SSIM", f"{photo.ssim:.3f} → {relit.ssim:.3f}", "Structural similarity, luma, 7 × 7 window"),
        ]
    return pairs


def look_of_recipe(recipe: Recipe, source_key: str) -> Look | None:
    """The settings that a saved picture carries; None where it was not made here or its settings cannot be read."""
    if recipe.service != SERVICE:
        return None
    try:
        settings = _Settings.model_validate({key: recipe.request.get(key) for key in ("method", "light")})
    except ValidationError:
        return None
    return Look(source_key, settings.method, settings.light)


class _Settings(BaseModel):
    method: Method
    light: Light
