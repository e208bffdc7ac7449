"""The embedding map: every picture a point, the point under the pointer decoded, PCA's map beside it."""

from __future__ import annotations

import json
from pathlib import Path

import gradio as gr
import numpy as np

_SCRIPT = Path(__file__).with_name("atlas.js").read_text(encoding="utf-8")
_TEMPLATE = """
<div class="pen-maps">
  <figure><figcaption>learnt embedding</figcaption>
    <canvas class="pen-map" tabindex="0" role="img" aria-label="Map of the learnt embedding; arrow keys walk over it">
    </canvas></figure>
  <figure><figcaption>PCA of the same size</figcaption>
    <canvas class="pen-map" tabindex="0" role="img" aria-label="Map by principal components; arrow keys walk over it">
    </canvas></figure>
  <aside>
    <figure><canvas class="pen-map-near" width="88" height="88"></canvas>
      <figcaption class="pen-map-label">nearest</figcaption></figure>
    <figure><canvas class="pen-map-decoded" width="88" height="88"></canvas>
      <figcaption>decoded here</figcaption></figure>
    <figure><img class="pen-map-traversal" alt="Traversal: pictures decoded from a grid over the code">
      <figcaption>traversal of the code</figcaption></figure>
  </aside>
</div>
"""


def atlas(elem_id: str) -> gr.HTML:
    """An empty map; its event `point` carries `x` and `y` in the embedding's own coordinates."""
    return gr.HTML(
        "",
        html_template=_TEMPLATE,
        js_on_load=_SCRIPT,
        elem_id=elem_id,
        elem_classes="pen-atlas",
        apply_default_css=False,
    )


def value(
    learnt: np.ndarray,
    principal: np.ndarray,
    labels: np.ndarray | None,
    names: tuple[str, ...],
    sprites: str,
    decoded: str,
    traversal: str,
    *,
    side: int,
    columns: int,
    grid: int,
    bounds: tuple[float, float, float, float],
) -> str:
    """The map's value.

    `learnt`, `principal` float [n, 2]; `labels` int [n]; `sprites` the address of a sheet with the n pictures of `side`
    pixels, `columns` to a row; `decoded` that of a `grid` x `grid` sheet decoded over `bounds` (left, right, bottom,
    top), its first row at the top; `traversal` that of a traversal.
    """
    return json.dumps(
        {
            "maps": [
                {"points": _rounded(learnt), "bounds": bounds},
                {"points": _rounded(principal), "bounds": bounds_of(principal)},
            ],
            "labels": [] if labels is None else [int(label) for label in labels],
            "names": list(names),
            "sprites": sprites,
            "decoded": decoded,
            "traversal": traversal,
            "side": side,
            "columns": columns,
            "grid": grid,
        }
    )


def bounds_of(points: np.ndarray) -> tuple[float, float, float, float]:
    """(left, right, bottom, top) of float [n, 2]."""
    (left, bottom), (right, top) = points.min(axis=0), points.max(axis=0)
    return float(left), float(right), float(bottom), float(top)


def _rounded(points: np.ndarray) -> list[list[float]]:
    return [[round(float(x), 4), round(float(y), 4)] for x, y in points]
