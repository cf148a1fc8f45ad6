from dataclasses import replace
from itertools import takewhile

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.errors import StepError
from inspector.reshape.reading.parse import LONGEST, MOST_STEPS, parse_steps, steps_text
from inspector.reshape.steps import Contiguous, Flatten, Mean, Permute, Reshape, Squeeze, Transpose, Unsqueeze, View
from inspector.reshape.steps.subscript import Slice, Subscript
from tests.inspector.reshape.pipelines import Case, cases, numbered, outcome

READ = [
    (".permute(0, 2, 1)[:, -1]", (Permute((0, 2, 1)), Subscript((Slice(), -1)))),
    (".permute((1, 0))", (Permute((1, 0)),)),
    (".view(2, 2, 32, 64)[-1]", (View((2, 2, 32, 64)), Subscript((-1,)))),
    (".view(size=(2, 3))", (View((2, 3)),)),
    (".mean()", (Mean(),)),
    (".mean(1)", (Mean((1,)),)),
    (".mean(dim=1, keepdim=True)", (Mean((1,), True),)),
    (".mean((0, 1), True)", (Mean((0, 1), True),)),
    (".mean(axis=1, keepdims=True)", (Mean((1,), True),)),
    (".flatten()", (Flatten(),)),
    (".flatten(1)", (Flatten(1),)),
    (".flatten(start_dim=1, end_dim=2)", (Flatten(1, 2),)),
    (".flatten(0, -1)", (Flatten(),)),
    (".reshape((2, -1))", (Reshape((2, -1)),)),
    (".reshape([2,-1])", (Reshape((2, -1)),)),
    (".reshape(())", (Reshape(()),)),
    (".transpose(0, 1).contiguous()", (Transpose(0, 1), Contiguous())),
    (".transpose(dim0=0, dim1=1)", (Transpose(0, 1),)),
    (".swapaxes(0, -1).swapdims(1, 2)", (Transpose(0, -1), Transpose(1, 2))),
    (".squeeze()", (Squeeze(),)),
    (".squeeze(-1).squeeze((0, 1))", (Squeeze(-1), Squeeze((0, 1)))),
    (".unsqueeze(-1)", (Unsqueeze(-1),)),
    ("[..., :20]", (Subscript((..., Slice(None, 20))),)),
    ("[None]", (Subscript((None,)),)),
    ("[1:-1:2]", (Subscript((Slice(1, -1, 2),)),)),
    ("[()]", (Subscript(()),)),
    ("output.permute(0, 2, 1)", (Permute((0, 2, 1)),)),
    ("x = output.permute(0, 2, 1)  # features last", (Permute((0, 2, 1)),)),
    ("self.last = self.output[:, -1]", (Subscript((Slice(), -1)),)),
    ("(output\n    .mean(1)\n)", (Mean((1,)),)),
    ("# first\n\n  .mean(1)   # then\n  [0]\n", (Mean((1,)), Subscript((0,)))),
    ("", ()),
    ("  # nothing yet", ()),
]


@pytest.mark.parametrize(("text", "steps"), READ, ids=[repr(text) for text, _ in READ])
def test_text_is_read_as_steps(text, steps):
    assert parse_steps(text) == steps
    assert parse_steps(steps_text(steps)) == steps


@settings(max_examples=200)
@given(cases(reductions=True))
def test_steps_survive_their_text(case: Case):
    text = steps_text(case.steps)
    assert parse_steps(text) == case.steps
    assert steps_text(parse_steps(text)) == text


@settings(max_examples=200)
@given(cases(reductions=True))
def test_the_text_as_python_does_what_the_steps_do(case: Case):
    steps = tuple(takewhile(lambda step: step.is_chained, case.steps))  # the others are functions in torch
    case = replace(case, steps=steps)
    by_text = eval(f"tensor{steps_text(steps)}", {"torch": torch}, {"tensor": numbered(case.shape)})
    assert torch.equal(by_text.nan_to_num(), outcome(case).nan_to_num())
    assert by_text.shape == outcome(case).shape


REFUSED = [
    (".argsort()", ".argsort() is not a reshape step that is known. Known are [...], .permute, .transpose"),
    (".permute(0, 1).H[0]", ".H is not a reshape step"),
    (".view(2, 3).cuda().foo()", ".foo() is not a reshape step"),
    ("self.T", "self.T is not a reshape step"),
    ("permute(0, 1)", "permute(…) is not a reshape step that is known. Write it after a tensor"),
    ("banana", "banana is not a reshape step"),
    ("output + 1", "+ 1 is not a reshape step"),
    ("__import__('os').system('true')", "__import__(…) is not a reshape step"),
    (".permute(0, 1)\ny = x[1]", ".permute(0, 1) y = x[1] is not Python code"),
    (".view(-1", ".view(-1 is not Python code: '(' was never closed."),
    (".foo('\\d')", "is not Python code: invalid escape sequence"),
    ("\0", "is not Python code"),
    ("[::-1]", "[::-1]: torch takes no slice step of -1. Steps are 1 or more"),
    ("[::0]", "[::0]: torch takes no slice step of 0."),
    ("[True]", "[True] cannot be an index here."),
    ("[[0, 1]]", "[[0, 1]] cannot be an index here. Write whole numbers, slices"),
    ("[mask]", "[mask] cannot be an index here."),
    ("[a:]", "a cannot be an end of a slice."),
    ("[..., 0, ...]", "[..., 0, ...]: '...' stands more than once."),
    (".reshape(N, -1)", ".reshape(N, -1): N is not known here. Write the number in its place."),
    (".reshape(*sizes)", ".reshape(*sizes): sizes is not known here."),
    (".permute(**order)", ".permute(**order): '**' cannot be read."),
    (".reshape()", ".reshape(): the argument shape is missing."),
    (".reshape(2, (3, 4))", ".reshape(2, (3, 4)): the argument shape must be whole numbers or one tuple of them."),
    (".reshape(True, 2)", "the argument shape must be whole numbers"),
    (".transpose(0)", ".transpose(0): the argument dim1 is missing."),
    (".transpose(0, 1, 2)", "the argument 2 is one too many or not known."),
    (".transpose(0, dim0=1)", "the argument dim1 is missing"),
    (".unsqueeze((0, 1))", "the argument dim must be a whole number."),
    (".squeeze(True)", "the argument dim must be a whole number or a tuple of them."),
    (".mean(1, dtype=3)", "the argument dtype is one too many or not known."),
    (".mean(1, keepdim=1)", "the argument keepdim must be True or False."),
    (".mean(keepdim=True)", ".mean with keepdim needs dim too."),
    (".mean(1.5)", "the argument dim must be a whole number or a tuple of them."),
    ("[99999999999999999999]", "99999999999999999999 is larger than any size or index."),
    ("(" * 1000, "is not Python code"),
    ("[" + "-" * 1500 + "1]", "The code is nested too deeply."),
    ("[0]" * (MOST_STEPS + 1), f"The code has more than {MOST_STEPS} steps."),
    ("x" * (LONGEST + 1), f"The code has {LONGEST + 1} characters."),
]


@pytest.mark.parametrize(("text", "sentence"), REFUSED, ids=[repr(text[:30]) for text, _ in REFUSED])
def test_what_is_refused_and_why(text, sentence):
    with pytest.raises(StepError) as caught:
        parse_steps(text)
    assert sentence in str(caught.value)
    assert caught.value.hint


@settings(max_examples=300)
@given(st.text(alphabet=".[](),:-0129 \npermutviewx=#'\\*T", max_size=40))
def test_any_text_gives_steps_or_a_sentence(text):
    try:
        steps = parse_steps(text)
    except StepError:
        return
    assert parse_steps(steps_text(steps)) == steps
