"""How much a back end may hold and for how long. Every field can be set by an environment variable, PENUMBRA_<NAME>."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from models.packs import pack

GIB = 1 << 30


@dataclass(frozen=True)
class BackendConfiguration:
    """The limits of one back end.

    `device`: `auto`, `cpu` or `cuda`; `threads`: 0 leaves torch's choice; budgets in GiB.
    """

    device: str = "auto"
    threads: int = 0
    models_budget_gib: float = 8.0
    arrays_budget_gib: float = 2.0
    max_waiting: int = 32
    finished_jobs_kept: int = 256
    abandoned_after_s: float = 10.0
    pack_file: Path = pack.EMBEDDED

    @classmethod
    def from_environment(cls) -> BackendConfiguration:
        """The defaults, with what PENUMBRA_* variables say instead.

        Raises `ValueError` naming the variable that cannot be read.
        """
        changes: dict[str, Any] = {}
        for field in fields(cls):
            text = os.environ.get(f"PENUMBRA_{field.name.upper()}")
            if text is None:
                continue
            kind = type(getattr(cls(), field.name))
            try:
                changes[field.name] = Path(text) if issubclass(kind, Path) else kind(text)
            except ValueError as error:
                raise ValueError(f"PENUMBRA_{field.name.upper()} is {text!r}, which is no {kind.__name__}.") from error
        return replace(cls(), **changes)
