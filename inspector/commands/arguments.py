"""The arguments of every verb. A wrong one is an InputError, so that one line says what, where and what to do."""

import argparse
from math import isfinite
from typing import Any, NoReturn

from ..errors import InputError
from ..run.request import FORWARD

_INPUT_HELP = (
    "one argument of forward, by name or position, inferred where left out: 0=normal(batch=3,time=7,10) (or uniform, "
    "zeros, ones, ramp, sine), src=tokens(3,7;high=100), x=values([[0.1, 0.2]]), 0=file:sample.npy, steps=int:5, "
    "ratio=float:0.5, flag=bool:true, mask=none, lengths=lengths(7,5,2), hx=tuple(zeros(1,3,6), zeros(1,3,6)), "
    "xs=list(normal(3,4), normal(3,4)), batch=dict(tokens=tokens(3,7;high=10), lengths=lengths(7,5,2)), "
    "data=object(x=normal(3,7,10))"
)


class Parser(argparse.ArgumentParser):
    """An argument parser that raises instead of leaving, and takes no option that is not written out.

    A script that abbreviates an option would break with the next one that begins alike.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Raise InputError with argparse's sentence."""
        raise InputError(f"{message[:1].upper()}{message[1:]}.", f"See {self.prog} --help.")


def verb_parser() -> Parser:
    """Give the parser of all verbs; the chosen one is `verb` in the result."""
    parser = Parser(prog="lstmscope")
    verbs = parser.add_subparsers(dest="verb", required=True, parser_class=Parser)
    _add_inspect(verbs.add_parser("inspect", help="what is in the file; executes nothing from it"))
    _add_run(verbs.add_parser("run", help="run sample input, print the tree of shapes"))
    _add_reshape(verbs.add_parser("reshape", help="apply reshape steps to a captured tensor: shapes and code"))
    _add_gates(verbs.add_parser("gates", help="i, f, g, o, c, h of every time step of a captured LSTM or GRU"))
    _add_common(verbs.add_parser("presets", help="the built-in models, one a line"))
    return parser


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--debug", action="store_true", help="show the traceback of an error")


def _add_choices(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--state-dict", default="", metavar="KEY", help="which of several in the file")
    parser.add_argument("--member", default="", metavar="NAME", help="which model file in an archive")


def _add_inspect(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE")
    _add_choices(parser)
    _add_common(parser)


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "source", metavar="SOURCE", help="a file, FILE.py:CLASS, preset:NAME, or form:input_size=10,hidden_size=20"
    )
    parser.add_argument("--args", default="{}", metavar="JSON", help="the arguments of CLASS, by name")
    parser.add_argument("--weights", default="", metavar="CHECKPOINT", help="fills the module made from CLASS")
    parser.add_argument("--source", default="", metavar="FILE.py", dest="classes", help="a pickled module's classes")
    parser.add_argument("--input", action="append", default=[], metavar="NAME=KIND(SIZES)", help=_INPUT_HELP)
    parser.add_argument("--as-published", action="store_true", help="a preset as its article has it, faults included")
    parser.add_argument("--layer", metavar="NAME", help="run this recurrent layer alone")
    parser.add_argument("--method", default=FORWARD, type=_name, metavar="NAME", help="call this method, not forward")
    parser.add_argument("--trust", action="store_true", help="execute the code of a TorchScript or torch.export file")
    _add_choices(parser)
    parser.add_argument("--batch-first", type=_truth, metavar="true|false", help="where the file cannot say")
    parser.add_argument("--dropout", type=_share, metavar="P", help="between layers, where the file cannot say")
    parser.add_argument(
        "--nonlinearity", choices=("tanh", "relu"), default="", help="an RNN's, where the file cannot say"
    )
    parser.add_argument("--lengths", type=_numbers, metavar="5,3,2", help="pack the sequences")
    parser.add_argument("--state", default="zeros", metavar="zeros|normal|file:PATH|carry:RUN")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--dtype", default="float32")
    parser.add_argument("--autocast", default="", metavar="DTYPE", help="mixed precision, for example bfloat16")
    parser.add_argument("--seed", type=_seed, default=0)
    parser.add_argument("--train", action="store_true", help="train mode instead of eval")
    parser.add_argument("--timeout", type=_positive, metavar="S", help="stop after so many seconds")
    parser.add_argument("--memory", type=_positive, metavar="GB", help="memory the model may take")
    parser.add_argument("-o", "--output", metavar="RUN.safetensors", help="keep the run")
    _add_common(parser)


def _add_reshape(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", help="a saved run")
    parser.add_argument("tensor", metavar="TENSOR", help="for example lstm/0/output")
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument("code", nargs="?", metavar="CODE", help='for example ".permute(0, 2, 1)[:, -1]"')
    wanted.add_argument(
        "--to", metavar="WISH", help='propose steps that reach "(32, 640)", "batch, hidden*time" or "Conv1d(64, 32, 3)"'
    )
    _add_common(parser)


def _add_gates(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", help="a saved run")
    parser.add_argument(
        "module", metavar="MODULE[#CALL]", help='for example encoder, encoder#2, cell#0-9, "" for the model itself'
    )
    parser.add_argument("--layer", type=_index, metavar="N", help="this layer only")
    parser.add_argument("--direction", type=_direction, metavar="forward|backward", help="this direction only")
    parser.add_argument("--sample", type=_index, metavar="N", help="this sample only")
    parser.add_argument("--unit", type=_index, metavar="N", help="this hidden unit only")
    parser.add_argument("--code", action="store_true", help="print only torch code that computes them, executed before")
    parser.add_argument("-o", "--output", metavar="FILE", help="keep the gates: .safetensors or .npz")
    _add_common(parser)


def _name(text: str) -> str:
    if not text.isidentifier():
        raise argparse.ArgumentTypeError(f"{text!r} is no name of a method")
    return text


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise argparse.ArgumentTypeError(f"{text!r} is neither true nor false")
    return text == "true"


def _share(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 1")
    return number


def _index(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a number, 0 or above")
    return int(text)


def _direction(text: str) -> int:
    numbers = {"forward": 0, "backward": 1, "0": 0, "1": 1}
    if text not in numbers:
        raise argparse.ArgumentTypeError(f"{text!r} is neither forward nor backward")
    return numbers[text]


def _numbers(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of whole numbers such as 5,3,2") from None


def _seed(text: str) -> int:
    try:
        seed = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
    if not -(2**63) <= seed < 2**64:
        raise argparse.ArgumentTypeError(f"{text} is not a number of 64 bits")
    return seed


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None
    if not (isfinite(number) and number > 0):
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return number
