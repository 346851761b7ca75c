"""The chain against sums over all paths, and by hand where a hand can."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.control.chain import AHEAD, FASTEST, HELD, LOST, NEVER, Potentials, Rates, States, learnt, posterior, potentials
from geo.control.observe import Kind, Observation
from geo.control.site import Site
from geo.theatre import Chain
from geo.units import ClaimId, PlaceId

SPOT = Site(PlaceId("arvona"), 0.0, 0.0, "", 30.0, 50.0, 0.1)
P = Chain(never=0.6, again=0.01, silence_gain=0.3, silence_loss=0.9, delay_days=2.0)
TWO, THREE = States(opening=1, holders=2), States(opening=0, holders=3)


def seen(kind, side, day, weight=1.0, first=None):
    sides = frozenset() if side is None else frozenset({side})
    return Observation(SPOT, kind, sides, day if first is None else first, day, weight, ClaimId("c"))


def by_paths(found: Potentials, rates: Rates, states: States, p: Chain):
    """Posterior state probabilities of the first site by adding up the weights of all paths through the states."""
    days, size = found.state.shape[1], found.state.shape[2]
    start = np.zeros(size)
    start[NEVER], start[AHEAD] = p.never, 1.0 - p.never
    total = np.zeros((days, size))
    for path in product(range(size), repeat=days):
        weight, before = 1.0, None
        for t, state in enumerate(path):
            step = sum(start[s] * stepped(found, rates, states, p, t, (s, state)) for s in range(size)) if before is None else 0.0
            step = step if before is None else stepped(found, rates, states, p, t, (before, state))
            weight *= step * np.exp(found.state[0, t, state])
            before = state
        for t, state in enumerate(path):
            total[t, state] += weight
    return total / total.sum(axis=1, keepdims=True)


def stepped(found, rates, states, p, t, step):  # noqa: PLR0917 - a formula
    """The weight of a step from state a into state b on day t, written out from the description of the model."""
    (a, b), challengers = step, states.challengers
    if a == b:
        leaves = {NEVER: 0.0, AHEAD: rates.gain[t].sum(), LOST: p.again * len(challengers)}
        return 1.0 - leaves.get(a, (rates.loss[t, a - HELD] if a >= HELD else 0.0) + p.again * (len(challengers) - 1))
    if a == AHEAD and b >= HELD:
        base, into = rates.gain[t, b - HELD], challengers[b - HELD]
    elif b >= HELD and a in (LOST, *range(HELD, HELD + len(challengers))):
        base, into = p.again, challengers[b - HELD]
    elif a >= HELD and b == LOST:
        base, into = rates.loss[t, a - HELD], states.opening
    else:
        return 0.0
    if found.told[0, t, into]:
        return base * np.exp(found.change[0, t, into])
    doubt = p.silence_loss if into == states.opening else p.silence_gain
    return base * (1.0 - doubt * (1.0 - np.exp(-max(found.horizon - t, 0) / p.delay_days)))


OBSERVED = st.lists(
    st.builds(seen, st.sampled_from(Kind), st.integers(0, 1), st.integers(0, 3), st.floats(0.1, 1.0)).map(
        lambda o: Observation(o.site, o.kind, frozenset() if o.kind is Kind.CONTESTED else o.sides, o.first, o.last, o.weight, o.claim)
    ),
    max_size=5,
)


@pytest.mark.parametrize("states", [TWO, THREE])
@given(OBSERVED, st.integers(0, 2**32 - 1))
@settings(max_examples=15, deadline=None)
def test_the_posterior_is_the_sum_over_all_paths(states, observed, seed):
    random = np.random.default_rng(seed)
    days, challengers = 4, len(states.challengers)
    rates = Rates(random.uniform(0.01, 0.3, (days, challengers)), random.uniform(0.01, 0.3, (days, challengers)))
    found = potentials([observed], states, days, days - 1, P)
    assert posterior(found, rates, states, P)[0] == pytest.approx(by_paths(found, rates, states, P), abs=1e-9)


def test_one_capture_on_one_day_by_hand():
    """One day, prior never 0.6: ahead 0.4, of which a tenth has come. Told: x e^3 for the step, x e^1.5 for the state."""
    p, rates = Chain(never=0.6, gains=1.5, changes=3.0), Rates(np.full((1, 1), 0.1), np.full((1, 1), 0.1))
    found = posterior(potentials([[seen(Kind.GAIN, 0, 0)]], TWO, 1, 0, p), rates, TWO, p)[0, 0]
    came = 0.4 * 0.1 * np.exp(4.5)
    assert found[HELD] == pytest.approx(came / (came + 0.6 + 0.4 * 0.9))
    assert found[LOST] == 0.0


def test_an_announced_loss_says_that_it_was_held_until_shortly_before():
    """Nothing was ever said of the village until the opening holder retook it on day 40."""
    p = Chain(never=0.5, gains=2.0, changes=4.0, unspoken=0.3, window_days=5)
    rates = Rates(np.full((60, 1), 0.02), np.full((60, 1), 0.01))
    held = posterior(potentials([[seen(Kind.GAIN, 1, 40)]], TWO, 60, 59, p), rates, TWO, p)[0, :, HELD]
    silent = posterior(potentials([[]], TWO, 60, 59, p), rates, TWO, p)[0, :, HELD]
    assert held[34] > 0.6
    assert silent[34] < 0.25
    assert held[41] < 0.05


def test_silence_about_a_loss_is_no_loss():
    """A village taken on day 5 of which nothing more is heard: with reports to the end it is held yet; without the rule it would be lost."""
    observed = [[seen(Kind.GAIN, 0, 5, weight=1.0), seen(Kind.HOLD, 0, 7)]]
    rates = Rates(np.full((60, 1), 0.05), np.full((60, 1), 0.03))
    kept, lost = (
        posterior(potentials(observed, TWO, 60, 59, p), rates, TWO, p)[0, 55, HELD] for p in (replace(P, silence_loss=0.97), replace(P, silence_loss=0.0))
    )
    assert kept > 0.75
    assert lost < 0.35


def test_beyond_the_last_report_all_stays_as_it_is():
    found = posterior(potentials([[seen(Kind.GAIN, 0, 5)]], TWO, 60, 20, Chain()), Rates(np.full((60, 1), 0.1), np.full((60, 1), 0.1)), TWO, Chain())
    assert (found[0, 21:] == found[0, 20]).all()


def test_rates_are_learnt_where_changes_are_told_and_fall_back_on_the_prior_elsewhere():
    p = Chain(smooth_days=2.0, prior_days=1.0, prior_gain=0.05)
    villages = [[seen(Kind.GAIN, 0, 5), seen(Kind.HOLD, 0, 8)] for _ in range(12)]
    rates = learnt(potentials(villages, TWO, 60, 59, p), TWO, p)
    assert rates.gain[4, 0] > 0.2
    assert rates.gain[30, 0] == pytest.approx(0.05, abs=0.01)
    assert rates.gain.max() <= FASTEST
    nothing = learnt(potentials([], TWO, 60, 59, p), TWO, p)
    assert (nothing.gain == 0.05).all()


def test_several_voices_on_one_day_count_more_than_one_and_less_than_several_times():
    p = Chain(repeats=0.5)
    one, two = (potentials([[seen(Kind.HOLD, 0, 3)] * n], TWO, 10, 9, p).state[0, 3, HELD] for n in (1, 2))
    assert (one, two) == (p.holds, 1.5 * p.holds)


@pytest.mark.parametrize(
    ("kind", "side", "raised"),
    [
        (Kind.GAIN, 0, {HELD}),
        (Kind.GAIN, 1, {NEVER, AHEAD, LOST}),
        (Kind.HOLD, 1, {NEVER, AHEAD, LOST}),
        (Kind.ATTACK, 0, {NEVER, AHEAD, LOST}),
        (Kind.ATTACK, 1, {HELD}),
        (Kind.PRESENT, 0, {AHEAD, LOST, HELD}),
        (Kind.PRESENT, 1, {LOST, HELD}),
        (Kind.NEAR, 0, {AHEAD, HELD}),
        (Kind.NEAR, 1, {LOST, HELD}),
        (Kind.CONTESTED, None, {AHEAD, LOST, HELD}),
    ],
)
def test_which_states_an_observation_speaks_for(kind, side, raised):
    """Holder 1 opens, holder 0 comes."""
    state = potentials([[seen(kind, side, 0)]], TWO, 1, 0, Chain()).state[0, 0]
    assert set(np.flatnonzero(state > 0).tolist()) == raised
    assert (state >= 0).all()
