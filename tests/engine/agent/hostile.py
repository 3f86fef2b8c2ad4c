"""Messages that are made to hurt: 2,000 characters each that would make a careless parser go astray."""

from __future__ import annotations

LENGTH = 2000


def of_length(unit: str, length: int = LENGTH) -> str:
    return (unit * (length // len(unit) + 1))[:length]


_UNITS = {
    "quotes": '"',
    "quotes that open": "“",
    "nested quotes": "“'\"「『",
    "a quote and a word": '"a ',
    "brackets": "([{<",
    "apostrophes": "'a",
    "digits": "9",
    "decimals": "1.5.",
    "clocks": "1:",
    "ratios": "16:9 ",
    "ranges": "1-2-3 to ",
    "ordinals": "the first ",
    "Chinese ordinals": "第",
    "Chinese numerals": "一百二十三万",
    "commas": ",",
    "and": "and ",
    "and so on": "first and second, ",
    "no": "no ",
    "except": "all except ",
    "除了": "除了",
    "a title again and again": "add a title Foo and ",
    "标题写": "标题写",
    "a photo's name": "dog.jpg ",
    "a photo's name without spaces": "dog",
    "misspelt": "slidshow trnsition ",
    "many misspelt words": "trnsitoin",
    "long wishes": "make the second photo black and white for 3 seconds and ",
    "wishes without spaces": "把第二张改成黑白",
    "corrections": "no, actually ",
    "questions": "how long is it? ",
    "mixed scripts": "dog犬собакаكلب",
    "right to left": "\u202eabc\u202d ",
    "combining characters": "a\u0301\u0302\u0303\u0304",
    "one letter with many marks": "\u0301",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈",
    "zero width": "\u200b\u200d\ufeff",
    "half characters": "\ud800",
    "control characters": "\x00\x1b[31m\x7f",
    "line ends": "\n\r\u2028",
    "blanks": " \t\u3000",
    "tags": "<script>alert(1)</script>",
    "percent signs": "50%%",
    "units": "3 s 4 ms 5 px ",
    "German compounds": "überblendungsgeschwindigkeits",
    "one word": "x",
    "underscores and dots": "a_b.c-d",
}
HOSTILE = {name: of_length(unit) for name, unit in _UNITS.items()}
