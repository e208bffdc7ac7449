"""Portraits parsed into the 19 parts of CelebAMask-HQ, and their attributes read."""

from .checkpoint import load_network, save_network
from .classes import CLASSES
from .configuration import CONFIGS, ParsingConfig, find_config
from .layout import Entry, Layout
from .network import PortraitNetwork, Reading
from .parser import PortraitReader, load_attributes, load_parser

__all__ = [
    "CLASSES",
    "CONFIGS",
    "Entry",
    "Layout",
    "ParsingConfig",
    "PortraitNetwork",
    "PortraitReader",
    "Reading",
    "find_config",
    "load_attributes",
    "load_network",
    "load_parser",
    "save_network",
]
