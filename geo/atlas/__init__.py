"""The hall: one frozen object that answers every question about a theatre, for any day and as known on any day."""

from geo.atlas.delta import Delta, SettlementChange
from geo.atlas.explain import Explanation
from geo.atlas.hall import Atlas
from geo.atlas.sentences import Summary
from geo.atlas.view import History

__all__ = ["Atlas", "Delta", "Explanation", "History", "SettlementChange", "Summary"]
