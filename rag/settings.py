"""What can be set: data only, from ``config/settings.toml`` and the environment.

An environment variable wins over the settings file, and the file over the defaults below. A
variable is the key in capitals, its section set off by two underscores: ``answer.sentences``
is ``DATELINE_ANSWER__SENTENCES``. An empty variable counts as not set. Relative paths start
from the current folder, and ``~`` is the home folder. Secrets are read from the environment
alone, never from the file.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import user_data_path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from rag.errors import SettingsError

DEFAULT_FILE = Path("config/settings.toml")
_PREFIX = "DATELINE_"
_FILE_VARIABLE = _PREFIX + "CONFIG"
_SECRET = re.compile(r"(^|_)(api_?key|key|token|password|passwd|secret|credentials?)$")

# --------------------------------------------------------------------------- the settings


def _to_path(value: object) -> object:
    if value == "":
        raise ValueError("an empty path")
    return _expanded(value) if isinstance(value, str) else value


def _to_optional_path(value: object) -> object:
    """A path, or None for the empty string, since TOML has no null."""
    return None if value == "" else _to_path(value)


def _expanded(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:  # no such user: the path is kept as it stands, as a shell does
        return Path(text)


def _to_threshold(value: object) -> object:
    """None for the word "calibrated", since TOML has no null."""
    return None if value == "calibrated" else value


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class LibrarySettings(_Section):
    """How articles are cut into passages."""

    passage_words: int = Field(
        default=220, ge=20, le=350, description="how many words a passage has at most: 20 to 350"
    )
    overlap_sentences: int = Field(
        default=0,
        ge=0,
        le=5,
        description="how many sentences a passage shares with the next: 0 to 5",
    )


class ModelSettings(_Section):
    """What encodes and reads passages."""

    embedder: str = Field(
        default="local",
        pattern=r"^(local|none|\w[\w-]*:\S+)$",
        description='which model finds passages by meaning: "local" (no network), "none" '
        '(keywords alone) or a LangChain name such as "openai:text-embedding-3-small"',
    )
    reader: Literal["local", "none"] = Field(
        default="local",
        description='which model reads what was found for an answer: "local" or "none"',
    )
    threads: int = Field(
        default=0,
        ge=0,
        le=1024,
        description="how many threads a model uses: 1 to 1024, or 0 for all cores",
    )


class RetrievalSettings(_Section):
    """How passages are found for a question."""

    dense_candidates: int = Field(
        default=50,
        ge=1,
        le=1000,
        description="how many passages the search by meaning hands on: 1 to 1000",
    )
    keyword_candidates: int = Field(
        default=50,
        ge=1,
        le=1000,
        description="how many passages the search by keywords hands on: 1 to 1000",
    )
    rerank: int = Field(
        default=20,
        ge=1,
        le=1000,
        description="how many passages, best first, the reader reads: 1 to 1000",
    )
    dense_weight: float = Field(
        default=1.0,
        ge=0,
        le=100,
        description="how much the search by meaning counts: 0 (not at all) to 100",
    )
    keyword_weight: float = Field(
        default=1.0,
        ge=0,
        le=100,
        description="how much the search by keywords counts: 0 (not at all) to 100",
    )
    per_article: int = Field(
        default=3,
        ge=1,
        le=100,
        description="how many passages of one article are kept at most: 1 to 100",
    )

    @model_validator(mode="after")
    def _some_search_counts(self) -> RetrievalSettings:
        if self.dense_weight == self.keyword_weight == 0:
            raise ValueError("dense_weight and keyword_weight are both 0, so nothing is found")
        return self


class AnswerSettings(_Section):
    """What is published, and when an answer is refused."""

    sentences: int = Field(
        default=3, ge=1, le=5, description="how many sentences an answer has at most: 1 to 5"
    )
    threshold: Annotated[float | None, BeforeValidator(_to_threshold)] = Field(
        default=None,
        ge=0,
        le=1,
        description='below which confidence Dateline refuses: 0 to 1, or "calibrated"',
    )


class Settings(_Section):
    """Every setting, with its default. Constructing one reads neither file nor environment."""

    data: Annotated[Path | None, BeforeValidator(_to_optional_path)] = Field(
        default=None,
        description="in which folder library and index lie; empty: a folder of its own among the "
        "user's application data",
    )
    corpus: Annotated[Path, BeforeValidator(_to_path)] = Field(
        default=Path("corpus"), description="which folder or file holds the articles"
    )
    library: LibrarySettings = LibrarySettings()
    models: ModelSettings = ModelSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    answer: AnswerSettings = AnswerSettings()

    @property
    def data_folder(self) -> Path:
        """The folder of library and index, which may not exist yet."""
        return self.data or user_data_path("dateline", appauthor=False)


SECTIONS = {
    name: field.annotation
    for name, field in Settings.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, _Section)
}

# Every setting by its key in the file, such as ``answer.sentences``.
FIELDS: dict[str, FieldInfo] = {
    name: field for name, field in Settings.model_fields.items() if name not in SECTIONS
} | {
    f"{section}.{name}": field
    for section, model in SECTIONS.items()
    for name, field in model.model_fields.items()
}


def variable(key: str) -> str:
    """The environment variable of a setting: ``answer.sentences`` as in the module's words."""
    return _PREFIX + key.replace(".", "__").upper()


# --------------------------------------------------------------------------- loading


def load_settings(path: Path | None = None) -> Settings:
    """Read the settings from the file and the environment.

    The file is ``path``, else the one that ``DATELINE_CONFIG`` names, else
    ``config/settings.toml`` in the current folder if there is one. Raises SettingsError, which
    names every mistake of a source at once.
    """
    file = _settings_file(path)
    written = _read_file(file) if file else {}
    # The file is checked by itself, so that its mistakes are told even where a variable
    # overrides them, and whatever is wrong afterwards is wrong in the environment.
    with _mistakes_explained(file):
        Settings.model_validate(written, strict=True)
    _refuse_unknown_variables()
    with _mistakes_explained(None):
        return _under_environment(written)


def _settings_file(path: Path | None) -> Path | None:
    if path is not None:
        return path
    if named := os.environ.get(_FILE_VARIABLE):
        return _expanded(named)
    return DEFAULT_FILE if DEFAULT_FILE.exists() else None


def _read_file(file: Path) -> dict[str, Any]:
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SettingsError(
            f"There is no settings file {file}. Name one that exists, or leave the name out."
        ) from None
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file} is not UTF-8 text. Save it as UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{file} is not valid TOML: {error}.") from error
    if secrets := list(_secrets(written)):
        raise SettingsError(
            f"{file}: {', '.join(secrets)}: secrets come from the environment only. Remove it "
            "from the file and set an environment variable; config/.env.example names them."
        )
    return written


def _secrets(table: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """The keys of a file, at any depth, whose names say that they hold a secret."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _secrets(value, f"{prefix}{key}.")
        elif _SECRET.search(key.lower().replace("-", "_")):
            yield prefix + key


def _refuse_unknown_variables() -> None:
    names = {key: variable(key) for key in FIELDS} | {"config": _FILE_VARIABLE}
    found = sorted(name for name in os.environ if name.upper().startswith(_PREFIX))
    if unknown := [name for name in found if name.upper() not in names.values()]:
        keys = [name[len(_PREFIX) :].lower().replace("__", ".") for name in unknown]
        lines = [
            f"{name} in the environment {_unknown(key, names)}"
            for name, key in zip(unknown, keys, strict=True)
        ]
        raise SettingsError("\n".join(lines))


def _under_environment(written: Mapping[str, Any]) -> Settings:
    """The settings of a file, overridden by ``DATELINE_*`` variables."""
    from pydantic_settings import BaseSettings, SettingsConfigDict
    from pydantic_settings import PydanticBaseSettingsSource as Source

    class Environment(Settings, BaseSettings):
        model_config = SettingsConfigDict(
            env_prefix=_PREFIX, env_nested_delimiter="__", env_ignore_empty=True
        )

        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: Source,
            env_settings: Source,
            dotenv_settings: Source,
            file_secret_settings: Source,
        ) -> tuple[Source, ...]:
            return env_settings, init_settings  # the first wins

    return Settings(**dict(Environment(**written)))


# --------------------------------------------------------------------------- mistakes


@contextmanager
def _mistakes_explained(file: Path | None) -> Iterator[None]:
    """Turn pydantic's errors into ours; the values came from ``file`` or the environment."""
    try:
        yield
    except ValidationError as error:
        lines = [_explained(mistake, file) for mistake in error.errors(include_url=False)]
        raise SettingsError("\n".join(lines)) from None


def _explained(mistake: ErrorDetails, file: Path | None) -> str:
    key = ".".join(str(part) for part in mistake["loc"])
    value = mistake["input"]
    place = f"{file}: {key}" if file else f"{variable(key)} in the environment"
    if mistake["type"] == "extra_forbidden":
        return f"{place} {_unknown(key, {known: known for known in [*FIELDS, *SECTIONS]})}"
    if field := FIELDS.get(key):
        return f"{place} cannot be {value!r}. It says {field.description}."
    if isinstance(value, dict):  # settings of one section that do not fit one another
        complaint = mistake["msg"].removeprefix("Value error, ")
        return f"{file or 'environment'}: {key}: {complaint}."
    return f"{place} cannot be {value!r}: it is a section, which starts with the line [{key}]."


def _unknown(key: str, names: Mapping[str, str]) -> str:
    """The end of a sentence on an unknown key; ``names`` holds how to write each known one."""
    near = get_close_matches(key, names, n=1, cutoff=0.5)
    if near:
        return f"is not a setting. Did you mean {names[near[0]]}?"
    return f"is not a setting. The settings are {', '.join(names.values())}."
