"""The network's parts: statistics of regions, features that a generator can learn from, and the file."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from models.errors import ModelError
from models.packs.pack import Slot, sha256_of
from models.parsing import CLASSES, PortraitNetwork, PortraitReader, load_network, save_network
from models.parsing.attributes import region_statistics
from training.parsing import layout

from .tiny import TINY


def slot_of(file: Path) -> Slot:
    return Slot("parser", "test", "Parser", (file,), "safetensors", "Apache-2.0", "a test", sha256_of((file,)))


@pytest.fixture
def network() -> PortraitNetwork:
    torch.manual_seed(0)
    made = PortraitNetwork(TINY, layout()).eval()
    torch.nn.init.normal_(made.attributes.straight.weight, std=0.01)  # it starts at nought, which teaches nobody
    return made


def test_region_statistics_are_the_moments_of_each_region() -> None:
    maps = torch.rand(1, 32, 32, 2)
    regions = torch.zeros(1, 2, 32, 32)
    regions[0, 0, 4:12, 6:26] = 1.0
    found = region_statistics(maps, regions).view(2, -1)
    inside = maps[0, 4:12, 6:26]
    x = torch.linspace(-1, 1, 32)[6:26].expand(8, 20)
    y = torch.linspace(-1, 1, 32)[4:12, None].expand(8, 20)
    tolerance = {"rel": 0.01, "abs": 2e-3}
    assert found[0, 1:3].tolist() == pytest.approx(inside.mean((0, 1)).tolist(), **tolerance)
    for channel in range(2):
        value = inside[..., channel]
        assert float(found[0, 3 + channel]) == pytest.approx(
            float((value * x).mean() - value.mean() * x.mean()), abs=2e-3
        )
        assert float(found[0, 5 + channel]) == pytest.approx(
            float((value * y).mean() - value.mean() * y.mean()), abs=2e-3
        )
    assert found[0, 7:9].tolist() == pytest.approx([float(x.mean()), float(y.mean())], **tolerance)
    assert float(found[0, 9]) == pytest.approx(float(x.var(correction=0)), **tolerance)
    assert float(found[0, 10]) == pytest.approx(float(y.var(correction=0)), **tolerance)
    assert found[1].abs().max() == 0


def test_features_have_four_levels_and_teach_the_picture(network: PortraitNetwork) -> None:
    pictures = torch.rand(2, 3, 64, 64, requires_grad=True)
    levels = network.features(pictures)
    assert [tuple(level.shape) for level in levels] == [(2, 8, 32, 32), (2, 8, 16, 16), (2, 8, 8, 8), (2, 16, 4, 4)]
    sum(level.square().mean() for level in levels).backward()
    assert pictures.grad is not None
    assert pictures.grad.abs().sum() > 0


def test_codes_are_probabilities_where_there_are_categories(network: PortraitNetwork) -> None:
    codes = network.encoded(torch.rand(3, 3, 64, 64))
    for name, where in network.layout.slices().items():
        if network.layout.entry(name).kind == "category":
            assert torch.allclose(codes[:, where].sum(-1), torch.ones(3))


def test_attributes_do_not_bend_the_parsing(network: PortraitNetwork) -> None:
    reading = network(torch.rand(2, 3, 64, 64))
    reading.codes.sum().backward()
    assert network.segmentation_head[0].weight.grad is None
    assert network.decoder.blocks[0].conv1[0].weight.grad.abs().sum() > 0


def test_a_file_gives_the_network_back(network: PortraitNetwork, tmp_path: Path) -> None:
    save_network(network, tmp_path / "a.safetensors", torch.float32)
    again = load_network(slot_of(tmp_path / "a.safetensors"))
    pictures = torch.rand(2, 3, 64, 64)
    with torch.no_grad():
        assert torch.allclose(again(pictures).logits, network(pictures).logits, atol=1e-5)
        assert torch.allclose(again.encoded(pictures), network.encoded(pictures), atol=1e-5)
    assert again.layout == network.layout
    assert not any(parameter.requires_grad for parameter in again.parameters())


def test_another_file_is_refused(tmp_path: Path) -> None:
    from safetensors.torch import save_file

    save_file({"weight": torch.ones(2)}, str(tmp_path / "b.safetensors"))
    with pytest.raises(ModelError, match="no portrait parser"):
        load_network(slot_of(tmp_path / "b.safetensors"))


def test_odd_pictures_are_refused_in_a_sentence(network: PortraitNetwork) -> None:
    reader = PortraitReader(network)
    for wrong in (torch.zeros(1, 64, 64, 3).numpy(), torch.zeros(64, 64, 3, dtype=torch.uint8).numpy()):
        with pytest.raises(ModelError, match="uint8"):
            reader.parse(wrong)
    with pytest.raises(ModelError, match="too small"):
        reader.read_attributes(torch.zeros(1, 8, 64, 3, dtype=torch.uint8).numpy())
    assert reader.parse(torch.zeros(0, 40, 50, 3, dtype=torch.uint8).numpy()).shape == (0, 40, 50)
    assert len(CLASSES) == 19
