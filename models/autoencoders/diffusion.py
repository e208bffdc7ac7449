"""A small denoising diffusion model (Ho et al. 2020) that predicts the noise."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..errors import ModelError
from .configuration import Shape
from .datasets import FloatArray, ImageSet, split
from .layers import initialise
from .loop import History, OnStep, Snapshot, adam, batches, run_steps
from .unet import TimeEmbedding, UNet

SHOWN = 8
MEASURED = 256
PREVIEW_STEPS = 20
DENSE_VALUES = 256
COSINE_OFFSET = 0.008
LARGEST_BETA = 0.999


@dataclass(frozen=True)
class DiffusionConfig:
    """The noise, the network that predicts it, and its training."""

    timesteps: int = 200  # T
    width: int = 384  # units of each dense layer, for small pictures
    widths: tuple[int, ...] = (32, 64, 64)  # channels of the U-Net, for larger ones
    averaging: float = 0.995  # of the weights over steps; samples come from the average
    steps: int = 4000
    batch: int = 128
    learning_rate: float = 2e-3
    seed: int = 0
    held_out: float = 0.2  # as for an autoencoder, so that all kinds learn from the same pictures

    def __post_init__(self) -> None:
        if self.steps < 1 or self.batch < 2 or not 0 < self.learning_rate < float("inf"):
            raise ModelError("A training needs at least one step, a batch of two, and a positive learning rate.")
        if not 2 <= self.timesteps <= 4000:
            raise ModelError("A diffusion takes between 2 and 4,000 times.")


@dataclass(frozen=True)
class DiffusionRun:
    """A trained network. `history.held_out` is the squared error of the noise, 1 where nothing is learnt."""

    model: nn.Module
    config: DiffusionConfig
    shape: Shape
    data: str
    history: History
    seconds: float

    def sample(self, n: int, seed: int = 0, steps: int | None = None, eta: float = 1.0) -> FloatArray:
        """`n` pictures [n, c, h, w] in [0, 1].

        By default all times in turn, which is the sampler of Ho et al.; fewer `steps` skip times, and `eta` 0 adds no
        noise on the way (Song et al. 2021).
        """
        return sample(self.model, self.config, self.shape, n, seed, steps, eta)


def train_diffusion(
    image_set: ImageSet, config: DiffusionConfig = DiffusionConfig(), on_step: OnStep | None = None
) -> DiffusionRun:
    """Learns E ||ε - ε_θ(√ᾱ x + √(1 - ᾱ) ε, t)||² (Ho et al. 2020, equation 14).

    Raises `ModelError` for a training that diverges.
    """
    started = time.perf_counter()
    learnt, held_out = split(image_set, config.held_out, config.seed)
    chance = torch.Generator().manual_seed(config.seed)
    model = build(image_set.shape, config)
    initialise(model, chance)
    average = torch.optim.swa_utils.AveragedModel(
        model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(config.averaging)
    )
    optimiser = adam(model.parameters(), config.learning_rate)
    pictures, kept = as_signed(learnt.images), cumulative_signal(config.timesteps)
    chosen = batches(len(learnt), config.batch, chance)
    other = as_signed(held_out.images[:MEASURED])
    asked = torch.randint(0, config.timesteps, (len(other),), generator=chance)
    drawn = torch.randn(other.shape, generator=chance)

    def error(network: nn.Module, clean: Tensor, t: Tensor, noise: Tensor) -> Tensor:
        return F.mse_loss(network(diffuse(clean, t, noise, kept), t / config.timesteps), noise)

    def step() -> dict[str, Tensor]:
        clean = pictures[next(chosen)]
        t = torch.randint(0, config.timesteps, (len(clean),), generator=chance)
        loss = error(model, clean, t, torch.randn(clean.shape, generator=chance))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        average.update_parameters(model)
        return {"noise": loss.detach()}

    @torch.no_grad()
    def measure() -> float:
        return float(error(average.module, other, asked, drawn))

    def snapshot() -> Snapshot:
        made = sample(average.module, config, image_set.shape, SHOWN, config.seed, PREVIEW_STEPS, 0.0)
        return Snapshot(held_out.images[:SHOWN], samples=made)

    history = run_steps(step, config.steps, [optimiser], config.learning_rate, on_step, measure, 1.0, snapshot, 50)
    seconds = time.perf_counter() - started
    return DiffusionRun(average.module, config, image_set.shape, image_set.name, history, seconds)


def cumulative_signal(timesteps: int) -> Tensor:
    """ᾱ_t [T], what is left of the picture's power at each time: Nichol and Dhariwal 2021, equation 17."""

    def signal(t: float) -> float:
        return math.cos((t / timesteps + COSINE_OFFSET) / (1 + COSINE_OFFSET) * math.pi / 2) ** 2

    left, kept = 1.0, []
    for t in range(timesteps):
        left *= 1 - min(1 - signal(t + 1) / signal(t), LARGEST_BETA)
        kept.append(left)
    return torch.tensor(kept)


def diffuse(clean: Tensor, t: Tensor, noise: Tensor, kept: Tensor) -> Tensor:
    """q(x_t | x_0): √ᾱ_t x + √(1 - ᾱ_t) ε, Ho et al. 2020, equation 4. `t` int64 [b]."""
    signal = kept[t].view(-1, 1, 1, 1)
    return signal.sqrt() * clean + (1 - signal).sqrt() * noise


@torch.no_grad()
def sample(
    model: nn.Module, config: DiffusionConfig, shape: Shape, n: int, seed: int, steps: int | None, eta: float
) -> FloatArray:
    """Pictures [n, c, h, w] in [0, 1] from noise: Song et al. 2021, equation 12, which for eta 1 is Ho et al.'s.

    The picture that each step foresees is clipped to the range of pictures.
    """
    chance = torch.Generator().manual_seed(seed)
    kept = cumulative_signal(config.timesteps)
    count = config.timesteps if steps is None else max(1, min(steps, config.timesteps))
    times = torch.linspace(config.timesteps - 1, 0, count).round().long()
    x = torch.randn(n, *shape, generator=chance)
    for number, t in enumerate(times):
        now = kept[t]
        then = kept[times[number + 1]] if number + 1 < count else torch.ones(())
        noise = model(x, t.expand(n) / config.timesteps)
        clean = ((x - (1 - now).sqrt() * noise) / now.sqrt()).clamp(-1, 1)
        noise = (x - now.sqrt() * clean) / (1 - now).sqrt()
        spread = eta * ((1 - then) / (1 - now) * (1 - now / then)).sqrt()
        x = then.sqrt() * clean + (1 - then - spread**2).clamp(min=0).sqrt() * noise
        x = x + spread * torch.randn(x.shape, generator=chance)
    return ((x + 1) / 2).clamp(0, 1).numpy()


def build(shape: Shape, config: DiffusionConfig) -> nn.Module:
    """Pictures [b, c, h, w] and times [b] in [0, 1] to noise [b, c, h, w]: dense for small pictures, else a U-Net."""
    if math.prod(shape) <= DENSE_VALUES:
        return DenseDenoiser(shape, config.width)
    return UNet(shape[0], shape[0], config.widths, timed=True)


class DenseDenoiser(nn.Module):
    """Two residual layers, told the time."""

    def __init__(self, shape: Shape, width: int) -> None:
        super().__init__()
        self.shape = shape
        self.time = TimeEmbedding(64)
        self.first = nn.Linear(math.prod(shape), width)
        self.shifts = nn.ModuleList(nn.Linear(64, width) for _ in range(3))
        self.layers = nn.ModuleList(nn.Linear(width, width) for _ in range(2))
        self.last = nn.Linear(width, math.prod(shape))

    def forward(self, x: Tensor, time: Tensor) -> Tensor:
        """The noise in `x` at `time`."""
        features = self.time(time)
        h = F.silu(self.first(x.flatten(1)) + self.shifts[0](features))
        for layer, shift in zip(self.layers, list(self.shifts)[1:], strict=True):
            h = h + F.silu(layer(h) + shift(features))
        return self.last(h).unflatten(1, self.shape)


def as_signed(images: FloatArray) -> Tensor:
    """Pictures from [0, 1] to [-1, 1]."""
    return torch.from_numpy(images) * 2 - 1
