"""Words and their opposites in the same form, so that one can take the other's place."""

from __future__ import annotations

from rag.selftest.words import words_of

_PAIRS = """
rose:fell rises:falls rising:falling increase:decrease increased:decreased increases:decreases
increasing:decreasing gained:lost won:lost winning:losing higher:lower highest:lowest larger:smaller
largest:smallest bigger:smaller biggest:smallest more_than:less_than better:worse best:worst
stronger:weaker faster:slower older:younger oldest:youngest longer:shorter longest:shortest
approved:rejected accepted:rejected accept:reject approve:reject supported:opposed support:oppose
supports:opposes supporting:opposing supporters:opponents allowed:forbidden allow:forbid
before:after above:below inside:outside guilty:innocent legal:illegal legally:illegally
lawful:unlawful successful:unsuccessful successfully:unsuccessfully able:unable safe:unsafe
opened:closed opening:closing began:ended begins:ends arrived:departed entered:left joined:left
admitted:denied confirmed:denied bought:sold buying:selling buy:sell hired:dismissed
strengthened:weakened strengthen:weaken improved:worsened improve:worsen expand:shrink
expanded:shrank accelerated:slowed accelerate:slow raised:lowered raise:lower added:removed
northern:southern eastern:western north:south east:west men:women man:woman son:daughter
husband:wife brother:sister father:mother boys:girls boy:girl male:female early:late earlier:later
victory:defeat victories:defeats success:failure growth:decline surplus:deficit profit:loss
profits:losses strength:weakness ally:enemy allies:enemies innocence:guilt majority:minority
alive:dead rich:poor full:empty hot:cold hotter:colder warmer:cooler major:minor popular:unpopular
positive:negative optimistic:pessimistic import:export imports:exports maximum:minimum
defence:prosecution defense:prosecution survived:died failed:succeeded refused:agreed
refuses:agrees rejects:accepts attacked:defended attack:defend arrested:released detained:freed
lifted:imposed banned:permitted ban:permit public:private
"""
# Too many senses to be sure that the opposite says something else.
_AMBIGUOUS = words_of("left slow lower late died")


def _both_ways() -> dict[str, str]:
    """Each word and its opposite; a word that stands in several pairs takes the first partner."""
    opposites: dict[str, str] = {}
    for pair in words_of(_PAIRS):
        one, other = pair.split(":")
        opposites.setdefault(one, other)
        opposites.setdefault(other, one)
    return {word: other for word, other in opposites.items() if word not in _AMBIGUOUS}


ANTONYMS = _both_ways()
