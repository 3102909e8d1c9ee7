"""Being written; see the interfaces."""
