"""Rooms are made from their seed alone, and their meshes are sound."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from data.rooms import figures, furniture, meshes, plants, soft, textures, toys, vessels
from data.rooms.layouts import KINDS, room
from data.rooms.scene import Emitter, Part, Room, Strands, View, flash


def sound(mesh: meshes.Mesh) -> bool:
    """Finite, faces within range, unit normals."""
    lengths = np.linalg.norm(mesh.normals, axis=1)
    return (
        bool(np.isfinite(mesh.positions).all() and np.isfinite(mesh.uv).all())
        and mesh.faces.min() >= 0
        and mesh.faces.max() < len(mesh.positions) == len(mesh.uv) == len(mesh.normals)
        # A few points of a pole may have no normal of their own.
        and np.mean(np.abs(lengths - 1) < 1e-3) > 0.97
    )


def volume(mesh: meshes.Mesh) -> float:
    """Signed volume of a closed mesh: positive where its faces look outwards."""
    a, b, c = (mesh.positions[mesh.faces[:, k]].astype(np.float64) for k in range(3))
    return float((a * np.cross(b, c)).sum() / 6)


def test_box_and_ball_are_closed_and_face_outwards() -> None:
    made = meshes.box((1, 2, 3), 0.01)
    assert volume(made) == pytest.approx(6.0, rel=0.01)
    assert np.ptp(made.positions, axis=0) == pytest.approx([1, 2, 3], abs=1e-5)
    assert (made.normals * made.positions).sum(1).min() > 0
    assert abs(volume(meshes.ball((1, 1, 1)))) == pytest.approx(4 / 3 * np.pi, rel=0.02)


def test_moves() -> None:
    made = meshes.box((1, 1, 1)).turned(np.pi / 2).moved((1, 2, 3)).scaled(2)
    assert made.positions.mean(0) == pytest.approx([2, 4, 6], abs=1e-5)
    assert meshes.rotation(0.3, "x") @ meshes.rotation(0.3, "x").T == pytest.approx(np.eye(3), abs=1e-12)
    right = meshes.rotation(np.pi / 2, "z") @ np.array([1.0, 0, 0])
    assert right == pytest.approx([0, 1, 0], abs=1e-12)


def test_textures_repeat_without_a_seam() -> None:
    rng = np.random.default_rng(0)
    field = textures.noise(rng, (256, 256), 2.0)
    inner = np.abs(np.diff(field, axis=1)).mean()
    assert np.abs(field[:, 0] - field[:, -1]).mean() < 1.5 * inner
    assert field.mean() == pytest.approx(0, abs=1e-3)
    assert field.std() == pytest.approx(1, abs=1e-3)


def test_srgb_codes() -> None:
    assert textures.srgb("#ffffff") == pytest.approx((1, 1, 1))
    assert textures.srgb("#808080")[0] == pytest.approx(0.2159, abs=1e-3)


@pytest.mark.parametrize(
    "make",
    [
        vessels.fruit_bowl, vessels.teapot, vessels.bottle, vessels.candlestick, furniture.chair, furniture.sideboard,
        furniture.bed, plants.palm, plants.tulips, plants.snake_plant, toys.train, soft.cushion, figures.person,
    ],
)  # fmt: skip
def test_things_are_sound_and_stand_on_the_floor(make) -> None:
    parts = [p for p in make(np.random.default_rng(1)) if isinstance(p, Part)]
    assert parts
    assert all(sound(p.mesh) for p in parts)
    lowest = min(float(p.mesh.positions[:, 2].min()) for p in parts)
    assert -0.03 < lowest < 0.06
    for p in parts:
        for value in (p.material.roughness, p.material.metallic, p.material.transmission):
            assert 0 <= value <= 1


def _fingerprint(made: Room) -> list[bytes]:
    out = []
    for thing in made.things:
        if isinstance(thing, Part):
            out += [thing.mesh.positions.tobytes(), thing.mesh.uv.tobytes()]
            if isinstance(thing.material.colour, textures.Texture):
                out.append(thing.material.colour.image.tobytes())
        else:
            out.append(thing.points.tobytes())
    return [*out, repr(made.view).encode()]


@functools.cache
def made_room(seed: int) -> Room:
    """The room of `seed`, built once for all tests."""
    return room(seed)


def test_a_room_is_a_function_of_its_seed() -> None:
    assert _fingerprint(made_room(3)) == _fingerprint(room(3))
    assert repr(made_room(3).view) != repr(made_room(0).view)


@pytest.mark.parametrize("seed", [0, 3, *(pytest.param(s, marks=pytest.mark.slow) for s in (1, 2, 4, 5, 6, 7, 8, 9))])
def test_every_kind_has_its_lights_and_a_free_camera(seed: int) -> None:
    made = made_room(seed)
    assert len(KINDS) == 6
    assert {"flash", "ceiling", "window", "lamp", "bounce"} == set(made.lights)
    assert all(made.lights.values())
    assert all(sound(p.mesh) for p in made.things if isinstance(p, Part))
    eye = np.asarray(made.view.origin)
    for thing in made.things:
        points = thing.mesh.positions if isinstance(thing, Part) else thing.points.reshape(-1, 3)
        assert np.linalg.norm(points - eye, axis=1).min() > 0.08


def test_the_flash_is_small_and_beside_the_lens() -> None:
    view = View((0, -2, 1), (0, 0, 1))
    emitters = flash(view, (0.03, 0.035), 0.016)
    discs = [e for e in emitters if isinstance(e, Emitter)]
    centre = discs[0].mesh.positions.mean(0)
    assert np.linalg.norm(centre - np.array(view.origin)) == pytest.approx(np.hypot(0.03, 0.035), abs=0.004)
    assert np.ptp(discs[0].mesh.positions, axis=0).max() == pytest.approx(0.016, abs=1e-3)
    assert discs[0].mesh.normals.mean(0)[1] > 0.9


def test_hair_grows_on_heads() -> None:
    hair = [t for t in figures.person(np.random.default_rng(0)) if isinstance(t, Strands)]
    assert hair
    assert hair[0].points[..., 2].max() > 1.6
