"""How a computation tells how far it is, and lets itself be stopped."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

OnStep = Callable[[float, NDArray[np.float32] | None], None]
"""Called with the fraction done in [0, 1] and, where it costs nothing, the illumination found so far (float32
[h, w] in [0, 1]). It may raise to stop the work."""

POLL_SECONDS = 0.08

T = TypeVar("T")


def silent(fraction: float, illumination: NDArray[np.float32] | None = None) -> None:
    """The `OnStep` of a caller that does not care."""


def run_watched(work: Callable[[], T], tick: Callable[[], None]) -> T:
    """Runs `work` in a thread of its own and calls `tick` every 80 ms until it is done.

    For one call into a library that takes long and cannot be interrupted. When `tick` raises, this raises at
    once; the call in the thread runs to its end and its result is dropped.
    """
    executor = ThreadPoolExecutor(1, thread_name_prefix="relight")
    try:
        future = executor.submit(work)
        while True:
            try:
                return future.result(timeout=POLL_SECONDS)
            except FutureTimeoutError:
                if future.done():
                    raise
                tick()
    finally:
        executor.shutdown(wait=False)
