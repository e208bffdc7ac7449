"""Where the codec's training starts: as a network that already keeps the mean colour of each 8 x 8 block.

An AutoencoderKL normalises by groups of channels, which takes the level of a picture's colour away, so that colours
come back late in training if at all. Its residual blocks have straight connections, however: three channels of each
level are made to carry the whitened colours through them, strided convolutions average, those after an up-sampling
interpolate, and beside them stand constants large enough that the last norms divide by nearly the same everywhere.
All other weights stay at random.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional as F

from training.codec_objective import Whitening

CONSTANT_SPREAD = 4.0
"""How many times the colours' deviation the constants beside them give to their group."""
MOST_CHANNELS = 16
"""Of a large group no more are set."""
LINEAR_AT = 4.0
"""Where SiLU is nearly straight."""
FIRST_LOG_VARIANCE = -6.0
RIDGE = 1e-3


@torch.no_grad()
def keep_colours(network: Any, whitening: Whitening, pictures: torch.Tensor) -> None:
    """Sets the straight connections of an AutoencoderKL, and fits its two last layers.

    Args:
        network: an untrained `AutoencoderKL` with group norms and no attention.
        whitening: of the training pictures.
        pictures: Float[b, 3, h, w] in [-1, 1], some dozens, for the least squares.
    """
    encoder, decoder = network.encoder, network.decoder
    matrix = whitening.matrix()
    _pass(encoder.conv_in, _centre(matrix), -matrix @ torch.tensor(whitening.mean, dtype=torch.float32))
    _pass(decoder.conv_in, _centre(torch.eye(3)))
    pooling, smooth = torch.zeros(3, 3), torch.tensor([1.0, 2.0, 1.0]) / 4
    pooling[:2, :2] = 0.25
    for block in encoder.down_blocks:
        _straight(block.resnets)
        for layer in block.downsamplers or ():
            _pass(layer.conv, torch.eye(3)[:, :, None, None] * pooling)
    for block in decoder.up_blocks:
        _straight(block.resnets)
        for layer in block.upsamplers or ():
            _pass(layer.conv, torch.eye(3)[:, :, None, None] * torch.outer(smooth, smooth))
    for middle in (encoder.mid_block, decoder.mid_block):
        _straight(middle.resnets)
    _constants(encoder.conv_norm_out, [*encoder.down_blocks[-1].resnets, *encoder.mid_block.resnets])
    _constants(decoder.conv_norm_out, list(decoder.up_blocks[-1].resnets))
    for layer in (network.quant_conv, network.post_quant_conv):
        layer.weight.copy_(torch.eye(layer.out_channels)[:, :, None, None])
        layer.bias.zero_()
    _fit_last_layers(network, whitening.colours(pictures), pictures)


def _fit_last_layers(network: Any, colours: torch.Tensor, pictures: torch.Tensor) -> None:
    encoder, decoder, latents = network.encoder, network.decoder, network.config.latent_channels
    features = _before(encoder.conv_out, lambda: encoder(pictures))
    _fit(encoder.conv_out, features, F.adaptive_avg_pool2d(colours, features.shape[-2:]))
    encoder.conv_out.weight[latents:].zero_()
    encoder.conv_out.bias[latents:].fill_(FIRST_LOG_VARIANCE)
    means = network.encode(pictures).latent_dist.mean
    features = _before(decoder.conv_out, lambda: decoder(means))
    _fit(decoder.conv_out, features, pictures)


def _pass(layer: nn.Conv2d, weight: torch.Tensor, bias: torch.Tensor | None = None) -> None:
    """Lets the first three outputs of a convolution depend on the first three inputs alone, by Float[3, 3, k, k]."""
    layer.weight[:3].zero_()
    layer.weight[:3, :3].copy_(weight)
    layer.bias[:3].copy_(torch.zeros(3) if bias is None else bias)


def _centre(matrix: torch.Tensor) -> torch.Tensor:
    kernel = torch.zeros(3, 3, 3, 3)
    kernel[:, :, 1, 1] = matrix
    return kernel


def _straight(blocks: nn.ModuleList) -> None:
    """Residual blocks add nothing to the first three channels, and shortcuts hand them on."""
    for block in blocks:
        block.conv2.weight[:3].zero_()
        block.conv2.bias[:3].zero_()
        if block.conv_shortcut is not None:
            _pass(block.conv_shortcut, torch.eye(3)[:, :, None, None])


def _constants(norm: nn.GroupNorm, blocks: list[Any]) -> None:
    """Fills the colours' group so that its mean is none and its deviation the same for every picture, nearly.

    Behind the colours stand their negatives, and pairs of a constant and its negative; they come from the shortcut
    of the first of `blocks` and reach the norm behind the last. A group needs eight channels.
    """
    size = norm.num_channels // norm.num_groups
    last = min(size, MOST_CHANNELS)
    signs = torch.tensor([1.0, -1.0]).repeat((last - 6) // 2)
    for position, block in enumerate(blocks):
        block.conv2.weight[3:last].zero_()
        block.conv2.bias[3:last].zero_()
        if position == 0:
            block.conv_shortcut.weight[3:last].zero_()
            block.conv_shortcut.weight[3:6, :3].copy_(-torch.eye(3)[:, :, None, None])
            block.conv_shortcut.bias[3:6].zero_()
            block.conv_shortcut.bias[6:last].copy_(signs * CONSTANT_SPREAD * (size / len(signs)) ** 0.5)
    norm.weight[:last].fill_(CONSTANT_SPREAD)
    norm.bias[:last].fill_(LINEAR_AT)


def _before(layer: nn.Module, forward: Any) -> torch.Tensor:
    """What a layer is given in a forward pass."""
    given: list[torch.Tensor] = []
    hook = layer.register_forward_pre_hook(lambda _, inputs: given.append(inputs[0]))
    forward()
    hook.remove()
    return given[0]


def _fit(layer: nn.Conv2d, features: torch.Tensor, target: torch.Tensor) -> None:
    """Ridge regression of a 3 x 3 convolution's centre: features Float[b, c, h, w] to target Float[b, 3, h, w]."""
    rows = features.permute(0, 2, 3, 1).reshape(-1, features.shape[1]).double()
    rows = torch.cat([rows, torch.ones(len(rows), 1, dtype=torch.float64)], dim=1)
    wanted = target.permute(0, 2, 3, 1).reshape(-1, 3).double()
    penalty = RIDGE * len(rows) * torch.eye(rows.shape[1], dtype=torch.float64)
    penalty[-1, -1] = 0.0
    found = torch.linalg.solve(rows.T @ rows + penalty, rows.T @ wanted).T.float()
    layer.weight[:3].zero_()
    layer.weight[:3, :, 1, 1].copy_(found[:, :-1])
    layer.bias[:3].copy_(found[:, -1])
