"""The command line: ``earful VERB``. Parses, loads the configuration, calls; the work is elsewhere.

Exit status: 0 done, 1 it could not be done (the reason is on standard error), 2 the command was not understood.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from difflib import get_close_matches
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NoReturn

from monitor import commands, logs
from monitor.cases import BY_HAND, Refused
from monitor.config import Config, ConfigError, load
from monitor.config.model import CUSTOMER, PRESS
from monitor.errors import CannotDo
from monitor.tone.base import Label, Signal, Theme

Verb = Callable[[argparse.Namespace], int]

_EPILOG = """\
first steps:
  earful demo                     a whole story in under a minute, without internet or accounts
  earful check                    is config.yaml right? every problem at once
  earful once --dry-run --json    what would it find, and what would it send?
  earful run                      listen, until stopped

every day:
  earful case                     who is waiting
  earful case 812 take --by maria I'll take it
  earful explain 812              why did this fire?
"""


def main(argv: Sequence[str] | None = None) -> int:
    """The entry point of the ``earful`` command."""
    args = parser().parse_args(argv)
    formatter = logs.set_up(
        "DEBUG" if args.verbose else os.environ.get("EARFUL_LOG", args.level).upper(),
        as_json=os.environ.get("LOG_FORMAT", "").lower() == "json",
    )
    args.formatter = formatter
    try:
        verb: Verb = args.verb
        return verb(args)
    except ConfigError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        count = len(error.problems)
        print(f"\n{count} problem{'s' if count > 1 else ''}; nothing was started.", file=sys.stderr)
        return 1
    except CannotDo as error:
        print(f"earful: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read our output has seen enough (`earful export … | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def config_of(args: argparse.Namespace) -> Config:
    """The configuration that ``--config`` names; its secrets are blotted out of the log from here on."""
    config = load(Path(args.config or "config.yaml"), os.environ)
    args.formatter.know(config.secrets)
    return config


class _Parser(argparse.ArgumentParser):
    """Says which word was meant instead of listing all of them."""

    def error(self, message: str) -> NoReturn:
        found = re.match(r"argument (\S+): invalid choice: '([^']*)' \(choose from (.*)\)", message)
        if found:
            what, said, choices = found[1], found[2], re.findall(r"[\w-]+", found[3])
            close = get_close_matches(said, choices, 1)
            meant = f"Did you mean {close[0]!r}?" if close else f"It is one of {', '.join(choices)}."
            message = f"{said!r} is no {what}. {meant} Help: {self.prog} --help"
        self.exit(2, f"earful: {message}\n")


def parser() -> argparse.ArgumentParser:
    """Every verb and option; also what the documentation is tested against."""
    top = _Parser(
        prog="earful",
        description="Hears angry customers wherever they talk, and tells the one person who must answer.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"earful {_version()}")
    # Also before the verb, where many commands have it.
    top.add_argument("--config", metavar="FILE", default=None, help=argparse.SUPPRESS)
    top.add_argument("-v", "--verbose", action="store_true", help=argparse.SUPPRESS)
    verb_parsers = top.add_subparsers(title="verbs", metavar="VERB", required=True)

    def add(
        name: str, run: Verb, summary: str, *, level: str = "WARNING", needs_config: bool = True
    ) -> argparse.ArgumentParser:
        sub = verb_parsers.add_parser(name, help=summary, description=summary[:1].upper() + summary[1:])
        where = "default: ./config.yaml" if needs_config else "only for its tone: setting"
        sub.add_argument("--config", metavar="FILE", default=argparse.SUPPRESS, help=f"the configuration ({where})")
        sub.add_argument("-v", "--verbose", action="store_true", default=argparse.SUPPRESS, help="log everything")
        sub.set_defaults(verb=run, level=level)
        return sub

    add("run", run, "listen and tell, until stopped (SIGTERM ends it, SIGHUP reloads the configuration)", level="INFO")
    _add_once(add("once", once, "visit every source once, deliver what is due, and exit"))
    add("check", check, "check the configuration: every problem at once, and what to write instead")
    sub = add(
        "demo", demo, "watch the whole story in under a minute, without internet: an angry post, until it is won back"
    )
    sub.add_argument("--fast", action="store_true", help="do not pause for the reader")
    sub.add_argument(
        "--kind", metavar="KIND", help="at a fake of that kind's service instead of a forum; in a clone of Earful only"
    )
    sub = add("phrases", phrases, "print the words of messages, to copy and change them")
    sub.add_argument(
        "language", nargs="?", metavar="LANGUAGE", help="en, de or es (default: that of the configuration)"
    )
    sub.add_argument("--ours", action="store_true", help="as they come with Earful, without your changes")
    sub = add("test-alert", test_alert, "send a test message to a person by every channel that reaches them")
    sub.add_argument("--channel", metavar="CHANNEL", default="", help="by this one only")
    sub.add_argument("person", metavar="PERSON", help="a name under people:")
    sub = add(
        "digest", digest, "the summary as it would go out now: who waits, what happened, what drives complaints, praise"
    )
    sub.add_argument(
        "--since", type=span, default=span("1d"), metavar="SPAN", help="how far back it looks (default: 1d)"
    )
    sub = add("replay", replay, "what would have been told when: stored posts, or those of a file, on their own clock")
    sub.add_argument(
        "file", nargs="?", metavar="FILE", help="JSON Lines or CSV, also an export of another tool; - is the input"
    )
    sub.add_argument(
        "--since", type=span, metavar="SPAN", help="only what was said in this span: 30d (default: all of it)"
    )
    sub.add_argument("--json", action="store_true", help="as JSON Lines")
    sub = add("outbox", outbox, "what has not arrived yet, and why; or try it again now")
    sub.add_argument(
        "--retry", nargs="?", const=0, type=int, metavar="NUMBER", help="try again now: one message, or all"
    )
    sub.add_argument("--json", action="store_true", help="as JSON Lines")
    sub = add("sources", sources, "the health of every source: last success, last item, next poll, error")
    sub.add_argument(
        "--kinds", action="store_true", help="instead: every kind of source that is installed, and what it needs"
    )
    sub.add_argument("--brand", metavar="BRAND", help="instead: where this brand is heard, could be, and cannot be")
    sub.add_argument("--json", action="store_true", help="as JSON Lines")
    _add_case(add("case", case, "list who is waiting, show a case, or do something about it"))
    sub = add("storm", storm, "many angry at once: list the storms of your brands, show one, or do something about it")
    sub.formatter_class = argparse.RawDescriptionHelpFormatter
    sub.epilog = "what can be done:\n" + "\n".join(f"  {name:6} {what}" for name, what in _STORM_DEEDS.items())
    sub.epilog += (
        "\n\nearful storms (with an s) is something else: a filter that runs the detector on a series of counts."
    )
    sub.add_argument(
        "storm", type=int, nargs="?", metavar="STORM", help="the number of a storm; without it: all of them"
    )
    sub.add_argument("do", choices=tuple(_STORM_DEEDS), nargs="?", metavar="DEED", help=", ".join(_STORM_DEEDS))
    sub.add_argument("--by", metavar="PERSON", help="who does it (default: the only person there is)")
    sub.add_argument("--json", action="store_true", help="as JSON Lines")
    sub = add("away", away, "say that somebody is away: their cases go to the one who stands in")
    sub.add_argument("person", nargs="?", metavar="PERSON", help="a name under people:; without it: who is away")
    sub.add_argument("--until", metavar="TIME", help='when they are back: "mon 08:00", tomorrow, 3d')
    sub.add_argument("--stand-in", metavar="PERSON", help="who gets the cases (default: stand_in: under people:)")
    sub.add_argument("--by", metavar="PERSON", help="who says so (default: they themselves)")
    sub = add("back", back, "say that somebody is back: what nobody took meanwhile is theirs again")
    sub.add_argument("person", metavar="PERSON", help="a name under people:")
    sub = add("who", who, "who will be told of a case, when and why; or who would be told of one like this")
    sub.add_argument("case", type=int, nargs="?", metavar="CASE", help="the number of a case")
    sub.add_argument("--brand", help="a new case of this brand (default: the only one there is)")
    sub.add_argument("--severity", type=int, choices=(1, 2, 3, 4), help="how bad: 1 is the worst (default: 3)")
    sub.add_argument("--theme", choices=[theme.value for theme in Theme], help="what it is about")
    sub.add_argument("--signal", choices=[signal.value for signal in Signal], help="what may follow from it")
    sub.add_argument("--voice", choices=(CUSTOMER, PRESS), help="a customer, or an article")
    sub.add_argument("--source", metavar="SOURCE", help="where it is said")
    sub.add_argument("--words", help="what is said")
    sub.add_argument("--language", metavar="LANGUAGE", help="in which language, like de")
    sub.add_argument("--followers", type=int, metavar="NUMBER", help="how many people follow who says it")
    sub = add("invite", invite, "a link with which somebody chooses a password for the page, and signs in")
    sub.add_argument("name", nargs="?", metavar="NAME", help="for whom (default: the operator, who may do everything)")
    sub.add_argument("--role", choices=("look", "act", "admin"), default="", help="what they may do (default: act)")
    sub.add_argument("--person", metavar="PERSON", default="", help="in whose name they act (default: their own)")
    sub.add_argument(
        "--brand", action="append", default=[], help="a brand that they see (again for more; default: all)"
    )
    add("password", password, "what stands for a password under page: users:", needs_config=False)
    sub = add("mute", mute, "do not hear of an author, a source or a word: kept, and no case")
    sub.add_argument("kind", choices=("author", "source", "word"), nargs="?", help="without it: what is muted")
    sub.add_argument("value", nargs="?", default="", help="a name, handle or profile page; a source; a word or phrase")
    sub.add_argument("--brand", default="", help="for this brand alone")
    sub.add_argument("--by", metavar="PERSON", help="who says so (default: the only person there is)")
    sub = add("unmute", unmute, "hear of it again")
    sub.add_argument("kind", choices=("author", "source", "word"))
    sub.add_argument("value")
    sub.add_argument("--brand", default="", help="for this brand alone")
    sub = add(
        "learned", learned, "what people taught: authors and phrases that mean somebody else, and corrected tones"
    )
    sub.add_argument("--forget", metavar="NUMBER", help="forget one of it")
    sub = add("explain", explain, "why a case fired: the words, the rule, the points, the clock")
    sub.add_argument("case", type=int, metavar="CASE")
    sub = add("correct", correct, "say how a mention really is: kept, and it wins over every scorer")
    sub.add_argument("mention", type=int, metavar="MENTION", help="its number, as explain and export show it")
    feelings = [label.value for label in Label if label is not Label.UNKNOWN]
    sub.add_argument("--label", choices=feelings, help="how the author feels about the brand")
    sub.add_argument("--complaint", choices=("yes", "no"), help="whether it is a complaint about the brand")
    sub.add_argument("--anger", choices=("yes", "no"), help="whether the author is angry")
    sub.add_argument("--forget", action="store_true", help="take an earlier correction back")
    sub.add_argument("--by", metavar="PERSON", help="who says so (default: the only person there is)")
    sub = add("export", export, "write all mentions or cases to standard output")
    sub.add_argument("what", choices=("mentions", "cases"))
    sub.add_argument("--format", choices=("jsonl", "csv"), default="jsonl")
    add("inbox-secret", inbox_secret, "make a secret for a source that is posted to (kind: inbox)", needs_config=False)
    add("healthcheck", healthcheck, "exit 0 if the daemon on this data folder is well (for containers)")
    add("match", match, "read JSON Lines {id, text, title?}, write which brands each names, and where")
    add("score", score, "read JSON Lines {id, text, title?, brand?, stars?}, write how each feels", needs_config=False)
    sub = add(
        "storms", storms, "read CSV timestamp,count, write what the storm detector says of each row", needs_config=False
    )
    sub.add_argument("--bin", choices=tuple(_BINS), default="15m", help="how long a row counts (default: 15m)")
    return top


_BINS = {"5m": 5, "15m": 15, "1h": 60}


def _add_once(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--dry-run", action="store_true", help="store nothing and send nothing: only show")
    sub.add_argument(
        "--as-new",
        type=span,
        metavar="SPAN",
        help="treat what was written in this span as new, not as history: 7d, 12h",
    )
    sub.add_argument(
        "--backfill",
        type=span,
        metavar="SPAN",
        help="read this far back, where a service can; what is older than the last visit is history: 30d",
    )
    sub.add_argument("--json", action="store_true", help="JSON Lines on standard output, one object an event")


_DEEDS = {
    "take": "I'll take it",
    "promise": "the customer hears from us by then (--until)",
    "answered": "the customer has our answer; a --note that promises one counts as a promise",
    "snooze": "I'll look at it again then (--until)",
    "not-us": "it is not about us",
    "not-angry": "it is no complaint",
    "close": "close it with an outcome (--as)",
    "give": "give it to somebody else (--to)",
    "merge": "it is the same customer as in another case, which becomes one with it",
    "split": "these mentions of it (their numbers: earful explain) are another customer's",
    "note": "write something down about it (--note)",
    "undo": "take the last step back",
}


_STORM_DEEDS = {
    "take": "I'll take it: no more reminders",
    "over": "it is over: who is still unanswered is handed back",
    "noise": "it is none: the same, and for a while it takes more to tell of one",
}


def _add_case(sub: argparse.ArgumentParser) -> None:
    deeds = "\n".join(f"  {name:10} {what}" for name, what in _DEEDS.items())
    sub.formatter_class = argparse.RawDescriptionHelpFormatter
    sub.epilog = f"what can be done:\n{deeds}"
    sub.add_argument(
        "case",
        type=number,
        nargs="?",
        metavar="CASE",
        help="the number of a case; without it: everybody who waits; open: a new one, by hand",
    )
    sub.add_argument("do", choices=tuple(_DEEDS), nargs="?", metavar="DEED", help=", ".join(_DEEDS))
    sub.add_argument(
        "with_", nargs="*", metavar="WITH", help="with give: to whom; merge: the other case; split: the mentions"
    )
    sub.add_argument("--by", metavar="PERSON", help="who does it (default: the only person there is)")
    sub.add_argument("--to", metavar="PERSON", help="with give: to whom")
    sub.add_argument("--as", dest="outcome", choices=BY_HAND, help="with close: how it ended")
    sub.add_argument(
        "--until", metavar="TIME", help='with promise and snooze: "mon 10:00", tomorrow, "2026-12-01 10:00", 2h'
    )
    sub.add_argument("--note", help="a word about it, for the case's story")
    heard = sub.add_argument_group("with open: what somebody heard on the phone, in the shop, in a forwarded mail")
    heard.add_argument("--brand", help="about which brand (default: the only one there is)")
    heard.add_argument("--words", help="what the customer said")
    heard.add_argument("--name", help="who the customer is")
    heard.add_argument("--at", metavar="TIME", help='when: 2h (ago), 10:30, "2026-11-24 10:30"; default: now')
    heard.add_argument(
        "--profile", metavar="URL", help="the customer's profile page: what they write there joins the case"
    )
    heard.add_argument("--handle", help="the same by a handle: @dana@mastodon.example, or @dana wherever it is")
    sub.add_argument("--json", action="store_true", help="as JSON Lines")


def number(text: str) -> int | str:
    """The number of a case, or "open"."""
    return text if text == "open" else int(text)


def span(text: str) -> timedelta:
    """ "7d", "12h", "30m", "1d12h" as a length of time; ArgumentTypeError otherwise."""
    parts = re.findall(r"(\d+)\s*([dhm])", text)
    if not parts or re.sub(r"\d+\s*[dhm]|\s", "", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not understood; write it like 7d, 12h or 30m")
    units = {"d": "days", "h": "hours", "m": "minutes"}
    try:
        return sum((timedelta(**{units[unit]: int(number)}) for number, unit in parts), timedelta(0))
    except OverflowError:
        raise argparse.ArgumentTypeError(f"{text!r} is longer than anybody can remember") from None


def _version() -> str:
    try:
        return version("earful")
    except PackageNotFoundError:
        return "from a source tree"


def run(args: argparse.Namespace) -> int:
    return asyncio.run(commands.daemon.run(config_of(args), lambda: config_of(args)))


def once(args: argparse.Namespace) -> int:
    how = {"dry_run": args.dry_run, "as_new": args.as_new, "back": args.backfill, "as_json": args.json}
    return asyncio.run(commands.once.once(config_of(args), **how))


def check(args: argparse.Namespace) -> int:
    return commands.setup.check(config_of(args))


def invite(args: argparse.Namespace) -> int:
    return commands.doors.invite(config_of(args), args.name, args.role, args.person, args.brand)


def password(_: argparse.Namespace) -> int:
    return commands.doors.password()


def demo(args: argparse.Namespace) -> int:
    from monitor.demo.story import tell

    try:
        return asyncio.run(tell(sys.stdout, pause=not args.fast, kind=args.kind or ""))
    except LookupError as error:
        raise Refused(str(error)) from None


def test_alert(args: argparse.Namespace) -> int:
    return asyncio.run(commands.setup.test_alert(config_of(args), args.person, args.channel))


def phrases(args: argparse.Namespace) -> int:
    return commands.setup.list_phrases(config_of(args), args.language or "", ours=args.ours)


def digest(args: argparse.Namespace) -> int:
    return asyncio.run(commands.reports.digest(config_of(args), args.since))


def replay(args: argparse.Namespace) -> int:
    return asyncio.run(commands.replay.replay(config_of(args), args.file or "", args.since, as_json=args.json))


def outbox(args: argparse.Namespace) -> int:
    if args.retry is not None:
        return asyncio.run(commands.reports.retry(config_of(args), args.retry or None))
    return asyncio.run(commands.reports.outbox(config_of(args), as_json=args.json))


def sources(args: argparse.Namespace) -> int:
    if args.kinds:
        return commands.sources.kinds(as_json=args.json)
    if args.brand:
        return commands.sources.reach(config_of(args), args.brand, as_json=args.json)
    return asyncio.run(commands.sources.sources(config_of(args), as_json=args.json))


def case(args: argparse.Namespace) -> int:
    config = config_of(args)
    if args.case == "open":
        told = {key: vars(args)[key] or "" for key in ("brand", "words", "name", "at", "profile", "handle")}
        return asyncio.run(commands.cases.open_case(config, told, args.by))
    if args.case is None:
        return asyncio.run(commands.cases.list_cases(config, as_json=args.json))
    if args.do is None:
        return asyncio.run(commands.cases.show_case(config, args.case, as_json=args.json))
    value = args.outcome or "" if args.do == "close" else args.to or " ".join(args.with_)
    if args.do == "close" and not value:
        raise Refused(f"close it as what? --as {', '.join(BY_HAND[:-1])} or {BY_HAND[-1]}")
    verb, until, note = args.do.replace("-", "_"), args.until or "", args.note or ""
    return asyncio.run(commands.cases.act(config, args.case, verb, args.by, value, until=until, note=note))


def storm(args: argparse.Namespace) -> int:
    config = config_of(args)
    if args.storm is None:
        return asyncio.run(commands.storm.listed(config, as_json=args.json))
    if args.do is None:
        return asyncio.run(commands.storm.shown(config, args.storm, as_json=args.json))
    return asyncio.run(commands.storm.act(config, args.storm, args.do, args.by))


def away(args: argparse.Namespace) -> int:
    until, stand_in = args.until or "", args.stand_in or ""
    return asyncio.run(commands.staff.away(config_of(args), args.person, until, stand_in, args.by))


def back(args: argparse.Namespace) -> int:
    return asyncio.run(commands.staff.back(config_of(args), args.person))


def who(args: argparse.Namespace) -> int:
    config = config_of(args)
    if args.case is not None:
        return asyncio.run(commands.staff.who(config, args.case))
    from monitor import routing

    traits = routing.Traits(
        severity=args.severity or 3,
        themes=frozenset(filter(None, [args.theme])),
        signals=frozenset(filter(None, [args.signal])),
        voice=args.voice or CUSTOMER,
        source=args.source or "",
        words=args.words or "",
        language=args.language or "",
        followers=args.followers or 0,
    )
    return asyncio.run(commands.staff.who_would(config, args.brand or "", traits))


def mute(args: argparse.Namespace) -> int:
    return asyncio.run(commands.noise.mute(config_of(args), args.kind, args.value, args.brand, args.by))


def unmute(args: argparse.Namespace) -> int:
    return asyncio.run(commands.noise.unmute(config_of(args), args.kind, args.value, args.brand))


def learned(args: argparse.Namespace) -> int:
    return asyncio.run(commands.noise.learned(config_of(args), args.forget))


def explain(args: argparse.Namespace) -> int:
    return asyncio.run(commands.cases.explain(config_of(args), args.case))


def correct(args: argparse.Namespace) -> int:
    said = {"label": args.label, "complaint": args.complaint, "anger": args.anger}
    said = {name: value if name == "label" else value == "yes" for name, value in said.items() if value}
    if bool(said) == args.forget:
        raise Refused("how is it? Add --label, --complaint or --anger, or --forget to take a correction back")
    return asyncio.run(commands.cases.correct(config_of(args), args.mention, args.by, said or {"forget": True}))


def export(args: argparse.Namespace) -> int:
    return asyncio.run(commands.reports.export(config_of(args), args.what, args.format))


def healthcheck(args: argparse.Namespace) -> int:
    return commands.health.healthcheck(config_of(args))


def inbox_secret(_: argparse.Namespace) -> int:
    return commands.setup.inbox_secret()


def match(args: argparse.Namespace) -> int:
    return commands.filters.match(config_of(args), sys.stdin.buffer, sys.stdout)


def score(args: argparse.Namespace) -> int:
    return commands.filters.score(config_of(args) if args.config else None, sys.stdin.buffer, sys.stdout)


def storms(args: argparse.Namespace) -> int:
    return commands.filters.storms(_BINS[args.bin], sys.stdin.buffer, sys.stdout)


if __name__ == "__main__":
    sys.exit(main())
