"""What encoders and decoders are made of: activations, tied layers, and weights drawn from a generator."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .configuration import Activation, CodeActivation

ACTIVATIONS: dict[Activation | CodeActivation, type[nn.Module]] = {
    "linear": nn.Identity,
    "relu": nn.ReLU,
    "elu": nn.ELU,
    "silu": nn.SiLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
}


class TiedLinear(nn.Module):
    """y = W^T x + c, where W belongs to `source`: the lecture's W1 = W2^T."""

    def __init__(self, source: nn.Linear) -> None:
        super().__init__()
        self._source = (source,)  # in a tuple, so that the matrix is listed and saved once, with its owner
        self.bias = nn.Parameter(torch.zeros(source.in_features))

    @property
    def weight(self) -> Tensor:
        """[out, in], as of any linear layer."""
        return self._source[0].weight.T

    def forward(self, x: Tensor) -> Tensor:
        """[b, in] to [b, out]."""
        return F.linear(x, self.weight, self.bias)


class TiedTransposed(nn.Module):
    """The transposed convolution of `source`, with its kernel: its exact adjoint, plus a bias."""

    def __init__(self, source: nn.Conv2d, output_padding: tuple[int, int]) -> None:
        super().__init__()
        self._source = (source,)
        self._output_padding = output_padding
        self.bias = nn.Parameter(torch.zeros(source.in_channels))

    def forward(self, x: Tensor) -> Tensor:
        """[b, c, h, w] to the size that `source` came from."""
        source = self._source[0]
        padding = (int(source.padding[0]), int(source.padding[1]))
        return F.conv_transpose2d(
            x, source.weight, self.bias, source.stride, padding, self._output_padding, 1, source.dilation
        )


def initialise(module: nn.Module, generator: torch.Generator) -> None:
    """Draws every matrix, kernel and bias from `generator`, uniformly with variance 1 / fan-in (LeCun et al. 1998).

    The global generator is shared by all threads of a process, so that a run could not be repeated with it. Biases
    are not zero: behind a bottleneck of two numbers, they are what tells one unit from another.
    """
    for layer in module.modules():
        if isinstance(layer, nn.Linear | nn.Conv2d | nn.ConvTranspose2d):
            fan_in = layer.weight[0].numel()
            if isinstance(layer, nn.ConvTranspose2d):
                fan_in = layer.weight[:, 0].numel() // math.prod(layer.stride)
            bound = math.sqrt(3 / fan_in)
            nn.init.uniform_(layer.weight, -bound, bound, generator=generator)
            if layer.bias is not None:
                nn.init.uniform_(layer.bias, -bound, bound, generator=generator)


def matrices(module: nn.Module) -> list[Tensor]:
    """All parameters of two and more dimensions: the ω that weight decay shrinks."""
    return [parameter for parameter in module.parameters() if parameter.ndim > 1]
