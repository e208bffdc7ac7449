"""Convolutional encoders, and three ways back up: transposed convolutions, resizing, and unpooling."""

from __future__ import annotations

import itertools
import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .configuration import Architecture, Shape
from .layers import ACTIVATIONS, TiedLinear, TiedTransposed
from .shapes import convolution_size, output_padding_back_to

KERNEL, STRIDE, PADDING = 3, 2, 1
WINDOW = 2
Size = tuple[int, int]


class Encoder(nn.Module):
    """A convolution and a halving for each of `widths`, then a dense layer.

    The halving is the convolution's stride; where the decoder unpools, it is a max-pooling that keeps its indices.
    """

    def __init__(self, architecture: Architecture, shape: Shape) -> None:
        super().__init__()
        self.pools = architecture.decoder == "unpool"
        channels = (shape[0], *architecture.widths)
        stride = 1 if self.pools else STRIDE
        self.layers = nn.ModuleList(nn.Conv2d(a, b, KERNEL, stride, PADDING) for a, b in itertools.pairwise(channels))
        self.sizes: list[Size] = [shape[1:]]
        for _ in architecture.widths:
            height, width = self.sizes[-1]
            self.sizes.append((self._halve(height), self._halve(width)))
        self.coarsest = (channels[-1], *self.sizes[-1])
        self.dense = nn.Linear(math.prod(self.coarsest), architecture.dense_width)
        self.activation = ACTIVATIONS[architecture.activation]()
        self.features = architecture.dense_width

    def _halve(self, n: int) -> int:
        return convolution_size(n, WINDOW, WINDOW) if self.pools else convolution_size(n, KERNEL, STRIDE, PADDING)

    def forward(self, pictures: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Features [b, features], and the indices of each pooling, finest first."""
        x, indices = pictures, []
        for layer in self.layers:
            x = self.activation(layer(x))
            if self.pools:
                x, where = F.max_pool2d(x, WINDOW, return_indices=True)
                indices.append(where)
        return self.activation(self.dense(x.flatten(1))), indices


class Decoder(nn.Module):
    """The encoder's sizes and channels in reverse; the last layer is linear."""

    def __init__(self, architecture: Architecture, shape: Shape, encoder: Encoder) -> None:
        super().__init__()
        self.how = architecture.decoder
        self.sizes = encoder.sizes[-2::-1]
        self.coarsest = encoder.coarsest
        self.activation = ACTIVATIONS[architecture.activation]()
        self.dense = (
            TiedLinear(encoder.dense) if architecture.tied else nn.Linear(encoder.features, math.prod(encoder.coarsest))
        )
        back = [layer for layer in reversed(encoder.layers) if isinstance(layer, nn.Conv2d)]
        self.layers = nn.ModuleList(
            self._layer(layer, small, large, architecture.tied)
            for layer, small, large in zip(back, encoder.sizes[:0:-1], self.sizes, strict=True)
        )

    def _layer(self, forward: nn.Conv2d, small: Size, large: Size, tied: bool) -> nn.Module:
        if self.how != "transposed":
            return nn.Conv2d(forward.out_channels, forward.in_channels, KERNEL, 1, PADDING)
        extra = (
            output_padding_back_to(large[0], small[0], KERNEL, STRIDE, PADDING),
            output_padding_back_to(large[1], small[1], KERNEL, STRIDE, PADDING),
        )
        if tied:
            return TiedTransposed(forward, extra)
        return nn.ConvTranspose2d(forward.out_channels, forward.in_channels, KERNEL, STRIDE, PADDING, extra)

    def forward(self, x: Tensor, indices: list[Tensor] | None = None) -> Tensor:
        """[b, features] to pictures [b, c, h, w]; `indices` as the encoder gave them."""
        x = self.dense(self.activation(x)).unflatten(1, self.coarsest)
        for number, (layer, size) in enumerate(zip(self.layers, self.sizes, strict=True)):
            x = self.activation(x)
            if self.how == "strided":
                x = F.interpolate(x, size, mode="nearest")
            elif self.how == "unpool":
                where = indices[-1 - number] if indices else first_of_windows(x, size)
                x = F.max_unpool2d(x, where, [WINDOW, WINDOW], output_size=size)
            x = layer(x)
        return x


def first_of_windows(x: Tensor, size: Size) -> Tensor:
    """The indices of the upper left pixel of each window, as `x` [b, c, h, w] is unpooled to `size`.

    The bed of nails of Dosovitskiy et al. 2015, for codes that come from no picture.
    """
    rows = torch.arange(x.shape[2]) * WINDOW
    columns = torch.arange(x.shape[3]) * WINDOW
    return (rows[:, None] * size[1] + columns).expand(x.shape)
