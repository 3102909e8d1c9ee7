"""Sentences and passages: the boundaries of news prose, and offsets that always hold."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.library.splitting import LONGEST_SENTENCE, pack_passages, split_sentences
from rag.types import Sentence

# Each case is a text whose sentences are divided by " | ".
CASES = [
    "The bridge fell. | Nobody was hurt.",
    "Gov. Ann Reyes met Sen. Paul Ito on Jan. 5 in St. Clair. | Both declined to comment.",
    "Lt. Gov. Maria Soto spoke first. | Rep. Lee followed.",
    "Maj. Gen. H. R. Stone commanded the unit. | Capt. Bell did not.",
    "The U.S. Army left in May. | It had been there since 2004.",
    "He has lived in the U.S. | She has not.",
    "Talks with U.S. Secretary of State Jane Roe failed. | The U.K. Foreign Office agreed.",
    "Acme Inc. Chief Executive Tom Hale resigned. | He had led Acme Inc. | The board thanked him.",
    "Harbor Corp. and Mills Co. merged. | Shares rose.",
    "The shop opens at 9 a.m. Monday. | It closes at 5 p.m. | The owner is Ed.",
    "Kickoff is at 7 p.m. ET. | Doors open at 6 p.m. Eastern.",
    "No. 10 refused to comment. | Was that wise? | No. | Still, it was done.",
    "The answer was no. | Voters said so.",
    "Growth was 3.5 percent, or $1.2 billion. | That beat forecasts.",
    "It cost £4.5m. | The mayor paid.",
    "Sammy Ortiz Jr. sang. | Martin Low Sr. did not.",
    "George W. Hill and J. K. Marsh wrote it. | Critics raved.",
    "“We won.” | He left the room.",
    "“We won,” he said. | “Now we rest.”",
    "“Are you sure?” he asked. | “Yes!” she said.",
    "“Who paid?” Smith asked. | Nobody answered.",
    "“Why now?” | The minister did not say.",
    "“Stop!” Maria de Souza said. | The car did not stop.",
    '"It is over," Ito said. | "Go home."',
    "He waited ... then spoke. | Nobody listened.",
    "“Well…” he said. | “Perhaps.”",
    "It was late… | The doors had closed.",
    "KYIV — In a statement on Sunday, the ministry denied it. | It gave no reason.",
    "ST. LOUIS (AP) — Police arrested two men. | Both were released.",
    "WASHINGTON, D.C. — The court ruled 5-4. | Justice Roe dissented.",
    "The law (passed in 2019) was void. | (The court said so.) | An appeal is planned.",
    "The vote was close (51 to 49.) | Nobody cheered.",
    "She earned a Ph.D. in 1999. | Dr. Wu teaches now.",
    "Storms hit Tampa, Fla. | The airport closed.",
    "Storms hit Mobile, Ala., and Tampa, Fla., on Sept. 28. | Power failed.",
    "He was born in Feb. 1961. | She came in March.",
    "See Fig. 3 for details. | Vol. 2 has more.",
    "The firm, e.g. its board, knew. | So did we, i.e. the press.",
    "Smith vs. Jones will be heard. | The date is open.",
    "The fee is $5. | Children pay nothing.",
    "It began in 2020. | 5 people have died since.",
    "The app is out. | iPhone users got it first.",
    "He said it was done.The crowd left.",
    "Visit www.Example.com or mail a@b.Com today. | Thanks.",
    "He did not (“never!”) agree. | She did.",
    "Really?! | Yes.",
    "The group Women Vote!, an ally, agreed. | So did Yahoo!; nobody else did.",
    "The toll rose. . . and rose. | It stands at 12.",
    "他来了。 | 她走了！ | 谁？",
    "Он ушёл. | Она осталась.",
    "The claim is false.[3] | The paper withdrew it.",
]


@pytest.mark.parametrize("case", CASES)
def test_news_sentences(case: str) -> None:
    expected = case.split(" | ")
    if case == "He said it was done.The crowd left.":
        expected = ["He said it was done.", "The crowd left."]
    text = "".join(expected) if "。" in case else " ".join(expected)
    assert [sentence.text for sentence in split_sentences(text)] == expected


def test_paragraphs_headings_and_lists_stand_alone() -> None:
    text = (
        "Storm closes the port\n\nThe port closed on Monday\n\n"
        "What to know\n- Two ships are held\n- No one is hurt\n1. Call ahead\n2. Stay home"
    )
    assert [sentence.text for sentence in split_sentences(text)] == [
        "Storm closes the port",
        "The port closed on Monday",
        "What to know",
        "- Two ships are held",
        "- No one is hurt",
        "1. Call ahead",
        "2. Stay home",
    ]


def test_wrapped_lines_are_one_sentence() -> None:
    text = (
        "The council met for nine hours on Tuesday before it voted to close the\n"
        "Old Harbour school, which had been open since 1911, and to move all of\n"
        "its pupils. Parents protested."
    )
    sentences = [sentence.text.replace("\n", " ") for sentence in split_sentences(text)]
    assert [sentence.split()[0] for sentence in sentences] == ["The", "Parents"]


def test_endless_sentence_is_cut_between_clauses() -> None:
    text = "and then we went on, " * 400
    sentences = split_sentences(text)
    assert all(len(sentence.text) <= LONGEST_SENTENCE for sentence in sentences)
    assert all(sentence.text.endswith("on,") for sentence in sentences)
    assert "".join(s.text.replace(" ", "") for s in sentences) == text.replace(" ", "")


SAMPLE = "The U.S. said 3.5 “Why?” Mr. No. he left. … ” (so) - a.m. 。 — ! é ? I. Inc. www.a.Bc"
WORDS = SAMPLE.split()
PROSE = st.lists(
    st.sampled_from([*WORDS, "\n\n", "\n", " ", "\t", "\u00a0", "word" * 300]), max_size=80
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(st.one_of(PROSE, st.text(max_size=300)))
def test_offsets_always_hold(text: str) -> None:
    sentences = split_sentences(text)
    end = 0
    for sentence in sentences:
        assert not text[end : sentence.start].strip()
        assert sentence.start >= end
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip() != ""
        assert "\n\n" not in sentence.text
        assert len(sentence.text) <= LONGEST_SENTENCE
        end = sentence.end
    assert not text[end:].strip()


@settings(max_examples=150, deadline=None)
@given(PROSE, st.integers(1, 60), st.integers(0, 3))
def test_passages_hold_every_sentence_in_order(text: str, target: int, overlap: int) -> None:
    sentences = split_sentences(text)
    passages = pack_passages(sentences, target, overlap)
    position = {sentence.start: index for index, sentence in enumerate(sentences)}
    new = 0
    for passage in passages:
        indices = [position[sentence.start] for sentence in passage]
        assert indices == list(range(indices[0], indices[-1] + 1))
        assert new - overlap <= indices[0] <= new <= indices[-1]
        longest = max(_words(sentence) for sentence in passage)
        assert sum(map(_words, passage)) <= max(1.3 * target, longest + target / 3)
        new = indices[-1] + 1
    assert new == len(sentences)


def _words(sentence: Sentence) -> int:
    return max(len(sentence.text.split()), len(sentence.text) // 10)


def test_passage_ends_with_a_paragraph_and_keeps_headings_with_their_text() -> None:
    paragraph = " ".join(["The river rose again on Monday night near town."] * 4)
    text = f"{paragraph}\n\nWhat comes next\n\n{paragraph}\n\n{paragraph}"
    passages = pack_passages(split_sentences(text), 50, 0)
    assert [passage[0].text.split()[0] for passage in passages] == ["The", "What", "The"]


def test_overlap_repeats_the_last_sentence() -> None:
    text = " ".join(f"Witness number {number} spoke for an hour today." for number in range(12))
    first, second = pack_passages(split_sentences(text), 40, 1)[:2]
    assert second[0] == first[-1]


def test_nothing_to_split() -> None:
    assert split_sentences(" \n\n ") == []
    assert pack_passages([], 100, 1) == []
