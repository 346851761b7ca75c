import pytest

from geo.readers import Document, Refusal
from geo.readers.page import read_page


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain words", "plain words"),
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("<p>One<p>Two", "One\nTwo"),
        ("<h1>Head</h1>Body<br>more<br/>end", "Head\nBody\nmore\nend"),
        ("<ul><li>Darino<li>Berdin</ul>", "Darino\nBerdin"),
        ("<table><tr><td>Berdin</td><td>RU</td></tr></table>", "Berdin\nRU"),
        ("<p>Russia <b>re</b>took\n   <a href='x'>Berdin</a> .</p>", "Russia retook Berdin ."),
        ("<div><div><section>deep</section></div></div>", "deep"),
        ("<pre>one\n  two</pre>", "one\ntwo"),
        ("a<script>if (a < b) document.write('<p>no</p>')</script>b", "ab"),
        ("a<SCRIPT src=x>no</ScRiPt >b", "ab"),
        ("a<style>p { color: red }</style>b", "ab"),
        ("a<template><p>no<template>no</template></p></template>b", "ab"),
        ("a<!-- no <p>no</p> -->b", "ab"),
        ("a<!-- never closed <p>no", "a"),
        ("<!DOCTYPE html><?xml version='1.0'?><![CDATA[no]]>a", "a"),
        ("a<script>never closed <p>no", "a"),
        ("<noscript>For readers without scripts</noscript>", "For readers without scripts"),
        ("<iframe src=x>no</iframe>a", "a"),
        ("<textarea>typed <b>words</b></textarea>", "typed <b>words</b>"),
        ("5 &lt; 6 &amp; 7 &gt; 6 &#1057;&#x443;&#1076;&#1078;&#1072; &eacute;&nbsp;&mdash;", "5 < 6 & 7 > 6 Суджа é —"),
        ("&amp;lt;script&amp;gt;", "&lt;script&gt;"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("&bogus; &#xZZ; AT&T &", "&bogus; &#xZZ; AT&T &"),
        ("3 < 4 and 5 > 4, a<b", "3 < 4 and 5 > 4, a<b"),
        ("<p title='a > b'>x</p><p title=\"it's <b>\">y</p>", "x\ny"),
        ('<p class=it\'s>don\'t</p><a href="x"">y</a>', "don't\ny"),
        ("</>a</ b>c</p x=1>d", "ac\nd"),
        ("Kras\u00adno\u200bok&shy;tyabrskoye", "Krasnooktyabrskoye"),
        ("a\u00a0 \u2003b", "a b"),
        ("<p></p><p> </p>", ""),
        ("", ""),
    ],
)
def test_the_words_of_a_page(markup, text):
    assert read_page(markup).text == text


PAGE = """<!doctype html><html lang="en-GB"><head><meta charset=utf-8><title>Kursk &amp; Sudzha - Desk</title>
<meta property="og:site_name" content="The &quot;Desk&quot;"><meta content='2025-01-10T18:00:00+03:00' property='article:published_time'>
<link rel=canonical href=https://desk.example/kursk><script type="application/ld+json">{"datePublished": "1999-01-01"}</script></head>
<body><svg><title>logo</title></svg><p>Berdin.</p></body></html>"""


def test_what_a_page_states_about_itself(write, read):
    path = write("a.html", PAGE)
    (found,) = read(path)
    expected = ("Kursk & Sudzha - Desk", 'The "Desk"', "en-GB", "2025-01-10T18:00:00+03:00", ("https://desk.example/kursk",))
    assert (found.title, found.publisher, found.lang, found.published, found.urls) == expected
    assert found.text == "Berdin."


def test_a_page_that_states_nothing(write, read):
    path = write("a.htm", "<p>Berdin.")
    assert read(path) == [Document(str(path), None, "", "Berdin.")]


def test_the_page_s_own_title_comes_second():
    assert read_page('<title>Site</title><meta property="og:title" content="Story">').title == "Story"


@pytest.mark.parametrize("markup", ["<title>{}</title>", '<meta property="og:title" content="{}">'])
def test_a_title_is_decoded_once(markup):
    assert read_page(markup.format("a &amp;lt;b&gt;")).title == "a &lt;b>"


def test_a_page_of_scripts_is_empty(write, read):
    (found,) = read(write("a.html", "<script>x</script>"))
    assert isinstance(found, Refusal)
    assert "no text" in found.reason


def test_the_limit_is_for_the_words_not_the_markup(write, read):
    markup = "<p class='xxxxxxxxxx'>12345</p>" * 10
    assert isinstance(read(write("a.html", markup), limit_bytes=100)[0], Document)
    assert "bytes; the limit" in read(write("b.html", "a" * 101), limit_bytes=100)[0].reason
    assert "bytes; the limit" in read(write("c.html", "<p>" * 200), limit_bytes=100)[0].reason


def test_a_page_in_another_encoding_is_refused(write, read):
    (found,) = read(write("a.html", "<meta charset=windows-1251><p>российские войска вернули село</p>".encode("cp1251")))
    assert "byte 30 does not fit" in found.reason
    assert "WINDOWS-1251" in found.reason


# Pages built to hurt. A reader that looks at the same text again and again would not come back from these.


TAGS = ["<div>", "<b><i>", "</b>", "<p><div></p>", "<template>", "<svg/>", "<pre>", "<title>", "<script></script>"]
STUMPS = ["<", "< ", "<a ", "<a b=", "<a b='", '<a b="', "<a " + "= " * 100, "<!--", "<!", "<?", "</", "<![CDATA["]
OTHERS = ["&", "&#", "&a", "&#9", "\n", "'\"", "<html " + "a" * 999 + ">", "<meta " + "a= " * 500 + ">"]


@pytest.mark.parametrize("piece", TAGS + STUMPS + OTHERS)
def test_a_long_hostile_page_is_read(piece):
    page = read_page(piece * (300_000 // len(piece)) + "<p>Berdin")
    assert len(page.text) <= 400_000


def test_words_deep_inside_are_found():
    depth = 100_000
    assert read_page("<div>" * depth + "Berdin" + "</div>" * depth).text == "Berdin"


def test_a_number_of_a_million_digits_is_no_character():
    digits = "9" * 1_000_000
    assert read_page(f"&#{digits};").text == f"&#{digits};"
