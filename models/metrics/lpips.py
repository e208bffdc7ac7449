"""LPIPS, the learned perceptual distance (Zhang, Isola, Efros, Shechtman, Wang, CVPR 2018).

The `lpips` package brings its own calibration but fetches the backbone; here the backbone comes from a file that
is already on this machine, and nothing is ever fetched.
"""

from __future__ import annotations

import warnings
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch

from ..errors import ModelError
from .pairs import ByteArray, check_pair

BACKBONE_FILES = {
    "alex": "alexnet-owt-7be5be79.pth",
    "vgg": "vgg16-397923af.pth",
    "squeeze": "squeezenet1_1-b8a52dc0.pth",
}
"""The files torchvision keeps its ImageNet weights in, by the name LPIPS gives the backbone."""

SMALLEST_SIDE = 32


def find_backbone(net: str = "alex") -> Path | None:
    """The backbone's weights in PyTorch's own cache folder, or None when they are not there.

    Raises `ModelError` for a backbone that LPIPS does not have.
    """
    if net not in BACKBONE_FILES:
        raise ModelError(f"There is no LPIPS backbone {net!r}; there are {', '.join(BACKBONE_FILES)}.")
    path = Path(torch.hub.get_dir()) / "checkpoints" / BACKBONE_FILES[net]
    return path if path.is_file() else None


def lpips(image: ByteArray, reference: ByteArray, net: str = "alex", weights: Path | None = None) -> float:
    """The distance of two uint8 pictures [h, w, 3]: 0 for equal ones, larger for less alike.

    `weights` is a file with torchvision's ImageNet weights of the backbone; without it PyTorch's cache folder is
    looked at. Raises `ModelError` when there are none, and for pictures of different sizes or under 32 pixels.
    """
    check_pair(image, reference, SMALLEST_SIDE)
    cached = find_backbone(net)
    path = weights or cached
    if path is None or not path.is_file():
        raise ModelError(
            f"LPIPS needs the weights of its backbone, {BACKBONE_FILES[net]}, which are not on this machine."
        )
    with torch.inference_mode():
        return float(_load(net, path.resolve())(_signed(image), _signed(reference)))


@lru_cache(maxsize=2)
def _load(net: str, path: Path) -> torch.nn.Module:
    import lpips as package

    with warnings.catch_warnings():
        # The package asks torchvision for the untrained network by an argument that torchvision deprecates.
        warnings.simplefilter("ignore")
        model = package.LPIPS(net=net, pnet_rand=True, verbose=False)
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
        for name, module in model.net.named_modules():
            # The slices keep the numbers of torchvision's layers: slice2.3 is features.3.
            if name.count(".") == 1 and any(True for _ in module.parameters()):
                prefix = f"features.{name.partition('.')[2]}."
                layer = {key.removeprefix(prefix): value for key, value in state.items() if key.startswith(prefix)}
                module.load_state_dict(layer)
    except Exception as error:
        raise ModelError(f"{path.name} does not hold the weights of the LPIPS backbone {net!r}.") from error
    return model.eval()


def _signed(image: ByteArray) -> torch.Tensor:
    """Float[1, 3, h, w] in [-1, 1], as the network takes pictures."""
    return torch.from_numpy(np.moveaxis(image.astype(np.float32), 2, 0)[None] / 127.5 - 1.0)
