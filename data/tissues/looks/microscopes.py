"""Stained slides, electron micrographs, fluorescence and phase contrast."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from data.tissues.fields import cloud, smooth
from data.tissues.kinds import Array, Generator
from data.tissues.looks import optics
from data.tissues.looks.style import Style
from data.tissues.stage import Stage

# Optical densities in red, green and blue; the first two rows as Ruifrok and Johnston (2001) give them for
# haematoxylin and eosin, the third DAB; the others fitted by eye to slides of that stain.
STAINS = {
    "he": ((0.65, 0.70, 0.29), (0.07, 0.99, 0.11), (0.27, 0.57, 0.78)),
    "he_pale": ((0.56, 0.76, 0.34), (0.14, 0.86, 0.30), (0.3, 0.6, 0.7)),
    "dab": ((0.72, 0.62, 0.30), (0.20, 0.40, 0.30), (0.27, 0.57, 0.78)),
    "giemsa": ((0.66, 0.72, 0.22), (0.16, 0.72, 0.42), (0.55, 0.45, 0.2)),
    "azure": ((0.83, 0.50, 0.20), (0.35, 0.62, 0.30), (0.6, 0.5, 0.3)),
    "trichrome": ((0.62, 0.68, 0.36), (0.10, 0.80, 0.58), (0.80, 0.50, 0.14)),
    "violet": ((0.58, 0.76, 0.18), (0.34, 0.62, 0.12), (0.5, 0.7, 0.2)),
}


def stained_style(rng: Generator, kinds: tuple[str, ...] = ("he", "he", "he", "he_pale", "dab", "trichrome")) -> Style:
    """Stain vectors, section and scanner."""
    matrix = np.array(STAINS[str(rng.choice(kinds))], np.float32)
    matrix = np.maximum(matrix + rng.normal(0, 0.05, (3, 3)), 0.01)
    return {
        "matrix": (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float32),
        "strength": np.exp(rng.normal(0, 0.22, 3)).astype(np.float32),
        "white": np.clip(rng.uniform(0.84, 0.98) + rng.normal(0, 0.02, 3), 0.6, 1).astype(np.float32),
        "sigma": np.exp(rng.uniform(np.log(0.3), np.log(1.5))),
        "photons": np.exp(rng.uniform(np.log(600), np.log(6000))),
        "uneven": rng.uniform(0.0, 0.08),
        "wash": rng.uniform(0.02, 0.2),
        "fringe": float(rng.random() < 0.3) * rng.uniform(0.3, 1.0),
        "sharp": float(rng.random() < 0.4) * rng.uniform(0.2, 1.0),
        "gamma": np.exp(rng.normal(0, 0.12)),
    }


def smear_style(rng: Generator) -> Style:
    """The style of a blood smear: Romanowsky stains."""
    return stained_style(rng, ("giemsa", "giemsa", "violet", "azure", "he"))


def stained(stage: Stage, style: Style) -> Array:
    """Beer and Lambert: light through amounts of three stains, with a scanner's optics."""
    size, rng = stage.size, stage.rng
    amounts = stage.canvas * style["strength"]
    amounts = amounts * (1 + style["wash"] * smooth(rng, size, 3)[..., None])
    density = np.maximum(amounts, 0) @ style["matrix"]
    picture = style["white"] * np.exp(-density * np.float32(1.6))
    picture = optics.blur(picture, style["sigma"] * size / 128)
    if style["fringe"] > 0.2:
        offset = style["fringe"] * size / 128
        picture[..., 0] = ndimage.shift(picture[..., 0], (0, offset), order=1, mode="nearest")
    picture = picture * optics.uneven(rng, size, style["uneven"])
    if rng.random() < 0.15:
        picture = picture * optics.dust(rng, stage.noise, size, int(rng.integers(1, 5)))
    picture = optics.sharpen(picture, 0.8, style["sharp"]) if style["sharp"] > 0.1 else picture
    return optics.gamma(optics.shot(picture, stage.noise, style["photons"], 0.005), style["gamma"])


def em_style(rng: Generator) -> Style:
    """Detector and preparation; contrast may be inverted."""
    return {
        "sigma": np.exp(rng.uniform(np.log(0.3), np.log(1.1))),
        "noise": np.exp(rng.uniform(np.log(0.015), np.log(0.1))),
        "clump": rng.uniform(0, 0.7),
        "rows": float(rng.random() < 0.3) * rng.uniform(0.005, 0.03),
        "edge": rng.uniform(0, 1.2),
        "uneven": rng.uniform(0.02, 0.2),
        "level": rng.normal(0.0, 0.08),
        "contrast": np.exp(rng.normal(0.1, 0.25)),
        "gamma": np.exp(rng.normal(0, 0.2)),
    }


def em(stage: Stage, style: Style) -> Array:
    """Back-scatter contrast with edge brightening, charging along rows, and shot noise."""
    size, rng = stage.size, stage.rng
    picture = optics.blur(stage.canvas, style["sigma"] * size / 128)
    if style["edge"] > 0.2:
        picture = optics.sharpen(picture, 1.5 * size / 128, style["edge"])
    picture = picture * optics.uneven(rng, size, style["uneven"])
    picture = (picture - 0.5) * style["contrast"] + 0.5 + style["level"]
    picture = picture + style["noise"] * optics.soft_noise(stage.noise, size, style["clump"])
    if style["rows"] > 0.003:
        picture = picture + style["rows"] * stage.noise.standard_normal((size, 1, 1), dtype=np.float32)
    return optics.gamma(picture, style["gamma"])


def fluorescence_style(rng: Generator) -> Style:
    """Exposure, background and the colours of the channels."""
    mono = rng.random() < 0.5
    return {
        "mono": float(mono),
        "exposure": np.exp(rng.normal(-0.5, 0.7)),
        "floor": rng.uniform(0.0, 0.26) ** 2,
        "photons": np.exp(rng.uniform(np.log(80), np.log(12000))),
        "read": np.exp(rng.uniform(np.log(0.001), np.log(0.02))),
        "sigma": np.exp(rng.uniform(np.log(0.4), np.log(1.6))),
        "glow": rng.uniform(0, 0.3),
        "uneven": rng.uniform(0.0, 0.25),
        "hues": _hues(rng),
        "gamma": rng.uniform(0.65, 1.25),
    }


def _hues(rng: Generator) -> Array:
    sets = (
        ((0.1, 0.25, 1.0), (0.1, 0.9, 0.15), (1.0, 0.12, 0.1)),
        ((0.15, 0.2, 1.0), (1.0, 0.15, 0.1), (0.1, 0.9, 0.2)),
        ((0.2, 0.9, 0.9), (0.9, 0.1, 0.9), (0.9, 0.9, 0.1)),
        ((0.9, 0.15, 0.1), (0.15, 0.9, 0.2), (0.1, 0.2, 1.0)),
    )
    return np.array(sets[int(rng.integers(len(sets)))], np.float32)


def fluorescence(stage: Stage, style: Style) -> Array:
    """Up to three dyes [h, w, 3] on black: haze of what is out of focus, few photons, an uneven lamp."""
    size, rng = stage.size, stage.rng
    signal = optics.blur(stage.canvas, style["sigma"] * size / 128)
    if style["glow"] > 0.05:
        signal = signal + style["glow"] * optics.blur(stage.canvas, size / 14)
    signal = signal * optics.uneven(rng, size, style["uneven"]) * style["exposure"]
    if rng.random() < 0.08:
        cx, cy = rng.uniform(-1, 1, 2)
        spot = np.exp(-((stage.u - cx) ** 2 + (stage.v - cy) ** 2) / rng.uniform(0.05, 0.5))
        signal = signal + rng.uniform(0.1, 0.4) * spot[..., None].astype(np.float32)
    signal = signal + style["floor"]
    if style["mono"] > 0.5:
        grey = signal.sum(-1, keepdims=True)
        return optics.gamma(optics.shot(grey, stage.noise, style["photons"], style["read"]), style["gamma"])
    signal = optics.shot(signal, stage.noise, style["photons"], style["read"])
    return optics.gamma(np.maximum(signal, 0) @ style["hues"], style["gamma"])


def phase_style(rng: Generator) -> Style:
    """Phase contrast or differential interference: which, how strong, and how clean."""
    return {
        "relief": float(rng.random() < 0.4),
        "halo": rng.uniform(0.3, 1.0),
        "angle": rng.uniform(0, 6.28),
        "sigma": rng.uniform(0.4, 1.0),
        "noise": np.exp(rng.uniform(np.log(0.008), np.log(0.04))),
        "uneven": rng.uniform(0.02, 0.2),
        "level": rng.uniform(0.4, 0.62),
        "gain": np.exp(rng.normal(0, 0.25)),
        "warm": rng.normal(0, 0.03, 3).astype(np.float32),
    }


def phase(stage: Stage, style: Style) -> Array:
    """Optical thickness seen as grey: with a bright halo (phase contrast) or as relief from one side (DIC)."""
    size = stage.size
    thick = optics.blur(stage.canvas[..., :1], style["sigma"] * size / 128)
    if style["relief"] > 0.5:
        rows, columns = np.gradient(thick[..., 0])
        slope = (rows * np.sin(style["angle"]) + columns * np.cos(style["angle"])) * (size / 128)
        picture = style["level"] + 1.5 * style["gain"] * slope[..., None] - 0.12 * thick
    else:
        wide = optics.blur(thick, size / 28)
        picture = style["level"] - style["gain"] * 0.8 * (thick - style["halo"] * wide)
    picture = picture * optics.uneven(stage.rng, size, style["uneven"])
    picture = picture * (1 + 0.03 * cloud(stage.noise, size, 0.3, 0.02, 2.0)[..., None])
    return picture * (1 + style["warm"]) + style["noise"] * optics.soft_noise(stage.noise, size, 0.4)
