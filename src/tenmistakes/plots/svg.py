"""From a matplotlib figure to SVG that belongs to the page: themed, described, with ids of its own."""

import io
import re
from xml.etree import ElementTree

from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from tenmistakes.plots import style

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_FONT = re.compile(r"font-family: [^;]*")
_POINTLESS = re.compile(r"rotate\(-0 [^)]*\)")
_NUMBER = re.compile(r"-?\d+\.\d{3,}")
MOVES = "tm-moves-with-sliders"
"""The class of every group that a slider may move."""


def figure(height: float) -> Figure:
    """An empty figure as wide as every picture; call it, and draw, inside ``rc_context(style.RC)``."""
    made = Figure(figsize=(style.WIDTH / 72, height / 72), dpi=72)
    made.patch.set_visible(False)
    FigureCanvasSVG(made)
    return made


def themed(drawn: Figure, words: str, prefix: str = "", moving: tuple[str, ...] = ()) -> str:
    """The figure as SVG text. ``prefix`` stands before every id; a slider may move the gids in ``moving``."""
    buffer = io.StringIO()
    drawn.canvas.print_svg(buffer, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    root = ElementTree.fromstring(buffer.getvalue())  # noqa: S314 (our own text)
    box = root.get("viewBox", "")
    _without(root, {f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"})
    referred = set(re.findall(r"(?:url\(#|href=\"#)([^)\"]+)", buffer.getvalue()))
    for node in root.iter():
        if node.get("id") not in referred.union(moving):
            node.attrib.pop("id", None)
        _adopt(node, prefix, moving)
    root.attrib = {
        "viewBox": box,
        "role": "img",
        "aria-label": words,
        "class": "tm-chart",
        "style": f"width:100%;max-width:{style.MAX_WIDTH};height:auto;stroke-linejoin:round;"
        "stroke-linecap:butt;overflow:visible",
    }
    ElementTree.register_namespace("", _SVG)
    return re.sub(r"\n\s*", "\n", ElementTree.tostring(root, encoding="unicode")).strip()


def _without(node: ElementTree.Element, tags: set[str]) -> None:
    for child in list(node):
        if child.tag in tags or (child.tag == f"{{{_SVG}}}defs" and all(c.tag in tags for c in child)):
            node.remove(child)
        else:
            _without(child, tags)


def _adopt(node: ElementTree.Element, prefix: str, moving: tuple[str, ...]) -> None:
    """Give an element the page's colours and font, and an id of its own."""
    if node.get("id") in moving:
        node.set("class", MOVES)
    for name, value in list(node.attrib.items()):
        if name == "id":
            node.set(name, f"{prefix}{value}")
        elif name == _XLINK:
            del node.attrib[name]
            node.set("href", f"#{prefix}{value.removeprefix('#')}")
        elif name in ("style", "fill", "stroke", "clip-path"):
            node.set(name, _css(value.replace("url(#", f"url(#{prefix}")))
        elif name == "transform" and _POINTLESS.fullmatch(value):
            del node.attrib[name]
        elif name in ("d", "transform", "x", "y"):
            node.set(name, _NUMBER.sub(lambda match: f"{float(match[0]):.2f}", value).replace("\n", ""))


def _css(value: str) -> str:
    for colour in style.COLOURS:
        value = value.replace(colour.stand_in, colour.css)
    return _FONT.sub(f"font-family: {style.FONT}", value)


class Page:
    """Writes down a figure from the top, in units of the picture: for texts, bars and lists."""

    def __init__(self, drawn: Figure, height: float) -> None:
        self.figure = drawn
        self._height = height
        self.y = 0.0
        """How far down the next thing goes."""

    def down(self, by: float) -> None:
        """Leave room."""
        self.y += by

    def text(self, x: float, lines: list[str], size: float, bold: bool = False, faint: bool = False) -> None:
        """Lines of text from ``x`` on; goes down by their height."""
        for line in lines:
            self.beside(x, line, size, size * style.LINE, bold, faint)
            self.down(size * style.LINE)

    def beside(
        self, x: float, line: str, size: float, room: float, bold: bool = False, faint: bool = False
    ) -> Text:
        """One line of text in the middle of the next ``room`` units; does not go down."""
        middle = self.y + room / 2 + 0.36 * size
        weight = "bold" if bold else "normal"
        text = self.figure.text(
            x / style.WIDTH, 1 - middle / self._height, line, size=size, weight=weight, va="baseline"
        )
        text.set_alpha(style.FAINT if faint else None)
        return text

    def add(self, shape: Artist) -> None:
        """A shape in units of the picture, y downwards from where the page has got to; does not go down."""
        place = Affine2D().translate(0, self.y).scale(1, -1).translate(0, self._height)
        shape.set_transform(place)
        self.figure.add_artist(shape)
