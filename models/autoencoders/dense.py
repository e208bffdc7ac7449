"""Dense encoders and decoders."""

from __future__ import annotations

import itertools
import math

from torch import Tensor, nn

from .configuration import Architecture, Shape
from .layers import ACTIVATIONS, TiedLinear


class Encoder(nn.Module):
    """Layers of `widths`; with none, the picture itself is what the bottleneck sees."""

    def __init__(self, architecture: Architecture, shape: Shape) -> None:
        super().__init__()
        sizes = (math.prod(shape), *architecture.widths)
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in itertools.pairwise(sizes))
        self.activation = ACTIVATIONS[architecture.activation]()
        self.features = sizes[-1]

    def forward(self, pictures: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Features [b, features]; nothing is pooled."""
        x = pictures.flatten(1)
        for layer in self.layers:
            x = self.activation(layer(x))
        return x, []


class Decoder(nn.Module):
    """The encoder's layers in reverse; the last one is linear."""

    def __init__(self, architecture: Architecture, shape: Shape, encoder: Encoder) -> None:
        super().__init__()
        back = [layer for layer in reversed(encoder.layers) if isinstance(layer, nn.Linear)]
        self.layers = nn.ModuleList(
            TiedLinear(layer) if architecture.tied else nn.Linear(layer.out_features, layer.in_features)
            for layer in back
        )
        self.activation = ACTIVATIONS[architecture.activation]()
        self.shape = shape

    def forward(self, x: Tensor, indices: list[Tensor] | None = None) -> Tensor:
        """[b, features] to pictures [b, c, h, w]."""
        for layer in self.layers:
            x = layer(self.activation(x))
        return x.unflatten(1, self.shape)
