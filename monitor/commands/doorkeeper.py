"""What the running daemon does at its door: the requests of the verbs that write. Without a daemon a verb does it itself."""

from __future__ import annotations

from typing import Any

from monitor import show, whom
from monitor.app import App
from monitor.cases import Refused
from monitor.commands.control import Answer
from monitor.sources import health
from monitor.store import StoreError
from monitor.storming.wording import done as storm_done
from monitor.tone.base import Label
from monitor.tone.correction import Correction


async def handle(app: App, request: dict[str, Any]) -> Answer:
    """Does what is asked, or says why not."""
    try:
        if request.get("verb") == "health":
            trouble = await health.trouble(app.parts)
            return {"ok": not trouble, "text": trouble or "well"}
        return {"ok": True, "text": await _done(app, request)}
    except (Refused, StoreError) as error:
        return {"ok": False, "text": str(error)}


async def _done(app: App, request: dict[str, Any]) -> str:
    given = {key: str(value or "") for key, value in request.items() if key != "verb"}
    match request.get("verb"):
        case "act":
            more = {key: given.get(key, "") for key in ("until", "note")}
            done = await app.office.act(int(given["case"]), given["do"], given["by"], given.get("value", ""), **more)
            return show.done(done, app.parts.now(), app.config.timezone)
        case "open":
            told = {key: given.get(key, "") for key in ("at", "name", "profile", "handle")}
            done = await app.office.open_case(given["brand"], given["words"], given["by"], **told)
            return show.done(done, app.parts.now(), app.config.timezone)
        case "correct":
            return await _corrected(app, request)
        case "retry":
            return await _retried(app, request.get("number"))
        case "away":
            until, changed = await app.office.away(given["person"], given["until"], given["stand_in"], given["by"])
            return whom.gone(given["person"], until, changed, app.parts.now(), app.config.timezone)
        case "back":
            return whom.returned(given["person"], await app.office.back(given["person"]))
        case "mute":
            await app.office.mute(given["kind"], given["value"], given["brand"], given["by"])
            return f"the {given['kind']} {given['value']} is muted: kept, and no case"
        case "unmute":
            await app.office.unmute(given["kind"], given["value"], given["brand"])
            return f"the {given['kind']} {given['value']} is heard again"
        case "storm":
            number = int(given["number"])
            found = await app.office.act_on_storm(number, given["do"], given["by"])
            return storm_done(number, found.storms.get(number))
        case "forget":
            return f"forgotten: {await app.office.unlearn(given['number'])}"
        case _:
            raise Refused("no such request")


async def _corrected(app: App, request: dict[str, Any]) -> str:
    said, mention, by = None, int(request["mention"]), str(request["by"])
    if not request.get("forget"):
        label = request.get("label")
        said = Correction(
            by=by, label=Label(label) if label else None, complaint=request.get("complaint"), anger=request.get("anger")
        )
    return show.corrected(mention, said, await app.office.correct(mention, said, by))


async def _retried(app: App, number: int | None) -> str:
    count = await app.office.retry(number)
    if not count:
        raise Refused("there is nothing to try again" + (f" under number {number}" if number else ""))
    return f"{count} message{'' if count == 1 else 's'} will be tried now"
