from __future__ import annotations

from typing import Any, TypeVar

_T = TypeVar("_T")


class Listing(list[_T]):
    """A list whose items stand below one another when it is printed, or shown as a cell's result."""

    def __repr__(self) -> str:
        return "\n".join(str(item) for item in self) or "(none)"

    __str__ = __repr__

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """IPython prints lists in a way of its own."""
        printer.text(repr(self))
