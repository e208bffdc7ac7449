"""A trained autoencoder with all that made it, and its file."""

from __future__ import annotations

import dataclasses
import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..errors import ModelError
from .configuration import OBJECTIVES, Architecture, Objective, Shape, TrainingConfig
from .datasets import ImageSet, split
from .loop import History
from .networks import Autoencoder

FORMAT = "autoencoder/1"
DAMAGED = "This is not a file of a run, or it is damaged."


@dataclass(frozen=True)
class Run:
    """A network after training.

    `code_mean` [d] and `code_covariance` [d, d] are of the pictures it learnt from; `noise_variance` is their mean
    squared error a value, the σ² of its Gaussian likelihood. `config` holds the number of steps that were done.
    """

    model: Autoencoder
    architecture: Architecture
    objective: Objective
    config: TrainingConfig
    shape: Shape
    data: str
    pictures: int
    history: History
    seconds: float
    threads: int
    code_mean: Tensor
    code_covariance: Tensor
    noise_variance: float

    @property
    def n_parameters(self) -> int:
        """The numbers that were learnt; tied weights count once."""
        return sum(parameter.numel() for parameter in self.model.parameters())

    @property
    def variational(self) -> bool:
        """Whether its codes are distributions."""
        return self.model.log_variance is not None


def run_split(run: Run, image_set: ImageSet) -> tuple[ImageSet, ImageSet]:
    """The pictures the run learnt from, and those held out. Raises `ModelError` for another set than it was given."""
    if (image_set.name, image_set.shape, len(image_set)) != (run.data, run.shape, run.pictures):
        raise ModelError(f"The run has learnt from {run.pictures} pictures called {run.data}, not from these.")
    return split(image_set, run.config.held_out, run.config.seed)


def to_bytes(run: Run) -> bytes:
    """The run as a safetensors file, its settings as JSON inside under `run`."""
    from safetensors.torch import save

    tensors = {f"model.{name}": tensor.contiguous() for name, tensor in run.model.state_dict().items()}
    tensors |= {"code.mean": run.code_mean, "code.covariance": run.code_covariance.contiguous()}
    tensors["history.steps"] = torch.from_numpy(run.history.steps)
    tensors |= {f"history.curve.{name}": torch.from_numpy(v) for name, v in run.history.curves.items()}
    settings: dict[str, Any] = {
        "format": FORMAT,
        "architecture": dataclasses.asdict(run.architecture),
        "objective": {"kind": run.objective.kind} | dataclasses.asdict(run.objective),
        "training": dataclasses.asdict(run.config),
        "shape": run.shape,
        "data": run.data,
        "pictures": run.pictures,
        "seconds": run.seconds,
        "threads": run.threads,
        "noise_variance": run.noise_variance,
        "versions": {"torch": torch.__version__, "numpy": np.__version__},
    }
    return save(tensors, {"run": json.dumps(settings)})


def from_bytes(content: bytes) -> Run:
    """The run of `to_bytes`, exactly. Raises `ModelError` for other content."""
    from safetensors import SafetensorError
    from safetensors.torch import load

    try:
        tensors, settings = load(content), _settings(content)
        if settings["format"] != FORMAT:
            raise ModelError(f"The run is of the format {settings['format']}; this program reads {FORMAT}.")
        return _restore(tensors, settings)
    except (SafetensorError, KeyError, TypeError, ValueError, RuntimeError, struct.error) as error:
        if isinstance(error, ModelError):
            raise
        raise ModelError(DAMAGED) from error


def save(run: Run, path: Path) -> None:
    """Writes the run to a safetensors file."""
    path.write_bytes(to_bytes(run))


def load(path: Path) -> Run:
    """Reads a run, exactly as it was saved. Raises `ModelError` for a missing or another file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(f"The file {path.name} cannot be read.") from error
    return from_bytes(content)


def _settings(content: bytes) -> dict[str, Any]:
    """The JSON that safetensors keeps in its header, whose length is the first eight bytes."""
    (length,) = struct.unpack("<Q", content[:8])
    return json.loads(json.loads(content[8 : 8 + length])["__metadata__"]["run"])


def _restore(tensors: dict[str, Tensor], settings: dict[str, Any]) -> Run:
    architecture = Architecture(**_tupled(settings["architecture"]))
    fields = _tupled(settings["objective"])
    objective = OBJECTIVES[fields.pop("kind")](**fields)
    channels, height, width = settings["shape"]
    # Built without memory: a file that promises a large network has to bring its weights.
    with torch.device("meta"):
        model = Autoencoder.for_objective(architecture, (channels, height, width), objective)
    model.load_state_dict(_under("model.", tensors), strict=True, assign=True)
    model.requires_grad_()
    curves = {name: tensor.numpy() for name, tensor in _under("history.curve.", tensors).items()}
    return Run(
        model=model,
        architecture=architecture,
        objective=objective,
        config=TrainingConfig(**settings["training"]),
        shape=(channels, height, width),
        data=str(settings["data"]),
        pictures=int(settings["pictures"]),
        history=History(tensors["history.steps"].numpy(), curves),
        seconds=float(settings["seconds"]),
        threads=int(settings["threads"]),
        code_mean=tensors["code.mean"],
        code_covariance=tensors["code.covariance"],
        noise_variance=float(settings["noise_variance"]),
    )


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def _tupled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
