"""Text for people at a terminal. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from alerts.base import Message
from alerts.text import one_line as plain
from monitor.cases import Case
from monitor.clock import from_us, to_us
from monitor.config import Config
from monitor.stories import Spread
from monitor.telling.cards import copied, wants, weights
from monitor.telling.phrases import ENGLISH, Catalogue
from monitor.tone.correction import Correction
from monitor.words import clock, name, shortened, sources_of, span

if TYPE_CHECKING:
    from monitor.pipeline import Decided, Hearing


def done(what: Decided, now: datetime, zone: ZoneInfo) -> str:
    """What became of the cases that somebody acted on."""
    if not what.cases:
        return "nothing changed"
    return "\n".join(f"case {number}: {_state(case, now, zone)}" for number, case in what.cases.items())


def _state(case: Case, now: datetime, zone: ZoneInfo) -> str:
    """ "open", "closed (won back)", "promised until Mon 24 Nov 10:00"."""
    if case.outcome:
        return f"{case.state.value} ({case.outcome.value.replace('_', ' ')})"
    return case.state.value + (f" until {clock(case.until, now, zone)}" if case.until else "")


def round_trip(
    heard: Sequence[Hearing], decided: Decided, said: Sequence[tuple[Message, str]], *, dry_run: bool
) -> str:
    """What one visit of every source brought."""
    rows = [
        f"{item.source}: {item.outcome.replace('_', ' ')}, {item.posts} posts, {len(item.fresh)} new"
        + (f" ({plain(item.error)})" if item.error else "")
        for item in heard
    ]
    unhappy = sum(1 for scored in decided.mentions if scored.tone.complaint >= 0.5 or scored.tone.anger >= 0.5)
    mentions, changed = counted(len(decided.mentions), "mention"), counted(len(decided.cases), "case")
    rows.append(f"{mentions}, {unhappy} unhappy, {changed} changed")
    verb = "would be sent" if dry_run else "sent or on their way"
    rows.append(f"{counted(len(said), 'message')} {verb}")
    if dry_run:
        rows += [
            f"\n{message.reason} to {message.to.name} by {way}\n{message.title}\n{message.body}"
            for message, way in said
        ]
    return "\n".join(rows)


def counted(number: int, what: str) -> str:
    """ "1 case", "2 cases"."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def case_list(rows: Sequence[Any], now: datetime, say: Catalogue = ENGLISH) -> str:
    """Everybody who is waiting, worst first."""
    if not rows:
        return say.say("digest_nobody_waits")
    table = [tuple(say.say("list_head").split())]
    for row in rows:
        waited = span(now - from_us(row.waiting_since), say)
        if now > from_us(row.due_at) and row.state in ("open", "taken"):
            waited = say.say("list_late", span=waited)
        customer, state = plain(row.author_name) or say.say("list_unknown"), say.say(f"state_{row.state}")
        table.append((str(row.id), str(row.severity), state, waited, row.turn, row.brand, customer))
    return columns(table)


def letter_list(rows: Sequence[Any], now: datetime, zone: ZoneInfo) -> str:
    """What has not arrived, the oldest first, with what was said about it."""
    if not rows:
        return "Everything has arrived."
    table = [("NUMBER", "REASON", "FOR", "BY", "ABOUT", "WANTED", "STATE")]
    for row in rows:
        state = "given up" if row.state == "gave_up" else f"tried {row.attempts} times" if row.attempts else "waits"
        if row.state == "due" and row.due_at > to_us(now):
            state += f", next {clock(from_us(row.due_at), now, zone)}"
        wanted = clock(from_us(row.wanted_at), now, zone)
        why = f": {plain(row.error)}" if row.error else ""
        table.append((str(row.id), row.reason, row.recipient, row.channel, row.matter, wanted, state + why))
    return columns(table)


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells, the first the headings, with each column as wide as its widest cell."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _head(number: int, case: Case, now: datetime, zone: ZoneInfo) -> list[str]:
    ended = case.closed or now
    wanted = [f"  wants     {wants(case)}"] if wants(case) else []
    return [
        f"Case {number}: {plain(case.author) or 'a customer'} about {case.brand}",
        f"  state     {_state(case, now, zone)}, severity {case.severity}",
        *wanted,
        f"  waiting   {span(ended - case.waiting_since)} (since {case.waiting_since:%Y-%m-%d %H:%M} UTC)",
        f"  turn      {name(case.turn)}"
        + (f", while {name(case.instead_of)} is away" if case.instead_of else "")
        + (f", taken by {name(case.taken_by)}" if case.taken_by else ""),
    ]


def case(
    number: int,
    state: Case,
    said: Sequence[Any],
    story: Sequence[Any],
    now: datetime,
    zone: ZoneInfo,
    spread: Spread | None = None,
    revisions: Sequence[Any] = (),
) -> str:
    """One case: how it stands, where it was heard, and its story in order. ``spread`` is that of its heaviest words,
    ``revisions`` what its posts said over time, the oldest first."""
    words = {row.id: row for row in said}
    lines = _head(number, state, now, zone)
    sources = sorted({source for row in said for source in sources_of(row)})
    if len(sources) > 1:
        lines.append(f"  heard in  {', '.join(map(plain, sources))}")
    if spread and (copies := copied(spread)):
        lines.append(f"  also      {plain(copies)}")
    lines.append("  story")
    for event in story:
        lines.append(f"    {clock(from_us(event.at), now, zone):>16}  {_event(event, words, revisions, now, zone)}")
    return "\n".join(lines)


def _event(event: Any, words: dict[int, Any], revisions: Sequence[Any], now: datetime, zone: ZoneInfo) -> str:
    data = event.data
    match event.kind:
        case "heard":
            row = words.get(data.get("mention"))
            # What it said then; the mention has what it says now.
            then = [one for one in revisions if row and one.mention_id == row.id and one.seen_at <= from_us(event.at)]
            row = then[-1] if then else row
            if row and not (row.text or row.title) and words[data["mention"]].deleted_at is not None:
                return "the customer wrote what was taken down since"
            return f'the customer: "{plain(shortened(row.text or row.title, 160))}"' if row else "the customer wrote"
        case "told":
            return f"{data['reason']} to {', '.join(data['to'])}"
        case "act":
            value = f" {data['value']}" if data.get("value") else ""
            until = f" until {clock(datetime.fromisoformat(data['until']), now, zone)}" if data.get("until") else ""
            note = f' ("{plain(data["note"])}")' if data.get("note") else ""
            return f"{name(event.by)}: {data['verb'].replace('_', ' ')}{value}{until}{note}"
        case "undo":
            return f"{name(event.by)} took the last step back"
        case "note":
            return f'{name(event.by)} noted: "{plain(data["note"])}"'
        case "agreed":
            others = data["authors"]
            return "another customer says the same" if others == 1 else f"{others} others say the same"
        case "gone":
            return "the customer took the post down"
        case "absorbed":
            return f"storm {data['storm']} speaks for it"
        case "handed_back":
            return f"storm {data['storm']} is over" + (f": {name(data['to'])} hears of it" if data.get("to") else "")
        case _:
            return "the clock"


def explained(
    number: int, state: Case, said: Sequence[Any], letters: Sequence[Any], config: Config, now: datetime
) -> str:
    """Why a case fired: words, rule, points, clock, and what was told to whom."""
    lines = _head(number, state, now, config.timezone)
    points = weights(state, now)
    lines.append("  severity  " + (", ".join(f"{why} +{count}" for count, why in points) or "no points"))
    lines.append(f"  alert     alert_when is {state.alert_when or config.alerts.alert_when!r}; " + _alert(state))
    for row in said:
        how = "typed in by somebody" if row.rule == "by_hand" else f"{row.source}, found by {row.rule}"
        lines += ["", f"  {clock(from_us(row.at), now, config.timezone)}, {how} (mention {row.id})"]
        lines.append(f'    "{plain(shortened(row.text or row.title, 300))}"')
        if row.label is not None:
            lines.append(f"    {row.label}: {_chances(row)}")
        lines += [f"    because of {plain(why)}" for why in row.why or ()]
        spans = [row.text[start:end] for start, end in row.spans] + [row.title[a:b] for a, b in row.title_spans]
        if spans:
            lines.append("    names " + ", ".join(f'"{plain(found)}"' for found in dict.fromkeys(spans)))
    lines += ["", f"  due       {state.due.astimezone(config.timezone):%Y-%m-%d %H:%M} (answer promised)"]
    if state.route:
        lines.append(f"  route     {plain(state.route)}")
    for rung in state.ladder:
        lines.append(f"  ladder    after {span(rung.after)}: {name(rung.tell)}")
    if state.rung_at and state.rung < len(state.ladder):
        lines.append(f"  next      {state.rung_at.astimezone(config.timezone):%Y-%m-%d %H:%M}")
    for row in letters:
        lines.append(
            f"  told      {row.reason} to {row.recipient} by {row.channel}: {row.state.replace('_', ' ')}"
            + (f" {clock(from_us(row.sent_at), now, config.timezone)}" if row.sent_at is not None else "")
            + (f" ({row.error})" if row.error else "")
        )
    return "\n".join(lines)


def _chances(row: Any) -> str:
    """The tone's probabilities; thanks and sarcasm where they matter."""
    told = [f"anger {row.anger:.2f}", f"complaint {row.complaint:.2f}"]
    for word, chance in (("thanks", row.gratitude), ("sarcasm", row.sarcasm)):
        if chance is not None and chance >= 0.3:
            told.append(f"{word} {chance:.2f}")
    return ", ".join(told)


def corrected(mention: int, said: Correction | None, done: Decided) -> str:
    """What a correction did."""
    if said is None:
        told = f"mention {mention} is read as the scorer reads it again"
    else:
        words = [said.label.value] if said.label else []
        words += ["a complaint" if said.complaint else "no complaint"] if said.complaint is not None else []
        words += ["angry" if said.anger else "not angry"] if said.anger is not None else []
        told = f"mention {mention} counts as {', '.join(words)} from now on, and so do the same words elsewhere"
    changed = "".join(f"\ncase {number} is {state.state.value}" for number, state in done.cases.items())
    return told + changed


def _alert(state: Case) -> str:
    if state.history:
        return "it was there before Earful listened, so no ladder runs"
    if state.absorbed is not None and not state.told:
        return f"storm {state.absorbed} speaks for it"
    return "somebody was told" if state.told else "not loud enough to tell somebody at once"


_FORMULAS = frozenset("=+-@\t\r\n＝＋－＠")  # some spreadsheets take the wide ones, too


def cell(value: object) -> str:
    """A value in a CSV file. What begins like a formula is quoted, so that a spreadsheet does not run a stranger's words
    (https://owasp.org/www-community/attacks/CSV_Injection)."""
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    text = str(value)
    risky = isinstance(value, str) and text[:1] in _FORMULAS
    return f"'{text}" if risky else text
