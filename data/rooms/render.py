"""Path tracing of a room with Mitsuba 3, one light at a time, in linear radiance.

`llvm_ad_rgb` is used where its LLVM library is found, else `scalar_rgb`, which needs nothing and is slower.
Mitsuba is imported here alone and only when a room is rendered.
"""

from __future__ import annotations

import functools
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from data.rooms.denoise import denoise
from data.rooms.scene import Emitter, Material, Part, Room, Spot, Strands, View
from data.rooms.textures import Texture


@dataclass(frozen=True)
class RenderConfig:
    """Size and effort. Sixteen samples and the denoiser are enough for training pictures of 320 x 240."""

    width: int = 320
    height: int = 240
    samples: int = 16
    samples_per_pass: int = 16
    max_depth: int = 6
    guide_samples: int = 16
    denoise: bool = True


@functools.cache
def mitsuba() -> Any:
    """Mitsuba with the fastest variant that works on this machine; one thread where OMP_NUM_THREADS is 1."""
    import mitsuba as mi

    try:
        mi.set_variant("llvm_ad_rgb")
        import drjit as dr

        dr.eval(mi.Float([1.0]) + 1.0)
    except Exception:  # noqa: BLE001 -- a missing LLVM shows as several kinds of error
        mi.set_variant("scalar_rgb")
    if os.environ.get("OMP_NUM_THREADS") == "1":
        mi.util.set_thread_count(1)
    mi.set_log_level(mi.LogLevel.Error)
    return mi


def _bitmap(texture: Texture, raw: bool = False) -> dict:
    mi = mitsuba()
    scale = mi.ScalarTransform4f().scale([1 / texture.size[0], 1 / texture.size[1], 1])
    # Mitsuba puts the first row at v = 0, the bottom.
    image = np.ascontiguousarray(texture.image[::-1], dtype=np.float32)
    bitmap = mi.Bitmap(image if image.ndim == 3 else image[..., None])
    return {"type": "bitmap", "bitmap": bitmap, "to_uv": scale, "raw": raw}


def _colour(value: tuple[float, float, float] | Texture) -> dict:
    if isinstance(value, Texture):
        return _bitmap(value)
    return {"type": "rgb", "value": list(value)}


def bsdf(material: Material) -> dict:
    """The Mitsuba dictionary of a material."""
    if material.glass:
        return {"type": "thindielectric", "int_ior": 1.5}
    if material.mirror:
        inner: dict = {
            "type": "roughconductor",
            "alpha": max(material.roughness, 0.01) ** 2 if material.roughness > 0.1 else 0.01,
            "material": "Ag",
            "specular_reflectance": _colour(material.colour),
        }
        return {"type": "twosided", "bsdf": inner}
    if material.transmission > 0:
        return {
            "type": "principledthin",
            "base_color": _colour(material.colour),
            "roughness": material.roughness,
            "diff_trans": 2.0 * material.transmission,
            "spec_trans": 0.0,
            "eta": 1.4,
        }
    inner = {
        "type": "principled",
        "base_color": _colour(material.colour),
        "roughness": max(material.roughness, 0.05),
        "metallic": material.metallic,
        "specular": material.specular,
        "sheen": material.sheen,
        "clearcoat": material.clearcoat,
        "clearcoat_gloss": 0.9,
    }
    if material.bump is not None:
        inner = {"type": "bumpmap", "nested": inner, "bump_texture": _bitmap(material.bump, raw=True)}
    return {"type": "twosided", "bsdf": inner}


def _mesh(part: Part | Emitter, nested: dict[str, Any]) -> Any:
    mi = mitsuba()
    props = mi.Properties()
    for key, value in nested.items():
        props[key] = mi.load_dict(value)
    m = part.mesh
    mesh = mi.Mesh("part", len(m.positions), len(m.faces), props, True, True)
    params = mi.traverse(mesh)
    params["vertex_positions"] = m.positions.astype(np.float32).ravel()
    params["vertex_normals"] = m.normals.astype(np.float32).ravel()
    params["vertex_texcoords"] = m.uv.astype(np.float32).ravel()
    params["faces"] = m.faces.astype(np.uint32).ravel()
    params.update()
    return mesh


def _strands(strands: Strands, folder: str, index: int) -> dict:
    """Curves go by a text file, the one way in that every variant has."""
    path = Path(folder) / f"{index}.txt"
    count = strands.points.shape[1]
    taper = np.linspace(1.0, 0.25, count)
    rows = []
    for curve in strands.points:
        rows += [f"{x:.6g} {y:.6g} {z:.6g} {strands.radius * t:.6g}" for (x, y, z), t in zip(curve, taper, strict=True)]
        rows.append("")
    path.write_text("\n".join(rows))
    return {
        "type": "bsplinecurve",
        "filename": str(path),
        "bsdf": bsdf(Material(strands.colour, strands.roughness, specular=0.3, sheen=0.4)),
    }


def _emitter(emitter: Emitter | Spot) -> Any:
    mi = mitsuba()
    if isinstance(emitter, Spot):
        to_world = mi.ScalarTransform4f().look_at(
            origin=list(emitter.origin), target=list(emitter.target), up=[0.01, 0.02, 1]
        )
        return {
            "type": "spot",
            "to_world": to_world,
            "intensity": {"type": "rgb", "value": list(emitter.intensity)},
            "cutoff_angle": emitter.cutoff,
            "beam_width": emitter.beam,
        }
    area = {"type": "area", "radiance": {"type": "rgb", "value": list(emitter.radiance)}}
    return _mesh(emitter, {"emitter": area, "mesh_bsdf": bsdf(emitter.material)})


def _sensor(view: View, config: RenderConfig) -> dict:
    mi = mitsuba()
    sensor = {
        "type": "thinlens" if view.aperture > 0 else "perspective",
        "fov": view.fov,
        "to_world": mi.ScalarTransform4f().look_at(origin=list(view.origin), target=list(view.target), up=[0, 0, 1]),
        "near_clip": 0.01,
        "film": {
            "type": "hdrfilm",
            "width": config.width,
            "height": config.height,
            "rfilter": {"type": "box"},
            "pixel_format": "rgb",
            "component_format": "float32",
        },
        "sampler": {"type": "independent"},
    }
    if view.aperture > 0:
        sensor |= {"aperture_radius": view.aperture, "focus_distance": view.focus}
    return sensor


class Renderer:
    """A room loaded once for each light; use as a context manager, as hair is handed over in a temporary folder."""

    def __init__(self, room: Room, config: RenderConfig) -> None:
        self.room = room
        self.config = config
        self._folder = tempfile.TemporaryDirectory(prefix="rooms-")
        mi = mitsuba()
        self._shapes: dict[str, Any] = {}
        for i, thing in enumerate(room.things):
            if isinstance(thing, Part):
                self._shapes[f"part{i}"] = _mesh(thing, {"mesh_bsdf": bsdf(thing.material)})
            else:
                self._shapes[f"hair{i}"] = mi.load_dict(_strands(thing, self._folder.name, i))

    def __enter__(self) -> Renderer:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def _scene(self, light: str | None, integrator: dict) -> Any:
        scene: dict[str, Any] = {"type": "scene", "integrator": integrator, **self._shapes}
        scene["sensor"] = _sensor(self.room.view, self.config)
        for name, emitters in self.room.lights.items():
            for i, emitter in enumerate(emitters):
                if name == light:
                    scene[f"{name}{i}"] = _emitter(emitter)
                elif isinstance(emitter, Emitter) and name != "flash":
                    scene[f"{name}{i}"] = _mesh(emitter, {"mesh_bsdf": bsdf(emitter.material)})
        return mitsuba().load_dict(scene)

    def _samples(self, scene: Any, samples: int, seed: int) -> np.ndarray:
        """Mean of `samples` a pixel, in passes that fit into memory."""
        mi = mitsuba()
        total: np.ndarray | None = None
        done = 0
        while done < samples:
            count = min(self.config.samples_per_pass, samples - done)
            image = np.array(mi.render(scene, spp=count, seed=seed * 1000 + done), dtype=np.float32)
            total = image * count if total is None else total + image * count
            done += count
        assert total is not None
        return total / samples

    def guides(self, seed: int = 0) -> dict[str, np.ndarray]:
        """First-hit albedo [h w 3], normal [h w 3] and depth [h w] (distance in metres)."""
        aov = {"type": "aov", "aovs": "albedo:albedo,normal:sh_normal,depth:depth"}
        # The scalar variant takes longer over these channels than over the light itself.
        share = 4 if mitsuba().variant().startswith("scalar") else 1
        samples = max(1, self.config.guide_samples // share)
        values = np.nan_to_num(self._samples(self._scene(None, aov), samples, seed + 7))
        return {"albedo": values[..., 0:3], "normal": values[..., 3:6], "depth": values[..., 6]}

    def light(self, name: str, guides: dict[str, np.ndarray], seed: int = 0) -> np.ndarray:
        """Linear radiance float32 [h w 3] under the light `name` alone."""
        path = {"type": "path", "max_depth": self.config.max_depth, "hide_emitters": False}
        scene = self._scene(name, path)
        image = np.nan_to_num(self._samples(scene, self.config.samples, seed), posinf=0.0)
        return denoise(image, guides["albedo"], guides["normal"]) if self.config.denoise else image
