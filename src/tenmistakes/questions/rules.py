"""What makes a question sound beyond its shape: each rule gives the path of a fault and a sentence.

A path is what leads to the faulty place in ``questions.yaml``: keys and list positions from the top.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from tenmistakes.questions import key, kinds

Path = tuple[str | int, ...]
Fault = tuple[Path, str]

TELLING_IDS = frozenset({"right", "wrong", "correct", "incorrect", "true", "false", "best", "worst"})
_POINTS_IN_TEXT = re.compile(r"\b\d+(?:\.\d+)? points?\b", re.IGNORECASE)
_OUTCOMES = {
    "right": ("right",),
    "saved": ("right",),
    "not-attempted": ("not-attempted",),
    "unreadable": ("not-attempted",),
    "outdated": ("not-attempted",),
    "awaiting-review": ("partly",),
    "incomplete": ("partly", "not-yet"),
}


def misconception_faults(
    misconceptions: Mapping[str, kinds.Misconception], headings: Collection[str] | None
) -> Iterator[Fault]:
    """Names that are taken, and headings the lesson does not have (``None``: there is no lesson to ask)."""
    for name, misconception in misconceptions.items():
        path: Path = ("misconceptions", name)
        if name in kinds.FIXED_MESSAGES:
            yield path, f"'{name}' is the name of a message every question has; choose another name."
        if headings is not None and misconception.see not in headings:
            yield (*path, "see"), f"The lesson has no heading '{misconception.see}'."


def double_faults(questions: Mapping[int, kinds.Question]) -> Iterator[Fault]:
    """Questions with the id of one further up."""
    seen: set[str] = set()
    for index, question in questions.items():
        if question.id in seen:
            yield ("questions", index), f"There is another question '{question.id}' above; ids are unique."
        seen.add(question.id)


def unused_faults(declared: Iterable[str], questions: Iterable[kinds.Question]) -> Iterator[Fault]:
    """Misconceptions that no question names."""
    used = set().union(*(key.named_misconceptions(question) for question in questions))
    for name in declared:
        if name not in used:
            yield ("misconceptions", name), "No question names this misconception; use it or remove it."


def question_faults(
    question: kinds.Question, path: Path, declared: Collection[str], slug: str
) -> Iterator[Fault]:
    """Everything unsound in one question. ``declared`` are the ids of the mistake's misconceptions."""
    if not isinstance(question, kinds.Written) and not question.right:
        yield path, "'right' is missing: say why the right answer is right."
    for name in ("prompt", "right"):
        if _POINTS_IN_TEXT.search(getattr(question, name)):
            yield (*path, name), f"'{name}' speaks of points; they are written once, under 'points'."
    for name in sorted(key.named_misconceptions(question) - set(declared)):
        yield path, f"It names the misconception '{name}', which is not declared."
    own = list(_KIND_RULES[type(question)](question, path, slug))
    yield from own
    yield from _exemplar_faults(question, path)
    if not own:
        yield from _telling_faults(question, path, declared, slug)


def _double(entries: Iterable[object], path: Path, what: str) -> Iterator[Fault]:
    """Two entries with the same id or the same text."""
    listed = list(entries)
    for attribute in ("id", "text"):
        counts = Counter(getattr(entry, attribute) for entry in listed)
        for value, count in counts.items():
            if count > 1:
                yield path, f"{count} {what} have the {attribute} '{value}'."


def _choose_one(question: kinds.ChooseOne, path: Path, slug: str) -> Iterator[Fault]:
    yield from _options(question, path)
    right = sum(option.right for option in question.options)
    if right != 1:
        yield path, f"{right or 'None'} of its options {'are' if right else 'is'} right; exactly one must be."
    for index, option in enumerate(question.options):
        if option.missed:
            yield (*path, "options", index), "'missed' belongs to questions of the kind choose-several."


def _choose_several(question: kinds.ChooseSeveral, path: Path, slug: str) -> Iterator[Fault]:
    yield from _options(question, path)
    if not any(option.right for option in question.options):
        yield path, "None of its options is right; at least one must be."
    for index, option in enumerate(question.options):
        place = (*path, "options", index)
        if option.right and not option.missed:
            yield place, "A right option needs 'missed': the misconception of somebody who leaves it out."
        if option.missed and not option.right:
            yield place, "'missed' belongs to right options alone."


def _options(question: kinds.ChooseOne | kinds.ChooseSeveral, path: Path) -> Iterator[Fault]:
    yield from _double(question.options, path, "options")
    for index, option in enumerate(question.options):
        place = (*path, "options", index)
        if not option.right and not option.misconception:
            yield place, "A wrong option needs a 'misconception', which explains why it is wrong."
        if option.right and option.misconception:
            yield place, "A right option cannot have a 'misconception'."


def _order(question: kinds.Order, path: Path, slug: str) -> Iterator[Fault]:
    yield from _double(question.items, path, "items")
    position = {item.id: index for index, item in enumerate(question.items)}
    if _counts_up(list(position)):
        yield path, "The ids of its items count up and would give the order away; name what each item is."
    for index, slip in enumerate(question.slips):
        place = (*path, "slips", index)
        unknown = [name for name in (slip.first, slip.then) if name not in position]
        for name in unknown:
            yield place, f"There is no item '{name}'."
        if not unknown and position[slip.first] <= position[slip.then]:
            yield (
                place,
                f"In the right order '{slip.first}' stands before '{slip.then}' too: this is no slip.",
            )


def _counts_up(ids: list[str]) -> bool:
    """Ids like step-1, step-2 or a, b, c."""
    stems = {name.rstrip("0123456789") for name in ids}
    return ids == sorted(ids) and (len(stems) == 1 or all(len(name) == 1 for name in ids))


def _match(question: kinds.Match, path: Path, slug: str) -> Iterator[Fault]:
    yield from _double(question.items, path, "items")
    yield from _double(question.targets, path, "targets")
    targets = {target.id for target in question.targets}
    belongs = {item.id: item.to for item in question.items}
    for index, item in enumerate(question.items):
        if item.to not in targets:
            yield (*path, "items", index), f"There is no target '{item.to}'."
        if item.id == item.to:
            yield (*path, "items", index), "Its id is its target's and would give the pair away; rename it."
    for index, slip in enumerate(question.slips):
        place = (*path, "slips", index)
        if slip.item not in belongs:
            yield place, f"There is no item '{slip.item}'."
        elif slip.to not in targets:
            yield place, f"There is no target '{slip.to}'."
        elif belongs[slip.item] == slip.to:
            yield place, f"'{slip.to}' is where '{slip.item}' belongs: this is no slip."


def _estimate(question: kinds.Estimate, path: Path, slug: str) -> Iterator[Fault]:
    if question.low >= question.high:
        yield path, "'low' must be smaller than 'high'."
    if question.partly_within < question.right_within:
        yield path, "'partly_within' must not be smaller than 'right_within'."
    for index, band in enumerate(question.bands):
        place = (*path, "bands", index)
        if band.above is None and band.below is None:
            yield place, "A band needs 'above', 'below' or both."
        elif band.above is not None and band.below is not None and band.above >= band.below:
            yield place, "'above' must be smaller than 'below'."
    missing = _missing_number(question.truth, slug) if isinstance(question.truth, kinds.FromModel) else ""
    if missing:
        yield (*path, "truth"), missing
        return
    truth = key.truth(question, slug)
    if truth == 0:
        yield (*path, "truth"), "The truth is 0, and tolerances are shares of it: ask for another number."
    elif not question.low <= truth <= question.high:
        yield (*path, "truth"), f"The truth, {truth:g}, is not between 'low' and 'high'."


def _missing_number(wanted: kinds.FromModel, slug: str) -> str:
    """What the model lacks of a number, as a sentence; empty if nothing."""
    try:
        simulation = key.base.simulation(slug, wanted.simulation)
    except ModuleNotFoundError:
        return f"There is no model of '{slug}'."
    except KeyError:
        return f"The model has no simulation '{wanted.simulation}'."
    parameters = {parameter.name: parameter for parameter in simulation.parameters}
    for name, value in wanted.at.items():
        if name not in parameters:
            return f"The simulation '{wanted.simulation}' has no parameter '{name}'."
        low, high = parameters[name].low, parameters[name].high
        if not low <= value <= high:
            return f"'{name}' goes from {low:g} to {high:g} in the simulation; {value:g} is outside."
    numbers = simulation.frame(wanted.at).numbers
    if wanted.number not in numbers:
        return (
            f"The simulation '{wanted.simulation}' gives no number '{wanted.number}'; "
            f"it gives {_listed(numbers)}."
        )
    return ""


def _plan(question: kinds.Plan, path: Path, slug: str) -> Iterator[Fault]:
    bands = question.bands
    if bands[0].share != 1:
        yield (*path, "bands", 0), "The first band must have the share 1: it is what counts as right."
    for index in range(1, len(bands)):
        before, band = bands[index - 1], bands[index]
        if band.regret <= before.regret or band.share >= before.share:
            yield (
                (*path, "bands", index),
                "Each band needs more 'regret' and less 'share' than the one above.",
            )
    try:
        space = key.space(question, slug)
    except ModuleNotFoundError:
        yield path, f"There is no model of '{slug}'."
        return
    except KeyError:
        yield path, f"The model has no plans called '{question.space}'."
        return
    known = {decision.name: [choice.name for choice in decision.choices] for decision in space.decisions}
    for decision, named in question.misconceptions.items():
        place = (*path, "misconceptions", decision)
        if decision not in known:
            yield place, f"The plan has no decision '{decision}'; it has {_listed(known)}."
            continue
        for choice in named:
            if choice not in known[decision]:
                yield (
                    (*place, choice),
                    f"'{decision}' has no choice '{choice}'; it has {_listed(known[decision])}.",
                )


def _written(question: kinds.Written, path: Path, slug: str) -> Iterator[Fault]:
    total = sum(criterion.points for criterion in question.rubric)
    if question.rubric and abs(total - question.points) > 1e-9:
        yield path, f"The rubric adds up to {total:g}, but 'points' is {question.points:g}."
    if question.points and not question.rubric:
        yield path, "A written question with points needs a 'rubric'."
    if question.points and not question.model_answer:
        yield path, "A written question with points needs a 'model_answer'."


_KIND_RULES = {
    kinds.ChooseOne: _choose_one,
    kinds.ChooseSeveral: _choose_several,
    kinds.Order: _order,
    kinds.Match: _match,
    kinds.Estimate: _estimate,
    kinds.Plan: _plan,
    kinds.Written: _written,
}


def _exemplar_faults(question: kinds.Question, path: Path) -> Iterator[Fault]:
    """Exemplars that contradict themselves, and those that are missing."""
    can_name = key.named_misconceptions(question)
    for index, exemplar in enumerate(question.exemplars):
        sentence = _exemplar_fault(exemplar, can_name)
        if sentence:
            yield (*path, "exemplars", index), sentence
    if isinstance(question, kinds.Written) and not question.points:
        return
    shown = {exemplar.message for exemplar in question.exemplars}
    if not any(exemplar.answer is None for exemplar in question.exemplars):
        yield path, "It has no untouched exemplar (without 'answer')."
    best = "awaiting-review" if isinstance(question, kinds.Written) else "right"
    if best not in shown:
        yield path, f"It has no exemplar with the message '{best}'."
    for name in sorted(can_name - shown):
        yield path, f"It has no exemplar for the misconception '{name}'."


def _exemplar_fault(exemplar: kinds.Exemplar, can_name: Collection[str]) -> str:
    if exemplar.message not in _OUTCOMES and exemplar.message not in can_name:
        return f"The question never gives the message '{exemplar.message}'."
    outcomes = _OUTCOMES.get(exemplar.message, ("partly", "not-yet"))
    if exemplar.outcome not in outcomes:
        return f"With the message '{exemplar.message}' the outcome is {' or '.join(outcomes)}."
    return ""


def _telling_faults(
    question: kinds.Question, path: Path, declared: Collection[str], slug: str
) -> Iterator[Fault]:
    """Ids that the learner's page holds and that would give the key away."""
    for name in public_ids(question, slug):
        if name in TELLING_IDS:
            yield path, f"The id '{name}' gives the key away in the page's source; choose another."
        elif name in declared:
            yield path, f"The id '{name}' is also that of a misconception and would give the key away."


def public_ids(question: kinds.Question, slug: str) -> list[str]:
    """The ids that an answer to the question can name: they are in the learner's page."""
    match question:
        case kinds.ChooseOne() | kinds.ChooseSeveral():
            return [option.id for option in question.options]
        case kinds.Order():
            return [item.id for item in question.items]
        case kinds.Match():
            return [item.id for item in question.items] + [target.id for target in question.targets]
        case kinds.Plan():
            decisions = key.space(question, slug).decisions
            return [d.name for d in decisions] + [c.name for d in decisions for c in d.choices]
        case _:
            return []


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
