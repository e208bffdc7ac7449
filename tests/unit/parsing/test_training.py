"""Learning goes down, goes on bit for bit where it stopped, and leaves attributes true."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from data.portrait_visibility import class_shares, visible
from data.portraits import SPECS, encode, render, sample
from training.parsing import Run, TrainingConfig, alone, layout, learn
from training.parsing_batches import COLOURS, DisturbanceConfig, Portraits, disturbed
from training.parsing_losses import LossConfig, attribute_loss, parsing_loss

from .tiny import TINY, write_pack

CONFIG = TrainingConfig(steps=12, half_size=3, batch=4, warmup=2)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Portraits:
    return Portraits(write_pack(tmp_path_factory.mktemp("pack") / "portraits", 12))


def test_a_run_goes_on_bit_for_bit(data: Portraits, tmp_path: Path) -> None:
    whole = Run(TINY, CONFIG, data, "cpu", False)
    for _ in range(6):
        whole.step()
    first = Run(TINY, CONFIG, data, "cpu", False)
    for _ in range(3):
        first.step()
    first.save(tmp_path / "state.pt")
    torch.rand(7)
    second = Run(TINY, CONFIG, data, "cpu", False)
    second.resume(tmp_path / "state.pt")
    learn(second, 0.0, tmp_path / "again.pt", tmp_path / "log")
    for _ in range(3):
        second.step()
    for ours, theirs in ((whole.network, second.network), (whole.average, second.average)):
        for name, tensor in ours.state_dict().items():
            assert torch.equal(tensor, theirs.state_dict()[name]), name


def test_learning_lowers_the_losses_and_the_average_follows(data: Portraits, tmp_path: Path) -> None:
    run = Run(TINY, TrainingConfig(steps=16, half_size=0, batch=6, rate=1e-2, warmup=2), data, "cpu", False)
    before = run.step()
    start = {name: tensor.clone() for name, tensor in run.average.state_dict().items()}
    learn(run, 5.0, tmp_path / "state.pt", tmp_path / "log", report_every=5)
    after = run.step()
    assert after[0] < 0.8 * before[0]
    assert after[1] < before[1]
    assert any(not torch.equal(start[name], tensor) for name, tensor in run.average.state_dict().items())
    assert (tmp_path / "log").read_text().count("step ") == 3


def test_another_configuration_is_not_resumed(data: Portraits, tmp_path: Path) -> None:
    from dataclasses import replace

    Run(TINY, CONFIG, data, "cpu", False).save(tmp_path / "state.pt")
    with pytest.raises(SystemExit, match="another configuration"):
        Run(replace(TINY, hidden=16), CONFIG, data, "cpu", False).resume(tmp_path / "state.pt")


def test_two_processes_do_not_share_a_run(tmp_path: Path) -> None:
    with alone(tmp_path / "run"), pytest.raises(SystemExit, match="Another process"), alone(tmp_path / "run"):
        pass
    with alone(tmp_path / "run"):
        pass


def test_batches_depend_on_their_number_alone_and_meet_every_portrait(data: Portraits) -> None:
    first, again = data.batch(5, 4, 0), data.batch(5, 4, 0)
    assert torch.equal(first.pictures, again.pictures)
    assert torch.equal(first.codes, again.codes)
    met = torch.cat([data.batch(number, 4, 0).codes for number in range(3)])
    assert len(met.unique(dim=0)) == 12


def test_a_recoloured_picture_teaches_no_colours(tmp_path: Path, data: Portraits) -> None:
    picture = render(sample(1), 64, 1).image
    always = DisturbanceConfig(noise=0, blur=0, jpeg=0, shrink=0, colour=1)
    never = DisturbanceConfig(noise=0, blur=0, jpeg=0, shrink=0, colour=0)
    changed, recoloured = disturbed(picture, np.random.default_rng(0), always)
    assert recoloured
    assert not np.array_equal(changed, picture)
    same, recoloured = disturbed(picture, np.random.default_rng(0), never)
    assert not recoloured
    assert np.array_equal(same, picture)
    assert {"hat_hue", "skin_tone", "eye_colour"} <= set(COLOURS)
    assert not {"smile", "gaze_x", "hat"} & set(COLOURS)


def test_a_perfect_answer_costs_nothing() -> None:
    labels = torch.randint(0, 19, (2, 16, 16))
    sure = 40.0 * torch.nn.functional.one_hot(labels, 19).permute(0, 3, 1, 2).float()
    weights = LossConfig().weight_vector()
    assert float(parsing_loss(sure, labels, weights, 0.5)) == pytest.approx(0.0, abs=1e-3)
    assert float(parsing_loss(sure.roll(1, 1), labels, weights, 0.5)) > 10
    codes = torch.from_numpy(np.stack([encode(sample(seed)) for seed in range(4)]))
    ours, seen, ones = layout(), torch.ones(4, len(SPECS)), torch.ones(codes.shape[1])
    logits = codes.clone()
    for entry, where in zip(ours.entries, ours.slices().values(), strict=True):
        if entry.kind == "category":
            logits[:, where] *= 40.0
    assert float(attribute_loss(logits, codes, seen, ones, ours, 1.0)) == pytest.approx(0.0, abs=1e-6)
    assert float(attribute_loss(-logits, codes, seen, ones, ours, 1.0)) > 1.0
    assert float(attribute_loss(-logits, codes, 0 * seen, ones, ours, 1.0)) == 0.0


def test_what_is_not_worn_cannot_be_seen() -> None:
    bare = [sample(seed, {"glasses": "none", "hat": "none", "horror": 0.0, "eye_openness": 0.3}) for seed in range(6)]
    dark = [sample(seed, {"glasses": "sunglasses", "hat": "beanie", "horror": 0.0}) for seed in range(6)]
    names = [spec.name for spec in SPECS]

    def seen(people: list, name: str) -> np.ndarray:
        parsing = np.stack([render(person, 64, 1).parsing for person in people])
        return visible(np.stack([encode(p) for p in people]), class_shares(parsing))[:, names.index(name)]

    assert not seen(bare, "glasses_colour").any()
    assert not seen(bare, "hat_hue").any()
    assert seen(bare, "gaze_x").all()
    assert seen(dark, "glasses_colour").all()
    assert seen(dark, "hat_hue").all()
    assert not seen(dark, "gaze_x").any()
    assert seen(dark, "smile").all()
