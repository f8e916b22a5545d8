"""Numbers as a person would say them, for the sentences under the pictures."""

from math import floor, log10

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def number_in_words(value: float) -> str:
    """Two significant figures: 856,213 -> "860,000"; 1,100,000 -> "1.1 million"; 0.3 -> "0"."""
    if value < 0.5:
        return "0"
    digits = 1 - floor(log10(value))
    rounded = round(value, digits)
    if rounded >= 1_000_000:
        return f"{rounded / 1_000_000:g} million"
    return f"{round(rounded):,}"


def count_in_words(value: float, noun: str) -> str:
    """``1.2``, "alarm" -> "1 alarm"; ``448`` -> "450 alarms"; ``0.1`` -> "no alarms"."""
    said = number_in_words(value)
    return f"{'no' if said == '0' else said} {noun}{'' if said == '1' else 's'}"


def hours_in_words(hours: float) -> str:
    """``1`` -> "1 hour"; ``5.333`` -> "5.3 hours"; ``62.6`` -> "63 hours"; ``0.2`` -> "12 minutes"."""
    if 0 < hours < 0.95:
        minutes = max(1, round(hours * 60))
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    said = f"{hours:.1f}".removesuffix(".0") if hours < 20 else f"{hours:.0f}"
    return "1 hour" if said == "1" else f"{said} hours"


def moment_in_words(hour: float) -> str:
    """An hour of the week, counted from Monday 00:00, in any week: ``114`` -> "Friday 18:00"."""
    minutes = round(hour * 60) % (168 * 60)
    day, rest = divmod(minutes, 24 * 60)
    return f"{DAYS[day]} {rest // 60}:{rest % 60:02d}"


def per_cent(share: float) -> str:
    """A share of 1 in per cent; "less than 1%" for the smallest."""
    return "less than 1%" if 0 < share < 0.01 else f"{100 * share:.0f}%"
