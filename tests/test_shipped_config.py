"""The files a newcomer starts with: they work as they are, and with everything in them switched on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.config import Config, ConfigError, describe, load
from monitor.config.reader import options_of
from monitor.config.schema import SECTIONS, FileOptions

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "config.yaml"
ENV = {
    "SMTP_PASSWORD": "hunter22",
    "SLACK_BOT_TOKEN": "xoxb-1-2",
    "WEBHOOK_URL": "https://hooks.example/x",
    "WEBHOOK_SECRET": "sign",
}

SWITCHED_OFF = re.compile(r"^(\s*)#(?=[\w-])", re.MULTILINE)


@pytest.fixture
def text() -> str:
    return SHIPPED.read_text(encoding="utf-8")


def switched_on(text: str, tmp_path: Path) -> Config:
    path = tmp_path / "config.yaml"
    path.write_text(SWITCHED_OFF.sub(r"\1", text), encoding="utf-8")
    return load(path, ENV)


def test_it_starts_with_no_secrets_and_no_accounts(text: str) -> None:
    config = load(SHIPPED, {})
    assert config.secrets == frozenset()
    assert config.notes == ()
    assert "${" not in "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    assert describe(config) == f"{SHIPPED} is fine: 2 people, 1 brand, 3 sources, alerts by console."


def test_its_sources_are_open_to_anybody() -> None:
    assert [source.kind for source in load(SHIPPED, {}).sources.values()] == ["news", "hackernews", "mastodon"]


def test_everything_in_it_can_be_switched_on(text: str, tmp_path: Path) -> None:
    config = switched_on(text, tmp_path)
    assert config.notes == ()
    assert [source.kind for source in config.sources.values()] == [
        "news",
        "hackernews",
        "mastodon",
        "rss",
        "comments",
        "reviews",
    ]
    assert list(config.destinations) == ["console", "email", "slack", "webhook"]
    assert config.brands["Quillfeather Plumbing"].our_accounts
    assert config.heartbeat
    assert config.contact


@pytest.mark.parametrize("section", ["email", "slack", "webhook"])
def test_one_channel_can_be_switched_on(text: str, tmp_path: Path, section: str) -> None:
    """The block of that channel alone; for Slack also the people's ids."""
    lines, inside = [], False
    for line in text.splitlines():
        if re.match(r"  #\w+:", line):
            inside = line.startswith(f"  #{section}:")
        elif not line.startswith("    #"):
            inside = False
        wanted = inside or (section == "slack" and line.startswith("    #slack:"))
        lines.append(SWITCHED_OFF.sub(r"\1", line) if wanted else line)
    path = tmp_path / "config.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert list(load(path, ENV).destinations) == ["console", section]


def test_every_line_is_explained(text: str) -> None:
    for number, line in enumerate(text.splitlines(), start=1):
        setting = SWITCHED_OFF.sub(r"\1", line)
        if setting.strip() and not setting.lstrip().startswith("# "):
            assert re.search(r"\S\s+# \S", setting) or setting.strip() == "#", f"line {number}: {line}"
        assert len(line) <= 125


def test_it_shows_every_section_an_owner_needs(text: str) -> None:
    on = SWITCHED_OFF.sub(r"\1", text)
    later = {
        "channels",
        "tone",
        "page",
        "database",
        "wording",
        "clients",
        "compare",
    }  # for a few; docs/config.md has them
    for option in options_of(FileOptions):
        assert option.key in later or re.search(rf"^{option.key}:", on, re.MULTILINE), option.key
    for option in options_of(SECTIONS["brands"]):
        assert re.search(rf"^\s*-?\s*{option.key}:", on, re.MULTILINE), option.key


def test_the_example_of_env_names_every_variable(text: str) -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{(\w+)\}", text)) == set(re.findall(r"^#?(\w+)=", example, re.MULTILINE))


def test_a_missing_variable_is_told_with_its_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(SWITCHED_OFF.sub(r"\1", text), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"Put SMTP_PASSWORD=\.\.\. in \.env") as caught:
        load(path, {})
    assert len(caught.value.problems) == 4
