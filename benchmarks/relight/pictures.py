"""Pictures made for measuring: a large flash photograph, and scenes whose true gain is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import distance_transform_edt, gaussian_filter
from skimage import data

from models.relight.light import decode_bytes, encode_bytes

Picture = NDArray[np.uint8]


def flash_photograph(height: int, width: int) -> Picture:
    """Uint8 [height, width, 3]: photographs side by side with fine texture all over, lit by a flash.

    The photographs that scikit-image brings are small; what enlarging them cannot give, the texture does.
    """
    tiles = [data.astronaut(), data.coffee(), data.chelsea(), data.rocket()]
    size = (width // 2 + 1, height // 2 + 1)
    quarters = [np.asarray(Image.fromarray(tile).resize(size, Image.Resampling.BICUBIC)) for tile in tiles]
    whole = np.vstack([np.hstack(quarters[:2]), np.hstack(quarters[2:])])[:height, :width]
    light = decode_bytes(whole)
    light *= tiled_texture("gravel", height, width, 0.35)[..., None]
    light *= flash_falloff(height, width)[..., None]
    noise = np.random.default_rng(0).standard_normal(light.shape, np.float32)
    light += 0.002 * noise * np.sqrt(light + 0.001)
    return encode_bytes(light)


def flash_falloff(height: int, width: int) -> NDArray[np.float32]:
    """Float32 [height, width]: strong light in the middle, a twentieth of it at the border."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    distance = np.hypot((y - 0.5 * height) / height, (x - 0.5 * width) / height)
    return (0.05 + 2.2 * np.exp(-((distance / 0.35) ** 2))).astype(np.float32)


def tiled_texture(name: str, height: int, width: int, contrast: float) -> NDArray[np.float32]:
    """Float32 [height, width] of mean 1: a photographed texture at its own resolution."""
    texture = getattr(data, name)().astype(np.float32)
    texture = 1 + contrast * (texture / texture.mean() - 1)
    repeats = (height // texture.shape[0] + 1, width // texture.shape[1] + 1)
    return np.tile(texture, repeats)[:height, :width]


@dataclass(frozen=True)
class StepScene:
    """A textured object on a textured ground, and a gain that steps where the object ends."""

    flash: Picture
    log_gain: NDArray[np.float32]
    """[h, w]: the true natural log-gain, a step with the object's edge as soft as the photograph's."""
    distance: NDArray[np.float32]
    """[h, w]: pixels to the object's edge, positive inside."""

    def relit(self) -> NDArray[np.float32]:
        """Float32 [h, w, 3]: the truth in linear light."""
        return decode_bytes(self.flash) * np.exp(self.log_gain)[..., None]


@dataclass(frozen=True)
class SceneKind:
    """Linear colours of object and ground, their textures, and the noise of the photograph."""

    inside: tuple[float, float, float]
    outside: tuple[float, float, float]
    textures: tuple[str, str] = ("gravel", "brick")
    contrast: float = 0.5
    noise: float = 0.0


SCENES = {
    "strong-edge": SceneKind((0.55, 0.4, 0.3), (0.05, 0.06, 0.08)),
    "weak-edge": SceneKind((0.14, 0.12, 0.09), (0.06, 0.065, 0.08)),
    "colour-edge": SceneKind((0.14, 0.06, 0.05), (0.05, 0.08, 0.09)),
    "noisy": SceneKind((0.5, 0.4, 0.3), (0.04, 0.05, 0.06), ("brick", "grass"), 1.0, 0.01),
}

GAIN_INSIDE, GAIN_OUTSIDE = -0.7, 1.4
"""Natural logarithms, about -1 and +2 stops: the flash's near object is dimmed, the background lifted."""


def step_scene(kind: SceneKind, height: int = 1080, width: int = 1440) -> StepScene:
    """A scene of this kind with a wavy object in the middle."""
    y, x = np.mgrid[:height, :width].astype(np.float32) - np.array([[[height / 2]], [[width / 2]]], np.float32)
    inside = np.hypot(y, x) < 0.28 * height * (1 + 0.15 * np.sin(5 * np.arctan2(y, x)))
    # A lens and a demosaicking leave no edge sharper than this.
    share = gaussian_filter(inside.astype(np.float32), 0.7)
    object_, ground = (tiled_texture(name, height, width, kind.contrast) for name in kind.textures)
    light = (share * object_)[..., None] * kind.inside + ((1 - share) * ground)[..., None] * kind.outside
    light += kind.noise * np.random.default_rng(0).standard_normal(light.shape)
    return StepScene(
        flash=encode_bytes(light.astype(np.float32)),
        log_gain=(share * GAIN_INSIDE + (1 - share) * GAIN_OUTSIDE).astype(np.float32),
        distance=np.where(inside, distance_transform_edt(inside), -distance_transform_edt(~inside)).astype(np.float32),
    )
