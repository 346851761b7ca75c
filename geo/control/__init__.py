"""Claims become statuses: who held each place, over time."""

from geo.control.observe import observations
from geo.control.site import Site
from geo.control.statuses import Statuses, days_of, infer

__all__ = ["Site", "Statuses", "days_of", "infer", "observations"]
