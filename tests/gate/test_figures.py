"""Figures: what honest wording may do with them, and what no wording may."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.gate.figures import check_figures
from rag.gate.reading.amounts import read_figures
from rag.gate.reading.tokens import tokenize
from rag.gate.reading.wordlists import word_list
from tests.gate.supports import supported

HURT = "The fire left 5 dead and 12 hurt."
PROFIT = "Profits rose to $1.2 billion from $900m, or by more than 33%, in 2024."
AGES = "Ada Moor, 34, and Ben Lane, 51, were stopped 5 km from the border."
TOWN = "About 40% of the 12,000 residents, or nearly 4,800 people, have left since 2019."
RATE = "The rate fell to 3.5 percent in the third quarter from 4.1 percent a year earlier."
WAGES = "The 58-year-old minister and his two brothers earned 20 to 25 euros an hour in the 1990s."
SOLDIERS = "Five soldiers were killed and 12 wounded in Tarn on Saturday."
MINES = (
    "It said on Tuesday that three of the 14 mines had reopened and that output, which fell by a "
    "fifth in 2023, would reach 2.5 million tonnes by June."
)


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        (HURT, "Five people died and 12 were injured."),
        (HURT, "Twelve people were hurt in the fire."),
        (HURT, "A dozen were wounded."),
        (SOLDIERS, "12 soldiers were wounded."),
        (SOLDIERS, "On 11 January, five soldiers were killed."),
        (SOLDIERS, "Five soldiers were killed on January 11, 2025."),
        (PROFIT, "Profit was $1.2bn in 2024, up from 900 million dollars."),
        (PROFIT, "Profits reached US$1,200 million."),
        (PROFIT, "Profits rose by over 33 per cent."),
        (AGES, "The 34-year-old Ada Moor was stopped."),
        (AGES, "Ben Lane, aged 51, was stopped five kilometres from the border."),
        (TOWN, "Around 40 percent of the 12,000 residents have left."),
        (TOWN, "Almost 4,800 people left the town, which has 12,000 residents."),
        (RATE, "It was 3.5% in the third quarter, down from 4.1% a year earlier."),
        (WAGES, "The minister, 58, earned between 20 and 25 euros an hour."),
        (WAGES, "The minister and both brothers earned €20-25 an hour."),
        ("They won 3–1 before 45,000 fans.", "They won 3-1 before forty-five thousand fans."),
        ("It sank at 3.30pm.", "It sank at 15:30."),
        ("One in five managers left.", "20% of managers left."),
        ("Half of the shops closed.", "50 per cent of the shops closed."),
        ("A guard was killed and two were hurt.", "One guard was killed."),
        ("It cost £2½ million.", "It cost two and a half million pounds."),
        ("It opened on 3 March 2021.", "It opened in March 2021."),
        ("It will open on 3 March.", "It opens on March 3, 2025."),
        ("He resigned last year.", "He resigned in 2024."),
        ("1 000 people came.", "A thousand people came."),
        ("Sales doubled.", "Sales rose twofold."),
        ("It was the twenty-first storm.", "It was the 21st storm."),
        ("Two of the 12 guards fled.", "Two guards fled."),
        (MINES, "Three of 14 mines are open again, it said on Tuesday."),
        (MINES, "Output should hit 2.5m tonnes by June after a 20% drop in 2023."),
        ("No one was hurt.", "Nobody was hurt, not one another."),
    ],
)
def test_the_same_figure_in_another_spelling_passes(source: str, claim: str) -> None:
    assert check_figures(claim, supported(source)) is None


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        (HURT, "12 people died and five were injured."),
        (HURT, "The fire left 12 dead and 5 hurt."),
        (HURT, "Twelve people were killed."),
        (HURT, "Dozens died."),
        (HURT, "The fire left 5 dead and 21 hurt."),
        (SOLDIERS, "12 soldiers were killed and five wounded."),
        (SOLDIERS, "Five soldiers were killed on Sunday."),
        (SOLDIERS, "Five soldiers were killed on 10 January."),
        (SOLDIERS, "Five soldiers were killed on January 11, 2024."),
        (SOLDIERS, "The fifth soldier was killed."),
        (PROFIT, "Profits rose by 33 percent."),
        (PROFIT, "Profits rose by at least 33 percent."),
        (PROFIT, "Profits rose by more than 33 percentage points."),
        (PROFIT, "Profits rose by more than 33."),
        (PROFIT, "Profits rose by less than 33%."),
        (PROFIT, "Profits rose to $900m from $1.2 billion."),
        (PROFIT, "Profits rose to €1.2 billion."),
        (PROFIT, "Profits rose to $1.2 million."),
        (PROFIT, "Profits rose to about $1 billion."),
        (PROFIT, "Profits rose in 2023."),
        (AGES, "Ada Moor, 51, and Ben Lane, 34, were stopped."),
        (AGES, "Ada Moor, 51, was stopped."),
        (AGES, "They were stopped 5 miles from the border."),
        (AGES, "They were stopped 34 km from the border."),
        (TOWN, "4,800 people have left."),
        (TOWN, "Nearly 12,000 people have left."),
        (TOWN, "40% of residents left before 2019."),
        (TOWN, "About 5,000 people have left."),
        (RATE, "It was 4.1% in the third quarter, down from 3.5% a year earlier."),
        (RATE, "The rate fell by 3.5 percent."),
        (RATE, "The rate fell to 3.5 percent in the second quarter."),
        (WAGES, "The minister earned 20 euros an hour."),
        (WAGES, "The minister earned 20–25 dollars an hour."),
        (WAGES, "The minister earned 20–25 euros a week."),
        (WAGES, "The minister and his three brothers earned money."),
        (WAGES, "The minister earned 20–25 euros in the 1980s."),
        ("They won 3–1 before 45,000 fans.", "They won 1-3."),
        ("It sank at 3.30pm.", "It sank at 3.30am."),
        ("The dog ran for two weeks.", "The dog ran for a week."),
        ("A man ran 12 000 metres.", "A man ran 12 metres."),
        ("COVID-19 came back in 9 towns.", "COVID-18 came back in 9 towns."),
        ("It flew an F-16 on flight 370.", "It flew an F-35 on flight 370."),
        ("In 2019 rent was 5% and in 2020 7%.", "In 2020 rent was 5%."),
        (MINES, "Output should hit 2.5m tons by June."),
        (MINES, "Output fell by a quarter in 2023."),
        (MINES, "14 of the three mines had reopened."),
        (MINES, "Output would reach 2.5 million tonnes by July."),
        ("Smoke rose for 90 minutes.", "Smoke rose for 10² minutes."),
        ("Smoke rose for 90 minutes.", f"Smoke rose for {'9' * 5000} minutes."),
    ],
)
def test_another_figure_or_place_or_bound_is_named(source: str, claim: str) -> None:
    assert check_figures(claim, supported(source)) is not None


def test_an_invisible_character_does_not_part_a_number() -> None:
    assert check_figures("12\u200b00 people came.", supported("12 people and 00 cats came."))


def test_a_title_or_the_day_of_publication_has_figures_too() -> None:
    support = supported("The ship sank.", title="Storm kills 40")
    assert check_figures("The ship sank in a storm that killed 40.", support) is None
    assert check_figures("The ship sank, it was reported on 12 January 2025.", support) is None
    assert check_figures("The ship sank, it was reported on 13 January 2025.", support)


def test_the_day_of_publication_does_not_take_the_place_of_another_day() -> None:
    support = supported("The ship sank on 3 January.")
    assert check_figures("The ship sank on 12 January.", support)


def test_a_figure_of_the_question_counts_where_no_quote_has_another() -> None:
    asked = "Did all 30 sailors live?"
    assert check_figures("All 30 sailors lived.", supported("All lived.", question=asked)) is None
    contradicting = supported("All 28 sailors lived.", question=asked)
    assert check_figures("All 30 sailors lived.", contradicting)


def test_a_coming_saturday_is_not_taken_for_the_last_one() -> None:
    support = supported("Voters will go to the polls on Saturday.")
    assert check_figures("Voters will go to the polls on Saturday.", support) is None
    assert check_figures("Voters will go to the polls on 11 January.", support)


def test_without_a_day_of_publication_no_date_is_made_up() -> None:
    undated = supported("The ship sank on Saturday.", published=None)
    assert check_figures("The ship sank on Saturday.", undated) is None
    assert check_figures("The ship sank on 11 January.", undated)


SMALL = word_list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen",
    "fifteen sixteen seventeen eighteen nineteen",
)
TENS = word_list("twenty thirty forty fifty sixty seventy eighty ninety")


def words_for(number: int) -> str:
    """English for a number below a million, written apart from the code under test."""
    if number < 20:
        return SMALL[number]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{SMALL[number % 10]}" if number % 10 else "")
    unit, name = (100, "hundred") if number < 1000 else (1000, "thousand")
    rest = number % unit
    joint = " and " if 0 < rest < 100 else " "
    return f"{words_for(number // unit)} {name}" + (joint + words_for(rest) if rest else "")


numbers = st.integers(3, 999_999).filter(lambda number: not 1000 <= number < 3000)


@settings(max_examples=60, deadline=None)
@given(numbers, numbers)
def test_words_and_digits_say_the_same_and_nothing_else(one: int, other: int) -> None:
    spellings = [f"{one} ships", f"{one:,} ships", f"{words_for(one)} ships"]
    for source in spellings:
        support = supported(f"They saw {source} at sea.")
        for claim in spellings:
            assert check_figures(f"At sea they saw {claim}.", support) is None
        if other != one:
            assert check_figures(f"They saw {words_for(other)} ships at sea.", support)


@settings(max_examples=60, deadline=None)
@given(numbers, numbers, st.sampled_from(["%", " km", " tonnes", " hours", " euros", " people"]))
def test_two_figures_never_change_places(one: int, other: int, unit: str) -> None:
    source = f"The north had {one:,}{unit} and the south had {other:,}{unit}."
    swapped = f"The north had {other:,}{unit} and the south had {one:,}{unit}."
    assert check_figures(source, supported(source)) is None
    assert (check_figures(swapped, supported(source)) is None) == (one == other)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_judged_and_supports_itself(text: str, other: str) -> None:
    assert check_figures(text, supported(text, other)) is None
    check_figures(other, supported(text))


@pytest.mark.parametrize(
    "piece",
    ["5 ", "9", "3-1 ", "$", "one ", "two million ", "half ", "12 May ", "1/", "1.", "killed 5 "],
)
def test_hostile_lengths_take_little_time(piece: str) -> None:
    text = piece * (10_000 // len(piece))
    started = time.process_time()
    check_figures(text, supported(text, HURT))
    check_figures("Five died. " * 900, supported(text))
    assert time.process_time() - started < 60  # quadratic time would take longer


def test_bounds_are_read_before_and_after() -> None:
    tokens = tokenize("up to 5, no fewer than 6, 7 or more, 8 people or fewer, just under 9, 10+")
    bounds = [figure.bound for figure in read_figures(tokens) if not figure.implied]
    assert bounds == ["at most", "at least", "at least", "at most", "nearly", "at least"]
