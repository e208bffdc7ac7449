"""Looks: how pictures are taken. A look is a style, decided for a task, and what develops a canvas by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.tissues.kinds import Array, Generator
from data.tissues.looks import cameras, microscopes, optics, scanners
from data.tissues.looks.style import Style, drifted
from data.tissues.stage import Stage


@dataclass(frozen=True)
class Look:
    """`channels` of the canvas, what draws a style, what develops the canvas, and the share saved as JPEG."""

    channels: int
    style: Callable[[Generator], Style]
    develop: Callable[[Stage, Style], Array]
    compressed: float = 0.3


LOOKS: dict[str, Look] = {
    "ct": Look(1, scanners.ct_style, scanners.ct, 0.15),
    "mri": Look(1, scanners.mri_style, scanners.mri, 0.1),
    "xray": Look(1, scanners.xray_style, scanners.xray),
    "ultrasound": Look(1, scanners.ultrasound_style, scanners.ultrasound),
    "oct": Look(1, scanners.oct_style, scanners.oct_scan),
    "stained": Look(3, microscopes.stained_style, microscopes.stained, 0.5),
    "smear": Look(3, microscopes.smear_style, microscopes.stained, 0.5),
    "em": Look(1, microscopes.em_style, microscopes.em, 0.1),
    "fluorescence": Look(3, microscopes.fluorescence_style, microscopes.fluorescence, 0.15),
    "phase": Look(1, microscopes.phase_style, microscopes.phase, 0.2),
    "fundus": Look(3, cameras.fundus_style, cameras.fundus, 0.6),
    "red_free": Look(3, cameras.fundus_style, cameras.red_free),
    "photo": Look(3, cameras.camera_style, cameras.photo, 0.7),
    "grey_photo": Look(3, cameras.camera_style, cameras.grey_photo),
    "dermoscope": Look(3, cameras.camera_style, cameras.dermoscope, 0.7),
    "endoscope": Look(3, cameras.endoscope_style, cameras.endoscope, 0.7),
}


def develop(stage: Stage, look: str, task_rng: Generator) -> Array:
    """UInt8[h, w, 3]: the canvas as `look` shows it, in the task's style and with this picture's drift."""
    kind = LOOKS[look]
    style = drifted(kind.style(task_rng), kind.style(stage.rng), stage.drift)
    picture = optics.to_bytes(kind.develop(stage, style))
    if stage.rng.random() < kind.compressed:
        picture = optics.jpeg(picture, int(stage.rng.integers(35, 96)))
    return picture


__all__ = ["LOOKS", "Look", "develop"]
