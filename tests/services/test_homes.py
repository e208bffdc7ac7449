"""One service, two homes: every test here runs embedded and over HTTP."""

from __future__ import annotations

import io
import threading
import time

import numpy as np
import pytest
from PIL import Image

from backend.contracts.base import Request
from backend.contracts.client import BackendClient, wait
from backend.contracts.errors import ArrayGone, BadInput, Cancelled, Fault, Unavailable
from backend.contracts.images import EncodeOptions
from backend.contracts.jobs import Done, Preview, Progress, Queued, Started

from .trial import InvertRequest, InvertResult, WaitRequest, WaitResult


def picture(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (24, 32, 3), np.uint8)


def test_a_service_from_an_entry_point_is_driven(client: BackendClient) -> None:
    ref = client.put(picture())
    handle = client.submit("trial", "invert", InvertRequest(image=ref))
    events = list(handle.events())
    assert isinstance(events[-1], Done)
    assert {type(event) for event in events[:-1]} <= {Queued, Started, Progress, Preview}
    result = InvertResult.model_validate(events[-1].result)
    assert np.array_equal(client.get(result.image), 255 - picture())
    assert result.recipe.service == "trial"
    assert result.recipe.inputs == {"image": ref.digest}
    assert result.recipe.request == {"steps": 3}
    assert result.recipe.versions["numpy"] == np.__version__


def test_the_registry_says_where_a_service_comes_from(client: BackendClient) -> None:
    services = {service.name: service for service in client.report().services}
    assert services["relight"].origin == "services.toml"
    assert services["trial"].origin == "penumbra-trial"
    schema = {action.name: action for action in services["trial"].actions}["invert"].request_schema
    assert schema["properties"]["steps"]["maximum"] == 1000


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float16", "float32"])
def test_arrays_travel_whole(client: BackendClient, dtype: str) -> None:
    array = np.arange(2 * 3 * 4).reshape(2, 3, 4).astype(dtype)
    back = client.get(client.put(array))
    assert back.dtype == array.dtype
    assert np.array_equal(back, array)
    assert not back.flags.writeable


def test_an_array_that_left_says_so(client: BackendClient) -> None:
    ref = client.put(picture(9)).model_copy(update={"id": "0" * 32})
    with pytest.raises(ArrayGone):
        client.get(ref)
    with pytest.raises(ArrayGone):
        wait(client.submit("trial", "invert", InvertRequest(image=ref)), InvertResult)


def test_a_fault_of_ours_is_one_sentence_without_its_inside(client: BackendClient) -> None:
    with pytest.raises(Fault) as caught:
        wait(client.submit("trial", "wait", WaitRequest(fault=True)), WaitResult)
    assert "private detail" not in str(caught.value)
    wait(client.submit("trial", "wait", WaitRequest(seconds=0)), WaitResult)


def test_what_is_not_there_is_named(client: BackendClient) -> None:
    with pytest.raises(Unavailable):
        client.submit("nothing", "invert", Request())
    with pytest.raises(Unavailable):
        client.submit("trial", "nothing", Request())


def test_the_wrong_request_is_refused(client: BackendClient) -> None:
    with pytest.raises(BadInput):
        client.submit("trial", "invert", WaitRequest())


def test_cancelling_frees_the_lane_within_a_second(client: BackendClient) -> None:
    handle = client.submit("trial", "wait", WaitRequest(seconds=30))
    next(event for event in handle.events() if isinstance(event, Started))
    begun = time.monotonic()
    handle.cancel()
    with pytest.raises(Cancelled):
        wait(handle, WaitResult)
    wait(client.submit("trial", "wait", WaitRequest(seconds=0)), WaitResult)
    assert time.monotonic() - begun < 1.0


def test_two_users_jobs_do_not_mix(client: BackendClient) -> None:
    wrong: list[int] = []

    def one_user(seed: int) -> None:
        for turn in range(5):
            mine = picture(100 * seed + turn)
            request = InvertRequest(image=client.put(mine), steps=5)
            result = wait(client.submit("trial", "invert", request), InvertResult)
            if not np.array_equal(client.get(result.image), 255 - mine):
                wrong.append(seed)

    users = [threading.Thread(target=one_user, args=(seed,)) for seed in range(6)]
    for user in users:
        user.start()
    for user in users:
        user.join(60)
    assert wrong == []


def test_a_picture_comes_in_and_goes_out_with_its_recipe(client: BackendClient) -> None:
    data = io.BytesIO()
    Image.fromarray(picture()).save(data, "PNG")
    opened = client.open_image(data.getvalue(), "a picture.png")
    assert np.array_equal(client.get(opened.image), picture())
    result = wait(client.submit("trial", "invert", InvertRequest(image=opened.image)), InvertResult)
    saved = client.encode_image(EncodeOptions(image=result.image, format="png", recipe=result.recipe))
    again = client.open_image(saved, "result.png")
    assert again.recipe == result.recipe
    assert np.array_equal(client.get(again.image), 255 - picture())


def test_a_bad_file_is_one_sentence(client: BackendClient) -> None:
    with pytest.raises(BadInput) as caught:
        client.open_image(b"<html></html>", "picture.png")
    assert str(caught.value).endswith(".")


def test_a_recipe_replays_bit_for_bit(client: BackendClient) -> None:
    ref = client.put(picture(5))
    first = wait(client.submit("trial", "invert", InvertRequest(image=ref, steps=7)), InvertResult)
    again = InvertRequest.model_validate({**first.recipe.request, "image": ref})
    second = wait(client.submit("trial", "invert", again), InvertResult)
    assert second.image.digest == first.image.digest
    assert second.recipe == first.recipe
