"""Where it is: roads are no ground, what only locates is no object, parts and edges of a place named elsewhere."""

from __future__ import annotations

import pytest

from tests.geoparse.conftest import Read
from tests.geoparse.test_constructions import told

# the ends of a road are not what is held or cut
ROADS = [
    ("Russian forces have cut the road between Sudzha and Yunakivka.", set()),
    ("The Sudzha-Sumy road was cut by Russian troops.", set()),
    ("Russian forces took control of the Sudzha-Korenevo highway.", set()),
    ("Russian troops control the road from Sudzha to Yunakivka.", set()),
    ("Ukraine holds the Sudzha-Yunakivka road.", set()),
    ("Russian forces cut the highway linking Sumy with Sudzha.", set()),
    ("All roads leading to Sudzha are under Russian fire control.", set()),
    ("Russian forces seized a bridge near Zvannoye.", set()),
    ("Russian troops advanced along the road from Sudzha to Korenevo.", {"RU advanced Sudzha/line+Korenevo/line"}),
    ("Ukrainian forces gained ground from Guyevo to Gornal.", {"UA advanced Guyevo/line+Gornal/line"}),
]

# "northwest of Sudzha near X", "near A; northeast of B near C"
LOCATING = [
    (
        "Russian forces continued offensive operations northwest of Sudzha near Pogrebki and Orlovka and south of Sudzha near Guyevo on February 12 and 13.",
        {"RU attacked Guyevo/near", "RU attacked Orlovka/near", "RU attacked Pogrebki/near"},
    ),
    (
        "Russian forces attacked near Korenevo; northeast of Korenevo near Kremyanoye and Olgovka; and northwest of Sudzha near Malaya Loknya.",
        {"RU attacked Korenevo/near", "RU attacked Kremyanoye/near", "RU attacked Malaya Loknya/near", "RU attacked Olgovka/near"},
    ),
    (
        "Fighting continued southeast of Korenevo near Nizhny Klin, Darino, and Leonidovo and northeast of Sudzha near Kolmakov.",
        {"- contested Darino/near", "- contested Kolmakov/near", "- contested Leonidovo/near", "- contested Nizhny Klin/near"},
    ),
    ("North of Sudzha, near Kositsa, Russian troops attacked twice.", {"RU attacked Kositsa/near"}),
    ("West of Korenevo Ukrainian forces advanced.", {"UA advanced Korenevo/offset270"}),
    ("To the south of Sudzha, the Russians took Kurilovka.", {"RU captured Kurilovka"}),
    ("South of Sudzha, Russian marines captured Kurilovka.", {"RU captured Kurilovka"}),
    (
        "A Kremlin-affiliated milblogger claimed that Ukrainian forces counterattacked in the direction of Ulanok and Cherkasskaya Konopelka.",
        {"UA attacked Cherkasskaya Konopelka/toward", "UA attacked Ulanok/toward"},
    ),
]

# the place before the verb
FRONTED = [
    ("In the east, Russian forces took Plekhovo.", {"RU captured Plekhovo"}),
    ("On the western flank, near Snagost, Ukrainian troops were pushed out of Lyubimovka.", {"UA pushed_out Lyubimovka"}),
    ("Near Pogrebki, Ukrainian forces counterattacked.", {"UA attacked Pogrebki/near"}),
    ("To the north, in Malaya Loknya, Ukrainian defenders are holding out.", {"UA holds Malaya Loknya"}),
    ("From Kositsa Ukrainian troops have withdrawn.", {"UA withdrew Kositsa"}),
    ("At Guyevo and Gornal the Ukrainians are holding out.", {"UA holds Gornal", "UA holds Guyevo"}),
    ("On the outskirts of Sudzha fighting goes on.", {"- contested Sudzha/outskirts"}),
    ("South of Sudzha the Ukrainians hold on to Guyevo. To the east they have given up Plekhovo.", {"UA holds Guyevo", "UA withdrew Plekhovo"}),
    ("In Darino Ukrainian forces withdrew.", {"UA withdrew Darino"}),
    ("On the edge of Makhnovka Ukrainian troops beat back an assault.", {"UA repelled Makhnovka/outskirts"}),
]

# parts, edges, presence
PARTS = [
    ("Russian sources claimed that Russian forces advanced up to two kilometers west of Kolmakov.", {"RU advanced Kolmakov/offset270@2km"}),
    ("Russian forces maintain positions within central Makhnovka.", {"RU holds Makhnovka/part"}),
    ("Ukrainian forces maintain limited positions in western Zhuravka.", {"UA holds Zhuravka/part"}),
    ("ISW assesses that Ukrainian forces still hold limited positions along the border near Oleshnya.", {"UA holds Oleshnya/near"}),
    ("Most of Makhnovka is now under Russian control.", {"RU holds Makhnovka/part"}),
    ("Ukraine still controls roughly half of Guyevo.", {"UA holds Guyevo/part"}),
    ("At Martynovka, Russian troops have reached the northern outskirts.", {"RU advanced Martynovka/outskirts"}),
    ("Russian forces retook Kositsa as well as parts of Guyevo.", {"RU recaptured Guyevo/part", "RU recaptured Kositsa"}),
    (
        "Russian forces retook Kositsa and most of Guyevo, and are fighting for Gornal.",
        {"- contested Gornal", "RU recaptured Guyevo/part", "RU recaptured Kositsa"},
    ),
    ("Part of Guyevo is occupied by Russian troops.", {"RU captured Guyevo/part"}),
    ("The northern half of Guyevo has passed to the Russians.", {"RU captured Guyevo/part"}),
    ("Russian assault groups have gained a foothold on the eastern edge of Guyevo.", {"RU advanced Guyevo/outskirts"}),
    ("Russian forces have reached the southern edge of Makhnovka.", {"RU advanced Makhnovka/outskirts"}),
    ("Russian milbloggers claimed that Russian forces advanced up to 1.5 kilometers in depth near Guyevo.", {"RU advanced Guyevo/near"}),
    ("Russian troops advanced four kilometres in a day and took Darino.", {"RU captured Darino"}),
    ("Ukrainian forces advanced 2-3 km south of Ulanok.", {"UA advanced Ulanok/offset180"}),
    ("Russian forces advanced by 1.5 km near Guyevo.", {"RU advanced Guyevo/near"}),
    ("Fighting is going on three kilometres east of Sudzha.", {"- contested Sudzha/offset90@3km"}),
    ("Russian forces secured the western part of Basivka.", {"RU captured Basivka/part"}),
    ("Russian forces cleared the western part of Basivka.", {"RU captured Basivka/part"}),
    ("Ukrainian forces consolidated their positions in Basivka.", {"UA holds Basivka/part"}),
    ("Fighting goes on in Guyevo. Russian troops hold the south of the village.", {"- contested Guyevo", "RU holds Guyevo/part"}),
]

# seen in X is an entry, seen near X an advance
PRESENCE = [
    ("Elements of the Russian 810th Naval Infantry Brigade are reportedly operating in Plekhovo.", {"RU entered Plekhovo"}),
    ("Elements of the 810th Brigade are operating near Guyevo.", set()),
    ("Ukrainian soldiers crossed the border near Novenke and took Sverdlikovo.", {"UA captured Sverdlikovo", "UA entered Novenke/near"}),
    ("Ukrainian armoured vehicles were seen in Giri, a village southeast of Sudzha.", {"UA entered Giri"}),
    ("Russian soldiers were spotted near Yunakivka.", {"RU advanced Yunakivka/near"}),
    ("Ukrainian troops remain in Guyevo and Oleshnya.", {"UA holds Guyevo", "UA holds Oleshnya"}),
    ("A small Ukrainian force is still in Gornal.", {"UA holds Gornal"}),
    ("There are still Ukrainian soldiers in Oleshnya.", {"UA holds Oleshnya"}),
    ("ISW places Ukrainian troops in southern Guyevo.", {"UA entered Guyevo/part"}),
    ("Maps by DeepState show Russian troops in Zhuravka.", {"RU entered Zhuravka"}),
    ("No Ukrainian troops remain in Kositsa.", {"UA holds Kositsa neg"}),
    ("Demchenko said that Russian troops had not crossed the border near Novenke.", {"RU entered Novenke/near neg"}),
    (
        "Elements of the Akhmat Spetsnaz are reportedly operating near Guyevo; drone crews of the 810th Brigade are striking positions near Oleshnya.",
        set(),
    ),
    ("Russian soldiers are not in Makhnovka.", {"RU entered Makhnovka neg"}),
]


@pytest.mark.parametrize(("text", "expected"), [*ROADS, *LOCATING, *FRONTED, *PARTS, *PRESENCE])
def test_reading(read: Read, text: str, expected: set[str]) -> None:
    assert {told(claim) for claim in read(text).claims} == expected
