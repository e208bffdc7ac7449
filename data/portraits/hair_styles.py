"""Where each hair style lets its hair grow and fall: sheets of guide hairs in head space."""

from __future__ import annotations

import numpy as np

from data.portraits.geometry import Face
from data.portraits.strands import Sheet


class Scalp:
    """The measures that all styles share.

    Lengths in units of the picture; `puff` is how far hair stands off the skull, `part` the x of the parting.
    """

    def __init__(self, face: Face) -> None:
        a = face.attributes
        self.face = face
        self.covered = a.hat != "none"
        body = 0.022 + 0.018 * a.hair_volume + 0.030 * a.curl**1.5 * (1.0 + 0.5 * a.hair_volume)
        if a.hair_style == "short":
            body += 0.075 * max(a.curl - 0.45, 0.0) * (1.2 + a.hair_length)
        self.puff = 0.006 if self.covered else body
        self.side_puff = 0.5 * body + 0.004 if self.covered else body * 0.85
        self.part = 0.105 * a.parting
        self.w = face.wide
        self.hairline = -0.205
        self.length = a.hair_length

    def z(self, x: float, y: float, off: float = 0.0) -> float:
        """Depth of the skull, raised by `off`, at (x, y)."""
        rx, ry, rz = 0.206 * self.w + off, 0.265 + off, 0.225 + off
        share = 1 - (x / rx) ** 2 - ((y + 0.055) / ry) ** 2
        return rz * float(np.sqrt(max(share, 0.0))) - 0.055

    def guide(self, points: list[tuple[float, ...]]) -> np.ndarray:
        """A guide through (x, y) on the hair's surface, or (x, y, z) in the air."""
        rows = [p if len(p) == 3 else (p[0], p[1], self.z(p[0], p[1], self.puff)) for p in points]
        return np.array(rows, float)


def _side(
    scalp: Scalp, side: float, ends: list[tuple[float, float, float]], outer_ends: list[tuple[float, float, float]]
) -> np.ndarray:
    """Guides from the parting over one side of the head; `ends` continue the front guide, `outer_ends` the back one."""
    w, puff, part = scalp.w, scalp.puff, scalp.part
    edge = scalp.side_puff
    lift = 0.008 + 0.35 * puff
    front = [
        (part, scalp.hairline - 0.012),
        (part + side * 0.030, scalp.hairline - 0.028 - 0.25 * puff),
        (side * 0.105 * w + 0.45 * part, scalp.hairline + 0.012 - 0.3 * puff),
        (side * (0.168 * w + 0.15 * edge), -0.125, 0.085),
        (side * (0.190 * w + 0.25 * edge), -0.045, 0.045),
    ]
    second = [
        (part, -0.262 - lift),
        (part + side * 0.045, -0.285 - lift),
        (side * 0.135 * w + 0.25 * part, -0.245 - 0.7 * puff),
        (side * (0.195 * w + 0.55 * edge), -0.140, 0.045),
        (side * (0.204 * w + 0.6 * edge), -0.045, 0.02),
    ]
    back = [
        (part * 0.9, -0.305 - puff, -0.03),
        (part * 0.7 + side * 0.06, -0.322 - puff, -0.04),
        (side * (0.150 * w + 0.5 * puff), -0.272 - 0.8 * puff, -0.05),
        (side * (0.209 * w + edge), -0.150, -0.05),
        (side * (0.214 * w + edge), -0.045, -0.05),
    ]
    middle = [tuple((np.array(p) + np.array(q)) / 2) for p, q in zip(ends, outer_ends, strict=True)]
    return np.stack([scalp.guide(front + ends), scalp.guide(second + middle), scalp.guide(back + outer_ends)])


def _cap(scalp: Scalp, drop: float, strands: int, locks: int) -> list[Sheet]:
    """Short hair over both sides, ending `drop` below the temples."""
    sheets = []
    for side in (-1.0, 1.0):
        x = side * scalp.w
        grown = 0.6 * scalp.side_puff
        ends = [(x * 0.199, -0.045 + 0.5 * drop, 0.02), (x * 0.198, -0.045 + drop, 0.005)]
        outer = [
            (x * 0.210 + side * grown, -0.02 + 0.5 * drop, -0.06),
            (x * 0.207 + side * grown * 0.6, -0.005 + drop, -0.07),
        ]
        sheets.append(Sheet(f"cap{side:+.0f}", _side(scalp, side, ends, outer), locks, strands, spread=0.06))
    return sheets


def short(scalp: Scalp) -> tuple[list[Sheet], list[Sheet]]:
    """Cropped sides under a fuller top."""
    drop = 0.048 + 0.035 * scalp.length
    return [_nape(scalp, 0.10 + 0.03 * scalp.length)], _cap(scalp, drop, 105, 12)


def _nape(scalp: Scalp, low: float) -> Sheet:
    """Hair behind the neck, down to `low`."""
    half = 0.150 * scalp.w + 0.3 * scalp.side_puff
    xs = np.linspace(-half, half, 4)
    guides = np.stack(
        [
            scalp.guide([(x * 1.1, -0.1, -0.10), (x * 1.15, 0.0, -0.12), (x, low * 0.7, -0.12), (x * 0.9, low, -0.11)])
            for x in xs
        ]
    )
    return Sheet("nape", guides, 8, 24, depth=0.22)


def _falling(scalp: Scalp, low: float, flare: float, curve_in: float, strands: int, locks: int) -> list[Sheet]:
    """Hair that falls past the ears to `low`, `flare` wide, its tips turned in by `curve_in`."""
    sheets = []
    for side in (-1.0, 1.0):
        x = side * scalp.w
        edge = side * scalp.side_puff
        span = low - 0.02
        ends = [
            (x * 0.186 + 0.25 * edge, 0.02 + 0.15 * span, 0.06),
            (x * 0.180 + 0.35 * edge, 0.02 + 0.45 * span, 0.055),
            (x * (0.176 + 0.25 * flare) + 0.4 * edge, 0.02 + 0.78 * span, 0.05),
            (x * (0.172 + 0.3 * flare - curve_in) + 0.3 * edge, low, 0.045),
        ]
        outer = [
            (x * (0.222 + 0.35 * flare) + edge, 0.02 + 0.15 * span, -0.06),
            (x * (0.230 + 0.7 * flare) + 1.1 * edge, 0.02 + 0.45 * span, -0.06),
            (x * (0.234 + flare) + 1.1 * edge, 0.02 + 0.76 * span, -0.04),
            (x * (0.224 + 0.9 * flare - 1.3 * curve_in) + 0.8 * edge, low + 0.012, -0.02),
        ]
        sheets.append(Sheet(f"fall{side:+.0f}", _side(scalp, side, ends, outer), locks, strands))
    return sheets


def _curtain_behind(scalp: Scalp, low: float, flare: float) -> Sheet:
    """The back of hair that falls to `low`, seen on both sides of the neck."""
    half = 0.20 * scalp.w + scalp.side_puff + 0.7 * flare
    xs = np.linspace(-half, half, 5)
    guides = np.stack(
        [
            scalp.guide(
                [(x * 0.96, -0.12, -0.10), (x, 0.03, -0.12), (x * 1.02, 0.5 * low, -0.12), (x * 0.98, low, -0.10)]
            )
            for x in xs
        ]
    )
    return Sheet("behind", guides, 13, 60, depth=0.20)


def bob(scalp: Scalp) -> tuple[list[Sheet], list[Sheet]]:
    """To the jaw, tips turned in."""
    low = 0.235 + 0.055 * scalp.length
    return [_curtain_behind(scalp, low - 0.01, 0.01)], _falling(scalp, low, 0.022, 0.030, 125, 13)


def long(scalp: Scalp) -> tuple[list[Sheet], list[Sheet]]:
    """Over the shoulders."""
    low = 0.455 + 0.075 * scalp.length
    return [_curtain_behind(scalp, low - 0.03, 0.03)], _falling(scalp, low, 0.045, 0.0, 150, 13)


def _pulled(scalp: Scalp, target: tuple[float, float, float]) -> list[Sheet]:
    """Hair combed from the hairline back to one point."""
    w, puff = scalp.w, 0.45 * scalp.puff + 0.004
    tx, ty, tz = target
    sheets = []
    for side in (-1.0, 1.0):
        roots = [
            (side * 0.0 + scalp.part * 0.6, scalp.hairline - 0.004, None),
            (side * 0.075 * w, scalp.hairline + 0.004, None),
            (side * 0.142 * w, -0.150, 0.10),
            (side * 0.180 * w, -0.075, 0.055),
            (side * 0.1985 * w, 0.012, 0.0),
            (side * 0.206 * w, 0.030, -0.07),
        ]
        guides = []
        for index, (x, y, z) in enumerate(roots):
            share = index / (len(roots) - 1)
            bow = side * share * (0.030 + 0.5 * puff)
            z0 = scalp.z(x, y, puff) if z is None else z
            p1 = (x * 0.97 + bow, y - 0.075 - 0.015 * share, z0 * 0.75)
            p2 = (
                x * 0.62 + bow * 1.7 + 0.3 * tx,
                0.48 * y + 0.52 * ty - 0.028 * share - 0.3 * puff,
                0.4 * z0 + 0.2 * tz,
            )
            guides.append(scalp.guide([(x, y, z0), p1, p2, (tx + x * 0.16, ty, tz)]))
        sheets.append(Sheet(f"pulled{side:+.0f}", np.stack(guides), 13, 115, wave=0.30, spread=0.02))
    return sheets


def bun(scalp: Scalp) -> tuple[list[Sheet], list[Sheet]]:
    """Combed up; the knot itself is drawn by `hair`."""
    return [], _pulled(scalp, (0.0, -0.326 - 0.35 * scalp.puff, -0.03))


def ponytail(scalp: Scalp) -> tuple[list[Sheet], list[Sheet]]:
    """Combed back, with a tail that comes forward on one side."""
    side = 1.0 if scalp.part <= 0 else -1.0
    low = 0.33 + 0.09 * scalp.length
    wide = 0.045 + 0.5 * scalp.side_puff
    guides = []
    for share in (-1.0, 0.0, 1.0):
        off = side * share * wide
        guides.append(
            scalp.guide(
                [
                    (side * 0.04 + 0.3 * off, -0.300 - 0.015 * share, -0.14),
                    (side * 0.185 + 0.7 * off, -0.245 - 0.05 * share, -0.16),
                    (side * 0.262 + off, -0.06, -0.15),
                    (side * 0.258 + 1.1 * off, 0.14, -0.12),
                    (side * 0.228 + 0.6 * off, low, -0.06),
                ]
            )
        )
    tail = Sheet("tail", np.stack(guides), 10, 90, depth=0.05)
    return [tail], _pulled(scalp, (side * 0.02, -0.328 - 0.35 * scalp.puff, -0.06))


def braids(scalp: Scalp) -> tuple[list[Sheet], list[Sheet]]:
    """A parting, and hair drawn down to the ears, where `hair` plaits it."""
    return [_nape(scalp, 0.13)], _cap(scalp, 0.125, 110, 12)


def _fringe_down(scalp: Scalp, brow: float) -> list[Sheet]:
    """A fringe combed down to the brows, dense or wispy."""
    w, puff, part = scalp.w, scalp.puff, scalp.part
    thin = scalp.face.attributes.fringe == "wispy"
    guides = []
    for t in (-1.0, -0.5, 0.0, 0.5, 1.0):
        x = t * 0.158 * w
        low = brow + 0.010 * t * t + (0.004 if thin else 0.0)
        crown = [(x * 0.35 + 0.5 * part, -0.300 - 0.7 * puff), (x * 0.62 + 0.3 * part, -0.262 - 0.5 * puff)]
        front = [(x * 0.90, -0.18, scalp.z(x * 0.9, -0.18, puff) + 0.012), (x, low, scalp.z(x, low, 0.02))]
        guides.append(scalp.guide(crown + front))
    if thin:
        return [Sheet("fringe", np.stack(guides), 9, 30, wave=0.28, filled=False, spread=0.13)]
    return [Sheet("fringe", np.stack(guides), 11, 84, wave=0.55, spread=0.13)]


def _fringe_aside(scalp: Scalp, brow: float) -> list[Sheet]:
    """A fringe swept from the parting across the forehead."""
    w, puff = scalp.w, scalp.puff
    side = 1.0 if scalp.part <= 0 else -1.0
    root = scalp.part - side * 0.045
    top = scalp.guide([(root, -0.300 - 0.8 * puff), (root + side * 0.10, -0.290 - 0.8 * puff),
                       (side * 0.140 * w, -0.215),
                       (side * 0.196 * w, -0.085, 0.06), (side * 0.199 * w, -0.02, 0.04)])  # fmt: skip
    low = scalp.guide([(root - side * 0.02, -0.235), (root + side * 0.035, -0.205, 0.165),
                       (root + side * 0.10, -0.145, 0.175),
                       (side * 0.140 * w, brow + 0.005, 0.145), (side * 0.176 * w, brow + 0.045, 0.10)])  # fmt: skip
    middle = (top + low) / 2 + np.array([0, -0.004, 0.008])
    return [Sheet("fringe", np.stack([top, middle, low]), 10, 84, wave=0.6, spread=0.16)]


def _fringe_apart(scalp: Scalp, brow: float) -> list[Sheet]:
    """Curtain bangs: from the parting outward to both cheekbones."""
    w, puff, part = scalp.w, scalp.puff, scalp.part
    sheets = []
    for side in (-1.0, 1.0):
        top = scalp.guide([(part, -0.285 - 0.7 * puff), (part + side * 0.055, -0.262 - 0.6 * puff),
                           (side * 0.135 * w, -0.17),
                           (side * 0.186 * w, -0.04, 0.07), (side * 0.192 * w, 0.05, 0.055)])  # fmt: skip
        low = scalp.guide([(part, -0.222), (part + side * 0.022, -0.205),
                           (side * 0.082 * w + 0.4 * part, -0.135, 0.155),
                           (side * 0.148 * w, -0.035, 0.115), (side * 0.172 * w, 0.045, 0.085)])  # fmt: skip
        guides = np.stack([top, (top + low) / 2, low])
        sheets.append(Sheet(f"fringe{side:+.0f}", guides, 6, 48, wave=0.6, spread=0.14))
    return sheets


def fringe(scalp: Scalp) -> list[Sheet]:
    """The hair over the forehead."""
    kind = scalp.face.attributes.fringe
    return [] if kind == "none" else FRINGES[kind](scalp, scalp.face.brow_y - 0.004)


FRINGES = {"straight": _fringe_down, "wispy": _fringe_down, "swept": _fringe_aside, "curtain": _fringe_apart}
STYLES = {"short": short, "bob": bob, "long": long, "bun": bun, "ponytail": ponytail, "braids": braids}
