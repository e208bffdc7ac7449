"""Learn: autoencoders of every kind, trained in seconds on a CPU, and what can be seen in them.

    pictures = digits()                                        # or from_arrays(uint8 [n, h, w, 3], side=32), points()
    run = train(pictures, Architecture.deep(2), make_objective("plain"), TrainingConfig(), on_step)
    save(run, path); run = load(path)                          # safetensors, settings inside; to_bytes, from_bytes
    learnt, held_out = run_split(run, pictures)                # the very halves of the training
    z = encode(run, images); x = decode(run, z); x = reconstruct(run, images)
    peer = pca(learnt, 2); peer.encode(images); peer.decode(z)
    plane = embedding_map(run, held_out, 500)                  # .points [n, 2], .labels, .images, .lift(points) -> z
    principal_map(peer, held_out, 500)                         # the same of PCA
    traversal(run, learnt, dims=(0, 1), steps=9)               # [rows, columns, c, h, w]; tile(...) -> uint8 picture
    interpolate(run, a, b, 9); nearest(run, pictures, query, k); prior_samples(run, 16, seed)
    corrupt(images, "gaussian", 0.4, seed); restore(run, corrupted); denoise_field(run, grid)
    activation_histogram(run, images); jacobian_norms(run, images); elbo(run, images); probe(run, pictures, 5, seed)

Pictures are float32 [n, c, h, w] in [0, 1] as NumPy arrays, embeddings float32 [n, d]. `pca` has `encode` and
`decode` as a run has, and is called the peer. `train(..., on_step)` calls `on_step(Progress)` at least four times a
second where a step takes less than that; it may raise to stop. `Progress` has `fraction`, `step`, `history` (`steps`
and `curves`: loss terms by name, and `held_out`, mean squared error a value) and `snapshot` (eight held-out pictures,
their reconstructions, and a map of up to 500). Bad input and a training that diverges raise `models.errors.ModelError`.

`train_gan`, `train_diffusion`: their runs have `sample(n, seed)`. `train_segmentation` learns the masks of a set with
or without skip connections, `train_classifier` the labels, `mix_and_match` takes its encoder from segmentation-
models-pytorch; `run.predict(images)`,
`run.dice(pictures)`. losses.py and shapes.py hold the lecture's formulas, each a function.

The same data, settings, seed and number of threads give the same weights, bit for bit.
"""

from .classifier import ClassifierRun, train_classifier
from .clutter import cluttered_digits
from .configuration import (
    OBJECTIVES,
    Adversarial,
    Architecture,
    Contractive,
    Denoising,
    Objective,
    Plain,
    SparseKL,
    SparseL1,
    TrainingConfig,
    Variational,
    make_objective,
)
from .datasets import ImageSet, digits, from_arrays, points, split
from .diffusion import DiffusionConfig, DiffusionRun, train_diffusion
from .explore import (
    corrupt,
    decode,
    denoise_field,
    encode,
    interpolate,
    nearest,
    prior_samples,
    reconstruct,
    restore,
    tile,
    traversal,
)
from .gan import GanConfig, GanRun, train_gan
from .inspection import activation_histogram, elbo, jacobian_norms
from .loop import History, Progress, Snapshot
from .maps import EmbeddingMap, embedding_map, principal_map
from .principal import Principal, pca
from .probe import Probe, probe
from .runs import Run, from_bytes, load, run_split, save, to_bytes
from .segmentation import SegmentationConfig, SegmentationRun, mix_and_match, train_segmentation
from .training import train

__all__ = [
    "OBJECTIVES",
    "Adversarial",
    "Architecture",
    "ClassifierRun",
    "Contractive",
    "Denoising",
    "DiffusionConfig",
    "DiffusionRun",
    "EmbeddingMap",
    "GanConfig",
    "GanRun",
    "History",
    "ImageSet",
    "Objective",
    "Plain",
    "Principal",
    "Probe",
    "Progress",
    "Run",
    "SegmentationConfig",
    "SegmentationRun",
    "Snapshot",
    "SparseKL",
    "SparseL1",
    "TrainingConfig",
    "Variational",
    "activation_histogram",
    "cluttered_digits",
    "corrupt",
    "decode",
    "denoise_field",
    "digits",
    "elbo",
    "embedding_map",
    "encode",
    "from_arrays",
    "from_bytes",
    "interpolate",
    "jacobian_norms",
    "load",
    "make_objective",
    "mix_and_match",
    "nearest",
    "pca",
    "points",
    "principal_map",
    "prior_samples",
    "probe",
    "reconstruct",
    "restore",
    "run_split",
    "save",
    "split",
    "tile",
    "to_bytes",
    "train",
    "train_classifier",
    "train_diffusion",
    "train_gan",
    "train_segmentation",
    "traversal",
]
