"""What a portrait is made of: one frozen dataclass whose fields are also the declarative table of attributes."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Literal

Kind = Literal["continuous", "hue", "category"]

NATURAL_COLOURS = ("black", "brown", "auburn", "red", "blond", "grey", "white")
HAIR_COLOURS = (*NATURAL_COLOURS, "blue", "pink", "green")
EYE_COLOURS = ("brown", "hazel", "green", "blue", "grey", "amber")
HAIR_STYLES = ("bald", "buzz", "short", "bob", "long", "bun", "ponytail", "braids")
FRINGES = ("none", "straight", "swept", "curtain", "wispy")
GLASSES = ("none", "round", "square", "aviator", "cat-eye", "half-rim", "sunglasses")
GLASSES_COLOURS = ("black", "tortoise", "gold", "silver", "red", "blue")
HATS = ("none", "beanie", "cap", "fedora", "beret", "headscarf")
EARRINGS = ("none", "stud", "hoop", "drop")
NECKLACES = ("none", "beads", "chain", "pendant")
JEWELLERY = ("gold", "silver", "pearl", "coral")
CLOTHING = ("crew", "v-neck", "shirt", "hoodie", "turtleneck", "blazer", "overalls")
PATTERNS = ("plain", "stripes", "dots", "check", "knit")
BACKGROUNDS = ("plain", "gradient", "bokeh", "wall", "window", "foliage")


@dataclass(frozen=True)
class Spec:
    """One row of the table: what an attribute is, how it is drawn at random, what it may change.

    Args:
        name: the field of `Attributes`.
        kind: "continuous" in [low, high], "hue" a turn in [0, 1), or "category".
        low, high: the range of a continuous attribute (degrees for yaw, pitch and tilt, otherwise no unit).
        categories: the values of a category, in the order of its one-hot code.
        sampled: in words, how `from_gaussian` draws it.
        regions: the face-parsing classes whose pixels it may change ("all" for light and pose).
    """

    name: str
    kind: Kind
    low: float
    high: float
    categories: tuple[str, ...]
    sampled: str
    regions: tuple[str, ...]


def _continuous(low: float, high: float, default: float, regions: str, sampled: str) -> Any:
    return field(default=default, metadata={"row": ("continuous", low, high, (), sampled, regions)})


def _signed(regions: str, sampled: str = "normal, sd .5, clipped") -> Any:
    return _continuous(-1.0, 1.0, 0.0, regions, sampled)


def _hue(default: float, regions: str, sampled: str = "uniform") -> Any:
    return field(default=default, metadata={"row": ("hue", 0.0, 1.0, (), sampled, regions)})


def _category(categories: tuple[str, ...], default: str, regions: str, sampled: str) -> Any:
    return field(default=default, metadata={"row": ("category", 0.0, 0.0, categories, sampled, regions)})


FACE = "skin nose l_ear r_ear neck"
EYES = "l_eye r_eye skin eye_g"
HEAD = "skin nose l_ear r_ear l_brow r_brow l_eye r_eye eye_g u_lip l_lip mouth hair hat ear_r background neck cloth"


@dataclass(frozen=True)
class Attributes:
    """One portrait in numbers and categories; the defaults are a plain, friendly, frontal face.

    Ranges and categories are in `SPECS`; `validated` checks them. Hues are turns in [0, 1): 0 red, 1/3 green.
    """

    age: float = _continuous(0.0, 1.0, 0.2, f"{FACE} l_eye r_eye", "uniform to the power 1.5: 0 young, 1 very old")
    skin_tone: float = _continuous(0.0, 1.0, 0.3, f"{FACE} l_eye r_eye u_lip l_lip", "uniform: 0 fair, 1 deep")
    skin_undertone: float = _signed(f"{FACE} l_eye r_eye u_lip l_lip", "normal: -1 rosy, 1 golden")
    blush: float = _continuous(0.0, 1.0, 0.25, FACE, "beta-like, mostly faint")
    freckles: float = _continuous(0.0, 1.0, 0.0, FACE, "zero for three in four, else uniform")
    face_width: float = _signed(HEAD)
    face_length: float = _signed(HEAD)
    jaw_width: float = _signed(HEAD, "normal, moved by the hidden build")
    jaw_squareness: float = _signed(HEAD, "normal, moved by the hidden build")
    chin_size: float = _signed(HEAD)
    cheek_fullness: float = _signed(HEAD)
    ear_size: float = _signed("l_ear r_ear ear_r background hair")
    eye_size: float = _signed(EYES)
    eye_spacing: float = _signed(EYES)
    eye_slant: float = _signed(EYES)
    eye_roundness: float = _signed(EYES)
    lid_crease: float = _continuous(0.0, 1.0, 0.6, EYES, "uniform: 0 no fold, 1 a deep one")
    eye_openness: float = _signed(EYES, "normal; one in twelve nearly closed")
    gaze_x: float = _signed("l_eye r_eye", "normal, sd .4: -1 left of the picture")
    gaze_y: float = _signed("l_eye r_eye", "normal, sd .3: -1 up")
    eye_colour: str = _category(EYE_COLOURS, "brown", "l_eye r_eye", "brown more often with deeper skin")
    eye_shade: float = _signed("l_eye r_eye", "normal: -1 dark, 1 pale")
    lashes: float = _continuous(0.0, 1.0, 0.4, EYES, "uniform, moved by the hidden build")
    eyeshadow: float = _continuous(0.0, 1.0, 0.0, EYES, "zero for two in three, else uniform")
    eyeshadow_hue: float = _hue(0.85, EYES)
    brow_thickness: float = _signed("l_brow r_brow skin", "normal, moved by the hidden build")
    brow_arch: float = _signed("l_brow r_brow skin")
    brow_raise: float = _signed("l_brow r_brow skin", "normal: -1 lowered, 1 raised")
    brow_frown: float = _signed("l_brow r_brow skin", "normal: -1 worried, 1 stern")
    brow_colour: str = _category(
        NATURAL_COLOURS, "brown", "l_brow r_brow skin", "brows and beard: the hair's own colour, or a natural one"
    )
    nose_width: float = _signed("nose skin")
    nose_length: float = _signed("nose skin")
    nose_bridge: float = _signed("nose skin")
    nose_tip: float = _signed("nose skin", "normal: -1 drooping, 1 upturned")
    lip_fullness: float = _signed("u_lip l_lip mouth skin")
    mouth_width: float = _signed("u_lip l_lip mouth skin")
    smile: float = _signed("u_lip l_lip mouth skin nose", "normal, mean .3, sd .5: -1 sad, 1 beaming")
    mouth_open: float = _continuous(
        0.0, 1.0, 0.0, "u_lip l_lip mouth skin", "zero for three in five, else uniform, lower without a smile"
    )
    lipstick: float = _continuous(0.0, 1.0, 0.0, "u_lip l_lip", "zero for three in five, else uniform")
    lipstick_hue: float = _signed("u_lip l_lip", "uniform: -1 coral, 0 red, 1 plum")
    beard: float = _continuous(0.0, 1.0, 0.0, "skin neck cloth", "by the hidden build: zero for two in three")
    moustache: float = _continuous(0.0, 1.0, 0.0, "skin u_lip", "with the beard, or alone")
    stubble: float = _continuous(0.0, 1.0, 0.0, "skin neck", "by the hidden build")
    hair_style: str = _category(HAIR_STYLES, "short", "hair skin background neck cloth", "by the hidden build")
    hair_length: float = _signed("hair background neck cloth skin")
    hair_volume: float = _signed("hair background skin")
    curl: float = _continuous(0.0, 1.0, 0.1, "hair skin background neck cloth", "uniform: straight, wavy, curly, coily")
    hair_colour: str = _category(HAIR_COLOURS, "brown", "hair", "natural by skin and age; one in eight dyed")
    hair_shade: float = _signed("hair", "normal: -1 darker, 1 lighter")
    fringe: str = _category(FRINGES, "none", "hair skin l_brow r_brow", "none for two in five")
    parting: float = _signed("hair skin", "normal: -1 far left of the picture")
    glasses: str = _category(GLASSES, "none", "eye_g skin l_eye r_eye nose", "none for half")
    glasses_colour: str = _category(GLASSES_COLOURS, "black", "eye_g", "even, black twice as often")
    hat: str = _category(HATS, "none", "hat hair background skin", "none for half")
    hat_hue: float = _hue(0.6, "hat")
    hat_lightness: float = _continuous(0.0, 1.0, 0.45, "hat", "uniform")
    earrings: str = _category(EARRINGS, "none", "ear_r", "none for half")
    necklace: str = _category(NECKLACES, "none", "neck_l neck cloth", "none for half")
    jewellery: str = _category(JEWELLERY, "gold", "ear_r neck_l", "gold and silver more often")
    clothing: str = _category(CLOTHING, "crew", "cloth neck", "even")
    clothing_hue: float = _hue(0.55, "cloth")
    clothing_saturation: float = _continuous(0.0, 1.0, 0.5, "cloth", "uniform")
    clothing_lightness: float = _continuous(0.0, 1.0, 0.5, "cloth", "uniform")
    pattern: str = _category(PATTERNS, "plain", "cloth", "plain for two in five")
    background: str = _category(BACKGROUNDS, "gradient", "background", "even")
    background_hue: float = _hue(0.1, "background")
    background_saturation: float = _continuous(0.0, 1.0, 0.35, "background", "uniform, squared")
    background_lightness: float = _continuous(0.0, 1.0, 0.55, "background", "uniform")
    light_side: float = _signed("all", "normal, sd .6: -1 from the picture's left")
    light_height: float = _signed("all", "normal: -1 low, 1 high")
    light_warmth: float = _signed("all", "normal: -1 cool, 1 warm")
    light_contrast: float = _continuous(0.0, 1.0, 0.45, "all", "uniform: 0 overcast, 1 a single lamp")
    rim_light: float = _continuous(0.0, 1.0, 0.3, "all", "uniform")
    yaw: float = _continuous(-24.0, 24.0, 0.0, "all", "normal, sd 11 degrees; positive turns to the picture's right")
    pitch: float = _continuous(-10.0, 10.0, 0.0, "all", "normal, sd 4.5 degrees; positive looks up")
    tilt: float = _continuous(-10.0, 10.0, 0.0, "all", "normal, sd 4.5 degrees; positive leans to the picture's right")
    smoking: float = _continuous(0.0, 1.0, 0.0, "all", "zero for nine in ten, else .5 to 1")
    horror: float = _continuous(0.0, 1.0, 0.0, "all", "zero for nine in ten, else .6 to 1")

    def validated(self) -> Attributes:
        """Returns self; raises ValueError naming the first attribute outside its range or categories."""
        for spec in SPECS:
            value = getattr(self, spec.name)
            if spec.kind == "category":
                if value not in spec.categories:
                    raise ValueError(f"{spec.name} must be one of {', '.join(spec.categories)}, not {value!r}")
            elif not spec.low <= value <= spec.high:
                raise ValueError(f"{spec.name} must lie in [{spec.low}, {spec.high}], not {value!r}")
        return self


def _row(name: str, row: tuple[Any, ...]) -> Spec:
    kind, low, high, categories, sampled, regions = row
    return Spec(name, kind, low, high, categories, sampled, tuple(regions.split()))


SPECS: tuple[Spec, ...] = tuple(_row(f.name, f.metadata["row"]) for f in fields(Attributes))
BY_NAME: dict[str, Spec] = {spec.name: spec for spec in SPECS}
FLAGGED = ("smoking", "horror")
