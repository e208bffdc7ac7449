"""What the skin's relief leaves out of the nose: nostrils, wings, its cast shadow, and its class."""

from __future__ import annotations

import numpy as np

from data.portraits import paths
from data.portraits.easel import Easel, scaled
from data.portraits.geometry import Face
from data.portraits.head import skin_light, skin_shadow
from data.portraits.light import Light


def draw(easel: Easel, face: Face, light: Light) -> None:
    """The nose over the face's skin."""
    a = face.attributes
    wide = face.nose_wide
    y, tip = face.nose_y, face.nose_y - 0.015 - 0.008 * a.nose_tip
    dark, bright = skin_shadow(face, light), skin_light(face, light)
    wing = 0.041 * wide
    right = np.array([[0.011, face.eye_y - 0.012], [0.015, 0.045], [0.024 * wide, tip - 0.022], [wing, y - 0.012],
                      [wing * 0.96, y + 0.003], [0.022 * wide, y + 0.009]])  # fmt: skip
    lifts = np.array([0.02, 0.03, 0.036, 0.016, 0.016, 0.03])
    whole = np.concatenate([right, [[0, y + 0.012]], right[::-1] * (-1, 1)])
    easel.label(paths.smooth(face.at(whole, np.concatenate([lifts, [0.034], lifts[::-1]]))), "nose")

    away = -1.0 if light.side > 0 else 1.0
    cast = np.array([[away * 0.012, 0.035], [away * 0.022 * wide, tip - 0.016], [away * 0.044 * wide, y - 0.006],
                     [away * 0.050 * wide, y + 0.012], [0.0, y + 0.017], [away * 0.016, tip + 0.004]])  # fmt: skip
    strength = 0.10 + 0.22 * abs(light.side)
    easel.fill(paths.smooth(face.at(cast, 0.018)), dark, strength, blur=0.0065)
    crease = np.array(
        [[wing * 0.86, y - 0.021], [wing * 1.04, y - 0.009], [wing * 0.98, y + 0.003], [wing * 0.76, y + 0.006]]
    )
    both = face.at(np.stack([crease * (-1, 1), crease]), 0.016)
    easel.fill(paths.strokes(both, 0.0052), dark, 0.44, blur=0.0016)
    up = 0.0045 * a.nose_tip
    hole = np.array(
        [
            [0.0075 * wide, y + 0.0015],
            [0.017 * wide, y - 0.0045 - up],
            [0.0275 * wide, y - 0.0005],
            [0.018 * wide, y + 0.0040],
        ]
    )
    left, right = face.at(np.stack([hole * (-1, 1), hole]), 0.034)
    holes = paths.smooth(left)
    holes.addPath(paths.smooth(right))
    easel.fill(holes, scaled(dark, 0.42), 0.78, blur=0.0014)
    spot = face.at(np.array([[0.004 * light.side, tip - 0.003]]), 0.058)[0]
    easel.glow(*spot, 0.0105, 0.0085, bright, 0.34 + 0.12 * a.skin_tone)
    bridge = np.array([[0.003 * light.side, 0.012], [0.003 * light.side, 0.045], [0.003 * light.side, tip - 0.024]])
    easel.fill(paths.ribbon(face.at(bridge, np.array([0.03, 0.038, 0.048])), 0.0085), bright, 0.20, blur=0.003)
