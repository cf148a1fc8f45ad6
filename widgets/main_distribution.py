"""The window's distributions: counted while somebody looks at them, for the selected tensor and the reshaped one."""

from collections.abc import Callable

from inspector.reshape.apply_request import ApplyRequest
from inspector.tensor.distribution import AxisQuantiles, Distribution

from .counting_processes import ValueCounter
from .main_layout import MainPanels
from .tensor_distribution import TensorDistribution
from .workspace import Workspace

Found = Distribution | AxisQuantiles
Requested = Callable[[], ApplyRequest | None]


class MainDistribution:
    """Joins the workspace to the distributions of the two tensor views."""

    def __init__(self, workspace: Workspace, panels: MainPanels) -> None:
        workers, reshaping = workspace.workers, workspace.reshaping
        source, preview = panels.source.distribution, panels.preview.distribution
        self._sides = (
            _Side(source, workers.source_values, reshaping.source_request),
            _Side(preview, workers.preview_values, reshaping.preview_request),
        )
        for signal in (
            workspace.selection_changed, workspace.values_changed, workspace.pipeline_changed, reshaping.previewed,
        ):  # fmt: skip
            signal.connect(self._follow)

    def _follow(self) -> None:
        for side in self._sides:
            side.follow()


class _Side:
    """One view; what was counted is kept as long as the tensor is the same."""

    def __init__(self, view: TensorDistribution, counter: ValueCounter, requested: Requested) -> None:
        self._view, self._counter, self._requested = view, counter, requested
        self._request: ApplyRequest | None = None
        self._found: dict[int | None, Found] = {}
        view.wanted.connect(self._look)
        view.left.connect(counter.stop)

    def follow(self) -> None:
        """Count the values of another tensor, if that is what there is to see now."""
        if self._requested() != self._request and self._view.isVisible():
            self._look(self._view.axis)

    def _look(self, axis: int | None) -> None:
        """Show what is known of the axis, or of the whole tensor; else have it counted."""
        request = self._requested()
        if request != self._request:
            self._request, self._found = request, {}
        self._counter.stop()
        if request is None:
            return  # the view says why there is no tensor
        if axis in self._found:
            self._show(self._found[axis])
            return
        view = self._view
        view.show_progress(0, 0)
        if axis is None:
            self._counter.distribution(
                request, lambda found: self._keep(None, found), view.show_error, view.show_progress
            )
        else:
            self._counter.quantiles_along(
                request, axis, lambda found: self._keep(axis, found), view.show_error, view.show_progress
            )

    def _keep(self, axis: int | None, found: Found) -> None:
        self._found[axis] = found
        self._show(found)

    def _show(self, found: Found) -> None:
        match found:
            case Distribution():
                self._view.show_distribution(found)
            case AxisQuantiles():
                self._view.show_quantiles(found)
