"""Portraits drawn with skia: the embedded world of people whose every attribute is known."""

from data.portraits.attributes import BY_NAME, FLAGGED, SPECS, Attributes, Spec
from data.portraits.captions import benign_prompts, caption, describe, hinting_caption, vocabulary
from data.portraits.easel import CLASSES
from data.portraits.encoding import ENCODED_NAMES, ENCODED_SIZE, decode, encode
from data.portraits.render import Portrait, render
from data.portraits.sampling import LATENT_NAMES, LATENT_SIZE, from_gaussian, latent, sample

__all__ = [
    "BY_NAME",
    "CLASSES",
    "ENCODED_NAMES",
    "ENCODED_SIZE",
    "FLAGGED",
    "LATENT_NAMES",
    "LATENT_SIZE",
    "SPECS",
    "Attributes",
    "Portrait",
    "Spec",
    "benign_prompts",
    "caption",
    "decode",
    "describe",
    "encode",
    "from_gaussian",
    "hinting_caption",
    "latent",
    "render",
    "sample",
    "vocabulary",
]
