"""What is needed to find a conversation again, on disk as it happens: one file of JSON lines a conversation.

- Lines are only ever appended, whole, by one process: a file belongs to whoever holds the lock beside it. A kernel that
  goes on with what another one still has open gets a copy of its own.
- What cannot be read, such as the half line of a process that was killed, costs that line and nothing else.
- A file that has grown is rewritten as what it comes to, and the oldest files make room for new ones.
- Nothing that opens a door is in it: no token, and no claim token in a link.
"""

from .journal import Journal
from .records import About, Added, Ended, Grew, Listed, Made, Order, Record, Removed, Said, Story
from .shelf import Shelf

__all__ = [
    "About",
    "Added",
    "Ended",
    "Grew",
    "Journal",
    "Listed",
    "Made",
    "Order",
    "Record",
    "Removed",
    "Said",
    "Shelf",
    "Story",
]
