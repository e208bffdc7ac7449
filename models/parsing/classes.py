"""The 19 classes of face parsing, in the order of CelebAMask-HQ (Lee et al. 2020) and of every label map here."""

from __future__ import annotations

CLASSES: tuple[str, ...] = (
    "background",
    "skin",
    "l_brow",
    "r_brow",
    "l_eye",
    "r_eye",
    "eye_g",
    "l_ear",
    "r_ear",
    "ear_r",
    "nose",
    "mouth",
    "u_lip",
    "l_lip",
    "neck",
    "neck_l",
    "cloth",
    "hair",
    "hat",
)
"""`l_` is left of the picture; eye_g are glasses, ear_r earrings, neck_l a necklace."""
