"""What the parsing network is scored by while it learns."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn import functional as F

from models.parsing import CLASSES, Layout


@dataclass(frozen=True)
class LossConfig:
    """How the parts of the loss are weighed against each other.

    Args:
        class_weights: weight of a class in the cross-entropy; classes not named weigh 1.
        dice: weight of the soft Dice loss (Milletari et al. 2016) beside the cross-entropy.
        attributes: weight of the mean attribute loss.
        huber: errors, in standard deviations, from which the regression loss is linear (Huber 1964).
    """

    class_weights: dict[str, float] = field(
        default_factory=lambda: {
            **dict.fromkeys(("l_brow", "r_brow", "l_eye", "r_eye", "mouth", "u_lip", "l_lip"), 3.0),
            **dict.fromkeys(("ear_r", "neck_l", "eye_g"), 4.0),
            **dict.fromkeys(("l_ear", "r_ear", "nose"), 2.0),
        }
    )
    dice: float = 0.5
    attributes: float = 5.0
    huber: float = 1.0

    def weight_vector(self) -> Tensor:
        """Float[19] in the order of the classes."""
        return torch.tensor([self.class_weights.get(name, 1.0) for name in CLASSES])


def parsing_loss(logits: Tensor, labels: Tensor, class_weights: Tensor, dice: float) -> Tensor:
    """Weighted cross-entropy plus `dice` times the soft Dice loss over the classes that the batch holds.

    Both share one softmax, laid out with classes last, since the full-size maps make this a fifth of a step.

    Args:
        logits: Float[n, 19, h, w].
        labels: Int64[n, h, w].
        class_weights: Float[19].
    """
    log_p = F.log_softmax(logits.float().permute(0, 2, 3, 1).reshape(-1, logits.shape[1]), -1)
    flat = labels.reshape(-1)
    log_true = log_p.gather(1, flat[:, None])[:, 0]
    weights = class_weights[flat]
    cross_entropy = -(weights * log_true).sum() / weights.sum()
    counts = torch.bincount(flat, minlength=logits.shape[1])
    overlap = torch.zeros(logits.shape[1], device=logits.device).index_add(0, flat, log_true.exp())
    scores = 2 * overlap / (log_p.exp().sum(0) + counts).clamp(min=1.0)
    return cross_entropy + dice * (1 - scores[counts > 0]).mean()


def attribute_loss(
    codes: Tensor, targets: Tensor, seen: Tensor, deviations: Tensor, layout: Layout, huber: float
) -> Tensor:
    """The mean over attributes of their mean loss over the portraits in which they can be seen.

    Huber for continuous attributes and hues, in units of each attribute's standard deviation so that a shy one
    counts as much as a bold one; cross-entropy for categories, as a share of that of guessing evenly.

    Args:
        codes: Float[n, layout.size], the network's.
        targets: Float[n, layout.size], the renderer's.
        seen: Float[n, entries], 0 where an attribute cannot be seen or is not to be learnt from.
        deviations: Float[layout.size].
    """
    losses = []
    for index, (entry, where) in enumerate(zip(layout.entries, layout.slices().values(), strict=True)):
        code, target = codes[:, where], targets[:, where]
        if entry.kind == "category":
            guess = torch.log(torch.tensor(float(entry.width)))
            each = F.cross_entropy(code, target.argmax(-1), reduction="none") / guess
        else:
            error = (code - target) / deviations[where]
            each = F.huber_loss(error, torch.zeros_like(error), reduction="none", delta=huber).mean(-1)
        losses.append((each * seen[:, index]).sum() / seen[:, index].sum().clamp(min=1.0))
    return torch.stack(losses).mean()
