"""The worker: what it hands back, and what happens when a task exceeds its bounds. Its functions here are builtins."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from connectors import bounded
from connectors.base import FetchError


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    yield
    bounded.close()
    assert _children() == []


def _children() -> list[str]:
    """Worker processes of ours, zombies included."""
    told = subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "stat=,args="], capture_output=True, text=True
    ).stdout
    return [line for line in told.splitlines() if "connectors.bounded" in line or "defunct" in line]


async def test_hands_back_json_from_bytes_and_text() -> None:
    assert await bounded.run("json:loads", b'{"a": [1, null]}') == {"a": [1, None]}
    assert await bounded.run("builtins:ascii", "\u00e9\ud83d") == "'\\xe9\\ud83d'"
    assert await bounded.run("operator:concat", "a", "b") == "ab"
    assert len(await bounded.run("builtins:eval", "'y' * 3_000_000")) == 3_000_000


async def test_many_at_once_share_one_process() -> None:
    answers = await asyncio.gather(*(bounded.run("json:loads", str(number)) for number in range(40)))
    assert answers == list(range(40))
    assert len(_children()) == 1


async def test_endless_work_is_stopped_in_c_code_too_and_the_loop_goes_on_meanwhile() -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    ticking = asyncio.create_task(tick())
    with pytest.raises(FetchError, match=r"slow\.example sent something that took too long"):
        await bounded.run("re:fullmatch", "(a+)+b", "a" * 60, seconds=0.2, host="slow.example")
    ticking.cancel()
    assert ticks >= 5
    assert await bounded.run("json:loads", "1") == 1


async def test_sleeping_work_is_stopped_by_the_clock_on_the_wall() -> None:
    with pytest.raises(FetchError, match="too long"):
        await bounded.run("builtins:eval", "__import__('time').sleep(30)", seconds=0.1)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("'x' * (4 << 30)", "too much memory"),
        ("{}['secret']", r"could not be read \(KeyError\)"),
        ("object()", r"could not be read \(TypeError\)"),
        ("__import__('os')._exit(3)", "broke the process"),
        ("__import__('os').abort()", "broke the process"),
        ("__import__('tempfile').TemporaryFile(buffering=0).write(b'x')", "could not be read"),
    ],
)
async def test_what_goes_wrong_is_an_error_of_that_source_only(code: str, told: str) -> None:
    with pytest.raises(FetchError, match=told) as raised:
        await bounded.run("builtins:eval", code)
    assert "secret" not in str(raised.value)
    assert await bounded.run("json:loads", "[1]") == [1]


async def test_a_worker_killed_from_outside_is_replaced() -> None:
    pid = await bounded.run("builtins:eval", "__import__('os').getpid()")
    os.kill(pid, 9)
    assert await bounded.run("builtins:eval", "__import__('os').getpid()") != pid


async def test_inherits_neither_secrets_nor_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    read, write = os.pipe()
    os.set_inheritable(write, True)
    assert "SLACK_BOT_TOKEN" not in await bounded.run("builtins:eval", "list(__import__('os').environ)")
    opened = await bounded.run("builtins:eval", "len(__import__('os').listdir('/proc/self/fd'))")
    assert opened <= 6  # three standard ones, the replies, the silenced output, the listing itself
    os.close(read)
    os.close(write)


async def test_printing_does_not_garble_the_reply() -> None:
    assert await bounded.run("builtins:print", "hello") is None
    assert await bounded.run("json:loads", "2") == 2


async def test_a_cancelled_wait_leaves_the_worker_usable() -> None:
    waiting = asyncio.create_task(bounded.run("builtins:eval", "__import__('time').sleep(0.2)"))
    queued = asyncio.create_task(bounded.run("json:loads", "1"))
    await asyncio.sleep(0.05)
    waiting.cancel()
    queued.cancel()
    assert await bounded.run("json:loads", "3") == 3


async def test_goes_away_when_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "IDLE_SECONDS", 0.05)
    assert await bounded.run("json:loads", "1") == 1
    for _ in range(100):
        if not _children():
            break
        await asyncio.sleep(0.02)
    assert _children() == []
    assert await bounded.run("json:loads", "1") == 1


def test_outlives_an_event_loop() -> None:
    assert asyncio.run(bounded.run("json:loads", "1")) == 1
    assert asyncio.run(bounded.run("json:loads", "2")) == 2


def test_ends_with_its_parent() -> None:
    code = (
        "import asyncio, os, sys; from connectors import bounded\n"
        "print(asyncio.run(bounded.run('builtins:eval', \"__import__('os').getpid()\")), flush=True)\n"
        "os.kill(os.getpid(), 9) if sys.argv[1] == 'kill' else None\n"
    )
    for how in ("kill", "exit"):
        ran = subprocess.run(
            [sys.executable, "-W", "error", "-X", "dev", "-c", code, how], capture_output=True, text=True, timeout=30
        )
        worker = int(ran.stdout)
        assert "Warning" not in ran.stderr
        for _ in range(200):
            # Gone, or a zombie that waits for an init process that this machine may not have.
            state = subprocess.run(["ps", "-p", str(worker), "-o", "stat="], capture_output=True, text=True).stdout
            if not state or state.startswith("Z"):
                break
        assert not state or state.startswith("Z"), how
