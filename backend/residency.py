"""What is on the device: models within a byte budget, the least recently used leaving first."""

from __future__ import annotations

import gc
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from .contracts.errors import OutOfMemory

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass
class _Resident:
    model: Any
    nbytes: int
    pins: int = 0


class Residency:
    """Loads models on demand and evicts them when the budget or the device is full. Thread-safe."""

    def __init__(self, budget_bytes: int, device: str = "cpu") -> None:
        self.budget_bytes = budget_bytes
        self.device = device
        self._residents: OrderedDict[str, _Resident] = OrderedDict()
        self._lock = threading.RLock()

    @contextmanager
    def use(self, key: str, load: Callable[[], T]) -> Iterator[T]:
        """The model named `key`, loaded by `load` when absent, and held on the device until the block ends."""
        with self._lock:
            resident = self._residents.get(key)
            if resident is None:
                model = load()
                resident = _Resident(model, size_of(model))
                self._evict_until(self.budget_bytes - resident.nbytes)
                self._residents[key] = resident
            self._residents.move_to_end(key)
            resident.pins += 1
        try:
            yield resident.model
        finally:
            with self._lock:
                resident.pins -= 1

    def run(self, work: Callable[[], T]) -> T:
        """`work()`, tried once more after everything evictable has left when the device ran out of memory.

        Raises `OutOfMemory` when the second try fails as well.
        """
        try:
            return work()
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            log.warning("out of memory on %s: evicting all and trying once more", self.device)
        # Outside the except block, so that the traceback no longer keeps the failed attempt's tensors alive.
        self.evict_all()
        try:
            return work()
        except Exception as error:
            if not is_out_of_memory(error):
                raise
        self.evict_all()
        raise OutOfMemory(
            "There was not enough memory for this even after freeing everything else; try a smaller picture or size."
        )

    def evict_all(self) -> None:
        """Lets go of every model that no job is using, and gives the device's cache back."""
        with self._lock:
            self._evict_until(0)
        gc.collect()
        if self.device.startswith("cuda"):
            import torch

            torch.cuda.empty_cache()

    @property
    def nbytes(self) -> int:
        """Bytes of the models held now."""
        with self._lock:
            return sum(resident.nbytes for resident in self._residents.values())

    def __contains__(self, key: str) -> bool:
        return key in self._residents

    def keys(self) -> tuple[str, ...]:
        """Names of the models held, least recently used first."""
        with self._lock:
            return tuple(self._residents)

    def _evict_until(self, room: int) -> None:
        held = self.nbytes
        for key in list(self._residents):
            if held <= room:
                return
            resident = self._residents[key]
            if resident.pins:
                continue
            del self._residents[key]
            held -= resident.nbytes
            log.info("evicted %s (%d bytes)", key, resident.nbytes)


def size_of(model: Any) -> int:
    """Bytes of a model: its parameters and buffers, or its own `nbytes`; 0 where neither is known."""
    if hasattr(model, "parameters") and hasattr(model, "buffers"):
        return sum(t.numel() * t.element_size() for t in (*model.parameters(), *model.buffers()))
    return int(getattr(model, "nbytes", 0))


def is_out_of_memory(error: BaseException) -> bool:
    """Whether `error` says that the device or the machine has no memory left."""
    if isinstance(error, MemoryError):
        return True
    return any(kind.__name__ in ("OutOfMemoryError", "AcceleratorOutOfMemoryError") for kind in type(error).__mro__)


def pick_device() -> str:
    """`cuda` where there is one, else `cpu`."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"
