"""JSON for the database, several times as fast as the standard library's where there is much of it: what listens for storms is
300 KB a brand, and is written again every quarter of an hour, and at every mention that counts.

A float comes back as it was (the shortest digits that read back as the same number). Half of a surrogate pair, which JSON can
carry and UTF-8 cannot, is left to the standard library.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic_core import from_json, to_json


class Written(str):
    """What is JSON already."""


def large(value: Any) -> Written:
    """A large value of ours as JSON: without half surrogates, and of nothing but what JSON knows, for this writer would make
    something of a time or a set, too."""
    return Written(to_json(value).decode())


def written(value: Any) -> str:
    """Any value as JSON. TypeError when it is none."""
    return value if isinstance(value, Written) else json.dumps(value)


def read(text: str | bytes) -> Any:
    """What was written; lists for tuples, and strings for the keys of dictionaries. ValueError when it is no JSON."""
    try:
        return from_json(text)
    except ValueError:
        return json.loads(text)
