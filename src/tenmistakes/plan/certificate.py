"""The certificate: what it says, and the page that says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from tenmistakes import content
from tenmistakes.answers.schema import Entry
from tenmistakes.document import alone
from tenmistakes.plan import checks
from tenmistakes.plan.page import style
from tenmistakes.plan.plan import spoken_day, value_of
from tenmistakes.plan.text import in_html, one_line

NAME = f"{checks.SLUG}/certificate"
"""The question that holds the learner's name, as it shall stand on the certificate."""
SUBJECT = "an interactive course on ten common mistakes of social media marketing"
DID = "has answered the checks of all ten lessons, and then looked at a brand through them:"
SAYS = (
    "Self-assessed. It says that the checks were answered, right or wrong, on the learner's own computer. "
    "Nobody supervised it, and it is no grade."
)


@dataclass(frozen=True)
class Certificate:
    """Whom it is for, the day on which the course was finished, and what was learnt."""

    name: str
    day: date
    points: Sequence[str]

    @property
    def title(self) -> str:
        """The course's name."""
        return content.settings().title

    @property
    def words(self) -> str:
        """The whole certificate in words: for whoever does not see the picture."""
        points = " ".join(f"{number}. {point}" for number, point in enumerate(self.points, start=1))
        return f"Certificate. {self.name} {DID} {points} {self.title}, {spoken_day(self.day)}. {SAYS}"


def name_in(entry: Entry | None) -> str:
    """The name that was saved; empty if there is none."""
    return one_line(value_of(entry).get("name"))


def certificate(name: str, day: date) -> Certificate:
    """The certificate of the course as it is now."""
    return Certificate(name, day, tuple(check.point for check in checks.load()))


def html(certificate: Certificate) -> str:
    """A page of its own, to be printed on one sheet."""
    title = f"{certificate.title}: certificate of {certificate.name}"
    return alone(title, style("paper") + style("certificate"), body(certificate), "certificate")


def body(certificate: Certificate, top: int = 1) -> str:
    """What the page says; its title is a heading of the level ``top``."""
    points = "".join(f"<li>{escape(point)}</li>" for point in certificate.points)
    long = " tm-long" if len(certificate.name) > _LONG else ""
    return (
        f'<article class="tm-certificate">\n<h{top}>{escape(certificate.title)}</h{top}>\n'
        f'<p class="tm-subject">{SUBJECT}</p>\n'
        f'<p class="tm-name{long}">{in_html(certificate.name)}</p>\n<p class="tm-did">{DID}</p>\n'
        f"<ol>{points}</ol>\n"
        f'<p class="tm-day">{spoken_day(certificate.day)}</p>\n<p class="tm-says">{SAYS}</p>\n</article>'
    )


_LONG = 32
"""Letters beyond which a name is set smaller."""
