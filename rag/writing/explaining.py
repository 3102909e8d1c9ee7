"""What went wrong with a model's reply, in our own words.

Providers' errors are told apart by what they have in common, an HTTP status or the name of
their class, so that no provider's package is needed here. Nothing of their text is repeated:
servers echo keys, and prompts, in it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from rag.writing.lines import QUOTA_CODES
from rag.writing.outages import MOST_TRIES, Failure

_FORMAT_REFUSED = (400, 415, 422, 500, 501)  # how servers answer to an unknown output format

CUT_OFF = Failure(
    "reached its length limit before the reply was complete",
    "Ask for less, or use a model with a larger limit.",
    outage=False,
    charged=True,
)
FILTERED = Failure(
    "was stopped by its provider's content filter",
    "Ask without a model, or with another one.",
    outage=False,
    charged=True,
)
CALLED_A_TOOL = Failure(
    "called a tool instead of answering",
    "Use a model that can write JSON.",
    tries=2,
    outage=False,
    charged=True,
)
EMPTY = Failure("sent an empty reply", tries=2, outage=False, charged=True)
BROKE_OFF = Failure("broke off its reply", tries=MOST_TRIES, charged=True)
NOT_UNDERSTOOD = Failure(
    "sent something that is not a chat completion",
    "Check the model's name and its base_url, which mostly ends in /v1.",
    tries=2,
    charged=True,
)
SILENT = Failure("did not answer in time", tries=MOST_TRIES, charged=True)
QUOTA_SPENT = Failure(
    "cannot be used: the account's quota is spent",
    "Check plan and billing with the provider, or ask without a model.",
)
OUT_OF_REACH = Failure(
    "cannot be reached",
    "Check the network and base_url, and that the server is running.",
    tries=MOST_TRIES,
)


def explain(error: Exception) -> Failure:
    """Say what an error of a provider's client means."""
    if getattr(error, "code", None) in QUOTA_CODES:
        return QUOTA_SPENT
    status = _status(error)
    if status is not None:
        return _refused(error, status)
    names = {each.__name__ for cause in _causes(error) for each in type(cause).__mro__}
    if "LengthFinishReasonError" in names:
        return _with_tokens(CUT_OFF, error)
    if "ContentFilterFinishReasonError" in names:
        return FILTERED
    if names & {"ConnectError", "ConnectTimeout"}:
        return OUT_OF_REACH
    if any("Timeout" in name for name in names):
        return SILENT
    if names & {"RemoteProtocolError", "ReadError"}:
        return BROKE_OFF
    if names & {"APIConnectionError", "ConnectionError"}:
        return OUT_OF_REACH
    if "APIError" in names and "APIResponseValidationError" not in names:
        return BROKE_OFF  # openai: an error told in the midst of a stream
    return NOT_UNDERSTOOD


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it was raised from, as far as that goes."""
    for _ in range(8):
        if error is None:
            return
        yield error
        error = error.__cause__


def _status(error: Exception) -> int | None:
    """The HTTP status that an error tells, if any."""
    told = getattr(error, "status_code", None)
    if told is None:
        told = getattr(getattr(error, "response", None), "status_code", None)
    return told if isinstance(told, int) and told >= 400 else None


def _refused(error: Exception, status: int) -> Failure:
    refuses_format = status in _FORMAT_REFUSED
    if status in (401, 403):
        return Failure(
            f"refused the key (HTTP {status})",
            "Set the provider's key in the environment, such as OPENAI_API_KEY.",
        )
    if status == 404:
        return Failure("was not found (HTTP 404)", "Check the model's name and base_url.")
    if status == 402:
        return QUOTA_SPENT
    if status in (408, 409, 429) or status >= 500:
        what = "is overloaded" if status == 429 else "failed"
        return Failure(
            f"{what} (HTTP {status})",
            tries=MOST_TRIES,
            retry_after=retry_after(_headers(error)),
            refuses_format=refuses_format,
        )
    return Failure(
        f"rejected the request (HTTP {status})",
        "Check the model's name and what it supports.",
        outage=False,
        refuses_format=refuses_format,
    )


def _headers(error: Exception) -> Mapping[str, str]:
    told = error if hasattr(error, "headers") else getattr(error, "response", None)
    headers = getattr(told, "headers", None)
    return headers if isinstance(headers, Mapping) else {}


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a server wants to be left alone, or None where it does not say.

    It may say so in milliseconds, in seconds or by a date (RFC 9110, 10.2.3).
    """
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        told = headers.get(name, "").strip()
        try:
            seconds = float(told) * unit
        except ValueError:
            seconds = _seconds_until(told)
        if math.isfinite(seconds):
            return max(0.0, seconds)
    return None


def _seconds_until(date: str) -> float:
    try:
        moment = parsedate_to_datetime(date)
    except (ValueError, OverflowError):
        return math.nan
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - datetime.now(UTC)).total_seconds()


def _with_tokens(failure: Failure, error: Exception) -> Failure:
    """``failure`` with the tokens that openai's client tells of a reply that was cut off."""
    usage = getattr(getattr(error, "completion", None), "usage", None)
    prompt = getattr(usage, "prompt_tokens", None)
    completion = getattr(usage, "completion_tokens", None)
    if not isinstance(prompt, int) or not isinstance(completion, int):
        return failure
    return replace(failure, tokens=(prompt, completion))
