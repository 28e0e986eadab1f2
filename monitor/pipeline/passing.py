"""Time passes: whoever was away returns, and the clock says what it has to say about each storm and each case."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.cases import Tick
from monitor.parts import Parts
from monitor.pipeline import storming
from monitor.pipeline.leaving import those_who_return
from monitor.pipeline.moving import Decided, Mover
from monitor.store import deciding


async def time_passes(parts: Parts) -> Decided:
    """Lets the clock say what it has to say about everybody who returns, and every storm and case that is due."""

    async def transaction(tx: AsyncConnection) -> Decided:
        mover, now = Mover(parts, tx), parts.now()
        await those_who_return(mover)
        await storming.time_passes(mover)
        for row in await deciding.cases_due(tx, now):
            await mover.move(row, Tick(now))
        return mover.done

    return await parts.store.write(transaction)
