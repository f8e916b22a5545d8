"""What ``tenmistakes doctor`` does."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from tenmistakes import content
from tenmistakes.doctor.finding import Check, Finding, Health, trouble

WELL, UNWELL = 0, 1
"""Exit codes: nothing is in trouble; something is."""
_SIGNS = {Health.OK: "✓", Health.LOOK: "!", Health.TROUBLE: "✗"}
_PLAIN = {Health.OK: "+", Health.LOOK: "!", Health.TROUBLE: "x"}
_WIDTH = max(map(len, Health))


def doctor(course: Path, as_json: bool = False) -> int:
    """Look at this machine and at the course in a folder, and say how they are. Returns the exit code."""
    if not _can_print("✗→“”"):
        sys.stdout.reconfigure(errors="replace")  # a question mark for a quotation mark, and no traceback
    found = []
    for finding in examine(course):
        found.append(finding)
        if not as_json:
            _say(finding)
    counts = Counter(finding.health for finding in found)
    well = not counts[Health.TROUBLE]
    if as_json:
        print(json.dumps({"well": well, "findings": [asdict(one) for one in found]}, indent=1))
    else:
        print(_summary(counts))
    return WELL if well else UNWELL


def examine(folder: Path) -> Iterator[Finding]:
    """Everything that the checks find, in the order in which it is best mended."""
    folder = folder.absolute()
    yield from _checked("the checks", lambda: _of_machine(folder))
    yield from _checked("the checks", lambda: _of_course(folder))


def _of_machine(folder: Path) -> Iterator[Finding]:
    from tenmistakes.doctor import machine, packages

    here, work = Path.cwd(), [path.parent for path in folder.glob("my-work/**/*.ipynb")]
    yield from _checked("python", machine.python)
    yield from _checked("packages", lambda: packages.check(content.home() / "requirements.lock"))
    yield from _checked("imports", lambda: machine.shadows(here, folder, *work))
    yield from _checked("jupyterlab", machine.extension)
    yield from _checked("browser", machine.browser)
    yield from _checked("disk", lambda: machine.disk(folder))
    yield from _checked("clock", machine.clock)


def _of_course(folder: Path) -> Iterator[Finding]:
    from tenmistakes.doctor import course, exchange, gradebook, roster

    settings, findings = course.configured(folder)
    yield from findings
    if settings is None:
        return
    yield from _checked("folders", lambda: course.folders(settings))
    yield from _checked("exercises", lambda: course.exercises(settings))
    yield from _checked("answers", lambda: course.leaks(settings))
    yield from _checked("gradebook", lambda: gradebook.check(settings))
    yield from _checked("roster", lambda: roster.check(settings))
    yield from _checked("exchange", lambda: exchange.check(settings))


def _checked(about: str, check: Check) -> Iterator[Finding]:
    """A check's findings; if it breaks, that is one of them, and the others are made all the same."""
    try:
        yield from check()
    except Exception as error:  # noqa: BLE001 (whatever it is, the other checks may tell why)
        said = f"This could not be checked ({type(error).__name__}: {error})."
        yield trouble(about, said, "Tell whoever looks after the course, with this line.")


def _say(finding: Finding) -> None:
    signs = _SIGNS if _can_print("".join(_SIGNS.values())) else _PLAIN
    print(f"{signs[finding.health]} {finding.health:<{_WIDTH}}  {finding.about}: {finding.sentence}")
    if finding.remedy:
        print(f"{'':{_WIDTH + 4}}→ {finding.remedy}")


def _can_print(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def _summary(counts: Counter[Health]) -> str:
    troubles, looks = counts[Health.TROUBLE], counts[Health.LOOK]
    if not troubles and not looks:
        return "All is well."
    parts = [f"{troubles} in trouble"] * bool(troubles) + [f"{looks} to look at"] * bool(looks)
    return f"{', '.join(parts)}, {counts[Health.OK]} ok."
