"""Parsing portraits into parts and reading their attributes, at any size."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from ..errors import ModelError
from ..packs import pack as packs
from .checkpoint import load_network
from .layout import Layout, Value
from .network import PortraitNetwork

ByteArray = NDArray[np.uint8]
FloatArray = NDArray[np.float32]
BATCH = 16


class PortraitReader:
    """The network behind pictures as arrays."""

    def __init__(self, network: PortraitNetwork) -> None:
        self.network = network

    @property
    def layout(self) -> Layout:
        """The attributes that are read, in the order of the encoded vector."""
        return self.network.layout

    def parse(self, images: ByteArray) -> ByteArray:
        """Classes of `images`, uint8 [n, h, w, 3] sRGB at any size from 16 pixels, as labels uint8 [n, h, w].

        The network sees them at its own size; its probabilities, not its labels, are brought back, so that the
        borders stay smooth. Raises `ModelError` for arrays of another kind.
        """
        height, width = _checked(images).shape[1:3]
        found = [
            _resized(self.network.parse_logits(part).softmax(1), (height, width)).argmax(1).to(torch.uint8).numpy()
            for part in self._parts(images)
        ]
        return np.concatenate(found) if found else np.empty((0, height, width), np.uint8)

    def read_codes(self, images: ByteArray) -> FloatArray:
        """Encoded attributes Float32[n, layout.size] of `images`: categories as probabilities. Errors as in `parse`."""
        _checked(images)
        found = [self.network.encoded(part).numpy() for part in self._parts(images)]
        return np.concatenate(found) if found else np.empty((0, self.layout.size), np.float32)

    def read_attributes(self, images: ByteArray) -> list[dict[str, Value]]:
        """For each of `images` its attributes by name: numbers in their own range, hues in [0, 1), category names.

        What cannot be seen, as the colour of glasses that are not worn, is a guess. Errors as in `parse`.
        """
        return [self.layout.decode(code) for code in self.read_codes(images)]

    def _parts(self, images: ByteArray) -> Iterator[Tensor]:
        side = self.network.config.size
        with torch.inference_mode():
            for start in range(0, len(images), BATCH):
                part = torch.from_numpy(np.ascontiguousarray(images[start : start + BATCH])).permute(0, 3, 1, 2)
                small = _resized(part.float().div(255), (side, side))
                yield small.clamp(0, 1).contiguous(memory_format=torch.channels_last)


def load_parser(slot: packs.Slot | str = "parser") -> PortraitReader:
    """The reader of a slot, or of the embedded pack's slot of that name. Errors as of `load_network`."""
    return PortraitReader(load_network(packs.load().slot(slot) if isinstance(slot, str) else slot))


def load_attributes(slot: packs.Slot | str = "attributes") -> PortraitReader:
    """As `load_parser`, from the slot that names what reads attributes."""
    return load_parser(slot)


def _checked(images: ByteArray) -> ByteArray:
    if not isinstance(images, np.ndarray) or images.dtype != np.uint8 or images.ndim != 4 or images.shape[3] != 3:
        shape = f"{getattr(images, 'dtype', type(images).__name__)} {list(getattr(images, 'shape', []))}"
        raise ModelError(f"Portraits to be parsed are uint8 [n, h, w, 3], not {shape}.")
    if min(images.shape[1:3]) < 16:
        raise ModelError(f"A portrait of {images.shape[2]} x {images.shape[1]} pixels is too small to be parsed.")
    return images


def _resized(maps: Tensor, size: tuple[int, int]) -> Tensor:
    if maps.shape[2:] == size:
        return maps
    shrinks = size[0] < maps.shape[2] or size[1] < maps.shape[3]
    return F.interpolate(maps, size, mode="bilinear", align_corners=False, antialias=shrinks)
