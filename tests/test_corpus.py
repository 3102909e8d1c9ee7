"""The shipped articles: well-formed, complete, in our own words, and quoting exactly."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

LONGEST_SHARED_RUN = 7  # words in a row that a retelling may have in common with its original

CAPTURE = "ukraine-holds-two-north-korean-soldiers.md"
EXCHANGE = "zelenskyy-offers-kim-a-prisoner-exchange.md"

# The facts of each original, each by the words that a paragraph telling it must hold.
FACTS = {
    CAPTURE: [
        "Volodymyr Zelensky|announced|Two North Korean|Russia's side",
        "first time|officially confirm|end of 2024",
        "Washington Post|wounded|Kursk|Kyiv|questioned",
        "Instagram on Saturday|Security Service of Ukraine|photos|custody",
        "out of the ordinary|not an easy task|dangers",
        "Russian troops and other North Korean soldiers|execute their own wounded|Zelensky said",
        "Moscow and Pyongyang|deniable",
        "evidence of North Korea’s complicity",
        "reportedly|Security Service of Ukraine|interrogation",
        "Kim Jong-un|ally of Russia|military|economic|officially denies",
        "reports suggest|quietly|artillery shells|supplies",
        "2022|near the Russian border|suspected|logistics and artillery support",
        "breakthrough|prove directly|could show how large",
        "second year|losses on both sides|occupied territory|artillery strikes|from the air",
        "escalate|foreign countries|Experts believe|condemnation",
        "cautious optimism|military aims|powers from around the world",
        "diplomatic consequences are expected|United Nations|still open",
        "sanctions|nuclear weapons|tougher sanctions|could be calls",
        "intelligence from the two prisoners|ongoing investigation|in a statement",
        "turning point|hold out|Russian expansionism|sovereignty|without doubt",
    ],
    EXCHANGE: [
        "Volodymyr Zelenskyy|on Sunday|Kim Jong Un|Ukrainian prisoners whom Russia holds",
        "never before confirmed|alive|Pyongyang",
        "Kursk region|offensive|more North Korean troops would probably be captured|video",
        "appears to be injured|bed|hands are bandaged|bandage on his jaw",
        "interpreter|had not known|training exercise",
        "About 11,000|Kursk|estimates by Ukrainian and Western intelligence|reportedly",
        "neither confirmed nor denied|heavy losses|Russian as well as North Korean",
        "Kim Jong Un|if North Korea arranges|prisoners|get its citizens freed",
        "willing to stay|truth about the war|could get the chance",
        "willing to stay in Ukraine|go back to North Korea if he was ordered|conscripted",
        "siding with Moscow|supply men|condemned",
        "diplomatic step|depends on allies|international law",
        "humanitarian|bringing its people home|safety|transparency and accountability",
        "many dimensions|foreign troops|consequences",
        "not yet known whether Kim Jong Un will accept|could become a precedent|watch closely",
        "human cost|strategic aims|diplomacy is needed",
    ],
}


@pytest.fixture(scope="module", params=[CAPTURE, EXCHANGE])
def article(request: pytest.FixtureRequest, root: Path) -> tuple[str, dict[str, Any], str]:
    """An article's file name, its front matter and its text."""
    source = (root / "corpus" / request.param).read_text(encoding="utf-8")
    _, front_matter, text = source.split("---\n", 2)
    return request.param, yaml.safe_load(front_matter), text


def _words(text: str) -> list[str]:
    return re.findall(r"\w+(?:[,.]\d+)*(?:'\w+)?", text.lower().replace("’", "'"))


def _longest_shared_run(text: str, original: str) -> str:
    """The longest run of words that stands in both, outside the text's quotation marks."""
    haystack = f" {' '.join(_words(original))} "
    longest: list[str] = []
    for piece in re.split("“[^”]*”", text):
        words = _words(piece)
        for start in range(len(words)):
            while f" {' '.join(words[start : start + len(longest) + 1])} " in haystack and (
                start + len(longest) < len(words)
            ):
                longest = words[start : start + len(longest) + 1]
    return " ".join(longest)


def test_every_article_is_known_here(root: Path) -> None:
    assert {path.name for path in (root / "corpus").iterdir()} == set(FACTS)


def test_front_matter_says_who_wrote_it_and_what_it_retells(
    article: tuple[str, dict[str, Any], str],
) -> None:
    name, front_matter, _ = article
    original = front_matter["original"]
    assert front_matter["title"]
    assert front_matter["author"] == front_matter["outlet"] == "Dateline"
    assert front_matter["language"] == "en"
    if name == CAPTURE:
        assert original["author"] == "Burnett Munthali"
        assert front_matter["published"] == original["published"] == date(2025, 1, 12)
    else:
        assert original["outlet"] == "Deftechtimes"
        assert "published" not in front_matter  # the original bears no date


def test_every_fact_is_told(article: tuple[str, dict[str, Any], str]) -> None:
    name, _, text = article
    paragraphs = text.split("\n\n")
    missing = [
        fact
        for fact in FACTS[name]
        if not any(all(part in paragraph for part in fact.split("|")) for paragraph in paragraphs)
    ]
    assert missing == []


def test_told_in_our_own_words(article: tuple[str, dict[str, Any], str], shared: Path) -> None:
    _, _, text = article
    originals = sorted((shared / "seeds").glob("*.txt"))
    assert len(originals) == 2
    for original in originals:
        run = _longest_shared_run(text, original.read_text(encoding="utf-8"))
        assert len(run.split()) <= LONGEST_SHARED_RUN, run


def test_quotations_are_exact(article: tuple[str, dict[str, Any], str], shared: Path) -> None:
    _, front_matter, text = article
    original = (shared / "seeds" / front_matter["original"]["file"]).read_text(encoding="utf-8")
    quotations = re.findall("“([^”]*)”", text)
    assert '"' not in text  # straight marks would escape this test
    assert [quotation for quotation in quotations if quotation not in original] == []


def test_a_copied_run_would_be_noticed() -> None:
    original = "The mayor said on Monday that the old bridge, closed since May, would reopen."
    copied = "Good news: that the old bridge closed since May, would reopen “on Monday that the”"
    assert (
        _longest_shared_run(copied, original) == "that the old bridge closed since may would reopen"
    )
    assert _longest_shared_run("“The mayor said on Monday”", original) == ""
