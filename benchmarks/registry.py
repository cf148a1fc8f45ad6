"""All benchmarks, in the order in which they run."""

from ..benchmarks import (
    capture_overhead,
    list_checkpoint,
    reshape_first_frame,
    reshape_preview,
    shape_prediction,
    tensor_statistics,
    window_first_paint,
    worker_round_trip,
)
from .benchmark import Benchmark

BENCHMARKS: tuple[Benchmark, ...] = (
    window_first_paint.BENCHMARK,
    list_checkpoint.BENCHMARK,
    *capture_overhead.BENCHMARKS,
    *reshape_preview.BENCHMARKS,
    *reshape_first_frame.BENCHMARKS,
    tensor_statistics.BENCHMARK,
    *shape_prediction.BENCHMARKS,
    worker_round_trip.BENCHMARK,
)
