"""Intervals that hold what they promise."""

import numpy as np
import pytest

from models.errors import ModelError
from models.metrics.interval import bootstrap_mean, bootstrap_median, wilson


def test_the_interval_of_a_mean_is_close_to_the_normal_one() -> None:
    sample = np.random.default_rng(0).normal(5, 2, 400)
    interval = bootstrap_mean(sample)
    half = 1.96 * sample.std() / 20
    assert interval.value == pytest.approx(sample.mean())
    assert interval.low == pytest.approx(sample.mean() - half, abs=0.03)
    assert interval.high == pytest.approx(sample.mean() + half, abs=0.03)


def test_it_covers_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(1)
    hits = 0
    for seed in range(300):
        interval = bootstrap_mean(rng.exponential(1, 60), resamples=400, seed=seed)
        hits += interval.low <= 1 <= interval.high
    assert 0.88 < hits / 300 < 0.98


def test_the_seed_makes_it_repeatable() -> None:
    sample = np.random.default_rng(2).random(30)
    assert bootstrap_mean(sample) == bootstrap_mean(sample)
    assert bootstrap_mean(sample, seed=1) != bootstrap_mean(sample, seed=2)


def test_a_median_ignores_an_outlier() -> None:
    interval = bootstrap_median([1.0, 1.1, 0.9, 1.05, 0.95, 1.0, 50.0])
    assert interval.value == 1
    assert interval.high < 2


def test_one_value_is_its_own_interval() -> None:
    assert bootstrap_mean([3.0]) == (3, 3, 3)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_wilson_gives_the_textbooks_figures(successes: int, trials: int, low: float, high: float) -> None:
    interval = wilson(successes, trials)
    assert interval.value == successes / trials
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize(("successes", "trials"), [(0, 0), (3, 2), (-1, 4)])
def test_what_is_not_a_share_is_refused(successes: int, trials: int) -> None:
    with pytest.raises(ModelError, match="not a share"):
        wilson(successes, trials)


def test_no_values_are_refused() -> None:
    with pytest.raises(ModelError, match="no values"):
        bootstrap_mean([])
