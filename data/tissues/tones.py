"""What structures are painted with: grey levels, colours and stain amounts, decided once for a task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from data.tissues.kinds import Array, Generator


def greys(rng: Generator, anchors: Mapping[str, float], freedom: float = 0.4) -> dict[str, Array]:
    """Grey levels [1] in [0, 1] near the anchors, or, with probability `freedom`, in any order, evenly apart."""
    names = list(anchors)
    if rng.random() < freedom:
        values = rng.permutation(np.linspace(0.1, 0.88, len(names))) + rng.normal(0, 0.03, len(names))
    else:
        values = np.array([anchors[name] for name in names]) + rng.normal(0, 0.045, len(names))
    return {name: np.array([np.clip(value, 0.02, 0.97)], np.float32) for name, value in zip(names, values, strict=True)}


def colour(hue: float, saturation: float, value: float) -> Array:
    """Float32[3]: red, green and blue in [0, 1] of a hue (turns), saturation and value."""
    k = (np.array([5, 3, 1]) + (hue % 1) * 6) % 6
    ramp = np.clip(np.minimum(k, 4 - k), 0, 1)
    return np.float32(value) * (1 - np.float32(np.clip(saturation, 0, 1)) * ramp).astype(np.float32)


def colours(
    rng: Generator, anchors: Mapping[str, Sequence[float]], hue: float = 0.02, spread: float = 0.06
) -> dict[str, Array]:
    """Colours near anchors given as (hue, saturation, value), each wandering by `hue` turns and `spread`."""
    return {
        name: colour(
            h + rng.normal(0, hue),
            np.clip(s + rng.normal(0, spread), 0, 1),
            np.clip(v + rng.normal(0, spread), 0.03, 1),
        )
        for name, (h, s, v) in anchors.items()
    }


def any_colour(rng: Generator, dark: float = 0.15, light: float = 0.95) -> Array:
    """Float32[3]: a colour as things have it, more often dull than bright."""
    return colour(rng.random(), rng.beta(1.3, 1.8), rng.uniform(dark, light))


def stains(rng: Generator, anchors: Mapping[str, Sequence[float]], spread: float = 0.15) -> dict[str, Array]:
    """Amounts [3] of haematoxylin, eosin and a third stain near the anchors, each off by about `spread`."""
    return {
        name: (np.asarray(amounts, np.float32) * np.exp(rng.normal(0, spread, 3)).astype(np.float32))
        for name, amounts in anchors.items()
    }
