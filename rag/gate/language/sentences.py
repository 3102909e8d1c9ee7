"""A text as sentences, and a sentence as clauses: each says one thing of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.gate.language.english import (
    AUXILIARIES,
    DETERMINERS,
    PRONOUNS,
    Token,
    is_past,
    is_verb,
    read_tokens,
    words_of,
)
from rag.gate.language.verbs import ALWAYS_REPORTS

_ABBREVIATIONS = words_of(
    "mr mrs ms dr prof st sen rep gov gen lt col capt sgt rev hon jr sr vs no nos inc ltd co corp "
    "jan feb mar apr jun jul aug sep sept oct nov dec mt ft pres supt insp det approx dept"
)
_QUOTATION_MARKS = frozenset("“”\"«»„‘’'‹›")
_CLOSING_MARKS = _QUOTATION_MARKS | frozenset(")]")


def read_sentences(text: str) -> list[list[Token]]:
    """The tokens of ``text``, sentence by sentence. Quoted speech is not divided."""
    tokens = read_tokens(text)
    sentences: list[list[Token]] = []
    begun = 0
    for position, token in enumerate(tokens):
        if token.text in (".", "!", "?", "…") and _ends(tokens, position):
            end = position + 1
            while end < len(tokens) and _closes(tokens[end], text):
                end += 1
            if end > begun:
                sentences.append(tokens[begun:end])
                begun = end
    if begun < len(tokens):
        sentences.append(tokens[begun:])
    return sentences


def _closes(token: Token, text: str) -> bool:
    """A closing mark that clings to the word before it."""
    return token.text in _CLOSING_MARKS and not text[token.start - 1].isspace()


def _ends(tokens: Sequence[Token], position: int) -> bool:
    token = tokens[position]
    before = tokens[position - 1] if position else None
    if before and token.text == ".":
        initial = len(before.text) == 1 and before.is_name
        if before.lower in _ABBREVIATIONS or initial or before.text.count(".") > 1:
            return False
    following = position + 1
    while following < len(tokens) and tokens[following].text in _CLOSING_MARKS:
        following += 1
    if following == len(tokens):
        return True
    if token.quoted and following == position + 1:
        return False  # within a quotation
    after = tokens[following]
    return after.start > token.end and (after.is_name or after.is_number or not after.is_word)


@dataclass(frozen=True, slots=True)
class Clause:
    """Some of a sentence's tokens, which need not stand side by side.

    ``opener`` is the word or mark by which it hangs on the clause before it, "" for the first.
    ``subject`` are tokens of that clause which this one speaks of without naming them again.
    ``inserted`` clauses stand in the middle or at the end of another, which goes on around them.
    """

    tokens: tuple[Token, ...]
    opener: str = ""
    subject: tuple[Token, ...] = ()
    inserted: bool = False


_RELATIVE = words_of("who whom whose which where")
_JOINING = words_of("and or nor so")
_CONTRASTING = words_of("but while whereas although though because after when since")
_OPENING_ADVERBIAL = words_of(
    "after when while although though because since as despite with having in by on for at"
)
_NOT_PARTICIPLES = words_of(
    "according during nothing something anything everything morning evening"
)


def read_clauses(sentence: Sequence[Token]) -> list[Clause]:
    """Divide a sentence where a clause of its own begins; where in doubt, leave it whole.

    What stands in brackets or between dashes, relative and participial clauses after a comma are
    clauses apart; the words around them belong together. "And" and "but" divide where there is a
    verb on either side. Clauses that depend on a word of another ("that", "to", "if") stay.
    """
    host, apart = _take_out(sentence)
    parts = _divide(host)
    clauses = [
        Clause(part.tokens, part.opener, _subject(parts[index - 1].tokens) if index else ())
        for index, part in enumerate(parts)
    ]
    clauses += apart
    return sorted(clauses, key=lambda clause: clause.tokens[0].start)


def _take_out(sentence: Sequence[Token]) -> tuple[list[Token], list[Clause]]:
    """The sentence without its insertions, and these."""
    host: list[Token] = []
    apart: list[Clause] = []
    position = 0
    dashes = sum(token.lower == "—" for token in sentence)
    while position < len(sentence):
        closes = _insertion(sentence, position, dashes)
        end = position + 1
        if closes is not None:
            while end < len(sentence) and not closes(sentence[end]):
                end += 1
        inserted = tuple(sentence[position + 1 : end])
        if closes is not None and any(is_verb(token) or _participle(token) for token in inserted):
            apart.append(
                Clause(inserted, sentence[position].lower, tuple(_since_comma(host)), True)
            )
            position = end + (end < len(sentence) and sentence[end].text not in ".!?;")
        else:
            host.append(sentence[position])
            position += 1
    return host, apart


def _insertion(
    sentence: Sequence[Token], position: int, dashes: int
) -> Callable[[Token], bool] | None:
    """What ends the insertion that begins here, or None where none begins."""
    token = sentence[position]
    after = sentence[position + 1] if position + 1 < len(sentence) else None
    if after is None or position == 0:
        return None
    if token.text in ("(", "["):
        return lambda each: each.text in (")", "]")
    if token.lower == "—" and dashes > 1:
        return lambda each: each.lower == "—"
    if token.text == "," and (after.lower in _RELATIVE or _participle(after)):
        return lambda each: each.text in (",", ";", ".", "!", "?", "—")
    return None


def _participle(token: Token) -> bool:
    word = token.lower
    long_enough = word.endswith("ing") and len(word) > 5 and not token.is_name
    return token.is_word and long_enough and word not in _NOT_PARTICIPLES


def _since_comma(host: Sequence[Token]) -> list[Token]:
    """What an inserted clause speaks of: the words before it, back to the last comma."""
    since: list[Token] = []
    for token in reversed(host):
        if token.text in (",", ";", ":") and since:
            break
        since.append(token)
        if len(since) == _REACH:
            break
    return since


_REACH = 12  # words back to which a clause may refer


def _divide(host: Sequence[Token]) -> list[Clause]:
    """The clauses of a sentence without insertions, each with a verb where there is one at all."""
    cuts = [0, *(at for at in range(1, len(host)) if _may_cut(host, at)), len(host)]
    parts: list[Clause] = []
    for start, end in pairwise(cuts):
        tokens = tuple(host[start:end])
        opener = host[start].lower if start else ""
        joins = bool(parts) and not _stands_alone(parts[-1].tokens, tokens, opener)
        if joins:
            parts[-1] = Clause(parts[-1].tokens + tokens, parts[-1].opener)
        elif tokens:
            parts.append(Clause(tokens, opener))
    return parts


def _may_cut(host: Sequence[Token], at: int) -> bool:
    token = host[at]
    if token.quoted and host[at - 1].quoted:
        return token.text == ";"
    if token.text in (";", ":", "—") or token.lower in _JOINING | _CONTRASTING:
        return True
    return token.text == "," and host[0].lower in _OPENING_ADVERBIAL and _is_first_comma(host, at)


def _is_first_comma(host: Sequence[Token], at: int) -> bool:
    return not any(token.text == "," for token in host[max(0, at - _FIRST_COMMA) : at]) and (
        at <= _FIRST_COMMA
    )


_FIRST_COMMA = 30  # words within which an opening clause ends


def _stands_alone(before: Sequence[Token], tokens: Sequence[Token], opener: str) -> bool:
    """Whether ``tokens`` say something that does not hang on the clause before."""
    words_before = [token for token in before if token.is_word]
    if words_before and words_before[-1].lower in ALWAYS_REPORTS:
        return False  # "he said while …"
    verbs_before = [token for token in before if is_verb(token)]
    if opener in _JOINING and {token.lower for token in verbs_before} <= ALWAYS_REPORTS:
        return False  # "said no deaths or injuries were …"
    if opener == "," and any(_participle(token) for token in before):
        return any(is_verb(token) for token in tokens)
    if not verbs_before or not any(is_verb(token) for token in tokens[1:]):
        return False
    if opener not in _JOINING:
        return True
    follows = tokens[1]
    if not is_verb(follows) and not _participle(follows):
        begins_clause = follows.lower in DETERMINERS | PRONOUNS or follows.is_name
        return begins_clause or follows.lower.endswith("s")
    # "opened the bridge and left" are two facts; "was not charged and fined" hang together
    simple = len(verbs_before) == 1 and verbs_before[0].lower not in AUXILIARIES
    dependent = any(token.lower in ("to", "that", "not", "if") for token in before)
    return simple and not dependent and is_past(follows)


def _subject(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """What stands before the first verb."""
    for position, token in enumerate(tokens):
        if is_verb(token):
            return tuple(tokens[:position])
    return ()
