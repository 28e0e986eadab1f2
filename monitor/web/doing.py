"""What people do about a case by way of the page: the form they sent, done once, written down, and said in words."""

from __future__ import annotations

import inspect
import secrets
from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

from aiohttp import web

from monitor.cases import BY_HAND, Case, State
from monitor.store import StoreError, accounts
from monitor.web import sight
from monitor.web.patience import within
from monitor.web.problems import Problem
from monitor.web.rights import Viewer

if TYPE_CHECKING:
    from monitor.web.behind import Behind

T = TypeVar("T")

DONE: Final = {
    "take": "You took it. Nobody is reminded any more.",
    "answered": "Noted: the customer has your answer.",
    "promise": "Noted: you are reminded when the promised time comes.",
    "snooze": "You are reminded then.",
    "give": "It is handed over.",
    "not_us": "Closed: it is not about you.",
    "not_angry": "Closed: it is no complaint. The same words will not count as one again.",
    "close": "Closed.",
    "note": "It is written down.",
    "undo": "The last step is taken back.",
}
"""What can be done, and what is said when it is done."""

OUTCOMES: Final = tuple(outcome for outcome in BY_HAND if outcome not in ("not_us", "not_angry"))
"""What a case can be closed with that has no button of its own."""

POSSIBLE: Final = {
    State.OPEN: ("take", "answered", "not_us", "not_angry", "promise", "snooze", "give", "close", "note", "undo"),
    State.TAKEN: ("answered", "not_us", "not_angry", "promise", "snooze", "give", "close", "note", "undo"),
    State.PROMISED: ("answered", "take", "not_us", "not_angry", "promise", "snooze", "give", "close", "note", "undo"),
    State.SNOOZED: ("take", "answered", "not_us", "not_angry", "promise", "snooze", "give", "close", "note", "undo"),
    State.ANSWERED: ("close", "not_us", "not_angry", "note", "undo"),
    State.CLOSED: ("undo", "note"),
}
"""What the page offers in each state, the likeliest first."""

BY_LINK: Final = "by a mail's link"
"""How somebody did something who was not signed in."""

_LONGEST = 4000  # characters of a note
_PATIENCE = 10.0  # seconds


def possible(case: Case) -> tuple[str, ...]:
    """What can be done about a case as it stands."""
    if case.merged_into is not None:
        return ("undo",)
    nothing_yet = case.state is State.OPEN and case.moved in (None, case.opened)
    return tuple(verb for verb in POSSIBLE[case.state] if verb != "undo" or not nothing_yet)


def number() -> str:
    """A form's own number: pressed twice, it counts once."""
    return secrets.token_urlsafe(9)


async def do(behind: Behind, viewer: Viewer, case_id: int, sent: dict[str, str]) -> str:
    """Does what the form ``sent`` says (``deed``, and what it needs: ``to``, ``until``, ``outcome``, ``note``; ``press`` and
    ``mark`` as on the form), and writes down who did. Returns the deed. Raises Problem, and Refused where the case does
    not allow it."""
    verb, note = sent.get("deed", ""), sent.get("note", "").strip()
    value = {"give": sent.get("to", ""), "close": sent.get("outcome", "")}.get(verb, "")
    until = sent.get("until", "").strip() if verb in ("promise", "snooze") else ""
    if verb not in DONE:
        raise Problem(400, "There is no such button", "Load the page again.")
    if verb == "give" and value not in sight.people(behind.config(), viewer):
        raise Problem(400, "There is nobody of that name", "Load the page again, and choose somebody.")
    if verb == "close" and value not in OUTCOMES:
        raise Problem(400, "A case closes with an outcome", "Load the page again, and choose one.")
    if len(note) > _LONGEST:
        raise Problem(400, "That note is too long", f"Write {_LONGEST} characters or fewer.")
    press = sent.get("press", "")[:64]
    deed = behind.office.act(
        case_id,
        verb,
        viewer.person,
        value,
        until=until,
        press=f"page {viewer.name} {press}" if press else "",
        mark=sent.get("mark", "")[:64],
        note=note,
    )
    detail = {key: given for key, given in (("value", value), ("until", until), ("note", note)) if given}
    await written_down(behind, viewer.name, deed, verb, f"case {case_id}", detail)
    return verb


async def open_by_hand(behind: Behind, viewer: Viewer, told: Mapping[str, str], press: str = "") -> int:
    """Opens a case about what somebody heard: ``brand``, ``words``, and perhaps ``at``, ``name``, ``profile``, ``handle``; with the
    same ``press`` once only. Returns its number. Raises Refused and Problem."""
    more = {key: told.get(key, "") for key in ("at", "name", "profile", "handle")}
    more["press"] = f"page {viewer.name} {press}" if press else ""
    deed = behind.office.open_case(told["brand"], told["words"], viewer.person, **more)
    done = await written_down(
        behind, viewer.name, deed, "opened by hand", lambda done: f"case {next(iter(done.cases))}"
    )
    opened: int = next(iter(done.cases))
    return opened


async def patiently(work: Coroutine[Any, Any, T], seconds: float = 0.0) -> T:
    """The result of something that takes a while. Raises Problem where it does not come while somebody waits (``seconds``; 0: as
    long as people do)."""
    try:
        return await within(seconds or _PATIENCE, work)
    except (StoreError, TimeoutError):
        detail = "Load the page again in a moment: it shows how things stand."
        raise Problem(503, "That did not work just now", detail, retry_after=5.0) from None


async def written_down(
    behind: Behind,
    who: str,
    deed: Coroutine[Any, Any, T],
    what: str,
    about: str | Callable[[T], str],
    detail: Mapping[str, str | int] | None = None,
    *,
    seconds: float = 0.0,
) -> T:
    """The result of what somebody does, which is in the audit list once it is done, even where it takes longer than anybody
    waits (``seconds``, see ``patiently``). ``about`` may depend on the result. Raises Problem, and what the deed raises."""

    async def whole() -> T:
        done = await deed
        await note(behind, who, what, about if isinstance(about, str) else about(done), **(detail or {}))
        return done

    try:
        return await patiently(whole(), seconds)
    finally:
        if inspect.getcoroutinestate(deed) == inspect.CORO_CREATED:
            deed.close()  # too much is late already, so it was not begun


async def write_down(behind: Behind, viewer: Viewer, what: str, about: str = "", **detail: str | int) -> None:
    """A line in the audit list."""
    await note(behind, viewer.name, what, about, **detail)


async def note(behind: Behind, who: str, what: str, about: str, **detail: str | int) -> None:
    """The same of somebody who is not signed in."""
    await behind.parts().store.write(lambda tx: accounts.note(tx, behind.now(), who, what, about, **detail))


def sentence(error: Exception) -> str:
    """What an error says, as a sentence."""
    text = str(error)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def back(path: str, did: str) -> web.Response:
    """Shows the page again, so that loading it once more does nothing twice. ``did`` is said there, see ``DONE``."""
    path, _, where = path.partition("#")
    between = "&" if "?" in path else "?"
    return web.Response(status=303, headers={"Location": f"{path}{between}did={did}" + (f"#{where}" if where else "")})
