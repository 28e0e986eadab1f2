"""The tables. Portable between SQLite and PostgreSQL; every time is an integer of UTC microseconds since 1970.

Keys are 16-byte hashes in a unique index beside an ordinary row id: a table keyed by the hash itself cost twice the CPU
on SQLite. What must never happen twice is a unique constraint here, not a check somewhere else.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only in a column that is exactly INTEGER PRIMARY KEY.
RowId = BigInteger().with_variant(Integer(), "sqlite")
Micros = BigInteger
Key = LargeBinary(16)

ANSWERED = "waited IS NOT NULL"
"""Events that have an index of their own; it is used where a query says exactly this."""


def _id() -> Column[int]:
    return Column("id", RowId, primary_key=True, autoincrement=True)


source = Table(
    "source",
    metadata,
    Column("name", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("place", Text, nullable=False, server_default=""),  # what is listened to; see monitor.config.Source.place
    Column("cursor", JSON, nullable=False),
    Column("first_heard_at", Micros),  # NULL until the first visit that worked: that visit brings history
    Column("tried_at", Micros),
    Column("succeeded_at", Micros),
    Column("last_item_at", Micros),
    Column("asked_until", Micros),  # not before this: the service wants to be left alone
    Column("failures", Integer, nullable=False, server_default="0"),  # in a row
    Column("outcome", Text, nullable=False, server_default=""),
    Column("error", Text, nullable=False, server_default=""),
    Column("permanent", Boolean, nullable=False, server_default=text("false")),
    Column("blind_told_at", Micros),  # the operator has been told; NULL again once it hears
    Column("posts", Integer, nullable=False, server_default="0"),
    Column("usual", JSON(none_as_null=True)),  # monitor.sources.usual.Usual; NULL before the first visit
    Column(
        "silent", Boolean, nullable=False, server_default=text("false")
    ),  # answers, and is too quiet for what is usual
    Column("pace", Micros),  # how often it is visited now; NULL: as it begins
)

post = Table(
    "post",
    metadata,
    _id(),
    Column("key", Key, nullable=False, unique=True),  # hash(service, native id)
    Column("service", Text, nullable=False),
    Column("native_id", Text, nullable=False),
    Column("url", Text, nullable=False, server_default=""),
    Column("form", Text, nullable=False),
    Column("author_key", Key, nullable=False),
    Column("author", JSON, nullable=False),
    Column("revision_id", RowId),  # the current words
    Column("lang", Text, nullable=False, server_default=""),
    Column("reply_to", Text, nullable=False, server_default=""),
    Column("thread_key", Key),  # hash(service, thread): the conversation it stands in
    Column("likes", Integer),
    Column("shares", Integer),
    Column("published_at", Micros, nullable=False),
    Column("published_exact", Boolean, nullable=False),
    Column("edited_at", Micros),
    Column("seen_at", Micros, nullable=False),
    Column("deleted_at", Micros),
    Column(
        "unlisted_at", Micros
    ),  # when words came of an author who asks not to be found; none: no such author, or they went
    Index("ix_post_thread", "thread_key", "author_key"),
    Index("ix_post_seen", "seen_at"),
    Index(
        "ix_post_unlisted",
        "unlisted_at",
        sqlite_where=text("unlisted_at IS NOT NULL"),
        postgresql_where=text("unlisted_at IS NOT NULL"),
    ),
    Index("ix_post_author", "author_key"),  # an account that is deleted takes its posts along
)

post_alias = Table(
    "post_alias",  # further identities under which the same post may come back
    metadata,
    Column("key", Key, primary_key=True),
    Column("post_id", RowId, ForeignKey("post.id", ondelete="CASCADE"), nullable=False, index=True),
)

post_likeness = Table(
    "post_likeness",  # where the same post may come from in another way; the words have to be alike too
    metadata,
    _id(),
    Column("key", Key, nullable=False),
    Column("post_id", RowId, ForeignKey("post.id", ondelete="CASCADE"), nullable=False, index=True),
    UniqueConstraint("key", "post_id"),
)

sighting = Table(
    "sighting",
    metadata,
    _id(),
    Column("post_id", RowId, ForeignKey("post.id", ondelete="CASCADE"), nullable=False),
    Column("source", Text, nullable=False),
    Column("hash", Key, nullable=False),  # of the words as this source shows them: only a change of these is an edit
    Column("seen_at", Micros, nullable=False),
    Column(
        "also", JSON(none_as_null=True)
    ),  # what else this source calls it; NULL: nothing that its address does not tell
    UniqueConstraint("post_id", "source"),
)

look = Table(
    "look",  # posts of cases: when they are looked at again, see monitor.pipeline.following
    metadata,
    Column("post_id", RowId, ForeignKey("post.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("source", Text, nullable=False),  # which is asked
    Column("since", Micros, nullable=False),  # when it was heard, or last had something new: the rhythm begins here
    Column("next_at", Micros, index=True),  # NULL: no more
    Column("missing", Boolean, nullable=False, server_default=text("false")),  # it was not there the last time
    Column("tries", Integer, nullable=False, server_default="0"),  # that failed, in a row
    Column("error", Text, nullable=False, server_default=""),
)

post_revision = Table(
    "post_revision",
    metadata,
    _id(),
    Column("post_id", RowId, ForeignKey("post.id", ondelete="CASCADE"), nullable=False),
    Column("hash", Key, nullable=False),  # hash(title, text, stars)
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("stars", Float),
    Column("stars_max", Float),
    Column("seen_at", Micros, nullable=False),
    UniqueConstraint("post_id", "hash"),
)

mention = Table(
    "mention",
    metadata,
    _id(),
    Column("post_id", RowId, ForeignKey("post.id", ondelete="CASCADE"), nullable=False),
    Column("revision_id", RowId, nullable=False),
    Column("brand", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("spans", JSON, nullable=False),
    Column("title_spans", JSON, nullable=False),
    Column("source", Text, nullable=False),
    Column("history", Boolean, nullable=False),
    Column("seen_at", Micros, nullable=False),
    Column("at", Micros, nullable=False),  # published, clamped to seen
    # The tone; NULL label while pending.
    Column("label", Text),
    Column("polarity", Float),
    Column("anger", Float),
    Column("complaint", Float),
    Column("gratitude", Float),
    Column("sarcasm", Float),
    Column("feeling", JSON),  # probabilities of negative, neutral, positive
    Column("themes", JSON),
    Column("signals", JSON),
    Column("since", Micros),
    Column("why", JSON),
    Column("corrected_by", Text, nullable=False, server_default=""),
    Column("decided_at", Micros),
    Column("case_id", RowId, ForeignKey("case.id", ondelete="SET NULL"), index=True),
    Column("story_id", RowId, index=True),  # the story it tells; see monitor.stories
    Column("agrees_with", RowId, index=True),  # the case of which it says "me too"
    Column("muted", Boolean, nullable=False, server_default=text("false")),  # nobody wants to hear of it
    UniqueConstraint("post_id", "brand"),
    Index("ix_mention_brand_at", "brand", "at"),
    Index("ix_mention_seen", "seen_at"),
)

tally = Table(
    "tally",  # decided mentions about a brand, not ours, by when they were written; kept by triggers, see migration 0012
    metadata,
    Column(
        "span", Integer, primary_key=True, autoincrement=False
    ),  # seconds: a quarter of an hour, an hour, or a day of UTC
    Column("brand", Text, primary_key=True),
    Column("at", Micros, primary_key=True, autoincrement=False),  # when it begins
    Column("mentions", Integer, nullable=False),
    Column("positive", Integer, nullable=False),
    Column("neutral", Integer, nullable=False),
    Column("negative", Integer, nullable=False),
    Column("unknown", Integer, nullable=False),
    Column("unhappy", Integer, nullable=False),
    sqlite_with_rowid=False,
)

theme_tally = Table(
    "theme_tally",  # the same, by what they are about
    metadata,
    Column("span", Integer, primary_key=True, autoincrement=False),
    Column("brand", Text, primary_key=True),
    Column("theme", Text, primary_key=True),
    Column("at", Micros, primary_key=True, autoincrement=False),
    Column("mentions", Integer, nullable=False),
    Column("unhappy", Integer, nullable=False),
    sqlite_with_rowid=False,
)

story = Table(
    "story",  # what the first of its mentions said, and when the first and the latest did
    metadata,
    _id(),
    Column("brand", Text, nullable=False),
    Column("article", Boolean, nullable=False),
    Column("first_at", Micros, nullable=False),
    Column("last_at", Micros, nullable=False, index=True),
    Column("sketch", LargeBinary, nullable=False),  # see monitor.stories.Fingerprint
    Column("size", Integer, nullable=False),
)

story_key = Table(
    "story_key",  # under which a story is looked up, while it can be joined
    metadata,
    _id(),
    Column("key", BigInteger, nullable=False),
    Column("story_id", RowId, ForeignKey("story.id", ondelete="CASCADE"), nullable=False, index=True),
    UniqueConstraint("key", "story_id"),
)

pending = Table(
    "pending",  # mentions heard and not yet decided about
    metadata,
    Column("mention_id", RowId, ForeignKey("mention.id", ondelete="CASCADE"), primary_key=True),
    Column("brand", Text, nullable=False, index=True),
    Column("cause", Text, nullable=False),  # new | edited | gone | ours
)

case = Table(
    "case",
    metadata,
    _id(),
    Column("brand", Text, nullable=False),
    Column("author_key", Key, nullable=False),
    Column("author_name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("outcome", Text, nullable=False, server_default=""),
    Column("severity", Integer, nullable=False),
    Column("turn", Text, nullable=False),  # the person who must answer
    Column("answered_by", Text, nullable=False, server_default=""),  # who did, or the account of ours that did
    Column("waiting_since", Micros, nullable=False),
    Column("due_at", Micros, nullable=False),
    Column("opened_at", Micros, nullable=False),
    Column("changed_at", Micros, nullable=False),
    Column("closed_at", Micros),
    Column("next_at", Micros),  # when the clock has something to say about it
    Column("announced", Boolean, nullable=False),  # somebody has been told of it, alone or in ALREADY_WAITING
    Column("detail", JSON, nullable=False),  # the rest of monitor.cases.Case
    Index(
        "uq_case_open",
        "brand",
        "author_key",
        unique=True,
        sqlite_where=text("state <> 'closed'"),
        postgresql_where=text("state <> 'closed'"),
    ),
    Index("ix_case_author", "brand", "author_key"),
    Index("ix_case_next", "next_at"),
    Index("ix_case_brand", "brand", "id"),
    Index("ix_case_state", "state", "id"),
    Index("ix_case_outcome", "outcome", "id"),
    Index("ix_case_severity", "severity", "id"),
    Index("ix_case_opened", "opened_at"),
    Index("ix_case_turn", "turn"),
    Index("ix_case_answered", "answered_by"),
    # The next three are counted without looking at the rows.
    Index("ix_case_closed", "closed_at", "brand", "outcome"),
    Index("ix_case_ended", "brand", "closed_at", "outcome"),
    Index(
        "ix_case_waiting",
        *("brand", "state", "turn", "due_at", "waiting_since", "severity"),
        sqlite_where=text("state <> 'closed'"),
        postgresql_where=text("state <> 'closed'"),
    ),
    sqlite_autoincrement=True,  # its numbers are in mails and in people's heads: never another one's
)

case_event = Table(
    "case_event",  # append-only
    metadata,
    _id(),
    Column("case_id", RowId, ForeignKey("case.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Micros, nullable=False),
    Column("by", Text, nullable=False),  # a person, "customer", or "earful"
    Column("kind", Text, nullable=False),
    Column("data", JSON, nullable=False),
    Column("waited", Micros),  # of an answer that stands: how long the customer had waited
    Column("kept", Boolean),  # the same: whether it came within the promise
    Column("brand", Text),  # the same: whose customer
    Column("key", Key, nullable=False, unique=True),  # idempotency
    Index(
        "ix_case_event_answered",  # counted without looking at the rows
        "at",
        "brand",
        "by",
        "waited",
        "kept",
        sqlite_where=text(ANSWERED),
        postgresql_where=text(ANSWERED),
    ),
)

storm = Table(
    "storm",  # many customers of one brand negative at once; see monitor.storming
    metadata,
    _id(),
    Column("brand", Text, nullable=False),
    Column("state", Text, nullable=False),  # raging | taken | over
    Column("turn", Text, nullable=False),  # the person who must act
    Column("opened_at", Micros, nullable=False),
    Column("changed_at", Micros, nullable=False),
    Column("over_at", Micros),
    Column("next_at", Micros),  # when the clock has something to say about it
    Column("detail", JSON, nullable=False),  # the rest of monitor.storming.Storm
    Index(
        "uq_storm_open",
        "brand",
        unique=True,
        sqlite_where=text("state <> 'over'"),
        postgresql_where=text("state <> 'over'"),
    ),
    Index("ix_storm_next", "next_at"),
    Index("ix_storm_brand", "brand", "id"),
    sqlite_autoincrement=True,  # its numbers are in mails and in people's heads: never another one's
)

storm_event = Table(
    "storm_event",  # append-only
    metadata,
    _id(),
    Column("storm_id", RowId, ForeignKey("storm.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Micros, nullable=False),
    Column("by", Text, nullable=False),  # a person, or "earful"
    Column("kind", Text, nullable=False),
    Column("data", JSON, nullable=False),
    Column("key", Key, nullable=False, unique=True),  # idempotency
)

storm_state = Table(
    "storm_state",  # what the storm detector of a brand knows
    metadata,
    Column("brand", Text, primary_key=True),
    Column("until", Micros, nullable=False),  # the end of its newest closed bin
    Column("detail", JSON, nullable=False),  # monitor.storms.Detector.plain
)

storm_voice = Table(
    "storm_voice",  # who told which story against a brand and was counted for it
    metadata,
    _id(),
    Column("key", Key, nullable=False, unique=True),  # hash(brand, author, story)
    Column("brand", Text, nullable=False),
    Column("author_key", Key, nullable=False),
    Column("at", Micros, nullable=False, index=True),
    Index("ix_storm_voice_author", "brand", "author_key", "at"),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("matter", Text, nullable=False),  # "case-812" | "operator-…" | "waiting-maria": also the message's thread
    Column("case_id", RowId, ForeignKey("case.id", ondelete="CASCADE"), index=True),
    Column("reason", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("facts", JSON, nullable=False),  # what the wording needs and the case does not tell
    Column("state", Text, nullable=False),  # due | claimed | sent | gave_up
    Column("created_at", Micros, nullable=False),
    Column("wanted_at", Micros, nullable=False),  # when it should go out; stays
    Column("due_at", Micros, nullable=False),  # when it is tried next
    Column("claimed_at", Micros),
    Column("sent_at", Micros),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("error", Text, nullable=False, server_default=""),
    UniqueConstraint("matter", "reason", "ordinal", "recipient", "channel"),
    Index("ix_outbox_due", "state", "due_at"),
    Index("ix_outbox_recipient", "recipient", "id"),
    Index("ix_outbox_stuck", "id", sqlite_where=text("state <> 'sent'"), postgresql_where=text("state <> 'sent'")),
    sqlite_autoincrement=True,  # its numbers are in mails and in people's heads: never another one's
)

receipt = Table(
    "receipt",
    metadata,
    Column("matter", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("destination", Text, primary_key=True),
    Column("data", JSON, nullable=False),
    Column("at", Micros, nullable=False),
)

channel = Table(
    "channel",  # the health of each channel
    metadata,
    Column("name", Text, primary_key=True),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("failing_since", Micros),
    Column("succeeded_at", Micros),
    Column("error", Text, nullable=False, server_default=""),
    Column("dead_told_at", Micros),
)

mailbox = Table(
    "mailbox",  # how far a mailbox has been read in which people answer our mails
    metadata,
    Column("place", Text, primary_key=True),  # config.Replies.place
    Column("cursor", JSON, nullable=False),
    Column("at", Micros, nullable=False),
)

correction = Table(
    "correction",  # what people said about a tone: wins for the same words about the same brand
    metadata,
    _id(),
    Column("brand", Text, nullable=False),
    Column("words", Key, nullable=False),  # hash of title and text without case, spaces and punctuation
    Column("label", Text),  # NULL: the scorer's word stands
    Column("complaint", Boolean),
    Column("anger", Boolean),
    Column("by", Text, nullable=False),
    Column("at", Micros, nullable=False),
    Column("case_id", RowId, ForeignKey("case.id", ondelete="SET NULL"), index=True),  # taught by closing this case
    Column("mention_id", RowId, ForeignKey("mention.id", ondelete="SET NULL"), index=True),  # where the words stand
    UniqueConstraint("brand", "words"),
)

kin = Table(
    "kin",  # authors who belong together, as people said: posts of one are the other's
    metadata,
    _id(),
    Column("brand", Text, nullable=False),
    Column("author_key", Key, nullable=False),  # or a profile or handle under which somebody is known
    Column("head", Key, nullable=False),  # the author under whom their cases stand
    Column("by", Text, nullable=False),
    Column("at", Micros, nullable=False),
    UniqueConstraint("brand", "author_key"),
    Index("ix_kin_head", "brand", "head"),
)

away = Table(
    "away",  # who is away, and who stands in for them
    metadata,
    Column("person", Text, primary_key=True),
    Column("stand_in", Text, nullable=False),
    Column("until", Micros, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Micros, nullable=False),
)

digest_choice = Table(
    "digest_choice",  # who has said that they want no digest, or want it again
    metadata,
    Column("person", Text, primary_key=True),
    Column("off", Boolean, nullable=False),
    Column("at", Micros, nullable=False),
)

mute = Table(
    "mute",  # whom and what people do not want to hear of; see also mute: in the configuration
    metadata,
    _id(),
    Column("brand", Text, nullable=False),  # empty: every brand
    Column("kind", Text, nullable=False),  # author | source | word
    Column("value", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Micros, nullable=False),
    UniqueConstraint("brand", "kind", "value"),
)

learned = Table(
    "learned",  # what "not about us" taught
    metadata,
    _id(),
    Column("brand", Text, nullable=False),
    Column("kind", Text, nullable=False),  # author | phrase
    Column("value", Text, nullable=False),
    Column("author_key", Key),
    Column("by", Text, nullable=False),
    Column("at", Micros, nullable=False),
    Column("case_id", RowId, ForeignKey("case.id", ondelete="SET NULL"), index=True),
    UniqueConstraint("brand", "kind", "value"),
)

tombstone = Table(
    "tombstone",  # the key of a post whose words are gone: should it come back, it is not news
    metadata,
    Column("key", Key, primary_key=True),
    Column("at", Micros, nullable=False, index=True),
)

received = Table(
    "received",  # what was posted to us: a delivery of the same name is taken once
    metadata,
    Column("key", Key, primary_key=True),  # hash(source, the sender's name for it)
    Column("at", Micros, nullable=False, index=True),
)

quota = Table(
    "quota",  # how much of what a service allows has been used
    metadata,
    Column("key", Key, primary_key=True),  # hash(host, name of the limit, hash of the key it is counted by)
    Column("began_at", Micros, nullable=False),
    Column("resets_at", Micros, nullable=False),
    Column("used", Integer, nullable=False),
)

left_alone = Table(
    "left_alone",  # hosts that asked to be left alone
    metadata,
    Column("key", Key, primary_key=True),  # hash(host:port, hash of the key it was said to)
    Column("told_at", Micros, nullable=False),
    Column("until", Micros, nullable=False),
)

account = Table(
    "account",  # who may sign in to the page, beside those whom the configuration names
    metadata,
    Column("name", Text, primary_key=True),
    Column("role", Text, nullable=False),  # look | act | admin
    Column("brands", JSON(none_as_null=True)),  # NULL: every brand
    Column("person", Text, nullable=False, server_default=""),  # in whose name they act
    Column("password", Text, nullable=False),  # an argon2 hash
    Column("changed_at", Micros, nullable=False),  # when the password was set
)

session = Table(
    "session",  # who is signed in
    metadata,
    Column("key", Key, primary_key=True),  # hash of the token in the cookie
    Column("account", Text, nullable=False, index=True),
    Column("proof", Text, nullable=False),  # tells the password apart under which they signed in
    Column("made_at", Micros, nullable=False),
    Column("seen_at", Micros, nullable=False),
)

api_token = Table(
    "api_token",  # what programs come in with
    metadata,
    _id(),
    Column("key", Key, nullable=False, unique=True),  # hash of the token
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),  # look | act
    Column("brands", JSON(none_as_null=True)),
    Column("person", Text, nullable=False, server_default=""),
    Column("made_by", Text, nullable=False),
    Column("made_at", Micros, nullable=False),
    Column("used_at", Micros),
    sqlite_autoincrement=True,  # its numbers are in the audit list: never another one's
)

audit = Table(
    "audit",  # append-only: what was done by way of the page and the API
    metadata,
    _id(),
    Column("at", Micros, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("about", Text, nullable=False, server_default=""),
    Column("detail", JSON, nullable=False),
)
