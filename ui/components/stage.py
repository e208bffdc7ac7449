"""The stage: a picture before and after, and what acts on it."""

from __future__ import annotations

import gradio as gr
import numpy as np


def compare_stage(label: str, elem_id: str) -> gr.ImageSlider:
    """Before and after under one handle. Frames go as JPEG: a move of a slider is felt in the encoding time."""
    return gr.ImageSlider(
        format="jpeg",
        label=label,
        show_label=False,
        interactive=False,
        container=False,
        buttons=["fullscreen"],
        max_height=2000,
        elem_id=elem_id,
        elem_classes="pen-stage-picture",
    )


def pair(before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The stage's value: two uint8 [h, w, 3] of one size."""
    if before.shape != after.shape:
        raise ValueError(f"before is {before.shape} and after is {after.shape}")
    return before, after
