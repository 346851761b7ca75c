"""Links come back with parameters that others added: pages pass over them, data refuse them, and no answer, tag or link of ours repeats them."""

import pytest
from api_client import problem

HERE = "/theatres/miniland"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PAGES = ("/", f"{HERE}/map", f"{HERE}/map/delta?datetime=2030-01-12/2030-01-26", f"{HERE}/review", "/docs", "/theatres", f"{HERE}/", HERE)
DATA = (
    f"{HERE}/series",
    f"{HERE}/delta?datetime=2030-01-12/2030-01-26",
    f"{HERE}/collections/control/items",
    f"{HERE}/claims",
    "/healthz",
    "/theatres",
    f"{HERE}/",
)
ADDED = (
    "fbclid=IwAR123",
    "gclid=x&gbraid=y",
    "utm_source=newsletter&utm_medium=email&utm_campaign=a%20b",
    "_=1736270000",
    "_ga=1.2&_gl=1*x",
    "ref=producthunt",
    "mc_cid=1&mc_eid=2",
    "igshid=1&s=20&t=abc",
    "source=twitter&from=telegram&share=1&v=2&lang=ru",
    "fbclid=1&fbclid=2",
    "amp;utm_source=x",
    "=x&a",
    "%22%3E%3Cscript%3Ealert(1)%3C/script%3E=1",
    "%d1%82=%d0%b0&%ff=%fe",
    f"{'long' * 100}=1",
)


def also(path, query):
    return f"{path}{'&' if '?' in path else '?'}{query}"


@pytest.mark.parametrize("added", ADDED)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_passes_over_what_others_add(mini, path, added):
    plain, answer = mini.get(path, headers=BROWSER), mini.get(also(path, added), headers=BROWSER)
    assert (plain.status_code, answer.status_code) == (200, 200)
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.content == plain.content
    assert answer.headers.get("etag") == plain.headers.get("etag")


def test_a_page_is_made_and_kept_once_however_it_is_linked(mini):
    path = f"{HERE}/map?datetime=2030-01-03/2030-01-20"
    tag, kept = mini.get(path).headers["etag"], len(mini.app.state.memo._kept)
    for n in range(5):
        answer = mini.get(f"{path}&fbclid={n}", headers={"If-None-Match": tag})
        assert answer.status_code == 304
        assert mini.get(f"{path}&fbclid={n}").headers["etag"] == tag
    assert mini.get(path, headers={"Host": "salient.test:8000"}).headers["etag"] == tag
    assert len(mini.app.state.memo._kept) == kept


@pytest.mark.parametrize("added", ["fbclid=IwAR123", "utm_source=x", "_=1", "ref=x"])
@pytest.mark.parametrize("path", DATA)
def test_data_refuse_what_they_do_not_know(mini, path, added):
    assert repr(added.partition("=")[0]) in problem(mini.get(also(path, added)), 400)


def test_the_form_that_is_chosen_decides(mini):
    """A landing page and the list of theatres are both: pages for a browser, data for a program."""
    for path in ("/theatres", f"{HERE}/"):
        assert mini.get(f"{path}?f=html&fbclid=1").status_code == 200
        assert "'fbclid'" in problem(mini.get(f"{path}?f=json&fbclid=1", headers={"Accept": "application/json"}), 400)
        assert mini.get(f"{path}?f=json&fbclid=1", headers=BROWSER).status_code == 400
        assert "f='xml'" in problem(mini.get(f"{path}?f=xml"), 400)


@pytest.mark.parametrize("path", ["/", f"{HERE}/map", f"{HERE}/map/delta"])
@pytest.mark.parametrize("query", ["datetme=2030-01-05", "Datetime=2030-01-05", "date_time=2030-01-05", "asof=2030-01-05", "as_of=2030-01-05", "at=2030-01-05"])
def test_a_day_that_is_mistyped_is_not_passed_over(mini, path, query):
    """Else the page would show another day than the one asked for."""
    detail = problem(mini.get(f"{path}?{query}&fbclid=1"), 400)
    assert repr(query.partition("=")[0]) in detail
    assert "as-of, as-recorded, datetime" in detail


def test_an_own_parameter_is_given_once_on_pages_too(mini):
    assert "'as-of' is given 2 times" in problem(mini.get(f"{HERE}/map?as-of=2030-01-05&as-of=2030-01-06&fbclid=1&fbclid=2"), 400)


def test_the_first_page_takes_what_the_map_takes(mini):
    query = "datetime=2030-01-03/2030-01-20&as-of=2030-01-25"
    first, map_ = mini.get(f"/?{query}"), mini.get(f"{HERE}/map?{query}")
    assert first.status_code == 200
    assert first.content == map_.content
    assert mini.get("/?embed=true").headers["content-security-policy"] == "frame-ancestors *"
    assert mini.get("/").headers["content-security-policy"] == "frame-ancestors 'self'"
    assert "ends before it begins" in problem(mini.get("/?datetime=2030-01-09/2030-01-02"), 400)
