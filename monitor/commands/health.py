"""What the verb ``healthcheck`` does. A container asks every minute, on machines that are slow: nothing else is loaded for it."""

from __future__ import annotations

import sys
from pathlib import Path

from monitor.commands import control
from monitor.config import Config


def healthcheck(config: Config) -> int:
    """0 when a daemon runs on this data folder and is well."""
    try:
        answer = control.ask(Path(config.data), {"verb": "health"})
    except (control.NobodyHome, OSError, ValueError):
        print("earful is not running on this data folder", file=sys.stderr)
        return 1
    print(answer.get("text", ""))
    return 0 if answer.get("ok") else 1
