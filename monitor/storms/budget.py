"""The promise of at most one false storm in so many days, kept when the model is wrong. Pure.

A storm that turned out weak may have been none. Each is charged by how weak it was, and what is charged beyond a credit raises
the bar until time has paid it back:  N <= days / max_false_per_days + credit + height / step, on any data, where N counts
storms at the bar. What a person calls noise is charged whole. A storm that grew far beyond the bar costs nothing: it was real.
In the spirit of adaptive conformal inference (Gibbs and Candes 2021, https://arxiv.org/abs/2106.00170).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

_CREDIT = 0.5  # false storms
_WEAK = 1.5  # nats: a storm that reached this far beyond the bar is charged 1 / e
_STEP = 1.0  # nats for each false storm beyond the credit
_MOST = 6.0  # nats: a brand is never made deaf
_AFTER, _AFTER_HALF_LIFE = 9.0, 18.0  # nats, hours: the tail of a storm is no new one


@dataclass(slots=True)
class Budget:
    """``days`` to one false storm; ``charged`` is how many were charged and not yet paid back."""

    days: float
    charged: float = 0.0
    ended: float = -1e9  # the hour in which the last storm ended

    def bar(self, hour: float) -> float:
        """Nats on top of what the budget asks anyway. ``hour`` counts the hours of the stream."""
        height = min(_STEP * (self.charged - _CREDIT), _MOST) if self.charged > _CREDIT else 0.0
        since = hour - self.ended
        return height + _AFTER * 2 ** (-since / _AFTER_HALF_LIFE) if since < 20 * _AFTER_HALF_LIFE else height

    def pays(self, hours: float) -> None:
        """Time pays back."""
        if self.charged:
            self.charged = max(0.0, self.charged - hours / (24 * self.days))

    def ends(self, hour: float, beyond: float) -> None:
        """A storm ended that reached ``beyond`` nats (>= 0) above the bar."""
        self.ended = hour
        self.charged += exp(-beyond / _WEAK)

    def noise(self, storms: int) -> None:
        """A person says that so many storms were none."""
        self.charged += storms
