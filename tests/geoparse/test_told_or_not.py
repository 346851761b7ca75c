"""What is asked, compared or looked back at is no news; what a sentence leaves to its neighbours comes from them."""

from __future__ import annotations

import pytest

from tests.geoparse.conftest import Read
from tests.geoparse.test_constructions import told

QUESTIONS = [
    ("Who holds Kositsa now is anyone's guess.", set()),
    ("It is unclear who controls Kositsa.", set()),
    ("The bloggers disagree about who captured Darino.", set()),
    ("Nobody can tell whether Russian forces have taken Kositsa.", set()),
    ("It is unclear whether Ukraine holds Darino or has left it.", set()),
    ("How much of Guyevo Russian troops hold is not known.", set()),
    ("The arrival of a patrol does not mean that Russian forces have captured Guyevo.", set()),
    ("The garrison of Kositsa risks being surrounded.", set()),
    ("The soldiers who hold Kositsa are Ukrainian, and Russian forces captured Darino.", {"UA holds Kositsa", "RU captured Darino"}),
    ("Whether Kositsa fell is not known, but Russian forces captured Darino.", {"RU captured Darino"}),
    ("Shells fell on Kositsa. Who controls it is in dispute.", {"- contested Kositsa"}),
    ("Officials reject the idea that Darino fell to the Ukrainian army.", {"UA captured Darino neg"}),
    ("The channels make conflicting claims about control of Kositsa.", {"- contested Kositsa"}),
]

CLAUSES = [
    (
        "Ukrainian units are reported to be inside Guyevo, and part of Gornal is said to have been taken by Ukrainian troops too.",
        {"UA entered Guyevo", "UA captured Gornal/part"},
    ),
    (
        "Russian forces captured Kositsa. In Darino, on the other hand, bloggers put Ukrainian troops in possession of half of the village.",
        {"RU captured Kositsa", "UA holds Darino/part"},
    ),
    (
        "Russian troops repelled attacks toward Guyevo and Gornal. Both villages remain in Russian hands.",
        {"RU repelled Guyevo/toward", "RU repelled Gornal/toward", "RU holds Guyevo", "RU holds Gornal"},
    ),
    ("Several villages were won back in the counterattack at Kositsa, a Russian blogger said.", {"RU attacked Kositsa"}),
    ("In Darino, the Russian channels admit, Ukrainian forces still keep some positions.", {"UA holds Darino"}),
    ("Two more villages in Kursk Oblast, Kositsa and Darino, have come back under Russian control.", {"RU recaptured Kositsa", "RU recaptured Darino"}),
    ("Kositsa and Darino figure in the list of settlements that Russian forces have retaken.", {"RU recaptured Kositsa", "RU recaptured Darino"}),
    ("The Russian army counts two more places among those it has retaken: Kositsa and Darino.", {"RU recaptured Kositsa", "RU recaptured Darino"}),
    ("Control of Kositsa remains with Ukrainian forces.", {"UA holds Kositsa"}),
    ("Russian troops are at risk of encirclement in Kositsa.", set()),
    ("Ukraine, who holds Sudzha, said nothing.", {"UA holds Sudzha"}),
    ("It is clear that Ukrainian troops hold Kositsa.", {"UA holds Kositsa"}),
    ("The Ukrainians no longer hold Kositsa.", {"UA withdrew Kositsa"}),
    ("Kositsa and Darino are once more under the control of Russian troops.", {"RU holds Kositsa", "RU holds Darino"}),
    ("Control over Kositsa has been restored, Russian officials said.", {"RU recaptured Kositsa"}),
    ("East of Kositsa Ukrainian troops pushed forward, and at Darino it was quiet.", {"UA advanced Kositsa/offset90"}),
    (
        "Ukrainian forces took Kositsa. Russian bloggers said that Darino had been captured as well.",
        {"UA captured Kositsa", "UA captured Darino"},
    ),
    (
        "Fighting goes on in Kositsa and Darino. Russian forces declared the first of the two villages retaken.",
        {"- contested Kositsa", "- contested Darino", "RU recaptured Kositsa"},
    ),
]


@pytest.mark.parametrize(("text", "expected"), [*QUESTIONS, *CLAUSES])
def test_reading(read: Read, text: str, expected: set[str]) -> None:
    assert {told(claim) for claim in read(text).claims} == expected


def test_a_bare_ministry_speaks_for_the_publisher(read: Read) -> None:
    text = "The Defence Ministry said its forces took Kositsa."
    (russian,) = read(text, publisher="TASS").claims
    (ukrainian,) = read(text, publisher="Ukrainian General Staff").claims
    assert (russian.actor, russian.basis) == ("RU", "claimed")
    assert (ukrainian.actor, ukrainian.basis) == ("UA", "claimed")


def test_the_ministry_is_the_one_named_last(read: Read) -> None:
    text = "Russia's Ministry of Defence reported losses. DeepState was silent. The ministry said its forces took Kositsa."
    (claim,) = read(text).claims
    assert (claim.actor, claim.claimants) == ("RU", ("Russian Ministry of Defence",))


def test_a_ministry_has_the_side_of_its_seat(read: Read) -> None:
    (claim,) = read("Kositsa was retaken, the Ministry of Defence in Moscow wrote.").claims
    assert (claim.actor, claim.basis) == ("RU", "claimed")


def test_russian_villages_are_no_russian_deed(read: Read) -> None:
    text = "Officials spoke to the press. Ukraine's latest offensive was brief, only securing three Russian villages and about nine square miles."
    villages, area = read(text).figures
    assert (villages.actor, villages.measure, villages.claimants) == ("UA", "gained", ())
    assert (area.actor, area.measure, area.claimants) == ("UA", "gained", ())
