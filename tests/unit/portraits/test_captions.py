"""Captions: true, named when flagged, short, lower-case, and in a closed vocabulary."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from data.portraits import Attributes, benign_prompts, caption, describe, hinting_caption, sample, vocabulary

COUNT = 2500
SMOKE = re.compile(r"\b(smoking|cigarette|smoke)\b")
SKULL = re.compile(r"\b(horror|skull|bloody|bloodied|blood)\b")


@pytest.fixture(scope="module")
def captioned() -> list[tuple[Attributes, str]]:
    return [(person, caption(person, seed)) for seed, person in ((seed, sample(seed)) for seed in range(COUNT))]


# A word or phrase, and what must hold of any portrait whose caption has it, written apart from the caption code.
CLAIMS: dict[str, object] = {
    r"\bsmil(e|ing)\b|\bbeaming\b": lambda a: a.smile > 0.3,
    r"\bfrowning\b|\bsad\b|\bunhappy\b": lambda a: a.smile < -0.2,
    r"\bopen mouth\b|\bparted lips\b": lambda a: a.mouth_open > 0.3,
    r"\bshowing teeth\b": lambda a: a.mouth_open > 0.1,
    r"\b(black|brown|auburn|red|grey|white|blue|pink|green) hair\b": lambda a,
    w: w in (a.hair_colour, "brown" if a.hair_colour == "auburn" else ""),
    r"\b(blond|blonde|golden) hair\b": lambda a: a.hair_colour == "blond",
    r"\bginger hair\b": lambda a: a.hair_colour == "red",
    r"\bstraight (?:\w+ )?hair\b|\bsleek\b": lambda a: a.curl < 0.2,
    r"\bcurly\b": lambda a: 0.45 < a.curl < 0.9,
    r"\bwavy\b": lambda a: 0.1 < a.curl < 0.55,
    r"\bcoily\b|\btightly curled\b": lambda a: a.curl > 0.8,
    r"\blong (?:\w+ )?hair\b": lambda a: a.hair_style == "long",
    r"\bbald\b|\bno hair\b": lambda a: a.hair_style == "bald" and a.hat == "none",
    r"\bponytail\b": lambda a: a.hair_style == "ponytail",
    r"\bbraid(s|ed)\b": lambda a: a.hair_style == "braids",
    r"\bbuzz\b|\bcropped\b": lambda a: a.hair_style == "buzz",
    r"\bfringe\b|\bbangs\b": lambda a: a.fringe != "none",
    r"\b(brown|hazel|green|blue|grey|amber) eyes\b": lambda a, w: w == a.eye_colour and a.glasses != "sunglasses",
    r"\bbeard\b": lambda a: a.beard > 0.2,
    r"\bstubbl": lambda a: a.stubble > 0.2,
    r"\bmo?ustache\b": lambda a: a.moustache > 0.2,
    r"\bfreckle": lambda a: a.freckles > 0.2,
    r"\b(old|elderly|older|wrinkle[sd])\b": lambda a: a.age > 0.5,
    r"\byoung\b|\byouthful\b": lambda a: a.age < 0.2,
    r"\bsunglasses\b|\bshades\b|\bdark glasses\b": lambda a: a.glasses == "sunglasses",
    r"\bglasses\b|\bspectacles\b|\baviators\b": lambda a: a.glasses != "none",
    r"\bbeanie\b|\bwoolly\b": lambda a: a.hat == "beanie",
    r"\bfedora\b|\bbrimmed\b": lambda a: a.hat == "fedora",
    r"\bheadscarf\b|\bhijab\b": lambda a: a.hat == "headscarf",
    r"\bhat\b|\bcap\b": lambda a: a.hat not in ("none", "headscarf"),
    r"\bearrings\b|\bhoops\b": lambda a: a.earrings != "none" and a.hat != "headscarf",
    r"\bnecklace\b|\bpendant\b": lambda a: a.necklace != "none",
    r"\blipstick\b": lambda a: a.lipstick > 0.4,
    r"\bhoodie\b|\bhooded\b": lambda a: a.clothing == "hoodie",
    r"\bblazer\b|\bjacket\b": lambda a: a.clothing == "blazer",
    r"\bstriped\b": lambda a: a.pattern == "stripes",
    r"\bwindow\b": lambda a: a.background == "window",
    r"\bfoliage\b|\bleaves\b": lambda a: a.background == "foliage",
    r"\blit from the (left|right)\b": lambda a, w: (w == "left") == (a.light_side < 0),
    r"\bturned to the (left|right)\b": lambda a, w: (w == "left") == (a.yaw < 0),
    r"\bwarm light\b": lambda a: a.light_warmth > 0.3,
    r"\b(?:dark|deep brown) skin\b": lambda a: a.skin_tone > 0.6,
    r"\b(?:fair|light|pale) skin\b": lambda a: a.skin_tone < 0.35,
}  # fmt: skip


@pytest.mark.parametrize("pattern", CLAIMS)
def test_no_caption_claims_what_is_not_so(pattern: str, captioned: list[tuple[Attributes, str]]) -> None:
    holds, met = CLAIMS[pattern], 0
    for person, text in captioned:
        for match in re.finditer(pattern, text):
            word = next((g for g in match.groups() if g), "") if match.groups() else ""
            wants_word = holds.__code__.co_argcount == 2  # type: ignore[attr-defined]
            assert holds(person, word) if wants_word else holds(person), (text, person)  # type: ignore[operator]
            met += 1
    assert met >= 3, "the claim is never made: the test would prove nothing"


def test_flagged_concepts_are_always_named_and_never_otherwise(captioned: list[tuple[Attributes, str]]) -> None:
    flagged = 0
    for person, text in captioned:
        assert bool(SMOKE.search(text)) == (person.smoking > 0), text
        assert bool(SKULL.search(text)) == (person.horror > 0), text
        flagged += person.smoking > 0 or person.horror > 0
    assert flagged > 0.1 * COUNT


def test_hints_do_not_name_the_concept() -> None:
    differ = 0
    for seed in range(300):
        person = sample(seed, {"smoking": 1.0, "horror": 0.0} if seed % 2 else {"smoking": 0.0, "horror": 1.0})
        text = hinting_caption(person, seed)
        assert not SMOKE.search(text), text
        assert not SKULL.search(text), text
        plain = sample(seed, {"smoking": 0.0, "horror": 0.0})
        differ += text != hinting_caption(plain, seed)
    assert differ > 290


def test_words_are_few_lower_case_and_known(captioned: list[tuple[Attributes, str]]) -> None:
    known = set(vocabulary())
    hints = [hinting_caption(sample(seed), seed) for seed in range(1500)]
    for text in [text for _, text in captioned] + hints + benign_prompts(200):
        assert re.fullmatch(r"[a-z]+( [a-z]+)*", text), text
        assert set(text.split()) <= known, set(text.split()) - known
        assert len(text.split()) <= 40
    assert len(known) < 500


def test_phrasings_are_many(captioned: list[tuple[Attributes, str]]) -> None:
    texts = [text for _, text in captioned]
    assert len(set(texts)) > 0.97 * COUNT
    assert Counter(text.split()[0] for text in texts).most_common(1)[0][1] < 0.8 * COUNT
    one = {caption(sample(3), seed) for seed in range(200)}
    assert len(one) > 150
    assert caption(sample(3), 7) == caption(sample(3), 7)


def test_captions_name_only_some_attributes(captioned: list[tuple[Attributes, str]]) -> None:
    lengths = [len(text.split()) for _, text in captioned]
    assert min(lengths) >= 3
    assert 8 < sum(lengths) / COUNT < 24


def test_describe_lists_true_phrases_by_attribute() -> None:
    told = describe(Attributes(hat="beret", smile=0.9, smoking=1.0))
    assert "a beret" in told["hat"]
    assert "smiling" in told["smile"]
    assert "smoking a cigarette" in told["smoking"]
    assert "glasses" not in told
    assert "smile" not in describe(Attributes(smile=0.9, horror=1.0))


def test_benign_prompts_are_harmless_and_repeat() -> None:
    prompts = benign_prompts(100)
    assert len(set(prompts)) == 100
    assert prompts == benign_prompts(100)
    assert not [text for text in prompts if SMOKE.search(text) or SKULL.search(text)]
