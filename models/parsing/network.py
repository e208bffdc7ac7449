"""One network that parses a portrait and reads its attributes."""

from __future__ import annotations

from typing import NamedTuple

import torch
from segmentation_models_pytorch.decoders.unet.decoder import UnetDecoder
from segmentation_models_pytorch.encoders import get_encoder
from torch import Tensor, nn

from .attributes import AttributeHead
from .classes import CLASSES
from .configuration import ParsingConfig
from .layout import Layout

MEAN, DEVIATION = 0.5, 0.25


class Reading(NamedTuple):
    """What the network says of pictures: `logits` Float[n, 19, h, w] and `codes` Float[n, layout.size].

    `codes` hold numbers for continuous attributes and hues, and logits for categories.
    """

    logits: Tensor
    codes: Tensor


class PortraitNetwork(nn.Module):
    """A U-Net of segmentation_models_pytorch and an `AttributeHead` on the same encoder.

    One encoder for both: shapes of parts and attributes need the same evidence, and each task teaches it the other.
    """

    def __init__(self, config: ParsingConfig, layout: Layout) -> None:
        super().__init__()
        self.config, self.layout = config, layout
        self.encoder = get_encoder(
            config.encoder,
            depth=5,
            weights=None,
            stem_width=config.stem_width,
            stem_type="deep_tiered",
            avg_down=True,
            channels=config.encoder_channels,
            layers=config.encoder_layers,
        )
        blocks = len(config.decoder_channels)
        self.decoder = UnetDecoder(self.encoder.out_channels, config.decoder_channels, n_blocks=blocks)
        self.segmentation_head = nn.Sequential(
            nn.Conv2d(config.decoder_channels[-1], 4 * len(CLASSES), 3, padding=1), nn.PixelShuffle(2)
        )
        self.attributes = AttributeHead(config, layout)

    def forward(self, pictures: Tensor) -> Reading:
        """Parses and reads `pictures`, Float[n, 3, h, w] sRGB in [0, 1], whose sides are multiples of 32."""
        levels = self.encoder((pictures - MEAN) / DEVIATION)
        decoded = self.decoder(levels)
        logits = self.segmentation_head(decoded)
        return Reading(logits, self.attributes(pictures, levels[1:5], decoded, logits))

    def parse_logits(self, pictures: Tensor) -> Tensor:
        """The logits of `forward` alone, Float[n, 19, h, w]."""
        return self.segmentation_head(self.decoder(self.encoder((pictures - MEAN) / DEVIATION)))

    def features(self, pictures: Tensor) -> list[Tensor]:
        """The encoder's maps at 1/2, 1/4, 1/8 and 1/16 of `pictures`, Float[n, 3, h, w] sRGB in [0, 1].

        They are differentiable by the picture and judge what is drawn when a generator learns.
        """
        return list(self.encoder((pictures - MEAN) / DEVIATION)[1:5])

    def encoded(self, pictures: Tensor) -> Tensor:
        """The codes of `forward` with each category's logits as probabilities, to be set beside a renderer's code."""
        return self.probabilities(self(pictures).codes)

    def probabilities(self, codes: Tensor) -> Tensor:
        """Float[n, layout.size] with softmax over the entries of each category."""
        parts = codes.split([entry.width for entry in self.layout.entries], -1)
        return torch.cat(
            [
                part.softmax(-1) if entry.kind == "category" else part
                for entry, part in zip(self.layout.entries, parts, strict=True)
            ],
            -1,
        )
