"""Correct: a person says how a mention really is. It is kept, and the mention is decided about anew."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.cases import Refused
from monitor.parts import Parts
from monitor.store import correcting
from monitor.tone.correction import Correction


async def correct(parts: Parts, mention_id: int, said: Correction | None) -> str:
    """Keeps a correction, or forgets the one there is (None); returns the mention's brand. The mention is decided about
    anew at the next round. Raises Refused."""

    async def transaction(tx: AsyncConnection) -> str:
        row = await correcting.mention_by_id(tx, mention_id)
        if row is None:
            raise Refused(
                f"there is no mention {mention_id}; `earful export mentions` and `earful case` show their numbers"
            )
        if row.rule == "ours":
            raise Refused("that is an answer of your own: it has no tone")
        words = correcting.words_key(row.title, row.text, row.id)
        if said is None:
            if not await correcting.unlearn(tx, row.brand, [words]):
                raise Refused(f"nobody has corrected mention {mention_id}")
        else:
            await correcting.learn(tx, row.brand, {words: row.id}, said, parts.now())
        await correcting.decide_anew(tx, [(row.id, row.brand)])
        return str(row.brand)

    return await parts.store.write(transaction)
