"""The Learn tab's exhibits: each looks at a run from one side, beside PCA of the same size where that helps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.autoencoders.datasets import ImageSet
from models.autoencoders.explore import (
    corrupt,
    interpolate,
    nearest,
    prior_samples,
    reconstruct,
    restore,
    tile,
    traversal,
)
from models.autoencoders.inspection import activation_histogram, elbo, jacobian_norms
from models.autoencoders.principal import Principal
from models.autoencoders.probe import probe
from models.autoencoders.runs import Run

from ..contracts.learn import ExhibitRequest, Histogram

SHOWN = 10
SAMPLES = 40
MEASURED = 200
LABELS_PER_CLASS = (1, 5, 10)


@dataclass(frozen=True)
class Subject:
    """A run with the pictures it learnt from, those held out, and PCA of the same size on the same pictures."""

    run: Run
    pictures: ImageSet
    learnt: ImageSet
    held_out: ImageSet
    peer: Principal

    @cached_property
    def peer_error(self) -> float:
        """PCA's mean squared error a value on the held-out pictures."""
        images = self.held_out.images
        return float(np.square(self.peer.reconstruct(images) - images).mean())

    @property
    def nbytes(self) -> int:
        """Bytes of the network and of PCA; the pictures are shared by all runs."""
        return 4 * self.run.n_parameters + self.peer.components.nbytes


@dataclass(frozen=True)
class Shown:
    """What an exhibit shows: a picture uint8 [h, w, 3], histograms, figures, and a sentence."""

    caption: str
    picture: NDArray[np.uint8] | None = None
    histograms: tuple[Histogram, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()


def reconstructions(subject: Subject, request: ExhibitRequest) -> Shown:
    """Held-out pictures, what comes back, and what PCA gives back."""
    images = _some(subject, request.seed)
    rows = np.stack([images, reconstruct(subject.run, images), subject.peer.reconstruct(images)])
    return Shown("Top: pictures that it has not seen. Middle: what comes back. Bottom: the same by PCA.", tile(rows))


def walked(subject: Subject, request: ExhibitRequest) -> Shown:
    """The two numbers that vary most, moved over two standard deviations, the others as one picture has them."""
    grid = traversal(subject.run, subject.held_out, index=request.index % len(subject.held_out))
    caption = "The two numbers of the code that vary most, from low to high; the others stay as in the chosen picture."
    if subject.run.architecture.bottleneck == 1:
        caption = "The code's one number, from low to high."
    return Shown(caption, tile(grid))


def between(subject: Subject, request: ExhibitRequest) -> Shown:
    """From one held-out picture to another, through the code and through the pixels."""
    images = subject.held_out.images
    path = interpolate(subject.run, images[request.index % len(images)], images[request.other % len(images)], SHOWN)
    return Shown("Above: the codes in between, decoded. Below: the pixels mixed, two pictures at once.", tile(path))


def corrupted(subject: Subject, request: ExhibitRequest) -> Shown:
    """Pictures, the same corrupted, and what comes back."""
    images = np.roll(subject.held_out.images, -request.index, axis=0)[:SHOWN]
    spoilt = corrupt(images, request.noise, request.level, request.seed)
    back = restore(subject.run, spoilt)
    before, after = _psnr(np.clip(spoilt, 0, 1), images), _psnr(back, images)
    caption = "Top: held-out pictures. Middle: corrupted. Bottom: what comes back of those."
    figures = (("corrupted", f"{before:.1f} dB"), ("what comes back", f"{after:.1f} dB"))
    return Shown(caption, tile(np.stack([images, spoilt, back])), figures=figures)


def samples(subject: Subject, request: ExhibitRequest) -> Shown:
    """Pictures decoded from noise, and for a network without a prior from a Gaussian fitted to its codes."""
    drawn = prior_samples(subject.run, SAMPLES, request.seed)
    blocks = [tile(one.images.reshape(-1, SHOWN, *one.images.shape[1:])) for one in drawn]
    if len(drawn) == 1:
        return Shown(f"Decoded from {drawn[0].source}, which is where its codes were taught to lie.", blocks[0])
    gap = np.full((max(4, blocks[0].shape[0] // 12), blocks[0].shape[1], 3), 24, np.uint8)
    caption = (
        f"Above: decoded from {drawn[0].source}. Nothing taught its codes to lie there, so most are no pictures. "
        f"Below: from {drawn[1].source}: nearer, and still through empty places."
    )
    return Shown(caption, np.concatenate([blocks[0], gap, blocks[1]]))


def inside(subject: Subject, request: ExhibitRequest) -> Shown:
    """How often the code's numbers take which value, and how far the code moves with the picture."""
    images = subject.held_out.images[:MEASURED]
    activations = activation_histogram(subject.run, images)
    norms = jacobian_norms(subject.run, images)
    counts, edges = np.histogram(norms, 30)
    figures = [("units on", f"{activations.on.mean():.0%}"), ("Jacobian norm", f"{np.median(norms):.2f}")]
    if subject.run.variational:
        figures.append(("ELBO", f"{elbo(subject.run, images).mean():.1f} nats"))
    return Shown(
        "Sparse codes pile up at 0; contractive ones move little with the picture, so their Jacobian norms are small.",
        histograms=(
            _bars("values of the code", activations.counts, activations.edges),
            _bars("Jacobian norm of the encoder, a picture", counts, edges),
        ),
        figures=tuple(figures),
    )


def neighbours(subject: Subject, request: ExhibitRequest) -> Shown:
    """The learnt pictures whose codes are nearest to a held-out one's, and those nearest by pixels."""
    index = request.index % len(subject.held_out)
    query = subject.held_out.images[index : index + 1]
    by_code, _ = nearest(subject.run, subject.learnt, query, SHOWN - 1)
    away = np.square(subject.learnt.images - query).sum(axis=(1, 2, 3))
    by_pixels = np.argsort(away, kind="stable")[: SHOWN - 1]
    rows = [np.concatenate([query, subject.learnt.images[found]]) for found in (by_code[0], by_pixels)]
    caption = "Left: a picture that it has not seen. Above: the nearest it has learnt from, by code. Below: by pixels."
    return Shown(caption, tile(np.stack(rows)), figures=_agreement(subject, index, by_code[0], by_pixels))


def few_labels(subject: Subject, request: ExhibitRequest) -> Shown:
    """What its weights are worth to a classifier that has few labels."""
    if subject.pictures.labels is None:
        return Shown("These pictures have no labels: take the digits or the portraits to see this.")
    figures = []
    for count in LABELS_PER_CLASS:
        found = probe(subject.run, subject.pictures, count, request.seed)
        figures.append(
            (
                f"{count} a class",
                f"by its codes {found.embedding:.0%}, by pixels {found.pixels:.0%}, a network started from it "
                f"{found.pretrained:.0%}, from chance {found.scratch:.0%}",
            )
        )
    caption = (
        "Share of held-out pictures named rightly: by straight lines through its codes or through the pixels, by a "
        "network started from its weights, and by the same network started from chance."
    )
    return Shown(caption, figures=tuple(figures))


EXHIBITS: dict[str, Callable[[Subject, ExhibitRequest], Shown]] = {
    "reconstructions": reconstructions,
    "traversal": walked,
    "between": between,
    "corrupted": corrupted,
    "samples": samples,
    "inside": inside,
    "nearest": neighbours,
    "few-labels": few_labels,
}


def _some(subject: Subject, seed: int) -> NDArray[np.float32]:
    images = subject.held_out.images
    if seed == 0:
        return images[:SHOWN]
    return images[np.random.default_rng(seed).permutation(len(images))[:SHOWN]]


def _bars(title: str, counts: NDArray[np.int64], edges: NDArray[np.float64]) -> Histogram:
    return Histogram(title=title, counts=tuple(counts.tolist()), low=float(edges[0]), high=float(edges[-1]))


def _psnr(images: NDArray[np.float32], truth: NDArray[np.float32]) -> float:
    return float(-10 * np.log10(max(float(np.square(images - truth).mean()), 1e-10)))


def _agreement(
    subject: Subject, index: int, by_code: NDArray[np.int64], by_pixels: NDArray[np.int64]
) -> tuple[tuple[str, str], ...]:
    if subject.held_out.labels is None or subject.learnt.labels is None:
        return ()
    label, labels = subject.held_out.labels[index], subject.learnt.labels
    return tuple(
        (f"same label {how}", f"{(labels[found] == label).sum()} of {len(found)}")
        for how, found in (("by code", by_code), ("by pixels", by_pixels))
    )
