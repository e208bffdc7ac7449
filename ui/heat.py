"""Maps of numbers as pictures."""

from __future__ import annotations

import numpy as np

# Light taken away runs to a cool slate, light added to the accent's amber; nothing changed is the stage's own dark.
_TAKEN = np.array([96, 156, 196], np.float32)
_NOTHING = np.array([24, 22, 20], np.float32)
_ADDED = np.array([246, 190, 96], np.float32)
_HATCH = np.array([208, 96, 74], np.float32)


def gain_picture(stops: np.ndarray, limit: float = 4.0) -> np.ndarray:
    """Stops of light added (float [h, w]) as uint8 [h, w, 3]; `limit` stops or more are full colour."""
    share = np.clip(stops / limit, -1, 1)[..., None]
    towards = np.where(share < 0, _TAKEN, _ADDED)
    return (_NOTHING + np.abs(share) * (towards - _NOTHING)).round().astype(np.uint8)


def clipped_picture(photo: np.ndarray, clipped: np.ndarray, period: int = 8) -> np.ndarray:
    """The photo (uint8 [h, w, 3]), greyed, with diagonal hatching where `clipped` (float [h, w], 0 to 1) says that it
    holds no information."""
    height, width = clipped.shape
    grey = photo.mean(axis=2, keepdims=True) * 0.75
    stripes = (np.add.outer(np.arange(height), np.arange(width)) % period) < period // 2
    cover = (clipped * np.where(stripes, 1.0, 0.45))[..., None]
    return (grey + cover * (_HATCH - grey)).round().clip(0, 255).astype(np.uint8)
