"""Readers on small files of each layout, and one sentence for what does not fit."""

from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
from PIL import Image

from data.folder import open_folder
from data.kas import open_kas
from data.refuge import open_refuge
from data.wbc import open_wbc

AFFINE = np.array([[0.5, 0, 0, -10], [0, 0.7, 0, 4], [0, 0, 2, 8], [0, 0, 0, 1]], float)


def _colour(path: Path, shape: tuple[int, int] = (12, 16)) -> np.ndarray:
    path.parent.mkdir(parents=True, exist_ok=True)
    values = np.random.default_rng(len(path.name)).integers(0, 255, (*shape, 3), dtype=np.uint8)
    Image.fromarray(values).save(path)
    return values


def _map(path: Path, values: np.ndarray, indexed: bool = False) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.fromarray(values)
    if indexed:
        image = Image.fromarray(values, "L").convert("P")
        image.putpalette([0, 0, 0, 255, 0, 0, 0, 255, 0])
        image.putdata(values.ravel().tolist())
    image.save(path)


def _blocks(dtype: type = np.uint8, shape: tuple[int, int] = (12, 16)) -> np.ndarray:
    values = np.zeros(shape, dtype)
    values[2:6, 2:6] = 1
    values[7:10, 8:14] = 2
    return values


def _volume(path: Path, values: np.ndarray, affine: np.ndarray = AFFINE) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    nib.save(nib.Nifti1Image(values, affine), path)


def test_indexed_labels_keep_their_numbers(tmp_path: Path) -> None:
    image = _colour(tmp_path / "images" / "a.png")
    _map(tmp_path / "labels" / "a.png", _blocks(), indexed=True)
    item = open_folder(tmp_path, ["cell", "core"])[0]
    assert np.array_equal(item.image, image)
    assert np.array_equal(item.labels, _blocks())
    assert item.class_names == ("cell", "core")
    assert item.instances is None


def test_sixteen_bits_count_objects(tmp_path: Path) -> None:
    _colour(tmp_path / "images" / "a.jpg")
    numbers = _blocks(np.uint16) * 300
    _map(tmp_path / "labels" / "a.png", numbers)
    item = open_folder(tmp_path)[0]
    assert np.array_equal(item.labels, numbers > 0)
    assert np.array_equal(item.instances, numbers)
    assert item.class_names == ("object",)


def test_black_and_white_is_one_class(tmp_path: Path) -> None:
    _colour(tmp_path / "images" / "a.png")
    _map(tmp_path / "labels" / "a_mask.png", (_blocks() > 0).astype(np.uint8) * 255)
    assert set(np.unique(open_folder(tmp_path)[0].labels)) == {0, 1}


def test_labels_may_lie_beside_the_pictures(tmp_path: Path) -> None:
    for name in ("nerve1", "nerve2"):
        _colour(tmp_path / f"{name}_SEM.png")
        _map(tmp_path / f"{name}_labels.png", _blocks())
    found = open_folder(tmp_path)
    assert found.names == ("nerve1_SEM", "nerve2_SEM")
    assert np.array_equal(found[1].labels, _blocks())


@pytest.mark.parametrize("suffix", [".nii", ".nii.gz"])
def test_a_volume_counts_as_its_slices_and_keeps_its_affine(tmp_path: Path, suffix: str) -> None:
    values = np.linspace(-900, 900, 8 * 9 * 5).reshape(8, 9, 5).astype(np.float32)
    labels = np.zeros((8, 9, 5), np.int16)
    labels[2:4, 3:6, 2] = 2
    _volume(tmp_path / "images" / f"v{suffix}", values)
    _volume(tmp_path / "labels" / f"v{suffix}", labels)
    found = open_folder(tmp_path)
    assert len(found) == 5
    assert found.names[2] == "v#002"
    item = found[2]
    assert item.image.shape == (8, 9, 3)
    assert np.array_equal(item.labels, labels[:, :, 2])
    assert np.allclose(item.affine, AFFINE)
    assert found[0].image.min() == 0
    assert found[4].image.max() == 255


def test_names_without_a_partner_are_named(tmp_path: Path) -> None:
    _colour(tmp_path / "images" / "a.png")
    _colour(tmp_path / "images" / "b.png")
    _map(tmp_path / "labels" / "a.png", _blocks())
    with pytest.raises(ValueError, match=r"b\.png without a partner"):
        open_folder(tmp_path)


def test_other_sizes_are_refused(tmp_path: Path) -> None:
    _colour(tmp_path / "images" / "a.png", (12, 15))
    _map(tmp_path / "labels" / "a.png", _blocks())
    with pytest.raises(ValueError, match="12 x 15 and its labels are 12 x 16"):
        open_folder(tmp_path)[0]


def test_labels_in_colours_are_refused(tmp_path: Path) -> None:
    _colour(tmp_path / "images" / "a.png")
    _colour(tmp_path / "labels" / "a.png")
    with pytest.raises(ValueError, match="holds colours"):
        open_folder(tmp_path)[0]


def test_more_classes_than_names_are_refused(tmp_path: Path) -> None:
    _colour(tmp_path / "images" / "a.png")
    _map(tmp_path / "labels" / "a.png", _blocks())
    with pytest.raises(ValueError, match="labels from 0 to 2"):
        open_folder(tmp_path, ["only"])[0]


def test_volumes_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    _volume(tmp_path / "a" / "images" / "v.nii", np.zeros((4, 5, 6, 7), np.float32))
    _volume(tmp_path / "a" / "labels" / "v.nii", np.zeros((4, 5, 6), np.int16))
    with pytest.raises(ValueError, match="4 dimensions"):
        open_folder(tmp_path / "a")
    _volume(tmp_path / "b" / "images" / "v.nii", np.zeros((4, 5, 6), np.float32))
    _volume(tmp_path / "b" / "labels" / "v.nii", np.zeros((4, 5, 5), np.int16))
    with pytest.raises(ValueError, match="4 x 5 x 6 and its labels are 4 x 5 x 5"):
        open_folder(tmp_path / "b")[0]
    _volume(tmp_path / "c" / "images" / "v.nii", np.zeros((4, 5, 6), np.float32))
    _volume(tmp_path / "c" / "labels" / "v.nii", np.zeros((4, 5, 6), np.int16), np.eye(4))
    with pytest.raises(ValueError, match="affines differ"):
        open_folder(tmp_path / "c")[0]
    _volume(tmp_path / "d" / "images" / "v.nii", np.zeros((4, 5, 6), np.float32))
    _map(tmp_path / "d" / "labels" / "v.png", _blocks())
    with pytest.raises(ValueError, match="one is a volume"):
        open_folder(tmp_path / "d")


def test_a_huge_header_is_refused_before_it_is_read(tmp_path: Path) -> None:
    for part, kind in (("images", np.uint8), ("labels", np.uint8)):
        (tmp_path / part).mkdir()
        header = nib.Nifti1Header()
        header.set_data_dtype(kind)
        header.set_data_shape((3000, 3000, 2000))
        (tmp_path / part / "v.nii").write_bytes(header.binaryblock + b"\0" * 8)
    with pytest.raises(ValueError, match="more than can be read"):
        open_folder(tmp_path)[0]


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="neither images/ and labels/"):
        open_folder(tmp_path)
    for part in ("images", "labels"):
        (tmp_path / part).mkdir()
        (tmp_path / part / "a.png").write_bytes(b"no picture")
    with pytest.raises(ValueError, match="cannot be read as a picture"):
        open_folder(tmp_path)[0]


def test_refuge_in_its_own_layout(tmp_path: Path) -> None:
    _colour(tmp_path / "Training400" / "Glaucoma" / "g0001.jpg")
    mask = np.array([255, 128, 0], np.uint8)[_blocks()]
    _map(tmp_path / "Annotation-Training400" / "Disc_Cup_Masks" / "Glaucoma" / "g0001.bmp", mask)
    found = open_refuge(tmp_path)
    assert found.names == ("g0001",)
    assert np.array_equal(found[0].labels, _blocks())
    assert found[0].class_names == ("disc", "cup")


def test_refuge_by_the_graders_majority(tmp_path: Path) -> None:
    _colour(tmp_path / "0001" / "0001.jpg")
    disc, cup = (_blocks() > 0).astype(np.uint8) * 255, (_blocks() == 2).astype(np.uint8) * 255
    for k in range(1, 4):
        _map(tmp_path / "0001" / f"0001_seg_disc_{k}.png", disc)
        _map(tmp_path / "0001" / f"0001_seg_cup_{k}.png", cup if k < 3 else np.zeros_like(cup))
    assert np.array_equal(open_refuge(tmp_path)[0].labels, _blocks())


def test_refuge_without_pictures_or_with_a_stray_mask_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no photograph"):
        open_refuge(tmp_path)
    _map(tmp_path / "Disc_Cup_Masks" / "V0001.bmp", _blocks())
    with pytest.raises(ValueError, match=r"V0001\.bmp has no photograph"):
        open_refuge(tmp_path)


def test_white_cells_by_their_greys(tmp_path: Path) -> None:
    _colour(tmp_path / "Dataset 1" / "001.bmp")
    _map(tmp_path / "Dataset 1" / "001.png", np.array([0, 128, 255], np.uint8)[_blocks()])
    found = open_wbc(tmp_path)
    assert np.array_equal(found[0].labels, _blocks())
    _colour(tmp_path / "Dataset 1" / "002.bmp")
    with pytest.raises(ValueError, match=r"002\.bmp has no mask"):
        open_wbc(tmp_path)


def test_kidneys_by_the_numbers_that_the_caller_names(tmp_path: Path) -> None:
    labels = np.zeros((6, 7, 3), np.uint8)
    labels[1, :, 1], labels[2, :, 1], labels[3, :, 1] = 3, 1, 2
    _volume(tmp_path / "images" / "k.nii.gz", np.random.default_rng(0).normal(size=(6, 7, 3)).astype(np.float32))
    _volume(tmp_path / "labels" / "k.nii.gz", labels)
    found = open_kas(tmp_path, {"artery": 1, "medulla": 2, "cortex": 3})
    assert len(found) == 3
    assert found[1].class_names == ("cortex", "medulla", "artery")
    assert found[1].labels[:5, 0].tolist() == [0, 1, 3, 2, 0]
    assert np.allclose(found[1].affine, AFFINE)
    with pytest.raises(ValueError, match="one number each"):
        open_kas(tmp_path, {"artery": 1, "medulla": 1, "cortex": 3})
