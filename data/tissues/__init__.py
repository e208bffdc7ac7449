"""Segmentation tasks without end: pictures as microscopes, scanners and cameras take them, with exact labels."""

from data.tissues.augment import Augmentation, augment
from data.tissues.kinds import Scene, Task
from data.tissues.pack import Pack, PackConfig, open_pack, write_pack
from data.tissues.split import HELD_OUT_FAMILIES, HELD_OUT_TASKS, TRAIN_FAMILIES
from data.tissues.task import draw, families, make_task, sample_task

__all__ = [
    "HELD_OUT_FAMILIES",
    "HELD_OUT_TASKS",
    "TRAIN_FAMILIES",
    "Augmentation",
    "Pack",
    "PackConfig",
    "Scene",
    "Task",
    "augment",
    "draw",
    "families",
    "make_task",
    "open_pack",
    "sample_task",
    "write_pack",
]
