"""Structural similarity of the luma of two pictures (Wang, Bovik, Sheikh, Simoncelli, IEEE TIP 13(4), 2004)."""

from __future__ import annotations

import numpy as np
from PIL import Image
from skimage.metrics import structural_similarity

from .pairs import ByteArray, check_pair

UNIFORM_WINDOW = 7
GAUSSIAN_WINDOW = 11


def ssim(image: ByteArray, reference: ByteArray) -> float:
    """SSIM in [-1, 1] of two uint8 pictures [h, w, 3] with a uniform 7 x 7 window and range 255.

    The protocol of Chavez et al. 2020: scikit-image's defaults on 8-bit luma. Raises `ModelError` for pictures of
    different sizes or under 7 pixels on a side.
    """
    check_pair(image, reference, UNIFORM_WINDOW)
    score = structural_similarity(luma(image), luma(reference), win_size=UNIFORM_WINDOW, data_range=255)
    return float(score)


def ssim_gaussian(image: ByteArray, reference: ByteArray) -> float:
    """SSIM in [-1, 1] as Wang et al. define it: a Gaussian window, sigma 1.5, population covariance.

    uint8 [h, w, 3] both. Raises `ModelError` for pictures of different sizes or under 11 pixels on a side.
    """
    check_pair(image, reference, GAUSSIAN_WINDOW)
    score = structural_similarity(
        luma(image),
        luma(reference),
        gaussian_weights=True,
        sigma=1.5,
        use_sample_covariance=False,
        data_range=255,
    )
    return float(score)


def luma(image: ByteArray) -> ByteArray:
    """Uint8 [h, w]: Rec. 601 luma of an encoded picture [h, w, 3], rounded as Pillow's mode L does."""
    return np.asarray(Image.fromarray(image).convert("L"))
