"""The diffusion model's codec: pictures to latents of an eighth of their size and back.

    codec = load_codec(load().slot("codec"))
    latents = codec.encode(pictures)                       # float32 [n, 4, ceil(h / 8), ceil(w / 8)]
    codec.decode(latents, size=pictures.shape[1:3])        # uint8 [n, h, w, 3]
    codec.decode(interpolate(latents[0], latents[1], np.linspace(0, 1, 9)))

The network is diffusers' AutoencoderKL (Kingma and Welling 2014; Rombach et al. 2022, section 3.1) in diffusers' own
folder layout: config.json beside the weights. Latents are the posterior's mean times `scaling_factor`, so that over
the training pictures their standard deviation is 1.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray

from models.checkpoints import open_checkpoint
from models.errors import ModelError
from models.packs.pack import Slot

if TYPE_CHECKING:
    pass

ByteArray = NDArray[np.uint8]
FloatArray = NDArray[np.float32]

MAX_PIXELS = 1 << 21
"""Pixels of the largest picture: the decoder holds hundreds of bytes for each."""
PIXELS_AT_ONCE = 1 << 18
"""Pixels that go through the network together, a bound on memory for large batches."""


@dataclass(frozen=True)
class Codec:
    """An AutoencoderKL and what its configuration says of it.

    Args:
        network: in evaluation mode; a diffusers pipeline takes it as its `vae`.
        scaling_factor: what the posterior's mean is multiplied by.
        factor: pixels a latent covers, each way.
        channels: of the latents.
    """

    network: Any
    scaling_factor: float
    factor: int
    channels: int

    @torch.inference_mode()
    def encode(self, pixels: ByteArray) -> FloatArray:
        """Latents float32 [n, channels, ceil(h / factor), ceil(w / factor)] of uint8 [n, h, w, 3] sRGB pictures.

        Sides that the factor does not divide are continued with their last pixels on the right and at the bottom.
        Raises `ModelError` for another type or shape, and for pictures of more than `MAX_PIXELS`.
        """
        if pixels.dtype != np.uint8 or pixels.ndim != 4 or pixels.shape[3] != 3 or 0 in pixels.shape:
            raise ModelError(
                f"The codec encodes 8-bit pictures [n, h, w, 3], not {pixels.dtype} of shape {pixels.shape}."
            )
        height, width = pixels.shape[1:3]
        self._check_size(height, width)
        padding = ((0, 0), (0, -height % self.factor), (0, -width % self.factor), (0, 0))
        padded = np.pad(pixels, padding, mode="edge")
        means = []
        for part in self._parts(padded, padded.shape[1] * padded.shape[2]):
            signed = torch.from_numpy(np.ascontiguousarray(part)).permute(0, 3, 1, 2).to(self._device) / 127.5 - 1.0
            means.append(self.network.encode(signed).latent_dist.mean * self.scaling_factor)
        return torch.cat(means).float().cpu().numpy()

    @torch.inference_mode()
    def decode(self, latents: FloatArray, size: Sequence[int] | None = None) -> ByteArray:
        """Pictures uint8 [n, factor * h, factor * w, 3] of latents [n, channels, h, w], cropped to `size` if given.

        `size` is (height, width) of the pictures that were encoded. Raises `ModelError` for another shape, latents
        that are not finite, and a size that these latents cannot have come from.
        """
        if latents.ndim != 4 or latents.shape[1] != self.channels or 0 in latents.shape:
            raise ModelError(
                f"The codec decodes latents [n, {self.channels}, h, w], not an array of shape {latents.shape}."
            )
        if not np.isfinite(latents).all():
            raise ModelError("The latents hold numbers that are not finite, so there is no picture of them.")
        height, width = self.factor * latents.shape[2], self.factor * latents.shape[3]
        self._check_size(height, width)
        rows, columns = (height, width) if size is None else size
        if not (0 <= height - rows < self.factor and 0 <= width - columns < self.factor):
            raise ModelError(
                f"Latents of {latents.shape[3]} × {latents.shape[2]} are of a picture of {width} × {height} pixels or "
                f"up to {self.factor - 1} fewer each way, not of one of {columns} × {rows}."
            )
        pictures = []
        for part in self._parts(latents, height * width):
            given = torch.from_numpy(np.ascontiguousarray(part, dtype=np.float32)).to(self._device)
            decoded = self.network.decode(given / self.scaling_factor).sample.clamp(-1.0, 1.0)
            pictures.append(((decoded + 1.0) * 127.5).round().to(torch.uint8).permute(0, 2, 3, 1).cpu().numpy())
        return np.ascontiguousarray(np.concatenate(pictures)[:, :rows, :columns])

    def reconstruct(self, pixels: ByteArray) -> ByteArray:
        """What comes back of uint8 [n, h, w, 3], at the same size."""
        return self.decode(self.encode(pixels), pixels.shape[1:3])

    @property
    def _device(self) -> torch.device:
        return next(self.network.parameters()).device

    @staticmethod
    def _parts(rows: NDArray[Any], pixels: int) -> list[NDArray[Any]]:
        together = max(1, PIXELS_AT_ONCE // pixels)
        return [rows[i : i + together] for i in range(0, len(rows), together)]

    @staticmethod
    def _check_size(height: int, width: int) -> None:
        if height * width > MAX_PIXELS:
            raise ModelError(
                f"A picture of {width} × {height} pixels is too large for the codec; "
                f"at most {MAX_PIXELS // 1_000_000} megapixels go."
            )


def interpolate(first: FloatArray, second: FloatArray, shares: Sequence[float] | NDArray[np.float64]) -> FloatArray:
    """Float32 [len(shares), c, h, w]: straight from latents `first` [c, h, w] (share 0) to `second` (share 1).

    A codec's latents fill their space unevenly, so the straight line is right here, and not the great circle that
    suits Gaussian noise. Raises `ModelError` for latents of different shapes.
    """
    if first.shape != second.shape:
        raise ModelError(f"Latents of shapes {first.shape} and {second.shape} have nothing between them.")
    at = np.asarray(shares, np.float32).reshape(-1, *(1,) * first.ndim)
    return ((1 - at) * first + at * second).astype(np.float32)


def load_codec(slot: Slot, device: str = "cpu") -> Codec:
    """The codec of a slot: its weights, and config.json in the same folder; nothing is fetched.

    Raises `ModelError` for missing or altered files, and weights that the configuration does not describe.
    """
    from diffusers import AutoencoderKL

    state = open_checkpoint(slot)
    configuration = _configuration(slot.files[0].with_name("config.json"))
    try:
        network = AutoencoderKL.from_config(configuration)
        network.load_state_dict(state)
    except (RuntimeError, TypeError, ValueError) as error:
        raise ModelError(f"The weights of the slot {slot.name} do not fit the config.json beside them.") from error
    network = network.to(device).eval().requires_grad_(False)
    return Codec(
        network=network,
        scaling_factor=float(network.config["scaling_factor"]),
        factor=2 ** (len(network.config["block_out_channels"]) - 1),
        channels=int(network.config["latent_channels"]),
    )


def _configuration(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"The codec needs {file.name} beside its weights, and it cannot be read.") from error
    if not isinstance(found, dict) or found.get("_class_name") != "AutoencoderKL":
        raise ModelError(f"{file.name} beside the codec's weights does not describe an AutoencoderKL.")
    return found
