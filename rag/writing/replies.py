"""What came from a chat model: its text, whether it is whole, and what it cost.

Messages are LangChain's, used by their attributes alone. Providers name the end of a reply
differently; only an ordinary end counts, and a reply that names none was cut off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rag.writing.explaining import BROKE_OFF, CALLED_A_TOOL, CUT_OFF, EMPTY, FILTERED
from rag.writing.outages import Failure

# Where providers tell how a reply ended: OpenAI and others, Anthropic, Ollama, OpenAI's responses.
_ENDINGS = ("finish_reason", "stop_reason", "done_reason", "status")
_WHOLE = {"stop", "end_turn", "stop_sequence", "completed"}
_CUT_OFF = {"length", "max_tokens", "model_context_window_exceeded", "incomplete"}
_FILTERED = {"content_filter", "refusal", "safety", "recitation", "prohibited_content"}
_TOOLS = {"tool_calls", "tool_use", "function_call"}
_CALLS = ("tool_calls", "invalid_tool_calls", "tool_call_chunks")

DECLINED = Failure(
    "declined to answer", "Ask without a model, or with another one.", outage=False, charged=True
)
STRANGE_END = Failure("ended its reply in an unknown way", tries=2, outage=False, charged=True)

MOST_TOKENS = 100_000_000  # no reply has as many
CHARACTERS_A_TOKEN = 4  # in English, about; used only where a provider does not tell tokens


@dataclass(frozen=True, slots=True)
class Usage:
    """What a call of a chat model took, over all its tries.

    ``cost`` is in US dollars, None where the model's price is not known. ``estimated``: the
    provider did not tell the tokens of some try, and they were reckoned from the characters.
    """

    model: str
    prompt_tokens: int
    completion_tokens: int
    cost: float | None
    seconds: float
    tries: int
    estimated: bool = False


class Received:
    """One reply, taken in message by message: one message, or the pieces of a stream."""

    def __init__(self, prompt_characters: int) -> None:
        self._prompt_characters = prompt_characters
        self._characters = 0
        self._told = (0, 0)  # tokens of prompt and completion
        self._ending: str | None = None
        self._declined = False
        self._called_tool = False

    def take(self, message: Any) -> str:
        """Take in a message or a piece of one, and return its text."""
        for name in _ENDINGS:
            ending = message.response_metadata.get(name)
            if isinstance(ending, str) and ending:
                self._ending = ending.lower()
                break
        told = _tokens_told(message)
        # The pieces of a stream tell sums so far, or one of the two numbers each.
        self._told = max(self._told[0], told[0]), max(self._told[1], told[1])
        self._declined |= bool(message.additional_kwargs.get("refusal"))
        self._called_tool |= any(getattr(message, name, ()) for name in _CALLS)
        text = str(message.text)
        self._characters += len(text)
        return text

    @property
    def ended(self) -> bool:
        """Whether the reply came to an end of some kind."""
        return self._called_tool or self._ending is not None

    def shortfall(self) -> Failure | None:
        """Why the reply, now that nothing more comes, is not a whole one; None if it is."""
        if self._called_tool or self._ending in _TOOLS:
            return CALLED_A_TOOL
        if self._ending is None:
            return BROKE_OFF
        if self._ending in _CUT_OFF:
            return CUT_OFF
        if self._ending in _FILTERED:
            return FILTERED
        if self._ending not in _WHOLE:
            return STRANGE_END
        if self._characters:
            return None
        return DECLINED if self._declined else EMPTY

    def tokens(self, failure: Failure | None) -> tuple[int, int, bool]:
        """Tokens of prompt and completion, and whether they are estimated, after ``failure``."""
        told = self._told
        if failure and failure.tokens:
            told = _count(failure.tokens[0]), _count(failure.tokens[1])
        if any(told):
            return (*told, False)
        if failure and not failure.charged and not self._characters:
            return 0, 0, False
        completion = -(-self._characters // CHARACTERS_A_TOKEN)
        return estimated_tokens(self._prompt_characters), completion, True


def _tokens_told(message: Any) -> tuple[int, int]:
    """Tokens of prompt and completion that a message tells, 0 where it does not."""
    usage = getattr(message, "usage_metadata", None)
    if usage:
        return _count(usage.get("input_tokens")), _count(usage.get("output_tokens"))
    # Where LangChain does not recognise the speaker's role, it leaves the numbers here.
    usage = message.response_metadata.get("token_usage")
    if not isinstance(usage, Mapping):
        return 0, 0
    return _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))


def _count(told: Any) -> int:
    """A number of tokens as a server tells it, which may be anything."""
    return min(max(told, 0), MOST_TOKENS) if isinstance(told, int) else 0


def estimated_tokens(characters: int) -> int:
    """About how many tokens so many characters are."""
    return -(-characters // CHARACTERS_A_TOKEN)
