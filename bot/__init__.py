"""The frontends of Dateline: they show what ``rag.pipeline`` replies, and decide nothing."""
