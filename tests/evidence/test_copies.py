"""Which reports carry an earlier one's text. Thresholds are met by hand: n different words make n - 3 shingles of four."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.evidence import copies as module
from geo.evidence import mirrors
from geo.interval import end_of_day
from tests.evidence.texts import SENTENCES, STORY, moved, published

ORIGINAL = published(STORY, publisher="Arland Wire")


UKRAINIAN = (
    "Міністерство Арланду заявило, що після дводенних боїв його війська зайняли село Арвона. Вночі підрозділи Борланду залишили західні вулиці і "
    "відійшли за річку до Бельмори. У Борланді втрату заперечили і сказали, що їхні гармати досі тримають під вогнем єдиний міст."
)


def copies(*reports):
    """Pairs of publishers: who carries whose text."""
    by_id = {report.id: report.publisher for report in reports}
    return {(by_id[copy], by_id[original]) for copy, original in mirrors(reports).items()}


def is_copy(text, **changes):
    return copies(ORIGINAL, published(text, **({"on": "2030-01-11"} | changes))) == {("Vista News", "Arland Wire")}


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        STORY.upper(),
        STORY.replace(" ", "\n \u00a0"),
        STORY.replace("the", "t\u200bhe").replace("fighting", "figh\u00adting\ufeff"),
        STORY.replace(".", " …").replace(",", " -").replace("Arvona", "“Arvona”"),
        "KELDOVA, January 10 (Arland Wire) - " + STORY,
        " ".join(SENTENCES[:3]),
        " ".join(SENTENCES[1:]),
        "KELDOVA, 10 Jan. " + " ".join(SENTENCES[:3]) + " Read more on our pages. (c) 2030 Vista News, all rights reserved.",
        STORY.replace("said that their guns still covered", "insisted that their artillery commanded"),
        STORY.replace("Arvona", "Арвона"),
        SENTENCES[3] + " " + " ".join(SENTENCES[:3]),
    ],
    ids=[
        "the same",
        "capitals",
        "spaces",
        "invisible",
        "punctuation",
        "dateline",
        "cut at the end",
        "cut at the start",
        "furnished",
        "smoothed",
        "spelling",
        "order",
    ],
)
def test_a_text_that_was_carried_on_is_the_same_text(text):
    assert is_copy(text)


@pytest.mark.parametrize(
    "text",
    [
        "Arland's troops are in Arvona, its ministry announced, and Borland disputes it. The bridge is under fire, and hardly any villagers stayed there.",
        SENTENCES[0] + " " + " ".join(f"Something else entirely is told in sentence number {n} of it." for n in ("one", "two", "three", "four", "five")),
        STORY.replace("Arvona", "Eldova").replace("two days", "three days").replace("Belmora", "Corvina").replace("340", "125"),
        UKRAINIAN,
    ],
    ids=["in other words", "one sentence quoted", "another village in the same form", "another language"],
)
def test_another_text_about_it_is_a_voice_of_its_own(text):
    assert not is_copy(text)


def test_a_headline_does_not_count_and_makes_another_report():
    again = moved(ORIGINAL, title="Arvona falls")
    assert again.id != ORIGINAL.id
    assert len(mirrors([ORIGINAL, again])) == 1


def test_the_earliest_known_is_the_original_and_the_id_settles_a_tie():
    late, early = published(STORY, "2030-01-12", "Late"), published(STORY, "2030-01-09", "Early")
    assert copies(late, ORIGINAL, early) == {("Late", "Early"), ("Arland Wire", "Early")}
    twins = [published(STORY, publisher="One"), published(STORY, publisher="Two")]
    first, second = sorted(twins, key=lambda r: r.id)
    assert mirrors(twins) == {second.id: first.id}


def numbered(first, count, prefix="word"):
    return " ".join(f"{prefix}{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(first, first + count))


@pytest.mark.parametrize(("same", "copied"), [(57, True), (56, False)])
def test_from_fifty_five_percent_of_the_shorter_text_on_it_is_a_copy(same, copied):
    # 100 words make 97 shingles, of which 0.55 are 53.35; the first 57 words make 54 of them, the first 56 make 53
    other = f"{numbered(0, same)} {numbered(0, 100 - same, 'other')}"
    assert is_copy_of(numbered(0, 100), other) is copied
    longer = f"{other} {numbered(200, 200, 'more')}"
    assert is_copy_of(numbered(0, 100), longer) is copied


def is_copy_of(text, other):
    return bool(mirrors([published(text, publisher="Arland Wire"), published(other, "2030-01-11")]))


@pytest.mark.parametrize(("count", "copied"), [(25, True), (24, False)])
def test_a_text_of_less_than_twenty_five_words_is_a_copy_only_word_for_word(count, copied):
    assert is_copy_of(numbered(0, count), f"{numbered(0, count)} {numbered(0, 20, 'other')}") is copied
    assert is_copy_of(numbered(0, count), numbered(0, count).upper())


@pytest.mark.parametrize(
    ("publisher", "on", "copied"),
    [
        ("Vista News", "2030-01-10", True),
        ("Vista News", "2030-01-13", True),
        ("Vista News", "2030-01-14", False),
        ("Arland Wire", "2030-01-10", True),
        ("Arland Wire", "2030-01-11", False),
    ],
)
def test_a_line_may_be_said_again_days_later(publisher, on, copied):
    line = "Arlandish forces hold Arvona."
    again = published(line, on, publisher, title="again")
    assert bool(mirrors([published(line, publisher="Arland Wire"), again])) is copied


def test_a_line_that_is_said_every_day_is_new_each_day():
    line = "Arlandish forces hold Arvona."
    assert mirrors(published(line, f"2030-01-{day:02d}") for day in range(1, 20)) == {}


def test_texts_without_words_are_no_copies():
    assert mirrors([published("…", publisher="One"), published(" \u200b", publisher="Two"), published("", publisher="Three")]) == {}


def bulletin(day, village, repelled, soldiers, vehicles):
    return (
        "Units of the northern group continued to carry out their tasks along the border of the district and kept the enemy under fire. "
        f"Over the past day {repelled} attacks were repelled near {village}. Aviation and artillery struck reserves in the rear of the enemy. "
        f"The enemy lost up to {soldiers} soldiers, {vehicles} vehicles and a mortar. The operation to destroy the formations of the enemy continues, "
        f"the ministry of defence said in its summary of {day} January."
    )


@pytest.mark.parametrize("publishers", [("Arland Ministry of Defence", "Arland Ministry of Defence"), ("Arland Wire", "Vista News")])
def test_two_bulletins_of_one_form_are_two_reports(publishers):
    first, second = bulletin(10, "Arvona", 7, 210, 3), bulletin(11, "Belmora", 9, 180, 5)
    same = len(set(zip(first.split(), first.split()[1:], strict=False)) & set(zip(second.split(), second.split()[1:], strict=False)))
    assert same > 60  # of 90 pairs of words: they do share most of their wording
    assert copies(published(first, "2030-01-10", publishers[0]), published(second, "2030-01-11", publishers[1])) == set()


def test_a_bulletin_of_a_quiet_day_is_no_copy_of_the_day_before():
    texts = [bulletin(day, "Arvona", 7, 210, 3) for day in (10, 11)]
    assert mirrors([published(texts[0], "2030-01-10", "Ministry"), published(texts[1], "2030-01-11", "Ministry")]) == {}


def test_a_copy_of_one_bulletin_among_many_is_found():
    villages = ("Arvona", "Belmora", "Corvina", "Dastrova", "Eldova", "Foskova")
    texts = [bulletin(n, villages[n % 6], n + 3, 10 * n + 7, n % 9 + 2) for n in range(1, 29)]
    dailies = [published(text, f"2030-01-{n:02d}", "Ministry") for n, text in enumerate(texts, 1)]
    carried = published(f"{texts[20]} It gave no further details.", "2030-01-22", "Vista News")
    assert mirrors([*dailies, carried]) == {carried.id: dailies[20].id}


def test_one_story_in_a_hundred_papers_is_one_story():
    papers = [published(f"{STORY} {numbered(3 * n, 3, 'furniture')}", "2030-01-11", f"Paper {n}") for n in range(100)]
    assert set(mirrors([ORIGINAL, *papers])) == {paper.id for paper in papers}


def test_of_several_earlier_texts_the_most_alike_is_named():
    teaser = published(" ".join(SENTENCES[:2]), "2030-01-10", "Teaser")
    whole, reprint = published(STORY, "2030-01-11", "Whole"), published(f"{STORY} Reprinted by permission.", "2030-01-12", "Reprint")
    assert copies(teaser, whole, reprint) == {("Whole", "Teaser"), ("Reprint", "Whole")}


# Sixteen sentences of thirteen words of their own: texts made of them share whole sentences or nothing but the joints.
POOL = [numbered(13 * n, 13) for n in range(16)]
TEXTS = st.lists(st.sampled_from(range(16)), min_size=2, max_size=6, unique=True).map(lambda chosen: " ".join(POOL[n] for n in chosen))
REPORTS = st.lists(
    st.builds(lambda text, day, publisher: published(text, f"2030-01-{day:02d}", publisher), TEXTS, st.integers(1, 20), st.sampled_from("ABC")),
    max_size=14,
    unique_by=lambda report: report.id,
)


@given(REPORTS, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_neither_order_nor_repetition_matters(reports, rng):
    assert mirrors(rng.sample(reports * 2, 2 * len(reports))) == mirrors(reports)


@given(REPORTS, st.integers(0, 21))
@settings(max_examples=60, deadline=None)
def test_what_becomes_known_later_changes_no_earlier_finding(reports, day):
    then = end_of_day(date(2030, 1, 1) + timedelta(days=day))
    early = [report for report in reports if report.known_at <= then]
    assert mirrors(early) == {copy: original for copy, original in mirrors(reports).items() if copy in {report.id for report in early}}


def runs(text):
    words = text.split()
    return {tuple(words[n : n + 4]) for n in range(len(words) - 3)}


def by_comparing_all(reports):
    """The same by comparing every report with every earlier one: no index, no numbers for shingles."""
    found, kept = {}, []
    for report in sorted(reports, key=lambda r: (r.known_at, r.id)):
        own = runs(report.text)
        alike = [(len(own & runs(other.text)) / len(own | runs(other.text)), other) for other in kept]
        near = [(share, other) for share, other in alike if len(own & runs(other.text)) >= 0.55 * min(len(own), len(runs(other.text)))]
        near = [(share, other) for share, other in near if other.publisher != report.publisher or other.known_at == report.known_at or share == 1.0]
        best = max((share for share, _ in near), default=0.0)
        if near:
            found[report.id] = next(other.id for share, other in near if share == best)
        if best < 0.9:
            kept.append(report)
    return found


@given(REPORTS)
@settings(max_examples=60, deadline=None)
def test_the_index_finds_what_comparing_all_with_all_finds(reports):
    assert mirrors(reports) == by_comparing_all(reports)


def test_a_text_is_held_against_few_others_however_many_there_are(monkeypatch):
    compared = []
    resemblance = module._resemblance
    monkeypatch.setattr(module, "_resemblance", lambda a, b: compared.append(1) or resemblance(a, b))
    dailies = [published(bulletin(n % 28 + 1, f"Village{n}", n, n + 1, n + 2), f"2030-0{n // 28 + 1}-{n % 28 + 1:02d}", "Ministry") for n in range(200)]
    assert mirrors(dailies) == {}
    assert len(compared) <= 8 * len(dailies)
