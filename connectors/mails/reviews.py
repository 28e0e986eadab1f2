"""The anatomy of a review mail: where one review begins and ends, whose it is, how many stars. Pure.

Platforms change their layout whenever they like, so nothing here knows a layout. What holds for all of them: a review has a line
with stars, or a sentence that says who reviewed whom; its author stands beside that; its words end at a button or at the small
print. A digest has several lines with stars.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from connectors.mails import sentences
from connectors.mails.lines import Line, joined
from connectors.mails.links import unwrapped
from connectors.mails.stars import only_stars, stars
from connectors.quotes import untranslated
from connectors.text import canonical_url, parse_time

_LONGEST_NAME = 60
_MOST_REVIEWS = 50
_QUOTES = "\"“”„«»‘’'"
_BULLET = re.compile(r"^[·•|,;–—-]\s*|\s*[·•|,;–—-]$")
_UNIT = r"(?:se[cgk]und|minut|stunde|heure|hora|tag|jour|d[íi]a|woche|semain|seman|monat|mois|mes|mês|jahr|an|año|ano)"
_COUNTED = r"(?:reviews?|contributions?|photos?|friends?|rezension\w*|bewertung\w*|avis|reseñas?)"
# To the end of the line: "Vor Ort unfreundlich", "Il y a des cafards" and "2 friends and I waited" are words.
_AGO = re.compile(
    rf"^(?:(?:a|an|\d+) (?:second|minute|hour|day|week|month|year)s? ago|just now|today|yesterday|heute|gestern|"
    r"aujourd'hui|hier|hoy|ayer|"
    rf"(?:vor|il y a|hace|há) (?:\w{{1,10}} )?\w{{1,8}} {_UNIT}\w{{0,5}}|"
    r"(?:\S{1,10} ){1,3}(?:fa|geleden|siden)|oggi|ieri|hoje|ontem|vandaag|gisteren|"
    rf"\d+ {_COUNTED}(?:\W+\d+ {_COUNTED})*|"
    r"(?:\d{1,2}\.? [^\W\d]{3,9}|[^\W\d]{3,9} \d{1,2})\.?,? (?:(?:at|um|à|a las?|alle(?: ore)?|às|om|kl\.?) )?"
    r"\d{1,2}:\d\d(?: ?[ap]m)?|"
    r"(?:aufenthalt|stayed|visited|séjour|estancia|soggiorno|estadia)(?: in| im| en)?\s?:? [^\W\d]{3,10} \d{4}|"
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|local guide(?:\W.{0,40})?|elite(?: '?\d.{0,16}| \d{4}.{0,12})?|"
    r"(?:(?:erfahrungs)?datum|date|fecha|data|dato)(?: (?:of|des|der|del?|da|do|van|dell['’])\b[^:]{0,25})?:(?=.*\d).{0,30}|"
    r"(?:date|datum|fecha) (?:of|des|der|de)\b.{0,30}\d{4})$",
    re.I,
)


# What the firm itself has told the platform of the order.
_REFERENCE = re.compile(
    r"^(?:(?:order|reference|booking) (?:id|number|no\.?)|customer e-?mail|e-?mail|bestellnummer|referenz(?:nummer)?|"
    r"(?:numéro de commande|référence|número de pedido|referencia|numero d['’]ordine))\s?:\s?\S{1,60}$",
    re.I,
)
_WITH_LINK = re.compile(r"\s*:?\s*https?://\S+$")
# What a plain text calls the parts of a review.
_PART = (
    r"(?:review )?(?:title|review|comment|text|titel|bewertung|"
    r"rezension|kommentar|titre|avis|commentaire|título|reseña|comentario|titolo|"
    r"recensione|commento)"
)
_LABEL = re.compile(rf"^{_PART}\s?:\s+(?=\S)", re.I)
_LABEL_ALONE = re.compile(rf"{_PART}\s?:|public review\s?:?", re.I)


@dataclass(frozen=True, slots=True)
class Address:
    """A kind of link that leads to one review: ``at`` finds it (group ``id``), ``to`` is its one clean spelling. Other links of a
    mail are not kept: some of them log in whoever follows them."""

    at: re.Pattern[str]
    to: str


@dataclass(frozen=True, slots=True)
class Platform:
    """A place with reviews: ``service`` is its name in posts, ``senders`` are the domains of its mails, ``local`` what the part
    before the @ must look like where people of that firm write mails, too, ``most`` its best rating."""

    service: str
    senders: tuple[str, ...]
    local: re.Pattern[str] | None = None
    addresses: tuple[Address, ...] = ()
    most: float = 5.0


@dataclass(slots=True)
class Review:
    """What a mail tells of one review. ``id`` and ``url`` are the platform's own, or empty."""

    author: str = ""
    business: str = ""
    text: str = ""
    stars: float | None = None
    stars_max: float | None = None
    id: str = ""
    url: str = ""
    links: list[str] = field(default_factory=list)

    @property
    def whole(self) -> int:
        """How much of it is known, to compare two readings of one mail."""
        return 4 * (self.stars is not None) + 2 * bool(self.text) + bool(self.author)


def read(lines: Sequence[Line], subject: str, platform: Platform) -> list[Review]:
    """The reviews in these lines, in their order; empty where there is none that can be told from the rest."""
    lines = [part for line in lines if line.text for part in _in_two(line)]
    head = sentences.headline(_in_two(Line(subject))[0].text)
    marks = [index for index, line in enumerate(lines) if _is_mark(line)][:_MOST_REVIEWS]
    # Where the subject names one author, a further line with stars is what they say: "1 star" ends many a complaint.
    if len(marks) > 1 and not (head and head.author):
        found = _several(lines, marks)
    elif one := _single(lines, marks[0] if marks else None, head):
        found = [one]
    else:
        return []
    for review in found:
        _locate(review, platform)
        if head and not review.business:
            review.business = head.business
        if review.stars_max:
            review.stars_max = max(review.stars_max, platform.most)
    if len(found) == 1:
        only = found[0]
        if only.stars is None and (given := stars(subject)):
            only.stars, only.stars_max = given
        if not only.id:  # the link may stand in a button above
            only.links += [link for line in lines for link in line.links]
            _locate(only, platform)
    return [review for review in found if review.stars is not None or (review.author and review.text)]


def _in_two(line: Line) -> list[Line]:
    """A line that says who reviewed and goes on with the review, as two: 'Dana doesn't recommend us: "Never again."'"""
    said, _, rest = line.text.partition(": ")
    if rest and (rest[0] in _QUOTES or only_stars(rest)) and sentences.told(said):
        return [replace(line, text=said), replace(line, text=rest)]
    return [line]


def _is_mark(line: Line) -> bool:
    """Whether a review begins here: stars alone, or beside a name."""
    if only_stars(line.text):
        return True
    if len(line.text) > _LONGEST_NAME + 12 or sentences.told(line.text) or not re.search("[★☆⭐]", line.text):
        return False
    return stars(line.text) is not None


def _single(lines: Sequence[Line], mark: int | None, head: sentences.Told | None) -> Review | None:
    """The one review of a mail without a digest."""
    review = Review()
    told = _told(lines, mark, head)
    if mark is None and not told and head is None:
        return None
    for known in [*(known for _, known in told), *([head] if head else [])]:
        review.author = review.author or known.author
        review.business = review.business or known.business
        if known.recommends is not None and review.stars is None:
            review.stars, review.stars_max = (5.0 if known.recommends else 1.0), 5.0
    title = ""
    start = max([index for index, _ in told] + [-1 if mark is None else mark]) + 1
    if mark is not None:
        review.stars, review.stars_max = stars(lines[mark].text) or (None, None)
        above = lines[mark - 1].text if mark else ""
        if beside := _beside(lines[mark].text):
            review.author = _fuller(beside, review.author)
            title = "" if review.author == beside else beside  # "★☆☆☆☆ Dreadful", and the author stands elsewhere
        elif above and _is_name(above) and not sentences.headline(above) and above != review.business:
            review.author = _fuller(above, review.author)
    for line in lines[:start]:  # "You got a new 2-star review"
        if review.stars is None and (sentences.is_about_reviews(line.text) or sentences.told(line.text)):
            review.stars, review.stars_max = stars(line.text) or (None, None)
    _fill(review, lines[start:])
    if title:
        review.text = f"{title}\n{review.text}".strip()
    return review


def _told(lines: Sequence[Line], mark: int | None, head: sentences.Told | None) -> list[tuple[int, sentences.Told]]:
    """The sentences above the review that say who reviewed whom, with their lines. What the customer says below is none: "Dana
    recommended them to me" begins many a complaint."""
    told: list[tuple[int, sentences.Told]] = []
    for index, line in enumerate(lines[: 40 if mark is None else mark + 2]):
        if told and mark is None and index > told[0][0] + 2:
            break
        known = (sentences.headline if index < (2 if mark is None else mark) else sentences.told)(line.text)
        if known is None:
            continue
        below = index > 3 and (head is None or head.recommends is None)
        if known.recommends is not None and (below or (mark is not None and index > mark)):
            continue
        told.append((index, known))
    return told


def _several(lines: Sequence[Line], marks: Sequence[int]) -> list[Review]:
    """The reviews of a digest: a block begins at each line with stars, or at the name above it."""
    above = all(index and _is_name(lines[index - 1].text) for index in marks)
    starts = [index - above for index in marks]
    found: list[Review] = []
    for n, mark in enumerate(marks):
        end = starts[n + 1] if n + 1 < len(marks) else len(lines)
        review = Review()
        review.stars, review.stars_max = stars(lines[mark].text) or (None, None)
        review.author = (sentences.name(lines[mark - 1].text) if above else "") or _beside(lines[mark].text)
        review.links += [link for line in lines[starts[n] : mark + 1] for link in line.links]
        _fill(review, lines[mark + 1 : end])
        found.append(review)
    return found


def _fill(review: Review, lines: Sequence[Line]) -> None:
    """The author, if still unknown or only in short, and the words: from here to a button or the small print."""
    words: list[Line] = []
    ended = False
    review.author = review.author or next(filter(None, (sentences.byline(line.text) for line in lines[:8])), "")
    for n, line in enumerate(lines):
        text = line.text
        if sentences.is_end(text, leads=bool(line.links)):
            break
        if not ended or n < 60:
            review.links += line.links
        if ended:
            continue
        button = _WITH_LINK.sub("", text)
        leads = bool(line.links) and (sentences.is_answer(button) or (bool(words) and sentences.is_button(button)))
        if leads or sentences.is_reply_button(button):
            ended = True
        elif sentences.is_read(button, leads=bool(line.links)):
            ended = bool(words)
        elif sentences.byline(text):
            continue
        elif words:
            words.append(replace(line, text=sentences.without_more(text)) if line.links else line)
        elif _is_furniture(line, review):
            continue
        elif _is_author(lines, n, review):
            review.author = _fuller(text, review.author)
        else:
            words.append(replace(line, text=sentences.without_more(text)) if line.links else line)
    while words[1:] and _stands_below(words[-1].text, review):
        words.pop()
    words[:2] = [replace(line, text=_unquoted(_LABEL.sub("", line.text))) for line in words[:2]]
    review.text = _unquoted(untranslated(joined(words)))


def _stands_below(text: str, review: Review) -> bool:
    """Whether the last line is none of the words: the author's name, a date, or the number of an order."""
    bare = sentences.name(_BULLET.sub("", text)).rstrip(".").casefold()
    return (
        bool(review.author and bare == review.author.rstrip(".").casefold())
        or bool(_AGO.match(text))
        or bool(_REFERENCE.match(text))
        or (len(text) < 40 and parse_time(text) is not None)
    )


def _unquoted(text: str) -> str:
    """Words without the quotation marks around all of them."""
    text = text.strip()
    inside = text[1:-1]
    if len(text) > 2 and text[0] in _QUOTES and text[-1] in _QUOTES and not any(char in '"“”„«»' for char in inside):
        return inside.strip()
    return text


def _is_author(lines: Sequence[Line], n: int, review: Review) -> bool:
    """Whether a line above the words is the author's name: the name that is known already or begins like it; or, where none is
    known, a short line with more below it."""
    text = lines[n].text
    if not _is_name(text):
        return False
    if review.author:
        short, full = review.author.rstrip(".… ").casefold(), text.rstrip(".… ").casefold()
        return short.startswith(full) or full.startswith(short)
    rest = [line for line in lines[n + 1 :] if not _is_furniture(line, review)]
    return bool(rest) and not sentences.is_end(rest[0].text, leads=bool(rest[0].links))


def _is_furniture(line: Line, review: Review) -> bool:
    """What stands between the stars and the words and is neither: buttons, dates, counts, the firm's name, greetings."""
    bare = _BULLET.sub("", line.text)
    known = sentences.told(bare)
    return (
        sentences.is_greeting(bare)
        or sentences.is_read(bare, leads=bool(line.links))
        # "A friend recommended them" is what a customer says; the platform's sentence names the customer.
        or (known is not None and (known.recommends is None or known.author == review.author))
        or only_stars(bare)
        or sentences.is_without_words(bare)
        or bool(_LABEL_ALONE.fullmatch(bare))
        or bool(_AGO.match(bare))
        or (len(bare) < 40 and parse_time(bare) is not None)
        or (bool(review.business) and bare.casefold() == review.business.casefold())
        or not any(char.isalnum() for char in bare)
    )


def _is_name(text: str) -> bool:
    """Whether a line could be somebody's name: short, no sentence, no button."""
    text = _BULLET.sub("", text)
    if not 1 < len(text) <= _LONGEST_NAME or len(text.split()) > 5 or text.endswith(("!", "?", ":", ",", "…")):
        return False
    if text.endswith(".") and len(text.split()[-1]) > 3:  # "Dana R." is a name, "Never again." is none
        return False
    if (
        sentences.is_about_reviews(text)
        or sentences.is_answer(text)
        or sentences.is_read(text, leads=False)
        or sentences.is_end(text)
        or sentences.is_greeting(text)
        or sentences.is_praise(text)
    ):
        return False
    first = text.lstrip(_QUOTES)[:1]
    # A handle is a name too, but small words of one line are a short review: "dreadful service".
    return (
        bool(first)
        and not (first.islower() and " " in text)
        and text[:1] not in _QUOTES
        and not _AGO.match(text)
        and stars(text) is None
    )


def _beside(text: str) -> str:
    """The name in a line with stars: "Dana R. ★☆☆☆☆"."""
    rest = re.sub(r"[★⭐✭✮🌟●🟢☆✩✰○⚪\ufe0f]|\(?\b\d(?:[.,]\d)?\s?(?:/|out of|von|sur|de)\s?\d+\b\)?", " ", text)
    rest = _BULLET.sub("", " ".join(rest.split())).strip(" -–—|:()")
    return sentences.name(rest) if _is_name(rest) and not only_stars(f"★★★★★ {rest}") else ""


def _fuller(found: str, known: str) -> str:
    """The longer of two spellings of one name: a subject may cut it short."""
    found = sentences.name(found)
    return found if found.casefold().startswith(known.rstrip(".… ").casefold()) else known


def _locate(review: Review, platform: Platform) -> None:
    """The platform's own id and address of a review, if one of its links is of a kind that is known."""
    if review.id:
        return
    for link in review.links:
        for inside in unwrapped(link):
            for address in platform.addresses:
                if found := address.at.search(inside):
                    review.id = found["id"]
                    review.url = canonical_url(address.to.format(**found.groupdict()))
                    return
