"""An autoencoder: encoder, bottleneck, decoder."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn

from . import convolutional, dense
from .configuration import Architecture, CodeActivation, Objective, Shape
from .layers import ACTIVATIONS, TiedLinear

LEAST_SHADE = 0.02
AWAKE = 1.0


class Autoencoder(nn.Module):
    """Maps pictures [b, c, h, w] to codes [b, d] and back.

    With `variational` the code is the mean of a Gaussian whose log-variance a second head gives.
    """

    centre: Tensor
    start: Tensor

    def __init__(
        self,
        architecture: Architecture,
        shape: Shape,
        code: CodeActivation = "linear",
        variational: bool = False,
        output: Literal["linear", "sigmoid"] = "linear",
    ) -> None:
        super().__init__()
        architecture.check(shape)
        self.shape = shape
        self.code = ACTIVATIONS[code]()
        family = dense if architecture.kind == "dense" else convolutional
        self.trunk = family.Encoder(architecture, shape)
        self.mean = nn.Linear(self.trunk.features, architecture.bottleneck)
        self.log_variance = nn.Linear(self.trunk.features, architecture.bottleneck) if variational else None
        self.expand = (
            TiedLinear(self.mean) if architecture.tied else nn.Linear(architecture.bottleneck, self.trunk.features)
        )
        self.decoder = family.Decoder(architecture, shape, self.trunk)
        self.output = ACTIVATIONS[output]()
        self.register_buffer("centre", torch.zeros(shape))
        self.register_buffer("start", torch.zeros(shape))

    @torch.no_grad()
    def centre_on(self, mean: Tensor) -> None:
        """Shifts what goes in and comes out by a mean picture [c, h, w], which then needs no learning.

        Without it the mean is by far the largest principal component, and what gradients follow first.
        """
        self.centre.copy_(mean)
        within = mean.clamp(LEAST_SHADE, 1 - LEAST_SHADE)
        self.start.copy_(within.logit() if isinstance(self.output, nn.Sigmoid) else mean)

    @classmethod
    def for_objective(cls, architecture: Architecture, shape: Shape, objective: Objective) -> Autoencoder:
        """The network that `objective` asks for. Raises `ModelError` where it does not fit pictures of `shape`."""
        return cls(
            architecture,
            shape,
            objective.code_activation,
            objective.kind == "variational",
            "sigmoid" if objective.reconstruction == "bce" else "linear",
        )

    @torch.no_grad()
    def wake_units(self) -> None:
        """Starts rectified units above 0: one that is off for every picture has no gradient and stays off."""
        if isinstance(self.code, nn.ReLU):
            self.mean.bias.add_(AWAKE)

    def posterior(self, pictures: Tensor) -> tuple[Tensor, Tensor | None, list[Tensor]]:
        """Mean [b, d], log-variance [b, d] of a variational one, and where the maxima lay that were pooled."""
        features, indices = self.trunk(pictures - self.centre)
        log_variance = None if self.log_variance is None else self.log_variance(features)
        return self.code(self.mean(features)), log_variance, indices

    def encode(self, pictures: Tensor) -> Tensor:
        """Codes [b, d]; the mean of a variational one's."""
        return self.posterior(pictures)[0]

    def decode(self, code: Tensor, indices: list[Tensor] | None = None) -> Tensor:
        """Pictures [b, c, h, w].

        A decoder that unpools puts values back where `indices` say; without them, where a picture is not at hand, into
        the first pixel of each window.
        """
        return self.output(self.decoder(self.expand(code), indices) + self.start)

    def forward(self, pictures: Tensor) -> Tensor:
        """The reconstruction [b, c, h, w], with the pooled maxima put back where they lay."""
        code, _, indices = self.posterior(pictures)
        return self.decode(code, indices)

    @property
    def is_one_layer(self) -> bool:
        """Whether the code is one layer of the picture, so that its Jacobian has a closed form."""
        return isinstance(self.trunk, dense.Encoder) and len(self.trunk.layers) == 0
