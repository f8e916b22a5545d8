"""Reading a drawn SVG as a test wants it."""

import re
from xml.etree import ElementTree

from tenmistakes.plots.measure import text_width

SVG = "{http://www.w3.org/2000/svg}"


def tree(text):
    return ElementTree.fromstring(text)


def moving_paths(text):
    """Path data by id of every group that a slider may move."""
    groups = [node for node in tree(text).iter(f"{SVG}g") if "tm-moves-with-sliders" in node.get("class", "")]
    return {group.get("id"): group.find(f".//{SVG}path").get("d") for group in groups}


def numbers(path):
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path)]


def texts(text):
    """Every text with its box (left, top, right, bottom), at the widest it can be."""
    found = []
    for node in tree(text).iter(f"{SVG}text"):
        css = node.get("style", "")
        size = float(re.search(r"font-size: ([\d.]+)px", css)[1])
        bold = "bold" in css or "font-weight: 700" in css
        width = text_width(node.text, size, bold)
        x, y = float(node.get("x")), float(node.get("y"))
        anchor = re.search(r"text-anchor: (\w+)", css)
        left = x - {"middle": width / 2, "end": width}.get(anchor[1] if anchor else "start", 0)
        found.append((node.text, size, (left, y - 0.75 * size, left + width, y + 0.2 * size)))
    return found


def overlapping(text):
    """Pairs of texts whose boxes overlap."""
    boxes = texts(text)
    return [
        (one, other)
        for number, (one, _, a) in enumerate(boxes)
        for other, _, b in boxes[number + 1 :]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]


def size(text):
    left, top, width, height = map(float, tree(text).get("viewBox").split())
    assert (left, top) == (0, 0)
    return width, height


def check_layout(text):
    """No text overlaps another or leaves the picture; every letter is legible at 400 pixels."""
    width, height = size(text)
    assert not overlapping(text), overlapping(text)
    for words, letters, (left, top, right, bottom) in texts(text):
        assert -1 <= left <= right <= width + 1, words
        assert -1 <= top <= bottom <= height + 1, words
        assert letters * 272 / width >= 8, words  # what JupyterLab leaves a picture of 400 pixels
