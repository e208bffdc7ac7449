"""People at random: a fixed map from Gaussian numbers to attributes, with the dependences that real faces have.

Every attribute owns one Gaussian; one more, `build`, is hidden and leans jaw, brows, lashes, beard, make-up and
hair style one way or the other without deciding any of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from data.portraits.attributes import (
    EARRINGS,
    FRINGES,
    GLASSES,
    GLASSES_COLOURS,
    HAIR_COLOURS,
    HAIR_STYLES,
    HATS,
    JEWELLERY,
    NATURAL_COLOURS,
    NECKLACES,
    PATTERNS,
    SPECS,
    Attributes,
)  # fmt: skip

LATENT_NAMES: tuple[str, ...] = ("build", *(spec.name for spec in SPECS))
LATENT_SIZE: int = len(LATENT_NAMES)
_ROOT2 = math.sqrt(2.0)
_BY_SKIN = {
    "black": (0.10, 0.72),
    "brown": (0.30, 0.20),
    "auburn": (0.13, 0.03),
    "red": (0.14, 0.02),
    "blond": (0.33, 0.03),
}


class _Draw:
    """Uniform and normal numbers by attribute, out of one Gaussian vector."""

    def __init__(self, z: np.ndarray) -> None:
        self._z = dict(zip(LATENT_NAMES, np.asarray(z, np.float64).tolist(), strict=True))

    def share(self, name: str) -> float:
        """The CDF of the attribute's Gaussian, in (0, 1)."""
        return min(max(0.5 * (1 + math.erf(self._z[name] / _ROOT2)), 1e-9), 1 - 1e-9)

    def normal(
        self, name: str, mean: float = 0.0, deviation: float = 0.5, low: float = -1.0, high: float = 1.0
    ) -> float:
        """A clipped normal number."""
        return min(max(mean + deviation * self._z[name], low), high)

    def mostly_zero(self, name: str, zero: float, low: float = 0.0, high: float = 1.0) -> float:
        """Zero with probability `zero`, otherwise uniform in [low, high]."""
        u = self.share(name)
        return 0.0 if u < zero else low + (high - low) * (u - zero) / (1 - zero)

    def choice(self, name: str, categories: tuple[str, ...], weights: list[float]) -> str:
        """A category by thresholds on the attribute's share."""
        total = sum(weights)
        at = self.share(name) * total
        for category, weight in zip(categories, weights, strict=True):
            at -= weight
            if at < 0:
                return category
        return categories[-1]


def from_gaussian(z: np.ndarray) -> Attributes:
    """The portrait of a latent: a fixed map, so that N(0, 1) numbers give the world's own distribution.

    Args:
        z: Float[LATENT_SIZE]; its entries are named by `LATENT_NAMES`.

    Raises:
        ValueError: if z has another length or holds a number that is not finite.
    """
    z = np.asarray(z, np.float64).ravel()
    if z.size != LATENT_SIZE or not np.isfinite(z).all():
        raise ValueError(f"a portrait's latent has {LATENT_SIZE} finite numbers, not {z.size}")
    draw = _Draw(z)
    values: dict[str, Any] = {}
    for part in (_person, _expression, _hair, _things, _beard, _scene):
        values.update(part(draw, values))
    for spec in SPECS:
        if spec.name not in values:
            values[spec.name] = draw.normal(spec.name)
    return Attributes(**values)


def latent(seed: int) -> np.ndarray:
    """The Gaussian latent Float[LATENT_SIZE] of portrait number `seed`."""
    return np.random.default_rng([int(seed), 0x70EB]).standard_normal(LATENT_SIZE)


def sample(seed: int, overrides: Mapping[str, Any] | None = None) -> Attributes:
    """The attributes of portrait number `seed`; `overrides` sets some of them after the draw."""
    attributes = from_gaussian(latent(seed))
    return replace(attributes, **overrides).validated() if overrides else attributes


def _person(draw: _Draw, known: dict[str, Any]) -> dict[str, Any]:
    build = draw.share("build")
    lean = 2 * build - 1
    tone = draw.share("skin_tone")
    brown = [0.24 + 0.62 * tone, 0.15, 0.15 * (1.1 - tone), 0.24 * (1.15 - tone), 0.12 * (1.1 - tone), 0.10]
    return {
        "age": draw.share("age") ** 1.5,
        "skin_tone": tone,
        "blush": draw.share("blush") ** 1.8,
        "freckles": draw.mostly_zero("freckles", 0.68 + 0.27 * tone, 0.25),
        "jaw_width": draw.normal("jaw_width", 0.35 * lean, 0.42),
        "jaw_squareness": draw.normal("jaw_squareness", 0.45 * lean, 0.42),
        "lid_crease": draw.share("lid_crease"),
        "eye_colour": draw.choice("eye_colour", ("brown", "hazel", "green", "blue", "grey", "amber"), brown),
        "lashes": min(max(draw.share("lashes") * 0.65 + 0.35 * (1 - build), 0.0), 1.0),
        "eyeshadow": draw.mostly_zero("eyeshadow", 0.45 + 0.50 * build, 0.25),
        "eyeshadow_hue": draw.share("eyeshadow_hue"),
        "brow_thickness": draw.normal("brow_thickness", 0.35 * lean, 0.42),
        "lipstick": draw.mostly_zero("lipstick", 0.32 + 0.60 * build, 0.35),
        "lipstick_hue": 2 * draw.share("lipstick_hue") - 1,
    }


def _expression(draw: _Draw, known: dict[str, Any]) -> dict[str, Any]:
    smile = draw.normal("smile", 0.32, 0.48)
    smoking = draw.mostly_zero("smoking", 0.90, 0.5)
    opened = draw.mostly_zero("mouth_open", 0.58, 0.12) * (0.45 + 0.55 * min(max(smile + 0.6, 0.0), 1.0))
    lids = draw.share("eye_openness")
    openness = -1.0 + 2.0 * lids if lids < 0.08 else draw.normal("eye_openness", 0.12, 0.34, -0.45, 1.0)
    return {
        "smile": smile,
        "mouth_open": opened * (0.3 if smoking else 1.0),
        "eye_openness": openness,
        "gaze_x": draw.normal("gaze_x", 0.0, 0.36),
        "gaze_y": draw.normal("gaze_y", 0.0, 0.26),
        "brow_frown": draw.normal("brow_frown", 0.0, 0.42),
        "smoking": smoking,
        "horror": draw.mostly_zero("horror", 0.91, 0.6),
    }


def _hair(draw: _Draw, known: dict[str, Any]) -> dict[str, Any]:
    build, age, tone = draw.share("build"), known["age"], known["skin_tone"]
    weights = [0.02 + 0.10 * build, 0.02 + 0.13 * build, 0.10 + 0.40 * build]
    weights += [w * (1.22 - build) for w in (0.21, 0.30, 0.13, 0.15, 0.12)]
    natural = [
        _BY_SKIN[c][0] + (_BY_SKIN[c][1] - _BY_SKIN[c][0]) * tone if c in _BY_SKIN else 0.0 for c in NATURAL_COLOURS
    ]
    faded = max(age - 0.35, 0.0) * 1.1
    natural[5], natural[6] = 0.03 + 0.75 * faded, 0.015 + 0.65 * faded
    dyed = 0.125 / 0.875 * sum(natural) / 3
    colour = draw.choice("hair_colour", HAIR_COLOURS, [*natural, dyed, dyed, dyed])
    own = colour if colour in NATURAL_COLOURS else ("brown" if tone < 0.6 else "black")
    likely = [0.03] * len(NATURAL_COLOURS)
    likely[NATURAL_COLOURS.index(own)] = 1.0
    return {
        "hair_style": draw.choice("hair_style", HAIR_STYLES, weights),
        "hair_colour": colour,
        "brow_colour": draw.choice("brow_colour", NATURAL_COLOURS, likely),
        "curl": draw.share("curl") ** (1.5 - 0.95 * tone),
        "fringe": draw.choice("fringe", FRINGES, [0.42, 0.16, 0.16, 0.14, 0.12]),
    }


def _things(draw: _Draw, known: dict[str, Any]) -> dict[str, Any]:
    build = draw.share("build")
    hat = draw.choice("hat", HATS, [0.55, 0.10, 0.10, 0.09, 0.08, 0.08 * (1.6 - build)])
    bare = hat == "headscarf"
    return {
        "glasses": draw.choice("glasses", GLASSES, [0.50, 0.10, 0.10, 0.07, 0.07, 0.07, 0.09]),
        "glasses_colour": draw.choice("glasses_colour", GLASSES_COLOURS, [2, 1, 1, 1, 1, 1]),
        "hat": hat,
        "hat_hue": draw.share("hat_hue"),
        "hat_lightness": draw.share("hat_lightness"),
        "earrings": "none" if bare else draw.choice("earrings", EARRINGS, [0.25 + 0.55 * build, 0.16, 0.16, 0.16]),
        "necklace": "none" if bare else draw.choice("necklace", NECKLACES, [0.35 + 0.5 * build, 0.15, 0.15, 0.15]),
        "jewellery": draw.choice("jewellery", JEWELLERY, [3, 3, 2, 2]),
        "clothing": draw.choice(
            "clothing", ("crew", "v-neck", "shirt", "hoodie", "turtleneck", "blazer", "overalls"), [1] * 7
        ),
        "clothing_hue": draw.share("clothing_hue"),
        "clothing_saturation": draw.share("clothing_saturation"),
        "clothing_lightness": draw.share("clothing_lightness"),
        "pattern": draw.choice("pattern", PATTERNS, [0.44, 0.15, 0.14, 0.14, 0.13]),
    }


def _beard(draw: _Draw, known: dict[str, Any]) -> dict[str, Any]:
    if known["hat"] == "headscarf":
        return {"beard": 0.0, "moustache": 0.0, "stubble": 0.0}
    build = draw.share("build")
    bare = 1.0 - 0.72 * max(build - 0.38, 0.0) / 0.62
    beard = draw.mostly_zero("beard", bare, 0.22)
    bare = 0.25 if beard else 1.0 - 0.30 * max(build - 0.40, 0.0) / 0.60
    stubble = draw.mostly_zero("stubble", 1.0 - 0.75 * max(build - 0.38, 0.0) / 0.62, 0.25)
    return {"beard": beard, "moustache": draw.mostly_zero("moustache", bare, 0.30), "stubble": stubble}


def _scene(draw: _Draw, known: dict[str, Any]) -> dict[str, Any]:
    return {
        "background": draw.choice("background", ("plain", "gradient", "bokeh", "wall", "window", "foliage"), [1] * 6),
        "background_hue": draw.share("background_hue"),
        "background_saturation": draw.share("background_saturation") ** 2,
        "background_lightness": draw.share("background_lightness"),
        "light_side": draw.normal("light_side", 0.0, 0.6),
        "light_contrast": draw.share("light_contrast"),
        "rim_light": draw.share("rim_light"),
        "yaw": draw.normal("yaw", 0.0, 11.0, -24.0, 24.0),
        "pitch": draw.normal("pitch", 0.0, 4.5, -10.0, 10.0),
        "tilt": draw.normal("tilt", 0.0, 4.5, -10.0, 10.0),
    }
