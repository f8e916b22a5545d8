"""Money as a person would say it, from thousands of pounds."""

from tenmistakes.models.words import number_in_words


def pounds(thousands: float) -> str:
    """Three figures: ``240`` -> "£240,000"; ``1.7538`` -> "£1,750"; ``2530`` -> "£2.5 million"."""
    amount = 1_000.0 * max(0.0, thousands)
    if amount >= 999_500:
        return f"£{number_in_words(amount)}"
    if amount < 0.5:
        return "£0"
    step = 10.0 ** max(0, len(f"{amount:.0f}") - 3)
    return f"£{round(amount / step) * step:,.0f}"
