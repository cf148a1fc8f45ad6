"""What is on screen: every change gives a new value, and undo leads back."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.model.config import Kind, RecurrentConfig
from inspector.model.source import parse_source
from inspector.model.summary import FileSummary, NamedLayer, NamedTensor
from inspector.outlook import Outlook
from inspector.reshape.outline import outline, selections
from inspector.reshape.pipeline import ReshapePipeline, pipeline_of
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.selection import Selection
from inspector.run.input import parse_input
from inspector.run.key import file_key, parse_key
from inspector.run.request import RunRequest
from inspector.run.run import Call, Run, StoredTensor
from inspector.session import History, Session
from inspector.tensor.slice_spec import SliceSpec

SPEC = SliceSpec(0, 1, (1, 2, 3))


def run_of(layers: int, roles: tuple[str, ...] = ("input", "output", "h_n"), time: int = 5) -> Run:
    """A run of a bidirectional layer, made by hand: nothing here needs torch."""
    source = parse_source(f"form:input_size=4,hidden_size=6,num_layers={layers},bidirectional=true")
    shapes = {"input": (time, 3, 4), "output": (time, 3, 12), "h_n": (2 * layers, 3, 6)}
    tensors = tuple(StoredTensor(role, shapes[role], (1, 1, 1), "float32") for role in roles)
    call = Call("", (), source.config, 0, 1, None, tensors)
    request = RunRequest(source, (parse_input(f"0=normal({time},3,4)"),))
    return Run(Path("run"), request, "cpu", "float32", "2.13.0", 0.001, (call,), (), (), (), None)


def pick(name: str, part: str = "") -> Selection:
    return Selection(parse_key(name), part)


def steps(text: str) -> ReshapePipeline:
    return pipeline_of(parse_steps(text))


OUTPUT, H_N = pick("/0/output"), pick("/0/h_n")
TWO = run_of(2)
SHOWN = Session(request=TWO.request).with_run(TWO, "LSTM")


def test_nothing_is_opened():
    empty = Session()
    assert (empty.source, empty.record, empty.selected, empty.pipeline) == (None, None, None, ReshapePipeline())
    assert empty.with_pipeline(steps("[0]")) == empty


def test_another_model_takes_everything_with_it():
    session = SHOWN.with_pipeline(steps("[0]"))
    request = RunRequest(parse_source("other.pt"))
    assert session.opened(request, None) == Session(request=request, outlook=Outlook(may_load=True))
    assert session.opened(request, None).source == request.source


def test_the_first_look_is_at_the_output():
    assert SHOWN.selection == OUTPUT
    assert SHOWN.record.shape == (5, 3, 12)
    assert Session().with_run(run_of(1, ("input", "h_n")), "x").selection == H_N
    assert Session().with_run(run_of(1, ("input",)), "x").selection == pick("/0/input")
    assert Session().with_run(run_of(1, ()), "x").selection is None


WEIGHT, OTHER = Selection(file_key("rnn.weight_ih_l0")), Selection(file_key("output"))


def file_of(*layers: NamedLayer) -> FileSummary:
    tensors = (NamedTensor("rnn.weight_ih_l0", (24, 4), (4, 1), "float32"), NamedTensor("output", (), (), "int64"))
    return FileSummary("torch-zip", "state_dict", ("",), layers, tensors, 97, ())


LAYER = NamedLayer("rnn", RecurrentConfig(Kind.LSTM, 4, 6))


def test_a_file_without_layers_shows_its_first_tensor():
    session = SHOWN.opened(RunRequest(parse_source("m.pt")), file_of())
    assert (session.selection, session.record.shape) == (WEIGHT, (24, 4))
    assert [node.label for node in session.tree("m.pt").children] == ["file"]
    assert session.with_selection(OTHER).selected.shape == ()


def test_a_file_with_layers_waits_for_its_run():
    session = Session().opened(RunRequest(parse_source("m.pt")), file_of(LAYER))
    assert session.selection is None
    assert session.with_run(TWO, "m.pt").selection == OUTPUT
    chosen = session.with_selection(WEIGHT).with_pipeline(steps(".view(4, 6, 4)"))
    assert [axis.name for axis in chosen.selected.axes] == ["gate x hidden", "input"]
    after = chosen.with_run(TWO, "m.pt")
    assert (after.selection, after.pipeline) == (WEIGHT, steps(".view(4, 6, 4)"))
    assert [node.label for node in after.tree("m.pt").children] == ["LSTM", "file"]


def test_the_first_look_is_at_no_tensor_of_the_file_while_the_run_has_one():
    """One of the file may be called `output`."""
    session = Session().opened(RunRequest(parse_source("m.pt")), file_of(LAYER))
    assert session.with_run(run_of(1, ("input",)), "m.pt").selection == pick("/0/input")
    assert session.with_run(run_of(1, ()), "m.pt").selection == WEIGHT


def test_undo_reaches_the_steps_of_a_file_tensor():
    opened = SHOWN.opened(RunRequest(parse_source("m.pt")), file_of())
    history = History(opened).edited(opened.with_pipeline(steps(".flatten()")))
    assert history.undone().present == opened
    assert history.undone().redone().present.pipeline == steps(".flatten()")


def test_without_the_file_its_key_leads_nowhere():
    assert replace(SHOWN, selection=WEIGHT).record is None


def test_a_new_run_keeps_what_it_has_too():
    session = replace(SHOWN.with_selection(pick("/0/h_n", "[2]")).with_pipeline(steps("[0]")), slice_spec=SPEC)
    longer = session.with_run(run_of(2, time=9), "x")
    assert (longer.selection, longer.slice_spec) == (pick("/0/h_n", "[2]"), SPEC)
    assert longer.pipeline == steps("[0]")
    assert longer.run.request.inputs != SHOWN.run.request.inputs


def test_a_new_run_drops_what_it_has_not():
    """Layer 1 is gone: neither the part nor its steps may stay, they would not fit."""
    session = replace(SHOWN.with_selection(pick("/0/h_n", "[3]")).with_pipeline(steps("[0]")), slice_spec=SPEC)
    session = session.with_selection(H_N).with_pipeline(steps("[1]")).with_selection(pick("/0/h_n", "[3]"))
    smaller = session.with_run(run_of(1), "x")
    assert (smaller.selection, smaller.slice_spec, smaller.preview_spec) == (OUTPUT, SliceSpec(), SliceSpec())
    assert [selection for selection, _ in smaller.pipelines] == [H_N]
    assert smaller.selected.shape == (5, 3, 12)


def test_the_run_tells_the_inputs_it_chose():
    wish = replace(TWO.request, inputs=())
    assert Session(request=wish).with_run(TWO, "x").request == TWO.request
    other = replace(wish, seed=5)
    assert Session(request=other).with_run(TWO, "x").request == other, "changed while the run went on"
    given = replace(TWO.request, inputs=(parse_input("0=zeros(1,3,4)"),))
    assert Session(request=given).with_run(TWO, "x").request == given


def test_the_last_run_stays_while_the_next_is_planned():
    request = replace(TWO.request, seed=3)
    planned = SHOWN.with_request(request)
    assert replace(planned, outlook=SHOWN.outlook) == replace(SHOWN, request=request)


def test_a_slice_stays_among_tensors_of_the_same_axes():
    session = replace(SHOWN.with_selection(pick("/0/h_n", "[0]")), slice_spec=SPEC, preview_spec=SPEC)
    same = session.with_selection(pick("/0/h_n", "[3]"))
    assert (same.slice_spec, same.preview_spec) == (SPEC, SPEC)
    other = session.with_selection(OUTPUT)
    assert (other.slice_spec, other.preview_spec) == (SliceSpec(), SliceSpec())
    assert session.with_selection(None).selected is None


def test_every_tensor_has_its_own_steps():
    session = SHOWN.with_pipeline(steps("[0]")).with_selection(H_N)
    assert session.pipeline == ReshapePipeline()
    session = session.with_pipeline(steps("[1]")).with_pipeline(steps("[2]"))
    assert session.pipeline == steps("[2]")
    assert session.with_selection(OUTPUT).pipeline == steps("[0]")
    assert len(session.pipelines) == 2


def test_a_selected_part_has_a_record_of_its_own():
    session = SHOWN.with_selection(pick("/0/h_n", "[1]"))
    assert session.record.shape == (4, 3, 6)
    assert session.selected.shape_text == "(3 batch, 6 hidden)"
    assert SHOWN.with_selection(pick("/9/h_n")).selected is None


def test_undo_shows_the_tensor_that_the_steps_belong_to():
    history = History(SHOWN).edited(SHOWN.with_pipeline(steps("[0]")))
    history = history.changed(history.present.with_selection(H_N))
    back = history.undone()
    assert (back.present.selection, back.present.pipeline) == (OUTPUT, ReshapePipeline())


def test_undo_never_takes_a_run_back():
    history = History(SHOWN).edited(SHOWN.with_selection(pick("/0/h_n", "[3]")).with_pipeline(steps("[0]")))
    history = history.edited(history.present.with_pipeline(steps("[1]")))
    history = history.changed(history.present.with_run(run_of(1), "x"))
    back = history.undone()
    assert back.present.run == run_of(1)
    assert back.present.selected is not None, "a part that the new run has not must not come back"
    assert back.present.pipelines == ()
    assert back.undone().redone().redone().present.run == run_of(1)


SELECTIONS = selections(outline(TWO, ""))
PIPELINES = st.sampled_from([steps(text) for text in ("", "[0]", "[-1]", ".flatten()", ".mean(0)")])
MOVES = st.lists(
    st.one_of(
        PIPELINES.map(lambda pipeline: ("edit", pipeline)),
        st.sampled_from(SELECTIONS).map(lambda selection: ("select", selection)),
        st.just(("undo", None)),
        st.just(("redo", None)),
    ),
    max_size=20,
)


def moved(history: History, move) -> History:
    match move:
        case "edit", pipeline:
            return history.edited(history.present.with_pipeline(pipeline))
        case "select", selection:
            return history.changed(history.present.with_selection(selection))
        case "undo", _:
            return history.undone()
    return history.redone()


def shown(history: History):
    return history.present.selection, set(history.present.pipelines)


@settings(max_examples=200)
@given(MOVES)
def test_undo_and_redo_are_inverse(moves):
    history = History(SHOWN)
    for move in moves:
        history = moved(history, move)
        assert history.present.selection in SELECTIONS
    if history.past:
        again = history.undone().redone()
        assert shown(again) == shown(history)
        assert (len(again.past), len(again.future)) == (len(history.past), len(history.future))
    if history.future:
        assert shown(history.redone().undone()) == shown(history)


@settings(max_examples=200)
@given(st.lists(PIPELINES, max_size=8), st.integers(0, 8))
def test_undo_leads_through_every_edit(edits, back):
    history, states = History(SHOWN), [SHOWN]
    for pipeline in edits:
        history = history.edited(history.present.with_pipeline(pipeline))
        states.append(history.present)
    for _ in range(back):
        history = history.undone()
    assert history.present == states[max(len(edits) - back, 0)]
    for _ in range(back):
        history = history.redone()
    assert history.present == states[-1]
    assert history.redone() == history


@pytest.mark.parametrize("move", ["undone", "redone"])
def test_nothing_to_go_to_changes_nothing(move):
    assert getattr(History(SHOWN), move)() == History(SHOWN)


def test_an_edit_ends_what_could_be_redone():
    history = History(SHOWN).edited(SHOWN.with_pipeline(steps("[0]"))).undone()
    assert history.future
    assert history.edited(history.present.with_pipeline(steps("[1]"))).future == ()
