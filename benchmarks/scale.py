"""What a course of many learners costs: the tables of ``docs/scale.md``, from what was measured and assumed.

Nothing is measured here. Each constant says where it comes from; put your own numbers in place of the
assumptions and the prices.

    python benchmarks/scale.py [--learners 100000] [--minutes 2] [--reading 0.08] …
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, fields

EXERCISES = 10

# Measured on 200 submissions of exercise 8, on disk (ext4, blocks of 4 kB, folders included) [kB each]
SUBMITTED, GRADED, FEEDBACK, GRADEBOOK = 32.8, 53.3, 44.3, 8.3
FILES = 9
"""Files and folders of one submission: as handed in, as graded, its feedback."""
WORK = 1_569
"""A learner's own folder with all lessons and exercises, as laid down [kB]."""
GRADING, COMPUTED, PAGE = 5.3, 2.1, 5.9
"""Milliseconds of one process for a submission, the part of it that workers can take over, and for a page."""
SERVER, KERNELS = 135, 107
"""MB of a learner's server at work and of the kernels of two open notebooks, as deploy/jupyterhub/README.md
has them: what they share with others is divided among them."""


@dataclass(frozen=True)
class Assumed:
    """What nobody here can know. Prices are illustrative, in whatever currency they are given in."""

    learners: int = 100_000
    minutes: float = 2.0
    """to read and mark one written answer"""
    answered: float = 0.8
    """of the written items are answered, so that a person must read them"""
    reading: float = 1.0
    """of those are read by a person"""
    at_once: float = 0.05
    """of the learners are on the hub at the same time, at most"""
    hours: float = 2_000.0
    """hours the hub is up with that much memory"""
    months: float = 12.0
    """months that everything is kept"""
    gigabyte_month: float = 0.05
    """price of a GB kept for a month"""
    gigabyte_hour: float = 0.005
    """price of a GB of memory for an hour"""
    core_hour: float = 0.05
    """price of a core for an hour"""
    person_hour: float = 30.0
    """price of an hour of somebody who marks"""


@dataclass(frozen=True)
class Plan:
    """What follows from it."""

    given: Assumed

    @property
    def submissions(self) -> int:
        """Of all learners and exercises."""
        return self.given.learners * EXERCISES

    @property
    def stored(self) -> dict[str, float]:
        """GB by what they hold."""
        each = {"handed in": SUBMITTED, "graded": GRADED, "feedback": FEEDBACK, "gradebook": GRADEBOOK}
        found = {what: kilobytes * self.submissions / 1e6 for what, kilobytes in each.items()}
        return found | {"learners' own folders, on a hub": WORK * self.given.learners / 1e6}

    @property
    def memory(self) -> float:
        """GB of a hub, when most are there."""
        return self.given.at_once * self.given.learners * (SERVER + KERNELS) / 1e3

    @property
    def machine(self) -> dict[str, float]:
        """Hours of one core by what it does."""
        return {
            "grading": GRADING * self.submissions / 3.6e6,
            "feedback pages": PAGE * self.submissions / 3.6e6,
        }

    @property
    def reading(self) -> float:
        """Hours of people who read written answers: one item in each exercise."""
        given = self.given
        return self.submissions * given.answered * given.reading * given.minutes / 60

    @property
    def costs(self) -> dict[str, tuple[str, float]]:
        """The formula and the money, by what is paid for."""
        given, disk, hours = self.given, sum(self.stored.values()), sum(self.machine.values())
        return {
            "storage": (
                f"{disk:,.0f} GB x {given.months:g} months x {given.gigabyte_month:g}",
                disk * given.months * given.gigabyte_month,
            ),
            "the hub's memory": (
                f"{self.memory:,.0f} GB x {given.hours:,.0f} h x {given.gigabyte_hour:g}",
                self.memory * given.hours * given.gigabyte_hour,
            ),
            "grading and feedback": (f"{hours:,.1f} h x {given.core_hour:g}", hours * given.core_hour),
            "reading written answers": (
                f"{self.reading:,.0f} h x {given.person_hour:g}",
                self.reading * given.person_hour,
            ),
        }

    def tables(self) -> Iterator[str]:
        """Storage, time, and money, in Markdown."""
        disk = [(what, f"{size:,.0f} GB") for what, size in self.stored.items()]
        yield _table(("on disk", ""), [*disk, ("**in all**", f"**{sum(self.stored.values()):,.0f} GB**")])
        machine = [(f"{what}, one process", f"{hours:,.1f} h") for what, hours in self.machine.items()]
        yield _table(("time", ""), [*machine, ("people who read written answers", f"{self.reading:,.0f} h")])
        paid = [(what, how, f"{money:,.{2 * (money < 10)}f}") for what, (how, money) in self.costs.items()]
        yield _table(("what", "how it is reckoned", "illustrative"), paid)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---:" if at == len(head) - 1 else "---" for at in range(len(head))), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    """Print the tables for what is assumed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for each in fields(Assumed):
        parser.add_argument(
            f"--{each.name.replace('_', '-')}", type=type(each.default), default=each.default, metavar="N"
        )
    print("\n\n".join(Plan(Assumed(**vars(parser.parse_args()))).tables()))


if __name__ == "__main__":
    main()
