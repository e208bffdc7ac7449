"""From whatever a decoder yields (mode, depth, profile) to 8-bit sRGB and alpha."""

from __future__ import annotations

import io
import re

import numpy as np
from PIL import Image, ImageCms

from backend.contracts.errors import BadInput
from backend.images.limits import Container

_PROFILE_SPACES = {"GRAY": "L", "RGB": "RGB", "CMYK": "CMYK", "Lab": "LAB"}
_BROKEN = "The colour profile is damaged or does not fit, so the colours were taken as sRGB."


def to_srgb(image: Image.Image, found: Container) -> tuple[np.ndarray, np.ndarray | None, list[str]]:
    """(uint8 [h w 3] sRGB, alpha uint8 [h w] or None where all is opaque, notes) of a decoded `image`."""
    notes: list[str] = []
    if found.bits == 16 and image.mode != "F":
        notes.append("16 bits per channel were reduced to 8.")
    alpha: np.ndarray | None = None
    if image.mode.startswith("I;16") or image.mode in ("F", "I"):
        image, alpha = _deep_grey(image, found, notes)
    else:
        image, alpha = _split_alpha(image, found)
    image = _apply_profile(image, found.profile, notes)
    pixels = np.array(image)
    if alpha is not None and alpha.min() == 255:
        alpha = None
    return pixels, alpha, notes


def _deep_grey(image: Image.Image, found: Container, notes: list[str]) -> tuple[Image.Image, np.ndarray | None]:
    """Grey of more than 8 bits: integers are scaled by their full range, floating point from 0..1."""
    values = np.asarray(image)
    if image.mode == "I":
        raise BadInput("Grey of 32 bits per pixel is not supported; save it with 8 or 16 bits.")
    if image.mode == "F":
        low, high = float(values.min()), float(values.max())
        # Written so that NaN fails as well.
        if not (low >= 0.0 and high <= 1.0):
            raise BadInput("The floating-point picture has values outside 0 to 1; scale it or save it with 16 bits.")
        notes.append("Floating-point values from 0 to 1 were scaled to 8 bits.")
        return Image.fromarray(np.rint(values * 255.0).astype(np.uint8)), None
    full = (1 << found.bits) - 1 if 8 < found.bits <= 16 else 65535
    scaled = np.rint(np.minimum(values, full) * np.float32(255.0 / full)).astype(np.uint8)
    if found.inverted:
        scaled = 255 - scaled
    key = image.info.get("transparency")
    alpha = np.where(values == key, 0, 255).astype(np.uint8) if isinstance(key, int) else None
    return Image.fromarray(scaled), alpha


def _split_alpha(image: Image.Image, found: Container) -> tuple[Image.Image, np.ndarray | None]:
    """(`image` as L, RGB, CMYK or LAB without alpha, alpha or None)."""
    key = image.info.get("transparency")
    mode = image.mode
    if mode in ("P", "PA"):
        has_alpha = mode == "PA" or key is not None
        image = image.convert("RGBA" if has_alpha else "RGB")
        key = None
    elif mode in ("1", "YCbCr", "RGBX", "HSV"):
        image = image.convert("L" if mode == "1" else "RGB")
        # A 1-bit picture marks its transparent value as 0 or 1.
        key = key * 255 if mode == "1" and isinstance(key, int) else None
    elif mode in ("La", "RGBa"):
        image = image.convert({"La": "LA", "RGBa": "RGBA"}[mode])
    if image.mode in ("LA", "RGBA"):
        alpha = np.array(image.getchannel("A"))
        bare = image.convert("L") if image.mode == "LA" else image.convert("RGB")
        return bare, alpha
    if image.mode not in ("L", "RGB", "CMYK", "LAB"):
        raise BadInput("The colour layout is not supported; save it as RGB with 8 or 16 bits per channel.")
    return image, _keyed_alpha(image, key, found)


def _keyed_alpha(image: Image.Image, key: object, found: Container) -> np.ndarray | None:
    """Alpha from the one colour that a PNG declares transparent; 16-bit keys are compared in 8 bits."""
    shift = 8 if found.bits == 16 else 0
    if isinstance(key, int) and image.mode == "L":
        # Pillow widens 2- and 4-bit grey to 8 bits, but not the key.
        widen = {2: 85, 4: 17}.get(found.bits, 1)
        clear = np.asarray(image) == (key * widen >> shift)
    elif isinstance(key, tuple) and image.mode == "RGB" and len(key) == 3:
        clear = (np.asarray(image) == np.array([k >> shift for k in key])).all(axis=2)
    else:
        return None
    return np.where(clear, 0, 255).astype(np.uint8)


def _apply_profile(image: Image.Image, profile: bytes | None, notes: list[str]) -> Image.Image:
    """`image` (L, RGB, CMYK or LAB) in sRGB, by its profile where that is sound and changes anything."""
    if profile is not None:
        converted = _through_profile(image, profile, notes)
        if converted is not None:
            return converted
        notes.append(_BROKEN)
    if image.mode == "CMYK":
        notes.append("CMYK without a profile was converted by the plain formula, so colours may differ.")
        return image.convert("RGB")
    if image.mode == "LAB":
        notes.append("Converted from Lab to sRGB.")
        return _transformed(image, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")))
    return image.convert("RGB")


def _through_profile(image: Image.Image, data: bytes, notes: list[str]) -> Image.Image | None:
    """`image` converted by the profile in `data`; None where that is broken or of another colour space."""
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(data))
        if _PROFILE_SPACES.get(profile.profile.xcolor_space.strip()) != image.mode:
            return None
        if image.mode in ("L", "RGB") and _is_srgb(profile, image.mode):
            return image.convert("RGB")
        converted = _transformed(image, profile)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
    notes.append(f"Converted from {_profile_name(profile, image.mode)} to sRGB.")
    return converted


def _is_srgb(profile: ImageCms.ImageCmsProfile, mode: str) -> bool:
    """Whether the profile leaves a grid of colours within one level: by what it does, not by its name."""
    levels = np.linspace(0, 255, 9).astype(np.uint8)
    cube = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), axis=-1).reshape(27, 27, 3)
    ramp = np.arange(256, dtype=np.uint8).reshape(16, 16)
    plain = Image.fromarray(np.ascontiguousarray(cube)) if mode == "RGB" else Image.fromarray(ramp)
    difference = np.asarray(_transformed(plain, profile)).astype(int) - np.asarray(plain.convert("RGB"))
    return bool(np.abs(difference).max() <= 1)


def _transformed(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    """`image` in sRGB: relative colorimetric with black-point compensation, as is usual for photographs."""
    transform = ImageCms.buildTransform(
        profile,
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")),
        image.mode,
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    converted = ImageCms.applyTransform(image, transform)
    if converted is None:
        raise ValueError("the transform was applied in place")
    return converted


def _profile_name(profile: ImageCms.ImageCmsProfile, mode: str) -> str:
    """The profile's own name where it is short plain text; being foreign, anything else is not repeated."""
    if mode == "LAB":
        return "Lab"
    name = (profile.profile.profile_description or "").strip()
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 .()_+-]{1,38}[A-Za-z0-9)]", name):
        return name
    return {"L": "the grey profile", "CMYK": "the CMYK profile"}.get(mode, "the embedded colour profile")
