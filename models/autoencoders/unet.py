"""An encoder-decoder of convolutions whose skip connections can be left out."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

KERNEL = 3
GROUPS = 4
LONGEST_PERIOD = 1000.0


class UNet(nn.Module):
    """Pictures [b, c, h, w] to maps [b, classes, h, w]: U-Net (Ronneberger et al. 2015), padded so that sizes stay.

    Each of `widths` is a level of two convolutions, each level half as large as the one before. Without `skips`, all
    that the decoder knows has passed through the coarsest level. With `timed`, it is also told a time in [0, 1].
    """

    def __init__(
        self, channels: int, classes: int, widths: tuple[int, ...], skips: bool = True, timed: bool = False
    ) -> None:
        super().__init__()
        self.skips = skips
        self.time = TimeEmbedding(widths[0] * 4) if timed else None
        features = widths[0] * 4 if timed else 0
        ins = (channels, *widths)
        self.down = nn.ModuleList(Block(a, b, features) for a, b in zip(ins, widths, strict=False))
        pairs = list(zip(widths[::-1], widths[-2::-1], strict=False))
        self.up = nn.ModuleList(Block(a + (b if skips else 0), b, features) for a, b in pairs)
        self.head = nn.Conv2d(widths[0], classes, 1)

    def forward(self, x: Tensor, time: Tensor | None = None) -> Tensor:
        """`time` [b] in [0, 1] where the network is timed."""
        features = None if self.time is None or time is None else self.time(time)
        passed = []
        for number, block in enumerate(self.down):
            x = block(x if number == 0 else F.max_pool2d(x, 2, ceil_mode=True), features)
            passed.append(x)
        for block, fine in zip(self.up, passed[-2::-1], strict=True):
            x = F.interpolate(x, fine.shape[2:], mode="nearest")
            x = block(torch.cat([x, fine], dim=1) if self.skips else x, features)
        return self.head(x)


class Block(nn.Module):
    """Two convolutions; what the time has to say is added between them."""

    def __init__(self, channels: int, width: int, features: int = 0) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, width, KERNEL, padding=KERNEL // 2)
        self.second = nn.Conv2d(width, width, KERNEL, padding=KERNEL // 2)
        self.norms = nn.ModuleList(nn.GroupNorm(GROUPS, width) for _ in range(2))
        self.shift = nn.Linear(features, width) if features else None

    def forward(self, x: Tensor, features: Tensor | None = None) -> Tensor:
        """[b, channels, h, w] to [b, width, h, w]."""
        x = F.silu(self.norms[0](self.first(x)))
        if self.shift is not None and features is not None:
            x = x + self.shift(features)[:, :, None, None]
        return F.silu(self.norms[1](self.second(x)))


class TimeEmbedding(nn.Module):
    """Times [b] in [0, 1] as sines and cosines of many periods [b, width] (Vaswani et al. 2017), and one layer."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.pairs = width // 2
        self.layer = nn.Linear(2 * self.pairs, width)

    def forward(self, time: Tensor) -> Tensor:
        """[b] to [b, width]."""
        rates = torch.exp(torch.arange(self.pairs) * (-math.log(LONGEST_PERIOD) / self.pairs)) * LONGEST_PERIOD
        angles = time[:, None] * rates
        return F.silu(self.layer(torch.cat([angles.sin(), angles.cos()], dim=1)))
