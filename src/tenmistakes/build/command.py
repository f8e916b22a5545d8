"""What ``tenmistakes build`` does and says."""

import sys
from collections.abc import Iterable
from pathlib import Path

from tenmistakes import content
from tenmistakes.build import tree
from tenmistakes.build.course import build
from tenmistakes.reading import Problem, Refused


def main(check: bool = False) -> int:
    """Build into the folders beside ``course/``, or with ``check`` only compare; 0 if all is well."""
    root = content.home()
    try:
        built = build(root)
    except Refused as refused:
        problems = [Problem(_short(file, root), *rest) for file, *rest in refused.problems]
        _say(f"The course cannot be built. {_count(len(problems), 'problem')}:", problems)
        return 1
    leaks = [
        f"{name} would be handed out to learners and would replace their answers; delete it."
        for name in tree.leaking(root)
    ]
    if leaks:
        _say("There are saved answers among the solutions:", leaks)
        return 1
    if check:
        found = list(tree.differences(built, root))
        if found:
            _say("The built folders do not match course/. Run 'tenmistakes build' and commit:", found)
            return 1
        print(f"All {len(built)} built files match course/.")
        return 0
    changed = tree.write(built, root)
    print(f"Built {len(built)} files; {_count(len(changed), 'change')}{':' if changed else '.'}")
    for line in (*changed, *tree.strange(built, root)):
        print(f"  {line}")
    return 0


def _say(title: str, lines: Iterable[object]) -> None:
    print(title, file=sys.stderr)
    for line in lines:
        print(f"  {line}", file=sys.stderr)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _short(file: str, root: Path) -> str:
    path = Path(file)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else file
