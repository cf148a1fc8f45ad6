"""The words of the question that is asked before foreign code is executed."""

from pathlib import Path

from inspector.model.consent import DefinitionsQuestion, ProgramQuestion, Question

_CONTAINED = "contained"  # how the model process begins to tell what holds, where anything does
NOTHING_FOUND = (
    "Reading it shows nothing but computations. That proves nothing: execute it only if you know where it comes from."
)
DEFINITIONS = (
    "The imports and definitions in it, and in the files beside it that it imports. None of them has been executed for "
    "this run yet: it was only read."
)


def headline(question: Question) -> str:
    """Say in one sentence what is asked about."""
    name = Path(question.path).name
    match question:
        case ProgramQuestion(kind=kind):
            return f"{name} is {kind}: running it executes code of its own."
        case DefinitionsQuestion():
            return f"This run was made by {name}: running it executes its definitions."


def found_line(question: ProgramQuestion) -> str:
    """Say how much was found, as the title of the list."""
    dangers = sum(finding.dangerous for finding in question.findings)
    known = f", {dangers} of it known to be dangerous" if dangers else ""
    more = f"; {question.more} more are not listed" if question.more else ""
    return f"What it would do beside computing, as far as reading it tells{known}{more}"


def place_text(containment: str) -> str:
    """Say where it would be executed, and what holds there; `containment` is "" while that is being tried."""
    if not containment:
        return "In the model process, which is being started to try what holds there…"
    if not is_contained(containment):
        return (
            f"In the model process: {containment}. This system keeps it neither from the network nor from your files."
        )
    return f"In the model process, {containment}. It can read files, and you can stop it at any time."


def is_contained(containment: str) -> bool:
    """Tell whether more than a process of its own stands between the program and the person's files."""
    return containment.startswith(_CONTAINED)


def left_alone(question: Question) -> str:
    """Say what becomes of a file that is only looked at."""
    return f"{Path(question.path).name} was not executed. Run asks again."
