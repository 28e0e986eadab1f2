"""What one page says about reviews: schema.org Review and AggregateRating made into plain JSON. Pure.

Hardly any page gives its reviews an identity. So the identity of a review is what it says: hash(author, date, words).
When author and date are both known and no other review of the page shares them, that pair is a second identity, and
so are the author and how the words begin: a review that was edited is known again, also under the date of the edit. An
``@id`` or ``url`` is used where it is no mere position ("#review-3" is somebody else's tomorrow).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from connectors.base import NO_NAMES
from connectors.parse_feed import told_page
from connectors.quotes import untranslated
from connectors.schema_org import Item, Said, read, walk
from connectors.text import canonical_url, count, number, out_of, parse_time, words

_MOST_REVIEWS = 2_000
_OPENING = 40  # letters and digits by which the words of somebody are known again

# What https://schema.org/Review has below it, without ClaimReview and MediaReview: those judge news, not businesses.
_REVIEWS = frozenset(("review", "userreview", "criticreview", "employerreview", "recommendation"))
# Items that every page has, and that nobody reviews.
_FURNITURE = frozenset(
    ("website", "webpage", "itempage", "collectionpage", "aboutpage", "contactpage", "checkoutpage", "profilepage",
     "searchresultspage", "qapage", "faqpage", "breadcrumblist", "listitem", "itemlist", "searchaction", "readaction",
     "imageobject", "imagegallery", "videoobject", "organization", "newsmediaorganization", "person", "wpheader",
     "wpfooter", "wpsidebar", "sitenavigationelement", "webpageelement", "article", "blogposting", "newsarticle",
     "question", "answer", "comment", "postaladdress", "contactpoint")
)  # fmt: skip


def parse_page(body: bytes, url: str, charset: str = "") -> dict[str, Any]:
    """What a page says about reviews, as JSON.

    ``reviews``: each with id, also, url, author, author_url, title, text, published and edited (ISO 8601, UTC, or ""),
    exact, lang, stars, stars_max, replies (the owner's: author, text, published, exact). ``aggregate``: value, best,
    count, or None. ``reviewable``: whether the page has an item that could be reviewed. ``instead``: what it seems to be where
    it has no items at all (a login page, a robot check), or "". ``url`` is the address of the page, ``charset`` that of its
    Content-Type, if any.
    """
    page = read(body, charset)
    items = [found for way in page.ways for found in walk(way)]
    things = {
        _line(item, "name") for _, item in items if not _REVIEWS & {*item["@type"]} and "person" not in item["@type"]
    }
    reviews: list[dict[str, Any]] = []
    for way in page.ways:
        seen = [
            _review(item, url, page.lang)
            for name, item in walk(way)
            if _REVIEWS & {*item["@type"]} or (name in ("review", "reviews") and not item["@type"] and len(item) > 1)
        ]
        # Stars without words are a review; neither of them is nothing.
        _join(reviews, [review for review in seen if review["text"] or review["title"] or review["stars"] is not None])
    reviews = reviews[:_MOST_REVIEWS]
    _distrust(reviews, things, url)
    _identify(reviews, url)
    aggregate = _aggregate(items)
    _scale(reviews, aggregate)
    tops = [
        item for way in page.ways for top in way for item in (top, *top.get("@graph", [])) if isinstance(item, dict)
    ]
    return {
        "reviews": reviews,
        "aggregate": aggregate
        and {"value": aggregate["stars"], "best": aggregate["stars_max"], "count": aggregate["count"]},
        "instead": "" if reviews or items else told_page(body[:50_000].decode("utf-8", "replace").lower()),
        "reviewable": any(item["@type"] and not _FURNITURE & {*item["@type"]} for item in tops),
    }


def _values(item: Item, *names: str) -> list[Any]:
    """The values of the first of these properties that has any."""
    return next((values for name in names if (values := item.get(name.lower()))), [])


def _first(item: Item, *names: str) -> Any:
    return next(iter(_values(item, *names)), None)


def _line(item: Item, *names: str) -> str:
    """A property as one line of plain words."""
    return " ".join(words(value) for value in _values(item, *names)[:1] if isinstance(value, str)).replace("\n", " ")


def _review(item: Item, page_url: str, page_lang: str) -> dict[str, Any]:
    name, profile = _author(item, page_url)
    stars, stars_max = _stars(item)
    times = [at for prop in ("datePublished", "dateCreated", "dtreviewed") if (at := parse_time(_first(item, prop)))]
    published, exact = times[0] if times else (None, True)
    changed = parse_time(_first(item, "dateModified"))
    lang = _first(item, "inLanguage")
    if isinstance(lang, dict):
        lang = _first(lang, "alternateName", "name")
    said = _in_one_language(_values(item, "reviewBody", "description", "text"), lang or page_lang)
    lang = (
        lang if isinstance(lang, str) else next((part.lang for part in said if isinstance(part, Said)), "") or page_lang
    )
    body = [untranslated(words(part)) for part in said]  # widgets show the reviews of Google Maps
    body += [words(note) for prop in ("positiveNotes", "negativeNotes") for note in _notes(item, prop)]
    return {
        "key": _key(item, page_url),
        "url": "",
        "author": name,
        "author_url": profile,
        "title": _line(item, "headline", "name", "summary"),
        "text": "\n".join(dict.fromkeys(filter(None, body))),
        "published": published.isoformat() if published else "",
        "exact": exact,
        "edited": changed[0].isoformat() if changed and changed[1] and published and changed[0] > published else "",
        "lang": lang.replace("_", "-") if re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*", lang) else "",
        "stars": stars,
        "stars_max": stars_max,
        "likes": _likes(item),
        "replies": [reply for said in _values(item, "comment") if (reply := _reply(said, page_url))],
    }


def _in_one_language(values: Iterable[Any], lang: Any) -> list[str]:
    """Of words in several languages those in ``lang``, or else in the first: the others are translations of them."""
    said = [value for value in values if isinstance(value, str)]
    told = [part.lang.lower() for part in said if isinstance(part, Said) and part.lang]
    wanted = str(lang or "").lower()
    one = next((tongue for tongue in told if wanted and tongue.partition("-")[0] == wanted.partition("-")[0]), None)
    one = one or next(iter(told), None)
    return [part for part in said if not isinstance(part, Said) or not part.lang or part.lang.lower() == one]


def _likes(item: Item) -> int | None:
    """How many found it helpful: https://schema.org/upvoteCount, or https://schema.org/interactionStatistic of likes."""
    said = [_first(item, "upvoteCount")]
    for counter in _values(item, "interactionStatistic"):
        kind = _first(counter, "interactionType") if isinstance(counter, dict) else None
        names = kind["@type"] if isinstance(kind, dict) else [str(kind).rpartition("/")[2].lower()]
        if {"likeaction", "agreeaction", "voteaction"} & {*names}:
            said.append(_first(counter, "userInteractionCount"))
    return next((found for one in said if (found := count(one)) is not None and found >= 0), None)


def _notes(item: Item, prop: str) -> list[str]:
    """What somebody liked, or did not, as a list of its own: https://schema.org/positiveNotes"""
    said: list[str] = []
    for value in _values(item, prop):
        entries = _values(value, "itemListElement") if isinstance(value, dict) else [value]
        said += [_line(entry, "name") if isinstance(entry, dict) else str(entry) for entry in entries]
    return said


def _reply(comment: Any, page_url: str) -> dict[str, Any] | None:
    """The owner's reply to a review (https://schema.org/comment); None where it is somebody else's, for all we know. The page
    says that it is the owner's by what its author is: a business, and no person."""
    author = _first(comment, "author", "creator") if isinstance(comment, dict) else None
    if not isinstance(author, dict) or not author["@type"] or "person" in author["@type"]:
        return None
    text = "\n".join(words(said) for said in _values(comment, "text", "description")[:1] if isinstance(said, str))
    if not text:
        return None
    at = next((at for prop in ("datePublished", "dateCreated") if (at := parse_time(_first(comment, prop)))), None)
    return {
        "author": _author(comment, page_url)[0],
        "text": text,
        "published": at[0].isoformat() if at else "",
        "exact": at[1] if at else True,
    }


def _author(item: Item, page_url: str) -> tuple[str, str]:
    """Display name and profile address; of several authors the first."""
    author = _first(item, "author", "reviewer", "creator")
    if isinstance(author, dict):
        name = _line(author, "name", "alternateName") or f"{_line(author, 'givenName')} {_line(author, 'familyName')}"
        profile = _first(author, "url", "sameAs")
        return name.strip(), canonical_url(profile, page_url) if isinstance(profile, str) and profile else ""
    if isinstance(author, str) and author.startswith(("http://", "https://")):
        return "", canonical_url(author)
    return (words(author).replace("\n", " ") if isinstance(author, str) else ""), ""


def _stars(item: Item) -> tuple[float | None, float | None]:
    """The rating and its scale, None if it does not say, or says one that is too small (``_scale``).

    0 counts only where ``worstRating`` says that the scale goes that far down: by schema.org it begins at 1, and what
    plug-ins mean by 0 is "not rated". Scales that begin below 0 are moved up, those whose best is the lower number
    (school grades) turned round.
    """
    ratings = _values(item, "reviewRating", "rating", "ratingValue")
    rating = next((one for one in ratings if not (isinstance(one, dict) and "reviewaspect" in one)), None)
    holder = rating if isinstance(rating, dict) else item
    # "value" and "best" are what the vocabulary before schema.org called them.
    said = _first(rating, "ratingValue", "value", "average") if isinstance(rating, dict) else rating
    if said in (None, ""):  # stars that are drawn, and told as a label alone: "Rated 2 out of 5"
        said = holder.get("@label") if holder is rating else None
    best, worst = number(_first(holder, "bestRating", "best")), number(_first(holder, "worstRating", "worst"))
    value = number(said)
    if isinstance(said, str):
        if scaled := out_of(said):
            value, best = scaled
        elif "%" in said:
            best = 100.0
        elif value is None and (lit := sum(map(said.count, "★⭐"))):
            value, best = float(lit), float(lit + said.count("☆")) if "☆" in said else best
    if value is None or (value <= 0 and not (worst is not None and worst <= 0)):
        return None, None
    if best is not None and worst is not None and 0 < best < worst and best <= value <= worst:
        return round(best + worst - value, 3), worst
    if worst is not None and worst < 0 and best is not None:
        value, best = value - worst, best - worst
    if not 0 <= value <= _TOPS[-1]:
        return None, None
    return value, best if best is not None and best > 0 and value <= best else None


_TOPS = (5.0, 10.0, 100.0)


def _scale(reviews: Sequence[dict[str, Any]], aggregate: dict[str, Any] | None) -> None:
    """Gives the stars that do not tell their scale the smallest of the usual ones that holds them. Where one of them, or their
    average, is of 10, they all are: a 4 beside an 8 is no good review."""
    rated = [one for one in (*reviews, aggregate) if one and one["stars"] is not None]
    untold = [one for one in rated if one["stars_max"] is None]
    of_ten = any(5 < one["stars"] <= 10 for one in untold) or (aggregate or {}).get("stars_max") == 10
    for one in untold:
        holds = next(top for top in _TOPS if one["stars"] <= top)
        one["stars_max"] = 10.0 if of_ten and holds == 5 else holds


def _key(item: Item, page_url: str) -> str:
    """The review's own address or name, "" if it has none that can be trusted to last."""
    for said in (item.get("@id"), _first(item, "url")):
        if not isinstance(said, str) or not said or said.startswith("_:"):
            continue
        try:
            address = urljoin(page_url, said.strip())
            same_page = urlsplit(address)._replace(fragment="") == urlsplit(page_url)._replace(fragment="")
        except ValueError:
            continue
        own = re.split(r"[/#?=:]", address.rstrip("/"))[-1]
        position = re.fullmatch(r"[A-Za-z_.-]*\d{0,3}", own) is not None
        if not position and not (same_page and "#" not in address):
            return address[:500]
    return ""


# --- what belongs together, and who is who ----------------------------------------------------------------------------


def _squeezed(text: str) -> str:
    """Letters and digits alone: how two renderings of the same words are compared."""
    return re.sub(r"[\W_]+", "", text.casefold())


def _join(known: list[dict[str, Any]], more: Sequence[dict[str, Any]]) -> None:
    """Adds reviews to those known from another way of writing, or from the same one: pages repeat themselves.

    The same author and words are one review, also when one copy is cut short or lacks the date. Without author and
    words nothing can be told apart, so the larger number of such reviews counts, not the sum.
    """
    places: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    nameless: Counter[tuple[str, ...]] = Counter()
    for review in known:
        places[_place(review)].append(review)
        if not _told_apart(review):
            nameless[_facts(review)] += 1
    for review in more:
        if not _told_apart(review):
            nameless[_facts(review)] -= 1
            if nameless[_facts(review)] < 0:
                known.append(review)
            continue
        candidates = places[_place(review)]
        twin = next((other for other in candidates if _same(review, other)), None)
        if twin is None:
            known.append(review)
            candidates.append(review)
        else:
            _complete(twin, review)


def _complete(twin: dict[str, Any], other: dict[str, Any]) -> None:
    """Fills in what only the other copy of a review tells."""
    if not twin["published"] or (other["published"] and other["exact"] and not twin["exact"]):
        twin["published"], twin["exact"] = other["published"], other["exact"]
    if len(other["text"]) > len(twin["text"]):
        twin["text"] = other["text"]
    for key, value in other.items():
        if twin[key] in ("", None, []):
            twin[key] = value


def _told_apart(review: dict[str, Any]) -> bool:
    return bool(review["text"] or _named(review))


def _named(review: dict[str, Any]) -> bool:
    return bool(review["author"]) and review["author"].casefold() not in NO_NAMES


def _facts(review: dict[str, Any]) -> tuple[str, ...]:
    return review["author"], review["published"][:10], str(review["stars"]), review["title"]


def _place(review: dict[str, Any]) -> tuple[str, str]:
    return _squeezed(review["author"]), _squeezed(review["text"][:200])[:40]


def _same(one: dict[str, Any], two: dict[str, Any]) -> bool:
    days = {review["published"][:10] for review in (one, two)} - {""}
    if len(days) == 2 and one["exact"] != two["exact"]:  # a date in the shop's zone, and the time in ours
        apart = datetime.fromisoformat(one["published"]) - datetime.fromisoformat(two["published"])
        days = days if abs(apart) > timedelta(days=1, hours=14) else set()
    stars = {one["stars"], two["stars"]} - {None}
    texts = sorted((_squeezed(one["text"]), _squeezed(two["text"])), key=len)
    if texts[1] == "":  # stars alone: everything else has to agree
        return len(days) <= 1 and len(stars) == 1 and one["title"] == two["title"]
    return len(days) <= 1 and len(stars) <= 1 and texts[1].startswith(texts[0])


def _distrust(reviews: list[dict[str, Any]], things: set[str], url: str) -> None:
    """Drops what cannot be true: a title that is the product's name, one profile or address for several people."""
    titles = Counter(review["title"] for review in reviews)
    keys = Counter(review["key"] for review in reviews)
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for review in reviews:
        owners[review["author_url"]].add(review["author"])
    page = canonical_url(url)
    for review in reviews:
        title, profile = review["title"], review["author_url"]
        if title in things or title == review["author"] or titles[title] == len(reviews) > 1:
            review["title"] = ""
        if profile and (len(owners[profile]) > 1 or profile == page or urlsplit(profile).path in ("", "/")):
            review["author_url"] = ""
        if keys[review["key"]] > 1:
            review["key"] = ""
        own = canonical_url(review["key"])
        review["url"] = own if own and urlsplit(own).hostname == urlsplit(page).hostname else page


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _identify(reviews: list[dict[str, Any]], url: str) -> None:
    """Gives every review its ``id`` and ``also``. Only normalised facts go in: "2 days ago" would be new every day."""
    page = canonical_url(url)
    pairs = Counter(_pair(review) for review in reviews)
    openings = Counter(_opening(review) for review in reviews)
    nameless: Counter[str] = Counter()
    for review in reviews:
        name, day = _pair(review)
        facts = [name, day, _squeezed(review["text"])]
        if not (_named(review) and facts[2]):  # too little to be known on another page
            facts += [page, str(review["stars"]), _squeezed(review["title"])]
        spoken = _hash(*facts)
        nameless[spoken] += 1
        if nameless[spoken] > 1:
            spoken = _hash(*facts, str(nameless[spoken]))
        key = review.pop("key")
        also = [f"review:{spoken}"] if key else []
        if name and day and pairs[name, day] == 1 and _named(review):
            also.append(f"review:{_hash(page, name, day)}")
        begins = _opening(review)
        if name and len(begins[1]) == _OPENING and openings[begins] == 1 and _named(review):
            also.append(f"review:{_hash(page, *begins, 'begins')}")
        review["id"], review["also"] = key or spoken, also


def _pair(review: dict[str, Any]) -> tuple[str, str]:
    return _squeezed(review["author"]), review["published"][:10]


def _opening(review: dict[str, Any]) -> tuple[str, str]:
    return _squeezed(review["author"]), _squeezed(review["text"])[:_OPENING]


def _aggregate(items: Iterable[tuple[str, Item]]) -> dict[str, Any] | None:
    """The first AggregateRating of the page: ``stars`` and ``stars_max`` (or None), ``count`` (or None)."""
    for name, item in items:
        if name == "aggregaterating" or any(kind.endswith("aggregaterating") for kind in item["@type"]):
            stars, stars_max = _stars({"reviewrating": [item]})
            return {"stars": stars, "stars_max": stars_max, "count": count(_first(item, "reviewCount", "ratingCount"))}
    return None
