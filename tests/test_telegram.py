"""Telegram's preview of a channel: pages, what a message tells, and names that have no preview."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from connectors import bounded
from connectors.base import Author, Blocked, FetchError, Form, Outcome, Post
from connectors.telegram import Telegram
from monitor.net import Bound
from monitor.store import keys
from tests.fakes.base import refuses
from tests.fakes.telegram import START, Messenger


@pytest.fixture(scope="module", autouse=True)
def worker() -> Any:
    yield
    bounded.close()


@pytest.fixture
async def telegram() -> AsyncIterator[Messenger]:
    async with Messenger() as it:
        yield it


def channel(telegram: Messenger, name: str = "townnews") -> Telegram:
    return Telegram(channel=name, base_url=telegram.url)


def ids(posts: Any) -> list[int]:
    return sorted(int(post.id.partition("/")[2]) for post in posts)


def reaction(emoji: str, count: str) -> str:
    return f'<span class="tgme_reaction"><i class="emoji" style="x"><b>{emoji}</b></i>{count}</span>'


async def one(telegram: Messenger, client: Bound) -> Post:
    [post] = (await channel(telegram).fetch(client, {})).posts
    return post


async def test_a_message_with_all_that_the_page_tells(telegram: Messenger, client: Bound) -> None:
    telegram.say(
        7,
        'Harbor &amp; Söhne: <b>no water</b> <i class="emoji" style="x"><b>😡</b></i><br/>since <a href="?q=%23may">#may</a>',
        below='<div class="tgme_widget_message_reactions js-message_reactions">'
        + reaction("👍", "12")
        + reaction("👎", "900")
        + '<span class="tgme_reaction"><tg-emoji emoji-id="5"></tg-emoji>1.5K</span>'
        + '<span class="tgme_reaction tgme_reaction_paid"><i></i>70000</span></div>',
    )
    assert await one(telegram, client) == Post(
        service="t.me",
        id="townnews/7",
        also=("post:townnews/7",),
        url="https://t.me/TownNews/7",
        author=Author(
            name="Town & News", handle="@TownNews", url="https://t.me/TownNews", id="townnews", followers=12_400
        ),
        text="Harbor & Söhne: no water 😡\nsince #may",
        published=START + timedelta(minutes=7),
        likes=1512,
        form=Form.POST,
    )
    assert telegram.languages[0] == "en"


@pytest.mark.parametrize(
    ("subscribers", "views", "reach"),
    [("1 204", "987", 1204), ("532", "10.7M", 10_700_000), ("", "1.67K", 1670), ("", "", None), ("many", "few", None)],
)
async def test_reach_is_subscribers_or_views(
    telegram: Messenger, client: Bound, subscribers: str, views: str, reach: int | None
) -> None:
    telegram.subscribers = subscribers
    telegram.say(1, views=views)
    assert (await one(telegram, client)).author.followers == reach


async def test_the_second_visit_finds_nothing_new_and_then_only_what_changed(
    telegram: Messenger, client: Bound
) -> None:
    for number in (1, 2, 5):
        telegram.say(number)
    first = await channel(telegram).fetch(client, {})
    assert (first.outcome, ids(first.posts), first.cursor["newest"]) == (Outcome.ITEMS, [1, 2, 5], 5)
    telegram.say(5, views="9K")
    again = await channel(telegram).fetch(client, first.cursor)
    assert (again.outcome, again.posts, again.cursor) == (Outcome.NOTHING_NEW, [], first.cursor)
    telegram.say(6, "Late news")
    later = await channel(telegram).fetch(client, again.cursor)
    assert (later.outcome, ids(later.posts), later.cursor["newest"]) == (Outcome.ITEMS, [1, 2, 5, 6], 6)
    assert telegram.asked == [{}, {}, {}]


async def test_an_edit_is_the_same_post_with_other_words(telegram: Messenger, client: Bound) -> None:
    telegram.say(1, "Closed today.")
    first = await channel(telegram).fetch(client, {})
    telegram.say(1, "Open today.", info="edited  ")
    [edited] = (await channel(telegram).fetch(client, first.cursor)).posts
    assert (edited.id, edited.text) == (first.posts[0].id, "Open today.")
    assert keys.words_hash(edited) != keys.words_hash(first.posts[0])


async def test_the_first_visit_reads_two_pages_and_later_ones_back_to_what_is_known(
    telegram: Messenger, client: Bound
) -> None:
    for number in range(1, 101):
        telegram.say(number)
    first = await channel(telegram).fetch(client, {})
    assert ids(first.posts) == list(range(61, 101))
    assert telegram.asked == [{}, {"before": "81"}]
    for number in range(101, 176, 3):  # albums leave gaps
        telegram.say(number)
    telegram.asked.clear()
    later = await channel(telegram).fetch(client, first.cursor)
    assert [number for number in ids(later.posts) if number > 100] == list(range(101, 176, 3))
    assert telegram.asked == [{}, {"before": "116"}]
    assert later.cursor["newest"] == 173


async def test_pages_are_bounded(telegram: Messenger, client: Bound) -> None:
    for number in range(1, 401):
        telegram.say(number)
    fetched = await channel(telegram).fetch(client, {"newest": 5, "shown": "x"})
    assert (len(telegram.asked), len(fetched.posts), fetched.cursor["newest"]) == (10, 200, 400)
    assert fetched.note == "more was written in @townnews since the last visit than is read at once"


async def test_the_link_to_older_messages_is_missing_at_times(telegram: Messenger, client: Bound) -> None:
    telegram.links_older = False
    for number in range(10, 60):
        telegram.say(number)
    fetched = await channel(telegram).fetch(client, {"newest": 12, "shown": "x"})
    assert (fetched.outcome, ids(fetched.posts)) == (Outcome.ITEMS, list(range(10, 60)))


async def test_a_young_channel_ends_without_trouble(telegram: Messenger, client: Bound) -> None:
    telegram.say(11)  # those before it were taken down
    fetched = await channel(telegram).fetch(client, {})
    assert (fetched.outcome, ids(fetched.posts), len(telegram.asked)) == (Outcome.ITEMS, [11], 2)


async def test_a_server_that_repeats_itself_is_asked_twice_at_most(telegram: Messenger, client: Bound) -> None:
    telegram.say(900)
    telegram.body = f'<section class="tgme_channel_history">{telegram.known[900]}</section>'
    fetched = await channel(telegram).fetch(client, {"newest": 5, "shown": "x"})
    assert (ids(fetched.posts), len(telegram.asked)) == ([900], 2)


async def test_what_is_forwarded_is_its_authors_and_the_same_post_everywhere(
    telegram: Messenger, client: Bound
) -> None:
    telegram.say(
        3,
        "Beware of Harbor",
        above='<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from '
        '<a class="tgme_widget_message_forwarded_from_name" href="https://t.me/CityWatch/88"><span dir="auto">City &amp; '
        'Watch</span></a>&nbsp;(<span class="tgme_widget_message_forwarded_from_author">Dana</span>)</div>',
    )
    post = await one(telegram, client)
    assert (post.id, post.url) == ("townnews/3", "https://t.me/TownNews/3")
    assert post.author == Author(
        name="City & Watch", handle="@CityWatch", url="https://t.me/CityWatch", id="citywatch", followers=12_400
    )
    assert post.also == ("post:townnews/3", "post:citywatch/88")
    assert post.text == "Beware of Harbor"


@pytest.mark.parametrize("link", ["", ' href="https://t.me/c/1500/88"', ' href="https://t.me/+AbC"'])
async def test_a_hidden_origin_is_only_a_name(telegram: Messenger, client: Bound, link: str) -> None:
    tag = "a" if link else "span"
    name = f'<{tag} class="tgme_widget_message_forwarded_from_name"{link}>Dana</{tag}>'
    telegram.say(3, above=f'<div class="tgme_widget_message_forwarded_from">Forwarded from {name}</div>')
    post = await one(telegram, client)
    assert (post.author, post.also) == (Author(name="Dana", followers=12_400), ("post:townnews/3",))


async def test_a_reply_knows_what_it_answers_and_does_not_repeat_it(telegram: Messenger, client: Bound) -> None:
    telegram.say(
        9,
        "We answer",
        above='<a class="tgme_widget_message_reply user-color-1" href="https://t.me/TownNews/4?single"><div '
        'class="tgme_widget_message_author accent_color"><span class="tgme_widget_message_author_name">Town</span></div>'
        '<div class="tgme_widget_message_text js-message_reply_text" dir="auto">The old words</div></a>',
    )
    post = await one(telegram, client)
    assert (post.text, post.reply_to) == ("We answer", "townnews/4")


async def test_signatures_polls_albums_and_previews_of_links(telegram: Messenger, client: Bound) -> None:
    telegram.say(1, "Signed", info='<span class="tgme_widget_message_from_author" dir="auto">Dana &lt;3</span>, ')
    poll = "".join(f'<div class="tgme_widget_message_poll_option_text">{text}</div>' for text in ("Yes", "No"))
    telegram.say(2, "", below=f'<div class="tgme_widget_message_poll_question">Is No water bad?</div>{poll}')
    telegram.say(4, '<div class="tgme_widget_message_text js-message_text">One album</div>')
    telegram.say(
        5,
        "See this",
        below='<a class="tgme_widget_message_link_preview" href="https://x.example"><div class="link_preview_title">A '
        'title</div><div class="link_preview_description">Of somebody else</div></a>',
    )
    posts = {post.id: post for post in (await channel(telegram).fetch(client, {})).posts}
    assert posts["townnews/1"].author.name == "Dana <3 (Town & News)"
    assert [posts[f"townnews/{number}"].text for number in (1, 2, 4, 5)] == [
        "Signed",
        "Is No water bad?\nYes\nNo",
        "One album",
        "See this",
    ]


async def test_pictures_without_words_and_what_telegram_itself_says_are_no_posts(
    telegram: Messenger, client: Bound
) -> None:
    telegram.say(1, "Channel created", classes="text_not_supported_wrap service_message")
    created = await channel(telegram).fetch(client, {})
    assert (created.outcome, created.cursor["newest"]) == (Outcome.EMPTY, 0)
    telegram.say(2, "", above='<a class="tgme_widget_message_photo_wrap" href="https://t.me/TownNews/2"></a>')
    picture = await channel(telegram).fetch(client, created.cursor)
    assert (picture.outcome, picture.posts, picture.cursor["newest"]) == (Outcome.NOTHING_NEW, [], 2)
    telegram.say(3, "Words")
    assert ids((await channel(telegram).fetch(client, picture.cursor)).posts) == [3]


async def test_no_posts_found_is_not_believed(telegram: Messenger, client: Bound) -> None:
    telegram.say(1)
    telegram.holds_back = 1
    for cursor in ({}, {"newest": 1, "shown": "x"}):
        fetched = await channel(telegram).fetch(client, cursor)
        assert (fetched.outcome, fetched.posts, fetched.cursor) == (Outcome.SUSPICIOUS, [], cursor)
        assert fetched.note.startswith("Telegram shows no messages of @townnews: it holds them back")


async def test_no_posts_found_on_an_older_page_that_was_linked_keeps_the_place(
    telegram: Messenger, client: Bound
) -> None:
    for number in range(1, 101):
        telegram.say(number)
    telegram.holds_back = 2
    known = {"newest": 10, "shown": "x"}
    fetched = await channel(telegram).fetch(client, known)
    assert (fetched.outcome, ids(fetched.posts), fetched.cursor) == (Outcome.SUSPICIOUS, list(range(81, 101)), known)
    telegram.holds_back = None
    assert ids((await channel(telegram).fetch(client, known)).posts) == list(range(1, 101))


@pytest.mark.parametrize(
    ("name", "title", "extra", "note"),
    [
        (
            "citywatch",
            "City",
            "12 345 subscribers",
            "@citywatch is a channel without a preview: it can be read in Telegram",
        ),
        ("harborfans", "Fans", "210 members, 3 online", "@harborfans is a group"),
        ("dana", "Dana", "@dana", "@dana shows strangers nothing: it is a person, a bot, a group"),
        ("nobody_at_all", "", "", "nobody has the name @nobody_at_all, or it is private: check it"),
    ],
)
async def test_names_without_a_preview_are_told_apart(
    telegram: Messenger, client: Bound, name: str, title: str, extra: str, note: str
) -> None:
    if title:
        telegram.others[name] = (title, extra)
    fetched = await channel(telegram, name).fetch(client, {})
    assert (fetched.outcome, fetched.posts, fetched.cursor) == (Outcome.SUSPICIOUS, [], {})
    assert fetched.note.startswith(note)


@pytest.mark.parametrize(
    "body", ["", "<html><title>Sign in</title><form></form></html>", '{"ok": false}', "\x00\ufeff<<<"]
)
async def test_a_page_that_is_none_is_suspicious(telegram: Messenger, client: Bound, body: str) -> None:
    telegram.body = body
    fetched = await channel(telegram).fetch(client, {"newest": 3, "shown": "x"})
    assert (fetched.outcome, fetched.cursor) == (Outcome.SUSPICIOUS, {"newest": 3, "shown": "x"})
    assert fetched.note == "127.0.0.1 sent a page that shows no channel: perhaps a login or block page"


async def test_a_changed_page_is_suspicious(telegram: Messenger, client: Bound) -> None:
    telegram.say(1, post="TownNews")
    telegram.say(2, post="TownNews/two")
    fetched = await channel(telegram).fetch(client, {})
    assert fetched.outcome is Outcome.SUSPICIOUS
    assert fetched.note == "none of the messages of @townnews can be read: the page has changed"
    telegram.body = '<section class="tgme_channel_history"><div class="message">Hello</div></section>'
    fetched = await channel(telegram).fetch(client, {})
    assert fetched.outcome is Outcome.SUSPICIOUS
    assert fetched.note == "the page of @townnews has no messages: it has changed"


async def test_odd_messages_do_not_cost_the_good_ones(telegram: Messenger, client: Bound) -> None:
    telegram.say(1, "Good")
    telegram.say(2, "Bad", post="TownNews/" + "9" * 40)
    telegram.say(3, "Cut off")
    telegram.known[3] = telegram.known[3].partition("<time")[0]
    good, cut = sorted((await channel(telegram).fetch(client, {})).posts, key=lambda post: post.id)
    assert (good.text, cut.text, cut.published) == ("Good", "Cut off", None)


@pytest.mark.parametrize(
    ("status", "kind", "permanent"), [(500, FetchError, False), (403, Blocked, False), (404, FetchError, True)]
)
async def test_other_trouble_of_the_service(
    telegram: Messenger, client: Bound, status: int, kind: type[FetchError], permanent: bool
) -> None:
    telegram.bad_day = refuses(status)
    with pytest.raises(kind, match=f"HTTP {status}") as caught:
        await channel(telegram).fetch(client, {})
    assert caught.value.permanent is permanent


async def test_a_page_nested_without_end_is_read(telegram: Messenger, client: Bound) -> None:
    telegram.body = '<div class="tgme_channel_info">' + '<div class="tgme_widget_message">' * 5_000
    fetched = await channel(telegram).fetch(client, {})
    assert fetched.note == "none of the messages of @townnews can be read: the page has changed"


@pytest.mark.parametrize(
    "written",
    ["@TownNews", " TOWNNEWS ", "t.me/townnews", "https://t.me/s/TownNews?before=9", "https://telegram.me/TownNews/3"],
)
async def test_the_channel_may_be_written_as_it_is_found(telegram: Messenger, client: Bound, written: str) -> None:
    telegram.say(1)
    assert ids((await channel(telegram, written).fetch(client, {})).posts) == [1]


@pytest.mark.parametrize(
    "written", ["", "@", "ab", "7eleven", "town news", "https://t.me/+AbCdEf", "../admin", "a" * 40, "größe"]
)
def test_names_that_no_channel_has(written: str) -> None:
    with pytest.raises(ValueError, match="no public channel"):
        Telegram(channel=written)
