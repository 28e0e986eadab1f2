"""The memory of this process, in megabytes, as Linux tells it. Unlike ``getrusage``, whose peak a child inherits from whoever
started it, this begins anew with the program.  https://man7.org/linux/man-pages/man5/proc_pid_status.5.html"""

from __future__ import annotations

import re
from pathlib import Path


def now() -> float:
    """What it has."""
    return _megabytes("VmRSS")


def peak() -> float:
    """The most that it has had."""
    return _megabytes("VmHWM")


def _megabytes(what: str) -> float:
    found = re.search(rf"^{what}:\s+(\d+) kB$", Path("/proc/self/status").read_text(encoding="ascii"), re.MULTILINE)
    assert found, what
    return int(found[1]) / 1024
