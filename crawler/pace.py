"""Pace: no more requests in any stretch of time than a portal allows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence

from pydantic import Field

from jointcharge.records.raw import Record


class Rate(Record):
    """At most ``count`` requests within any ``seconds``."""

    count: int = Field(ge=1)
    seconds: float = Field(gt=0)


class Pace:
    """Says how long to wait before the next request. ``ages``: how many seconds ago earlier runs made theirs."""

    def __init__(
        self, rates: Sequence[Rate], ages: Iterable[float] = (), clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rates = rates
        self._clock = clock
        self._keep = max((rate.count for rate in rates), default=0)
        now = clock()
        self._made = sorted(now - age for age in ages)[-self._keep :] if self._keep else []

    def wait(self) -> float:
        """Seconds until a request is allowed; 0 for now."""
        now = self._clock()
        return max((self._free_at(rate) - now for rate in self._rates), default=0.0)

    def _free_at(self, rate: Rate) -> float:
        return self._made[-rate.count] + rate.seconds if len(self._made) >= rate.count else float("-inf")

    def note(self) -> None:
        """A request is made now."""
        if self._keep:
            self._made = [*self._made, self._clock()][-self._keep :]
