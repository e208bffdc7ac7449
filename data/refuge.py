"""REFUGE, fundus photographs with optic disc and cup (Orlando et al. 2020), in its own layout and in MedSAM-Adapter's.

Its own: photographs anywhere below the folder, and a Disc_Cup_Masks folder whose BMP files of the same names hold 255
for background, 128 for the disc's rim and 0 for the cup. MedSAM-Adapter's (Wu et al. 2023): a folder a photograph, with
NAME_seg_disc_K.png and NAME_seg_cup_K.png by seven graders, of whom a pixel needs the majority.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from data.labelled import LabelledImage, read_label_map, read_picture, require_fit, stem

CLASSES = ("disc", "cup")
NESTING = ((2, 1),)
_PHOTOGRAPHS = (".jpg", ".jpeg", ".png")


class Refuge(Sequence[LabelledImage]):
    """Photographs with labels 1 (disc's rim) and 2 (cup), read when asked for."""

    def __init__(self, places: Sequence[tuple[Path, tuple[Path, ...]]]) -> None:
        self._places = tuple(places)

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, at: int) -> LabelledImage:  # type: ignore[override]
        photograph, masks = self._places[at]
        image = read_picture(photograph)
        labels = _own(masks[0]) if len(masks) == 1 else _graded(masks)
        require_fit(stem(photograph), image.shape[:2], labels.shape)
        return LabelledImage(stem(photograph), image, labels, CLASSES)

    def __iter__(self) -> Iterator[LabelledImage]:
        return (self[k] for k in range(len(self)))

    @property
    def names(self) -> tuple[str, ...]:
        """The photographs' names."""
        return tuple(stem(photograph) for photograph, _ in self._places)


def _own(mask: Path) -> np.ndarray:
    grey = read_picture(mask)[..., 0]
    labels = np.zeros(grey.shape, np.uint8)
    labels[grey < 192] = 1
    labels[grey < 64] = 2
    return labels


def _graded(masks: Sequence[Path]) -> np.ndarray:
    votes = {}
    for part in CLASSES:
        maps = [read_label_map(mask)[0] > 0 for mask in masks if f"_seg_{part}_" in mask.name]
        for other in maps[1:]:
            require_fit(masks[0].parent.name, maps[0].shape, other.shape)
        votes[part] = np.mean(maps, 0) > 0.5
    require_fit(masks[0].parent.name, votes["disc"].shape, votes["cup"].shape)
    # A cup that graders draw beyond the disc counts as disc's inside.
    return np.where(votes["cup"], 2, np.where(votes["disc"], 1, 0)).astype(np.uint8)


def open_refuge(folder: str | Path) -> Refuge:
    """Finds all labelled photographs below a folder.

    Raises:
        ValueError: where there is none, or a mask has no photograph.
    """
    folder = Path(folder)
    found = sorted(folder.rglob("*")) if folder.is_dir() else []
    masks = {at.stem: at for at in found if at.parent.match("**/Disc_Cup_Masks*") or "Disc_Cup_Masks" in at.parts}
    masks = {name: at for name, at in masks.items() if at.suffix.lower() in (".bmp", ".png")}
    photographs = [at for at in found if at.suffix.lower() in _PHOTOGRAPHS and "Disc_Cup_Masks" not in at.parts]
    places: list[tuple[Path, tuple[Path, ...]]] = []
    for photograph in photographs:
        graders = tuple(sorted(photograph.parent.glob(f"{photograph.stem}_seg_*_*.png")))
        parts = {part for part in CLASSES for mask in graders if f"_seg_{part}_" in mask.name}
        if photograph.stem in masks:
            places.append((photograph, (masks.pop(photograph.stem),)))
        elif parts == set(CLASSES):
            places.append((photograph, graders))
    if masks:
        raise ValueError(f"{folder}: the mask {next(iter(masks.values())).name} has no photograph of its name.")
    if not places:
        raise ValueError(f"{folder} holds no photograph with disc and cup in a layout of REFUGE.")
    return Refuge(places)
