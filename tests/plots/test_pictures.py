"""The lessons' pictures: drawn from tables, told in words, refused with a sentence."""

import re

import pytest
import yaml
from reading import check_layout, texts, tree

from tenmistakes import content
from tenmistakes.plots import pictures
from tenmistakes.reading import Refused

MISTAKES = [p for p in content.places() if (p.folder / pictures.FILE).is_file()]
EVERY = [(place.slug, name) for place in MISTAKES for name in pictures.load(place.folder).pictures]

SOURCES = (
    "A1: {label: 'A paper, 2009', title: A paper, date: '2009', url: 'https://example.org/a', kind: press}"
)
LINE = {
    "kind": "line",
    "title": "A line",
    "data": "line.csv",
    "x": "day",
    "y": "views",
    "x_label": "April 2009",
    "y_label": "views",
    "words": "It rises.",
    "sources": ["A1"],
}
TIMELINE = {
    "kind": "timeline",
    "title": "Days",
    "data": "days.csv",
    "words": "It went on.",
    "sources": ["A1"],
}
TABLES = {
    "line.csv": "day,views,source\n2009-04-13,0,A1\n2009-04-14,1000,A1\n2009-04-15,1000000,A1\n",
    "days.csv": (
        "when,label,text,role,source\n"
        "2009-04-15 18:00,Apology,The president says sorry.,company,A1\n"
        "2009-04-13,Prank,Five videos appear.,public,A1\n"
    ),
}


@pytest.fixture
def course(tmp_path):
    """Makes a course of one mistake, ``07-trial``, from definitions and tables."""

    def make(definitions, tables=TABLES, sources=SOURCES):
        folder = tmp_path / "07-trial"
        (folder / "data").mkdir(parents=True)
        (folder / "lesson.md").write_text("# Trial\n", "utf-8")
        (folder / "sources.yaml").write_text(sources, "utf-8")
        text = definitions if isinstance(definitions, str) else yaml.safe_dump(definitions)
        (folder / "pictures.yaml").write_text(text, "utf-8")
        for name, table in tables.items():
            (folder / "data" / name).write_text(table, "utf-8")
        return tmp_path

    return make


def refusal(root):
    with pytest.raises(Refused) as caught:
        pictures.load(root / "07-trial")
    assert all(p.sentence.endswith(".") for p in caught.value.problems)
    return "\n".join(map(str, caught.value.problems))


@pytest.mark.parametrize(("slug", "name"), EVERY)
def test_each_picture_of_the_course_is_drawn_legibly_with_words_table_and_sources(slug, name):
    drawing = pictures.picture(slug, name)
    check_layout(drawing.svg)
    assert tree(drawing.svg).get("aria-label") == drawing.words
    assert drawing.svg == pictures.picture(slug, name).svg
    html = drawing.html()
    assert "<summary>The same as a table</summary>" in html
    assert '<th scope="col">' in html
    assert re.search(r"Sources: <a href=\"https?://", html)
    ids = re.findall(r'\bid="([^"]*)"', html)
    assert len(ids) == len(set(ids))


def test_the_timeline_of_motrin_marks_the_weekend_and_stays_in_order():
    shown = [words for words, _, _ in texts(pictures.picture("no-crisis-plan", "motrin-timeline").svg)]
    assert shown.count("weekend") == 2
    days = ["Tue 30 Sep", "Fri 14 Nov", "Sat 15 Nov", "Sun 16 Nov", "Mon 17 Nov", "Tue 18 Nov"]
    places = [shown.index(day) for day in days]
    assert places == sorted(places)
    assert "44 days without an event" in shown


def test_from_an_event_that_has_only_a_month_no_days_are_counted():
    shown = [words for words, _, _ in texts(pictures.picture("isolation", "old-spice-timeline").svg)]
    assert shown[shown.index("Tue 13 Jul") - 1] == "about 5 months later"
    assert "4 days without an event" in shown
    assert not any(words.startswith("161") for words in shown)


def test_a_line_over_days_and_a_timeline_with_hours(course):
    root = course({"views": LINE, "days": TIMELINE})
    line = pictures.picture("trial", "views", root)
    shown = [words for words, _, _ in texts(line.svg)]
    assert {"A line", "views", "April 2009", "Mon 13 Apr", "Wed 15 Apr"} <= set(shown)
    check_layout(line.svg)
    days = [words for words, _, _ in texts(pictures.picture("trial", "days", root).svg)]
    assert days.index("Mon 13 Apr") < days.index("Apology, 18:00")
    assert "1 day without an event" in days


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (("2009-04-13", "2009-04-20", "2012-02-01"), "13 Apr 2009"),
        (("2009-04", "2010-04", "2012-02"), "Apr 2009"),
    ],
)
def test_a_line_over_years_names_them_and_leaves_out_labels_that_would_touch(course, days, said):
    table = "day,views,source\n" + "".join(f"{day},{n},A1\n" for n, day in enumerate(days))
    line = pictures.picture("trial", "views", course({"views": LINE}, {"line.csv": table}))
    shown = [words for words, _, _ in texts(line.svg)]
    assert shown.count("Apr 2009") == 1
    assert "Feb 2012" in shown
    assert f"<td>{said}</td>" in line.html()
    check_layout(line.svg)


def test_bars_of_one_name_stand_together_and_say_which_is_which(course):
    definition = {**LINE, "kind": "bars", "data": "bars.csv", "x": "place", "y": "share", "by": "year"}
    table = "place,share,year,source\nForum,20,2018,A1\nForum,35,2023,A1\nNew,5,2023,A1\n"
    root = course({"shares": definition}, {"bars.csv": table})
    drawing = pictures.picture("trial", "shares", root)
    shown = [words for words, _, _ in texts(drawing.svg)]
    assert [said for said in shown if said[-1] == ")" or said in ("Forum", "New")] == [
        "Forum",
        "20 (2018)",
        "35 (2023)",
        "New",
        "5 (2023)",
    ]
    check_layout(drawing.svg)


def test_bars_by_a_column_that_is_not_there_are_refused(course):
    assert "The column 'sort' is missing." in refusal(
        course({"views": {**LINE, "kind": "bars", "by": "sort"}})
    )


def test_a_picture_nobody_defined_is_a_key_error():
    with pytest.raises(KeyError):
        pictures.picture("no-crisis-plan", "no-such-picture")


def test_a_mistake_without_pictures_has_none(tmp_path):
    assert pictures.load(tmp_path).pictures == {}


@pytest.mark.parametrize("words", [None, "", "   "])
def test_a_picture_without_words_is_refused(course, words):
    without = {key: value for key, value in LINE.items() if key != "words"}
    said = refusal(course({"views": without if words is None else {**LINE, "words": words}}))
    assert "picture views (line 2): It has no words that say what it shows." in said


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "pie"}, "'kind' can be timeline, line, bars."),
        ({"kind": None}, "'kind' can be timeline, line, bars."),
        ({"colour": "red"}, "A picture of this kind has no 'colour'."),
        ({"title": None}, "'title' cannot be None."),
        ({"data": "../secret.csv"}, "'data' cannot be '../secret.csv'."),
        ({"data": "none.csv"}, "There is no such table"),
        ({"sources": []}, "'sources' cannot be []."),
        ({"sources": ["ZZ"]}, "'ZZ' is not in sources.yaml."),
        ({"y": "clicks"}, "The column 'clicks' is missing."),
    ],
)
def test_a_wrong_definition_is_refused_with_a_sentence(course, change, sentence):
    assert sentence in refusal(course({"views": {**LINE, **change}}))


@pytest.mark.parametrize(
    ("name", "table", "sentence"),
    [
        ("line.csv", "day,views\n", "The table has no rows."),
        ("line.csv", "day,views\n2009-04-13,many\n", "line 2: 'views' is 'many'; it must be a number."),
        ("line.csv", "day,views\n2009-04-13,nan\n", "line 2: 'views' is 'nan'; it must be a number."),
        (
            "line.csv",
            "day,views\nsoon,3\n",
            "'day' is 'soon'; on a line it must be a number, a day or a month.",
        ),
        ("line.csv", "day,views\n2009-04-13\n", "line 2: 'views' is None; it must be a number."),
        ("days.csv", "when,label,text,role\n", "The column 'source' is missing."),
        ("days.csv", "when,label,text,role,source\nsoon,a,b,public,A1\n", "'when' is 'soon'; it can be"),
        ("days.csv", "when,label,text,role,source\n2009-04-13,a,b,boss,A1\n", "'role' is 'boss'; it can be"),
        ("days.csv", "when,label,text,role,source\n2009-04-13,,b,public,A1\n", "'label' is empty."),
    ],
)
def test_a_wrong_table_is_refused_with_file_and_line(course, name, table, sentence):
    said = refusal(course({"views": LINE, "days": TIMELINE}, {**TABLES, name: table}))
    assert sentence in said
    assert name in said


def test_a_bar_shorter_than_nothing_is_refused(course):
    tables = {"line.csv": "day,views\n2009-04-13,-3\n"}
    assert "a bar cannot be shorter than nothing" in refusal(course({"b": {**LINE, "kind": "bars"}}, tables))


def test_everything_wrong_is_told_at_once(course):
    said = refusal(course({"views": {**LINE, "sources": ["ZZ"], "data": "none.csv"}, "days": TIMELINE}, {}))
    assert said.count("There is no such table") == 2
    assert "'ZZ' is not in" in said


@pytest.mark.parametrize("text", ["- a\n- b\n", "views: 3\n", "views:\n"])
def test_something_else_than_a_mapping_is_refused(course, text):
    assert refusal(course(text))


def test_a_hostile_table_stays_text(course):
    nasty = "<img src=x onerror=alert(1)>"
    table = f"when,label,text,role,source\n2009-04-13,{nasty},{nasty},public,{nasty}\n"
    html = pictures.picture("trial", "days", course({"days": TIMELINE}, {"days.csv": table})).html()
    assert "<img" not in html
    assert html.count("&lt;img") >= 4


def test_a_timeline_of_years_names_them_and_a_month_stands_without_a_day():
    drawing = pictures.picture("wrong-voice", "whole-foods-timeline")
    shown = [words for words, _, _ in texts(drawing.svg)]
    dates = ["13 Jul 1999", "Jan 2005", "Aug 2006", "Jun 2007", "12 Jul 2007", "6 Mar 2009"]
    places = [shown.index(day) for day in dates]
    assert places == sorted(places)
    assert "weekend" not in shown
    assert "5 years later" in shown
    assert "19 months later" in shown
    html = drawing.html()
    assert all(f"<td>{day}</td>" in html for day in dates)


def test_a_timeline_can_name_its_roles_itself():
    shown = [words for words, _, _ in texts(pictures.picture("smm-as-channel", "reach-timeline").svg)]
    assert "brand pages, in an agency's study" in shown
    assert "the company" not in shown


def test_a_line_over_months_names_them():
    drawing = pictures.picture("smm-as-channel", "upworthy")
    shown = [words for words, _, _ in texts(drawing.svg)]
    named = [words for words in shown if re.fullmatch(r"[A-Z][a-z]{2} 20\d\d", words)]
    assert named == ["Jan 2013", "Jan 2014", "Jan 2015"], "a step that divides a year"
    assert "<td>Nov 2013</td>" in drawing.html()


def test_a_month_alone_is_a_month_on_a_short_timeline_too(course):
    root = course({"days": TIMELINE})
    path = root / "07-trial/data/days.csv"
    path.write_text(path.read_text("utf-8").replace("2009-04-13", "2009-04", 1), "utf-8")
    shown = [words for words, _, _ in texts(pictures.picture("trial", "days", root).svg)]
    assert "Apr" in shown
