from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import SettingsError
from rag.writing.prices import Price, load_price
from rag.writing.prompting import shipped


def test_a_price_is_for_a_million_tokens(tmp_path: Path) -> None:
    file = tmp_path / "prices.toml"
    file.write_text('["house:small"]\nprompt = 2\ncompletion = 8.5\n', encoding="utf-8")
    price = load_price(file, "house:small")
    assert price == Price(2.0, 8.5)
    assert price.of(1_000_000, 2_000_000) == pytest.approx(19.0)
    assert load_price(file, "house:large") is None


def test_the_shipped_table_can_be_read() -> None:
    price = load_price(shipped("prices.toml"), "openai:gpt-5.4-mini")
    assert price is not None
    assert 0 < price.prompt < price.completion


@pytest.mark.parametrize(
    "text",
    [
        "not toml",
        '["m"]\nprompt = 1\n',
        '["m"]\nprompt = -1\ncompletion = 1\n',
        '["m"]\nprompt = true\ncompletion = 1\n',
        '["m"]\nprompt = nan\ncompletion = 1\n',
        '["m"]\nprompt = "1"\ncompletion = 1\n',
        "m = 3\n",
    ],
)
def test_a_table_that_is_not_understood_is_an_error(tmp_path: Path, text: str) -> None:
    file = tmp_path / "prices.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"prices\.toml"):
        load_price(file, "m")


def test_a_missing_table_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        load_price(tmp_path / "prices.toml", "m")
