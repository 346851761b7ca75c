"""The search for parameters: a seeded evolution strategy, and blocks of days left out to see whether what it finds holds elsewhere.

The objective of a set of days is

    J = mean over bodies of evidence and both clocks of median IoU + mean IoU + nearly_inside / 10 + nearly_bracket / 5 - widest_gap / 5

with the measures of `geo.fit.measure`, hindsight counted three times; as known on the day, every second day is scored, since each takes an
inference of its own. A (1+1) evolution strategy (Rechenberg 1973) moves one to three parameters at a time, from those in force, and by
his rule widens its steps after a success and narrows them after a failure, so that about one in five succeeds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from geo.fit.measure import Row, Setting, chances, measures
from geo.theatre import Chain, Kriging, Parameters, limits

Key = tuple[str, str]

LOGIT = frozenset({"never", "silence_gain", "silence_loss", "unspoken", "prior", "repeats", "claimed", "assessed", "hedged", "unverified"})
FIXED = frozenset({"neighbours", "cut_off", "again"})
"""Parameters that the objective hardly feels: they stay as they were reasoned."""
STEP = 0.35
"""Standard deviation of the first step, in the logarithm of a parameter, or in half its log-odds where it lies between 0 and 1."""
NARROWEST = 0.03
WIDER, NARROWER = math.exp(0.2), math.exp(-0.05)
HINDSIGHT = 3.0
"""Weight of the map with everything known against that as known on the day."""
BLOCKS = 4
TINY = 1e-4
MOST = 4
"""One more than the parameters that may move at a time."""


GUESS_CHAIN = Chain(
    holds=3.0, gains=1.5, changes=3.0, present=2.0, near=1.5, attacks=0.7, contested=1.5, repeats=0.3, unspoken=0.3, window_days=5, never=0.85,
    silence_gain=0.05, silence_loss=0.97, delay_days=2.0, smooth_days=8.0, prior_days=0.5, prior_gain=0.05, prior_loss=0.02,
)  # fmt: skip
GUESS_BASIS = {"geolocated": 1.0, "admitted": 0.95, "assessed": 0.9, "claimed": 0.6}
GUESS_CERTAINTY = {"stated": 1.0, "hedged": 0.6, "unverified": 0.4}
GUESS_KRIGING = Kriging(range_km=6.0, prior=0.5, nugget=0.2, nugget_silent=5.0, sharpness=4.0)
"""What one would guess before any map was looked at: odds of 3 to 20 for a claim, a week for rumours to settle, a village or two for a range."""


def guessed(parameters: Parameters) -> Parameters:
    """The parameters as they would be guessed: where a search begins that is not to know of the days it leaves out."""
    return replace(parameters, chain=GUESS_CHAIN, kriging=GUESS_KRIGING, basis=GUESS_BASIS, certainty=GUESS_CERTAINTY)


@dataclass(frozen=True)
class Fit:
    """Parameters with their objective on the days they were fitted to."""

    parameters: Parameters
    objective: float


def free() -> list[Key]:
    """The parameters that are sought: those of the chain and of kriging, and the trust in bases and certainties."""
    named = [("chain", f.name) for f in fields(Chain)] + [("kriging", f.name) for f in fields(Kriging)]
    trust = [("basis", "claimed"), ("basis", "assessed"), ("certainty", "hedged"), ("certainty", "unverified")]
    return [key for key in named if key[1] not in FIXED] + trust


def value(parameters: Parameters, key: Key) -> float:
    """The value of a parameter."""
    part = getattr(parameters, key[0])
    return float(part[key[1]] if key[0] in {"basis", "certainty"} else getattr(part, key[1]))


def moved(parameters: Parameters, key: Key, step: float) -> Parameters:
    """The parameters with one of them moved by a step in its logarithm or log-odds."""
    old = value(parameters, key)
    if key[1] in LOGIT:
        odds = math.log(min(max(old, 0.005), 0.995)) - math.log(1.0 - min(max(old, 0.005), 0.995)) + 2.0 * step
        new = 1.0 / (1.0 + math.exp(-odds))
    else:
        new = max(old, TINY) * math.exp(step)
    low, high = limits(*key)
    new = min(max(new, low), high)
    if key[0] == "basis":
        return replace(parameters, basis={**parameters.basis, key[1]: new})
    if key[0] == "certainty":
        return replace(parameters, certainty={**parameters.certainty, key[1]: new})
    part = getattr(parameters, key[0])
    whole = max(1, round(new)) if isinstance(getattr(part, key[1]), int) else new
    return replace(parameters, **{key[0]: replace(part, **{key[1]: whole})})


def objective(setting: Setting, parameters: Parameters) -> float:
    """J, see the head of this module."""
    some = replace(setting, days=setting.days.only(range(0, len(setting.days.on), 2)))
    told = [(s, e, live) for s, live in ((setting, False), (some, True)) for e in setting.evidence.values()]
    scores = [score(measures(s, parameters, chances(s, parameters, e, live=live))) for s, e, live in told]
    return float(np.average(scores, weights=[1.0 if live else HINDSIGHT for _, _, live in told]))


def score(m: Row) -> float:
    """The objective of one body of evidence by one clock."""
    return m["median"] + m["mean"] + m["nearly_inside"] / 10 + m["nearly_bracket"] / 5 - m["widest_gap"] / 5


def fit(setting: Setting, start: Parameters, *, rounds: int, seed: int, tell: Callable[[str], None] = lambda _: None) -> Fit:
    """The best parameters that some rounds of the search find; the same for the same seed."""
    random, keys = np.random.default_rng(seed), free()
    best = Fit(start, objective(setting, start))
    step = STEP
    tell(f"start {best.objective:.4f}")
    for n in range(rounds):
        candidate = best.parameters
        for i in random.choice(len(keys), size=random.integers(1, MOST), replace=False):
            candidate = moved(candidate, keys[i], step * random.normal())
        reached = objective(setting, candidate)
        if reached > best.objective:
            best, step = Fit(candidate, reached), min(STEP, step * WIDER)
            tell(f"{n + 1} of {rounds}: {reached:.4f}")
        else:
            step = max(NARROWEST, step * NARROWER)
    return best


@dataclass(frozen=True)
class Fold:
    """A block of days that was left out: the measures there, of the parameters fitted to the other days and of those the search began from."""

    first: str
    last: str
    days: int
    fitted: dict[tuple[str, bool], Row]
    started: dict[tuple[str, bool], Row]


def left_out(setting: Setting, start: Parameters, *, rounds: int, seed: int) -> list[Fold]:
    """Each block of consecutive days left out in turn."""
    return [_fold(setting, start, rounds, seed, block.tolist()) for block in np.array_split(np.arange(len(setting.days.on)), BLOCKS)]


def _fold(setting: Setting, start: Parameters, rounds: int, seed: int, block: list[int]) -> Fold:
    rest = [i for i in range(len(setting.days.on)) if i not in block]
    found = fit(replace(setting, days=setting.days.only(rest)), start, rounds=rounds, seed=seed)
    apart = replace(setting, days=setting.days.only(block))
    on = apart.days.on
    return Fold(on[0].isoformat(), on[-1].isoformat(), len(on), every(apart, found.parameters), every(apart, start))


def every(setting: Setting, parameters: Parameters) -> dict[tuple[str, bool], Row]:
    """The measures of each body of evidence by each clock (live: as known on the day)."""
    both: Sequence[bool] = (False, True)
    return {
        (name, live): measures(setting, parameters, chances(setting, parameters, evidence, live=live))
        for name, evidence in setting.evidence.items()
        for live in both
    }
