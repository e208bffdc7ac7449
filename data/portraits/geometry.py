"""The head in space: pose, proportions, and where each landmark falls in the picture.

Head space has its origin between the eyes and the nose, x to the picture's right, y down, z to the viewer, in
units of the picture's side; `Pose` turns it and lays it on the picture by parallel projection.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import skia

from data.portraits import paths
from data.portraits.attributes import Attributes

HEAD_X, HEAD_Y = 0.5, 0.455
PIVOT = np.array([0.0, 0.2, -0.03])


@dataclass(frozen=True)
class Pose:
    """A rotation of head space about the top of the neck, and the projection to the picture.

    `onto` Float[3, 2] and `origin` Float[2] are that rotation and projection as one affine map.
    """

    rotation: np.ndarray
    onto: np.ndarray
    origin: np.ndarray

    def project(self, points: np.ndarray) -> np.ndarray:
        """Float[..., 3] in head space to Float[..., 2] in the picture."""
        flat = points.reshape(-1, 3) @ self.onto
        flat += self.origin
        return flat.reshape(*points.shape[:-1], 2)


def pose(attributes: Attributes) -> Pose:
    """The pose of a portrait: yaw about y, then pitch about x, then tilt in the picture's plane."""
    yaw, pitch, tilt = np.radians([attributes.yaw, attributes.pitch, attributes.tilt])
    cy, sy, cp, sp, ct, st = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch), np.cos(tilt), np.sin(tilt)
    ry = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    rx = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    rz = np.array([[ct, -st, 0], [st, ct, 0], [0, 0, 1]])
    rotation = rz @ rx @ ry
    onto = np.ascontiguousarray(rotation[:2].T)
    return Pose(rotation, onto, PIVOT[:2] - PIVOT @ onto + (HEAD_X, HEAD_Y))


class Face:
    """The landmarks of one head.

    Lengths are in units of the picture's side. `at` maps points of the face's own plane onto the picture through
    the depth of the face's surface; `outline` is the contour from crown to chin.
    """

    def __init__(self, a: Attributes) -> None:
        self.attributes = a
        self.pose = pose(a)
        self.wide = 1 + 0.11 * a.face_width
        self.long = 1 + 0.09 * a.face_length
        self.radii = (0.205 * self.wide, 0.318, 0.215)
        self.eye_x = 0.0870 * (0.5 + 0.5 * self.wide) + 0.011 * a.eye_spacing
        self.eye_y = 0.012
        self.eye_half = 0.0550 * (1 + 0.17 * a.eye_size)
        self.brow_y = self.eye_y - 0.069 - 0.006 * a.eye_size
        self.nose_wide = 1 + 0.32 * a.nose_width
        self.nose_y = 0.012 + 0.118 * self.long + 0.017 * a.nose_length
        self.mouth_y = 0.5 * self.nose_y + 0.5 * 0.13 * self.long + 0.068 * self.long
        self.chin_y = 0.292 * self.long + 0.017 * a.chin_size
        self.outline_points = self._outline()
        self.outline: skia.Path = paths.smooth(self.outline_points)

    def _outline(self) -> np.ndarray:
        a, w, low = self.attributes, self.wide, self.long
        jaw = 0.150 * (0.6 * w + 0.4) * (1 + 0.15 * a.jaw_width)
        full = 0.017 * a.cheek_fullness
        square = a.jaw_squareness
        chin = 0.062 + 0.021 * square + 0.011 * a.chin_size + 0.007 * a.jaw_width
        half = np.array(
            [
                [0.108 * w, -0.289, -0.05],
                [0.176 * w, -0.205, -0.055],
                [0.2025 * w, -0.09, -0.04],
                [0.202 * w, 0.01, -0.02],
                [0.192 * w + full * 0.7, 0.095 * low, 0.0],
                [jaw + 0.008 + full * 1.2, 0.185 * low, 0.02],
                [jaw * 0.80 + 0.016 * square + full, 0.238 * low, 0.05],
                [chin, self.chin_y - 0.018, 0.085],
                [chin * 0.5, self.chin_y - 0.003, 0.10],
            ]
        )
        crown, tip = np.array([[0, -0.315, -0.05]]), np.array([[0, self.chin_y, 0.105]])
        self.half_widths = half[3:, :2]
        left = half[::-1] * (-1, 1, 1)
        return self.pose.project(np.concatenate([crown, half, tip, left]))

    def depth(self, points: np.ndarray) -> np.ndarray:
        """The face's surface: Float[..., 2] in its plane to z Float[...]."""
        x, y = points[..., 0] * (1 / self.radii[0]), points[..., 1] * (1 / self.radii[1])
        return self.radii[2] * np.sqrt(np.maximum(1 - x * x - y * y, 0.03)) - 0.02

    def at(self, points: np.ndarray, lift: float | np.ndarray = 0.0) -> np.ndarray:
        """Points of the face's plane Float[..., 2], raised by `lift` above its surface, in the picture."""
        points = np.asarray(points, np.float64)
        return self._raised(points, self.depth(points) + lift)

    def flat(self, points: np.ndarray, centre: tuple[float, float]) -> np.ndarray:
        """Like `at`, but on the plane that touches the surface at `centre`, so that a small part keeps its shape."""
        step = 0.004
        x, y = centre
        z, right, below = self.depth(np.array([(x, y), (x + step, y), (x, y + step)])).tolist()
        slope = np.array([(right - z) / step, (below - z) / step]) * 0.85
        return self._raised(points, z + (points - np.array(centre)) @ slope)

    def _raised(self, points: np.ndarray, z: np.ndarray) -> np.ndarray:
        onto = self.pose.onto
        shown = points @ onto[:2]
        shown += z[..., None] * onto[2]
        shown += self.pose.origin
        return shown
