"""The run that makes the codec: what it sees, what it minimises, and that an interruption changes nothing."""

from pathlib import Path

import numpy as np
import pytest
import torch

from data.portraits import CLASSES, render, sample
from models.diffusion.codec import load_codec
from models.packs.pack import Slot
from training.codec import CodecRun, CodecTraining, export, held_out_figures, learning_rate
from training.codec_crops import CIGARETTE_WEIGHT, PART_WEIGHTS, Portraits, cigarette, crops
from training.codec_objective import Whitening, colour_pull, kl_divergence, mixed, reconstruction_loss

TINY = CodecTraining(widths=(4, 4, 4, 8), groups=2, crop=32, batch=2, steps=6, warm_up=1, colour_start=False, seed=3)
SMALL = CodecTraining(widths=(16, 24, 24, 32), groups=2)
BARE = CodecTraining(
    widths=(8, 8, 8, 8), crop=32, batch=2, steps=40, warm_up=5, learning_rate=1.5e-3, colour_start=False
)


@pytest.fixture(scope="module")
def portraits() -> Portraits:
    """Eight portraits of 64 px that all smoke."""
    people = [sample(seed, {"smoking": 0.9, "horror": 0.0}) for seed in range(8)]
    drawn = [render(person, 64, seed) for seed, person in enumerate(people)]
    side = np.array([1.0 if person.yaw >= 0 else -1.0 for person in people])
    images, parsing = np.stack([p.image for p in drawn]), np.stack([p.parsing for p in drawn])
    return Portraits(images, parsing, np.full(8, 0.9), side, 0)


def test_an_interrupted_run_ends_as_one_that_was_not(portraits: Portraits, tmp_path: Path) -> None:
    """The last steps are on whole pictures, so the change to them is inside."""
    straight = CodecRun(TINY, portraits)
    losses = [straight.advance() for _ in range(6)]
    broken = CodecRun(TINY, portraits)
    for _ in range(3):
        broken.advance()
    broken.save(tmp_path / "checkpoint.pt")
    resumed = CodecRun.load(tmp_path / "checkpoint.pt", portraits)
    assert [resumed.advance() for _ in range(3)] == losses[3:]
    for name, value in straight.network.state_dict().items():
        assert torch.equal(value, resumed.network.state_dict()[name]), name
        assert torch.equal(straight.average[name], resumed.average[name]), name


@pytest.fixture(scope="module")
def small(portraits: Portraits) -> CodecRun:
    return CodecRun(SMALL, portraits)


def test_a_run_starts_with_the_colours(small: CodecRun, portraits: Portraits) -> None:
    pictures = torch.tensor(portraits.images).permute(0, 3, 1, 2) / 127.5 - 1.0
    with torch.inference_mode():
        latents = small.network.encode(pictures).latent_dist.mean
    target = torch.nn.functional.avg_pool2d(small.whitening.colours(pictures), 8)
    unexplained = (latents[:, :3] - target).square().mean(dim=(0, 2, 3)) / target.var(dim=(0, 2, 3))
    assert unexplained.max() < 0.01
    figures, strip = held_out_figures(small, 4)
    assert figures["psnr"] > 16
    assert strip.shape == (128, 4 * 64, 3)


def test_training_lowers_the_error(portraits: Portraits) -> None:
    run = CodecRun(BARE, portraits)
    losses = [run.advance()["picture"] for _ in range(BARE.steps)]
    assert np.mean(losses[-5:]) < 0.85 * np.mean(losses[:5])


def test_what_is_exported_is_a_codec(small: CodecRun, portraits: Portraits, tmp_path: Path) -> None:
    export(small, tmp_path)
    file = tmp_path / "diffusion_pytorch_model.safetensors"
    codec = load_codec(Slot("codec", "mine", "Mine", (file,), "safetensors", "none", "here"))
    assert codec.encode(portraits.images).std() == pytest.approx(1.0, abs=0.25)


def test_the_rate_rises_stays_and_falls() -> None:
    config = CodecTraining(steps=1000, warm_up=10, cooling=0.3)
    rates = [learning_rate(config, step) for step in range(1000)]
    assert rates[0] == pytest.approx(config.learning_rate / 10)
    assert rates[10:700] == [config.learning_rate] * 690
    assert rates[-1] == pytest.approx(config.learning_rate * 0.02, rel=0.2)


def test_whitened_colours_are_white() -> None:
    rng = np.random.default_rng(0)
    colours = rng.standard_normal((4000, 3)) @ np.array([[0.5, 0.4, 0.4], [0, 0.1, 0.05], [0, 0, 0.02]]) + 0.2
    whitening = Whitening.of(colours)
    white = whitening.colours(torch.tensor(colours.T, dtype=torch.float32)[None, :, :, None])[0, :, :, 0]
    np.testing.assert_allclose(np.cov(white.numpy()), np.eye(3), atol=0.02)
    np.testing.assert_allclose(white.mean(dim=1), 0.0, atol=1e-4)


def test_plain_colour_is_a_common_scale() -> None:
    colours = np.random.default_rng(0).standard_normal((500, 3)) * [0.5, 0.2, 0.1]
    plain = Whitening.of(colours).matrix(0.0)
    np.testing.assert_allclose(plain, torch.eye(3) * plain[0, 0], atol=1e-5)


def test_the_loss_is_nothing_for_no_error_and_follows_the_weight() -> None:
    error = torch.zeros(1, 3, 32, 32)
    weight = torch.ones(1, 1, 32, 32)
    assert reconstruction_loss(error, weight) == 0
    error[..., 4, 4] = 1.0
    weight[..., :8, :8] = 3.0
    here = reconstruction_loss(error, weight)
    away = reconstruction_loss(error, weight.flip(-1))
    assert here > 2 * away


def test_kl_agrees_with_torch() -> None:
    mean, log_variance = torch.randn(2, 4, 3, 3), torch.randn(2, 4, 3, 3)
    normal = torch.distributions.Normal(mean, (0.5 * log_variance).exp())
    expected = torch.distributions.kl_divergence(normal, torch.distributions.Normal(0.0, 1.0)).mean()
    torch.testing.assert_close(kl_divergence(mean, log_variance), expected)


def test_the_pull_ends_at_the_pooled_colours() -> None:
    colours = torch.randn(2, 3, 16, 16)
    pooled = torch.nn.functional.avg_pool2d(colours, 8)
    latents = torch.cat([pooled, torch.randn(2, 1, 2, 2)], dim=1)
    assert colour_pull(latents, colours) < 1e-10
    assert colour_pull(latents + 1.0, colours) == pytest.approx(1.0, rel=1e-4)


def test_channels_are_mixed_by_the_matrix() -> None:
    colours, matrix = torch.randn(1, 3, 2, 2), torch.randn(3, 3)
    torch.testing.assert_close(mixed(colours, matrix)[0, :, 1, 0], matrix @ colours[0, :, 1, 0])


def test_the_cigarette_counts_more(portraits: Portraits) -> None:
    """The strip holds most of what changes below the lips when the smoke itself is left out."""
    for index in range(portraits.count):
        without = render(sample(index, {"smoking": 0.0, "horror": 0.0}), 64, index).image
        change = np.abs(portraits.images[index].astype(float) - without).sum(axis=2)
        rows = np.nonzero(np.isin(portraits.parsing[index], [CLASSES.index("u_lip"), CLASSES.index("l_lip")]))[0]
        change[: max(rows.min() - 2, 0)] = 0.0
        strip = cigarette(portraits.parsing[index], float(portraits.side[index]), 0.9)
        assert (change * strip).sum() > 0.6 * change.sum()
        assert portraits.weights(index)[strip].min() >= min(CIGARETTE_WEIGHT, PART_WEIGHTS["mouth"])


def test_crops_carry_the_weights_of_their_pixels(portraits: Portraits) -> None:
    pictures, weights = crops(portraits, portraits.count, portraits.size, 6, np.random.default_rng(1))
    whole = {portraits.images[i].tobytes(): portraits.weights(i) for i in range(portraits.count)}
    for picture, weight in zip(pictures, weights, strict=True):
        straight, mirrored = whole.get(picture.tobytes()), whole.get(picture[:, ::-1].tobytes())
        expected = straight if straight is not None else mirrored[:, ::-1]
        np.testing.assert_array_equal(weight, expected)
