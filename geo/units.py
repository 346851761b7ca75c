"""Identifiers and constants. Lengths are metres and areas square metres inside; kilometres stand only where people read."""

from __future__ import annotations

from typing import NewType

HolderId = NewType("HolderId", str)
PlaceId = NewType("PlaceId", str)
ReportId = NewType("ReportId", str)
ClaimId = NewType("ClaimId", str)
SourceId = NewType("SourceId", str)

M_PER_KM = 1_000.0
M2_PER_KM2 = 1_000_000.0
KM2_PER_MI2 = 2.589_988_110_336
"""International mile, exact: 1.609344 km squared (NIST SP 811)."""
KM2_PER_HA = 0.01
KM_PER_MI = 1.609_344
