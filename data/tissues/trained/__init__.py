"""The families that models are trained on."""

from data.tissues.kinds import Family
from data.tissues.trained import (
    abstract,
    axons,
    blood,
    body,
    brain,
    cavities,
    everyday,
    eye,
    gatherings,
    kidney,
    networks,
    nuclei,
    organelles,
    outdoors,
    rings,
    rods,
    slides,
    surfaces,
)

_MODULES = (
    eye,
    networks,
    blood,
    nuclei,
    axons,
    organelles,
    kidney,
    body,
    brain,
    cavities,
    slides,
    surfaces,
    abstract,
    everyday,
    outdoors,
    rings,
    rods,
    gatherings,
)
FAMILIES: tuple[Family, ...] = tuple(family for module in _MODULES for family in module.FAMILIES)
