"""LPIPS where its weights are present, and a clear sentence where they are not."""

import warnings
from pathlib import Path

import lpips as package
import numpy as np
import pytest
import torch
from skimage import data
from torchvision.models import alexnet

from models.errors import ModelError
from models.metrics.lpips import BACKBONE_FILES, find_backbone, lpips

PHOTO = np.ascontiguousarray(data.astronaut()[:96, :96])
BLURRED = np.repeat(np.repeat(PHOTO[::4, ::4], 4, axis=0), 4, axis=1)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file as torchvision's, with other numbers in it."""
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("backbone") / BACKBONE_FILES["alex"]
    torch.save(alexnet(weights=None).state_dict(), path)
    return path


@pytest.fixture
def empty_hub(tmp_path: Path) -> None:
    before = torch.hub.get_dir()
    torch.hub.set_dir(str(tmp_path))
    yield
    torch.hub.set_dir(before)


def test_the_distance_is_the_packages_with_that_backbone(weights: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = package.LPIPS(net="alex", pnet_rand=True, verbose=False)
    features = alexnet(weights=None)
    features.load_state_dict(torch.load(weights, weights_only=True))
    slices = [model.net.slice1, model.net.slice2, model.net.slice3, model.net.slice4, model.net.slice5]
    for part in slices:
        for index, module in part.named_children():
            module.load_state_dict(features.features[int(index)].state_dict())
    tensors = [torch.from_numpy(p).permute(2, 0, 1)[None] / 127.5 - 1 for p in (PHOTO, BLURRED)]
    with torch.no_grad():
        expected = float(model(*tensors))
    assert lpips(PHOTO, BLURRED, weights=weights) == pytest.approx(expected, rel=1e-5)
    assert expected > 1e-4


def test_equal_pictures_are_at_no_distance(weights: Path) -> None:
    assert lpips(PHOTO, PHOTO, weights=weights) == pytest.approx(0, abs=1e-7)


@pytest.mark.filterwarnings("error")
def test_weights_in_the_cache_folder_are_found(weights: Path, empty_hub: None) -> None:
    assert find_backbone() is None
    kept = Path(torch.hub.get_dir()) / "checkpoints" / weights.name
    kept.parent.mkdir()
    kept.write_bytes(weights.read_bytes())
    assert find_backbone() == kept
    assert lpips(PHOTO, BLURRED) > 0


@pytest.mark.usefixtures("empty_hub")
def test_without_weights_it_says_so_and_fetches_nothing() -> None:
    with pytest.raises(ModelError, match=r"^LPIPS needs the weights of its backbone, .* not on this machine\.$"):
        lpips(PHOTO, BLURRED)
    assert not any(Path(torch.hub.get_dir()).iterdir())


def test_a_file_of_other_weights_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.pth"
    for state in ({"features.0.weight": torch.zeros(3)}, {"fc.weight": torch.zeros(3)}):
        torch.save(state, path)
        with pytest.raises(ModelError, match="does not hold the weights"):
            lpips(PHOTO, BLURRED, weights=path)
    path.write_bytes(b"not a checkpoint")
    with pytest.raises(ModelError, match="does not hold the weights"):
        lpips(PHOTO, BLURRED, weights=path)


def test_an_unknown_backbone_and_other_sizes_are_refused(weights: Path) -> None:
    with pytest.raises(ModelError, match="no LPIPS backbone 'resnet'"):
        lpips(PHOTO, BLURRED, net="resnet", weights=weights)
    with pytest.raises(ModelError, match="only pictures of one size"):
        lpips(PHOTO[:64], BLURRED, weights=weights)
