from __future__ import annotations

import numpy as np
import pytest
import torch

from backend.contracts.errors import OutOfMemory
from backend.residency import Residency, is_out_of_memory, size_of


def block(nbytes: int) -> np.ndarray:
    return np.zeros(nbytes, np.uint8)


def test_a_model_is_loaded_once() -> None:
    residency = Residency(100)
    loads = []
    for _ in range(3):
        with residency.use("a", lambda: loads.append(1) or block(10)) as model:
            assert model.nbytes == 10
    assert len(loads) == 1
    assert residency.nbytes == 10


def test_the_least_recently_used_leaves_first() -> None:
    residency = Residency(30)
    for key in ("a", "b", "c", "a"):
        with residency.use(key, lambda: block(10)):
            pass
    with residency.use("d", lambda: block(10)):
        assert residency.keys() == ("c", "a", "d")


def test_what_is_in_use_does_not_leave() -> None:
    residency = Residency(10)
    with residency.use("a", lambda: block(10)), residency.use("b", lambda: block(10)):
        assert set(residency.keys()) == {"a", "b"}
        residency.evict_all()
        assert set(residency.keys()) == {"a", "b"}
    residency.evict_all()
    assert residency.keys() == ()


@pytest.mark.parametrize("error", [torch.OutOfMemoryError("no room"), MemoryError()])
def test_after_out_of_memory_all_leaves_and_the_work_is_tried_once_more(error: BaseException) -> None:
    residency = Residency(100)
    with residency.use("a", lambda: block(10)):
        pass
    held_at_each_try = []

    def work() -> str:
        held_at_each_try.append(residency.nbytes)
        if len(held_at_each_try) == 1:
            raise error
        return "done"

    assert residency.run(work) == "done"
    assert held_at_each_try == [10, 0]


def test_out_of_memory_twice_is_told_in_a_sentence() -> None:
    tries = []

    def work() -> None:
        tries.append(1)
        raise torch.OutOfMemoryError("no room")

    with pytest.raises(OutOfMemory, match="smaller"):
        Residency(100).run(work)
    assert len(tries) == 2


def test_other_errors_are_not_retried() -> None:
    tries = []

    def work() -> None:
        tries.append(1)
        raise KeyError("x")

    with pytest.raises(KeyError):
        Residency(100).run(work)
    assert len(tries) == 1
    assert not is_out_of_memory(KeyError("x"))


def test_sizes_of_modules_count_parameters_and_buffers() -> None:
    assert size_of(torch.nn.BatchNorm1d(4)) == 4 * 4 * 4 + 8
    assert size_of(object()) == 0
