"""The registered shapes of the parsing network."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from ..errors import ModelError


@dataclass(frozen=True)
class ParsingConfig:
    """A U-Net (Ronneberger et al. 2015) on a timm residual encoder, and the head that reads attributes.

    The decoder ends at half the size and a sub-pixel convolution (Shi et al. 2016) gives the labels their full one:
    blocks of few channels at full size would be half of the cost on a CPU.

    Args:
        name: by which the configuration is registered.
        size: side in pixels at which pictures are read.
        encoder: the encoder's name in segmentation_models_pytorch; "tu-" stands for timm.
        stem_width: half the channels of the encoder's first level, at 1/2 of the size.
        encoder_channels: channels at 1/4, 1/8, 1/16 and 1/32.
        encoder_layers: residual blocks of each of those levels.
        decoder_channels: channels at 1/16, 1/8, 1/4 and 1/2.
        grid_channels: channels to which 1/8 and 1/16 are reduced before they are read position by position.
        hidden: width of the attribute head's hidden layers.
        dropout: share of the head's inputs left out while training.
    """

    name: str = "small"
    size: int = 128
    encoder: str = "tu-resnet10t"
    stem_width: int = 16
    encoder_channels: tuple[int, ...] = (32, 64, 128, 192)
    encoder_layers: tuple[int, ...] = (1, 2, 2, 1)
    decoder_channels: tuple[int, ...] = (128, 64, 48, 32)
    grid_channels: tuple[int, int] = (12, 32)
    hidden: int = 256
    dropout: float = 0.1

    def to_dict(self) -> dict[str, Any]:
        """As plain values, for a checkpoint's metadata."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> ParsingConfig:
        """The inverse of `to_dict`. Raises `ModelError` for keys that no configuration has."""
        unknown = set(values) - set(asdict(cls()))
        if unknown:
            raise ModelError(f"The parsing network's configuration has the unknown key {sorted(unknown)[0]}.")
        plain: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
        return cls(**plain)


CONFIGS: dict[str, ParsingConfig] = {
    "small": ParsingConfig(),
    "large": ParsingConfig(
        name="large",
        size=256,
        encoder="tu-resnet18",
        stem_width=32,
        encoder_channels=(64, 128, 256, 512),
        encoder_layers=(2, 2, 2, 2),
        decoder_channels=(256, 128, 64, 48),
        grid_channels=(16, 48),
        hidden=384,
    ),
}


def find_config(name: str) -> ParsingConfig:
    """The configuration of that name; `ModelError` when there is none."""
    if name not in CONFIGS:
        raise ModelError(f"There is no parsing configuration {name}; there are {', '.join(CONFIGS)}.")
    return CONFIGS[name]
