"""Turns of phrase that have one meaning: who is praised and who is blamed is told by the turn itself, whatever words it holds.

"Next to Bolt, Acme runs like a Swiss watch", "bye Acme, hello Bolt", "hall of shame: …", "good luck getting a human at Acme".
A turn names its sides (``good``, ``bad``, ``calm``: nothing is felt), or is about whoever the clause is about. A model may
not doubt a turn, so each has to be rare in another sense; what is only likely belongs to the other rules.
"""

from __future__ import annotations

from monitor.tone.rules.turns.blame import BLAME
from monitor.tone.rules.turns.calm import CALM
from monitor.tone.rules.turns.idioms import IDIOMS
from monitor.tone.rules.turns.praise import PRAISE
from monitor.tone.rules.turns.sides import SIDES
from monitor.tone.rules.turns.silence import SILENCE

TURNS = (*SIDES, *SILENCE, *BLAME, *PRAISE, *CALM, *IDIOMS)
"""Where several hold and agree, the first of them is shown."""
