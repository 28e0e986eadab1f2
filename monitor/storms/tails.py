"""How surprising a count is: the upper tail of the negative binomial, in nats. Pure.

Customers come in clumps: one of them is copied, and a whole hour is busier than the next. The negative binomial is the Poisson
with that added; its variance is mean + mean²/shape.
https://en.wikipedia.org/wiki/Negative_binomial_distribution
"""

from __future__ import annotations

from math import inf, lgamma, log, log1p

_EVEN = 1e6  # a shape from here on is a Poisson for every purpose, and keeps lgamma exact


def surprise(count: float, mean: float, spread: float) -> float:
    """``-ln P(N >= count)`` of a negative binomial with this ``mean`` (> 0) and variance ``mean + spread * mean²``.

    0 for a count that does not exceed the mean; never falls while the count rises. The tail is bounded from above by a
    geometric series, so the surprise is never overstated: beyond ``count`` each probability is at most ``ratio`` times
    the one before. Counts need not be whole numbers.
    """
    if count <= mean:
        return 0.0
    if mean <= 0:
        return inf
    shape = min(1 / spread, _EVEN) if spread > 0 else _EVEN
    q = mean / (mean + shape)
    # ratio falls towards q if shape >= 1, and rises towards q if not: the larger of both bounds all that follow.
    ratio = q * (count + shape) / (count + 1)
    left = 1 - (ratio if ratio > q else q)
    if left <= 0:
        return 0.0
    found = lgamma(shape) + lgamma(count + 1) - lgamma(count + shape) - shape * log1p(-q) - count * log(q) + log(left)
    return found if found > 0 else 0.0
