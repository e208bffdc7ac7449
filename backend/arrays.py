"""The arrays that messages refer to, held by this process within a byte budget."""

from __future__ import annotations

import hashlib
import math
import secrets

import numpy as np

from .contracts.arrays import ITEM_BYTES, ArrayRef
from .contracts.errors import ArrayGone, BadInput
from .lru import ByteLru

_ITEM_TYPES = {name: np.dtype(name) for name in ITEM_BYTES}


class ArrayStore:
    """Content-addressed arrays, least recently used forgotten first.

    A reference's `id` is the content's hash keyed with this process's secret: the same array is held once, yet nobody
    who merely knows a picture's digest (a shared recipe names it) can fetch the picture.
    """

    def __init__(self, budget_bytes: int) -> None:
        self._arrays: ByteLru[str, np.ndarray] = ByteLru(budget_bytes)
        self._secret = secrets.token_bytes(32)

    @property
    def budget_bytes(self) -> int:
        """Bytes allowed."""
        return self._arrays.budget_bytes

    @property
    def nbytes(self) -> int:
        """Bytes held now."""
        return self._arrays.nbytes

    def put(self, array: np.ndarray) -> ArrayRef:
        """Holds a read-only view of `array`; the caller must not write to it afterwards."""
        dtype = array.dtype.name
        if dtype not in _ITEM_TYPES:
            raise BadInput(f"Arrays of type {dtype} are not accepted; {', '.join(_ITEM_TYPES)} are.")
        array = np.ascontiguousarray(array)
        digest = digest_of(array)
        key = hashlib.blake2b(bytes.fromhex(digest), key=self._secret, digest_size=16).hexdigest()
        if self._arrays.get(key) is None:
            array.flags.writeable = False
            self._arrays.put(key, array, array.nbytes)
        return ArrayRef(id=key, digest=digest, dtype=dtype, shape=array.shape)

    def get(self, ref: ArrayRef) -> np.ndarray:
        """The array, read-only; `ArrayGone` when it is no longer held."""
        array = self.find(ref.id)
        if array is None:
            raise ArrayGone("The picture is no longer held by the back end; open it again.")
        return array

    def find(self, key: str) -> np.ndarray | None:
        """The array of that id, or None."""
        return self._arrays.get(key)


def digest_of(array: np.ndarray) -> str:
    """sha256 over dtype, shape and bytes of a contiguous array, as hexadecimal digits."""
    head = f"{array.dtype.name}:{'x'.join(map(str, array.shape))}:".encode()
    hasher = hashlib.sha256(head)
    hasher.update(array.data)
    return hasher.hexdigest()


def from_bytes(data: bytes, dtype: str, shape: tuple[int, ...]) -> np.ndarray:
    """The array whose raw bytes (C order, little endian) crossed the wire.

    Raises `BadInput` where they do not fit its shape.
    """
    if dtype not in _ITEM_TYPES:
        raise BadInput(f"Arrays of type {dtype} are not accepted; {', '.join(_ITEM_TYPES)} are.")
    if not 1 <= len(shape) <= 4 or any(side < 1 for side in shape):
        raise BadInput("An array has one to four sides, each at least 1.")
    expected = math.prod(shape) * _ITEM_TYPES[dtype].itemsize
    if len(data) != expected:
        raise BadInput(f"An array of that shape has {expected} bytes, and {len(data)} came.")
    return np.frombuffer(data, dtype=_ITEM_TYPES[dtype]).reshape(shape)
