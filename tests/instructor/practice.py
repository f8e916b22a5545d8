"""The made-up class as files, to practise on: ``python3 -m tests.instructor.practice``.

In the course's folder everything goes to ``practice``: a list of students, and what Moodle gives for exercise
8. With ``--exchange``, exercise 4 is handed in there, as its learners' ``nbgrader submit`` would do it.
"""

import argparse
from pathlib import Path

from .generated import make_class

FOLDER = Path("practice")
BY_ZIP, BY_EXCHANGE = "08-no-crisis-plan", "04-impatience"
SIZE = 60


def lay_down() -> None:
    """The roster and the zip file."""
    made = make_class(SIZE, [BY_ZIP])
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "students.csv").write_text(made.roster(), encoding="utf-8")
    made.lay_in_zip(BY_ZIP, FOLDER / "submissions.zip")
    print(f"{FOLDER}/students.csv: {len(made.students)} students.")
    print(f"{FOLDER}/submissions.zip: exercise 8, handed in by {len(made.work[BY_ZIP])} of them.")


def hand_in(exchange: Path) -> None:
    """Exercise 4 in the exchange, with the secret that each hand-in has there."""
    inbound = exchange / "ten-mistakes" / "inbound"
    work = make_class(SIZE, [BY_EXCHANGE]).work[BY_EXCHANGE]
    for student, given in work.items():
        when = f"{given.when:%Y-%m-%d %H:%M:%S.%f} UTC"
        folder = inbound / f"{student}+{BY_EXCHANGE}+{when}"
        folder.mkdir(parents=True)
        (folder / f"{BY_EXCHANGE}.ipynb").write_bytes(given.notebook)
        (folder / "timestamp.txt").write_text(when)
        (folder / "submission_secret.txt").write_text(f"only {student} knows")
    print(f"{inbound}: exercise 4, handed in by {len(work)}.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Make up a class to practise on.")
    parser.add_argument("--exchange", type=Path, help="hand in exercise 4 to this exchange, and no more")
    exchange = parser.parse_args().exchange
    if exchange:
        hand_in(exchange)
    else:
        lay_down()
