"""Name -> service, from the configuration and from entry points. The one place that knows which services exist."""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

from .contracts.errors import Unavailable
from .service import Service

ENTRY_POINTS = "penumbra.services"
CONFIGURATION = Path(__file__).with_name("services.toml")


@dataclass(frozen=True)
class Registration:
    """A service class, and who asked for it."""

    service: type[Service]
    origin: str


class Registry:
    """The services by name. Registering a name twice raises."""

    def __init__(self) -> None:
        self._services: dict[str, Registration] = {}

    def register(self, name: str, service: type[Service], origin: str) -> None:
        """Adds `service`; raises `ValueError` when the name is taken or the class does not carry it."""
        if not (isinstance(service, type) and issubclass(service, Service)):
            raise ValueError(f"{origin}: {name} is not a subclass of backend.service.Service")
        if name != service.name:
            raise ValueError(f"{origin}: {service.__qualname__} is called {service.name}, not {name}")
        if name in self._services:
            raise ValueError(f"{origin}: the service {name} is already registered by {self._services[name].origin}")
        if not service.actions():
            raise ValueError(f"{origin}: the service {name} has no @action")
        self._services[name] = Registration(service, origin)

    def __getitem__(self, name: str) -> Registration:
        if name not in self._services:
            raise Unavailable(f"There is no service called {name}; there are {', '.join(self._services)}.")
        return self._services[name]

    def __iter__(self) -> Iterator[tuple[str, Registration]]:
        return iter(self._services.items())

    @classmethod
    def standard(cls, configuration: Path = CONFIGURATION) -> Registry:
        """Every service of the configuration file, then every one that an installed package offers."""
        registry = cls()
        document = tomllib.loads(configuration.read_text(encoding="utf-8"))
        for name, target in document["services"].items():
            registry.register(name, _resolve(target), configuration.name)
        for point in entry_points(group=ENTRY_POINTS):
            origin = point.dist.name if point.dist else "an entry point"
            registry.register(point.name, point.load(), origin)
        return registry


def _resolve(target: str) -> type[Service]:
    module, _, attribute = target.partition(":")
    return getattr(importlib.import_module(module), attribute)
