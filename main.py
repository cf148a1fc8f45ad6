"""LSTMScope: arguments -> a verb of the command line, or the window; nothing else."""

import gc
import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_HERE = str(Path(__file__).resolve().parent)
if _HERE not in sys.path:  # installed as lstmscope/main.py; from a checkout Python has put it there already
    sys.path.insert(0, _HERE)

gc.disable()  # while the program is loaded nothing becomes garbage, and looking for it takes a tenth of the time
try:
    from inspector.commands.terminal_text import terminal_line, terminal_text
    from inspector.commands.verbs import VERBS, execute, parse_verb, show
    from inspector.errors import CancelledError, InputError, InspectorError
except KeyboardInterrupt:  # while the program is being loaded, Ctrl-C ends it as it does later
    sys.stderr.write("lstmscope: Stopped.\n")
    raise SystemExit(5) from None
finally:
    gc.enable()

VERSION = "0.1.0"
_USAGE = """\
usage: lstmscope [FILE]              open the window, on FILE if given: a model file or a saved run
       lstmscope inspect FILE        what is in the file; executes nothing from it
       lstmscope run SOURCE          run sample input, print the tree of shapes
       lstmscope reshape RUN TENSOR CODE   apply reshape steps to a captured tensor
       lstmscope gates RUN MODULE    what is inside an LSTM or a GRU at every time step
       lstmscope presets             the built-in models, one a line

Each verb has --help. Exit codes: 0 done, 1 a bug of ours, 2 bad input, 3 the file would execute code,
4 the model failed, 5 a worker crashed or ran out of memory or time."""


def main(words: Sequence[str] | None = None) -> int:
    """Do what the words ask for and give the exit code."""
    words = sys.argv[1:] if words is None else list(words)
    try:
        if words and words[0] in VERBS:
            return _verb(words)
        return _window(words)
    except InspectorError as error:
        return _complain(error, words)
    except KeyboardInterrupt:
        return _complain(CancelledError("Stopped."), words)
    except ModuleNotFoundError as error:
        missing = InspectorError(f"{error.name} is not installed.", "Set LSTMScope up with: python3 tools/dev.py run")
        return _complain(missing, words)
    except Exception as error:  # noqa: BLE001 - the edge of the program
        bug = InspectorError(f"{type(error).__name__}: {error}", "This is a bug of LSTMScope; --debug shows where.")
        return _complain(bug, words)


def _verb(words: Sequence[str]) -> int:
    arguments = parse_verb(words)
    with _tidy_end():
        output = execute(arguments)
    _print(json.dumps(output.data, indent=2, allow_nan=False) if arguments.json else terminal_text(output.text))
    return output.exit_code


def _window(words: Sequence[str]) -> int:
    match words:
        case ["--version"]:
            _print(f"lstmscope {VERSION}")
        case ["-h" | "--help"]:
            _print(_USAGE)
        case [str(option), *_] if option.startswith("-"):
            raise InputError(f"{option} is not an option.", "See --help.")
        case [_, second, *_]:
            raise InputError(f"{second!r}: the window opens one file.", "See --help.")
        case _ if not _has_display():
            return _without_display(words)
        case _:
            return _run_window(Path(words[0]) if words else None)
    return 0


def _run_window(path: Path | None) -> int:
    gc.disable()  # as above; once it is on screen, the window collects between two events
    try:
        from widgets.application import run_window

        return run_window(path)
    finally:
        gc.enable()


def _without_display(words: Sequence[str]) -> int:
    _print("There is no display, so here is the tree in the terminal; with one, the same command opens the window.")
    with _tidy_end():
        output = show(words[0] if words else "preset:seq2seq-encoder-decoder")
    _print(terminal_text(output.text))
    return output.exit_code


@contextmanager
def _tidy_end() -> Iterator[None]:
    """Let a polite request to end (`timeout`, a closing terminal) leave as Ctrl-C does: folders and processes go."""
    polite = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    wanted = [number for number in polite if signal.getsignal(number) is signal.SIG_DFL]  # nohup ignores one
    if threading.current_thread() is not threading.main_thread():
        wanted = []
    try:
        for number in wanted:
            signal.signal(number, signal.default_int_handler)
        yield
    finally:
        for number in wanted:
            signal.signal(number, signal.SIG_DFL)


def _has_display() -> bool:
    """Qt aborts the process where it finds no display, so it is asked before."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _complain(error: InspectorError, words: Sequence[str]) -> int:
    if sys.stderr is not None:  # a program without a console has none
        if "--debug" in words:
            traceback.print_exception(error)
        sys.stderr.write(f"lstmscope: {terminal_line(str(error))}\n")
    return error.exit_code


def _print(text: str) -> None:
    if sys.stdout is None:
        return
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more at its end
        if not isinstance(error, BrokenPipeError):  # `| head` has seen enough
            raise InputError(f"The output cannot be written: {error.strerror}.") from error


if __name__ == "__main__":
    raise SystemExit(main())
