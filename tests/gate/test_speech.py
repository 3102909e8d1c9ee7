from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.gate.speech import check_speech
from tests.gate.supports import supported

# A source and a claim that quotes and attributes as the source does.
HONEST = [
    (
        "“We did not find a leak,” said Ilse Brandt, the harbour master, “but we will look on.”",
        "Ilse Brandt said they did not find a leak.",
    ),
    (
        "“We did not find a leak,” said Ilse Brandt, the harbour master, “but we will look on.”",
        "Brandt said: “We did not find a leak.”",
    ),
    (
        "“We did not find a leak,” said Ilse Brandt, the harbour master, “but we will look on.”",
        'The harbour master said "we will look on".',
    ),
    ("Smith told Jones that the road was closed.", "Smith said that the road was closed."),
    (
        "Smith told Jones that the road was closed.",
        "Jones was told by Smith that the road was closed.",
    ),
    ("Smith told Jones that the road was closed.", "According to Smith, the road was closed."),
    (
        "Smith said the road was closed, but Jones said it was open.",
        "Jones said the road was open.",
    ),
    (
        "Smith said the road was closed, but Jones said it was open.",
        "Smith said the road was closed.",
    ),
    (
        "Mayor Tomás Ferreira, 58, called the work “non-violent chaos” and left early.",
        'Ferreira called the work "non-violent chaos".',
    ),
    (
        "Ilse Brandt has run the port since 2019. She said the tanker was safe.",
        "Brandt said the tanker was safe.",
    ),
    (
        "Ilse Brandt has run the port since 2019. She said the tanker was safe.",
        "She said the tanker was safe.",
    ),
    (
        "A spokesman for Smith said the house had been sold.",
        "A spokesman for Smith said the house had been sold.",
    ),
    ("The man fled, police said on Tuesday.", "Police said the man fled."),
    ("The man fled, police said on Tuesday.", "According to police, the man fled."),
    (
        "Ten people died, according to the health ministry.",
        "The health ministry said ten people died.",
    ),
    (
        "Ten people died, according to the health ministry.",
        "According to the health ministry, ten people died.",
    ),
    ("The man fled, police said on Tuesday.", "The workers' union met."),
    (
        "Jane Doe, a teacher at Hill School, said pupils were “tired and hungry”.",
        "Teacher Jane Doe said that pupils were “tired and hungry.”",
    ),
    ("Jane Doe denied that she had lied.", "Jane Doe denied lying."),
    ("Jane Doe warned that prices would rise.", "Jane Doe said prices would rise."),
    ("“We lost the game,” Brandt said. “We will be back.”", "Brandt said: “We will be back.”"),
    (
        "The council’s leader, Ann Lee, told reporters the plan was dead.",
        "Ann Lee said the plan was dead.",
    ),
]

# A source and a claim that quotes other words, or has another say them.
CHANGED = [
    (
        "“We did not find a leak,” said Ilse Brandt, the harbour master, “but we will look on.”",
        "Ferreira said they did not find a leak.",
    ),
    (
        "“We did not find a leak,” said Ilse Brandt, the harbour master, “but we will look on.”",
        "Brandt said: “We found a leak.”",
    ),
    (
        "“We did not find a leak,” said Ilse Brandt, the harbour master, “but we will look on.”",
        "Brandt said: “We did not find a leak but we will look on.”",
    ),
    (
        "“We did not find a leak,” said Ilse Brandt, the harbour master, “but we will look on.”",
        "Brandt said: “We did not find a leak ... we will look on.”",
    ),
    (
        "“We did not find a leak,” said Ilse Brandt, the harbour master, “but we will look on.”",
        "Brandt said: “We did [not] find a leak.”",
    ),
    (
        "“We did not find a leak,” said Ilse Brandt, the harbour master, “but we will look on.”",
        "Brandt admitted they did not find a leak.",
    ),
    (
        "“We did not find a leak,” said Ilse Brandt, the harbour master, “but we will look on.”",
        "The “harbour master” said they did not find a leak.",
    ),
    (
        "“We did not find a leak,” said Ilse Brandt, the harbour master, “but we will look on.”",
        "Brandt said: “We did not find a leak.",
    ),
    ("Smith told Jones that the road was closed.", "Jones told Smith that the road was closed."),
    ("Smith told Jones that the road was closed.", "Jones said that the road was closed."),
    (
        "Smith told Jones that the road was closed.",
        "Smith was told by Jones that the road was closed.",
    ),
    (
        "Smith told Jones that the road was closed.",
        "Smith told reporters that the road was closed.",
    ),
    ("Smith told Jones that the road was closed.", "Smith denied that the road was closed."),
    ("Smith told Jones that the road was closed.", "Smith promised that the road was closed."),
    (
        "Smith said the road was closed, but Jones said it was open.",
        "Jones said the road was closed.",
    ),
    (
        "Smith said the road was closed, but Jones said it was open.",
        "Smith said the road was open.",
    ),
    (
        "Mayor Tomás Ferreira, 58, called the work “non-violent chaos” and left early.",
        "Brandt called the work “non-violent chaos”.",
    ),
    (
        "Mayor Tomás Ferreira, 58, called the work “non-violent chaos” and left early.",
        "The mayor said “it was chaos”.",
    ),
    (
        "Ilse Brandt met Tomás Ferreira on Monday. She said the tanker was safe.",
        "Ferreira said the tanker was safe.",
    ),
    (
        "Ilse Brandt met Tomás Ferreira on Monday. She said the tanker was safe.",
        "Ilse Brandt said the tanker was safe.",
    ),
    (
        "Ilse Brandt has run the port since 2019. She said the tanker was safe.",
        "He said the tanker was safe.",
    ),
    ("A spokesman for Smith said the house had been sold.", "Smith said the house had been sold."),
    ("The man fled, police said on Tuesday.", "Brandt said the man fled."),
    ("The man fled on Tuesday.", "Police said the man fled."),
    (
        "Ten people died, according to the health ministry.",
        "The finance ministry said ten people died.",
    ),
    (
        "Ten people died, according to the health ministry.",
        "‘Ten people’ died, according to the health ministry.",
    ),
    (
        "Ten people died, according to the health ministry.",
        "«Ten people» died, according to the health ministry.",
    ),
    (
        "Ten people died, according to the health ministry.",
        "„Ten people“ died, according to the health ministry.",
    ),
    ("Smith’s lawyer said he was innocent.", "Smith said he was innocent."),
    ("Maria Brandt met Ilse Brandt. Brandt said it was late.", "Maria Brandt said it was late."),
    (
        "Jane Doe was warned by John Roe that prices would rise.",
        "Jane Doe warned that prices would rise.",
    ),
    (
        "“I quit,” said Ann Lee. “I am not surprised,” said Bob Ray.",
        "Ann Lee said: “I am not surprised.”",
    ),
    ("“I quit,” said Ann Lee. “I am not surprised,” said Bob Ray.", "“I quit,” said Bob Ray."),
    ("“I quit,” said Ann Lee. “I am not surprised,” said Bob Ray.", "Bob Ray said he quit."),
    ("Ann Lee said she thought Bob Ray had lied.", "Bob Ray said Ann Lee had lied."),
    ("Ann Lee asked whether the road was closed.", "Ann Lee said the road was closed."),
    (
        "Ann Lee praised the plan, which she says would give the town a pier.",
        "The plan, which Bob Ray says would give the town a pier.",
    ),
    (
        "“Our parks tell a story,” said Ann Lee, a warden.",
        "“Our parks tell a story,” said our parks.",
    ),
    ("Ann Lee told Bob Ray the mill was shut.", "Ann Lee told Cy Dunn the mill was shut."),
    ("Ann Lee called the mill “a ruin”. The inn is a ruin, said Bob Ray.", "The inn is “a ruin”."),
]


@pytest.mark.parametrize(("source", "claim"), HONEST)
def test_honest_claims_pass(source: str, claim: str) -> None:
    assert check_speech(claim, supported(source)) is None


@pytest.mark.parametrize(("source", "claim"), CHANGED)
def test_other_words_and_other_speakers_fail(source: str, claim: str) -> None:
    assert check_speech(claim, supported(source))


@pytest.mark.parametrize("sentence", sorted({source for source, _ in HONEST + CHANGED}))
def test_a_sentence_says_what_it_says(sentence: str) -> None:
    assert check_speech(sentence, supported(sentence)) is None


MARKS = ("“”", '""', "«»", "„“", "»«", "‘’", "''", "‹›", "「」", "❝❞", "＂＂")
WORDS = ["we", "will", "mend", "the", "old", "pier", "before", "the", "winter"]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(MARKS), st.sampled_from(MARKS), st.data())
def test_quoted_words_are_the_sources_in_any_style(
    theirs: str, ours: str, data: st.DataObject
) -> None:
    source = supported(f"Ada Quill said: {theirs[0]}{' '.join(WORDS)}.{theirs[1]}")
    first = data.draw(st.integers(0, len(WORDS) - 3))
    part = WORDS[first : data.draw(st.integers(first + 3, len(WORDS)))]
    assert check_speech(f"Quill said: {ours[0]}{' '.join(part)}{ours[1]}", source) is None
    changed = data.draw(st.sampled_from([part[:1] + part[2:], [*part, "again"], part[::-1]]))
    assert check_speech(f"Quill said: {ours[0]}{' '.join(changed)}{ours[1]}", source)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(MARKS), st.sampled_from(WORDS[3:]))
def test_marks_around_words_that_are_not_quoted_change_what_is_said(marks: str, word: str) -> None:
    text = f"The town hopes that {' '.join(WORDS)}."
    claim = text.replace(f" {word}", f" {marks[0]}{word}{marks[1]}")
    assert claim == text or check_speech(claim, supported(text))


@pytest.mark.parametrize("mark", ["“", "”", '"', "«", "»", "„"])
@pytest.mark.parametrize("place", [0, 4, 20])
def test_a_mark_without_its_partner_fails(mark: str, place: int) -> None:
    text = "The mayor opened the old pier."
    assert check_speech(text[:place] + mark + text[place:], supported(text))


@pytest.mark.parametrize(
    "claim",
    [
        "The workers’ union met in the ’90s.",
        "It’s rock 'n' roll at O'Neill's.",
        "The girls' school",
    ],
)
def test_apostrophes_are_no_quotation_marks(claim: str) -> None:
    assert check_speech(claim, supported("Nothing of the kind.")) is None


NAMES = ("Ada Quill", "Ben Osei", "Carla Minghella", "Dov Katz")
SHAPES = (
    "{} said that the pier was safe.",
    "The pier was safe, {} said.",
    "The pier was safe, said {}.",
    "According to {}, the pier was safe.",
    "The pier was safe, according to {}.",
    "{} told reporters that the pier was safe.",
)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(SHAPES),
    st.sampled_from(SHAPES[:5]),
    st.sampled_from(NAMES),
    st.sampled_from(NAMES),
)
def test_the_speaker_is_who_said_it(theirs: str, ours: str, speaker: str, named: str) -> None:
    other = next(name for name in NAMES if name != speaker)
    source = supported(theirs.format(speaker), f"{other} said that the hotel was full.")
    wrong = check_speech(ours.format(named), source)
    assert (wrong is None) == (named == speaker)


@settings(max_examples=30, deadline=None)
@given(st.permutations(NAMES))
def test_told_and_was_told_are_not_swapped(names: list[str]) -> None:
    speaker, addressee, *_ = names
    source = supported(f"{speaker} told {addressee} that the pier was safe.")
    assert check_speech(f"{addressee} was told by {speaker} that it was safe.", source) is None
    assert check_speech(f"{addressee} told {speaker} that the pier was safe.", source)
    assert check_speech(f"{speaker} was told by {addressee} that it was safe.", source)


@pytest.mark.parametrize(
    "verb", ["confirmed", "admitted", "denied", "promised", "warned", "claimed"]
)
def test_said_is_made_no_more_of(verb: str) -> None:
    said = supported("Ada Quill said that the pier was safe.")
    assert check_speech(f"Ada Quill {verb} that the pier was safe.", said)
    more = supported(f"Ada Quill {verb} that the pier was safe.")
    assert check_speech(f"Ada Quill {verb} that the pier was safe.", more) is None


def test_according_to_the_outlet_or_the_article_holds_for_all_it_says() -> None:
    source = supported("The pier was safe.", outlet="Lowmere Gazette", author="Ada Quill")
    for claim in ("According to the Lowmere Gazette", "According to the article"):
        assert check_speech(f"{claim}, the pier was safe.", source) is None
    assert check_speech("According to the Tarn Cross Herald, the pier was safe.", source)


def test_the_outlet_and_the_author_do_not_say_what_somebody_else_says_in_the_article() -> None:
    text = "Ben Osei said that the pier was safe."
    source = supported(text, outlet="Lowmere Police Gazette", author="Ada Quill")
    for speaker in ("Ada Quill", "the Lowmere Police Gazette", "police", "the article"):
        assert check_speech(f"According to {speaker}, the pier was safe.", source)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_gets_an_answer(source: str, claim: str) -> None:
    detail = check_speech(claim, supported(source))
    assert detail is None or detail


@pytest.mark.parametrize("piece", ["“", "'a' ", '"a" ', "X said, ", "said ", "X, y, ", "“a ”"])
def test_hostile_lengths_take_no_time(piece: str) -> None:
    long = piece * (9_000 // len(piece))
    began = time.process_time()
    check_speech(long, supported(long[:4_000] + "."))
    assert time.process_time() - began < 60  # quadratic time would take longer
