from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from backend.arrays import ArrayStore
from backend.contracts.errors import Busy, Cancelled
from backend.contracts.jobs import Done, Failed, Preview, Progress, Queued, Started
from backend.contracts.recipe import Recipe, Result
from backend.jobs import Job
from backend.lane import Lane
from models.errors import ModelError

RESULT = Result(recipe=Recipe(service="test", action="test", request={}))


@pytest.fixture
def store() -> ArrayStore:
    return ArrayStore(1 << 20)


@pytest.fixture
def lane():
    lane = Lane("cpu", max_waiting=3)
    yield lane
    lane.close()


def make(store: ArrayStore, budget: float = 10.0, interactive: bool = False) -> Job:
    return Job("test.test", store, time_budget_s=budget, interactive=interactive)


def last(job: Job):
    return [entry[1] for entry in job.events(heartbeat_s=5) if entry][-1]


def held_lane(lane: Lane, store: ArrayStore) -> threading.Event:
    """A lane kept busy by a job that ends when the event is set."""
    release, entered = threading.Event(), threading.Event()

    def work() -> Result:
        entered.set()
        release.wait(10)
        return RESULT

    lane.submit(make(store), work)
    assert entered.wait(5)
    return release


def test_a_job_tells_its_story_in_order(store: ArrayStore, lane: Lane) -> None:
    job = make(store)

    def work() -> Result:
        job.progress(0.5, "half")
        job.preview(np.zeros((2, 2, 3), np.uint8))
        return RESULT

    lane.submit(job, work)
    kinds = [type(entry[1]) for entry in job.events(heartbeat_s=5) if entry]
    assert kinds[-1] is Done
    assert [kind for kind in kinds if kind is not Queued] == [
        kind for kind in (Started, Progress, Preview, Done) if kind in kinds
    ]


def test_only_the_newest_of_each_kind_is_kept_for_a_late_reader(store: ArrayStore, lane: Lane) -> None:
    job = make(store)

    def work() -> Result:
        for step in range(100):
            job.progress(step / 100)
        return RESULT

    lane.submit(job, work)
    last(job)
    replay = [entry[1] for entry in job.events() if entry]
    assert [event.fraction for event in replay if isinstance(event, Progress)] == [0.99]
    assert len(replay) <= 4


def test_cancelling_a_running_job_stops_it_and_frees_the_lane(store: ArrayStore, lane: Lane) -> None:
    job, after = make(store), make(store)
    started = threading.Event()

    def endless() -> Result:
        started.set()
        while True:
            job.check()
            time.sleep(0.01)

    lane.submit(job, endless)
    assert started.wait(5)
    begun = time.monotonic()
    lane.cancel(job)
    assert last(job).code == "cancelled"
    assert time.monotonic() - begun < 1.0
    lane.submit(after, lambda: RESULT)
    assert isinstance(last(after), Done)


def test_cancelling_a_waiting_job_ends_it_at_once(store: ArrayStore, lane: Lane) -> None:
    release = held_lane(lane, store)
    job = make(store)
    ran = threading.Event()
    lane.submit(job, lambda: ran.set() or RESULT)
    lane.cancel(job)
    assert last(job).code == "cancelled"
    release.set()
    time.sleep(0.05)
    assert not ran.is_set()


def test_a_failing_job_leaves_the_queue_running(store: ArrayStore, lane: Lane, caplog) -> None:
    job, after = make(store), make(store)

    def fails() -> Result:
        raise RuntimeError("secret detail")

    lane.submit(job, fails)
    lane.submit(after, lambda: RESULT)
    failed = last(job)
    assert isinstance(failed, Failed)
    assert failed.code == "fault"
    assert "secret" not in failed.sentence
    assert "secret detail" in caplog.text
    assert isinstance(last(after), Done)
    time.sleep(0.05)
    assert (lane.report().finished, lane.report().failed) == (2, 1)


def test_a_models_complaint_reaches_the_person(store: ArrayStore, lane: Lane) -> None:
    job = make(store)

    def fails() -> Result:
        raise ModelError("The picture is too small.")

    lane.submit(job, fails)
    assert last(job) == Failed(code="bad_input", sentence="The picture is too small.")


def test_the_time_budget_is_kept(store: ArrayStore, lane: Lane) -> None:
    job = make(store, budget=0.05)

    def slow() -> Result:
        while True:
            job.check()
            time.sleep(0.01)

    lane.submit(job, slow)
    assert last(job).code == "out_of_time"


def test_a_full_queue_says_so(store: ArrayStore, lane: Lane) -> None:
    release = held_lane(lane, store)
    for _ in range(3):
        lane.submit(make(store), lambda: RESULT)
    with pytest.raises(Busy, match="3 jobs"):
        lane.submit(make(store), lambda: RESULT)
    release.set()


def test_interactive_jobs_overtake_and_positions_are_told(store: ArrayStore, lane: Lane) -> None:
    release = held_lane(lane, store)
    order: list[str] = []
    batch, quick = make(store), make(store, interactive=True)
    lane.submit(batch, lambda: order.append("batch") or RESULT)
    lane.submit(quick, lambda: order.append("quick") or RESULT)
    assert next(batch.events())[1] == Queued(ahead=2)
    assert next(quick.events())[1] == Queued(ahead=1)
    release.set()
    last(batch)
    assert order == ["quick", "batch"]


def test_closing_ends_what_runs_and_what_waits(store: ArrayStore) -> None:
    lane = Lane("cpu")
    running, waiting = make(store), make(store)

    def endless() -> Result:
        while True:
            running.check()
            time.sleep(0.01)

    lane.submit(running, endless)
    lane.submit(waiting, lambda: RESULT)
    lane.close()
    assert last(running).code == last(waiting).code == "cancelled"


def test_progress_of_a_cancelled_job_raises(store: ArrayStore) -> None:
    job = make(store)
    job.cancel()
    with pytest.raises(Cancelled):
        job.progress(0.1)
