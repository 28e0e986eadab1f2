"""Logging: one line an event on standard error, with everything secret blotted out, whoever logged it."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable

_BLOT = "•••"


class Blotting(logging.Formatter):
    """Formats as usual, then replaces every known secret. Line breaks in what strangers wrote cannot forge a line."""

    def __init__(self, *, as_json: bool = False) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S")
        self.as_json = as_json
        self.secrets: tuple[str, ...] = ()

    def know(self, secrets: Iterable[str]) -> None:
        """From now on these never appear; the longest first, so that one inside another is not left in part."""
        self.secrets = tuple(sorted({secret for secret in secrets if len(secret) >= 4}, key=len, reverse=True))

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for secret in self.secrets:
            text = text.replace(secret, _BLOT)
        if self.as_json:
            fields = {"at": self.formatTime(record), "level": record.levelname, "logger": record.name, "text": text}
            return json.dumps(fields, ensure_ascii=False)
        return text.replace("\r", " ").replace("\n", "\n    ")


def set_up(level: str, *, as_json: bool = False) -> Blotting:
    """Logs to standard error at ``level`` ("DEBUG" … "ERROR"); returns the formatter, to tell it the secrets."""
    formatter = Blotting(as_json=as_json)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("httpx", "httpcore", "aiosqlite", "alembic", "apscheduler", "aiosmtplib", "mail.log", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    return formatter
