"""review, claims --unreviewed --by-impact, and what ingest and extract tell of the map, over miniland. A village is 1 km2."""

import json

import pytest

from tests.atlas.reviewing import claim

ONE = {"id": "a", "published_at": "2030-01-02", "publisher": "Atlas Desk", "language": "en", "text": "Arlandish forces captured Arvona."}
TWO = {"id": "b", "published_at": "2030-01-03", "publisher": "Atlas Desk", "language": "en", "text": "Arlandish forces captured Eldova."}
NIL = {"id": "c", "published_at": "2030-01-03", "publisher": "Atlas Desk", "language": "en", "text": "Arlandish ministers met in Arvona."}
SAID = ("--by", "A. Analyst", "--reason", "read again")


@pytest.fixture
def stored(mini, batch):
    """Arvona and Eldova captured; gives the id of the claim about Arvona."""
    mini("ingest", batch(ONE, TWO))
    return next(row["claim_id"] for row in json.loads(mini("claims", "--json").stdout) if row["place_id"] == "arvona")


def best(mini, on):
    rows = json.loads(mini("series", "--from", on, "--to", on).stdout)
    return next(round(row["best_km2"], 3) for row in rows if row["holder"] == "AA")


class TestReview:
    def test_a_rejected_claim_leaves_the_map_and_the_answer_says_what_moved(self, mini, stored):
        result = mini("review", stored, "--reject", *SAID)
        assert (result.exit_code, result.stderr) == (0, "")
        first, *rest = result.stdout.splitlines()
        assert first.startswith(f"Rejected {stored} as of ")
        assert first.endswith("Z: read again")
        assert rest == [
            "  read as: 2030-01-02: Arland captured Arvona (assessed; stated)",
            "  counts: no",
            "On the map of 2 January 2030 Arland loses 1.0 km² and Borland gains 1.0 km²; 1 settlement changes hands; the map differs from 2 January 2030 on.",
            "  Arland: 1.0 → 0.0 km² (-1.0)",
            "  Borland: 11.0 → 12.0 km² (+1.0)",
            "  Arvona (Westmark): Arland → Borland",
        ]
        assert best(mini, "2030-01-03") == 1

    def test_an_amended_claim_counts_as_amended_and_the_earlier_verdict_is_named(self, mini, stored):
        mini("review", stored, "--reject", *SAID)
        result = mini("review", stored, "--amend", "place=Belmora", "event=holds", "--by", "B. Editor", "--reason", "the next village")
        lines = result.stdout.splitlines()
        assert lines[0].startswith(f"Amended {stored} as of ")
        assert lines[0].endswith("Z, place=belmora, event=holds: the next village")
        assert lines[1].startswith("  instead of: ")
        assert lines[1].endswith("Z: reject by A. Analyst: read again")
        assert lines[3] == "  counts as: 2030-01-02: Arland holds Belmora (assessed; stated)"
        assert "Arland gains 1.0 km² and Borland loses 1.0 km²" in lines[4]

    @pytest.mark.parametrize("changes", [("--amend", "place=Belmora"), ("place=Belmora", "--amend"), ("--amend", "--place", "Belmora")])
    def test_a_change_may_stand_anywhere(self, mini, stored, changes):
        answer = json.loads(mini("review", stored, *changes, *SAID, "--json").stdout)
        assert answer["review"]["changes"] == {"place": "belmora", "place_name": "Belmora"}
        assert answer["effective"]["reading"] == "Arland captured Belmora"

    def test_json(self, mini, stored):
        answer = json.loads(mini("review", stored, "--reject", "--who", "desk", "--why", "a hoax", "--json").stdout)
        assert (answer["claim_id"], answer["added"], answer["verdict"], answer["effective"]) == (stored, True, "reject", None)
        assert (answer["review"]["who"], answer["review"]["why"]) == ("desk", "a hoax")
        assert [(a["holder"], a["change_km2"]) for a in answer["change"]["areas"]] == [("AA", -1.0), ("BB", 1.0)]

    def test_the_same_verdict_again_adds_nothing_and_says_so(self, mini, stored):
        mini("review", stored, "--reject", *SAID)
        result = mini("review", stored, "--reject", *SAID)
        assert result.exit_code == 0
        assert "nothing was added" in result.stdout
        assert "The map stays as it is on every day." in result.stdout
        assert len(json.loads(mini("review", stored, "--history", "--json").stdout)["reviews"]) == 1

    def test_the_history_has_the_sentence_every_verdict_and_what_counts(self, mini, stored):
        mini("review", stored, "--reject", *SAID)
        mini("review", stored, "--amend", "actor=Borland", "--by", "B. Editor", "--reason", "the other side")
        lines = mini("review", stored, "--history").stdout.splitlines()
        assert lines[0] == f"{stored} in a (Atlas Desk, 2030-01-02)"
        assert lines[1] == "  “Arlandish forces captured Arvona.”"
        assert lines[2].endswith("reject by A. Analyst: read again")
        assert lines[3].endswith("amend by B. Editor, actor=BB: the other side")
        assert lines[4:] == [
            "  read as: 2030-01-02: Arland captured Arvona (assessed; stated)",
            "  counts as: 2030-01-02: Borland captured Arvona (assessed; stated)",
        ]

    def test_the_history_goes_back_to_what_was_known(self, told):
        claim_id = claim("mini-05").id
        assert json.loads(told("review", claim_id, "--history", "--as-of", "2030-01-06", "--json").stdout)["as_of"] == "2030-01-06T23:59:59Z"
        result = told("review", claim_id, "--history", "--as-of", "2030-01-05")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "became public at 2030-01-06" in result.stderr

    def test_a_retracted_report_overrules_a_verdict_and_the_answer_says_so(self, mini, stored):
        mini("retract", "a", "--why", "a hoax")
        result = mini("review", stored, "--accept", *SAID)
        assert "Its report was retracted at" in result.stdout
        assert "The map stays as it is on every day." in result.stdout

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (("--reject", "--by", "x"), "--reason"),
            (("--reject", "--reason", "x"), "--by"),
            (("--reject", "--by", " ", "--reason", "x"), "--by"),
            (SAID, "--accept, --reject, --amend"),
            (("--accept", "--reject", *SAID), "--accept, --reject, --amend"),
            (("--amend", *SAID), "place, actor, event, date"),
            (("--amend", "Belmora", *SAID), "KEY=VALUE"),
            (("--amend", "village=Belmora", *SAID), "'village'"),
            (("--amend", "event=holds", "event=entered", *SAID), "twice"),
            (("--amend", "place=Belmora", "--place", "Belmora", *SAID), "twice"),
            (("--amend", "place=Belmoro", *SAID), "Did you mean Belmora"),
            (("--amend", "event=conquered", *SAID), "captured, recaptured"),
            (("--amend", "actor=Poland", *SAID), "AA (Arland), BB (Borland)"),
            (("--amend", "date=2031-01-01", *SAID), "2030-01-01 to 2030-03-31"),
            (("--accept", "event=holds", *SAID), "--amend"),
            (("--reject", "--place", "Belmora", *SAID), "--amend"),
            (("--reject", "--as-of", "2030-01-02", *SAID), "--history"),
            (("--history", *SAID), "--history shows"),
        ],
    )
    def test_what_cannot_be_done_is_refused_with_the_remedy(self, mini, stored, arguments, words):
        result = mini("review", stored, *arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert words in result.stderr
        assert json.loads(mini("review", stored, "--history", "--json").stdout)["reviews"] == []

    def test_an_unknown_claim_is_refused_with_the_one_that_was_meant(self, mini, stored):
        result = mini("review", stored[:-1], "--reject", *SAID)
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"Did you mean {stored}?" in result.stderr

    def test_what_a_reviewer_smuggles_in_does_not_reach_the_terminal(self, mini, stored):
        result = mini("review", stored, "--reject", "--by", "x\x1b[31my", "--reason", "a\x1b]0;b")
        assert result.exit_code == 0
        assert "\x1b" not in result.stdout + mini("review", stored, "--history").stdout


class TestQueue:
    def test_claims_come_by_what_hangs_on_them_with_sentence_and_reason(self, mini, stored):
        """Both captures last to the end of March: Arvona's 89 days, Eldova's 88."""
        result = mini("claims", "--unreviewed", "--by-impact")
        lines = result.stdout.splitlines()
        assert lines[:3] == [
            f"{stored}  2030-01-02: Arland captured Arvona (assessed; stated) [Atlas Desk, 2030-01-02]",
            "  “Arlandish forces captured Arvona.”",
            "  without it: up to 1.0 km² would change hands (first on 2030-01-02), on 89 days; 89.0 km²-days",
        ]
        assert lines[5].endswith("(first on 2030-01-03), on 88 days; 88.0 km²-days")
        assert result.stderr == "2 claims.\n"

    def test_what_was_reviewed_leaves_the_queue(self, mini, stored):
        mini("review", stored, "--accept", *SAID)
        rows = json.loads(mini("claims", "--unreviewed", "--by-impact", "--json").stdout)
        assert [(row["place_id"], row["verdict"], row["impact_days"]) for row in rows] == [("eldova", None, 88)]
        assert "(assessed; stated; accepted in review)" in mini("claims").stdout

    def test_a_limit_is_told(self, mini, stored):
        result = mini("claims", "--by-impact", "--limit", "1")
        assert (len(result.stdout.splitlines()), result.stderr) == (3, "1 claim of 2.\n")
        assert len(json.loads(mini("claims", "--limit", "1", "--json").stdout)) == 1
        assert mini("claims", "--limit", "0").exit_code == 2

    def test_without_an_order_the_rows_have_no_impact(self, mini, stored):
        assert not any(name.startswith("impact") for name in json.loads(mini("claims", "--json").stdout)[0])

    def test_a_claim_without_which_nothing_changes_says_so(self, told):
        text = told("claims", "--by-impact").stdout
        assert "  without it: the map would stay as it is" in text
        assert "  without it: no ground would change hands, but some would be more or less certain; 2.0 km²-days" in text


class TestWhatWouldChange:
    def test_a_dry_run_tells_it_report_by_report_and_together_and_stores_nothing(self, mini, batch):
        """Together, on the newest report's day: Arvona and Eldova."""
        result = mini("ingest", batch(ONE, TWO, NIL), "--dry-run")
        assert result.stdout.splitlines()[2:17] == [
            "a (Atlas Desk, 2030-01-02) by itself:",
            (
                "  On the map of 2 January 2030 Arland would gain 1.0 km² and Borland would lose 1.0 km²; 1 settlement would change hands; "
                "the map would differ from 2 January 2030 on."
            ),
            "    Arland: 0.0 → 1.0 km² (+1.0)",
            "    Borland: 12.0 → 11.0 km² (-1.0)",
            "    Arvona (Westmark): Borland → Arland",
            "b (Atlas Desk, 2030-01-03) by itself:",
            (
                "  On the map of 3 January 2030 Arland would gain 1.0 km² and Borland would lose 1.0 km²; 1 settlement would change hands; "
                "the map would differ from 3 January 2030 on."
            ),
            "    Arland: 0.0 → 1.0 km² (+1.0)",
            "    Borland: 12.0 → 11.0 km² (-1.0)",
            "    Eldova (Westmark): Borland → Arland",
            "1 report would change nothing on the map by itself.",
            "All together:",
            (
                "  On the map of 3 January 2030 Arland would gain 2.0 km² and Borland would lose 2.0 km²; 2 settlements would change hands; "
                "the map would differ from 2 January 2030 on."
            ),
            "    Arland: 0.0 → 2.0 km² (+2.0)",
            "    Borland: 12.0 → 10.0 km² (-2.0)",
        ]
        assert json.loads(mini("build", "--json").stdout)["reports"] == 0

    def test_in_json_too(self, mini, batch):
        answer = json.loads(mini("ingest", batch(ONE, TWO), "--dry-run", "--json").stdout)
        assert [(found["id"], found["areas"][0]["after_km2"]) for found in answer["changes"]] == [("a", 1.0), ("b", 1.0)]
        assert (answer["change"]["on"], answer["change"]["areas"][0]["change_km2"], answer["last_day"]) == ("2030-01-03", 2.0, "2030-01-03")

    def test_what_goes_in_is_told_in_one_sentence(self, mini, batch):
        result = mini("ingest", batch(ONE, TWO))
        assert result.stdout.splitlines()[2] == (
            "On the map of 3 January 2030 Arland gains 2.0 km² and Borland loses 2.0 km²; 2 settlements change hands; the map differs from 2 January 2030 on."
        )
        assert "On the map" not in mini("ingest", batch(ONE, TWO)).stdout

    def test_extract_tells_it_where_it_is_asked_to(self, mini, batch):
        mini("ingest", batch(ONE))
        text = mini("extract", batch(TWO), "--change").stdout
        assert "Arland would gain 1.0 km²" in text
        assert "    Arland: 1.0 → 2.0 km² (+1.0)" in text
        assert json.loads(mini("extract", batch(TWO), "--change", "--json").stdout)["change"]["areas"][0]["before_km2"] == 1.0
        assert "change" not in json.loads(mini("extract", batch(TWO), "--json").stdout)
        assert json.loads(mini("extract", batch(TWO), "--change", "--json", "--date", "2031-01-01").stdout)["change"] is None
