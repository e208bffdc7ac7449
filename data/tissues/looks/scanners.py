"""CT, MRI, X-ray, ultrasound and OCT: one channel, grey levels in [0, 1] of tissue as it would ideally show."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from data.tissues.fields import cloud, smooth
from data.tissues.kinds import Array, Generator
from data.tissues.looks import optics
from data.tissues.looks.style import Style
from data.tissues.stage import Stage


def ct_style(rng: Generator) -> Style:
    """Dose, kernel and window of a scanner and a reader."""
    return {
        "level": rng.uniform(0.35, 0.6),
        "window": np.exp(rng.normal(0.0, 0.3)),
        "sigma": rng.uniform(0.3, 1.1),
        "noise": np.exp(rng.uniform(np.log(0.01), np.log(0.09))),
        "clump": rng.uniform(0.4, 1.1),
        "streaks": float(rng.random() < 0.25) * rng.uniform(0.01, 0.05),
        "kernel": rng.uniform(0, 0.8),
    }


def ct(stage: Stage, style: Style) -> Array:
    """Windowed attenuation with a scanner's clumped noise and, at times, streaks."""
    size, rng = stage.size, stage.rng
    picture = optics.blur(stage.canvas, style["sigma"] * size / 128)
    picture = optics.sharpen(picture, 1.0, style["kernel"])
    picture = picture + style["noise"] * optics.soft_noise(stage.noise, size, style["clump"])
    if style["streaks"] > 0.004:
        angle = np.arctan2(stage.v - rng.uniform(-0.6, 0.6), stage.u - rng.uniform(-0.6, 0.6))
        wave = np.sin(angle * rng.integers(6, 20) + rng.uniform(0, 6)) * np.sin(angle * rng.integers(3, 9))
        picture = picture + (style["streaks"] * wave)[..., None].astype(np.float32)
    return (picture - style["level"]) * style["window"] + 0.5


def mri_style(rng: Generator) -> Style:
    """Coil, field and sequence."""
    return {
        "bias": rng.uniform(0.05, 0.4),
        "sigma": rng.uniform(0.3, 1.1),
        "noise": np.exp(rng.uniform(np.log(0.004), np.log(0.07))),
        "clump": rng.uniform(0.2, 1.2),
        "gamma": np.exp(rng.normal(0, 0.25)),
        "poor": max(1.0, rng.normal(1.4, 0.9)),
        "ring": float(rng.random() < 0.2) * rng.uniform(0.2, 0.6),
        "ghost": float(rng.random() < 0.15) * rng.uniform(0.03, 0.12),
    }


def mri(stage: Stage, style: Style) -> Array:
    """Magnitude of a biased, blurred signal with complex noise (Rician), ringing and ghosts."""
    size, noise = stage.size, stage.noise
    picture = stage.canvas * optics.uneven(stage.rng, size, style["bias"])
    if style["ghost"] > 0.01:
        picture = picture + style["ghost"] * np.roll(picture, size // 2 + int(stage.rng.integers(-9, 9)), 0)
    picture = optics.blur(picture, style["sigma"] * size / 128)
    if style["ring"] > 0.05:
        picture = optics.sharpen(picture, 1.3, style["ring"])
    if style["poor"] > 1.2:
        picture = optics.poor_source(picture, style["poor"])
    real = picture + style["noise"] * optics.soft_noise(noise, size, style["clump"])
    other = style["noise"] * optics.soft_noise(noise, size, style["clump"])
    picture = np.hypot(real, other)
    top = np.percentile(picture, 99.0) * stage.rng.uniform(0.9, 1.2)
    return optics.gamma(picture / max(top, 0.05), style["gamma"])


def xray_style(rng: Generator) -> Style:
    """Tube, plate and printing."""
    return {
        "sigma": rng.uniform(0.4, 1.0),
        "noise": np.exp(rng.uniform(np.log(0.006), np.log(0.04))),
        "fall": rng.uniform(0.0, 0.25),
        "gamma": np.exp(rng.normal(0, 0.25)),
        "local": rng.uniform(0, 0.8),
    }


def xray(stage: Stage, style: Style) -> Array:
    """A projection with scatter, quantum mottle and, at times, local contrast enhancement."""
    size = stage.size
    picture = optics.blur(stage.canvas, style["sigma"] * size / 128)
    picture = picture * (1 + style["fall"] * smooth(stage.rng, size, 1)[..., None])
    if style["local"] > 0.3:
        wide = optics.blur(picture, size / 9)
        picture = picture + style["local"] * 0.6 * (picture - wide)
    picture = picture + style["noise"] * optics.soft_noise(stage.noise, size, 0.5)
    if stage.rng.random() < 0.25:
        _letter(stage, picture)
    return optics.gamma(picture, style["gamma"])


def _letter(stage: Stage, picture: Array) -> None:
    """A lead marker in a corner: strokes of full white."""
    size, rng = stage.size, stage.rng
    x, y = (rng.choice([-0.85, 0.78]) + rng.uniform(0, 0.06) for _ in range(2))
    at = (slice(int((y + 1) / 2 * size), None), slice(int((x + 1) / 2 * size), None))
    part = picture[at][: max(size // 18, 4), : max(size // 24, 3)]
    part[:, :2] = 0.95
    part[:2] = 0.95


def ultrasound_style(rng: Generator) -> Style:
    """Probe and gain."""
    return {
        "across": rng.uniform(0.7, 2.1),
        "along": rng.uniform(0.35, 0.8),
        "range": rng.uniform(0.15, 0.42),
        "shadow": rng.uniform(0, 0.5),
        "gain": rng.normal(0, 0.07),
        "haze": rng.uniform(0, 0.08),
        "sector": float(rng.random() < 0.35),
        "smooth": rng.uniform(0, 0.8),
    }


def ultrasound(stage: Stage, style: Style) -> Array:
    """Log-compressed speckle (the modulus of complex noise through an anisotropic spread), shadows and a sector."""
    size, rng, noise = stage.size, stage.rng, stage.noise
    unit = size / 128
    spread = (style["along"] * unit, style["across"] * unit)
    parts = noise.standard_normal((2, size, size), dtype=np.float32)
    real, imaginary = (ndimage.gaussian_filter(part, spread, truncate=2.5) for part in parts)
    speckle = np.sqrt((real * real + imaginary * imaginary) / (real.var() + imaginary.var()))
    wobbly = stage.canvas[..., 0] * (1 + 0.12 * cloud(noise, size, 0.2, 0.02, 2.0))
    level = wobbly + style["range"] * 0.45 * np.log(speckle + 0.08) + style["gain"]
    beams = smooth(rng, size, 7)[:1] * style["shadow"] * 0.2
    depth = np.exp(-np.maximum(stage.v * 0.5 + 0.5, 0) * rng.uniform(-0.2, 0.7))
    level = (level + np.minimum(beams, 0.02)) * depth + style["haze"] * smooth(rng, size, 2)
    picture = optics.blur(level[..., None], style["smooth"] * unit)
    if style["sector"] > 0.5:
        apex = rng.uniform(-1.6, -1.1)
        angle, radius = np.arctan2(stage.u, stage.v - apex), np.hypot(stage.u, stage.v - apex)
        edge = np.maximum(np.abs(angle) - rng.uniform(0.45, 0.8), radius - rng.uniform(1.9, 2.3))
        shown = np.clip(0.5 - edge * size / 3, 0, 1)[..., None]
        picture = picture * shown + 0.02 * (1 - shown)
        stage.labels[shown[..., 0] < 0.5] = 0
    return picture


def oct_style(rng: Generator) -> Style:
    """A tomograph of reflected light."""
    return {
        "sigma": rng.uniform(0.3, 0.9),
        "range": rng.uniform(0.06, 0.2),
        "floor": rng.uniform(0.0, 0.12),
        "gamma": np.exp(rng.normal(0, 0.2)),
        "shadow": rng.uniform(0, 0.4),
        "average": rng.uniform(0.3, 1.0),
    }


def oct_scan(stage: Stage, style: Style) -> Array:
    """Fine speckle on reflectance, with shadows of vessels down the columns."""
    size, rng = stage.size, stage.rng
    picture = optics.blur(stage.canvas, style["sigma"] * size / 128)
    columns = np.minimum(smooth(rng, size, 12)[:1, :, None] + 0.8, 0) * style["shadow"]
    picture = picture * (1 + 0.6 * columns)
    speckle = np.sqrt(-np.log(1 - stage.noise.random((size, size, 1), dtype=np.float32) * np.float32(0.9999)))
    speckle = optics.blur(speckle - np.float32(0.88), style["average"])
    picture = picture + style["range"] * speckle * (0.35 + picture) * 2 + style["floor"]
    return optics.gamma(picture, style["gamma"])
