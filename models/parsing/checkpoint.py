"""The parsing network as a file: tensors, and in the header what they are."""

from __future__ import annotations

import json
from pathlib import Path

import torch

from ..checkpoints import open_checkpoint
from ..errors import ModelError
from ..packs import pack as packs
from .configuration import ParsingConfig
from .layout import Layout
from .network import PortraitNetwork

FORMAT = "portrait-parsing/1"


def save_network(network: PortraitNetwork, file: Path, dtype: torch.dtype = torch.float16) -> None:
    """Writes the network's tensors as `dtype`, its configuration and its layout of attributes to a safetensors file."""
    from safetensors.torch import save_file

    tensors = {
        name: tensor.detach().to(dtype).contiguous() if tensor.is_floating_point() else tensor.detach()
        for name, tensor in network.state_dict().items()
    }
    header = {"format": FORMAT, "config": network.config.to_dict(), "attributes": network.layout.to_list()}
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, str(file), metadata={"parsing": json.dumps(header)})


def load_network(slot: packs.Slot) -> PortraitNetwork:
    """The network of a slot in float32, in evaluation mode and without gradients of its own.

    Raises `ModelError` for a missing, altered or damaged file, or one that holds another network.
    """
    state = open_checkpoint(slot)
    header = _header(slot)
    network = PortraitNetwork(ParsingConfig.from_dict(header["config"]), Layout.from_list(header["attributes"]))
    try:
        network.load_state_dict({name: t.float() if t.is_floating_point() else t for name, t in state.items()})
    except RuntimeError as error:
        raise ModelError(f"The tensors of the slot {slot.name} do not fit its configuration.") from error
    return network.eval().requires_grad_(False).to(memory_format=torch.channels_last)


def _header(slot: packs.Slot) -> dict:
    from safetensors import safe_open

    with safe_open(str(slot.files[0]), "pt") as file:
        text = (file.metadata() or {}).get("parsing", "{}")
    header = json.loads(text)
    if header.get("format") != FORMAT:
        raise ModelError(f"The slot {slot.name} holds no portrait parser: its format is not {FORMAT}.")
    return header
