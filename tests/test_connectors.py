"""The register of kinds: every built-in connector keeps the contract, and a third party's is found."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from datetime import timedelta
from importlib.metadata import EntryPoint, EntryPoints

import pytest

import connectors
from connectors.base import Polls, Receives, Streams


@pytest.mark.parametrize("kind", connectors.BUILT_IN)
def test_every_kind_keeps_the_contract(kind: str) -> None:
    found = connectors.connector(kind)
    assert dataclasses.is_dataclass(found)
    assert vars(found)["__dataclass_params__"].frozen
    fields = {field.name: field for field in dataclasses.fields(found)}
    assert all(field.metadata.get("help") for field in fields.values())
    assert isinstance(vars(found)["own_place"], bool)
    if issubclass(found, Receives):  # nobody visits it, so it has no address and no rhythm
        assert "every" not in vars(found)
        assert not vars(found)["address"]
        return
    assert vars(found)["address"] in fields
    assert isinstance(vars(found)["every"], timedelta)
    assert issubclass(found, Polls) or issubclass(found, Streams)
    assert all(callable(getattr(found, name, lambda: None)) for name in ("fetch", "listen"))


def test_unknown_kinds_and_those_of_third_parties(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyError):
        connectors.connector("guestbook")
    point = EntryPoint("guestbook", "connectors.feed:Feed", connectors.GROUP)
    monkeypatch.setattr(
        connectors, "entry_points", lambda group: EntryPoints([point] if group == connectors.GROUP else [])
    )
    assert connectors.kinds() == sorted([*connectors.BUILT_IN, "guestbook"])
    assert connectors.connector("guestbook").__name__ == "Feed"


def test_the_register_loads_no_connector_until_it_is_asked_for() -> None:
    code = "import connectors, sys; connectors.kinds(); print([name for name in sys.modules if name.startswith('connectors.')])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert ran.stdout.strip() == "[]"
