"""What people do, whatever way they do it: the page, a button, a mail, a command. It is stored when a method returns, and what
others have to hear of it is on its way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from alerts.base import Press
from monitor import pipeline
from monitor.answering import buttons
from monitor.cases import Refused
from monitor.config.model import covers
from monitor.parts import Parts
from monitor.pipeline import Decided
from monitor.store import delivering
from monitor.telling import deliver, digesting
from monitor.tone.correction import Correction


class Office:
    """``by`` and ``person`` are names under ``people:``; whoever is not there is Refused, as is what cannot be done now.
    ``parts`` tells what is in force; ``soon`` sends what is due, and brings the open pages up to date that show brands of what was
    done (None: all); ``note`` brings every open page up to date; ``learn`` takes on what was learnt or forgotten."""

    def __init__(
        self,
        *,
        parts: Callable[[], Parts],
        soon: Callable[[Decided | None], Awaitable[None]],
        note: Callable[[], None],
        learn: Callable[[], Awaitable[None]],
    ) -> None:
        self._parts, self._soon, self._note, self._learn = parts, soon, note, learn

    async def act(self, case_id: int, verb: str, by: str, value: str = "", **more: str) -> Decided:
        """A person does something about a case; ``more`` (until, note, press, mark) as in ``pipeline.act``. Raises
        Refused."""
        self._known(by)
        if verb == "give":
            if not value:
                raise Refused.of("give_to", people=", ".join(self._parts().config.people))
            self._known(value)
        done = await pipeline.act(self._parts(), case_id, verb, by, value, **more)
        if verb in ("not_us", "not_angry", "undo", "close", "merge"):
            await self._learn()
            await pipeline.decide(self._parts())  # about what nobody heard of because of what is untaught now
        await self._soon(done)
        return done

    async def act_on_storm(self, number: int, verb: str, by: str, *, press: str = "") -> Decided:
        """A person does something about a storm: take, over, noise. Raises Refused."""
        self._known(by)
        done = await pipeline.act_on_storm(self._parts(), number, verb, by, press=press)
        await self._soon(done)
        return done

    async def retry(self, number: int | None) -> int:
        """Tries one message of the outbox (None: all that have not arrived) again now. Returns how many."""
        count = await self._parts().store.write(lambda tx: delivering.retry(tx, number, self._parts().now()))
        await self._soon(None)
        return count

    async def test_alert(self, person: str, channel: str = "") -> list[tuple[str, str]]:
        """Sends this person a test message by every channel that reaches them: each channel, and why it failed ("": it did
        not). Raises Refused."""
        self._known(person)
        return await deliver.try_out(self._parts(), person, channel)

    async def pressed(self, press: Press) -> str:
        """Somebody pressed a button in a channel, or typed a command: it is done and stored when this returns. A sentence
        for whoever did, "" if the message shows it."""
        return await buttons.press(self._parts(), press, self)

    async def open_case(
        self,
        brand: str,
        words: str,
        by: str,
        *,
        at: str = "",
        name: str = "",
        profile: str = "",
        handle: str = "",
        press: str = "",
    ) -> Decided:
        """A person tells what they heard a customer say; ``at`` is a time in words, and the same ``press`` counts once. Raises
        Refused."""
        self._known(by)
        when = self._parts().past(at) if at else self._parts().now()
        told = pipeline.Told(brand=brand, words=words, at=when, name=name, profile=profile, handle=handle, press=press)
        done = await pipeline.open_by_hand(self._parts(), told, by)
        await self._soon(done)
        return done

    async def away(self, person: str, until: str, stand_in: str, by: str) -> tuple[datetime, Decided]:
        """Somebody is away until a time in words; returns that time. Raises Refused."""
        self._known(by)
        self._known(person)
        if stand_in:
            self._known(stand_in)
            if not covers(self._parts().config.clients, stand_in, person):
                raise Refused.of("stand_in_blind", person=stand_in, other=person)
        if not until:
            raise Refused.of("away_until")
        at = self._parts().moment(until, person)
        done = await pipeline.go_away(self._parts(), person, at, stand_in, by)
        await self._soon(done)
        return at, done

    async def back(self, person: str) -> Decided:
        """Somebody is back. Raises Refused."""
        done = await pipeline.come_back(self._parts(), person)
        await self._soon(done)
        return done

    async def digest(self, person: str, wanted: bool, who: str, *, way: str = "") -> bool:
        """A person's digest ends, or comes again; False where that was so already. ``who`` does it, an account or the person,
        by that ``way``. Raises Refused."""
        self._known(person)
        changed = await digesting.choose(self._parts(), person, wanted, who, way)
        if changed:
            self._note()
        return changed

    async def mute(self, kind: str, value: str, brand: str, by: str) -> None:
        """Nobody wants to hear of this author, source or word. Raises Refused."""
        self._known(by)
        await pipeline.mute(self._parts(), kind, value, brand, by)

    async def unmute(self, kind: str, value: str, brand: str) -> None:
        """Somebody does again. Raises Refused."""
        await pipeline.unmute(self._parts(), kind, value, brand)

    async def unlearn(self, number: str) -> str:
        """Forgets one thing that people taught; returns what it was. Raises Refused."""
        what = await pipeline.forget(self._parts(), number)
        await self._learn()
        await pipeline.decide(self._parts())
        await self._soon(None)
        return what

    async def correct(self, mention: int, said: Correction | None, by: str) -> Decided:
        """A person says how a mention really is, or takes back what was said (None); it is decided about anew. Raises
        Refused."""
        self._known(by)
        await pipeline.correct(self._parts(), mention, said)
        done = await pipeline.decide(self._parts())
        await self._soon(done)
        return done

    def _known(self, person: str) -> None:
        if person not in self._parts().config.people:
            raise Refused.of("nobody", person=person, people=", ".join(self._parts().config.people))
