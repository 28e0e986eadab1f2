"""The words of messages: three whole catalogues, the owner's own words, and nothing that a template could do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.base import Card, Recipient
from monitor import commands
from monitor.cases import Reason, State
from monitor.config import Config, ConfigError, load
from monitor.errors import CannotDo
from monitor.telling.notices import Already, already_waiting, handed_back, operator_message, press, sample
from monitor.telling.phrases import ENGLISH, SHIPPED, Catalogue, changed, places, shipped, written
from monitor.telling.wording import case_message
from monitor.words import clock, date, listed, number, span
from tests.fakes.stage import START, Letterbox, Place, brand, post, settings, stage
from tests.test_wording import OF_A_CASE, OPERATORS, matter, state_after

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
MINUTES = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SAM = Recipient(name="sam", email="sam@harbor.example")
ANYTHING = st.text(st.characters(codec="utf-8"), max_size=40)


@pytest.mark.parametrize("language", SHIPPED)
def test_a_shipped_catalogue_says_everything_and_nothing_else(language: str) -> None:
    text = written(language)
    there, flaws = changed(language, text)
    assert flaws == []
    assert there.phrases == shipped(language).phrases
    assert list(there.phrases) == list(ENGLISH.phrases)  # in the same order, so that they can be compared
    if language != "en":
        own = [name for name, phrase in there.phrases.items() if phrase != ENGLISH.phrases[name]]
        assert len(own) > 0.9 * len(ENGLISH.phrases)
        # Whoever translates forgets a place at times: only these may leave one out.
        left_out = {name for name in own if places(there.phrases[name]) != places(ENGLISH.phrases[name])}
        assert left_out <= {"copies_elsewhere_one"}


@pytest.mark.parametrize("language", SHIPPED)
def test_every_message_can_be_said_in_every_language(language: str) -> None:
    say = shipped(language)
    known = [case_message(matter(state_after(reason), say=say, by="sam"), reason, "1") for reason in OF_A_CASE]
    known += [operator_message(reason, {"what": "Town forum"}, SAM, "1", "t", NOW, say) for reason in OPERATORS]
    own = Card(heading="")
    waits = [Already(1, "Harbor", "", NOW - 3 * DAY, own), Already(2, "Harbor", "Dana", NOW - HOUR, own)]
    known.append(already_waiting(waits, 9, NOW - 3 * DAY, SAM, "1", "t", NOW, NOW, say))
    known += [handed_back(waits, count, 4, SAM, "1", "t", NOW, NOW, say) for count in (1, 9)]
    known.append(press({"brand": "Harbor", "title": "T", "source": "Gazette", "route": "r"}, SAM, "1", "t", NOW, say))
    known.append(sample(SAM, "Harbor", "1", NOW, ZoneInfo("UTC"), say))
    for message in known:
        assert all((message.title, message.summary, message.card.heading))
        assert not {"{", "}"} & set(message.body), message.reason
    assert len({message.summary for message in known}) > 25


def test_times_and_numbers_as_people_say_them() -> None:
    german, spanish = shipped("de"), shipped("es")
    zone = ZoneInfo("UTC")
    assert [span(length, german) for length in (5 * MINUTES, 65 * MINUTES, DAY, 3 * DAY)] == [
        "5 min",
        "1 h 05 min",
        "1 Tag",
        "3 Tagen",
    ]
    assert (span(DAY, spanish), span(20 * DAY, spanish)) == ("1 día", "2 semanas")
    assert clock(NOW - DAY, NOW, zone, german) == "So 22. Nov 14:05"
    assert clock(NOW - DAY, NOW, zone, spanish) == "dom 22 nov 14:05"
    assert clock(NOW - DAY, NOW, zone) == "Sun 22 Nov 14:05"
    assert (date(NOW, german), date(NOW, spanish), date(NOW)) == ("23. Nov 2026", "23 nov 2026", "23 Nov 2026")
    assert (number(12_000, german), number(12_000)) == ("12.000", "12,000")
    assert listed(["a", "b", "c", "d", "e"], say=german) == "a, b, c und 2 weitere"


def test_a_case_in_german() -> None:
    message = case_message(matter(say=shipped("de")), Reason.FIRST_ANGER, "1")
    assert message.title == ("Harbor Plumbing: jemand ist unzufrieden und wartet (Dana R., Town forum) [case 812]")
    assert message.summary == (
        "Dana R. ist verärgert und erzählt es weiter. Wartet seit 1 h; versprochen ist eine Antwort binnen 4 h. "
        "Es antwortet: Maria."
    )
    assert ("Wenn es niemand übernimmt", "Sam hört davon: 15:05") in message.card.facts
    assert [action.label for action in message.card.actions][:2] == ["Ich kümmere mich", "Wir haben geantwortet"]
    assert (message.card.state_label, message.card.link_label) == ("offen", "Lesen")
    assert ("Warum", 'Schwere 3: sehr verärgert; erzählt es allen; "furious"') in message.card.facts


@given(ANYTHING, ANYTHING)
def test_what_a_stranger_wrote_is_never_a_template(author: str, words: str) -> None:
    say = Catalogue("en", {**ENGLISH.phrases, "louder": "{{{author}}} {words} {author}"})
    assert say.say("louder", author=author, words=words) == f"{{{author}}} {words} {author}"


@pytest.mark.parametrize(
    ("line", "what", "hint"),
    [
        ('takken = "{by}"', "there is no phrase of this name", "earful phrases"),
        ('taken = "{by.name} took it"', "has a brace that belongs to no place", "{by}"),
        ('taken = "{by!r}"', "has a brace that belongs to no place", "{by}"),
        ('taken = "{by:>9999999999}"', "has a brace that belongs to no place", "{by}"),
        ('taken = "{0} took it"', "has a brace that belongs to no place", "{by}"),
        ('taken = "{who} took it"', "there is no {who} to put into it", "{by}"),
        ('test_means = "fine {by}"', "there is no {by} to put into it", "It has no places"),
        ('taken = ""', "is empty", "Delete the line"),
        ("taken = 3", "is no text", "in quotes"),
        ('taken = "a\\nb"', "holds a line break", "one line"),
        (f'taken = "{"x" * 501}"', "is longer than 500 letters", "shorter"),
        ('weekdays = "Mo Tu"', "needs 7 words", "ours"),
        ('taken = "{by} took it', "this is not readable as TOML", "One phrase a line"),
        ("[taken]\nby = 'x'", "is no text", "in quotes"),
    ],
)
def test_a_template_that_breaks_is_a_clear_error_of_check(tmp_path: Path, line: str, what: str, hint: str) -> None:
    (tmp_path / "words.toml").write_text(f'# ours\nescalated = "{{to}}, please."\n{line}\n', encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, "wording: {en: words.toml}")
    (problem,) = caught.value.problems
    assert problem.file == str(tmp_path / "words.toml")
    assert problem.line == 3
    assert what in problem.what
    assert hint.casefold() in problem.hint.casefold()


def read(tmp_path: Path, top: str = "", person: str = "") -> Config:
    path = tmp_path / "config.yaml"
    path.write_text(
        f"{top}\nbrands: [{{name: Harbor, answered_by: maria}}]\n"
        f"people: {{maria: {{email: m@harbor.example{person}}}, sam: {{email: s@harbor.example}}}}\nalerts: {{console: true}}\n"
    )
    return load(path, {})


@pytest.mark.parametrize(
    ("top", "person", "says"),
    [
        ("language: fr", "", "language: there are no words in 'fr'"),
        ("", ", language: klingon", "people.maria.language: there are no words in 'klingon'"),
        ("wording: {en: nowhere.toml}", "", "nowhere.toml cannot be read (no such file or directory)"),
        ("wording: {english: words.toml}", "", "wording.english: is no language"),
        ("wording: {en: bytes.toml}", "", "not UTF-8"),
        ("wording: {en: ''}", "", "wording.en"),
    ],
)
def test_what_is_wrong_with_a_language_is_said(tmp_path: Path, top: str, person: str, says: str) -> None:
    (tmp_path / "bytes.toml").write_bytes(b'taken = "\xff"')
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, top, person)
    assert says in str(caught.value)


def test_words_of_the_owner_and_a_language_of_the_owner(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text('taken = "{by} is on it!"\n')
    (tmp_path / "french.toml").write_text('taken = "{by} s\'en occupe."\n', encoding="utf-8")
    config = read(tmp_path, "language: fr\nwording: {en: ours.toml, fr: french.toml}", ", language: en")
    assert config.words_of("maria").say("taken", by="Sam") == "Sam is on it!"
    assert config.words_of("sam").say("taken", by="Sam") == "Sam s'en occupe."
    assert config.words_of().say("do_undo") == "Undo"  # what the file leaves out
    assert "phrases are not there, and are said in English" in " ".join(config.notes)
    (tmp_path / "ours.toml").write_text('taken = "{by} has it!"\n')
    again = read(tmp_path, "language: fr\nwording: {en: ours.toml, fr: french.toml}", ", language: en")
    assert again.digest != config.digest  # a reload notices


def test_the_phrases_are_printed_as_a_file_that_can_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ours.toml").write_text('taken = "\\"{by}\\" is on it!"\n')
    config = read(tmp_path, "wording: {en: ours.toml}")
    assert commands.setup.list_phrases(config, "", ours=False) == 0
    printed = capsys.readouterr().out
    there, flaws = changed("en", printed)
    assert (flaws, there.say("taken", by="Sam")) == ([], '"Sam" is on it!')
    commands.setup.list_phrases(config, "en", ours=True)
    assert 'taken = "{by} took it."' in capsys.readouterr().out
    with pytest.raises(CannotDo, match="there are en, de, es"):
        commands.setup.list_phrases(config, "fr", ours=True)


async def test_a_mail_is_in_the_words_of_who_reads_it_and_a_room_in_those_of_all(tmp_path: Path) -> None:
    mail, room, forum = Letterbox(), Letterbox(shared=True), Place()
    config = settings(tmp_path, {"forum": forum}, {"mail": mail, "room": room}, [brand()])
    people = {**config.people, "maria": replace(config.people["maria"], language="es")}
    async with stage(replace(config, people=people, language="de")) as earful:
        await earful.look()
        forum.posts.append(post(at=START))
        await earful.after(MINUTES)
        (mine,), (ours,) = mail.messages, room.messages
        assert (mine.card.state_label, ours.card.state_label) == ("abierto", "offen")
        assert "la promesa es responder" in mine.summary
        assert "Es antwortet: Maria." in ours.summary
        assert (await earful.cases())[1].state is State.OPEN
