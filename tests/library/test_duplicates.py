"""What counts as a copy: the same words, and no fact that the original lacks."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.library.duplicates import (
    LEAST_SHARED,
    Member,
    Wording,
    akin,
    choose_originals,
    sketch,
)

STORY = """PORTLAW — The council voted on Tuesday to close the Old Harbour bridge for repairs.

The work will cost 4.2 million crowns and take nine months, engineer Mara Lindqvist told reporters.

“We could not wait any longer,” said Lindqvist. Inspectors had found cracks in three pillars.

Ferry operator Jon Abara said that his boats would sail every twenty minutes. He expects no queue.

About 11,000 people cross the bridge on a working day, according to the transport office.

The mayor was not present at the vote. Opponents have until Friday to appeal."""


def covers(text: str, other: str) -> bool:
    """Whether ``text`` is found as a candidate for ``other``, and is covered by it."""
    shared = len(set(sketch(text)) & set(sketch(other)))
    return shared >= LEAST_SHARED and Wording(text).covered_by(Wording(other))


COPIES = {
    "the same": STORY,
    "paragraphs cut": "\n\n".join(STORY.split("\n\n")[:2] + STORY.split("\n\n")[3:5]),
    "no dateline": STORY.removeprefix("PORTLAW — "),
    "an agency's dateline": STORY.replace("PORTLAW — ", "PORTLAW (Coast Wire) — "),
    "an outlet's byline": f"By Our Correspondents\n\n{STORY}",
    "a notice": f"{STORY}\n\nThis article was originally published by Coast Wire.",
    "quotation marks": STORY.replace("“", '"').replace("”", '"'),
    "a link's missing space": STORY.replace("cracks in three", "cracksin three"),
    "a slip of a letter": STORY.replace("transport office", "transprot office"),
    "a letter left out": STORY.replace("Inspectors had found", "Inspectors had foound"),
}
DIFFERENT = {
    "a figure": STORY.replace("11,000", "12,000"),
    "a small figure": STORY.replace("nine months", "five months"),
    "a name": STORY.replace("Lindqvist", "Lundqvist"),
    "another place": STORY.replace("PORTLAW — ", "KESTREL — "),
    "a day": STORY.replace("on Tuesday", "on Thursday"),
    "a denial": STORY.replace("was not present", "was present"),
    "million and billion": STORY.replace("million", "billion"),
    "another word": STORY.replace("to close", "to open"),
    "a new last sentence": f"{STORY} The appeal was rejected.",
    "a new paragraph": f"{STORY}\n\nNo one has appealed so far.",
    "a new lead": f"The vote was annulled.\n\n{STORY}",
    "a changed headline": f"Portlaw closes bridge\n\n{STORY}",
}


@pytest.mark.parametrize("name", COPIES)
def test_copies(name: str) -> None:
    original = STORY
    assert covers(COPIES[name], original)


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_differs_in_a_fact_is_no_copy(name: str) -> None:
    original = STORY if name != "a changed headline" else f"Kestrel closes bridge\n\n{STORY}"
    assert not covers(DIFFERENT[name], original)


def test_a_text_with_less_does_not_cover_the_one_with_more() -> None:
    assert not covers(STORY, COPIES["paragraphs cut"])


def test_unlike_texts_are_no_candidates() -> None:
    other = " ".join(
        f"Nothing in sentence {number} is shared with it at all." for number in range(40)
    )
    assert not set(sketch(STORY)) & set(sketch(other))
    assert not akin(STORY, other)
    assert akin(STORY, DIFFERENT["a figure"])
    assert sketch("too short") == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_can_be_compared(text: str) -> None:
    assert sketch(text) == sketch(text)
    wording = Wording(text)
    assert not wording.covered_by(Wording(""))
    assert not Wording(STORY).covered_by(wording)


FIRST, SECOND, THIRD = (date(2024, 3, day) for day in (1, 2, 3))


def test_the_earliest_is_the_original_then_the_first_id() -> None:
    members = [
        Member("b", SECOND, 1),
        Member("a", THIRD, 1),
        Member("c", None, 1),
        Member("z", FIRST, 2),
        Member("y", FIRST, 3),
    ]
    covered = {(1, 2), (2, 1), (2, 3), (3, 2), (1, 3), (3, 1)}
    expected = {"a": "y", "b": "y", "c": "y", "y": None, "z": "y"}
    for order in permutations(members):
        assert choose_originals(order, covered) == expected


def test_the_fuller_one_is_the_original_unless_it_came_later() -> None:
    short_covered = {(1, 2)}
    same_day = [Member("a", FIRST, 1), Member("b", FIRST, 2)]
    assert choose_originals(same_day, short_covered) == {"a": "b", "b": None}
    fuller_later = [Member("a", FIRST, 1), Member("b", SECOND, 2)]
    assert choose_originals(fuller_later, short_covered) == {"a": None, "b": None}


MEMBERS = st.lists(
    st.tuples(
        st.sampled_from("abcdefgh"), st.sampled_from([FIRST, SECOND, None]), st.integers(1, 4)
    ),
    unique_by=lambda member: member[0],
    max_size=8,
)


@settings(max_examples=100, deadline=None)
@given(
    MEMBERS, st.sets(st.tuples(st.integers(1, 4), st.integers(1, 4)).filter(lambda p: p[0] != p[1]))
)
def test_every_copy_points_to_an_original_that_covers_it(
    drawn: list[tuple[str, date | None, int]], covered: set[tuple[int, int]]
) -> None:
    members = {key: Member(key, published, text) for key, published, text in drawn}
    originals = choose_originals(members.values(), covered)
    assert originals == choose_originals(list(members.values())[::-1], covered)
    for key, original in originals.items():
        if original is None:
            continue
        assert originals[original] is None
        assert members[original].rank[0] <= members[key].rank[0]
        pair = members[key].text, members[original].text
        assert pair[0] == pair[1] or pair in covered
