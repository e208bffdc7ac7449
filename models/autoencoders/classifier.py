"""A classifier on an encoder: with all labels, its features judge pictures that others make."""

from __future__ import annotations

import time
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..errors import ModelError
from .configuration import Architecture, Plain, TrainingConfig
from .datasets import FloatArray, ImageSet, split
from .layers import initialise
from .loop import History, OnStep, adam, batches, run_steps
from .networks import Autoencoder

BATCH = 512
LEAST_DEVIATION = 1e-3


class Classifier(nn.Module):
    """An encoder, its codes brought to a common scale, and a layer that names what they show.

    The scale is that of `unlabelled` pictures [n, c, h, w] when the classifier is made.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, encoder: Autoencoder, classes: int, unlabelled: Tensor) -> None:
        super().__init__()
        self.encoder = encoder
        with torch.no_grad():
            codes = encoder.encode(unlabelled)
        self.register_buffer("mean", codes.mean(dim=0))
        self.register_buffer("deviation", codes.std(dim=0).clamp(min=LEAST_DEVIATION))
        self.head = nn.Linear(codes.shape[1], classes)

    def features(self, pictures: Tensor) -> Tensor:
        """[b, c, h, w] to scaled codes [b, d]."""
        return (self.encoder.encode(pictures) - self.mean) / self.deviation

    def forward(self, pictures: Tensor) -> Tensor:
        """[b, c, h, w] to logits [b, classes]."""
        return self.head(self.features(pictures))


@dataclass(frozen=True)
class ClassifierRun:
    """A trained classifier. `history.held_out` is the share of wrong answers."""

    model: Classifier
    config: TrainingConfig
    data: str
    history: History
    seconds: float

    @torch.no_grad()
    def features(self, images: FloatArray) -> FloatArray:
        """What its last layer sees of pictures [n, c, h, w], float32 [n, d]."""
        return torch.cat([self.model.features(batch) for batch in torch.from_numpy(images).split(BATCH)]).numpy()

    @torch.no_grad()
    def probabilities(self, images: FloatArray) -> FloatArray:
        """How sure it is of each label, float32 [n, classes]."""
        parts = [self.model(batch).softmax(dim=1) for batch in torch.from_numpy(images).split(BATCH)]
        return torch.cat(parts).numpy()


def train_classifier(
    image_set: ImageSet,
    architecture: Architecture,
    config: TrainingConfig = TrainingConfig(),
    on_step: OnStep | None = None,
) -> ClassifierRun:
    """Learns the labels of a set, part of it held out by `split`, with an encoder of that architecture.

    Raises `ModelError` for a set without labels, a configuration in seconds, and a training that diverges.
    """
    if image_set.labels is None:
        raise ModelError(f"The pictures called {image_set.name} have no labels to learn.")
    if config.steps is None:
        raise ModelError("A classifier is trained for a number of steps.")
    started = time.perf_counter()
    learnt, held_out = split(image_set, config.held_out, config.seed)
    chance = torch.Generator().manual_seed(config.seed)
    encoder = Autoencoder.for_objective(architecture, image_set.shape, Plain())
    initialise(encoder, chance)
    pictures = torch.from_numpy(learnt.images)
    encoder.centre_on(pictures.mean(dim=0))
    model = Classifier(encoder, int(image_set.labels.max()) + 1, pictures)
    initialise(model.head, chance)
    labels = torch.from_numpy(learnt.labels)
    optimiser = adam(model.parameters(), config.learning_rate)
    chosen = batches(len(learnt), config.batch, chance)

    def step() -> dict[str, Tensor]:
        which = next(chosen)
        loss = F.cross_entropy(model(pictures[which]), labels[which])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        return {"cross-entropy": loss.detach()}

    def wrong() -> float:
        run = ClassifierRun(model, config, image_set.name, History.empty(), 0.0)
        return float((run.probabilities(held_out.images).argmax(axis=1) != held_out.labels).mean())

    history = run_steps(step, config.steps, [optimiser], config.learning_rate, on_step, wrong, records=40)
    return ClassifierRun(model, config, image_set.name, history, time.perf_counter() - started)
