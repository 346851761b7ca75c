"""One sentence for each construction, each with the reading that a person would give it (eval GUIDE)."""

from __future__ import annotations

import pytest

from geo.model import Claim, Relation
from tests.geoparse.conftest import Read


def told(claim: Claim) -> str:
    """A claim in short: actor, event, places with relation, and what is unusual about it."""
    places = "+".join(place.name + _relation(place.relation, place.bearing_deg, place.distance_km) for place in claim.places)
    marks = [mark for mark, there in (("neg", claim.polarity == "neg"), ("background", claim.background)) if there]
    return " ".join([claim.actor or "-", claim.event, places, *marks])


def _relation(relation: Relation, bearing: float | None, distance: float | None) -> str:
    if relation is Relation.IN:
        return ""
    return f"/{relation}" + (f"{bearing:g}" if bearing is not None else "") + (f"@{distance:g}km" if distance is not None else "")


ACTIVE = [
    ("Ukrainian forces took control of Sverdlikovo.", {"UA captured Sverdlikovo"}),
    ("Russian troops seized the village of Makhnovka.", {"RU captured Makhnovka"}),
    ("The Russian army retook Kositsa and Lebedevka.", {"RU recaptured Kositsa", "RU recaptured Lebedevka"}),
    ("Ukrainian soldiers entered Giri.", {"UA entered Giri"}),
    ("Russian assault groups have broken into Goncharovka.", {"RU entered Goncharovka"}),
    ("Ukraine holds Guyevo and Gornal.", {"UA holds Guyevo", "UA holds Gornal"}),
    ("Ukrainian units withdrew from Lebedevka.", {"UA withdrew Lebedevka"}),
    ("The Ukrainians have abandoned Kurilovka.", {"UA withdrew Kurilovka"}),
    ("Russian marines drove Ukrainian forces out of Kruglenkoye.", {"UA pushed_out Kruglenkoye"}),
    ("Russia pushed Ukraine out of Makhnovka.", {"UA pushed_out Makhnovka"}),
    ("Ukrainian troops advanced in Pogrebki.", {"UA advanced Pogrebki"}),
    ("North Korean soldiers stormed Guyevo.", {"RU attacked Guyevo"}),
    ("Ukrainian forces counterattacked near Ulanok.", {"UA attacked Ulanok/near"}),
    ("Russian forces repelled a Ukrainian attack near Berdin.", {"RU repelled Berdin/near"}),
    ("The AFU regained positions in Makhnovka.", {"UA advanced Makhnovka"}),
    ("Ukrainian forces hold the village of Oleshnya.", {"UA holds Oleshnya"}),
    ("Kyiv's troops reached Kromskiye Byki.", {"UA advanced Kromskiye Byki"}),
    ("Russian forces allowed no rest and captured Kositsa.", {"RU captured Kositsa"}),
]

PASSIVE = [
    ("Ukraine was pushed out of Makhnovka.", {"UA pushed_out Makhnovka"}),
    ("Kositsa was captured by Russian troops.", {"RU captured Kositsa"}),
    ("Darino and Plekhovo have been recaptured from Ukrainian forces.", {"RU recaptured Darino", "RU recaptured Plekhovo"}),
    ("Sverdlikovo is held by Ukrainian forces.", {"UA holds Sverdlikovo"}),
    ("The village of Oleshnya remains under Ukrainian control.", {"UA holds Oleshnya"}),
    ("Kubatkin is in Russian hands.", {"RU holds Kubatkin"}),
    ("Martynovka had come under Russian control.", {"RU captured Martynovka"}),
    ("Borki fell to Ukrainian forces.", {"UA captured Borki"}),
    ("Lebedevka stays Russian.", {"RU holds Lebedevka"}),
    ("Attacks toward Kositsa were repelled by Russian troops.", {"RU repelled Kositsa/toward"}),
    ("Makhnovka is contested.", {"- contested Makhnovka"}),
    ("Cherkasskoye Porechnoye lies in the grey zone.", {"- contested Cherkasskoye Porechnoye"}),
    ("Pogrebki, which Ukrainian forces had taken, was lost.", None),
    ("Nikolayevka has been cleared of Ukrainian troops.", {"RU captured Nikolayevka"}),
    ("The Ukrainian-held town of Sudzha was quiet.", {"UA holds Sudzha"}),
    ("Reports of the capture of Kurilovka by Russian forces came in the evening.", {"RU captured Kurilovka"}),
    ("Kositsa is shown as Russian-held.", {"RU holds Kositsa"}),
]

PLACES = [
    ("Russian forces have advanced northwest and southeast of Sudzha.", {"RU advanced Sudzha/offset315", "RU advanced Sudzha/offset135"}),
    ("Ukrainian troops advanced 3 km north of Martynovka.", {"UA advanced Martynovka/offset0@3km"}),
    ("Ukrainian forces gained ground in fields east of Fanaseyevka.", {"UA advanced Fanaseyevka/offset90"}),
    ("Russian troops captured northern Darino.", {"RU captured Darino/part"}),
    ("Russian troops hold the western part of Makhnovka.", {"RU holds Makhnovka/part"}),
    ("Fighting continues on the outskirts of Guyevo.", {"- contested Guyevo/outskirts"}),
    ("There was fighting near Plekhovo.", {"- contested Plekhovo/near"}),
    ("The line Kositsa - Pogrebki is contested.", {"- contested Kositsa/line+Pogrebki/line"}),
    ("Fighting goes on between Kositsa and Lebedevka.", {"- contested Kositsa/line+Lebedevka/line"}),
    ("Russian forces captured Novaya Sorochina (northwest of Sudzha) and Pogrebki (south of it).", {"RU captured Novaya Sorochina", "RU captured Pogrebki"}),
    ("Russian forces retook Pogrebki and Kositsa (north of Sudzha).", {"RU recaptured Pogrebki", "RU recaptured Kositsa"}),
    ("Russian forces retook Kositsa, a village north of Sudzha.", {"RU recaptured Kositsa"}),
    ("Ukrainian columns advanced toward Berdin.", {"UA advanced Berdin/toward"}),
    ("Ukrainian forces tried to enter Kositsa.", {"UA attacked Kositsa/toward"}),
    ("The latest push by Ukraine targets Berdin and Bolshoye Soldatskoye.", {"UA attacked Berdin/toward", "UA attacked Bolshoye Soldatskoye/toward"}),
    ("Russian forces advanced in central Makhnovka.", {"RU advanced Makhnovka/part"}),
    ("Russian forces advanced along the Yunakivka-Sudzha highway.", {"RU advanced Yunakivka/line+Sudzha/line"}),
    ("Russian forces advanced 3 km (2 miles) north of Martynovka.", {"RU advanced Martynovka/offset0@3km"}),
    ("Clashes were reported near Guyevo, and also south of Gornal.", {"- contested Guyevo/near", "- contested Gornal/offset180"}),
    ("In Oleshnya fighting goes on.", {"- contested Oleshnya"}),
    ("Russian troops advanced to the west of Kurilovka.", {"RU advanced Kurilovka/offset270"}),
    ("Russian troops entered the north of Guyevo.", {"RU entered Guyevo/part"}),
]

LISTS = [
    ("Russian forces retook 1st and 2nd Knyazhy.", {"RU recaptured 1st Knyazhy", "RU recaptured 2nd Knyazhy"}),
    ("Russian forces seized Novaya and Staraya Sorochina.", {"RU captured Novaya Sorochina", "RU captured Staraya Sorochina"}),
    (
        "The Russian army retook four settlements: Kositsa, Lebedevka, Pogrebki and Darino.",
        {"RU recaptured Kositsa", "RU recaptured Lebedevka", "RU recaptured Pogrebki", "RU recaptured Darino"},
    ),
    (
        "Three villages were retaken by Russian troops: Kositsa, Pogrebki and Darino.",
        {"RU recaptured Kositsa", "RU recaptured Pogrebki", "RU recaptured Darino"},
    ),
    ("Two villages (Kositsa and Darino) were retaken by Russian troops.", {"RU recaptured Kositsa", "RU recaptured Darino"}),
    ("Russian forces took Lebedevka and Novenke in Sumy Oblast.", {"RU captured Lebedevka", "RU captured Novenke"}),
    ("Five villages have been retaken by Russia. The list reads: Kositsa, Darino.", {"RU recaptured Kositsa", "RU recaptured Darino"}),
    ("Kositsa and Darino, as well as Plekhovo, were captured by Russian forces.", {"RU captured Kositsa", "RU captured Darino", "RU captured Plekhovo"}),
    ("Russian aviation struck personnel near Guyevo, Gornal and Oleshnya, and Russian troops captured Kositsa.", {"RU captured Kositsa"}),
]

MODALITY = [
    ("Ukrainian forces have not managed to enter Korenevo.", {"UA entered Korenevo neg"}),
    ("Russian troops did not capture Basivka.", {"RU captured Basivka neg"}),
    ("Reports that Russian troops took Basivka are untrue.", {"RU captured Basivka neg"}),
    ("A spokesman denied that Russian forces had captured Oleshnya.", {"RU captured Oleshnya neg"}),
    ("Russia plans to recapture Sudzha.", set()),
    ("Russian forces will storm Guyevo.", set()),
    ("If Russian troops capture Sudzha, the road is lost.", set()),
    ("Aviation struck personnel near Guyevo, Gornal and Oleshnya.", set()),
    ("Russian soldiers captured a soldier in Sudzha.", set()),
    ("The soldiers were captured near Malaya Loknya.", set()),
    ("Residents of Sudzha were evacuated.", set()),
    ("Since August, when Ukraine seized Sudzha, the road has been closed.", {"UA captured Sudzha background"}),
    ("Earlier Ukrainian forces had captured Kositsa.", {"UA captured Kositsa background"}),
    ("Russian forces failed to take Guyevo.", {"RU captured Guyevo neg"}),
]

DISCOURSE = [
    ("Russian troops attacked Guyevo. They entered the village.", {"RU attacked Guyevo", "RU entered Guyevo"}),
    (
        "Ukraine took Kositsa and Darino. Both villages were then retaken by Russian forces.",
        {"UA captured Kositsa", "UA captured Darino", "RU recaptured Kositsa", "RU recaptured Darino"},
    ),
    ("Russian troops are moving on Guyevo. Fighting is going on there.", {"RU advanced Guyevo/toward", "- contested Guyevo"}),
    (
        "Battles raged near Kositsa and Darino: the first was captured by Russian forces.",
        {"- contested Kositsa/near", "- contested Darino/near", "RU captured Kositsa"},
    ),
    ("The Russian Ministry of Defence said its forces recaptured Kositsa.", {"RU recaptured Kositsa"}),
    ("The Russian Ministry of Defence said the enemy was driven out of Kositsa.", {"UA pushed_out Kositsa"}),
    ("The Russian Defence Ministry says its troops have driven the enemy from Orlovka.", {"UA pushed_out Orlovka"}),
    ("Russian forces beat off an attack near Guyevo and retook Gornal.", {"RU repelled Guyevo/near", "RU recaptured Gornal"}),
    ("Ukrainian troops captured Kositsa, while Russian forces entered Darino.", {"UA captured Kositsa", "RU entered Darino"}),
]

ELSEWHERE = [
    ("Russian forces captured Kurakhove and advanced near Pokrovsk in Donetsk Oblast.", set()),
    ("Talks between Moscow, Kyiv, Washington and Paris were held in Berlin.", set()),
    ("Fighting was reported across the Oleshnya.", set()),
    ("Russian forces advanced in the Sudzha district.", set()),
    ("Ukraine claims the four territories that Russia occupies.", set()),
    ("The battle of Kursk in 1943 was won by Soviet forces.", set()),
    ("Ukrainska Pravda wrote that talks were held.", set()),
]


@pytest.mark.parametrize(("text", "expected"), [*ACTIVE, *PASSIVE, *PLACES, *LISTS, *MODALITY, *DISCOURSE, *ELSEWHERE])
def test_reading(read: Read, text: str, expected: set[str] | None) -> None:
    found = {told(claim) for claim in read(text).claims if claim.places}
    if expected is not None:
        assert found == expected
