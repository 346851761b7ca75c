"""What a sentence leaves out: verbs, subjects, places, said by the words or the sentence before."""

from __future__ import annotations

import pytest

from tests.geoparse.conftest import Read
from tests.geoparse.test_constructions import told

# "X on Monday, Y on Tuesday", "and Ukrainian forces Y", "as has Y"
GAPS = [
    ("Russian forces retook Darino on Monday and Plekhovo a day later.", {"RU recaptured Darino", "RU recaptured Plekhovo"}),
    ("Russian forces captured Kositsa, and Ukrainian forces Lebedevka.", {"RU captured Kositsa", "UA captured Lebedevka"}),
    (
        "Kositsa was retaken on Monday, Lebedevka on Tuesday, and Pogrebki on Wednesday.",
        {"RU recaptured Kositsa", "RU recaptured Lebedevka", "RU recaptured Pogrebki"},
    ),
    ("Kositsa has been retaken, as has Lebedevka.", {"RU recaptured Kositsa", "RU recaptured Lebedevka"}),
    ("Kositsa has been retaken, and so has Lebedevka.", {"RU recaptured Kositsa", "RU recaptured Lebedevka"}),
    ("Ukraine lost Kositsa, then Lebedevka and finally Pogrebki.", {"UA withdrew Kositsa", "UA withdrew Lebedevka", "UA withdrew Pogrebki"}),
    ("Darino fell to Ukrainian troops on 7 February, Sverdlikovo on 8 February.", {"UA captured Darino", "UA captured Sverdlikovo"}),
    ("Russian troops entered Guyevo on Monday, Gornal on Tuesday and Oleshnya on Thursday.", {"RU entered Gornal", "RU entered Guyevo", "RU entered Oleshnya"}),
    ("Russian forces hold Kositsa and, since Sunday, Lebedevka.", {"RU holds Kositsa", "RU holds Lebedevka"}),
    ("Ukrainian troops have withdrawn from Kositsa and perhaps from Lebedevka.", {"UA withdrew Kositsa", "UA withdrew Lebedevka"}),
    ("Russian forces attacked Guyevo while Ukrainian forces did so near Ulanok.", {"RU attacked Guyevo", "UA attacked Ulanok/near"}),
    ("Kositsa has been lost, as has Darino.", {"UA withdrew Darino", "UA withdrew Kositsa"}),
    ("Russian forces captured Kositsa but not Lebedevka.", {"RU captured Kositsa", "RU captured Lebedevka neg"}),
    ("Not only Kositsa but also Darino has been retaken by Russia.", {"RU recaptured Darino", "RU recaptured Kositsa"}),
    ("Ukrainian troops entered Guyevo and did the same at Gornal.", {"UA entered Gornal", "UA entered Guyevo"}),
    ("Kositsa was captured by Russian troops, Darino was not.", {"RU captured Darino neg", "RU captured Kositsa"}),
    ("Kositsa has been retaken by Russian forces; Darino probably too.", {"RU recaptured Darino", "RU recaptured Kositsa"}),
]

# "the fields south of it", "half of it"
PRONOUNS = [
    ("Russian forces captured Pogrebki; Ukrainian troops still hold the fields to the south of it.", {"RU captured Pogrebki", "UA holds Pogrebki/offset180"}),
    ("The Russian army now holds Kositsa. It also holds Darino.", {"RU holds Darino", "RU holds Kositsa"}),
]

# "Y followed", "it added Y", "the same happened at Y", "all three"
GOES_ON = [
    (
        "The Russian Ministry of Defence announced the recapture of Kositsa on Monday. A day later it added Lebedevka.",
        {"RU recaptured Kositsa", "RU recaptured Lebedevka"},
    ),
    (
        "On Saturday the Russian ministry named Kositsa and Darino among the villages it had retaken. A day earlier it had named Plekhovo.",
        {"RU recaptured Darino", "RU recaptured Kositsa", "RU recaptured Plekhovo background"},
    ),
    ("Russian forces retook Kositsa. Lebedevka followed two days later.", {"RU recaptured Kositsa", "RU recaptured Lebedevka"}),
    ("Russian forces retook Kositsa. The same happened at Lebedevka.", {"RU recaptured Kositsa", "RU recaptured Lebedevka"}),
    ("Fighting is going on in Guyevo. Russian troops control the southern part of the village.", {"- contested Guyevo", "RU holds Guyevo/part"}),
    ("Russian forces entered Guyevo on Sunday. By Monday they had taken half of the village.", {"RU captured Guyevo/part", "RU entered Guyevo"}),
    (
        "DeepState reported on Tuesday that the enemy had occupied Kositsa. The project also marked Lebedevka as occupied.",
        {"RU captured Kositsa", "RU captured Lebedevka"},
    ),
    (
        "Kositsa, Lebedevka and Pogrebki are north of Sudzha. All three were retaken by Russian forces on Sunday.",
        {"RU recaptured Kositsa", "RU recaptured Lebedevka", "RU recaptured Pogrebki"},
    ),
    ("Sverdlikovo was the first village to be lost by Ukraine; the second, Darino, followed on Monday.", {"UA withdrew Darino", "UA withdrew Sverdlikovo"}),
    ("Russian marines captured Kositsa. ISW had come to the same conclusion on Tuesday.", {"RU captured Kositsa"}),
    ("Russian channels claim that Gornal was captured by the Russian army. Kyiv denies this.", {"RU captured Gornal", "RU captured Gornal neg"}),
]


@pytest.mark.parametrize(("text", "expected"), [*GAPS, *PRONOUNS, *GOES_ON])
def test_reading(read: Read, text: str, expected: set[str]) -> None:
    assert {told(claim) for claim in read(text).claims} == expected
