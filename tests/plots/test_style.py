"""The chart style can be seen: contrast in each theme that JupyterLab comes with, and outside of it."""

import re
from pathlib import Path

import pytest
from jupyterlab.commands import get_app_dir

from tenmistakes.plots import style
from tenmistakes.plots.measure import text_width, wrap

THEMES = Path(get_app_dir()) / "themes" / "@jupyterlab"
NAMES = ["theme-light-extension", "theme-dark-extension", "theme-dark-high-contrast-extension"]
BACKGROUNDS = ["--jp-layout-color0", "--jp-layout-color1"]


def variables(name):
    return dict(re.findall(r"(--[\w-]+):([^;}]*)", (THEMES / name / "index.css").read_text("utf-8")))


def resolve(css, known):
    """A colour of CSS as red, green, blue (0 to 1) and opacity; variables from ``known``."""
    css = css.strip()
    if css.startswith("var("):
        name, _, fallback = css[4:-1].partition(",")
        return resolve(known.get(name.strip(), fallback), known)
    if css.startswith("rgba("):
        *channels, opacity = (float(part) for part in css[5:-1].split(","))
        return [channel / 255 for channel in channels], opacity
    named = {"white": "#fff", "black": "#000", "currentColor": known.get("currentColor", "")}
    if css in named:
        return resolve(named[css], known)
    digits = css.removeprefix("#")
    assert css.startswith("#"), css
    assert len(digits) in (3, 6), css
    pairs = [d * 2 for d in digits] if len(digits) == 3 else [digits[i : i + 2] for i in (0, 2, 4)]
    return [int(pair, 16) / 255 for pair in pairs], 1.0


def luminance(channels):
    """Relative luminance by WCAG 2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(front, back, known, opacity=1.0):
    (channels, alpha), (behind, _) = resolve(front, known), resolve(back, known)
    alpha *= opacity
    seen = [alpha * c + (1 - alpha) * b for c, b in zip(channels, behind, strict=True)]
    lighter, darker = sorted((luminance(seen), luminance(behind)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself():
    assert contrast("#000", "#fff", {}) == pytest.approx(21)
    assert contrast("#777", "#fff", {}) == pytest.approx(4.48, abs=0.01)
    assert contrast("var(--no, #fff)", "white", {}) == 1


def places():
    for name in NAMES:
        known = variables(name)
        known["currentColor"] = known["--jp-content-font-color1"]
        for background in BACKGROUNDS:
            yield pytest.param(known, f"var({background})", id=f"{name}{background}")
    yield pytest.param({"currentColor": "#000"}, "#fff", id="white page")
    yield pytest.param({"currentColor": "#e6e6e6"}, "#111", id="dark page")


@pytest.mark.parametrize(("known", "background"), list(places()))
def test_graphics_have_three_to_one_and_text_has_four_and_a_half(known, background):
    for role, colour in style.ROLES.items():
        assert contrast(colour.css, background, known) >= 3, role
    assert contrast(style.INK.css, background, known) >= 4.5
    assert contrast(style.INK.css, background, known, opacity=style.FAINT) >= 4.5


def test_stand_ins_are_different_and_never_part_of_one_another():
    stand_ins = [colour.stand_in for colour in style.COLOURS]
    assert len(set(stand_ins)) == len(stand_ins)
    assert all(re.fullmatch(r"#[0-9a-f]{6}", stand_in) for stand_in in stand_ins)


def test_wrapping_keeps_every_word_and_the_width():
    text = "By the night “motrin” is the most searched word on Twitter, above Saturday Night Live."
    lines = wrap(text, 200, 12)
    assert " ".join(lines) == text
    assert len(lines) > 2
    assert all(text_width(line, 12) <= 200 for line in lines)
    assert wrap("unbreakable", 1, 12) == ["unbreakable"]
    assert wrap("", 100, 12) == []
