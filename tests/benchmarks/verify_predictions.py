"""Check every citation of an evaluation's predictions against the articles.

    python -m tests.benchmarks.verify_predictions OUT.jsonl ARTICLES

Each prediction line is a reply, as `dateline verify` takes it; here all of them are checked in
one pass over the articles, by their raw text, with the standard library's reader.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from rag import receipts


def main(predictions: Path, articles: Path) -> int:
    """Print how many citations verify, and each that does not."""
    citations = []
    for line in predictions.read_text(encoding="utf-8").splitlines():
        for citation in json.loads(line)["citations"]:
            citations.append({**citation, "number": len(citations) + 1})
    # One reply that claims each quote by itself, in the form that receipts know.
    claims = [{"text": each["quote"], "citations": [each["number"]]} for each in citations]
    whole = {
        "status": "answered",
        "question": "all",
        "text": " ".join(f"{c['text']} [{c['citations'][0]}]" for c in claims),
        "claims": claims,
        "citations": citations,
    }
    verification = receipts.verify(whole, articles)
    outcomes = Counter(str(check.outcome) for check in verification.checks)
    print(f"{len(citations)} citations: {dict(outcomes)}", *verification.problems, sep="\n")
    for check in verification.checks:
        if not check.verified:
            print(f"[{check.number}] {check.outcome}: {check.article}\n{check.detail}")
    return 0 if verification.ok else 1


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*map(Path, sys.argv[1:])))
