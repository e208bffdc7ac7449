"""Learn: autoencoders trained live, held by the back end, and looked at from every side."""

from __future__ import annotations

import hashlib
import json
import math
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch

from models.autoencoders.configuration import Architecture, TrainingConfig, make_objective
from models.autoencoders.datasets import ImageSet, digits, from_arrays, points, split
from models.autoencoders.explore import decode, denoise_field, tile
from models.autoencoders.loop import Progress
from models.autoencoders.maps import embedding_map, principal_map
from models.autoencoders.principal import pca
from models.autoencoders.runs import to_bytes
from models.autoencoders.shapes import convolution_size, output_padding_back_to, transposed_size
from models.autoencoders.training import train
from models.diffusion.codec import interpolate, load_codec
from models.metrics.psnr import psnr

from ..contracts.arrays import ArrayRef
from ..contracts.base import Request
from ..contracts.errors import ArrayGone, BadInput
from ..contracts.learn import (
    CodecRequest,
    CodecResult,
    ExhibitRequest,
    ExhibitResult,
    ExportResult,
    FieldRequest,
    FieldResult,
    GatherRequest,
    GatherResult,
    Loss,
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
from ..images import fit
from ..jobs import Job
from ..lru import ByteLru
from ..service import Service, ServiceContext, action
from .exhibits import EXHIBITS, Subject
from .rivals import RIVALS

MIB = 1 << 20
FOLDER = Path(__file__).resolve().parents[2] / "assets" / "learn"
SHIPPED = {name: FOLDER / f"{name}.npz" for name in ("portraits", "tissues")}
MAP_POINTS = 500
MAP_GRID = 24
FIELD_GRID = 18
CODEC_SIDE = 128
ERROR_GAIN = 8


class LearnService(Service):
    """Autoencoders of every kind, trained and explored live."""

    name: ClassVar[str] = "learn"
    title: ClassVar[str] = "Learn"

    def __init__(self, context: ServiceContext) -> None:
        super().__init__(context)
        self._runs: ByteLru[str, Subject] = ByteLru(512 * MIB)

    def unload(self) -> None:
        """Forgets every run."""
        self._runs.clear()

    def run(self, action_name: str, request: Request, job: Job) -> Any:
        """Runs an action on one thread: these networks are so small that a second one costs more than it brings, and
        with one a run is the same on every machine with this processor."""
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            return super().run(action_name, request, job)
        finally:
            torch.set_num_threads(threads)

    @action(time_budget_s=600.0)
    def train(self, request: TrainRequest, job: Job) -> TrainResult:
        """Trains an autoencoder, showing what it makes of held-out pictures and how its losses fall."""
        pictures = self._pictures(request)
        architecture = _architecture(request, pictures)
        architecture.check(pictures.shape)
        objective = make_objective(request.constraint, request.weight, request.noise, request.level)
        config = TrainingConfig(steps=request.steps, learning_rate=request.learning_rate, seed=request.seed)

        def on_step(progress: Progress) -> None:
            job.progress(progress.fraction, f"step {progress.step} of {request.steps}")
            history = progress.history
            if len(history.steps):
                job.curves(history.steps.tolist(), {name: line.tolist() for name, line in history.curves.items()})
            if progress.snapshot is not None and progress.snapshot.reconstructions is not None:
                job.preview(tile(np.stack([progress.snapshot.pictures, progress.snapshot.reconstructions])))

        run = train(pictures, architecture, objective, config, on_step)
        job.progress(1.0, "comparing with PCA")
        learnt, held_out = split(pictures, config.held_out, config.seed)
        peer = pca(learnt, min(request.bottleneck, int(np.prod(pictures.shape))))
        subject = Subject(run, pictures, learnt, held_out, peer)
        key = _key(request)
        self._runs.put(key, subject, subject.nbytes)
        return TrainResult(
            recipe=self.recipe("train", request, seed=request.seed),
            run=key,
            title=_title(request),
            parameters=run.n_parameters,
            embedding=architecture.bottleneck,
            variational=run.variational,
            loss=Loss(network=run.history.last("held_out"), pca=subject.peer_error),
            steps=tuple(run.history.steps.tolist()),
            curves={name: tuple(line.tolist()) for name, line in run.history.curves.items()},
        )

    @action(time_budget_s=60.0)
    def gather(self, request: GatherRequest, job: Job) -> GatherResult:
        """Makes one set of small square pictures from pictures of any size."""
        squares = []
        for place, ref in enumerate(request.images):
            job.progress(place / len(request.images), "cutting to squares")
            squares.append(square(self.context.arrays.get(ref), request.side))
        if any(square.shape[0] != request.side for square in squares):
            raise BadInput(f"Every picture has to be at least {request.side} pixels on each side.")
        return GatherResult(recipe=self.recipe("gather", request), pictures=self.context.arrays.put(np.stack(squares)))

    @action(interactive=True)
    def map(self, request: RunRequest, job: Job) -> MapResult:
        """Places held-out pictures on the learnt map and on PCA's, and decodes a grid over the learnt one."""
        subject = self._subject(request.run)
        learnt = embedding_map(subject.run, subject.held_out, MAP_POINTS)
        principal = principal_map(subject.peer, subject.held_out, MAP_POINTS)
        left, right, bottom, top = learnt.bounds
        across, down = np.meshgrid(np.linspace(left, right, MAP_GRID), np.linspace(top, bottom, MAP_GRID))
        places = np.stack([across.ravel(), down.ravel()], axis=1).astype(np.float32)
        decoded = decode(subject.run, learnt.lift(places))
        put = self.context.arrays.put
        return MapResult(
            recipe=self.recipe("map", request),
            learnt=put(learnt.points.astype(np.float32)),
            principal=put(principal.points.astype(np.float32)),
            labels=() if learnt.labels is None else tuple(int(label) for label in learnt.labels),
            names=subject.pictures.label_names,
            sprites=put(tile(learnt.images, gap=0)),
            decoded=put(tile(decoded.reshape(MAP_GRID, MAP_GRID, *decoded.shape[1:]), gap=0)),
            side=learnt.images.shape[2],
            columns=math.ceil(math.sqrt(len(learnt.images))),
            grid=MAP_GRID,
            bounds=learnt.bounds,
        )

    @action(interactive=True)
    def decode(self, request: PointRequest, job: Job) -> PictureResult:
        """Decodes one place of the map."""
        subject = self._subject(request.run)
        plane = embedding_map(subject.run, subject.held_out, 16).plane
        code = plane.lift(np.array([[request.x, request.y]], np.float32))
        picture = tile(decode(subject.run, code))
        return PictureResult(recipe=self.recipe("decode", request), picture=self.context.arrays.put(picture))

    @action(time_budget_s=120.0)
    def exhibit(self, request: ExhibitRequest, job: Job) -> ExhibitResult:
        """Shows one of the exhibits."""
        job.progress(0.0, "looking")
        shown = EXHIBITS[request.exhibit](self._subject(request.run), request)
        picture = None if shown.picture is None else self.context.arrays.put(shown.picture)
        return ExhibitResult(
            recipe=self.recipe("exhibit", request, seed=request.seed),
            picture=picture,
            histograms=shown.histograms,
            figures=shown.figures,
            caption=shown.caption,
        )

    @action(time_budget_s=60.0)
    def field(self, request: FieldRequest, job: Job) -> FieldResult:
        """Trains a denoiser on points of the plane and shows how it pulls every place toward them."""
        cloud = points(request.toy, seed=request.seed)
        denoiser = train(
            cloud,
            Architecture.deep(2),
            make_objective("denoising", level=request.level),
            TrainingConfig(steps=1200, seed=request.seed),
            lambda progress: job.progress(progress.fraction, "learning to undo noise"),
        )
        axis = np.linspace(0.02, 0.98, FIELD_GRID, dtype=np.float32)
        places = np.stack(np.meshgrid(axis, axis), axis=2).reshape(-1, 2)
        put = self.context.arrays.put
        return FieldResult(
            recipe=self.recipe("field", request, seed=request.seed),
            points=put(np.ascontiguousarray(cloud.images[:, :, 0, 0])),
            places=put(places),
            pulls=put(denoise_field(denoiser, places).astype(np.float32)),
        )

    @action(time_budget_s=600.0)
    def rival(self, request: RivalRequest, job: Job) -> RivalResult:
        """Trains another kind of network on the same pictures and shows what it makes."""

        def on_step(progress: Progress) -> None:
            job.progress(progress.fraction, f"{request.rival}, step {progress.step}")
            if progress.snapshot is not None and progress.snapshot.samples is not None:
                job.preview(tile(progress.snapshot.samples))

        shown = RIVALS[request.rival](self._pictures(request), request, on_step)
        return RivalResult(
            recipe=self.recipe("rival", request, seed=request.seed),
            picture=self.context.arrays.put(shown.picture),
            figures=shown.figures,
            caption=shown.caption,
            steps=tuple(shown.history.steps.tolist()),
            curves={name: tuple(line.tolist()) for name, line in shown.history.curves.items()},
        )

    @action(time_budget_s=120.0)
    def codec(self, request: CodecRequest, job: Job) -> CodecResult:
        """Encodes a picture with the diffusion model's codec, walks toward another, and decodes."""
        job.progress(0.0, "encoding")
        before = self._square(request.image)
        pictures = before[None]
        if request.other is not None:
            pictures = np.stack([before, self._square(request.other)])
        slot = self.context.pack.slot("codec")
        with self.context.residency.use("codec", lambda: load_codec(slot)) as codec:
            latents = codec.encode(pictures)
            job.progress(0.5, "decoding")
            walked = interpolate(latents[0], latents[-1], [request.share])
            after = codec.decode(walked, before.shape[:2])[0]
        difference = after.astype(np.int16) - before
        put = self.context.arrays.put
        return CodecResult(
            recipe=self.recipe("codec", request, slots=("codec",)),
            before=put(before),
            after=put(after),
            error=put(np.clip(128 + ERROR_GAIN * difference, 0, 255).astype(np.uint8)),
            psnr=min(100.0, psnr(after, before)),
            numbers_in=before.size,
            numbers_kept=int(latents[0].size),
        )

    @action(interactive=True)
    def sizes(self, request: SizesRequest, job: Job) -> SizesResult:
        """Gives the sizes after a convolution and after the transposed one."""
        convolved = convolution_size(request.size, request.kernel, request.stride, request.padding)
        extra = output_padding_back_to(request.size, convolved, request.kernel, request.stride, request.padding)
        back = transposed_size(convolved, request.kernel, request.stride, request.padding, output_padding=extra)
        return SizesResult(
            recipe=self.recipe("sizes", request), convolved=convolved, transposed=back, output_padding=extra
        )

    @action()
    def export(self, request: RunRequest, job: Job) -> ExportResult:
        """Gives a run as a safetensors file with its settings inside."""
        content = np.frombuffer(to_bytes(self._subject(request.run).run), np.uint8)
        return ExportResult(recipe=self.recipe("export", request), file=self.context.arrays.put(content))

    def _square(self, ref: ArrayRef) -> np.ndarray:
        """The picture's middle square at the codec's side."""
        pixels = self.context.arrays.get(ref)
        if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3:
            raise BadInput("The codec takes pictures of 8 bits in three channels.")
        return square(pixels, CODEC_SIDE)

    def _subject(self, key: str) -> Subject:
        subject = self._runs.get(key)
        if subject is None:
            raise ArrayGone("That run is no longer held by the back end; train it again: the same seed gives it back.")
        return subject

    def _pictures(self, request: TrainRequest | RivalRequest) -> ImageSet:
        if request.data == "digits":
            return digits()
        if request.data in SHIPPED:
            return _shipped(request.data)
        if request.own is None:
            raise BadInput("Choose the pictures to learn from first.")
        pixels = self.context.arrays.get(request.own)
        if pixels.ndim != 4:
            raise BadInput("A set of pictures has four sides: how many, height, width and three channels.")
        return from_arrays(pixels, side=pixels.shape[1], name="own")


@cache
def _shipped(name: str) -> ImageSet:
    with np.load(SHIPPED[name], allow_pickle=False) as packed:
        return from_arrays(
            packed["images"],
            labels=packed["labels"],
            side=packed["images"].shape[1],
            name=name,
            label_names=tuple(str(name) for name in packed["names"]),
        )


def _architecture(request: TrainRequest, pictures: ImageSet) -> Architecture:
    extra = {"tied": request.tied, "overcomplete": request.overcomplete}
    if request.network == "shallow":
        return Architecture.shallow(request.bottleneck, **extra)
    if request.network == "deep":
        return Architecture.deep(request.bottleneck, **extra)
    decoder = request.network.removeprefix("conv-")
    return Architecture.convolutional(request.bottleneck, pictures.shape, decoder, **extra)  # type: ignore[arg-type]


def _title(request: TrainRequest) -> str:
    numbers = "1 number" if request.bottleneck == 1 else f"{request.bottleneck} numbers"
    constraint = "" if request.constraint == "plain" else f", {request.constraint}"
    return f"{request.network.replace('-', ' ')}, {numbers}{constraint}, {request.data}"


def _key(request: TrainRequest) -> str:
    """The same request has the same key: a run trained twice is held once."""
    plain = request.model_dump(mode="json", exclude={"own"})
    plain["own"] = None if request.own is None else request.own.digest
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:32]


def square(pixels: np.ndarray, side: int) -> np.ndarray:
    """The middle square of uint8 [h, w, 3] at `side` pixels; a smaller one stays as small as it is."""
    edge = min(pixels.shape[:2])
    top, left = (pixels.shape[0] - edge) // 2, (pixels.shape[1] - edge) // 2
    return fit(np.ascontiguousarray(pixels[top : top + edge, left : left + edge]), side)
