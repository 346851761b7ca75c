"""The prose of institutes, agencies, machine translations, headlines and maps."""

from __future__ import annotations

import pytest

from tests.geoparse.conftest import Read
from tests.geoparse.test_constructions import told

# assessments and the sources they pass on
INSTITUTES = [
    (
        "Geolocated footage published on February 12 indicates that Russian forces recently advanced in northern Sverdlikovo and east of Lebedevka.",
        {"RU advanced Lebedevka/offset90", "RU advanced Sverdlikovo/part"},
    ),
    (
        "Geolocated footage published on February 13 shows that Ukrainian forces marginally advanced in fields south of Makhnovka (southeast of Sudzha).",
        {"UA advanced Makhnovka/offset180"},
    ),
    ("A Russian milblogger claimed that Russian forces seized Kruglik, but ISW has not observed confirmation of this claim.", {"RU captured Kruglik"}),
    (
        "The Russian Ministry of Defense (MoD) claimed that Russian forces seized Makhnovka, Cherkasskoye Porechnoye, Russkoye Porechnoye, and Kositsa.",
        {"RU captured Cherkasskoye Porechnoye", "RU captured Kositsa", "RU captured Makhnovka", "RU captured Russkoye Porechnoye"},
    ),
    ("Ukrainian forces likely withdrew from Lebedevka.", {"UA withdrew Lebedevka"}),
    ("Ukrainian forces conducted several mechanized assaults near Fanaseyevka.", {"UA attacked Fanaseyevka/near"}),
    ("Russian forces attacked near Guyevo but did not advance.", {"RU attacked Guyevo/near"}),
    ("Russian forces unsuccessfully attacked near Guyevo and Oleshnya.", {"RU attacked Guyevo/near", "RU attacked Oleshnya/near"}),
    ("Russian forces conducted unsuccessful ground attacks southeast of Sudzha near Makhnovka.", {"RU attacked Makhnovka/near"}),
    (
        "Geolocated footage shows Russian forces operating in central Basivka, indicating that Russian forces likely seized the settlement.",
        {"RU captured Basivka", "RU entered Basivka/part"},
    ),
    ("Geolocated footage shows Russian forces raising a flag in western Guyevo.", {"RU captured Guyevo/part"}),
    ("Russian forces recently made confirmed advances in northern Guyevo, according to geolocated footage.", {"RU advanced Guyevo/part"}),
    (
        "Footage of February 11 shows Ukrainian forces striking a vehicle in central Kositsa, indicating that Russian forces advanced into the village.",
        {"RU entered Kositsa"},
    ),
    (
        "Russian sources claimed on February 12 that Russian forces seized Kositsa and advanced north of Lebedevka, west of Pogrebki, and near Malaya Loknya.",
        {"RU advanced Lebedevka/offset0", "RU advanced Malaya Loknya/near", "RU advanced Pogrebki/offset270", "RU captured Kositsa"},
    ),
    ("Ukrainian forces regained lost positions near Makhnovka.", {"UA advanced Makhnovka/near"}),
    ("Neither Ukrainian nor Russian forces made confirmed advances in Kursk Oblast.", set()),
    ("Ukrainian forces attacked but did not make confirmed advances near Ulanok.", {"UA advanced Ulanok/near neg"}),
    ("The claimed limit of the Russian advance runs south of Guyevo.", set()),
    ("Mashovets stated that Russian forces seized Kurilovka and are advancing toward Guyevo.", {"RU advanced Guyevo/toward", "RU captured Kurilovka"}),
    ("There has been no Russian breakthrough near Basivka, officials said.", {"RU advanced Basivka/near neg"}),
]

# ministries, commanders, governors
AGENCIES = [
    (
        "Russia's Defence Ministry said its forces had taken back Darino and Plekhovo in the Kursk region, where Ukraine launched an incursion.",
        {"RU recaptured Darino", "RU recaptured Plekhovo"},
    ),
    ("The Defence Ministry said Kositsa was retaken.", {"RU recaptured Kositsa"}),
    ("Citing Russian military bloggers, the Kyiv Independent wrote that Ukrainian forces had left Lebedevka.", {"UA withdrew Lebedevka"}),
    ("TASS quoted a security source as saying Russian troops had entered Guyevo.", {"RU entered Guyevo"}),
    ("The Russian ministry's claim that it had retaken Kositsa could not be verified.", {"RU recaptured Kositsa"}),
    ("Ukrainian military analyst Mashovets wrote that the enemy had captured Lebedevka.", {"RU captured Lebedevka"}),
    ("Rybar said the enemy was pushed out of Kositsa.", {"UA pushed_out Kositsa"}),
    (
        "DeepState reported that the enemy occupied Kositsa and advanced near Lebedevka and in Guyevo.",
        {"RU advanced Guyevo", "RU advanced Lebedevka/near", "RU captured Kositsa"},
    ),
    ("DeepState: the Russians occupied Basivka.", {"RU captured Basivka"}),
    (
        "Russia's Defence Ministry said on Tuesday that its forces had wrested back control of the villages of Kositsa and Pogrebki.",
        {"RU recaptured Kositsa", "RU recaptured Pogrebki"},
    ),
    ("Russian troops have driven Ukrainian forces out of Kositsa and two other settlements, the Defence Ministry said.", {"UA pushed_out Kositsa"}),
    (
        "Ukraine's top commander Oleksandr Syrskyi said Kyiv's forces had been pushed out of Goncharovka but were still holding Guyevo.",
        {"UA holds Guyevo", "UA pushed_out Goncharovka"},
    ),
    ("Moscow said it had cleared Ukrainian troops from Kositsa, Darino and Plekhovo.", {"RU captured Darino", "RU captured Kositsa", "RU captured Plekhovo"}),
    (
        "Russia on Sunday said it had taken control of Lebedevka in the Kursk region and of Novenke in Ukraine's Sumy region.",
        {"RU captured Lebedevka", "RU captured Novenke"},
    ),
    ("Ukrainian forces have been forced to withdraw from Kruglenkoye.", {"UA withdrew Kruglenkoye"}),
    ("Ukrainian troops had to abandon Kositsa under heavy fire.", {"UA withdrew Kositsa"}),
    ("The capture of Kositsa by Russian forces was confirmed by DeepState.", {"RU captured Kositsa"}),
    ("DeepState confirmed the loss of Kositsa and Lebedevka.", {"UA withdrew Kositsa", "UA withdrew Lebedevka"}),
    ("Ukraine has confirmed its withdrawal from Sudzha.", {"UA withdrew Sudzha"}),
    ("Russia's recapture of Kositsa and Ukraine's loss of Darino were reported the same day.", {"RU recaptured Kositsa", "UA withdrew Darino"}),
    ("Russian forces bypassed Guyevo and took Gornal.", {"RU captured Gornal"}),
    ("The ministry in Moscow said Kositsa was retaken. Kyiv has not commented.", {"RU recaptured Kositsa"}),
    (
        "The Ukrainian General Staff said its troops repelled five attacks near Guyevo and Oleshnya; two more are under way near Gornal.",
        {"UA repelled Guyevo/near", "UA repelled Oleshnya/near"},
    ),
    ('Russia\'s Defence Ministry said the village of Kositsa had been "liberated".', {"RU recaptured Kositsa"}),
    ('"We have left Kositsa," a Ukrainian officer told Suspilne.', {"UA withdrew Kositsa"}),
    ('"Our troops took Kositsa this morning," Alaudinov said.', {"RU captured Kositsa"}),
    ('"The enemy has been driven out of Kositsa," the Russian ministry wrote.', {"UA pushed_out Kositsa"}),
    ("Our defenders continue to hold Guyevo, the Ukrainian General Staff said.", {"UA holds Guyevo"}),
    ("The occupiers entered Basivka, according to the State Border Guard Service of Ukraine.", {"RU entered Basivka"}),
    ("Russians entered Basivka, DeepState says.", {"RU entered Basivka"}),
    ("The 155th Marine Brigade took Kositsa, the Russian Defence Ministry reported.", {"RU captured Kositsa"}),
    ("Paratroopers of Ukraine's 82nd Brigade still hold Guyevo.", {"UA holds Guyevo"}),
    ("Akhmat fighters drove the Ukrainians from Kositsa.", {"UA pushed_out Kositsa"}),
    ("North Korean troops took part in the recapture of Plekhovo.", {"RU recaptured Plekhovo"}),
    ("North Korean soldiers helped retake Plekhovo, South Korea's intelligence said.", {"RU recaptured Plekhovo"}),
    ("Russia, with North Korean support, has retaken Plekhovo.", {"RU recaptured Plekhovo"}),
    (
        "Ukraine launched a new offensive toward Bolshoye Soldatskoye, taking Berdin on the way.",
        {"UA attacked Bolshoye Soldatskoye/toward", "UA captured Berdin"},
    ),
    ("Ukrainian troops pushed the Russians out of Basivka and restored control of Novenke.", {"RU pushed_out Basivka", "UA recaptured Novenke"}),
    ("Ukrainian border guards knocked the enemy out of Basivka.", {"RU pushed_out Basivka"}),
    ("Ukrainian defenders drove back Russian assault groups near Basivka.", {"UA repelled Basivka/near"}),
    ("Russian sabotage groups tried to enter Sumy Oblast near Novenke.", {"RU attacked Novenke/near"}),
]

# word for word from the Russian
TRANSLATED = [
    (
        "The Sever Group of Forces repelled three counterattacks in the areas of Guyevo, Gornal and Zhuravka.",
        {"RU repelled Gornal/near", "RU repelled Guyevo/near", "RU repelled Zhuravka/near"},
    ),
    ("The Armed Forces of the Russian Federation liberated the settlement of Kositsa.", {"RU recaptured Kositsa"}),
    ("In the area of the settlement of Guyevo, the attacks of the enemy were repulsed, the Russian Ministry of Defence said.", {"RU repelled Guyevo/near"}),
    ("The Russian military knocked out the Armed Forces of Ukraine from Kositsa.", {"UA pushed_out Kositsa"}),
    ("The settlement of Kositsa passed under the control of the Russian army.", {"RU captured Kositsa"}),
    ("Russian units carried out the clearing of Kazachya Loknya.", {"RU captured Kazachya Loknya"}),
    ("The Armed Forces of Ukraine were knocked out of Lebedevka.", {"UA pushed_out Lebedevka"}),
    ("Control has been established over the village of Kositsa by the Russian Armed Forces.", {"RU captured Kositsa"}),
    (
        "As a result of active actions, units of the Sever group of forces liberated the settlements of Kositsa, Darino.",
        {"RU recaptured Darino", "RU recaptured Kositsa"},
    ),
    ("The enemy was thrown back from the settlement of Kositsa, the Russian military department reported.", {"UA pushed_out Kositsa"}),
    ("Fighters of the Ukrainian Armed Forces left the village Kositsa.", {"UA withdrew Kositsa"}),
    ("The servicemen of the Russian Federation Armed Forces took under control the village of Kositsa.", {"RU captured Kositsa"}),
    ("The Russian army took the settlement Kositsa under its control.", {"RU captured Kositsa"}),
    ("The village of Guyevo passed into the gray zone.", {"- contested Guyevo"}),
    ("Positional battles are going on in the area of Oleshnya.", {"- contested Oleshnya/near"}),
]

# without a verb, or in the present
HEADLINES = [
    ("Russia retakes Kositsa.", {"RU recaptured Kositsa"}),
    ("Russian army liberates Darino and Plekhovo.", {"RU recaptured Darino", "RU recaptured Plekhovo"}),
    ("14:05 Russian forces have retaken Kositsa, the ministry says.", {"RU recaptured Kositsa"}),
    ("UPDATE: Ukraine confirms withdrawal from Sudzha.", {"UA withdrew Sudzha"}),
    ("Kositsa under Russian control.", {"RU holds Kositsa"}),
    ("Sudzha back in Russian hands.", {"RU recaptured Sudzha"}),
    ("Fighting in Guyevo.", {"- contested Guyevo"}),
    ("Russia says it has full control of Sudzha.", {"RU holds Sudzha"}),
    ("Russia claims recapture of Kositsa.", {"RU recaptured Kositsa"}),
    ("Ukraine loses Sudzha.", {"UA withdrew Sudzha"}),
    ("The village of Kositsa is back under Russian control – MoD", {"RU recaptured Kositsa"}),
    ("Kositsa liberated, says Russian MoD", {"RU recaptured Kositsa"}),
    ("Ukrainian army retreats from Lebedevka", {"UA withdrew Lebedevka"}),
    ("Russian troops enter Sudzha", {"RU entered Sudzha"}),
    ("Battle for Sudzha rages", {"- contested Sudzha"}),
    ("Sudzha falls to Ukraine", {"UA captured Sudzha"}),
    ("Fierce clashes near Malaya Loknya, Pogrebki", {"- contested Malaya Loknya/near", "- contested Pogrebki/near"}),
]

# who puts, keeps, calls, counts a place where
MAPS = [
    ("The Russian ministry calls Kositsa retaken.", {"RU recaptured Kositsa"}),
    ("DeepState's map puts Guyevo inside the area held by Russian forces.", {"RU holds Guyevo"}),
    ("The DeepState map keeps Kositsa on the Ukrainian side.", {"UA holds Kositsa"}),
    ("Ukraine's General Staff published a map on which Sudzha is under its control.", {"UA holds Sudzha"}),
    ("According to Ukraine's map, Malaya Loknya lies within the territory controlled by Ukraine.", {"UA holds Malaya Loknya"}),
    ("ISW's map shows Kositsa as contested.", {"- contested Kositsa"}),
    ("The enemy, according to DeepState, advanced in Basivka and near Zhuravka.", {"RU advanced Basivka", "RU advanced Zhuravka/near"}),
    ("The ministry listed Kositsa and Darino as retaken.", {"RU recaptured Darino", "RU recaptured Kositsa"}),
    ("DeepState marked Kositsa as occupied by the Russians.", {"RU captured Kositsa"}),
    ("Rybar's map marks Guyevo as Ukrainian-held.", {"UA holds Guyevo"}),
    ("ISW's maps put Kositsa in Russian hands.", {"RU holds Kositsa"}),
    ("The ministry said Kositsa had been liberated, a claim that Kyiv denies.", {"RU recaptured Kositsa"}),
    ("The ministry in Moscow declared Kositsa liberated.", {"RU recaptured Kositsa"}),
    ("DeepState considers Kositsa lost.", {"UA withdrew Kositsa"}),
    ("The Russian ministry reported Darino and Plekhovo taken.", {"RU captured Darino", "RU captured Plekhovo"}),
    ("The map leaves Guyevo in Ukrainian hands.", {"UA holds Guyevo"}),
    ("On DeepState's map Basivka belongs to the grey zone.", {"- contested Basivka"}),
    ("The map has Basivka under Russian control.", {"RU holds Basivka"}),
    ("DeepState moved Guyevo into the grey zone.", {"- contested Guyevo"}),
]

# other words for gaining, losing, holding, fighting
VERBS = [
    ("Ukrainian paratroopers are fighting for control of Malaya Loknya.", {"- contested Malaya Loknya"}),
    ("The battle for Guyevo is entering its third week.", {"- contested Guyevo"}),
    ("Russian soldiers raised their flag over the administration building in Goncharovka.", {"RU captured Goncharovka"}),
    ("Video showed Russian troops raising a flag in the centre of Kazachya Loknya.", {"RU captured Kazachya Loknya/part"}),
    ("Ukraine lost Kositsa to Russian forces.", {"UA withdrew Kositsa"}),
    ("Kositsa was lost to Russian forces.", {"UA withdrew Kositsa"}),
    ("Ukrainian troops surrendered Kositsa to the Russians.", {"UA withdrew Kositsa"}),
    ("Kositsa slipped from Ukrainian control.", {"UA withdrew Kositsa"}),
    ("Kositsa saw heavy fighting.", {"- contested Kositsa"}),
    ("Combat engagements took place near Guyevo.", {"- contested Guyevo/near"}),
    ("Russian troops were nearing Sudzha.", {"RU advanced Sudzha/near"}),
    ("Russian forces inched closer to Sudzha.", {"RU advanced Sudzha/toward"}),
    ("A Russian assault on Guyevo was repelled by Ukrainian forces.", {"UA repelled Guyevo"}),
    ("Russian forces have encircled Ukrainian units in Malaya Loknya.", {"- contested Malaya Loknya"}),
    ("Russian forces encircled Malaya Loknya from three sides.", {"- contested Malaya Loknya"}),
    ("Russian troops are closing in on Sudzha from the north.", {"RU advanced Sudzha/near"}),
    ("Control of Guyevo is disputed.", {"- contested Guyevo"}),
    ("Russian forces expanded their zone of control near Novenke and Zhuravka.", {"RU advanced Novenke/near", "RU advanced Zhuravka/near"}),
    ("Guyevo is the scene of heavy fighting.", {"- contested Guyevo"}),
    ("Street fighting rages in Goncharovka.", {"- contested Goncharovka"}),
    ("Neither side controls Guyevo.", {"- contested Guyevo"}),
    ("The battle for Malaya Loknya continues.", {"- contested Malaya Loknya"}),
    ("Russian and Ukrainian troops are locked in combat in Makhnovka.", {"- contested Makhnovka"}),
    ("Guyevo is being fought over house by house.", {"- contested Guyevo"}),
    ("Ukrainian forces have given ground near Kositsa.", {"UA withdrew Kositsa/near"}),
    ("Ukrainian forces were forced out of Kositsa.", {"UA pushed_out Kositsa"}),
    ("Ukrainian troops have been squeezed out of Lebedevka by Russian assaults.", {"UA pushed_out Lebedevka"}),
    ("Kositsa slipped out of Ukrainian hands.", {"UA withdrew Kositsa"}),
    ("The Ukrainians yielded Kositsa without a fight.", {"UA withdrew Kositsa"}),
    ("Ukraine ceded Lebedevka and Darino.", {"UA withdrew Darino", "UA withdrew Lebedevka"}),
    ("Russia has clawed back Kositsa.", {"RU recaptured Kositsa"}),
    ("Russian control of Kositsa was restored on Monday.", {"RU recaptured Kositsa"}),
    ("Kositsa has been returned to Russian hands.", {"RU recaptured Kositsa"}),
    ("Kositsa has been freed of Ukrainian troops.", {"RU captured Kositsa"}),
    ("Russian troops swept through Kositsa and Lebedevka.", {"RU captured Kositsa", "RU captured Lebedevka"}),
]


@pytest.mark.parametrize(("text", "expected"), [*INSTITUTES, *AGENCIES, *TRANSLATED, *HEADLINES, *MAPS, *VERBS])
def test_reading(read: Read, text: str, expected: set[str]) -> None:
    assert {told(claim) for claim in read(text).claims} == expected
