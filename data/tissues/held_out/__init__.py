"""The families that are kept for judging. Nothing here is imported by a training family, nor imports one."""

from data.tissues.held_out import chest, garden, layers, sections
from data.tissues.kinds import Family

FAMILIES: tuple[Family, ...] = tuple(
    family for module in (chest, layers, sections, garden) for family in module.FAMILIES
)
