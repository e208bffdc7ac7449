"""The picture and its parsing, painted together: every labelled path goes to both."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

import numpy as np
import skia

CLASSES = (
    "background", "skin", "l_brow", "r_brow", "l_eye", "r_eye", "eye_g", "l_ear", "r_ear", "ear_r",
    "nose", "mouth", "u_lip", "l_lip", "neck", "neck_l", "cloth", "hair", "hat",
)  # fmt: skip
LABEL = {name: index for index, name in enumerate(CLASSES)}
Colour = Sequence[float]
ZOOM, ZOOM_X, ZOOM_Y = 1.12, 0.5, 0.515


def _byte(share: float) -> int:
    return 0 if share <= 0 else 255 if share >= 1 else int(share * 255 + 0.5)


def argb(colour: Colour, alpha: float = 1.0) -> int:
    """A skia colour from sRGB in [0, 1] (clipped) and an opacity."""
    r, g, b = colour
    return _byte(alpha) << 24 | _byte(r) << 16 | _byte(g) << 8 | _byte(b)


def mix(a: Colour, b: Colour, share: float) -> tuple[float, float, float]:
    """`a` towards `b` by `share`."""
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share)


def scaled(a: Colour, factor: float | Colour) -> tuple[float, float, float]:
    """`a` times a number or, channel by channel, a colour."""
    f = (factor, factor, factor) if isinstance(factor, (int, float)) else factor
    return (a[0] * f[0], a[1] * f[1], a[2] * f[2])


@lru_cache(maxsize=1)
def _table() -> np.ndarray:
    table = np.random.default_rng(20240607).random(1 << 18)
    table.flags.writeable = False
    return table


class Easel:
    """Two canvases in unit coordinates (y down): a picture and, never anti-aliased, its classes.

    The frame shows the units from 0.5 - 0.5 / ZOOM on, a little closer than the whole unit square.
    """

    def __init__(self, size: int, seed: int) -> None:
        self.size = size
        self.seed = seed
        self.pixel = 1.0 / (size * ZOOM)
        self._pixels = np.zeros((size, size, 4), np.uint8)
        self._classes = np.zeros((size, size), np.uint8)
        self._surface = skia.Surface(self._pixels, colorType=skia.kRGBA_8888_ColorType)
        self._class_surface = skia.Surface(self._classes, colorType=skia.kAlpha_8_ColorType)
        self.canvas = self._surface.getCanvas()
        self._map = self._class_surface.getCanvas()
        for canvas in (self.canvas, self._map):
            canvas.scale(size, size)
            canvas.translate(ZOOM_X, ZOOM_Y)
            canvas.scale(ZOOM, ZOOM)
            canvas.translate(-ZOOM_X, -ZOOM_Y)

    def random(self, name: str, *shape: int) -> np.ndarray:
        """Float[shape] in [0, 1), read-only, keyed by the seed and the name alone, whatever was drawn before.

        The numbers are a window of one fixed table, at a hashed place: a generator for each name would cost more.
        """
        table, count = _table(), math.prod(shape)
        place = zlib.crc32(name.encode(), self.seed & 0xFFFFFFFF) * 0x9E3779B1 & 0xFFFFFFFF
        start = (place >> 8) % (len(table) - count)
        return table[start : start + count].reshape(shape)

    def image(self) -> np.ndarray:
        """UInt8[size, size, 3] of what was painted."""
        return np.ascontiguousarray(self._pixels[..., :3])

    def parsing(self) -> np.ndarray:
        """UInt8[size, size] of class indices into `CLASSES`."""
        return self._classes.copy()

    def label(self, path: skia.Path, name: str, stroke: float | None = None) -> None:
        """Marks a path in the parsing alone: its area or, with `stroke`, its line of that width (0 for hairlines)."""
        paint = skia.Paint(Color=LABEL[name] << 24, BlendMode=skia.BlendMode.kSrc)
        if stroke is not None:
            paint.setStyle(skia.Paint.kStroke_Style)
            paint.setStrokeWidth(max(stroke, 1.2 * self.pixel) if stroke else 0.0)
        self._map.drawPath(path, paint)

    def fill(
        self,
        path: skia.Path,
        colour: Colour | skia.Shader,
        alpha: float = 1.0,
        blur: float = 0.0,
        label: str | None = None,
        blend: skia.BlendMode = skia.BlendMode.kSrcOver,
    ) -> None:
        """Fills a path with a colour or a shader; `blur` is the sigma of its soft edge in unit coordinates."""
        paint = self._paint(colour, alpha, blend)
        if blur:
            paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
        self.canvas.drawPath(path, paint)
        if label is not None:
            self.label(path, label)

    def stroke(
        self,
        path: skia.Path,
        colour: Colour | skia.Shader,
        width: float,
        alpha: float = 1.0,
        blur: float = 0.0,
        label: str | None = None,
        blend: skia.BlendMode = skia.BlendMode.kSrcOver,
        butt: bool = False,
    ) -> None:
        """Strokes a path with round ends (or butt ends, which cost less for thousands of hairs)."""
        paint = self._paint(colour, alpha, blend)
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(width)
        if not butt:
            paint.setStrokeCap(skia.Paint.kRound_Cap)
            paint.setStrokeJoin(skia.Paint.kRound_Join)
        if blur:
            paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
        self.canvas.drawPath(path, paint)
        if label is not None:
            self.label(path, label, width)

    def glow(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float,
        colour: Colour,
        alpha: float,
        degrees: float = 0.0,
        blend: skia.BlendMode = skia.BlendMode.kSrcOver,
    ) -> None:
        """A soft elliptic spot, opaque by `alpha` at its centre and gone at its radii: a blur at a gradient's price."""
        self.canvas.save()
        self.canvas.translate(x, y)
        if degrees:
            self.canvas.rotate(degrees)
        self.canvas.scale(rx, ry)
        base = argb(colour, 0.0)
        stops = [base | _byte(alpha * share) << 24 for share in (1.0, 0.82, 0.42, 0.12, 0.0)]
        shader = skia.GradientShader.MakeRadial(skia.Point(0, 0), 1.0, stops, [0.0, 0.25, 0.55, 0.8, 1.0])
        self.canvas.drawRect(
            skia.Rect.MakeLTRB(-1, -1, 1, 1), skia.Paint(Shader=shader, BlendMode=blend, AntiAlias=True)
        )
        self.canvas.restore()

    @contextmanager
    def shifted(self, dy: float) -> Iterator[None]:
        """Moves what is painted down by `dy` in both canvases."""
        for canvas in (self.canvas, self._map):
            canvas.save()
            canvas.translate(0.0, dy)
        yield
        self.canvas.restore()
        self._map.restore()

    @contextmanager
    def inside(self, path: skia.Path, outside: bool = False) -> Iterator[None]:
        """Keeps what is painted within a path (or out of it), in both canvases."""
        operation = skia.ClipOp.kDifference if outside else skia.ClipOp.kIntersect
        self.canvas.save()
        self._map.save()
        self.canvas.clipPath(path, operation, True)
        self._map.clipPath(path, operation, False)
        yield
        self.canvas.restore()
        self._map.restore()

    @staticmethod
    def _paint(colour: Colour | skia.Shader, alpha: float, blend: skia.BlendMode) -> skia.Paint:
        if isinstance(colour, skia.Shader):
            paint = skia.Paint(AntiAlias=True, Shader=colour, BlendMode=blend)
            paint.setAlphaf(alpha)
            return paint
        return skia.Paint(AntiAlias=True, Color=argb(colour, alpha), BlendMode=blend)


def linear(
    start: Sequence[float], end: Sequence[float], colours: Sequence[int], stops: Sequence[float] | None = None
) -> skia.Shader:
    """A linear gradient between two points through skia colours."""
    return skia.GradientShader.MakeLinear(
        [skia.Point(*map(float, start)), skia.Point(*map(float, end))], list(colours), list(stops) if stops else None
    )
