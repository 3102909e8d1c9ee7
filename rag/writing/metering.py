"""What a call takes: counted against the day's budget try by try, and told afterwards."""

from __future__ import annotations

import time

from rag.writing.budget import Budget, Reservation
from rag.writing.outages import Failure
from rag.writing.prices import Price
from rag.writing.prompting import Messages
from rag.writing.replies import Received, Usage, estimated_tokens


class Meter:
    """Adds up the tries of one call."""

    def __init__(
        self, model: str, price: Price | None, budget: Budget | None, messages: Messages
    ) -> None:
        self._model = model
        self._price = price
        self._budget = budget
        self._characters = sum(len(text) for _, text in messages)
        self._started = time.perf_counter()
        self._prompt = self._completion = self._tries = 0
        self._estimated = False
        self._reserved: Reservation | None = None

    def start(self) -> Received:
        """Begin a try; raise WriterUnavailable where the budget does not allow it."""
        if self._budget is not None:
            expected = estimated_tokens(self._characters)
            self._reserved = self._budget.reserve(expected, self._cost(expected, 0))
        self._tries += 1
        return Received(self._characters)

    def end(self, received: Received, failure: Failure | None) -> None:
        """Count what the try took."""
        prompt, completion, estimated = received.tokens(failure)
        self._prompt += prompt
        self._completion += completion
        self._estimated |= estimated
        if self._budget is not None and self._reserved is not None:
            tokens, cost = prompt + completion, self._cost(prompt, completion)
            self._budget.settle(self._reserved, tokens, cost)

    @property
    def usage(self) -> Usage:
        """What the call took up to now."""
        return Usage(
            model=self._model,
            prompt_tokens=self._prompt,
            completion_tokens=self._completion,
            cost=self._cost(self._prompt, self._completion),
            seconds=time.perf_counter() - self._started,
            tries=self._tries,
            estimated=self._estimated,
        )

    def _cost(self, prompt: int, completion: int) -> float | None:
        return self._price.of(prompt, completion) if self._price else None
