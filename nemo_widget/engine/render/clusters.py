"""Text → what a reader takes for single characters: letters with their accents, whole emoji, flags."""

from __future__ import annotations

import unicodedata

_JOINER, _TEXT_STYLE, _EMOJI_STYLE, _KEYCAP = "\u200d", "\ufe0e", "\ufe0f", "\u20e3"

# Characters outside of the emoji blocks that are shown in colour without being asked to (Emoji_Presentation=Yes)
_EMOJI_ALONE = frozenset(
    "⌚⌛⏩⏪⏫⏬⏰⏳◽◾☔☕♈♉♊♋♌♍♎♏♐♑♒♓♿⚓⚡⚪⚫⚽⚾⛄⛅⛎⛔⛪⛲⛳⛵⛺⛽✅✊✋✨❌❎❓❔❕❗➕➖➗➰➿⬛⬜⭐⭕🀄🃏🆎🈁🈚🈯🈲🈳🈴🈵🈶🈸🈹🈺🉐🉑"
)


def split(text: str) -> list[str]:
    """The clusters of `text`, in order; joined they are the text again."""
    clusters: list[str] = []
    for character in text:
        if clusters and _continues(clusters[-1], character):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


def _continues(cluster: str, character: str) -> bool:
    if cluster in ("\n", " "):
        return False
    if character in (_JOINER, _TEXT_STYLE, _EMOJI_STYLE, _KEYCAP) or unicodedata.category(character) in (
        "Mn",
        "Me",
        "Mc",
    ):
        return True
    if cluster[-1] == _JOINER:
        return is_emoji(cluster) or unicodedata.category(character) == "Lo"
    if _is_flag_half(character):
        return len(cluster) == 1 and _is_flag_half(cluster)
    skin_or_tag = 0x1F3FB <= ord(character) <= 0x1F3FF or 0xE0020 <= ord(character) <= 0xE007F
    return skin_or_tag and is_emoji(cluster)


def _is_flag_half(character: str) -> bool:
    return 0x1F1E6 <= ord(character[0]) <= 0x1F1FF


def is_emoji(cluster: str) -> bool:
    """Whether it is shown as a picture in colour."""
    if _TEXT_STYLE in cluster:
        return False
    first = ord(cluster[0])
    return (
        _EMOJI_STYLE in cluster
        or _KEYCAP in cluster
        or cluster[0] in _EMOJI_ALONE
        or 0x1F1E6 <= first <= 0x1F1FF
        or 0x1F300 <= first <= 0x1F64F
        or 0x1F680 <= first <= 0x1F6FF
        or 0x1F7E0 <= first <= 0x1F7EB
        or 0x1F90C <= first <= 0x1FAFF
    )


def visible(cluster: str) -> str:
    """The characters that a font must have glyphs for."""
    return "".join(
        c
        for c in cluster
        if c not in (_JOINER, _TEXT_STYLE, _EMOJI_STYLE)
        and not c.isspace()
        and unicodedata.category(c) not in ("Cc", "Cf")
    )


def is_wide(cluster: str) -> bool:
    """Whether a line may be broken before and after it, as in Chinese and Japanese."""
    return unicodedata.east_asian_width(cluster[0]) in ("W", "F") and not 0xAC00 <= ord(cluster[0]) <= 0xD7A3


def is_rtl(cluster: str) -> bool | None:
    """The direction of a cluster; None when it takes that of its neighbours."""
    direction = unicodedata.bidirectional(cluster[0])
    if direction in ("R", "AL"):
        return True
    return False if direction == "L" else None
