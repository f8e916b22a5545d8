"""Scenes: drawn once, moved by path data alone, and never different from a fresh drawing."""

import re
import subprocess
import sys
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import rc_context
from reading import SVG, check_layout, moving_paths, numbers, texts, tree

from tenmistakes.models.base import Artist, Axis, Frame, Scene, simulation
from tenmistakes.plots import moving, scene, style
from tenmistakes.plots.drawing import patched as patch
from tenmistakes.plots.measure import wrap

NAMES = ["firestorm", "coverage", "alarm"]


def simulated(name) -> tuple:
    model = simulation("no-crisis-plan", name)
    return model, scene.draw(model.scene, model.frame(), prefix="a-")


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(deadline=None, max_examples=15)
def test_a_patched_picture_is_a_fresh_one_to_the_letter(name, data):
    model, drawing = simulated(name)
    values = {p.name: data.draw(st.floats(p.low, p.high), label=p.name) for p in model.parameters}
    frame = model.frame(values)
    update = drawing.update(frame)
    fresh = scene.draw(model.scene, frame, prefix="a-")
    patched = patch(drawing.svg, update["paths"])
    assert moving_paths(patched) == moving_paths(fresh.svg) == update["paths"]
    assert patched.replace(drawing.words, fresh.words) == fresh.svg
    assert update["words"] == fresh.words == frame.words


@pytest.mark.parametrize("name", NAMES)
def test_paths_lie_where_matplotlib_itself_saves_them(name):
    model = simulation("no-crisis-plan", name)
    template = scene.template(model.scene, model.frame())
    own = {gid.removeprefix(moving.PREFIX): path for gid, path in moving_paths(template).items()}
    drawing = scene.draw(model.scene, model.frame())
    ours = moving_paths(drawing.svg)
    top, bottom = drawing.top, drawing.top + moving.PLOT
    assert set(own) == set(ours) == {artist.name for artist in model.scene.artists}
    for gid in ours:
        there, here = (np.array(numbers(d[gid])) for d in (own, ours))
        there, here = there[: len(here)].reshape(-1, 2), here.reshape(-1, 2)
        inside = (here[:, 1] > top + 0.1) & (here[:, 1] < bottom - 0.1)  # outside, matplotlib has no points
        assert inside.any() or len(here) == 2
        np.testing.assert_allclose(here[inside], there[inside], atol=0.06)


def test_logarithmic_axes_move_as_they_are_drawn():
    points = np.array([[1.0, 1.0], [10.0, 1000.0], [100.0, 10.0]])
    logs = Scene(
        "Logarithms",
        Axis("x", 1, 100, scale="log"),
        Axis("y", 1, 1000, scale="log"),
        (Artist("line", "a line"), Artist("area", "an area", kind="area")),
    )
    drawing = scene.draw(logs, Frame({"line": points, "area": points}, {}, "Words."))
    xs, ys = (
        np.array(numbers(drawing.update(Frame({"line": points, "area": points}, {}, ""))["paths"]["line"]))
        .reshape(-1, 2)
        .T
    )
    assert xs[1] - xs[0] == pytest.approx(xs[2] - xs[1], abs=0.2)
    assert ys[0] - ys[2] == pytest.approx((ys[0] - ys[1]) / 3, abs=0.2)


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_says_what_it_shows(name):
    model, drawing = simulated(name)
    root = tree(drawing.svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == model.frame().words == drawing.words
    shown = {words for words, _, _ in texts(drawing.svg)}
    title = wrap(model.scene.title, style.WIDTH, style.TITLE, bold=True)
    assert {*title, model.scene.x.label, model.scene.y.label} <= shown
    assert {artist.label for artist in model.scene.artists} <= shown
    assert drawing.html().startswith("<figure><svg")
    assert "</svg><figcaption>" in drawing.html()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_overlaps_and_everything_is_legible(name):
    check_layout(simulated(name)[1].svg)


@pytest.mark.parametrize("name", NAMES)
def test_only_the_themes_colours_and_fonts_are_used(name):
    text = simulated(name)[1].svg
    for colour in style.COLOURS:
        assert colour.stand_in not in text
        text = text.replace(colour.css, "")
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?!\")", re.sub(r"url\(#[^)]*\)", "", text)) == []
    assert set(re.findall(r"font-family: ([^;]*)", text)) == {style.FONT}
    assert "<style" not in text  # a style sheet inside would reach the whole page
    assert "<metadata" not in text
    assert "<!" not in text


@pytest.mark.parametrize("name", NAMES)
def test_every_id_carries_the_prefix_and_every_reference_finds_its_id(name):
    text = simulated(name)[1].svg
    ids = re.findall(r'\bid="([^"]*)"', text)
    assert len(ids) == len(set(ids))
    assert all(found.startswith("a-") for found in ids)
    assert set(re.findall(r'url\(#([^)]*)\)|href="#([^"]*)"', text)) <= {(i, "") for i in ids} | {
        ("", i) for i in ids
    }


def test_two_pictures_on_a_page_share_no_id():
    model = simulation("no-crisis-plan", "firestorm")
    one, other = (scene.draw(model.scene, model.frame(), prefix=p).svg for p in ("a-", "b-"))
    ids = [set(re.findall(r'\bid="([^"]*)"', text)) for text in (one, other)]
    assert not ids[0] & ids[1]


def test_the_same_picture_in_another_process():
    code = (
        "from tenmistakes.models.base import simulation; from tenmistakes.plots import scene; "
        "s = simulation('no-crisis-plan', 'firestorm'); "
        "print(scene.draw(s.scene, s.frame(), prefix='a-').svg, end='')"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    assert done.stdout == simulated("firestorm")[1].svg


def test_drawing_leaves_matplotlibs_settings_alone():
    with rc_context({"svg.fonttype": "path", "font.size": 9}):
        from matplotlib import rcParams

        before = dict(rcParams)
        simulated("coverage")
        assert dict(rcParams) == before


def test_roles_differ_in_more_than_colour():
    for name in NAMES:
        artists = simulation("no-crisis-plan", name).scene.artists
        looks = [(artist.kind, artist.style) for artist in artists]
        assert len(set(looks)) == len(looks), name


def test_a_hostile_text_stays_text():
    nasty = '<script>alert("x")</script> & $x$'
    bad = Scene(nasty, Axis(nasty, 0, 1), Axis(nasty, 0, 1), (Artist("line", nasty), Artist("more", nasty)))
    points = np.array([[0.0, 0.0], [1.0, 1.0]])
    drawing = scene.draw(bad, Frame({"line": points, "more": points}, {}, nasty))
    assert "<script" not in drawing.html()
    assert [words for words, _, _ in texts(drawing.svg)].count(nasty) == 5
    assert tree(drawing.svg).get("aria-label") == nasty
    assert not list(tree(drawing.svg).iter(f"{SVG}script"))


def test_updates_are_data_that_json_can_carry():
    model, drawing = simulated("coverage")
    update = drawing.update(model.frame())
    assert isinstance(update, Mapping)
    assert all(re.fullmatch(r"M[-\d. ]+z?", path) for path in update["paths"].values())
