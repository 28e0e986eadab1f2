"""What we promise in words, in six languages, and until when; and what is no promise."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cases import promises, when

ZONE = ZoneInfo("America/New_York")
WEDNESDAY = datetime(2026, 11, 25, 10, tzinfo=ZONE)


def closes(day: date) -> time:
    return time(12) if day.weekday() == 5 else time(18)


def local(at: datetime | None) -> str:
    return f"{at.astimezone(ZONE):%a %d %b %H:%M}" if at else ""


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("We're so sorry, Dana. We'll call you Monday.", "Mon 30 Nov 18:00"),
        ("I will get back to you tomorrow", "Thu 26 Nov 18:00"),
        ("Our manager will ring you on Friday at 10.", "Fri 27 Nov 10:00"),
        ("We will call you within 24 hours", "Thu 26 Nov 10:00"),
        ("We'll get back to you in three business days.", "Mon 30 Nov 18:00"),
        ("You will hear from us by Friday 5pm.", "Fri 27 Nov 17:00"),
        ("Thanks for writing today, we will call you on Saturday.", "Sat 28 Nov 12:00"),
        ("We'll send someone on 2 December.", "Wed 02 Dec 18:00"),
        ("We will have an answer for you by the end of the week", "Fri 27 Nov 18:00"),
        ("Please send us your number and we'll call you back this afternoon", "Wed 25 Nov 18:00"),
        ("On Wednesday we will be in touch.", "Wed 02 Dec 18:00"),
        ("We will call tomorrow. If that fails, we will visit you on Friday at 9:30", "Thu 26 Nov 18:00"),
        ("Es tut uns leid! Wir melden uns bis Freitag bei Ihnen.", "Fri 27 Nov 18:00"),
        ("Wir rufen Sie morgen um 15 Uhr zurück.", "Thu 26 Nov 15:00"),
        ("Guten Morgen, Sie hören bis Montag von uns.", "Mon 30 Nov 18:00"),
        ("Wir werden Sie innerhalb von 2 Werktagen anrufen", "Fri 27 Nov 18:00"),
        ("Nous vous rappelons demain à 15h30.", "Thu 26 Nov 15:30"),
        ("Je reviens vers vous lundi.", "Mon 30 Nov 18:00"),
        ("Le llamaremos el lunes a las 10.", "Mon 30 Nov 10:00"),
        ("Nos pondremos en contacto mañana.", "Thu 26 Nov 18:00"),
        ("La richiameremo domani alle 15.", "Thu 26 Nov 15:00"),
        ("Ci faremo sentire lunedì", "Mon 30 Nov 18:00"),
        ("Ligaremos na segunda-feira.", "Mon 30 Nov 18:00"),
        ("Entraremos em contato amanhã às 10h.", "Thu 26 Nov 10:00"),
        ("I'll be in touch by end of day.", "Wed 25 Nov 18:00"),
        ("We will call you by the end of the day tomorrow.", "Thu 26 Nov 18:00"),
        ("We'll reply by EOD Friday.", "Fri 27 Nov 18:00"),
        ("We will be in contact before close of business.", "Wed 25 Nov 18:00"),
        ("Wir melden uns bis Feierabend.", "Wed 25 Nov 18:00"),
        ("Nous vous rappelons avant la fin de la journée.", "Wed 25 Nov 18:00"),
        ("Le llamaremos antes del final del día.", "Wed 25 Nov 18:00"),
        ("Entraremos em contato até o fim do dia.", "Wed 25 Nov 18:00"),
        ("La richiameremo entro fine giornata.", "Wed 25 Nov 18:00"),
        ("We'll get back to you within 24-48 hours.", "Fri 27 Nov 10:00"),
        ("We will be in touch in 2 to 3 business days.", "Mon 30 Nov 18:00"),
        ("We'll call you in a couple of days.", "Fri 27 Nov 18:00"),
        ("We will call you within the hour.", "Wed 25 Nov 11:00"),
        ("We'll be there in half an hour.", "Wed 25 Nov 10:30"),
        ("We shall phone you on the 30th.", "Mon 30 Nov 18:00"),
        ("We'll have your refund by the 3rd.", "Thu 03 Dec 18:00"),
        ("Wir melden uns in den nächsten 2-3 Tagen.", "Sat 28 Nov 12:00"),
        ("Nous vous rappelons sous 24 à 48 heures.", "Fri 27 Nov 10:00"),
        ("Le llamaremos en dos o tres días.", "Sat 28 Nov 12:00"),
        ("Maria will call you on Monday.", "Mon 30 Nov 18:00"),
        ("A colleague of mine will be in touch tomorrow.", "Thu 26 Nov 18:00"),
        ("We hope to call you on Monday.", "Mon 30 Nov 18:00"),
        ("Ein Kollege meldet sich morgen bei Ihnen.", "Thu 26 Nov 18:00"),
        ("Unser Team wird Sie bis Freitag anrufen.", "Fri 27 Nov 18:00"),
        ("Un collègue vous rappellera demain.", "Thu 26 Nov 18:00"),
        ("Un compañero le llamará mañana.", "Thu 26 Nov 18:00"),
        ("Um colega vai te ligar amanhã.", "Thu 26 Nov 18:00"),
        ("Un collega la chiamerà domani.", "Thu 26 Nov 18:00"),
        ("Melden Sie sich bitte am Montag bei uns.", ""),
        ("You gave us 4 of 5 stars on the 3rd visit.", ""),
        ("At the end of the day we will fix what we broke.", ""),
        ("We'll be in touch soon.", ""),
        ("We are sorry and have called you.", ""),
        ("Call us on Monday.", ""),
        ("We called you on Monday.", ""),
        ("If you call us, we will fix it on Monday.", ""),
        ("We cannot come on Monday.", ""),
        ("We will not come on Monday.", ""),
        ("We would have called you on Monday.", ""),
        ("We will call you. You wrote on Monday.", ""),
        ("We will call you at 555-0199.", ""),
        ("We are open on Monday.", ""),
    ],
)
def test_until_when_a_reply_promises(words: str, until: str) -> None:
    found = promises.promised(words, WEDNESDAY, ZONE, closes)
    assert local(found.until if found else None) == until


@pytest.mark.parametrize(
    ("note", "until"),
    [
        ("will call Monday", "Mon 30 Nov 18:00"),
        ("told her we'd sort it, calling her at 3", "Wed 25 Nov 15:00"),
        ("ruft morgen an", "Thu 26 Nov 18:00"),
        ("promised to visit fri 9:00", "Fri 27 Nov 09:00"),
        ("left a voicemail, will try again tomorrow", "Thu 26 Nov 18:00"),
        ("answered by mail", ""),
        ("spoke to her on Monday", ""),
    ],
)
def test_a_note_promises_without_saying_we(note: str, until: str) -> None:
    found = promises.promised(note, WEDNESDAY, ZONE, closes, note=True)
    assert local(found.until if found else None) == until
    assert promises.promised("mon 10:00", WEDNESDAY, ZONE, closes, note=True) is None


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("mon 10:00", "Mon 30 Nov 10:00"),
        ("monday", "Mon 30 Nov 18:00"),
        ("tomorrow", "Thu 26 Nov 18:00"),
        ("today", "Wed 25 Nov 18:00"),
        ("10:30", "Wed 25 Nov 10:30"),
        ("9:30", "Thu 26 Nov 09:30"),
        ("2026-12-01 10:00", "Tue 01 Dec 10:00"),
        ("1 Dec", "Tue 01 Dec 18:00"),
        ("24.12.", "Thu 24 Dec 18:00"),
        ("Jan 2", "Sat 02 Jan 12:00"),
        ("2026-02-30", ""),
        ("2025-12-01", ""),
        ("yesterday", ""),
        ("25:00", ""),
    ],
)
def test_a_moment_as_people_type_it(words: str, at: str) -> None:
    found = when.find(words, WEDNESDAY, ZONE, closes, short=True)
    assert local(found.at if found else None) == at


def test_today_after_work_lasts_until_midnight() -> None:
    evening = WEDNESDAY.replace(hour=20)
    found = when.find("today", evening, ZONE, closes)
    assert found is not None
    assert local(found.at) == "Thu 26 Nov 00:00"


@given(st.text(), st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_whatever_is_written_a_promise_is_to_come(words: str, at: datetime) -> None:
    for text in (words, f"We will call {words}", f"will call {words} monday"):
        found = promises.promised(text, at, ZONE, closes, note=True)
        assert found is None or (found.until > at and found.until.tzinfo is UTC)
