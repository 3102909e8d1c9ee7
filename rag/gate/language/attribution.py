"""Who says what in a sentence: "X said that …", "…, said X", "according to X", "X told Y"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.gate.language.english import (
    AUXILIARIES,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    WEEKDAYS_AND_MONTHS,
    Token,
    forms_of,
    is_past,
    is_verb,
    listed,
    words_of,
)
from rag.gate.language.verbs import ALWAYS_REPORTS, NEUTRAL, kind_of


@dataclass(frozen=True, slots=True)
class Attribution:
    """That somebody says something: the verb's place in the sentence, its kind, and who.

    ``speaker`` and ``addressee`` are tokens, () where the sentence names none. ``phrase`` is
    what of the sentence the attribution takes up, from and to; ``trails`` is true where it
    stands behind what was said, or in its middle.
    """

    verb: int
    token: Token
    kind: str
    speaker: tuple[Token, ...]
    addressee: tuple[Token, ...]
    phrase: tuple[int, int]
    trails: bool


def find_attributions(sentence: Sequence[Token]) -> list[Attribution]:
    """Every attribution in a sentence, in order."""
    found = []
    for position, token in enumerate(sentence):
        if token.lower == "according" and _lower(sentence, position + 1) == "to":
            found.append(_according_to(sentence, position))
        elif (kind := kind_of(token)) and _reports(sentence, position, kind):
            found.append(_by_verb(sentence, position, kind))
    return found


def _lower(sentence: Sequence[Token], position: int) -> str:
    return sentence[position].lower if 0 <= position < len(sentence) else ""


def _according_to(sentence: Sequence[Token], position: int) -> Attribution:
    begins_clause = position == 0 or _lower(sentence, position - 1) in ("and", "but", ";", "—")
    speaker = _phrase_after(sentence, position + 2)
    if begins_clause and position + 2 + len(speaker) >= len(sentence) - 1:
        comma = next((at for at, each in enumerate(speaker) if each.text == ","), len(speaker))
        speaker = speaker[:comma]  # what follows to the end is what they say
    end = position + 2 + len(speaker)
    return Attribution(
        position, sentence[position], NEUTRAL, speaker, (), (position, end), not begins_clause
    )


_MARKS = frozenset("“”\"«»„‘’'‹›,")
_PARTICIPLE_HELPERS = words_of("is are was were be been being")


def _reports(sentence: Sequence[Token], position: int, kind: str) -> bool:
    """Whether the word at ``position`` is a verb that hands on what somebody says."""
    token = sentence[position]
    before, after = _lower(sentence, position - 1), _lower(sentence, position + 1)
    if token.is_name and position and not token.text.isupper():
        return False
    if before in DETERMINERS - {"all", "both", "this", "that"} or before == "'s":
        return False  # a noun: the claim, his report
    if before in PREPOSITIONS - {"to"} and token.lower not in ALWAYS_REPORTS:
        return False  # "requests for comment"
    could_be_noun = not is_past(token) and not token.lower.endswith("ing")
    if could_be_noun and position and token.lower not in ALWAYS_REPORTS:
        verb_before = is_verb(sentence[position - 1]) or before.endswith("ing")
        if verb_before and before not in AUXILIARIES:
            return False  # "rejected claims that"
        if not token.lower.endswith("s") and before not in AUXILIARIES | PRONOUNS:
            return after == "that"
    if token.lower.endswith("ing") and before not in _BEFORE_PARTICIPLES | AUXILIARIES:
        return False  # "the last warning"
    if token.lower in ALWAYS_REPORTS:
        return True
    if before == "to" and kind != "deny":
        return False
    if after in ("that", ":") or (after in _MARKS and after != ","):
        return True
    if _trails(sentence, position):
        return True
    if kind in ("promise", "threaten", "agree") and after == "to":
        return True
    if kind in ("deny", "accuse", "praise", "warn"):
        names_object = after in DETERMINERS | PRONOUNS | _OBJECTS or after.endswith("ing")
        return names_object or _is_name(sentence, position + 1)
    if kind in ("demand", "ask"):
        return is_verb(token)
    if kind == "call":
        return (is_past(token) and after in ("on", "for")) or any(
            each.quoted for each in sentence[position + 1 : position + _CLAUSE]
        )
    return kind != "find" and _clause_follows(sentence, position)


def _clause_follows(sentence: Sequence[Token], position: int) -> bool:
    """Whether "X said" goes on with what was said, "that" left out."""
    after = _lower(sentence, position + 1)
    if not after[:1].isalnum() or after in ("to", "by", "of", "for", "with", "as"):
        return False
    for token in sentence[position + 2 : position + _CLAUSE]:
        if not token.is_word or token.lower in _PHRASE_ENDS:
            return False
        if is_verb(token):
            return True
    return False


_OBJECTS = words_of("that of against by for about 's")
_BEFORE_PARTICIPLES = words_of(", ( — and by while without before after in")
_CLAUSE = 14  # words within which the verb of a reported clause is looked for


def _is_name(sentence: Sequence[Token], position: int) -> bool:
    return position < len(sentence) and sentence[position].is_name


def _trails(sentence: Sequence[Token], position: int) -> bool:
    """Whether the verb stands behind what was said: "…, X said." or "…, said X"."""
    after = _lower(sentence, position + 1)
    if _follows_speech(sentence, position):
        return True
    timed = after in WEEKDAYS_AND_MONTHS | {"in", "on", "at", "last", "this"}
    last = after in _MARKS | {"", ".", ":"} or (timed and _ends_clause(sentence, position))
    if not last:
        return False
    start = _subject_start(sentence, position)
    return 0 < start < position and _follows_speech(sentence, start)


def _follows_speech(sentence: Sequence[Token], position: int) -> bool:
    if not position:
        return False
    before = sentence[position - 1].text
    opens = before in _MARKS - {","} and sentence[position].quoted
    return before in _MARKS | {"!", "?", "—"} and not opens


def _by_verb(sentence: Sequence[Token], position: int, kind: str) -> Attribution:
    if _is_passive(sentence, position):
        return _passive(sentence, position, kind)
    addressee = _addressee(sentence, position)
    if sentence[position].lower.endswith("ing"):
        end = position + 1 + len(addressee)
        return Attribution(
            position, sentence[position], kind, (), addressee, (position, end), False
        )
    if _is_inverted(sentence, position):
        speaker = _phrase_after(sentence, position + 1)
        end = position + 1 + len(speaker)
        return Attribution(position, sentence[position], kind, speaker, (), (position, end), True)
    start = _subject_start(sentence, position)
    speaker = tuple(token for token in sentence[start:position] if not _is_adverbial(token))
    relative = bool(speaker) and speaker[0].lower in ("who", "which", "that")
    trails = (
        not relative
        and start > 0
        and _follows_speech(sentence, start)
        and _ends_clause(sentence, position)
    )
    end = position + 1 + len(addressee)
    return Attribution(position, sentence[position], kind, speaker, addressee, (start, end), trails)


def _is_passive(sentence: Sequence[Token], position: int) -> bool:
    back = position - 1
    while back >= 0 and (_is_adverbial(sentence[back]) and sentence[back].lower not in AUXILIARIES):
        back -= 1
    return _lower(sentence, back) in _PARTICIPLE_HELPERS and is_past(sentence[position])


def _passive(sentence: Sequence[Token], position: int, kind: str) -> Attribution:
    """ "Y was told by X that …", "it was denied by X": X speaks, to Y where it was told."""
    start = _subject_start(sentence, position)
    subject = tuple(token for token in sentence[start:position] if not _is_adverbial(token))
    told = sentence[position].lower == "told"
    speaker: tuple[Token, ...] = ()
    end = position + 1
    for by in range(position + 1, min(len(sentence), position + _CLAUSE)):
        if sentence[by].lower == "by":
            speaker = _phrase_after(sentence, by + 1)
            end = by + 1 + len(speaker)
            break
        if sentence[by].lower in ("that", ",", "."):
            break
    return Attribution(
        position, sentence[position], kind, speaker, subject if told else (), (start, end), False
    )


def _is_inverted(sentence: Sequence[Token], position: int) -> bool:
    if not _follows_speech(sentence, position) or sentence[position].lower in ("told", "tells"):
        return False
    after = _lower(sentence, position + 1)
    if after in WEEKDAYS_AND_MONTHS | _ADVERBS:
        return False
    starts_name = _is_name(sentence, position + 1) or after in DETERMINERS | {"he", "she", "they"}
    if not starts_name and after in _MARKS | PREPOSITIONS | {"", "that", ".", "!", "?", "—"}:
        return False
    start = _subject_start(sentence, position)  # "Ilse Brandt, the harbour master, said he …"
    rest = sentence[position + 1 : position + _CLAUSE]
    closed = next((i for i, token in enumerate(rest) if token.text in ",.;"), len(rest))
    content_follows = any(is_verb(token) for token in rest[:closed])
    return not (start < position and content_follows)


def _addressee(sentence: Sequence[Token], position: int) -> tuple[Token, ...]:
    if sentence[position].lower not in _ADDRESSING:
        return ()
    phrase = _phrase_after(sentence, position + 1, _ADDRESSEE_ENDS)
    return phrase if phrase and not phrase[0].is_number else ()


_ADDRESSING = frozenset().union(*map(forms_of, listed("tell warn ask urge promise order")))
_ADDRESSEE_ENDS = words_of("that to he she it they there")


def _ends_clause(sentence: Sequence[Token], position: int) -> bool:
    """Whether no reported clause follows the verb, so that it refers to what came before."""
    for token in sentence[position + 1 :]:
        if token.text in (",", ";", ".", "!", "?", "—") or token.text in _MARKS:
            return True
        if token.lower == "that" or is_verb(token):
            return False
    return True


def _phrase_after(
    sentence: Sequence[Token], start: int, ends: frozenset[str] = frozenset()
) -> tuple[Token, ...]:
    """The words from ``start`` that name somebody, with what is said of them behind a comma."""
    end = start
    while end < len(sentence) and not _ends_phrase(sentence, end, start, ends):
        end += 1
    if end < len(sentence) and sentence[end].text == "," and end > start:
        tail = end + 1
        while tail < len(sentence) and not _ends_phrase(sentence, tail, end + 1, ends):
            tail += 1
        closed = tail == len(sentence) or sentence[tail].text in (",", ".")
        if closed and _describes(sentence, end + 1, tail):
            return tuple(sentence[start:tail])
    return tuple(sentence[start:end])


def _ends_phrase(
    sentence: Sequence[Token], position: int, start: int, ends: frozenset[str]
) -> bool:
    token = sentence[position]
    if not token.is_word:
        last = position == len(sentence) - 1
        return last or token.text not in ("&", ".") or not _is_abbreviated(sentence, position)
    if (position > start and is_verb(token)) or token.lower in ends:
        return True
    if position > start and sentence[start].lower in PRONOUNS:
        return True
    return token.lower in _PHRASE_ENDS


def _is_abbreviated(sentence: Sequence[Token], position: int) -> bool:
    before = sentence[position - 1]
    return sentence[position].text == "&" or (len(before.text) <= 3 and before.is_name)


_PHRASE_ENDS = words_of("who which that but after when while because as if on during")


def _describes(sentence: Sequence[Token], start: int, end: int) -> bool:
    """Whether the words tell who somebody is: a noun phrase, no clause and no name of its own."""
    tokens = sentence[start:end]
    if not tokens or len(tokens) > 10 or any(is_verb(token) for token in tokens):
        return False
    return tokens[0].lower in DETERMINERS or not tokens[0].is_name


def _subject_start(sentence: Sequence[Token], position: int) -> int:
    """Where the words before the verb at ``position`` begin that name its subject."""
    start = position
    while start and _is_adverbial(sentence[start - 1]):
        start -= 1
    if start and sentence[start - 1].text == ",":
        start = _before_insertion(sentence, start - 1)
    while start and not _begins_clause(sentence, start - 1):
        start -= 1
        if sentence[start].lower in ("he", "she", "they", "it"):
            break
    return start


def _before_insertion(sentence: Sequence[Token], comma: int) -> int:
    """Across ", the harbour master," or ", who had been there," back to its first comma."""
    for back in range(comma - 1, max(-1, comma - 25), -1):
        if sentence[back].text == ",":
            return back if back and sentence[back - 1].is_word else comma + 1
        if sentence[back].text in _MARKS | {";", "!", "?"}:
            break
    return comma + 1


def _begins_clause(sentence: Sequence[Token], position: int) -> bool:
    token = sentence[position]
    if not token.is_word:
        return token.text != "." or not _is_abbreviated(sentence, position)
    if token.lower in (
        "but",
        "that",
        "while",
        "because",
        "after",
        "when",
        "if",
        "although",
        "who",
        "which",
    ):
        return True
    if kind_of(token) == NEUTRAL and token.lower in ALWAYS_REPORTS:
        return True
    if token.lower != "and":
        return False
    for each in reversed(sentence[:position]):
        if not each.is_word:
            return False
        if is_verb(each):
            return True
    return False


_ADVERBS = words_of(
    "also later then earlier however meanwhile repeatedly previously again today yesterday never "
    "not once even further only still just already itself himself herself themselves"
)


def _is_adverbial(token: Token) -> bool:
    word = token.lower
    return (
        word in AUXILIARIES
        or word in _ADVERBS
        or word in WEEKDAYS_AND_MONTHS
        or (word.endswith("ly") and not token.is_name)
    )
