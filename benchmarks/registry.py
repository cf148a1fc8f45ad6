"""All benchmarks, in the order in which they run."""

from . import (
    capture_overhead,
    event_loop,
    gates,
    large_run,
    list_checkpoint,
    list_large,
    reshape_first_frame,
    reshape_preview,
    scrub_heatmap,
    shape_prediction,
    tensor_statistics,
    tree,
    window_first_paint,
    worker_round_trip,
)
from .benchmark import Benchmark

BENCHMARKS: tuple[Benchmark, ...] = (
    window_first_paint.BENCHMARK,
    list_checkpoint.BENCHMARK,
    *list_large.BENCHMARKS,
    *capture_overhead.BENCHMARKS,
    *reshape_preview.BENCHMARKS,
    *reshape_first_frame.BENCHMARKS,
    *scrub_heatmap.BENCHMARKS,
    *tensor_statistics.BENCHMARKS,
    *tree.BENCHMARKS,
    *shape_prediction.BENCHMARKS,
    *large_run.BENCHMARKS,
    *event_loop.BENCHMARKS,
    *gates.BENCHMARKS,
    worker_round_trip.BENCHMARK,
)
