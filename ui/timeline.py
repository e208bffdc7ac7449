"""Undo and redo of many steps."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Timeline(Generic[T]):
    """Immutable states one after the other, and the one we are at."""

    def __init__(self, limit: int = 200) -> None:
        self.limit = limit
        self._states: list[T] = []
        self._at = -1

    @property
    def current(self) -> T | None:
        """The state we are at; None before the first."""
        return self._states[self._at] if self._states else None

    @property
    def can_undo(self) -> bool:
        """Whether there is a state before this one."""
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        """Whether an undo can be taken back."""
        return self._at < len(self._states) - 1

    def push(self, state: T) -> None:
        """Goes on from here to `state`; what had been undone is forgotten. The same state again is no step."""
        if self._states and self._states[self._at] == state:
            return
        self._states = [*self._states[: self._at + 1], state][-self.limit :]
        self._at = len(self._states) - 1

    def undo(self) -> T | None:
        """One step back."""
        if self.can_undo:
            self._at -= 1
        return self.current

    def redo(self) -> T | None:
        """One step forward again."""
        if self.can_redo:
            self._at += 1
        return self.current
