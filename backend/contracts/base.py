"""The base of every message, and the one way to declare a number that a person can move."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Message(BaseModel):
    """An immutable message; an unknown field is an error rather than a silent loss."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Request(Message):
    """What an action is asked. Its fields' bounds, titles and units drive the page's widgets and the API schema."""


def number(
    default: float,
    *,
    ge: float,
    le: float,
    step: float,
    title: str,
    description: str,
    unit: str = "",
) -> Any:
    """A bounded number: `ge <= value <= le` in `unit`, moved in steps of `step` by the page's slider."""
    return Field(
        default,
        ge=ge,
        le=le,
        title=title,
        description=description,
        json_schema_extra={"unit": unit, "step": step},
    )


def choice(default: str, *, title: str, description: str, labels: dict[str, str]) -> Any:
    """One of the values of a `Literal`; `labels` says in plain words what each is called on the page."""
    return Field(default, title=title, description=description, json_schema_extra={"labels": dict(labels)})
