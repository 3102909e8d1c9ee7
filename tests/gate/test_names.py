"""Names: the forms in which one may return, and the names that may not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.gate.names import check_names
from tests.gate.supports import supported

KHARKIV = (
    "Ukrainian President Volodymyr Zelensky said on Saturday that Russia had attacked the city "
    "of Kharkiv with North Korean missiles."
)
MEETING = (
    "Tom Reed of the World Seed Agency met Jane Doe in São Paulo after the Bank of Norland lost "
    "to United Steel."
)
WAR = "Russia attacked Ukraine in 2022, and the United States sent weapons to Kyiv."
VISITS = "Ada visited Paris and Bob visited Rome."
TITLES = "Vice President Moor told Mayor Lane that Mrs Lopez had left New York for the Netherlands."
ARRESTS = "Police wounded Leena Peck in Tarn and released her brother Otto Peck."
MAYOR = "The Mata Atlantica was restored before Tarn Mayor Ann Lee left."
PROMISE = (
    "Lena Voss, who leads the Green Party in Norland, told Reuters that Prime Minister Karl Dahl "
    "had promised her money for rail links to Tarn and Lowmere."
)


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        (KHARKIV, "President Zelenskyy said Russia attacked Kharkiv."),
        (KHARKIV, "Zelenskiy said that Kharkov was attacked by Russia."),
        (KHARKIV, "The Ukrainian president, Volodymyr Zelensky, said Kharkiv was attacked."),
        (KHARKIV, "Ukraine’s President Zelensky said Russian forces attacked Kharkiv."),
        (KHARKIV, "Missiles from North Korea were used."),
        (KHARKIV, "Officials used missiles."),
        (MEETING, "Reed and Doe met in Sao Paulo."),
        (MEETING, "Jane Doe met Tom Reed."),
        (MEETING, "The WSA's Tom Reed met Doe."),
        (MEETING, "T. Reed met Doe."),
        (WAR, "In 2022 Ukraine was attacked by Russia."),
        (WAR, "The U.S. sent weapons to Kiev."),
        (WAR, "American weapons were sent to Kyiv."),
        (VISITS, "Bob visited Rome."),
        (VISITS, "Paris was visited by Ada."),
        (TITLES, "Moor told Lane, the mayor, that Lopez had left for Holland."),
        (TITLES, "Vice-President Moor told Lane that Lopez left."),
        (ARRESTS, "Leena Peck was wounded in Tarn."),
        ("The EU raised tariffs.", "The European Union raised tariffs."),
        ("The European Union raised tariffs.", "The EU raised tariffs."),
        ("Kim Jong Un spoke.", "Kim Jong-un spoke."),
        ("Björk sang.", "Bjork sang."),
        ("AT&T will close shops.", "Shops of AT&T will close."),
        ("Police arrested six men.", "Six men were arrested by police."),
        ("The United Nations voted.", "UN MEMBERS VOTED"),
        (MAYOR, "Ann Lee, the mayor of Tarn, left."),
        (PROMISE, "Green Party leader Lena Voss said Karl Dahl had promised money for Tarn."),
        (PROMISE, "Dahl, the prime minister, promised Voss money for rail links."),
    ],
)
def test_the_same_name_in_another_form_passes(source: str, claim: str) -> None:
    assert check_names(claim, supported(source)) is None


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        (KHARKIV, "Vladimir Zelensky said Russia attacked Kharkiv."),
        (KHARKIV, "Volodymyr Ivan Zelensky said Kharkiv was attacked."),
        (KHARKIV, "Russian President Volodymyr Zelensky said Kharkiv was attacked."),
        (KHARKIV, "Prime Minister Zelensky said Kharkiv was attacked."),
        (KHARKIV, "Ukraine attacked Kharkiv, Zelensky said."),
        (KHARKIV, "Russia was attacked by Kharkiv."),
        (KHARKIV, "Zel\u0435nsky said Kharkiv was attacked."),
        (KHARKIV, "k\u0430rkiv was attacked."),
        (KHARKIV, "Putin said Russia had attacked Kharkiv."),
        (KHARKIV, "ukraine had attacked the city of Kharkiv."),
        (KHARKIV, "Russia used South Korean missiles."),
        (KHARKIV, "russia used south korean missiles."),
        (KHARKIV, "Officials in Moscow said Kharkiv was attacked."),
        (MEETING, "Jane Reed met Doe."),
        (MEETING, "Tom Doe met Jane Reed."),
        (MEETING, "United Steel lost to the Bank of Norland."),
        (MEETING, "Bank of Steel lost."),
        (MEETING, "The WSO's Tom Reed met Doe."),
        (MEETING, "Reed met Mary Doe."),
        (MEETING, "The Agency of World Seed lost."),
        (WAR, "Ukraine attacked Russia in 2022."),
        (WAR, "Russia was attacked by Ukraine in 2022."),
        (WAR, "The UK sent weapons to Kyiv."),
        (WAR, "The United States sent weapons to Russia."),
        (VISITS, "Bob visited Paris and Ada visited Rome."),
        (VISITS, "Ada visited Rome and Bob visited Paris."),
        (TITLES, "President Moor told Lane that Lopez had left."),
        (TITLES, "Mayor Moor told Lane that Lopez had left."),
        (TITLES, "Mr Lopez had left New York."),
        (TITLES, "Lane told Moor that Lopez had left."),
        (ARRESTS, "Police wounded Otto Peck in Tarn and released her brother Leena Peck."),
        (MAYOR, "President Ann Lee left."),
        (MAYOR, "The Mata Minister was restored."),
        (PROMISE, "Lena Voss had promised Karl Dahl money."),
        (PROMISE, "Karl Dahl told Reuters that Lena Voss had promised money."),
        (PROMISE, "Green Party leader Lena Dahl spoke."),
        ("The Republican won.", "The Democrat won."),
        ("It hit us hard.", "It hit the US hard."),
    ],
)
def test_another_name_or_another_place_for_it_is_named(source: str, claim: str) -> None:
    assert check_names(claim, supported(source)) is not None


def test_title_byline_and_question_have_names_too() -> None:
    support = supported(
        "She won the race.",
        title="Ines Holm wins",
        author="Ola Berg",
        outlet="The Tarn Post",
        question="Did Ines Holm beat Ruth Kay?",
    )
    for claim in (
        "Ines Holm won the race.",
        "Holm won the race, Ola Berg wrote.",
        "She won the race, according to the Tarn Post.",
        "Ruth Kay did not win the race.",
    ):
        assert check_names(claim, support) is None
    assert check_names("Ruth Holm won the race.", support)


FORENAMES = ["Ada", "Ines", "Otto", "Jonas", "Priya"]
SURNAMES = ["Holm", "Reed", "Lopez", "Okafor", "Zelensky"]
people = st.builds(
    lambda one, other: f"{one} {other}", st.sampled_from(FORENAMES), st.sampled_from(SURNAMES)
)


@settings(max_examples=60, deadline=None)
@given(st.lists(people, min_size=3, max_size=3, unique=True))
def test_no_third_person_and_no_exchange(names: list[str]) -> None:
    one, two, three = names
    told = "{} sued the harbour and {} praised the mayor."
    support = supported(told.format(one, two))
    assert check_names(told.format(one, two), support) is None
    assert check_names(told.format(two, one), support)
    assert check_names(told.format(one, three), support)
    assert check_names(told.format(three, two), support)


@settings(max_examples=60, deadline=None)
@given(people, st.sampled_from(FORENAMES))
def test_no_forename_is_changed_or_put_in(name: str, forename: str) -> None:
    first, last = name.split()
    support = supported(f"{name} sued the harbour.")
    assert check_names(f"The harbour was sued by {last}.", support) is None
    assert (check_names(f"{forename} {last} sued.", support) is None) == (forename == first)
    assert check_names(f"{first} {forename} {last} sued.", support) or forename == first


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_judged(text: str, other: str) -> None:
    check_names(text, supported(other, question=text))
    check_names(other, supported(text))


@pytest.mark.parametrize(
    "piece", ["Ab ", "Ab Cd, ", "Ab killed ", "Ab of ", "Ab-cd-", "President ", "A", '"', "A. "]
)
def test_hostile_lengths_take_little_time(piece: str) -> None:
    text = piece * (10_000 // len(piece))
    started = time.process_time()
    check_names(text, supported(text, WAR))
    check_names("Ada killed Bob. " * 30, supported(text))
    assert time.process_time() - started < 60  # quadratic time would take longer
