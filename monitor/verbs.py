"""What each verb of the command line does. Output for people is made in ``monitor.show``, for programs in
``monitor.events``."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import csv
import os
import secrets
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TextIO

import connectors
from alerts.base import Message
from alerts.console import Console
from alerts.text import one_line
from monitor import app as earful
from monitor import (
    composing,
    control,
    digesting,
    doorkeeper,
    events,
    health,
    lines,
    phrases,
    series,
    show,
    show_sources,
)
from monitor.app import App
from monitor.cases import Refused
from monitor.clock import SystemClock
from monitor.config import Config, ConfigError, describe
from monitor.control import Answer
from monitor.digest import digest_message
from monitor.matching import Matcher
from monitor.reach import places
from monitor.store import Store, StoreError, asking, deciding, delivering, open_store, spending, sqlite_url
from monitor.store.copying import copy
from monitor.tone import make
from monitor.tone.base import Label
from monitor.tone.correction import Correction


class CannotDo(Exception):
    """Something around Earful is in the way; the text says what to do about it."""


# -- the daemon ------------------------------------------------------------------------------------------------------


async def run(config: Config, load: Callable[[], Config]) -> int:
    """Listens and tells until SIGTERM or SIGINT; SIGHUP reloads."""
    folder = writable(config.data)
    loop = asyncio.get_running_loop()
    app = App(config)
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, app.stop)
    async with app, control.Door(folder, _doorkeeper(app)):
        tasks: set[asyncio.Task[None]] = set()

        def reload() -> None:
            task = loop.create_task(_reload(app, load))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        loop.add_signal_handler(signal.SIGHUP, reload)
        print(f"{describe(config)}\nListening. Who is waiting: earful case. Stop with Ctrl-C.", flush=True)
        await app.run()
        print("Stopping.", flush=True)
    return 0


async def _reload(app: App, load: Callable[[], Config]) -> None:
    print(await app.reload(load), file=sys.stderr, flush=True)


def _doorkeeper(app: App) -> control.Handler:
    async def handle(request: dict[str, Any]) -> Answer:
        match request.get("verb"):
            case "act":
                try:
                    done = await app.office.act(
                        int(request["case"]),
                        str(request["do"]),
                        str(request["by"]),
                        str(request.get("value", "")),
                        until=str(request.get("until", "")),
                        note=str(request.get("note", "")),
                    )
                except (Refused, StoreError) as error:
                    return {"ok": False, "text": str(error)}
                return {"ok": True, "text": show.done(done, app.parts.now(), app.config.timezone)}
            case "open":
                told = {key: str(request.get(key) or "") for key in ("at", "name", "profile", "handle")}
                try:
                    done = await app.office.open_case(
                        str(request["brand"]), str(request["words"]), str(request["by"]), **told
                    )
                except (Refused, StoreError) as error:
                    return {"ok": False, "text": str(error)}
                return {"ok": True, "text": show.done(done, app.parts.now(), app.config.timezone)}
            case "correct":
                return await _correct(app, request)
            case "retry":
                return await _retry(app, request.get("number"))
            case "health":
                trouble = await health.trouble(app.parts)
                return {"ok": not trouble, "text": trouble or "well"}
            case _:
                return await doorkeeper.handle(app, request)

    return handle


async def _retry(app: App, number: int | None) -> Answer:
    try:
        count = await app.office.retry(number)
    except StoreError as error:
        return {"ok": False, "text": str(error)}
    if not count:
        return {"ok": False, "text": "there is nothing to try again" + (f" under number {number}" if number else "")}
    return {"ok": True, "text": f"{count} message{'' if count == 1 else 's'} will be tried now"}


async def _correct(app: App, request: dict[str, Any]) -> Answer:
    said = None
    if not request.get("forget"):
        label, by = request.get("label"), str(request["by"])
        said = Correction(
            by=by, label=Label(label) if label else None, complaint=request.get("complaint"), anger=request.get("anger")
        )
    try:
        done = await app.office.correct(int(request["mention"]), said, str(request["by"]))
    except (Refused, StoreError) as error:
        return {"ok": False, "text": str(error)}
    return {"ok": True, "text": show.corrected(int(request["mention"]), said, done)}


def writable(folder: str) -> Path:
    """The data folder, made if need be. CannotDo with the exact remedy when nothing can be written there."""
    path = Path(folder)
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        owner = f"{os.getuid()}:{os.getgid()}"
        raise CannotDo(
            f"cannot write to the data folder {path} ({error.strerror}). Run:\n"
            f"  sudo chown -R {owner} {path}\n"
            "(In a container: on the host, for the folder that is mounted there.)"
        ) from None
    return path


def healthcheck(config: Config) -> int:
    """0 when a daemon runs on this data folder and is well."""
    try:
        answer = control.ask(Path(config.data), {"verb": "health"})
    except (control.NobodyHome, OSError, ValueError):
        print("earful is not running on this data folder", file=sys.stderr)
        return 1
    print(answer.get("text", ""))
    return 0 if answer.get("ok") else 1


def inbox_secret() -> int:
    """Prints a new secret in the form of Standard Webhooks: ``whsec_`` and the base64 of 32 bytes that nobody can guess."""
    print(f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode('ascii')}")
    return 0


# -- once ------------------------------------------------------------------------------------------------------------


async def once(
    config: Config, *, dry_run: bool, as_new: timedelta | None, as_json: bool, back: timedelta | None = None
) -> int:
    """Visits every source once. A source that cannot be heard is told, and no failure of ``once``."""
    if as_json:
        config = _console_to_stderr(config)
    if dry_run:
        config = _without_paid(config)
    with tempfile.TemporaryDirectory(prefix="earful-") as scratch:
        url, sign_ins = "", Path(config.data) / "sign-ins"
        if dry_run:
            url = await _scratch_copy(config, Path(scratch))
            config = replace(config, data=scratch)
        else:
            writable(config.data)
        # A refresh token that was exchanged is kept also by a dry run: the old one may be worth nothing any more.
        async with App(config, url=url, sign_ins=sign_ins) as app:
            with show.Visits(sys.stderr, of=sum(not source.receives for source in config.sources.values())) as progress:
                heard, done, sent = await earful.once(
                    app, as_new=as_new, deliver_now=not dry_run, back=back, progress=progress
                )
            waiting = await _undelivered(app)
            said = [(item.message, item.delivery.channel) for item in sent if not item.error] + waiting
            if as_json:
                for hearing in heard:
                    _print_all(events.of_hearing(hearing))
                _print_all(events.of_decided(done))
                _print_all(events.of_message(message, channel) for message, channel in said)
            else:
                print(show.round_trip(heard, done, said, dry_run=dry_run))
    return 0


def _without_paid(config: Config) -> Config:
    """What a dry run would spend is counted in a copy that is thrown away, so a cap could not hold."""
    paid = [name for name, source in config.sources.items() if getattr(source.connector, "paid", False)]
    for name in paid:
        print(f"{name}: left out, because every look at it costs money", file=sys.stderr)
    return replace(config, sources={name: one for name, one in config.sources.items() if name not in paid})


async def _undelivered(app: App) -> list[tuple[Message, str]]:
    async with app.parts.store.read() as connection:
        rows = await delivering.undelivered(connection)
    return [(await composing.compose(app.parts, row), row.channel) for row in rows]


async def _scratch_copy(config: Config, scratch: Path) -> str:
    """A database to play with: a copy of what is there, so that a dry run decides as a real one would."""
    url = sqlite_url(scratch)
    try:
        there = await open_store(_url(config), read_only=True)
    except Exception:
        return url  # nothing there yet
    try:
        here = await open_store(url)
        try:
            await copy(there, here)
        finally:
            await here.close()
    finally:
        await there.close()
    return url


def _console_to_stderr(config: Config) -> Config:
    """Standard output belongs to the JSON Lines."""
    moved = {
        name: replace(item, channel=replace(item.channel, stream="stderr"))
        if isinstance(item.channel, Console)
        else item
        for name, item in config.destinations.items()
    }
    return replace(config, destinations=moved)


def _print_all(found: Iterable[dict[str, Any]]) -> None:
    for event in found:
        print(events.line(event), flush=True)


# -- config and people -----------------------------------------------------------------------------------------------


def check(config: Config) -> int:
    """Says that all is well; problems were raised by loading. Raises ConfigError for what the daemon would put up with."""
    if config.faults:
        raise ConfigError(list(config.faults))
    print(describe(config))
    return 0


async def test_alert(config: Config, person: str, channel: str) -> int:
    """Sends a sample by every channel that reaches this person, or by that ``channel``; 1 when one of them fails."""
    if person not in config.people:
        raise CannotDo(f"nobody is called {person!r} under people:; there are {', '.join(config.people)}")
    known = config.people[person]
    there = [way.name for way in config.destinations.values() if way.reaches(known)]
    if not there or (channel and channel not in there):
        what = f"{channel} does not reach" if channel else "no channel reaches"
        raise CannotDo(f"{what} {person}; what does: {', '.join(there) or 'none'}")
    with tempfile.TemporaryDirectory(prefix="earful-") as scratch:
        async with App(replace(config, data=scratch), url=sqlite_url(Path(scratch))) as app:
            tried = await app.office.test_alert(person, channel)
    for name, error in tried:
        room = ", and whoever else reads there" if config.destinations[name].channel.shared else ""
        print(f"{name}: {error or f'sent to {person}{room}'}", file=sys.stderr if error else sys.stdout)
    return 1 if any(error for _, error in tried) else 0


async def digest(config: Config, since: timedelta) -> int:
    """The summary of the latest stretch of time, as the operator would get it now."""
    now = SystemClock().now()
    async with reading(config) as store, store.read() as connection:
        figures = await digesting.gather(connection, config, now - since, now)
    to, say = config.people[config.operator].recipient, config.words_of(config.operator)
    print(digest_message(figures, to, "preview", "digest", now, config.timezone, say).body, end="")
    return 0


def list_phrases(config: Config, language: str, *, ours: bool) -> int:
    """Prints the phrases of a language as a file for ``wording:``, with the owner's own words in it unless ``ours``."""
    language = language or config.language
    if language not in config.phrases:
        raise CannotDo(f"there are no words in {language!r}; there are {', '.join(config.phrases)}")
    print(phrases.written(language, None if ours else config.phrases[language]), end="")
    return 0


# -- cases -----------------------------------------------------------------------------------------------------------


async def act(
    config: Config, case_id: int, verb: str, by: str | None, value: str, *, until: str = "", note: str = ""
) -> int:
    """Does something about a case, through the running daemon or, when there is none, directly."""
    known = {"verb": "act", "case": case_id, "do": verb, "by": by or only_person(config), "value": value}
    return await ask(config, {**known, "until": until, "note": note})


async def open_case(config: Config, told: dict[str, str], by: str | None) -> int:
    """Opens a case by hand. ``told``: brand, words, at, name, profile, handle."""
    if not told["brand"] and len(config.brands) == 1:
        told = {**told, "brand": next(iter(config.brands))}
    return await ask(config, {"verb": "open", "by": by or only_person(config), **told})


async def correct(config: Config, mention: int, by: str | None, said: dict[str, Any]) -> int:
    """Says how a mention really is. ``said``: label, complaint, anger, or forget."""
    return await ask(config, {"verb": "correct", "mention": mention, "by": by or only_person(config), **said})


async def ask(config: Config, request: dict[str, Any]) -> int:
    """Through the running daemon or, when there is none, directly."""
    folder = writable(config.data)
    try:
        answer = control.ask(folder, request)
    except control.NobodyHome:
        async with App(config) as app:
            answer = await _doorkeeper(app)(request)
            await app.delivered()
    if not answer.get("ok"):
        raise Refused(str(answer.get("text", "the daemon did not answer")))
    print(answer["text"])
    return 0


def only_person(config: Config) -> str:
    """Who does it, where there is one person only. Raises Refused."""
    if len(config.people) == 1:
        return next(iter(config.people))
    raise Refused(f"who does it? add --by {' or --by '.join(config.people)}")


@asynccontextmanager
async def reading(config: Config) -> AsyncIterator[Store]:
    """The store, to read only."""
    store = await open_store(_url(config), read_only=True)
    try:
        yield store
    finally:
        await store.close()


def _url(config: Config) -> str:
    return config.database or sqlite_url(Path(config.data))


async def list_cases(config: Config, *, as_json: bool) -> int:
    """Everybody who is waiting."""
    async with reading(config) as store, store.read() as connection:
        rows = await asking.open_cases(connection)
    if as_json:
        _print_all(events.case_row(row) for row in rows)
    else:
        print(show.case_list(rows, SystemClock().now()))
    return 0


async def show_case(config: Config, case_id: int, *, as_json: bool) -> int:
    """One case and its story."""
    async with reading(config) as store, store.read() as connection:
        row = await deciding.case_by_id(connection, case_id)
        if row is None:
            raise Refused(f"there is no case {case_id}; `earful case` lists those that are open")
        said = await asking.mentions_of(connection, case_id)
        story = await deciding.events_of(connection, case_id)
        heaviest = await delivering.said(connection, case_id, None)
    if as_json:
        _print_all([events.of_case(case_id, row.case), *(events.mention_row(item) for item in said)])
    else:
        spread = heaviest.spread if heaviest else None
        print(show.case(case_id, row.case, said, story, SystemClock().now(), config.timezone, spread))
    return 0


async def explain(config: Config, case_id: int) -> int:
    """Why a case fired."""
    async with reading(config) as store, store.read() as connection:
        row = await deciding.case_by_id(connection, case_id)
        if row is None:
            raise Refused(f"there is no case {case_id}; `earful case` lists those that are open")
        said = await asking.mentions_of(connection, case_id)
        letters = await asking.letters_of(connection, case_id)
    print(show.explained(case_id, row.case, said, letters, config, SystemClock().now()))
    return 0


async def sources(config: Config, *, as_json: bool) -> int:
    """The health of every source, and what is used of what services allow."""
    now = SystemClock().now()
    try:
        async with reading(config) as store, store.read() as connection:
            rows, used = await asking.sources(connection), await spending.used(connection, now)
    except StoreError:
        rows, used = {}, {}
    found = show_sources.source_health(config, rows, now, used)
    if as_json:
        _print_all(found)
    else:
        print(show_sources.source_list(found))
    return 0


def kinds(*, as_json: bool) -> int:
    """Every kind of source that is installed; 1 where one of a third party cannot be loaded, with the reason on stderr."""
    found, code = [], 0
    for name in connectors.kinds():
        try:
            found.append(show_sources.source_kind(name, connectors.connector(name), connectors.package(name)))
        except Exception as error:  # a third party's module may raise anything
            print(f"{one_line(name)} cannot be loaded: {one_line(repr(error))}", file=sys.stderr)
            code = 1
    if as_json:
        _print_all(found)
    else:
        print(show_sources.kind_list(found))
    return code


async def outbox(config: Config, *, as_json: bool) -> int:
    """What has not arrived yet."""
    async with reading(config) as store, store.read() as connection:
        rows = await delivering.waiting(connection)
    if as_json:
        _print_all(events.letter_row(row) for row in rows)
    else:
        print(show.letter_list(rows, SystemClock().now(), config.timezone))
    return 0


async def retry(config: Config, number: int | None) -> int:
    """Tries one message (None: all) again now, also one that was given up."""
    return await ask(config, {"verb": "retry", "number": number})


def reach(config: Config, brand: str, *, as_json: bool) -> int:
    """Where a brand is heard, could be, and cannot be."""
    known = {name.casefold(): name for name in config.brands}.get(brand.casefold())
    if known is None:
        raise CannotDo(f"no brand is called {brand!r}; there are {', '.join(config.brands)}")
    kinds_there = {}
    for name in connectors.kinds():
        with contextlib.suppress(Exception):  # `earful sources --kinds` says which one cannot be loaded, and why
            kinds_there[name] = connectors.connector(name)
    found = list(places(config, known, kinds_there))
    if as_json:
        _print_all({"brand": known, **asdict(place)} for place in found)
    else:
        print(show_sources.reach(known, found))
    return 0


async def export(config: Config, what: str, form: str) -> int:
    """Every mention or case, as JSON Lines or CSV; progress on a terminal."""
    columns = events.MENTION_COLUMNS if what == "mentions" else events.CASE_COLUMNS
    make_row = events.mention_row if what == "mentions" else events.case_row
    with show.Progress(sys.stderr, what) as progress:
        async with reading(config) as store, store.read() as connection:
            rows = asking.all_mentions(connection) if what == "mentions" else asking.all_cases(connection)
            table = csv.DictWriter(sys.stdout, columns, lineterminator="\r\n") if form == "csv" else None
            if table:
                table.writeheader()
            async for row in rows:
                found = make_row(row)
                if table:
                    table.writerow({name: show.cell(value) for name, value in found.items()})
                else:
                    print(events.line(found))
                progress.step()
    return 0


# -- filters ---------------------------------------------------------------------------------------------------------


def match(config: Config, stdin: Iterable[bytes], stdout: TextIO) -> int:
    """JSON Lines in, the brands of each out."""
    matcher = Matcher([brand.names for brand in config.brands.values()])
    _filter(lines.match_lines(stdin, matcher), stdout)
    return 0


def score(config: Config | None, stdin: Iterable[bytes], stdout: TextIO) -> int:
    """JSON Lines in, the tone of each out."""
    scorer = make(config.scorer, config.scorer_options) if config else make()
    _filter(lines.score_lines(stdin, scorer), stdout)
    return 0


def storms(minutes: int, stdin: Iterable[bytes], stdout: TextIO) -> int:
    """A series of counts in, what the storm detector says of each row out."""
    _filter(series.storm_lines(stdin, minutes), stdout)
    return 0


def _filter(found: Iterable[str], stdout: TextIO) -> None:
    with show.Progress(sys.stderr, "lines") as progress:
        for text in found:
            stdout.write(text + "\n")
            progress.step()
        stdout.flush()
