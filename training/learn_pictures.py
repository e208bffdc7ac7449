"""Renders the pictures that the Learn tab learns from: `python -m training.learn_pictures portraits|tissues`.

Writes assets/learn/NAME.npz: images uint8 [n, 32, 32, 3], labels uint8 [n], names of the labels (the hair's colour;
the kind of tissue). Drawn at twice the size and reduced, so that 32 pixels hold as much as they can.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "learn"
SIDE = 32
FIRST_SEED = 900_000_000
"""Seeds above those that any model is trained from."""
KINDS = 10

Picture = tuple[np.ndarray, int]


def portraits(count: int) -> tuple[tuple[str, ...], Iterator[Picture]]:
    """Portraits, each labelled by the colour of its hair."""
    from data.portraits import BY_NAME, render, sample

    names = BY_NAME["hair_colour"].categories

    def drawn() -> Iterator[Picture]:
        for seed in range(FIRST_SEED, FIRST_SEED + count):
            # Hats and the flagged concepts would hide what the label names.
            attributes = replace(sample(seed), hat="none", smoking=0.0, horror=0.0)
            if attributes.hair_style == "bald":
                attributes = replace(attributes, hair_style="short")
            yield render(attributes, 2 * SIDE, seed).image, names.index(attributes.hair_colour)

    return names, drawn()


def tissues(count: int) -> tuple[tuple[str, ...], Iterator[Picture]]:
    """Tissues, each labelled by its kind."""
    from data.tissues import TRAIN_FAMILIES, draw, sample_task

    names = tuple(TRAIN_FAMILIES[:: max(1, len(TRAIN_FAMILIES) // KINDS)][:KINDS])

    def drawn() -> Iterator[Picture]:
        for number in range(count):
            label = number % len(names)
            task = sample_task(FIRST_SEED + number, (names[label],))
            yield draw(task, 0, 2 * SIDE).image, label

    return names, drawn()


SETS = {"portraits": portraits, "tissues": tissues}


def main() -> None:
    """Renders and packs."""
    parser = argparse.ArgumentParser(prog="python -m training.learn_pictures", description=__doc__.splitlines()[0])
    parser.add_argument("name", choices=SETS)
    parser.add_argument("--count", type=int, default=1500)
    arguments = parser.parse_args()
    names, pictures = SETS[arguments.name](arguments.count)
    images = np.empty((arguments.count, SIDE, SIDE, 3), np.uint8)
    labels = np.empty(arguments.count, np.uint8)
    for number, (picture, label) in enumerate(pictures):
        images[number] = picture.reshape(SIDE, 2, SIDE, 2, 3).mean(axis=(1, 3)).round()
        labels[number] = label
    FOLDER.mkdir(parents=True, exist_ok=True)
    out = FOLDER / f"{arguments.name}.npz"
    np.savez_compressed(out, images=images, labels=labels, names=np.array(names))
    print(f"{out.name}: {arguments.count} pictures, {out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
