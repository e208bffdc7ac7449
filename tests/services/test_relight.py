"""Relight through the client, in both homes."""

from __future__ import annotations

import time

import numpy as np
import pytest

from backend.contracts.client import BackendClient, wait
from backend.contracts.errors import BadInput, Cancelled
from backend.contracts.jobs import Preview, Progress, Started
from backend.contracts.relight import (
    Light,
    MapsRequest,
    MapsResult,
    RenderRequest,
    RenderResult,
    ScoreRequest,
    ScoreResult,
)


def dim_room(seed: int = 0, height: int = 300, width: int = 420) -> np.ndarray:
    """A dark picture with one bright part: uint8 [height, width, 3]."""
    rows, columns = np.mgrid[0:height, 0:width] / max(height, width)
    light = 0.02 + np.exp(-((rows - 0.3) ** 2 + (columns - 0.5) ** 2) * 30)
    texture = np.random.default_rng(seed).uniform(0.4, 0.9, (height, width, 3))
    return (255 * np.clip(light[..., None] * texture, 0, 1) ** (1 / 2.2)).astype(np.uint8)


def preview(client: BackendClient, photo: np.ndarray, **fields) -> RenderResult:
    request = RenderRequest(image=client.put(photo), long_side=256, **fields)
    return wait(client.submit("relight", "preview", request), RenderResult)


@pytest.mark.parametrize("method", ["lime", "srie"])
def test_dark_parts_are_lifted_and_the_full_size_is_kept(client: BackendClient, method: str) -> None:
    photo = dim_room()
    request = RenderRequest(image=client.put(photo), method=method)
    result = wait(client.submit("relight", "render", request), RenderResult)
    relit = client.get(result.image)
    assert relit.shape == photo.shape
    dark = photo.max(axis=2) < 60
    assert relit[dark].mean() > {"lime": 1.8, "srie": 1.3}[method] * photo[dark].mean()


def test_a_slider_move_never_predicts_again(client: BackendClient) -> None:
    photo = dim_room(seed=1)
    first = preview(client, photo)
    assert first.predicted
    assert first.prediction_seconds > 0
    moves = [preview(client, photo, light=Light(strength=s / 10, warmth=0.1, exposure=0.2)) for s in range(10)]
    assert not any(move.predicted for move in moves)
    assert len({move.image.digest for move in moves}) == 10
    assert preview(client, photo, method="srie").predicted


def test_strength_zero_is_the_photo_bit_for_bit(client: BackendClient) -> None:
    photo = dim_room(seed=2)
    request = RenderRequest(image=client.put(photo), light=Light(strength=0))
    result = wait(client.submit("relight", "render", request), RenderResult)
    assert np.array_equal(client.get(result.image), photo)


def test_a_recipe_replays_bit_for_bit(client: BackendClient) -> None:
    photo = dim_room(seed=3)
    ref = client.put(photo)
    light = Light(strength=0.8, warmth=-0.3, exposure=0.5)
    result = wait(client.submit("relight", "render", RenderRequest(image=ref, light=light)), RenderResult)
    again = RenderRequest.model_validate({**result.recipe.request, "image": ref})
    replay = wait(client.submit("relight", "render", again), RenderResult)
    assert replay.image.digest == result.image.digest
    stage = preview(client, photo, light=light)
    assert stage.recipe == result.recipe, "the stage's recipe is that of the full picture"


def test_maps_say_where_light_is_added_and_where_the_photo_is_burnt_out(client: BackendClient) -> None:
    photo = dim_room(seed=4)
    photo[:40, :40] = 255
    result = wait(client.submit("relight", "maps", MapsRequest(image=client.put(photo), long_side=210)), MapsResult)
    gain, clipped = client.get(result.gain), client.get(result.clipped)
    assert gain.shape == clipped.shape == (150, 210)
    assert gain[-40:].mean() > 1.0
    assert clipped[:15, :15].mean() > 0.95
    assert clipped[-40:].max() == 0


def test_a_reference_is_scored_and_another_view_refused(client: BackendClient) -> None:
    photo = dim_room(seed=5)
    ambient = np.minimum(photo.astype(int) * 2, 255).astype(np.uint8)
    ref = client.put(photo)
    request = ScoreRequest(image=ref, reference=client.put(ambient[::2, ::2].copy()))
    score = wait(client.submit("relight", "score", request), ScoreResult)
    assert score.size == (210, 150)
    assert score.photo.psnr > 0
    assert score.photo.psnr_gain_aligned > score.photo.psnr
    same = ScoreRequest(image=ref, reference=ref, light=Light(strength=0))
    perfect = wait(client.submit("relight", "score", same), ScoreResult)
    assert perfect.relit.ssim == pytest.approx(1.0)
    tall = ScoreRequest(image=ref, reference=client.put(ambient[:, :100].copy()))
    with pytest.raises(BadInput, match="same view"):
        wait(client.submit("relight", "score", tall), ScoreResult)


@pytest.mark.parametrize(
    "photo",
    [
        np.zeros((64, 64, 3), np.uint8),
        np.full((64, 64, 3), 255, np.uint8),
        np.full((16, 16, 3), 90, np.uint8),
        dim_room(6, 40, 800),
        np.repeat(dim_room(7)[..., :1], 3, axis=2),
    ],
    ids=["black", "white", "smallest", "panorama", "grey"],
)
@pytest.mark.parametrize("method", ["lime", "srie"])
def test_odd_pictures_give_a_picture(client: BackendClient, photo: np.ndarray, method: str) -> None:
    result = preview(client, photo, method=method)
    relit = client.get(result.image)
    assert relit.dtype == np.uint8
    assert min(relit.shape[:2]) >= 16
    assert max(relit.shape[:2]) <= max(256, 16 * max(photo.shape[:2]) / min(photo.shape[:2]))


def test_pictures_of_another_kind_are_refused(client: BackendClient) -> None:
    for wrong in (np.zeros((64, 64), np.uint8), np.zeros((64, 64, 3), np.float32), np.zeros((8, 64, 3), np.uint8)):
        with pytest.raises(BadInput, match="The photo"):
            preview(client, wrong)


def test_a_large_picture_reports_progress_and_stops_within_a_second(client: BackendClient) -> None:
    photo = np.tile(dim_room(seed=8), (12, 12, 1))
    handle = client.submit("relight", "render", RenderRequest(image=client.put(photo), method="srie"))
    told = []
    for event in handle.events():
        told.append(type(event))
        if isinstance(event, Progress):
            break
    assert Started in told
    begun = time.monotonic()
    handle.cancel()
    with pytest.raises(Cancelled):
        wait(handle, RenderResult)
    assert time.monotonic() - begun < 1.0
    preview(client, dim_room(seed=9))


def test_srie_shows_the_light_as_it_is_found(client: BackendClient) -> None:
    request = RenderRequest(image=client.put(dim_room(seed=10, height=900, width=1260)), method="srie", long_side=256)
    events = list(client.submit("relight", "preview", request).events())
    kinds = {type(event) for event in events}
    assert Progress in kinds
    shown = [event for event in events if isinstance(event, Preview)]
    assert shown
    assert client.get(shown[0].image).shape[2] == 3
