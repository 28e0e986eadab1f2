"""The pages say what the code does: names, options, commands, examples, links, and the table of the cases."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import re
import shlex
import textwrap
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import alerts
import connectors
from monitor import cli, tone
from monitor.app import App
from monitor.cases import (
    Act,
    Case,
    Gone,
    Heard,
    Outcome,
    Points,
    Policy,
    Reason,
    Refused,
    Rung,
    Say,
    State,
    Tick,
    open_case,
    restored,
    step,
)
from monitor.clock import SetClock
from monitor.commands import filters, once
from monitor.config import load
from monitor.config.reader import options_of
from monitor.demo.story import tell
from monitor.demo.toy_forum import ToyForum
from monitor.store.tables import metadata
from monitor.tone.base import Label, Signal, Theme

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
SECRETS = {
    "SMTP_PASSWORD": "correct horse",
    "MARIA_PASSWORD": "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$c29tZWhhc2g",
    "AGENCY_PASSWORD": "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$c29tZWhhc2g",
    "BLUESKY_APP_PASSWORD": "abcd-efgh-ijkl-mnop",
    "GOOGLE_CLIENT_SECRET": "GOCSPX-1-2-3",
    "GOOGLE_REFRESH_TOKEN": "1//0-1-2-3",
    "IMAP_PASSWORD": "abcd efgh ijkl mnop",
    "MICROSOFT_REFRESH_TOKEN": "M.R3-1-2-3",
    "TRUSTPILOT_KEY": "tp-1-2-3-4",
    "MASTODON_TOKEN": "masto-1-2-3-4",
    "REDDIT_ID": "reddit-id-1-2",
    "REDDIT_SECRET": "reddit-secret-1-2",
    "X_TOKEN": "AAAA-1-2-3-4",
    "YOUTUBE_KEY": "AIza-1-2-3",
    "CONTACT_FORM_SECRET": "whsec_AAECAwQFBgcICQoLDA0ODw==",
    "TYPEFORM_SECRET": "correct horse battery staple",
    "TRUSTPILOT_HOOK": "whsec_AAECAwQFBgcICQoLDA0ODw==",
    "METRICS_TOKEN": "a-token-for-figures",
    "ALERT_FEED": "https://www.google.com/alerts/feeds/0123/4567",
    "SLACK_BOT_TOKEN": "xoxb-1-2",
    "SLACK_APP_TOKEN": "xapp-1-2",
    "SLACK_WEBHOOK": "https://hooks.slack.example/services/T0/B0/x",
    "WEBHOOK_URL": "https://example.com/earful",
    "WEBHOOK_SECRET": "battery staple",
    "MARIAS_TOPIC": "harbor-4f8a1c",
    "HEARTBEAT": "https://hc.example/ping/1",
    "DATABASE": "postgresql://earful:password@db.example/earful",
}


@cache
def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, *languages: str) -> list[tuple[str, str, str]]:
    """The fenced blocks of a page: (language, the rest of the info string, text)."""
    fence = r"^(?P<in>[ ]*)```(\w*)[ ]*([^\n]*)\n(.*?)^(?P=in)```$"
    found = re.findall(fence, page(name), re.MULTILINE | re.DOTALL)
    made = [(language, info, textwrap.dedent(text)) for _, language, info, text in found]
    return [block for block in made if not languages or block[0] in languages]


def sections(name: str, level: int = 2) -> dict[str, str]:
    """The text below each heading of that level, by the heading without its back quotes."""
    parts = re.split(rf"^#{{{level}}} (.+)$", page(name), flags=re.MULTILINE)
    return {title.replace("`", ""): text for title, text in zip(parts[1::2], parts[2::2], strict=True)}


def ticked(name: str) -> set[str]:
    """Everything on a page that stands in back quotes."""
    return set(re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", page(name), flags=re.MULTILINE | re.DOTALL)))


# -- names -----------------------------------------------------------------------------------------------------------


def parsers() -> dict[str, ArgumentParser]:
    [verbs_] = [action for action in cli.parser()._actions if isinstance(action, _SubParsersAction)]
    return dict(verbs_.choices)


def test_every_verb_has_a_section_with_every_option_and_an_example() -> None:
    found = sections("docs/commands.md")
    for verb, parser in parsers().items():
        text = found[f"earful {verb}"]
        assert re.search(rf"^(?:.* \| )?earful {verb}\b", text, re.MULTILINE), f"{verb}: no example"
        for action in parser._actions:
            names = [
                name for name in action.option_strings if name not in ("-h", "--help", "--config", "-v", "--verbose")
            ]
            for name in [*names, *(action.choices or [])]:
                assert f"`{name}" in text, f"{verb}: {name}"
    assert not {title.removeprefix("earful ") for title in found if title.startswith("earful ")} - parsers().keys()
    for name in ("--config", "--verbose", "--help", "--version"):
        assert name in page("docs/commands.md")


def rows(text: str) -> dict[str, list[str]]:
    """The rows of the tables in a text: the first cell, without back quotes, to the other cells."""
    lines = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    return {cells[0].strip().strip("`"): [cell.strip() for cell in cells[1:]] for cells in lines}


@pytest.mark.parametrize("kind", connectors.kinds())
def test_every_kind_of_source_has_a_section_with_its_options(kind: str) -> None:
    cls = connectors.connector(kind)
    text = sections("docs/sources.md")[kind]
    options = rows(text)
    assert {option.key for option in options_of(cls)} <= options.keys()
    if "every" not in vars(cls):  # it is posted to
        return
    every = int(vars(cls)["every"].total_seconds() // 60)
    assert f"every {f'{every // 60} h' if every >= 60 else f'{every} min'}" in text


@pytest.mark.parametrize("kind", connectors.kinds())
def test_every_section_of_a_source_has_all_its_parts(kind: str) -> None:
    """What it hears, what it cannot, how to get the key in steps, the smallest configuration, limits and terms."""
    text = sections("docs/sources.md")[kind]
    hears = text.strip().partition("\n\n")[0]
    assert re.match(r"[A-Z]", hears)
    assert len(hears.split()) >= 6
    for part in ("Not heard", "Limits", "Terms"):
        (said,) = re.findall(rf"^\*\*{part}\.\*\* (.+?)(?=\n\n|\Z)", text, re.MULTILINE | re.DOTALL)
        assert len(said.split()) >= 6, part
    (smallest, *_) = re.findall(r"^```yaml\n(.+?)^```$", text, re.MULTILINE | re.DOTALL)
    assert re.search(rf"kind: {kind}\b", smallest)
    if any(option.secret for option in options_of(connectors.connector(kind))):
        steps = [int(number) for number in re.findall(r"^(\d)\. ", text, re.MULTILINE)]
        assert steps[:2] == [1, 2]


@pytest.mark.parametrize("kind", alerts.kinds())
def test_every_kind_of_channel_has_a_section_with_its_options(kind: str) -> None:
    options = rows(sections("docs/channels.md")[kind])
    for option in options_of(alerts.channel(kind)):
        assert option.key in options, option.key
        assert not option.secret or "secret: " in " ".join(options[option.key])


def test_nothing_is_described_that_there_is_not() -> None:
    kinds = {title for title in sections("docs/sources.md") if re.fullmatch(r"[a-z_]+", title)}
    assert kinds == set(connectors.kinds())
    channels = {title for title in sections("docs/channels.md") if re.fullmatch(r"[a-z]+", title)}
    assert channels == set(alerts.kinds())


def test_owners_find_every_reason_state_and_outcome() -> None:
    found = rows(page("docs/alerts.md"))
    assert {reason.value for reason in Reason} == {name for name in found if re.fullmatch(r"[A-Z_]{4,}", name)}
    assert {state.value for state in State} | {outcome.value for outcome in Outcome} <= found.keys()
    assert {one.value for one in [*Theme, *Signal]} <= ticked("docs/alerts.md")


def test_the_design_notes_name_what_there_is() -> None:
    words = set(re.findall(r"\w+", page("docs/design/cases.md")))
    assert {one.value for one in [*State, *Outcome, *Reason]} <= words
    assert {one.value for one in [*Theme, *Signal, *Label]} <= ticked("docs/tone.md")
    assert set(tone.scorers()) <= ticked("docs/tone.md")
    assert set(tone.scorers()) <= ticked("docs/design/tone.md")
    assert set(metadata.tables) <= ticked("docs/design/data.md")


def test_the_map_shows_every_module() -> None:
    shown = ticked("docs/design/map.md")
    for package in ("monitor", "monitor/sources", "monitor/telling", "monitor/answering", "connectors", "alerts"):
        for path in (ROOT / package).iterdir():
            if path.suffix == ".py" and path.stem not in ("__init__", "py"):
                assert path.name in shown, path
            elif (path / "__init__.py").exists():
                assert f"{path.name}/" in shown, path
    files = {name for name in shown if name.endswith(".py") and "/" not in name}
    there = {path.name for package in ("monitor", "connectors", "alerts") for path in (ROOT / package).rglob("*.py")}
    assert files <= there


def test_the_readme_leads_to_every_page() -> None:
    linked = set(re.findall(r"\]\(([^)#]+)", page("README.md")))
    assert {name for name in NAMES if name != "README.md" and not name.startswith("docs/design/")} <= linked
    assert {Path(name).name for name in NAMES if name.startswith("docs/design/")} <= set(
        re.findall(r"\]\(([^)#/]+)", page("docs/design/map.md"))
    ) | {"map.md"}


# -- examples --------------------------------------------------------------------------------------------------------


def anchors(text: str) -> set[str]:
    """The anchors that GitHub gives the headings of a page."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page(name)):
        if re.match(r"https?://|mailto:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (ROOT / name).parent / path if path else ROOT / name
        assert there.exists(), target
        assert not anchor or anchor in anchors(there.read_text(encoding="utf-8")), target


# What a block leaves out, so that a page can show three lines and still be checked.
REST = {
    "people": "people:\n  maria: {email: maria@harborplumbing.example, slack: U012AB3CD}\n",
    "brands": "brands:\n  - {name: Harbor Plumbing, answered_by: maria}\n",
}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param(name, text, id=f"{name}-{number}")
        for name in NAMES
        for number, (_, info, text) in enumerate(blocks(name, "yaml"))
        if name != "docs/adding.md"
    ],
)
def test_every_piece_of_configuration_is_understood(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    missing = [rest for key, rest in REST.items() if not re.search(rf"^{key}:", text, re.MULTILINE)]
    path.write_text("".join(missing) + text, encoding="utf-8")
    if "words-de.toml" in text:  # the page shows that file too
        (words,) = [words for _, _, words in blocks(name, "toml")]
        (tmp_path / "words-de.toml").write_text(words, encoding="utf-8")
    assert load(path, SECRETS).brands


def commands(text: str) -> Iterator[list[str]]:
    """The arguments of every ``earful …`` in shell lines."""
    for line in text.replace("\\\n", " ").splitlines():
        for part in re.split(r"\|\||&&|[|;]", re.sub(r"(^|\s)#.*$", "", line)):
            words = shlex.split(re.split(r"\s\d?[<>]", part)[0])
            while words and re.fullmatch(r"\w+=\S*", words[0]):
                words = words[1:]
            if words and words[0] in ("earful", ".venv/bin/earful"):
                yield words[1:]


@pytest.mark.parametrize("name", NAMES)
def test_every_command_line_is_understood(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [text for _, _, text in blocks(name, "sh", "console")]
    lines += [span for span in ticked(name) if span.startswith("earful ") and "…" not in span]
    for words in commands("\n".join(lines)):
        filled = [{"N": "1", "CASE": "1", "PERSON": "maria", "NAME": "maria"}.get(word, word) for word in words]
        if filled == ["VERB", "--help"] or filled in [[verb] for verb in parsers()]:
            continue  # spoken of, not typed
        with contextlib.suppress(SystemExit):  # after --help, or after an error
            cli.parser().parse_args(filled)
        assert not capsys.readouterr().err, words


@pytest.mark.parametrize("name", NAMES)
def test_no_page_names_a_place_on_somebodys_disk(name: str) -> None:
    ours = (
        "/data",
        "/config",
        "/run/secrets",
        "/etc",
        "/api",
        "/path/to",
        "/comments/feed",
        "/opt/earful",
        "/invite",
        "/ingest",
        "/do/",
        "/sign-in",
        "/live",
        "/cases",
        "/storms",
        "/people",
        "/sources",
        "/outbox",
        "/setup",
        "/accounts",
        "/doings",
        "/mentions",
        "/brands",
        "/feeds",
        "/me",
        "/waiting",
        "/figures",
        "/mutes",
        "/learned",
        "/audit",
        "/reach",
        "/tokens",
        "/test-alert",
        "/healthz",
        "/readyz",
        "/metrics",
        "/earful",
        "/slack/",
        "/digest/",
    )
    text = re.sub(r"\w*:?//\S+", "", page(name))
    found = re.findall(r"(?<![\w.~}<)*-])/[a-z][\w.-]*(?:/[\w.-]+)*", text)
    assert [path for path in found if not path.startswith(ours) and path != "/tmp"] == []


def objects(text: str) -> list[dict[str, Any]]:
    """The JSON objects in a text, also such as go over several lines."""
    found, at = [], 0
    while at < len(text.rstrip()):
        one, at = json.JSONDecoder().raw_decode(text, at)
        found.append(one)
        at += len(text[at:]) - len(text[at:].lstrip())
    return found


def alike(said: object, is_: object) -> bool:
    """The same, give or take .1 where it is a number: tuning a rule need not touch the pages."""
    if isinstance(said, float) and isinstance(is_, float):
        return abs(said - is_) <= 0.1
    return said == is_


FILTERED = [
    (name, n)
    for name in NAMES
    for n, block in enumerate(blocks(name))
    if re.search(r"\| earful (?:match|score|storms)", block[2])
]


@pytest.mark.parametrize(("name", "number"), FILTERED)
def test_what_a_page_pipes_into_earful_comes_out_as_it_says(name: str, number: int) -> None:
    _, _, shell = blocks(name)[number]
    language, _, promised = blocks(name)[number + 1]
    assert language == "json"
    out = io.StringIO()
    for line in shell.replace("\\\n", " ").splitlines():
        given, _, command = line.partition(" | ")
        printf, form, *lines = shlex.split(given)
        assert (printf, form) == ("printf", "%s\\n")
        words = next(commands(command))
        stdin = [f"{text}\n".encode() for text in lines]
        config = load(ROOT / "config.yaml", {})  # the one that a newcomer has
        match words[0]:
            case "match":
                status = filters.match(config, stdin, out)
            case "score":
                status = filters.score(None, stdin, out)
            case _:
                status = filters.storms(15, stdin, out)
        assert status == 0
    made = [json.loads(line) for line in out.getvalue().splitlines()]
    for said, is_ in zip(objects(promised), made, strict=True):
        assert said.keys() == is_.keys()
        assert all(alike(value, is_[key]) for key, value in said.items()), is_


@pytest.fixture(scope="module")
def demo() -> str:
    out = io.StringIO()
    assert asyncio.run(tell(out, pause=False)) == 0
    return out.getvalue()


@pytest.mark.slow
def test_the_picture_of_the_demo_is_true(demo: str) -> None:
    [picture] = [text for _, info, text in blocks("README.md", "text") if "demo" in info]
    lines = [line.strip() for line in picture.splitlines() if line.strip() and line.strip() != "…"]
    assert len(lines) >= 15
    at = 0
    for line in lines:  # in this order; what ends in … was cut
        found = demo.find(line.removesuffix("…").rstrip(), at)
        assert found >= 0, line
        at = found


async def test_once_shows_what_the_readme_shows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [shown] = [text for _, info, text in blocks("README.md", "json") if "once" in info]
    [whole] = [text for _, info, text in blocks("README.md", "yaml") if "config.yaml" in info]
    complaint = next(one["text"] for one in objects(shown) if one["event"] == "post")
    async with ToyForum() as forum:
        forum.say("Dana R.", "Never again", complaint, datetime.now(UTC) - timedelta(hours=2))
        path = tmp_path / "config.yaml"
        there = f'sources:\n  - {{kind: rss, url: "{forum.feed_url}", name: Town forum, allow_private: true}}\n'
        path.write_text(re.sub(r"^sources:\n(?:[ #].*\n)+", there, whole, flags=re.MULTILINE), encoding="utf-8")
        config = load(path, SECRETS)
        assert await once.once(config, dry_run=True, as_new=timedelta(days=7), as_json=True) == 0
    made = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for said, is_ in zip(objects(shown), made, strict=True):
        differ = {"id", "url", "post", "published", "waiting_since", "due", "body", "service", "author"}
        if said["event"] != "post":
            differ -= {"author", "id"}
        assert said.keys() <= is_.keys()
        assert all(alike(value, is_[key]) for key, value in said.items() if key not in differ), (said, is_)
        assert "body" not in said or is_["body"].startswith(said["body"].removesuffix("…"))


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"><title>Forum</title>
<entry><id>2</id><title>Re: Boiler</title><updated>{now}</updated><content>We are on our way.</content>
  <author><name>Harbor</name><uri>https://forum.example/u/harbor</uri></author><thr:in-reply-to ref="1"/></entry>
<entry><id>1</id><title>Boiler</title><updated>{now}</updated><content>Harbor Plumbing never called back!</content>
  <author><name>Dana</name></author></entry></feed>"""


async def test_a_reply_from_our_account_is_an_answer_as_the_page_says(tmp_path: Path) -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    async with ToyForum() as forum:
        url = forum.serve("/atom", ATOM.format(now=now.isoformat()), "application/atom+xml")
        host = url.removeprefix("http://").removesuffix("/atom")
        path = tmp_path / "config.yaml"
        path.write_text(
            "brands:\n  - name: Harbor Plumbing\n"
            f'    our_accounts: [{{service: "{host}", id: https://forum.example/u/harbor}}]\n'
            f"sources:\n  - {{kind: rss, url: {url}, allow_private: true}}\n"
        )
        async with App(load(path, {}), clock=SetClock(now)) as app:
            [source] = app.parts.config.sources.values()
            await app.poll(source, as_new=DAY)
            [case] = (await app.decide()).cases.values()
    assert (case.state, case.answered_by) == (State.ANSWERED, "Harbor")


# -- the table of the cases ------------------------------------------------------------------------------------------

T0 = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Result = tuple[Case, Sequence[Say]]


def policy(*ladder: Rung) -> Policy:
    return Policy(
        answered_by="maria",
        answer_within=4 * HOUR,
        ladder=ladder,
        alert_when="angry",
        due=lambda since: since + 4 * HOUR,
        awake=lambda start, span, person, severity=4: start + span,
    )


def heard(at: datetime, anger: float = 0.6, **changes: Any) -> Heard:
    base = Heard(
        at=at, author="Dana", brand="Harbor", unhappy=True, happy=False, points=Points(anger=anger), written=at
    )
    return replace(base, **changes)


def in_state(state: State, ladder: Policy) -> Case:
    """A case in that state, of which Maria and Sam have heard."""
    case, _ = open_case(heard(T0), ladder)
    case, _ = step(case, Act(T0, "maria", "give", "sam"), ladder)
    case, _ = step(case, Act(T0, "sam", "give", "maria"), ladder)
    deed = {
        State.TAKEN: "take",
        State.PROMISED: "promise",
        State.ANSWERED: "answered",
        State.SNOOZED: "snooze",
        State.CLOSED: "not_us",
    }.get(state)
    return step(case, Act(T0, "maria", deed, until=T0 + 8 * DAY), ladder)[0] if deed else case


def after(*events: Callable[[Case], Any], ladder: Policy | None = None) -> Callable[[State], Result]:
    rules = ladder or policy()

    def play(state: State) -> Result:
        case, says = in_state(state, rules), list[Say]()
        for event in events:
            case, says = step(case, event(case), rules)
        return case, says

    return play


def deed(verb: str, value: str = "") -> Callable[[State], Result]:
    return after(lambda _: Act(T0 + HOUR, "maria", verb, value, until=T0 + DAY))


def tick(span: timedelta) -> Callable[[Case], Tick]:
    return lambda _: Tick(T0 + span)


EVENTS: dict[str, Callable[[State], Result]] = {
    "an unhappy post": after(lambda _: heard(T0 + HOUR)),
    "an unhappy post that is worse": after(lambda _: heard(T0 + HOUR, 0.9)),
    "a happy post": after(lambda _: heard(T0 + HOUR, unhappy=False, happy=True, points=Points())),
    "a post that is neither": after(lambda _: heard(T0 + HOUR, unhappy=False, points=Points())),
    "the time it was put off to": after(tick(8 * DAY)),
    "the post is deleted": after(lambda _: Gone(T0 + HOUR)),
    "7 days after that": after(lambda _: Gone(T0 + HOUR), tick(7 * DAY + HOUR)),
    "a step of the ladder, for somebody who knows": after(tick(HOUR), ladder=policy(Rung(HOUR, "sam"))),
    "a step of the ladder, for somebody new": after(tick(HOUR), ladder=policy(Rung(HOUR, "joe"))),
    "answer_within is over": after(tick(4 * HOUR)),
    "and half of it again": after(tick(4 * HOUR), tick(6 * HOUR)),
    "14 quiet days after the answer": after(tick(14 * DAY)),
    "take": after(lambda _: Act(T0 + HOUR, "sam", "take")),  # the same person once more says nothing
    "promise": deed("promise"),
    "answered": deed("answered"),
    "snooze": deed("snooze"),
    "give to somebody": deed("give", "sam"),
    "not-us, not-angry": deed("not_angry"),
    "close --as lost": deed("close", "lost"),
    "close --as disputed": deed("close", "disputed"),
    "close --as won_back": deed("close", "won_back"),
}


def cells() -> dict[str, list[str]]:
    table = rows(sections("docs/design/cases.md")["The table"])
    return {name.replace("`", ""): found for name, found in table.items() if name not in ("event", "---")}


def test_the_table_has_a_row_for_every_event() -> None:
    assert list(cells()) == [*EVENTS, "undo of the last deed"]


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("state", State)
def test_the_table_of_the_cases_is_true(event: str, state: State) -> None:
    cell = cells()[event][list(State).index(state)]
    if cell == "–":
        return
    if cell == "refused":
        with pytest.raises(Refused):
            EVENTS[event](state)
        return
    word, _, reason = cell.partition(", ")
    case, says = EVENTS[event](state)
    assert case.state is (state if word == "stays" else State(word))
    assert [say.reason.value for say in says] == ([reason] if reason else [])


@pytest.mark.parametrize("state", [state for state in State if state is not State.OPEN])
def test_undo_is_as_the_table_says(state: State) -> None:
    before, case = in_state(State.OPEN, policy()), in_state(state, policy())
    back, says = restored(case, before, T0 + HOUR, "maria", policy())
    assert (back.state, [say.reason for say in says]) == (State.OPEN, [Reason.UNDONE])


def test_a_case_that_says_nothing_when_nobody_has_heard_of_it() -> None:
    rules = replace(policy(), alert_when="storm")
    case, says = open_case(heard(T0), rules)
    assert not says
    assert step(case, Act(T0 + HOUR, "maria", "take"), rules)[1] == []
    assert step(case, heard(T0 + HOUR, unhappy=False, happy=True), rules)[1] == []
