"""How a picture is taken: numbers decided for a task, and how far one picture is from them."""

from __future__ import annotations

from typing import Any

import numpy as np

Style = dict[str, Any]


def drifted(task: Style, fresh: Style, share: float) -> Style:
    """The task's style moved by `share` towards a fresh one: another day, another machine."""
    return {name: task[name] + np.float32(share) * (fresh[name] - task[name]) for name in task}
