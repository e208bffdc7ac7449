"""The lecture's formulas against autograd, torch.func, torch.distributions and torch's own layers."""

from __future__ import annotations

import itertools

import pytest
import torch
from torch import nn
from torch.distributions import Bernoulli, Independent, Normal, kl_divergence

from models.autoencoders import losses
from models.autoencoders.shapes import convolution_size, output_padding_back_to, transposed_size
from models.errors import ModelError


@pytest.fixture(autouse=True)
def seeded() -> None:
    torch.manual_seed(0)


def test_gaussian_kl_is_that_of_torch_distributions() -> None:
    mean, log_variance = torch.randn(5, 3), torch.randn(5, 3)
    exact = kl_divergence(Normal(mean, (0.5 * log_variance).exp()), Normal(0.0, 1.0))
    torch.testing.assert_close(losses.gaussian_kl(mean, log_variance), exact)


def test_log_likelihoods_are_those_of_torch_distributions() -> None:
    output, target = torch.rand(4, 1, 3, 3), torch.rand(4, 1, 3, 3).round()
    normal = Independent(Normal(output, 0.3), 3).log_prob(target)
    torch.testing.assert_close(losses.gaussian_log_likelihood(output, target, 0.09), normal)
    bernoulli = Independent(Bernoulli(output), 3).log_prob(target)
    torch.testing.assert_close(losses.bernoulli_log_likelihood(output, target), bernoulli)


def test_the_bound_is_the_likelihood_less_what_the_code_costs() -> None:
    likelihood, kl = torch.randn(4), torch.rand(4, 2)
    torch.testing.assert_close(losses.evidence_lower_bound(likelihood, kl), likelihood - kl[:, 0] - kl[:, 1])
    assert losses.free_bits_kl(torch.zeros(4, 3), 0.5) == pytest.approx(1.5)


def test_kl_sparsity_is_that_of_two_bernoullis() -> None:
    code = torch.rand(64, 5) * 0.8 + 0.1
    exact = kl_divergence(Bernoulli(torch.full((5,), 0.2)), Bernoulli(code.mean(dim=0))).sum()
    torch.testing.assert_close(losses.kl_sparsity(code, 0.2), exact)


def encoder() -> nn.Sequential:
    return nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 4), nn.Sigmoid()).double()


def test_the_contractive_penalty_is_the_jacobian_of_torch_func() -> None:
    network, pictures = encoder(), torch.randn(5, 6, dtype=torch.float64, requires_grad=True)
    exact = losses.jacobian_norm_squared(network, pictures.detach())
    torch.testing.assert_close(losses.contractive_exact(network(pictures), pictures), exact)


def test_the_closed_form_for_a_sigmoid_layer() -> None:
    layer, pictures = nn.Linear(6, 4).double(), torch.randn(5, 6, dtype=torch.float64)
    exact = losses.jacobian_norm_squared(lambda x: torch.sigmoid(layer(x)), pictures)
    closed = losses.contractive_sigmoid(torch.sigmoid(layer(pictures)), layer.weight)
    torch.testing.assert_close(closed, exact)


def test_hutchinsons_estimate_is_right_in_the_mean() -> None:
    network, pictures = encoder(), torch.randn(3, 6, dtype=torch.float64, requires_grad=True)
    exact = losses.jacobian_norm_squared(network, pictures.detach())
    generator = torch.Generator().manual_seed(1)
    draws = [losses.contractive_hutchinson(network(pictures), pictures, generator).detach() for _ in range(2000)]
    torch.testing.assert_close(torch.stack(draws).mean(dim=0), exact, rtol=0.1, atol=0)


def test_the_contractive_penalty_can_be_trained_on() -> None:
    network, pictures = encoder(), torch.randn(3, 6, dtype=torch.float64, requires_grad=True)

    def penalty() -> torch.Tensor:
        return losses.contractive_exact(network(pictures), pictures).mean()

    (gradient,) = torch.autograd.grad(penalty(), network[0].weight)
    step = 1e-6
    with torch.no_grad():
        network[0].weight[0, 0] += step
    above = penalty().detach()
    with torch.no_grad():
        network[0].weight[0, 0] -= 2 * step
    torch.testing.assert_close((above - penalty().detach()) / (2 * step), gradient[0, 0], rtol=1e-4, atol=1e-8)


def test_weight_decay_and_l1() -> None:
    weights = [torch.tensor([[1.0, -2.0]]), torch.tensor([[3.0]])]
    assert losses.weight_decay(weights) == 14
    assert losses.l1_sparsity(torch.tensor([[1.0, -2.0], [0.0, 3.0]])) == 3


def test_adversarial_losses_are_those_of_cross_entropy() -> None:
    real, made = torch.randn(7), torch.randn(7)
    ones, zeros = torch.ones(7), torch.zeros(7)
    entropy = nn.functional.binary_cross_entropy_with_logits
    torch.testing.assert_close(losses.discriminator_loss(real, made), entropy(real, ones) + entropy(made, zeros))
    torch.testing.assert_close(losses.generator_loss(made), entropy(made, ones))


@pytest.mark.parametrize(
    ("n", "kernel", "stride", "padding", "dilation"),
    list(itertools.product((5, 8, 13), (1, 3, 4), (1, 2, 3), (0, 1), (1, 2))),
)
def test_sizes_are_those_of_torch(n: int, kernel: int, stride: int, padding: int, dilation: int) -> None:
    down = nn.Conv1d(1, 1, kernel, stride, padding, dilation)
    try:
        size = convolution_size(n, kernel, stride, padding, dilation)
    except ModelError:
        with pytest.raises(RuntimeError):
            down(torch.zeros(1, 1, n))
        return
    assert down(torch.zeros(1, 1, n)).shape[2] == size
    extra = output_padding_back_to(n, size, kernel, stride, padding, dilation)
    up = nn.ConvTranspose1d(1, 1, kernel, stride, padding, output_padding=extra, dilation=dilation)
    assert up(torch.zeros(1, 1, size)).shape[2] == n
    assert transposed_size(size, kernel, stride, padding, dilation, extra) == n
