"""Listing does not read what lies in a file, so it costs no more for a large one."""

import tracemalloc

import pytest

from benchmarks.list_large import layer_shapes, write_safetensors, write_torch_zip
from inspector.model.listing import list_file

TWO_GIGABYTES = layer_shapes(40, 1280)


@pytest.mark.parametrize("write", [write_torch_zip, write_safetensors])
def test_two_gigabytes_are_listed_in_five_megabytes(tmp_path, write):
    path = tmp_path / "f"
    write(path, TWO_GIGABYTES)
    assert path.stat().st_size > 2e9
    list_file(path)  # modules are imported
    tracemalloc.start()
    try:
        listing = list_file(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(listing.layers) == 40
    assert peak < 5e6
