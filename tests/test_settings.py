"""Settings: where a value comes from, and what is said about a wrong one."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from platformdirs import user_data_path
from pydantic import ValidationError

from rag.errors import SettingsError
from rag.settings import DEFAULT_FILE, FIELDS, SECTIONS, Settings, load_settings, variable

Write = Callable[[str], Path]


@pytest.fixture(autouse=True)
def _somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work where no config/settings.toml lies."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a settings file and returns where it is."""

    def write_file(text: str) -> Path:
        file = tmp_path / "mine.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write_file


def complaint(file: Path | None = None) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(file)
    return str(caught.value)


def flat(settings: Settings) -> dict[str, Any]:
    values = settings.model_dump()
    return {key: values for key, values in values.items() if key not in SECTIONS} | {
        f"{section}.{key}": value for section in SECTIONS for key, value in values[section].items()
    }


# ------------------------------------------------------------------- where a value comes from


def test_defaults_stand_where_nothing_is_set() -> None:
    settings = load_settings()
    assert settings == Settings()
    assert settings.corpus == Path("corpus")
    assert settings.library.passage_words == 220
    assert settings.answer.threshold is None


def test_the_file_wins_over_the_defaults(write: Write) -> None:
    settings = load_settings(write('corpus = "news"\n[answer]\nsentences = 2\nthreshold = 0.25'))
    assert settings.corpus == Path("news")
    assert (settings.answer.sentences, settings.answer.threshold) == (2, 0.25)
    assert settings.retrieval == Settings().retrieval


def test_the_environment_wins_over_the_file(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_ANSWER__SENTENCES", "1")
    monkeypatch.setenv("DATELINE_CORPUS", "wire")
    settings = load_settings(write('corpus = "news"\n[answer]\nsentences = 2\nthreshold = 0.25'))
    assert settings.corpus == Path("wire")
    assert (settings.answer.sentences, settings.answer.threshold) == (1, 0.25)


def test_a_word_of_the_environment_undoes_a_threshold_of_the_file(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_ANSWER__THRESHOLD", "calibrated")
    assert load_settings(write("[answer]\nthreshold = 0.25")).answer.threshold is None


def test_an_empty_variable_counts_as_not_set(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_ANSWER__SENTENCES", "")
    monkeypatch.setenv("DATELINE_DATA", "")
    monkeypatch.setenv("DATELINE_CONFIG", "")
    assert load_settings(write("[answer]\nsentences = 2")).answer.sentences == 2


def test_the_file_of_the_current_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / DEFAULT_FILE).write_text("[answer]\nsentences = 2")
    assert load_settings().answer.sentences == 2


def test_the_named_file_is_read_instead(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / DEFAULT_FILE).write_text("[answer]\nsentences = 2")
    monkeypatch.setenv("DATELINE_CONFIG", str(write("[answer]\nsentences = 4")))
    assert load_settings().answer.sentences == 4
    argument = tmp_path / "argument.toml"
    argument.write_text("[answer]\nsentences = 5")
    assert load_settings(argument).answer.sentences == 5


def test_a_byte_order_mark_does_no_harm(write: Write) -> None:
    assert load_settings(write("\ufeff[answer]\nsentences = 2")).answer.sentences == 2


def test_constructing_settings_reads_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_ANSWER__SENTENCES", "1")
    assert Settings().answer.sentences == 3


def test_settings_cannot_be_changed() -> None:
    settings = load_settings()
    with pytest.raises(ValidationError):
        settings.corpus = Path("elsewhere")  # type: ignore[misc]
    with pytest.raises(ValidationError):
        settings.answer.sentences = 1  # type: ignore[misc]


# ----------------------------------------------------------------------------- paths


def test_data_lies_among_the_users_application_data_by_default(write: Write) -> None:
    folder = load_settings(write('data = ""')).data_folder
    assert folder == user_data_path("dateline", appauthor=False)
    assert folder.name == "dateline"
    assert not folder.exists()


def test_a_data_folder_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_DATA", "~/news")
    settings = load_settings()
    assert settings.data == settings.data_folder == Path.home() / "news"


def test_a_home_that_is_not_known_is_left_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_DATA", "~no-such-user/news")
    assert load_settings().data == Path("~no-such-user/news")
    monkeypatch.setenv("DATELINE_CONFIG", "~no-such-user/settings.toml")
    assert "no settings file ~no-such-user" in complaint()


# ----------------------------------------------------------------------------- wrong values


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("data", "5"),
        ("corpus", '""'),
        ("corpus", "['a', 'b']"),
        ("library.passage_words", "0"),
        ("library.passage_words", "99999"),
        ("library.passage_words", "130.5"),
        ("library.overlap_sentences", "-1"),
        ("models.embedder", '"locl"'),
        ("models.embedder", '"openai:"'),
        ("models.embedder", "true"),
        ("models.reader", '"best"'),
        ("models.threads", "true"),
        ("models.threads", '"4"'),
        ("retrieval.dense_candidates", "0"),
        ("retrieval.rerank", "1979-05-27"),
        ("retrieval.dense_weight", "-0.1"),
        ("retrieval.keyword_weight", "nan"),
        ("retrieval.keyword_weight", "inf"),
        ("answer.sentences", "6"),
        ("answer.sentences", "[1]"),
        ("answer.threshold", "1.5"),
        ("answer.threshold", '"high"'),
    ],
)
def test_a_wrong_value_in_the_file_is_refused(write: Write, key: str, value: str) -> None:
    section, _, name = key.rpartition(".")
    file = write(f"[{section}]\n{name} = {value}" if section else f"{name} = {value}")
    message = complaint(file)
    read = tomllib.loads(f"x = {value}")["x"]
    assert message.startswith(f"{file}: {key} cannot be {read!r}.")
    assert message.endswith(f"{FIELDS[key].description}.")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("library.passage_words", "many"),
        ("models.embedder", "locl"),
        ("models.threads", "-1"),
        ("retrieval.dense_weight", "nan"),
        ("answer.sentences", "2.5"),
        ("answer.threshold", "None"),
    ],
)
def test_a_wrong_value_in_the_environment_is_refused(
    monkeypatch: pytest.MonkeyPatch, key: str, value: str
) -> None:
    monkeypatch.setenv(variable(key), value)
    assert complaint() == (
        f"{variable(key)} in the environment cannot be {value!r}. "
        f"It says {FIELDS[key].description}."
    )


def test_a_wrong_value_in_the_file_is_told_even_when_overridden(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_ANSWER__SENTENCES", "1")
    file = write("[answer]\nsentences = 9")
    assert complaint(file).startswith(f"{file}: answer.sentences cannot be 9.")


def test_every_mistake_of_a_file_is_told_at_once(write: Write) -> None:
    lines = complaint(write("depth = 1\n[answer]\nsentences = 9\nthreshold = 9")).splitlines()
    assert len(lines) == 3


def test_a_section_is_not_a_value(write: Write) -> None:
    assert "retrieval cannot be 3: it is a section" in complaint(write("retrieval = 3"))


def test_some_search_has_to_count(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write("[retrieval]\ndense_weight = 0")
    assert load_settings(file).retrieval.dense_weight == 0
    monkeypatch.setenv("DATELINE_RETRIEVAL__KEYWORD_WEIGHT", "0")
    assert complaint(file).startswith("environment: retrieval: dense_weight and keyword_weight")


@pytest.mark.parametrize("name", ["local", "none", "openai:text-embedding-3-small", "ollama:a/b:c"])
def test_embedders_by_name(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("DATELINE_MODELS__EMBEDDER", name)
    assert load_settings().models.embedder == name


# ----------------------------------------------------------------------------- unknown keys


@pytest.mark.parametrize(
    ("text", "key", "nearest"),
    [
        ("[answer]\nsentence = 2", "answer.sentence", "answer.sentences"),
        ("[retreival]\nrerank = 2", "retreival", "retrieval"),
        ("[retrieval]\ndense_weigth = 2", "retrieval.dense_weigth", "retrieval.dense_weight"),
        ("sentences = 2", "sentences", "answer.sentences"),
        ("Corpus = 'x'", "Corpus", "corpus"),
    ],
)
def test_an_unknown_key_is_refused_by_name(write: Write, text: str, key: str, nearest: str) -> None:
    file = write(text)
    assert complaint(file) == f"{file}: {key} is not a setting. Did you mean {nearest}?"


def test_an_unknown_key_unlike_any_other_gets_the_whole_list(write: Write) -> None:
    message = complaint(write("zzz = 2"))
    assert "zzz is not a setting. The settings are " in message
    assert all(key in message for key in FIELDS)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("DATELINE_RETREIVAL__RERANK", "DATELINE_RETRIEVAL__RERANK"),
        ("DATELINE_ANSWER_SENTENCES", "DATELINE_ANSWER__SENTENCES"),
        ("DATELINE_CONFG", "DATELINE_CONFIG"),
        ("DATELINE_DATA__FOLDER", "DATELINE_DATA"),
        ("DATELINE_MODELS__THREADS__MORE", "DATELINE_MODELS__THREADS"),
    ],
)
def test_an_unknown_variable_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, nearest: str
) -> None:
    monkeypatch.setenv(name, "1")
    assert complaint() == f"{name} in the environment is not a setting. Did you mean {nearest}?"


def test_a_whole_section_in_one_variable_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_ANSWER", '{"sentences": 1}')
    assert "DATELINE_ANSWER in the environment is not a setting" in complaint()


def test_variables_of_other_programs_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINES", "1")
    monkeypatch.setenv("ANSWER__SENTENCES", "1")
    monkeypatch.setenv("SENTENCES", "1")
    assert load_settings() == Settings()


# ----------------------------------------------------------------------------- secrets


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('api_key = "hush"', "api_key"),
        ('[models]\nOPENAI_API_KEY = "hush"', "models.OPENAI_API_KEY"),
        ('[discord]\nbot-token = "hush"', "discord.bot-token"),
        ('[a.b]\npassword = "hush"', "a.b.password"),
        ('secret = "hush"', "secret"),
        ('[answer]\nsentences = 99\ncredentials = "hush"', "answer.credentials"),
    ],
)
def test_secrets_are_refused_in_the_file(write: Write, text: str, key: str) -> None:
    message = complaint(write(text))
    assert f": {key}: secrets come from the environment only." in message
    assert "hush" not in message


def test_a_word_that_merely_holds_a_secrets_name_is_no_secret(write: Write) -> None:
    assert "secret" not in complaint(write("max_tokens = 3\nkeyboard = 4"))


# ----------------------------------------------------------------------------- broken files


def test_broken_toml_is_refused_with_its_line(write: Write) -> None:
    file = write("[answer]\nsentences = 2\nthreshold == 1\n")
    assert re.fullmatch(rf"{re.escape(str(file))} is not valid TOML: .*line 3.*\.", complaint(file))


def test_a_key_given_twice_is_refused(write: Write) -> None:
    assert "is not valid TOML" in complaint(write("[answer]\nsentences = 2\nsentences = 2\n"))


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "1" * 5000])
def test_absurd_toml_is_refused(write: Write, text: str) -> None:
    assert "is not valid TOML" in complaint(write(text))


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "utf16.toml"
    file.write_bytes("[answer]".encode("utf-16"))
    assert "is not UTF-8 text" in complaint(file)


def test_a_missing_file_is_an_error_when_it_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "There is no settings file" in complaint(tmp_path / "none.toml")
    monkeypatch.setenv("DATELINE_CONFIG", str(tmp_path / "none.toml"))
    assert "There is no settings file" in complaint()


def test_a_folder_is_not_a_settings_file(tmp_path: Path) -> None:
    assert f"{tmp_path} cannot be read" in complaint(tmp_path)


@given(text=st.text(max_size=200))
def test_whatever_the_file_holds_no_other_error_is_raised(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_text(text, encoding="utf-8", errors="replace")
    try:
        load_settings(file)
    except SettingsError as error:
        assert str(file) in str(error)


toml_values = st.one_of(
    st.integers(), st.floats(), st.booleans(), st.text(), st.lists(st.integers()), st.none()
)


@given(key=st.sampled_from(sorted(FIELDS)), value=toml_values)
def test_a_value_is_taken_as_it_is_or_refused(
    tmp_path_factory: pytest.TempPathFactory, key: str, value: object
) -> None:
    section, _, name = key.rpartition(".")
    written = {section: {name: value}} if section else {name: value}
    try:
        read = flat(Settings.model_validate(written, strict=True))[key]
    except ValidationError:
        return
    assert read == value or value in ("", "calibrated") or read == Path(str(value)).expanduser()


# ----------------------------------------------------------------------------- what is shipped


def test_the_shipped_file_names_every_setting_with_its_default(root: Path) -> None:
    file = root / DEFAULT_FILE
    written = tomllib.loads(file.read_text(encoding="utf-8"))
    keys = {key for key in written if key not in SECTIONS}
    keys |= {f"{section}.{key}" for section in SECTIONS for key in written[section]}
    assert keys == set(FIELDS)
    assert load_settings(file) == Settings()


def test_the_shipped_file_says_what_each_setting_allows(root: Path) -> None:
    blocks = (root / DEFAULT_FILE).read_text(encoding="utf-8").split("\n\n")
    for key, field in FIELDS.items():
        name = key.rpartition(".")[2]
        (block,) = (block for block in blocks if re.search(rf"^{name} = ", block, re.MULTILINE))
        comment = " ".join(line.strip("# ") for line in block.splitlines() if line[:1] == "#")
        _, _, allowed = (field.description or "").partition(": ")
        if re.search(r"\d to \d", allowed):
            assert re.search(r"\d to \d+", allowed)[0] in comment, key  # type: ignore[index]


def test_every_bound_stands_in_the_description() -> None:
    for key, field in FIELDS.items():
        assert field.description, key
        for bound in field.metadata:
            limit = getattr(bound, "ge", getattr(bound, "le", None))
            if limit is not None:
                assert re.search(rf"\b{limit:g}\b", field.description), (key, bound)


def test_the_example_environment_is_accepted(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example = (root / "config" / ".env.example").read_text(encoding="utf-8")
    names = re.findall(r"^(\w+)=", example, re.MULTILINE)
    assert "DATELINE_DATA" in names
    for name in names:
        monkeypatch.setenv(name, "")
    assert load_settings() == Settings()


def test_the_reader_of_variables_is_imported_only_when_settings_are_loaded(root: Path) -> None:
    code = "import rag.settings, sys; print('pydantic_settings' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
