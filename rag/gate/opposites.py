"""Words that say the contrary of one another."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from rag.gate.language.english import Token, lemma_of, lemmas_of
from rag.gate.language.reservations import key_of
from rag.gate.language.sources import Sources, read_places
from rag.gate.language.statements import Statement

# Each line: words | their opposites. Only pairs of which news uses one where it denies the other.
_OPPOSITES = """
increase rise grow climb gain surge soar jump swell expand rally rebound escalate improve strengthen
  | decrease fall decline drop shrink lose loss plunge slump tumble contract slip sink dip plummet
    ease worsen weaken dwindle deteriorate reduce cut
raise lift boost | lower cut reduce slash
accept approve agree back endorse adopt ratify support favour welcome embrace
  | reject oppose refuse veto disagree condemn criticise denounce decline rebuff turn
win victory victorious triumph | lose loss
open reopen launch start begin resume establish introduce continue
  | close shut shutter end stop halt finish suspend cease abolish cancel scrap discontinue
accelerate hasten quicken | slow delay brake
allow permit legalise authorise let | ban forbid prohibit bar outlaw block prevent criminalise
acquit clear exonerate innocent | convict guilty condemn
arrest detain jail imprison seize capture | release free liberate escape
hire recruit appoint employ | fire sack dismiss
buy purchase acquire | sell divest
import | export
arrive enter come join | leave depart exit quit withdraw
advance attack invade | retreat withdraw
survive live alive survivor | die dead death kill killed
pass | fail
succeed success successful | fail failure unsuccessful
admit confirm acknowledge prove | deny refute disprove
praise hail applaud | criticise condemn blame denounce
remember | forget
find discover | lose
include | exclude omit
add | remove subtract
build construct | demolish destroy raze dismantle
create | destroy
protect defend | attack threaten endanger
hold | cancel postpone
keep retain | abandon scrap drop
borrow | lend
receive | give send
lead | trail
push | pull
love like | hate dislike
northern north | southern south
eastern east | western west
northeast northeastern | southwest southwestern southeast northwest
northwest northwestern | southeast southeastern southwest northeast
leftist leftwing | rightist rightwing
high higher highest | low lower lowest
large larger largest big bigger biggest huge | small smaller smallest tiny
long longer longest | short shorter shortest
old older oldest elder | young younger youngest
early earlier earliest | late later latest
fast faster fastest quick | slow slower slowest
strong stronger strongest | weak weaker weakest
good better best | bad worse worst poor
rich wealthy | poor
hot hotter hottest warm warmer | cold colder coldest cool cooler
heavy heavier | light lighter
cheap cheaper | expensive dearer
safe safer | dangerous unsafe
easy easier | hard harder difficult
public | private
new newer newest | old former
male man boy husband father son brother men | female woman girl wife mother daughter sister women
positive | negative
optimistic hopeful | pessimistic
majority | minority
maximum | minimum
first | last final
last | first
foreign overseas abroad | domestic
democrat democratic | republican
liberal progressive | conservative
urban | rural
legal lawful | illegal unlawful
temporary temporarily | permanent permanently indefinitely
partial partially partly | full fully complete completely
voluntary | compulsory mandatory obligatory
peaceful peace | violent war
winner | loser
profit surplus profitable | loss deficit
buyer | seller
teacher | pupil student
victim | attacker suspect perpetrator
plaintiff | defendant
friend ally | enemy foe rival
day | night
morning | evening night afternoon
today | yesterday tomorrow
yesterday | tomorrow
weekday | weekend
summer | winter
spring | autumn
land | sea
import importer | export exporter
ahead | behind
inside indoor indoors | outside outdoor outdoors
true | false untrue
possible | impossible
likely | unlikely
able | unable
rare rarely seldom | common often frequently
always | never sometimes
daily | weekly monthly yearly annual
weekly | monthly yearly annual
monthly | yearly annual
annual yearly | monthly
black | white
red | blue green
employer | employee
tenant | landlord
offence attack | defence
upgrade | downgrade
upper | lower
outbound | inbound
entrance entry | exit
ascend | descend
encourage urge | discourage deter
unite merge join | split separate divide
agree agreement deal | disagree disagreement
"""

# Small words that are contrary where they stand before the same word: "before Monday".
_SMALL = {
    "before": ("after",),
    "after": ("before",),
    "above": ("below", "under"),
    "below": ("above", "over"),
    "under": ("over", "above"),
    "over": ("under", "below"),
    "inside": ("outside",),
    "outside": ("inside",),
    "from": ("to",),
    "to": ("from",),
    "up": ("down",),
    "down": ("up",),
    "more": ("less", "fewer"),
    "less": ("more",),
    "fewer": ("more",),
    "most": ("least",),
    "least": ("most",),
    "since": ("until",),
    "until": ("since",),
    "for": ("against",),
    "against": ("for",),
    "left": ("right",),
    "right": ("left",),
}
_PREFIXES = ("un", "non", "dis", "in", "im", "il", "ir", "anti", "mis", "de")
_NOT_PREFIXED = lemmas_of(
    "income inside inland indeed install invest inform intend impress improve impart impose depose "
    "display discover dispatch division mistake input intent declare design demand depart deport "
    "deposit discount discuss intense intact inflame inflammable invaluable immediate under until "
    "increase instate decent detail debate deliver dissent ingrain depart develop union unit "
    "important imports detention incentive insure incident dissolve"
)


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = defaultdict(set)
    entries = _OPPOSITES.replace("\n  ", " ").strip().split("\n")
    for entry in entries:
        one, other = (lemmas_of(words) for words in entry.split("|"))
        for word in one:
            table[word] |= other - {word}
        for word in other:
            table[word] |= one - {word}
    return {word: frozenset(opposites) for word, opposites in table.items()}


def opposites_of(word: str) -> frozenset[str]:
    """The lemmas that contradict ``word`` (in lower case), listed or made by a prefix."""
    return _table().get(lemma_of(word), frozenset()) | _by_prefix(word)


def _by_prefix(word: str) -> frozenset[str]:
    """What ``word`` is with a denying prefix, or without the one that it has."""
    longer = {lemma_of(prefix + word) for prefix in _PREFIXES if len(word) > 3}
    shorter = {
        lemma_of(word.removeprefix(prefix))
        for prefix in _PREFIXES
        if word.startswith(prefix) and len(word) > len(prefix) + 3
    }
    if lemma_of(word) in _NOT_PREFIXED:
        shorter = set()
    return frozenset((longer - _NOT_PREFIXED) | shorter)


def find_opposite(claimed: Statement, sources: Sources) -> str | None:
    """The word of the claim in whose place the source has its opposite, in a sentence, or None.

    A word and its opposite may both stand in the source ("rose in May and fell in June"): then
    the next word must go with the same one.
    """
    places = read_places(claimed.clause.tokens)
    for token, place in zip(claimed.clause.tokens, places, strict=True):
        contrary = sources.lemmas & _contrary_of(token)
        if not contrary:
            continue
        beside = sources.align(claimed.keys - {key_of(token)})
        same = [each for one in beside for each in sources.places(one, token.lemma)]
        others = [each for one in beside for word in contrary for each in sources.places(one, word)]
        for other in others:
            in_its_place = other.is_like(place) and not any(each.is_like(place) for each in same)
            if in_its_place or (token.is_content and not same):
                return f"The source says “{other.text}”, the claim “{token.text}”."
    return None


def _contrary_of(token: Token) -> frozenset[str]:
    if not token.is_word:
        return frozenset()
    small = frozenset(lemma_of(word) for word in _SMALL.get(token.lower, ()))
    return small | opposites_of(token.lower) if token.is_content else small
