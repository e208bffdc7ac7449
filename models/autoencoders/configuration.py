"""What is trained and how: the network, what keeps it from copying, and the run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

from ..errors import ModelError

Activation = Literal["relu", "elu", "silu", "tanh", "sigmoid"]
CodeActivation = Literal["linear", "relu", "sigmoid"]
ConvDecoder = Literal["transposed", "strided", "unpool"]
Noise = Literal["gaussian", "masking", "salt-pepper"]
Estimator = Literal["auto", "exact", "hutchinson"]
Reconstruction = Literal["mse", "bce"]
Shape = tuple[int, int, int]

LARGEST_WIDTH = 4096
COARSEST_SIDE = 4
CHANNELS = (32, 64, 64, 64)


@dataclass(frozen=True)
class Architecture:
    """An encoder, a bottleneck of `bottleneck` numbers, and the decoder that mirrors the encoder.

    Raises `ModelError` for values no network can be made of; `check` tells whether it fits pictures of a shape.
    """

    kind: Literal["dense", "conv"] = "dense"
    bottleneck: int = 2
    widths: tuple[int, ...] = (
        128,
        128,
        128,
    )  # dense: of the hidden layers, () is shallow; conv: channels, one a halving
    activation: Activation = "silu"
    tied: bool = False  # the decoder's matrices are the encoder's, transposed (lecture: W1 = W2^T)
    decoder: ConvDecoder = "transposed"  # of kind conv: how it gets back up
    dense_width: int = 128  # of kind conv: the layer between the convolutions and the bottleneck
    overcomplete: bool = False  # says that a bottleneck larger than the picture is wanted

    def __post_init__(self) -> None:
        _one_of(self.kind, ("dense", "conv"), "network")
        _one_of(self.activation, get_args(Activation), "activation")
        _one_of(self.decoder, get_args(ConvDecoder), "decoder")
        if not 1 <= self.bottleneck <= LARGEST_WIDTH:
            raise ModelError(f"A bottleneck of {self.bottleneck} numbers is not between 1 and {LARGEST_WIDTH}.")
        if any(not 1 <= width <= LARGEST_WIDTH for width in (*self.widths, self.dense_width)):
            raise ModelError(f"Each layer has to have between 1 and {LARGEST_WIDTH} units.")
        if self.kind == "conv" and not self.widths:
            raise ModelError("A convolutional network needs at least one convolution.")
        if self.kind == "conv" and self.tied and self.decoder != "transposed":
            raise ModelError("Only a decoder of transposed convolutions can use the weights of the encoder.")

    @classmethod
    def shallow(cls, bottleneck: int, tied: bool = False, overcomplete: bool = False) -> Architecture:
        """One layer down, one up: the lecture's (a) and (b)."""
        return cls("dense", bottleneck, (), tied=tied, overcomplete=overcomplete)

    @classmethod
    def deep(cls, bottleneck: int, tied: bool = False, overcomplete: bool = False) -> Architecture:
        """Several layers down, and several up: the lecture's (c) and (d)."""
        return cls("dense", bottleneck, tied=tied, overcomplete=overcomplete)

    @classmethod
    def convolutional(
        cls,
        bottleneck: int,
        shape: Shape,
        decoder: ConvDecoder = "transposed",
        tied: bool = False,
        overcomplete: bool = False,
    ) -> Architecture:
        """As many halvings as pictures of `shape` (c, h, w) allow before a side falls under four pixels.

        Raises `ModelError` for pictures that cannot be halved once.
        """
        side, halvings = min(shape[1:]), 0
        while (side + 1) // 2 >= COARSEST_SIDE and halvings < len(CHANNELS):
            side, halvings = (side + 1) // 2, halvings + 1
        if halvings == 0:
            raise ModelError(
                f"Pictures of {shape[2]} × {shape[1]} pixels are too small for convolutions that halve them; "
                "choose a dense network."
            )
        widths = CHANNELS[:halvings]
        return cls("conv", bottleneck, widths, tied=tied, decoder=decoder, overcomplete=overcomplete)

    def check(self, shape: Shape) -> None:
        """Raises `ModelError` unless the network can be built for pictures of `shape` (c, h, w)."""
        values = shape[0] * shape[1] * shape[2]
        if self.bottleneck > values and not self.overcomplete:
            raise ModelError(
                f"A bottleneck of {self.bottleneck} is larger than the {values} values of a picture; choose a smaller "
                "one, or ask for an overcomplete network."
            )
        if self.kind == "conv" and min(shape[1:]) < 2 ** len(self.widths):
            raise ModelError(
                f"Pictures of {shape[2]} × {shape[1]} pixels cannot be halved {len(self.widths)} times; choose a dense "
                "network or larger pictures."
            )


@dataclass(frozen=True, kw_only=True)
class Objective:
    """What is minimised. Every kind reconstructs; `weight_decay` adds the lecture's λ Σ ω² to any of them."""

    kind: ClassVar[str]
    code_activation: ClassVar[CodeActivation] = "linear"

    reconstruction: Reconstruction = "mse"
    weight_decay: float = 0.0

    def __post_init__(self) -> None:
        _one_of(self.reconstruction, get_args(Reconstruction), "reconstruction loss")
        _not_negative(self.weight_decay, "weight decay")


@dataclass(frozen=True, kw_only=True)
class Plain(Objective):
    """Reconstruction alone; the bottleneck is all that keeps the network from copying."""

    kind: ClassVar[str] = "plain"


@dataclass(frozen=True, kw_only=True)
class SparseL1(Objective):
    """Most units of the code are to be off: λ Σ |z|."""

    kind: ClassVar[str] = "sparse-l1"
    code_activation: ClassVar[CodeActivation] = "relu"

    weight: float = 3e-4

    def __post_init__(self) -> None:
        super().__post_init__()
        _not_negative(self.weight, "weight of the penalty")


@dataclass(frozen=True, kw_only=True)
class SparseKL(Objective):
    """Every unit is to be on for a share `rho` of the pictures: Ng, CS294A lecture notes (2011), section 3.

    With weight decay, as there: else all units are on a little for all pictures, and large weights make up for it.
    """

    kind: ClassVar[str] = "sparse-kl"
    code_activation: ClassVar[CodeActivation] = "sigmoid"

    weight: float = 1e-3
    weight_decay: float = 3e-6
    rho: float = 0.05

    def __post_init__(self) -> None:
        super().__post_init__()
        _not_negative(self.weight, "weight of the penalty")
        if not 0.0 < self.rho < 1.0:
            raise ModelError(
                f"A unit cannot be on for a share of {self.rho:g} of the pictures; choose between 0 and 1."
            )


@dataclass(frozen=True, kw_only=True)
class Contractive(Objective):
    """The code is to change little with the picture: λ ||J_h(x)||²_F (Rifai et al. 2011)."""

    kind: ClassVar[str] = "contractive"
    code_activation: ClassVar[CodeActivation] = "sigmoid"

    weight: float = 1e-2
    estimator: Estimator = "auto"  # exact where that is cheap: for one layer, or a code of a few numbers

    def __post_init__(self) -> None:
        super().__post_init__()
        _not_negative(self.weight, "weight of the penalty")
        _one_of(self.estimator, get_args(Estimator), "estimator")


@dataclass(frozen=True, kw_only=True)
class Denoising(Objective):
    """The picture is to be told from a corrupted copy (Vincent et al. 2010)."""

    kind: ClassVar[str] = "denoising"

    noise: Noise = "gaussian"
    level: float = 0.4  # gaussian: standard deviation; else: share of the pixels

    def __post_init__(self) -> None:
        super().__post_init__()
        _one_of(self.noise, get_args(Noise), "corruption")
        if not 0.0 <= self.level <= 1.0:
            raise ModelError(f"A corruption of {self.level:g} is not between 0 and 1.")


@dataclass(frozen=True, kw_only=True)
class Variational(Objective):
    """The code is a Gaussian, kept near N(0, I) (Kingma and Welling 2014).

    `beta` is of Higgins et al. 2017; `free_bits` of Kingma et al. 2016: nats a dimension that cost nothing.
    """

    kind: ClassVar[str] = "variational"

    beta: float = 1.0
    free_bits: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        _not_negative(self.beta, "β")
        _not_negative(self.free_bits, "number of free nats")


@dataclass(frozen=True, kw_only=True)
class Adversarial(Objective):
    """A discriminator tells codes from N(0, I), and the encoder learns to fool it (Makhzani et al. 2015)."""

    kind: ClassVar[str] = "adversarial"

    weight: float = 1e-2
    discriminator_widths: tuple[int, ...] = (128, 128)

    def __post_init__(self) -> None:
        super().__post_init__()
        _not_negative(self.weight, "weight of the prior")


OBJECTIVES: dict[str, type[Objective]] = {
    cls.kind: cls for cls in (Plain, SparseL1, SparseKL, Contractive, Denoising, Variational, Adversarial)
}


def make_objective(kind: str, weight: float = 1.0, noise: Noise = "gaussian", level: float = 0.4) -> Objective:
    """The objective called `kind`, its penalty or prior `weight` times as heavy as by default; 0 leaves it out.

    `noise` and `level` concern the denoising kind alone. Raises `ModelError` for an unknown kind or bad values.
    """
    _one_of(kind, tuple(OBJECTIVES), "objective")
    if kind == "denoising":
        return Denoising(noise=noise, level=level)
    if kind == "variational":
        return Variational(beta=weight)
    if kind == "plain":
        return Plain()
    chosen = OBJECTIVES[kind]
    return chosen(weight=weight * chosen.weight)  # type: ignore[call-arg, attr-defined]


@dataclass(frozen=True)
class TrainingConfig:
    """How long, how fast, and from which chance. Exactly one of `steps` and `seconds` is given.

    `seconds` is turned into a number of steps by timing a few of them, and the run's own configuration then holds
    that number, so that the run can be repeated.
    """

    steps: int | None = 1500
    seconds: float | None = None
    batch: int = 64
    learning_rate: float = 1e-2  # of Adam, at its highest
    seed: int = 0  # of the split, the weights, the batches and the noise
    held_out: float = 0.2  # share of the pictures that is never learnt from

    def __post_init__(self) -> None:
        if (self.steps is None) == (self.seconds is None):
            raise ModelError("A training takes a number of steps or of seconds, one of the two.")
        if self.steps is not None and self.steps < 1:
            raise ModelError("A training needs at least one step.")
        if self.seconds is not None and not 0 < self.seconds <= 3600:
            raise ModelError("A training takes more than 0 seconds and at most 3,600.")
        if self.batch < 2:
            raise ModelError("A batch needs at least two pictures.")
        if not 0 < self.learning_rate < float("inf"):
            raise ModelError(f"A learning rate of {self.learning_rate:g} is not a positive number.")
        if not 0 < self.held_out < 1:
            raise ModelError("The share of pictures held out has to lie between 0 and 1.")


def _one_of(value: str, allowed: tuple[str, ...], what: str) -> None:
    if value not in allowed:
        raise ModelError(f"There is no {what} {value!r}; there are {', '.join(allowed)}.")


def _not_negative(value: float, what: str) -> None:
    if not 0 <= value < float("inf"):
        raise ModelError(f"The {what} cannot be {value:g}; it has to be 0 or more.")
