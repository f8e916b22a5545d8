"""What is passed on, and how far: a network of people, and one chance for each tie.

Somebody starts. Each who has it hands it to each of their contacts with the same small ``chance``; whoever
gets it does the same, once. Whether a tie carries it can as well be drawn beforehand, for all ties at once:
then whoever is connected with the starter by ties that carry has it in the end, so many steps away as the
shortest such way is long. A *try* is one such drawing. Many tries are followed at the same time, 64 of them
in the bits of one integer.

Drawing the ties beforehand has a merit: the same drawings serve every chance and every starter, so that more
chance, or one more starter, never reaches fewer people.

The lesson's network is made with networkx. It takes a third of a second to import, which nobody who opens a
lesson or grades an exercise should have to wait for, so its ties are kept in ``town.adjlist``, as networkx
writes them; a test makes it again and compares. Following the tries needs numpy alone.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]
"""Shape (people or ties, words): a bit for each try."""

WORD = 64


@dataclass(frozen=True)
class Network:
    """People, numbered from 0, and the ties between them: pairs, each tie once."""

    people: int
    ties: tuple[tuple[int, int], ...]

    @cached_property
    def degrees(self) -> NDArray[np.int_]:
        """How many ties each has; shape (people,)."""
        return np.bincount(np.array(self.ties).ravel(), minlength=self.people)

    @cached_property
    def _ways(self) -> tuple[NDArray[np.int_], NDArray[np.int_], NDArray[np.int_], NDArray[np.int_]]:
        """Both directions of each tie, in the order of who receives: givers, ties, where each receiver's
        ways begin, and the receivers."""
        ties = np.array(self.ties)
        givers, receivers = np.concatenate([ties, ties[:, ::-1]]).T
        order = np.argsort(receivers, kind="stable")
        receivers = receivers[order]
        starts = np.flatnonzero(np.diff(receivers, prepend=-1))
        return givers[order], order % len(ties), starts, receivers[starts]

    def steps(self, carries: Bits, start: Bits) -> list[Bits]:
        """Who has it for the first time after 0, 1, 2 … steps, in each try; as long as anybody does.

        ``carries``, shape (ties, words): the ties that carry it. ``start``, shape (people, words).
        """
        givers, ties, starts, receivers = self._ways
        along = carries[ties]
        fresh, reached, waves = start, start.copy(), [start]
        while True:
            given = np.bitwise_or.reduceat(fresh[givers] & along, starts, axis=0)
            fresh = np.zeros_like(reached)
            fresh[receivers] = given & ~reached[receivers]
            if not fresh.any():
                return waves
            reached |= fresh
            waves.append(fresh)


def packed(tries: NDArray[np.bool_]) -> Bits:
    """Booleans of shape (rows, tries) as bits; the tries are a multiple of 64."""
    return np.packbits(np.ascontiguousarray(tries), axis=1, bitorder="little").view(np.uint64)


def unpacked(bits: Bits) -> NDArray[np.bool_]:
    """The other way round: shape (rows, tries)."""
    return np.unpackbits(np.ascontiguousarray(bits).view(np.uint8), axis=1, bitorder="little").astype(bool)


@dataclass(frozen=True)
class Cascades:
    """What became of many tries.

    ``alive``: the share of the tries in which somebody new has it after 0, 1, 2 … steps, shape (STEPS + 1,);
    ``gained``: people who have it in the end besides those who started, on average.
    """

    alive: NDArray[np.float64]
    gained: float

    @property
    def past_one_step(self) -> float:
        """The share of the tries that goes further than to the starters' own contacts."""
        return float(self.alive[2])


STEPS = 8
"""Steps that a picture shows."""


def follow(network: Network, carries: Bits, start: Bits) -> Cascades:
    """Follow all tries to their end."""
    waves = network.steps(carries, start)
    tries = start.shape[1] * WORD
    alive = np.zeros(STEPS + 1)
    for step, fresh in enumerate(waves[: STEPS + 1]):
        alive[step] = np.bitwise_count(np.bitwise_or.reduce(fresh, axis=0)).sum() / tries
    gained = sum(int(np.bitwise_count(fresh).sum()) for fresh in waves[1:])
    return Cascades(alive, gained / tries)


PEOPLE, NEW_TIES, CLOSED, SEED = 300, 3, 0.3, 6
"""The lesson's network: newcomers tie themselves to three others, those with many ties more readily, and
three times in ten to a friend of the friend just made. Illustrative."""

TRIES = 512
"""Luck adds or takes two of 100 tries: a share's standard error is at most 0.5 / sqrt(512) = 0.022."""

KEPT = Path(__file__).with_name("town.adjlist")


def make_town() -> list[str]:
    """Make the lesson's network: the lines of ``town.adjlist``."""
    import networkx  # slow to import: only for who makes a network

    graph = networkx.powerlaw_cluster_graph(PEOPLE, NEW_TIES, CLOSED, seed=SEED)
    return list(networkx.generate_adjlist(graph))


@cache
def town() -> Network:
    """The network of the lesson: a few people with many ties, most with three to five."""
    lines = (
        [int(person) for person in line.split()] for line in KEPT.read_text(encoding="ascii").splitlines()
    )
    return Network(PEOPLE, tuple((one, other) for one, *others in lines for other in others))


@cache
def _lots() -> NDArray[np.uint8]:
    """The smallest chance in per cent at which it carries, for each tie and try; drawn evenly from 0 to 1."""
    drawn = np.random.default_rng(SEED).random((len(town().ties), TRIES))
    return np.searchsorted(np.arange(101) / 100, drawn, side="right").astype(np.uint8)


@cache
def carried(percent: int) -> Bits:
    """The ties that carry it, at a chance in per cent."""
    return packed(_lots() <= percent)


def hub() -> int:
    """The person with the most ties."""
    return int(np.argmax(town().degrees))


def ordinary() -> NDArray[np.int_]:
    """Everybody with as many ties as the person in the middle has."""
    degrees = town().degrees
    return np.flatnonzero(degrees == int(np.median(degrees)))


@cache
def _turns() -> NDArray[np.int_]:
    """For each try the ordinary people in the order in which they are asked to start; shape (…, tries)."""
    lots = np.random.default_rng(SEED + 1).random((len(ordinary()), TRIES))
    return ordinary()[np.argsort(lots, axis=0)]


def _started(by: NDArray[np.int_]) -> Bits:
    start = np.zeros((PEOPLE, TRIES), dtype=bool)
    start[by, np.arange(TRIES)] = True
    return packed(start)


@cache
def from_hub(percent: int) -> Cascades:
    """The best-connected person starts."""
    return follow(town(), carried(percent), _started(np.full(TRIES, hub())))


@cache
def from_ordinary(percent: int, starters: int) -> Cascades:
    """So many ordinary people start at the same time, in each try others."""
    return follow(town(), carried(percent), _started(_turns()[:starters]))
