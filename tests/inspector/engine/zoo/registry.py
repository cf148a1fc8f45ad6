"""Every model of the zoo."""

from tests.inspector.engine.zoo.altered_layers import CHANGED
from tests.inspector.engine.zoo.entry import ZooEntry
from tests.inspector.engine.zoo.entry_methods import METHODS
from tests.inspector.engine.zoo.functional_calls import FUNCTIONAL
from tests.inspector.engine.zoo.look_alikes import LOOK_ALIKES
from tests.inspector.engine.zoo.odd_arguments import ARGUMENTS
from tests.inspector.engine.zoo.odd_conditions import CONDITIONS
from tests.inspector.engine.zoo.packed_sequences import PACKED
from tests.inspector.engine.zoo.plain_layers import LAYERS
from tests.inspector.engine.zoo.repeated_calls import REPEATED
from tests.inspector.engine.zoo.whole_models import WHOLE
from tests.inspector.engine.zoo.wrapped_models import WRAPPED

ZOO: tuple[ZooEntry, ...] = (
    *LAYERS, *CHANGED, *REPEATED, *FUNCTIONAL, *WRAPPED, *PACKED, *ARGUMENTS, *METHODS, *WHOLE, *LOOK_ALIKES,
    *CONDITIONS,
)  # fmt: skip
