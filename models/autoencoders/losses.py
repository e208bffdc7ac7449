"""The terms of the lecture's losses, each under the name of its equation.

Pictures are [b, ...], codes [b, d]; a term is the mean over the batch unless said otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import torch
import torch.nn.functional as F
from torch import Tensor

LEAST_VARIANCE = 1e-8
LEAST_SHARE = 1e-4


def mean_squared_error(output: Tensor, target: Tensor) -> Tensor:
    """L_MSE = mean over values of (x - x̂)²: the lecture's ||x - x̂||², divided by the number of values."""
    return F.mse_loss(output, target)


def binary_cross_entropy(output: Tensor, target: Tensor) -> Tensor:
    """-mean over values of x log x̂ + (1 - x) log(1 - x̂); both in [0, 1]."""
    return F.binary_cross_entropy(output.clamp(0.0, 1.0), target)


def weight_decay(weights: Iterable[Tensor]) -> Tensor:
    """Σ_k ω_k² over all matrices and kernels; biases are no weights."""
    return torch.stack([weight.square().sum() for weight in weights]).sum()


def l1_sparsity(code: Tensor) -> Tensor:
    """Σ_i |z_i|, mean over the batch."""
    return code.abs().sum(dim=1).mean()


def kl_sparsity(code: Tensor, rho: float) -> Tensor:
    """Σ_i ρ log(ρ / ρ̂_i) + (1 - ρ) log((1 - ρ) / (1 - ρ̂_i)), where ρ̂_i is the mean of unit i over the batch.

    Codes in [0, 1]. Ng, CS294A lecture notes (2011), section 3.
    """
    share = code.mean(dim=0).clamp(LEAST_SHARE, 1 - LEAST_SHARE)
    return (rho * (rho / share).log() + (1 - rho) * ((1 - rho) / (1 - share)).log()).sum()


def contractive_sigmoid(code: Tensor, weight: Tensor) -> Tensor:
    """||J_h(x)||²_F of h = sigmoid(W x + b): Σ_i (h_i (1 - h_i))² Σ_j W_ij², per picture [b].

    `weight` is W [d, n]. The closed form of Rifai et al. 2011, equation 3.
    """
    return (code * (1 - code)).square() @ weight.square().sum(dim=1)


def contractive_exact(
    code: Tensor, pictures: Tensor, scales: Tensor | None = None, differentiable: bool = True
) -> Tensor:
    """||J_h(x)||²_F = Σ_ij (∂h_i / ∂x_j)² per picture [b], one backward pass a unit; to be differentiated again.

    `code` [b, d] has been computed from `pictures` [b, ...], which require gradients. `scales` [d] multiply the rows.
    """
    total = torch.zeros(len(code), device=code.device)
    for i in range(code.shape[1]):
        (row,) = torch.autograd.grad(code[:, i].sum(), pictures, create_graph=differentiable, retain_graph=True)
        squares = row.flatten(1).square().sum(dim=1)
        total = total + (squares if scales is None else squares * scales[i] ** 2)
    return total


def contractive_hutchinson(code: Tensor, pictures: Tensor, generator: torch.Generator) -> Tensor:
    """An unbiased estimate of ||J_h(x)||²_F per picture [b] in one backward pass: E ||v^T J||² = ||J||²_F.

    v has independent signs (Hutchinson 1989), here on the side of the code.
    """
    signs = torch.randint(0, 2, code.shape, generator=generator).to(code.dtype) * 2 - 1
    (row,) = torch.autograd.grad((code * signs).sum(), pictures, create_graph=True)
    return row.flatten(1).square().sum(dim=1)


def jacobian_norm_squared(function: Callable[[Tensor], Tensor], pictures: Tensor) -> Tensor:
    """||J(x)||²_F per picture [b] of any function of one picture, by torch.func.jacrev; not for training."""
    jacobian = torch.func.vmap(torch.func.jacrev(function))(pictures)
    return jacobian.flatten(1).square().sum(dim=1)


def gaussian_kl(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL(N(μ, σ²) || N(0, 1)) = ½ (σ² + μ² - 1 - log σ²), each dimension [b, d] on its own.

    Kingma and Welling 2014, appendix B. (The lecture's slide writes it with the sign the other way.)
    """
    return 0.5 * (log_variance.exp() + mean.square() - 1 - log_variance)


def free_bits_kl(kl: Tensor, free: float) -> Tensor:
    """Σ_j max(λ, mean over the batch of KL_j): the first λ nats of each dimension cost nothing (Kingma et al. 2016)."""
    return kl.mean(dim=0).clamp(min=free).sum()


def reparameterise(mean: Tensor, log_variance: Tensor, generator: torch.Generator | None = None) -> Tensor:
    """z = μ + σ ε with ε from N(0, I): a sample through which gradients reach μ and σ."""
    noise = torch.randn(mean.shape, generator=generator)
    return mean + (0.5 * log_variance).exp() * noise


def gaussian_log_likelihood(output: Tensor, target: Tensor, variance: Tensor | float) -> Tensor:
    """log N(x; x̂, σ² I) in nats per picture [b]."""
    variance = torch.as_tensor(variance, dtype=output.dtype)
    squares = (output - target).flatten(1).square()
    return -0.5 * (squares / variance + variance.log() + math.log(2 * math.pi)).sum(dim=1)


def optimal_gaussian_nats(output: Tensor, target: Tensor) -> Tensor:
    """-log N(x; x̂, σ² I) a picture with the σ² that suits the batch best, up to a constant: D/2 log MSE.

    With it no one has to choose how much a pixel's error weighs against the prior (σ-VAE, Rybkin et al. 2021,
    equation 9).
    """
    values = target[0].numel()
    return 0.5 * values * (F.mse_loss(output, target) + LEAST_VARIANCE).log()


def bernoulli_log_likelihood(output: Tensor, target: Tensor) -> Tensor:
    """Σ x log x̂ + (1 - x) log(1 - x̂) per picture [b]: the lecture's, and a likelihood where pixels are 0 or 1."""
    return -F.binary_cross_entropy(output.clamp(0.0, 1.0), target, reduction="none").flatten(1).sum(dim=1)


def evidence_lower_bound(log_likelihood: Tensor, kl: Tensor) -> Tensor:
    """ELBO = E log p(x | z) - KL(q(z | x) || p(z)), per picture [b]: a lower bound on log p(x) in nats.

    `log_likelihood` [b], of one or of the mean over several samples of z; `kl` [b, d].
    """
    return log_likelihood - kl.sum(dim=1)


def discriminator_loss(real: Tensor, made: Tensor) -> Tensor:
    """-log D(real) - log(1 - D(made)), mean; both are logits. Goodfellow et al. 2014, equation 1."""
    return F.softplus(-real).mean() + F.softplus(made).mean()


def generator_loss(made: Tensor) -> Tensor:
    """-log D(made), mean: the non-saturating loss of Goodfellow et al. 2014, section 3. `made` are logits."""
    return F.softplus(-made).mean()


def gradient_penalty(judged: Tensor, real: Tensor) -> Tensor:
    """||∂D/∂x||² at real pictures, mean: R1 of Mescheder et al. 2018, equation 9. `judged` are their logits."""
    (gradient,) = torch.autograd.grad(judged.sum(), real, create_graph=True)
    return gradient.flatten(1).square().sum(dim=1).mean()
