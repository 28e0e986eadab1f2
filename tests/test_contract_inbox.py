"""What an inbox does with whatever is posted: every value of every format in turn something else, words of every script, the same
delivery again. A sender is told what is wrong, in words without the secret, and what is taken can be stored."""

from __future__ import annotations

import base64
import copy
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.base import Inbound, Outcome, Post, Rejected
from connectors.inbox import Inbox
from tests.contract import shapes
from tests.contract.checks import checked, marks, words
from tests.test_contract_shapes import STRANGE

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Format:
    """What a sender's program posts: ``one`` says a post with these words."""

    name: str
    options: dict[str, Any]
    body: Any
    text: tuple[str | int, ...]  # where the words stand

    def one(self, said: str) -> Any:
        made = copy.deepcopy(self.body)
        holder = made
        for key in self.text[:-1]:
            holder = holder[key]
        holder[self.text[-1]] = said
        return made


PLAIN = {
    "id": "4711", "text": "", "title": "Boiler", "url": "https://shop.example/f/1", "published": "2026-11-23T08:00:00Z",
    "edited": "2026-11-23T08:30:00Z", "stars": 1, "stars_max": 5, "lang": "en", "reply_to": "4710", "thread": "t", "form": "review",
    "author": {"name": "Dana R.", "handle": "@dana", "url": "https://shop.example/u/dana", "id": "dana", "followers": 12},
}  # fmt: skip
FIELDS = {
    "id": "form_response.token", "text": "form_response.answers.0.text", "stars": "form_response.answers.1.number",
    "author.name": "form_response.hidden.name", "published": "form_response.submitted_at",
}  # fmt: skip
FORM = {
    "form_response": {
        "token": "4711", "answers": [{"text": ""}, {"number": 1}], "hidden": {"name": "Dana R."},
        "submitted_at": "2026-11-23T08:00:00Z",
    }
}  # fmt: skip
REVIEW = {
    "events": [
        {
            "eventName": "service-review-created", "version": "1",
            "eventData": {
                "id": "507f191e810c19729de860ea", "language": "en", "stars": 1, "title": "Boiler", "text": "",
                "isVerified": True, "locationId": None, "referenceId": "1234", "createdAt": "2026-11-23T08:00:00Z",
                "link": "https://api.trustpilot.com/v1/reviews/507f191e810c19729de860ea", "tags": [],
                "consumer": {"id": "507f191e810c19729de860eb", "name": "Dana R.", "link": "https://api.trustpilot.com/v1/c"},
            },
        }
    ]
}  # fmt: skip
FORMATS = (
    Format("plain", {}, PLAIN, ("text",)),
    Format("fields", {"fields": FIELDS}, FORM, ("form_response", "answers", 0, "text")),
    Format("trustpilot", {"format": "trustpilot"}, REVIEW, ("events", 0, "eventData", "text")),
)

every = pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)


async def read(format_: Format, body: bytes) -> list[Post]:
    headers = {"authorization": f"Bearer {SECRET}", "content-type": "application/json"}
    inbox = Inbox(secret=SECRET, **format_.options)
    fetched = checked(await inbox.receive(Inbound(headers, body, source="Form", at=AT)))
    assert SECRET not in repr(fetched)
    assert fetched.outcome is (Outcome.ITEMS if fetched.posts else Outcome.EMPTY)
    return list(fetched.posts)


async def posted(format_: Format, value: Any) -> list[Post]:
    return await read(format_, json.dumps(value).encode())


@every
async def test_a_post_with_all_that_is_told(format_: Format) -> None:
    (post,) = await posted(format_, format_.one(words(1)))
    assert marks([post]) == {1}
    assert (post.author.name, post.stars, post.stars_max) == ("Dana R.", 1.0, 5.0)
    assert post.published == datetime(2026, 11, 23, 8, tzinfo=UTC)


@every
async def test_the_same_again_is_the_same_post_and_other_words_an_edit(format_: Format) -> None:
    (one,) = await posted(format_, format_.one(words(1)))
    (again,) = await posted(format_, format_.one(words(1)))
    (edited,) = await posted(format_, format_.one(words(2)))
    assert again == one
    assert (edited.service, edited.id, marks([edited])) == (one.service, one.id, {2})


@every
async def test_every_value_in_turn_is_something_else(format_: Format) -> None:
    """It is refused with a status that a sender understands and a sentence without the secret, or it can be stored."""
    whole = format_.one(words(1))
    taken, refused = 0, list[Rejected]()
    for where in shapes.paths(whole):
        for wrong in (*shapes.WRONG, "http://", "x" * 100_000):
            try:
                posts = await posted(format_, shapes.broken(whole, where, wrong))
            except Rejected as error:
                refused.append(error)
            else:
                assert len(posts) <= 1
                taken += 1
    assert taken > 20
    for refusal in refused:
        assert refusal.status in (413, 415, 422)
        assert len(str(refusal)) > 10
        assert SECRET not in str(refusal)


@every
@pytest.mark.parametrize("body", [b"", b"null", b"0", b'"ok"', b"[" * 100_000, b"\xff\xfe", b"<html>", b'{"a": '])
async def test_a_body_that_makes_no_sense_is_refused(format_: Format, body: bytes) -> None:
    with pytest.raises(Rejected) as raised:
        await read(format_, body)
    assert raised.value.status in (400, 413, 415, 422)


@every
async def test_words_of_every_script_come_whole(format_: Format) -> None:
    for strange in STRANGE.values():
        (post,) = await posted(format_, format_.one(f"{words(1)} {strange} end"))
        assert post.text.rstrip().endswith("end")
    assert "配管工は電話をくれない。" in post.text


@every
async def test_a_very_long_post_is_one_post(format_: Format) -> None:
    (post,) = await posted(format_, format_.one(f"{words(1)} " + "and again nobody called. " * 20_000))
    assert marks([post]) == {1}
