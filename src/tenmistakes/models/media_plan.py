"""The media plan: a quarter's budget over seven media, and the voice they speak in.

Sales are those of ``synergy.py`` with social as the hub, carry-over included: each medium brings its strength
for each effort, and each of the six others brings something on top for each pair of its effort and social's.
``x`` thousand pounds buy the effort ``sqrt(x)``. A voice counts in two ways: an effort is worth 1% less for
each notch between the voice and the one that people know in that medium, and the synergy of a pair shrinks
with the notches between the two voices (``synergy.tone``). Every number is illustrative.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import sqrt

from tenmistakes.models.base import Choice, Decision, Plan, PlanReport, PlanSpace
from tenmistakes.models.pounds import pounds
from tenmistakes.models.synergy import tone

SOCIAL = "social"


@dataclass(frozen=True)
class VoiceFirst(PlanSpace):
    """A plan space that names the voice before the money, wherever two voices clash.

    With little on social a clash costs little, and the money looks like the larger slip. But it can only be
    spent well once the voice is one.
    """

    def costliest_slips(self, plan: Plan) -> list[tuple[str, float]]:
        """Those of any plan space, with the voice first where a pair takes something away."""
        slips = super().costliest_slips(plan)
        if min(together(plan).values()) < 0:
            slips.sort(key=lambda slip: slip[0] != "voice")
        return slips


@dataclass(frozen=True)
class Medium:
    """One medium: what an effort brings by itself, its synergy with social, and the voice people know there.

    ``spends``: choice -> thousand pounds. ``voice``: notches of 100, from a solicitor's letter to a clown.
    """

    label: str
    strength: float
    synergy: float
    voice: float
    spends: Mapping[str, float]


LITTLE = {"none": 0.0, "four": 4.0, "sixteen": 16.0}

MEDIA: Mapping[str, Medium] = {
    "television": Medium("Television", 7, 0.8, 40, {"none": 0.0, "thirty-six": 36.0, "sixty-four": 64.0}),
    "search": Medium("Search", 6, 0.3, 50, LITTLE),
    "display": Medium("Display", 3, 0.2, 50, LITTLE),
    "print": Medium("Print", 4, 0.5, 30, LITTLE),
    "outdoor": Medium("Outdoor", 4, 1.0, 50, {**LITTLE, "thirty-six": 36.0}),
    "mobile": Medium("Mobile", 3, 0.4, 60, {"none": 0.0, "banners": 4.0, "app": 16.0}),
    SOCIAL: Medium("Social", 2, 0.0, 70, {**LITTLE, "thirty-six": 36.0, "sixty-four": 64.0}),
}

APP_SYNERGY = 1.0
"""The synergy of mobile when it is an app with comments and a poll, where banners have 0.4."""

A_NOTCH = 0.01
"""The part of an effort that is lost for each notch between a voice and the one people know there."""

VOICES: Mapping[str, tuple[float | None, float | None]] = {
    "each-its-own": (None, None),
    "letter": (30.0, 30.0),
    "commercial": (45.0, 45.0),
    "counter": (60.0, 60.0),
    "puddle": (70.0, 70.0),
    "one-and-one": (45.0, None),
}
"""Choice -> the voice of the advertising and that of social; None: each as people know it there."""

BUDGET = 120.0
"""Thousand pounds."""


def voice_in(medium: str, voice: str) -> float:
    """The notch at which a medium speaks."""
    advertising, social = VOICES[voice]
    chosen = social if medium == SOCIAL else advertising
    return MEDIA[medium].voice if chosen is None else chosen


def worth(medium: str, voice: str) -> float:
    """What an effort in a medium counts for, in a voice: 1 in the one that people know there."""
    return 1.0 - A_NOTCH * abs(voice_in(medium, voice) - MEDIA[medium].voice)


def synergy_of(medium: str, choice: str, voice: str) -> float:
    """What a pair of efforts, the medium's and social's, brings on top; below 0 if the voices clash."""
    full = APP_SYNERGY if choice == "app" else MEDIA[medium].synergy
    return full * float(tone(abs(voice_in(medium, voice) - voice_in(SOCIAL, voice))))


@cache
def effort(medium: str, choice: str, voice: str) -> float:
    """The effort that counts, for a choice in a voice."""
    return sqrt(MEDIA[medium].spends[choice]) * worth(medium, voice)


@cache
def bringing(medium: str, choice: str, voice: str) -> tuple[float, float]:
    """Thousand pounds that a choice brings by itself, and on top for each effort of social."""
    own = effort(medium, choice, voice)
    joint = 0.0 if medium == SOCIAL else synergy_of(medium, choice, voice) * own
    return MEDIA[medium].strength * own, joint


def together(plan: Plan) -> dict[str, float]:
    """What each of the six brings on top in the company of social [thousand pounds]."""
    voice = plan["voice"]
    social = effort(SOCIAL, plan[SOCIAL], voice)
    return {m: bringing(m, plan[m], voice)[1] * social for m in MEDIA if m != SOCIAL}


def sales(plan: Plan) -> float:
    """Sales of the quarter and of what carries over [thousand pounds]."""
    voice, alone, joint = plan["voice"], 0.0, 0.0
    for medium in MEDIA:
        own, pair = bringing(medium, plan[medium], voice)
        alone += own
        joint += pair
    return alone + joint * effort(SOCIAL, plan[SOCIAL], voice)


_DEAREST = {name: list(medium.spends)[-1] for name, medium in MEDIA.items()}

TOP = max(sales({**_DEAREST, "voice": voice}) for voice in VOICES)
"""Sales of everything at its dearest, in the voice that suits it best; no budget pays for it."""


def loss(plan: Plan) -> float:
    """Sales short of everything at its dearest [thousand pounds]."""
    return TOP - sales(plan)


def explain_plan(plan: Plan) -> PlanReport:
    """How a plan fares, in words, numbers and bars for what the media bring alone and together."""
    pairs, voice = together(plan), plan["voice"]
    gained = float(sum(value for value in pairs.values() if value > 0))
    lost = float(sum(-value for value in pairs.values() if value < 0))
    total = sales(plan)
    alone = total - gained + lost
    if plan[SOCIAL] == "none":
        company = "Nothing is spent on social, so the other media have no company in it."
    elif lost > 0:
        clashing = [MEDIA[name].label for name, value in pairs.items() if value < 0]
        verb = "speaks" if len(clashing) == 1 else "speak"
        adds = f"Working together adds {pounds(gained)}, and clashing" if gained else "Clashing"
        company = (
            f"{adds} takes away {pounds(lost)}: {_listed(clashing)} {verb} more than 20 notches away from "
            "social."
        )
    else:
        company = f"Working together with social adds {pounds(gained)}."
        if plan[SOCIAL] == "four":
            company += " With so little on social, the others have hardly any company."
    bought = [name for name in MEDIA if plan[name] != "none"]
    said = ""
    if bought and VOICES[voice][1] is not None:
        least = min(bought, key=lambda name: worth(name, voice))
        said = (
            f" In this voice an effort counts least in {MEDIA[least].label.lower()}, "
            f"at {100 * worth(least, voice):.0f}%."
        )
    words = f"Sales of {pounds(total)}: by themselves the media bring {pounds(alone)}. {company}{said}"
    numbers = {
        "loss": TOP - total,
        "sales": total,
        "alone": alone,
        "gained": gained,
        "lost": lost,
        "spent": sum(MEDIA[name].spends[plan[name]] for name in MEDIA),
        **{f"with-{name}": value for name, value in pairs.items()},
    }
    bars = {
        "The media by themselves": alone,
        "Added by working together": gained,
        "Taken away by clashing": lost,
    }
    return PlanReport(words, numbers, bars, "thousand pounds of sales")


def _listed(names: list[str]) -> str:
    first, *rest = names
    if not rest:
        return first
    lower = [name.lower() for name in rest]
    return f"{', '.join([first, *lower[:-1]])} and {lower[-1]}"


_EFFORTS = {
    "none": "Nothing",
    "four": "An effort of 2",
    "sixteen": "An effort of 4",
    "thirty-six": "An effort of 6",
    "sixty-four": "An effort of 8",
    "banners": "Banners, an effort of 2",
    "app": "An app with comments and a poll, an effort of 4",
}

_VOICE_LABELS = {
    "each-its-own": "Each medium keeps the voice people know there",
    "letter": "One voice, at 30: print's",
    "commercial": "One voice, at 45: close to television's",
    "counter": "One voice, at 60: as behind the counter",
    "puddle": "One voice, at 70: social's",
    "one-and-one": "Two: 45 for all the advertising, and social keeps its 70",
}


def _decision(name: str, medium: Medium) -> Decision:
    choices = tuple(Choice(key, _EFFORTS[key], spend) for key, spend in medium.spends.items())
    return Decision(name, medium.label, choices)


MEDIA_PLAN = VoiceFirst(
    name="media-plan",
    title="Seven media and one voice, for a quarter",
    decisions=(
        Decision("voice", "The voice", tuple(Choice(key, label) for key, label in _VOICE_LABELS.items())),
        *(_decision(name, medium) for name, medium in MEDIA.items()),
    ),
    budget=BUDGET,
    budget_unit="thousand pounds",
    unit="thousand pounds",
    measure="Sales missed by",
    money=1.1,
    loss=loss,
    explain=explain_plan,
    reference={
        "voice": "each-its-own",
        "television": "sixty-four",
        "search": "sixteen",
        "display": "four",
        "print": "sixteen",
        "outdoor": "sixteen",
        "mobile": "none",
        SOCIAL: "four",
    },
)
