"""White blood cells with nucleus and cytoplasm (Zheng et al. 2018, "Fast and robust segmentation of white blood cell
images by self-supervised learning"), and sets that keep their layout.

A folder holds NAME.bmp (or .jpg) and its mask NAME.png: white for the nucleus, grey for the cytoplasm, black for all
else, red cells included.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from data.labelled import LabelledImage, read_picture, require_fit, stem

CLASSES = ("cytoplasm", "nucleus")
NESTING = ((2, 1),)
_PHOTOGRAPHS = (".bmp", ".jpg", ".jpeg", ".tif", ".tiff")


class WhiteBloodCells(Sequence[LabelledImage]):
    """Pictures with labels 1 (cytoplasm) and 2 (nucleus), read when asked for."""

    def __init__(self, places: Sequence[tuple[Path, Path]]) -> None:
        self._places = tuple(places)

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, at: int) -> LabelledImage:  # type: ignore[override]
        picture, mask = self._places[at]
        image, grey = read_picture(picture), read_picture(mask)[..., 0]
        require_fit(stem(picture), image.shape[:2], grey.shape)
        # Nearest of the three greys, since some masks went through a lossy format.
        labels = np.digitize(grey, (64, 192)).astype(np.uint8)
        return LabelledImage(stem(picture), image, labels, CLASSES)

    def __iter__(self) -> Iterator[LabelledImage]:
        return (self[k] for k in range(len(self)))

    @property
    def names(self) -> tuple[str, ...]:
        """The pictures' names."""
        return tuple(stem(picture) for picture, _ in self._places)


def open_wbc(folder: str | Path) -> WhiteBloodCells:
    """Finds all pictures with a mask of their name beside them, in a folder and below.

    Raises:
        ValueError: where there is none, or a picture lacks its mask.
    """
    folder = Path(folder)
    found = sorted(folder.rglob("*")) if folder.is_dir() else []
    pictures = [at for at in found if at.suffix.lower() in _PHOTOGRAPHS]
    lonely = [at.name for at in pictures if not at.with_suffix(".png").exists()]
    if not pictures:
        raise ValueError(f"{folder} holds no pictures (.bmp, .jpg, .tif) with masks (.png) beside them.")
    if lonely:
        raise ValueError(f"{folder}: {lonely[0]} has no mask {Path(lonely[0]).stem}.png beside it.")
    return WhiteBloodCells([(at, at.with_suffix(".png")) for at in pictures])
