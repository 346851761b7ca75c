"""A hidden Markov chain for each place: never reached by the side that comes, not yet, held by it, lost again.

With an opening holder and C challengers there are 3 + C states: NEVER and AHEAD (the opening holder holds it; a challenger never comes, or will), LOST
(the opening holder holds it again) and one of HELD for each challenger. Claims are the observations. They act on the states of their day and, where they
report a change, on the steps of the days before it: a change that was reported weighs more, one of which reports had time to
come and did not weighs less ("silence"). The daily rates of coming and of losing are learnt from the claims themselves by
expectation-maximisation (Baum et al. 1970; Rabiner 1989), smoothed over time, for all places together. Sticky chains of control come from Anders (2020).

Shapes: n sites, T days, H holders, S states. Everything is a function of the set of observations.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import numpy.typing as npt

from geo.control.observe import Kind, Observation
from geo.crs import Floats
from geo.theatre import Chain

Ints = npt.NDArray[np.int64]

NEVER, AHEAD, LOST, HELD = range(4)
ROUNDS = 4
"""Rounds of expectation-maximisation: later ones move no rate by more than a few percent."""
SCALED = 4
"""Days after which messages are scaled: some claims a day leave exp(-100) of them, and numbers end at exp(-700)."""
FASTEST = 0.5
"""Highest daily rate that may be learnt: half of what is left in a day."""


@dataclass(frozen=True)
class States:
    """The states of a theatre's places: `opening` is the index of the opening holder, `holders` their number."""

    opening: int
    holders: int

    @property
    def challengers(self) -> list[int]:
        """The holders that come, in the theatre's order; challenger c has state HELD + c."""
        return [h for h in range(self.holders) if h != self.opening]

    @property
    def holder(self) -> Ints:
        """Who holds the place in each state, shape (S,)."""
        return np.array([self.opening] * HELD + self.challengers)


@dataclass(frozen=True)
class Potentials:
    """What is observed of n sites: `state` (n, T, S) is the log-likelihood of each state, `change` (n, T, H) what reports of a change to a holder add.

    `told` (n, T, H) says where such reports are; `horizon` is the last day on which reports came, from which on all stays as it is.
    """

    state: Floats
    change: Floats
    told: npt.NDArray[np.bool_]
    horizon: int


@dataclass(frozen=True)
class Rates:
    """Daily chances (T, C) that a challenger comes to a place which it will reach, and that it loses one it holds."""

    gain: Floats
    loss: Floats


def potentials(seen: Sequence[Sequence[Observation]], states: States, days: int, horizon: int, p: Chain) -> Potentials:
    """The potentials of sites from what was observed of each; voices that say the same of the same days count once and a little more."""
    n, size = len(seen), HELD + len(states.challengers)
    found = Potentials(np.zeros((n, days, size)), np.zeros((n, days, states.holders)), np.zeros((n, days, states.holders), dtype=bool), horizon)
    pattern = cache(partial(_pattern, states=states, p=p))
    for i, of_site in enumerate(seen):
        for (kind, sides, first, last), strength in sorted(_joined(of_site, p).items(), key=lambda item: (item[0][0], sorted(item[0][1]), item[0][2:])):
            found.state[i, last] += strength * pattern(kind, sides)
            if kind is Kind.GAIN:
                window = slice(max(0, first - p.window_days), last + 1)
                for side in sorted(sides):
                    found.change[i, window, side] += strength * p.changes
                    found.told[i, window, side] = True
    return found


def _joined(of_site: Sequence[Observation], p: Chain) -> dict[tuple[Kind, frozenset[int], int, int], float]:
    voices: dict[tuple[Kind, frozenset[int], int, int], list[float]] = defaultdict(list)
    for o in of_site:
        voices[o.kind, o.sides, o.first, o.last].append(o.weight)
    return {key: max(weights) * (1.0 + p.repeats * math.log2(len(weights))) for key, weights in voices.items()}


def _pattern(kind: Kind, sides: frozenset[int], states: States, p: Chain) -> Floats:
    """Log-likelihood of each state, shape (S,), for an observation of weight 1."""
    number = np.arange(HELD + len(states.challengers))
    mine, opens = np.isin(states.holder, list(sides)), states.opening in sides
    if kind is Kind.GAIN:
        shape = np.where(opens & (number < LOST), p.unspoken, mine)
    elif kind is Kind.ATTACK:
        shape = ~mine
    elif kind is Kind.CONTESTED:
        shape = number != NEVER
    elif kind is Kind.PRESENT:
        shape = _by_side(number, opens, when_opens=(0.0, 0.0, 1.0, 1.0), else_=(0.0, 0.5, 0.5, 0.5), mine=mine)
    elif kind is Kind.NEAR:
        shape = _by_side(number, opens, when_opens=(0.0, 0.0, 0.5, 1.0), else_=(0.0, 1.0, 0.0, 0.0), mine=mine)
    else:
        shape = mine
    return np.asarray(_STRENGTH[kind](p) * shape)


def _by_side(number: Ints, opens: bool, *, when_opens: tuple[float, ...], else_: tuple[float, ...], mine: npt.NDArray[np.bool_]) -> Floats:
    """Likelihoods of NEVER, AHEAD, LOST and HELD: where the opening holder is seen, or else a challenger, which counts in full where it is that one's."""
    shape = np.array(when_opens if opens else else_)[np.minimum(number, HELD)]
    return shape if opens else np.where((number >= HELD) & mine, 1.0, shape)


_STRENGTH: dict[Kind, Callable[[Chain], float]] = {
    Kind.GAIN: lambda p: p.gains,
    Kind.HOLD: lambda p: p.holds,
    Kind.PRESENT: lambda p: p.present,
    Kind.NEAR: lambda p: p.near,
    Kind.ATTACK: lambda p: p.attacks,
    Kind.CONTESTED: lambda p: p.contested,
}


def posterior(seen: Potentials, rates: Rates, states: States, p: Chain) -> Floats:
    """The probability of each state on each day given all observations (forward-backward), shape (n, T, S)."""
    forward, backward, _, _ = _passes(seen, rates, states, p)
    found = forward * backward
    found /= found.sum(axis=1, keepdims=True)
    after = np.minimum(np.arange(seen.state.shape[1]), seen.horizon)
    return np.ascontiguousarray(found.transpose(2, 0, 1)[:, after])


def learnt(seen: Potentials, states: States, p: Chain) -> Rates:
    """The daily rates that explain the observations best, smoothed over days and held by the prior; the prior where there are none."""
    days, challengers = seen.state.shape[1], len(states.challengers)
    rates = Rates(np.full((days, challengers), p.prior_gain / challengers), np.full((days, challengers), p.prior_loss))
    if not len(seen.state):
        return rates
    apart = (np.arange(days)[:, None] - np.arange(days)[None, :]) / p.smooth_days
    kernel = np.exp(-0.5 * apart**2)
    for _ in range(ROUNDS):
        gains, ahead, losses, held = _expected(seen, rates, states, p)
        rates = Rates(
            np.minimum((kernel @ gains + p.prior_days * p.prior_gain / challengers) / (kernel @ ahead + p.prior_days), FASTEST),
            np.minimum((kernel @ losses + p.prior_days * p.prior_loss) / (kernel @ held + p.prior_days), FASTEST),
        )
    return rates


def _expected(seen: Potentials, rates: Rates, states: States, p: Chain) -> tuple[Floats, Floats, Floats, Floats]:
    """Expected comings, site-days ahead of one, losses, site-days held; each (T, C), the second (T, 1)."""
    forward, backward, steps, likelihood = _passes(seen, rates, states, p)
    joint = forward[:-1, :, None] * steps[1:] * (likelihood[1:] * backward[1:])[:, None]
    joint /= joint.sum(axis=(1, 2), keepdims=True)
    found, held = np.zeros((seen.state.shape[1], *joint.shape[1:3])), slice(HELD, None)
    found[1 : len(forward)] = joint.sum(axis=3)
    return found[:, AHEAD, held], found[:, [AHEAD]].sum(axis=2), found[:, held, LOST], found[:, held].sum(axis=2)


def _passes(seen: Potentials, rates: Rates, states: States, p: Chain) -> tuple[Floats, Floats, Floats, Floats]:
    """Forward and backward messages, steps and likelihoods up to the horizon; shapes (T', S, n), (T', S, n), (T', S, S, n), (T', S, n).

    Messages are known up to a factor for each day and site, which cancels wherever they are used; they are scaled now and then so as not to vanish.
    """
    until = min(seen.horizon + 1, seen.state.shape[1])
    state = seen.state[:, :until].transpose(1, 2, 0)
    likelihood = np.exp(state - state.max(axis=1, keepdims=True))
    steps = _steps(seen, rates, states, p, until)
    forward, backward = np.empty_like(likelihood), np.ones_like(likelihood)
    message = np.zeros(likelihood.shape[1:])
    message[NEVER], message[AHEAD] = p.never, 1.0 - p.never
    for t in range(until):
        message = np.einsum("sn,srn->rn", message, steps[t]) * likelihood[t]
        forward[t] = message = message / message.sum(axis=0) if t % SCALED == 0 else message
    message = backward[-1]
    for t in range(until - 2, -1, -1):
        message = np.einsum("srn,rn->sn", steps[t + 1], message * likelihood[t + 1])
        backward[t] = message = message / message.sum(axis=0) if t % SCALED == 0 else message
    return forward, backward, steps, likelihood


def _steps(seen: Potentials, rates: Rates, states: States, p: Chain, until: int) -> Floats:
    """Weights of the steps into each day, shape (T', S, S, n): the learnt rates, times what is told or not told of a change on that day."""
    size, challengers = HELD + len(states.challengers), states.challengers
    base = np.zeros((until, size, size))
    base[:, NEVER, NEVER] = 1.0
    base[:, AHEAD, AHEAD] = 1.0 - rates.gain[:until].sum(axis=1)
    base[:, LOST, LOST] = 1.0 - p.again * len(challengers)
    for c in range(len(challengers)):
        base[:, HELD + c, HELD:] = p.again
        base[:, AHEAD, HELD + c], base[:, LOST, HELD + c] = rates.gain[:until, c], p.again
        base[:, HELD + c, LOST] = rates.loss[:until, c]
        base[:, HELD + c, HELD + c] = 1.0 - rates.loss[:until, c] - p.again * (len(challengers) - 1)
    into = _into(seen, states, p, until)[:, states.holder]
    found = base[..., None] * into[:, None]
    stay = np.arange(size)
    found[:, stay, stay] = base[:, stay, stay][..., None]
    return np.asarray(found)


def _into(seen: Potentials, states: States, p: Chain, until: int) -> Floats:
    """What a change to each holder on each day is multiplied by, shape (T', H, n)."""
    heard = 1.0 - np.exp(-np.maximum(seen.horizon - np.arange(until), 0) / p.delay_days)
    doubt = np.full(states.holders, p.silence_gain)
    doubt[states.opening] = p.silence_loss
    silence = 1.0 - heard[:, None] * doubt
    told, change = (part[:, :until].transpose(1, 2, 0) for part in (seen.told, seen.change))
    return np.where(told, np.exp(change), silence[..., None])
