"""The pipeline with a wrong step replaced by what its finding offers."""

from inspector.findings.examine_steps import advice


def right_steps(record, steps, at):
    offered = [each.instead for each in advice(record, steps) if each.at == at and each.instead is not None]
    return (*steps[:at], *offered[0], *steps[at + 1 :]) if offered else None
