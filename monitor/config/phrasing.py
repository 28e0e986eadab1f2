"""``language:`` and ``wording:`` of the file: in which words messages are written, and files with words of the owner's own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path as FilePath

from monitor.config import document
from monitor.config.document import Table
from monitor.config.problems import Path, Problems, did_you_mean
from monitor.telling import phrases
from monitor.telling.phrases import Catalogue

MAX_BYTES = 200_000


class Phrasing:
    """Reads the files that ``wording`` names for its languages; a relative name counts from ``folder``."""

    def __init__(self, wording: Mapping[str, str], folder: FilePath, root: Table, problems: Problems) -> None:
        self.catalogues: dict[str, Catalogue] = {name: phrases.shipped(name) for name in phrases.SHIPPED}
        self._texts: list[str] = []
        self._root, self._problems = root, problems
        for language, name in wording.items():
            path = ("wording", language)
            if not (language.isascii() and language.islower() and 2 <= len(language) <= 3):
                self._add(path, "is no language.", "Write its two letters, like de: words-de.toml.")
                continue
            if (text := self._read(folder / name, path)) is not None:
                self._take(language, text, folder / name)

    def language(self, name: str, path: Path) -> str:
        """A language that there are words for; else English, and a problem."""
        if name in self.catalogues:
            return name
        known = list(self.catalogues)
        hint = did_you_mean(name, known) or f"Write one of {', '.join(known)}."
        self._add(path, f"there are no words in {name!r}.", f"{hint} For another language name a file under wording:.")
        return "en"

    def digest(self, known: str) -> str:
        """The digest of the configuration, which changes with these files too."""
        if not self._texts:
            return known
        return hashlib.sha256("\0".join([known, *self._texts]).encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def _add(self, path: Path, what: str, hint: str) -> None:
        self._problems.add(document.find_line(self._root, path), path, what, hint)

    def _read(self, file: FilePath, path: Path) -> str | None:
        try:
            raw = file.read_bytes() if file.stat().st_size <= MAX_BYTES else None
        except (OSError, ValueError) as error:  # ValueError: a name with a zero byte in it
            why = (getattr(error, "strerror", None) or "unreadable").lower()
            self._add(path, f"{file} cannot be read ({why}).", "`earful phrases` prints what such a file holds.")
            return None
        if raw is None:
            self._add(path, f"{file} is too big to be a file of phrases.", "Is it the right file?")
            return None
        try:
            return raw.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            self._problems.add_plain(
                line, "there is a character here that is not UTF-8.", "Save the file as UTF-8.", file=str(file)
            )
            return None

    def _take(self, language: str, text: str, file: FilePath) -> None:
        self._texts.append(text)
        self.catalogues[language], flaws = phrases.changed(language, text)
        for flaw in flaws:
            what = f"{flaw.name}: {flaw.what}" if flaw.name else flaw.what
            self._problems.add_plain(flaw.line, what, flaw.hint, file=str(file))
        missing = len(phrases.ENGLISH.phrases) - len({*phrases.ENGLISH.phrases} & {*_names(text)})
        if language not in phrases.SHIPPED and missing and not flaws:
            self._problems.note(
                document.find_line(self._root, ("wording", language)),
                f"wording.{language}: {missing} phrases are not there, and are said in English.",
            )


def _names(text: str) -> set[str]:
    return {line.partition("=")[0].strip().strip('"') for line in text.splitlines() if "=" in line}
