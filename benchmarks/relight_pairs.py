"""How close each method comes to real ambient photographs, on a folder of flash and ambient pairs.

The protocol of Chavez et al. 2020: 320 x 240, 8 bits floored, each measure per picture, then the mean. Methods are
scored on their published output. `identity` changes nothing; `linear` is a regression fitted to all other pairs.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError
from models.metrics.interval import bootstrap_mean
from models.metrics.lpips import find_backbone, lpips
from models.metrics.psnr import psnr, psnr_gain_aligned
from models.metrics.ssim import ssim, ssim_gaussian
from models.relight import methods

from .harness.rows import Row
from .relight import regression
from .relight.pairs import find_pairs, read_pair

Picture = NDArray[np.uint8]
QUICK_PAIRS = 8
HIGHEST_PSNR = 100.0
"""A method that returns the ambient picture itself scores infinity, which has no mean."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The folder, and how much of it."""
    parser.add_argument("--dir", type=Path, required=True, help="folder with *_flash and *_ambient pictures")
    parser.add_argument("--limit", type=int, help="use at most this many pairs, spread evenly over the folder")


def run(options: argparse.Namespace) -> Iterator[Row]:
    """Yields a row per method and measure."""
    files = find_pairs(options.dir)
    if options.limit is not None and options.limit < 1:
        raise ModelError(f"The limit is {options.limit} pairs; it has to be at least 1.")
    limit = options.limit or (QUICK_PAIRS if options.quick else len(files))
    chosen = np.unique(np.linspace(0, len(files) - 1, min(limit, len(files))).round().astype(int))
    pairs = [read_pair(files[i]) for i in chosen]
    measures = available_measures()
    for name, relight in relighters(pairs).items():
        scores: dict[str, list[float]] = {metric: [] for metric in measures}
        for number, (flash, ambient) in enumerate(pairs):
            relit = relight(number, flash)
            for metric, measure in measures.items():
                scores[metric].append(min(measure(relit, ambient), HIGHEST_PSNR))
        for metric, values in scores.items():
            yield Row.of(name, metric, bootstrap_mean(values), len(values))


def available_measures() -> dict[str, Callable[[Picture, Picture], float]]:
    """The measures by their literal names; LPIPS where the weights of its backbone are on this machine."""
    measures: dict[str, Callable[[Picture, Picture], float]] = {
        "psnr": psnr,
        "psnr_gain_aligned": psnr_gain_aligned,
        "ssim": ssim,
        "ssim_gaussian": ssim_gaussian,
    }
    if find_backbone() is not None:
        measures["lpips"] = lpips
    return measures


def relighters(pairs: list[tuple[Picture, Picture]]) -> dict[str, Callable[[int, Picture], Picture]]:
    """From the number of a pair and its flash picture to the relit one; the regression wants two pairs."""
    found: dict[str, Callable[[int, Picture], Picture]] = {"identity": lambda number, flash: flash}
    for method in methods():
        found[method.name] = lambda number, flash, method=method: floored(
            method.enhance((flash / np.float32(255)).astype(np.float32), None).image
        )
    if len(pairs) > 1:
        fitted = regression.leave_one_out(pairs)
        found["linear"] = lambda number, flash: floored(regression.predict(flash, fitted[number]))
    return found


def floored(encoded: NDArray[np.float32]) -> Picture:
    """8-bit codes as the authors' own evaluation makes them: clipped, then cut off."""
    return (255.0 * np.clip(encoded, 0.0, 1.0)).astype(np.uint8)
