"""From a mail to posts: a platform's reviews, a customer's words, or the reason why it is neither. Pure.

A mail is a platform's if its From says so and the receiving server does not say that this is a lie (``Mail.refused``). Signatures
are not checked here: that takes the DNS, and the server has done it. A mail that was sent on by hand cannot be checked at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from connectors.base import NOBODY, Author, Form, Post
from connectors.mails import answer, forwarded, general, lines, reply, reviews, sentences
from connectors.mails.facebook import FACEBOOK
from connectors.mails.google import GOOGLE
from connectors.mails.lines import Line
from connectors.mails.mail import Mail, Sender, message_ids, sender_of
from connectors.mails.reviews import Platform, Review
from connectors.mails.senders import not_a_customer
from connectors.mails.tripadvisor import TRIPADVISOR
from connectors.mails.trustpilot import TRUSTPILOT
from connectors.mails.yelp import YELP
from connectors.text import clean, parse_time, words

PLATFORMS = (GOOGLE, TRUSTPILOT, YELP, FACEBOOK, TRIPADVISOR)
SERVICE = "mail"
"""The service of what customers write themselves: an address is the same person in every mailbox."""
_LONGEST_TEXT = 20_000
_ZONE = re.compile(r"(?:[+-]\d{1,4}|\b(?:GMT|UTC|Z|[A-Z]{3,4}))\)?\s*$")
_ENOUGH = 20  # letters and digits that tell one review from another


@dataclass(frozen=True, slots=True)
class Reading:
    """What a mail holds: posts, or the reason why none ("bounce", "automatic", "spam", "list", "ours", "answer to Earful", "no
    review", "no words").
    ``forged``: the receiving server says that it is not from the platform that it names."""

    posts: Sequence[Post] = ()
    skipped: str = ""
    forged: bool = False


@dataclass(frozen=True, slots=True)
class _View:
    """A mail as it was sent first: the mail itself, or one that was sent on within it."""

    mail: Mail
    sender: Sender
    subject: str
    date: str
    ways: Sequence[Sequence[Line]]  # the same words from HTML and from plain text
    first: bool = True  # it was not sent on


def read(mail: Mail, received: datetime | None, own: str = "", form: Form = Form.MAIL) -> Reading:
    """The posts in a mail. ``received`` is when the server got it (aware; None: unknown), ``own`` the address of the mailbox,
    ``form`` what a customer's mail counts as."""
    reason = not_a_customer(mail)
    if reason == "bounce":
        return Reading(skipped=reason)
    if answer.tokens(mail):  # somebody answers a mail of ours, and quotes the customer in it
        return Reading(skipped="answer to Earful")
    own = own.lower()
    group = _through_group(mail, own)
    views = list(_views(mail, group))
    forged = False
    for view in views:
        platform = known(view.sender)
        if platform is None:
            continue
        if view.first and mail.refused:
            forged = True
            continue
        found = _reviews(view, platform)
        if found:
            return Reading(_review_posts(view, platform, found, received))
        if not sentences.is_own_news(view.subject) and (
            _speaks(view.subject) or any(sentences.is_about_reviews(_head(way)) for way in view.ways)
        ):
            return Reading([_unread(view, platform.service, received)])
        return Reading(skipped="no review")
    for view in views:
        platform = general.of(mail, view.sender) if not (view.first and mail.refused) else None
        if platform and _tells_of_one(view) and (found := _reviews(view, platform)):
            return Reading(_review_posts(view, platform, found, received))
    if reason and not (reason == "automatic" and _by_form(mail, own)) and not (reason == "list" and group):
        return Reading(skipped=reason, forged=forged)
    return _customer(mail, views, received, own, form, forged)


def known(sender: Sender) -> Platform | None:
    """The platform whose mails come from that sender."""
    for platform in PLATFORMS:
        for domain in platform.senders:
            if sender.is_of(domain):
                return platform if platform.local is None or platform.local.fullmatch(sender.local) else None
    return None


def _views(mail: Mail, group: Sender | None) -> Iterator[_View]:
    yield from _view(mail, group or mail.sender, first=True)
    inside = mail.forwarded
    while inside is not None:
        yield from _view(inside, inside.sender, first=False)
        inside = inside.forwarded


def _view(mail: Mail, sender: Sender, *, first: bool) -> Iterator[_View]:
    ways = [way for way in (lines.from_html(mail.html), lines.from_plain(mail.plain)) if way]
    yield _View(mail, sender, forwarded.bare_subject(mail.subject), mail.header("date"), ways, first)
    heads = [(head, way) for way in ways if (head := forwarded.find(way)) is not None]
    # A head within the words is also how an answer shows what it answers: then the mail is about its own words.
    if heads and (forwarded.says_forwarded(mail.subject) or known(heads[0][0].sender)):
        head = heads[0][0]
        subject = forwarded.bare_subject(head.subject or mail.subject)
        yield _View(mail, head.sender, subject, head.date, [one.lines for one, _ in heads], first=False)


def _speaks(subject: str) -> bool:
    return sentences.is_about_reviews(subject) or sentences.is_somebody_speaking(subject)


def _head(way: Sequence[Line]) -> str:
    return "\n".join(line.text for line in way[:40])


def _tells_of_one(view: _View) -> bool:
    """Whether a mail says outright that somebody has reviewed: an unknown sender may show stars for other reasons."""
    texts = [view.subject, *(line.text for way in view.ways for line in way[:30])]
    told = [known for text in texts if (known := sentences.told(text)) and known.recommends is None]
    return any(known.author for known in told) or (bool(told) and any(map(sentences.byline, texts)))


def _reviews(view: _View, platform: Platform) -> list[Review]:
    """The better of two readings: of HTML and of plain text."""
    readings = [reviews.read(way, view.subject, platform) for way in view.ways]
    best = max(readings, key=lambda found: (len(found), sum(review.whole for review in found)), default=[])
    for other in readings:
        if len(other) == len(best):
            for review, twin in zip(best, other, strict=True):
                review.id, review.url = review.id or twin.id, review.url or twin.url
    return best


def _review_posts(view: _View, platform: Platform, found: Sequence[Review], received: datetime | None) -> list[Post]:
    at, exact = _time(view, received)
    posts: list[Post] = []
    for review in found:
        likeness = _likeness(review, at)
        native = review.id or likeness
        also = [likeness] if review.id else []
        if review.url:
            also.append(f"link:{review.url}")
        posts.append(
            Post(
                service=platform.service,
                id=native,
                also=tuple(also),
                url=review.url,
                author=Author(name=review.author) if review.author else NOBODY,
                title=review.business,  # so that a mailbox for several brands knows whose it is
                text=review.text[:_LONGEST_TEXT],
                published=at,
                published_exact=exact,
                stars=review.stars,
                stars_max=review.stars_max,
                thread=native,
                form=Form.REVIEW,
            )
        )
    return posts


def _likeness(review: Review, at: datetime | None) -> str:
    """By what a review is known again that has no id: its author and how it begins, as far as every mail shows it. Where it
    says next to nothing, the day and the stars as well."""
    begins = "".join(char for char in review.text.casefold() if char.isalnum())[:60]
    parts = [review.author.casefold(), begins]
    if len(begins) < _ENOUGH:
        parts += [at.date().isoformat() if at else "", str(review.stars)]
    return "mail:" + blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()


def _unread(view: _View, service: str, received: datetime | None) -> Post:
    """A platform's mail about a review whose layout nobody understood: its words as they stand, so that it is not lost."""
    best = max(view.ways, key=len, default=())
    kept: list[Line] = []
    for line in best:
        if kept and sentences.is_end(line.text, leads=bool(line.links)):
            break
        kept.append(line)
    at, exact = _time(view, received)
    return Post(
        service=service,
        id=_message_id(view.mail),
        title=view.subject,
        text=lines.joined(kept)[:_LONGEST_TEXT],
        published=at,
        published_exact=exact,
        form=Form.MAIL,
    )


def _customer(
    mail: Mail, views: Sequence[_View], received: datetime | None, own: str, form: Form, forged: bool
) -> Reading:
    """A mail that a person wrote, or one that somebody sent on to us: then its author is who wrote it first."""
    sent_on = [view for view in views if not view.first] if forwarded.says_forwarded(mail.subject) else []
    view = sent_on[-1] if sent_on else views[0]
    sender = (_by_form(mail, own) if view.first else None) or view.sender
    if view.first and own and sender.address == own:
        return Reading(skipped="ours")
    text = reply.own_words(_plainest(view))
    title = clean(view.subject).strip()
    if not text and not title:
        return Reading(skipped="no words", forged=forged)
    answers, conversation = message_ids(mail.header("in-reply-to")), message_ids(mail.header("references"))
    native = _message_id(mail)
    at, exact = _time(view, received)
    post = Post(
        service=SERVICE,
        id=native,
        author=Author(name=sender.name or sender.address, id=sender.address)
        if sender.address or sender.name
        else NOBODY,
        title=title,
        text=text[:_LONGEST_TEXT],
        published=at,
        published_exact=exact,
        reply_to=answers[0] if answers and view.first else "",
        thread=(conversation or answers or [native])[0] if view.first else native,
        form=form,
    )
    return Reading([post], forged=forged)


def _through_group(mail: Mail, own: str) -> Sender | None:
    """Who wrote a mail that came through a group of our own, like info@, with the head of a mailing list (RFC 2919): where the
    writer's domain allows no copies, the group writes its own address as From. None for newsletters and lists of others."""
    site = own.rpartition("@")[2]
    group = mail.header("list-id").rpartition("<")[2].rstrip("> ").lower()
    if (
        not site
        or not group.endswith(f".{site}")
        or {"feedback-id", "list-unsubscribe-post"} & dict(mail.headers()).keys()
    ):
        return None
    if not mail.sender.is_of(site):
        return mail.sender
    for name in ("x-original-from", "reply-to", "x-original-sender"):
        wrote = sender_of(str(mail.message.get(name) or ""))
        if wrote.address and not wrote.is_of(site):
            return wrote
    return None


def _by_form(mail: Mail, own: str) -> Sender | None:
    """Who filled in a contact form: it is our own site that sends the mail, and the answer goes to somebody else."""
    customer, site = sender_of(str(mail.message.get("reply-to") or "")), own.rpartition("@")[2]
    if not site or not customer.address or customer.is_of(site) or not mail.sender.is_of(site):
        return None
    return customer


def _plainest(view: _View) -> Sequence[Line]:
    """The words of a customer. Plain text first: there, what is quoted is marked as such."""
    if not view.first:
        return view.ways[-1] if view.ways else ()
    if view.mail.plain.strip():
        return lines.from_plain(view.mail.plain)
    return [Line(text, gap=True) for text in words(view.mail.html).split("\n") if text.strip()]


def _message_id(mail: Mail) -> str:
    if mail.id:
        return mail.id
    said = "\0".join([mail.sender.address, mail.header("date"), mail.subject, mail.plain[:2_000], mail.html[:2_000]])
    return "mail:" + blake2b(said.encode("utf-8", "replace"), digest_size=12).hexdigest()


def _time(view: _View, received: datetime | None) -> tuple[datetime | None, bool]:
    """When it was written, and whether that is exact. Who sends a mail on copies its date without a zone: then only the day of it
    is sure, give or take one."""
    found = parse_time(view.date)
    if found is None:
        return received, True
    at, exact = found
    if exact and (view.first or _ZONE.search(view.date)):
        return at, True
    return at.replace(hour=0, minute=0, second=0, microsecond=0), False
