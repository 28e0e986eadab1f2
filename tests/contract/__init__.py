"""The contract that every kind of source keeps, whichever service stands behind it.

``kind`` says what a description is, the other modules describe the kinds; ``KINDS`` has them all. The tests are in
``tests/test_contract*.py``.
"""

from tests.contract import feeds, forums, networks, places
from tests.contract.kind import Kind, can

KINDS: tuple[type[Kind], ...] = tuple(
    described
    for module in (feeds, forums, networks, places)
    for described in vars(module).values()
    if isinstance(described, type) and issubclass(described, Kind) and described is not Kind
)
"""Every description, in the order of the modules."""

APART = frozenset({"imap"})
"""Kinds that are polled by something else than HTTP: their own tests hold them to the same rules."""


def title(kind: type[Kind]) -> str:
    """What a test calls it."""
    return f"{kind.name}-{kind.way}" if kind.way else kind.name


def those(what: str) -> list[type[Kind]]:
    """The kinds whose service has this."""
    return [kind for kind in KINDS if can(kind, what)]
