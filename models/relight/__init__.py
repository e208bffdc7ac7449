"""Relight: a flash photo, or one taken in the dark, as ambient light would show it.

    prediction = predict(image, "lime", on_step=...)              # once per picture and method, small, cacheable
    renderer = Renderer(preview, prediction)                      # once per preview, at any size
    renderer.render(strength=1.0, warmth=0.2, exposure=-0.3)      # per slider move, in milliseconds
    apply(image, prediction, strength, warmth, exposure, on_step=...)   # the same at full size, in bands
    gain_map(prediction, image)                                   # float32 [h, w], stops of light added
    clipped_mask(image)                                           # float32 [h, w], 1 where the photo is burnt out

Pictures are uint8 [h, w, 3], sRGB, at least 16 pixels on each side; bad input raises `models.errors.ModelError`.
`strength` in [0, 1.5] scales the predicted change in stops, `warmth` in [-1, 1] runs from 18,600 to 3,940 K,
`exposure` in [-2, 2] is in stops; at 0, 0, 0 the picture comes back bit for bit. Highlights
roll off and keep their hue.

`predict` calls `on_step(fraction, light)`, where `light` is None or a uint8 [h, w, 3] picture of the illumination so
far; `apply` calls `on_step(fraction)`. Either may raise to cancel. `methods()` lists what can predict; a new method
joins by one entry in methods.py, and any log-gain map becomes a prediction by `fit_prediction`.
"""

from .gains import Prediction, fit_prediction
from .methods import Method, find_method, methods
from .prediction import PredictionConfig, apply, clipped_mask, gain_map, predict
from .renderer import Renderer

__all__ = [
    "Method",
    "Prediction",
    "PredictionConfig",
    "Renderer",
    "apply",
    "clipped_mask",
    "find_method",
    "fit_prediction",
    "gain_map",
    "methods",
    "predict",
]
