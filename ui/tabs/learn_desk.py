"""What the Learn tab remembers of one open page, and how it asks the back end."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from html import escape
from typing import Any

import numpy as np
from pydantic import ValidationError

from backend.contracts.arrays import ArrayRef
from backend.contracts.base import Request
from backend.contracts.client import BackendClient, JobHandle, wait
from backend.contracts.errors import ArrayGone, BadInput
from backend.contracts.images import EncodeOptions
from backend.contracts.learn import (
    CodecRequest,
    CodecResult,
    ExhibitRequest,
    ExhibitResult,
    ExportResult,
    FieldRequest,
    FieldResult,
    GatherRequest,
    GatherResult,
    MapResult,
    PictureResult,
    PointRequest,
    RivalRequest,
    RivalResult,
    RunRequest,
    SizesRequest,
    SizesResult,
    TrainRequest,
    TrainResult,
)

from ..components import atlas, charts
from ..components.strip import data_uri
from ..pages import Page
from ..sessions import Entry, Source

SERVICE = "learn"
THUMBNAIL_SIDE = 156


@dataclass
class Study(Page):
    """The tab's state on one open page: the run on the stage, and the one pinned beside it."""

    run: TrainResult | None = None
    pinned: TrainResult | None = None
    own: ArrayRef | None = None
    turn: int = 0
    codec_pictures: list[Source] = field(default_factory=list)

    def current(self) -> TrainResult:
        """The run on the stage; `BadInput` while there is none."""
        if self.run is None:
            raise BadInput("Nothing is trained yet: press Train first.")
        return self.run


@dataclass(frozen=True)
class Viewing:
    """Which exhibit is shown, and where its controls stand."""

    exhibit: str
    index: float = 0
    other: float = 1
    level: float = 0.4
    toy: str = "spiral"
    rival: str = "gan"
    share: float = 0.0


class Asker:
    """The tab's requests."""

    def __init__(self, client: BackendClient) -> None:
        self.client = client

    def start_training(self, study: Study, settings: dict[str, Any]) -> JobHandle:
        """A job that trains a network as `settings` say; raises `BadInput` where they do not make sense."""
        if settings["data"] == "own" and study.own is None:
            raise BadInput("Choose the pictures to learn from first, or take the digits.")
        own = study.own if settings["data"] == "own" else None
        try:
            request = TrainRequest(**settings, own=own)
        except ValidationError as error:
            first = error.errors()[0]
            raise BadInput(f"{first['loc'][0]}: {first['msg']}.") from None
        return self.client.submit(SERVICE, "train", request)

    def gather(self, files: list[tuple[bytes, str]]) -> ArrayRef:
        """Many files as one set of small pictures."""
        images = tuple(self.client.open_image(data, name).image for data, name in files)
        return self._ask("gather", GatherRequest(images=images), GatherResult).pictures

    def map_value(self, run: TrainResult) -> str:
        """The map of a run as the page draws it."""
        found = self._ask("map", RunRequest(run=run.run), MapResult)
        walked = self._ask("exhibit", ExhibitRequest(run=run.run, exhibit="traversal"), ExhibitResult)
        labels = np.array(found.labels) if found.labels else None
        return atlas.value(
            self.client.get(found.learnt),
            self.client.get(found.principal),
            labels,
            found.names,
            self.address(found.sprites),
            self.address(found.decoded),
            self.address(walked.picture),
            side=found.side,
            columns=found.columns,
            grid=found.grid,
            bounds=found.bounds,
        )

    def decode(self, run: TrainResult, x: float, y: float) -> str:
        """What the decoder makes of a place of the map, as an image's address."""
        return self.address(self._ask("decode", PointRequest(run=run.run, x=x, y=y), PictureResult).picture)

    def exhibit(self, run: TrainResult, viewing: Viewing, turn: int) -> str:
        """An exhibit of a run as a piece of the page; another `turn` draws other pictures."""
        request = ExhibitRequest(
            run=run.run,
            exhibit=viewing.exhibit,
            index=int(viewing.index),
            other=int(viewing.other),
            level=viewing.level,
            seed=turn,
        )
        result = self._ask("exhibit", request, ExhibitResult)
        parts = [f"<figcaption>{escape(run.title)}</figcaption>"]
        if result.picture is not None:
            parts.append(self.picture(result.picture, result.caption))
        parts += [charts.histogram(bars.counts, bars.low, bars.high, bars.title) for bars in result.histograms]
        parts.append(figure_list(result.figures))
        return _figure(parts, result.caption)

    def start_rival(self, study: Study, settings: dict[str, Any], rival: str) -> JobHandle:
        """A job that trains another kind of network on the pictures that `settings` name."""
        own = study.own if settings["data"] == "own" else None
        request = RivalRequest(data=settings["data"], own=own, rival=rival, seed=int(settings["seed"]) + study.turn)
        return self.client.submit(SERVICE, "rival", request)

    def rival(self, result: RivalResult) -> str:
        """What a rival makes as a piece of the page."""
        return _figure([self.picture(result.picture, result.caption), figure_list(result.figures)], result.caption)

    def codec(self, study: Study, share: float) -> str:
        """What the diffusion model's codec keeps of the study's picture, on its way to the other."""
        if not study.codec_pictures:
            raise BadInput("Choose one or two pictures for the codec first.")

        def ask(images: tuple[ArrayRef, ...]) -> CodecResult:
            other = images[1] if len(images) > 1 else None
            return self._ask("codec", CodecRequest(image=images[0], other=other, share=share), CodecResult)

        try:
            result = ask(tuple(source.image for source in study.codec_pictures))
        except ArrayGone:
            for source in study.codec_pictures:
                source.opened = self.client.open_image(source.data, source.name)
            result = ask(tuple(source.image for source in study.codec_pictures))
        shown = "".join(
            f"<figure>{self.picture(ref, title)}<figcaption>{title}</figcaption></figure>"
            for ref, title in ((result.before, "in"), (result.after, "out"), (result.error, "error, eight times"))
        )
        figures = figure_list(
            (
                ("PSNR", f"{result.psnr:.1f} dB"),
                ("numbers kept", f"{result.numbers_kept:,} of {result.numbers_in:,}"),
            )
        )
        caption = (
            "This is the autoencoder whose codes the diffusion model learns to draw. It was taught on drawn portraits: "
            "what else you show it comes back the worse the less it looks like one."
        )
        return _figure([f'<div class="pen-codec">{shown}</div>', figures], caption)

    def picture(self, picture: ArrayRef, alt: str) -> str:
        """A few pixels, shown large."""
        return f'<img class="pen-pixels" src="{self.address(picture)}" alt="{escape(alt, quote=True)}">'

    def field(self, toy: str, level: float) -> str:
        """The pull of a denoiser on the plane, as a drawing."""
        result = self._ask("field", FieldRequest(toy=toy, level=level), FieldResult)
        return charts.arrows(*(self.client.get(ref) for ref in (result.points, result.places, result.pulls)))

    def sizes(self, size: int, kernel: int, stride: int, padding: int) -> SizesResult:
        """The sizes after a convolution and after its transposed one."""
        return self._ask("sizes", SizesRequest(size=size, kernel=kernel, stride=stride, padding=padding), SizesResult)

    def export(self, run: TrainResult) -> bytes:
        """The run as a safetensors file."""
        return self.client.get(self._ask("export", RunRequest(run=run.run), ExportResult).file).tobytes()

    def entry(self, run: TrainResult) -> Entry:
        """The run as an entry of the history."""
        result = self._ask("exhibit", ExhibitRequest(run=run.run, exhibit="reconstructions"), ExhibitResult)
        options = EncodeOptions(image=result.picture, format="jpeg", quality=85, long_side=THUMBNAIL_SIDE)
        thumbnail = data_uri(self.client.encode_image(options))
        return Entry(secrets.token_hex(8), SERVICE, run.title, thumbnail, run, run.run)

    def address(self, picture: ArrayRef) -> str:
        """A picture as an image's address, without loss: these are a few pixels, shown large."""
        data = self.client.encode_image(EncodeOptions(image=picture, format="png"))
        return data_uri(data, "png")

    def _ask(self, action: str, request: Request, result_type: Any) -> Any:
        return wait(self.client.submit(SERVICE, action, request), result_type)


def figure_list(figures: tuple[tuple[str, str], ...]) -> str:
    """Figures in a line; nothing for none."""
    rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in figures)
    return f'<dl class="pen-figures">{rows}</dl>' if rows else ""


def _figure(parts: list[str], caption: str) -> str:
    hint = f'<p class="pen-hint">{escape(caption)}</p>'
    return f'<figure class="pen-exhibit">{"".join(parts)}{hint}</figure>'


def figures_of(run: TrainResult) -> list[tuple[str, str, str]]:
    """The line of figures: (label, value, tooltip)."""
    loss = run.loss
    return [
        ("held-out error", f"{loss.network:.4f}", "Mean squared error a value, on pictures that it has not seen"),
        (
            "PCA, same size",
            f"{loss.pca:.4f}",
            "The same for as many principal components as the bottleneck has numbers",
        ),
        (
            "against PCA",
            f"{loss.network / loss.pca:.2f} ×" if loss.pca else "–",
            "Below 1 the network keeps more than PCA",
        ),
        ("learnt", f"{run.parameters:,}", "Numbers in the network"),
        ("trained in", f"{run.seconds:.1f} s", "Wall time of the training"),
    ]
