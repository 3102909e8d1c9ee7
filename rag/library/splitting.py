"""Text into sentences, sentences into passages: always by offsets, never by copies.

Citations rest on these offsets, so the rules are plain and the same everywhere: no trained
model decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.types import Sentence

PASSAGE_WORDS = 220
OVERLAP_SENTENCES = 0
LONGEST_SENTENCE = 1000  # characters; beyond it a transcript without full stops is cut

# --------------------------------------------------------------------------- abbreviations


def _words_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Never end a sentence: a name follows.
_TITLES = _words_of(
    "Mr Mrs Ms Mx Messrs Mme Mlle Dr Drs Prof Profs Rev Revs Fr Hon Msgr Gov Govs Lt Sen Sens Rep "
    "Reps Gen Gens Brig Maj Col Capt Cpl Sgt Pvt Pfc Cmdr Adm Amb Supt Det Insp Pres Sec Atty Asst "
    "Assoc vs v"
)
# Abbreviate only when a number follows: "No. 10", "Sept. 5"; otherwise they are words.
_BEFORE_NUMBERS = _words_of(
    "No Nos no nos Fig Figs Vol Ch pp p Art Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon "
    "Tue Tues Wed Thu Thur Thurs Fri Sat Sun jan feb aug sept oct nov dec Rte Hwy Ext ext c ca "
    "approx"
)
# May stand at the end of a sentence too: the next word decides.
_ABBREVIATIONS = _words_of(
    "Jr Sr Inc Corp Co Cos Ltd Bros Assn Dept Univ Ave Blvd Rd Sq St Ste Ft Mt Mts Pt Ph Esq Ala "
    "Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev "
    "Okla Ore Pa Penn Tenn Tex Vt Va Wash Wis Wyo Ont Que"
)
# After an abbreviation, these words show that a new sentence has begun.
_STARTERS = _words_of(
    "The A An This That These Those He She It They We You I His Her Its Their Our My But And Or So "
    "Yet If When While Where Why How What Who Which As At In On For From With Without After Before "
    "During Since Until By To There Here Then Now Not Meanwhile However Although Though Because "
    "Despite Also Some Many Both Each Every More Other Another Several Such Only Even Still Once "
    "Among According Last Earlier Later Is Are Was Were Do Does Did Don Has Have Had Can Could "
    "Will Would Should Let"
)
# After "a.m." and "p.m." these continue the time of day; so do zones such as ET or GMT.
_TIME_WORDS = _words_of(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May "
    "June July August September October November December Eastern Central Mountain Pacific "
    "Greenwich British Moscow Local Daily"
) | {day for day in _BEFORE_NUMBERS if day.istitle()}
_SAYING = "said|says|asked|asks|wrote|writes|added|adds|told|tells|replied|shouted|tweeted|posted"

# --------------------------------------------------------------------------- patterns

_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_BULLET = re.compile(r"(?:[-*•·▪◦‣●○■]|\d{1,2}[.)]|[a-z]\))\s")
_WRAP_COLUMN = 120  # nobody wraps prose wider than this: such lines are paragraphs

_STOP = re.compile(
    r"[.!?…。！？](?:(?<=\.)(?:[ \u00a0]\.)+|[.!?…。！？]*)"  # the stop, or ". . ."
    r"(?P<close>[\"'”’»)\]*』」）]*(?:\[\d{1,3}\])*)"  # quotes and brackets closed, footnotes
)
_GLUED = re.compile(r"(?<=[a-z]{3}[.!?])[\"”]?(?=[“\"]?[A-Z][a-z’' ])")  # "…he said.The next"
_WIDE_STOPS = "。！？"  # Chinese and Japanese need no space after them
_DASHES = "—–-"
_NEXT = re.compile(r"\s*[\"'“‘«(\[*¿¡]*(?P<word>\S*)")
_BEFORE = re.compile(r"[\w.&’']+$")
_ACRONYM = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")
_ADDRESS = re.compile(r"[/@]|^www\b", re.IGNORECASE)
_ATTRIBUTION = re.compile(
    rf"(?:(?:[^\W\d_a-z][\w.’'-]*|de|la|van|von|der|bin|al)\s+){{1,4}}(?:{_SAYING})\b"
    rf"|(?:[^\W\d_a-z][\w.’'-]*\s*){{1,3}},[^,.!?]{{1,60}},\s+(?:{_SAYING})\b"
)
_CLAUSE_END = re.compile(r"[;:,—–](?=\s)")


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of ``text`` in order: ``text[s.start:s.end] == s.text``.

    They do not overlap, and nothing but white space lies between them. None crosses a blank
    line; headings and list items are sentences of their own. None is longer than
    ``LONGEST_SENTENCE`` characters.
    """
    return [
        Sentence(start, end, text[start:end])
        for block in _blocks(text)
        for sentence in _sentence_spans(text, *block)
        for start, end in _cut_to_length(text, *sentence)
    ]


def pack_passages(
    sentences: Sequence[Sentence], target_words: int, overlap_sentences: int
) -> list[tuple[Sentence, ...]]:
    """Consecutive sentences of one text, packed into passages of about ``target_words``.

    Every sentence is in a passage. A passage begins with the last ``overlap_sentences`` of the
    one before, unless they would fill a third of it; it ends with a paragraph where one ends
    in its last two fifths, and never exceeds 1.3 times the target but for one long sentence.
    """
    sizes = [_words(sentence.text) for sentence in sentences]
    closes = [_closes_paragraph(*pair) for pair in pairwise(sentences)]
    passages = []
    done = 0
    while done < len(sentences):
        first = max(done - overlap_sentences, 0)
        overlap = sum(sizes[first:done])
        if overlap > target_words / 3 or overlap + sizes[done] > target_words:
            first = done
        stop = _passage_end(sizes, closes, first, done, target_words)
        passages.append(tuple(sentences[first:stop]))
        done = stop
    return passages


# --------------------------------------------------------------------------- blocks


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Paragraphs, and within them the lines that stand alone: headings and list items."""
    start = 0
    for gap in _PARAGRAPH_BREAK.finditer(text):
        yield from _line_blocks(text, start, gap.start())
        start = gap.end()
    yield from _line_blocks(text, start, len(text))


def _line_blocks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A paragraph, divided at those line breaks that somebody meant."""
    if "\n" not in text[start:end]:
        yield start, end
        return
    lines = [match.span() for match in _LINE.finditer(text, start, end)]
    if not lines:
        return
    widest = max(stop - begin for begin, stop in lines)
    block = lines[0][0]
    for (begin, stop), (following, _) in pairwise(lines):
        if _meant(text, stop - begin, following, end, widest):
            yield block, stop
            block = following
    yield block, lines[-1][1]


def _meant(text: str, width: int, following: int, end: int, widest: int) -> bool:
    """Whether a line break was meant: the next word would have fitted before the margin."""
    if _BULLET.match(text, following, end):
        return True
    word = re.compile(r"\S*").match(text, following, end)
    if word is None or text[following].islower():
        return False
    return widest > _WRAP_COLUMN or width + 1 + len(word[0]) <= widest


# --------------------------------------------------------------------------- sentences


def _sentence_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of the sentences in a block, without the white space around them."""
    begin = _skip_space(text, start, end)
    for match in _STOP.finditer(text, begin, end):
        stop = match.end()
        if _ends_sentence(text, begin, match, end):
            yield begin, stop
            begin = _skip_space(text, stop, end)
    while end > begin and text[end - 1].isspace():
        end -= 1
    if begin < end:
        yield begin, end


def _ends_sentence(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    """Whether the sentence that began at ``begin`` ends with this stop."""
    after, stop = match.end(), match[0][: match.start("close") - match.start()]
    if after == end or stop[-1] in _WIDE_STOPS:
        return True
    if not text[after].isspace():
        glued = _GLUED.match(text, match.start("close"), end)
        return glued is not None and not _ADDRESS.search(_chunk_around(text, after))
    following = _NEXT.match(text, after, end)
    word = following["word"] if following else ""
    if not word or not following:
        return True
    if word[0] in ",;:" or (word[0].islower() and not word[1:2].isupper()):
        return False  # but "iPhone" may begin a sentence
    if "!" in stop or "?" in stop:
        named = match["close"] and _bare(word) not in _STARTERS  # “Why?” Smith asked.
        asked = named and _ATTRIBUTION.match(text, following.start("word"), end)
        return not asked and word[0] not in _DASHES
    if stop != ".":
        return _bare(word) != "I" and word[0] not in _DASHES
    before = _BEFORE.search(text, max(begin, match.start() - 30), match.start())
    opens = before is not None and before.start() == begin
    return _full_stop(before[0] if before else "", opens, word)


def _full_stop(before: str, opens: bool, word: str) -> bool:
    """Whether the stop after ``before`` ends a sentence when ``word`` follows.

    ``opens`` says that ``before`` is the first word of its sentence.
    """
    following = _bare(word)
    begins = following in _STARTERS
    if opens and before.isdigit():
        return False  # "1. First item"
    if len(before) == 1 and before.isupper() and before != "I":
        return begins  # an initial
    if _ACRONYM.fullmatch(before):
        if before.lower() in ("a.m", "p.m"):
            zone = following.isupper() and 1 < len(following) <= 5
            return begins or not (
                zone or following.rstrip("s") in _TIME_WORDS or not word[0].isalpha()
            )
        return begins
    if before.isupper():  # a line in capitals
        before = before.capitalize()
    if before in _TITLES:
        return False
    if before in _BEFORE_NUMBERS:
        return not word[0].isdigit()
    return before not in _ABBREVIATIONS or begins


def _bare(word: str) -> str:
    """The word without punctuation, and without what follows an apostrophe."""
    return re.split(r"['’]", word.rstrip('.,:;!?…)]"”'), maxsplit=1)[0]


def _chunk_around(text: str, at: int) -> str:
    """The run of characters around ``at`` that holds no white space."""
    left = re.compile(r"\S*$").search(text, max(0, at - 100), at)
    right = re.compile(r"\S*").match(text, at)
    return (left[0] if left else "") + (right[0] if right else "")


def _skip_space(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _cut_to_length(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span itself, or pieces of an endless one, cut after a clause or else a word."""
    while end - start > LONGEST_SENTENCE:
        limit = start + LONGEST_SENTENCE
        clauses = [match.end() for match in _CLAUSE_END.finditer(text, start + 1, limit)]
        spaces = [match.start() for match in re.compile(r"\s+").finditer(text, start + 1, limit)]
        late = [at for at in clauses if at > start + LONGEST_SENTENCE // 2]
        cut = (late or spaces or [limit])[-1]
        yield start, cut
        start = _skip_space(text, cut, end)
    yield start, end


# --------------------------------------------------------------------------- passages


def _words(text: str) -> int:
    """Words, or a tenth of the characters where a script writes without spaces."""
    return max(len(text.split()), len(text) // 10)


def _closes_paragraph(sentence: Sentence, following: Sentence) -> bool:
    """Whether a paragraph ends between them; a heading belongs to what it heads."""
    return following.start - sentence.end > 1 and not sentence.text[-1].isalnum()


def _passage_end(
    sizes: Sequence[int], closes: Sequence[bool], first: int, done: int, target: int
) -> int:
    """Index after the last sentence of the passage that begins at ``first``.

    At least the sentence ``done`` is taken, the first one not in a passage yet.
    """
    total = sum(sizes[first : done + 1])
    stop = done + 1
    paragraph = None
    while stop < len(sizes) and total + sizes[stop] <= target:
        if closes[stop - 1] and total >= 0.6 * target:
            paragraph = stop
        total += sizes[stop]
        stop += 1
    if (
        stop < len(sizes)
        and sum(sizes[stop : stop + 20]) <= 0.3 * target
        and stop + 20 > len(sizes)
    ):
        rest = sum(sizes[stop:])
        if total + rest <= 1.3 * target:
            return len(sizes)
    if stop == len(sizes) or closes[stop - 1] or paragraph is None:
        return stop
    return paragraph
