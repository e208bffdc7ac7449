"""How well the shipped network parses portraits and reads their attributes, on portraits held out from training.

`parser_miou` is the mean over the 19 classes of their IoU, each over the pixels of all portraits; `r2` and `accuracy`
are over the portraits in which an attribute can be seen, `precision` and `recall` those of the two flagged concepts.
Intervals are bootstrapped over portraits, Wilson's for shares.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data.portrait_visibility import class_shares, visible
from data.portraits import CLASSES, FLAGGED, encode, render, sample
from models.metrics.interval import Interval, wilson
from models.packs.pack import Slot, sha256_of
from models.parsing import Entry, PortraitReader, load_attributes, load_parser

from .harness.rows import Row

FIRST_SEED = 3_000_000
"""Packs for training are made of the seeds from nought."""
PORTRAITS, QUICK_PORTRAITS = 1000, 200
BATCH = 20
RESAMPLES = 1000
FLAGGED_FROM = 0.25
"""A concept is drawn at .5 or stronger or not at all; half of that is taken for its presence."""


@dataclass(frozen=True)
class Readings:
    """Everything that is scored.

    Args:
        overlap, union: Int[n, 19], pixels that both or either call by a class.
        drawn, read: Float[n, E], encoded attributes.
        seen: Bool[n, A].
    """

    overlap: np.ndarray
    union: np.ndarray
    drawn: np.ndarray
    read: np.ndarray
    seen: np.ndarray


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is scored, and on how many portraits of what size."""
    parser.add_argument("--file", type=Path, help="a checkpoint in place of the embedded pack's")
    parser.add_argument("--portraits", type=int, help=f"how many held-out portraits, by default {PORTRAITS}")
    parser.add_argument("--size", type=int, default=128, help="their side in pixels")


def run(options: argparse.Namespace) -> Iterator[Row]:
    """Yields the mean IoU, a row a class, a row an attribute and two a flagged concept."""
    parser, attributes = _readers(options.file)
    count = options.portraits or (QUICK_PORTRAITS if options.quick else PORTRAITS)
    readings = read(parser, attributes, count, options.size)
    yield from _parts(readings)
    where = attributes.layout.slices()
    for index, entry in enumerate(attributes.layout.entries):
        rows = readings.seen[:, index]
        drawn, guessed = readings.drawn[rows][:, where[entry.name]], readings.read[rows][:, where[entry.name]]
        if len(drawn) > 1:
            yield _attribute(entry, drawn, guessed)
        if entry.name in FLAGGED:
            yield from _flagged(entry, drawn, guessed)


def read(parser: PortraitReader, attributes: PortraitReader, count: int, size: int) -> Readings:
    """Draws held-out portraits and has them parsed and read."""
    parts: list[tuple[np.ndarray, ...]] = []
    for start in range(0, count, BATCH):
        seeds = range(FIRST_SEED + start, FIRST_SEED + min(start + BATCH, count))
        portraits = [render(sample(seed), size, seed) for seed in seeds]
        images, truth = np.stack([p.image for p in portraits]), np.stack([p.parsing for p in portraits])
        codes = np.stack([encode(p.attributes) for p in portraits])
        found = parser.parse(images)
        ones = [(found == k, truth == k) for k in range(len(CLASSES))]
        overlap = np.stack([(a & b).sum((1, 2)) for a, b in ones], 1)
        union = np.stack([(a | b).sum((1, 2)) for a, b in ones], 1)
        parts.append((overlap, union, codes, attributes.read_codes(images), visible(codes, class_shares(truth))))
    return Readings(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _readers(file: Path | None) -> tuple[PortraitReader, PortraitReader]:
    if file is None:
        return load_parser(), load_attributes()
    slot = Slot("parser", "command line", file.name, (file.resolve(),), "safetensors", "", "", sha256_of((file,)))
    return load_parser(slot), load_attributes(slot)


def _parts(readings: Readings) -> Iterator[Row]:
    count = len(readings.overlap)

    def ious(draws: np.ndarray) -> np.ndarray:
        return (draws @ readings.overlap) / np.maximum(draws @ readings.union, 1)

    yield Row.of("parser", "parser_miou", _resampled(lambda draws: ious(draws).mean(-1), count), count)
    for k, name in enumerate(CLASSES):
        yield Row.of(f"parser/{name}", "iou", _resampled(lambda draws, k=k: ious(draws)[:, k], count), count)


def _attribute(entry: Entry, drawn: np.ndarray, guessed: np.ndarray) -> Row:
    count = len(drawn)
    if entry.kind == "category":
        hits = int((drawn.argmax(1) == guessed.argmax(1)).sum())
        return Row.of(f"attributes/{entry.name}", "accuracy", wilson(hits, count), count)
    errors = ((drawn - guessed.clip(-1, 1)) ** 2).sum(1)

    def r2(draws: np.ndarray) -> np.ndarray:
        share = draws / draws.sum(-1, keepdims=True)
        variance = (share @ drawn**2 - (share @ drawn) ** 2).sum(-1)
        return 1 - (share @ errors) / variance

    return Row.of(f"attributes/{entry.name}", "r2", _resampled(r2, count), count)


def _flagged(entry: Entry, drawn: np.ndarray, guessed: np.ndarray) -> Iterator[Row]:
    threshold = 2 * (FLAGGED_FROM - entry.low) / (entry.high - entry.low) - 1
    is_there, is_found = drawn[:, 0] > threshold, guessed[:, 0] > threshold
    both = int((is_there & is_found).sum())
    for metric, total in (("precision", int(is_found.sum())), ("recall", int(is_there.sum()))):
        if total:
            yield Row.of(f"attributes/{entry.name}", metric, wilson(both, total), total)


def _resampled(statistic: Callable[[np.ndarray], np.ndarray], count: int) -> Interval:
    """The statistic of all portraits and its percentile bootstrap interval (Efron 1979).

    `statistic` takes how often each portrait counts, Float[m, count], and returns Float[m].
    """
    rng = np.random.default_rng(0)
    draws = rng.multinomial(count, np.full(count, 1 / count), RESAMPLES).astype(np.float64)
    low, high = np.quantile(statistic(draws), [0.025, 0.975])
    return Interval(float(statistic(np.ones((1, count)))[0]), float(low), float(high))
