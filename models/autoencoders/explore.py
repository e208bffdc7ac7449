"""What a trained autoencoder can be asked: there, back, between, around, and out of noise."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..errors import ModelError
from .configuration import Noise
from .datasets import ByteArray, FloatArray, ImageSet, IntArray
from .noise import add_noise
from .runs import Run

BATCH = 512
TRAVERSED_DEVIATIONS = 2.0
GREY = 128


@torch.no_grad()
def encode(run: Run, images: FloatArray) -> FloatArray:
    """Codes float32 [n, d] of pictures [n, c, h, w]; the mean of a variational run's.

    Raises `ModelError` for pictures of another shape than the run's.
    """
    return torch.cat([run.model.encode(batch) for batch in _pictures(run, images).split(BATCH)]).numpy()


@torch.no_grad()
def decode(run: Run, codes: FloatArray) -> FloatArray:
    """Pictures float32 [n, c, h, w] of codes [n, d]; not clipped. Raises `ModelError` for codes of another length."""
    codes = np.asarray(codes, np.float32)
    if codes.ndim != 2 or codes.shape[1] != run.architecture.bottleneck:
        raise ModelError(f"The run's codes have {run.architecture.bottleneck} numbers, not {list(codes.shape)[1:]}.")
    parts = [run.model.decode(batch) for batch in torch.from_numpy(codes).split(BATCH)]
    return torch.cat(parts).numpy()


@torch.no_grad()
def reconstruct(run: Run, images: FloatArray) -> FloatArray:
    """What comes back of pictures [n, c, h, w]; not clipped.

    A decoder that unpools is told where the maxima lay, which passes by the bottleneck; `decode(encode(...))` is what
    the bottleneck alone lets through.
    """
    return torch.cat([run.model(batch) for batch in _pictures(run, images).split(BATCH)]).numpy()


def corrupt(images: FloatArray, noise: Noise, level: float, seed: int = 0) -> FloatArray:
    """A corrupted copy of pictures [n, c, h, w]; not clipped. `level` in [0, 1] as of `Denoising`."""
    generator = torch.Generator().manual_seed(seed)
    return add_noise(torch.from_numpy(np.ascontiguousarray(images)), noise, level, generator).numpy()


def restore(run: Run, corrupted: FloatArray) -> FloatArray:
    """What the run makes of corrupted pictures [n, c, h, w], clipped to [0, 1]."""
    return np.clip(reconstruct(run, corrupted), 0.0, 1.0)


def denoise_field(run: Run, grid: FloatArray) -> FloatArray:
    """Where each point [n, 2] of the plane is sent to, less where it is: float32 [n, 2].

    For a run on points. Trained on small Gaussian noise, it follows the gradient of the data's log-density: r(x) - x
    is about σ² ∂log p(x)/∂x (Alain and Bengio 2014, theorem 1). Raises `ModelError` for a run on pictures.
    """
    if run.shape != (2, 1, 1):
        raise ModelError("Only a run on points of the plane has a field in the plane.")
    points = np.asarray(grid, np.float32)
    return reconstruct(run, points.reshape(-1, 2, 1, 1)).reshape(-1, 2) - points


def traversal(
    run: Run, image_set: ImageSet, dims: tuple[int, int] | None = None, steps: int = 9, index: int | None = None
) -> FloatArray:
    """Pictures [steps, steps, c, h, w] as two numbers of the code vary and the others stay.

    `dims` are the two that vary most among the pictures unless given; columns follow the first, rows the second
    downwards from its highest value. They range over two standard deviations about the mean; the others stay at the
    mean, or where picture `index` of the set has them. A code of one number gives one row. Raises `ModelError` for
    dimensions that the code does not have.
    """
    codes = encode(run, image_set.images)
    mean, deviation = codes.mean(axis=0), codes.std(axis=0)
    d = codes.shape[1]
    across, down = dims or (
        int(np.argsort(-deviation, kind="stable")[0]),
        int(np.argsort(-deviation, kind="stable")[min(1, d - 1)]),
    )
    if not (0 <= across < d and 0 <= down < d):
        raise ModelError(f"The run's codes have {d} numbers; those to vary are counted from 0 to {d - 1}.")
    centre = mean if index is None else codes[index % len(codes)]
    offsets = np.linspace(-TRAVERSED_DEVIATIONS, TRAVERSED_DEVIATIONS, steps, dtype=np.float32)
    rows = 1 if across == down else steps
    grid = np.tile(centre, (rows, steps, 1)).astype(np.float32)
    if rows > 1:
        grid[..., down] = (mean[down] + offsets[::-1] * deviation[down])[:, None]
    grid[..., across] = mean[across] + offsets * deviation[across]
    return decode(run, grid.reshape(-1, d)).reshape(rows, steps, *run.shape)


def interpolate(run: Run, a: FloatArray, b: FloatArray, steps: int = 9) -> FloatArray:
    """Pictures [2, steps, c, h, w] between two [c, h, w]: on the line of their codes, and, below, of their pixels."""
    ends = encode(run, np.stack([a, b]))
    t = np.linspace(0, 1, steps, dtype=np.float32)
    through_codes = decode(run, (1 - t)[:, None] * ends[0] + t[:, None] * ends[1])
    across = t[:, None, None, None]
    return np.stack([through_codes, ((1 - across) * a + across * b).astype(np.float32)])


@dataclass(frozen=True)
class Samples:
    """Pictures [n, c, h, w] decoded from codes drawn from `source`."""

    images: FloatArray
    source: str


def prior_samples(run: Run, n: int, seed: int = 0) -> tuple[Samples, ...]:
    """Pictures out of noise.

    Always first from N(0, I), which the codes of a variational or adversarial run follow; then, for the other kinds,
    from a Gaussian with the mean and covariance of its codes, which is the best that can be done without a prior and
    still meets places where no picture lies.
    """
    d = run.architecture.bottleneck
    noise = np.random.default_rng(seed).standard_normal((n, d)).astype(np.float32)
    prior = Samples(np.clip(decode(run, noise), 0, 1), "N(0, I)")
    if run.objective.kind in ("variational", "adversarial"):
        return (prior,)
    values, vectors = np.linalg.eigh(run.code_covariance.double().numpy())
    fitted = run.code_mean.numpy() + noise @ (vectors * np.sqrt(np.maximum(values, 0))).T
    return prior, Samples(np.clip(decode(run, fitted), 0, 1), "a Gaussian fitted to the codes")


def nearest(run: Run, image_set: ImageSet, query: FloatArray, k: int = 5) -> tuple[IntArray, FloatArray]:
    """The `k` pictures of the set whose codes are nearest to those of `query` [q, c, h, w], nearest first.

    Indices int64 [q, k] and Euclidean distances float32 [q, k] between codes.
    """
    codes, asked = encode(run, image_set.images), encode(run, query)
    distances = torch.cdist(
        torch.from_numpy(asked), torch.from_numpy(codes), compute_mode="donot_use_mm_for_euclid_dist"
    )
    near = distances.sort(dim=1, stable=True)
    k = min(k, len(codes))
    return near.indices[:, :k].numpy(), near.values[:, :k].numpy()


def tile(images: FloatArray, scale: int = 1, gap: int = 1, background: int = GREY) -> ByteArray:
    """Pictures [rows, columns, c, h, w] or [n, c, h, w] as one, uint8 [H, W, 3], each pixel enlarged `scale` times.

    Values are clipped to [0, 1]; pictures of one channel become grey. `gap` pixels of `background` lie between.
    """
    if images.ndim == 4:
        columns = math.ceil(math.sqrt(len(images)))
        rows = math.ceil(len(images) / columns)
        padding = np.full((rows * columns - len(images), *images.shape[1:]), background / 255, images.dtype)
        images = np.concatenate([images, padding]).reshape(rows, columns, *images.shape[1:])
    rows, columns, channels, height, width = images.shape
    pixels = np.round(255 * np.clip(images, 0, 1)).astype(np.uint8)
    pixels = np.broadcast_to(pixels, (rows, columns, 3, height, width)) if channels == 1 else pixels
    large = pixels.repeat(scale, axis=3).repeat(scale, axis=4)
    framed = np.pad(large, ((0, 0), (0, 0), (0, 0), (0, gap), (0, gap)), constant_values=background)
    sheet = framed.transpose(0, 3, 1, 4, 2).reshape(rows * (height * scale + gap), columns * (width * scale + gap), 3)
    return np.ascontiguousarray(sheet[: sheet.shape[0] - gap, : sheet.shape[1] - gap])


def _pictures(run: Run, images: NDArray[np.float32]) -> Tensor:
    if images.ndim != 4 or tuple(images.shape[1:]) != run.shape:
        raise ModelError(
            f"The run has learnt from pictures of the shape {list(run.shape)} and cannot take {list(images.shape[1:])}."
        )
    return torch.from_numpy(np.ascontiguousarray(images, np.float32))
