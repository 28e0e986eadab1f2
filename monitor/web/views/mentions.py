"""Mentions: looking for them, and one mention whole, with what can be done about it. What is muted and learnt is beside
(``noise``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aiohttp import web
from markupsafe import Markup

from alerts.text import http_link, one_line
from monitor.cases import Refused
from monitor.store import searching
from monitor.store.deciding import case_by_id
from monitor.store.searching import Mention
from monitor.tone.base import Label
from monitor.tone.correction import Correction
from monitor.web import asked, doing, pages, sight, wishes
from monitor.web.forms import form_of
from monitor.web.marking import marked
from monitor.web.problems import Problem
from monitor.web.rights import Right, Viewer, needs, viewer
from monitor.web.views import noise
from monitor.web.views.standing import Standing, standing
from monitor.words import shortened

if TYPE_CHECKING:
    from monitor.web.behind import Behind

PAGE: Final = 30
"""Mentions on a page."""
_WORDS = 280  # characters of each there
_NAME = 60
_ADDRESS = 500  # a longer link stands on the mention's own page
_WHOLE = 15_000  # characters of the words of one mention
_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl")
_SAYS: Final = {"": None, "yes": True, "no": False}

DONE: Final = {
    "correct": "Noted. The same words are read like that from now on, wherever they come again.",
    "uncorrect": "The correction is taken back: it is read as Earful reads it.",
    "mute": "Muted: it opens no case any more.",
    "not_us": doing.DONE["not_us"],
}


@dataclass(frozen=True, slots=True)
class _Card:
    mention: Mention
    author: str
    words: Markup
    link: str


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/mentions`` and ``/mentions/{mention}``."""

    @needs(Right.LOOK)
    async def looked_for(request: web.Request) -> web.Response:
        who, config, wish = viewer(request), behind.config(), wishes.wish(request)
        wanted = wishes.filter_of(wish, config.timezone)
        async with behind.parts().store.read() as connection:
            found = await searching.mentions(
                connection, who.brands, wanted, after=asked.number(request, "after"), limit=PAGE
            )
        return pages.show(
            request,
            behind,
            "mentions.html",
            cards=[_card(each) for each in found.items],
            wish=wish,
            narrowed=any(wish.values()),
            chosen=any(value for key, value in wish.items() if key != "words"),
            later=bool(request.query.get("after")),
            brands=_with(wish["brand"], [brand for brand in config.brands if who.sees(brand)]),
            sources=_with(wish["source"], list(sight.sources(config, who))),
            people=_with(wish["person"], list(sight.people(config, who))),
            labels=wishes.LABELS,
            themes=wishes.THEMES,
            languages=_LANGUAGES,
            more=asked.again(wishes.PATH, wish, after=str(found.after)) if found.after is not None else "",
            newest=asked.again(wishes.PATH, wish),
        )

    async def whole(request: web.Request) -> tuple[Mention, Standing | None]:
        """The mention in the path, and how its case stands. Raises Problem where there is none, or none for these eyes."""
        number, who = asked.in_path(request, "mention"), viewer(request)
        async with behind.parts().store.read() as connection:
            found = await searching.mention(connection, who.brands, number)
            row = await case_by_id(connection, found.case_id) if found and found.case_id is not None else None
        if found is None:
            raise Problem(404, "There is no such mention", "It may have been forgotten: mentions are kept for a while.")
        return found, standing(row.id, row.case, behind.now()) if row else None

    async def page(request: web.Request, found: Mention, stands: Standing | None, refused: str = "") -> web.Response:
        who, config = viewer(request), behind.config()
        return pages.show(
            request,
            behind,
            "mention.html",
            409 if refused else 200,
            mention=found,
            author=_author(found),
            title=marked(found.title, found.title_spans, _WHOLE),
            words=marked(found.text, found.spans, _WHOLE),
            readable=_readable(found),
            tones=_tones(found),
            stands=stands,
            known=found.source in sight.sources(config, who),
            mutes=noise.of_author(found),
            everywhere=who.brands is None,
            number=doing.number,
            refused=refused,
            done=DONE.get(request.query.get("did", ""), ""),
        )

    @needs(Right.LOOK)
    async def shown(request: web.Request) -> web.Response:
        return await page(request, *await whole(request))

    @needs(Right.ACT)
    async def done(request: web.Request) -> web.Response:
        (found, stands), sent = await whole(request), await form_of(request)
        try:
            did = await _do(behind, viewer(request), found, stands, sent)
        except Refused as error:
            return await page(request, *await whole(request), doing.sentence(error))
        return doing.back(f"{wishes.PATH}/{found.id}", did)

    return [
        web.get("/mentions", looked_for),
        web.get("/mentions/{mention}", shown),
        web.post("/mentions/{mention}", done),
    ]


async def _do(behind: Behind, who: Viewer, found: Mention, stands: Standing | None, sent: Mapping[str, str]) -> str:
    """Does what the form says (``deed``) and writes it down. Returns the deed. Raises Problem and Refused."""
    deed = sent.get("deed", "")
    match deed:
        case "correct":
            await correct(behind, who, found, correction(sent, who.person))
        case "uncorrect":
            await correct(behind, who, found, None)
        case "mute":
            kind, value = sent.get("kind", ""), sent.get("value", "")
            await noise.mute(behind, who, kind, value, "" if sent.get("everywhere") == "1" else found.brand)
        case "not_us" if stands is not None:
            await doing.do(behind, who, stands.id, {**sent, "note": ""})
        case _:
            raise Problem(400, "There is no such button", "Load the page again.")
    return deed


def correction(sent: Mapping[str, str], by: str) -> Correction:
    """What a form says of how a mention really is: ``label``, ``complaint`` and ``anger`` (yes, no; empty: as it was read).
    Raises Problem."""
    label, complaint, anger = (sent.get(key, "") for key in ("label", "complaint", "anger"))
    if label not in ("", *wishes.LABELS[:3]) or complaint not in _SAYS or anger not in _SAYS:
        raise Problem(400, "That is no tone", "Load the page again, and choose one.")
    if not (label or complaint or anger):
        raise Problem(
            400, "Nothing is corrected yet", "Choose what is different: the tone, the complaint or the anger."
        )
    return Correction(by=by, label=Label(label) if label else None, complaint=_SAYS[complaint], anger=_SAYS[anger])


async def correct(behind: Behind, who: Viewer, found: Mention, said: Correction | None) -> None:
    """Keeps a correction, or takes it back (None), and writes it down. Raises Refused and Problem."""
    if not _readable(found):
        raise Refused("it has no words any more that could be read in another way")
    detail = {} if said is None else {"label": said.label, "complaint": said.complaint, "anger": said.anger}
    told = {key: str(value) for key, value in detail.items() if value is not None}
    deed = behind.office.correct(found.id, said, who.person)
    what = "uncorrect" if said is None else "correct"
    await doing.written_down(behind, who.name, deed, what, f"mention {found.id}", told)


def _readable(found: Mention) -> bool:
    """Whether there is a tone that somebody could correct: what is taken down has the same words as anything else that is."""
    return found.rule != "ours" and found.deleted_at is None and bool(found.title.strip() or found.text.strip())


def _tones(found: Mention) -> list[tuple[str, float]]:
    pairs = (
        ("anger", found.anger),
        ("complaint", found.complaint),
        ("thanks", found.gratitude),
        ("sarcasm", found.sarcasm),
    )
    return [(name, value) for name, value in pairs if value is not None]


def _card(found: Mention) -> _Card:
    text, spans = found.text, found.spans
    if found.title:  # one text for the eyes, as long as one
        text = f"{found.title}\n{found.text}"
        shift = len(found.title) + 1
        spans = (*found.title_spans, *((start + shift, end + shift) for start, end in spans))
    link = http_link(found.url)
    return _Card(found, _author(found), marked(text, spans, _WORDS), link if len(link) <= _ADDRESS else "")


def _author(found: Mention) -> str:
    return shortened(one_line(found.author or found.handle), _NAME) or "Somebody"


def _with(wished: str, known: list[str]) -> list[str]:
    """The choices, and what is wished for though nobody knows it any more."""
    return [*known, wished] if wished and wished not in known else known
