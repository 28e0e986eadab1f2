"""The press: an article is nobody's complaint, so it opens no case and starts no clock. Whoever looks after the press hears."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from connectors.base import Form
from monitor import routing
from monitor.cases import Reason, Say
from monitor.config import Route
from monitor.config.model import PRESS
from monitor.pipeline.moving import Mover
from monitor.store import deciding, keys, stories
from monitor.store.deciding import Waiting
from monitor.telling.letters import letters
from monitor.tone import Tone
from monitor.tone.base import Label
from monitor.words import shortened

FORMS = (Form.ARTICLE, Form.EPISODE)
_PUBLISHER = re.compile(r"\s+[-–—|]\s+[^-–—|]{2,40}$")


def traits_of(item: Waiting, tone: Tone, routes: Iterable[Route] = ()) -> routing.Traits:
    """What these routes ask about, of an article."""
    words = f"{item.title}\n{item.text}"
    return routing.Traits(
        severity=4,
        themes=frozenset(theme.value for theme in tone.themes),
        signals=frozenset(signal.value for signal in tone.signals),
        voice=PRESS,
        source=item.source,
        words=words,
        language=routing.language(routes, words, item.lang),
        followers=item.author.get("followers") or 0,
    )


async def tell(mover: Mover, item: Waiting, tone: Tone, story: int | None) -> None:
    """Tells of a critical article, if the brand has a route for the press: once, in however many papers it stands, under
    whatever headlines."""
    parts, alerts = mover.parts, mover.parts.config.alerts
    brand = parts.config.brands.get(item.brand)
    critical = (
        tone.label is Label.NEGATIVE or tone.complaint >= alerts.complaint_from or tone.anger >= alerts.anger_from
    )
    if brand is None or item.form not in FORMS or item.history or item.cause != "new" or not critical:
        return
    route = routing.chosen(brand.routes, traits_of(item, tone, brand.routes))
    if route is None or (story is not None and await stories.in_the_press(mover.tx, item.brand, story)):
        return
    policy = await mover.policy(item.brand, route=route)
    facts = {
        "mention": item.mention_id,
        "brand": item.brand,
        "title": item.title,
        "text": shortened(item.text),
        "source": item.source,
        "url": item.url,
        "at": item.at.isoformat(),
        "route": policy.route,
    }
    await send(mover, f"press-{headline_of(item).hex()}", route.answered_by, facts)


async def send(mover: Mover, matter: str, person: str, facts: Mapping[str, Any]) -> None:
    """Puts it into the outbox for this person, or for who stands in for them."""
    now, brand = mover.parts.now(), str(facts["brand"])
    policy = await mover.policy(brand)
    here = policy.here(person)
    say = Say(Reason.PRESS, (here,), 0, policy.awake(now, timedelta(0), here))
    found = letters(mover.parts.config, matter, say, None, facts, brand=brand)
    await deciding.post_letters(mover.tx, found, now)
    mover.done.letters += found


def headline_of(item: Waiting) -> bytes:
    """The same for the same headline in another paper, whatever stands below it: that of the story without the paper's name."""
    headline = _PUBLISHER.sub("", item.title or item.text[:200])
    return keys.key("press", item.brand, re.sub(r"[\W_]+", " ", headline.casefold()).strip() or item.native_id)
