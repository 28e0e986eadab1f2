"""Feeds of every kind, well-formed, broken and hostile; which entry is which; what a reply that is no feed means."""

from __future__ import annotations

import codecs
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import bounded
from connectors.base import Author, Blocked, FetchError, Form, Outcome, Post
from connectors.feed import Feed, posts
from connectors.feed_bytes import as_utf8, repaired
from connectors.parse_feed import parse
from monitor.net import Bound
from monitor.store.keys import post_key
from tests.fakes.documents import Site

DATA = Path(__file__).parent / "data" / "feeds"
FEED_URL = "https://www.forum.example/latest.rss"
TEN = datetime(2026, 5, 4, 8, tzinfo=UTC)  # ten o'clock in the fixtures' zone


def read(body: bytes, url: str = FEED_URL) -> list[Post]:
    return posts(parse(body, url), url)


def rss(*items: str, head: str = "") -> bytes:
    entries = "".join(f"<item>{item}</item>" for item in items)
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>T</title>{head}{entries}</channel></rss>".encode()


# --- one of each kind -------------------------------------------------------------------------------------------------


def test_rss() -> None:
    call, reply, bare = read((DATA / "forum.rss").read_bytes())
    assert call == Post(
        service="forum.example#17873a2e",  # a guid that is no address is unique within its feed only
        id="post-812-1",
        also=("link:www.forum.example/t/harbor-plumbing/812/1",),
        url="https://www.forum.example/t/harbor-plumbing/812/1",
        author=Author(name="Dana R."),
        title="Harbor Plumbing never called back",
        text="They never returned my call.\nI am furious & telling everyone 😡",
        published=TEN,
        lang="en-US",
    )
    assert (reply.service, reply.author.name) == ("forum.example", "Lee Park")
    assert reply.id.endswith("://www.forum.example/p/2")
    assert reply.url == "https://www.forum.example/t/harbor-plumbing/812/2#post-2"
    assert reply.text == "Same here: I <3 their van, not their phone."
    assert (reply.published, reply.published_exact) == (datetime(2026, 5, 3, tzinfo=UTC), False)
    assert (bare.id, bare.published) == ("https://www.forum.example/t/other/9", None)


def test_atom() -> None:
    waiting, thanks = read((DATA / "atom.xml").read_bytes(), "https://blog.example/atom.xml")
    assert waiting == Post(
        service="blog.example",
        id="tag:blog.example,2026:1",
        also=("link:blog.example/2026/05/warten.html",),
        url="https://blog.example/2026/05/warten.html",
        author=Author(name="Jo Blum", url="https://blog.example/people/jo"),
        title="Warten auf den Klempner",
        text="Drei Wochen.\nKein Anruf.",
        published=datetime(2026, 5, 4, 6, tzinfo=UTC),
        edited=datetime(2026, 5, 4, 9, 30, tzinfo=UTC),
        lang="de",
    )
    assert (thanks.author.name, thanks.lang, thanks.form) == ("Redaktion", "en", Form.COMMENT)
    assert thanks.reply_to == "tag:blog.example,2026:1"
    assert (thanks.published, thanks.edited) == (datetime(2026, 5, 3, 8, tzinfo=UTC), None)


def test_rdf_in_latin_1() -> None:
    (post,) = read((DATA / "rdf.xml").read_bytes(), "https://old.example/index.rdf")
    assert (post.id, post.title, post.text) == ("https://old.example/7", "Déçu par le service", "Personne n'a rappelé.")
    assert (post.author.name, post.lang, post.published) == ("Zoë", "fr", TEN)


def test_json_feed() -> None:
    note, episode = read((DATA / "json_feed.json").read_bytes(), "https://lane.example/feed.json")
    assert (note.title, note.text) == ("A & B <3", "Waited\nfor <b> three weeks & more")
    assert note.author == Author(name="Lane", url="https://lane.example/me")
    assert (note.published, note.edited, note.lang) == (TEN, datetime(2026, 5, 4, 12, tzinfo=UTC), "en")
    assert (episode.id, episode.form, episode.lang) == ("https://lane.example/16", Form.EPISODE, "fr")
    assert (episode.author, episode.text) == (Author(name="Guest"), "Great service.")


@pytest.mark.parametrize(
    ("authors", "told"),
    [
        ('"authors": [{"url": "https://dana.example/"}]', ("", "https://dana.example/")),
        ('"authors": [{"name": "Dana"}, {"name": "Lee"}]', ("Dana", "")),
        ('"author": "Dana"', ("Dana", "")),
        ('"authors": [{}]', ("Town forum", "https://forum.example/")),
        ('"author": null', ("Town forum", "https://forum.example/")),
    ],
)
def test_authors_of_json_feeds(authors: str, told: tuple[str, str]) -> None:
    said = '"content_text": "They never\ncame"'  # with a line end that JSON does not allow
    by = '"author": {"name": "Town forum", "url": "https://forum.example/"}'
    (post,) = read(
        f'{{"version": "https://jsonfeed.org/version/1", {by}, "items": [{{"id": "1", {said}, {authors}}}]}}'.encode()
    )
    assert (post.author.name, post.author.url) == told
    assert post.text == "They never\ncame"


def test_of_several_authors_the_first_is_told() -> None:
    people = '<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">{}</dc:creator>'
    both = "".join(map(people.format, ("Dana", "Lee")))
    for end in ("", "&"):
        assert read(rss(f"<title>T {end}</title>{both}"))[0].author.name == "Dana"


def test_malformed_xml_loses_no_words() -> None:
    acme, second = read((DATA / "broken.rss").read_bytes(), "https://broken.example/rss")
    assert (acme.title, acme.text) == ("Acme & Sons", "Rude & late … never again & never ever")
    assert acme.url == "https://broken.example/1?a=1&b=2"
    assert second.text == "Emoji 😡 end"


def test_both_parsers_agree() -> None:
    """A bare "&" sends a feed the other way; what comes out must not depend on that."""
    for name in ("forum.rss", "atom.xml"):
        proper = (DATA / name).read_bytes()
        broken = proper.replace(b"</title>", b" & </title>", 1)
        for one, other in zip(read(proper), read(broken), strict=True):
            assert (one.id, one.also, one.author, one.title, one.published, one.published_exact, one.edited) == (
                other.id, other.also, other.author, other.title, other.published, other.published_exact, other.edited,
            )  # fmt: skip
            assert (one.text, one.reply_to, one.form) == (other.text, other.reply_to, other.form)


@pytest.mark.parametrize("version", ["0.91", "0.92", "1.0", "2.0"])
def test_old_versions(version: str) -> None:
    body = f'<rss version="{version}"><channel><item><title>Hi</title><link>https://a.example/1</link></item></channel></rss>'
    assert [post.title for post in read(body.encode())] == ["Hi"]


# --- bytes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoded", "charset"),
    [
        ("<?xml version='1.0' encoding='windows-1251'?>{}".encode("cp1251"), ""),
        ("<?xml version='1.0' encoding='utf-16'?>{}".encode("utf-16"), ""),
        ("<?xml version='1.0' encoding='utf-16'?>{}".encode("utf-16-le"), ""),
        (codecs.BOM_UTF8 + b"<?xml version='1.0' encoding='utf-8'?>{}", ""),
        (b"<?xml version='1.0' encoding='utf-16'?>{}", ""),  # a lie
        (b"<?xml version='1.0' encoding='no-such-thing'?>{}", ""),
        ("{}".encode("cp1251"), "windows-1251"),
        (b"\n\n  {}", "iso-8859-1"),  # the header lies
        (b"<?xml version='1.0' encoding='ISO-8859-1'?>{}", ""),  # the document lies
    ],
)
def test_encodings(encoded: bytes, charset: str) -> None:
    mark = codecs.BOM_UTF16 if encoded.startswith(codecs.BOM_UTF16) else b""
    codec = (
        "utf-16-le" if b"\0" in encoded else "cp1251" if b"1251" in encoded or charset == "windows-1251" else "utf-8"
    )
    text = (
        encoded.removeprefix(mark)
        .decode(codec)
        .replace("{}", "<rss version='2.0'><channel><item><title>Привет</title></item></channel></rss>")
    )
    document = parse(mark + text.encode(codec), FEED_URL, charset)
    assert [entry["title"] for entry in document["entries"]] == ["Привет"]


def test_tags_in_capitals() -> None:
    (post,) = read(rss("<title>Slow</title>").replace(b"<rss", b"<RSS").replace(b"</rss", b"</RSS"))
    assert post.title == "Slow"


@pytest.mark.parametrize(
    "feed",
    [
        "<rss version='2.0'><channel><Item><Title>No call</Title><Guid>7</Guid></Item></channel></rss>",
        "<rss version='2.0'><channel><item><Title>No call</Title><Guid>7</Guid><Link>/7</Link></item></channel></rss>",
        "<entry xmlns='http://www.w3.org/2005/Atom'><id>7</id><title>No call</title></entry>",
        "<reply><rss version='2.0'><channel><item><title>No call</title><guid>7</guid></item></channel></rss></reply>",
        "<stuff><item><title>No call</title><guid>7</guid></item></stuff>",
        "\0\0<rss version='2.0'><channel><item><title>No call</title><guid>7</guid></item></channel></rss>",
    ],
)
def test_entries_in_other_places_and_letters(feed: str) -> None:
    (post,) = read(feed.encode())
    assert (post.id, post.title) == ("7", "No call")


def test_xml_that_is_no_feed() -> None:
    for xml in (b"<error><code>7</code></error>", b"<urlset><url><loc>https://a.example/</loc></url></urlset>"):
        assert parse(xml, FEED_URL)["kind"] == "other"


@pytest.mark.parametrize(
    "subset", ['SYSTEM "rss-0.91.dtd"', '[<!ENTITY % latin PUBLIC "-//W3C//ENTITIES" "lat1.ent">%latin;]']
)
def test_letters_that_a_dtd_elsewhere_would_explain(subset: str) -> None:
    said = "<title>Caf&eacute;&nbsp;Luna &amp; Sons &LT;3 &unheard;</title><guid>1</guid>"
    (post,) = read(f"<!DOCTYPE rss {subset}>".encode() + rss(said).partition(b"?>")[2])
    assert post.title.startswith("Café Luna & Sons <3")
    own = b'<!DOCTYPE rss [<!ENTITY eacute "E">]>' + rss("<title>Caf&eacute;&nbsp;Luna</title>").partition(b"?>")[2]
    assert read(own)[0].title == "CafE Luna"


def test_single_bytes_that_are_no_utf_8_are_windows_1252() -> None:
    assert [post.title for post in read(rss("<title>caf\u00e9</title>").replace(b"\xc3\xa9", b"\xe9"))] == ["café"]


def test_repair_removes_only_what_xml_forbids() -> None:
    assert repaired(b"a\x00\x0b&#0;&#x1F;&#xD83D;&#57344;&#x110000;&#99999999999999;&#9;&#x1F621;&amp;") == (
        b"a&#57344;&#9;&#x1F621;&amp;"
    )
    assert repaired(b"&#55357;&#56865;") == repaired(b"&#xD83D;&#xDE21;") == "😡".encode()


HOSTILE = {
    "attributes": rss("<b " + " ".join(f'a{n}="x"' for n in range(10_000)) + "/><title>T</title>"),
    "namespaces": rss("".join(f'<x{n}:a xmlns:x{n}="http://x/{n}"/>' for n in range(10_000)) + "<title>T</title>"),
    "nested": rss("<title>T</title><description>" + "<b>" * 100_000 + "</b>" * 100_000 + "</description>"),
    "unclosed": rss("<title>T</title><description>" + "&lt;b&gt;" * 20_000 + "</description>"),
    "huge": rss("<title>T</title><description>" + "word " * 500_000 + "</description>"),
    "ampersands": rss("<title>T</title><description>" + "&" * 50_000 + "</description>"),
    "less-than": rss("<title>T</title><description>" + "<" * 20_000 + "</description>"),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_feeds_keep_their_item_within_the_budget(name: str) -> None:
    document = await bounded.run("connectors.parse_feed:parse", HOSTILE[name], FEED_URL, seconds=5.0)
    assert document["entries"][0]["title"] == "T"


@pytest.mark.slow
def test_entity_bombs_and_files_stay_outside() -> None:
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    for doctype in (
        f'[<!ENTITY a0 "lol">{bomb}]',
        '[<!ENTITY a9 SYSTEM "file:///etc/passwd">]',
        'SYSTEM "http://127.0.0.1/x"',
    ):
        body = rss("<title>T &a9;</title><guid>g</guid>").replace(b"<rss", f"<!DOCTYPE rss {doctype}><rss".encode())
        (post,) = read(body)
        assert "root:" not in post.title
        assert len(post.title) < 1000


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=200)
    | st.lists(st.sampled_from([*rss("<title>a &amp; b</title>").split(b">"), b"&", b"\xff"]), max_size=25).map(
        b">".join
    )
)
def test_any_bytes_give_a_document(body: bytes) -> None:
    document = parse(body, FEED_URL)
    assert document["kind"] in ("feed", "empty", "nothing", "page", "other")
    assert bool(document["entries"]) == (document["kind"] == "feed")
    assert bool(document["note"]) == (document["kind"] in ("nothing", "page", "other"))
    as_utf8(body).decode()


# --- which entry is which ---------------------------------------------------------------------------------------------


def test_a_guid_that_everybody_has_is_none() -> None:
    same = read(rss(*(f"<title>{n}</title><link>https://a.example/{n}</link><guid>same</guid>" for n in range(5))))
    assert [post.id for post in same] == [f"https://a.example/{n}" for n in range(5)]
    bare = read(rss(*(f"<title>{n}</title><guid>same</guid>" for n in range(5))))
    assert len({post.id for post in bare}) == 5
    twice = read(rss(*["<title>1</title><link>https://a.example/1</link><guid>one</guid>"] * 2))
    assert len({post.id for post in twice}) == 1


def test_a_feed_that_makes_up_its_guids_anew_is_recognised_by_the_link() -> None:
    first, second = (
        read(rss(f"<title>a</title><link>{scheme}://a.example/1?utm_source=rss</link><guid>{guid}</guid>"))[0]
        for scheme, guid in (("http", "x1"), ("https", "x2"))
    )
    assert first.id != second.id
    assert first.also == second.also == ("link:a.example/1",)


def test_a_site_that_moves_to_https_keeps_its_posts() -> None:
    found = [
        read(rss(f"<title>a</title><guid>{scheme}://a.example/p?id=1#x</guid>"))[0] for scheme in ("http", "HTTPS")
    ]
    # The guid stays as it was written; two that differ in the scheme only have the same key.
    assert len({post_key(post) for post in found}) == 1


def test_no_guid_and_no_link_and_guids_that_are_none() -> None:
    for guid in ("", "<guid/>", "<guid>false</guid>", "<guid> </guid>", "<guid>null</guid>"):
        one, two = read(rss(f"<title>a</title>{guid}", f"<title>b</title>{guid}"))
        again = read(rss(f"<title>b</title>{guid}"))[0]
        assert one.id != two.id == again.id
        assert one.also == ()


@pytest.mark.parametrize("guid", ["7", "42", "202611", "2024-post"])
def test_a_number_is_a_guid_and_no_date(guid: str) -> None:
    """An entry without a date has none: a made-up one would be a customer who waits for years."""
    (post,) = read(rss(f"<guid isPermaLink='false'>{guid}</guid><title>a</title>"))
    assert (post.id, post.published, post.edited) == (guid, None, None)
    atom = "<a:updated xmlns:a='http://www.w3.org/2005/Atom'>2026-05-04T08:00:00Z</a:updated>"
    (post,) = read(rss(f"<guid isPermaLink='false'>{guid}</guid><title>a</title>{atom}"))
    assert (post.published, post.edited) == (TEN, None)
    (post,) = read(rss(f"<guid isPermaLink='false'>{guid}</guid><title>a</title><pubdate>2026-05-04T08:00Z</pubdate>"))
    assert post.published == TEN


def test_of_very_many_entries_both_ends_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most feeds have the newest at the top, and some at the end."""
    monkeypatch.setattr("connectors.parse_feed.MOST_ENTRIES", 4)
    for broken in ("", "&"):
        found = read(rss(*(f"<guid>{n}</guid><title>no. {n}{broken}</title>" for n in range(1, 10))))
        assert [post.id for post in found] == ["1", "2", "8", "9"]
        assert [post.title.rstrip("&") for post in found] == ["no. 1", "no. 2", "no. 8", "no. 9"]


def test_a_title_that_everybody_has_is_none() -> None:
    """A feed of reviews without guids, all on one page: what each says tells them apart, also when the second one comes."""
    where = "<title>New review</title><link>https://shop.example/reviews</link>"
    first, second = (
        f"{where}<description>{said}</description>" for said in ("They never called.", "They came at once.")
    )
    (alone,), both = read(rss(first)), read(rss(second, first))
    assert [post.text for post in both] == ["They came at once.", "They never called."]
    assert both[0].id != both[1].id
    assert {*both[1].also} & {*alone.also}
    assert not {*both[0].also} & {*alone.also}
    (edited,) = read(rss(f"{where}<description>They have called.</description>"))
    assert edited.id == alone.id


def test_case_matters_in_guids_and_other_feeds_have_their_own() -> None:
    upper, lower = read(rss("<title>a</title><guid>Ab</guid>", "<title>b</title><guid>aB</guid>"))
    assert upper.id != lower.id
    (elsewhere,) = read(rss("<title>a</title><guid>Ab</guid>"), "https://www.forum.example/other.rss")
    assert post_key(elsewhere) != post_key(upper)
    (secure,) = read(rss("<title>a</title><guid>Ab</guid>"), FEED_URL.replace("https", "http"))
    assert post_key(secure) == post_key(upper)


def test_links_that_say_nothing_are_no_identity() -> None:
    home = read(
        rss("<title>a</title><link>https://a.example/</link><guid>1</guid>", head="<link>https://a.example</link>")
    )
    assert home[0].also == ()
    shared = read(rss(*(f"<title>{n}</title><link>https://a.example/log</link><guid>{n}</guid>" for n in range(2))))
    assert [post.also for post in shared] == [(), ()]
    log = read(rss(*(f"<title>{n}</title><link>https://a.example/log#v{n}</link>" for n in range(2))))
    assert [post.id for post in log] == ["https://a.example/log#v0", "https://a.example/log#v1"]


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "description", "said"),
    [
        ("I waited three weeks and nob…", "I waited three weeks and nobody came.", ("", "I waited three weeks and nobody came.")),
        ("Short", "Short", ("Short", "")),
        ("Short", "Short, but not the same", ("Short", "Short, but not the same")),
        ("T", "Bad. submitted by /u/dana to r/town [link] [comments]", ("T", "Bad.")),
        ("T", "Bad.&lt;p&gt;The post &lt;a&gt;T&lt;/a&gt; appeared first on &lt;i&gt;Acme&lt;/i&gt;.&lt;/p&gt;", ("T", "Bad.")),
        ("T", "Bad.&lt;p&gt;Statistics: Posted by Dana — Today, 1:51 pm&lt;/p&gt;", ("T", "Bad.")),
    ],
)  # fmt: skip
def test_nothing_is_said_twice_or_by_the_software(title: str, description: str, said: tuple[str, str]) -> None:
    (post,) = read(rss(f"<title>{title}</title><description>{description}</description>"))
    assert (post.title, post.text) == said


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("<author>dana@shop.example (Dana Reed)</author>", "Dana Reed"),
        ("<author>Dana &lt;dana@shop.example&gt;</author>", "Dana"),
        ("<author>noreply@blogger.com (Dana)</author>", "Dana"),
        ("<author>Dana R. (dana@shop.example)</author>", "Dana R."),
        ("<author>/u/dana</author>", "/u/dana"),
        ("", ""),
    ],
)
def test_authors(author: str, name: str) -> None:
    for end in ("", "&"):
        (post,) = read(rss(f"<title>T</title>{author}<description>x {end}</description>"))
        assert post.author.name == name


DISCOURSE = """<item><title>Harbor Plumbing is late</title>
<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/"><![CDATA[{creator}]]></dc:creator>
<description><![CDATA[
  <aside class="quote" data-username="lee"><div class="title">lee:</div><blockquote><p>Great.</p></blockquote></aside>
  <p>No, they never came. {broken}</p>
  {tail}
]]></description><link>https://forum.example/t/late/41</link>
<guid isPermaLink="false">forum.example-{guid}</guid></item>"""


@pytest.mark.parametrize("broken", ["", "]]>&<![CDATA["])
@pytest.mark.parametrize("guid", ["topic-41", "post-41-2"])
@pytest.mark.parametrize(
    "tail",
    [
        "",
        '<p><small>2 posts - 2 participants</small></p>\n<p><a href="https://forum.example/t/late/41">Read full topic</a></p>',
        '<p><small>2 Beiträge - 1 Teilnehmer</small></p>\n<p><a href="https://forum.example/t/late/41">Mehr</a></p>',
        '<p><a href="https://forum.example/t/late/41">Read full topic</a></p>',
    ],
)
def test_discourse(tail: str, guid: str, broken: str) -> None:
    for creator, author in (
        ("@dana Dana R", Author(name="Dana R", handle="@dana")),
        ("@dana", Author(name="dana", handle="@dana")),
        ("dana_r", Author(name="dana_r", handle="@dana_r")),
        ("Dana R", Author(name="Dana R")),
    ):
        item = DISCOURSE.format(creator=creator, tail=tail, guid=guid, broken=broken)
        (post,) = read(rss().replace(b"</channel>", item.encode() + b"</channel>"))
        assert post.author == author
        assert post.text.removesuffix(" &") == "No, they never came."


BASED = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://blog.example/en/">{broken}<title>T</title>
<link href="./"/><entry><id>tag:blog.example,2026:1</id><title>a</title><link href="1.html"/>
<author><name>Jo</name><uri>../people/jo</uri></author></entry>
<entry xml:base="2026/"><id>tag:blog.example,2026:2</id><title>b</title><link xml:base="may/" href="2.html"/>
<author xml:base="https://jo.example/"><name>Jo</name><uri>me</uri></author></entry>
<entry xml:base="javascript:x"><id>tag:blog.example,2026:3</id><title>c</title><link href="/3"/></entry></feed>"""


def test_relative_addresses_are_completed_by_xml_base() -> None:
    one, two, three = read(BASED.format(broken="").encode(), "https://feeds.example/all.atom")
    assert (one.url, one.author.url) == ("https://blog.example/en/1.html", "https://blog.example/people/jo")
    assert (two.url, two.author.url) == ("https://blog.example/en/2026/may/2.html", "https://jo.example/me")
    assert three.url == "https://blog.example/3"
    forgiven = read(BASED.format(broken="& ").encode(), "https://feeds.example/all.atom")
    assert [post.url for post in forgiven[:2]] == [one.url, two.url]
    assert forgiven[0].author.url == one.author.url
    drupal = rss("<title>a</title><link>/node/1</link>").replace(b"<rss", b"<rss xml:base='https://site.example/'")
    assert read(drupal, "https://feeds.example/x")[0].url == "https://site.example/node/1"


@pytest.mark.parametrize("broken", ["", "& "])
def test_ids_are_completed_by_xml_base_alone(broken: str) -> None:
    """As feedparser does it; where the feed was found says nothing about its ids."""
    entries = "<entry><id>7</id><title>a</title></entry><entry><id>/8</id><title>b</title></entry>"
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T {broken}</title>{entries}</feed>'
    based = read(atom.replace("<feed", '<feed xml:base="https://blog.example/en/"').encode())
    assert [post.id for post in based] == ["https://blog.example/en/7", "https://blog.example/8"]
    bare = read(atom.encode())
    assert [(post.id, post.url) for post in bare] == [("7", ""), ("/8", "https://www.forum.example/8")]
    items = ("<guid>/9</guid><title>a</title>", '<guid isPermaLink="false">10</guid><title>b</title>')
    one, two = read(rss(*items, head=broken).replace(b"<rss", b"<rss xml:base='https://site.example/'"))
    assert (one.id, one.url, two.id) == ("https://site.example/9", "https://site.example/9", "10")
    assert read(rss("<guid>HTTPS://a.example/2</guid>"))[0].url == "https://a.example/2"


@pytest.mark.parametrize("end", ["", "&"])
def test_a_guid_that_is_no_address_is_no_link(end: str) -> None:
    bare, address, denied, both = read(
        rss(
            f"<title>a {end}</title><guid>m2</guid>",
            "<title>b</title><guid>https://a.example/2</guid>",
            '<title>b</title><guid isPermaLink="false">https://a.example/?p=2</guid>',
            "<title>c</title><guid>m3</guid><link>/3</link>",
        )
    )
    assert (denied.id, denied.url) == ("https://a.example/?p=2", "https://a.example/?p=2")
    assert (bare.url, bare.also) == ("", ())
    assert address.id == "https://a.example/2"
    assert both.url == "https://www.forum.example/3"


@pytest.mark.parametrize(
    "first",
    [
        '<media:title xmlns:media="http://search.yahoo.com/mrss/">boiler.jpg</media:title>',
        '<itunes:title xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">Episode 7</itunes:title>',
        '<g:link xmlns:g="http://base.google.com/ns/1.0">https://shop.example/7</g:link>',
        '<g:id xmlns:g="http://base.google.com/ns/1.0">7</g:id><x:guid xmlns:x="urn:x">8</x:guid>',
        '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="https://forum.example/7.rss"/>',
    ],
)
def test_what_modules_say_does_not_stand_for_the_entry(first: str) -> None:
    own = "<title>No call</title><link>https://forum.example/t/7</link><guid>https://forum.example/t/7</guid>"
    for item in (first + own, own + first):
        (post,) = read(rss(item))
        assert (post.title, post.url, post.id) == ("No call", "https://forum.example/t/7", "https://forum.example/t/7")


@pytest.mark.parametrize("name", ["media:description", "media:group", "x:description", "itunes:summary"])
def test_words_about_a_picture_do_not_stand_for_those_of_the_entry(name: str) -> None:
    spaces = 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    other = f"<{name}>Two men in a cellar, with a boiler that is much longer</{name}>"
    if name == "media:group":
        other = f"<{name}>{other.replace('group>', 'description>')}</{name}>"
    other = other.replace("<media:description>", "<media:description type='plain'>")
    own = "<description>Harbor Plumbing never came</description>"
    for item, said in ((other + own, "Harbor Plumbing never came"), (other, "Two men in a cellar,")):
        for end in ("", "&") if name.startswith("media:") else ("",):
            feed = rss(f"<title>No call {end}</title>{item}")
            (post,) = read(feed.replace(b"<rss", f"<rss {spaces} xmlns:x='urn:x'".encode()))
            assert post.text.startswith(said)


@pytest.mark.parametrize("rel", ["self", "edit", "replies", "enclosure", "via"])
def test_the_alternate_link_counts_wherever_it_stands(rel: str) -> None:
    """Blogger's feeds name replies, edit and self before it."""
    other = f'<link rel="{rel}" type="application/atom+xml" href="https://blog.example/feeds/7"/>'
    links = (
        other + '<link rel="alternate" type="text/html" href="https://blog.example/7.html"/>',
        '<link rel="alternate" type="application/json" href="https://blog.example/7.json"/>'
        + other
        + '<link href="https://blog.example/7.html"/>',
    )
    for each in links:
        entry = f"<entry><id>tag:blog.example,2026:7</id><title>No call</title>{each}</entry>"
        (post,) = read(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>B</title>{entry}</feed>'.encode())
        assert post.url == "https://blog.example/7.html"


def test_links_and_authors_of_atom_in_rss() -> None:
    link = '<link href="https://forum.example/t/7"/>'
    name = '<atom:author xmlns:atom="http://www.w3.org/2005/Atom"><atom:name>Dana R.</atom:name></atom:author>'
    for author in (name, "<author><name>Dana R.</name></author>"):
        (post,) = read(rss(f"<title>No call</title>{link}{author}"))
        assert (post.url, post.author.name) == ("https://forum.example/t/7", "Dana R.")


@pytest.mark.parametrize("end", ["", "&"])
def test_each_item_has_its_language(end: str) -> None:
    body = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>T {end}</title><dc:language>fr</dc:language></channel>
    <item rdf:about="https://a.example/1"><title>a</title><dc:language>de</dc:language></item>
    <item rdf:about="https://a.example/2"><title>b</title></item></rdf:RDF>"""
    assert [post.lang for post in read(body.encode())] == ["de", "fr"]


@pytest.mark.parametrize(("content", "lang"), [('xml:lang="de_AT"', "de-AT"), ("", "en")])
def test_words_have_their_own_language(content: str, lang: str) -> None:
    entry = f'<entry xml:lang="en"><id>urn:x:1</id><title xml:lang="en">a</title><content {content}>b</content></entry>'
    (post,) = read(f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>T</title>{entry}</feed>'.encode())
    assert post.lang == lang


def test_authors_of_atom_without_a_name() -> None:
    people = ("<email>dana@a.example</email>", "<name/><uri>/dana</uri>", "<name>D</name><homepage>/dana</homepage>")
    entries = "".join(f"<entry><title>t</title><author>{one}</author></entry>" for one in people)
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><author><name>B</name></author>{entries}</feed>'
    told = [(post.author.name, post.author.url) for post in read(feed.encode())]
    assert told == [
        ("dana@a.example", ""),
        ("", "https://www.forum.example/dana"),
        ("D", "https://www.forum.example/dana"),
    ]


def test_tags_that_a_description_only_speaks_of_stay() -> None:
    (post,) = read(
        rss("<title>T</title><description>I wrote &amp;lt;script&amp;gt; in your form and it hangs</description>")
    )
    assert post.text == "I wrote <script> in your form and it hangs"


def test_stars_comments_episodes_and_descriptions_in_media_groups() -> None:
    body = rss(
        "<title>Late</title><rating xmlns='http://itunes.apple.com/rss'>1</rating>",
        "<title>Talk</title><enclosure url='https://a.example/1.mp3' type='audio/mpeg' length='1'/>",
        "<title>Re: x</title><in-reply-to xmlns='http://purl.org/syndication/thread/1.0' ref='https://a.example/x'/>",
        "<title>Film</title><group xmlns='http://search.yahoo.com/mrss/'><description>About Acme</description></group>",
        "<title>Odd</title><rating xmlns='http://itunes.apple.com/rss'>17</rating>",
    )
    stars, talk, reply, film, odd = read(body)
    assert (stars.stars, stars.stars_max, stars.form) == (1.0, 5.0, Form.REVIEW)
    assert talk.form is Form.EPISODE
    assert (reply.reply_to, reply.form) == ("https://a.example/x", Form.COMMENT)
    assert film.text == "About Acme"
    assert (odd.stars, odd.stars_max) == (None, None)


def test_hostile_links_and_names_are_harmless() -> None:
    (post,) = read(
        rss(
            "<title>T\u202e\u200b</title><link>javascript:alert(1)</link><author>A\u0085\u200dB</author><guid>\u202eg</guid>"
        )
    )
    assert (post.url, post.title) == ("", "T")
    assert "\u202e" not in post.id + post.author.name


# --- over HTTP --------------------------------------------------------------------------------------------------------


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site(content_type="application/rss+xml; charset=utf-8", tagged=False) as it:
        yield it


async def test_unchanged_feeds_are_not_read_again(site: Site, client: Bound) -> None:
    site.shows = (DATA / "forum.rss").read_bytes()
    feed = Feed(url=f"{site.url}/feed")
    first = await feed.fetch(client, {})
    assert (first.outcome, len(first.posts)) == (Outcome.ITEMS, 3)
    assert first.posts[2].url == f"{site.url}/t/other/9"  # relative to where the feed was
    second = await feed.fetch(client, first.cursor)  # by the hash of its body
    assert (second.outcome, second.posts) == (Outcome.NOTHING_NEW, [])
    site.headers["etag"] = 'W/"1"'
    site.shows = (DATA / "forum.rss").read_bytes() + b"\n"
    third = await feed.fetch(client, second.cursor)
    assert third.outcome is Outcome.ITEMS
    site.shows = b"never asked for"
    fourth = await feed.fetch(client, third.cursor)  # by 304
    assert (fourth.outcome, fourth.cursor) == (Outcome.NOTHING_NEW, third.cursor)


@pytest.mark.parametrize(
    ("body", "note"),
    [
        (b"", "an empty reply"),
        (b"hello", "plain text"),
        (b"<!doctype html><html><head><title>Log in</title></head><body><form></form></body></html>", "a login page"),
        (b"<html><body><input type='password'></body></html>", "a login page"),
        (b"<!DOCTYPE html><html><title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/x'>", "a robot check"),
        (b"<html><noscript>Please enable JavaScript to go on</noscript></html>", "wants JavaScript"),
        (b"<html><link rel=alternate type='application/rss+xml' href='/feed'>", "a feed of its own"),
        (b"<?xml version='1.0'?><urlset><url/></urlset>", "no feed ('urlset')"),
        (b'{"error": "nope"}', "JSON that is no JSON Feed"),
        (b"<rss><channel><tit", "broken"),
        (rss(""), "no entry could be read"),
    ],
)  # fmt: skip
async def test_a_reply_that_is_no_feed_is_suspicious_and_leaves_the_cursor(
    site: Site, client: Bound, body: bytes, note: str
) -> None:
    site.shows, cursor = body, {"etag": '"old"'}
    site.headers["etag"] = '"new"'
    visit = await Feed(url=f"{site.url}/feed").fetch(client, cursor)
    assert (visit.outcome, visit.posts, visit.cursor) == (Outcome.SUSPICIOUS, [], cursor)
    assert note in visit.note
    assert "/feed" not in visit.note


async def test_a_feed_of_entries_without_words_is_suspicious_and_hands_them_on(site: Site, client: Bound) -> None:
    """A format that has changed: each entry is told apart from the others, and no words are made up."""
    items = ("<category>x</category>", "<category>y</category>", "<author>Dana</author>")
    for body in (rss(*items), rss(*items, items[0]).replace(b"</author>", b"</author> & ")):
        site.shows = body
        visit = await Feed(url=f"{site.url}/feed").fetch(client, {})
        assert (visit.outcome, visit.cursor) == (Outcome.SUSPICIOUS, {})
        assert visit.note == "127.0.0.1 sent a feed whose entries say nothing"
        assert [(post.title, post.text) for post in visit.posts] == [("", "")] * len(visit.posts)
        assert len({post.id for post in visit.posts}) == 3
    for more in ("<title>Words</title>", "<description>&lt;img src='/1.png'></description>"):
        site.shows = rss(*items, more)
        mixed = await Feed(url=f"{site.url}/feed").fetch(client, {})
        assert (mixed.outcome, len(mixed.posts)) == (Outcome.ITEMS, 4)


@pytest.mark.parametrize(
    ("item", "title", "text"),
    [
        ("<title>No <b>call</b> back</title>", "No call back", ""),
        ("<description><p>No <b>call</b></p> back</description>", "", "No call\nback"),
        ("<title>T</title><body xmlns='http://www.w3.org/1999/xhtml'><p>No call</p></body>", "T", "No call"),
        ("<title>T</title><fullitem>&lt;p&gt;No call&lt;/p&gt;</fullitem>", "T", "No call"),
    ],
)
def test_markup_that_is_not_escaped_costs_no_words(item: str, title: str, text: str) -> None:
    (post,) = read(rss(item))
    assert (post.title, post.text) == (title, text)


def test_other_ways_to_say_something() -> None:
    atom = b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>https://x.example/7</id>%s</entry></feed>'
    (post,) = read(atom % b'<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">No <i>call</i></div></title>')
    assert (post.title, post.url) == ("No call", "https://x.example/7")
    (post,) = read(atom % b'<content type="application/octet-stream">Tm8gPGI+Y2FsbDwvYj4=</content>')
    assert post.text == "No call"
    (post,) = read(b"<CHANNEL><ITEM HREF='http://x.example/1'><TITLE>No call</TITLE></ITEM></CHANNEL>")
    assert (post.title, post.url) == ("No call", "http://x.example/1")
    (post,) = read(b"<rss><channel><items><item><title>No call</title></item></items></channel></rss>")
    assert post.title == "No call"
    for encoding in ("utf-32-le", "utf-32-be", "utf-16-le"):
        (post,) = read(
            '<?xml version="1.0" encoding="ucs-4"?>'.encode(encoding)
            + rss("<title>Öl</title>").decode()[21:].encode(encoding)
        )
        assert post.title == "Öl"


NONE_YET = [
    rss(),
    b'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>',
    b'{"version": "https://jsonfeed.org/version/1", "items": []}',
]


@pytest.mark.parametrize("body", NONE_YET)
async def test_a_proper_feed_without_entries_is_empty(site: Site, client: Bound, body: bytes) -> None:
    site.shows = body
    visit = await Feed(url=f"{site.url}/feed").fetch(client, {})
    assert (visit.outcome, visit.note) == (Outcome.EMPTY, "")
    assert visit.cursor["body_hash"]


async def test_nothing_has_changed_is_no_answer_to_who_knows_nothing(site: Site, client: Bound) -> None:
    site.shows = 304
    with pytest.raises(FetchError, match="was not asked that"):
        await Feed(url=f"{site.url}/feed").fetch(client, {})


async def test_refusals_are_errors(site: Site, client: Bound) -> None:
    for status, kind in ((403, Blocked), (404, FetchError), (500, FetchError)):
        site.shows = status
        with pytest.raises(kind, match=r"127\.0\.0\.1"):
            await Feed(url=f"{site.url}/feed").fetch(client, {})
