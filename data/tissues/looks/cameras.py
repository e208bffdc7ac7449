"""The fundus camera, the dermatoscope, the endoscope and the everyday camera: three channels, reflectance in [0, 1]."""

from __future__ import annotations

import numpy as np

from data.tissues.fields import smooth
from data.tissues.kinds import Array, Generator
from data.tissues.looks import optics
from data.tissues.looks.style import Style
from data.tissues.stage import Stage


def camera_style(rng: Generator) -> Style:
    """Lens, sensor and processing."""
    return {
        "sigma": np.exp(rng.uniform(np.log(0.3), np.log(1.3))),
        "photons": np.exp(rng.uniform(np.log(300), np.log(8000))),
        "read": rng.uniform(0.002, 0.015),
        "cast": rng.normal(0, 0.07, 3).astype(np.float32),
        "exposure": np.exp(rng.normal(0.0, 0.18)),
        "contrast": np.exp(rng.normal(0.05, 0.15)),
        "falloff": rng.uniform(0, 0.35),
        "sharp": rng.uniform(0, 0.9),
        "saturation": rng.uniform(0.6, 1.25),
        "haze": max(0.0, rng.normal(0, 0.06)),
    }


def photo(stage: Stage, style: Style) -> Array:
    """A photograph: light falling off, a lens, white balance, a tone curve and a sensor."""
    size, rng = stage.size, stage.rng
    side = smooth(rng, size, 1)[..., None] * np.float32(rng.uniform(0.02, 0.16))
    picture = stage.canvas * (1 + side) * style["exposure"]
    picture = picture * optics.vignette(stage.u, stage.v, tuple(rng.normal(0, 0.15, 2)), style["falloff"])
    picture = optics.blur(picture, style["sigma"] * size / 128)
    grey = picture.mean(-1, keepdims=True)
    picture = (grey + style["saturation"] * (picture - grey)) * (1 + style["cast"])
    picture = (picture - 0.45) * style["contrast"] + 0.45 + style["haze"]
    if style["sharp"] > 0.15:
        picture = optics.sharpen(picture, 0.9, style["sharp"])
    return optics.shot(picture, stage.noise, style["photons"], style["read"])


def grey_photo(stage: Stage, style: Style) -> Array:
    """The same camera without colour."""
    return photo(stage, style) @ np.array([[0.3], [0.55], [0.15]], np.float32)


def fundus_style(rng: Generator) -> Style:
    """A fundus camera's lens, flash and field stop; `wide` fields show the round aperture."""
    return camera_style(rng) | {
        "aperture": rng.uniform(0.9, 1.25),
        "reflex": float(rng.random() < 0.3) * rng.uniform(0.02, 0.1),
        "falloff": rng.uniform(0.1, 0.7),
        "cast": rng.normal(0, 0.09, 3).astype(np.float32),
        "sharp": rng.uniform(0, 0.5),
    }


def fundus(stage: Stage, style: Style) -> Array:
    """The eye's ground through the pupil: haze at the rim, a flash that favours one side, a round black stop."""
    size, rng = stage.size, stage.rng
    picture = photo(stage, style)
    rim = smooth(rng, size, 2)[..., None] * np.float32(style["reflex"])
    picture = picture + np.maximum(rim, 0) * np.array([0.9, 0.85, 0.7], np.float32)
    if not stage.traits.get("aperture", True):
        return picture
    stop = np.hypot(stage.u, stage.v) - style["aperture"]
    shown = np.clip(0.5 - stop * size / 3, 0, 1)[..., None]
    stage.labels[shown[..., 0] < 0.5] = 0
    return picture * shown + 0.015 * (1 - shown)


def red_free(stage: Stage, style: Style) -> Array:
    """The fundus in green light: grey, with dark vessels."""
    return fundus(stage, style) @ np.array([[0.15], [0.8], [0.1]], np.float32)


def dermoscope(stage: Stage, style: Style) -> Array:
    """A photograph of skin through a contact plate, often with a dark round border."""
    picture = photo(stage, style)
    if stage.rng.random() < 0.3:
        stop = np.hypot(stage.u, stage.v) - stage.rng.uniform(1.0, 1.3)
        shown = np.clip(0.5 - stop * stage.size / 10, 0, 1)[..., None]
        stage.labels[shown[..., 0] < 0.3] = 0
        picture = picture * shown
    return picture


def endoscope_style(rng: Generator) -> Style:
    """A lamp at the tip: bright near, dark far."""
    return camera_style(rng) | {"falloff": rng.uniform(0.2, 1.2), "corner": rng.uniform(0.15, 0.5)}


def endoscope(stage: Stage, style: Style) -> Array:
    """Mucosa by the light of the tip, in a frame with cut corners."""
    picture = photo(stage, style)
    corner = np.abs(stage.u) + np.abs(stage.v) - (2 - style["corner"])
    shown = np.clip(0.5 - corner * stage.size / 3, 0, 1)[..., None]
    stage.labels[shown[..., 0] < 0.5] = 0
    return picture * shown + 0.02 * (1 - shown)
