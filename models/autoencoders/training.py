"""Trains an autoencoder."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from .configuration import Adversarial, Architecture, Objective, TrainingConfig
from .datasets import ImageSet, split
from .layers import initialise
from .loop import OnStep, Snapshot, adam, batches, run_steps, steps_in
from .losses import reparameterise
from .maps import plane_of, turned_to
from .networks import Autoencoder
from .objectives import Parts, compute_parts, discriminator
from .runs import Run

HELD_OUT_MEASURED = 256
PICTURES_SHOWN = 8
POINTS_SHOWN = 500


def train(
    image_set: ImageSet,
    architecture: Architecture,
    objective: Objective,
    config: TrainingConfig = TrainingConfig(),
    on_step: OnStep | None = None,
) -> Run:
    """Learns to reproduce the pictures of `image_set`, part of which are held out and only measured.

    The same arguments and number of threads give the same weights, bit for bit, whatever `on_step` does. Raises
    `ModelError` for a network that does not fit the pictures and for a learning rate at which it diverges.
    """
    learnt, held_out = split(image_set, config.held_out, config.seed)
    started = time.perf_counter()
    trainer = Trainer(learnt, architecture, objective, config)
    if config.seconds is not None:
        config = replace(config, steps=steps_in(config.seconds, trainer.step), seconds=None)
        trainer = Trainer(learnt, architecture, objective, config)
    assert config.steps is not None
    watch = Watch(trainer.model, held_out)
    history = run_steps(
        trainer.step,
        config.steps,
        trainer.optimisers,
        config.learning_rate,
        on_step,
        watch.error,
        watch.baseline(learnt),
        watch.snapshot,
    )
    codes, variance = _statistics(trainer)
    return Run(
        model=trainer.model,
        architecture=architecture,
        objective=objective,
        config=config,
        shape=image_set.shape,
        data=image_set.name,
        pictures=len(image_set),
        history=history,
        seconds=time.perf_counter() - started,
        threads=torch.get_num_threads(),
        code_mean=codes.mean(dim=0),
        code_covariance=torch.atleast_2d(torch.cov(codes.T)),
        noise_variance=variance,
    )


class Trainer:
    """A network, its optimisers and its chance; `step` does one step."""

    def __init__(
        self, learnt: ImageSet, architecture: Architecture, objective: Objective, config: TrainingConfig
    ) -> None:
        self.generator = torch.Generator().manual_seed(config.seed)
        self.model = Autoencoder.for_objective(architecture, learnt.shape, objective)
        initialise(self.model, self.generator)
        self.model.wake_units()
        self.model.centre_on(torch.from_numpy(learnt.images.mean(axis=0)))
        self.objective = objective
        self.optimisers = [adam(self.model.parameters(), config.learning_rate)]
        self.critic: torch.nn.Module | None = None
        if isinstance(objective, Adversarial):
            self.critic = discriminator(objective, architecture.bottleneck, self.generator)
            self.optimisers.append(adam(self.critic.parameters(), config.learning_rate, (0.5, 0.999)))
        self.pictures = torch.from_numpy(learnt.images)
        self._batches = batches(len(learnt), config.batch, self.generator)

    def step(self) -> dict[str, Tensor]:
        """One batch; the terms of its loss."""
        parts: Parts = compute_parts(
            self.model, self.pictures[next(self._batches)], self.objective, self.generator, self.critic
        )
        for optimiser, loss in zip(self.optimisers, parts.losses, strict=True):
            optimiser.zero_grad()
            loss.backward(inputs=[p for group in optimiser.param_groups for p in group["params"]])
        for optimiser in self.optimisers:
            optimiser.step()
        return {name: value.detach() for name, value in parts.terms.items()}


class Watch:
    """Looks at a model while it learns, at pictures it does not learn from."""

    def __init__(self, model: Autoencoder, held_out: ImageSet) -> None:
        self._model = model
        self._pictures = torch.from_numpy(held_out.images)
        self._labels = None if held_out.labels is None else held_out.labels[:POINTS_SHOWN]
        self._last: np.ndarray | None = None

    @torch.no_grad()
    def error(self) -> float:
        """The mean squared error a value."""
        pictures = self._pictures[:HELD_OUT_MEASURED]
        return float((self._model(pictures) - pictures).square().mean())

    def baseline(self, learnt: ImageSet) -> float:
        """The same of the mean picture, the answer that needs no network."""
        mean = torch.from_numpy(learnt.images.mean(axis=0))
        return float((self._pictures[:HELD_OUT_MEASURED] - mean).square().mean())

    @torch.no_grad()
    def snapshot(self) -> Snapshot:
        """Some pictures, what becomes of them, and where they lie."""
        shown = self._pictures[:PICTURES_SHOWN]
        codes = self._model.encode(self._pictures[:POINTS_SHOWN]).numpy()
        plane = plane_of(codes.mean(axis=0), np.atleast_2d(np.cov(codes.T)))
        points = turned_to(plane.project(codes), self._last)
        self._last = points
        made = self._model(shown).clamp(0, 1).numpy()
        return Snapshot(shown.numpy(), made, points, self._labels)


@torch.no_grad()
def _statistics(trainer: Trainer) -> tuple[Tensor, float]:
    """Codes [n, d] of the pictures learnt from, and the mean squared error of what is decoded from codes alone.

    Codes of a variational network are drawn for it from their distributions, as its likelihood is to be.
    """
    codes, squares = [], 0.0
    for batch in trainer.pictures.split(512):
        code, log_variance, _ = trainer.model.posterior(batch)
        drawn = code if log_variance is None else reparameterise(code, log_variance, trainer.generator)
        squares += float((trainer.model.decode(drawn) - batch).square().sum())
        codes.append(code)
    return torch.cat(codes), squares / trainer.pictures.numel()
