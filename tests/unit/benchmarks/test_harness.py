"""Rows, tables and times."""

import json
import subprocess
import sys
import time

import pytest

from benchmarks.harness.rows import Row, format_table
from benchmarks.harness.tables import describe, find_tables, load_table, main
from benchmarks.harness.timing import alternating_ratios
from models.metrics.interval import Interval


def test_a_row_is_one_json_object_without_what_it_lacks() -> None:
    plain = Row.of("lime", "psnr", Interval(12.5, 12, 13), 7)
    assert json.loads(plain.to_json()) == {"name": "lime", "metric": "psnr", "value": 12.5, "lo": 12, "hi": 13, "n": 7}
    compared = json.loads(Row.of("lime", "x", Interval(2.0, 1.5, 2.5), 3, "codec").to_json())
    assert (compared["peer"], compared["ratio"]) == ("codec", 2.0)
    assert "\n" not in plain.to_json()


def test_the_table_is_aligned_and_names_are_not_repeated() -> None:
    rows = [
        Row("lime", "psnr", 12.345678, 12, 13, 7),
        Row("lime", "ssim", 0.5, 0.4, 0.6, 7),
        Row("a", "b", 1e4, 1, 2, 3),
    ]
    heading, rule, first, second, third = format_table(rows).splitlines()
    assert heading.split() == ["name", "metric", "value", "95%", "interval", "n", "peer"]
    assert set(rule) == {"-", " "}
    assert first.split() == ["lime", "psnr", "12.35", "12", "..", "13", "7"]
    assert second.split() == ["ssim", "0.5", "0.4", "..", "0.6", "7"]
    assert "10000" in third
    assert first.index("psnr") == second.index("ssim") == heading.index("metric")


def test_every_table_is_found_and_says_what_it_shows() -> None:
    names = find_tables()
    assert {"relight-pairs", "relight-speed", "relight-fidelity"} <= set(names)
    for name in names:
        table = load_table(name)
        assert describe(table).endswith(".")
        assert callable(table.run)


def test_the_list_has_a_line_for_each_table() -> None:
    """As it is typed, in a process of its own."""
    printed = subprocess.run([sys.executable, "-m", "benchmarks"], capture_output=True, text=True, check=True).stdout
    for name in find_tables():
        assert any(line.split()[:1] == [name] for line in printed.splitlines())


def test_an_unknown_name_is_one_sentence_and_code_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["relight-nothing"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("There is no benchmark 'relight-nothing'; there are ")


def test_ratios_are_to_the_peer_beside() -> None:
    works = {"twice": lambda: time.sleep(0.08), "half": lambda: time.sleep(0.02)}
    ratios = alternating_ratios(works, lambda: time.sleep(0.04), 5)
    assert ratios["twice"].value == pytest.approx(2, rel=0.3)
    assert ratios["half"].value == pytest.approx(0.5, rel=0.4)
    assert ratios["twice"].low <= ratios["twice"].value <= ratios["twice"].high


def test_the_first_round_does_not_count() -> None:
    calls = []

    def slow_at_first() -> None:
        calls.append(1)
        time.sleep(0.3 if len(calls) == 1 else 0.001)

    assert alternating_ratios({"work": slow_at_first}, lambda: time.sleep(0.002), 3)["work"].high < 10
    assert len(calls) == 4
