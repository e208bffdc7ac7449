"""Renders the portraits that the Learn tab learns from: `python -m training.learn_pictures`.

Writes assets/learn/portraits.npz: images uint8 [n, 32, 32, 3], labels uint8 [n] (the colour of the hair), names of the
labels. Drawn at twice the size and reduced, so that 32 pixels hold as much as they can.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from data.portraits import BY_NAME, render, sample

OUT = Path(__file__).resolve().parents[1] / "assets" / "learn" / "portraits.npz"
SIDE = 32
FIRST_SEED = 900_000_000
"""Seeds above those that any model is trained from."""


def main() -> None:
    """Renders and packs."""
    parser = argparse.ArgumentParser(prog="python -m training.learn_pictures", description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1500)
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    names = BY_NAME["hair_colour"].categories
    images = np.empty((arguments.count, SIDE, SIDE, 3), np.uint8)
    labels = np.empty(arguments.count, np.uint8)
    for number in range(arguments.count):
        # Hats and the flagged concepts would hide what the label names.
        attributes = replace(sample(FIRST_SEED + number), hat="none", smoking=0.0, horror=0.0)
        if attributes.hair_style == "bald":
            attributes = replace(attributes, hair_style="short")
        drawn = render(attributes, 2 * SIDE, FIRST_SEED + number).image
        images[number] = drawn.reshape(SIDE, 2, SIDE, 2, 3).mean(axis=(1, 3)).round()
        labels[number] = names.index(attributes.hair_colour)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(arguments.out, images=images, labels=labels, names=np.array(names))
    print(f"{arguments.out}: {arguments.count} portraits, {arguments.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
