"""Widgets drawn from the contracts: bounds, steps, titles and units stand there once."""

from __future__ import annotations

from typing import Any, get_args

import gradio as gr
from annotated_types import Ge, Le
from pydantic import BaseModel


def slider(model: type[BaseModel], name: str, **options: Any) -> gr.Slider:
    """A slider for the number `name` of `model`."""
    field = model.model_fields[name]
    low = next(rule.ge for rule in field.metadata if isinstance(rule, Ge))
    high = next(rule.le for rule in field.metadata if isinstance(rule, Le))
    extra = _extra(field)
    unit = f" ({extra['unit']})" if extra.get("unit") else ""
    return gr.Slider(
        minimum=low,
        maximum=high,
        step=extra.get("step"),
        value=field.default,
        label=f"{field.title}{unit}",
        info=options.pop("info", None),
        **options,
    )


def radio(model: type[BaseModel], name: str, **options: Any) -> gr.Radio:
    """A row of choices for the `Literal` field `name` of `model`."""
    field = model.model_fields[name]
    labels = _extra(field).get("labels", {})
    choices = [(labels.get(value, value), value) for value in get_args(field.annotation)]
    return gr.Radio(choices, value=field.default, label=field.title, info=field.description, **options)


def _extra(field: Any) -> dict[str, Any]:
    return field.json_schema_extra or {}
