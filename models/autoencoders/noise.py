"""C(x): how a picture is corrupted before it is seen (Vincent et al. 2010, section 4.3)."""

from __future__ import annotations

import torch
from torch import Tensor

from ..errors import ModelError
from .configuration import Noise


def add_noise(pictures: Tensor, noise: Noise, level: float, generator: torch.Generator) -> Tensor:
    """A corrupted copy of pictures [b, c, h, w].

    `gaussian` adds values of standard deviation `level` and does not clip, which would tell black from dark;
    `masking` blackens that share of the pixels; `salt-pepper` makes half of that share black and half white. All
    channels of a pixel go together. Raises `ModelError` for another name or a level outside 0 to 1.
    """
    if not 0.0 <= level <= 1.0:
        raise ModelError(f"A corruption of {level:g} is not between 0 and 1.")
    if noise == "gaussian":
        return pictures + level * torch.randn(pictures.shape, generator=generator)
    chance = torch.rand((len(pictures), 1, *pictures.shape[2:]), generator=generator)
    if noise == "masking":
        return torch.where(chance < level, torch.zeros(()), pictures)
    if noise == "salt-pepper":
        return torch.where(chance < level, (chance < level / 2).to(pictures.dtype), pictures)
    raise ModelError(f"There is no corruption {noise!r}; there are gaussian, masking, salt-pepper.")
