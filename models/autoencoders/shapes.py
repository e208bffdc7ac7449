"""The size of what a convolution makes, and of what a transposed one makes.

The lecture's n' = (n + 2p - f) / s + 1 and n' = (n - 1) s - 2p + f, completed with dilation d and output padding a
(Dumoulin and Visin 2016, relationships 14 and 15, and PyTorch's Conv2d and ConvTranspose2d).
"""

from __future__ import annotations

from ..errors import ModelError


def convolution_size(n: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """floor((n + 2p - d (f - 1) - 1) / s) + 1 pixels. Raises `ModelError` where the kernel is larger than the input."""
    _check(n, kernel, stride, padding, dilation)
    free = n + 2 * padding - dilation * (kernel - 1) - 1
    if free < 0:
        raise ModelError(
            f"A kernel that spans {dilation * (kernel - 1) + 1} pixels does not fit into {n} padded by {padding}."
        )
    return free // stride + 1


def transposed_size(
    n: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1, output_padding: int = 0
) -> int:
    """(n - 1) s - 2p + d (f - 1) + a + 1 pixels.

    Raises `ModelError` where nothing would be left, or for an output padding that is not under stride or dilation.
    """
    _check(n, kernel, stride, padding, dilation)
    if not 0 <= output_padding < max(stride, dilation):
        raise ModelError(f"An output padding of {output_padding} has to be smaller than the stride or the dilation.")
    size = (n - 1) * stride - 2 * padding + dilation * (kernel - 1) + output_padding + 1
    if size < 1:
        raise ModelError(f"A padding of {padding} leaves nothing of the transposed convolution's output.")
    return size


def output_padding_back_to(size: int, n: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """The output padding with which a transposed convolution of `n` pixels gives back `size`.

    Several sizes convolve to the same one, so that the inverse has to be told which. Raises `ModelError` where no
    output padding does.
    """
    missing = size - transposed_size(n, kernel, stride, padding, dilation)
    if not 0 <= missing < max(stride, dilation):
        raise ModelError(f"No transposed convolution with these numbers makes {size} pixels of {n}.")
    return missing


def _check(n: int, kernel: int, stride: int, padding: int, dilation: int) -> None:
    if n < 1 or kernel < 1 or stride < 1 or padding < 0 or dilation < 1:
        raise ModelError("Size, kernel, stride and dilation are at least 1, and padding is at least 0.")
