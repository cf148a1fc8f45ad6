"""Gates as an archive that numpy opens."""

import numpy as np
import pytest

from inspector.gates.gate_archive import write_archive
from tests.inspector.gates.gate_files import gate_file, gates_of, lstm


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_archive_holds_what_the_file_holds(tmp_path, dtype):
    values = {"f": np.arange(24, dtype=dtype).reshape(3, 2, 4) / 24}
    file = gate_file(tmp_path, gates_of(lstm(4, num_layers=2)), values)
    path = tmp_path / "gates.NPZ"
    write_archive(file, path)
    with np.load(path) as archive:
        assert set(archive.files) == set(file.tensors)
        for name in archive.files:
            np.testing.assert_array_equal(archive[name], file.tensors[name].read())
        assert archive["1/0/f"].dtype == dtype
