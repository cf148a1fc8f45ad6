"""What takes long at its first use is imported and compiled before, and the names of it are those that are used."""

import subprocess
import sys

from widgets.export_panel import _STYLES
from widgets.warm_up import _MODULES, WarmUp


def test_all_styles_of_code_are_among_it():
    assert {f"pygments.styles.{style}" for style in _STYLES.values()} <= set(_MODULES)


def test_afterwards_a_median_and_coloured_code_import_nothing():
    program = (
        "import sys, numpy as np\n"
        "from widgets.warm_up import prepare\n"
        "prepare(None)\n"
        "before = set(sys.modules)\n"
        "np.median(np.array([1.0, np.nan]))\n"
        "from pygments.lexers import get_lexer_by_name\n"
        "list(get_lexer_by_name('python').get_tokens('x = 1'))\n"
        "print(sorted(name for name in set(sys.modules) - before if 'codec' not in name))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_it_begins_soon_and_once(qtbot, monkeypatch):
    called = []
    monkeypatch.setattr("widgets.warm_up.prepare", called.append)
    warm_up = WarmUp()
    assert not called
    qtbot.waitUntil(lambda: len(called) == 1)
    warm_up.deleteLater()
