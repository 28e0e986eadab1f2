"""What somebody answers to one of our own mails: who writes, their first words, and the tokens that came back. Pure.

A mail program hands a token back in one of several places: the subject of a mail that a button began, the address it goes to, the
References of an answer (RFC 5322, 3.6.4), or our own words quoted below it. Where it is found proves nothing; what it is worth is
for whoever can read it.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Any

from connectors.mails import lines, reply
from connectors.mails.mail import Mail
from connectors.mails.senders import not_a_customer

TOKEN = re.compile(r"(?<![\w.-])eyJhYm91dCI6[\w-]{10,600}\.[\w-]{43}(?![\w-])", re.ASCII)
"""A token as Earful makes them: JSON that begins with ``{"about":``, and a signature of 32 bytes, both base64url. Tokens of others,
as they stand in the links of mails, begin otherwise."""
_MOST_TOKENS = 8
_LONGEST = 2_000  # characters of an answer that are looked at


def read(mail: Mail) -> dict[str, Any]:
    """An answer as JSON: ``id`` (the same for the same mail), ``sender`` (an address in lower case), ``forged`` (the receiving
    server says that it is not theirs), ``machine`` (why no person wrote it, or ""), ``subject``, ``words`` (without what is
    quoted), ``tokens``, the likeliest first."""
    way = lines.from_plain(mail.plain) or lines.from_html(mail.html)
    subject = mail.subject
    # A bare answer above a long quotation is common; an answer that is nothing but a quotation says nothing.
    quoted_only = all(line.quoted or not line.text.strip() for line in way)
    words = "" if quoted_only else reply.own_words(way)
    return {
        "id": mail.id or blake2b(f"{mail.header('date')}\0{subject}\0{words}".encode(), digest_size=16).hexdigest(),
        "sender": mail.sender.address,
        "forged": mail.refused,
        "machine": not_a_customer(mail),
        "subject": subject[:_LONGEST],
        "words": words[:_LONGEST],
        "tokens": tokens(mail),
    }


def tokens(mail: Mail) -> list[str]:
    """What looks like a token of ours, each once."""
    referred = " ".join(mail.header(name) for name in ("in-reply-to", "references"))
    # The newest mail of a thread stands last in its References.
    places = [[mail.subject], TOKEN.findall(referred)[::-1], [mail.plain, mail.html]]
    # A long subject is folded, and some programs fold by breaking words.
    places[0].append(re.sub(r"\s", "", mail.subject))
    found = [token for place in places for text in place for token in TOKEN.findall(text)]
    return list(dict.fromkeys(found))[:_MOST_TOKENS]
