"""What an embedding is worth to a classifier with few labels."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from ..errors import ModelError
from .classifier import Classifier
from .datasets import FloatArray, ImageSet, IntArray
from .explore import encode
from .layers import initialise
from .loop import adam
from .networks import Autoencoder
from .runs import Run, run_split

RIDGE = 1e-2
NEWTON_STEPS = 100
CLASSIFIER_STEPS = 150
CLASSIFIER_RATE = 1e-3


@dataclass(frozen=True)
class Probe:
    """Accuracies on held-out pictures, in [0, 1], all from the same few labels.

    `embedding`, `pixels`: a linear classifier on codes and on pixels. `pretrained`, `scratch`: a classifier whose
    layers up to the code are the encoder's, trained further, and the same network from random weights.
    """

    labels_per_class: int
    embedding: float
    pixels: float
    pretrained: float
    scratch: float
    tested: int


def probe(run: Run, image_set: ImageSet, labels_per_class: int, seed: int = 0) -> Probe:
    """Classifiers from `labels_per_class` pictures of each label, drawn by `seed` among those the run learnt from.

    Raises `ModelError` for a set without labels, and where a label has too few pictures.
    """
    learnt, held_out = run_split(run, image_set)
    if learnt.labels is None or held_out.labels is None:
        raise ModelError(f"The pictures called {image_set.name} have no labels to classify by.")
    few = learnt.take(few_labels(learnt.labels, labels_per_class, seed))
    assert few.labels is not None
    classes = int(max(learnt.labels.max(), held_out.labels.max())) + 1
    test, truth = held_out.images, held_out.labels

    few_truth = few.labels

    def linear(features: FloatArray, others: FloatArray) -> float:
        return linear_accuracy(features, few_truth, others, truth, classes)

    def fine_tuned(encoder: Autoencoder) -> float:
        chance = torch.Generator().manual_seed(seed)
        classifier = Classifier(encoder, classes, torch.from_numpy(learnt.images))
        initialise(classifier.head, chance)
        return _fine_tuned(classifier, few, held_out)

    scratch = copy.deepcopy(run.model)
    initialise(scratch, torch.Generator().manual_seed(seed))
    scratch.wake_units()
    return Probe(
        labels_per_class,
        linear(encode(run, few.images), encode(run, test)),
        linear(few.images.reshape(len(few), -1), test.reshape(len(test), -1)),
        fine_tuned(copy.deepcopy(run.model)),
        fine_tuned(scratch),
        len(test),
    )


def few_labels(labels: IntArray, per_class: int, seed: int) -> IntArray:
    """Indices of `per_class` pictures of each label. Raises `ModelError` where a label has fewer."""
    random = np.random.default_rng(seed)
    chosen = []
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        if not 1 <= per_class <= len(members):
            raise ModelError(f"There are not {per_class} pictures of each label to learn from.")
        chosen.append(random.choice(members, per_class, replace=False))
    return np.concatenate(chosen)


def linear_accuracy(features: FloatArray, labels: IntArray, others: FloatArray, truth: IntArray, classes: int) -> float:
    """Multinomial logistic regression on features [n, d], with a small ridge; its accuracy on `others`."""
    mean, scale = features.mean(axis=0), max(float(features.std()), 1e-6)
    x, y = torch.from_numpy((features - mean) / scale), torch.from_numpy(labels)
    weights = torch.zeros(classes, features.shape[1] + 1, requires_grad=True)
    solver = torch.optim.LBFGS([weights], max_iter=NEWTON_STEPS, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        solver.zero_grad()
        loss = F.cross_entropy(x @ weights[:, 1:].T + weights[:, 0], y) + RIDGE * weights[:, 1:].square().mean()
        loss.backward()
        return loss

    solver.step(closure)
    with torch.no_grad():
        logits = torch.from_numpy((others - mean) / scale) @ weights[:, 1:].T + weights[:, 0]
    return float((logits.argmax(dim=1).numpy() == truth).mean())


def _fine_tuned(classifier: Classifier, few: ImageSet, held_out: ImageSet) -> float:
    """Trains the last layer, then all of them, and returns the accuracy.

    In that order, or the first steps of a random last layer spoil the layers before it (Kumar et al. 2022).
    """
    pictures, labels = torch.from_numpy(few.images), torch.from_numpy(few.labels)
    for part in (classifier.head, classifier):
        optimiser = adam(part.parameters(), CLASSIFIER_RATE)
        for _ in range(CLASSIFIER_STEPS):
            optimiser.zero_grad()
            F.cross_entropy(classifier(pictures), labels).backward()
            optimiser.step()
    with torch.no_grad():
        named = classifier(torch.from_numpy(held_out.images)).argmax(dim=1).numpy()
    return float((named == held_out.labels).mean())
