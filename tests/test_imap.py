"""The mailbox: what is new, and only that; waiting for news; refusals; servers and mails that mean no good."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer

from connectors import imap, imap_answers, imap_reading
from connectors.base import Blocked, FetchError, Form, Outcome, Polls, Streams
from connectors.imap import Imap
from connectors.imap_session import Session
from connectors.imap_syntax import attributes, folder_name, quoted, taken_apart, text_parts
from monitor.app import App
from monitor.clock import SetClock, SystemClock
from monitor.config import load
from monitor.net import Bound, Net
from monitor.pipeline.listening import listen
from tests.fakes.imap import CERTIFICATE, PASSWORD, TOKEN, USER, ImapToy

DATA = Path(__file__).parent / "data" / "imap"
NOW = datetime.now(UTC).replace(microsecond=0)


def sample(name: str) -> bytes:
    return (DATA / f"{name}.eml").read_bytes()


def note(text: str, n: int = 0, sender: str = "Dana <dana@mail.example>") -> str:
    return f"From: {sender}\nMessage-ID: <n{n}@mail.example>\nSubject: Leak {n}\n\n{text}\n"


@pytest.fixture
async def client(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bound]:
    """The real way out, which trusts the toy's certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    async with Net(clock=SystemClock(), version="1", contact="", gap=timedelta(0)) as net:
        yield net.bound(failure=FetchError, allow_private=True, deadline=timedelta(seconds=5))


@pytest.fixture
async def toy() -> AsyncIterator[ImapToy]:
    async with ImapToy() as it:
        yield it


def mailbox(toy: ImapToy, **options: Any) -> Imap:
    return Imap(**{"server": f"localhost:{toy.port}", "user": USER, "password": PASSWORD, **options})


async def test_review_mails_and_customers_mails(toy: ImapToy, client: Bound) -> None:
    for name in ("google-en", "trustpilot-en", "customer-reply", "newsletter", "bounce", "forged"):
        toy.add(sample(name), NOW - timedelta(hours=1))
    source = mailbox(toy)
    assert isinstance(source, Polls)
    assert isinstance(source, Streams)
    visit = await source.fetch(client, {})
    assert sorted((post.service, post.form.value) for post in visit.posts) == [
        ("business.google.com", "review"),
        ("mail", "mail"),
        ("mail", "mail"),
        ("trustpilot.com", "review"),
    ]
    assert visit.outcome is Outcome.ITEMS
    assert visit.note == "1 bounce, 1 list, 1 not from whom they say"
    newest = int((NOW - timedelta(hours=1)).timestamp())
    assert visit.cursor == {"validity": 7, "uid": 6, "newest": newest}


async def test_it_only_reads(toy: ImapToy, client: Bound) -> None:
    toy.add(note("It leaks."))
    await mailbox(toy).fetch(client, {})
    assert [letter.flags for letter in toy.letters] == [""]
    verbs = {command.split(" ")[0] for command in toy.asked}
    assert verbs == {"CAPABILITY", "LOGIN", "EXAMINE", "UID", "LOGOUT"}
    assert all("PEEK" in command for command in toy.asked if "BODY" in command)


async def test_only_what_is_new(toy: ImapToy, client: Bound) -> None:
    toy.add(note("First", 1))
    source = mailbox(toy)
    first = await source.fetch(client, {})
    toy.asked.clear()
    again = await source.fetch(client, first.cursor)
    assert (again.posts, again.outcome, again.cursor) == ([], Outcome.NOTHING_NEW, first.cursor)
    assert not any("FETCH" in command for command in toy.asked)
    toy.add(note("Second", 2))
    third = await source.fetch(client, again.cursor)
    assert [post.text for post in third.posts] == ["Second"]
    assert third.cursor["uid"] == 2


async def test_the_first_visit_looks_back_thirty_days(
    toy: ImapToy, client: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    toy.add(note("Old", 1), NOW - timedelta(days=40))
    for n in range(2, 8):
        toy.add(note(f"Text {n}", n), NOW - timedelta(days=8 - n))
    monkeypatch.setattr(imap, "_MOST_FIRST", 4)
    visit = await mailbox(toy).fetch(client, {})
    assert [post.text for post in visit.posts] == ["Text 4", "Text 5", "Text 6", "Text 7"]
    assert visit.cursor["uid"] == 7


async def test_reading_back_brings_the_newest_and_leaves_nothing_for_news(
    toy: ImapToy, client: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "_MOST", 3)
    for number, days in enumerate((100, 70, 50, 40, 20, 1)):
        toy.add(note(f"It leaks, {days}", number), NOW - timedelta(days=days))
    known = (await mailbox(toy).fetch(client, {})).cursor
    back = mailbox(toy).rewound(known, NOW - timedelta(days=60))
    visit = await mailbox(toy).fetch(client, back)
    assert [post.text for post in visit.posts] == ["It leaks, 40", "It leaks, 20", "It leaks, 1"]
    assert visit.cursor == known
    assert (await mailbox(toy).fetch(client, visit.cursor)).outcome is Outcome.NOTHING_NEW


async def test_an_empty_folder_and_one_with_old_mails_only(toy: ImapToy, client: Bound) -> None:
    assert (await mailbox(toy).fetch(client, {})).outcome is Outcome.EMPTY
    toy.add(note("Old", 1), NOW - timedelta(days=40))
    visit = await mailbox(toy).fetch(client, {})
    assert (visit.outcome, visit.cursor["uid"]) == (Outcome.NOTHING_NEW, 1)


async def test_numbers_that_mean_other_mails(toy: ImapToy, client: Bound) -> None:
    toy.add(note("Long ago", 1), NOW - timedelta(days=9))
    toy.add(note("Yesterday", 2), NOW - timedelta(days=1))
    source = mailbox(toy)
    first = await source.fetch(client, {})
    toy.validity, toy.next_uid = 8, 100
    for letter in toy.letters:
        letter.uid += 97
    toy.add(note("Today", 3), NOW)
    second = await source.fetch(client, first.cursor)
    assert [post.text for post in second.posts] == ["Yesterday", "Today"]  # an overlap, with the same identities
    assert second.posts[0].id in {post.id for post in first.posts}
    assert (second.cursor["validity"], second.cursor["uid"]) == (8, 100)


async def test_a_mail_from_the_future_hides_nothing_when_the_numbers_change(toy: ImapToy, client: Bound) -> None:
    """Who moves a mailbox from one server to another may give its mails any date."""
    toy.add(note("Moved", 1), datetime(2038, 1, 1, tzinfo=UTC))
    first = await mailbox(toy).fetch(client, {})
    assert [post.text for post in first.posts] == ["Moved"]
    toy.validity += 1
    toy.add(note("It leaks.", 2))
    assert [post.text for post in (await mailbox(toy).fetch(client, first.cursor)).posts] == ["Moved", "It leaks."]


async def test_a_mail_that_somebody_reads_at_the_same_time_is_heard(toy: ImapToy, client: Bound) -> None:
    """The server tells what becomes of its flags beside the mail, and has to name it by its UID (RFC 3501, 6.4.8)."""
    toy.add(note("It leaks."))
    toy.behind["UID FETCH"] = b"* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n"
    assert [post.text for post in (await mailbox(toy).fetch(client, {})).posts] == ["It leaks."]


async def test_a_visit_that_takes_too_long_goes_on_next_time(
    toy: ImapToy, client: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = mailbox(toy)
    toy.add(note("Before", 0))
    cursor = (await source.fetch(client, {})).cursor
    for n in range(1, 31):
        toy.add(note(f"Text {n}", n))
    monkeypatch.setattr(imap_reading, "_SECONDS", 0.0)
    heard: list[str] = []
    for expected in (26, 31):
        visit = await source.fetch(client, cursor)
        heard += [post.text for post in visit.posts]
        cursor = visit.cursor
        assert cursor["uid"] == expected
    assert heard == [f"Text {n}" for n in range(1, 31)]


async def test_only_some_senders(toy: ImapToy, client: Bound) -> None:
    toy.add(sample("yelp-en"))
    toy.add(note("It leaks.", 1))
    toy.add(note("It leaks.", 2, sender="Yelp <x@notyelp.com>"))
    visit = await mailbox(toy, from_=("@yelp.com", "boss@shop.example")).fetch(client, {})
    assert [post.service for post in visit.posts] == ["yelp.com"]
    assert visit.note == "1 of another sender"
    assert 'OR FROM "yelp.com" FROM "boss@shop.example"' in next(
        command for command in toy.asked if "SEARCH" in command
    )


async def test_folders_and_forms(toy: ImapToy, client: Bound) -> None:
    toy.add(note("It leaks."))
    visit = await mailbox(toy, folder="Bewertungen/ärger", form="review").fetch(client, {})
    assert [post.form for post in visit.posts] == [Form.REVIEW]
    with pytest.raises(
        Blocked, match=r"does not open the folder Reviews \(Unknown Mailbox\): .* perhaps INBOX\.Reviews\?"
    ):
        await mailbox(toy, folder="Reviews").fetch(client, {})
    toy.fail["EXAMINE"] = "NO Unsafe login"  # it need not be the name
    with pytest.raises(Blocked, match=r"the folder INBOX \(Unsafe login\): is it spelled like that there\?"):
        await mailbox(toy).fetch(client, {})


async def test_of_a_large_mail_only_the_texts(toy: ImapToy, client: Bound) -> None:
    photo = "A" * 76 + "\r\n"
    raw = (
        "From: Ming <ming@mail.example>\r\nSubject: Look\r\nMessage-ID: <big@mail.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed;\r\n boundary="x"\r\n\r\n--x\r\nContent-Type: image/jpeg; name="a.jpg"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{photo * 15_000}\r\n--x\r\n"
        "Content-Type: multipart/alternative; boundary=y\r\n\r\n"
        "--y\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        "It leaks, and nobody=20\r\ncame. F=C3=BCrchterlich.\r\n--y\r\nContent-Type: text/html\r\n\r\nIt leaks\r\n--y--\r\n"
        '--x\r\nContent-Type: text/plain; name="log.txt"\r\n\r\nnot mine\r\n--x--\r\n'
    )
    toy.add(raw)
    (post,) = (await mailbox(toy).fetch(client, {})).posts
    assert (post.id, post.title, post.text) == (
        "big@mail.example",
        "Look",
        "It leaks, and nobody\ncame. Fürchterlich.",
    )
    asked = " ".join(toy.asked)
    assert "BODY.PEEK[2.1]" in asked
    assert "BODY.PEEK[]" not in asked
    assert "BODY.PEEK[1]" not in asked


async def test_a_few_letters_may_come_as_a_quoted_string(toy: ImapToy, client: Bound) -> None:
    toy.quotes = 100
    photo = "QUJD" * 19 + "\r\n"
    toy.add(
        "From: Ming <ming@mail.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        f"--x\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n{photo * 15_000}\r\n"
        "--x\r\nContent-Type: text/plain\r\n\r\nIt leaks.\r\n--x--\r\n"
    )
    toy.add("just words")
    visit = await mailbox(toy).fetch(client, {})
    assert [post.text for post in visit.posts] == ["It leaks.", "just words"]


async def test_a_mail_that_the_server_cannot_hand_out_keeps_no_other_one(toy: ImapToy, client: Bound) -> None:
    toy.add(note("Before", 1))
    toy.broken = {toy.add(note("Unreadable", 2))}
    with pytest.raises(FetchError, match="does not hand out a mail: A message could not be converted"):
        await mailbox(toy).fetch(client, {"validity": 7, "uid": 1, "newest": 1})  # it may be trouble in passing
    toy.add(note("It leaks.", 3))
    visit = await mailbox(toy).fetch(client, {"validity": 7, "uid": 1, "newest": 1})
    assert ([post.text for post in visit.posts], visit.cursor["uid"]) == (["It leaks."], 3)
    assert visit.note == "1 that the server does not hand out"
    async with aclosing(mailbox(toy).listen(client, {"validity": 7, "uid": 1, "newest": 1})) as heard:
        assert (await anext(heard)).note == visit.note


async def test_a_mail_of_which_nothing_is_shown_is_told(toy: ImapToy, client: Bound) -> None:
    toy.nil = {toy.add(note("Empty", 1))}
    toy.add(note("It leaks.", 2))
    visit = await mailbox(toy).fetch(client, {})
    assert ([post.text for post in visit.posts], visit.note) == (["It leaks."], "1 that the server does not hand out")


async def test_where_login_is_switched_off_the_password_goes_another_way(toy: ImapToy, client: Bound) -> None:
    toy.abilities = "IMAP4rev1 LOGINDISABLED AUTH=PLAIN"
    toy.add(note("It leaks."))
    assert len((await mailbox(toy).fetch(client, {})).posts) == 1
    assert not any(command.startswith("LOGIN ") for command in toy.asked)  # RFC 3501, 6.2.3: it must not be tried


async def test_a_size_that_is_a_lie(toy: ImapToy, client: Bound) -> None:
    toy.add(note("It leaks.\n" + "x" * 1_500_000), size=10)
    (post,) = (await mailbox(toy).fetch(client, {})).posts
    assert post.text.startswith("It leaks.")


async def test_a_mail_that_breaks_the_reader_is_heard_by_its_head(
    toy: ImapToy, client: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    nested = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(3_000))
    toy.add(f"From: Dana <dana@mail.example>\nSubject: Flooded\nMessage-ID: <bomb@mail.example>\n{nested}\n\nHello")
    toy.add(note("It leaks.", 2))
    visit = await mailbox(toy).fetch(client, {"validity": 7, "uid": 0, "newest": 1})
    assert [(post.title, post.id) for post in visit.posts] == [
        ("Flooded", "bomb@mail.example"),
        ("Leak 2", "n2@mail.example"),
    ]


# -- waiting for news ------------------------------------------------------------------------------------------------


async def test_listening(toy: ImapToy, client: Bound) -> None:
    toy.add(note("Before", 1))
    async with aclosing(mailbox(toy).listen(client, {})) as heard:
        first = await anext(heard)
        assert [post.text for post in first.posts] == ["Before"]
        told = await anext(heard)
        assert (told.posts, told.outcome, told.cursor) == ([], Outcome.NOTHING_NEW, first.cursor)
        coming = asyncio.ensure_future(anext(heard))
        await until(lambda: bool(toy.idling))
        await toy.tell("* 1 FETCH (FLAGS (\\Seen))")  # somebody has read it, which is no news
        toy.add(sample("google-en"))
        await toy.tell()
        visit = await asyncio.wait_for(coming, 5)
        assert [post.author.name for post in visit.posts] == ["Dana Rivers"]
        assert visit.cursor["uid"] == 2
    assert toy.asked[-1] == "LOGOUT"
    assert toy.asked.count('EXAMINE "INBOX"') == 1


@pytest.mark.parametrize("during", ["UID SEARCH", "UID FETCH"])
async def test_what_comes_in_while_we_read_is_heard(toy: ImapToy, client: Bound, during: str) -> None:
    """The server says so beside the answer to something else, and never again."""
    toy.add(note("Before", 1))
    toy.late[during] = note("Meanwhile", 2)
    async with aclosing(mailbox(toy).listen(client, {})) as heard, asyncio.timeout(5):
        texts = [post.text for _ in range(3) for post in (await anext(heard)).posts]
    assert texts == ["Before", "Meanwhile"]
    assert toy.asked.count("IDLE") == 0


async def test_mails_that_are_thrown_away_hide_no_new_one(toy: ImapToy, client: Bound) -> None:
    """Somebody tidies up while we wait, so there are fewer than before when one comes in."""
    for n in range(3):
        toy.add(note(f"Old {n}", n))
    async with aclosing(mailbox(toy).listen(client, {})) as heard, asyncio.timeout(5):
        await anext(heard)
        await anext(heard)
        coming = asyncio.ensure_future(anext(heard))
        await until(lambda: bool(toy.idling))
        del toy.letters[:2]
        await toy.tell("* 1 EXPUNGE")
        await toy.tell("* 1 EXPUNGE")
        toy.late["UID FETCH"] = note("It still leaks.", 4)
        toy.add(note("It leaks.", 3))
        await toy.tell()
        visits = [await coming, await anext(heard), await anext(heard)]
    assert [post.text for visit in visits for post in visit.posts] == ["It leaks.", "It still leaks."]


async def test_waiting_is_renewed_and_shows_signs_of_life(
    toy: ImapToy, client: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "_RENEW", 0.02)
    async with aclosing(mailbox(toy).listen(client, {})) as heard:
        visits = [await anext(heard) for _ in range(5)]
    assert [visit.outcome for visit in visits] == [Outcome.EMPTY, *[Outcome.NOTHING_NEW] * 4]
    assert visits[3].cursor == visits[0].cursor
    assert toy.asked.count("IDLE") == toy.asked.count("DONE") == 3


@pytest.mark.parametrize(
    ("silent", "chatter"),
    [("IDLE", b""), ("DONE", b""), ("DONE", b"* OK Still here\r\n"), ("NOOP", b"")],
    ids=["before it lets us wait", "while we wait", "while we wait, but for small talk", "where it is asked"],
)
async def test_a_server_that_falls_silent_is_noticed(toy: ImapToy, client: Bound, silent: str, chatter: bytes) -> None:
    """Not a byte comes, and the connection stays open: as after a router has forgotten it."""
    toy.silent, toy.chatter = silent, chatter
    toy.abilities = "IMAP4rev1" if silent == "NOOP" else toy.abilities
    session = await mailbox(toy).open(client)
    session.patience = session.pause = 0.05
    try:
        await session.examine("INBOX")
        async with asyncio.timeout(2):
            with pytest.raises(FetchError, match=r"did not answer within 0\.05 s"):
                await session.news(0.02)
    finally:
        session.line.writer.transport.abort()  # type: ignore[attr-defined]


def test_waiting_is_renewed_before_a_server_may_hang_up() -> None:
    # RFC 2177 wants it at least every 29 minutes.
    assert timedelta(seconds=imap._RENEW) <= timedelta(minutes=10)


async def test_what_a_silent_server_has_kept_back_is_heard_on_a_new_connection(
    toy: ImapToy, client: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "_RENEW", 0.02)
    monkeypatch.setattr(imap, "_LIVED", 0.0)
    monkeypatch.setattr(imap, "Session", partial(Session, patience=0.05))
    async with aclosing(mailbox(toy).listen(client, {})) as heard, asyncio.timeout(5):
        assert [(await anext(heard)).outcome for _ in range(3)] == [Outcome.EMPTY, *[Outcome.NOTHING_NEW] * 2]
        toy.silent = "DONE"
        toy.add(note("It leaks."))  # and nobody is told
        coming = asyncio.ensure_future(anext(heard))
        await until(lambda: len(toy.open) > 1)
        toy.silent = ""
        assert [post.text for post in (await coming).posts] == ["It leaks."]


async def test_a_server_that_lets_in_and_shows_nothing_is_no_good_connection(
    toy: ImapToy, client: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long that took: else it would be tried for ever, and nobody would hear of it."""
    monkeypatch.setattr(imap, "_LIVED", 0.0)
    monkeypatch.setattr(imap, "Session", partial(Session, patience=0.05))
    toy.silent = "EXAMINE"
    async with aclosing(mailbox(toy).listen(client, {})) as heard, asyncio.timeout(5):
        with pytest.raises(FetchError, match="did not answer"):
            await anext(heard)
    assert len(toy.open) == 1


async def test_a_server_without_idle_is_asked(toy: ImapToy, client: Bound, monkeypatch: pytest.MonkeyPatch) -> None:
    toy.abilities = "IMAP4rev1"
    monkeypatch.setattr(imap, "_RENEW", 0.01)
    async with aclosing(mailbox(toy).listen(client, {})) as heard:
        await anext(heard)
        await anext(heard)
        toy.add(note("It leaks."))
        visit = await anext(heard)
    assert [post.text for post in visit.posts] == ["It leaks."]
    assert "IDLE" not in toy.asked


async def test_a_server_that_lets_us_wait_and_never_says_a_word_is_asked(
    toy: ImapToy, client: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "_RENEW", 0.01)
    async with aclosing(mailbox(toy).listen(client, {})) as heard, asyncio.timeout(5):
        await anext(heard)
        await anext(heard)
        toy.add(note("It leaks."))
        toy.mute = True
        texts = [post.text for _ in range(3) for post in (await anext(heard)).posts]
    assert (texts, len(toy.open)) == (["It leaks."], 1)


async def test_so_it_is_where_people_answer_us(toy: ImapToy, client: Bound, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_answers, "_RENEW", 0.01)
    async with aclosing(imap_answers.listen(mailbox(toy), client, {})) as heard, asyncio.timeout(5):
        await anext(heard)
        toy.add(note("I'll take it."))
        toy.mute = True
        said = [one.words for _ in range(3) for one in (await anext(heard)).answers]
    assert said == ["I'll take it."]


async def test_a_server_that_refuses_to_let_us_wait_is_asked(
    toy: ImapToy, client: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says that it can: a server behind a proxy may say so, and not know what it speaks of."""
    toy.fail["IDLE"] = "BAD Unknown command"
    monkeypatch.setattr(imap, "_RENEW", 0.01)
    async with aclosing(mailbox(toy).listen(client, {})) as heard, asyncio.timeout(5):
        await anext(heard)
        await anext(heard)
        toy.add(note("It leaks."))
        visit = await anext(heard)
        assert [post.text for post in visit.posts] == ["It leaks."]
        await anext(heard)
        toy.fail["NOOP"] = "NO [UNAVAILABLE] later"
        with pytest.raises(FetchError, match="does not let us wait for mail: later"):
            await anext(heard)
    assert (toy.asked.count("IDLE"), len(toy.open)) == (1, 1)


async def test_a_server_that_refuses_all_at_once_is_called_anew(
    toy: ImapToy, client: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Microsoft's, where the token is worth nothing any more: "User is authenticated but not connected"."""
    monkeypatch.setattr(imap, "_RENEW", 0.01)
    monkeypatch.setattr(imap, "_LIVED", 0.0)
    async with aclosing(mailbox(toy).listen(client, {})) as heard, asyncio.timeout(5):
        for _ in range(3):
            await anext(heard)
        toy.fail["IDLE"] = "BAD User is authenticated but not connected."
        toy.add(note("It leaks."))  # of which that session would tell nothing
        toy.counted.clear()
        texts = [post.text for _ in range(2) for post in (await anext(heard)).posts]
    assert (texts, len(toy.open)) == (["It leaks."], 2)


async def test_a_connection_that_ends_is_made_anew(
    toy: ImapToy, client: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = mailbox(toy)
    async with aclosing(source.listen(client, {})) as heard:
        await anext(heard)
        await anext(heard)
        coming = asyncio.ensure_future(anext(heard))
        await until(lambda: bool(toy.idling))
        await toy.drop("* BYE Idle for too long")
        with pytest.raises(FetchError, match="hangs up: Idle for too long"):  # at once: that is no good server
            await asyncio.wait_for(coming, 5)
    monkeypatch.setattr(imap, "_LIVED", 0.0)
    async with aclosing(source.listen(client, {})) as heard:
        first, _ = await anext(heard), await anext(heard)
        coming = asyncio.ensure_future(anext(heard))
        await until(lambda: bool(toy.idling))
        toy.add(note("While nobody listened"))
        await toy.drop()
        visit = await asyncio.wait_for(coming, 5)
        assert [post.text for post in visit.posts] == ["While nobody listened"]
        assert first.cursor["uid"] == 0


# -- being refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("password", ["wrong-secret-1", "geheim-ä-wrong-1"])
async def test_a_refused_login_says_what_to_do_and_no_secret(toy: ImapToy, client: Bound, password: str) -> None:
    source = mailbox(toy, password=password)
    with pytest.raises(Blocked, match=r"refuses the login.*app password") as trouble:
        await source.fetch(client, {})
    assert "wrong" not in f"{trouble.value}{trouble.value.__cause__}{source!r}"
    assert "wrong" not in source.__class__.__name__


@pytest.mark.parametrize(
    "said",
    ["[UNAVAILABLE] try later", "[ALERT] Too many simultaneous connections. (Failure)", "[OVERQUOTA] Bandwidth limits"],
)
async def test_a_login_that_is_refused_for_now_is_no_block(toy: ImapToy, client: Bound, said: str) -> None:
    toy.fail["LOGIN"] = f"NO {said}"
    with pytest.raises(FetchError, match=r"lets nobody in just now: (?:try later|Too many|Bandwidth)") as trouble:
        await mailbox(toy).fetch(client, {})
    assert not isinstance(trouble.value, Blocked)


ASKED: web.AppKey[list[dict[str, Any]]] = web.AppKey("asked", list)


async def sign_in(request: web.Request) -> web.Response:
    form = await request.post()
    request.app[ASKED].append(dict(form))
    if form.get("refresh_token") == "expired":
        return web.json_response({"error": "invalid_grant"}, status=400)
    return web.json_response({"access_token": TOKEN if form["client_id"] == "earful" else "other", "expires_in": 3599})


@pytest.fixture
async def tokens() -> AsyncIterator[BaseTestServer]:
    app = web.Application()
    app[ASKED] = []
    app.router.add_post("/token", sign_in)
    async with TestServer(app) as server:
        yield server


@pytest.mark.parametrize("abilities", ["IMAP4rev1 SASL-IR AUTH=XOAUTH2", "IMAP4rev1 AUTH=XOAUTH2"])
async def test_signing_in_with_oauth(toy: ImapToy, client: Bound, tokens: TestServer, abilities: str) -> None:
    toy.abilities = abilities
    toy.add(note("It leaks."))
    how = {"password": "", "client_id": "earful", "sign_in_url": str(tokens.make_url("/token"))}
    visit = await mailbox(toy, refresh_token="fresh", **how).fetch(client, {})
    assert len(visit.posts) == 1
    await mailbox(toy, client_secret="s3cret", **how).fetch(client, {})
    first, second = tokens.app[ASKED]
    assert first == {"client_id": "earful", "grant_type": "refresh_token", "refresh_token": "fresh"}
    assert second == {
        "client_id": "earful",
        "grant_type": "client_credentials",
        "scope": "https://outlook.office365.com/.default",
        "client_secret": "s3cret",
    }
    with pytest.raises(Blocked, match="sign in again"):
        await mailbox(toy, refresh_token="expired", **how).fetch(client, {})
    with pytest.raises(Blocked, match="sign in again for a new refresh token") as trouble:
        await mailbox(toy, refresh_token="fresh", **{**how, "client_id": "stranger"}).fetch(client, {})
    assert "other" not in str(trouble.value)


def test_where_tokens_come_from() -> None:
    how: dict[str, Any] = {"user": USER, "client_id": "earful", "refresh_token": "fresh"}
    assert "oauth2.googleapis.com" in Imap(server="imap.gmail.com", **how)._sign_in("imap.gmail.com")
    assert "login.microsoftonline.com" in Imap(server="outlook.office365.com", **how)._sign_in("outlook.office365.com")
    assert Imap(server="imap.gmail.com", **how)._sign_in("notgmail.com") == ""


# -- encryption ------------------------------------------------------------------------------------------------------


async def test_starttls(client: Bound) -> None:
    async with ImapToy(tls=False, abilities="IMAP4rev1 STARTTLS LOGINDISABLED AUTH=PLAIN") as toy:
        toy.add(note("It leaks."))
        visit = await mailbox(toy, security="starttls").fetch(client, {})
        assert len(visit.posts) == 1
        assert toy.asked.index("STARTTLS") < next(n for n, one in enumerate(toy.asked) if one.startswith("LOGIN"))


async def test_no_password_without_encryption(client: Bound) -> None:
    async with ImapToy(tls=False, abilities="IMAP4rev1") as toy:
        with pytest.raises(FetchError, match="offers no encryption at this port"):
            await mailbox(toy, security="starttls").fetch(client, {})
        assert not any("LOGIN" in command for command in toy.asked)
        with pytest.raises(FetchError, match="no encrypted connection to localhost"):
            await mailbox(toy).fetch(client, {})
        assert len((await mailbox(toy, security="none").fetch(client, {})).cursor) == 3  # this machine's own


async def test_nothing_is_believed_that_was_said_before_the_encryption(client: Bound) -> None:
    async with ImapToy(tls=False, abilities="IMAP4rev1 STARTTLS", injected=b"* CAPABILITY IMAP4rev1\r\n") as toy:
        with pytest.raises(FetchError, match="somebody may sit on the line"):
            await mailbox(toy, security="starttls").fetch(client, {})
        assert not any("LOGIN" in command for command in toy.asked)


# -- servers that mean no good ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (b"* 1 FETCH (UID 1 BODY[]<0> {9999999}\r\n", "more of a mail than it was asked for"),
        (b"* SEARCH " + b"1 " * 600_000, "too long"),
        (b"* OK x\r\n" * 30_000, "talks without end"),
        (b"* BYE overloaded\r\n", "hangs up: overloaded"),
    ],
)
async def test_answers_without_measure(toy: ImapToy, client: Bound, before: bytes, words: str) -> None:
    toy.before["UID SEARCH"] = before
    with pytest.raises(FetchError, match=words):
        await mailbox(toy).fetch(client, {})


async def test_odd_answers_are_read_or_refused(toy: ImapToy, client: Bound) -> None:
    toy.add(note("It leaks."))
    toy.before["UID FETCH"] = (
        b"* 3 FETCH (UID 99 BODY[]<0> {2}\r\n})\r\n* 4 FETCH ((((\r\n* FETCH\r\n*\r\n\r\n* 5 EXISTS\r\n\xff\x00\r\n"
    )
    assert [post.text for post in (await mailbox(toy).fetch(client, {})).posts] == ["It leaks."]
    toy.fail["UID SEARCH"] = "BAD what"
    with pytest.raises(FetchError, match="does not understand a search: what"):
        await mailbox(toy).fetch(client, {})
    toy.fail = {"UID FETCH": "NO [INUSE] busy"}
    with pytest.raises(FetchError, match="trouble of its own: busy"):
        await mailbox(toy).fetch(client, {})


async def test_no_mail_server_and_one_that_is_silent(
    toy: ImapToy, client: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    toy.greeting = "220 smtp.example ESMTP"
    with pytest.raises(FetchError, match="does not speak IMAP here"):
        await mailbox(toy).fetch(client, {})
    toy.greeting = "* OK"
    toy.silent = "EXAMINE"
    monkeypatch.setattr(imap, "Session", partial(Session, patience=0.05))
    with pytest.raises(FetchError, match=r"did not answer within 0\.05 s"):
        await mailbox(toy).fetch(client, {})


# -- words -----------------------------------------------------------------------------------------------------------


def test_names_of_folders() -> None:
    # RFC 3501, 5.1.3
    assert folder_name("~peter/mail/台北/日本語") == "~peter/mail/&U,BTFw-/&ZeVnLIqe-"
    assert folder_name("Q&A") == "Q&-A"
    assert folder_name("Entwürfe") == "Entw&APw-rfe"
    assert folder_name("😡") == "&2D3eIQ-"


def test_what_cannot_stand_in_a_command() -> None:
    assert quoted('a"b\\c') == '"a\\"b\\\\c"'
    for text in ("a\r\nb", "a\0", "ä"):
        with pytest.raises(ValueError, match="printable ASCII"):
            quoted(text)


def test_answers_taken_apart() -> None:
    told = taken_apart(
        [b'* 12 FETCH (UID 7 FLAGS (\\Seen) X "a \\"(b" BODY[HEADER.FIELDS (FROM)] ', b"From: (", b" Y NIL)"]
    )
    assert attributes(told) == {
        "UID": "7",
        "FLAGS": ["\\Seen"],
        "X": 'a "(b',
        "BODY[HEADER.FIELDS (FROM)]": b"From: (",
        "Y": None,
    }
    assert attributes(taken_apart([b"* 1 FETCH ((((((("])) == {}
    assert taken_apart([b"(" * 10_000])


@pytest.mark.parametrize("hostile", [b"[ ", b'\\"', b'"\\', b'"a', b'("', b"a["])
def test_answers_that_are_never_closed_take_little_time(hostile: bytes) -> None:
    """A server that does not escape what a stranger calls an attached file would say such things."""
    began = time.process_time()
    assert taken_apart([b"* OK " + hostile * 8_000])[:2] == ["*", "OK"]
    assert time.process_time() - began < 1  # it was 2 to 12 seconds


def test_texts_in_a_structure() -> None:
    # RFC 3501, 7.4.2; RFC 3516 for nested mails
    mixed = (
        b'((("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "BASE64" 10 1)("TEXT" "HTML" NIL NIL NIL "7BIT" 9 1) "ALTERNATIVE")'
        b'("IMAGE" "JPEG" ("NAME" "a.jpg") NIL NIL "BASE64" 99)'
        b'("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 50 ("date") ("TEXT" "PLAIN" NIL NIL NIL NIL 5 1) 3) "MIXED")'
    )
    parts = text_parts(taken_apart([mixed])[0])
    assert [(part.section, part.subtype, part.charset, part.encoding) for part in parts] == [
        ("1.1", "plain", "utf-8", "base64"),
        ("1.2", "html", "utf-8", "7bit"),
        ("3.1", "plain", "utf-8", "7bit"),
    ]
    single = taken_apart([b'("TEXT" "PLAIN" ("CHARSET" "x") NIL NIL "7BIT" 5 1)'])[0]
    assert [part.section for part in text_parts(single)] == ["1"]
    assert text_parts(None) == text_parts([]) == text_parts([[]] * 3) == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"server": "mail server"}, "server must be a host"),
        ({"password": ""}, "password is needed"),
        ({"client_id": "a", "refresh_token": "b", "server": "imap.gmail.com"}, "not both"),
        ({"password": "", "client_id": "a", "server": "imap.gmail.com"}, "needs a refresh_token"),
        ({"password": "", "client_id": "a", "refresh_token": "b"}, "needs a sign_in_url"),
        ({"security": "none"}, "unencrypted"),
        ({"folder": "a\r\nb"}, "folder must be"),
        ({"from_": ('x" OR ALL',)}, "from must be"),
    ],
)
def test_wrong_options(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Imap(**{"server": "imap.example.com", "user": USER, "password": "x", **options})


async def until(happened: Any) -> None:
    async with asyncio.timeout(5):
        while not happened():
            await asyncio.sleep(0.005)


async def test_the_whole_way_from_a_review_mail_to_a_case(
    toy: ImapToy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    path = tmp_path / "config.yaml"
    path.write_text(
        "brands:\n  - {name: Harbor Plumbing}\n  - {name: Harbor Inn}\nsources:\n"
        f"  - {{kind: imap, server: 'localhost:{toy.port}', user: {USER}, password: '{PASSWORD}', allow_private: true}}\n"
    )
    toy.add(sample("yelp-en"))
    toy.add(sample("tripadvisor-en"))
    toy.add(sample("facebook-de"))
    async with App(load(path, {}), clock=SetClock(datetime(2026, 5, 5, 12, tzinfo=UTC))) as app:
        [source] = app.parts.config.sources.values()
        assert source.name == f"imap localhost:{toy.port}"
        hearing = await app.poll(source, as_new=timedelta(days=7))
        assert (hearing.outcome, hearing.posts) == ("items", 3)
        cases = (await app.decide()).cases.values()
    assert sorted((case.brand, case.author) for case in cases) == [
        ("Harbor Inn", "traveller_dana"),
        ("Harbor Plumbing", "Dana R."),
    ]


async def test_the_daemon_listens(toy: ImapToy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    path = tmp_path / "config.yaml"
    path.write_text(
        "brands:\n  - {name: Harbor Plumbing}\nsources:\n  - {kind: imap, about: Harbor Plumbing, allow_private: true, "
        f"server: 'localhost:{toy.port}', user: {USER}, password: '{PASSWORD}'}}\n"
    )
    toy.add(sample("customer-reply"))
    async with App(load(path, {}), clock=SetClock(NOW)) as app:
        [source] = app.parts.config.sources.values()
        items = asyncio.Queue[None]()
        listening = asyncio.create_task(listen(app.parts, source, lambda: items.put_nowait(None)))
        await until(lambda: bool(toy.idling))
        toy.add(sample("yelp-en").replace(b"03 May 2026", NOW.strftime("%d %b %Y").encode()))
        await toy.tell()
        for _ in range(4):  # what was there, all told, the new one, all told
            await asyncio.wait_for(items.get(), 5)
        cases = (await app.decide()).cases.values()
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
    assert [case.author for case in cases if not case.history] == ["Dana R."]


def test_a_new_password_is_no_new_mailbox() -> None:
    how: dict[str, Any] = {"server": "imap.example.com", "user": USER}
    assert Imap(password="old", **how) == Imap(password="new", from_=("yelp.com",), **how)
    assert Imap(password="old", **how) != Imap(password="old", folder="Reviews", **how)
