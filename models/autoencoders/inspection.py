"""What goes on inside: how units fire, how much the code moves with the picture, how likely a picture is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from ..errors import ModelError
from . import losses
from .datasets import FloatArray
from .explore import BATCH, _pictures, encode
from .runs import Run

ON = 0.1
DEAD = 1e-3


@dataclass(frozen=True)
class Activations:
    """How often the code's numbers take which value.

    `counts` int64 [bins] between `edges` [bins + 1]; for each picture, `on` [n], the share of units further from 0
    than a tenth of the furthest value of all, and `sparseness` [n], from 0 where all units are alike to 1 where one
    alone is not 0 (Hoyer 2004); `unit_means` [d].
    """

    counts: NDArray[np.int64]
    edges: NDArray[np.float64]
    on: FloatArray
    sparseness: FloatArray
    unit_means: FloatArray


def activation_histogram(run: Run, images: FloatArray, bins: int = 40) -> Activations:
    """How the units of the code fire on pictures [n, c, h, w]."""
    codes = encode(run, images)
    counts, edges = np.histogram(codes, bins)
    magnitudes = np.abs(codes)
    on = (magnitudes > ON * magnitudes.max()).mean(axis=1).astype(np.float32)
    return Activations(
        counts.astype(np.int64), edges.astype(np.float64), on, hoyer_sparseness(codes), codes.mean(axis=0)
    )


def hoyer_sparseness(codes: FloatArray) -> FloatArray:
    """(√d - ||z||₁ / ||z||₂) / (√d - 1) of codes [n, d], in [0, 1]: Hoyer 2004, section 2. 0 for one number or none."""
    root = np.sqrt(codes.shape[1])
    lengths = np.linalg.norm(codes, axis=1)
    if root == 1:
        return np.zeros(len(codes), np.float32)
    ratios = np.abs(codes).sum(axis=1) / np.where(lengths > 0, lengths, 1)
    return np.where(lengths > 0, (root - ratios) / (root - 1), 0).clip(0, 1).astype(np.float32)


def jacobian_norms(run: Run, images: FloatArray, relative: bool = True) -> FloatArray:
    """||J_h(x)||_F for each picture, float32 [n]: how far the code moves as the picture does.

    `relative` divides each number of the code by its standard deviation over the pictures learnt from, so that runs
    whose codes have different scales can be compared; numbers that hardly vary are left out.
    """
    deviations = run.code_covariance.diagonal().sqrt()
    moves = deviations > DEAD * deviations.max()
    scales = torch.where(moves, 1 / deviations, 0.0) if relative else None
    norms = []
    for batch in _pictures(run, images).split(BATCH):
        pictures = batch.clone().requires_grad_()
        squares = losses.contractive_exact(run.model.encode(pictures), pictures, scales, differentiable=False)
        norms.append(squares.sqrt())
    return torch.cat(norms).numpy()


@torch.no_grad()
def elbo(run: Run, images: FloatArray, samples: int = 16, seed: int = 0) -> FloatArray:
    """The evidence lower bound of each picture [n], in nats.

    The likelihood is the one that was trained: Gaussian, with the run's noise variance, of pixels in [0, 1], or
    Bernoulli. The expectation is the mean of so many samples. Raises `ModelError` unless the run is variational.
    """
    if not run.variational:
        raise ModelError("Only a variational autoencoder bounds how likely a picture is.")
    generator = torch.Generator().manual_seed(seed)
    bounds = []
    for batch in _pictures(run, images).split(BATCH):
        mean, log_variance, indices = run.model.posterior(batch)
        assert log_variance is not None
        total = torch.zeros(len(batch))
        for _ in range(samples):
            output = run.model.decode(losses.reparameterise(mean, log_variance, generator), indices)
            if run.objective.reconstruction == "bce":
                total += losses.bernoulli_log_likelihood(output, batch)
            else:
                total += losses.gaussian_log_likelihood(output, batch, run.noise_variance)
        bounds.append(losses.evidence_lower_bound(total / samples, losses.gaussian_kl(mean, log_variance)))
    return torch.cat(bounds).numpy()
