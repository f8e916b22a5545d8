"""The certificate as a picture to share: the same words, drawn on a sheet of the shape of A4.

The same name and day give the same bytes. The fonts are those that come with matplotlib; a letter that they
do not have is taken from a font of this computer, if it has one.
"""

import io
import warnings
from collections.abc import Sequence
from functools import cache

from matplotlib import font_manager, rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from tenmistakes.plan.certificate import DID, SAYS, SUBJECT, Certificate
from tenmistakes.plan.plan import spoken_day

_WIDTH, _HEIGHT, _DPI = 11.69, 8.27, 150
"""A4 in inches, lying on its side."""
_INK, _SOFT, _PAPER, _HAIR, _ACCENT = "#1f1b16", "#5f564a", "#fffdf9", "#ddd4c4", "#96390f"
_SERIF, _SANS = "DejaVu Serif", "DejaVu Sans"
_LEFT, _COLUMN = (0.072, 0.516), 0.385
"""Where the columns begin and how wide their text is, as shares of the sheet."""
_TOP, _ROOM, _LINE = 0.6, 0.41, 0.03
"""Where they begin from below, how high they may be, and how high a line is."""


def png(certificate: Certificate) -> bytes:
    """The picture. Its own description holds its words."""
    with rc_context({"text.parse_math": False}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # unknown_letters() says so in words
        figure = Figure(figsize=(_WIDTH, _HEIGHT), dpi=_DPI, facecolor=_PAPER)
        FigureCanvasAgg(figure)
        _frame(figure)
        _centred(figure, 0.885, " ".join(certificate.title.upper()), 15, _ACCENT, _SANS, weight="bold")
        _centred(figure, 0.848, SUBJECT, 10.5, _SOFT, _SANS)
        _name(figure, 0.762, certificate.name)
        _centred(figure, 0.682, DID, 12, _INK, _SERIF)
        _points(figure, certificate.points)
        _centred(figure, 0.158, spoken_day(certificate.day), 12, _INK, _SERIF)
        for line, text in enumerate(_wrapped(SAYS, 0.6, 9, _SANS)):
            _centred(figure, 0.115 - 0.026 * line, text, 9, _SOFT, _SANS)
        target = io.BytesIO()
        figure.savefig(target, format="png", metadata={"Software": None, "Description": certificate.words})
    return target.getvalue()


def unknown_letters(name: str) -> str:
    """The letters of a name for which this computer has no font, each once: the picture shows boxes there."""
    return "".join(dict.fromkeys(c for c in name if not c.isspace() and _family_with(c) is None))


def _frame(figure: Figure) -> None:
    for inset, width, colour in ((0.022, 0.8, _HAIR), (0.034, 2.4, _ACCENT)):
        figure.add_artist(
            Rectangle(
                (inset, inset * _WIDTH / _HEIGHT),
                1 - 2 * inset,
                1 - 2 * inset * _WIDTH / _HEIGHT,
                fill=False,
                linewidth=width,
                edgecolor=colour,
            )
        )


def _centred(
    figure: Figure, y: float, text: str, size: float, colour: str, family: str | Sequence[str], **more: str
) -> None:
    figure.text(0.5, y, text, size=size, color=colour, family=family, ha="center", va="center", **more)  # type: ignore[arg-type]


def _name(figure: Figure, y: float, name: str) -> None:
    """On one line as large as it fits, or on two; only what even small letters do not hold is cut."""
    families = _families(name)
    for size in range(38, 19, -2):
        if _width(name, size, families) <= 0.84:
            _centred(figure, y, name, size, _INK, families)
            return
    for size in (18, 16, 14, 12):
        lines = _wrapped(name, 0.84, size, families)
        if len(lines) <= 2:
            break
    else:
        lines = [lines[0], f"{lines[1]} …"]
    for number, line in enumerate(lines):
        _centred(figure, y + 0.022 - 0.044 * number, line, size, _INK, families)


def _points(figure: Figure, points: Sequence[str]) -> None:
    """In two columns, as far apart as the room allows."""
    half = (len(points) + 1) // 2
    lines = [_wrapped(point, _COLUMN, 11, _SANS) for point in points]
    longest = max(sum(map(len, lines[:half])), sum(map(len, lines[half:])))
    gap = min(0.036, (_ROOM - _LINE * longest) / half)
    mark = {"size": 13, "color": _ACCENT, "family": _SERIF, "ha": "right", "va": "top"}
    for left, start in zip(_LEFT, (0, half), strict=True):
        y = _TOP
        for number in range(start, min(start + half, len(points))):
            figure.text(left + 0.022, y, f"{number + 1}", **mark)
            for line in lines[number]:
                figure.text(left + 0.036, y - 0.002, line, size=11, color=_INK, family=_SANS, va="top")
                y -= _LINE
            y -= gap


def _wrapped(text: str, width: float, size: float, families: str | Sequence[str]) -> list[str]:
    """Lines no wider than a share of the sheet; a longer word is broken."""
    lines: list[str] = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if _width(joined, size, families) <= width:
            lines[-1] = joined
            continue
        lines.append("")
        for letter in word:
            if lines[-1] and _width(lines[-1] + letter, size, families) > width:
                lines.append("")
            lines[-1] += letter
    return [line for line in lines if line]


def _width(text: str, size: float, families: str | Sequence[str]) -> float:
    """How wide a line is, as a share of the sheet."""
    sheet, renderer = _ruler()
    drawn = Text(text=text, size=size, family=families, parse_math=False, figure=sheet)
    return float(drawn.get_window_extent(renderer).width / (_WIDTH * _DPI))


@cache
def _ruler() -> tuple[Figure, RendererAgg]:
    """An empty sheet to measure on."""
    sheet = Figure(figsize=(_WIDTH, _HEIGHT), dpi=_DPI)
    return sheet, FigureCanvasAgg(sheet).get_renderer()


def _families(name: str) -> list[str]:
    """The font for a name, and behind it those that have the letters it lacks."""
    found = [_SERIF]
    for letter in name:
        if not letter.isspace() and (family := _family_with(letter)) not in (None, *found):
            found.append(family)
    return found


@cache
def _family_with(letter: str) -> str | None:
    """A font that has the letter: one of ours, else the computer's first by name; None if none has it."""
    ours = {_SERIF: 0, _SANS: 1}
    for font in sorted(
        font_manager.fontManager.ttflist, key=lambda f: (ours.get(f.name, 2), f.name, f.fname)
    ):
        # The font of last resort has a box for every letter.
        if not font.name.startswith("Last Resort") and FT2Font(font.fname).get_char_index(ord(letter)):
            return str(font.name)
    return None
