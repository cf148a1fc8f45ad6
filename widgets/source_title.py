"""What a model is called in the window."""

from pathlib import Path

from inspector.model.source import ClassSource, FileSource, FormSource, ModelSource, PresetSource


def source_title(source: ModelSource | None) -> str:
    """Give the opened model in a few words, "" where nothing is opened."""
    match source:
        case None:
            return ""
        case FileSource(path):
            return Path(path).name
        case ClassSource(path, class_name):
            return f"{Path(path).name}:{class_name}"
        case FormSource(config):
            return f"{config.kind} form"
        case PresetSource(name):
            return name
