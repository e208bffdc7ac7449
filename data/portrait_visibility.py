"""Which attributes of a portrait can be seen at all: nobody reads the colour of glasses that are not worn.

Training leaves out what cannot be seen, and benchmarks score only what can.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from data.portraits import BY_NAME, CLASSES, ENCODED_NAMES, SPECS

SHAPE_OF_EYES = ("eye_size", "eye_spacing", "eye_slant", "eye_roundness", "eye_openness", "lid_crease", "lashes")
IRIS = ("eye_colour", "eye_shade", "gaze_x", "gaze_y")
BROWS = ("brow_thickness", "brow_arch", "brow_raise", "brow_frown", "brow_colour")
LOWER_FACE = ("nose_width", "nose_length", "nose_bridge", "nose_tip", "lip_fullness", "mouth_width", "smile")
LOWER_FACE += ("mouth_open", "lipstick", "blush", "freckles", "beard", "moustache", "stubble")
HAIR_ON_TOP = ("fringe", "parting", "hair_volume")
HAIR_SHAPE = ("curl", "hair_length")


class _Scene:
    """Codes and shares of classes of many portraits, asked for by name."""

    def __init__(self, codes: np.ndarray, shares: np.ndarray) -> None:
        self._codes, self._shares = codes, shares

    def value(self, name: str) -> np.ndarray:
        """A continuous attribute in its own range."""
        spec = BY_NAME[name]
        return spec.low + (spec.high - spec.low) * (self._codes[:, ENCODED_NAMES.index(name)] + 1) / 2

    def is_one(self, name: str, *categories: str) -> np.ndarray:
        """Where a category is one of those."""
        return sum(self._codes[:, ENCODED_NAMES.index(f"{name}={category}")] for category in categories) > 0.5

    def share(self, *classes: str) -> np.ndarray:
        """The part of the picture that the classes cover together."""
        return sum(self._shares[:, CLASSES.index(name)] for name in classes)


Rule = Callable[[_Scene], np.ndarray]


def _eyes(s: _Scene) -> np.ndarray:
    return ~s.is_one("glasses", "sunglasses") & _no_mask(s)


def _no_mask(s: _Scene) -> np.ndarray:
    return s.value("horror") < 0.02


def _bare_headed(s: _Scene) -> np.ndarray:
    return s.is_one("hat", "none")


def _hair(s: _Scene) -> np.ndarray:
    return s.share("hair") > 0.012


def _grown(s: _Scene) -> np.ndarray:
    return _hair(s) & ~s.is_one("hair_style", "bald", "buzz")


RULES: dict[str, Rule] = {
    **dict.fromkeys(SHAPE_OF_EYES, _eyes),
    **dict.fromkeys(IRIS, lambda s: _eyes(s) & (s.value("eye_openness") > -0.6)),
    **dict.fromkeys(BROWS, lambda s: s.share("l_brow", "r_brow") > 0.001),
    **dict.fromkeys(LOWER_FACE, _no_mask),
    **dict.fromkeys(HAIR_ON_TOP, lambda s: _grown(s) & _bare_headed(s)),
    **dict.fromkeys(HAIR_SHAPE, _grown),
    "eyeshadow": _eyes,
    "eyeshadow_hue": lambda s: _eyes(s) & (s.value("eyeshadow") > 0.25),
    "lipstick_hue": lambda s: _no_mask(s) & (s.value("lipstick") > 0.3),
    "ear_size": lambda s: s.share("l_ear", "r_ear") > 0.002,
    "hair_style": _bare_headed,
    "hair_colour": _hair,
    "hair_shade": _hair,
    "glasses_colour": lambda s: ~s.is_one("glasses", "none"),
    "hat_hue": lambda s: ~_bare_headed(s),
    "hat_lightness": lambda s: ~_bare_headed(s),
    "earrings": lambda s: s.is_one("earrings", "none") | (s.share("ear_r") > 0),
    "necklace": lambda s: s.is_one("necklace", "none") | (s.share("neck_l") > 0),
    "jewellery": lambda s: s.share("ear_r", "neck_l") > 0.0006,
    "clothing_hue": lambda s: s.value("clothing_saturation") > 0.15,
    "background_hue": lambda s: s.value("background_saturation") > 0.1,
}
"""Attributes without a rule can always be seen. Horror paints a mask over the face; a beard hides no mouth."""


def class_shares(parsing: np.ndarray) -> np.ndarray:
    """The part of each picture that each class covers, Float32[n, 19], of label maps UInt8[n, h, w]."""
    return np.stack([np.bincount(labels.ravel(), minlength=len(CLASSES)) / labels.size for labels in parsing]).astype(
        np.float32
    )


def visible(codes: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Which attributes can be seen, Bool[n, len(SPECS)] in the order of `SPECS`.

    Args:
        codes: Float[n, ENCODED_SIZE], from `encode`.
        shares: Float[n, 19], from `class_shares`.
    """
    scene = _Scene(codes, shares)
    everywhere = np.ones(len(codes), bool)
    return np.stack([RULES[s.name](scene) if s.name in RULES else everywhere for s in SPECS], 1)
