"""The codec that ships, and the run that makes one."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from data.portraits import render, sample
from models.diffusion.codec import MAX_PIXELS, Codec, interpolate, load_codec
from models.errors import ModelError
from models.metrics.psnr import psnr
from models.packs import pack

SEEDS = range(70_000_000, 70_000_008)
PSNR_FLOOR = 23.0
"""Well under what the card says: this shows that the right weights were read, the benchmark how good they are."""


@pytest.fixture(scope="module")
def slot() -> pack.Slot:
    return pack.load().slot("codec")


@pytest.fixture(scope="module")
def codec(slot: pack.Slot) -> Codec:
    return load_codec(slot)


@pytest.fixture(scope="module")
def pictures() -> np.ndarray:
    return np.stack([render(sample(seed), 128, seed).image for seed in SEEDS])


def test_what_ships_is_what_the_pack_promises(slot: pack.Slot) -> None:
    slot.verify()
    assert slot.size_bytes < 16 << 20
    card = json.loads((slot.files[0].parent / "codec.json").read_text())
    assert card["licence"] == slot.licence
    assert {"vae_psnr", "ssim", "colour_r2_r"} <= {row["metric"] for row in card["figures"]}


def test_diffusers_reads_the_folder_as_the_same_codec(slot: pack.Slot, codec: Codec, pictures: np.ndarray) -> None:
    from diffusers import AutoencoderKL

    theirs = AutoencoderKL.from_pretrained(slot.files[0].parent, local_files_only=True, torch_dtype=torch.float32)
    signed = torch.from_numpy(pictures[:2]).permute(0, 3, 1, 2) / 127.5 - 1.0
    with torch.inference_mode():
        latents = theirs.encode(signed).latent_dist.mean * theirs.config.scaling_factor
        back = ((theirs.decode(latents / theirs.config.scaling_factor).sample.clamp(-1, 1) + 1) * 127.5).round().byte()
    ours = codec.encode(pictures[:2])
    for name, value in theirs.state_dict().items():
        assert torch.equal(value, codec.network.state_dict()[name]), name
    np.testing.assert_allclose(ours, latents.numpy(), atol=1e-4)
    difference = codec.decode(ours).astype(int) - back.permute(0, 2, 3, 1).numpy()
    assert np.abs(difference).max() <= 1


def test_portraits_come_back(codec: Codec, pictures: np.ndarray) -> None:
    back = codec.reconstruct(pictures)
    assert np.mean([psnr(a, b) for a, b in zip(back, pictures, strict=True)]) > PSNR_FLOOR


def test_latents_are_scaled_to_unit_deviation(codec: Codec, pictures: np.ndarray) -> None:
    latents = codec.encode(pictures)
    assert latents.shape == (8, 4, 16, 16)
    assert latents.dtype == np.float32
    assert latents.std() == pytest.approx(1.0, abs=0.2)


@pytest.mark.parametrize(("height", "width"), [(64, 64), (61, 90), (8, 24), (1, 1)])
def test_any_size_comes_back_at_that_size(codec: Codec, height: int, width: int) -> None:
    pixels = np.full((2, height, width, 3), 120, np.uint8)
    latents = codec.encode(pixels)
    assert latents.shape == (2, 4, -(-height // 8), -(-width // 8))
    assert codec.decode(latents).shape == (2, 8 * latents.shape[2], 8 * latents.shape[3], 3)
    assert codec.reconstruct(pixels).shape == pixels.shape


def test_a_picture_is_the_same_alone_and_in_a_batch(codec: Codec, pictures: np.ndarray) -> None:
    np.testing.assert_allclose(codec.encode(pictures[3:4])[0], codec.encode(pictures)[3], atol=1e-4)


def test_between_two_latents(codec: Codec, pictures: np.ndarray) -> None:
    first, second = codec.encode(pictures[:2])
    path = interpolate(first, second, np.linspace(0, 1, 5))
    np.testing.assert_array_equal(path[0], first)
    np.testing.assert_array_equal(path[-1], second)
    np.testing.assert_allclose(path[2], (first + second) / 2, atol=1e-6)
    with pytest.raises(ModelError, match="nothing between"):
        interpolate(first, second[:, :8], [0.5])


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((1, 16, 16, 3), np.float32),
        np.zeros((16, 16, 3), np.uint8),
        np.zeros((0, 16, 16, 3), np.uint8),
        np.zeros((1, 16, 16, 4), np.uint8),
        np.broadcast_to(np.uint8(0), (1, MAX_PIXELS, 2, 3)),
    ],
)
def test_what_is_no_batch_of_pictures_is_refused(codec: Codec, pixels: np.ndarray) -> None:
    with pytest.raises(ModelError, match=r"codec"):
        codec.encode(pixels)


def test_what_are_no_latents_is_refused(codec: Codec) -> None:
    latents = np.zeros((1, 4, 4, 4), np.float32)
    with pytest.raises(ModelError, match="4, h, w"):
        codec.decode(latents[:, :3])
    with pytest.raises(ModelError, match="not finite"):
        codec.decode(np.full_like(latents, np.nan))
    with pytest.raises(ModelError, match="40 × 32"):
        codec.decode(latents, (32, 40))


@pytest.mark.parametrize("change", ["gone", "damaged", "other"])
def test_a_folder_that_does_not_fit_is_one_sentence(slot: pack.Slot, tmp_path: Path, change: str) -> None:
    for file in (slot.files[0], slot.files[0].with_name("config.json")):
        shutil.copy(file, tmp_path)
    config = tmp_path / "config.json"
    if change == "gone":
        config.unlink()
    elif change == "damaged":
        config.write_text("{")
    else:
        config.write_text(config.read_text().replace('"latent_channels": 4', '"latent_channels": 8'))
    with pytest.raises(ModelError, match=r"config\.json"):
        load_codec(replace(slot, files=(tmp_path / slot.files[0].name,)))
