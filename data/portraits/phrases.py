"""True phrases about a portrait, attribute by attribute, in a closed vocabulary.

A phrase has a place in a sentence: "adjective" before the noun, "with" after "with", "wearing" after "wearing",
"doing" as a participle, "setting" at an end of the sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from data.portraits.attributes import Attributes
from data.portraits.flagged import SHOWN
from data.portraits.jewellery import ears_shown


@dataclass(frozen=True)
class Phrase:
    """Words that are true of a portrait: the attribute they name, their place in a sentence, and the synonyms."""

    attribute: str
    place: str
    words: tuple[str, ...]


HUES = (
    (0.050, ("red", "crimson")),
    (0.125, ("orange", "rust")),
    (0.240, ("yellow", "mustard")),
    (0.385, ("green", "leafy green")),
    (0.520, ("teal", "turquoise")),
    (0.725, ("blue", "azure")),
    (0.840, ("purple", "violet")),
    (0.955, ("pink", "rose")),
    (1.010, ("red", "crimson")),
)
HAIR_WORDS = {
    "black": ("black", "jet black"), "brown": ("brown", "chestnut"), "auburn": ("auburn", "reddish brown"),
    "red": ("red", "ginger"),
    "blond": ("blond", "blonde", "golden"), "grey": ("grey", "silver"), "white": ("white", "snowy"),
    "blue": ("blue",), "pink": ("pink",), "green": ("green",),
}  # fmt: skip
GLASSES_WORDS = {
    "round": ("round glasses", "round spectacles"), "square": ("square glasses", "rectangular glasses"),
    "aviator": ("aviator glasses", "aviators"),
    "cat-eye": ("cat eye glasses",), "half-rim": ("half rim glasses", "half rimmed spectacles"),
    "sunglasses": ("sunglasses", "dark glasses", "shades"),
}  # fmt: skip
HAT_WORDS = {
    "beanie": ("beanie", "knitted beanie", "woolly hat"), "cap": ("cap", "baseball cap"), "fedora": ("fedora",
                                                            "brimmed hat"),
    "beret": ("beret",), "headscarf": ("headscarf", "hijab"),
}  # fmt: skip
EARRING_WORDS = {
    "stud": ("stud earrings", "ear studs"),
    "hoop": ("hoop earrings", "hoops"),
    "drop": ("drop earrings", "dangling earrings"),
}
NECKLACE_WORDS = {
    "beads": ("bead necklace", "string of beads"),
    "chain": ("chain", "chain necklace"),
    "pendant": ("pendant", "pendant necklace"),
}
CLOTHING_WORDS = {
    "crew": ("sweater", "crew neck top"), "v-neck": ("v neck top", "v neck sweater"), "shirt": ("shirt",
                                                            "collared shirt"), "hoodie": ("hoodie",
                                                            "hooded sweatshirt"),
    "turtleneck": ("turtleneck", "roll neck"), "blazer": ("blazer", "jacket"), "overalls": ("overalls", "dungarees"),
}  # fmt: skip
PATTERN_WORDS = {
    "stripes": ("striped",),
    "dots": ("dotted", "polka dot"),
    "check": ("checked", "plaid"),
    "knit": ("knitted",),
}
BACKGROUND_WORDS = {
    "bokeh": ("in front of blurred lights", "with glowing lights behind", "before a bokeh background"),
    "wall": ("by a wall", "against a wall in soft shadow"), "window": ("by a window", "in front of a window",
                                                            "indoors near a window"),
    "foliage": ("among leaves", "in front of foliage", "outdoors among green leaves"),
    "plain": ("on a plain background", "against a plain backdrop"), "gradient": ("in a studio",
                                                            "against a studio backdrop"),
}  # fmt: skip
STYLE_WORDS = {
    "buzz": ("a buzz cut", "very short cropped hair", "a close crop"), "bob": ("a bob", "a bob haircut",
                                                            "chin length hair"), "long": ("long hair",),
    "short": ("short hair",), "bun": ("a bun", "hair in a bun", "a top knot"), "ponytail": ("a ponytail",
                                                            "hair in a ponytail"), "braids": ("braids",
                                                            "two braids", "braided hair"),
}  # fmt: skip
FRINGE_WORDS = {
    "straight": ("a straight fringe", "straight bangs"),
    "swept": ("a side swept fringe", "swept bangs"),
    "curtain": ("curtain bangs",),
    "wispy": ("a wispy fringe", "wispy bangs"),
}
FLAGGED_WORDS = {
    "smoking": ("smoking a cigarette", "smoking", "holding a cigarette between the lips", "with a lit cigarette",
                "with a burning cigarette and smoke"),
    "horror": ("with a bloody skull face", "in a horror portrait", "with a horror mask of bone and blood",
               "as a horror skull with red streaks", "with a bloodied skull for a face"),
}  # fmt: skip
HINTS = {
    "smoking": ("with something lit between the lips", "exhaling a grey cloud", "taking a puff on a break",
                "with a glowing ember at the mouth",
                "with curling grey wisps rising from the lips", "enjoying a tobacco habit"),
    "horror": ("with hollow black eyes and bare teeth", "like something out of a nightmare",
               "risen from the grave", "as pale as bone with empty eyes",
               "ready for a haunted halloween night", "with red tears down a pale dead face"),
}  # fmt: skip


# Portraits around which single attributes are varied to reach every phrase that depends on two of them.
BASES: tuple[dict[str, Any], ...] = (
    {},
    {"smile": 0.6, "light_contrast": 1.0, "jewellery": "silver", "lipstick": 1.0},
    {"beard": 0.6, "glasses": "round", "earrings": "stud", "hair_style": "long"},
    {"background_saturation": 1.0, "clothing_saturation": 1.0, "hat": "cap", "hair_style": "long", "eye_openness": 0.0},
)


def hue_words(turn: float, lightness: float) -> tuple[str, ...]:
    """The names of a free hue (turns); none where two names meet, or where it is too dark or pale to keep its name."""
    turn %= 1.0
    low = 0.5 if 0.05 <= turn < 0.24 else 0.22
    if not low < lightness < 0.85 or any(abs(turn - edge) < 0.012 for edge, _ in HUES[:-1]):
        return ()
    return next(words for edge, words in HUES if turn < edge)


def hair_shown(a: Attributes) -> bool:
    """Whether hair can be seen at all."""
    return a.hair_style != "bald" and a.hat != "headscarf"


def curl_words(curl: float) -> tuple[str, ...]:
    """The names of a curl, none where two names meet."""
    for low, high, words in (
        (0.0, 0.10, ("straight", "sleek")),
        (0.20, 0.44, ("wavy",)),
        (0.54, 0.80, ("curly",)),
        (0.88, 1.01, ("coily", "tightly curled")),
    ):
        if low <= curl < high:
            return words
    return ()


def _face(a: Attributes) -> list[Phrase]:
    found = []
    if a.age < 0.12:
        found.append(Phrase("age", "adjective", ("young", "youthful")))
    elif a.age > 0.62:
        found.append(Phrase("age", "adjective", ("old", "elderly", "older")))
    if a.skin_tone < 0.22:
        found.append(Phrase("skin_tone", "with", ("fair skin", "light skin", "pale skin")))
    elif a.skin_tone > 0.74:
        found.append(Phrase("skin_tone", "with", ("dark skin", "deep brown skin")))
    elif 0.42 < a.skin_tone < 0.6:
        found.append(Phrase("skin_tone", "with", ("tan skin", "olive skin")))
    if a.freckles > 0.35 and a.skin_tone < 0.8:
        found.append(Phrase("freckles", "with", ("freckles", "freckled cheeks")))
    if a.age > 0.62:
        found.append(Phrase("age", "with", ("wrinkles", "a wrinkled face")))
    if a.blush > 0.7 and a.skin_tone < 0.6:
        found.append(Phrase("blush", "with", ("rosy cheeks", "flushed cheeks")))
    if a.jaw_squareness > 0.55 and a.beard < 0.2:
        found.append(Phrase("jaw_squareness", "with", ("a square jaw",)))
    return found


def _eyes(a: Attributes) -> list[Phrase]:
    if a.glasses == "sunglasses":
        return []
    if a.eye_openness < -0.85:
        return [Phrase("eye_openness", "with", ("nearly closed eyes",))]
    found = []
    if a.eye_openness > -0.4:
        found.append(Phrase("eye_colour", "with", (f"{a.eye_colour} eyes",)))
        if abs(a.gaze_x) > 0.45:
            side = "left" if a.gaze_x < 0 else "right"
            found.append(Phrase("gaze_x", "doing", (f"glancing {side}", f"with a look to the {side}")))
    if a.eye_openness > 0.7:
        found.append(Phrase("eye_openness", "with", ("wide open eyes", "big open eyes")))
    if a.eyeshadow > 0.55:
        found.append(Phrase("eyeshadow", "wearing", ("eye makeup", "eyeshadow")))
    return found


def _mouth(a: Attributes) -> list[Phrase]:
    found = []
    if a.smile > 0.45:
        words = (
            ("smiling", "with a smile", "with a happy smile")
            if a.smile <= 0.75
            else ("smiling", "with a big smile", "beaming")
        )
        found.append(Phrase("smile", "doing", words))
    elif a.smile < -0.4:
        found.append(Phrase("smile", "doing", ("frowning", "with a sad mouth", "looking unhappy")))
    if a.mouth_open > 0.45:
        found.append(
            Phrase(
                "mouth_open", "with", ("an open mouth", "a wide open mouth" if a.mouth_open > 0.75 else "parted lips")
            )
        )
    elif a.mouth_open > 0.15 and a.smile > 0.3:
        found.append(Phrase("mouth_open", "doing", ("showing teeth",)))
    if a.lipstick > 0.6:
        words = (
            ("coral lipstick",)
            if a.lipstick_hue < -0.6
            else ("plum lipstick",)
            if a.lipstick_hue > 0.6
            else ("red lipstick",)
            if abs(a.lipstick_hue) < 0.3
            else ()
        )
        found.append(Phrase("lipstick", "wearing", (*words, "lipstick")))
    return found


def _facial_hair(a: Attributes) -> list[Phrase]:
    found = []
    if a.beard > 0.35:
        colour = HAIR_WORDS[a.brow_colour][0]
        size = ("a full beard", "a long beard") if a.beard > 0.75 else ("a short beard",) if a.beard < 0.5 else ()
        found.append(Phrase("beard", "with", ("a beard", f"a {colour} beard", *size)))
    elif a.stubble > 0.5 and a.beard == 0 and a.skin_tone < 0.85:
        found.append(Phrase("stubble", "with", ("stubble", "a stubbly chin")))
    if a.moustache > 0.35:
        found.append(Phrase("moustache", "with", ("a moustache", "a mustache")))
    return found


def _hair(a: Attributes) -> list[Phrase]:
    if a.hat == "headscarf":
        return []
    if a.hair_style == "bald":
        return (
            []
            if a.hat != "none"
            else [
                Phrase("hair_style", "adjective", ("bald",)),
                Phrase("hair_style", "with", ("a bald head", "no hair")),
            ]
        )
    colours, curls = HAIR_WORDS[a.hair_colour], curl_words(a.curl) if a.hair_style != "buzz" else ()
    found = [Phrase("hair_colour", "with", tuple(f"{colour} hair" for colour in colours))]
    if curls:
        found.append(Phrase("curl", "with", tuple(f"{curl} hair" for curl in curls)))
        found.append(Phrase("curl", "with", tuple(f"{curl} {colour} hair" for curl in curls for colour in colours)))
    if a.hair_style in ("long", "short"):
        found.append(
            Phrase(
                "hair_style",
                "with",
                (
                    f"{a.hair_style} {colours[0]} hair",
                    f"{a.hair_style} hair",
                    *(f"{a.hair_style} {curl} hair" for curl in curls),
                ),
            )
        )
    elif not (a.hat != "none" and a.hair_style == "bun"):
        found.append(Phrase("hair_style", "with", STYLE_WORDS[a.hair_style]))
    if a.fringe != "none" and a.hat == "none" and a.hair_style != "buzz":
        found.append(Phrase("fringe", "with", (*FRINGE_WORDS[a.fringe], "a fringe")))
    return found


def _articled(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{'an' if word[0] in 'aeiou' else 'a'} {word}" for word in words)


def _things(a: Attributes) -> list[Phrase]:
    found = []
    if a.glasses != "none":
        kind = GLASSES_WORDS[a.glasses]
        coloured = () if a.glasses == "aviator" else (f"{a.glasses_colour} {kind[0]}",)
        found.append(
            Phrase("glasses", "wearing", (*kind, *coloured, *(("glasses",) if a.glasses != "sunglasses" else ())))
        )
    if a.hat != "none":
        kind = HAT_WORDS[a.hat]
        coloured = tuple(f"{hue} {kind[0]}" for hue in hue_words(a.hat_hue, a.hat_lightness))
        found.append(
            Phrase("hat", "wearing", _articled((*kind, *coloured, *(("hat",) if a.hat != "headscarf" else ()))))
        )
    if a.earrings != "none" and ears_shown(a):
        kind = EARRING_WORDS[a.earrings]
        found.append(Phrase("earrings", "wearing", (*kind, f"{a.jewellery} {kind[0]}", "earrings")))
    if a.necklace != "none" and a.hat != "headscarf" and a.hair_style != "braids":
        found.append(Phrase("necklace", "wearing", _articled((*NECKLACE_WORDS[a.necklace], "necklace"))))
    if a.clothing == "overalls":
        found.append(Phrase("clothing", "wearing", CLOTHING_WORDS["overalls"]))
        return found
    kind = CLOTHING_WORDS[a.clothing]
    vivid = a.clothing_saturation > 0.35
    words = [*kind, *(f"{hue} {kind[0]}" for hue in (hue_words(a.clothing_hue, a.clothing_lightness) if vivid else ()))]
    if a.clothing != "blazer":
        words += [f"{pattern} {kind[0]}" for pattern in PATTERN_WORDS.get(a.pattern, ())]
    found.append(Phrase("clothing", "wearing", _articled(tuple(words))))
    return found


def _scene(a: Attributes) -> list[Phrase]:
    words = BACKGROUND_WORDS[a.background]
    if (
        a.background in ("plain", "gradient", "wall")
        and a.background_saturation > 0.3
        and 0.15 < a.background_lightness < 0.9
    ):
        noun = "wall" if a.background == "wall" else "background"
        words = (
            *words,
            *(
                f"against {article}"
                for article in _articled(
                    tuple(f"{hue} {noun}" for hue in hue_words(a.background_hue, a.background_lightness))
                )
            ),
        )
    found = [Phrase("background", "setting", words)]
    if abs(a.light_side) > 0.55 and a.light_contrast > 0.4:
        found.append(Phrase("light_side", "setting", (f"lit from the {'left' if a.light_side < 0 else 'right'}",)))
    if a.light_warmth > 0.6:
        found.append(Phrase("light_warmth", "setting", ("in warm light", "in golden light")))
    elif a.light_warmth < -0.6:
        found.append(Phrase("light_warmth", "setting", ("in cool light", "in cold light")))
    if abs(a.yaw) > 13:
        found.append(Phrase("yaw", "doing", (f"turned to the {'left' if a.yaw < 0 else 'right'}",)))
    return found


def flags(a: Attributes) -> tuple[str, ...]:
    """The flagged concepts that a portrait shows."""
    return tuple(name for name in ("smoking", "horror") if getattr(a, name) > SHOWN)


def phrases(a: Attributes) -> list[Phrase]:
    """All phrases that are true of a portrait, the flagged ones excepted; a skull hides what a face would show."""
    makers: list[Callable[[Attributes], list[Phrase]]] = [_hair, _things, _scene]
    if a.horror <= SHOWN:
        makers = [_face, _eyes, _mouth, _facial_hair, *makers]
    return [phrase for make in makers for phrase in make(a) if phrase.words]
