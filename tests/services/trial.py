"""A service as another package would bring it: one file, and one line of configuration in its entry points."""

from __future__ import annotations

import time
from typing import ClassVar

import numpy as np

from backend.contracts.arrays import ArrayRef
from backend.contracts.base import Request, number
from backend.contracts.recipe import Result
from backend.jobs import Job
from backend.service import Service, action

ENTRY_POINTS = "[penumbra.services]\ntrial = tests.services.trial:TrialService\n"


class InvertRequest(Request):
    image: ArrayRef
    steps: int = number(3, ge=1, le=1000, step=1, title="Steps", description="How often to report.")


class InvertResult(Result):
    image: ArrayRef


class WaitRequest(Request):
    seconds: float = number(1.0, ge=0, le=60, step=0.1, title="Seconds", description="How long to wait.", unit="s")
    fault: bool = False


class WaitResult(Result):
    waited: float


class TrialService(Service):
    name: ClassVar[str] = "trial"
    title: ClassVar[str] = "Trial"

    @action(interactive=True)
    def invert(self, request: InvertRequest, job: Job) -> InvertResult:
        """Inverts a picture."""
        pixels = self.context.arrays.get(request.image)
        for step in range(request.steps):
            job.progress(step / request.steps, f"step {step + 1} of {request.steps}")
        job.preview(np.zeros_like(pixels))
        return InvertResult(recipe=self.recipe("invert", request), image=self.context.arrays.put(255 - pixels))

    @action(time_budget_s=30.0)
    def wait(self, request: WaitRequest, job: Job) -> WaitResult:
        """Waits, checking every hundredth of a second whether to stop."""
        if request.fault:
            raise RuntimeError("private detail")
        end = time.monotonic() + request.seconds
        while time.monotonic() < end:
            job.check()
            time.sleep(0.01)
        return WaitResult(recipe=self.recipe("wait", request), waited=request.seconds)
