"""What is measured: units, currencies, and words that set a bound, each with its spellings."""

from __future__ import annotations

from rag.gate.reading.wordlists import word_set


def _spellings(*lines: str) -> dict[str, str]:
    """Each line names a unit and then its spellings; regular plurals go without saying."""
    table: dict[str, str] = {}
    for line in lines:
        name, *others = line.split()
        for word in (name, *others):
            table[word] = name
            table[word + "s"] = name
    return table


UNITS = _spellings(
    "second sec",
    "minute min",
    "hour hr h",
    "day",
    "week",
    "fortnight",
    "month",
    "year yr",
    "decade",
    "century centuries",
    "millimetre millimeter mm",
    "centimetre centimeter cm",
    "metre meter",
    "kilometre kilometer km",
    "inch inches",
    "foot feet ft",
    "yard yd",
    "mile mi",
    "milligram mg",
    "gram gramme g",
    "kilogram kilogramme kilo kg",
    "tonne",
    "ton",
    "pound lb",
    "ounce oz",
    "hectare ha",
    "acre",
    "litre liter l",
    "millilitre milliliter ml",
    "gallon",
    "barrel",
    "pint",
    "knot",
    "mph",
    "kph kmh",
    "watt",
    "kilowatt kw",
    "megawatt mw",
    "gigawatt gw",
    "terawatt tw",
    "kwh",
    "mwh",
    "volt",
    "calorie kcal",
    "kilobyte kb",
    "megabyte mb",
    "gigabyte gb",
    "terabyte tb",
    "hertz hz",
    "gigahertz ghz",
    "degree °",
    "cent",
    "penny pence p",
    "point",
) | {"time": "times", "times": "times", "x": "times", "fold": "times"}

# Words that are a unit only with a number glued to them, or that mean something else as well.
ONLY_GLUED = word_set(
    "h g l p x s mi min sec ha hs gs ls ps xs",
)

# "a week" says how many weeks, or how often: a duration of one, unless it says "per week".
DURATIONS = word_set(
    "second minute hour day week fortnight month year decade century",
)
EACH = {
    "hourly": "hour",
    "daily": "day",
    "nightly": "day",
    "weekly": "week",
    "monthly": "month",
    "yearly": "year",
    "annual": "year",
    "annually": "year",
}

CURRENCY_SIGNS = {
    "$": "dollar",
    "£": "pound sterling",
    "€": "euro",
    "¥": "yen",
    "₹": "rupee",
    "₽": "rouble",
    "₩": "won",
    "₴": "hryvnia",
    "₪": "shekel",
    "₺": "lira",
    "₦": "naira",
    "₱": "peso",
    "฿": "baht",
    "₫": "dong",
    "₿": "bitcoin",
    "¢": "cent",
}
_DOLLARS = {
    "us": "dollar",
    "a": "australian dollar",
    "au": "australian dollar",
    "c": "canadian dollar",
    "ca": "canadian dollar",
    "hk": "hong kong dollar",
    "nz": "new zealand dollar",
    "s": "singapore dollar",
    "nt": "taiwan dollar",
    "r": "real",
}
SIGN_PREFIXES = {f"{prefix}$": name for prefix, name in _DOLLARS.items()}
CURRENCY_WORDS = _spellings(
    "dollar buck usd",
    "euro eur",
    "yen jpy",
    "yuan renminbi rmb cny",
    "rupee inr",
    "rouble ruble rub",
    "won krw",
    "hryvnia uah",
    "shekel ils",
    "lira try",
    "naira ngn",
    "peso",
    "baht thb",
    "dong",
    "franc chf",
    "rand zar",
    "krona kronor sek",
    "krone kroner",
    "zloty pln",
    "forint",
    "dirham aed",
    "riyal",
    "rial",
    "ringgit",
    "rupiah",
    "shilling",
    "bitcoin btc",
) | {"gbp": "pound sterling", "sterling": "pound sterling"}
DOLLAR_CODES = {
    "aud": "australian dollar",
    "cad": "canadian dollar",
    "hkd": "hong kong dollar",
    "nzd": "new zealand dollar",
    "sgd": "singapore dollar",
}
DOLLAR_COUNTRIES = {
    "us": "dollar",
    "u.s.": "dollar",
    "american": "dollar",
    "australian": "australian dollar",
    "canadian": "canadian dollar",
    "singapore": "singapore dollar",
    "taiwan": "taiwan dollar",
    "zealand": "new zealand dollar",
    "kong": "hong kong dollar",
}

# Words that stand directly before a figure and say on which side of it the truth lies.
BOUNDS = {
    phrase: bound
    for bound, phrases in {
        "more than": (
            "more than, over, above, exceeding, in excess of, upwards of, upward of, "
            "greater than, north of, topping, surpassing, beyond, higher than, older than"
        ),
        "at least": (
            "at least, no fewer than, no less than, not less than, not fewer than, "
            "a minimum of, minimum of, minimum"
        ),
        "less than": (
            "less than, fewer than, under, below, lower than, short of, south of, younger than, "
            "within"
        ),
        "at most": (
            "up to, at most, at the most, no more than, not more than, as many as, as much as, "
            "a maximum of, maximum of, maximum, no later than"
        ),
        "nearly": (
            "nearly, almost, close to, just under, just below, just short of, just shy of, "
            "slightly less than, slightly under, a little under, a little less than, approaching, "
            "not quite, nearing"
        ),
        "just over": (
            "just over, just above, just more than, slightly more than, slightly over, "
            "a little over, a little more than, a bit more than"
        ),
    }.items()
    for phrase in phrases.split(", ")
}
BOUNDS_AFTER = {
    "or more": "at least",
    "or over": "at least",
    "or above": "at least",
    "or older": "at least",
    "or higher": "at least",
    "at least": "at least",
    "at minimum": "at least",
    "- plus": "at least",
    "+": "at least",
    "or less": "at most",
    "or fewer": "at most",
    "or under": "at most",
    "or below": "at most",
    "or younger": "at most",
    "at most": "at most",
}
# Of a day or time: what comes before or after it is another thing.
DATE_BOUNDS = {
    "before": "before",
    "prior to": "before",
    "ahead of": "before",
    "after": "after",
    "following": "after",
    "since": "since",
    "until": "until",
    "till": "until",
    "next": "next",
}
# They do not change on which side the truth lies, whatever else they say of it.
LOOSE = word_set(
    "a an the about around some roughly approximately estimated circa early late mid - of",
    "another further additional",
)
