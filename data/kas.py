"""KAS, contrast-enhanced CT of kidneys with artery, medulla and cortex: the set of the KSAM paper, which is not public.

It is read as NIfTI volumes in images/ and labels/, as 3D Slicer, which it was made with, exports them. Which number
stands for which part is the exporter's choice, so the caller says it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from data.folder import open_folder
from data.labelled import LabelledImage

CLASSES = ("cortex", "medulla", "artery")
NUMBERS: Mapping[str, int] = {"cortex": 1, "medulla": 2, "artery": 3}


class Kas(Sequence[LabelledImage]):
    """Axial slices with labels 1 cortex, 2 medulla, 3 artery."""

    def __init__(self, slices: Sequence[LabelledImage], table: np.ndarray) -> None:
        self._slices, self._table = slices, table

    def __len__(self) -> int:
        return len(self._slices)

    def __getitem__(self, at: int) -> LabelledImage:  # type: ignore[override]
        found = self._slices[at]
        return LabelledImage(found.name, found.image, self._table[found.labels], CLASSES, affine=found.affine)

    def __iter__(self) -> Iterator[LabelledImage]:
        return (self[k] for k in range(len(self)))


def open_kas(folder: str | Path, numbers: Mapping[str, int] = NUMBERS) -> Kas:
    """Lists the slices of a folder of volumes.

    Args:
        folder: holds images/ and labels/ with NIfTI volumes of matching names.
        numbers: for each of cortex, medulla and artery the value that stands for it in the label volumes.

    Raises:
        ValueError: where a part has no number or two have one, or the folder is not such a one.
    """
    if set(numbers) != set(CLASSES) or len(set(numbers.values())) != len(CLASSES):
        raise ValueError(f"Give one number each for {', '.join(CLASSES)}, not {dict(numbers)}.")
    if not all(0 < number < 256 for number in numbers.values()):
        raise ValueError(f"The numbers of the parts must lie between 1 and 255, not {dict(numbers)}.")
    slices = open_folder(folder)
    if "#" not in slices.names[0]:
        raise ValueError(f"{folder} holds pictures; KAS is read from NIfTI volumes.")
    table = np.zeros(256, np.uint8)
    for k, name in enumerate(CLASSES, 1):
        table[numbers[name]] = k
    return Kas(slices, table)
