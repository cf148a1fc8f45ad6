"""Building a model, where the model's own constructor may fail."""

from collections.abc import Callable

from torch import nn

from ...errors import ModelError
from ..inputs.failed_call import error_text, refuse_lack_of_memory


class ConstructorError(ModelError):
    """The model's constructor raised; the message is its error's class and words."""


def construct(make: Callable[[], nn.Module]) -> nn.Module:
    """Give what `make` builds. Raises ConstructorError, and WorkerMemoryError when memory runs out."""
    try:
        return make()
    except BaseException as error:
        refuse_lack_of_memory(error, "its constructor")
        raise ConstructorError(error_text(error)) from error
