"""Hostile drafts that quote what is not there: made up, spliced, cut, altered, moved."""

from __future__ import annotations

import regex

from rag.selftest.material import Maker, Material, Proposal, spoken_for
from rag.selftest.names import SAYING
from rag.selftest.texts import capitalised, on_one_line, plain, quoted_spans
from rag.types import DraftClaim

# --------------------------------------------------------------------------- helpers


def _as_quote(
    material: Material, words: str, note: str, text: str | None = None
) -> Proposal | None:
    """Propose ``words`` as a quote of the passage; None if they do stand in its article."""
    article = material.corpus.plain_text_of(material.article)
    if plain(words) in article:
        return None
    claim = DraftClaim(words if text is None else text, ((material.key, words),))
    return Proposal((claim,), note)


def _words(material: Material) -> list[str]:
    return material.text.split()


# --------------------------------------------------------------------------- made up

_SUBJECTS = (
    "The committee",
    "A second inquiry",
    "The minister",
    "An internal report",
    "The company",
    "A court in the capital",
)
_PREDICATES = (
    "found that the decision had been taken in secret",
    "will publish its findings before the end of the year",
    "apologised for the mistake and promised compensation",
    "ruled that the payments were illegal",
    "has withdrawn from the agreement without notice",
    "concluded that nobody had been warned",
)


def invented_sentence(material: Material) -> str:
    """A plausible sentence of news that no article holds."""
    chance = material.random
    subjects = (*_SUBJECTS, *material.persons)
    subject, predicate = chance.choice(subjects), chance.choice(_PREDICATES)
    return f"{subject} {predicate}."


def fabricated(material: Material) -> Proposal | None:
    """A sentence that was made up, as claim and as quote."""
    return _as_quote(material, invented_sentence(material), "a made-up sentence")


def fabricated_under_true_text(material: Material) -> Proposal | None:
    """A true sentence that rests on a made-up quote alone."""
    words = invented_sentence(material)
    return _as_quote(material, words, "a true sentence with a made-up quote", material.text)


def fabricated_beside_true_quote(material: Material) -> Proposal | None:
    """A made-up claim with one made-up and one true quote."""
    words = invented_sentence(material)
    if plain(words) in material.corpus.plain_text_of(material.article):
        return None
    quotes = ((material.key, material.sentence.text), (material.key, words))
    return Proposal((DraftClaim(words, quotes),), "made up, with a true quote beside it")


def unquoted(material: Material) -> Proposal | None:
    """A made-up claim without a quote, or with one that holds no word."""
    words = material.random.choice(("", " ", "…", "“”", ".", None))
    quotes = () if words is None else ((material.key, words),)
    shown = "no quote" if words is None else f"the quote “{words}”"
    return Proposal((DraftClaim(invented_sentence(material), quotes),), f"made up, with {shown}")


# --------------------------------------------------------------------------- spliced


def spliced(material: Material) -> Proposal | None:
    """The beginning of one sentence with the end of another, as one quote."""
    other = material.other_sentence(same_article=material.random.random() < 0.7)
    first = _words(material)
    if other is None:
        return None
    second = on_one_line(other[2].text).split()
    begin = " ".join(first[: max(3, len(first) // 2)])
    return _as_quote(
        material, f"{begin} {' '.join(second[len(second) // 2 :])}", "two halves joined"
    )


def ellipsis_joined(material: Material) -> Proposal | None:
    """Two stretches of a sentence joined by an ellipsis over the words between."""
    words = _words(material)
    if len(words) < 10:
        return None
    first = material.random.randint(3, len(words) // 2)
    second = material.random.randint(first + 2, len(words) - 3)
    mark = material.random.choice((" … ", " ... ", " […] ", " [...] ", "... "))
    joined = " ".join(words[:first]) + mark + " ".join(words[second:])
    return _as_quote(material, joined, f"joined at “{mark.strip()}”")


def gap_closed(material: Material) -> Proposal | None:
    """A quote from whose middle words were taken without a trace."""
    words = _words(material)
    if len(words) < 10:
        return None
    first = material.random.randint(3, len(words) - 5)
    gone = words[first : first + material.random.randint(1, 3)]
    kept = words[:first] + words[first + len(gone) :]
    return _as_quote(material, " ".join(kept), f"“{' '.join(gone)}” taken out")


# --------------------------------------------------------------------------- cut


def cut_inside_word(material: Material) -> Proposal | None:
    """A quote that begins or ends within a word: "legal" of "illegal", "1.5" of "21.5"."""
    places = [
        match.start() + 1 + material.random.randrange(len(match.group()) - 1)
        for match in regex.finditer(r"[^\W_]{4,}|\d{2,}", material.text)
    ]
    if not places:
        return None
    place = material.random.choice(places)
    left, right = material.text[:place], material.text[place:]
    words = right if len(right.split()) > 3 else left
    if len(words.split()) < 2 or _stands_at_words(words, material):
        return None
    claim = DraftClaim(words, ((material.key, words),))
    return Proposal((claim,), f"cut inside “{_word_around(material.text, place)}”")


def _stands_at_words(words: str, material: Material) -> bool:
    """Whether ``words`` stand anywhere in the article without a word being cut."""
    article = material.corpus.plain_text_of(material.article)
    return regex.search(rf"(?<!\w){regex.escape(plain(words))}(?!\w)", article) is not None


def _word_around(text: str, place: int) -> str:
    before = regex.search(r"\w*$", text[:place])
    after = regex.match(r"\w*", text[place:])
    return (before.group() if before else "") + (after.group() if after else "")


_REVERSED_IF_CUT = regex.compile(
    r"\b(?:den(?:y|ies|ied|ying)(?: \w+)? that|no (?:\w+ )?(?:evidence|proof|sign|indication) that"
    r"|(?:not|never|n[’']t) (?:\w+ )?(?:say|said|think|believe|mean|claim|prove|suggest) that"
    r"|whether|(?:untrue|false|unlikely|unclear|impossible|doubtful) that|(?:even )?if|unless"
    r"|(?:doubt|disput|reject|refut|dismiss)(?:s|es|ed|ing)?(?: \w+){0,3} that"
    r"|(?:claim|alleg|accus|fear|hop)\w* that)\s(?=(?:the|a|an|he|she|it|they|we|his|her|[A-Z])\b)"
)
_CLAUSE_END = regex.compile(r"[.,;:!?—–]|\b(?:but|and|or not)\b")


def mined(material: Material) -> Proposal | None:
    """The clause that a sentence denies, doubts or makes conditional, quoted as if it said so."""
    match = _REVERSED_IF_CUT.search(material.text)
    if not match:
        return None
    rest = material.text[match.end() :]
    end = _CLAUSE_END.search(rest)
    words = rest[: end.start()].strip() if end else rest
    if not 4 <= len(words.split()) <= 30:
        return None
    claim = DraftClaim(capitalised(words) + ".", ((material.key, words),))
    return Proposal((claim,), f"cut after “{match.group().strip()}”")


# --------------------------------------------------------------------------- altered


def letter_altered(material: Material) -> Proposal | None:
    """A quote with one letter of it another one."""
    letters = [match.start() for match in regex.finditer(r"[a-z]", material.text)]
    place = material.random.choice(letters)
    new = material.random.choice([c for c in "aeiourstln" if c != material.text[place]])
    altered = material.text[:place] + new + material.text[place + 1 :]
    return _as_quote(material, altered, f"“{_word_around(altered, place)}”")


def case_altered(material: Material) -> Proposal | None:
    """A quote in other capitals: all, none, or those of one word changed."""
    text = material.text
    inner = list(regex.finditer(r"(?<= )[A-Za-z][a-z]{2,}", text))
    ways = [text.upper(), text.lower(), text.swapcase()]
    if inner:
        word = material.random.choice(inner)
        ways.append(text[: word.start()] + word.group().swapcase() + text[word.end() :])
        ways.append(text[: word.start()] + word.group()[0].swapcase() + text[word.start() + 1 :])
    return _as_quote(material, material.random.choice(ways), "other capitals")


def punctuation_altered(material: Material) -> Proposal | None:
    """A quote that lost a mark, gained a comma, or asks what the source states."""
    text = material.text
    commas = [match.start() for match in regex.finditer(r",(?= )", text)]
    spaces = [match.start() for match in regex.finditer(r"(?<=[a-z]) (?=[a-z])", text)]
    ways = [regex.sub(r"[.](?=[”\"]?$)", "?", text), regex.sub(r"[.](?=[”\"]?$)", "!", text)]
    if commas:
        place = material.random.choice(commas)
        ways.append(text[:place] + text[place + 1 :])
    if spaces:
        place = material.random.choice(spaces)
        ways.append(text[:place] + "," + text[place:])
    return _as_quote(material, material.random.choice(ways), "other punctuation")


def words_exchanged(material: Material) -> Proposal | None:
    """A quote in which two words have changed places."""
    words = _words(material)
    one, other = sorted(material.random.sample(range(1, len(words) - 1), 2))
    if words[one].casefold() == words[other].casefold():
        return None
    words[one], words[other] = words[other], words[one]
    return _as_quote(material, " ".join(words), f"“{words[other]}” and “{words[one]}” exchanged")


def word_put_in(material: Material) -> Proposal | None:
    """A quote with a word more than the source has."""
    words = _words(material)
    new = material.random.choice(("never", "secretly", "again", "only", "illegally", "falsely"))
    words.insert(material.random.randint(2, len(words) - 1), new)
    return _as_quote(material, " ".join(words), f"“{new}” put in")


# --------------------------------------------------------------------------- speech

_SPOKEN_WORDS = (
    "We were never told the truth",
    "Nobody could have known",
    "It was a mistake and I am sorry",
    "There will be consequences for everyone involved",
)
_NAME = r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*"
_SPEAKER = regex.compile(rf"\b({_NAME}) {SAYING}\b|\b(?:said|says) ({_NAME})")


def _speaker_of(material: Material) -> str:
    match = _SPEAKER.search(material.text)
    return (match[1] or match[2]) if match else "The spokesman"


def speech_fabricated(material: Material) -> Proposal | None:
    """Words in quotation marks that nobody said, resting on a true quote of the sentence."""
    words = material.random.choice(_SPOKEN_WORDS)
    text = f"{_speaker_of(material)} said: “{words}.”"
    return material.claim(text, "made-up words in quotation marks, under a true quote")


def speech_altered(material: Material) -> Proposal | None:
    """Quoted speech with one word of it gone, doubled or replaced, under a true quote."""
    spans = [s for s in quoted_spans(material.text) if len(material.text[slice(*s)].split()) >= 4]
    if not spans:
        return None
    start, end = material.random.choice(spans)
    words = material.text[start:end].split(" ")
    places = [i for i in range(1, len(words) - 1) if regex.fullmatch(r"[a-z]{3,}", words[i])]
    if not places:
        return None
    place = material.random.choice(places)
    old = words[place]
    words[place] = material.random.choice(["", f"{old} really", "hardly", "secretly"])
    changed = on_one_line(" ".join(words))
    text = material.text[:start] + changed + material.text[end:]
    return material.claim(text, f"“{old}” → “{words[place]}” in the quoted speech")


def narration_as_speech(material: Material) -> Proposal | None:
    """The reporter's own words, put into quotation marks and another's mouth."""
    persons = material.persons
    if not persons or spoken_for(material) or _SPEAKER.search(material.text):
        return None
    person = material.random.choice(persons)
    body = material.text.rstrip(".")
    return material.claim(f"“{body},” {person} said.", f"given to {person} in quotation marks")


KINDS: dict[str, Maker] = {
    "fabricated": fabricated,
    "fabricated_under_true_text": fabricated_under_true_text,
    "fabricated_beside_true_quote": fabricated_beside_true_quote,
    "unquoted": unquoted,
    "spliced": spliced,
    "ellipsis_joined": ellipsis_joined,
    "gap_closed": gap_closed,
    "cut_inside_word": cut_inside_word,
    "mined": mined,
    "letter_altered": letter_altered,
    "case_altered": case_altered,
    "punctuation_altered": punctuation_altered,
    "words_exchanged": words_exchanged,
    "word_put_in": word_put_in,
    "speech_fabricated": speech_fabricated,
    "speech_altered": speech_altered,
    "narration_as_speech": narration_as_speech,
}
