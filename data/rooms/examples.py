"""The example photographs of the Relight tab: three curated rooms, rendered large and put through the camera.

    python -m data.rooms.examples --out assets/examples [--scene NAME] [--draft]

writes flash-NAME.jpg, ambient-NAME.jpg and dark-NAME.jpg (a render at full size takes some minutes a light).
"""

from __future__ import annotations

import argparse
import logging
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from data.rooms.camera import LUMA, Shot, develop
from data.rooms.render import RenderConfig, Renderer
from data.rooms.stages import STAGES

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Recipe:
    """How one example is photographed. Levels are the luminance, after exposure, that a quantile is brought to."""

    stage: str
    seed: int
    mixes: dict[str, dict[str, float]]  # picture -> light -> share of the mean luminance
    level: dict[str, tuple[float, float]]  # picture -> (quantile, its linear value)
    balance: dict[str, tuple[float, float, float]]


RECIPES = {
    "bear": Recipe(
        "bear", 11,
        {"flash": {"flash": 1.0, "lamp": 0.003}, "ambient": {"lamp": 0.28, "window": 0.09, "bounce": 1.0}},
        {"flash": (0.965, 0.88), "ambient": (0.95, 0.62)},
        {"flash": (1.0, 1.0, 1.0), "ambient": (0.8, 1.0, 1.5)},
    ),
    "table": Recipe(
        "table", 5,
        {
            "flash": {"flash": 1.0, "lamp": 0.006},
            "ambient": {"pendant": 1.0, "window": 0.3, "bounce": 0.5, "lamp": 0.5},
        },
        {"flash": (0.965, 0.88), "ambient": (0.95, 0.62)},
        {"flash": (1.0, 1.0, 1.0), "ambient": (0.82, 1.0, 1.4)},
    ),
    "sideboard": Recipe(
        "sideboard", 3,
        {"flash": {"flash": 1.0}, "ambient": {"window": 1.0, "lamp": 0.5, "bounce": 0.4}},
        {"flash": (0.965, 0.88), "ambient": (0.95, 0.62)},
        {"flash": (1.0, 1.0, 1.0), "ambient": (0.85, 1.0, 1.3)},
    ),
    "corner": Recipe(
        "corner", 2,
        {"dark": {"lamp": 1.0, "window": 0.05}},
        {"dark": (0.97, 0.3)},
        {"dark": (0.85, 1.0, 1.35)},
    ),
}  # fmt: skip


def rendered(recipe: Recipe, config: RenderConfig, cache: Path | None = None) -> dict[str, np.ndarray]:
    """The linear lights that `recipe` mixes, taken from the folder `cache` where they are there already."""
    path = cache / f"{recipe.stage}-{recipe.seed}-{config.width}-{config.samples}.npz" if cache else None
    if path is not None and path.exists():
        with np.load(path) as file:
            return {name: file[name].astype(np.float32) for name in file.files}
    room = STAGES[recipe.stage](np.random.default_rng(recipe.seed))
    lights = {}
    with Renderer(room, config) as renderer:
        guides = renderer.guides()
        for name in sorted({name for mix in recipe.mixes.values() for name in mix}):
            started = time.time()
            lights[name] = renderer.light(name, guides)
            _log.info("%s: %s took %.0f s", recipe.stage, name, time.time() - started)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, **{name: light.astype(np.float16) for name, light in lights.items()})
    return lights


def photographs(recipe: Recipe, lights: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """uint8 pictures by kind ("flash", "ambient", "dark")."""
    rng = np.random.default_rng(recipe.seed)
    out = {}
    for kind, mix in recipe.mixes.items():
        light = np.zeros_like(next(iter(lights.values())))
        for name, share in mix.items():
            luminance = lights[name] @ LUMA
            # The upper end is left out of the mean, or a lamp in the picture would count as the light it gives.
            level = float(np.minimum(luminance, np.quantile(luminance, 0.95)).mean())
            light += lights[name] * (share / max(level, 1e-9))
        quantile, value = recipe.level[kind]
        dim = kind == "dark"
        shot = Shot(
            gain=value / float(np.quantile(light @ LUMA, quantile)),
            white_balance=recipe.balance[kind],
            vignette=0.18,
            shot_noise=1.2e-3 if dim else 1.5e-4,
            read_noise=4e-3 if dim else 1e-3,
            contrast=0.35,
        )
        out[kind] = develop(light, shot, rng)
    return out


def save(image: np.ndarray, path: Path, limit: int = 500_000) -> None:
    """`image` as a JPEG of the best quality that keeps below `limit` bytes."""
    for quality in (92, 90, 87, 84, 80, 75, 70):
        Image.fromarray(image).save(path, "JPEG", quality=quality, subsampling=0 if quality > 85 else 2, optimize=True)
        if path.stat().st_size <= limit:
            return
    raise ValueError(f"{path.name} does not fit into {limit} bytes")


def main() -> None:
    """Render what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("assets/examples"))
    parser.add_argument("--scene", choices=sorted(RECIPES), action="append")
    parser.add_argument("--cache", type=Path, help="folder that keeps the rendered lights")
    parser.add_argument("--draft", action="store_true", help="a quarter of the size and effort")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    config = RenderConfig(1600, 1200, samples=16, samples_per_pass=4, max_depth=7, guide_samples=16)
    if arguments.draft:
        config = RenderConfig(640, 480, samples=32, samples_per_pass=16, max_depth=6, guide_samples=16)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name in arguments.scene or sorted(RECIPES):
        recipe = RECIPES[name]
        for kind, image in photographs(recipe, rendered(recipe, config, arguments.cache)).items():
            save(image, arguments.out / f"{kind}-{name}.jpg")


if __name__ == "__main__":
    main()
