"""Trains the portrait world's parser and attribute reader; stops and resumes at any step as if it had not stopped.

    python -m data.portraits --count 24000 --size 128 --out ~/.cache/penumbra/portraits-128
    python -m training.parsing --minutes 60
    python -m training.parsing --export assets/weights/parsing/portraits-small.safetensors
    python -m benchmarks parsing --json --file assets/weights/parsing/portraits-small.safetensors > figures.jsonl
    python -m training.parsing --card assets/weights/parsing/portraits-small.safetensors --figures figures.jsonl

A pack is made of the seeds from nought; the benchmark draws from three million up.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import math
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from data.portraits import SPECS
from models.packs.pack import sha256_of
from models.parsing import Entry, Layout, ParsingConfig, PortraitNetwork, find_config, save_network

from .parsing_batches import Batch, Portraits
from .parsing_losses import LossConfig, attribute_loss, parsing_loss

HOME = Path.home() / ".cache" / "penumbra"


@dataclass(frozen=True)
class TrainingConfig:
    """How the network learns.

    Args:
        steps: of the whole schedule; the learning rate rises over `warmup` of them and falls as a cosine.
        half_size: how many steps at the start see the pictures at half their size, at a quarter of the cost.
        batch: portraits a step.
        rate, weight_decay: of AdamW (Loshchilov & Hutter 2019).
        wide_rate: of the attribute head's first layers, as a share of `rate`: they have thousands of inputs, all of
            which Adam moves at once, and at the full rate nothing was learnt.
        clip: greatest norm of the gradient.
        ema: decay of the moving average of weights, which is what is kept; shorter at the start.
        seed: of weights, batches and disturbances.
    """

    steps: int = 6000
    half_size: int = 1500
    batch: int = 16
    rate: float = 2e-3
    wide_rate: float = 0.03
    warmup: int = 150
    weight_decay: float = 1e-4
    clip: float = 5.0
    ema: float = 0.99
    seed: int = 0

    def rate_at(self, step: int) -> float:
        """The learning rate of a step."""
        if step < self.warmup:
            return self.rate * (step + 1) / self.warmup
        done = min((step - self.warmup) / max(self.steps - self.warmup, 1), 1.0)
        return self.rate * (0.005 + 0.995 * 0.5 * (1 + math.cos(math.pi * done)))


def layout() -> Layout:
    """The renderer's attributes, as the checkpoint carries them."""
    return Layout(tuple(Entry(s.name, s.kind, s.low, s.high, s.categories) for s in SPECS))


def fast_bf16() -> bool:
    """Whether this CPU multiplies bfloat16 in hardware, where it is worth two to three times the speed."""
    probe = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
    return bool(probe and probe())


class Run:
    """A network, its average, its optimiser and how far it has come.

    Args:
        device: "cpu" or "cuda".
        half: whether activations are bfloat16; weights and losses stay float32.
    """

    def __init__(
        self,
        network: ParsingConfig,
        config: TrainingConfig,
        data: Portraits,
        device: str,
        half: bool,
        loss: LossConfig | None = None,
    ) -> None:
        self.config, self.data, self.device, self.half = config, data, device, half
        self.loss = loss or LossConfig()
        torch.manual_seed(config.seed)
        self.network = PortraitNetwork(network, layout()).to(device, memory_format=torch.channels_last)
        self.average = PortraitNetwork(network, layout()).to(device, memory_format=torch.channels_last)
        self.average.load_state_dict(self.network.state_dict())
        self.average.eval().requires_grad_(False)
        wide = [self.network.attributes.straight.weight, self.network.attributes.inner.weight]
        others = [p for p in self.network.parameters() if all(p is not q for q in wide)]
        self.optimiser = torch.optim.AdamW(
            [{"params": others, "share": 1.0}, {"params": wide, "share": config.wide_rate}],
            lr=config.rate,
            betas=(0.9, 0.99),
            weight_decay=config.weight_decay,
        )
        self.class_weights = self.loss.weight_vector().to(device)
        self.deviations = data.deviations().to(device)
        self.done, self.seconds = 0, 0.0

    def step(self) -> tuple[float, float]:
        """One step of learning; returns the losses of parsing and of attributes."""
        half_size = self.done < self.config.half_size
        torch.manual_seed(self.config.seed * 1_000_003 + self.done)
        batch = self.data.batch(self.done, self.config.batch, self.config.seed)
        for group in self.optimiser.param_groups:
            group["lr"] = group["share"] * self.config.rate_at(self.done)
        self.network.train()
        parts, attributes = self._losses(batch, half_size)
        self.optimiser.zero_grad(set_to_none=True)
        (parts + self.loss.attributes * attributes).backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.config.clip)
        self.optimiser.step()
        self.done += 1
        self._follow()
        return float(parts.detach()), float(attributes.detach())

    def _losses(self, batch: Batch, half_size: bool) -> tuple[Tensor, Tensor]:
        pictures, labels, codes, seen = (
            part.to(self.device) for part in (batch.pictures, batch.labels, batch.codes, batch.seen)
        )
        if half_size:
            pictures = F.avg_pool2d(pictures, 2).contiguous(memory_format=torch.channels_last)
            labels = labels[:, ::2, ::2]
        with torch.autocast(self.device, torch.bfloat16, enabled=self.half):
            reading = self.network(pictures)
        return (
            parsing_loss(reading.logits, labels, self.class_weights, self.loss.dice),
            attribute_loss(reading.codes.float(), codes, seen, self.deviations, self.network.layout, self.loss.huber),
        )

    @torch.no_grad()
    def _follow(self) -> None:
        decay = min(self.config.ema, (1 + self.done) / (10 + self.done))
        for kept, new in zip(self.average.state_dict().values(), self.network.state_dict().values(), strict=True):
            if kept.is_floating_point():
                kept.lerp_(new, 1 - decay)
            else:
                kept.copy_(new)

    def save(self, file: Path) -> None:
        """Everything that is needed to go on, written beside its name first."""
        file.parent.mkdir(parents=True, exist_ok=True)
        state = {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "config": self.network.config.to_dict(),
            "done": self.done,
            "seconds": self.seconds,
        }
        torch.save(state, file.with_suffix(".partial"))
        file.with_suffix(".partial").replace(file)

    def resume(self, file: Path) -> None:
        """Goes on from a saved state; `SystemExit` when it is of another network."""
        state = torch.load(file, map_location=self.device, weights_only=True)
        if ParsingConfig.from_dict(state["config"]) != self.network.config:
            raise SystemExit(f"{file} holds another configuration; give another --run folder.")
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.done, self.seconds = state["done"], state["seconds"]


def learn(run: Run, minutes: float, file: Path, log: Path, report_every: int = 50) -> None:
    """Trains until the schedule or the minutes are over; saves every two minutes and at the end, and logs."""
    start = saved = time.monotonic()
    before = run.seconds
    sums = [0.0, 0.0]
    log.parent.mkdir(parents=True, exist_ok=True)
    while run.done < run.config.steps and time.monotonic() - start < minutes * 60:
        losses = run.step()
        run.seconds = before + time.monotonic() - start
        sums = [total + loss for total, loss in zip(sums, losses, strict=True)]
        if run.done % report_every == 0:
            parts, attributes = (total / report_every for total in sums)
            sums = [0.0, 0.0]
            line = f"step {run.done} minutes {run.seconds / 60:.1f} parsing {parts:.4f} attributes {attributes:.4f}"
            print(line, flush=True)
            with log.open("a", encoding="utf-8") as stream:
                stream.write(line + "\n")
        if time.monotonic() - saved > 120:
            run.save(file)
            saved = time.monotonic()
    run.save(file)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Holds the folder of a run; `SystemExit` when another process trains there, since each would undo the other."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SystemExit(f"Another process trains in {folder}; stop it, or give another --run folder.") from error
        yield


def write_card(run: Run, file: Path, figures: Path, remarks: Sequence[str]) -> Path:
    """Writes beside the weights how they came about and the rows that the benchmark printed on that very file."""
    rows = [json.loads(line) for line in figures.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
    meta = run.data.meta
    card = {
        "title": "Parser and attribute reader of the portrait world",
        "architecture": "U-Net of segmentation_models_pytorch on a timm encoder, sub-pixel labels, attribute head",
        "parameters": sum(parameter.numel() for parameter in run.network.parameters()),
        "sha256": sha256_of((file,)),
        "licence": "Apache-2.0",
        "made_by": "training/parsing.py",
        "data": f"{meta['count']} portraits of data/portraits (numbers from {meta['first_seed']}) at {meta['size']} px",
        "network": run.network.config.to_dict(),
        "training": asdict(run.config) | {"steps": run.done},
        "loss": asdict(run.loss),
        "disturbances": asdict(run.data.config),
        "minutes": round(run.seconds / 60, 1),
        "device": "one thread of a shared 2-core CPU, bf16 autocast" if run.device == "cpu" else run.device,
        "intended_use": "judging and teaching models of drawn portraits; it has seen no photograph",
        "remarks": list(remarks),
        "figures": rows,
    }
    path = file.with_suffix(".json")
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    return path


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m training.parsing", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pack", type=Path, default=HOME / "portraits-128", help="folder made by data.portraits")
    parser.add_argument("--run", type=Path, default=HOME / "runs" / "parsing", help="where the state is kept")
    parser.add_argument("--config", default="small", help="small or large")
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after this long; the next call goes on")
    parser.add_argument("--steps", type=int, default=TrainingConfig.steps, help="length of the whole schedule")
    parser.add_argument("--half-size", type=int, default=TrainingConfig.half_size, help="steps at half the size")
    parser.add_argument("--batch", type=int, default=TrainingConfig.batch)
    parser.add_argument("--rate", type=float, default=TrainingConfig.rate)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--precision", choices=("auto", "bf16", "fp32"), default="auto")
    parser.add_argument("--export", type=Path, help="write the averaged weights of the saved state there and stop")
    parser.add_argument("--card", type=Path, metavar="WEIGHTS", help="write the card beside exported weights and stop")
    parser.add_argument("--figures", type=Path, help="the rows of the benchmark, one JSON object a line, for the card")
    parser.add_argument("--remark", action="append", default=[], help="a sentence for the card")
    options = parser.parse_args(arguments)
    if options.card and not options.figures:
        parser.error("a card wants --figures")
    torch.set_num_threads(options.threads)
    with nullcontext() if options.export or options.card else alone(options.run):
        _run(options)


def _run(options: argparse.Namespace) -> None:
    half = options.precision == "bf16" or (options.precision == "auto" and (options.device == "cuda" or fast_bf16()))
    config = TrainingConfig(steps=options.steps, half_size=options.half_size, batch=options.batch, rate=options.rate)
    run = Run(find_config(options.config), config, Portraits(options.pack), options.device, half)
    state = options.run / f"{options.config}.pt"
    if state.exists():
        run.resume(state)
    if options.export:
        save_network(run.average.cpu(), options.export)
    elif options.card:
        print(write_card(run, options.card, options.figures, options.remark))
    else:
        learn(run, options.minutes, state, options.run / f"{options.config}.log")


if __name__ == "__main__":
    main()
