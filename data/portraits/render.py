"""A portrait from its attributes: the order in which everything is painted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.portraits import (
    background,
    brows,
    clothing,
    complexion,
    eyes,
    facial_hair,
    flagged,
    glasses,
    hair,
    hats,
    head,
    jewellery,
    mouth,
    nose,
)  # fmt: skip
from data.portraits.attributes import Attributes
from data.portraits.easel import Easel
from data.portraits.geometry import Face
from data.portraits.light import Light, light

SMALLEST, LARGEST = 32, 512


@dataclass(frozen=True)
class Portrait:
    """A picture and its exact parsing.

    Args:
        image: UInt8[size, size, 3], sRGB.
        parsing: UInt8[size, size], the 19 classes of CelebAMask-HQ in `easel.CLASSES`; "l_" is left of the picture.
        attributes: what was drawn.
        seed: what strands, bokeh, freckles and folds were keyed by.
    """

    image: np.ndarray
    parsing: np.ndarray
    attributes: Attributes
    seed: int


def render(attributes: Attributes, size: int, seed: int | None = None) -> Portrait:
    """Draws one portrait, the same bit for bit whenever attributes, size and seed are the same.

    Args:
        attributes: what to draw.
        size: side in pixels, 32 to 512.
        seed: keys all texture (hairs, freckles, leaves ...); None stands for 0.

    Raises:
        ValueError: for a size out of range, or an attribute out of its own.
    """
    if not SMALLEST <= size <= LARGEST:
        raise ValueError(f"a portrait's side must lie in {SMALLEST} to {LARGEST} pixels, not {size}")
    attributes.validated()
    seed = 0 if seed is None else int(seed)
    easel = Easel(size, seed)
    _paint(easel, Face(attributes), light(attributes))
    return Portrait(easel.image(), easel.parsing(), attributes, seed)


def _paint(easel: Easel, face: Face, lamp: Light) -> None:
    a = face.attributes
    scarf = a.hat == "headscarf"
    background.draw(easel, a, lamp)
    hairdo = hair.arrange(easel, face, lamp)
    if not scarf:
        hair.behind(easel, face, lamp, hairdo)
    with easel.shifted(head.BODY_Y):
        body = head.neck(easel, face, lamp)
        body.addPath(clothing.draw(easel, face, lamp))
    body.offset(0.0, head.BODY_Y)
    head.chin_shadow(easel, face, lamp, body)
    with easel.shifted(head.BODY_Y):
        jewellery.necklace(easel, face, lamp)
    if not scarf:
        head.ears(easel, face, lamp)
    head.face(easel, face, lamp)
    if not scarf:
        hair.shadow(easel, face, lamp, hairdo)
    hats.shadow(easel, face, lamp)
    lips = mouth.mouth(face)
    complexion.draw(easel, face, lamp)
    nose.draw(easel, face, lamp)
    eyes.draw(easel, face, lamp)
    brows.draw(easel, face, lamp)
    facial_hair.draw(easel, face, lamp, lips)
    mouth.draw(easel, face, lamp)
    flagged.horror(easel, face, lamp)
    if not scarf:
        hair.front(easel, face, lamp, hairdo)
    glasses.draw(easel, face, lamp)
    jewellery.earrings(easel, face, lamp)
    hats.draw(easel, face, lamp)
    flagged.smoking(easel, face, lamp, lips)
