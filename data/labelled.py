"""One labelled picture, and how pictures, label maps and volumes are read from files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

PICTURE_SUFFIXES = (".png", ".bmp", ".tif", ".tiff", ".jpg", ".jpeg", ".webp", ".gif")
VOLUME_SUFFIXES = (".nii", ".nii.gz")
_MOST_VOXELS = 2**31


@dataclass(frozen=True)
class LabelledImage:
    """A picture or one slice of a volume with its labels.

    Args:
        name: of the file, without folder and suffix; a slice has "#" and its number after it.
        image: UInt8[h, w, 3].
        labels: UInt8[h, w]; 0 is background, k is class_names[k - 1].
        class_names: in the order of the labels.
        instances: Int32[h, w] numbers of single objects, where the file has them.
        affine: Float64[4, 4] from voxels to millimetres, for a slice of a volume.
    """

    name: str
    image: np.ndarray
    labels: np.ndarray
    class_names: tuple[str, ...]
    instances: np.ndarray | None = None
    affine: np.ndarray | None = None


def stem(path: Path) -> str:
    """The file's name without its suffix, and without both of .nii.gz."""
    name = path.name
    for suffix in sorted((*PICTURE_SUFFIXES, *VOLUME_SUFFIXES), key=len, reverse=True):
        if name.lower().endswith(suffix):
            return name[: -len(suffix)]
    return path.stem


def is_volume(path: Path) -> bool:
    """Whether the name is that of a NIfTI file."""
    return path.name.lower().endswith(VOLUME_SUFFIXES)


def files(folder: Path) -> list[Path]:
    """The pictures and volumes that lie in a folder, by name."""
    known = (*PICTURE_SUFFIXES, *VOLUME_SUFFIXES)
    return sorted(at for at in folder.iterdir() if at.is_file() and at.name.lower().endswith(known))


def to_picture(values: np.ndarray, low: float | None = None, high: float | None = None) -> np.ndarray:
    """UInt8 of the same shape: `low` to `high` (the 0.5th and 99.5th percentile where None) onto 0 to 255."""
    values = np.nan_to_num(np.asarray(values, np.float32))
    bounds = np.percentile(values, (0.5, 99.5)) if low is None or high is None else (low, high)
    span = max(float(bounds[1] - bounds[0]), 1e-6)
    return (np.clip((values - bounds[0]) / span, 0, 1) * 255 + 0.5).astype(np.uint8)


def read_picture(path: Path) -> np.ndarray:
    """UInt8[h, w, 3] of a picture file; more than 8 bits are stretched between their percentiles.

    Raises:
        ValueError: where the file cannot be read as one picture.
    """
    try:
        with Image.open(path) as file:
            if file.mode in ("I;16", "I;16B", "I;16L", "I", "F"):
                grey = to_picture(np.asarray(file, np.float32))
                return np.repeat(grey[..., None], 3, -1)
            return np.asarray(file.convert("RGB"))
    except (OSError, SyntaxError) as error:
        raise ValueError(f"{path.name} cannot be read as a picture: {error}.") from error


def read_label_map(path: Path) -> tuple[np.ndarray, bool]:
    """Int32[h, w] of an indexed, grey or 16-bit file, and whether its numbers count objects (16 bits) or name classes.

    A file of 0 and 255 alone is a mask of class 1.

    Raises:
        ValueError: for a file in colours, or one that cannot be read.
    """
    try:
        with Image.open(path) as file:
            mode = file.mode
            if mode not in ("P", "L", "1", "I;16", "I;16B", "I;16L", "I"):
                raise ValueError(
                    f"{path.name} holds colours ({mode}), not labels; save it as an indexed, grey or 16-bit PNG."
                )
            values = np.asarray(file).astype(np.int32)
    except (OSError, SyntaxError) as error:
        raise ValueError(f"{path.name} cannot be read as labels: {error}.") from error
    deep = mode.startswith("I")
    if not deep and set(np.unique(values).tolist()) <= {0, 255}:
        values = (values > 0).astype(np.int32)
    return values, deep


def read_volume(path: Path, labels: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Float32[x, y, z] (Int32 for `labels`) of a NIfTI file, and its affine Float64[4, 4].

    Raises:
        ValueError: where the file is not a NIfTI volume of three dimensions, or holds more than 2 gigavoxels.
    """
    import nibabel
    from nibabel.filebasedimages import ImageFileError

    try:
        file: Any = nibabel.load(path)
        shape = tuple(int(n) for n in file.shape)
        while len(shape) > 3 and shape[-1] == 1:
            shape = shape[:-1]
        if len(shape) not in (2, 3):
            raise ValueError(f"{path.name} has {len(shape)} dimensions {shape}; a volume has three.")
        if int(np.prod(shape, dtype=np.int64)) > _MOST_VOXELS:
            raise ValueError(f"{path.name} claims {shape} voxels, more than can be read.")
        values = np.asanyarray(file.dataobj).reshape(shape if len(shape) == 3 else (*shape, 1))
    except (OSError, ImageFileError, EOFError) as error:
        raise ValueError(f"{path.name} cannot be read as a NIfTI volume: {error}.") from error
    if labels:
        return np.rint(np.nan_to_num(values)).astype(np.int32), file.affine
    return values.astype(np.float32), file.affine


def require_fit(name: str, image: Sequence[int], labels: Sequence[int]) -> None:
    """Raises ValueError where a picture and its labels differ in height, width or depth."""
    if tuple(image) != tuple(labels):
        raise ValueError(f"{name}: the image is {_sides(image)} and its labels are {_sides(labels)}; they must agree.")


def _sides(shape: Sequence[int]) -> str:
    return " x ".join(str(n) for n in shape)


def require_classes(name: str, labels: np.ndarray, most: int = 255) -> None:
    """Raises ValueError where a label map holds numbers that no class can have."""
    low, high = int(labels.min()), int(labels.max())
    if low < 0 or high > most:
        raise ValueError(f"{name} holds labels from {low} to {high}; classes go from 0 to {most}.")
