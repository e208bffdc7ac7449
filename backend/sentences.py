"""A validation error as one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def first_problem(errors: Sequence[Any]) -> str:
    """The first of pydantic's `errors` in plain words: which field, and what is wrong with it."""
    first = errors[0]
    place = [str(part) for part in first["loc"] if part not in ("body", "header", "query", "path")]
    field = ".".join(place) or "the request"
    reason = str(first["msg"]).removeprefix("Value error, ")
    return f"{field}: {reason[:1].lower()}{reason[1:]}.".replace("..", ".")
