"""Invented articles that hold a little of everything that news holds, as passages."""

from __future__ import annotations

import hashlib
from datetime import date
from random import Random

from rag.library.splitting import pack_passages, split_sentences
from rag.selftest.material import Corpus, Material
from rag.types import Article, Passage

HARBOUR = """Vantmark, 8 May — About 41,000 litres of oil leaked from the tanker Sibylla in \
the harbour of Vantmark on Wednesday, according to the coast guard.

“We saw the slick at once and closed the eastern gate,” said Ilse Brandt, the harbour master. \
Brandt, 58, denied that the crew had slept on duty. Mayor Tomas Ferreira said that the \
clean-up would cost $3.5 million and take at least six weeks. He reportedly asked Norway and \
Denmark for help on Thursday.

The tanker, which was built in 1998, was carrying 12,500 tonnes of crude to Portugal. It was \
inspected by the port authority in March. However, the inspectors did not look at the valves \
because the ship was late. Some of the fishermen will lose 30% of their catch if the gate \
stays shut. The third storm of the year is expected to reach the coast next week. No one was \
hurt.

“Nobody told us that the valves were old,” the captain, Aron Helm, told Channel Nine News. \
Helm may be charged with negligence, a prosecutor said. Two volunteers cleaned 200 birds after \
they had washed ashore. The harbour reopens on June 12, unless the wind turns. Of the 300 \
boats in the harbour, 45 were damaged by oil and 10 sank. Ferreira blamed Helm for the delay \
of the work.
"""
BAKERY = """Four bakeries in Tarn Cross will close this summer, their owner, Odile \
Marchetti, said on Monday. Marchetti said that the rent rose by 20 per cent last \
year. “I have tried everything, and I am sorry,” Marchetti said.

The former mayor, Pell Harding, offered to buy two of the shops for €250,000 (about £215,000). \
Harding, who owns a mill near the town, promised to keep all 35 workers. When the mill opened \
in 2011, the town paid half of the cost. The largest bakery was founded by two brothers in \
1952.

A spokesman for the bank could not say whether the loan had been repaid. Reuters reported in \
January that the bank had sold 1,200 loans to NATO pensioners in France. The bank was accused \
of hiding losses. Most of the customers are older people, and they often pay in cash.

In 2012, the bank moved its office to Lowmere (a town in the north). “We pay every one of our \
debts on time,” he said. On Friday, the council bought the old mill. The council met on Monday \
and heard both sides.
"""
ROCKET = """The rocket Heron carried three satellites into orbit on Saturday, said the \
Valdorian space agency. Its director, Yusra Okonjo, said the launch had been \
delayed by two days. “This is the second success in a row, and it will not be \
the last,” Okonjo told reporters in Paris.

The agency plans to launch 14 more satellites by 2027. Engineers believe that a faulty sensor \
caused the delay, but they have never found it. The rocket is larger than its rival, and it is \
cheaper to build. German and Italian firms supplied the engines. Everyone had left the site \
before the countdown began, except the safety officer. The wind was stronger than expected. \
The second test failed because a valve froze. The crew left the base after the fuel was \
drained. Yusra Okonjo thanked the ground crew because they had worked at night. Weber reported \
that Okonjo had met 8 ministers of Germany.
"""
PLACES = {
    "harbour": ("Oil spill shuts Vantmark harbour for 6 weeks", "Lena Ossip", "The Coast Post"),
    "bakery": ("Rent ends 4 bakeries in Tarn Cross", None, None),
    "rocket": ("Heron puts 3 satellites into orbit", "Karl Weber", "Orbit Weekly"),
}
TEXTS = {"harbour": HARBOUR, "bakery": BAKERY, "rocket": ROCKET}
PUBLISHED = date(2024, 5, 10)  # a Friday


def passages_of(name: str, text: str, words: int = 90) -> list[Passage]:
    """An article's passages, as the library would cut them."""
    title, author, outlet = PLACES.get(name, (name.title(), None, None))
    article = Article(name, title, f"/news/{name}.txt", author, outlet, PUBLISHED)
    version = hashlib.sha256(text.encode()).hexdigest()
    return [
        Passage(
            id=f"{name}:{group[0].start}",
            article=article,
            version=version,
            start=group[0].start,
            end=group[-1].end,
            text=text[group[0].start : group[-1].end],
            sentences=group,
        )
        for group in pack_passages(split_sentences(text), words, 0)
    ]


PASSAGES = [passage for name, text in TEXTS.items() for passage in passages_of(name, text)]


def material(words: str, seed: int = 1, text: str | None = None) -> Material:
    """The sentence that holds ``words``: of the invented articles, or of ``text`` beside them."""
    passages = [*passages_of("short", text), *PASSAGES] if text else PASSAGES
    for passage in passages:
        for sentence in passage.sentences:
            if words in sentence.text:
                return Material(Corpus(passages), passage, sentence, Random(seed))
    raise AssertionError(f"no sentence holds {words!r}")
