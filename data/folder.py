"""Any folder of images/ and labels/ with matching names, or of pictures with NAME_labels beside them.

Labels are indexed or grey PNG (the value is the class), 16-bit PNG (the value counts objects of one class), or NIfTI.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from data.labelled import (
    LabelledImage,
    files,
    is_volume,
    read_label_map,
    read_picture,
    read_volume,
    require_classes,
    require_fit,
    stem,
    to_picture,
)

_MARKS = ("_labels", "_label", "_mask", "_seg", "_gt")


@dataclass(frozen=True)
class _Place:
    """Where an item comes from: its two files, and the slice for a volume."""

    image: Path
    labels: Path
    slice: int | None = None


class LabelledFolder(Sequence[LabelledImage]):
    """The pictures of a folder, read when asked for; a volume counts as its slices along the last axis.

    A slice is [x, y] as the file stores it, so that a prediction goes back into the volume by its number.
    """

    def __init__(self, places: Sequence[_Place], class_names: Sequence[str] | None) -> None:
        self._places = tuple(places)
        self._names = tuple(class_names) if class_names else None

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, at: int) -> LabelledImage:  # type: ignore[override]
        place = self._places[at]
        return _slice_of(place, self._names) if place.slice is not None else _picture_of(place, self._names)

    def __iter__(self) -> Iterator[LabelledImage]:
        return (self[k] for k in range(len(self)))

    @property
    def names(self) -> tuple[str, ...]:
        """The items' names, without reading them."""
        return tuple(_name(place) for place in self._places)


def _name(place: _Place) -> str:
    return stem(place.image) if place.slice is None else f"{stem(place.image)}#{place.slice:03d}"


def _class_names(labels: np.ndarray, names: tuple[str, ...] | None) -> tuple[str, ...]:
    return names or tuple(f"class {k + 1}" for k in range(int(labels.max())))


def _picture_of(place: _Place, names: tuple[str, ...] | None) -> LabelledImage:
    image = read_picture(place.image)
    values, counted = read_label_map(place.labels)
    require_fit(stem(place.image), image.shape[:2], values.shape)
    if counted:
        classes = (values > 0).astype(np.uint8)
        return LabelledImage(_name(place), image, classes, names or ("object",), instances=values)
    require_classes(place.labels.name, values, len(names) if names else 255)
    return LabelledImage(_name(place), image, values.astype(np.uint8), _class_names(values, names))


@lru_cache(maxsize=2)
def _volume(image: Path, labels: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The two volumes of a pair, the first as bytes, and their affine; kept, since slices are asked for in turn."""
    values, affine = read_volume(image)
    found, other = read_volume(labels, labels=True)
    require_fit(stem(image), values.shape, found.shape)
    if not np.allclose(affine, other, atol=1e-3):
        raise ValueError(f"{stem(image)}: the volume and its labels lie differently in space (their affines differ).")
    require_classes(labels.name, found)
    return to_picture(values), found.astype(np.uint8), affine


def _slice_of(place: _Place, names: tuple[str, ...] | None) -> LabelledImage:
    values, labels, affine = _volume(place.image, place.labels)
    if names:
        require_classes(place.labels.name, labels, len(names))
    image = np.repeat(values[:, :, place.slice, None], 3, -1)
    return LabelledImage(_name(place), image, labels[:, :, place.slice], _class_names(labels, names), affine=affine)


def _key(path: Path) -> str:
    name = stem(path)
    return next((name[: -len(mark)] for mark in _MARKS if name.lower().endswith(mark)), name)


def _matched(images: Sequence[Path], labels: Sequence[Path], where: str) -> list[tuple[Path, Path]]:
    """Pairs by name: the same, or the image's name with something more after an underscore (as scans' _0000)."""
    by_key: dict[str, Path] = {}
    for label in labels:
        if _key(label) in by_key:
            raise ValueError(
                f"{where} has two label files for {_key(label)}: {by_key[_key(label)].name}, {label.name}."
            )
        by_key[_key(label)] = label
    pairs, lonely = [], []
    for image in images:
        name = stem(image)
        key = (
            name
            if name in by_key
            else next((k for k in sorted(by_key, key=len, reverse=True) if name.startswith(f"{k}_")), None)
        )
        if key is None:
            lonely.append(image.name)
        else:
            pairs.append((image, by_key.pop(key)))
    lonely += [label.name for label in by_key.values()]
    if lonely:
        more = f" and {len(lonely) - 3} more" if len(lonely) > 3 else ""
        raise ValueError(
            f"{where}: {', '.join(lonely[:3])}{more} without a partner; images and labels need the same names."
        )
    return pairs


def _pairs(folder: Path) -> list[tuple[Path, Path]]:
    for one, other in (("images", "labels"), ("imagesTr", "labelsTr")):
        if (folder / one).is_dir() and (folder / other).is_dir():
            return _matched(files(folder / one), files(folder / other), folder.name)
    beside = files(folder) if folder.is_dir() else []
    labels = [at for at in beside if _key(at) != stem(at)]
    if not labels:
        raise ValueError(f"{folder} has neither images/ and labels/ nor pictures with NAME_labels beside them.")
    return _matched([at for at in beside if at not in labels], labels, folder.name)


def open_folder(folder: str | Path, class_names: Sequence[str] | None = None) -> LabelledFolder:
    """Lists a labelled folder; pictures are read when asked for.

    Args:
        folder: holds images/ and labels/ (or imagesTr/ and labelsTr/), or pictures with NAME_labels beside NAME.
        class_names: what the labels 1, 2 … stand for; "class 1" and so on where None.

    Raises:
        ValueError: where there is nothing of the kind, names do not match, a volume is paired with a picture, or a
            volume has not three dimensions. Items that do not fit their labels raise it when read.
    """
    folder = Path(folder)
    places: list[_Place] = []
    for image, labels in _pairs(folder):
        if is_volume(image) != is_volume(labels):
            raise ValueError(f"{image.name} and {labels.name} differ in kind: one is a volume and one a picture.")
        if is_volume(image):
            places += [_Place(image, labels, k) for k in range(_depth(image))]
        else:
            places.append(_Place(image, labels))
    if not places:
        raise ValueError(f"{folder} holds no labelled picture.")
    return LabelledFolder(places, class_names)


def _depth(path: Path) -> int:
    """The number of slices, from the header alone."""
    import nibabel
    from nibabel.filebasedimages import ImageFileError

    try:
        shape = tuple(int(n) for n in nibabel.load(path).shape)  # type: ignore[attr-defined]
    except (OSError, ImageFileError, EOFError) as error:
        raise ValueError(f"{path.name} cannot be read as a NIfTI volume: {error}.") from error
    while len(shape) > 3 and shape[-1] == 1:
        shape = shape[:-1]
    if len(shape) not in (2, 3):
        raise ValueError(f"{path.name} has {len(shape)} dimensions {shape}; a volume has three.")
    return shape[2] if len(shape) == 3 else 1
