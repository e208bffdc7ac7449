"""Reading a portrait's attributes off the parsing network."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .classes import CLASSES
from .configuration import ParsingConfig
from .layout import Layout

GRIDS = (16, 8)
"""Sides of the grids to which the levels 1/8 and 1/16 are brought, whatever the picture's size."""
FARTHEST = 5.0
"""Standard deviations at which an input of the head is cut off: what rare small parts say is heavy-tailed."""
SMALLEST = 1e-4
"""The part of a picture, about a pixel and a half at 128 px, below which a region counts as absent."""


def region_statistics(maps: Tensor, regions: Tensor) -> Tensor:
    """What each region looks like, and where.

    Args:
        maps: Float[n, h, w, c], what is averaged; gradients flow through these alone.
        regions: Float[n, k, h, w], soft membership in [0, 1].

    Returns:
        Float[n, k * (3c + 6)]: for each region the logarithm of its area, the means of the maps, the covariances of
        the maps with x and with y, the centre (x, y), and the variances and covariance of x and y. Coordinates run
        from -1 to 1. A region that is not there gives zeros.
    """
    h, w = maps.shape[1:3]
    with torch.no_grad():
        y, x = torch.meshgrid(torch.linspace(-1, 1, h), torch.linspace(-1, 1, w), indexing="ij")
        grid = torch.stack([x, y], -1).to(regions).flatten(0, 1)
        weights = regions.flatten(2)
        area = weights.mean(-1, keepdim=True)
        weights = weights / (h * w * (area + SMALLEST))
        centre = weights @ grid
        products = torch.cat([grid * grid, grid[:, :1] * grid[:, 1:]], -1)
        spread = weights @ products - torch.cat([centre * centre, centre[..., :1] * centre[..., 1:]], -1)
        moments = torch.cat([weights, weights * grid[:, 0], weights * grid[:, 1]], 1)
    values, by_x, by_y = torch.bmm(moments, maps.flatten(1, 2)).chunk(3, 1)
    by_x = by_x - values * centre[..., :1]
    by_y = by_y - values * centre[..., 1:]
    return torch.cat([(area / SMALLEST).log1p(), values, by_x, by_y, centre, spread], -1).flatten(1)


class AttributeHead(nn.Module):
    """From the network's maps to the encoded attribute vector.

    Two views are joined: statistics over the parser's own soft regions, which carry colours, shapes and where the
    iris stands in the eye, and the encoder's levels 1/8 and 1/16 read position by position. A straight linear
    readout learns most of it at once; a small network adds what bends.
    """

    def __init__(self, config: ParsingConfig, layout: Layout) -> None:
        super().__init__()
        columns = 3 * (3 + config.decoder_channels[-1]) + 6
        eighth, sixteenth = config.grid_channels
        self.eighth = nn.Conv2d(config.encoder_channels[1], eighth, 1)
        self.sixteenth = nn.Conv2d(config.encoder_channels[2], sixteenth, 1)
        inputs = len(CLASSES) * columns + eighth * GRIDS[0] ** 2 + sixteenth * GRIDS[1] ** 2
        self.norm = nn.BatchNorm1d(inputs, affine=False)
        self.dropout = nn.Dropout(config.dropout)
        self.straight = nn.Linear(inputs, layout.size)
        self.inner = nn.Linear(inputs, config.hidden)
        last = nn.Linear(config.hidden, layout.size)
        self.bent = nn.Sequential(
            nn.LayerNorm(config.hidden), nn.SiLU(), nn.Linear(config.hidden, config.hidden), nn.SiLU(), last
        )
        for start in (self.straight, last):
            nn.init.zeros_(start.weight)

    def forward(self, picture: Tensor, levels: list[Tensor], decoded: Tensor, logits: Tensor) -> Tensor:
        """Float32[n, layout.size]: numbers for continuous attributes and hues, logits for categories.

        `picture` Float[n, 3, h, w] in [0, 1] and `logits` at full size, `levels` at 1/2, 1/4, 1/8 and 1/16,
        `decoded` at 1/2.
        """
        with torch.autocast(picture.device.type, enabled=False):
            # Regions are what the parser says: an attribute must not be learnt by bending the parsing.
            regions = F.avg_pool2d(logits.detach(), 2).float().softmax(1)
            maps = torch.cat([F.avg_pool2d(picture, 2), decoded], 1).permute(0, 2, 3, 1).float()
            grids = [
                F.adaptive_avg_pool2d(reduce(level.float()), side).flatten(1)
                for reduce, level, side in zip((self.eighth, self.sixteenth), levels[2:4], GRIDS, strict=True)
            ]
            evidence = self.norm(torch.cat([region_statistics(maps, regions), *grids], 1))
            evidence = self.dropout(evidence.clamp(-FARTHEST, FARTHEST))
            return self.straight(evidence) + self.bent(self.inner(evidence))
