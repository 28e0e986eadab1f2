"""Tokens that only Earful can make: for one purpose, until they expire."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.links import GOOD_FOR, Links
from monitor.links import read as read_link
from monitor.web.signing import KEY_BYTES, LONGEST, BadToken, Expired, Forged, key_in, read, sign

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
KEY = bytes(range(KEY_BYTES))
CLAIMS: dict[str, str | int] = {"case": 812, "by": "maria"}
TOKEN = sign(KEY, "deed", CLAIMS, NOW + timedelta(days=1))


def test_what_was_signed_is_read() -> None:
    assert read(KEY, "deed", TOKEN, NOW) == CLAIMS
    assert set(TOKEN) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


@given(st.text(min_size=1), st.dictionaries(st.text(), st.integers() | st.text(), max_size=4))
def test_any_purpose_and_claims(purpose: str, claims: dict[str, str | int]) -> None:
    claims.pop("exp", None)
    token = sign(KEY, purpose, claims, NOW + timedelta(seconds=1))
    if len(token) <= LONGEST:
        assert read(KEY, purpose, token, NOW) == claims


def test_another_purpose_or_key_is_worth_nothing() -> None:
    for key, purpose in ((KEY, "sign-in"), (KEY, ""), (KEY, "deed\0"), (bytes(KEY_BYTES), "deed")):
        with pytest.raises(Forged):
            read(key, purpose, TOKEN, NOW)


def test_it_expires_to_the_second() -> None:
    assert read(KEY, "deed", TOKEN, NOW + timedelta(days=1, seconds=-1)) == CLAIMS
    with pytest.raises(Expired, match="has expired"):
        read(KEY, "deed", TOKEN, NOW + timedelta(days=1))


@pytest.mark.parametrize(
    "token", ["", ".", "a.b", TOKEN + "A", TOKEN[:-1], TOKEN.replace(".", ""), "é.é", "A" * 10_000, "\ud800."]
)
def test_what_is_none_of_ours_is_forged(token: str) -> None:
    with pytest.raises(Forged):
        read(KEY, "deed", token, NOW)


@given(st.integers(0, len(TOKEN) - 1), st.sampled_from("AZaz09-_."))
def test_no_letter_can_be_changed(at: int, letter: str) -> None:
    changed = TOKEN[:at] + letter + TOKEN[at + 1 :]
    if changed == TOKEN:
        return
    try:
        # The last letter of base64 has bits that nobody reads: what is read then must still be the same.
        assert read(KEY, "deed", changed, NOW) == CLAIMS
        assert at == len(TOKEN) - 1
    except BadToken:
        pass


@given(st.text())
def test_nothing_but_bad_token_is_raised(token: str) -> None:
    with pytest.raises(BadToken):
        read(KEY, "deed", token, NOW)


def test_the_key_stays_and_is_the_owners_alone(tmp_path: Path) -> None:
    made = key_in(tmp_path)
    path = tmp_path / "links.key"
    assert len(made) == KEY_BYTES
    assert key_in(tmp_path) == made == path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["links.key"]
    assert key_in(tmp_path) != key_in(_fresh(tmp_path))


def _fresh(folder: Path) -> Path:
    other = folder / "other"
    other.mkdir()
    return other


def test_half_a_key_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "links.key").write_bytes(b"half")
    (tmp_path / "links.new").write_bytes(b"of a kill")
    (tmp_path / "links.new").chmod(0o644)
    assert len(key_in(tmp_path)) == KEY_BYTES
    assert stat.S_IMODE((tmp_path / "links.key").stat().st_mode) == 0o600


def test_a_link_tells_the_case_and_the_person() -> None:
    links = Links("https://earful.shop.example", KEY)
    address = links.to("take", 812, "maria", NOW)
    start, _, token = address.removesuffix("?deed=take").partition("/do/")
    assert start == "https://earful.shop.example"
    assert read_link(KEY, token, NOW + GOOD_FOR - timedelta(seconds=1)) == ("case", 812, "maria")
    storm = links.to_storm("over", 3, "sam", NOW).removesuffix("?deed=over").partition("/do/")[2]
    assert read_link(KEY, storm, NOW) == ("storm", 3, "sam")
    with pytest.raises(Expired):
        read_link(KEY, token, NOW + GOOD_FOR)
    assert repr(KEY) not in repr(links)
