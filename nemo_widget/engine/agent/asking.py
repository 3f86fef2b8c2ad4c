"""Which parts of a message are no wishes: questions, what is out of scope, "don't change anything"."""

from __future__ import annotations

from .fragments import Fragment


def is_outside(fragment: Fragment) -> bool:
    """Whether the fragment asks for something that is not video editing at all."""
    if not fragment.any("outside"):
        return False
    if fragment.kinds("string") or fragment.has("thing:title", "thing:caption"):
        return any(
            a.has("outside:voice", "outside:generate", "outside:retouch") for a in fragment.atoms
        ) and not fragment.kinds("string")
    return True


_ASKING = (
    "ask:how_long",
    "ask:how_many",
    "ask:what",
    "ask:why",
    "ask:loud",
    "ask:ratio",
    "ask:summary",
    "ask:options",
    "ask:how",
    "ask:capabilities",
)
_DOING = ("act:add", "act:remove", "act:build", "act:move", "act:change", "act:swap", "act:keep", "act:write")
_AUXILIARIES = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "does",
        "did",
        "has",
        "have",
        "am",
        "isn't",
        "aren't",
        "do",
        "ist",
        "sind",
        "est",
        "es",
    ]
)


def is_question(fragment: Fragment) -> bool:
    """A question about what there is, rather than a wish that is put as one."""
    if fragment.has("ask:can"):
        return False
    first = fragment.atoms[0].text.lower() if fragment.atoms else ""
    if fragment.has(*_ASKING):
        doing = fragment.has("act:add", "act:remove", "act:swap", "act:build") and not fragment.question
        return not doing
    if fragment.question and first in _AUXILIARIES:
        return True
    last = fragment.atoms[-1] if fragment.atoms else None
    return (
        last is not None and last.text in ("吗", "么") and any(a.text in ("是", "有", "还有") for a in fragment.atoms)
    )


def wants_nothing(fragment: Fragment) -> bool:
    """ "Don't change anything yet"; but "hold on the beach for 5 seconds" is a wish."""
    return fragment.has("neg:nothing") and not (fragment.kinds("time") and fragment.refs)
