"""A curve that everybody has seen from inside: US adults who use at least one social network, 2005 to 2016.

Pew's 28 figures, in per cent [PW4]; Pew changed its wording in those years. A Bass curve that starts on
1 January of the year ``origin`` is fitted to them by least squares.
"""

import datetime
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tenmistakes.models.diffusion import fastest, joined

FIGURES = (
    ("2005-03-21", 5),
    ("2005-12-08", 8),
    ("2006-08-31", 11),
    ("2008-05-11", 21),
    ("2008-08-10", 26),
    ("2008-08-31", 25),
    ("2008-12-04", 27),
    ("2008-12-20", 26),
    ("2009-04-19", 36),
    ("2009-09-14", 37),
    ("2009-12-27", 42),
    ("2010-01-19", 43),
    ("2010-05-30", 48),
    ("2010-09-13", 46),
    ("2010-11-24", 45),
    ("2010-11-28", 46),
    ("2010-12-21", 47),
    ("2011-05-22", 50),
    ("2011-08-26", 50),
    ("2012-02-19", 53),
    ("2012-08-07", 59),
    ("2012-12-09", 54),
    ("2013-05-19", 61),
    ("2013-07-14", 60),
    ("2013-09-30", 63),
    ("2014-01-26", 62),
    ("2015-07-12", 65),
    ("2016-11-06", 69),
)

ORIGIN = 2003
"""The year in which the curve starts. An assumption: p depends on it a good deal, ceiling and peak hardly."""

HIGHEST = 100.0
"""No ceiling above everybody [%]."""

_DAYS = [datetime.date.fromisoformat(day) for day, _ in FIGURES]
YEARS = np.array([2003 + (day - datetime.date(2003, 1, 1)).days / 365.25 for day in _DAYS])
SHARES = np.array([float(share) for _, share in FIGURES])


@dataclass(frozen=True)
class Curve:
    """A Bass curve with a ceiling: per year ``p`` and ``q``, the ceiling in per cent of adults."""

    p: float
    q: float
    ceiling: float
    origin: float = ORIGIN

    def at(self, years: NDArray[np.float64]) -> NDArray[np.float64]:
        """Per cent of adults at each date (2009.3: in April 2009); 0 before the origin."""
        return self.ceiling * joined(np.maximum(years - self.origin, 0.0), self.p, self.q)

    def miss(self, figures: slice = slice(None)) -> float:
        """By how many points it misses Pew's figures: root of the mean square."""
        return float(np.sqrt(np.mean((self.at(YEARS[figures]) - SHARES[figures]) ** 2)))

    @property
    def peak(self) -> float:
        """The date of fastest growth."""
        return self.origin + fastest(self.p, self.q)


@cache
def machine(figures: int = len(FIGURES), origin: float = ORIGIN) -> Curve:
    """The curve with the least squares through the first ``figures`` (at least 4) of the 28.

    It looks at a grid of p and q, takes for each the ceiling that fits best, and looks again, closer, around
    the best of them.
    """
    years, shares = YEARS[:figures] - origin, SHARES[:figures]
    low, high = np.array([np.log(0.0005), 0.02]), np.array([np.log(0.2), 1.5])
    for _ in range(14):
        p, q = np.meshgrid(np.exp(np.linspace(low[0], high[0], 25)), np.linspace(low[1], high[1], 25))
        shape = joined(years, p[..., None], q[..., None])
        ceiling = np.minimum((shape * shares).sum(-1) / (shape**2).sum(-1), HIGHEST)
        error = ((ceiling[..., None] * shape - shares) ** 2).sum(-1)
        row, column = np.unravel_index(np.argmin(error), error.shape)
        found = np.array([np.log(p[row, column]), q[row, column]])
        reach = (high - low) / 6
        low, high = found - reach, found + reach
        low[1] = max(low[1], 1e-6)
    return Curve(float(p[row, column]), float(q[row, column]), float(ceiling[row, column]), origin)
