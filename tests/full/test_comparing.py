"""Comparing two days: nothing happens before it is asked for, the legend says what is on the map, and each half of a swipe says its day."""

from datetime import date

import pytest

from tests.full.conftest import SCREENS

pytestmark = pytest.mark.full

DAY, BEFORE = date(2025, 1, 10), date(2024, 9, 14)
CANVAS = "() => { const c = document.querySelector('canvas.salient-canvas'); return c.toDataURL(); }"
WRITTEN_MS = 450
"""The page writes its address a quarter of a second after the last change."""
HALVES = """() => ['before', 'after'].map((half) => {
  const node = document.getElementById(`half-${half}`);
  const { left, right, top, bottom } = node.getBoundingClientRect();
  return { text: node.textContent, left, right, middle: (top + bottom) / 2, seen: node.checkVisibility({ visibilityProperty: true }) };
})"""


@pytest.fixture(params=["desk-light", "phone-dark"])
def view(request, open_page, folder):
    def opened(more=""):
        page = open_page(f"{(folder / 'map.html').as_uri()}#d={DAY}{more}", **SCREENS[request.param])
        page.wait_for_function("on => document.getElementById('day').getAttribute('datetime') === on", arg=DAY.isoformat())
        return page

    return opened


def legend(page):
    return [text.strip() for text in page.locator(".masthead .key li").all_text_contents()]


def shown(page):
    """What the page says it shows, in words and in its address (but for the view, which is where the map looks)."""
    page.wait_for_timeout(WRITTEN_MS)
    address = [part for part in page.evaluate("window.location.hash").split("&") if not part.startswith("v=")]
    return page.text_content("#day"), page.text_content("#sentence"), page.text_content("#today"), legend(page), address


def compare(page):
    page.click(".tools [data-panel=compare]")
    page.wait_for_selector("#compare-first")


def test_opening_the_panel_changes_nothing(view):
    page = view()
    before = shown(page)
    compare(page)
    assert shown(page) == before
    assert not page.is_visible("#compared")
    # a month before is proposed, and waits
    assert (page.input_value("#compare-first"), page.input_value("#compare-last")) == ("11 December 2024", "10 January 2025")
    page.keyboard.press("Escape")
    assert shown(page) == before


def test_the_map_itself_stays_under_the_panel(open_page, folder):
    """Where the panel takes no room from the map, not a pixel of it differs."""
    page = open_page(f"{(folder / 'map.html').as_uri()}#d={DAY}&v=51.2,35.3,10", **SCREENS["desk-light"])
    page.wait_for_selector("canvas.salient-canvas")
    page.click(".tools [data-panel=share]")
    page.wait_for_timeout(WRITTEN_MS)
    before = page.evaluate(CANVAS)
    page.click(".tools [data-panel=compare]")
    page.wait_for_timeout(WRITTEN_MS)
    assert page.evaluate(CANVAS) == before


def test_it_begins_when_it_is_asked_for(view, campaign):
    page = view()
    compare(page)
    page.get_by_role("button", name="Compare", exact=True).last.click()
    page.wait_for_function("() => document.getElementById('sentence').textContent.includes('Between 11 December 2024 and 10 January 2025')")
    delta = campaign.delta(date(2024, 12, 11), DAY)
    assert page.locator("#drawer .settlements li").count() == len(delta.settlements)
    page.get_by_role("button", name="End comparison").last.click()
    page.wait_for_function("() => !document.getElementById('sentence').textContent.includes('Between')")
    assert page.input_value("#compare-first") == "11 December 2024"


def test_turning_to_another_map_and_back_asks_for_nothing(view):
    page = view()
    before = shown(page)
    compare(page)
    page.get_by_role("radio", name="Another map").check()
    page.get_by_role("radio", name="Two days").check()
    assert shown(page) == before


def test_a_day_that_cannot_be_read_begins_nothing(view):
    page = view()
    compare(page)
    page.fill("#compare-first", "01/03/2025")
    page.get_by_role("button", name="Compare", exact=True).last.dispatch_event("click")
    assert "may be 1 March 2025 or 3 January 2025" in page.text_content("#compare-first-fault")
    assert "Between" not in page.text_content("#sentence")


def test_the_legend_follows_the_mode(view):
    page = view()
    of_a_day = legend(page)
    assert "Held by Ukraine" in of_a_day
    compare(page)
    page.fill("#compare-first", BEFORE.isoformat())
    page.wait_for_function("() => document.querySelector('.masthead .key').textContent.includes('Gained')")
    assert legend(page) == [
        *("Gained by Ukraine", "Lost by Ukraine", "Unchanged: held by Ukraine on both days"),
        *("Front of the earlier day", "Front of the later day"),
    ]
    page.get_by_role("radio", name="Swipe").check()
    page.wait_for_function("() => !document.querySelector('.masthead .key').textContent.includes('Gained')")
    assert legend(page) == [
        *(text for text in of_a_day if text != "Changed hands this week"),
        "Left of the line 14 September 2024, right of it 10 January 2025",
    ]
    page.get_by_role("button", name="End comparison").last.click()
    page.wait_for_function("() => document.querySelector('.masthead .key').textContent.includes('Changed hands')")
    assert legend(page) == of_a_day


def test_the_panel_of_the_legend_defines_what_is_shown(view):
    page = view(f"&b={BEFORE}")
    page.click(".tools [data-panel=layers]")
    told = page.text_content("#drawer .legend")
    assert "Lost by Ukraine" in told
    assert "another side at the end of the later one" in told
    assert "Contested" not in told


def test_each_half_of_a_swipe_says_its_day(view):
    page = view(f"&b={BEFORE}&m=swipe")
    page.wait_for_selector("#halves", state="visible")
    width = page.evaluate("window.innerWidth")
    box = page.locator("#swipe").bounding_box()
    for presses in (0, 6):
        for _ in range(presses):
            page.focus("#swipe")
            page.keyboard.press("ArrowRight")
        page.wait_for_timeout(100)
        line = width * int(page.input_value("#swipe")) / 1000
        before, after = page.evaluate(HALVES)
        assert (before["text"], after["text"]) == ("14 September 2024", "10 January 2025")
        assert before["left"] >= 0
        assert before["right"] <= line <= after["left"]
        assert after["right"] <= width
        assert before["middle"] == after["middle"] == pytest.approx(box["y"] + box["height"] / 2, abs=1)
        assert before["seen"]
        assert after["seen"]
    page.evaluate("() => { const s = document.getElementById('swipe'); s.value = 20; s.dispatchEvent(new Event('input', { bubbles: true })); }")
    page.wait_for_timeout(100)
    before, after = page.evaluate(HALVES)
    assert (before["seen"], after["seen"]) == (False, True), "a strip with no room for words has none"


def test_the_days_of_the_halves_follow_day_and_language(view):
    page = view(f"&b={BEFORE}&m=swipe&l=uk")
    page.wait_for_selector("#halves", state="visible")
    page.click("#forward")
    page.wait_for_function("() => document.getElementById('half-after').textContent === '11 січня 2025'")
    assert page.text_content("#half-before") == "14 вересня 2024"
    page.click("#compare-end")
    page.wait_for_selector("#halves", state="hidden")
