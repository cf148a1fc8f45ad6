"""The tree of a million lines: making it, painting it for the first time, and filtering it while typing."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from time import perf_counter
from typing import Any

from inspector.reshape.outline import NodeKind, OutlineNode
from inspector.reshape.selection import Selection
from inspector.run.key import TensorKey
from inspector.tensor.axis import Axes, named_axis, shape_of
from inspector.tensor.record import TensorRecord

from .benchmark import Benchmark, Contest, Target
from .measuring import Task, timed

_FAN_OUT = 100
_TYPED = ("h_n", "tensor_7", "32, 20", "lstm42/17/tensor_23", "float32", "no such")  # from few lines to all, and none


@contextmanager
def _prepare_build(tiny: bool) -> Iterator[Contest]:
    """Compare with making Qt's own model of names and types, once: it takes seconds and 1.3 GB."""
    with _window() as app, _settled(lambda: tree_of(_fan_out(tiny))) as root:
        yield Contest(
            timed(lambda: items_of(app, root)),
            timed(lambda: walked(root)),
            {"QStandardItemModel": once(lambda: standard(root))},
        )


@contextmanager
def _prepare_paint(tiny: bool) -> Iterator[Contest]:
    """Compare with painting a tree of few lines, and with Qt's own model of the million."""
    with _window() as app, _settled(lambda: tree_of(_fan_out(tiny))) as root:
        peers = {"QStandardItemModel": _painting_standard(app, standard(root))}
        yield Contest(_painting(app, root), _painting(app, tree_of(2)), peers)


@contextmanager
def _prepare_filter(tiny: bool) -> Iterator[Contest]:
    """Compare with looking for the text in a list of the lines' texts, and with Qt's own filter, once."""
    with _window() as app, _settled(lambda: tree_of(_fan_out(tiny))) as root:
        from widgets.tensor_tree import TensorTree

        tree = TensorTree()
        tree.resize(600, 800)
        tree.show()
        tree.show_outline(root, None)
        app.processEvents()
        texts = [f"{node.label}\n{node.selection.key.name if node.selection else ''}".lower() for node in walked(root)]
        try:
            proxy = once(lambda: sought_by_qt(items_of(app, root)))
            yield Contest(_typing(app, tree), _scanning(texts), {"QSortFilterProxyModel": proxy})
        finally:
            tree.deleteLater()
            app.processEvents()


def tree_of(fan_out: int) -> OutlineNode:
    """Make a tree of layers, calls and tensors, each with so many below it, named as a run names them."""
    axes = [
        (named_axis(("batch", batch)), named_axis(("time", 20)), named_axis(("hidden", 64))) for batch in range(1, 33)
    ]

    def tensor(module: str, call: int, place: int) -> OutlineNode:
        key = TensorKey(module, str(call), "h_n" if place == 1 else f"tensor_{place}")
        return OutlineNode(NodeKind.TENSOR, key.role, "", Selection(key), _record(key, axes[place % len(axes)]))

    def call(module: str, number: int) -> OutlineNode:
        below = tuple(tensor(module, number, place) for place in range(fan_out))
        return OutlineNode(NodeKind.CALL, f"call {number}", children=below)

    def layer(number: int) -> OutlineNode:
        module = f"encoder.lstm{number}"
        return OutlineNode(
            NodeKind.LAYER, module, "LSTM(8, 64)", children=tuple(call(module, n) for n in range(fan_out))
        )

    return OutlineNode(NodeKind.MODEL, "model.pt", "cpu", children=tuple(map(layer, range(fan_out))))


def items_of(app: Any, root: OutlineNode) -> Any:
    """Make the program's own model of the tree."""
    from widgets.tensor_tree_cells import OutlineCells
    from widgets.tensor_tree_items import OutlineItems

    items = OutlineItems(OutlineCells(app.palette(), app.font()))
    items.set_outline(root)
    return items


def walked(root: OutlineNode) -> list[OutlineNode]:
    """List all lines, the least that any model of them does."""
    nodes = [root]
    for node in nodes:
        nodes.extend(node.children)
    return nodes


def standard(root: OutlineNode) -> Any:
    """Make Qt's own model of the tree, a name and a type in each line."""
    from PySide6.QtGui import QStandardItem, QStandardItemModel

    def add(above: QStandardItem, node: OutlineNode) -> None:
        item = QStandardItem(node.label)
        for child in node.children:
            add(item, child)
        above.appendRow([item, QStandardItem(node.record.dtype if node.record else node.note)])

    model = QStandardItemModel()
    add(model.invisibleRootItem(), root)
    return model


def sought_by_qt(items: Any) -> int:
    """Have Qt's filter look for a text that no line has, so that it asks all of them, ancestors kept."""
    from PySide6.QtCore import QSortFilterProxyModel

    proxy = QSortFilterProxyModel()
    proxy.setRecursiveFilteringEnabled(True)
    proxy.setSourceModel(items)
    proxy.setFilterFixedString("no such")
    return proxy.rowCount()


def once(work: Callable[[], Any]) -> Task:
    """Make a task that does its work the first time and then tells what it took."""
    seconds: list[float] = []

    def task() -> float:
        if not seconds:
            seconds.append(timed(work)())
        return seconds[0]

    return task


def _painting(app: Any, root: OutlineNode) -> Task:
    """Make a task that shows a new view of the lines, which are there already."""
    from widgets.outline_view import OutlineView
    from widgets.tensor_tree_cells import OutlineCells

    items = items_of(app, root)

    def made() -> Any:
        view = OutlineView(items, OutlineCells, "Tensors")
        view.open_lines()
        view.widen()
        return view

    return _painted(app, made)


def _painting_standard(app: Any, model: Any) -> Task:
    """Make a task that shows a new view of Qt's own model, with the root open."""
    from PySide6.QtWidgets import QTreeView

    def made() -> Any:
        view = QTreeView()
        view.setUniformRowHeights(True)
        view.setModel(model)
        view.expand(model.index(0, 0))
        return view

    return _painted(app, made)


def _painted(app: Any, made: Callable[[], Any]) -> Task:
    """Make a task that makes a view, and ends when it has been painted."""

    def task() -> float:
        began = perf_counter()
        view = made()
        view.resize(600, 800)
        view.show()
        app.processEvents()
        seconds = perf_counter() - began
        view.deleteLater()
        app.processEvents()
        return seconds

    return task


def _typing(app: Any, tree: Any) -> Task:
    """Make a task that types another text each time, until its lines are painted."""
    from PySide6.QtWidgets import QLineEdit

    line, texts = tree.findChild(QLineEdit), cycle(_TYPED)

    def task() -> float:
        text = next(texts)
        began = perf_counter()
        line.setText(text)
        app.processEvents()
        return perf_counter() - began

    return task


def _scanning(names: list[str]) -> Task:
    texts = cycle(_TYPED)

    def scan() -> list[int]:
        text = next(texts)
        return [line for line, name in enumerate(names) if text in name]

    return timed(scan)


@contextmanager
def _window() -> Iterator[Any]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    yield QApplication.instance() or QApplication([])


@contextmanager
def _settled(make: Callable[[], OutlineNode]) -> Iterator[OutlineNode]:
    """Make the tree and keep it out of the garbage collector's rounds, which would fall on one task or another."""
    gc.disable()
    root = make()
    gc.freeze()
    gc.enable()
    try:
        yield root
    finally:
        gc.unfreeze()


def _record(key: TensorKey, axes: Axes) -> TensorRecord:
    return TensorRecord(key, shape_of(axes), (), "float32", axes)


def _fan_out(tiny: bool) -> int:
    return 5 if tiny else _FAN_OUT


BENCHMARKS = (
    Benchmark("tree_build", (Target("ratio_to_best_peer", 0.1),), 9, _prepare_build),
    Benchmark("tree_first_paint", (Target("ours", 0.1),), 15, _prepare_paint),
    Benchmark("tree_filter", (Target("ours", 0.1), Target("ratio_to_limit", 3)), 18, _prepare_filter),
)
