"""Intel Open Image Denoise on the processor, where its package is installed."""

from __future__ import annotations

import numpy as np


def available() -> bool:
    """Whether the denoiser can be used."""
    try:
        import pyoidn  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def denoise(image: np.ndarray, albedo: np.ndarray, normal: np.ndarray) -> np.ndarray:
    """`image` (linear HDR, float32 [h w 3]) without its noise, led by first-hit albedo and normal.

    Without the package the picture comes back as it is.
    """
    if not available():
        return image
    import pyoidn

    color, albedo, normal = (np.ascontiguousarray(x, dtype=np.float32) for x in (image, albedo, normal))
    return np.maximum(pyoidn.denoise(color, albedo=albedo.clip(0, 1), normal=normal, hdr=True), 0.0)
