"""The back end in this process: services, their lane, and what they share. Also what the server serves."""

from __future__ import annotations

import logging
import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from models.packs import pack as packs

from . import images
from .arrays import ArrayStore
from .configuration import GIB, BackendConfiguration
from .contracts.arrays import ArrayRef
from .contracts.base import Request
from .contracts.errors import BadInput, Unavailable
from .contracts.images import EncodeOptions, OpenedImage
from .contracts.jobs import JobEvent
from .contracts.recipe import Recipe
from .contracts.system import ActionReport, MemoryReport, ServiceReport, SlotReport, SystemReport
from .jobs import Job
from .lane import Lane
from .registry import Registry
from .residency import Residency, pick_device
from .service import ActionSpec, Service, ServiceContext
from .versions import library_versions

log = logging.getLogger(__name__)


class EmbeddedJob:
    """The handle of a job in this process."""

    def __init__(self, job: Job, lane: Lane) -> None:
        self.id = job.id
        self.job = job
        self._lane = lane

    def events(self) -> Iterator[JobEvent]:
        """Every event as it comes; ends after the last."""
        for entry in self.job.events():
            if entry is not None:
                yield entry[1]

    def cancel(self) -> None:
        """Asks the job to stop."""
        self._lane.cancel(self.job)


class EmbeddedBackend:
    """A `BackendClient` whose services run here, one lane for the device."""

    def __init__(self, configuration: BackendConfiguration | None = None, registry: Registry | None = None) -> None:
        self.configuration = configuration or BackendConfiguration.from_environment()
        self.registry = registry or Registry.standard()
        self.device = pick_device() if self.configuration.device == "auto" else self.configuration.device
        _set_threads(self.configuration.threads)
        self.arrays = ArrayStore(int(self.configuration.arrays_budget_gib * GIB))
        self.residency = Residency(int(self.configuration.models_budget_gib * GIB), self.device)
        self.pack = packs.load(self.configuration.pack_file)
        self.lane = Lane(self.device, self.configuration.max_waiting)
        self._context = ServiceContext(self.arrays, self.residency, self.pack, self.device)
        self._services: dict[str, Service] = {}
        self._jobs: OrderedDict[str, EmbeddedJob] = OrderedDict()
        self._lock = threading.Lock()

    def open_image(self, data: bytes, name: str | None = None) -> OpenedImage:
        """Brings an uploaded file in through the door (see `backend.images.decode`)."""
        decoded = images.decode(data, name)
        return OpenedImage(
            image=self.arrays.put(decoded.pixels),
            alpha=None if decoded.alpha is None else self.arrays.put(decoded.alpha),
            notes=decoded.notes,
            recipe=_read_recipe(decoded.recipe),
        )

    def encode_image(self, options: EncodeOptions) -> bytes:
        """The bytes of a picture file with its recipe inside."""
        pixels = self.arrays.get(options.image)
        if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3:
            raise BadInput("Only pictures of 8 bits and three channels can be saved as a file.")
        alpha = None if options.alpha is None else self.arrays.get(options.alpha)
        if alpha is not None and alpha.shape != pixels.shape[:2]:
            raise BadInput("The transparency has another size than the picture.")
        if options.long_side is not None:
            pixels = images.fit(pixels, options.long_side)
            alpha = None if alpha is None else images.fit(alpha, options.long_side)
        recipe = None if options.recipe is None else options.recipe.model_dump_json()
        return images.encode(pixels, options.format, alpha=alpha, recipe=recipe, quality=options.quality)

    def put(self, array: np.ndarray) -> ArrayRef:
        """Hands an array over; it is copied when the caller could still write to it."""
        return self.arrays.put(array.copy() if array.flags.writeable else array)

    def get(self, ref: ArrayRef) -> np.ndarray:
        """The array, read-only."""
        return self.arrays.get(ref)

    def spec(self, service: str, action: str) -> ActionSpec:
        """The action's contract; `Unavailable` when there is none."""
        actions = self.registry[service].service.actions()
        if action not in actions:
            raise Unavailable(f"The service {service} has no action {action}; it has {', '.join(actions)}.")
        return actions[action]

    def submit(self, service: str, action: str, request: Request) -> EmbeddedJob:
        """Queues `action` of `service`."""
        spec = self.spec(service, action)
        if not isinstance(request, spec.request_type):
            raise BadInput(f"{service}.{action} takes a {spec.request_type.__name__}.")
        job = Job(f"{service}.{action}", self.arrays, time_budget_s=spec.time_budget_s, interactive=spec.interactive)
        handle = EmbeddedJob(job, self.lane)
        self.lane.submit(job, lambda: self.residency.run(lambda: self._service(service).run(action, request, job)))
        self._remember(handle)
        return handle

    def job(self, job_id: str) -> EmbeddedJob:
        """The handle of a job by its id; `Unavailable` when it is not known (any more)."""
        with self._lock:
            handle = self._jobs.get(job_id)
        if handle is None:
            raise Unavailable("That job is not known to this back end (any more).")
        return handle

    def report(self) -> SystemReport:
        """What runs where."""
        return SystemReport(
            home="this process",
            device=device_title(self.device),
            threads=_threads(),
            pack=self.pack.title,
            slots=tuple(self._slots()),
            services=tuple(self._service_reports()),
            memory=MemoryReport(
                models_bytes=self.residency.nbytes,
                models_budget_bytes=self.residency.budget_bytes,
                arrays_bytes=self.arrays.nbytes,
                arrays_budget_bytes=self.arrays.budget_bytes,
                process_bytes=process_bytes(),
            ),
            queues=(self.lane.report(),),
            versions=library_versions(),
        )

    def close(self) -> None:
        """Stops the lane and lets every service go."""
        self.lane.close()
        for service in self._services.values():
            service.unload()
        self._services.clear()
        self.residency.evict_all()

    def _service(self, name: str) -> Service:
        # Only the lane's thread comes here, so that a service is made and loaded once without a lock.
        if name not in self._services:
            service = self.registry[name].service(self._context)
            service.load()
            self._services[name] = service
        return self._services[name]

    def _remember(self, handle: EmbeddedJob) -> None:
        with self._lock:
            self._jobs[handle.id] = handle
            ended = [key for key, kept in self._jobs.items() if kept.job.ended]
            for key in ended[: max(0, len(ended) - self.configuration.finished_jobs_kept)]:
                del self._jobs[key]

    def _slots(self) -> Iterator[SlotReport]:
        for slot in self.pack.slots.values():
            yield SlotReport(
                slot=slot.name,
                pack=slot.pack,
                title=slot.title,
                format=slot.format,
                licence=slot.licence,
                source=slot.source,
                size_bytes=slot.size_bytes,
                installed=slot.installed,
                loaded=slot.name in self.residency,
            )

    def _service_reports(self) -> Iterator[ServiceReport]:
        for name, registration in self.registry:
            actions = tuple(
                ActionReport(
                    name=spec.name,
                    summary=spec.summary,
                    time_budget_s=spec.time_budget_s,
                    interactive=spec.interactive,
                    request_schema=spec.request_type.model_json_schema(),
                    result_schema=spec.result_type.model_json_schema(),
                )
                for spec in registration.service.actions().values()
            )
            yield ServiceReport(
                name=name, title=registration.service.title, origin=registration.origin, actions=actions
            )


def _read_recipe(text: str | None) -> Recipe | None:
    if text is None:
        return None
    try:
        return Recipe.model_validate_json(text)
    except ValidationError:
        # Another version's recipe, or one that was tampered with: the picture is still a picture.
        return None


def _set_threads(threads: int) -> None:
    if threads:
        import torch

        torch.set_num_threads(threads)


def _threads() -> int:
    import torch

    return torch.get_num_threads()


def device_title(device: str) -> str:
    """The device in a few words, as the bar shows it: "CPU, 2 cores" or the card's name."""
    if device.startswith("cuda"):
        import torch

        return torch.cuda.get_device_name(device)
    cores = os.cpu_count() or 1
    return f"CPU, {cores} core{'s' if cores > 1 else ''}"


def process_bytes() -> int:
    """Resident memory of this process, 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
