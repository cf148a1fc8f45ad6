"""What is opened, in words."""

from inspector.model.config import RecurrentConfig
from inspector.model.preset import Preset
from inspector.model.presets import preset_named
from inspector.model.source import ClassSource, FileSource, FormSource, ModelSource, PresetSource
from inspector.model.summary import FileSummary, NamedLayer

_TIED = 5  # groups of names that are told


def place_of(source: ModelSource | None) -> str:
    """Give where the source lies, in full."""
    match source:
        case FileSource(path) | ClassSource(path):
            return path
        case FormSource(config):
            return f"Built from the form: {config_words(config)}"
        case PresetSource():
            return "A model from one of the articles"
        case None:
            return ""


def preset_of(source: ModelSource | None) -> Preset | None:
    """Give the built-in model that the source names, None for any other source."""
    return preset_named(source.name) if isinstance(source, PresetSource) else None


def layers_of(source: ModelSource | None, summary: FileSummary | None) -> tuple[NamedLayer, ...]:
    """Give the recurrent layers that are known before anything runs."""
    if isinstance(source, FormSource):
        return (NamedLayer("", source.config),)
    return summary.layers if summary else ()


def content_words(summary: FileSummary) -> str:
    """Give kind and content of a file: `torch zip, state_dict`."""
    return f"{summary.kind.replace('-', ' ')}, {summary.content}"


def count_words(summary: FileSummary) -> str:
    """Give the size of a file's content: `12 tensors, 26,880 parameters`."""
    return f"{_counted(summary.tensor_count, 'tensor')}, {_counted(summary.parameters, 'parameter')}"


def note_lines(summary: FileSummary) -> tuple[str, ...]:
    """Give what is to be known of the names, and what is taken where the file does not tell a setting."""
    tied = tuple(f"{' and '.join(names)} are one tensor." for names in summary.tied[:_TIED])
    prefix = f"All names in the file begin with {summary.prefix}, which is left out here." if summary.prefix else ""
    return tuple(filter(None, (prefix, *tied, *summary.notes)))


def config_words(config: RecurrentConfig) -> str:
    """Give a layer as its constructor is written: `LSTM(10, 20, num_layers=2, bidirectional)`."""
    settings = [f"{config.input_size}, {config.hidden_size}"]
    settings += [f"num_layers={config.num_layers}"] if config.num_layers > 1 else []
    settings += [name for name in ("bidirectional", "batch_first") if getattr(config, name)]
    settings += [f"proj_size={config.proj_size}"] if config.proj_size else []
    settings += [f"dropout={config.dropout}"] if config.dropout else []
    settings += ["no bias"] if not config.bias else []
    return f"{config.kind}({', '.join(settings)})"


def _counted(number: int, unit: str) -> str:
    return f"{number:,} {unit}" if number == 1 else f"{number:,} {unit}s"
