"""Lines as people write them: what is read from each, and what is named where it is no reshape."""

from types import SimpleNamespace

import einops
import pytest
import torch

from inspector.errors import StepError
from inspector.reshape.primitives import Trunk
from inspector.reshape.reading.parse import parse_steps, steps_text
from inspector.reshape.reading.reading_context import ReadingContext
from inspector.reshape.steps import (
    Amax,
    Cat,
    Contiguous,
    Expand,
    Flatten,
    LastValid,
    Mean,
    Movedim,
    Narrow,
    PadSizes,
    PatternReduce,
    Permute,
    Rearrange,
    Repeat,
    Reshape,
    Select,
    Squeeze,
    Stack,
    Sum,
    To,
    Transpose,
    Unflatten,
    Unsqueeze,
    View,
)
from inspector.reshape.steps.bindings import Bindings
from inspector.reshape.steps.operand import Operand
from inspector.reshape.steps.subscript import Slice, Subscript
from inspector.run.key import TensorKey
from inspector.tensor.axis import named_axis, shape_of
from inspector.tensor.record import TensorRecord
from tests.inspector.reshape.pipelines import numbered

ALL = Slice()
LAST = Subscript((ALL, -1))
ZERO = Subscript((0,))
TOP = Subscript((-1,))
H_LAST = Operand("h_n", (TOP,))


def record(role, *axes):
    axes = tuple(named_axis(*atoms) for atoms in axes)
    return TensorRecord(TensorKey("encoder.lstm", "0", role), shape_of(axes), (1,) * len(axes), "float32", axes)


OUTPUT = record("output", [("batch", 3)], [("time", 7)], [("direction", 2), ("hidden", 5)])
H_N = record("h_n", [("layer", 4), ("direction", 2)], [("batch", 3)], [("hidden", 5)])
ONE_WAY = record("output", [("time", 7)], [("batch", 3)], [("hidden", 5)])
BESIDE = Bindings(tensors=(("output", OUTPUT), ("h_n", H_N)))
ABOUT_OUTPUT = ReadingContext(OUTPUT, BESIDE)
ABOUT_H_N = ReadingContext(H_N, BESIDE)

READ = [
    # other names of one step
    ("output.moveaxis(1, 0)", (Movedim(1, 0),)),
    ("output.swapaxes(1, 2)", (Transpose(1, 2),)),
    ("h_n[-1].T", (TOP, Permute((1, 0)))),
    ("h_n[-1].t()", (TOP, Permute((1, 0)))),
    ("output.mT", (Transpose(-2, -1),)),
    ("output.float()", (To("float32"),)),
    ("output.double().half()", (To("float64"), To("float16"))),
    ("output.bfloat16().long()", (To("bfloat16"), To("int64"))),
    ("output.int()", (To("int32"),)),
    ("output.to(torch.float16)", (To("float16"),)),
    ("output.to(dtype=torch.double)", (To("float64"),)),
    ("output.to('cuda', torch.float64, non_blocking=True)", (To("float64"),)),
    ("output.to(self.device)[0]", (Subscript((0,)),)),
    ("output.type(torch.float32)", (To("float32"),)),
    ("output.max(1).values", (Amax((1,)),)),
    ("output.max(dim=1)[0]", (Amax((1,)),)),
    ("output.max(1, keepdim=True)[0]", (Amax((1,), True),)),
    ("output.max()", (Amax(),)),
    ("values, indices = output.max(dim=1)", (Amax((1,)),)),
    ("x, _ = torch.max(output, 1)\nx = x.unsqueeze(0)", (Amax((1,)), Unsqueeze(0))),
    ("output.sum(dim=(0, 1), keepdim=True)", (Sum((0, 1), True),)),
    ("output.view(torch.Size([3, 70]))", (View((3, 70)),)),
    ("output.reshape([3, -1])", (Reshape((3, -1)),)),
    ("x.unflatten(dim=-1, sizes=(2, 64))", (Unflatten(-1, (2, 64)),)),
    ("x.select(dim=1, index=-1)", (Select(1, -1),)),
    ("x.narrow(1, 0, 3)", (Narrow(1, 0, 3),)),
    ("x.expand(size=(4, -1))", (Expand((4, -1)),)),
    ("x.broadcast_to((4, 3))", (Expand((4, 3)),)),
    ("lstm_out[:, -1, :].detach().clone().cpu()", (Subscript((ALL, -1, ALL)),)),
    ("hidden.detach().cpu().numpy()", ()),
    ("output.data[:, np.newaxis]", (Subscript((ALL, None)),)),
    ("out.contiguous().view(-1, 128)", (Contiguous(), View((-1, 128)))),
    # functions
    ("torch.permute(x, (0, 2, 1))", (Permute((0, 2, 1)),)),
    ("torch.transpose(x, 0, 1)", (Transpose(0, 1),)),
    ("torch.flatten(x, 1)", (Flatten(1),)),
    ("torch.flatten(input=x, start_dim=1)", (Flatten(1),)),
    ("torch.squeeze(x, 0)", (Squeeze(0),)),
    ("torch.unsqueeze(x[:, -1], dim=1)", (LAST, Unsqueeze(1))),
    ("torch.reshape(x, (2, -1))", (Reshape((2, -1)),)),
    ("torch.mean(output, dim=1)", (Mean((1,)),)),
    ("torch.sum(output, 1, keepdim=True)", (Sum((1,), True),)),
    ("torch.amax(output, dim=(0, 1))", (Amax((0, 1)),)),
    ("torch.max(output, 1)[0]", (Amax((1,)),)),
    ("torch.max(output, dim=1).values.unsqueeze(0)", (Amax((1,)), Unsqueeze(0))),
    ("torch.movedim(x, (0, 1), (2, 0))", (Movedim((0, 1), (2, 0)),)),
    ("F.pad(x, (0, 2))", (PadSizes((0, 2)),)),
    ("nn.functional.pad(x, [0, 0, 1, 2], mode='constant', value=-1)", (PadSizes((0, 0, 1, 2), -1.0),)),
    ("torch.nn.functional.pad(x, (1, 1), 'constant', 0.5)", (PadSizes((1, 1), 0.5),)),
    ("rearrange(output, 'b t (d h) -> d b t h', d=2)", (Rearrange("b t (d h) -> d b t h", (("d", 2),)),)),
    ("einops.rearrange(x.mean(1), 'b h -> (b h)')[0]", (Mean((1,)), Rearrange("b h -> (b h)"), Subscript((0,)))),
    ("reduce(output, 'b t h -> b h', 'max')", (PatternReduce("b t h -> b h", (), "max"),)),
    ("repeat(h_n[-1], 'b h -> b t h', t=2*3)", (TOP, Repeat("b h -> b t h", (("t", 6),)))),
    ('rearrange("b t h -> b (t h)")', (Rearrange("b t h -> b (t h)"),)),
    ("torch.flatten(torch.transpose(x, 0, 1).mean(2)[1:], 0, 1)",
     (Transpose(0, 1), Mean((2,)), Subscript((Slice(1),)), Flatten(0, 1))),
    # several tensors
    ("torch.cat((h_n[-2], h_n[-1]), dim=-1)",
     (Subscript((-2,)), Cat((Trunk(), H_LAST), -1))),
    ("torch.cat([h_n[-2, :, :], h_n[-1, :, :]], dim=1).unsqueeze(1)",
     (Subscript((-2, ALL, ALL)), Cat((Trunk(), Operand("h_n", (Subscript((-1, ALL, ALL)),))), 1), Unsqueeze(1))),
    ("torch.cat([output[:, -1], h_n[-1]], 1)", (LAST, Cat((Trunk(), H_LAST), 1))),
    ("torch.concat((x, x), axis=2)", (Cat((Trunk(), Operand("x")), 2),)),
    ("torch.stack((h_n, c_n), dim=0).flatten()", (Stack((Trunk(), Operand("c_n"))), Flatten())),
    ("torch.stack([self.h_n[0], self.h_n[1]])",
     (Subscript((0,)), Stack((Trunk(), Operand("h_n", (Subscript((1,)),)))))),
    ("torch.cat((h_n[-1], _), dim=-1)", (Cat((H_LAST, Trunk()), -1),)),
    ("torch.cat((output.mean(1), torch.cat((h_n[0], c_n[0]), 1)), 1)",
     (Mean((1,)), Cat((Trunk(), Operand("h_n", (ZERO, Cat((Trunk(), Operand("c_n", (ZERO,))), 1)))), 1))),
    # the last valid time step
    ("output[torch.arange(3), lengths - 1]", (LastValid(),)),
    ("x[torch.arange(len(lengths)), lengths - 1]", (LastValid(),)),
    ("x[torch.arange(x.size(0), device=x.device), lengths.to(x.device) - 1]", (LastValid(),)),
    ("output[range(N), seq_lengths - 1, :]", (LastValid(),)),
    ("out[torch.arange(out.size(0)), x_lens.long() - 1].unsqueeze(1)", (LastValid(), Unsqueeze(1))),
    ("output[lengths - 1, torch.arange(batch_size)]", (LastValid(1, 0),)),
    # sizes
    ("x.view(3, 2*64)", (View((3, 128)),)),
    ("x.reshape(128 // 2, -(-7 // 2) + 1 - 6)", (Reshape((64, -1)),)),
    ("x[:, 5 - 1]", (Subscript((ALL, 4)),)),
    # assignments and lines
    ("x = output.permute(0, 2, 1)", (Permute((0, 2, 1)),)),
    ("x: torch.Tensor = output.permute(0, 2, 1)", (Permute((0, 2, 1)),)),
    ("x = output.permute(0, 2, 1)\nx = x.reshape(3, -1)", (Permute((0, 2, 1)), Reshape((3, -1)))),
    ("    x = output.permute(0, 2, 1)  # (B, H, T)\n\n    # merge\n    return x.reshape(3, -1)",
     (Permute((0, 2, 1)), Reshape((3, -1)))),
    ("x = output.permute(0, 2, 1)\n        x = x.flatten(1)", (Permute((0, 2, 1)), Flatten(1))),
    ("return output[:, -1]", (LAST,)),
    ("from einops import rearrange\ny = rearrange(x, 'b t h -> t b h')\nprint(y.shape)",
     (Rearrange("b t h -> t b h"),)),
    ("fwd = h_n[-2]\nbwd = h_n[-1]\nz = torch.cat((fwd, bwd), dim=1)",
     (Subscript((-2,)), Cat((Trunk(), H_LAST), 1))),
    ("x = (\n    output\n    .transpose(1, 2)\n    .flatten(1)\n)", (Transpose(1, 2), Flatten(1))),
    ("n = 2 * 64\nx = output.reshape(-1, n)", (Reshape((-1, 128)),)),
    ("self.features = self.output[:, -1]", (LAST,)),
]  # fmt: skip

WITH_SIZES = [
    (ABOUT_OUTPUT, "x.reshape(x.size(0), -1)", (Reshape((3, -1)),)),
    (ABOUT_OUTPUT, "x.view(x.shape[0], x.shape[1], 2, x.shape[-1] // 2)", (View((3, 7, 2, 5)),)),
    (ABOUT_OUTPUT, "output.view(len(output), -1)", (View((3, -1)),)),
    (ABOUT_OUTPUT, "output.view(batch_size, seq_len, num_directions, self.hidden_size)", (View((3, 7, 2, 5)),)),
    (ABOUT_OUTPUT, "output.contiguous().view(B * T, -1)[0]", (Contiguous(), View((21, -1)), ZERO)),
    (ABOUT_OUTPUT, "output[:, :, :hidden_size]", (Subscript((ALL, ALL, Slice(None, 5))),)),
    (ABOUT_OUTPUT, "output[:, seq_len - 1]", (Subscript((ALL, 6)),)),
    (ABOUT_OUTPUT, "output.view(N, L, D, H)", (View((3, 7, 2, 5)),)),
    (ABOUT_OUTPUT, "y = output.transpose(0, 1)\ny.reshape(y.size(0), -1)", (Transpose(0, 1), Reshape((7, -1)))),
    (ABOUT_OUTPUT, "output.transpose(0, 1).reshape(output.size(0), -1)", (Transpose(0, 1), Reshape((3, -1)))),
    (ABOUT_OUTPUT, "b, t, h = output.shape\nx = output.reshape(b * t, h)", (Reshape((21, 10)),)),
    (ABOUT_OUTPUT, "b, t, _ = x.size()\nreturn x.view(b, t, 2, -1).sum(2)", (View((3, 7, 2, -1)), Sum((2,)))),
    (ABOUT_OUTPUT, "y = output[0]\nn = y.size(0)\nx = output.view(-1, n)", (View((-1, 7)),)),
    (ABOUT_OUTPUT, "x.reshape(*x.shape[:2], 2, -1)", (Reshape((3, 7, 2, -1)),)),
    (ABOUT_OUTPUT, "x.reshape(x.shape[:-1] + (2, 5))", (Reshape((3, 7, 2, 5)),)),
    (ABOUT_OUTPUT, "x.unsqueeze(x.dim())", (Unsqueeze(3),)),
    (ABOUT_OUTPUT, "x.repeat(1, 4, 1)", (Repeat("a b c -> a (r1 b) c", (("r1", 4),)),)),
    (ABOUT_OUTPUT, "x[:, -1].repeat(2, 1, 1)", (LAST, Repeat("a b -> r0 a b", (("r0", 2),)), Contiguous())),
    (ABOUT_OUTPUT, "output.unsqueeze(1).repeat(1, 4, 1, 1).view(12, 7, 10)",
     (Unsqueeze(1), Repeat("a b c d -> a (r1 b) c d", (("r1", 4),)), Contiguous(), View((12, 7, 10)))),
    (ABOUT_OUTPUT, "x.repeat_interleave(2, dim=1)", (Repeat("a b c -> a (b r) c", (("r", 2),)),)),
    (ABOUT_OUTPUT, "output.chunk(2, dim=-1)[0]", (Narrow(-1, 0, 5),)),
    (ABOUT_OUTPUT, "fwd, bwd = torch.split(output, hidden_size, dim=2)\nx = bwd[:, 0]",
     (Narrow(2, 5, 5), Subscript((ALL, 0)))),
    (ABOUT_OUTPUT, "torch.cat([hidden[-1], out[:, -1]], 1)", (LAST, Cat((H_LAST, Trunk()), 1))),
    (ABOUT_OUTPUT, "torch.cat([h_n[-1], features[:, -1]], 1)", (LAST, Cat((H_LAST, Trunk()), 1))),
    (ABOUT_OUTPUT, "torch.cat((_[:, 0], _[:, -1]), 1)",
     (Subscript((ALL, 0)), Cat((Trunk(), Operand("output", (LAST,))), 1))),
    (ABOUT_OUTPUT, "y = x.view(h_n.size(1), -1)", (View((3, -1)),)),
    (ABOUT_H_N, "torch.cat((hidden[-2], hidden[-1]), dim=1)", (Subscript((-2,)), Cat((Trunk(), H_LAST), 1))),
    (ABOUT_H_N, "h_n.view(num_layers, num_directions, batch_size, hidden_size)[-1]", (View((4, 2, 3, 5)), TOP)),
    (ABOUT_H_N, "hidden.view(self.n_layers, 2, -1, self.hidden_dim)[-1]", (View((4, 2, -1, 5)), TOP)),
    (ABOUT_H_N, "torch.cat([output[:, -1], h_n[-1]], dim=1)", (TOP, Cat((Operand("output", (LAST,)), Trunk()), 1))),
    (ReadingContext(ONE_WAY), "output.view(seq_len, batch, num_directions, hidden_size)", (View((7, 3, 1, 5)),)),
    (ReadingContext(ONE_WAY), "output.view(L, N, H)", (View((7, 3, 5)),)),
]  # fmt: skip

REFUSED = [
    ("self.fc(output[:, -1])", "self.fc(…) is not a reshape step that is known. Paste what stands inside"),
    ("x = self.fc(self.dropout(output[:, -1]))", "self.fc(…) is not a reshape step"),
    ("model.decoder.fc(output)", "model.decoder.fc(…) is not a reshape step"),
    ("F.relu(output.mean(1))", "F.relu(…) is not a reshape step"),
    ("torch.softmax(output, dim=-1)", "torch.softmax(…) is not a reshape step"),
    ("output.permute(0, 2, 1).softmax(dim=-1)[0]", ".softmax(dim=-1) is not a reshape step"),
    ("output[:, -1] + 1", "+ 1 is not a reshape step"),
    ("2 * output", "2 * is not a reshape step"),
    ("output[:, :, :64] + output[:, :, 64:]", "+ output[:, :, 64:] is not a reshape step that is known. Paste"),
    ("self.fc(x) + 1", "self.fc(…) is not a reshape step"),
    ("output, (h_n, c_n) = self.lstm(x)", "self.lstm(…) is not a reshape step"),
    ("lstm(x)[0][:, -1]", "lstm(…) is not a reshape step"),
    ("-output", "-output is not a reshape step"),
    ("output @ weight", "@ weight is not a reshape step"),
    ("x = output[:, -1]\nx = F.relu(x)\nx = x.unsqueeze(1)", "F.relu(…) is not a reshape step"),
    ("x = output[:, -1]\ny = output.mean(1)", "x = output[:, -1]: the lines after it do not go on with this."),
    ("x = output[:, -1]\nx = output.mean(1)", "x = output[:, -1]: the lines after it do not go on with this."),
    ("output[:, -1]\noutput.mean(1)", "output[:, -1]: the lines after it do not go on with this."),
    ("with torch.no_grad():\n    x = output[:, -1]", "with torch.no_grad() is not a reshape step"),
    ("def forward(self, x): return x[:, -1]", "def forward(self, x) is not a reshape step"),
    ("for t in range(3): x = output[:, t]", "for t in range(3) is not a reshape step"),
    ("x += 1", "x += 1 is not a reshape step"),
    ("x[0] = output[:, -1]", "x[0] = … is not a reshape step"),
    ("if bidirectional: x = output[:, -1]", "if bidirectional is not a reshape step"),
    ("return output[:, -1], (h_n, c_n)", "(output[:, -1], (h_n, c_n)) is not a reshape step"),
    ("lambda x: x[0]", "lambda x: x[0] is not a reshape step"),
    ("[t[0] for t in output]", "is not Python code"),
    ("output.max(1)", ".max(1) gives several tensors. Take one of them with [0]."),
    ("output.max(1)[1]", ".max(1)[1] is not a reshape step that is known. Those are positions"),
    ("output.max(1).indices", ".max(1).indices is not a reshape step"),
    ("output.max(1)[2]", "output.max(1)[2]: .max(1) gives 2 tensors."),
    ("output.argmax(-1)", "output.argmax(…) is not a reshape step"),
    ("output.gather(1, idx).squeeze(1)", "output.gather(…) is not a reshape step that is known. To take"),
    ("x.flip(1)", "x.flip(…) is not a reshape step"),
    ("x.view_as(y)", "x.view_as(…) is not a reshape step that is known. Write .view with the sizes."),
    ("x.numpy().transpose(0, 2, 1)", ".transpose(0, 2, 1) comes after .numpy()"),
    ("np.transpose(x, (0, 2, 1))", "np.transpose(…) is not a reshape step"),
    ("x.repeat(1, 4, 1)", ".repeat(1, 4, 1) cannot be read without the tensor's number of axes."),
    ("x.repeat_interleave(2, dim=1)", ".repeat_interleave(2, dim=1) cannot be read without"),
    ("x.chunk(2, -1)[0]", ".chunk(2, -1): the size of axis -1 is not known here."),
    ("x.reshape(batch_size, -1)", ".reshape(batch_size, -1): batch_size is not known here. Write the number"),
    ("x.view(x.size(0), -1)", ".view(x.size(0), -1): x.size(0) is not known here. Write the number"),
    ("x.view(x.shape[0], -1)", "x.shape[0]"),
    ("x.view(self.hidden_size)", "self.hidden_size is not known here"),
    ("x.view(3, 10 / 2)", "10 / 2 cannot be computed here."),
    ("x.view(3, 10 // 0)", "10 // 0 divides by 0."),
    ("x.view(2 ** 62 * 4)", "2 ** 62 cannot be computed here."),
    ("x.view(9999999999 * 9999999999)", "9999999999 * 9999999999 is larger than any size or index."),
    ("output[torch.arange(3), idx]", "[torch.arange(3)] cannot be an index here."),
    ("output[torch.arange(3), seq_len - 1]", "[torch.arange(3)] cannot be an index here."),
    ("output[mask]", "[mask] cannot be an index here."),
    ("output[:, [0, 2]]", "[[0, 2]] cannot be an index here."),
    ("F.pad(x, (1, 1), mode='reflect')", "only a constant can be put around a tensor here."),
    ("F.pad(x, 2)", "the argument pad must be a tuple of whole numbers."),
    ("x.to(torch.quint8)", "the argument must be a type of elements."),
    ("x.type('banana')", "the argument dtype must be a type such as torch.float32."),
    ("rearrange(x, 'b t h')", "'b t h' is not a pattern"),
    ("rearrange([a, b], 'k b h -> b k h')", "[a, b] is not a reshape step"),
    ("reduce(x, 'b t h -> b h', 'median')", "'median' is not known. Write one of mean, sum, max"),
    ("torch.cat(tensors, dim=1)", "the tensors to join must be written out."),
    ("torch.cat((x, self.fc(x)), 1)", "self.fc(…) is not a reshape step"),
    ("torch.cat((_[0], _[1]))", "The tensor _ cannot be joined with itself."),
    (".cat(_, _, dim=0)", "_ stands more than once."),
    ("torch.hstack((x, y))", "torch.hstack(…) is not a reshape step that is known. Write torch.cat with dim=1."),
    ("eval('x')", "eval(…) is not a reshape step"),
    ("open('/etc/passwd').read()", "open(…) is not a reshape step"),
    ("x.__class__.__bases__[0]", ".__class__"),
    ("getattr(x, 'permute')(0, 1)", "is not a reshape step"),
    ("import os", "The code has no reshape step."),
    ("n = 3", "The code has no reshape step."),
]  # fmt: skip


def name(text):
    return " ".join(text.split())[:50]


@pytest.mark.parametrize(("text", "steps"), [pytest.param(*case, id=name(case[0])) for case in READ])
def test_pasted_code_is_read_as_steps(text, steps):
    assert parse_steps(text) == steps
    assert parse_steps(steps_text(steps)) == steps


@pytest.mark.parametrize(("context", "text", "steps"), [pytest.param(*case, id=name(case[1])) for case in WITH_SIZES])
def test_names_mean_what_they_mean_for_the_tensor_at_hand(context, text, steps):
    assert parse_steps(text, context) == steps
    assert parse_steps(steps_text(steps)) == steps


EXECUTED = [case for case in WITH_SIZES if not case[1].startswith(("b, t, _", "fwd"))]


@pytest.mark.parametrize(("context", "text", "steps"), [pytest.param(*case, id=name(case[1])) for case in EXECUTED])
def test_the_steps_make_what_torch_makes_of_the_pasted_code(context, text, steps):
    sizes = {"batch_size": 3, "batch": 3, "seq_len": 7, "num_directions": 2, "hidden_size": 5, "num_layers": 4}
    sizes |= {"B": 3, "T": 7, "N": 3, "L": 7, "D": 2, "H": 5, "n_layers": 4, "hidden_dim": 5}
    if context.record is ONE_WAY:
        sizes["num_directions"] = 1
    tensors = {each.key.role: numbered(each.shape) for each in (OUTPUT, H_N, context.record)}
    here = numbered(context.record.shape)
    others = {"hidden": tensors["h_n"], "out": tensors["output"], "features": here, "x": here, "_": here}
    known = {**tensors, **others, **sizes, "torch": torch, "self": SimpleNamespace(**sizes), "len": len}
    *lines, last = text.replace("return ", "").splitlines()
    exec("\n".join(lines), known)
    wanted = eval(last.split("= ", 1)[-1] if " = " in last else last, known)
    for step in steps:
        known["x"] = here
        here = eval(step.expression("x"), {**known, "repeat": einops.repeat})
    assert torch.equal(here, wanted)


@pytest.mark.parametrize(("text", "sentence"), [pytest.param(*case, id=name(case[0])) for case in REFUSED])
def test_the_first_thing_that_is_no_reshape_is_named(text, sentence):
    with pytest.raises(StepError) as caught:
        parse_steps(text)
    assert sentence in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize(("text", "sentence"), [
    ("h_n[-1]", "The code takes h_n, not output. Select h_n first."),
    ("emb.view(emb.size(0), -1)[0] if 0 else 1", "is not a reshape step"),
    ("torch.cat((output[:, -1], emb.view(emb.size(0), -1)), 1)", "The sizes of emb are not known here."),
    ("output.view(output.size(3), -1)", "there is no size 3, the tensor has 3"),
    ("output.view(output.view(2, 2).size(0), -1)", "output.view(2, 2).size(0) is not known here."),
    ("output.view(vocab_size, -1)", "vocab_size is not known here."),
    ("output.chunk(0)[0]", ".chunk(0) does not split an axis of size 3."),
    ("output.repeat(2, 2)", "a number of copies is needed for each of 3 axes."),
])  # fmt: skip
def test_what_the_tensor_at_hand_does_not_tell_is_named(text, sentence):
    with pytest.raises(StepError) as caught:
        parse_steps(text, ABOUT_OUTPUT)
    assert sentence in str(caught.value)
    assert caught.value.hint
