"""The hall: one frozen object that answers every question about a theatre, for any day and as known on any day."""

from geo.atlas.change import AreaChange, Change
from geo.atlas.delta import Chosen, Delta, SettlementChange, TwoDays
from geo.atlas.explain import Explanation
from geo.atlas.hall import Atlas
from geo.atlas.impact import Impact
from geo.atlas.sentences import Summary

__all__ = ["AreaChange", "Atlas", "Change", "Chosen", "Delta", "Explanation", "Impact", "SettlementChange", "Summary", "TwoDays"]
