"""How much room a text takes, as matplotlib measures it in the font it comes with."""

from functools import cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path


@cache
def text_width(text: str, size: float, bold: bool = False) -> float:
    """How wide a line of text is at most, in units of the picture."""
    font = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


def wrap(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Break a text into lines no wider than ``width``; a single longer word stays whole."""
    words = text.split()
    if words and text_width(" ".join(words), size, bold) <= width:
        return [" ".join(words)]  # as most do: to measure every beginning would take its time
    lines: list[str] = []
    for word in words:
        if lines and text_width(f"{lines[-1]} {word}", size, bold) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
