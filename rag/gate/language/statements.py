"""What a text states, clause by clause, with its reservations and who is said to say it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.gate.language.attribution import Attribution, find_attributions
from rag.gate.language.english import AUXILIARIES, Token, is_past, is_verb, words_of
from rag.gate.language.limits import CONDITION
from rag.gate.language.reservations import Reservation, find_reservations, key_of
from rag.gate.language.sentences import Clause, read_clauses, read_sentences
from rag.gate.language.verbs import NEUTRAL


@dataclass(frozen=True, slots=True)
class Statement:
    """A clause, what it is about, and all that limits it, whether it stands there or governs it.

    ``keys`` are its own content words, who says it aside, ``shared`` those of the clause on which
    it hangs.
    ``own`` reservations stand in the clause, ``outer`` ones in another that governs it.
    ``carried`` tells that the attributions stand in the sentence before.
    """

    clause: Clause
    sentence: int
    keys: frozenset[str]
    shared: frozenset[str]
    own: tuple[Reservation, ...]
    outer: tuple[Reservation, ...]
    attributions: tuple[Attribution, ...]
    carried: bool

    @property
    def reservations(self) -> tuple[Reservation, ...]:
        """All that limit it."""
        return self.own + self.outer

    @property
    def states_something(self) -> bool:
        """Whether there is more in it than who says it."""
        content = any(token.is_content for token in self.clause.tokens)
        return bool(self.keys) or (not content and any(t.is_word for t in self.clause.tokens))

    @property
    def only_quoted(self) -> bool:
        """Whether all of it stands in quotation marks."""
        return all(token.quoted for token in self.clause.tokens if token.is_word)

    def count_keys(self, but: range = range(0)) -> Counter[str]:
        """How often it has each content word, those at the places ``but`` left out."""
        tokens = (token for at, token in enumerate(self.clause.tokens) if at not in but)
        return Counter(key_of(token) for token in tokens if token.is_content)

    @property
    def quoted(self) -> bool:
        """Whether most of it stands in quotation marks."""
        words = [token for token in self.clause.tokens if token.is_content]
        return bool(words) and sum(token.quoted for token in words) > len(words) / 2


def read_statements(texts: Iterable[str]) -> list[Statement]:
    """The statements of each text, in order; nothing reaches from one text into another."""
    statements: list[Statement] = []
    number = 0
    for text in texts:
        previous: list[Statement] = []
        for sentence in read_sentences(text):
            previous = _of_sentence(sentence, number, previous)
            statements += previous
            number += 1
    return statements


def _of_sentence(
    sentence: Sequence[Token], number: int, previous: Sequence[Statement]
) -> list[Statement]:
    clauses = read_clauses(sentence)
    own = [find_reservations(clause.tokens) for clause in clauses]
    governing = _govern(sentence, clauses)
    carries = not any(governing) and bool(previous) and _only_quoted(sentence)
    if carries:
        carried = [each for statement in previous for each in statement.attributions][-1:]
        governing = [carried for _ in clauses]  # “…,” she said. “…”: she goes on speaking
    conditions = [
        each
        for clause, found in zip(clauses, own, strict=True)
        for each in found
        if each.kind == CONDITION and each.words.lower() in _OF_ALL and not clause.inserted
    ]
    telling = [each for found in governing for each in found if each.kind == NEUTRAL]
    speakers = {token for each in telling for token in each.speaker}
    statements = []
    for index, clause in enumerate(clauses):
        apart = clause.inserted or clause.opener == "but"
        elsewhere = [each for each in conditions if each not in own[index] and not apart]
        subject = clause.subject
        if index == 0 and previous and clause.tokens[0].lower in _BACK:
            subject = previous[0].clause.tokens[:_SUBJECT]
        statements.append(
            Statement(
                clause,
                number,
                keys_of(token for token in clause.tokens if token not in speakers),
                keys_of(subject),
                tuple(own[index]),
                (*_inherited(clauses, own, index), *elsewhere),
                tuple(governing[index]),
                carries,
            )
        )
    return statements


def keys_of(tokens: Iterable[Token]) -> frozenset[str]:
    """The content words of ``tokens``, as they are found again."""
    return frozenset(key_of(token) for token in tokens if token.is_content)


# What is said under one of these holds only then, in whichever clause it stands.
_OF_ALL = frozenset({"if", "unless", "provided that", "as long as", "only if", "in case"})
_BACK = words_of("he she it they his her its their this that these those")
_SUBJECT = 8  # words of a sentence among which its subject stands


def _only_quoted(sentence: Sequence[Token]) -> bool:
    return all(token.quoted or not token.is_word for token in sentence)


def _inherited(
    clauses: Sequence[Clause], own: Sequence[Sequence[Reservation]], index: int
) -> list[Reservation]:
    """What a clause before "and" says of all that follows: "denied that A happened and B did"."""
    if clauses[index].opener not in ("and", "or", "nor"):
        return []
    before = clauses[index - 1]
    places = [at for at, token in enumerate(before.tokens) if token.lower == "that"]
    if not places:
        return []
    return [each for each in own[index - 1] if each.end <= places[-1] and not each.of_word]


_BREAKS = words_of("but while whereas although though ;")


def _govern(sentence: Sequence[Token], clauses: Sequence[Clause]) -> list[list[Attribution]]:
    """For each clause, the attributions that hold for it."""
    governing: dict[int, list[Attribution]] = defaultdict(list)
    attributions = find_attributions(sentence)
    places = [_clause_of(clauses, sentence[each.verb]) for each in attributions]
    pairs = list(zip(attributions, places, strict=True))
    telling = {place for each, place in pairs if each.kind == NEUTRAL}
    for attribution, place in pairs:
        governing[place].append(attribution)
        if attribution.trails:
            cited = attribution.token.lower == "according"
            for index in range(place - 1, -1, -1):
                if (index in telling and not cited) or clauses[index + 1].opener == ";":
                    break
                governing[index].append(attribution)
        for index in range(place + 1, len(clauses)):
            if index in telling or _breaks_off(clauses[index]):
                break
            governing[index].append(attribution)
    return [governing[index] for index in range(len(clauses))]


def _breaks_off(clause: Clause) -> bool:
    """Whether what was said ends here: at "but", or at "and left", done besides speaking."""
    if clause.tokens[0].quoted:
        return False
    did = clause.opener == "and" and len(clause.tokens) > 1 and is_verb(clause.tokens[1])
    return did or clause.opener in _BREAKS


def _clause_of(clauses: Sequence[Clause], token: Token) -> int:
    return next(index for index, clause in enumerate(clauses) if token in clause.tokens)


def limited_by(reservation: Reservation, statement: Statement) -> range:
    """The places in the statement's clause of which a reservation holds.

    What follows it, in general; all of the clause where nothing does, where it is a passive
    ("was denied by"), a condition, or stands in another clause.
    """
    tokens = statement.clause.tokens
    everything = range(len(tokens))
    if reservation.kind == CONDITION or reservation in statement.outer:
        return everything
    before = tokens[reservation.start - 1].lower if reservation.start else ""
    if before in AUXILIARIES and is_past(tokens[reservation.start]):
        return everything
    behind = (key_of(token) for token in tokens[reservation.end :] if token.is_content)
    if not any(key in statement.keys for key in behind):
        return everything
    return range(reservation.start, len(tokens))
