"""The light of a portrait: a soft key lamp, the room around it, and a rim from behind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.portraits.attributes import Attributes


@dataclass(frozen=True)
class Light:
    """Directions are unit vectors (x right, y down, z to the viewer); colours are linear, 1 being white."""

    direction: np.ndarray
    key: np.ndarray
    ambient: np.ndarray
    rim: np.ndarray
    rim_direction: np.ndarray
    tint: tuple[float, float, float]

    @property
    def side(self) -> float:
        """Where the key lamp stands: -1 left of the picture, 1 right."""
        return float(self.direction[0])


def light(a: Attributes) -> Light:
    """The light that a portrait's five light attributes describe."""
    azimuth = np.radians(62.0) * a.light_side
    height = np.radians(24.0 + 20.0 * a.light_height)
    direction = np.array([np.sin(azimuth) * np.cos(height), -np.sin(height), np.cos(azimuth) * np.cos(height)])
    warm = np.array([1.0 + 0.13 * a.light_warmth, 1.0, 1.0 - 0.17 * a.light_warmth])
    cool = np.array([1.0 - 0.07 * a.light_warmth, 1.0, 1.0 + 0.10 * a.light_warmth])
    key = warm * (0.74 + 0.42 * a.light_contrast)
    ambient = cool * (0.46 - 0.26 * a.light_contrast)
    behind = -np.sign(a.light_side) if abs(a.light_side) > 0.02 else 1.0
    back = np.array([0.86 * behind, -0.5, 0.0])
    rim = np.array([0.95, 0.98, 1.05]) * (0.55 * a.rim_light)
    tint = np.sqrt(np.clip(0.72 * key + ambient, 0, 2))
    return Light(direction, key, ambient, rim, back / np.linalg.norm(back), tuple(tint.tolist()))
