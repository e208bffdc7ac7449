"""A small generative adversarial network (Goodfellow et al. 2014)."""

from __future__ import annotations

import itertools
import math
import time
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..errors import ModelError
from . import losses
from .configuration import COARSEST_SIDE, Shape
from .datasets import FloatArray, ImageSet, split
from .layers import initialise
from .loop import History, OnStep, Snapshot, adam, batches, run_steps
from .shapes import convolution_size

SHOWN = 8
DENSE_VALUES = 256
KERNEL, STRIDE, PADDING = 3, 2, 1
LEAK = 0.2
BETAS = (0.5, 0.99)


@dataclass(frozen=True)
class GanConfig:
    """Generator, discriminator, and their training."""

    latent: int = 16  # numbers of noise a picture is made of
    width: int = 256  # units of the dense layers, or channels of the coarsest convolutions
    gradient_penalty: float = 0.1  # γ/2 of R1 (Mescheder et al. 2018), without which training circles
    averaging: float = 0.995  # of the generator's weights over steps; samples come from the average
    steps: int = 2500
    batch: int = 64
    learning_rate: float = 1e-3
    seed: int = 0
    held_out: float = 0.2  # as for an autoencoder, so that all kinds learn from the same pictures

    def __post_init__(self) -> None:
        if self.steps < 1 or self.batch < 2 or not 0 < self.learning_rate < float("inf"):
            raise ModelError("A training needs at least one step, a batch of two, and a positive learning rate.")
        if not (1 <= self.latent <= 1024 and 4 <= self.width <= 2048):
            raise ModelError("A generator takes 1 to 1,024 numbers of noise and has layers of 4 to 2,048 units.")


@dataclass(frozen=True)
class GanRun:
    """A trained generator and the discriminator it was trained against."""

    generator: nn.Module
    discriminator: nn.Module
    config: GanConfig
    shape: Shape
    data: str
    history: History
    seconds: float

    def sample(self, n: int, seed: int = 0) -> FloatArray:
        """`n` pictures [n, c, h, w] in [0, 1]."""
        return sample(self.generator, self.config, n, seed)


@torch.no_grad()
def sample(generator: nn.Module, config: GanConfig, n: int, seed: int) -> FloatArray:
    """`n` pictures [n, c, h, w] in [0, 1] of noise from N(0, I)."""
    noise = torch.randn(n, config.latent, generator=torch.Generator().manual_seed(seed))
    return generator(noise).numpy()


def train_gan(image_set: ImageSet, config: GanConfig = GanConfig(), on_step: OnStep | None = None) -> GanRun:
    """Trains a generator to make pictures that a discriminator does not tell from those of the set.

    Raises `ModelError` for a training that diverges.
    """
    started = time.perf_counter()
    learnt, held_out = split(image_set, config.held_out, config.seed)
    chance = torch.Generator().manual_seed(config.seed)
    maker, critic = build_generator(image_set.shape, config), build_discriminator(image_set.shape, config)
    initialise(maker, chance)
    initialise(critic, chance)
    average = torch.optim.swa_utils.AveragedModel(
        maker, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(config.averaging)
    )
    makers = adam(maker.parameters(), config.learning_rate, BETAS)
    critics = adam(critic.parameters(), config.learning_rate, BETAS)
    pictures = torch.from_numpy(learnt.images)
    chosen = batches(len(learnt), config.batch, chance)

    def step() -> dict[str, Tensor]:
        real = pictures[next(chosen)].requires_grad_()
        made = maker(torch.randn(len(real), config.latent, generator=chance))
        judged = critic(real)
        telling = losses.discriminator_loss(judged, critic(made.detach()))
        penalty = config.gradient_penalty * losses.gradient_penalty(judged, real)
        critics.zero_grad()
        (telling + penalty).backward()
        critics.step()
        fooling = losses.generator_loss(critic(made))
        makers.zero_grad()
        fooling.backward()
        makers.step()
        average.update_parameters(maker)
        return {"telling apart": telling.detach(), "fooling": fooling.detach()}

    def snapshot() -> Snapshot:
        return Snapshot(held_out.images[:SHOWN], samples=sample(average.module, config, SHOWN, config.seed))

    recorded = run_steps(step, config.steps, [makers, critics], config.learning_rate, on_step, snapshot=snapshot)
    seconds = time.perf_counter() - started
    return GanRun(average.module, critic, config, image_set.shape, image_set.name, recorded, seconds)


def build_generator(shape: Shape, config: GanConfig) -> nn.Module:
    """Noise [b, latent] to pictures: dense for small pictures, else convolutions."""
    if math.prod(shape) <= DENSE_VALUES:
        return nn.Sequential(
            nn.Linear(config.latent, config.width), nn.SiLU(),
            nn.Linear(config.width, config.width), nn.SiLU(),
            nn.Linear(config.width, math.prod(shape)), nn.Sigmoid(), nn.Unflatten(1, shape),
        )  # fmt: skip
    return ConvGenerator(shape, config)


def build_discriminator(shape: Shape, config: GanConfig) -> nn.Module:
    """Pictures to logits [b, 1]."""
    if math.prod(shape) <= DENSE_VALUES:
        return nn.Sequential(
            nn.Flatten(),
            nn.Linear(math.prod(shape), config.width), nn.LeakyReLU(LEAK),
            nn.Linear(config.width, config.width), nn.LeakyReLU(LEAK),
            nn.Linear(config.width, 1),
        )  # fmt: skip
    sizes, widths = _levels(shape, config)
    layers: list[nn.Module] = []
    for before, after in zip((shape[0], *widths), widths, strict=False):
        layers += [nn.Conv2d(before, after, KERNEL, STRIDE, PADDING), nn.LeakyReLU(LEAK)]
    height, width = sizes[-1]
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(widths[-1] * height * width, 1))


class ConvGenerator(nn.Module):
    """Noise to pictures by enlarging and convolving in turn: no checkerboards (Odena et al. 2016)."""

    def __init__(self, shape: Shape, config: GanConfig) -> None:
        super().__init__()
        sizes, widths = _levels(shape, config)
        self.sizes = sizes[-2::-1]
        self.coarsest = (widths[-1], *sizes[-1])
        self.dense = nn.Linear(config.latent, math.prod(self.coarsest))
        channels = (*widths[::-1], widths[0])
        self.layers = nn.ModuleList(nn.Conv2d(a, b, KERNEL, 1, PADDING) for a, b in itertools.pairwise(channels))
        self.head = nn.Conv2d(widths[0], shape[0], KERNEL, 1, PADDING)

    def forward(self, noise: Tensor) -> Tensor:
        """[b, latent] to [b, c, h, w]."""
        x = F.silu(self.dense(noise)).unflatten(1, self.coarsest)
        for layer, size in zip(self.layers, self.sizes, strict=True):
            x = F.silu(layer(F.interpolate(x, size, mode="nearest")))
        return self.head(x).sigmoid()


def _levels(shape: Shape, config: GanConfig) -> tuple[list[tuple[int, int]], list[int]]:
    """The sizes from the picture's down to four pixels or so, and the channels of each but the picture's."""
    sizes = [shape[1:]]
    while min(sizes[-1]) > COARSEST_SIDE:
        height, width = sizes[-1]
        sizes.append(
            (convolution_size(height, KERNEL, STRIDE, PADDING), convolution_size(width, KERNEL, STRIDE, PADDING))
        )
    if len(sizes) == 1:
        raise ModelError("These pictures are too small for convolutions.")
    widths = [max(16, config.width // 2 ** (len(sizes) - level)) for level in range(1, len(sizes))]
    return sizes, widths
