"""What is denied, planned, elsewhere, or no ground: a negative claim, or none."""

from __future__ import annotations

import pytest

from tests.geoparse.conftest import Read
from tests.geoparse.test_constructions import told

# a negative claim
DENIED = [
    ("Russian milbloggers denied claims that Ukrainian forces entered Guyevo.", {"UA entered Guyevo neg"}),
    ("Local sources dispute that Darino has fallen to the Russians.", {"RU captured Darino neg"}),
    ("There is no evidence that Russian troops have entered Guyevo.", {"RU entered Guyevo neg"}),
    ("Claims that Basivka has been captured by Russian forces are false, Ukraine's border service said.", {"RU captured Basivka neg"}),
    ("No Russian soldiers have entered Yunakivka.", {"RU entered Yunakivka neg"}),
    ("Neither Guyevo nor Gornal has been captured by Russian troops.", {"RU captured Gornal neg", "RU captured Guyevo neg"}),
    ("Russian troops have yet to enter Gornal.", {"RU entered Gornal neg"}),
    ("Ukraine denies having lost Sudzha.", {"UA withdrew Sudzha neg"}),
    ("Ukraine rejected Russian claims to have retaken Sudzha.", {"RU recaptured Sudzha neg"}),
    ("Ukrainian brigades were sent to prevent Russia from taking Guyevo.", {"RU captured Guyevo neg"}),
    ("Kositsa is no longer in Ukrainian hands.", {"UA holds Kositsa neg"}),
    ("Russian forces have taken neither Kositsa nor Darino.", {"RU captured Darino neg", "RU captured Kositsa neg"}),
    ("Kyiv denied the claim that Kositsa had been retaken.", {"RU recaptured Kositsa neg"}),
    ("The General Staff in Kyiv refuted claims that Russian troops had captured Basivka.", {"RU captured Basivka neg"}),
    ("It is not true that Kositsa has been taken by Russian forces.", {"RU captured Kositsa neg"}),
    ("Ukraine says it never lost control of Guyevo.", {"UA withdrew Guyevo neg"}),
    ("Russian forces were unable to dislodge the Ukrainians from Guyevo.", {"UA pushed_out Guyevo neg"}),
    ("Russian forces did not succeed in taking Guyevo.", {"RU captured Guyevo neg"}),
]

# aims, orders, fears, conditions
PLANNED = [
    ("Russia is preparing an assault on Sudzha.", set()),
    ("Ukraine's aim was to seize Bolshoye Soldatskoye.", set()),
    ("Russian forces are expected to attack Guyevo next.", set()),
    ("Putin ordered the liberation of Sudzha.", set()),
    ("The goal was the capture of Korenevo.", set()),
    ("Ukrainian units dug in before Russian forces could take Kositsa.", set()),
    ("Russian troops could soon capture Oleshnya.", set()),
    ("Ukraine could lose Sudzha.", set()),
    ("Ukraine fears losing Sudzha.", set()),
    ("He called for the return of Sudzha.", set()),
    ("If they lose Guyevo, they will have to leave Gornal.", set()),
    ("Guyevo will fall within days, the blogger predicted.", set()),
    ("Had Ukraine kept Sudzha, talks would have been easier.", set()),
    ("Sudzha is at risk of falling.", set()),
    ("The fall of Sudzha would end the operation.", set()),
    ("The Russian command plans the capture of Yunakivka.", set()),
    ("Russian forces are regrouping for an attack on Basivka.", set()),
    ("Russian forces are likely preparing to seize Oleshnya.", set()),
    ("Ukrainian troops were ordered to hold Guyevo.", set()),
    ("To take Sudzha, Russia would need more troops.", set()),
    ("Ukraine must leave Sudzha, Putin said.", set()),
    ("Putin demanded that Ukrainian troops leave Kositsa.", set()),
    ("Russia would have to retake Sudzha first.", set()),
    ("Should Sudzha fall, the road is lost.", set()),
    ("Kyiv hopes to keep Sudzha.", set()),
]

# fire and losses move no line
STRIKES = [
    ("Ukrainian troops blew up a bridge near Zvannoye.", set()),
    ("Russian Su-34 jets dropped glide bombs on Ukrainian positions in Guyevo, Oleshnya and Gornal.", set()),
    ("Strikes were delivered on enemy concentrations in the areas of Basovka, Zhuravka, Yunakovka.", set()),
    ("Units of the Sever group defeated formations of the 82nd Brigade in the areas of Guyevo, Oleshnya and Gornal.", set()),
    ("Ukrainian drones hit a Russian column near Lgov.", set()),
    ("A missile fell on Sudzha.", set()),
    ("The Russian army lost two tanks near Guyevo.", set()),
    ("Ukraine lost 300 soldiers at Malaya Loknya.", set()),
    ("The front line now runs along the western outskirts of Makhnovka.", set()),
    ("Russian forces have come within artillery range of Yunakivka.", set()),
]

# people and things that are no force, places that are no object
STRANGERS = [
    ("Ukrainian soldiers captured near Kositsa said they were hungry.", set()),
    ("Residents who left Sudzha in August want to return.", set()),
    ("He was born in Kositsa and left Kositsa in 1990.", set()),
    ("A gas pipeline enters Ukraine at Sudzha.", set()),
    ("Ukrainian forces withdrew to positions near Basivka.", set()),
    ("Two unnamed villages near Sudzha were captured by Russian troops.", set()),
    ("Russian forces captured a village near Sudzha.", set()),
    ("Sudzha has about 5,000 inhabitants; the town was founded in 1664.", set()),
    ("Evacuation trains left Sumy.", set()),
    ("The ministry released footage from Kositsa.", set()),
    ("Humanitarian aid reached Sudzha.", set()),
    ("Snow fell in Sudzha.", set()),
    ("Rescuers entered Sudzha.", set()),
    ("The governor left Rylsk.", set()),
    ("The ministry moved people out of Glushkovo.", set()),
    ("People fled Sudzha.", set()),
    ("Ukraine's withdrawal from Kositsa left Lebedevka exposed.", {"UA withdrew Kositsa"}),
    ("Except for Guyevo, all the villages have been retaken.", set()),
    ("The Kremlin said Putin had visited a command post in Kursk.", set()),
    ("Ukraine's capture of Kursk territory embarrassed Putin, analysts said, recalling how Kherson fell.", set()),
    ("Soldiers from Sudzha fought in Pokrovsk.", set()),
    ("A train from Sumy reached Kyiv.", set()),
    ("Russian forces captured Toretsk and advanced near Chasiv Yar.", set()),
    ("Troops moved from Sudzha to Pokrovsk were redeployed.", set()),
    ("The villages of Kositsa and Darino lie north of Sudzha.", set()),
    ("The road from Sudzha to Korenevo passes Kositsa.", set()),
    ("Russia wants Sudzha back.", set()),
    ("Before the war Sudzha was a quiet town.", set()),
    ("Zelensky rejected a swap of Sudzha for other land.", set()),
    ("The mayor of Rylsk held a meeting.", set()),
    ("Residents of Glushkovo held a service.", set()),
    ("Russian soldiers captured two Ukrainian servicemen near Kositsa.", set()),
]


@pytest.mark.parametrize(("text", "expected"), [*DENIED, *PLANNED, *STRIKES, *STRANGERS])
def test_reading(read: Read, text: str, expected: set[str]) -> None:
    assert {told(claim) for claim in read(text).claims} == expected
