"""Widgets drawn from the contracts: bounds, steps, titles and units stand there once."""

from __future__ import annotations

from typing import Any, get_args

import gradio as gr
from annotated_types import Ge, Le
from pydantic import BaseModel


def slider(model: type[BaseModel], name: str, **options: Any) -> gr.Slider:
    """A slider for the number `name` of `model`."""
    field = model.model_fields[name]
    low, high = _bounds(field)
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


def dropdown(model: type[BaseModel], name: str, **options: Any) -> gr.Dropdown:
    """A list to choose from for the `Literal` field `name` of `model`."""
    field = model.model_fields[name]
    labels = _extra(field).get("labels", {})
    choices = [(labels.get(value, value), value) for value in get_args(field.annotation)]
    return gr.Dropdown(choices, value=field.default, label=field.title, info=field.description, **options)


def number(model: type[BaseModel], name: str, **options: Any) -> gr.Number:
    """A box for the number `name` of `model`."""
    field = model.model_fields[name]
    low, high = _bounds(field)
    precision = 0 if field.annotation is int else None
    return gr.Number(
        value=field.default, minimum=low, maximum=high, precision=precision, label=field.title, info=field.description,
        **options,
    )  # fmt: skip


def checkbox(model: type[BaseModel], name: str, **options: Any) -> gr.Checkbox:
    """A switch for the truth value `name` of `model`."""
    field = model.model_fields[name]
    return gr.Checkbox(value=field.default, label=field.title, info=field.description, **options)


def _bounds(field: Any) -> tuple[float, float]:
    low = next(rule.ge for rule in field.metadata if isinstance(rule, Ge))
    high = next(rule.le for rule in field.metadata if isinstance(rule, Le))
    return low, high


def _extra(field: Any) -> dict[str, Any]:
    return field.json_schema_extra or {}
