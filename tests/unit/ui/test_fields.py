"""Widgets take their bounds from the contracts."""

from __future__ import annotations

import gradio as gr
import pytest

from backend.contracts.relight import Light, PredictionRequest
from ui.components import fields, notes, strip


@pytest.mark.parametrize("name", list(Light.model_fields))
def test_sliders_have_the_contracts_bounds(name: str) -> None:
    schema = Light.model_json_schema()["properties"][name]
    with gr.Blocks():
        slider = fields.slider(Light, name)
    assert (slider.minimum, slider.maximum, slider.step) == (schema["minimum"], schema["maximum"], schema["step"])
    assert slider.value == schema["default"]
    assert schema["title"] in slider.label


def test_choices_are_the_contracts_values_under_plain_names() -> None:
    with gr.Blocks():
        radio = fields.radio(PredictionRequest, "method")
    assert [value for _, value in radio.choices] == ["lime", "srie"]
    assert [label for label, _ in radio.choices] == ["LIME", "SRIE"]


def test_texts_of_others_cannot_become_markup() -> None:
    hostile = '<img src=x onerror="alert(1)">'
    for shown in (notes.problem(hostile), notes.remark(hostile), notes.busy(hostile, 0.5)):
        assert "<img" not in shown
    assert "<img" not in notes.figures([(hostile, hostile, hostile)])
    cells = strip.cells("Result:", [strip.Cell("1", hostile, "")])
    assert '"title": "<img' in cells, "the strip sends text; its script sets it as text"
