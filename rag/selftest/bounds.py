"""How sure a rate is: Clopper and Pearson's exact bound for a share that was counted."""

from __future__ import annotations

from math import exp, lgamma, log, log1p


def upper_bound(found: int, of: int, confidence: float = 0.95) -> float:
    """The rate that ``found`` of ``of`` rules out at ``confidence``: one-sided, exact, 0 to 1.

    It is the share at which ``found`` or fewer come up with a probability of 1 - confidence.
    """
    if not 0 <= found <= of:
        raise ValueError(f"{found} of {of} is no share")
    if found == of:  # also of nothing: nothing is ruled out
        return 1.0
    low, high = found / of, 1.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        if _at_most(found, of, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def _at_most(found: int, of: int, share: float) -> float:
    """The probability of at most ``found`` in ``of`` tries, each with the chance ``share``."""
    if share <= 0:
        return 1.0
    if share >= 1:
        return 0.0
    yes, no = log(share), log1p(-share)
    return sum(
        exp(lgamma(of + 1) - lgamma(k + 1) - lgamma(of - k + 1) + k * yes + (of - k) * no)
        for k in range(found + 1)
    )
