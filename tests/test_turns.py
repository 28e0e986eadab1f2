"""Taking turns: one at a time, and nobody keeps the others waiting for ever."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from monitor.telling.turns import Turn


async def test_one_at_a_time_and_in_order() -> None:
    turn, inside, most, order = Turn(timedelta(minutes=1)), 0, 0, []

    async def go(number: int) -> None:
        nonlocal inside, most
        async with turn.take():
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            order.append(number)
            inside -= 1

    await asyncio.gather(*(go(number) for number in range(5)))
    assert (most, order) == (1, [0, 1, 2, 3, 4])


async def test_whoever_takes_too_long_goes_on_alone() -> None:
    turn, never = Turn(timedelta(milliseconds=10)), asyncio.Event()

    async def hangs() -> None:
        async with turn.take():
            await never.wait()

    slow = asyncio.create_task(hangs())
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        async with turn.take():
            assert not slow.done()
    never.set()
    await slow
    async with asyncio.timeout(5), turn.take():  # and what it had let go it does not let go again
        assert slow.done()


async def test_a_turn_that_fails_ends() -> None:
    turn = Turn(timedelta(minutes=1))
    try:
        async with turn.take():
            raise KeyError
    except KeyError:
        pass
    async with asyncio.timeout(5), turn.take():
        failed = True
    assert failed
