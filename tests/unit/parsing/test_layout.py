"""The layout that travels in the checkpoint says what the renderer's own encoding says."""

from __future__ import annotations

import json

import numpy as np
import pytest

from data.portraits import CLASSES as DRAWN_CLASSES
from data.portraits import ENCODED_SIZE, decode, encode, sample
from models.errors import ModelError
from models.parsing import CLASSES, CONFIGS, Layout, ParsingConfig, find_config
from training.parsing import layout


def test_classes_are_the_renderers() -> None:
    assert CLASSES == DRAWN_CLASSES


def test_layout_decodes_as_the_renderer_does() -> None:
    ours = layout()
    assert ours.size == ENCODED_SIZE
    for seed in range(20):
        noisy = encode(sample(seed)) + np.random.default_rng(seed).normal(0, 0.3, ENCODED_SIZE).astype(np.float32)
        theirs = decode(noisy)
        for name, value in ours.decode(noisy).items():
            assert value == pytest.approx(getattr(theirs, name), abs=1e-5), name


def test_layout_survives_json() -> None:
    assert Layout.from_list(json.loads(json.dumps(layout().to_list()))) == layout()


def test_configurations_survive_json_and_unknown_ones_are_refused() -> None:
    for config in CONFIGS.values():
        assert ParsingConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config
    with pytest.raises(ModelError, match="small, large"):
        find_config("giant")
    with pytest.raises(ModelError, match="depth"):
        ParsingConfig.from_dict({"depth": 3})


def test_mistakes_are_told_in_a_sentence() -> None:
    with pytest.raises(ModelError, match="153 numbers"):
        layout().decode(np.zeros(3, np.float32))
    with pytest.raises(ModelError, match="no attribute hats"):
        layout().entry("hats")
    with pytest.raises(ModelError, match="list of attributes"):
        Layout.from_list([{"title": "age"}])
