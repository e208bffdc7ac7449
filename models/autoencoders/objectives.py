"""The loss of each objective, put together from the lecture's terms."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from . import losses
from .configuration import Adversarial, Contractive, Denoising, Objective, SparseKL, SparseL1, Variational
from .layers import initialise, matrices
from .networks import Autoencoder
from .noise import add_noise

TOLD = 0.5
FEW = 3


@dataclass(frozen=True)
class Parts:
    """One loss an optimiser (the network's, then the discriminator's), and the terms to show by name."""

    losses: tuple[Tensor, ...]
    terms: dict[str, Tensor]


def compute_parts(
    model: Autoencoder,
    pictures: Tensor,
    objective: Objective,
    generator: torch.Generator,
    critic: nn.Module | None = None,
) -> Parts:
    """What `objective` minimises on pictures [b, c, h, w]; `critic` is the discriminator of an adversarial one."""
    if isinstance(objective, Variational):
        parts = _variational(model, pictures, objective, generator)
    elif isinstance(objective, Adversarial):
        assert critic is not None
        parts = _adversarial(model, pictures, objective, generator, critic)
    elif isinstance(objective, Contractive):
        parts = _contractive(model, pictures, objective, generator)
    else:
        parts = _reconstructing(model, pictures, objective, generator)
    if objective.weight_decay == 0:
        return parts
    decay = objective.weight_decay * losses.weight_decay(matrices(model))
    return Parts((parts.losses[0] + decay, *parts.losses[1:]), parts.terms | {"weight decay": decay})


def discriminator(objective: Adversarial, bottleneck: int, generator: torch.Generator) -> nn.Module:
    """Codes [b, d] to logits [b, 1]: drawn from the prior, or made by the encoder."""
    layers: list[nn.Module] = []
    width = bottleneck
    for wide in objective.discriminator_widths:
        layers += [nn.Linear(width, wide), nn.LeakyReLU(0.2)]
        width = wide
    critic = nn.Sequential(*layers, nn.Linear(width, 1))
    initialise(critic, generator)
    return critic


def _decode(model: Autoencoder, code: Tensor, indices: list[Tensor], generator: torch.Generator) -> Tensor:
    """The reconstruction; of every other batch without the places of the maxima.

    They pass by the bottleneck, and a decoder that always has them leaves nothing to the code.
    """
    told = bool(indices) and bool(torch.rand((), generator=generator) < TOLD)
    return model.decode(code, indices if told else None)


def _reconstruction(objective: Objective, output: Tensor, target: Tensor) -> Tensor:
    if objective.reconstruction == "bce":
        return losses.binary_cross_entropy(output, target)
    return losses.mean_squared_error(output, target)


def _reconstructing(model: Autoencoder, pictures: Tensor, objective: Objective, generator: torch.Generator) -> Parts:
    seen = pictures
    if isinstance(objective, Denoising):
        seen = add_noise(pictures, objective.noise, objective.level, generator)
    code, _, indices = model.posterior(seen)
    error = _reconstruction(objective, _decode(model, code, indices, generator), pictures)
    terms = {"reconstruction": error}
    if isinstance(objective, SparseL1):
        terms["penalty"] = objective.weight * losses.l1_sparsity(code)
    elif isinstance(objective, SparseKL):
        terms["penalty"] = objective.weight * losses.kl_sparsity(code, objective.rho)
    return Parts((torch.stack(list(terms.values())).sum(),), terms)


def _contractive(model: Autoencoder, pictures: Tensor, objective: Contractive, generator: torch.Generator) -> Parts:
    pictures = pictures.clone().requires_grad_()
    code, _, indices = model.posterior(pictures)
    error = _reconstruction(objective, _decode(model, code, indices, generator), pictures.detach())
    few = objective.estimator == "exact" or code.shape[1] <= FEW
    if objective.estimator == "hutchinson" or not (few or model.is_one_layer):
        squares = losses.contractive_hutchinson(code, pictures, generator)
    elif model.is_one_layer:
        squares = losses.contractive_sigmoid(code, model.mean.weight)
    else:
        squares = losses.contractive_exact(code, pictures)
    penalty = objective.weight * squares.mean()
    return Parts((error + penalty,), {"reconstruction": error, "penalty": penalty})


def _variational(model: Autoencoder, pictures: Tensor, objective: Variational, generator: torch.Generator) -> Parts:
    mean, log_variance, indices = model.posterior(pictures)
    assert log_variance is not None
    output = _decode(model, losses.reparameterise(mean, log_variance, generator), indices, generator)
    if objective.reconstruction == "bce":
        nats = -losses.bernoulli_log_likelihood(output, pictures).mean()
    else:
        nats = losses.optimal_gaussian_nats(output, pictures)
    kl = losses.free_bits_kl(losses.gaussian_kl(mean, log_variance), objective.free_bits)
    error = losses.mean_squared_error(output, pictures)
    return Parts((nats + objective.beta * kl,), {"reconstruction": error, "kl": kl})


def _adversarial(
    model: Autoencoder, pictures: Tensor, objective: Adversarial, generator: torch.Generator, critic: nn.Module
) -> Parts:
    code, _, indices = model.posterior(pictures)
    error = _reconstruction(objective, _decode(model, code, indices, generator), pictures)
    fooling = losses.generator_loss(critic(code))
    prior = torch.randn(code.shape, generator=generator)
    telling = losses.discriminator_loss(critic(prior), critic(code.detach()))
    terms = {"reconstruction": error, "fooling": fooling, "telling apart": telling}
    return Parts((error + objective.weight * fooling, telling), terms)
