"""What the columns of the layers mean, in the words that a GIS shows beside them."""

from __future__ import annotations

from collections.abc import Mapping

from geo.schemas import CHANCE

WORDS: Mapping[str, str] = {
    "holder": "Side that most likely holds the ground.",
    "holder_a": "Side on one side of the line.",
    "holder_b": "Side on the other side of the line.",
    "level": "held where one side's probability reaches 0.8, else contested.",
    "area_km2": "Area on the WGS 84 ellipsoid, in km2, counted from the cells.",
    "length_km": "Length on the WGS 84 ellipsoid, in km.",
    "valid_from": "Instant from which this state holds, included; empty where it is the opening one.",
    "valid_to": "Instant until which this state holds, not included; empty where it is the last one.",
    "at": "Instant that is shown.",
    "as_of": "Only what the public could have known by this instant counts; empty where everything known does.",
    "as_recorded": "Only what the store had recorded by this instant counts; empty where everything does.",
    "digest": "Twelve hex digits that stand for the evidence, the instant and as_of; cite them with a number.",
    "place_id": "Settlement, by its id in the gazetteer.",
    "name": "Name of the settlement in English.",
    "name_ru": "Its name in Russian.",
    "name_uk": "Its name in Ukrainian.",
    "kind": "Kind of settlement.",
    "raion": "District.",
    "population": "Inhabitants before the campaign, as the gazetteer has them.",
    "err_km": "How far off the position may be, in km.",
    "probability": "Probability of the likeliest holder.",
    "evidenced": "true where a report names the settlement.",
    "since": "Day of the newest claim about the settlement.",
    "claims": "Number of claims about the settlement up to then.",
    "part": "Number of the part, the largest first.",
    "cell": "Number of the cell.",
    "age_days": "Days since the newest claim about the spot that counts most here.",
    "claim_id": "Claim, by its id.",
    "report_id": "Report, by its id.",
    "publisher": "Publisher of the report.",
    "published_at": "Day from which the public could read it.",
    "recorded_at": "Instant at which the store took the report in.",
    "place": "Settlement that the claim names, in English.",
    "actor": "Side that acts; empty where the text names none.",
    "event": "What happened, for example captured.",
    "relation": "How the ground lies to the settlement: in, part, outskirts, near, toward, offset, line.",
    "bearing_deg": "Direction from the settlement, in degrees clockwise from north, where the text gives one.",
    "distance_km": "Distance from the settlement, in km, where the text gives one.",
    "certainty": "How firmly the text says it: stated, hedged, unverified.",
    "basis": "On whose word: claimed, admitted, assessed, geolocated.",
    "claimants": "Who asserts it, with semicolons between.",
    "polarity": "pos where it happened, neg where the text says that it did not.",
    "background": "true where the text recaps an earlier state.",
    "reading": "The claim in a few words.",
    "text": "The sentence that says so.",
    "title": "Title of the report.",
    "url": "Source of the fact.",
    "method": "What read the text.",
    "copy_of": "Claim that counts in its place, where the text only repeats another.",
    "carried_by": "Who else carries the text, with semicolons between.",
    "verdict": "A reviewer's verdict, where there is one.",
    "day": "Day on which the change takes effect.",
    "before": "Holder before.",
    "before_level": "Level before.",
    "after": "Holder after.",
    "after_level": "Level after.",
}
OWN: Mapping[tuple[str, str], str] = {
    ("parts", "name"): "Name of the part, after its largest settlement.",
    ("parts", "kind"): "salient, pocket, or ground where the border is not known.",
    ("parts", "place_id"): "Largest settlement in it, by its id in the gazetteer.",
    ("cells", "place_id"): "Settlement nearest to the cell, by its id in the gazetteer.",
    ("cells", "evidenced"): "true where a report names the settlement of the cell.",
    ("claims", "kind"): "Kind of report: digest for our own wording of facts, text otherwise.",
    ("claims", "valid_from"): "First day that the claim is about.",
    ("claims", "valid_to"): "Last day that the claim is about, included.",
}
"""Where a column means something else in one layer than in the others."""


def words_of(layer: str, column: str) -> str:
    """What a column of a layer means.

    Raises:
        KeyError: nobody has said so yet.
    """
    if column.startswith(CHANCE):
        return f"Probability that {column.removeprefix(CHANCE)} holds the ground."
    return OWN.get((layer, column)) or WORDS[column]
