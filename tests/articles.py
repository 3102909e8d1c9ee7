"""A little corpus of invented articles, for the tests that need a whole one."""

from __future__ import annotations

from pathlib import Path

ARTICLES = {
    "ferry.md": """---
title: Ferry sinks off Kinsale in night storm
author: Aoife Brennan
outlet: The Southern Courier
published: 2026-03-10
language: en
---

The ferry Saint Brigid sank two miles off Kinsale on Monday night after a wave broke its bow door.
All 41 passengers were taken off by lifeboats from Kinsale and Cobh, the coast guard said.

“We had eleven minutes from the first alarm to the last boat,” said the captain, Tomas Healy.

The operator, Munster Line, has cancelled its other crossings until its second ship is inspected.
""",
    "mayor.md": """---
title: Ruiz wins mayoral election in Valdoria
author: Marta Lindqvist
outlet: Valdoria Daily
published: 2026-03-12
language: en
---

Ana Ruiz was elected mayor of Valdoria on Sunday with 54% of the vote.
Her opponent, Pavel Novak, conceded before midnight and wished her luck.

Ruiz has promised to reopen the tram line to the harbour by 2028.
The tram line was closed in 2019 because its bridge had become unsafe.
""",
    "copper.txt": """Copper price falls for a third day

LONDON (Reuters) — The price of copper fell to $8,940 a tonne on Thursday, its lowest since May.

Analysts at Bellweather Research said that makers of cable had bought less than expected.
""",
}


def write_articles(folder: Path) -> Path:
    """Write the corpus into ``folder`` and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
