"""A service: a plain class whose `@action` methods take a request and a job and return a result."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar, get_type_hints

from models.packs.pack import Pack

from .arrays import ArrayStore
from .contracts.base import Request
from .contracts.recipe import Recipe, Result, split_request
from .jobs import Job
from .residency import Residency
from .versions import library_versions

F = TypeVar("F", bound=Callable[..., Result])


@dataclass(frozen=True)
class ServiceContext:
    """What a service may use: the arrays its requests refer to, models on the device, the pack they come from."""

    arrays: ArrayStore
    residency: Residency
    pack: Pack
    device: str


@dataclass(frozen=True)
class ActionSpec:
    """What the registry knows of an action. `interactive` ones overtake the others in the queue."""

    name: str
    summary: str
    request_type: type[Request]
    result_type: type[Result]
    time_budget_s: float
    interactive: bool


def action(*, time_budget_s: float = 120.0, interactive: bool = False) -> Callable[[F], F]:
    """Marks a method `(self, request, job) -> result` as an action; its annotations are its contract."""

    def mark(method: F) -> F:
        method.__penumbra_action__ = (time_budget_s, interactive)  # type: ignore[attr-defined]
        return method

    return mark


class Service:
    """The base of every service. One instance serves all sessions, one job at a time a device."""

    name: ClassVar[str]
    title: ClassVar[str]

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def load(self) -> None:
        """Called once before the first job: a place to warm up. Models are better taken from residency when needed."""

    def unload(self) -> None:
        """Called when the back end closes or wants everything back."""

    @classmethod
    def actions(cls) -> dict[str, ActionSpec]:
        """The actions by name, read off the annotated methods."""
        found = {}
        for name, method in inspect.getmembers(cls, inspect.isfunction):
            marks = getattr(method, "__penumbra_action__", None)
            if marks is None:
                continue
            hints = get_type_hints(method)
            found[name] = ActionSpec(
                name=name,
                summary=(inspect.getdoc(method) or name).splitlines()[0],
                request_type=hints["request"],
                result_type=hints["return"],
                time_budget_s=marks[0],
                interactive=marks[1],
            )
        return found

    def recipe(
        self, action_name: str, request: Request, *, seed: int | None = None, slots: tuple[str, ...] = ()
    ) -> Recipe:
        """The recipe of a result that `action_name` made from `request` with the models of `slots`."""
        plain, inputs = split_request(request)
        return Recipe(
            service=self.name,
            action=action_name,
            request=plain,
            inputs=inputs,
            seed=seed,
            pack=self.context.pack.name,
            models={slot: self.context.pack.slot(slot).sha256 or "" for slot in slots},
            versions=library_versions(),
        )

    def run(self, action_name: str, request: Request, job: Job) -> Any:
        """Calls the action."""
        return getattr(self, action_name)(request, job)
