"""What relighting a 12-megapixel photograph costs beside reading and writing it as a JPEG.

`predict_over_codec` and `apply_over_codec` are times over decoding and re-encoding the same file with Pillow;
`slider_over_preview_encode` is one move of a slider over Pillow's JPEG encoding of the same preview.
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Callable, Iterator
from itertools import cycle

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.relight import Renderer, apply, methods, predict

from .harness.rows import Row
from .harness.timing import alternating_ratios
from .relight.pictures import flash_photograph

HEIGHT, WIDTH = 3000, 4000
PREVIEW = (1280, 960)
FILE_QUALITY, PREVIEW_QUALITY = 92, 85
LIGHTS = ((1.0, 0.0, 0.0), (0.8, 0.3, 0.0), (1.2, -0.4, 0.7), (0.5, 0.0, -0.5))


def run(options: argparse.Namespace) -> Iterator[Row]:
    """Yields three rows a method."""
    rounds, moves = (4, 16) if options.quick else (15, 60)
    photograph = flash_photograph(HEIGHT, WIDTH)
    file = jpeg(photograph, FILE_QUALITY)
    preview = np.array(Image.fromarray(photograph).resize(PREVIEW, Image.Resampling.BOX))

    def codec() -> None:
        decoded = np.asarray(Image.open(io.BytesIO(file)).convert("RGB"))
        jpeg(decoded, FILE_QUALITY)

    for method in methods():
        prediction = predict(photograph, method.name)
        works: dict[str, Callable[[], object]] = {
            "predict_over_codec": lambda name=method.name: predict(photograph, name),
            "apply_over_codec": lambda made=prediction: apply(photograph, made),
        }
        for metric, ratio in alternating_ratios(works, codec, rounds).items():
            yield Row.of(method.name, metric, ratio, rounds, "jpeg codec")
        slider = slider_moves(Renderer(preview, prediction))
        ratios = alternating_ratios({"slider": slider}, lambda: jpeg(preview, PREVIEW_QUALITY), moves)
        yield Row.of(method.name, "slider_over_preview_encode", ratios["slider"], moves, "jpeg encode of the preview")


def slider_moves(renderer: Renderer) -> Callable[[], object]:
    """Renders with another position of the sliders each time."""
    lights = cycle(LIGHTS)
    return lambda: renderer.render(*next(lights))


def jpeg(picture: NDArray[np.uint8], quality: int) -> bytes:
    """The picture as a JPEG file, by Pillow."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()
