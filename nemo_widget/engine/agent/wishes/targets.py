"""Which clips, and which direction, a fragment speaks of beside its verb."""

from __future__ import annotations

from ..fragments import Fragment
from ..references import Selector


def target_of(f: Fragment) -> Selector | None:
    """The clips that the fragment names; None when it names none in particular. Takes them."""
    refs = f.strong_refs
    if not refs:
        weak = [(i, s) for i, s in f.refs if s.has("it")]
        if weak and not f.has("scope:all", "thing:video"):
            f.take(weak[0][0])
            return weak[0][1]
        return None
    f.take(*(i for i, _ in refs))
    refs = [(i, s) for i, s in refs if not _is_comparison(f, i)]  # "longer than the others" is not about the others
    if not refs:
        weak = [(i, s) for i, s in f.refs if s.has("it")]
        f.take(*(i for i, _ in weak[:1]))
        return weak[0][1] if weak else None
    picks = tuple(p for _, s in refs for p in s.picks)
    if any(p.kind == "rest" for p in picks):
        picks = tuple(p for p in picks if p.kind != "all")
    return Selector(picks, tuple(p for _, s in refs for p in s.excluding))


def _is_comparison(f: Fragment, at: int) -> bool:
    before = f.at(at - 1)
    return before is not None and before.text.lower() in ("as", "than", "比", "als", "que")


def direction(f: Fragment, at: int) -> str | None:
    """The direction that stands next to the effect at `at`."""
    order = [at, *(i for d in range(1, 6) for i in (at + d, at - d))]
    for index in order:
        atom = f.at(index)
        if atom is not None and index not in f.used and (values := atom.of("dir")):
            f.take(index)
            return values[0]
    return None


def direction_near(f: Fragment, at: int) -> str | None:
    for index in range(max(0, at - 3), min(len(f.atoms), at + 4)):
        if index not in f.used and f.atoms[index].of("dir"):
            return f.atoms[index].of("dir")[0]
    return None


def denied(f: Fragment, at: int) -> bool:
    """Whether the word at `at` is denied right before it, or right behind it at the end."""
    before = [a for a in f.atoms[max(0, at - 2) : at] if not (a.is_filler and len(a.tags) == 1)]
    if any(a.has("neg:no", "act:remove") for a in before):
        return True
    after = f.at(at + 1)
    return after is not None and after.has("neg:no", "act:remove") and at + 2 >= len(f.atoms)
