"""Requests at the daemon's door that are about no single case: who is away, storms, what is muted, what was learnt."""

from __future__ import annotations

from typing import Any

from monitor import whom
from monitor.app import App
from monitor.cases import Refused
from monitor.control import Answer
from monitor.store import StoreError
from monitor.storming.wording import done as storm_done


async def handle(app: App, request: dict[str, Any]) -> Answer:
    """Does what is asked, or says why not."""
    try:
        return {"ok": True, "text": await _done(app, request)}
    except (Refused, StoreError) as error:
        return {"ok": False, "text": str(error)}


async def _done(app: App, request: dict[str, Any]) -> str:
    given = {key: str(value or "") for key, value in request.items() if key != "verb"}
    match request.get("verb"):
        case "away":
            until, done = await app.office.away(given["person"], given["until"], given["stand_in"], given["by"])
            return whom.gone(given["person"], until, done, app.parts.now(), app.config.timezone)
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
            return f"forgotten: {await app.office.unlearn(str(given['number']))}"
        case _:
            raise Refused("no such request")
