"""The benchmarks: every one of them runs, and what they print is what scripts are promised. No time is judged here."""

import json
import math
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.benchmark import Measurement, Target
from benchmarks.measuring import interleaved, timed
from benchmarks.report import duration, table

ROOT = Path(__file__).resolve().parents[1]
NAMES = [
    "window_first_paint", "list_checkpoint", "capture_overhead", "reshape_preview", "statistics", "worker_round_trip",
]  # fmt: skip
KEYS = {"name", "ours", "limit", "peers", "ratio_to_limit", "ratio_to_best_peer", "target", "holds"}


def test_every_benchmark_runs_and_prints_the_promised_keys():
    command = [sys.executable, "-m", "benchmarks", "--tiny", "--json"]
    result = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", timeout=300
    )
    assert result.returncode == 0, result.stderr
    told = json.loads(result.stdout)
    assert [item["name"] for item in told] == NAMES
    for item in told:
        check(item)


def check(item):
    assert item.keys() == KEYS
    assert item["peers"]
    assert all(seconds > 0 for seconds in (item["ours"], item["limit"], *item["peers"].values()))
    assert math.isclose(item["ratio_to_limit"], item["ours"] / item["limit"])
    assert math.isclose(item["ratio_to_best_peer"], item["ours"] / min(item["peers"].values()))
    quantity, bound = item["target"].split(" <= ")
    assert item["holds"] is (item[quantity] <= float(bound))


def test_only_what_is_named_runs(capsys):
    assert main(["--tiny", "--only", "statistics", "capture_overhead"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("|")[1].strip() for line in lines[2:]] == ["capture_overhead", "statistics"]


def test_a_name_that_no_benchmark_has_is_refused_before_anything_runs(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--tiny", "--only", "no_such"])
    assert ended.value.code == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert all(name in error for name in ("no_such", *NAMES))


def test_the_quickest_peer_counts():
    measured = Measurement("m", 2.0, 0.5, {"slow": 8.0, "quick": 4.0}, Target("ratio_to_best_peer", 0.5))
    assert (measured.ratio_to_limit, measured.ratio_to_best_peer, measured.holds) == (4.0, 0.5, True)
    assert measured.to_json()["target"] == "ratio_to_best_peer <= 0.5"


def test_without_a_peer_there_is_no_ratio_and_no_target_for_it():
    measured = Measurement("m", 2.0, 0.5, {}, Target("ratio_to_best_peer", 0.5))
    assert measured.ratio_to_best_peer is None
    assert not measured.holds
    assert json.loads(json.dumps(measured.to_json()))["ratio_to_best_peer"] is None


@pytest.mark.parametrize(
    ("target", "holds"),
    [
        pytest.param(Target("ours", 2.0), True, id="seconds"),
        pytest.param(Target("ours", 1.9), False, id="too many seconds"),
        pytest.param(Target("ratio_to_limit", 4.0), True, id="ratio"),
        pytest.param(Target("ratio_to_limit", 3.9), False, id="too large a ratio"),
    ],
)
def test_a_target_bounds_the_quantity_that_it_names(target, holds):
    assert Measurement("m", 2.0, 0.5, {}, target).holds is holds


def test_tasks_take_turns_and_each_begins_a_round():
    order = []
    samples = {"a": iter([9.0, 1.0, 2.0, 6.0]), "b": iter([9.0, 5.0, 3.0, 4.0]), "c": iter([9.0, 7.0, 7.0, 8.0])}

    def task(name):
        return lambda: order.append(name) or next(samples[name])

    assert interleaved([task(name) for name in "abc"], rounds=3, warm_up=True) == [2.0, 4.0, 7.0]
    assert "".join(order) == "abc" + "abc" + "bca" + "cab"


def test_a_task_does_its_work_once_each_time():
    done = []
    task = timed(lambda: done.append(1))
    assert min(task(), task()) >= 0
    assert done == [1, 1]


def test_the_table_has_a_line_for_each_measurement_and_equal_columns():
    good = Measurement("first", 0.0123, 0.00456, {"slow": 2.0, "quick": 0.5}, Target("ratio_to_limit", 3))
    bad = Measurement("second", 1.5, 0.000789, {}, Target("ours", 1))
    lines = table([good, bad]).splitlines()
    assert len(lines) == 4
    places = [[place for place, sign in enumerate(line) if sign == "|"] for line in lines]
    assert all(left == right for left, right in pairwise(places))
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines[2:]]
    assert cells == [
        ["first", "12.3 ms", "4.56 ms", "2.70", "quick: 500 ms", "0.0246", "ratio_to_limit <= 3", "yes"],
        ["second", "1.50 s", "789 us", "1901", "", "", "ours <= 1", "NO"],
    ]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(1.0, "1.00 s"), (0.99999, "1.00 s"), (0.0999, "99.9 ms"), (0.09996, "100 ms"), (9.996e-4, "1.00 ms")],
)
def test_a_duration_has_three_digits(seconds, text):
    assert duration(seconds) == text
