from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.writing.explaining import explain, retry_after

SECRET = "sk-0123456789"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
        ({"retry-after": "Wed, 21 Oct 99999999999 07:28:00 GMT"}, None),
    ],
)
def test_retry_after_in_all_its_forms(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


def test_retry_after_may_be_a_date() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert retry_after({"retry-after": date}) == pytest.approx(60, abs=2)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=40))
def test_retry_after_is_never_negative_whatever_a_server_says(told: str) -> None:
    seconds = retry_after({"retry-after": told})
    assert seconds is None or seconds >= 0


class ReadTimeout(Exception):
    pass


class ConnectTimeout(ReadTimeout):
    pass


class APIConnectionError(Exception):
    pass


class RemoteProtocolError(Exception):
    pass


class HTTPStatusError(Exception):
    class response:  # noqa: N801
        status_code = 429
        headers = {"retry-after": "3"}  # noqa: RUF012


def wrapped(error: Exception) -> Exception:
    outer = APIConnectionError(SECRET)
    outer.__cause__ = error
    return outer


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (ReadTimeout(SECRET), "did not answer"),
        (wrapped(ReadTimeout(SECRET)), "did not answer"),
        (ConnectTimeout(SECRET), "cannot be reached"),
        (wrapped(ConnectionRefusedError(SECRET)), "cannot be reached"),
        (wrapped(RemoteProtocolError(SECRET)), "broke off"),
        (HTTPStatusError(SECRET), "HTTP 429"),
        (KeyError(SECRET), "not a chat completion"),
    ],
)
def test_errors_of_any_provider_are_told_apart_without_their_text(
    error: Exception, what: str
) -> None:
    failure = explain(error)
    assert what in failure.what
    assert SECRET not in repr(failure)


def test_errors_that_cause_one_another_are_looked_through() -> None:
    error = ValueError()
    error.__cause__ = error
    assert explain(error).what
    assert explain(HTTPStatusError()).retry_after == 3.0
