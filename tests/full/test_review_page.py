"""The analyst's page, used as a person would: a report is read, corrected and stored, the queue is worked through, and what cannot be is told in words."""

import json
import shutil

import httpx
import pytest

from tests.full.axe import findings
from tests.full.conftest import TOKEN, serving

pytestmark = pytest.mark.full

HOSTILE = "<img src=x onerror=\"document.title='run'\"> </script><script>document.title='run'</script> {{7*7}} 😀"
TEXT = f"{HOSTILE} Russian forces captured Makhnovka, Rybar wrote.\nUkrainian forces entered Berdin. Ukraine controls 430 square kilometres of Kursk Oblast."
"""Makhnovka lies in the middle of what Ukraine holds on that day."""
ON = "2024-12-01"
REPORT = {"text": TEXT, "published_at": ON, "publisher": "Our desk", "language": "en"}
FAILED = ("Failed to load resource",)
"""What a browser writes into its console when a request is refused."""
CANVAS = """() => {
  const canvas = document.querySelector('canvas.salient-canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return new Uint32Array(data.buffer).reduce((sum, pixel) => (Math.imul(sum, 31) + pixel) | 0, 7);
}"""
"""A number for what stands on the map's canvas."""
FILLED = """() => {
  const probe = document.body.appendChild(document.createElement('i'));
  const sides = [0, 1].map((n) => {
    probe.style.color = `var(--holder-${n})`;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  const paths = [...document.querySelectorAll('path.moved:not(.done)')].filter((path) => path.getBoundingClientRect().width > 0);
  return paths.map((path) => sides.indexOf(getComputedStyle(path).fill));
}"""
"""The sides in whose hue ground is filled."""
KEPT = "() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href, history.state])"
SMALL = """() => [...document.querySelectorAll('#desk :is(button, input, select, textarea, summary, a, label.file)')]
  .filter((node) => node.checkVisibility() && !node.matches('.unseen, .textual'))
  .map((node) => [node.id || node.className || node.name, (node.closest('.choices label') || node).getBoundingClientRect().height])
  .filter(([, height]) => height < 43.5)"""
"""What is too low to touch, with its height (px)."""
UKRAINE, RUSSIA = 0, 1


def words(node):
    return " ".join(node.inner_text().replace("\u202f", " ").replace("\u00a0", " ").split())


def plain(sentence):
    return " ".join(sentence.replace("\u202f", " ").replace("\u00a0", " ").split())


@pytest.fixture
def opened(open_page, own_site, screen):
    """The page of a server of its own on one of the screens."""

    def at(**options):
        page = open_page(own_site.at("review"), allowed=FAILED, **{**screen, **options})
        page.wait_for_selector("canvas.salient-canvas")
        return page

    return at


@pytest.fixture
def page(open_page, own_site):
    """The same on a laptop."""
    found = open_page(own_site.at("review"), allowed=FAILED, viewport={"width": 1440, "height": 900})
    found.wait_for_selector("canvas.salient-canvas")
    return found


def read(page, text=TEXT, on=ON):
    page.fill("#report-text", text)
    page.fill("#report-date", on)
    page.fill("#report-publisher", "Our desk")
    page.select_option("#report-language", "en")
    page.click("#report-read")
    page.wait_for_selector("#reading", state="visible")
    page.wait_for_selector("#panel-report:not([aria-busy])")


def settled(page, sentence):
    """Wait until the page foretells this."""
    page.wait_for_function("wanted => document.getElementById('would').textContent.replace(/[\\s\\u202f]+/g, ' ').trim() === wanted", arg=plain(sentence))


def foretold(site, *verdicts):
    """What the server says would be, asked without the page."""
    answer = httpx.post(site.at("extract"), json={**REPORT, "verdicts": list(verdicts)}, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()


def card(page, words_of_it):
    return page.locator("#report-claims .card", has_text=words_of_it)


def choose(found, verdict, why=None):
    found.locator(f"input[value={verdict}]").check()
    if why:
        found.locator("[data-field=why]").fill(why)


def give_token(page, token, who=None):
    page.wait_for_selector("#pass[open]")
    page.fill("#pass-token", token)
    if who:
        page.fill("#pass-who", who)
    page.click("#pass-go")


def test_a_report_is_read_corrected_and_stored(opened, own_site):
    page = opened()
    read(page)
    # the text stands there as it was typed, with what was read marked in it, and nothing of it ran
    assert page.locator("#report-marked").evaluate("(node) => node.textContent") == TEXT
    assert (page.locator("#page img, #page script:not([type])").count(), "run" in page.title()) == (0, False)
    assert {"Makhnovka", "Berdin"} <= set(page.locator("#report-marked mark.placed").all_inner_texts())
    assert page.locator(f"#report-marked .said.holder-{RUSSIA}", has_text="captured Makhnovka").count() == 1
    # what it would change, in words and on the map of its day
    told = foretold(own_site)
    assert words(page.locator("#would")) == plain(told["change"]["sentence"])
    assert page.get_attribute("#day", "datetime") == ON
    assert set(page.evaluate(FILLED)) == {{"UA": UKRAINE, "RU": RUSSIA}[feature["properties"]["holder"]] for feature in told["ground"]["features"]}
    assert RUSSIA in page.evaluate(FILLED)
    assert page.locator(f"path.dot.holder-{RUSSIA}").count() == 1
    assert "430 km²" in words(page.locator("#report-figures"))
    # one claim is rejected, the other amended: each time what would be is another
    claims = {claim["event"]: claim["id"] for claim in told["claims"]}
    choose(card(page, "captured Makhnovka"), "reject", "a rumour")
    rejected = {"claim": claims["captured"], "verdict": "reject"}
    settled(page, foretold(own_site, rejected)["change"]["sentence"])
    assert page.locator("#report-marked .said.rejected", has_text="captured Makhnovka").count() == 1
    choose(card(page, "entered Berdin"), "amend", "a town, and taken")
    found = card(page, "entered Berdin")
    found.locator("[data-field=place]").fill("Kruglik")
    found.locator("[data-field=event]").select_option("captured")
    amended = {"claim": claims["entered"], "verdict": "amend", "place": "Kruglik", "event": "captured"}
    then = foretold(own_site, rejected, amended)
    settled(page, then["change"]["sentence"])
    found.locator(".counts", has_text="Ukraine captured Kruglik").wait_for()
    assert UKRAINE in page.evaluate(FILLED)
    store(page, own_site, then)


def store(page, own_site, then):
    """The end of the story: a wrong token, then the right one; the map is another, without the page being loaded anew."""
    before = page.evaluate(CANVAS)
    page.evaluate("() => { window.same = true; }")
    page.click("#report-store")
    give_token(page, "wrong", "A. Analyst")
    page.wait_for_function("() => document.querySelector('#pass [role=alert]').textContent.includes('salient token')")
    assert page.input_value("#pass-who") == "A. Analyst"
    assert httpx.get(own_site.at("reports?datetime=2024-12-01")).text.count("Our desk") == 0
    give_token(page, TOKEN)
    page.wait_for_selector("#report-next", state="visible")
    assert words(page.locator("#report-result")).startswith("Stored.")
    assert "Corrected: Russia captured Makhnovka." in words(page.locator("#report-result"))
    page.wait_for_function(f"before => ({CANVAS})() !== before", arg=before)
    assert page.evaluate("() => window.same")
    page.wait_for_selector("path.moved.done", state="attached")
    assert TOKEN not in page.evaluate(KEPT)
    rows = httpx.get(own_site.at("claims?place=Kruglik&datetime=2024-12-01")).json()["claims"]
    assert [(row["event"], row["verdict"]) for row in rows if row["publisher"] == "Our desk"] == [("captured", "amend")]
    (row,) = httpx.get(own_site.at("series?datetime=2024-12-01&holder=UA")).json()["series"]
    assert row["best_km2"] == pytest.approx(next(area["after_km2"] for area in then["change"]["areas"] if area["holder"] == "UA"), abs=0.01)
    page.click("#report-next")
    assert (page.input_value("#report-text"), page.is_visible("#report-form")) == ("", True)


def test_the_queue_is_worked_through(opened, own_site):
    page = opened()
    page.click("#tab-queue")
    page.wait_for_selector("#queue-claims .card", timeout=60_000)
    rows = httpx.get(own_site.at("claims?unreviewed=true&order=impact&limit=20"), timeout=60).json()
    first = rows["claims"][0]
    found = page.locator("#queue-claims .card").first
    assert f"{first['impact_km2_days'] / first['impact_days']:.1f} km² at stake" in words(found)
    assert first["text"] in found.inner_text()
    assert page.locator("#queue-count").inner_text().startswith(f"{rows['numberMatched']} claims")
    # the row that one turns to is shown on the map: its day, its place
    found.locator("input").first.focus()
    assert page.get_attribute("#day", "datetime") == first["valid_to"]
    assert page.locator("path.rim").count() == 2 * sum(row["claim_id"] == first["claim_id"] for row in rows["claims"])
    # a verdict needs a reason, a name and a token
    choose(found, "reject")
    found.locator(".plain-button").click()
    assert "Say why" in words(found.locator("[role=alert]"))
    choose(found, "reject", "read wrongly")
    before = page.evaluate(CANVAS)
    found.locator(".plain-button").click()
    give_token(page, TOKEN, "A. Analyst")
    page.wait_for_function("() => document.querySelector('#queue-told').textContent.includes('Rejected')")
    assert "On the map of" in words(page.locator("#queue-told"))
    page.wait_for_function(f"before => ({CANVAS})() !== before", arg=before)
    assert first["text"] not in page.locator("#queue-claims .card").first.inner_text()
    left = httpx.get(own_site.at("claims?unreviewed=true&limit=1")).json()["numberMatched"]
    assert page.locator("#queue-count").inner_text().startswith(f"{left} claims")
    history = httpx.get(own_site.at(f"claims/{first['claim_id']}/reviews"), headers={"Authorization": f"Bearer {TOKEN}"}).json()["reviews"]
    assert [(review["verdict"], review["who"], review["why"]) for review in history] == [("reject", "A. Analyst", "read wrongly")]
    # the next verdict asks for nothing again
    second = page.locator("#queue-claims .card").first
    choose(second, "accept", "as it says")
    second.locator(".plain-button").click()
    page.wait_for_function("() => document.querySelector('#queue-told').textContent.includes('Accepted')")


def test_more_of_the_queue_is_had_when_asked_for(page):
    page.click("#tab-queue")
    page.wait_for_selector("#queue-more:visible", timeout=60_000)
    before = page.locator("#queue-claims .card").count()
    page.click("#queue-more")
    page.wait_for_function("before => document.querySelectorAll('#queue-claims .card').length > before", arg=before)
    ids = page.locator("#queue-claims .card input[value=accept]").evaluate_all("(inputs) => inputs.map((input) => input.name)")
    assert len(ids) == len(set(ids))


def test_an_empty_queue_says_so(page):
    page.route("**/claims?*", lambda route: route.fulfill(json={"claims": [], "numberMatched": 0}))
    page.click("#tab-queue")
    page.wait_for_function("() => document.getElementById('queue-count').textContent.includes('No claim waits')")
    assert not page.is_visible("#queue-more")


DROP = """([name, type, bytes]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([new Uint8Array(bytes)], name, { type }));
  document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""
PICTURE = bytes([0x89, *b"PNG\r\n\x1a\n", 0xFF, 0xFE, 0, 1, 2, 3])
PAGE = """<!doctype html><html lang="en"><head><title>News</title><meta property="article:published_time" content="2024-12-01T10:00:00Z">
<meta property="og:site_name" content="The Desk"><link rel="canonical" href="https://desk.example/1"><style>p { color: red }</style></head>
<body onload="document.title='run'"><script>document.title='run'</script><h1>Evening</h1>
<p style="color: red">Russian forces captured <b>Makhnovka</b>.</p><img src="x" onerror="document.title='run'"><p>More &amp; more.</p></body></html>"""


def drop(page, name, kind, content):
    page.evaluate(DROP, [name, kind, list(content)])


@pytest.mark.parametrize(
    ("name", "kind", "content", "part"),
    [
        ("front.png", "image/png", PICTURE, "no text in UTF-8"),
        ("big.txt", "text/plain", b"a" * 2_000_001, "larger than 2 MB"),
        ("old.txt", "text/plain", "Силы взяли Суджу.".encode("windows-1251"), "no text in UTF-8"),
        ("null.txt", "text/plain", b"a\x00b", "characters that no text has"),
        ("empty.txt", "text/plain", b"  \n", "holds no text"),
        ("broken.json", "application/json", b"{", "is no JSON"),
        ("two.json", "application/json", b'[{"text": "a"}, {"text": "b"}]', "holds 2 reports"),
        ("other.json", "application/json", b'{"name": "a"}', "no key"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_what_was_typed_stays(page, name, kind, content, part):
    page.fill("#report-text", "Typed by hand.")
    drop(page, name, kind, content)
    page.wait_for_function("part => document.getElementById('report-told').textContent.includes(part)", arg=part)
    assert name in page.locator("#report-told").inner_text()
    assert page.input_value("#report-text") == "Typed by hand."


def test_a_page_that_is_dropped_is_taken_as_text(page):
    drop(page, "news.html", "text/html", PAGE.encode())
    page.wait_for_function("() => document.getElementById('report-told').textContent.includes('news.html')")
    values = {name: page.input_value(f"#report-{name}") for name in ("text", "date", "publisher", "title", "url", "language")}
    assert values == {
        "text": "Evening\nRussian forces captured Makhnovka.\nMore & more.",
        "date": ON,
        "publisher": "The Desk",
        "title": "News",
        "url": "https://desk.example/1",
        "language": "en",
    }
    assert "run" not in page.title()


def test_a_report_as_json_is_taken_with_its_facts(page):
    report = {"text": "Russian forces captured Makhnovka.", "report_date": ON, "source": "The Desk", "urls": ["https://desk.example/2"]}
    drop(page, "note.json", "application/json", json.dumps(report).encode())
    page.wait_for_function("() => document.getElementById('report-text').value !== ''")
    assert (page.input_value("#report-date"), page.input_value("#report-publisher"), page.input_value("#report-url")) == (
        ON,
        "The Desk",
        "https://desk.example/2",
    )


def test_a_file_can_be_chosen_instead(page, tmp_path):
    file = tmp_path / "note.txt"
    file.write_text("Russian forces captured Makhnovka.", encoding="utf-8")
    page.set_input_files("#report-file", str(file))
    page.wait_for_function("() => document.getElementById('report-text').value.includes('Makhnovka')")
    assert "note.txt" in page.inner_text("#report-told")


PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (None, "does not answer"),
        ({"status": 429, "content_type": PROBLEM, "body": '{"detail": "Ask again in 20 s."}'}, "Ask again in 20 s."),
        ({"status": 413, "content_type": PROBLEM, "body": '{"detail": "Its text is too long."}'}, "Its text is too long."),
        ({"status": 502, "content_type": "text/html", "body": "<h1>Bad gateway</h1>"}, "answered 502"),
        ({"status": 200, "content_type": "application/json", "body": "{broken"}, "does not answer"),
    ],
)
def test_what_the_server_refuses_is_told_in_words_and_what_was_typed_stays(page, answer, part):
    page.route("**/extract", lambda route: route.abort() if answer is None else route.fulfill(**answer))
    page.fill("#report-text", TEXT)
    page.fill("#report-date", ON)
    page.click("#report-read")
    page.wait_for_function("part => document.getElementById('report-told').textContent.includes(part)", arg=part)
    assert page.input_value("#report-text") == TEXT
    page.unroute("**/extract")
    page.click("#report-read")
    page.wait_for_selector("#reading", state="visible")


def test_a_report_that_is_too_long_for_a_stranger_is_read_with_a_token(open_page, home, tmp_path):
    """The words say why and what to do; a wrong token is asked for again, and the right one stays in the page for what follows."""
    shutil.copytree(home, tmp_path / "home", ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    with serving(tmp_path / "home", extract_limit=100) as site:
        page = open_page(site.at("review"), allowed=FAILED, viewport={"width": 1440, "height": 900})
        page.wait_for_selector("canvas.salient-canvas")
        page.fill("#report-text", TEXT)
        page.fill("#report-date", ON)
        page.select_option("#report-language", "en")
        page.click("#report-read")
        page.wait_for_function("() => document.getElementById('report-told').textContent.includes('without a token the limit for one extraction is 100')")
        page.click("#report-told button")
        page.fill("#pass-token", "wrong")
        page.click("#pass-go")
        page.wait_for_function("() => document.querySelector('#pass [role=alert]').textContent.includes('not known here')")
        page.fill("#pass-token", TOKEN)
        page.click("#pass-go")
        page.wait_for_selector("#reading", state="visible")
        choose(card(page, "captured Makhnovka"), "reject")
        page.wait_for_function("() => document.getElementById('panel-report').getAttribute('aria-busy') === null")
        assert page.inner_text("#report-result") == ""
        assert not page.is_visible("#pass")


def test_a_fault_of_a_correction_stands_at_its_claim(page):
    read(page)
    found = card(page, "captured Makhnovka")
    choose(found, "amend")
    found.locator("[data-field=place]").fill("Atlantis")
    found.locator("[data-field=event]").focus()
    page.wait_for_function("() => [...document.querySelectorAll('#report-claims [role=alert]')].some((node) => node.textContent.includes('Atlantis'))")
    assert "Atlantis" in found.locator("[role=alert]").inner_text()


def test_a_correction_without_a_reason_is_not_stored(page, own_site):
    read(page)
    choose(card(page, "captured Makhnovka"), "reject")
    page.click("#report-store")
    assert "Say why" in words(card(page, "captured Makhnovka").locator("[role=alert]"))
    assert not page.is_visible("#pass")
    assert "Our desk" not in httpx.get(own_site.at("reports?datetime=2024-12-01")).text


def test_what_was_decided_is_kept_when_the_report_is_edited(page):
    read(page)
    choose(card(page, "captured Makhnovka"), "reject", "a rumour")
    page.wait_for_selector("#report-marked .said.rejected")
    page.click("#report-edit")
    assert page.input_value("#report-text") == TEXT
    page.fill("#report-title", "Another title")
    page.click("#report-read")
    page.wait_for_selector("#report-marked .said.rejected")
    assert card(page, "captured Makhnovka").locator("[data-field=why]").input_value() == "a rumour"


def test_a_report_that_is_stored_already_is_told_to_be(page, own_site):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert httpx.post(own_site.at("reports"), json=REPORT, headers=headers, timeout=60).status_code == 201
    read(page)
    assert "stored already" in words(page.locator("#would"))
    page.click("#report-store")
    give_token(page, TOKEN)
    page.wait_for_selector("#report-next", state="visible")
    assert "stored before" in words(page.locator("#report-result"))


def test_a_report_from_outside_the_days_is_read_and_cannot_be_stored(page):
    read(page, on="2026-01-01")
    assert "outside" in words(page.locator("#would"))
    assert not page.is_visible("#report-store")
    assert page.locator("#report-claims .card").count() == 2


def test_who_gives_up_at_the_token_loses_nothing(page):
    read(page)
    page.click("#report-store")
    page.wait_for_selector("#pass[open]")
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.getElementById('report-result').textContent.includes('no token')")
    assert page.is_visible("#report-store")
    assert page.locator("#report-claims .card").count() == 2


def test_all_of_it_can_be_done_with_the_keyboard(page):
    page.focus("#tab-report")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("() => document.activeElement.id") == "tab-queue"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.id") == "report-text"
    page.keyboard.insert_text(TEXT)
    page.fill("#report-date", ON)
    page.focus("#report-language")
    page.keyboard.type("Eng")
    page.focus("#report-url")
    page.keyboard.press("Enter")
    page.wait_for_selector("#reading", state="visible")
    page.locator("#report-claims .card input").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("#report-marked .said.rejected")
    assert page.evaluate("() => document.activeElement.dataset.field") == "why"
    page.keyboard.insert_text("a rumour")
    page.focus("#report-store")
    page.keyboard.press("Enter")
    page.wait_for_selector("#pass[open]")
    page.keyboard.insert_text(TOKEN)
    page.keyboard.press("Tab")
    page.keyboard.insert_text("A. Analyst")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.id === 'report-next'")


def test_on_a_phone_everything_is_large_enough_to_touch_and_nothing_runs_off(open_page, own_site):
    page = open_page(own_site.at("review"), viewport={"width": 390, "height": 844}, has_touch=True)
    page.wait_for_selector("canvas.salient-canvas")
    assert page.evaluate(SMALL) == []
    read(page)
    choose(card(page, "captured Makhnovka"), "amend")
    assert page.evaluate(SMALL) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") == 390
    box = page.locator(".salient-map").bounding_box()
    assert (round(box["y"]), round(box["height"])) == (0, round(0.35 * 844))


def test_nothing_keeps_readers_out(opened):
    page = opened()
    assert findings(page) == []
    read(page)
    choose(card(page, "captured Makhnovka"), "reject")
    choose(card(page, "entered Berdin"), "amend", "a town")
    page.wait_for_selector("#report-marked .said.rejected")
    assert findings(page) == []
    page.click("#report-store")
    assert findings(page) == []
    choose(card(page, "captured Makhnovka"), "keep")
    card(page, "entered Berdin").locator("[data-field=event]").select_option("captured")
    page.click("#report-store")
    give_token(page, "wrong", "A. Analyst")
    page.wait_for_function("() => document.querySelector('#pass [role=alert]').textContent.includes('salient token')")
    assert findings(page) == []
    page.click("#pass-cancel")
    page.click("#tab-queue")
    page.wait_for_selector("#queue-claims .card", timeout=60_000)
    choose(page.locator("#queue-claims .card").first, "amend")
    assert findings(page) == []


def test_without_scripts_the_page_says_where_to_go(open_page, own_site):
    page = open_page(own_site.at("review"), java_script_enabled=False)
    assert "JavaScript" in page.inner_text("noscript")
    assert page.get_attribute("noscript a", "href") == "/docs"
    assert not page.is_visible("#desk")


def test_the_page_speaks_the_language_of_its_address(open_page, own_site):
    page = open_page(f"{own_site.at('review')}#l=uk")
    page.wait_for_selector("canvas.salient-canvas")
    assert page.evaluate("() => document.documentElement.lang") == "uk"
