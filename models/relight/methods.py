"""The methods that predict ambient light, by name. A new one joins by one entry of `_METHODS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError
from .enhancement import Enhancement
from .lime import lime
from .srie import srie
from .steps import OnStep


@dataclass(frozen=True)
class Method:
    """A way to predict the picture in ambient light at the working size."""

    name: str
    title: str
    description: str
    citation: str
    enhance: Callable[[NDArray[np.float32], OnStep | None], Enhancement]
    """From the picture, float32 [h, w, 3] sRGB-encoded, to the method's published output of the same size."""
    colours: bool = False
    """Whether it changes the three channels by gains of their own; else they share the gain of luminance."""
    offset: float = 1 / (255 * 12.92)
    """Linear light added before the logarithm of the gain: how dark a pixel must be for its ratio to mean
    nothing. By default that of the 8-bit code 1: more would wash out the colours of what is lifted from the dark;
    a method whose own output is noisy there wants more all the same."""


_METHODS = {
    method.name: method
    for method in (
        Method(
            name="lime",
            title="LIME",
            description="Finds how dark each part of the picture is, smooth except at edges, and lifts it.",
            citation="Guo, Li, Ling: LIME: Low-Light Image Enhancement via Illumination Map Estimation, "
            "IEEE Transactions on Image Processing 26(2), 2017.",
            enhance=lambda image, on_step: lime(image, on_step=on_step),
        ),
        Method(
            name="srie",
            title="SRIE",
            description="Separates the surfaces from the light that falls on them, and lifts the light alone.",
            citation="Fu, Zeng, Huang, Zhang, Ding: A Weighted Variational Model for Simultaneous Reflectance "
            "and Illumination Estimation, CVPR 2016.",
            enhance=lambda image, on_step: srie(image, on_step=on_step),
        ),
    )
}


def methods() -> tuple[Method, ...]:
    """Every method, in the order in which to offer them."""
    return tuple(_METHODS.values())


def find_method(name: str) -> Method:
    """The method of this name. Raises `ModelError` when there is none."""
    if name not in _METHODS:
        raise ModelError(f"There is no relighting method {name!r}; there are {', '.join(_METHODS)}.")
    return _METHODS[name]
