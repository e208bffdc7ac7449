"""What a room is before any renderer sees it: parts, fur, lights and a camera, all plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from data.rooms.meshes import Mesh, rotation, surface
from data.rooms.textures import Colour, Texture


@dataclass(frozen=True)
class Material:
    """How a surface takes light, in the terms of Disney's principled model (Burley 2012, 2015).

    `transmission` > 0 makes a thin sheet that lets that share of the diffuse light through (leaves, lampshades);
    `glass` a thin clear sheet; `mirror` a polished metal; `bump` a texture of heights in metres.
    """

    colour: Colour | Texture = (0.5, 0.5, 0.5)
    roughness: float = 0.5
    metallic: float = 0.0
    specular: float = 0.5
    sheen: float = 0.0
    clearcoat: float = 0.0
    transmission: float = 0.0
    bump: Texture | None = None
    glass: bool = False
    mirror: bool = False


@dataclass(frozen=True)
class Part:
    """One mesh of one material."""

    mesh: Mesh
    material: Material

    def moved(self, offset: Sequence[float]) -> Part:
        """The part shifted by `offset`."""
        return replace(self, mesh=self.mesh.moved(offset))

    def turned(self, angle: float, axis: str = "z") -> Part:
        """The part turned about the origin."""
        return replace(self, mesh=self.mesh.turned(angle, axis))

    def scaled(self, factors: float | Sequence[float]) -> Part:
        """The part scaled about the origin."""
        return replace(self, mesh=self.mesh.scaled(factors))


@dataclass(frozen=True)
class Strands:
    """Hair, fur or pile: `points` float32 [n k 3], `radius` at the root in metres, one `colour` for all."""

    points: np.ndarray
    radius: float
    colour: Colour
    roughness: float = 0.5

    def moved(self, offset: Sequence[float]) -> Strands:
        """The strands shifted by `offset`."""
        return replace(self, points=(self.points + np.asarray(offset)).astype(np.float32))

    def turned(self, angle: float, axis: str = "z") -> Strands:
        """The strands turned about the origin."""
        return replace(self, points=(self.points @ rotation(angle, axis).T).astype(np.float32))

    def scaled(self, factor: float) -> Strands:
        """The strands scaled about the origin."""
        return replace(self, points=self.points * np.float32(factor), radius=self.radius * factor)


Thing = list[Part | Strands]


def place(thing: Thing, at: Sequence[float], angle: float = 0.0, scale: float = 1.0) -> Thing:
    """`thing` scaled, turned about z and set down at `at`."""
    return [part.scaled(scale).turned(angle).moved(at) for part in thing]


@dataclass(frozen=True)
class Emitter:
    """A glowing mesh of `radiance` (linear RGB, W/m2/sr up to one common factor); off it is `material`."""

    mesh: Mesh
    radiance: Colour
    material: Material = field(default_factory=lambda: Material((0.02, 0.02, 0.02), 0.1))


@dataclass(frozen=True)
class Spot:
    """A point source at `origin` aimed at `target`: full within `beam` degrees of its axis, none past `cutoff`."""

    origin: tuple[float, float, float]
    target: tuple[float, float, float]
    intensity: Colour
    cutoff: float
    beam: float


@dataclass(frozen=True)
class View:
    """A pinhole camera: position, point looked at, horizontal field of view in degrees."""

    origin: tuple[float, float, float]
    target: tuple[float, float, float]
    fov: float = 60.0
    aperture: float = 0.0
    focus: float = 1.0


@dataclass(frozen=True)
class Room:
    """A scene ready to be rendered; `lights` maps a light's name to the emitters that burn together."""

    things: Thing
    view: View
    lights: dict[str, list[Emitter | Spot]]


def flash(view: View, offset: tuple[float, float] = (0.03, 0.035), size: float = 0.016) -> list[Emitter | Spot]:
    """A phone's flash beside the lens: (right, up) metres off it, `size` metres wide, cool white.

    Two thirds of the light come from a small disc (Lambert's fall-off towards the corners), one third from a
    cone about the axis, as a reflector adds it.
    """
    origin, target = np.asarray(view.origin), np.asarray(view.target)
    forward = (target - origin) / np.linalg.norm(target - origin)
    right = np.cross(forward, (0, 0, 1))
    right /= np.linalg.norm(right)
    up = np.cross(right, forward)
    # A little ahead of the lens, so that it never sees itself.
    centre = origin + offset[0] * right + offset[1] * up + 0.002 * forward
    angle = np.linspace(0, 2 * np.pi, 13)
    rim = centre + size / 2 * (np.cos(angle)[:, None] * right + np.sin(angle)[:, None] * up)
    grid = np.stack((np.broadcast_to(centre, rim.shape), rim))
    disc = surface(grid)
    if disc.normals.mean(0) @ forward < 0:
        disc = surface(grid[:, ::-1])
    area = np.pi * size**2 / 4
    tint = (0.93, 0.98, 1.08)
    radiance = tuple(float(0.66 * c / area) for c in tint)
    emitters: list[Emitter | Spot] = [Emitter(disc, radiance)]
    for k in range(4):
        turn = np.pi / 2 * k + 0.4
        at = centre + 0.35 * size * (np.cos(turn) * right + np.sin(turn) * up)
        aim = at + forward
        emitters.append(
            Spot(tuple(map(float, at)), tuple(map(float, aim)), tuple(float(0.34 / 4 * c) for c in tint), 48.0, 18.0)
        )
    return emitters
