"""A cache bounded by bytes that forgets what was used longest ago."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class ByteLru(Generic[K, V]):
    """Holds values up to `budget_bytes` in total. Thread-safe.

    A value larger than the whole budget is held alone: refusing it would fail the job that needs it now.
    """

    def __init__(self, budget_bytes: int) -> None:
        self.budget_bytes = budget_bytes
        self._held: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """The value, now the most recently used; None when it is not held."""
        with self._lock:
            entry = self._held.get(key)
            if entry is None:
                return None
            self._held.move_to_end(key)
            return entry[0]

    def put(self, key: K, value: V, nbytes: int) -> None:
        """Holds `value`, forgetting the least recently used ones until it fits."""
        with self._lock:
            self._drop(key)
            while self._held and self._bytes + nbytes > self.budget_bytes:
                self._drop(next(iter(self._held)))
            self._held[key] = (value, nbytes)
            self._bytes += nbytes

    def clear(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._held.clear()
            self._bytes = 0

    @property
    def nbytes(self) -> int:
        """Bytes held now."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._held)

    def __contains__(self, key: K) -> bool:
        return key in self._held

    def _drop(self, key: K) -> None:
        entry = self._held.pop(key, None)
        if entry is not None:
            self._bytes -= entry[1]
