"""The writer that asks a chat model, any that LangChain knows, and trusts none.

What comes back is a Draft for the gate, or WriterUnavailable, within the deadline. This is the
only module of the room that imports LangChain, when a writer is built.
"""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.errors import ModelUnavailable, SettingsError
from rag.types import Draft, DraftClaim, Evidence, Quote, Reply
from rag.writing.budget import Budget
from rag.writing.calling import Service, TextReader, result
from rag.writing.lines import on_response
from rag.writing.outages import Deadline, WriterUnavailable
from rag.writing.parsing import SCHEMA, DraftReader, UnreadableReply
from rag.writing.prices import load_price
from rag.writing.prompting import Messages, Prompts, adds_nothing, shipped, without_marks
from rag.writing.replies import Usage

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import Runnable

__all__ = ["ChatWriter", "Deadline", "UnreadableReply", "Usage", "WriterUnavailable"]

REWRITING_SHARE = 0.25  # of the deadline, at most, for making a question stand alone
LONGEST_QUESTION = 400  # characters of a rewritten question

# Providers whose server can be another than their own. With a base_url, names without one of
# these in front are names of models on a server that speaks OpenAI's protocol.
WITH_BASE_URL = ("openai", "ollama", "anthropic")
NO_KEY = "no-key"  # what a compatible server is sent where no key is set: most want none


class ChatWriter:
    """Evidence in, a draft in a chat model's words out. Several threads may use one."""

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        prompts: Path | None = None,
        prices: Path | None = None,
        deadline: float = 20.0,
        budget: Budget | None = None,
    ) -> None:
        """Set up the model ``provider:name``, such as ``openai:gpt-5.4-mini``.

        ``base_url`` is where a compatible server listens, ``deadline`` the seconds for a call
        with all its tries, ``prompts`` a folder like ``config/prompts`` and ``prices`` a file
        like ``config/prices.toml``. Keys come from the environment. Raises ModelUnavailable when
        a package or a key is missing, SettingsError when the address or a file is wrong.
        """
        provider, name = _provider(model, base_url)
        address = _address(provider, base_url)
        self._deadline = deadline
        self._prompts = Prompts(prompts)
        # What another server than the provider's own costs is not known.
        table = prices or shipped("prices.toml")
        price = None if address else load_price(table, f"{provider}:{name}")
        chat_model = _chat_model(provider, name, address, deadline)
        plain = Way(chat_model)
        ways = (*_json_ways(chat_model, provider, compatible=address is not None), plain)
        self._writing = Service(model, ways, price, budget)
        self._rewriting = Service(model, (plain,), price, budget)
        self._last = threading.local()

    @property
    def usage(self) -> Usage | None:
        """What this thread's last call took, whether it succeeded or not; None before any."""
        return getattr(self._last, "usage", None)

    def write(
        self,
        question: str,
        evidence: Mapping[str, Evidence],
        *,
        follow_up: str | None = None,
        as_of: date | None = None,
        said: Collection[Quote] = (),
        deadline: Deadline | None = None,
    ) -> Draft:
        """Propose claims that answer ``question`` from ``evidence``, by passage key.

        The arguments are those of the extractive writer; ``deadline`` takes the place of the
        writer's own where this call is a part of something longer. Raises WriterUnavailable
        when no whole reply came in time. The draft has no confidence.
        """
        messages = self._prompts.writing(
            question, evidence, follow_up=follow_up, as_of=as_of, said=said
        )
        until = deadline or Deadline.after(self._deadline)
        return result(self._writing.ask(messages, DraftReader, until, self._note))

    def stream(
        self,
        question: str,
        evidence: Mapping[str, Evidence],
        *,
        follow_up: str | None = None,
        as_of: date | None = None,
        said: Collection[Quote] = (),
        deadline: Deadline | None = None,
    ) -> Generator[DraftClaim, None, Draft]:
        """As write, claim by claim: each as soon as it is complete, then the draft is returned.

        Raises WriterUnavailable, maybe after some claims, when the reply did not come to its
        ordinary end. Claims are as untrusted as the draft: only the gate may publish them.
        """
        messages = self._prompts.writing(
            question, evidence, follow_up=follow_up, as_of=as_of, said=said
        )
        until = deadline or Deadline.after(self._deadline)
        return self._writing.ask(messages, DraftReader, until, self._note, streaming=True)

    def rewrite(
        self,
        question: str,
        history: Sequence[tuple[str, Reply]],
        *,
        deadline: Deadline | None = None,
    ) -> str | None:
        """Return ``question`` made to stand alone, for searching; ``history`` oldest turn first.

        None where the model is not available, or where its wording is unfit: empty, long, of
        several lines, or with names or figures that are not in the conversation.
        """
        messages = self._prompts.rewriting(question, history)
        share = self._deadline * REWRITING_SHARE
        until = deadline.within(share) if deadline else Deadline.after(share)
        try:
            text = result(self._rewriting.ask(messages, TextReader, until, self._note))
        except WriterUnavailable:
            return None  # as promised: a question can be completed without a model
        written = without_marks(text).strip().strip('"“”').strip()
        turns = [text for asked, reply in history for text in (asked, reply.text)]
        known = [without_marks(text) for text in (question, *turns)]
        fit = 0 < len(written) <= LONGEST_QUESTION and written.isprintable()
        return written if fit and adds_nothing(written, known) else None

    def _note(self, usage: Usage) -> None:
        self._last.usage = usage


# --------------------------------------------------------------------------- LangChain


@dataclass(frozen=True, slots=True)
class Way:
    """A LangChain model, bound to an output format or to none."""

    model: Runnable[Any, Any]
    stream_options: dict[str, Any] = field(default_factory=dict)

    def replies(self, messages: Messages, *, streaming: bool) -> Iterator[Any]:
        """Yield the pieces of a reply, or the whole of it."""
        if streaming:
            yield from self.model.stream(messages, **self.stream_options)
        else:
            yield self.model.invoke(messages)


def _provider(model: str, base_url: str | None) -> tuple[str, str]:
    """The provider of a model, and the model's name there."""
    prefix, colon, name = model.partition(":")
    if not colon or (base_url is not None and prefix not in WITH_BASE_URL):
        prefix, name = "openai", model
    if not prefix or not name:
        raise SettingsError(
            "The chat model has no name. Write provider:name, such as openai:gpt-5.4-mini"
        )
    return prefix, name


def _address(provider: str, base_url: str | None) -> str | None:
    """The server to call; None for the provider's own."""
    if base_url is None and provider == "openai":
        base_url = os.environ.get("OPENAI_BASE_URL") or os.environ.get("OPENAI_API_BASE")
    if not base_url:
        return None
    parts = None
    with suppress(ValueError):  # it is said below, without the address, which may hold a key
        parts = urlsplit(base_url)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(
            "The chat model's base_url is no address. Write it like http://127.0.0.1:8080/v1"
        )
    if parts.username or parts.password or parts.query:  # it would stand in many a log
        raise SettingsError(
            "The chat model's base_url must not hold a key. Take it out of the address and set "
            "OPENAI_API_KEY in the environment."
        )
    return base_url


def _chat_model(provider: str, name: str, address: str | None, seconds: float) -> BaseChatModel:
    """Set up a model without retries of its own, and with no wait longer than ``seconds``."""
    # What a strange reply holds would be printed to stderr, a key that it repeats included.
    warnings.filterwarnings("ignore", "Pydantic serializer warnings", UserWarning)
    try:
        from langchain.chat_models import init_chat_model

        options = _options(provider, address, seconds)
        model: BaseChatModel = init_chat_model(name, model_provider=provider, **options)
        return model
    except ImportError:
        problem = f"needs LangChain for it. Install it with: pip install langchain-{provider}"
    except Exception as error:  # noqa: BLE001  providers raise anything, and may tell the key
        problem = (
            f"could not be set up ({type(error).__name__}). Check its name, which starts with a "
            "provider such as openai:, and that the provider's key is set in the environment, "
            "such as OPENAI_API_KEY."
        )
    # Raised out here, so that the provider's error does not come along as its context.
    raise ModelUnavailable(f"The chat model {provider}:{name} {problem}")


def _options(provider: str, address: str | None, seconds: float) -> dict[str, Any]:
    at: dict[str, Any] = {"base_url": address} if address else {}
    if provider == "ollama":
        return {**at, "client_kwargs": {"timeout": seconds}}
    if provider != "openai":
        return {**at, "timeout": seconds, "max_retries": 0}
    from openai import DefaultHttpxClient

    hooks = {"response": [on_response]}
    client = DefaultHttpxClient(timeout=seconds, event_hooks=hooks)
    if address and not os.environ.get("OPENAI_API_KEY"):
        at["api_key"] = NO_KEY
    return {**at, "timeout": seconds, "max_retries": 0, "http_client": client}


def _json_ways(model: BaseChatModel, provider: str, *, compatible: bool) -> Iterator[Way]:
    """The ways to have JSON written that LangChain has for the provider, strictest first.

    ``compatible`` servers that speak OpenAI's protocol take a schema with "json_object", too.
    """
    openai = provider == "openai"
    stream_options = {"stream_usage": True} if openai else {}
    strictness = {"strict": True} if openai else {}
    if bound := _bound(model, "json_schema", **strictness):
        yield Way(bound, stream_options)
    if openai and compatible:
        form = {"type": "json_object", "schema": SCHEMA}
        yield Way(model.bind(response_format=form), stream_options)
    elif bound := _bound(model, "json_mode"):
        yield Way(bound, stream_options)


def _bound(model: BaseChatModel, method: str, **options: Any) -> Runnable[Any, Any] | None:
    """The model bound to the draft's form by one of LangChain's methods, if it has it.

    ``with_structured_output`` makes ``bound model | parser``. The parser is left away, since
    ours puts up with more, and reads streams; so is a binding that works by calling tools.
    """
    try:
        with warnings.catch_warnings(action="error", category=UserWarning):
            sequence = model.with_structured_output(SCHEMA, method=method, **options)
    except Exception:  # noqa: BLE001  by which error or warning a method is refused differs
        return None
    bound: Runnable[Any, Any] | None = getattr(sequence, "first", None)
    return None if "tools" in getattr(bound, "kwargs", {}) else bound
