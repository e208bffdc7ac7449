"""What the diffusion model's codec gives back of portraits that it never saw.

Rows of `codec`, over portraits whose numbers are far from those it was trained on: `vae_psnr` in dB and `ssim`;
`colour_r2_r` and its like, how well the decoded mean colours of the picture's upper corners follow the true ones;
`detail_kept`, the energy of detail finer than a latent, decoded over true. Rows of its parts, `codec/eyes` and so on:
`mae`, the mean absolute error in 8-bit codes where the parsing shows that part, and `mae_over_face`, that over the
error of the face's skin. Rows of its changes, `codec/smoking` and so on: `difference_kept`, how much of what an
attribute changes in a picture is there after decoding both: 1 is all of it, 0 nothing. `pooling` is the yardstick: the
mean colour of each 8 x 8 block, which is the picture that a latent could hold without learning anything.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from data.portraits import CLASSES, render, sample
from models.diffusion.codec import Codec, load_codec
from models.metrics.interval import Interval, bootstrap_mean
from models.metrics.psnr import psnr
from models.metrics.ssim import ssim_gaussian
from models.packs import pack

from .harness.rows import Row

Pictures = NDArray[np.uint8]

FIRST_SEED = 90_000_000
"""The first portrait measured; training counts from 0."""
SIZE, CORNER, BATCH = 128, 16, 16
PARTS = {
    "face": ("skin",),
    "eyes": ("l_eye", "r_eye"),
    "brows": ("l_brow", "r_brow"),
    "mouth": ("mouth", "u_lip", "l_lip"),
    "glasses": ("eye_g",),
    "hair": ("hair",),
    "hat": ("hat",),
    "clothes": ("cloth",),
    "background": ("background",),
}
CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "smoking": ({"smoking": 0.0}, {"smoking": 0.8}),
    "horror": ({"horror": 0.0}, {"horror": 0.9}),
    "glasses-on": ({"glasses": "none"}, {"glasses": "round", "glasses_colour": "black"}),
    "gaze": ({"glasses": "none", "gaze_x": -0.6}, {"glasses": "none", "gaze_x": 0.6}),
    "smile": ({"smile": -0.5, "horror": 0.0}, {"smile": 0.8, "horror": 0.0}),
}
LEAST_PIXELS = 12
"""A part that shows fewer pixels has no error of its own."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How many portraits."""
    parser.add_argument("--count", type=int, default=500, help="portraits drawn to measure on")


def run(options: argparse.Namespace) -> Iterator[Row]:
    """Yields the rows of the codec, its parts and its changes, then the yardstick's."""
    codec = load_codec(pack.load().slot("codec"))
    count, pairs = (64, 8) if options.quick else (max(1, options.count), 40)
    truth, parsing = draw(range(FIRST_SEED, FIRST_SEED + count))
    decoded = _in_batches(codec.reconstruct, truth)
    yield from whole(decoded, truth, "codec")
    yield from parts(decoded, truth, parsing)
    for name, (before, after) in CHANGES.items():
        yield _mean(f"codec/{name}", "difference_kept", changes_kept(codec, before, after, pairs))
    yield from whole(_in_batches(pooled, truth), truth, "pooling")


def draw(seeds: Sequence[int], overrides: dict[str, Any] | None = None) -> tuple[Pictures, Pictures]:
    """Portraits uint8 [n, SIZE, SIZE, 3] and their parsing uint8 [n, SIZE, SIZE]."""
    portraits = [render(sample(seed, overrides), SIZE, seed) for seed in seeds]
    return np.stack([p.image for p in portraits]), np.stack([p.parsing for p in portraits])


def whole(decoded: Pictures, truth: Pictures, name: str) -> Iterator[Row]:
    """The rows over whole pictures."""
    pairs = list(zip(decoded, truth, strict=True))
    yield _mean(name, "vae_psnr", [psnr(a, b) for a, b in pairs])
    yield _mean(name, "ssim", [ssim_gaussian(a, b) for a, b in pairs])
    for channel, interval in zip("rgb", colour_r2(decoded, truth), strict=True):
        yield Row.of(name, f"colour_r2_{channel}", interval, len(truth))
    yield _mean(name, "detail_kept", [_detail(a) / max(_detail(b), 1e-9) for a, b in pairs])


def parts(decoded: Pictures, truth: Pictures, parsing: Pictures) -> Iterator[Row]:
    """The rows of single parts of the face."""
    error = np.abs(decoded.astype(np.float32) - truth).mean(axis=3)
    where = {name: np.isin(parsing, [CLASSES.index(label) for label in labels]) for name, labels in PARTS.items()}
    enough = {name: mask.sum(axis=(1, 2)) >= LEAST_PIXELS for name, mask in where.items()}
    errors = {
        name: (error * mask).sum(axis=(1, 2)) / np.maximum(mask.sum(axis=(1, 2)), 1) for name, mask in where.items()
    }
    for name in PARTS:
        yield _mean(f"codec/{name}", "mae", errors[name][enough[name]].tolist())
        if name != "face":
            both = enough[name] & enough["face"]
            ratios = errors[name][both] / np.maximum(errors["face"][both], 1e-6)
            yield Row.of(f"codec/{name}", "mae_over_face", bootstrap_mean(ratios.tolist()), len(ratios), "codec/face")


def colour_r2(decoded: Pictures, truth: Pictures, resamples: int = 500) -> list[Interval]:
    """R2 of red, green and blue: the mean colours of both upper corners, decoded against true, over the pictures."""
    at, back = _corners(truth), _corners(decoded)
    rng = np.random.default_rng(0)
    draws = [_r2(at[chosen], back[chosen]) for chosen in rng.integers(0, len(at), (resamples, len(at)))]
    low, high = np.quantile(draws, [0.025, 0.975], axis=0)
    return [Interval(*map(float, figures)) for figures in zip(_r2(at, back), low, high, strict=True)]


def changes_kept(codec: Codec, before: dict[str, Any], after: dict[str, Any], count: int) -> list[float]:
    """For each portrait the least-squares share of its change that the decoded pair shows."""
    seeds = range(FIRST_SEED, FIRST_SEED + count)
    truth = [draw(seeds, overrides)[0] for overrides in (before, after)]
    decoded = [_in_batches(codec.reconstruct, pictures) for pictures in truth]
    change, shown = (pair[1].astype(np.float64) - pair[0] for pair in (truth, decoded))
    energy = np.square(change).sum(axis=(1, 2, 3))
    shares = (change * shown).sum(axis=(1, 2, 3)) / np.maximum(energy, 1e-9)
    return shares[energy > 0].tolist()


def pooled(pictures: Pictures) -> Pictures:
    """Each 8 x 8 block in its mean colour."""
    n, height, width, _ = pictures.shape
    means = pictures.reshape(n, height // 8, 8, width // 8, 8, 3).mean(axis=(2, 4))
    return np.round(means.repeat(8, axis=1).repeat(8, axis=2)).astype(np.uint8)


def _corners(pictures: Pictures) -> NDArray[np.float64]:
    """Float64 [n, 2, 3]: a picture's two corners stay together when pictures are drawn again."""
    corners = [pictures[:, :CORNER, :CORNER], pictures[:, :CORNER, -CORNER:]]
    return np.stack([corner.mean(axis=(1, 2)) for corner in corners], axis=1)


def _r2(truth: NDArray[np.float64], found: NDArray[np.float64]) -> NDArray[np.float64]:
    residual = np.square(truth - found).sum(axis=(0, 1))
    return 1 - residual / np.maximum(np.square(truth - truth.mean(axis=(0, 1))).sum(axis=(0, 1)), 1e-9)


def _detail(picture: Pictures) -> float:
    grey = picture.astype(np.float64).mean(axis=2)
    return float(np.square(grey - gaussian_filter(grey, 2.0)).sum())


def _in_batches(work: Callable[[Pictures], Pictures], pictures: Pictures) -> Pictures:
    return np.concatenate([work(pictures[i : i + BATCH]) for i in range(0, len(pictures), BATCH)])


def _mean(name: str, metric: str, values: list[float]) -> Row:
    return Row.of(name, metric, bootstrap_mean(values), len(values))
