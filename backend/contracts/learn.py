"""Learn: autoencoders trained and explored live."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .arrays import ArrayRef
from .base import Message, Request, choice, number
from .recipe import Result

Data = Literal["digits", "portraits", "tissues", "own"]
Network = Literal["shallow", "deep", "conv-transposed", "conv-strided", "conv-unpool"]
Constraint = Literal["plain", "sparse-l1", "sparse-kl", "contractive", "denoising", "variational", "adversarial"]
Noise = Literal["gaussian", "masking", "salt-pepper"]
Exhibit = Literal["reconstructions", "traversal", "between", "corrupted", "samples", "inside", "nearest", "few-labels"]


class TrainRequest(Request):
    """Asks for an autoencoder: on which pictures, of which shape, and what keeps it from merely copying."""

    data: Data = choice(
        "digits", title="Pictures", description="What it learns from.",
        labels={"digits": "Digits", "portraits": "Portraits", "tissues": "Tissues", "own": "Your own"},
    )  # fmt: skip
    own: ArrayRef | None = Field(None, description="For `own`: uint8 [n, h, w, 3], from the action gather.")
    network: Network = choice(
        "deep", title="Network", description="Dense layers, or convolutions with one of three ways back up.",
        labels={
            "shallow": "Shallow", "deep": "Deep", "conv-transposed": "Conv, transposed",
            "conv-strided": "Conv, strided", "conv-unpool": "Conv, unpooled",
        },
    )  # fmt: skip
    bottleneck: int = number(
        2, ge=1, le=128, step=1, title="Bottleneck", unit="numbers",
        description="How many numbers a picture has to pass through.",
    )  # fmt: skip
    tied: bool = Field(False, title="Tied weights", description="The decoder uses the encoder's weights, transposed.")
    constraint: Constraint = choice(
        "plain", title="What keeps it from copying", description="A penalty, a corruption, or a prior.",
        labels={
            "plain": "The bottleneck alone", "sparse-l1": "Sparse, L1", "sparse-kl": "Sparse, KL",
            "contractive": "Contractive", "denoising": "Denoising", "variational": "Variational",
            "adversarial": "Adversarial",
        },
    )  # fmt: skip
    weight: float = number(
        1.0, ge=0, le=10, step=0.05, title="Weight",
        description="Of the penalty or the prior, as a multiple of what suits most data; 0 leaves it out.",
    )  # fmt: skip
    noise: Noise = choice(
        "gaussian", title="Corruption", description="For denoising: what happens to a picture before it is seen.",
        labels={"gaussian": "Gaussian", "masking": "Masking", "salt-pepper": "Salt and pepper"},
    )  # fmt: skip
    level: float = number(
        0.4, ge=0, le=1, step=0.05, title="Corruption level",
        description="Standard deviation, or the share of pixels that are lost.",
    )  # fmt: skip
    overcomplete: bool = Field(
        False, title="Overcomplete", description="Allows a bottleneck with more numbers than the picture has.",
    )  # fmt: skip
    steps: int = number(
        1500, ge=50, le=20000, step=50, title="Steps", description="Batches to learn from; 1500 take seconds.",
    )  # fmt: skip
    learning_rate: float = number(
        0.002, ge=0.00001, le=1, step=0.0001, title="Learning rate", description="Of Adam; too high diverges.",
    )  # fmt: skip
    seed: int = number(0, ge=0, le=2**31 - 1, step=1, title="Seed", description="The same seed gives the same run.")


class Loss(Message):
    """Mean squared error a value on pictures that were held out, and that of PCA of the same size."""

    network: float
    pca: float


class TrainResult(Result):
    """A trained run, by the id under which it can be explored while the back end holds it."""

    run: str = Field(pattern=r"^[0-9a-f]{32}$")
    title: str
    parameters: int = Field(ge=1, description="Numbers that were learnt.")
    embedding: int = Field(ge=1)
    variational: bool
    loss: Loss
    steps: tuple[float, ...] = Field(max_length=400)
    curves: dict[str, tuple[float, ...]]


class GatherRequest(Request):
    """Asks for a set of pictures of one size, made from pictures of any."""

    images: tuple[ArrayRef, ...] = Field(min_length=1, max_length=2000)
    side: int = Field(32, ge=8, le=64, description="Pixels.")


class GatherResult(Result):
    """The set: uint8 [n, side, side, 3], each cut to a square about its middle."""

    pictures: ArrayRef


class RunRequest(Request):
    """Asks something of a run."""

    run: str = Field(pattern=r"^[0-9a-f]{32}$")


class MapResult(Result):
    """Held-out pictures on the learnt map and on PCA's.

    `learnt`, `principal` float32 [n, 2]; `labels` per point, empty where the pictures have none; `sprites` uint8
    [rows * side, columns * side, 3], the pictures; `decoded` uint8 [grid * side, grid * side, 3], what the decoder
    makes of a grid over `bounds` (left, right, bottom, top), its first row at the top.
    """

    learnt: ArrayRef
    principal: ArrayRef
    labels: tuple[int, ...]
    names: tuple[str, ...]
    sprites: ArrayRef
    decoded: ArrayRef
    side: int
    columns: int
    grid: int
    bounds: tuple[float, float, float, float]


class PointRequest(RunRequest):
    """Asks what the decoder makes of one place of the map."""

    x: float
    y: float


class ExhibitRequest(RunRequest):
    """Asks for one of the exhibits; each uses those of the other fields that concern it."""

    exhibit: Exhibit = choice(
        "reconstructions", title="Exhibit", description="What to look at.",
        labels={
            "reconstructions": "In and out", "traversal": "Traversal", "between": "Between",
            "corrupted": "Corrupted", "samples": "Prior", "inside": "Inside", "nearest": "Nearest",
            "few-labels": "Few labels",
        },
    )  # fmt: skip
    index: int = Field(0, ge=0, description="Which held-out picture, counted from 0 and around.")
    other: int = Field(1, ge=0, description="The second one, for `between`.")
    noise: Noise = "gaussian"
    level: float = Field(0.4, ge=0, le=1)
    seed: int = Field(0, ge=0, le=2**31 - 1)


class Histogram(Message):
    """Counts in equal bins from `low` to `high`."""

    title: str
    counts: tuple[float, ...] = Field(max_length=64)
    low: float
    high: float


class ExhibitResult(Result):
    """A picture (uint8 [h, w, 3]), histograms, figures as (label, value), and a sentence that says what is seen."""

    picture: ArrayRef | None = None
    histograms: tuple[Histogram, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()
    caption: str


class PictureResult(Result):
    """A picture: uint8 [h, w, 3]."""

    picture: ArrayRef


class FieldRequest(Request):
    """Asks how a denoiser, trained on points of the plane, pulls every place of it toward the points."""

    toy: Literal["spiral", "moons", "ring"] = choice(
        "spiral", title="Points", description="What the points form.",
        labels={"spiral": "Spiral", "moons": "Two moons", "ring": "Ring"},
    )  # fmt: skip
    level: float = number(
        0.1, ge=0.02, le=0.5, step=0.01, title="Noise", description="Standard deviation of what it learns to undo.",
    )  # fmt: skip
    seed: int = Field(0, ge=0, le=2**31 - 1)


class FieldResult(Result):
    """`points` float32 [n, 2]; `places` and `pulls` float32 [m, 2]: at each place the denoiser moves it by its pull."""

    points: ArrayRef
    places: ArrayRef
    pulls: ArrayRef


class RivalRequest(Request):
    """Asks for another kind of network on the same pictures: one that makes pictures, or one that cuts them apart."""

    data: Data = "digits"
    own: ArrayRef | None = None
    rival: Literal["gan", "diffusion", "skips", "no-skips"] = choice(
        "gan", title="Other networks",
        description="Two that make pictures from noise, and the encoder-decoder that says what each pixel belongs to.",
        labels={
            "gan": "GAN", "diffusion": "Diffusion", "skips": "Segmentation, with skips",
            "no-skips": "Segmentation, without",
        },
    )  # fmt: skip
    seed: int = Field(0, ge=0, le=2**31 - 1)


class RivalResult(Result):
    """`picture` uint8 [h, w, 3] is what the network makes; `figures` are (label, value)."""

    picture: ArrayRef
    figures: tuple[tuple[str, str], ...]
    caption: str
    steps: tuple[float, ...] = Field(max_length=400)
    curves: dict[str, tuple[float, ...]]


class SizesRequest(Request):
    """Asks for the size after a convolution and after the transposed one that undoes it."""

    size: int = number(8, ge=1, le=512, step=1, title="Input", unit="pixels", description="Length of a side.")
    kernel: int = number(3, ge=1, le=15, step=1, title="Kernel", description="Length of the kernel's side.")
    stride: int = number(2, ge=1, le=8, step=1, title="Stride", description="Pixels from one place to the next.")
    padding: int = number(1, ge=0, le=7, step=1, title="Padding", description="Zeros put around.")


class SizesResult(Result):
    """Sides in pixels; `output_padding` is what the transposed convolution needs to come back to the input's size."""

    convolved: int
    transposed: int
    output_padding: int


class CodecRequest(Request):
    """Asks what the diffusion model's codec keeps of `image`, or of the place `share` of the way to `other`."""

    image: ArrayRef
    other: ArrayRef | None = None
    share: float = number(
        0.0, ge=0, le=1, step=0.05, title="Walk", description="0 is the first picture's code, 1 the second's.",
    )  # fmt: skip


class CodecResult(Result):
    """Pictures uint8 [h, w, 3]: what went in, what came back, and the error, eight times as strong, about mid-grey."""

    before: ArrayRef
    after: ArrayRef
    error: ArrayRef
    psnr: float
    numbers_in: int
    numbers_kept: int


class ExportResult(Result):
    """A run as a file: uint8 [n], the bytes of a safetensors file with its settings inside."""

    file: ArrayRef
