"""What a YAML parser complains about, in plain words, at the line where a person would look."""

from __future__ import annotations

import re

from ruamel.yaml.error import MarkedYAMLError

from monitor.config.problems import Problems

# Part of what ruamel.yaml says, whether the line is that where the broken thing began, what is wrong, what to do.
_SENTENCES = (
    (
        "could not find expected ':'",
        True,
        "there is no colon here.",
        "A setting is written as name: value, with a space after the colon.",
    ),
    (
        "while scanning a quoted scalar",
        True,
        "a quote is opened here and never closed.",
        "Put the same quote at the end of the value.",
    ),
    (
        "unknown escape",
        False,
        "a backslash has a special meaning between double quotes.",
        "Use single quotes, or write it twice: \\\\.",
    ),
    (
        "undefined alias",
        False,
        "a * at the beginning has a special meaning in YAML.",
        'Write the value in quotes, like "*".',
    ),
    (
        "while scanning an a",  # an alias, an anchor
        False,
        "a * or & at the beginning has a special meaning in YAML.",
        "Write the value in quotes.",
    ),
    *(
        (
            f"but found {found}",
            False,
            "something is left over after the value.",
            "If the value holds quotes or brackets, put the whole of it in quotes.",
        )
        for found in ("'<scalar>'", "']'", "'}'")
    ),
    (
        "",
        False,
        "this line does not fit with the ones above it.",
        "Check that it begins in the same column as its neighbours.",
    ),
)


def explain(error: MarkedYAMLError, problems: Problems) -> None:
    """Notes what a parser complains about."""
    at = error.problem_mark.line + 1 if error.problem_mark else 1
    began = error.context_mark.line + 1 if error.context_mark else at
    said = f"{error.context or ''}: {error.problem or ''}"
    in_brackets = "while parsing a flow" in said
    if in_brackets:
        began = _unclosed(began, problems)
    if _comment_ate_bracket(began, at, problems):
        return
    if "cannot start any token" in said:
        _character(error.problem_mark.column if error.problem_mark else 0, at, problems)
    elif "mapping values are not allowed" in said:
        _colon(at, problems)
    elif in_brackets:
        source = problems.source_line(began)
        bracket = "[" if source.rfind("[") > source.rfind("{") else "{"
        what = f"after the {bracket} a comma or the closing bracket is missing."
        problems.add_plain(began, what, "Or a value that holds a comma, colon or bracket needs quotes.")
    elif "another document" in said:
        what = "a line with --- begins a second document; Earful reads only one."
        problems.add_plain(max(began, at), what, "Delete it.")
    else:
        _, at_began, what, hint = next(sentence for sentence in _SENTENCES if sentence[0] in said)
        problems.add_plain(min(began, at) if at_began else at, what, hint)


def lost_to_comment(line: str) -> str:
    """The word that a # directly before it turned into a comment: ``channel: #customers``; empty if there is none."""
    found = re.search(r"(?:[:,\[{]|-)\s+(#[^\s#,\]}]+)", line) or re.search(r"[\[{,](#[^\s#,\]}]+)", line)
    return found.group(1) if found else ""


def _comment_ate_bracket(began: int, at: int, problems: Problems) -> bool:
    """``[#one, two]``: the closing bracket is a comment, and the parser complains about something much later."""
    for line in range(began, at + 1):
        source = problems.source_line(line)
        if (lost := lost_to_comment(source)) and re.search(r"[\[{]", source.partition("#")[0]):
            hint = f'Write it in quotes, like "{lost}".'
            problems.add_plain(line, "from the # on, this line is a comment to YAML.", hint)
            return True
    return False


def _unclosed(line: int, problems: Problems) -> int:
    """The line of the bracket that was still open there: the parser often notices only at the end of the file."""
    for at in range(line, 0, -1):
        text = re.sub(r"(^|[\s,\[{])#.*", r"\1", problems.source_line(at))
        if text.count("[") + text.count("{") > text.count("]") + text.count("}"):
            return at
    return line


def _colon(at: int, problems: Problems) -> None:
    """A colon where none can be: on this line, or the one above has one without a space after it."""
    above, text = problems.source_line(at - 1), problems.source_line(at)
    if re.match(r"\s*(- )?[\w-]+:[^\s/]", above) and ": " not in above:
        problems.add_plain(at - 1, "there is no space after the colon.", "Write it as name: value.")
    elif re.search(r":\s.*:(\s|$)", text):
        hint = 'If a value holds a colon, write it in quotes: "like: this".'
        problems.add_plain(at, "there are two colons on this line.", hint)
    else:
        hint = "Begin it in the same column as its neighbours."
        problems.add_plain(at, "this line is further in than the one above allows.", hint)


def _character(column: int, at: int, problems: Problems) -> None:
    """A character that no plain value begins with."""
    text = problems.source_line(at)[column:]
    if text.startswith("\t"):
        problems.add_plain(at, "there is a tab here; YAML wants spaces.", "Replace the tab by spaces.")
        return
    word = re.match(r"[^\s,\]}]+", text)
    letter = text[:1]
    what = f"a value cannot start with {letter}." if letter.isprintable() else "a value cannot start like this."
    problems.add_plain(at, what, f'Write it in quotes, like "{word.group() if word else letter}".')
