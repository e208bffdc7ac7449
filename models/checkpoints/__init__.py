"""The one door for checkpoints: one safe reader a format, none of which runs pickled code."""

from .reader import FORMATS, open_checkpoint

__all__ = ["FORMATS", "open_checkpoint"]
