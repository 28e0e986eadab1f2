"""Markup of strangers is taken apart in a process of its own, bounded in CPU time and memory.

    entries = await run("connectors.parse_feed:parse", body, url, host="forum.example")

The worker is started when first needed with a fresh interpreter (never a fork of the daemon, so it holds no database,
no socket and no environment with passwords), does one task after the other, and is gone a minute after the last one,
with the daemon, or when a task exceeds its bounds; the next task starts another. What it hands back is JSON, so a
worker that was taken over can lie but cannot run anything here.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import queue
import select
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connectors.base import FetchError

IDLE_SECONDS = 60.0
MEMORY_BYTES = 1 << 30  # address space of the worker, a bare interpreter takes about a tenth of it
LONGEST_REPLY = 64 << 20
# A busy machine gives the worker only a part of a second each second, so the clock on the wall is the wider bound.
WALL_PER_CPU = 4.0


class Ending(FetchError):
    """The worker was ended by ``close``: nothing is wrong with what it was given."""


async def run(function: str, body: bytes | str, *args: Any, seconds: float = 5.0, host: str = "") -> Any:
    """``function`` ("package.module:name") called with ``body`` and ``args`` (JSON values) in the worker.

    Gives back its result, as JSON would. ``seconds`` is CPU time. FetchError, naming ``host``, when the function takes
    too long or too much memory, raises, or takes its process down.
    """
    job = _Job(function, body, args, seconds, host or "the service", Future())
    with _lock:  # against ``close``: behind its farewell nothing may stand in the queue
        _worker().jobs.put(job)
    return await asyncio.wrap_future(job.done)


def close() -> None:
    """Ends the worker, and with it what it is working on. ``run`` starts another. Safe to call at any time."""
    global _current
    with _lock:
        worker, _current = _current, None
    if worker is not None and worker.pid == os.getpid():
        worker.close()


@dataclass(frozen=True, slots=True)
class _Job:
    function: str
    body: bytes | str
    args: tuple[Any, ...]
    seconds: float
    host: str
    done: Future[Any]


class _Worker:
    """A thread that feeds one process, one job at a time. Knows nothing of event loops, so it outlives them."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self.process: subprocess.Popen[bytes] | None = None
        self.closing = False
        self.thread = threading.Thread(target=self.work, name="earful-bounded", daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.closing = True
        if (process := self.process) is not None:
            process.kill()
        self.jobs.put(None)
        self.thread.join(timeout=5)

    def work(self) -> None:
        while True:
            try:
                job = self.jobs.get(timeout=IDLE_SECONDS if self.process else None)
            except queue.Empty:
                self.end()
                continue
            if job is None:
                break
            if not job.done.set_running_or_notify_cancel():
                continue
            try:
                job.done.set_result(self.perform(job))
            except BaseException as error:  # whoever awaits it decides; this thread must live on
                job.done.set_exception(error)
        self.end()

    def perform(self, job: _Job) -> Any:
        body = job.body.encode("utf-8", "surrogatepass") if isinstance(job.body, str) else job.body
        ask = {"call": job.function, "args": job.args, "seconds": job.seconds, "text": isinstance(job.body, str)}
        deadline = time.monotonic() + job.seconds * WALL_PER_CPU
        status = 0
        for _ in range(2):  # it may have been ended from outside, so a second one is tried
            try:
                answer = self.receive(deadline) if self.send(ask, body, deadline) else None
            except TimeoutError:
                self.end()
                raise FetchError(f"{job.host} sent something that took too long to read") from None
            if answer is not None:
                if "error" in answer:
                    raise FetchError(f"{job.host} sent something that {answer['error']}")
                return answer["result"]
            status = self.end() or status
            if -status in (signal.SIGPROF, signal.SIGXCPU):
                raise FetchError(f"{job.host} sent something that took too long to read")
        raise FetchError(f"{job.host} sent something that broke the process reading it (status {status})")

    def send(self, ask: dict[str, Any], body: bytes, deadline: float) -> bool:
        if self.closing:
            raise Ending("Earful is shutting down")
        process = self.process or self.start()
        assert process.stdin is not None
        try:
            _write(process.stdin.fileno(), _framed(json.dumps(ask).encode()) + _framed(body), deadline)
        except (BrokenPipeError, ConnectionError):
            self.end()
            return False
        return True

    def receive(self, deadline: float) -> dict[str, Any] | None:
        process = self.process
        assert process is not None
        assert process.stdout is not None
        source = process.stdout.fileno()
        head = _read(source, 8, deadline)
        size = int.from_bytes(head, "big")
        if len(head) < 8 or size > LONGEST_REPLY:
            return None
        reply = _read(source, size, deadline)
        if len(reply) < size:
            return None
        answer: dict[str, Any] = json.loads(reply)
        return answer

    def start(self) -> subprocess.Popen[bytes]:
        # -P: not the current directory. Only the path is handed on: no password stands in this environment.
        environment = {
            "PYTHONPATH": os.pathsep.join(dict.fromkeys([_HERE, *filter(None, sys.path)])),
            "LC_ALL": "C.UTF-8",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "connectors.bounded"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd="/",
            bufsize=0,
            start_new_session=True,  # Ctrl-C in the terminal is for the daemon
        )
        assert self.process.stdin is not None
        os.set_blocking(self.process.stdin.fileno(), False)
        if self.closing:  # ``close`` came in between and saw no process yet
            raise Ending("Earful is shutting down")
        return self.process

    def end(self) -> int:
        """Kills the process if there is one, and reaps it. Its exit status."""
        process, self.process = self.process, None
        if process is None:
            return 0
        # One that is on its way out by itself tells by what, if it is given a moment.
        try:
            status = process.wait(timeout=0.2) if process.stdout and _at_end(process.stdout.fileno()) else None
        except subprocess.TimeoutExpired:
            status = None
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        return process.wait() if status is None else status


_HERE = str(Path(__file__).resolve().parent.parent)
_lock = threading.Lock()
_current: _Worker | None = None


def _worker() -> _Worker:
    global _current
    # After a fork the thread exists in the parent only.
    if _current is None or _current.pid != os.getpid():
        _current = _Worker()
    return _current


atexit.register(close)


# --- pipes: eight bytes of length, then that many bytes ---------------------------------------------------------------


def _framed(data: bytes) -> bytes:
    return len(data).to_bytes(8, "big") + data


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _ready(fd: int, event: int, seconds: float) -> bool:
    # poll, as select cannot take a descriptor above 1,023
    waiting = select.poll()
    waiting.register(fd, event)
    return bool(waiting.poll(seconds * 1000))


def _write(fd: int, data: bytes, deadline: float) -> None:
    rest = memoryview(data)
    while rest:
        if not _ready(fd, select.POLLOUT, _left(deadline)):
            continue
        rest = rest[os.write(fd, rest[:65536]) :]


def _read(fd: int, size: int, deadline: float) -> bytes:
    """That many bytes; fewer only at the end of the pipe."""
    parts: list[bytes] = []
    while size:
        if not _ready(fd, select.POLLIN, _left(deadline)):
            continue
        part = os.read(fd, min(size, 1 << 20))
        if not part:
            break
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _at_end(fd: int) -> bool:
    """Whether the other side has closed; discards what it still said."""
    while _ready(fd, select.POLLIN, 0):
        if not os.read(fd, 1 << 20):
            return True
    return False


# --- the worker's own side --------------------------------------------------------------------------------------------


def serve() -> None:
    """Answers what comes in on standard input until it ends. The main function of the worker process."""
    import resource

    replies = os.dup(1)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)  # a parser that prints must not garble the replies
    # No files, no core dumps, no endless memory; "hard" so that nothing in here can raise them again.
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))
    while ask := _next_frame():
        body = _next_frame()
        answer = _answer(json.loads(ask), body)
        os.set_blocking(replies, True)
        _write(replies, _framed(answer), time.monotonic() + 60)


def _next_frame() -> bytes:
    head = sys.stdin.buffer.read(8)
    return sys.stdin.buffer.read(int.from_bytes(head, "big")) if len(head) == 8 else b""


def _answer(ask: dict[str, Any], body: bytes) -> bytes:
    from importlib import import_module

    module, _, name = ask["call"].partition(":")
    function = getattr(import_module(module), name)
    given = body.decode("utf-8", "surrogatepass") if ask["text"] else body
    # Counts CPU time only; its signal ends the process wherever it is, in C as well.
    signal.setitimer(signal.ITIMER_PROF, ask["seconds"])
    try:
        return json.dumps({"result": function(given, *ask["args"])}).encode()
    except MemoryError:
        return b'{"error": "took too much memory to read"}'
    except Exception as error:  # whatever a parser raises on hostile bytes: only its name goes back
        return json.dumps({"error": f"could not be read ({type(error).__name__})"}).encode()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


if __name__ == "__main__":
    serve()
