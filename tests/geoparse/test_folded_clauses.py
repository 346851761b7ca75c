"""Clauses inside a sentence: relative, participial, in apposition, turned round; each says something of its own."""

from __future__ import annotations

import pytest

from tests.geoparse.conftest import Read
from tests.geoparse.test_constructions import told

# "X, which ... took", "X, most of which ...", "from which ..."
RELATIVE = [
    ("Kositsa, which Russian forces retook on Sunday, lies north of Sudzha.", {"RU recaptured Kositsa"}),
    ("The village of Darino, where Ukrainian troops had dug in, has been captured by Russian marines.", {"RU captured Darino"}),
    ("Russian troops, who entered Guyevo on Tuesday, now control half of it.", {"RU entered Guyevo", "RU holds Guyevo/part"}),
    ("Russian forces took Lebedevka, from which Ukrainian units had withdrawn.", {"RU captured Lebedevka", "UA withdrew Lebedevka"}),
    ("Fighting goes on for Gornal, parts of which are already under Russian control.", {"- contested Gornal", "RU holds Gornal/part"}),
    ("Russian troops entered Guyevo, most of which they now control.", {"RU entered Guyevo", "RU holds Guyevo/part"}),
    ("Plekhovo, which the Ukrainian army overran in August, has been liberated.", {"RU recaptured Plekhovo", "UA captured Plekhovo background"}),
    ("Ukrainian troops pulled out of Guyevo, which they had defended for weeks.", {"UA holds Guyevo", "UA withdrew Guyevo"}),
    ("Makhnovka, where two assaults failed, was entered on Sunday by Russian marines.", {"RU attacked Makhnovka", "RU entered Makhnovka"}),
    ("Zhuravka, into which Russian scouts had slipped, was cleared by Ukrainian border guards.", {"RU entered Zhuravka", "UA captured Zhuravka"}),
    ("Oleshnya, half of which Ukrainian troops control, is shelled daily.", {"UA holds Oleshnya/part"}),
    ("Kyiv's units took Giri, where fighting goes on.", {"- contested Giri", "UA captured Giri"}),
    ("The 82 settlements, the largest of which is Sudzha, are under Ukrainian control.", {"UA holds Sudzha"}),
]

# "after taking X", "X, retaken by ...", "taken by ..., X was ..."
PARTICIPLES = [
    (
        "Moscow's troops recaptured Kositsa from Ukrainian forces, after capturing Lebedevka two days earlier.",
        {"RU captured Lebedevka", "RU recaptured Kositsa"},
    ),
    ("Having left Kurilovka, Ukrainian troops fell back to Guyevo.", {"UA withdrew Kurilovka"}),
    ("Reporters were shown the village of Pogrebki, retaken by Russian forces last week.", {"RU recaptured Pogrebki"}),
    (
        "Russian troops advanced near Sudzha, capturing Makhnovka and Zaoleshenka.",
        {"RU advanced Sudzha/near", "RU captured Makhnovka", "RU captured Zaoleshenka"},
    ),
    ("After retaking Kositsa, Russian forces moved on Lebedevka.", {"RU advanced Lebedevka/toward", "RU recaptured Kositsa"}),
    ("By taking Plekhovo, Russian troops opened a way to the north.", {"RU captured Plekhovo"}),
    ("Ukrainian units left Lebedevka, abandoning Kositsa as well.", {"UA withdrew Kositsa", "UA withdrew Lebedevka"}),
    ("With Kositsa recaptured, Russian forces turned on Pogrebki.", {"RU recaptured Kositsa"}),
    ("Once Russian troops had taken Kositsa, they moved on Lebedevka.", {"RU advanced Lebedevka/toward", "RU captured Kositsa"}),
    ("As Ukrainian units left Kositsa, Russian troops moved into the village.", {"RU entered Kositsa", "UA withdrew Kositsa"}),
    ("Taken by Ukraine in August, Kositsa was won back by Russian paratroopers on Sunday.", {"RU recaptured Kositsa", "UA captured Kositsa background"}),
    ("Basivka, still held by Russian troops, is shelled daily.", {"RU holds Basivka"}),
    ("Expelled from Lebedevka, Ukrainian units regrouped.", {"UA pushed_out Lebedevka"}),
    ("Advancing from Pogrebki, Russian units reached Malaya Loknya.", {"RU advanced Malaya Loknya"}),
    ("While retaking Darino, Russian troops lost dozens of men.", {"RU recaptured Darino"}),
    ("In taking Kurilovka, Russian troops cut the road.", {"RU captured Kurilovka"}),
    ("Before retreating from Kazachya Loknya, the Ukrainians blew up the bridge.", {"UA withdrew Kazachya Loknya"}),
    ("Snagost, earlier captured by Ukraine, was retaken by Russian marines.", {"RU recaptured Snagost", "UA captured Snagost background"}),
    ("Having broken into Guyevo, Russian assault groups took its centre.", {"RU captured Guyevo/part", "RU entered Guyevo"}),
]

# "another village, X,", "two villages - X and Y -", "X, the largest town held by ..."
APPOSITION = [
    ("Sudzha, the largest town held by Ukraine, was quiet.", {"UA holds Sudzha"}),
    ("The district centre, Sudzha, fell to Ukrainian troops.", {"UA captured Sudzha"}),
    ("Russian troops took the strategic village of Malaya Loknya, a former Ukrainian stronghold.", {"RU captured Malaya Loknya"}),
    ("Another village, Kositsa, was retaken by Russian forces.", {"RU recaptured Kositsa"}),
    ("Two villages – Kositsa and Lebedevka – were retaken by Russia.", {"RU recaptured Kositsa", "RU recaptured Lebedevka"}),
    ("Five settlements, including Kositsa and Darino, came under Russian control.", {"RU captured Darino", "RU captured Kositsa"}),
    (
        "Russian troops liberated three more settlements - Melovoy, Podol and Sudzha - the ministry said.",
        {"RU recaptured Melovoy", "RU recaptured Podol", "RU recaptured Sudzha"},
    ),
    (
        "Russia has recaptured three villages – Viktorovka, Nikolayevka and Staraya Sorochina – in its Kursk region.",
        {"RU recaptured Nikolayevka", "RU recaptured Staraya Sorochina", "RU recaptured Viktorovka"},
    ),
    ("Ukrainian troops hold five settlements, among them Guyevo and Gornal.", {"UA holds Gornal", "UA holds Guyevo"}),
    (
        "Seven settlements (Kositsa, Lebedevka, Pogrebki, Darino, Plekhovo, Guyevo and Gornal) are held by Ukrainian forces.",
        {"UA holds Darino", "UA holds Gornal", "UA holds Guyevo", "UA holds Kositsa", "UA holds Lebedevka", "UA holds Plekhovo", "UA holds Pogrebki"},
    ),
    ("A fourth village, Zamostye, has been retaken by the Russian army.", {"RU recaptured Zamostye"}),
    ("The largest of them, Malaya Loknya, is still held by Ukraine.", {"UA holds Malaya Loknya"}),
    ("Three places (Kositsa, Darino and Plekhovo) are in Russian hands.", {"RU holds Darino", "RU holds Kositsa", "RU holds Plekhovo"}),
    ("Russia's army retook the hamlets of Kubatkin and Kolmakov.", {"RU recaptured Kolmakov", "RU recaptured Kubatkin"}),
    ("Two hamlets near Sudzha, Kubatkin and Kolmakov, were retaken by Russian troops.", {"RU recaptured Kolmakov", "RU recaptured Kubatkin"}),
    ("The Russian army retook one more village in the district: Zamostye.", {"RU recaptured Zamostye"}),
    ("Guyevo, Ukraine's last stronghold in the region, has fallen to the Russians.", {"RU captured Guyevo"}),
    ("The Russian ministry claimed two recaptures, Kositsa and Lebedevka.", {"RU recaptured Kositsa", "RU recaptured Lebedevka"}),
]

# "X is the last village held by ..."
PREDICATES = [
    ("Guyevo is the last village in Kursk Oblast still held by Ukraine.", {"UA holds Guyevo"}),
    ("Kositsa became the fourth village to be recaptured this week.", {"RU recaptured Kositsa"}),
    ("Gornal is one of the last two villages that remain under Ukrainian control.", {"UA holds Gornal"}),
    ("Gornal is now the only village still in Ukrainian hands.", {"UA holds Gornal"}),
    ("Sverdlikovo was the first village captured by Ukrainian troops.", {"UA captured Sverdlikovo"}),
    ("Lebedevka is the latest village to be lost by Ukraine.", {"UA withdrew Lebedevka"}),
    ("Zamostye was the first to fall to the Russian army.", {"RU captured Zamostye"}),
]

# what is told comes before the place: "among the villages retaken are X and Y"; or the place heads it
INVERSIONS = [
    ("Among the villages retaken by Russian forces are Kositsa and Darino.", {"RU recaptured Darino", "RU recaptured Kositsa"}),
    ("The villages retaken by Russian forces include Kositsa and Darino.", {"RU recaptured Darino", "RU recaptured Kositsa"}),
    ("The list of villages that Russia says it has retaken includes Kositsa and Darino.", {"RU recaptured Darino", "RU recaptured Kositsa"}),
    ("Also retaken, the ministry said, were Kositsa and Darino.", {"RU recaptured Darino", "RU recaptured Kositsa"}),
    ("The two settlements retaken are Kositsa and Darino.", {"RU recaptured Darino", "RU recaptured Kositsa"}),
    (
        "Retaken were Kositsa, Lebedevka and Pogrebki, the Russian ministry said.",
        {"RU recaptured Kositsa", "RU recaptured Lebedevka", "RU recaptured Pogrebki"},
    ),
    ("Among the settlements lost by Ukraine are Darino and Plekhovo.", {"UA withdrew Darino", "UA withdrew Plekhovo"}),
    ("The settlements that Ukraine still holds are Guyevo and Gornal.", {"UA holds Gornal", "UA holds Guyevo"}),
    ("Under Russian control are Kositsa and Lebedevka.", {"RU holds Kositsa", "RU holds Lebedevka"}),
    ("In Ukrainian hands remain only Guyevo and Oleshnya.", {"UA holds Guyevo", "UA holds Oleshnya"}),
    ("Guyevo: fighting continues.", {"- contested Guyevo"}),
    ("Kositsa: captured by Russian forces.", {"RU captured Kositsa"}),
]


@pytest.mark.parametrize(("text", "expected"), [*RELATIVE, *PARTICIPLES, *APPOSITION, *PREDICATES, *INVERSIONS])
def test_reading(read: Read, text: str, expected: set[str]) -> None:
    assert {told(claim) for claim in read(text).claims} == expected
