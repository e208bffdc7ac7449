"""Learn through the client, in both homes. Trainings here are short: what is learnt is the benchmark's to judge."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backend.contracts.client import BackendClient, wait
from backend.contracts.errors import ArrayGone, BadInput, Cancelled
from backend.contracts.jobs import Curves, Preview, Progress
from backend.contracts.learn import (
    CodecRequest,
    CodecResult,
    ExhibitRequest,
    ExhibitResult,
    ExportResult,
    FieldRequest,
    FieldResult,
    GatherRequest,
    GatherResult,
    MapResult,
    PictureResult,
    PointRequest,
    RivalRequest,
    RivalResult,
    RunRequest,
    SizesRequest,
    SizesResult,
    TrainRequest,
    TrainResult,
)


def ask(client: BackendClient, action: str, request: Any, result: Any) -> Any:
    return wait(client.submit("learn", action, request), result)


def trained(client: BackendClient, **settings: Any) -> TrainResult:
    return ask(client, "train", TrainRequest(steps=settings.pop("steps", 150), **settings), TrainResult)


def test_training_tells_its_story_and_beats_nothing_less_than_the_mean(client: BackendClient) -> None:
    handle = client.submit("learn", "train", TrainRequest(steps=300, bottleneck=8))
    events = list(handle.events())
    kinds = {type(event) for event in events}
    assert {Progress, Curves, Preview} <= kinds
    result = TrainResult.model_validate(events[-1].result)
    assert result.loss.network < 0.05
    assert result.loss.pca > 0
    assert len(result.steps) == len(result.curves["held_out"])


def test_the_same_request_gives_the_same_run(embedded: BackendClient) -> None:
    first, second = trained(embedded, seed=3), trained(embedded, seed=3)
    assert first.run == second.run
    assert first.loss == second.loss
    assert first.curves == second.curves
    exports = [ask(embedded, "export", RunRequest(run=run.run), ExportResult).file for run in (first, second)]
    replay = trained(embedded, **{**first.recipe.request, "steps": 150})
    assert replay.loss == first.loss
    assert exports[0].shape == exports[1].shape


def test_the_map_and_a_point_of_it(client: BackendClient) -> None:
    run = trained(client).run
    found = ask(client, "map", RunRequest(run=run), MapResult)
    learnt, principal = client.get(found.learnt), client.get(found.principal)
    assert learnt.shape == principal.shape
    assert len(found.labels) == len(learnt)
    assert found.names == tuple("0123456789")
    assert client.get(found.decoded).shape == (found.grid * found.side, found.grid * found.side, 3)
    left, right, bottom, top = found.bounds
    assert ((learnt >= (left, bottom)) & (learnt <= (right, top))).all()
    point = ask(client, "decode", PointRequest(run=run, x=left, y=top), PictureResult)
    corner = client.get(found.decoded)[: found.side, : found.side].astype(int)
    assert np.abs(client.get(point.picture).astype(int) - corner).max() <= 1, "the sheet's first cell is the corner"


@pytest.mark.parametrize("constraint", ["plain", "variational"])
@pytest.mark.parametrize(
    "exhibit",
    ["reconstructions", "traversal", "between", "corrupted", "samples", "inside", "nearest", "few-labels"],
)
def test_every_exhibit_shows_something(embedded: BackendClient, exhibit: str, constraint: str) -> None:
    run = trained(embedded, constraint=constraint).run
    result = ask(embedded, "exhibit", ExhibitRequest(run=run, exhibit=exhibit, index=5), ExhibitResult)
    assert result.caption.endswith(".")
    assert result.picture is not None or result.histograms or result.figures
    if result.picture is not None:
        assert embedded.get(result.picture).std() > 5


@pytest.mark.parametrize(
    "settings",
    [
        {"network": "shallow", "tied": True, "steps": 400},
        {"network": "conv-transposed"},
        {"network": "conv-strided"},
        {"network": "conv-unpool"},
        {"constraint": "sparse-l1", "bottleneck": 32},
        {"constraint": "sparse-kl", "bottleneck": 32},
        {"constraint": "contractive"},
        {"constraint": "denoising", "noise": "masking"},
        {"constraint": "adversarial"},
        {"bottleneck": 100, "overcomplete": True},
    ],
    ids=str,
)
def test_every_kind_trains(embedded: BackendClient, settings: dict[str, Any]) -> None:
    result = trained(embedded, **{"steps": 60, **settings})
    assert result.parameters > 100
    assert 0 < result.loss.network < 1


def test_portraits_and_ones_own_pictures(embedded: BackendClient) -> None:
    run = trained(embedded, data="portraits", steps=250, bottleneck=16)
    assert ask(embedded, "map", RunRequest(run=run.run), MapResult).names[:2] == ("black", "brown")
    mixed = [np.full((60 + 5 * n, 90, 3), 20 * n, np.uint8) for n in range(12)]
    refs = tuple(embedded.put(picture) for picture in mixed)
    gathered = ask(embedded, "gather", GatherRequest(images=refs), GatherResult).pictures
    assert gathered.shape == (12, 32, 32, 3)
    assert trained(embedded, data="own", own=gathered, steps=400).title.endswith("own")


def test_what_cannot_be_learnt_from_is_one_sentence(embedded: BackendClient) -> None:
    with pytest.raises(BadInput, match="Choose the pictures"):
        trained(embedded, data="own")
    one = embedded.put(np.zeros((1, 32, 32, 3), np.uint8))
    with pytest.raises(BadInput, match="there is 1"):
        trained(embedded, data="own", own=one)
    small = embedded.put(np.zeros((20, 90, 3), np.uint8))
    with pytest.raises(BadInput, match="at least 32 pixels"):
        ask(embedded, "gather", GatherRequest(images=(small,)), GatherResult)
    with pytest.raises(BadInput, match="bottleneck"):
        trained(embedded, bottleneck=100)
    with pytest.raises(BadInput, match="learning rate"):
        trained(embedded, learning_rate=1.0, steps=400)
    with pytest.raises(ArrayGone, match="train it again"):
        ask(embedded, "map", RunRequest(run="0" * 32), MapResult)


def test_a_diverging_training_keeps_the_run_before(embedded: BackendClient) -> None:
    run = trained(embedded).run
    with pytest.raises(BadInput):
        trained(embedded, learning_rate=1.0, steps=400)
    ask(embedded, "map", RunRequest(run=run), MapResult)


def test_cancelling_stops_the_training(client: BackendClient) -> None:
    handle = client.submit("learn", "train", TrainRequest(steps=20000))
    next(event for event in handle.events() if isinstance(event, Progress))
    handle.cancel()
    with pytest.raises(Cancelled):
        wait(handle, TrainResult)


def test_a_run_is_exported_with_its_settings_inside(embedded: BackendClient) -> None:
    run = trained(embedded, constraint="variational").run
    content = embedded.get(ask(embedded, "export", RunRequest(run=run), ExportResult).file).tobytes()
    (length,) = struct.unpack("<Q", content[:8])
    settings = json.loads(json.loads(content[8 : 8 + length])["__metadata__"]["run"])
    assert settings["objective"]["kind"] == "variational"
    assert settings["training"]["steps"] == 150


def test_a_denoiser_pulls_toward_the_points(embedded: BackendClient) -> None:
    result = ask(embedded, "field", FieldRequest(toy="ring", level=0.06), FieldResult)
    points, places, pulls = (embedded.get(ref) for ref in (result.points, result.places, result.pulls))

    def distance(where: np.ndarray) -> np.ndarray:
        return np.linalg.norm(where[:, None] - points[None], axis=2).min(axis=1)

    assert distance(places + pulls).mean() < 0.75 * distance(places).mean()


def test_sizes_follow_the_formulas(client: BackendClient) -> None:
    found = ask(client, "sizes", SizesRequest(size=8, kernel=3, stride=2, padding=1), SizesResult)
    assert (found.convolved, found.transposed, found.output_padding) == (4, 8, 1)
    with pytest.raises(BadInput):
        ask(client, "sizes", SizesRequest(size=3, kernel=9, stride=1, padding=0), SizesResult)


@pytest.mark.slow
@pytest.mark.parametrize("rival", ["gan", "diffusion", "skips", "no-skips"])
def test_every_rival_makes_something(embedded: BackendClient, rival: str) -> None:
    result = ask(embedded, "rival", RivalRequest(rival=rival), RivalResult)
    assert embedded.get(result.picture).std() > 10
    assert result.figures


def test_the_codec_shows_what_it_keeps(embedded: BackendClient) -> None:
    folder = Path(__file__).resolve().parents[2] / "assets" / "examples"
    pictures = [embedded.open_image((folder / f"portrait-{n}.png").read_bytes()).image for n in (1, 2)]
    results = [
        ask(embedded, "codec", CodecRequest(image=pictures[0], other=pictures[1], share=share), CodecResult)
        for share in (0.0, 1.0)
    ]
    assert results[0].psnr > 20
    assert results[1].psnr < results[0].psnr, "at the end of the walk stands the other picture"
    assert results[0].numbers_kept * 8 < results[0].numbers_in
    assert embedded.get(results[0].after).shape == embedded.get(results[0].before).shape == (128, 128, 3)
    assert results[0].recipe.models["codec"] == embedded.pack.slot("codec").sha256
