"""A contact sheet of tasks: a row a task, a column a picture, the classes outlined."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from data.tissues.kinds import Array, Scene, Task
from data.tissues.task import draw

OUTLINES = np.array(
    [[0, 0, 0], [255, 40, 40], [40, 220, 60], [60, 130, 255], [255, 200, 0], [230, 60, 230], [0, 220, 220]], np.uint8
)


def outlined(scene: Scene, enlarge: int = 1) -> Array:
    """UInt8[h, w, 3]: the picture with a line around each class, `enlarge` times larger."""
    image = np.repeat(np.repeat(scene.image, enlarge, 0), enlarge, 1)
    labels = np.repeat(np.repeat(scene.labels, enlarge, 0), enlarge, 1)
    edge = np.zeros(labels.shape, bool)
    for axis in (0, 1):
        edge |= (labels != np.roll(labels, 1, axis)) | (labels != np.roll(labels, -1, axis))
    edge[[0, -1]] = edge[:, [0, -1]] = False
    line = edge & (labels > 0)
    image[line] = OUTLINES[(labels[line].astype(int) - 1) % (len(OUTLINES) - 1) + 1]
    return image


def sheet(tasks: Sequence[Task], columns: int, size: int, enlarge: int = 1, captions: bool = True) -> Array:
    """UInt8[rows, columns, 3]: all tasks; each row begins with a picture without outlines."""
    rows = []
    for task in tasks:
        scenes = [draw(task, index, size) for index in range(columns)]
        plain = np.repeat(np.repeat(scenes[0].image, enlarge, 0), enlarge, 1)
        row = np.hstack([plain, *(outlined(scene, enlarge) for scene in scenes)])
        rows.append(_captioned(row, task) if captions else row)
    return np.vstack(rows)


def _captioned(row: Array, task: Task) -> Array:
    image = Image.new("RGB", (row.shape[1], row.shape[0] + 12), (24, 24, 24))
    image.paste(Image.fromarray(row), (0, 12))
    text = f"{task.family} {task.seed} · {task.look} · {', '.join(task.class_names)}"
    ImageDraw.Draw(image).text((2, 0), text, (230, 230, 230))
    return np.asarray(image)


def write(path: Path, tasks: Sequence[Task], columns: int, size: int) -> Path:
    """Draws the sheet into a PNG and returns its path."""
    Image.fromarray(sheet(tasks, columns, size)).save(path)
    return path
