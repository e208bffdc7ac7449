"""Electron micrographs of cells: mitochondria, nuclei, vesicles, and the membranes between cells."""

from __future__ import annotations

import numpy as np

from data.tissues.fields import cloud, mosaic, smooth, speckled
from data.tissues.kinds import Array, Family, Generator, Plan
from data.tissues.planning import picked
from data.tissues.shapes import blob, scatter, strokes, walk, wobble
from data.tissues.stage import Stage
from data.tissues.tones import greys

_GROUPS = {
    "mitochondrion": ("mitochondrion",),
    "vesicle": ("vesicle",),
    "nucleus": ("nucleus",),
    "membrane": ("membrane",),
}


def plan(rng: Generator, look: str) -> Plan:
    """One to three of the organelles, and how the preparation shows them."""
    classes, labels = picked(rng, _GROUPS, 1, 3)
    anchors = {
        "cytosol": 0.66,
        "mitochondrion": 0.42,
        "crista": 0.6,
        "vesicle": 0.78,
        "droplet": 0.2,
        "nucleus": 0.55,
        "chromatin": 0.38,
        "membrane": 0.25,
    }
    tones = greys(rng, anchors, 0.0)
    if rng.random() < 0.3:
        tones = {name: 1 - tone for name, tone in tones.items()}
    traits = {
        "radius": float(np.exp(rng.uniform(np.log(0.09), np.log(0.26)))),
        "cells": float(rng.uniform(0.25, 0.9)),
        "thick": float(rng.uniform(0.006, 0.02)),
        "cristae": float(rng.uniform(0.03, 0.07)),
        "shade": float(rng.uniform(0.02, 0.12)),
        "grain": float(rng.uniform(0.03, 0.12)),
    }
    return Plan(classes, labels, tones, (), 0.03, tuple(0.05 for _ in classes), traits)


def _cells(stage: Stage) -> Array:
    """Cytosol of several cells and the membranes between them; returns the distance to a membrane."""
    rng, traits = stage.rng, stage.traits
    reach = traits["cells"] * np.exp(rng.normal(0, 0.2))
    count = int(np.clip(5.5 / reach**2, 3, 90))
    centres, _ = scatter(rng, count, np.full(count, reach * 0.5), 0.85, 6, 1.3)
    bend = [smooth(rng, stage.size, 5) * 0.22 * reach + 0.05 * reach * smooth(rng, stage.size, 14) for _ in range(2)]
    owner, gap = mosaic(centres, stage.u + bend[0], stage.v + bend[1])
    shade = rng.normal(0, traits["shade"], len(centres)).astype(np.float32)[owner]
    grain = traits["grain"] * (
        cloud(stage.noise, stage.size, 0.05, 0.008, 1.0) + speckled(stage.noise, stage.size, 0.03)
    )
    stage.canvas[...] = stage.tone("cytosol") * (1 + shade + grain)[..., None]
    if stage.has("membrane"):
        half = traits["thick"] * np.float32(np.exp(rng.normal(0, 0.2)))
        stage.paint(gap - np.maximum(half, 0.8 * stage.px), stage.tone("membrane"), "membrane", 1.6)
    return gap


def _mitochondrion(stage: Stage, window: tuple[slice, slice], dx: Array, dy: Array, radius: float) -> None:
    rng = stage.rng
    aspect, angle = np.exp(abs(rng.normal(0.25, 0.3))), rng.uniform(0, 3.1)
    shape = blob(dx, dy, radius, wobble(rng, 0.06, 4), aspect, angle)
    along = dx * np.float32(np.cos(angle)) + dy * np.float32(np.sin(angle))
    wave = along + 0.12 * radius * np.sin(dy / (0.3 * radius) + rng.uniform(0, 6))
    folds = np.sin(wave * np.float32(2 * np.pi / (radius * rng.uniform(0.28, 0.5)))) * np.float32(
        rng.uniform(0.1, 0.55)
    )
    body = stage.tone("mitochondrion") * np.float32(1 + rng.normal(0, 0.06))
    matrix = body + np.clip(folds, 0, 1)[..., None] * (stage.tone("crista") - body)
    stage.paint(shape, matrix, "mitochondrion", 1.5, window=window)
    rim = np.abs(shape + np.float32(0.02)) - np.float32(0.011)
    stage.paint(rim, stage.tone("membrane"), soft=1.5, opacity=0.6, window=window)


def _nucleus(stage: Stage) -> None:
    rng = stage.rng
    at, reach = rng.uniform(-0.7, 0.7, 2), rng.uniform(0.32, 0.65)
    shape = blob(
        stage.u - np.float32(at[0]), stage.v - np.float32(at[1]), reach, wobble(rng, 0.06), 1.2, rng.uniform(0, 3)
    )
    texture = cloud(stage.noise, stage.size, 0.14, 0.015, 1.6)
    edge = np.exp(-np.maximum(-shape, 0) / 0.05)
    dense = np.clip(0.5 * texture + 0.9 * edge - 0.35, 0, 1)[..., None]
    tone = stage.tone("nucleus")
    stage.paint(shape, tone + dense * (stage.tone("chromatin") - tone), "nucleus", 1.5)
    stage.paint(np.abs(shape) - np.float32(0.012), stage.tone("membrane"), soft=1.5, opacity=0.8)


def paint(stage: Stage) -> None:
    """Cells, at times a nucleus, then organelles clear of each other, then tubes of reticulum as clutter."""
    rng, traits = stage.rng, stage.traits
    gap = _cells(stage)
    if ("nucleus" in stage.plan.labels or rng.random() < 0.3) and stage.has("nucleus"):
        _nucleus(stage)
    tubes = [
        (walk(rng, rng.uniform(-1, 1, 2), rng.uniform(0, 6), rng.uniform(0.2, 0.6), 6, 1.2), np.full(7, 0.014))
        for _ in range(8)
    ]
    stage.tint(0.5 * strokes(stage.size, tubes, 2), stage.tone("membrane"))
    radius = traits["radius"] * np.exp(rng.normal(0, 0.2))
    count = int(np.clip(rng.uniform(0.3, 1.0) * 1.1 / radius**2, 2, 60))
    centres, radii = scatter(rng, count, radius * np.exp(rng.normal(-0.1, 0.25, count)), 1.02, 8, 1.05)
    column, row = (np.clip(((centres[:, k] + 1) / 2 * stage.size).astype(int), 0, stage.size - 1) for k in (0, 1))
    clear = gap[row, column] > 0.25 * radii
    for i, window, dx, dy in stage.windows(centres, radii * 1.9):
        kind = rng.random()
        if kind < 0.55 and clear[i] and stage.has("mitochondrion"):
            _mitochondrion(stage, window, dx, dy, radii[i] * 0.75)
        elif kind < 0.85:
            _vesicles(stage, window, dx, dy, radii[i])
        else:
            droplet = blob(dx, dy, radii[i] * rng.uniform(0.2, 0.5), wobble(rng, 0.05))
            stage.paint(droplet, stage.tone("droplet"), "droplet", 1.6, window=window)


def _vesicles(stage: Stage, window: tuple[slice, slice], dx: Array, dy: Array, radius: float) -> None:
    rng = stage.rng
    spots = rng.normal(0, 0.45, (int(rng.integers(1, 6)), 2)) * radius
    sizes = radius * rng.uniform(0.1, 0.28, len(spots))
    if not stage.has("vesicle"):
        return
    for at, size in zip(spots, sizes, strict=True):
        shape = np.hypot(dx - np.float32(at[0]), dy - np.float32(at[1])) - np.float32(max(size, 2.2 * stage.px))
        stage.paint(shape, stage.tone("membrane"), "vesicle", 1.4, window=window)
        stage.paint(shape + np.float32(1.3 * stage.px + 0.1 * size), stage.tone("vesicle"), window=window)


FAMILIES = (Family("organelles", ("em",), plan, paint),)
