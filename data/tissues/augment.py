"""What changes between a template and a target: the view, the light, the sharpness and the noise.

Geometry goes to image and labels alike; the rest to the image alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import fft, ndimage

from data.tissues.fields import smooth
from data.tissues.kinds import Array, Generator


@dataclass(frozen=True)
class Augmentation:
    """How strongly pictures are changed; every strength may be 0. Shares are probabilities.

    The changes are those UniverSeg trains with (Butoi et al. 2023, table of augmentations); the strengths are ours.

    Args:
        turn: largest rotation either way, in degrees.
        zoom: smallest and largest magnification.
        shift: largest displacement, as a share of the side.
        shear: largest shear either way.
        flip: share mirrored, in each direction on its own.
        quarter_turns: share turned by a multiple of 90 degrees.
        elastic: share bent, and `bend`, the deviation of the bending as a share of the side.
        crop: share cut to a window of between `window` and 1 of the side, which is then enlarged.
        blur: share blurred or sharpened, by up to `sigma` pixels at 128.
        noise: share with noise, of deviation up to `grain` in [0, 1].
        gamma: deviation of the logarithm of the tone curve's power.
        contrast: deviation of the logarithm of the contrast.
        brightness: deviation of the level in [0, 1].
        colour: deviation of the channels' gains; grey pictures stay grey.
        invert: share turned into negatives.
        grey: share of coloured pictures made grey.
    """

    turn: float = 25.0
    zoom: tuple[float, float] = (0.8, 1.3)
    shift: float = 0.1
    shear: float = 0.12
    flip: float = 0.5
    quarter_turns: float = 0.25
    elastic: float = 0.5
    bend: float = 0.03
    crop: float = 0.2
    window: float = 0.6
    blur: float = 0.3
    sigma: float = 1.4
    noise: float = 0.4
    grain: float = 0.08
    gamma: float = 0.25
    contrast: float = 0.25
    brightness: float = 0.08
    colour: float = 0.08
    invert: float = 0.0
    grey: float = 0.05


def augment(image: Array, labels: Array, seed: int, config: Augmentation | None = None) -> tuple[Array, Array]:
    """One picture and its labels, changed as `seed` says.

    Args:
        image: UInt8[s, s, 3].
        labels: UInt8[s, s], or [s, s, k] for several maps that go together.
        seed: 0 or more; the same seed gives the same bytes.
        config: the strengths; `Augmentation()` where None.

    Returns arrays of the same shapes and types. What comes into view from outside is mirrored.

    Raises:
        ValueError: where the image is not square with three channels, or the labels are of another size.
    """
    if image.ndim != 3 or image.shape[0] != image.shape[1] or image.shape[2] != 3:
        raise ValueError(f"An image to change must be square with 3 channels, not {image.shape}.")
    if labels.shape[:2] != image.shape[:2]:
        raise ValueError(
            f"The labels are {labels.shape[:2]} and the image {image.shape[:2]}; they must be of one size."
        )
    config = config or Augmentation()
    rng = np.random.Generator(np.random.SFC64(seed))
    row, column = _view(rng, config, image.shape[0])
    moved = np.stack(
        [
            ndimage.map_coordinates(image[..., k].astype(np.float32), (row, column), order=1, mode="mirror")
            for k in range(3)
        ],
        -1,
    )
    return _light(rng, config, moved / 255), _picked(labels, row, column)


def augment_many(
    images: Array, labels: Array, seeds: Sequence[int], config: Augmentation | None = None
) -> tuple[Array, Array]:
    """A stack UInt8[n, s, s, 3] with labels [n, s, s], each picture as `augment` changes it with its own seed."""
    pairs = [augment(image, label, seed, config) for image, label, seed in zip(images, labels, seeds, strict=True)]
    return np.stack([image for image, _ in pairs]), np.stack([label for _, label in pairs])


def _view(rng: Generator, config: Augmentation, size: int) -> tuple[Array, Array]:
    """Where each pixel of the new view lies in the old one: Float32[s, s] rows and columns."""
    angle = np.deg2rad(rng.uniform(-config.turn, config.turn))
    zoom = np.exp(rng.uniform(np.log(config.zoom[0]), np.log(config.zoom[1])))
    shear = rng.uniform(-config.shear, config.shear)
    offset = rng.uniform(-config.shift, config.shift, 2) * 2
    mirrored, quarters, turns = rng.random(2) < config.flip, rng.random() < config.quarter_turns, rng.integers(1, 4)
    if rng.random() < config.crop:
        zoom /= rng.uniform(config.window, 1)
    if quarters:
        angle += turns * np.pi / 2
    matrix = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ [[1, shear], [0, 1]] / zoom
    matrix = matrix * np.where(mirrored, -1, 1)
    line = ((np.arange(size, dtype=np.float32) + 0.5) / size) * 2 - 1
    u, v = line[None, :], line[:, None]
    x = matrix[0, 0] * u + matrix[0, 1] * v + offset[0]
    y = matrix[1, 0] * u + matrix[1, 1] * v + offset[1]
    if rng.random() < config.elastic:
        coarse, fine = config.bend * 2 * rng.uniform(0.2, 1.2, 2)
        x = x + coarse * smooth(rng, size, 3) + 0.3 * fine * smooth(rng, size, 8)
        y = y + coarse * smooth(rng, size, 3) + 0.3 * fine * smooth(rng, size, 8)
    return ((y + 1) * size / 2 - 0.5).astype(np.float32), ((x + 1) * size / 2 - 0.5).astype(np.float32)


def _picked(labels: Array, row: Array, column: Array) -> Array:
    """Labels at the nearest pixels, mirrored at the border as the image is."""
    size = labels.shape[0]
    period = max(2 * (size - 1), 1)
    at = []
    for axis in (row, column):
        whole = np.rint(axis).astype(int) % period
        at.append(np.where(whole > size - 1, period - whole, whole))
    return labels[at[0], at[1]]


def _sharpness(rng: Generator, config: Augmentation, picture: Array) -> Array:
    """Blurs or sharpens in one go, in the cosine domain, whose border is mirrored."""
    size = picture.shape[0]
    sigma = max(rng.uniform(0.1, 1.0) * config.sigma * size / 128, 1e-3)
    amount = rng.uniform(0.3, 1.2) if rng.random() < 0.4 else 0.0
    frequency = np.arange(size, dtype=np.float32) * np.float32(np.pi / size)
    fall = np.exp(-0.5 * (sigma * frequency) ** 2)
    low = (fall[:, None] * fall[None, :])[..., None]
    gain = 1 + amount * (1 - low) if amount else low
    return fft.idctn(fft.dctn(picture, axes=(0, 1), norm="ortho") * gain, axes=(0, 1), norm="ortho")


def _light(rng: Generator, config: Augmentation, picture: Array) -> Array:
    """UInt8[s, s, 3] of a picture in [0, 1] after blur, tone, colour and noise."""
    size = picture.shape[0]
    if rng.random() < config.blur:
        picture = _sharpness(rng, config, picture)
    is_grey = np.abs(picture[..., 0] - picture[..., 1]).max() + np.abs(picture[..., 1] - picture[..., 2]).max() < 0.02
    power, contrast = np.exp(rng.normal(0, config.gamma)), np.exp(rng.normal(0, config.contrast))
    level, gains = rng.normal(0, config.brightness), 1 + rng.normal(0, config.colour, 3)
    drained, negative = rng.random() < config.grey, rng.random() < config.invert
    picture = np.clip(picture, 0, 1) ** np.float32(power)
    middle = picture.mean()
    picture = (picture - middle) * np.float32(contrast) + middle + np.float32(level)
    if not is_grey:
        picture = picture * gains.astype(np.float32)
        if drained:
            picture = np.repeat(picture.mean(-1, keepdims=True), 3, -1)
    if negative:
        picture = 1 - picture
    if rng.random() < config.noise:
        grain = np.float32(config.grain * rng.uniform(0.1, 1))
        picture = picture + grain * rng.standard_normal((size, size, 1 if is_grey else 3), dtype=np.float32)
    return (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)
