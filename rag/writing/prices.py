"""What a model's tokens cost, from a table that users edit: ``config/prices.toml``."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import SettingsError

_UNIT = 1_000_000  # tokens, for which prices are quoted


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens of the prompt, and of the completion."""

    prompt: float
    completion: float

    def of(self, prompt_tokens: int, completion_tokens: int) -> float:
        """What a call costs, in US dollars, without any rebate for cached prompts."""
        return (prompt_tokens * self.prompt + completion_tokens * self.completion) / _UNIT


def load_price(file: Path, model: str) -> Price | None:
    """The price of ``model``, written ``provider:name``; None where the table has none.

    Raises SettingsError when the table is not what it should be.
    """
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{file} cannot be read as TOML in UTF-8. Mend its text.") from error
    row = table.get(model)
    if row is None:
        return None
    prompt, completion = (_dollars(row, name) for name in ("prompt", "completion"))
    if prompt is None or completion is None:
        raise SettingsError(
            f'{file}: the price of "{model}" is not understood. Write it as: ["{model}"], then '
            "prompt = … and completion = … in US dollars for a million tokens."
        )
    return Price(prompt, completion)


def _dollars(row: Any, name: str) -> float | None:
    value = row.get(name) if isinstance(row, dict) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and value >= 0 else None
