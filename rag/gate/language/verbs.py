"""Verbs by which somebody is said to say, ask, promise or believe something."""

from __future__ import annotations

from functools import lru_cache

from rag.gate.language.english import Token, forms_of, words_of

NEUTRAL = "neutral"

# Verbs of one line may stand for one another, and for each a claim may simply say "said", except
# where the line stands in SAYS_OTHERWISE.
_VERBS = {
    NEUTRAL: "say tell state add write comment explain remark reply answer respond tweet post",
    "announce": "announce declare proclaim unveil",
    "note": "note observe stress emphasise underline highlight recall",
    "reveal": "reveal disclose",
    "claim": "claim allege assert contend maintain insist argue",
    "admit": "admit acknowledge concede confess",
    "confirm": "confirm verify",
    "deny": "deny dispute refute",
    "promise": "promise vow pledge guarantee swear",
    "warn": "warn caution",
    "threaten": "threaten",
    "ask": "ask inquire wonder",
    "demand": "demand urge order instruct",
    "call": "call describe dub brand label",
    "suggest": "suggest hint imply propose recommend",
    "predict": "predict forecast estimate project expect",
    "believe": "believe think suspect consider fear feel doubt hope assume",
    "accuse": "accuse blame criticise condemn denounce",
    "praise": "praise welcome hail",
    "agree": "agree accept",
    "report": "report",
    "find": "find show conclude indicate",
    "complain": "complain lament joke",
    "testify": "testify",
}
SAYS_OTHERWISE = frozenset({"ask", "demand", "believe", "accuse", "praise", "call"})

# Verbs that report even with nothing but a noun behind them.
ALWAYS_REPORTS = words_of("say says said saying tell tells told telling stated")


def kind_of(token: Token) -> str | None:
    """The line on which the verb stands of which ``token`` is a form, or None."""
    return _kinds().get(token.lower)


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    return {
        form: kind
        for kind, verbs in _VERBS.items()
        for verb in verbs.split()
        for form in forms_of(verb)
    }
