"""Strangers' words, addresses, times and numbers: every shape seen in the wild, and whatever hypothesis thinks of."""

from __future__ import annotations

import time
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.text import canonical_url, clean, number, parse_time, words

LINK = (
    '<p>See <a href="https://www.example.com/reviews/harbor"><span class="invisible">https://www.</span>'
    '<span class="ellipsis">example.com/reviews</span><span class="invisible">/harbor</span></a> '
    '<a href="https://m.example/tags/x" class="mention hashtag" rel="tag">#<span>Harbor</span></a></p>'
)


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("I <3 Acme", "I <3 Acme"),
        ("a < b and c > d", "a < b and c > d"),
        ("a <b and c> d", "a <b and c> d"),
        ("I <i was furious", "I <i was furious"),
        ("Vec<String> <rant>no</rant>", "Vec<String> <rant>no</rant>"),
        ("AT&T &c R&D", "AT&T &c R&D"),
        ("https://a.example/?a=1&copy=2", "https://a.example/?a=1&copy=2"),
        ("<p>Hi<br>there &amp; you</p><p>Bye</p>", "Hi\nthere & you\nBye"),
        ("<p>one\n two</p>", "one two"),
        ("one\n\n two  three ", "one\ntwo three"),
        ("<ul><li>one<li>two</ul><table><tr><td>a</td><td>b</td></tr></table>", "one\ntwo\na b"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("It&#x27;s &nbsp; &#8230;", "It's …"),
        ("Tom &amp;amp; Jerry&amp;#39;s", "Tom & Jerry's"),
        ("&lt;p&gt;Hello &amp;amp; bye&lt;/p&gt;", "Hello & bye"),
        ("<p>use the &lt;br&gt; tag, R&amp;D &lt;3</p>", "use the <br> tag, R&D <3"),
        ("<p>x</p><script>if (a<b) {'</p>'}</script><style>p{}</style>ok<!-- <b>no</b> -->!", "x\nok!"),
        ('<a title="a > b" href="x">t</a> <a title=\'a < b\'>u</a>', "t u"),
        ('cut off <a href="http://x.exam', "cut off"),
        ("<![CDATA[They never came]]>", "They never came"),
        ("<![CDATA[<p>They never came</p>]]>", "They never came"),
        ("<![CDATA[They never came", "They never came"),
        (LINK, "See example.com/reviews… #Harbor"),
        ('<p class="quote-inline">RE: <a href="x">y</a></p><p>Hi</p>', "Hi"),
        ('<!-- SC_OFF --><div class="md"><p>Never <b>again</b>!</p>\n</div><!-- SC_ON -->', "Never again!"),
        ('so <img class="wp-smiley" alt="😡" src="x"> <img alt="a cat" src="y">', "so 😡"),
        ("<xhtml:p>a</xhtml:p><o:p>b</o:p><my-box>c</my-box>", "a\nb\nc"),
        ("", ""),
        ("It uses &lt;script&gt; without a nonce, and hangs", "It uses <script> without a nonce, and hangs"),
        ("I wrote &amp;lt;script&amp;gt; in your form", "I wrote <script> in your form"),
        ("an open &lt;div&gt; or &lt;b&gt; or &lt;p&gt; breaks it", "an open <div> or <b> or <p> breaks it"),
        ("your &lt;br&gt; tag, &lt;style&gt; too", "your <br> tag, <style> too"),
        ("&lt;script&gt;alert(1)&lt;/script&gt; in the name", "<script>alert(1)</script> in the name"),
        ('&lt;img src="http://x.example/a.png" /&gt; Late again', "Late again"),
        ("one&lt;br&gt;two&lt;br /&gt;\nthree", "one\ntwo\nthree"),
        ("&lt;p&gt;one &lt;p&gt;two", "one\ntwo"),
        ('see &lt;a href="http://x.example"&gt;this&lt;/a&gt; &lt;3', "see this <3"),
        ("&lt;p&gt;Hi&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;&lt;p&gt;Bye &amp;amp;", "Hi\nBye &"),
        ("&lt;p&gt;Hi&lt;/p&gt; our &lt;script&gt; hangs", "Hi\nour hangs"),
        ("<p>I wrote <script> in your form</p><p>it hangs", "I wrote in your form\nit hangs"),
        ("a <style>p{}</style>b <style> c <textarea> d", "a b c d"),
        ("<svg><svg>x</svg> still here", "still here"),
        ('a <span class="invisible">b', "a b"),
        ("a<!-- gone --> b <!-- c", "a b c"),
    ],
)
def test_html_becomes_the_words_a_reader_sees(html: str, plain: str) -> None:
    assert words(html) == plain


DISCOURSE = (
    '<aside class="quote no-group" data-username="lee" data-post="1"><div class="title"><img alt="" src="x"> lee:</div>'
    "<blockquote><p>Acme is great.</p></blockquote></aside>"
)
PHPBB = "<blockquote><div><cite>Lee wrote:</cite>Acme is great.</div></blockquote>"


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        (DISCOURSE + "<p>No, it is not.</p>", "No, it is not."),
        ("<p>Hm.</p>" + DISCOURSE + "<p>No, it is not.</p>", "Hm.\nNo, it is not."),
        ("Hm.<br>" + PHPBB + "No, it is not.", "Hm.\nNo, it is not."),
        (f"Hm. <blockquote class='uncited'><div>{PHPBB}Yes</div></blockquote>No.", "Hm.\nNo."),
        ("Hm.<blockquote><strong>Lee schrieb:</strong><br>Toll!</blockquote>Nein.", "Hm.\nNein."),
        ("<p>Hm.</p><p>Lee wrote:</p><blockquote>Acme is great.</blockquote><p>No.", "Hm.\nLee wrote:\nNo."),
        ("<blockquote>great</blockquote>No.<blockquote>cheap</blockquote>No.", "No.\nNo."),
        ("<p>They told me</p><blockquote>get lost</blockquote><p>!</p>", "They told me\nget lost\n!"),
        ("Hm.<blockquote>Waited weeks.<cite>Dana</cite></blockquote>", "Hm.\nWaited weeks.Dana"),
        ("<blockquote>Only this.</blockquote>", "Only this."),
        (PHPBB, "Lee wrote:Acme is great."),
        ("<blockquote>cut off <p>here", "cut off\nhere"),
        ("</blockquote>a<blockquote></blockquote>", "a"),
        ("<aside>an aside</aside>", "an aside"),
    ],
)
def test_quotations_are_not_the_authors_words(html: str, plain: str) -> None:
    assert words(html) == plain


@pytest.mark.parametrize(
    ("dirty", "tidy"),
    [
        ("a\x00b\u200bc\u202e\x1b[2J", "abc[2J"),
        ("Ac\u200dme Co\u00adffee\ufeff", "Acme Coffee"),
        ("👩\u200d🚒 ❤️ 1\ufe0f\u20e3", "👩\u200d🚒 ❤️ 1\ufe0f\u20e3"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\ud83d\ude21 \ud83d \udc00", "😡  "),
        ("don\x92t \x81", "don’t "),
        ("e\u0301", "é"),
        ("a\r\nb\rc\u2028d\te", "a\nb\nc\nd\te"),
    ],
)
def test_what_hides_or_breaks_is_removed(dirty: str, tidy: str) -> None:
    assert clean(dirty) == tidy


ANY = st.text(st.characters(), max_size=60)  # surrogates too
MARKUP = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<",
            ">",
            "&",
            "&amp;",
            "&lt;",
            "b",
            "<!--",
            "-->",
            '"',
            "<a href='",
            "<script>",
            "</script>",
            "<blockquote>",
            "</blockquote>",
            "<cite>",
            "&lt;br&gt;",
            "é",
            "\u200d",
        ]
    ),
    max_size=30,
).map("".join)


@given(ANY | MARKUP)
def test_words_are_always_clean(text: str) -> None:
    plain = words(text)
    assert plain == clean(plain) == plain.strip()
    assert "\x00" not in plain
    plain.encode()


@given(ANY)
def test_clean_is_idempotent_and_composed(text: str) -> None:
    once = clean(text)
    assert clean(once) == once == unicodedata.normalize("NFC", once)


@given(st.text(st.characters(categories=["L", "N", "Zs"]), max_size=60))
def test_letters_and_digits_survive(text: str) -> None:
    kept = "".join(unicodedata.normalize("NFC", words(text)).split())
    lost = {char for char in "".join(unicodedata.normalize("NFC", text).split()) if char not in kept}
    assert lost <= set("\u115f\u1160\u3164\uffa0")  # letters that show nothing


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>",
        "<",
        '<a b="',
        "&",
        "&lt;b&gt;",
        "<!--",
        " \n",
        "<br>\n ",
        "<span class=",
        "<svg",
        "<svg>a</svg>",
        "<!-- -->",
        "<blockquote>a",
        "<blockquote>a</blockquote>",
        "&lt;br&gt;",
        "&lt;br ",
        "&lt;img src=' ",
        "&lt;img" + " " * 9,
        "<cite>",
        "\u200d",
        "a\u0300\u0316",
        "(",
        "<a " + 'x="1" ',
    ],
)
def test_time_grows_with_the_length_and_no_faster(hostile: str) -> None:
    def seconds(times: int) -> float:
        start = time.process_time()
        words(hostile * times)
        return time.process_time() - start

    seconds(1_000)
    small, large = (min(seconds(times), seconds(times)) for times in (5_000, 40_000))
    assert large < max(16 * small, 0.5)  # 64 times, were it quadratic


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://Example.COM:80/a?utm_source=x&b=1&fbclid=3#top", "http://example.com/a?b=1"),
        ("https://ex.example", "https://ex.example/"),
        ("https://ex.example./x?", "https://ex.example/x"),
        ("https://ex.example/p#comment-12", "https://ex.example/p#comment-12"),
        ("https://ex.example/p#p123", "https://ex.example/p#p123"),
        ("https://ex.example/p#post-9", "https://ex.example/p#post-9"),
        ("https://ex.example/p#reviews", "https://ex.example/p"),
        ("https://news.google.com/rss/articles/CBMi?oc=5", "https://news.google.com/rss/articles/CBMi"),
        ("https://www.google.com/url?rct=j&url=https://n.example/a%3Fb%3D1&ct=ga", "https://n.example/a?b=1"),
        ("http://user:secret@h.example/", "http://h.example/"),
        ("http://a.example\\@b.example/", "http://a.example/@b.example/"),
        ("//h.example/x", "https://h.example/x"),
        (" https://h.example/ä b\n", "https://h.example/%C3%A4%20b"),
        ("https://[::1]:8080/x", "https://[::1]:8080/x"),
        ("http://[::1", ""),
        ("https://h.example:99999/", ""),
        ("https://h.example:x/", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("java\nscript:alert(1)", ""),
        ("http:///x", ""),
        ("https://h<b>.example/", ""),
        ("ftp://h.example/", ""),
        ("", ""),
    ],
)
def test_one_spelling_for_an_address(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


def test_relative_addresses_need_a_base() -> None:
    assert canonical_url("/t/9", "https://forum.example/latest.rss") == "https://forum.example/t/9"
    assert canonical_url("/t/9") == ""
    assert canonical_url("/t/9", "http://[::1") == ""


PIECES = [
    "http://",
    "https://",
    "a.example",
    "/",
    "?",
    "#",
    "&",
    "utm_a=1",
    "@",
    ":",
    "80",
    "[",
    "]",
    "::1",
    "\\",
    "%",
    "é",
    " ",
]


@given(ANY | st.lists(st.sampled_from(PIECES), max_size=12).map("".join), ANY | st.just("https://h.example/"))
def test_addresses_never_raise_and_stay_as_they_are(url: str, base: str) -> None:
    canonical = canonical_url(url, base)
    assert canonical == "" or canonical.startswith(("http://", "https://"))
    assert canonical_url(canonical) == canonical
    assert not set(canonical) & set(" \n\"'<>\\") - {"'"}


NINE = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("Sat, 21 Nov 2026 10:00:00 CET", NINE),
        ("Sat, 21 Nov 2026 11:00:00 CEST", NINE),
        ("Sat, 21 Nov 2026 10:00:00 BST", NINE),
        ("Sat, 21 Nov 2026 18:00:00 JST", NINE),
        ("Sat, 21 Nov 2026 19:00:00 AEST", NINE),
        ("Sat, 21 Nov 2026 12:00:00 MSK", NINE),
        ("Sat, 21 Nov 2026 14:30:00 IST", NINE),
        ("21 Nov 26 04:00 EST", NINE),
        ("Sat, 21 Nov 2026 09:00:00 GMT", NINE),
        ("Sat, 21 Nov 2026 09:00:00 UNHEARD", NINE),
        ("Sat, 21 Nov 2026 09:00:00 America/Unheard", NINE),
        ("Sat, 21 Nov 2026 11:00:00 GMT+0200 (CEST)", NINE),
        ("Saturday, November 21, 2026 at 4:00 AM EST", NINE),
        ("Sat Nov 21 09:00:00 +0000 2026", NINE),
        ("Sat Nov 21 09:00:00 2026", NINE),
        ("2026-11-21T09:00:00Z", NINE),
        ("2026-11-21T09:00:00.000Z", NINE),
        ("2026-11-21T02:00:00-07:00", NINE),
        ("2026-11-21 10:00:00 +0100", NINE),
        ("2026-11-21T09:00", NINE),
        ("2026-11-21T09:00:00", NINE),
        ("2026-11-20T24:00:00Z", NINE - timedelta(hours=9)),
        ("2026-11-21T08:59:60Z", NINE - timedelta(seconds=1)),
        ("21 nov. 2026 à 09:00", NINE),
        ("Samstag, 21. November 2026 um 9:00 Uhr", NINE),
        ("21.11.2026 um 09:00 Uhr", NINE),
        ("21 de noviembre de 2026 a las 9:00", NINE),
        ("Сб, 21 ноя 2026 12:00:00 +0300", NINE),
        ("2026年11月21日 09:00", NINE),
        (NINE.timestamp(), NINE),
        (int(NINE.timestamp()) * 1000, NINE),
        (str(int(NINE.timestamp())), NINE),
        (NINE.replace(tzinfo=None), NINE),
        (NINE.astimezone(timezone(timedelta(hours=5))), NINE),
    ],
)
def test_an_exact_time(written: object, at: datetime) -> None:
    assert parse_time(written) == (at, True)


@pytest.mark.parametrize(
    "written",
    ["2026-11-21", "2026/11/21", "21.11.2026", "21.11.26", "11/21/2026", "21/11/2026", "20261121", "November 21, 2026",
     "21 Nov 2026", "Nov 21st, 2026", "21 novembre 2026", "21 de noviembre de 2026", "21 ноября 2026", "2026年11月21日",
     "2026. 11. 21.", date(2026, 11, 21)],
)  # fmt: skip
def test_a_date_without_a_time_is_not_exact(written: object) -> None:
    assert parse_time(written) == (datetime(2026, 11, 21, tzinfo=UTC), False)


@pytest.mark.parametrize(
    ("month", "spellings"),
    [
        (1, "janvier enero gennaio"), (2, "Februar février fevereiro"), (3, "März mars marzo mrt"), (4, "avril abril"),
        (5, "Mai mayo maggio mei"), (6, "juin giugno"), (7, "juillet julio luglio"), (8, "août agosto"),
        (9, "septembre setembro settembre"), (10, "Oktober ottobre outubro"), (11, "novembre ноября"),
        (12, "Dezember diciembre décembre dicembre"),
    ],
)  # fmt: skip
def test_months_in_other_languages(month: int, spellings: str) -> None:
    for spelled in spellings.split():
        assert parse_time(f"3. {spelled} 2026") == (datetime(2026, month, 3, tzinfo=UTC), False)


@pytest.mark.parametrize(
    "written",
    ["", "rubbish", "0000-01-01T00:00:00Z", "10000-01-01", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2026-02-31",
     "Sat, 32 Nov 2026 10:00:00 GMT", "Sat, 21 Nov 10000 10:00:00 GMT", "9999-12-31T23:59:59-10:00", "03/04/2026",
     "2026-11-21T10:00:00+25:00", "9" * 400, None, True, 0, -1, float("nan"), float("inf"), 1e300, 10**400, [], b"x"],
)  # fmt: skip
def test_rubbish_is_no_time(written: object) -> None:
    assert parse_time(written) is None


@given(
    ANY | st.integers() | st.floats() | st.none() | st.booleans() | st.from_regex(r"\d{1,5}[-/.]\d{1,2}[-/.]\d{1,5}.*")
)
def test_times_never_raise(value: object) -> None:
    found = parse_time(value)
    assert found is None or (found[0].tzinfo is UTC and found[0].year >= 1980)


NAIVE = NINE.replace(tzinfo=None)


@given(st.datetimes(NAIVE.replace(year=1981), NAIVE.replace(year=9998), timezones=st.timezones()))
@pytest.mark.slow
def test_what_is_written_is_read(at: datetime) -> None:
    assert parse_time(at.isoformat()) == (at.astimezone(UTC), True)


@pytest.mark.parametrize(
    ("written", "value"),
    [(4, 4.0), (4.5, 4.5), ("4", 4.0), ("4,5", 4.5), ("4.5", 4.5), (" 4.5 stars", 4.5), ("Rated 4 out of 5", 4.0), ("4/5", 4.0),
     ("1,234", 1234.0), ("1,234.5", 1234.5), ("1.234,5", 1234.5), ("5,000,000", 5e6), ("-3", -3.0), ("0", 0.0), ("0,500", 0.5),
     (None, None), ("", None), ("v4", None), ("inf", None), ("nan", None), (True, None), (float("nan"), None), (10**400, None),
     ([], None)],
)  # fmt: skip
def test_numbers(written: object, value: float | None) -> None:
    assert number(written) == value


@given(ANY | st.floats() | st.integers())
def test_numbers_never_raise(value: object) -> None:
    found = number(value)
    assert found is None or abs(found) < float("inf")
