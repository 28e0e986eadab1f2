"""The configuration: good files become a Config, bad ones every problem at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import alerts
import connectors
from monitor.config import (
    Account,
    Config,
    ConfigError,
    Digest,
    Person,
    QuietHours,
    Retention,
    Shift,
    Step,
    describe,
    load,
    values,
)
from monitor.config.reader import options_of
from monitor.config.schema import SECTIONS

Read = Callable[..., Config]
Wrong = Callable[..., str]

DATA = Path(__file__).parent / "data" / "config"
DOCS = Path(__file__).parent.parent / "docs" / "config.md"
ENV = {"EMPTY": "", "NO_SUCH_FILE_FILE": "no/such/file", "SLACK_MEMBER": "maria"}

SMALL = """\
timezone: Europe/Berlin
people: {maria: {email: maria@example.com}}
brands: [{name: Harbor Plumbing}]
sources: [{kind: news}]
"""


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Loads a text as if it were the owner's file."""

    def reading(text: str, env: Mapping[str, str] | None = None) -> Config:
        path = tmp_path / "config.yaml"
        path.write_text(text, encoding="utf-8")
        return load(path, env or {})

    return reading


@pytest.fixture
def wrong(read: Read, tmp_path: Path) -> Wrong:
    """The problems of a text, as they are shown."""

    def complaining(text: str, env: Mapping[str, str] | None = None) -> str:
        with pytest.raises(ConfigError) as caught:
            read(text, env)
        return str(caught.value).replace(f"{tmp_path}/", "")

    return complaining


# Bad files


BAD = sorted(path.stem for path in DATA.glob("*.yaml"))


def test_there_are_many_bad_files() -> None:
    assert len(BAD) >= 20
    assert {path.stem for path in DATA.glob("*.txt")} == set(BAD)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gives_exactly_this(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DATA)
    with pytest.raises(ConfigError) as caught:
        load(Path(f"{name}.yaml"), ENV)
    assert f"{caught.value}\n" == (DATA / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", BAD)
def test_problems_are_sorted_and_speak_no_jargon(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DATA)
    with pytest.raises(ConfigError) as caught:
        load(Path(f"{name}.yaml"), ENV)
    lines = [problem.line for problem in caught.value.problems]
    assert lines == sorted(lines)
    text = str(caught.value)
    assert not re.search(r"pydantic|ruamel|scalar|mapping|sequence|NoneType|Traceback|input should|valid string", text)


def test_no_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DATA)
    with pytest.raises(ConfigError) as caught:
        load(Path("secrets_stay_hidden.yaml"), {})
    text = str(caught.value)
    for secret in ("hunter2", "0123456789abcdef", "T0/B0", "xoxb", "nothing", "abcdef"):
        assert secret not in text


def test_a_secret_is_not_shown_when_the_yaml_is_broken(wrong: Wrong) -> None:
    said = wrong("alerts:\n  slack: {token: xoxb-1234567890, channel: general\n  email: {pasword: hunter22}\n")
    assert "config.yaml:2:" in said
    assert "xoxb" not in said
    assert "hunter22" not in said


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"Copy the shipped config\.yaml") as caught:
        load(tmp_path / "config.yaml", {})
    (problem,) = caught.value.problems
    assert (problem.line, problem.snippet) == (0, "")
    assert str(problem).startswith(f"{tmp_path}/config.yaml: there is no such file.")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is a folder"):
        load(tmp_path, {})


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(b"a: 1\n" * 500_000)
    with pytest.raises(ConfigError, match="too big"):
        load(path, {})


def test_deep_nesting_is_a_problem_and_no_crash(wrong: Wrong) -> None:
    assert "config.yaml" in wrong("brands: " + "[" * 600)
    assert "config.yaml" in wrong("brands: " + "[" * 600 + "]" * 600)


def test_an_alias_that_holds_itself(wrong: Wrong) -> None:
    assert "config.yaml:1: brands" in wrong("brands: &b [*b]\n")


# YAML 1.2


@pytest.mark.parametrize(
    "written",
    [
        "21:00",
        "no",
        "No",
        "on",
        "off",
        "yes",
        "012",
        "0x1F",
        "1_000",
        "3",
        "1e3",
        "2024-01-01",
        "true",
        "=",
        "3.10",
        ".5",
    ],
)
def test_a_name_is_what_was_written(read: Read, written: str) -> None:
    assert list(read(f"brands: [{{name: {written}}}]").brands) == [written]


@pytest.mark.parametrize("written", ["21:00", '"21:00"', "'21:00'"])
def test_a_time_of_day_needs_no_quotes(read: Read, written: str) -> None:
    config = read(f"{SMALL}alerts: {{quiet_hours: {{from: {written}, to: 07:00}}}}")
    assert config.alerts.quiet_hours == QuietHours(time(21), time(7), "storm")


@pytest.mark.parametrize(
    ("written", "meant"), [("yes", True), ("on", True), ("True", True), ("no", False), ("off", False), ("false", False)]
)
def test_yes_and_no(read: Read, written: str, meant: bool) -> None:
    config = read(SMALL.replace("{kind: news}", f"{{kind: news, allow_private: {written}}}"))
    assert config.sources["news"].allow_private is meant


def test_a_number_with_a_zero_in_front_is_in_tens(read: Read) -> None:
    assert read(f"{SMALL}page: {{port: 08080}}").page.port == 8080


def test_a_yaml_directive_changes_nothing(read: Read) -> None:
    assert list(read("%YAML 1.1\n---\nbrands: [{name: no}, {name: 21:00}]\n").brands) == ["no", "21:00"]


def test_windows_line_ends_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert list(load(path, {}).brands) == ["Harbor Plumbing"]


def test_anchors_and_merging(read: Read) -> None:
    config = read(
        "x-promise: &promise {answer_within: 2h, not_us: &not [Pearl Harbor]}\n"
        "brands:\n"
        "  - {name: Harbor Plumbing, <<: *promise}\n"
        "  - {name: Harbor Heating, <<: *promise, answer_within: 3h}\n"
        "  - {name: Harbor Roofing, not_us: *not}\n"
    )
    plumbing, heating, roofing = config.brands.values()
    assert (plumbing.answer_within, heating.answer_within) == (timedelta(hours=2), timedelta(hours=3))
    assert plumbing.names.not_us == heating.names.not_us == roofing.names.not_us == ("Pearl Harbor",)


# Values


@pytest.mark.parametrize(("text", "meant"), [("14", 14.0), ("90.5", 90.5), ("30d", 30.0), ("2 weeks", 14.0)])
def test_days_to_a_false_storm(read: Read, text: str, meant: float) -> None:
    config = read(f"brands: [{{name: Harbor Plumbing}}]\nalerts: {{max_false_per_days: {text}}}")
    assert config.alerts.max_false_per_days == meant


@pytest.mark.parametrize("text", ["0", "-1", "12h", "4000", "nan", "often"])
def test_days_to_a_false_storm_that_make_no_sense(read: Read, text: str) -> None:
    with pytest.raises(ConfigError, match="max_false_per_days"):
        read(f"brands: [{{name: Harbor Plumbing}}]\nalerts: {{max_false_per_days: {text}}}")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("4h", timedelta(hours=4)),
        ("30m", timedelta(minutes=30)),
        ("1d 12h", timedelta(hours=36)),
        ("1d12h", timedelta(hours=36)),
        ("90s", timedelta(seconds=90)),
        ("1.5 hours", timedelta(minutes=90)),
        ("1 hour and 30 minutes", timedelta(minutes=90)),
        ("2 Weeks", timedelta(days=14)),
        ("2y", timedelta(days=730)),
        ("0", timedelta()),
    ],
)
def test_durations(text: str, meant: timedelta) -> None:
    assert values.duration(text) == meant


@pytest.mark.parametrize(
    "text", ["", "4", "h", "4 hands", "-4h", "4h x", "one hour", "1:30", "9999999999y", "4h,, 3m ,x"]
)
def test_no_durations(text: str) -> None:
    with pytest.raises(values.Misread):
        values.duration(text)


WEEK = frozenset(range(5))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("mon-fri 08:00-18:00", [Shift(WEEK, time(8), time(18))]),
        ("Weekdays 8:00 - 18:00", [Shift(WEEK, time(8), time(18))]),
        (
            "mon-fri 08:00-18:00, sat 09:00-12:00",
            [Shift(WEEK, time(8), time(18)), Shift(frozenset({5}), time(9), time(12))],
        ),
        ("mon, wednesday 09:00-12:00", [Shift(frozenset({0, 2}), time(9), time(12))]),
        ("sat-mon 10:00-11:00", [Shift(frozenset({5, 6, 0}), time(10), time(11))]),
        ("00:00-24:00", [Shift(frozenset(range(7)), time(0), time.max)]),
        ("mon 09:00-12:00, mon 11:00-14:00", [Shift(frozenset({0}), time(9), time(14))]),
        ("fri 22:00-02:00", [Shift(frozenset({4}), time(22), time.max), Shift(frozenset({5}), time(0), time(2))]),
    ],
)
def test_hours(text: str, meant: list[Shift]) -> None:
    assert list(values.hours(text)) == meant


@pytest.mark.parametrize(
    "text", ["", "mon", "mon 8-18", "someday 8:00-9:00", "mon 9:00-9:00", "mon-fri", "9:00", "mon-x 9:00-10:00"]
)
def test_no_hours(text: str) -> None:
    with pytest.raises(values.Misread):
        values.hours(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("weekdays 08:00", Digest(WEEK, time(8))),
        ("daily 18:30", Digest(frozenset(range(7)), time(18, 30))),
        ("mondays 08:00", Digest(frozenset({0}), time(8))),
        ("mon, thu 8:00", Digest(frozenset({0, 3}), time(8))),
        ("false", None),
        ("No", None),
    ],
)
def test_digests(text: str, meant: Digest | None) -> None:
    assert values.digest(text) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("mastodon.example", "https://mastodon.example"),
        ("mastodon.example/path?a=b", "https://mastodon.example/path?a=b"),
        ("http://mastodon.example", "http://mastodon.example"),
        ("localhost:8080", "http://localhost:8080"),
        ("127.0.0.1:8080/feed", "http://127.0.0.1:8080/feed"),
        ("http://forum/feed", "http://forum/feed"),
        ("https://[2001:db8::1]/feed", "https://[2001:db8::1]/feed"),
        ("https://bücher.example/é", "https://bücher.example/é"),
    ],
)
def test_web_addresses(written: str, meant: str) -> None:
    assert values.web_address(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "forum",
        "ftp://a.example",
        "https://",
        "https://a b.example",
        "http://[::1",
        "https://a.example:x",
        "javascript:alert(1)",
    ],
)
def test_no_web_addresses(text: str) -> None:
    with pytest.raises(values.Misread):
        values.web_address(text)


# Variables


def channel(config: Config, name: str) -> Any:
    return config.destinations[name].channel


MAIL = f"{SMALL}alerts: {{console: true, email: {{server: smtp.example.com, from: a@example.com, user: u, password: '${{PW}}'}}}}"


def test_a_variable(read: Read) -> None:
    config = read(MAIL, {"PW": 'p"w: #$\\{}'})
    assert channel(config, "email").password == 'p"w: #$\\{}'
    assert 'p"w: #$\\{}' in config.secrets


def test_a_variable_from_a_file(read: Read, tmp_path: Path) -> None:
    (tmp_path / "pw").write_bytes(b"hunter22\r\n")
    config = read(MAIL, {"PW_FILE": str(tmp_path / "pw")})
    assert channel(config, "email").password == "hunter22"
    assert "hunter22" in config.secrets


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff\xfe", b"x" * 100_000])
def test_a_variable_from_a_bad_file_fails_loudly(wrong: Wrong, tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "pw").write_bytes(content)
    assert "config.yaml:5: alerts.email.password: PW_FILE names" in wrong(MAIL, {"PW_FILE": str(tmp_path / "pw")})


def test_a_variable_and_its_file_together(wrong: Wrong) -> None:
    assert "both PW and PW_FILE are set in the environment" in wrong(MAIL, {"PW": "hunter22", "PW_FILE": "pw"})


@pytest.mark.parametrize(
    ("dotenv", "meant"),
    [
        ("PW=hunter22\n", "hunter22"),
        ("# a comment\n\nexport PW = hunter22  # mine\r\n", "hunter22"),
        ("PW='hunter #22'\n", "hunter #22"),
        ('PW="hunter 22" # mine', "hunter 22"),
        ("PW=hunter#22=$x", "hunter#22=$x"),
        ("\ufeffPW=hunter22", "hunter22"),
        ("PW=first1\nPW=second2", "second2"),
    ],
)
def test_dotenv(read: Read, tmp_path: Path, dotenv: str, meant: str) -> None:
    (tmp_path / ".env").write_text(dotenv, encoding="utf-8")
    assert channel(read(MAIL), "email").password == meant


def test_the_environment_wins_over_dotenv(read: Read, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PW=from-dotenv\nPW_FILE=neither")
    assert channel(read(MAIL, {"PW": "from-environment"}), "email").password == "from-environment"


def test_a_bad_line_in_dotenv_is_named_and_not_shown(wrong: Wrong, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PW=hunter22\nhunter23\n")
    said = wrong(MAIL)
    assert said.startswith(".env:2: this line is no NAME=value.")
    assert "hunter" not in said


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Costs $$5", "Costs $5"),
        ("$HOME", "$HOME"),
        ("$${HOME}", "${HOME}"),
        ("${NONE:-Harbor} Plumbing", "Harbor Plumbing"),
        ("${EMPTY:-Harbor}", "Harbor"),
        ("${CITY} ${CITY:-x}", "Springfield Springfield"),
    ],
)
def test_dollars(read: Read, written: str, name: str) -> None:
    assert list(read(f"brands: [{{name: '{written}'}}]", {"CITY": "Springfield", "EMPTY": ""}).brands) == [name]


@pytest.mark.parametrize("written", ["${", "${}", "${1A}", "${A", "${A B}", "${A-x}"])
def test_a_variable_that_is_not_written_right(wrong: Wrong, written: str) -> None:
    assert "a variable is not written right" in wrong(f"brands: [{{name: '{written}'}}]")


def test_secrets_are_gathered_and_not_in_the_repr(read: Read) -> None:
    config = read(
        SMALL + "heartbeat: https://hc.example/ping/0123\ndatabase: postgres://earful:hunter22@db.example/earful\n"
        "alerts: {webhook: {url: https://hooks.example/abcdef, secret: '${SIGN}'}, slack: {channel: c, token: xoxb-123}}\n",
        {"SIGN": "sign-me"},
    )
    assert config.database == "postgresql+psycopg://earful:hunter22@db.example/earful"
    expected = {"https://hc.example/ping/0123", "hunter22", "https://hooks.example/abcdef", "sign-me", "xoxb-123"}
    assert expected <= config.secrets
    for secret in expected:
        assert secret not in repr(config)
    assert all(len(secret) >= 4 for secret in config.secrets)


# Defaults


def test_the_shortest_file(read: Read, tmp_path: Path) -> None:
    config = read("brands: [{name: Harbor Plumbing}]")
    brand = config.brands["Harbor Plumbing"]
    assert config.timezone == ZoneInfo("UTC")
    assert config.people == {"owner": Person(name="owner")}
    assert config.operator == brand.answered_by == "owner"
    assert brand.answer_within == timedelta(hours=4)
    assert (brand.if_nobody_takes_it, brand.our_accounts, brand.names.exact_case) == ((), (), False)
    assert config.sources == {}
    assert list(config.destinations) == ["console"]
    assert config.alerts.alert_when == "angry"
    assert (config.alerts.anger_from, config.alerts.complaint_from, config.alerts.low_stars) == (0.5, 0.5, 0.4)
    assert config.alerts.max_false_per_days == 90
    assert (config.alerts.quiet_hours, config.alerts.digest) == (None, None)
    assert (config.scorer, dict(config.scorer_options)) == ("earful", {})
    assert (config.database, config.contact, config.heartbeat, config.page.port) == ("", "", "", None)
    assert config.data == str(tmp_path / "data")
    assert config.retention == Retention(
        matched=timedelta(days=730), unmatched=timedelta(days=30), unlisted=timedelta(days=30)
    )
    assert config.secrets == frozenset()
    assert len([note for note in config.notes if note.startswith(("timezone:", "people:", "sources:"))]) == 3


def test_the_environment_names_the_data_folder(read: Read, tmp_path: Path) -> None:
    assert read(f"{SMALL}data: here").data == str(tmp_path / "here")
    assert read(f"{SMALL}data: /var/lib/earful").data == "/var/lib/earful"
    assert read(f"{SMALL}data: here", {"EARFUL_DATA": "/data"}).data == "/data"


def test_the_file_of_the_design(read: Read) -> None:
    config = read(
        (DATA / "good" / "harbor.yaml").read_text(), {"SMTP_PASSWORD": "hunter22", "SLACK_BOT_TOKEN": "xoxb-1-2"}
    )
    maria, sam = config.people.values()
    assert (maria.slack, maria.hours, sam.email) == (
        "U012AB3CD",
        (Shift(WEEK, time(8), time(18)),),
        "sam@harborplumbing.example",
    )
    brand = config.brands["Harbor Plumbing"]
    assert brand.names.also_called == ("Harbor Plumbing & Heating", "@harborplumbing")
    assert brand.our_accounts == (Account("mastodon.example", "@harborplumbing"),)
    assert brand.if_nobody_takes_it == (Step(timedelta(hours=1), "maria"), Step(timedelta(hours=4), "sam"))
    assert list(config.sources) == ["news", "Town forum", "reviews reviews.example", "mastodon #harborplumbing"]
    assert config.sources["news"].connector.search == ("Harbor Plumbing", "Harbor Plumbing & Heating")
    assert config.sources["news"].searches
    assert not config.sources["Town forum"].searches
    assert config.sources["reviews reviews.example"].about == "Harbor Plumbing"
    assert config.alerts.digest == Digest(WEEK, time(8))
    assert list(config.destinations) == ["email", "slack"]
    assert channel(config, "email").from_ == "Earful <earful@harborplumbing.example>"
    assert (config.operator, config.page.port) == ("sam", 8080)
    assert describe(config).startswith(
        f"{config.file} is fine: 2 people, 1 brand, 4 sources, alerts by email and slack.\n"
    )
    assert any(note.startswith("people.sam: is told by mail, where nothing can be pressed") for note in config.notes)
    assert config.faults == ()


def test_one_word_where_a_list_is_expected(read: Read) -> None:
    names = read("brands: [{name: A1B, also_called: Able, not_us: Pearl Harbor, exact_case: Able}]").brands["A1B"].names
    assert (names.also_called, names.not_us, names.exact_case) == (("Able",), ("Pearl Harbor",), ("Able",))


def test_a_lone_phrase_with_a_comma_is_asked_about(read: Read) -> None:
    config = read("brands: [{name: Gap, only_with: 'jeans'}]\n")
    assert config.brands["Gap"].names.only_with == ("jeans",)
    config = read("brands:\n  - name: Gap\n    only_with: jeans, store\n")
    assert config.brands["Gap"].names.only_with == ("jeans, store",)
    assert any(note.startswith("brands.0.only_with: is read as one phrase") for note in config.notes)


# Sources


def sources_of(config: Config) -> list[str]:
    return list(config.sources)


@pytest.mark.parametrize("key", ["url", "server", "base_url"])
def test_an_address_by_any_name(read: Read, key: str) -> None:
    config = read(f"{SMALL.partition('sources')[0]}sources: [{{kind: rss, {key}: forum.example/feed}}]")
    assert config.sources["rss forum.example"].connector.url == "https://forum.example/feed"


def test_every_kind_has_a_rhythm_of_its_own(read: Read) -> None:
    config = read(SMALL)
    kind: Any = connectors.connector("news")
    assert config.sources["news"].every == kind.every >= timedelta(minutes=5)
    assert config.sources["news"].deadline == timedelta(seconds=60)


def test_default_names_are_unique_and_hold_no_path(read: Read) -> None:
    config = read(
        SMALL.partition("sources")[0] + "sources:\n"
        "  - {kind: rss, url: https://forum.example/secret-token/a}\n"
        "  - {kind: rss, url: https://forum.example/secret-token/b}\n"
        "  - {kind: rss, url: https://other.example/feed, name: rss forum.example}\n"
        "  - {kind: news, search: [Pipes, Boilers]}\n"
        "  - {kind: mastodon, server: mastodon.example, hashtag: '#Pipes'}\n"
    )
    assert sources_of(config) == [
        "rss forum.example 2",
        "rss forum.example 3",
        "rss forum.example",
        "news Pipes",
        "mastodon #Pipes",
    ]


def test_what_is_searched_for(read: Read) -> None:
    brands = (
        "brands:\n"
        "  - {name: Harbor Plumbing, also_called: [Harbor Pipes, '@harbor', '#harbor', harbor.example, 'https://harbor.example/x']}\n"
        "  - {name: Dr. Lee, also_called: [harbor.example/lee]}\n"
    )
    config = read(
        f"{brands}sources: [{{kind: news}}, {{kind: hackernews, about: Dr. Lee}}, {{kind: hackernews, search: Pipes, name: p}}]"
    )
    searched = [source.connector.search for source in config.sources.values()]
    assert searched == [("Harbor Plumbing", "Harbor Pipes", "Dr. Lee"), ("Dr. Lee",), ("Pipes",)]


def test_on_x_handles_and_hashtags_are_searched_for_too(read: Read) -> None:
    aliases = (
        '["@harborplumbing", "#harbor", "#24", "@harbor@mastodon.example", "@harbor.bsky.social", "harbor.example"]'
    )
    config = read(
        f"brands: [{{name: Harbor Plumbing, also_called: {aliases}}}]\n"
        "sources: [{kind: x, token: abc, monthly_cap: 5}, {kind: news}]"
    )
    searched = [source.connector.search for source in config.sources.values()]
    assert searched == [("Harbor Plumbing", "@harborplumbing", "#harbor"), ("Harbor Plumbing",)]


def test_inside_the_own_network_a_source_may_be_asked_every_second(read: Read) -> None:
    config = read(
        f"{SMALL.partition('sources')[0]}sources: [{{kind: rss, url: 'http://127.0.0.1:1/f', allow_private: true, every: 1s}}]"
    )
    assert config.sources["rss 127.0.0.1:1"].every == timedelta(seconds=1)
    assert config.notes == ()


def test_one_server_or_several(read: Read) -> None:
    start = SMALL.partition("sources")[0]
    config = read(f"{start}sources: [{{kind: bluesky}}, {{kind: bluesky, url: stream.example, name: Ours}}]")
    assert list(config.sources) == ["bluesky", "Ours"]
    assert config.sources["Ours"].connector.server == ("stream.example",)
    config = read(f"{start}sources: [{{kind: bluesky, server: ['ws://127.0.0.1:6008', wss://b.example]}}]")
    (source,) = config.sources.values()
    assert (source.name, source.connector.server) == (
        "bluesky 127.0.0.1:6008",
        ("ws://127.0.0.1:6008", "wss://b.example"),
    )
    assert any("inside your own network" in note for note in config.notes)


def test_nobody_owns_a_whole_network(wrong: Wrong) -> None:
    start = SMALL.partition("sources")[0]
    said = wrong(f"{start}sources: [{{kind: bluesky, about: Harbor Plumbing}}]")
    assert "sources.0.about: would make every post on all of bluesky yours." in said
    member = "kind: mastodon_search, server: 'https://mastodon.example', token: abc, about: Harbor Plumbing"
    said = wrong(f"{start}sources: [{{{member}, everything: true}}]")
    assert "sources.0.about: would make every post on all of mastodon_search yours." in said
    said = wrong(f"{start}sources: [{{kind: bluesky, server: 'ftp://a.example'}}]")
    assert "must be an address like wss://jetstream.example" in said


def test_advice_about_sources(read: Read) -> None:
    config = read(
        SMALL.partition("sources")[0] + "sources:\n"
        "  - {kind: reviews, url: https://shop.example/kettle}\n"
        "  - {kind: rss, url: 'http://192.168.1.5/feed'}\n"
    )
    own, private = config.notes
    assert own.startswith("sources.0: reviews is usually a place of your own")
    assert private.startswith("sources.1: this address is inside your own network")


# Channels and people


def test_an_incoming_webhook_is_said_to_have_no_buttons(read: Read) -> None:
    start = SMALL.replace("email: maria@example.com", "slack: U012AB3CD")
    said = "posts by an incoming webhook, which has no buttons"
    config = read(f"{start}alerts: {{slack: {{webhook: https://hooks.example/canary}}}}")
    [note] = [note for note in config.notes if said in note]
    assert note.startswith("alerts.slack: ")
    assert f"note: {note}" in describe(config).splitlines()
    assert "canary" not in describe(config)
    named = read(f"{start}alerts: {{channels: {{team: {{kind: slack, webhook: https://hooks.example/canary}}}}}}")
    assert [note for note in named.notes if note.startswith(f"alerts.channels.team: {said}")]
    bot = read(f"{start}alerts: {{slack: {{channel: '#c', token: xoxb-1}}}}")
    assert not [note for note in bot.notes if said in note]


def test_channels_under_names_of_ones_own(read: Read) -> None:
    config = read(
        f"{SMALL}alerts:\n  console: yes\n  channels:\n    boss: {{kind: webhook, url: https://hooks.example/boss}}\n"
        "channels:\n  night: {kind: console, stream: stderr, allow_private: true}\n"
    )
    assert {name: each.kind for name, each in config.destinations.items()} == {
        "console": "console",
        "boss": "webhook",
        "night": "console",
    }
    assert config.destinations["night"].allow_private


def test_a_channel_name_is_used_once(wrong: Wrong) -> None:
    said = wrong(f"{SMALL}alerts: {{channels: {{c: {{kind: console}}}}}}\nchannels: {{c: {{kind: console}}}}\n")
    assert "config.yaml:6: channels.c: another channel is called 'c' already." in said


def test_a_channel_can_be_switched_off(read: Read) -> None:
    assert list(read(f"{SMALL}alerts: {{console: false, webhook: {{url: https://hooks.example/x}}}}").destinations) == [
        "webhook"
    ]


def test_with_several_people_the_first_is_the_operator(read: Read) -> None:
    config = read("people: {maria: {}, sam: {}}\nbrands: [{name: Harbor, answered_by: sam}]")
    assert config.operator == "maria"
    assert any(note.startswith("operator: is not given, so maria") for note in config.notes)


def test_a_person_with_an_address_that_no_channel_uses(wrong: Wrong) -> None:
    said = wrong(
        "people: {maria: {email: maria@example.com}}\nbrands: [{name: Harbor}]\n"
        "alerts: {slack: {channel: c, token: xoxb-1-2}}\n"
    )
    assert "config.yaml:1: people.maria: nobody can reach maria." in said
    assert "Give maria a slack:" in said


def test_a_broken_channel_hides_nobody(wrong: Wrong) -> None:
    said = wrong(
        "people: {maria: {email: maria@example.com}, sam: {}}\nbrands: [{name: Harbor, answered_by: maria}]\n"
        "alerts: {email: {server: smtp.example.com, from: a@example.com, user: u, password: '${PW}'}}\n"
    )
    assert "${PW} is not set" in said
    assert "people.sam: nobody can reach sam." in said
    assert "people.maria" not in said


def test_a_short_alias_is_a_note(read: Read) -> None:
    config = read("brands: [{name: Harbor Plumbing, also_called: [HP, '@hp']}]")
    assert len([note for note in config.notes if "so short a name" in note]) == 2


# The page


def test_where_the_page_listens(read: Read) -> None:
    page = read(
        f"{SMALL}page: {{port: 8080, host: localhost, address: 'https://earful.shop.example/', proxies: [10.0.0.5, 172.18.0.7/16],"
        " metrics_token: '${T}'}\n",
        {"T": "a-token-for-figures"},
    ).page
    assert (page.port, page.host, page.address) == (8080, "127.0.0.1", "https://earful.shop.example")
    assert page.proxies == ("10.0.0.5/32", "172.18.0.0/16")
    assert "a-token" not in repr(page)
    assert read(f"{SMALL}page: {{port: 8080, host: '[::1]'}}").page.host == "::1"


def test_the_environment_says_where_to_listen(read: Read, wrong: Wrong) -> None:
    assert read(f"{SMALL}page: {{port: 8080, host: 127.0.0.1}}", {"EARFUL_HOST": "0.0.0.0"}).page.host == "0.0.0.0"
    with pytest.raises(ConfigError, match=r"EARFUL_HOST: 'everywhere' is no address to listen on"):
        read(SMALL, {"EARFUL_HOST": "everywhere"})


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("port: 0", "'0' is no port"),
        ("host: example.com", "'example.com' is no address to listen on"),
        ("address: https://a.example/earful", "has too much in it"),
        ("address: https://u:p@a.example", "has too much in it"),
        ("address: ftp://a.example", "begins with ftp://"),
        ("proxies: [everybody]", "'everybody' is not understood"),
        ("metrics_token: x9y8", "page.metrics_token: is too short"),
    ],
)
def test_mistakes_about_the_page(page: str, said: str, wrong: Wrong) -> None:
    assert said in wrong(f"{SMALL}page: {{port: 8080, {page}}}" if "port" not in page else f"{SMALL}page: {{{page}}}")


def test_advice_about_the_page(read: Read) -> None:
    assert any("page: has no port" in note for note in read(f"{SMALL}page: {{address: https://a.example}}").notes)
    plain = read(f"{SMALL}page: {{port: 8080, address: 'http://a.example'}}")
    assert any("page.address: is not encrypted" in note for note in plain.notes)
    by_mail = (
        "people: {maria: {email: maria@example.com}}\nbrands: [{name: Harbor, answered_by: maria}]\n"
        "alerts: {email: {server: smtp.example.com, from: a@example.com}}\n"
    )
    [fault] = read(by_mail).faults
    assert fault.what == "people.maria: maria is told by mail and could not answer."
    assert "replies: under alerts:" in fault.hint
    assert fault.what in describe(read(by_mail))
    for answerable in (
        "page: {port: 8080, address: https://a.example}",
        "channels: {console: {kind: console}}",
        "sources: [{kind: imap, server: imap.a.example, user: us@a.example, password: hunter22}]",
    ):
        faults = read(f"{by_mail}{answerable}").faults
        assert len(faults) == (1 if "imap" in answerable else 0)  # a source reads customers' mails, not answers


def test_slack_without_buttons_is_no_place_to_answer(read: Read) -> None:
    told = (
        "people: {{maria: {{email: maria@example.com, slack: U012AB3CD}}}}\n"
        "brands: [{{name: Harbor, answered_by: maria}}]\n"
        "alerts: {{email: {{server: smtp.example.com, from: a@example.com}}, slack: {{{slack}}}}}\n"
    )
    bot = "channel: '#c', token: xoxb-1"
    for slack in ("webhook: https://hooks.example/canary", bot):
        config = read(told.format(slack=slack))
        assert [fault.what for fault in config.faults] == [
            "people.maria: maria is told by mail and slack and could not answer."
        ], slack
        assert "canary" not in describe(config)
    assert read(told.format(slack=f"{bot}, app_token: xapp-1")).faults == ()
    reached = "\npage: {port: 8080, address: https://a.example}"
    assert read(told.format(slack=f"{bot}, signing_secret: 0123456789abcdef0123456789abcdef") + reached).faults == ()
    assert read(told.format(slack="webhook: https://hooks.example/canary") + reached).faults == ()


@pytest.mark.parametrize(
    ("way", "who"),
    [
        ("if_nobody_takes_it: [{after: 1h, tell: pat}]", "pat"),
        ("answered_by: pat", "pat"),
        ("routes: [{when: {themes: [money]}, if_nobody_takes_it: [{after: 1h, tell: pat}]}]", "pat"),
        (
            "routes: [{when: {severity: 1}, if_nobody_takes_it: [{after: 1h, tell: sam}, {after: 2h, tell: pat}]}]",
            "pat",
        ),
        ("routes: [{when: {severity: 1}, answered_by: pat, if_nobody_takes_it: []}]", "pat"),
        ("routes: [{when: {severity: 1}, answered_by: pat, if_nobody_takes_it: [{after: 1h, tell: sam}]}]", ""),
        ("if_nobody_takes_it: [{after: 1h, tell: pat}, {after: 2h, tell: sam}]", ""),
    ],
)
def test_every_ladder_ends_with_somebody_who_can_answer(way: str, who: str, read: Read) -> None:
    """Whoever hears last, of a brand, a theme or a severity, has to be able to press or to write something."""
    answered = "" if way.startswith("answered_by") else "answered_by: sam, "
    text = (
        "people: {sam: {slack: U012AB3CD}, pat: {}}\noperator: sam\n"
        f"brands: [{{name: Harbor, {answered}{way}}}]\n"
        "channels: {phone: {kind: ntfy, topic: harbor-12345678, for: [pat]},"
        " chat: {kind: slack, channel: '#a', token: xoxb-1-2, app_token: xapp-1-2, for: [sam]}}\n"
    )
    assert [fault.what for fault in read(text).faults] == (
        [f"people.{who}: {who} is told by ntfy and could not answer."] if who else []
    )
    assert read(f"{text}page: {{port: 8080, address: https://a.example}}").faults == ()


# The rest


def test_the_fingerprint_follows_the_text_and_its_variables(read: Read) -> None:
    one, again, other = (read(MAIL, {"PW": password}).digest for password in ("hunter22", "hunter22", "hunter23"))
    assert one == again != other
    assert read(MAIL + "\n", {"PW": "hunter22"}).digest != one
    assert "hunter22" not in one


def test_describe(read: Read) -> None:
    assert describe(read(SMALL)).endswith("config.yaml is fine: 1 person, 1 brand, 1 source, alerts by console.")
    first, *notes = describe(read("brands: [{name: Harbor}]")).splitlines()
    assert "no sources" in first
    assert notes
    assert all(note.startswith("note: ") for note in notes)


def test_the_docs_explain_every_key() -> None:
    text = DOCS.read_text(encoding="utf-8")
    for section, cls in SECTIONS.items():
        for option in options_of(cls):
            assert f"`{option.key}`" in text, f"{section}: {option.key}"
    rows = {match[1]: match[0] for match in re.finditer(r"^\| `(\w+)` \|.*$", text, re.MULTILINE)}
    kinds = [*((kind, connectors.connector(kind)) for kind in connectors.kinds())]
    kinds += [(kind, alerts.channel(kind)) for kind in alerts.kinds()]
    for kind, cls in kinds:
        row = re.findall(rf"^\| `{kind}` \|.*$", text, re.MULTILINE)
        for option in options_of(cls):
            assert any(f"`{option.key}`" in line for line in row), f"{kind}: {option.key}"
    assert rows


def test_every_option_has_help() -> None:
    for cls in SECTIONS.values():
        assert all(option.help for option in options_of(cls)), cls


WORDS = """brands: sources: people: alerts: email: slack: channels: timezone: answered_by: every: kind: url: name: tone: data:
    maria rss news 1h 21:00 UTC null ~ { } [ ] , - #x @x &a *a !t ' " ${A} ${ $$ | > --- ? <<: \\ é %YAML"""
PIECES = st.sampled_from(
    [*WORDS.split(), "\n", "\n  ", "\n    ", " ", "\t", "- name: ", "brands: [{name: x}]\n", "\x00", "\u2028"]
)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join)))
@example('brands: [{name: "\\ud800"}]')
@example('people: {"\\e[31m": {}}\nbrands: [{name: x}]')
@example("? [a]\n: b\n")
@example("a: !!binary x")
@example("- &a b: *a")
@example("[&a 0, &a 0]")
@pytest.mark.slow
def test_load_raises_nothing_but_config_error(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    problems = []
    try:
        config = load(path, {"A": "value"})
    except ConfigError as error:
        problems = error.problems
    assert problems or config.brands
    assert all(line.isprintable() for problem in problems for line in str(problem).split("\n"))


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_load_survives_any_bytes(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any-bytes.yaml"
    path.write_bytes(raw)
    with pytest.raises(ConfigError):
        load(path, {})
