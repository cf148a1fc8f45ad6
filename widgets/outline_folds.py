"""Which lines of a tree the person opened and closed, kept while other lines take their places."""

from inspector.reshape.outline import OutlineNode

LinePath = tuple[str, ...]  # the labels from the root to a line


class OutlineFolds:
    """Remembers by name, so that a line of the next run is open where the one of the last run was."""

    def __init__(self) -> None:
        self._chosen: dict[LinePath, bool] = {}

    def clear(self) -> None:
        """Forget everything."""
        self._chosen = {}

    def keep(self, path: LinePath, opened: bool) -> None:
        """Remember that the person opened or closed the line."""
        if self._chosen and next(iter(self._chosen))[0] != path[0]:
            self._chosen = {}  # of another model
        self._chosen[path] = opened

    def is_open(self, path: LinePath, node: OutlineNode, opened: bool) -> bool:
        """Tell whether the line is to be open; `opened` is what holds where the person did not choose."""
        return bool(node.children) and self._chosen.get(path, opened)
