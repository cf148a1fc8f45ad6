"""What one unit does, in a sentence."""

from .gate_words import gate_title
from .layer_habits import life_text
from .unit_habits import CLOSED, DEAD_BAND, OPEN, GateShare, UnitHabits


def unit_text(habits: UnitHabits) -> str:
    """Say how long a unit remembers, where its gates are, and whether it is dead.

    `Its half-life is 3.2 time steps. Its forget gate is above 0.95 at 87 % of the time steps.`
    """
    shares = [text for share in habits.gates if (text := _share_text(share))] or ["None of its gates is saturated."]
    dead = [f"It is dead: its h stays within a band of {DEAD_BAND}."] if habits.dead else []
    return " ".join((*_life_text(habits), *shares, *dead))


def _life_text(habits: UnitHabits) -> tuple[str, ...]:
    life = habits.half_life
    return () if life is None else (f"Its half-life is {life_text(life)}.",)


def _share_text(share: GateShare) -> str:
    if not share.saturated:
        return ""
    parts = ((share.above, f"above {OPEN}"), (share.below, f"below {CLOSED}"))
    told = " and ".join(f"{where} at {part:.0%}" for part, where in parts if part >= 0.005)
    return f"Its {gate_title(share.name)} is {told} of the time steps."
