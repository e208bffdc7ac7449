"""What only the server in another process can show."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx
import numpy as np
import pytest

from backend.contracts.client import wait
from backend.contracts.errors import ArrayGone, BadInput, Unavailable
from backend.contracts.jobs import Started
from backend.remote import RemoteBackend

from .trial import InvertRequest, InvertResult, WaitRequest, WaitResult


def test_the_api_page_lists_every_action_with_its_schema(server_url: str) -> None:
    document = httpx.get(f"{server_url}/openapi.json", trust_env=False).json()
    path = document["paths"]["/v1/services/relight/render"]["post"]
    assert path["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("/RenderRequest")
    light = document["components"]["schemas"]["Light"]["properties"]["exposure"]
    assert (light["minimum"], light["maximum"], light["unit"]) == (-2, 2, "EV")
    assert httpx.get(f"{server_url}/docs", trust_env=False).status_code == 200


def test_arrays_are_raw_bytes_with_shape_and_type_in_headers(server_url: str) -> None:
    array = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    headers = {"x-array-dtype": "uint8", "x-array-shape": "2,2,3", "content-type": "application/octet-stream"}
    ref = httpx.put(f"{server_url}/v1/arrays", content=array.tobytes(), headers=headers, trust_env=False).json()
    answer = httpx.get(f"{server_url}/v1/arrays/{ref['id']}", trust_env=False)
    assert answer.content == array.tobytes()
    assert (answer.headers["x-array-dtype"], answer.headers["x-array-shape"]) == ("uint8", "2,2,3")


@pytest.mark.parametrize("shape", ["", "a", "2,2,3,4,5", "2,-2,3", "2,2", "99999999,99999999", "2," * 4000])
def test_hostile_shapes_are_refused_in_a_sentence(server_url: str, shape: str) -> None:
    headers = {"x-array-dtype": "uint8", "x-array-shape": shape}
    answer = httpx.put(f"{server_url}/v1/arrays", content=b"x" * 12, headers=headers, trust_env=False)
    assert answer.status_code in (400, 422, 431)
    if answer.status_code == 422:
        assert answer.json()["sentence"].endswith(".")


def test_a_value_out_of_bounds_names_the_field(remote: RemoteBackend) -> None:
    with pytest.raises(BadInput, match="seconds"):
        remote.call("POST", "/services/trial/wait", json={"seconds": 1000})
    with pytest.raises(BadInput, match="colour"):
        remote.call("POST", "/services/trial/wait", json={"colour": "red"})


def test_a_client_that_leaves_does_not_keep_the_lane(remote: RemoteBackend, server_url: str) -> None:
    handle = remote.submit("trial", "wait", WaitRequest(seconds=29))
    events = remote.stream(handle.id, 0)
    next(event for _, event in events if isinstance(event, Started))
    events.close()
    begun = time.monotonic()
    wait(remote.submit("trial", "wait", WaitRequest(seconds=0)), WaitResult)
    # Ten seconds of grace, in which a broken connection may be taken up again, and a heartbeat's two.
    assert time.monotonic() - begun < 20


def test_a_stream_goes_on_where_it_broke(remote: RemoteBackend) -> None:
    handle = remote.submit("trial", "wait", WaitRequest(seconds=0.3))
    first = next(remote.stream(handle.id, 0))
    rest = list(remote.stream(handle.id, first[0]))
    assert all(number > first[0] for number, _ in rest)
    assert rest[-1][1].kind == "done"


def test_a_killed_back_end_is_told_and_work_goes_on_once_it_is_back(
    restartable: tuple[str, Callable[[], None], Callable[[], None]],
) -> None:
    address, kill, start = restartable
    client = RemoteBackend(address)
    ref = client.put(np.zeros((4, 4, 3), np.uint8))
    handle = client.submit("trial", "wait", WaitRequest(seconds=20))
    next(event for event in handle.events() if isinstance(event, Started))
    kill()
    with pytest.raises(Unavailable, match="does not answer"):
        wait(handle, WaitResult)
    with pytest.raises(Unavailable, match="does not answer"):
        client.report()
    start()
    assert client.report().home == address
    with pytest.raises(ArrayGone):
        client.get(ref)
    fresh = client.put(np.zeros((4, 4, 3), np.uint8))
    result = wait(client.submit("trial", "invert", InvertRequest(image=fresh)), InvertResult)
    assert client.get(result.image).min() == 255


@pytest.mark.parametrize("address", ["ftp://host", "nonsense", "http://"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match="address"):
        RemoteBackend(address)
