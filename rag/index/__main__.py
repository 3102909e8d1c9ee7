"""``python -m rag.index FOLDER`` checks a generation for its builder, in a process of its own.

Exit status 0: sound. Anything else, a crash included: it must not be published.
"""

from __future__ import annotations

import sys
from pathlib import Path

from rag.index.check import Unsound, check

try:
    check(Path(sys.argv[1]))
except Unsound as unsound:
    sys.exit(unsound.reason)
