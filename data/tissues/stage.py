"""A picture being painted: coordinates under the camera, the canvas, and the labels that go with it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import ndimage

from data.tissues.fields import smooth
from data.tissues.kinds import Array, Generator, Plan
from data.tissues.tones import any_colour


class Stage:
    """Canvas and labels of one picture.

    `u`, `v` run from -1 to 1 across the picture (x to the right, y down). `x`, `y` are the same seen through the
    camera: turned, scaled, shifted and bent once `camera` was called; `px` is a pixel's side in those units.
    `rng` decides shapes, `noise` decides pixels; the former is never asked for numbers that depend on the size.
    `drift`, from 0 to 1, says how far this picture's conditions are from the task's.
    """

    def __init__(
        self, size: int, plan: Plan, channels: int, rng: Generator, noise: Generator, missing: frozenset[int]
    ) -> None:
        self.size, self.plan, self.rng, self.noise, self.missing = size, plan, rng, noise, missing
        line = ((np.arange(size) + 0.5) / size * 2 - 1).astype(np.float32)
        self.u, self.v = np.meshgrid(line, line)
        self.x, self.y, self.zoom = self.u, self.v, 1.0
        self.canvas = np.zeros((size, size, channels), np.float32)
        self.labels = np.zeros((size, size), np.uint8)
        self.drift = float(rng.random() ** 2.5)
        self._tones: dict[str, Array] = {}

    @property
    def px(self) -> float:
        """A pixel's side in the units of `x` and `y`."""
        return 2 / self.size / self.zoom

    @property
    def traits(self) -> dict:
        """What holds across the task's pictures."""
        return dict(self.plan.traits)

    def has(self, *names: str) -> bool:
        """Whether these structures are shown; one of an absent class is not."""
        return not any(self.plan.labels.get(name) in self.missing for name in names)

    def camera(
        self,
        zoom: tuple[float, float] = (0.8, 1.25),
        turn: float = 0.3,
        shift: float = 0.15,
        bend: float = 0.06,
        flip: bool = False,
    ) -> None:
        """Sets the view.

        Args:
            zoom: smallest and largest magnification.
            turn: largest turn either way, in radians.
            shift: largest displacement, in half pictures.
            bend: deviation of an elastic displacement, likewise.
            flip: whether half of the pictures are mirrored.
        """
        rng = self.rng
        self.zoom = float(np.exp(rng.uniform(np.log(zoom[0]), np.log(zoom[1]))))
        angle, (right, down) = rng.uniform(-turn, turn), rng.uniform(-shift, shift, 2)
        stretch = float(np.exp(rng.normal(0, 0.08)))
        u, v = self.u - right, self.v - down
        if flip and rng.random() < 0.5:
            u = -u
        coarse, fine = (bend * rng.uniform(0.3, 1.3) for _ in range(2))
        x = (u * np.cos(angle) - v * np.sin(angle)) / self.zoom * stretch
        y = (u * np.sin(angle) + v * np.cos(angle)) / self.zoom / stretch
        bends = [smooth(rng, self.size, cells) for cells in (2, 2, 5, 5)]
        self.x = (x + coarse * bends[0] + 0.25 * fine * bends[2]).astype(np.float32)
        self.y = (y + coarse * bends[1] + 0.25 * fine * bends[3]).astype(np.float32)

    def tone(self, name: str) -> Array:
        """Float32[channels]: a structure's tone in this picture, the task's with some drift, or any where loose."""
        if name not in self._tones:
            if name in self.plan.loose:
                self._tones[name] = any_colour(self.rng, 0.08, 0.95)
                return self._tones[name]
            wander = 0.02 + 0.08 * self.drift
            tone = np.asarray(self.plan.tones[name], np.float32)
            shift = self.rng.normal(0, wander) + self.rng.normal(0, wander / 3, tone.shape)
            self._tones[name] = np.maximum(tone + shift * (0.3 + tone), 0).astype(np.float32)
        return self._tones[name]

    def fill(self, tone: Array, texture: Array | float = 0.0) -> None:
        """Covers the canvas with one tone and an additive texture."""
        self.canvas[...] = tone + (texture[..., None] if isinstance(texture, np.ndarray) else texture)

    def paint(
        self,
        distance: Array,
        tone: Array,
        name: str | None = None,
        soft: float = 1.2,
        opacity: float = 1.0,
        hides: bool = True,
        window: tuple[slice, slice] | None = None,
    ) -> None:
        """Lays a tone where a signed distance is negative, and the label of `name` with it.

        Args:
            distance: [h, w] in the units of x and y, negative inside.
            tone: [channels], or [h, w, channels] or [h, w, 1].
            name: the structure; one without a class clears the labels under it where `hides`.
            soft: width of the edge in pixels.
            opacity: share of what was there that is replaced.
            window: the part of the picture that `distance` and `tone` cover.
        """
        at = window or (slice(None), slice(None))
        alpha = np.clip(0.5 - distance / (soft * self.px), 0, 1) * np.float32(opacity)
        part = self.canvas[at]
        part += alpha[..., None] * (tone - part)
        self.mark(distance < 0, name, hides, at)

    def mark(
        self, where: Array, name: str | None, hides: bool = True, window: tuple[slice, slice] = (slice(None),) * 2
    ) -> None:
        """Sets the label of structure `name` in a mask, and nothing for a name of None."""
        if name is None:
            return
        label = self.plan.labels.get(name, 0)
        if label or hides:
            self.labels[window][where] = label

    def tint(self, alpha: Array, tone: Array | np.floating) -> None:
        """Mixes a tone in by an alpha map [h, w] without touching the labels."""
        self.canvas += alpha[..., None] * (tone - self.canvas)

    def windows(
        self, centres: Array, reach: Array, margin: float = 1.15
    ) -> Iterator[tuple[int, tuple[slice, slice], Array, Array]]:
        """For each object in view: its number, its window, and dx, dy from its centre there.

        `centres` [n, 2] and `reach` [n] are in u, v.
        """
        scale = self.size / 2
        low = np.floor((centres - (reach * margin)[:, None] + 1) * scale).astype(int) - 1
        high = np.ceil((centres + (reach * margin)[:, None] + 1) * scale).astype(int) + 2
        low, high = np.clip(low, 0, self.size), np.clip(high, 0, self.size)
        line = self.u[0]
        for i in range(len(centres)):
            (x0, y0), (x1, y1) = low[i], high[i]
            if x1 > x0 and y1 > y0:
                dx = (line[x0:x1] - np.float32(centres[i, 0]))[None, :]
                dy = (line[y0:y1] - np.float32(centres[i, 1]))[:, None]
                yield i, (slice(y0, y1), slice(x0, x1)), dx, dy

    def enclose(self) -> None:
        """Keeps a ring of at least a pixel of the outer class around every nested one."""
        for inner, outer in self.plan.nesting:
            within = np.isin(self.labels, list(self.plan.inside(outer)))
            core = ndimage.binary_erosion(within, border_value=1)
            family = np.isin(self.labels, list(self.plan.inside(inner)))
            self.labels[family & ~core] = outer
