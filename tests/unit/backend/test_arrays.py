from __future__ import annotations

import numpy as np
import pytest

from backend.arrays import ArrayStore, digest_of, from_bytes
from backend.contracts.errors import ArrayGone, BadInput
from backend.lru import ByteLru


def picture(seed: int, side: int = 8) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (side, side, 3), np.uint8)


def test_what_is_put_comes_back_and_cannot_be_written_to() -> None:
    store = ArrayStore(1 << 20)
    ref = store.put(picture(0))
    back = store.get(ref)
    assert np.array_equal(back, picture(0))
    with pytest.raises(ValueError, match="read-only"):
        back[0, 0, 0] = 1


def test_same_content_is_held_once_and_named_the_same() -> None:
    store = ArrayStore(1 << 20)
    first, second = store.put(picture(0)), store.put(picture(0))
    assert first == second
    assert store.nbytes == picture(0).nbytes


def test_ids_cannot_be_derived_from_the_digest_that_recipes_show() -> None:
    here, there = ArrayStore(1 << 20), ArrayStore(1 << 20)
    one, two = here.put(picture(0)), there.put(picture(0))
    assert one.digest == two.digest == digest_of(picture(0))
    assert one.id != two.id
    assert there.find(one.id) is None


def test_digest_tells_shape_and_type_apart() -> None:
    flat = np.zeros((4, 6), np.uint8)
    assert len({digest_of(flat), digest_of(flat.reshape(6, 4)), digest_of(flat.view(np.uint16))}) == 3


def test_the_oldest_leaves_when_the_budget_is_full_and_says_so() -> None:
    store = ArrayStore(2 * picture(0).nbytes)
    refs = [store.put(picture(seed)) for seed in range(2)]
    store.get(refs[0])
    store.put(picture(2))
    assert np.array_equal(store.get(refs[0]), picture(0))
    with pytest.raises(ArrayGone):
        store.get(refs[1])


def test_unknown_types_are_refused() -> None:
    with pytest.raises(BadInput, match="float64"):
        ArrayStore(100).put(np.zeros((2, 2)))


@pytest.mark.parametrize(
    ("data", "dtype", "shape"),
    [(b"123", "uint8", (2, 2)), (b"1234", "complex64", (4,)), (b"", "uint8", (0,)), (b"1", "uint8", (1,) * 5)],
)
def test_bytes_that_do_not_fit_their_shape_are_refused(data: bytes, dtype: str, shape: tuple[int, ...]) -> None:
    with pytest.raises(BadInput):
        from_bytes(data, dtype, shape)


def test_lru_counts_bytes_and_holds_a_giant_alone() -> None:
    held: ByteLru[str, int] = ByteLru(10)
    held.put("a", 1, 6)
    held.put("a", 2, 4)
    held.put("b", 3, 5)
    assert (held.get("a"), held.get("b"), held.nbytes) == (2, 3, 9)
    held.put("giant", 4, 99)
    assert (held.get("a"), held.get("b"), held.get("giant"), len(held)) == (None, None, 4, 1)
