"""From calls to steps: methods of a tensor, and functions of one or of several."""

import ast

from ...errors import StepError
from ..steps import Amax
from ..steps.join_steps import HERE
from .arguments import Arguments
from .chain import Chain, ReadsCode, Several
from .function_names import FUNCTIONS, MODULES, dotted
from .offenders import unknown_call
from .parse_joins import JOINS, joined, joined_to
from .quoted_code import call_written
from .several_names import SEVERAL, parts_from
from .step_synonyms import is_method, steps_from


def called(call: ast.Call, reader: ReadsCode) -> Chain | Several:
    """Read one call. Raises StepError, naming the first thing that is no reshape."""
    name = dotted(call.func) or ""
    first = name.split(".")[0]
    if name in FUNCTIONS and not reader.is_variable(first):
        return _function(call, name, reader)
    is_module = first in MODULES or (first == "self" and name.count(".") == 1)
    if not isinstance(call.func, ast.Attribute) or (is_module and not reader.is_variable(first)):
        raise unknown_call(call)
    return _method(call, call.func, reader)


def _function(call: ast.Call, name: str, reader: ReadsCode) -> Chain | Several:
    method = FUNCTIONS[name]
    given = Arguments(call, call_written(name, call), reader.sizes)
    if method in JOINS:
        chain = joined(method, given, reader)
        given.finish()
        return chain
    tensor = given.keyword("input") or given.keyword("tensor")
    if tensor is None and not given.begins_with_text():
        tensor = given.node("input")
    return _applied(call, reader.chain(tensor) if tensor else Chain(HERE), method, given, reader)


def _method(call: ast.Call, function: ast.Attribute, reader: ReadsCode) -> Chain | Several:
    code = call_written(f".{function.attr}", call)
    match function.value:
        case ast.Call(func=ast.Attribute(attr="numpy")):
            raise StepError(f"{code} comes after .numpy(), so it is NumPy's.", "Take it before .numpy(), as torch's.")
    name = dotted(function.value)
    if name is not None and name != HERE and not _is_known(function.attr):
        raise unknown_call(call)  # a module's name may have more parts than a tensor's
    given = Arguments(call, code, reader.sizes)
    return _applied(call, reader.chain(function.value), function.attr, given, reader)


def _applied(call: ast.Call, chain: Chain, method: str, given: Arguments, reader: ReadsCode) -> Chain | Several:
    given.shape = lambda: reader.shape(chain)
    if method in JOINS:
        found = joined_to(chain, method, given, reader)
        given.finish()
        return found
    if method == "max" and not given.has("dim"):
        given.finish()
        return chain.then(Amax())
    if method in SEVERAL:
        parts = parts_from(method, given)
        return Several(given.code, tuple(chain.then(part) if part else None for part in parts))
    if not is_method(method):
        raise unknown_call(call)
    return chain.then(*steps_from(method, given))


def _is_known(method: str) -> bool:
    return method in JOINS or method in SEVERAL or is_method(method)
