"""Which parts of a message are no wishes: questions, what is out of scope, "don't change anything"."""

from __future__ import annotations

from itertools import pairwise

from .fragments import Fragment
from .lexicon import grammar
from .words.tokens import is_cjk


def is_outside(fragment: Fragment) -> bool:
    """Whether the fragment asks for something that is not video editing at all."""
    if _invents(fragment):
        return True
    sent = {v for a in fragment.atoms for v in a.of("outside")} == {"send"}
    if sent and fragment.has("act:build") and fragment.has("thing:video") and is_cjk(fragment.text):
        return False  # 做成视频发给姐妹们看
    if fragment.has("outside:generate") and fragment.has("fx:circle", "fx:wipe", "fx:crossfade", "thing:transition"):
        return False  # "that old cartoon thing where the picture opens up in a circle"
    if _has_theme(fragment):
        return False
    if not fragment.any("outside") or _is_background_colour(fragment) or _is_background_music(fragment):
        return False
    if _is_of_the_world(fragment):
        return True
    if fragment.kinds("string") or fragment.has("thing:title", "thing:caption"):
        return any(
            a.has("outside:voice", "outside:generate", "outside:retouch") for a in fragment.atoms
        ) and not fragment.kinds("string")
    return True


def _is_of_the_world(fragment: Fragment) -> bool:
    """ "Remind me to call the dentist": what follows is no title."""
    strings = fragment.kinds("string")
    world = next((i for i, a in enumerate(fragment.atoms) if a.has("outside:world")), None)
    plain = all("unquoted" in fragment.atoms[i].tags for i in strings) and not fragment.has("thing:title")
    return world is not None and bool(strings) and world < strings[0] and plain


def _has_theme(fragment: Fragment) -> bool:
    """ "Do my dance pics for TikTok": a word before "pics" says what is on them."""
    outside = [i for i, a in enumerate(fragment.atoms) if a.any_of("outside")]
    theme = fragment.at(outside[0] + 1) if len(outside) == 1 else None
    if theme is not None and theme.text == "的":
        pictures_zh = fragment.at(outside[0] + 2)
        return pictures_zh is not None and pictures_zh.has("thing:photo")  # 跳舞的照片发抖音
    mine = fragment.at(outside[0] - 1) if theme is not None else None
    pictures = theme is not None and theme.has("thing:photo") and theme.text.lower().endswith("s")
    return pictures and mine is not None and mine.text.lower() in ("my", "our", "these", "the", "those")


def _is_background_colour(fragment: Fragment) -> bool:
    """ "Change the background to white" is no retouching, "to a white beach" is."""
    colour = fragment.any("color") or bool(fragment.kinds("color"))
    return fragment.has("thing:background") and colour and not fragment.unknown


def _is_background_music(fragment: Fragment) -> bool:
    """ "Remove the background music" is about the music."""
    pairs = zip(fragment.atoms, fragment.atoms[1:], strict=False)
    return any(a.has("thing:background") and b.has("thing:music") for a, b in pairs)


def _invents(fragment: Fragment) -> bool:
    """ "Generate a video of a dragon from this text": pictures that nobody has uploaded."""
    words = fragment.text.lower()
    told = any(f"from {a} {b}" in words for a in ("this", "the", "a", "my", "following") for b in _SCRIPTS)
    return told and fragment.has("act:build") and not fragment.refs


def _leaves_alone(fragment: Fragment) -> bool:
    """ "Don't change the music", "亮度不动": says what shall stay."""
    if _stays(fragment):
        return True
    atoms = [a for a in fragment.atoms if not (a.is_filler and not a.has("neg:no"))]
    denied = next((i for i, a in enumerate(atoms[:-1]) if a.has("neg:no")), None)
    if denied is None or denied > 1 or fragment.kinds("time", "percent", "string"):
        return False
    moving = atoms[denied + 1].has("fx:moves") and fragment.has("thing:photo")  # 画面甭动
    return atoms[denied + 1].text.lower() in _CHANGING and not moving


_STAYING = (
    "不动",
    "别动",
    "不要动",
    "不用动",
    "不变",
    "不改",
    "照旧",
    "保持",
    "保留",
    "别管",
    "别换",
    "不换",
    "别改",
    "不用改",
)
_STEADY = ("brightness", "contrast", "saturation", "order", "music", "volume", "title", "caption", "text", "transition",
           "filter", "ratio", "duration", "fps", "resolution")  # fmt: skip


def _stays(fragment: Fragment) -> bool:
    """亮度不动, 中间的顺序别动: nothing but something that photos have, and that it stays as it is."""
    others = [a for a in fragment.atoms if a.kind == "ref" and (a.value.has("rest") or a.value.is_weak)]
    if any(a.value.has("rest") for a in others) and any(a.text in _STAYING for a in fragment.atoms):
        return all(a in others or a.is_filler or a.text in _STAYING for a in fragment.atoms)  # 其他的都别动
    nouns = [a for a in fragment.atoms if any(a.has(f"thing:{t}") for t in _STEADY)]
    stays = [a for a in fragment.atoms if a.text in _STAYING]
    rest = (a for a in fragment.atoms if a not in nouns and a not in stays)
    return bool(nouns and stays) and all(a.is_filler or a.kind == "ref" or a.has("link:and") for a in rest)


_CHANGING = ("change", "touch", "alter", "modify", "edit", "mess", "改", "动", "变", "换", "碰", "改动")
_SCRIPTS = ("text", "prompt", "script", "description", "sentence", "story", "idea")
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
    offered = is_cjk(fragment.text) and fragment.has("ask:options", "ask:what") and not fragment.has("act:add")
    if fragment.has("ask:can") and not offered:
        return False
    if any(
        a.text.lower() == "which" and i and fragment.atoms[i - 1].kind == "ref" for i, a in enumerate(fragment.atoms)
    ):
        return False  # "the tea, which …"
    if any(
        a.text.lower() == "which" and i and fragment.atoms[i - 1].text == "of" for i, a in enumerate(fragment.atoms)
    ):
        return False  # "…, each of which"
    if any(a.has("ask:what", "ask:how") and b.text in ("也", "都") for a, b in pairwise(fragment.atoms)):
        return False  # 黑得啥也看不见
    first = fragment.atoms[0].text.lower() if fragment.atoms else ""
    asked = next((i for i, a in enumerate(fragment.atoms) if a.has(*_ASKING)), 0)
    told = fragment.atoms and (asked >= 1 or fragment.atoms[asked].text.lower() == "when") and not fragment.question
    if told and fragment.atoms[asked].text.lower() in ("what", "when", "which") and is_told(fragment):
        return False  # "anyway what matters is it's 35 seconds"
    if fragment.has(*_ASKING):
        deeds = ("act:add", "act:remove", "act:swap", "act:build")
        doing = any(a.has(*deeds) and a.text.lower() != "do" for a in fragment.atoms) and not fragment.question
        return not doing
    if fragment.question and first in _AUXILIARIES:
        return True
    last = fragment.atoms[-1] if fragment.atoms else None
    if last is not None and last.text == "呢" and fragment.any("thing") and not fragment.any("act"):
        return True  # 分辨率呢？
    if last is not None and last.has("ask:what") and any(a.text in ("是", "为") for a in fragment.atoms):
        return True
    return (
        last is not None and last.text in ("吗", "么") and any(a.text in ("是", "有", "还有") for a in fragment.atoms)
    )


def is_told(fragment: Fragment) -> bool:
    """Whether it says a figure or a look, which questions seldom do."""
    return bool(fragment.kinds("time", "percent")) or fragment.any("fx", "filter", "ratio", "sure")


def wants_nothing(fragment: Fragment) -> bool:
    """ "Don't change anything yet"; but "hold on the beach for 5 seconds" is a wish."""
    if _leaves_alone(fragment):
        return True
    kept = any(a.text.lower() in grammar("untouched") for a in fragment.atoms)
    if kept and not fragment.any("act", "filter", "fx") and not fragment.kinds("time", "percent", "string"):
        alone = any(a.text.lower() in ("leave", "let") for a in fragment.atoms) and "alone" in fragment.text.lower()
        return alone or not fragment.has("scope:only", "link:to", "echo:same") or fragment.has("neg:nothing")
    lasts = fragment.has("link:whole") or (fragment.kinds("time") and fragment.refs)
    return fragment.has("neg:nothing") and not lasts
