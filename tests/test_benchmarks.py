"""The benchmarks: every one of them runs, and what they print is what scripts are promised. No time is judged here."""

import json
import math
import subprocess
import sys
from itertools import pairwise
from math import prod
from pathlib import Path

import numpy as np
import pytest
import torch

from benchmarks.__main__ import main
from benchmarks.benchmark import Measurement, Target
from benchmarks.large_tensor import tensor_file
from benchmarks.measuring import interleaved, timed
from benchmarks.report import duration, table
from benchmarks.reshape_first_frame import drop
from benchmarks.reshape_preview import heads_view, merged_view, overview, small_heads, small_merged
from benchmarks.reshape_views import whole

ROOT = Path(__file__).resolve().parents[1]
NAMES = [
    "window_first_paint", "list_checkpoint",
    "list_large_zip", "list_large_safetensors", "list_many_keys", "list_many_tensors",
    "capture_overhead", "capture_cell_loop",
    "reshape_preview", "reshape_preview_slice", "reshape_preview_overview", "reshape_growth", "reshape_growth_slice",
    "reshape_first_frame", "reshape_first_frame_slice", "reshape_first_frame_overview",
    "reshape_first_frame_from_disk", "reshape_first_frame_slice_from_disk",
    "scrub_axis_0", "scrub_axis_1", "scrub_axis_2",
    "statistics", "distribution", "tree_build", "tree_first_paint", "tree_filter",
    "shape_of_layer", "shape_of_long_layer", "shape_of_model", "shape_of_cells",
    "large_run_own", "large_run_elsewhere",
    "gap_start", "gap_open_model", "gap_run", "gap_gates", "gap_open_run", "gap_count", "gap_choose", "gap_scrub",
    "gap_save",
    "gates_of_sample", "gates_of_batch", "gates_of_long_sequence", "worker_round_trip",
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
    targets = [target.split(" <= ") for target in item["target"].split(" and ")]
    assert item["holds"] is all(item[quantity] <= float(bound) for quantity, bound in targets)


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
    measured = Measurement("m", 2.0, 0.5, {"slow": 8.0, "quick": 4.0}, (Target("ratio_to_best_peer", 0.5),))
    assert (measured.ratio_to_limit, measured.ratio_to_best_peer, measured.holds) == (4.0, 0.5, True)
    assert measured.to_json()["target"] == "ratio_to_best_peer <= 0.5"


def test_without_a_peer_there_is_no_ratio_and_no_target_for_it():
    measured = Measurement("m", 2.0, 0.5, {}, (Target("ratio_to_best_peer", 0.5),))
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
    assert Measurement("m", 2.0, 0.5, {}, (target,)).holds is holds


def test_all_targets_must_be_reached():
    seconds, ratio = Target("ours", 2.0), Target("ratio_to_limit", 3.9)
    both = Measurement("m", 2.0, 0.5, {}, (seconds, ratio))
    assert both.to_json()["target"] == "ours <= 2 and ratio_to_limit <= 3.9"
    assert not both.holds
    assert Measurement("m", 2.0, 0.6, {}, (seconds, ratio)).holds


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
    good = Measurement("first", 0.0123, 0.00456, {"slow": 2.0, "quick": 0.5}, (Target("ratio_to_limit", 3),))
    bad = Measurement("second", 1.5, 0.000789, {}, (Target("ours", 1),))
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


@pytest.mark.parametrize("tiny", [True, False])
@pytest.mark.parametrize("look", [heads_view, merged_view, overview, small_heads, small_merged])
def test_a_view_shows_what_torch_makes_of_the_tensor(look, tiny):
    """Of the large tensor only the places are compared: 512 x 512 of them, in a tensor of 2 GB that is not there."""
    view = look(tiny)
    places = view.places()
    assert places.shape == (view.side, view.side)
    if prod(view.shape) > 1 << 20:
        assert len(np.unique(places)) == view.side**2
        return
    source = np.arange(prod(view.shape), dtype=np.float32).reshape(view.shape)
    seen = view.read(source)
    made = whole(source, view)[:: seen.row_step, :: seen.column_step]
    assert np.array_equal(seen.array, made)
    assert np.array_equal(places, made)
    if view.cut:
        assert (seen.row_step, seen.column_step) == (1, 1)


def test_the_steps_are_those_that_are_meant():
    source = torch.arange(4 * 8 * 16).float().reshape(4, 8, 16)
    heads = source.reshape(4, 8, 4, 4).permute(0, 2, 1, 3).reshape(16, 32)
    assert np.array_equal(heads_view(True).read(source.numpy()).array, heads[6:10, 14:18])
    assert np.array_equal(overview(True).read(source.numpy()).array, heads[::4, ::8])
    merged = source.permute(0, 2, 1).reshape(64, 8)
    assert np.array_equal(merged_view(True).read(source.numpy()).array, merged[30:34, 2:6])


def test_large_and_small_are_as_large_as_they_are_said_to_be():
    assert all(prod(look(False).shape) * 4 == 2 << 30 for look in (heads_view, merged_view, overview))
    assert all(prod(look(False).shape) * 4 == 2 << 20 for look in (small_heads, small_merged))


def test_a_tensor_file_is_mapped_and_removed():
    with tensor_file((3, 4, 5)) as file:
        assert file.mapped().shape == (3, 4, 5)
        assert np.isfinite(file.read()).all()
        path = file.place.path
        drop(file)
        assert len(np.unique(file.mapped())) == 60
    assert not path.exists()
