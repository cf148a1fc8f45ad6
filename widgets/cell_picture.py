"""A figure of a cell as a picture for slides: on the clipboard, as PNG, as SVG."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

from inspector.errors import FileError
from widgets.cell_figure import CellFigure, paint_captioned, picture_size
from widgets.cell_inks import CellInks

KINDS = "Pictures (*.png);;Vector graphics (*.svg)"
_SCALE = 2  # pixels for one of the sheet: sharp on a slide of 2560 pixels
_DOTS = 96  # in an inch: what a browser takes for a pixel


def picture(figure: CellFigure, inks: CellInks) -> QImage:
    """Paint the figure with its caption, at twice the size of the sheet."""
    width, height = picture_size()
    image = QImage(width * _SCALE, height * _SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    painter.scale(_SCALE, _SCALE)
    paint_captioned(painter, inks, figure, QRectF(0, 0, width, height))
    painter.end()
    return image


def copy_picture(figure: CellFigure, inks: CellInks) -> None:
    """Put the picture on the clipboard."""
    QGuiApplication.clipboard().setImage(picture(figure, inks))


def save_picture(figure: CellFigure, inks: CellInks, path: Path) -> None:
    """Write the picture: vector graphics to a name that ends in .svg, else PNG. Raises FileError."""
    written = _svg(figure, inks) if path.suffix.lower() == ".svg" else _png(figure, inks)
    try:
        path.write_bytes(written)
    except OSError as error:
        raise FileError(f"The picture cannot be written: {error.strerror}.", "Choose another place.") from error


def _png(figure: CellFigure, inks: CellInks) -> bytes:
    memory = QBuffer()
    memory.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(memory, QByteArray(b"png")).write(picture(figure, inks))
    return bytes(memory.data().data())


def _svg(figure: CellFigure, inks: CellInks) -> bytes:
    width, height = picture_size()
    memory, paper = QBuffer(), QSvgGenerator()
    paper.setOutputDevice(memory)
    paper.setSize(QSize(width, height))
    paper.setViewBox(QRectF(0, 0, width, height))
    paper.setTitle(figure.caption)
    paper.setResolution(_DOTS)
    painter = QPainter(paper)
    paint_captioned(painter, inks, figure, QRectF(0, 0, width, height))
    painter.end()
    return bytes(memory.data().data())
