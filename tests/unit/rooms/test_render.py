"""A tiny room is really rendered, stored and read back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.rooms import store
from data.rooms.camera import pair
from data.rooms.denoise import denoise
from data.rooms.materials import timber
from data.rooms.meshes import ball, quad
from data.rooms.render import RenderConfig, Renderer
from data.rooms.scene import Emitter, Material, Part, Room, Strands, View, flash

pytest.importorskip("mitsuba", reason="the renderer, mitsuba, is not installed (requirements-dev.txt)")


@pytest.fixture(scope="module")
def rendered() -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """(lights, guides) of a ball and some hair on a floor before a wall, 32 x 24."""
    rng = np.random.default_rng(0)
    view = View((0, -1.2, 0.6), (0, 0.2, 0.2), 60)
    wall = Part(quad((-2, 1.2, 0), (4, 0, 0), (0, 0, 2)), Material((0.6, 0.2, 0.2), 0.9))
    floor = Part(quad((-2, -2, 0), (4, 0, 0), (0, 4, 0)), timber(rng, "oak"))
    sphere = Part(ball((0.2, 0.2, 0.2), rows=20).moved((0, 0, 0.2)), Material((0.7, 0.7, 0.7), 0.6))
    root = rng.uniform((0.3, 0.0, 0.0), (0.5, 0.2, 1e-6), (200, 3))
    up = np.array([0.0, 0.0, 0.05])
    hair = np.stack([root + up * k for k in range(5)], axis=1).astype(np.float32)
    panel = quad((-0.5, -0.5, 2), (0, 1, 0), (1, 0, 0))
    room = Room(
        [wall, floor, sphere, Strands(hair, 0.002, (0.3, 0.2, 0.1))],
        view,
        {"flash": flash(view), "ceiling": [Emitter(panel, (3.0, 3.0, 3.0))]},
    )
    with Renderer(room, RenderConfig(32, 24, samples=16, guide_samples=8)) as renderer:
        guides = renderer.guides()
        return {name: renderer.light(name, guides) for name in room.lights}, guides


def test_guides(rendered: tuple[dict[str, np.ndarray], dict[str, np.ndarray]]) -> None:
    _, guides = rendered
    assert guides["albedo"].shape == guides["normal"].shape == (24, 32, 3)
    # The wall is 2.4 m away, the ball nearer than it.
    assert guides["depth"][1, 2] == pytest.approx(2.6, abs=0.4)
    assert guides["depth"][12, 16] < 1.4
    wall = guides["albedo"][2, 16]
    assert wall == pytest.approx([0.6, 0.2, 0.2], abs=0.05)


def test_lights_are_apart_and_fall_off(rendered: tuple[dict[str, np.ndarray], dict[str, np.ndarray]]) -> None:
    lights, _ = rendered
    assert set(lights) == {"flash", "ceiling"}
    for light in lights.values():
        assert light.shape == (24, 32, 3)
        assert np.isfinite(light).all()
        assert light.min() >= 0
        assert light.mean() > 0
    ratio = {name: light[12, 16].mean() / light[2, 16].mean() for name, light in lights.items()}
    # The ball is at half the wall's distance and brighter: far more so by flash than by the ceiling's light.
    assert ratio["flash"] > 1.5 * ratio["ceiling"]


def test_store(rendered: tuple[dict[str, np.ndarray], dict[str, np.ndarray]], tmp_path: Path) -> None:
    lights, guides = rendered
    path = store.write(tmp_path, 7, lights, guides)
    assert store.rooms(tmp_path) == [path]
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    back = store.read(path)
    assert back.seed == 7
    for name, light in lights.items():
        restored = back.lights[name].astype(np.float32) * back.scale[name]
        assert np.allclose(restored, light, rtol=2e-3, atol=light.mean() * 1e-3)
    made = pair(back.lights, back.depth.astype(np.float32), 1)
    assert made.flash.shape == (24, 32, 3)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(ValueError, match="is not a rendered room"):
        store.read(path)


def test_denoiser_takes_noise_away() -> None:
    pytest.importorskip("pyoidn", reason="the denoiser, pyoidn, is not installed (requirements-dev.txt)")
    rng = np.random.default_rng(0)
    clean = np.full((64, 64, 3), 0.5, np.float32)
    noisy = (clean * rng.exponential(1, clean.shape)).astype(np.float32)
    normal = np.zeros_like(clean)
    out = denoise(noisy, clean, normal)
    assert np.abs(out - 0.5).mean() < 0.2 * np.abs(noisy - 0.5).mean()
