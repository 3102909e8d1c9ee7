"""How long each stage of a reply took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """Wall-clock seconds by stage, and ``total`` since the stopwatch was made."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._stages: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what happens inside, under ``name``."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self._stages[name] = time.perf_counter() - started

    @property
    def stages(self) -> dict[str, float]:
        """Seconds by stage until now, rounded to a tenth of a millisecond."""
        total = time.perf_counter() - self._started
        stages = {**self._stages, "total": total}
        return {name: round(seconds, 4) for name, seconds in stages.items()}
