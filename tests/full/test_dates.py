"""Days as a person types them into the page: one spelling shown, many read, two readings refused in words, wherever a day can be typed."""

from datetime import date

import pytest

from tests.full.axe import findings
from tests.full.conftest import SCREENS

pytestmark = pytest.mark.full

TENTH, MARCH = date(2025, 1, 10), date(2025, 3, 1)
DESK, PHONE = SCREENS["desk-light"], SCREENS["phone-light"]
SPELLINGS = ("January 10, 2025", "Jan 10 2025", "10 january 2025", "10.01.2025", "10/01/2025", "2025-01-10", "10 января 2025 г.", "січень 10, 2025")
AMBIGUOUS = "“03/01/2025” may be 3 January 2025 or 1 March 2025: write the month as a word."
FAILED = ("Failed to load resource",)
"""What the browser says of an answer that refuses."""


def until(page, on):
    page.wait_for_function("on => document.getElementById('day').getAttribute('datetime') === on", arg=on.isoformat())


@pytest.fixture(params=["desk-light", "phone-light"])
def view(request, open_page, folder):
    def opened(more=""):
        page = open_page(f"{(folder / 'map.html').as_uri()}#d=2024-09-14{more}", **SCREENS[request.param])
        until(page, date(2024, 9, 14))
        return page

    return opened


def enter(page, selector, text):
    """Type as a person does: the old text goes, the new one comes letter by letter, then Enter."""
    page.locator(selector).select_text()
    page.locator(selector).press_sequentially(text)
    page.locator(selector).press("Enter")


def told(page, selector):
    """The words that stand with a field, and whether the browser gives them to a screen reader with it."""
    alert = page.get_attribute(selector, "aria-describedby")
    assert page.get_attribute(selector, "aria-invalid") == "true"
    assert page.get_attribute(f"#{alert}", "role") in {"alert", "status"}
    return page.inner_text(f"#{alert}").replace("\xa0", " ")


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_day_is_taken_in_any_spelling_and_shown_in_one(view, text):
    page = view()
    enter(page, "#typed", text)
    until(page, TENTH)
    assert page.input_value("#typed") == "10 January 2025"
    assert page.get_attribute("#typed", "aria-invalid") != "true"


def test_two_readings_are_refused_with_both_and_the_map_stays(view):
    page = view()
    enter(page, "#typed", "03/01/2025")
    assert told(page, "#typed") == AMBIGUOUS
    assert page.get_attribute("#day", "datetime") == "2024-09-14"
    assert page.input_value("#typed") == "03/01/2025"
    assert findings(page) == []
    enter(page, "#typed", "3 January 2025")
    until(page, date(2025, 1, 3))
    assert page.get_attribute("#typed", "aria-invalid") == "false"
    assert not page.is_visible("#notice")


@pytest.mark.parametrize(("language", "shown", "refused"), [("uk", "10 січня 2025", "1 березня 2025"), ("ru", "10 января 2025", "1 марта 2025")])
def test_the_field_speaks_the_language_of_the_page(view, language, shown, refused):
    page = view(f"&l={language}")
    enter(page, "#typed", "10 January 2025")
    until(page, TENTH)
    assert page.input_value("#typed") == shown
    enter(page, "#typed", "03/01/2025")
    assert refused in told(page, "#typed")


def test_no_field_takes_its_order_from_the_browser(open_page, site):
    """Nothing on the pages is a date input of the browser's, whose order is that of its own language."""
    for path in ("map", "map/delta?datetime=2024-09-14/2025-01-07", "review"):
        page = open_page(site.at(path), **DESK, locale="en-US")
        page.wait_for_selector("canvas.salient-canvas")
        for panel in page.locator("[data-panel]:visible").all():
            panel.click()
        assert page.locator("input[type=date]").count() == 0


def test_a_phone_offers_letters_for_the_month(open_page, folder):
    page = open_page((folder / "map.html").as_uri(), **PHONE)
    assert page.get_attribute("#typed", "inputmode") in {None, "text"}
    page.focus("#typed")  # a smaller letter makes the phone zoom in
    assert page.evaluate("() => parseFloat(getComputedStyle(document.getElementById('typed')).fontSize)") >= 16


def test_the_whole_day_is_legible_in_its_field(view):
    page = view()
    for language in ("en", "uk", "ru"):
        page.evaluate("hash => { window.location.hash = hash; }", f"#d=2024-09-30&l={language}")
        until(page, date(2024, 9, 30))
        assert page.evaluate("() => { const field = document.getElementById('typed'); return field.scrollWidth <= field.clientWidth; }")
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_the_days_of_a_comparison_are_read_the_same(view):
    page = view()
    page.click(".tools [data-panel=compare]")
    enter(page, "#compare-first", "August 20, 2024")
    page.wait_for_function("() => document.getElementById('sentence').textContent.includes('20 August 2024')")
    enter(page, "#compare-last", "03/01/2025")
    assert told(page, "#compare-last") == AMBIGUOUS
    assert findings(page) == []
    enter(page, "#compare-last", "10.01.2025")
    page.wait_for_function("() => document.getElementById('sentence').textContent.includes('20 August 2024 and 10 January 2025')")
    assert page.input_value("#compare-last") == "10 January 2025"


def test_the_day_of_knowledge_is_read_the_same(open_page, site):
    page = open_page(f"{site.at('map')}#d=2024-09-14", **DESK)
    until(page, date(2024, 9, 14))
    page.click("#clock")
    page.fill("#known-on", "03/01/2025")
    page.click("#drawer form button")
    assert told(page, "#known-on") == AMBIGUOUS
    page.fill("#known-on", "October 1, 2024")
    with page.expect_navigation():
        page.click("#drawer form button")
    assert "as-of=2024-10-01" in page.url


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_page_of_two_days_reads_the_same(open_page, site, scripts):
    page = open_page(site.at("map/delta?datetime=2024-09-14/2025-01-07"), **DESK, java_script_enabled=scripts, allowed=FAILED)
    page.fill("#delta-first", "03/01/2025")
    page.fill("#delta-last", "January 10, 2025")
    page.click("#delta-form button")
    page.wait_for_selector("#delta-first-fault", state="visible")
    assert told(page, "#delta-first") == AMBIGUOUS
    assert page.input_value("#delta-last") == ("10 January 2025" if scripts else "January 10, 2025")
    page.fill("#delta-first", "1 октября 2024")
    with page.expect_navigation():
        page.click("#delta-form button")
    assert page.url.endswith("/map/delta?datetime=2024-10-01/2025-01-10") or page.url.endswith("/map/delta?datetime=2024-10-01%2F2025-01-10")
    assert "Between 1 October 2024 and 10 January 2025" in page.inner_text("#sentence").replace("\u202f", " ").replace("\xa0", " ")


def test_the_day_of_a_report_is_read_the_same_and_never_guessed(open_page, own_site):
    page = open_page(own_site.at("review"), **DESK, allowed=FAILED)
    page.wait_for_selector("canvas.salient-canvas")
    page.fill("#report-text", "Ukrainian forces captured Kruglik.")
    page.fill("#report-date", "10/01/2025")
    page.click("#report-read")
    assert "may be 10 January 2025 or 1 October 2025" in told(page, "#report-date")
    assert page.evaluate("document.activeElement.id") == "report-date"
    page.fill("#report-date", "January 10, 2025")
    page.click("#report-read")
    page.wait_for_selector("#reading", state="visible")
    assert "10 January 2025" in page.inner_text("#report-facts")


def test_the_days_of_a_correction_are_read_the_same(open_page, own_site):
    page = open_page(own_site.at("review"), **DESK, allowed=FAILED)
    page.wait_for_selector("canvas.salient-canvas")
    page.fill("#report-text", "Ukrainian forces captured Kruglik.")
    page.fill("#report-date", "10 January 2025")
    page.click("#report-read")
    page.wait_for_selector("#reading", state="visible")
    card = page.locator("#report-claims .card").first
    card.get_by_label("Amend").check()
    first = card.locator("[data-field=first]")
    assert first.input_value() == "10 January 2025"
    first.fill("03/01/2025")
    first.press("Tab")
    assert AMBIGUOUS in card.inner_text()
    page.click("#report-store")
    assert "not complete" in page.inner_text("#report-result")
    first.fill("Jan 9 2025")
    first.press("Tab")
    assert first.input_value() == "9 January 2025"
    card.locator("[data-field=last]").fill("9 January 2025")
    card.locator("[data-field=why]").fill("the report says the day before")
    page.wait_for_function("() => document.querySelector('#report-claims .counts').textContent.includes('9 January 2025')")
