"""Which clips are meant: "the second one", "photos 2 to 4", "the beach pic", "最后两张", "all but the dog".

A first pass (`with_references`) finds the expressions among the atoms; `resolve` says later which clips they are.
"""

from __future__ import annotations

from .finding import with_references
from .names import name_parts
from .resolving import resolve
from .selector import Pick, PickKind, Resolved, Selector

__all__ = ["Pick", "PickKind", "Resolved", "Selector", "name_parts", "resolve", "with_references"]
