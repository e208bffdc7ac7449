"""One loop for all that is trained here: steps, curves, reports, and the end of a training that diverges."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..errors import ModelError

Terms = dict[str, Tensor]
"""What a step minimised, by name; scalars."""

MOST_RECORDS = 200
REPORT_SECONDS = 0.2
WARM_UP = 0.03
EXPLODED = 50.0
NOT_LEARNT = 1.5
PATIENCE = 0.2


@dataclass(frozen=True)
class History:
    """Step numbers [k] and, for each curve, its values [k]: the mean of a term since the entry before.

    `held_out` is the error on pictures that are never learnt from: squared, mean over values, unless said otherwise.
    """

    steps: NDArray[np.int64]
    curves: dict[str, NDArray[np.float32]]

    @classmethod
    def empty(cls) -> History:
        """Before the first step."""
        return cls(np.zeros(0, np.int64), {})

    def last(self, name: str) -> float:
        """The curve's last value."""
        return float(self.curves[name][-1])


@dataclass(frozen=True)
class Snapshot:
    """Held-out pictures [8, c, h, w] and what the network makes of them; a map [m, 2] of up to 500 held-out ones.

    A map of more than two dimensions is the plane of its principal components, turned to the map before. `samples`
    [8, c, h, w] where the model makes pictures from noise.
    """

    pictures: NDArray[np.float32]
    reconstructions: NDArray[np.float32] | None = None
    embedding: NDArray[np.float32] | None = None
    labels: NDArray[np.int64] | None = None
    samples: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class Progress:
    """How far a training is: the share done in [0, 1], the steps done, the curves so far, and a look at the model."""

    fraction: float
    step: int
    history: History
    snapshot: Snapshot | None = None


OnStep = Callable[[Progress], None]
"""Called at the beginning, at least four times a second where a step takes less, and at the end; may raise to stop."""


@dataclass
class Recorder:
    """Averages terms between records, about `records` of which span a training."""

    total: int
    records: int
    _sums: dict[str, float] = field(default_factory=dict)
    _count: int = 0
    _steps: list[int] = field(default_factory=list)
    _curves: dict[str, list[float]] = field(default_factory=dict)

    def add(self, terms: Terms) -> None:
        """Takes the terms of one step."""
        for name, value in terms.items():
            self._sums[name] = self._sums.get(name, 0.0) + value.item()
        self._count += 1

    def is_due(self, step: int) -> bool:
        """Whether the step ends a stretch."""
        return step == self.total or step % max(1, self.total // self.records) == 0

    def record(self, step: int, held_out: float | None) -> None:
        """Ends a stretch."""
        self._steps.append(step)
        for name, value in self._sums.items():
            self._curves.setdefault(name, []).append(value / self._count)
        if held_out is not None:
            self._curves.setdefault("held_out", []).append(held_out)
        self._sums, self._count = {}, 0

    def history(self) -> History:
        """The curves so far."""
        return History(
            np.array(self._steps, np.int64), {name: np.array(v, np.float32) for name, v in self._curves.items()}
        )


def run_steps(
    step: Callable[[], Terms],
    steps: int,
    optimisers: Sequence[torch.optim.Optimizer],
    learning_rate: float,
    on_step: OnStep | None = None,
    held_out: Callable[[], float] | None = None,
    baseline: float = math.inf,
    snapshot: Callable[[], Snapshot] | None = None,
    records: int = MOST_RECORDS,
) -> History:
    """Calls `step` so many times and returns the curves.

    The learning rate rises for the first steps and then falls to 0 along a cosine (Loshchilov and Hutter 2017).
    `baseline` is the held-out error of an answer that needs no learning. Raises `ModelError` when a loss is not
    finite, the held-out error explodes, or it still exceeds the baseline by half after a fifth of the steps.
    Some `records` entries are made, and the held-out error is measured at each.
    """
    recorder = Recorder(steps, records)
    rates = [group["lr"] / learning_rate for optimiser in optimisers for group in optimiser.param_groups]
    due = time.monotonic()

    def report(done: int) -> None:
        nonlocal due
        if on_step is not None:
            look = None if snapshot is None else snapshot()
            on_step(Progress(done / steps, done, recorder.history(), look))
        due = time.monotonic() + REPORT_SECONDS

    for number in range(steps):
        if time.monotonic() >= due:
            report(number)
        _set_rates(optimisers, [rate * learning_rate * schedule(number, steps) for rate in rates])
        terms = step()
        if not all(math.isfinite(value.item()) for value in terms.values()):
            raise _diverged(learning_rate)
        recorder.add(terms)
        if recorder.is_due(number + 1):
            error = None if held_out is None else held_out()
            recorder.record(number + 1, error)
            limit = baseline * (NOT_LEARNT if number + 1 > PATIENCE * steps else EXPLODED)
            if error is not None and not error <= limit:
                raise _diverged(learning_rate)
    report(steps)
    return recorder.history()


def schedule(number: int, steps: int) -> float:
    """The share of the highest learning rate at step `number` of `steps`, in (0, 1]."""
    warm = max(1, round(WARM_UP * steps))
    if number < warm:
        return (number + 1) / warm
    return 0.5 * (1 + math.cos(math.pi * (number - warm) / max(1, steps - warm)))


def steps_in(seconds: float, step: Callable[[], Terms], trials: int = 25) -> int:
    """How many steps take about `seconds`, by the median of some, which are done and thrown away."""
    times = []
    for _ in range(trials):
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    return max(1, int(seconds / float(np.median(times))))


def batches(n: int, size: int, generator: torch.Generator) -> Iterator[Tensor]:
    """Endless batches of indices [size]; every picture once in each pass. A small set is one batch."""
    size = min(size, n)
    while True:
        order = torch.randperm(n, generator=generator)
        yield from order[: n - n % size].split(size)


def adam(
    parameters: Iterator[torch.nn.Parameter], learning_rate: float, betas: tuple[float, float] = (0.9, 0.999)
) -> torch.optim.Adam:
    """Adam (Kingma and Ba 2015), in one kernel a step: these networks are so small that its loop would dominate."""
    return torch.optim.Adam(parameters, lr=learning_rate, betas=betas, fused=True)


def _set_rates(optimisers: Sequence[torch.optim.Optimizer], rates: list[float]) -> None:
    groups = (group for optimiser in optimisers for group in optimiser.param_groups)
    for group, rate in zip(groups, rates, strict=True):
        group["lr"] = rate


def _diverged(learning_rate: float) -> ModelError:
    return ModelError(f"The training diverged at a learning rate of {learning_rate:g}; choose a lower one.")
