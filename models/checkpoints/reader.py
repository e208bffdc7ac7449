"""Opens a slot's files with the reader of their format, after checking that they are what the pack promises."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import ModelError
from models.packs.pack import Slot

if TYPE_CHECKING:
    import torch

State = dict[str, "torch.Tensor"]


def open_checkpoint(slot: Slot) -> State:
    """The tensors by name of `slot`, on the CPU; shards are merged.

    Raises `ModelError` for a missing or altered file, an unknown format, a damaged file, or a name in two shards.
    """
    if slot.format not in FORMATS:
        raise ModelError(f"The slot {slot.name} has the format {slot.format}; readable are {', '.join(FORMATS)}.")
    slot.verify()
    merged: State = {}
    for file in slot.files:
        for name, tensor in FORMATS[slot.format](file).items():
            if name in merged:
                raise ModelError(f"The tensor {name} stands in two files of the slot {slot.name}.")
            merged[name] = tensor
    return merged


def read_safetensors(file: Path) -> State:
    """Every tensor of a safetensors file; `ModelError` when it is damaged."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return load_file(str(file))
    except (SafetensorError, OSError, ValueError) as error:
        raise ModelError(f"{file.name} is not a readable safetensors file.") from error


FORMATS: dict[str, Callable[[Path], State]] = {"safetensors": read_safetensors}
