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

from monitor import logs, verbs
from monitor.cases import Outcome, Refused
from monitor.config import Config, ConfigError, load
from monitor.store import StoreError
from monitor.tone.base import Label

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
    except (StoreError, Refused, verbs.CannotDo) as error:
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
    sub = add("test-alert", test_alert, "send a test message to a person by every channel that reaches them")
    sub.add_argument("person", metavar="PERSON", help="a name under people:")
    sub = add("sources", sources, "the health of every source: last success, last item, next poll, error")
    sub.add_argument(
        "--kinds", action="store_true", help="instead: every kind of source that is installed, and what it needs"
    )
    sub.add_argument("--json", action="store_true", help="as JSON Lines")
    _add_case(add("case", case, "list who is waiting, show a case, or do something about it"))
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
    sub.add_argument("--json", action="store_true", help="JSON Lines on standard output, one object an event")


_DEEDS = {
    "take": "I'll take it",
    "answered": "the customer has our answer",
    "not-us": "it is not about us",
    "not-angry": "it is no complaint",
    "close": "close it with an outcome (--as)",
    "give": "give it to somebody else (--to)",
    "undo": "take the last step back",
}


def _add_case(sub: argparse.ArgumentParser) -> None:
    deeds = "\n".join(f"  {name:10} {what}" for name, what in _DEEDS.items())
    sub.formatter_class = argparse.RawDescriptionHelpFormatter
    sub.epilog = f"what can be done:\n{deeds}"
    sub.add_argument(
        "case", type=int, nargs="?", metavar="CASE", help="the number of a case; without it: everybody who waits"
    )
    sub.add_argument("do", choices=tuple(_DEEDS), nargs="?", metavar="DEED", help=", ".join(_DEEDS))
    sub.add_argument("who", nargs="?", metavar="PERSON", help="with give: to whom")
    sub.add_argument("--by", metavar="PERSON", help="who does it (default: the only person there is)")
    sub.add_argument("--to", metavar="PERSON", help="with give: to whom")
    sub.add_argument("--as", dest="outcome", choices=[o.value for o in Outcome], help="with close: how it ended")
    sub.add_argument("--json", action="store_true", help="as JSON Lines")


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
    return asyncio.run(verbs.run(config_of(args), lambda: config_of(args)))


def once(args: argparse.Namespace) -> int:
    return asyncio.run(verbs.once(config_of(args), dry_run=args.dry_run, as_new=args.as_new, as_json=args.json))


def check(args: argparse.Namespace) -> int:
    return verbs.check(config_of(args))


def demo(args: argparse.Namespace) -> int:
    from monitor.demo.story import tell

    return asyncio.run(tell(sys.stdout, pause=not args.fast))


def test_alert(args: argparse.Namespace) -> int:
    return asyncio.run(verbs.test_alert(config_of(args), args.person))


def sources(args: argparse.Namespace) -> int:
    if args.kinds:
        return verbs.kinds(as_json=args.json)
    return asyncio.run(verbs.sources(config_of(args), as_json=args.json))


def case(args: argparse.Namespace) -> int:
    config = config_of(args)
    if args.case is None:
        return asyncio.run(verbs.list_cases(config, as_json=args.json))
    if args.do is None:
        return asyncio.run(verbs.show_case(config, args.case, as_json=args.json))
    value = args.outcome or "" if args.do == "close" else args.to or args.who or ""
    if args.do == "close" and not value:
        raise Refused("close it as what? --as won_back, quiet, lost, not_us, not_angry or gone")
    return asyncio.run(verbs.act(config, args.case, args.do.replace("-", "_"), args.by, value))


def explain(args: argparse.Namespace) -> int:
    return asyncio.run(verbs.explain(config_of(args), args.case))


def correct(args: argparse.Namespace) -> int:
    said = {"label": args.label, "complaint": args.complaint, "anger": args.anger}
    said = {name: value if name == "label" else value == "yes" for name, value in said.items() if value}
    if bool(said) == args.forget:
        raise Refused("how is it? Add --label, --complaint or --anger, or --forget to take a correction back")
    return asyncio.run(verbs.correct(config_of(args), args.mention, args.by, said or {"forget": True}))


def export(args: argparse.Namespace) -> int:
    return asyncio.run(verbs.export(config_of(args), args.what, args.format))


def healthcheck(args: argparse.Namespace) -> int:
    return verbs.healthcheck(config_of(args))


def match(args: argparse.Namespace) -> int:
    return verbs.match(config_of(args), sys.stdin.buffer, sys.stdout)


def score(args: argparse.Namespace) -> int:
    return verbs.score(config_of(args) if args.config else None, sys.stdin.buffer, sys.stdout)


def storms(args: argparse.Namespace) -> int:
    return verbs.storms(_BINS[args.bin], sys.stdin.buffer, sys.stdout)


if __name__ == "__main__":
    sys.exit(main())
