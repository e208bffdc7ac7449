"""Trains the diffusion model's codec: a small AutoencoderKL of 8 x 8 pixels to 4 channels, on drawn portraits.

    python -m training.codec --minutes 40                     # starts, or goes on where the last run stopped
    python -m training.codec --steps 9000 --minutes 30        # moves the end, towards which the learning rate falls
    python -m training.codec --export assets/weights/codec    # the averaged weights in diffusers' folder layout
    python -m benchmarks codec --json > figures.jsonl
    python -m training.codec --card assets/weights/codec --figures figures.jsonl

The pack comes from `python -m data.portraits --count 24000 --out FOLDER`.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training.codec_crops import Portraits, crops
from training.codec_objective import Whitening, between, colour_pull, kl_divergence, mixed, reconstruction_loss
from training.codec_start import keep_colours

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "penumbra"
HELD_OUT = 256
"""Portraits at the end of the pack that are never trained on: the log's figures are of them."""
LEAST_PSNR, LEAST_R2 = 27.0, 0.95
"""What a codec has to reach before a diffusion model is trained on its latents."""
SAVE_SECONDS, LOG_STEPS, LOOK_STEPS = 60.0, 50, 1000


@dataclass(frozen=True)
class CodecTraining:
    """Architecture and schedule; the defaults are the codec that ships.

    Args:
        widths: channels at the full size, a half, a quarter and an eighth of it.
        layers: residual blocks a level of the encoder; the decoder has one more.
        groups: of the group norms; divides every width.
        steps: the length of the run.
        warm_up: steps over which the learning rate rises.
        cooling: the share of the run, at its end, over which the learning rate falls to a fiftieth.
        whole: the share of the run, at its end, on whole pictures instead of crops.
        colour_start: whether the network begins by keeping mean colours; needs eight channels a group, and another
            width at the second and the last level than before them.
        colour_steps: steps over which the pull of latent channels to whitened colours ends.
        unwhiten: the shares of the run between which the loss goes from whitened to nearly plain colour.
        unwhitened: how much of the whitening stays.
    """

    widths: tuple[int, ...] = (32, 48, 96, 128)
    layers: int = 1
    groups: int = 4
    latent_channels: int = 4
    crop: int = 64
    batch: int = 4
    steps: int = 2300
    learning_rate: float = 1e-3
    warm_up: int = 100
    cooling: float = 0.4
    whole: float = 0.15
    colour_start: bool = True
    colour_steps: int = 300
    colour_weight: float = 2.0
    unwhiten: tuple[float, float] = (0.1, 0.4)
    unwhitened: float = 0.25
    kl_weight: float = 5e-4
    latent_noise: float = 0.03
    average: float = 0.995
    seed: int = 0


CONFIGS = {
    "small": CodecTraining(),
    "large": CodecTraining(
        widths=(64, 96, 160, 192), groups=8, crop=96, batch=16, steps=120_000, learning_rate=5e-4, average=0.9995
    ),
}


class CodecRun:
    """A run: network, average, optimiser and step, which a checkpoint holds entirely.

    Every random number is keyed by the seed and the step, so that a run that was interrupted ends bit for bit as one
    that was not.
    """

    def __init__(self, config: CodecTraining, portraits: Portraits, device: str = "cpu", fresh: bool = True) -> None:
        torch.manual_seed(config.seed)
        self.config, self.portraits, self.device = config, portraits, device
        self.among = max(1, portraits.count - HELD_OUT)
        self.whitening = Whitening.of(_some_colours(portraits))
        untrained = network(config)
        if fresh and config.colour_start:
            chosen = np.linspace(0, self.among - 1, min(24, self.among)).astype(int)
            keep_colours(untrained, self.whitening, to_network(portraits.images[chosen]))
        self.network = untrained.to(device=device, memory_format=torch.channels_last)
        self.average = {name: value.detach().clone() for name, value in self.network.state_dict().items()}
        self.optimiser = torch.optim.Adam(self.network.parameters(), lr=config.learning_rate, betas=(0.9, 0.99))
        self.half = device != "cpu" or cpu_has_bf16()
        self.step, self.seconds = 0, 0.0

    def advance(self) -> dict[str, float]:
        """One step; returns what the loss was made of."""
        start, config = time.perf_counter(), self.config
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate(config, self.step)
        pictures, weight = self._batch()
        noise = torch.Generator().manual_seed(config.seed * 1_000_003 + self.step)
        with torch.autocast(torch.device(self.device).type, torch.bfloat16, enabled=self.half):
            posterior = self.network.encode(pictures).latent_dist
        mean, log_variance = posterior.mean.float(), posterior.logvar.float()
        draws = torch.randn((2, *mean.shape), generator=noise).to(mean.device)
        latents = mean + (0.5 * log_variance).exp() * draws[0] + config.latent_noise * draws[1]
        with torch.autocast(torch.device(self.device).type, torch.bfloat16, enabled=self.half):
            decoded = self.network.decode(latents).sample
        whitened = between(self.step, int(config.unwhiten[0] * config.steps), int(config.unwhiten[1] * config.steps))
        matrix = self.whitening.matrix(1.0 + (config.unwhitened - 1.0) * whitened)
        parts = {
            "picture": reconstruction_loss(mixed(decoded.float() - pictures, matrix), weight),
            "kl": config.kl_weight * kl_divergence(mean, log_variance),
        }
        pull = config.colour_weight * (1.0 - between(self.step, 0, config.colour_steps))
        if pull > 0:
            parts["colour"] = pull * colour_pull(mean, self.whitening.colours(pictures))
        self.optimiser.zero_grad(set_to_none=True)
        torch.stack(list(parts.values())).sum().backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self._follow()
        self.step += 1
        self.seconds += time.perf_counter() - start
        return {name: part.item() for name, part in parts.items()}

    def averaged(self) -> torch.nn.Module:
        """A network with the averaged weights."""
        copy = network(self.config).to(self.device)
        copy.load_state_dict(self.average)
        return copy.eval()

    def save(self, path: Path) -> None:
        """Writes everything that going on needs, under another name first."""
        path.parent.mkdir(parents=True, exist_ok=True)
        state = {
            "config": asdict(self.config),
            "network": self.network.state_dict(),
            "average": self.average,
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
        }
        partial = path.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(path)

    @classmethod
    def load(cls, path: Path, portraits: Portraits, device: str = "cpu", **changes: Any) -> CodecRun:
        """Goes on from a checkpoint; `changes` are fields of the configuration to change, as `steps`."""
        state = torch.load(path, map_location=device, weights_only=True)
        kept = {name: tuple(value) if isinstance(value, list) else value for name, value in state["config"].items()}
        run = cls(replace(CodecTraining(**kept), **changes), portraits, device, fresh=False)
        run.network.load_state_dict(state["network"])
        run.average = dict(state["average"])
        run.optimiser.load_state_dict(state["optimiser"])
        run.step, run.seconds = state["step"], state["seconds"]
        return run

    def _batch(self) -> tuple[torch.Tensor, torch.Tensor]:
        config = self.config
        side, batch = config.crop, config.batch
        if self.step >= (1.0 - config.whole) * config.steps:
            side = self.portraits.size
            batch = max(1, round(batch * (config.crop / side) ** 2))
        rng = np.random.default_rng([config.seed, self.step])
        pictures, weights = crops(self.portraits, self.among, side, batch, rng)
        return to_network(pictures).to(self.device), torch.from_numpy(weights)[:, None].to(self.device)

    def _follow(self) -> None:
        decay = min(self.config.average, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for name, value in self.network.state_dict().items():
                self.average[name].lerp_(value, 1.0 - decay)


def network(config: CodecTraining) -> torch.nn.Module:
    """An untrained AutoencoderKL. Without attention in its middle it is a convolution, alike at every picture size."""
    from diffusers import AutoencoderKL

    levels = len(config.widths)
    return AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * levels,
        up_block_types=("UpDecoderBlock2D",) * levels,
        block_out_channels=config.widths,
        layers_per_block=config.layers,
        latent_channels=config.latent_channels,
        norm_num_groups=config.groups,
        sample_size=128,
        mid_block_add_attention=False,
    )


def learning_rate(config: CodecTraining, step: int) -> float:
    """Rises over the warm-up, stays, and falls in a straight line at the end."""
    rise = (step + 1) / config.warm_up
    fall = 1.0 - 0.98 * between(step, int((1.0 - config.cooling) * config.steps), config.steps)
    return config.learning_rate * min(1.0, rise, fall)


def cpu_has_bf16() -> bool:
    """Whether this processor multiplies bfloat16 itself; elsewhere it is slower than float32."""
    try:
        return "avx512_bf16" in Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return False


def to_network(pictures: np.ndarray) -> torch.Tensor:
    """Float[b, 3, h, w] in [-1, 1] of UInt8[b, h, w, 3]; channels stay last in memory."""
    return torch.from_numpy(np.array(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1.0


@torch.inference_mode()
def held_out_figures(run: CodecRun, count: int = 24) -> tuple[dict[str, float], np.ndarray]:
    """PSNR and the corner colours' R2 of the averaged network on whole held-out portraits, and a strip to look at."""
    average = run.averaged()
    truth, decoded = [], []
    for index in range(run.portraits.count - count, run.portraits.count):
        picture = np.asarray(run.portraits.images[index])[None]
        latents = average.encode(to_network(picture).to(run.device)).latent_dist.mean
        truth.append(picture[0])
        decoded.append(_to_bytes(average.decode(latents).sample)[0])
    a, b = np.stack(truth).astype(np.float64), np.stack(decoded).astype(np.float64)
    error = np.square(a - b).mean(axis=(1, 2, 3))
    figures = {"psnr": float(np.mean(10 * np.log10(255**2 / error)))}
    at, back = _corners(a), _corners(b)
    spread = np.square(at - at.mean(axis=0)).sum(axis=0)
    figures |= dict(zip(("r2_r", "r2_g", "r2_b"), 1 - np.square(at - back).sum(axis=0) / spread, strict=True))
    strip = np.concatenate([np.concatenate(x[:12], axis=1) for x in (a, b)], axis=0)
    return figures, strip.astype(np.uint8)


def _corners(pictures: np.ndarray) -> np.ndarray:
    corners = [pictures[:, :16, :16], pictures[:, :16, -16:]]
    return np.concatenate([corner.mean(axis=(1, 2)) for corner in corners])


def _to_bytes(decoded: torch.Tensor) -> np.ndarray:
    return ((decoded.float().clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).cpu().numpy()


def _some_colours(portraits: Portraits, count: int = 200) -> np.ndarray:
    chosen = np.linspace(0, portraits.count - 1, min(count, portraits.count)).astype(int)
    return np.stack([portraits.images[i][::4, ::4] for i in chosen]).reshape(-1, 3) / 127.5 - 1.0


@torch.inference_mode()
def export(run: CodecRun, folder: Path, half: bool = True) -> None:
    """Writes config.json and diffusion_pytorch_model.safetensors, with scaling_factor = 1 / std of the latents."""
    average = run.averaged()
    latents = [
        average.encode(to_network(np.asarray(run.portraits.images[i])[None]).to(run.device)).latent_dist.mean
        for i in np.linspace(0, run.among - 1, min(512, run.among)).astype(int)
    ]
    average.register_to_config(scaling_factor=round(1.0 / torch.cat(latents).std().item(), 5))
    (average.half() if half else average).to("cpu", memory_format=torch.contiguous_format).save_pretrained(folder)


def write_card(run: CodecRun, folder: Path, figures: Path) -> None:
    """Writes codec.json: how the weights came about, and the rows that the benchmark printed on them."""
    rows = [json.loads(line) for line in figures.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
    gated = ("vae_psnr", "colour_r2_r", "colour_r2_g", "colour_r2_b")
    found = {row["metric"]: row["value"] for row in rows if row["name"] == "codec" and row["metric"] in gated}
    card = {
        "title": "Codec of the embedded diffusion model",
        "architecture": "diffusers AutoencoderKL, 8 x 8 pixels to 4 channels, no attention",
        "parameters": sum(value.numel() for value in run.average.values()),
        "licence": "Apache-2.0",
        "made_by": "training/codec.py",
        "data": f"{run.among} portraits of data/portraits (renderer version 1, numbers {run.portraits.first_seed} to "
        f"{run.portraits.first_seed + run.among - 1}) at {run.portraits.size} px; its flagged concepts included",
        "configuration": asdict(run.config),
        "steps": run.step,
        "minutes": round(run.seconds / 60, 1),
        "device": "one thread of a shared 2-core CPU, bf16 autocast" if run.device == "cpu" else run.device,
        "intended_use": "latents for the embedded diffusion model and the Learn tab, on drawn portraits at 128 px",
        "gate": {
            "asks": f"every colour's R2 above {LEAST_R2} and at least {LEAST_PSNR} dB at 128 px",
            "passed": bool(found)
            and all(figure >= (LEAST_PSNR if metric == "vae_psnr" else LEAST_R2) for metric, figure in found.items()),
        },
        "figures": rows,
    }
    (folder / "codec.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def train(run: CodecRun, minutes: float, checkpoint: Path) -> Iterator[str]:
    """Trains until the steps or the minutes are over; yields lines for the log and saves on the way and at the end."""
    from PIL import Image

    begin = saved = time.monotonic()
    while run.step < run.config.steps and time.monotonic() - begin < 60 * minutes:
        parts = run.advance()
        if run.step % LOG_STEPS == 0:
            told = " ".join(f"{name} {value:.4f}" for name, value in parts.items())
            yield f"step {run.step} of {run.config.steps}, {run.seconds / 60:.1f} min, {told}"
        if run.step % LOOK_STEPS == 0 or run.step == run.config.steps:
            figures, strip = held_out_figures(run)
            Image.fromarray(strip).save(checkpoint.with_name(f"step-{run.step:06}.png"))
            yield f"step {run.step} held out: " + " ".join(f"{name} {value:.3f}" for name, value in figures.items())
        if time.monotonic() - saved > SAVE_SECONDS:
            run.save(checkpoint)
            saved = time.monotonic()
    run.save(checkpoint)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.codec", description=__doc__.partition("\n")[0])
    parser.add_argument("--config", choices=sorted(CONFIGS), default="small", help="for a new run")
    parser.add_argument("--minutes", type=float, default=60.0, help="stop and save after so long")
    parser.add_argument("--steps", type=int, help="the length of the whole run")
    parser.add_argument("--data", type=Path, default=CACHE / "portraits-128", help="the pack of portraits")
    parser.add_argument("--run", type=Path, default=CACHE / "runs" / "codec", help="the folder of checkpoint and log")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--export", type=Path, metavar="FOLDER", help="write the weights instead of training")
    parser.add_argument("--card", type=Path, metavar="FOLDER", help="write the model card instead of training")
    parser.add_argument("--figures", type=Path, help="the rows of the benchmark, one JSON object a line, for the card")
    return parser.parse_args()


def main() -> None:
    """Runs the command."""
    given = _arguments()
    torch.set_num_threads(given.threads)
    portraits = Portraits.open(given.data)
    checkpoint = given.run / "checkpoint.pt"
    changes = {} if given.steps is None else {"steps": given.steps}
    if checkpoint.exists():
        run = CodecRun.load(checkpoint, portraits, given.device, **changes)
    else:
        run = CodecRun(replace(CONFIGS[given.config], **changes), portraits, given.device)
    if given.export:
        export(run, given.export)
    elif given.card:
        write_card(run, given.card, given.figures)
    else:
        given.run.mkdir(parents=True, exist_ok=True)
        with (given.run / "log.txt").open("a", encoding="utf-8") as log:
            for line in train(run, given.minutes, checkpoint):
                print(line, flush=True)
                log.write(line + "\n")
                log.flush()


if __name__ == "__main__":
    main()
