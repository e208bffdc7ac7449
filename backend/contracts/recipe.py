"""What made a result: enough to make it again, bit for bit, on the same machine and pack."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, JsonValue

from .arrays import ArrayRef
from .base import Message, Request


class Recipe(Message):
    """The request that made a result, with what it was made from and by.

    `request` holds the request's fields except its arrays; `inputs` names those by digest (field -> sha256). `models`
    names the checkpoints used (slot -> sha256), `versions` the libraries that computed it.
    """

    studio: Literal["penumbra"] = "penumbra"
    service: str = Field(max_length=64)
    action: str = Field(max_length=64)
    request: dict[str, JsonValue]
    inputs: dict[str, str] = Field(default_factory=dict)
    seed: int | None = None
    pack: str = Field("embedded", max_length=64)
    models: dict[str, str] = Field(default_factory=dict)
    versions: dict[str, str] = Field(default_factory=dict)


class Result(Message):
    """What every action returns: what made it, and how long it took (seconds of wall time)."""

    recipe: Recipe
    seconds: float = Field(0.0, ge=0)


def split_request(request: Request) -> tuple[dict[str, JsonValue], dict[str, str]]:
    """`request` as (its plain fields, the digests of its array fields): a recipe's two halves."""
    plain: dict[str, JsonValue] = {}
    inputs: dict[str, str] = {}
    for name, value in request:
        if isinstance(value, ArrayRef):
            inputs[name] = value.digest
        elif isinstance(value, tuple) and value and all(isinstance(item, ArrayRef) for item in value):
            inputs.update({f"{name}.{place}": item.digest for place, item in enumerate(value)})
        else:
            plain[name] = request.model_dump(mode="json", include={name})[name]
    return plain, inputs
