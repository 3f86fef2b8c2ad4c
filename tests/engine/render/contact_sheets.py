"""Sheets of what the renderer draws, to be judged by eye: python tests/engine/render/contact_sheets.py FOLDER

One PNG each for motions (by fit), transitions, filters and adjustments, text animations (from left and from right),
positions, scripts, and for what the camera makes of photos whose subject is not in their middle.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import get_args

import numpy as np
from PIL import Image, ImageDraw
from skimage import data

from nemo_widget.engine.render import Output, focus_of, missing_glyphs, render_frame
from nemo_widget.model.draft import Draft, Filter, Fit, Motion, TextAnimation, TextPosition, TransitionType

LABEL_PX = 14
WORDS = (
    "The quick brown fox jumps over the lazy dog and never comes back again",
    "你好世界，这是一个很长的中文标题，需要自动换行（而且标点不能在行首）。",
    "日本語のタイトル・カタカナ",
    "안녕하세요 세계",
    "Émilie's café — naïve œuvre",
    "👩‍👩‍👧‍👦 👍🏽 🇫🇷 ❤️ ☀️ 1️⃣",
    "مرحبا بالعالم",
    "שלום world עולם 123",
    "Привет, мир! Ελληνικά",
    "Mixed 中文 and English 🎬 together",
)


def clip(src: str, start: int = 0, duration: int = 3000, **meta: object) -> dict[str, object]:
    return {"id": f"c{start}", "s": start, "d": duration, "m": {"src": src, "name": src, **meta}}


def draft(clips: list[dict[str, object]], text: dict[str, object] | None = None) -> Draft:
    texts = [{"id": "x", "s": 0, "d": 3000, "m": text}] if text else []
    tracks = [{"id": "v", "tt": 0, "sg": clips}, {"id": "x", "tt": 7, "sg": texts}]
    end = max(int(c["s"]) + int(c["d"]) for c in clips)
    return Draft.model_validate({"d": end, "m": {"width": 640, "height": 360, "fps": 30}, "t": tracks})


class Sheets:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._photos = {}
        for name, place in (("left", (0.14, 0.5)), ("right", (0.84, 0.4))):
            self._photos[name] = folder / f"{name}.png"
            picture = Image.new("RGB", (1200, 675), (140, 185, 230))
            pen, (x, y) = ImageDraw.Draw(picture), (place[0] * 1200, place[1] * 675)
            pen.rectangle((0, 440, 1200, 675), fill=(58, 104, 50))
            pen.rectangle((x - 60, y + 60, x + 60, y + 260), fill=(165, 30, 40))
            pen.ellipse((x - 50, y - 60, x + 50, y + 65), fill=(214, 160, 130))
            picture.save(self._photos[name])
        for name in ("astronaut", "coffee", "cat"):
            self._photos[name] = folder / f"{name}.png"
            Image.fromarray(getattr(data, name)()).save(self._photos[name])

    def shot(self, shown: Draft, at_ms: int, height: int = 120) -> np.ndarray:
        return render_frame(shown, self._photos, at_ms, output=Output(short_side=height))

    def save(self, name: str, rows: dict[str, list[np.ndarray]]) -> None:
        height, width = next(iter(rows.values()))[0].shape[:2]
        sheet = Image.new("RGB", (width * max(map(len, rows.values())), (height + LABEL_PX) * len(rows)))
        for number, (label, shots) in enumerate(rows.items()):
            top = number * (height + LABEL_PX)
            ImageDraw.Draw(sheet).text((2, top), label, fill="yellow")
            for column, shot in enumerate(shots):
                sheet.paste(Image.fromarray(shot), (column * width, top + LABEL_PX))
        sheet.save(self._folder / f"{name}.png")
        print(self._folder / f"{name}.png")

    def all(self) -> None:
        for fit in get_args(Fit):
            self.save(f"motions-{fit}", {m: self.motion(m, fit) for m in get_args(Motion)})
        self.save("transitions", {t: self.transition(t) for t in get_args(TransitionType)})
        looks: dict[str, dict[str, object]] = {f: {"filter": f} for f in get_args(Filter)}
        for key in ("brightness", "contrast", "saturation"):
            looks |= {f"{key} {value}": {key: value} for value in (0.5, 1.5)}
        self.save("looks", {label: self.look(meta) for label, meta in looks.items()})
        for name, words in (("animations", "Urban Dreams 🎉"), ("animations-rtl", "مرحبا بالعالم שלום 2026")):
            self.save(name, {a: self.animation(a, words) for a in get_args(TextAnimation)})
        self.save("subjects", {name: self.subject(name) for name in self._photos})
        self.save("positions", {p: self.position(p) for p in get_args(TextPosition)})
        self.save(
            "words", {f"{words[:30]!a}, missing: {missing_glyphs(words)!a}": self.words(words) for words in WORDS}
        )

    def motion(self, motion: str, fit: str) -> list[np.ndarray]:
        shown = draft([clip("coffee", motion=motion, fit=fit)])
        return [self.shot(shown, at) for at in (0, 800, 1500, 2200, 2999)]

    def transition(self, kind: str) -> list[np.ndarray]:
        shown = draft([clip("coffee"), clip("cat", 3000, transition={"type": kind, "d": 1000})])
        return [self.shot(shown, at) for at in (2520, 2640, 2820, 3000, 3180, 3360, 3480)]

    def look(self, meta: dict[str, object]) -> list[np.ndarray]:
        return [self.shot(draft([clip(name, **meta)]), 0) for name in self._photos]

    def subject(self, name: str) -> list[np.ndarray]:
        """In a tall video: the whole photo, the middle of it, and how it is seen with its focus and each motion."""
        focus = list(focus_of(self._photos[name], name))
        shots = [draft([clip(name, fit="contain")]), draft([clip(name)])]
        shots += [draft([clip(name, motion=motion, focus=focus)]) for motion in get_args(Motion)]
        for shown in shots:
            shown.meta.width, shown.meta.height = 360, 640
        return [self.shot(shown, at) for shown in shots for at in (0, 2999)]

    def animation(self, animation: str, words: str) -> list[np.ndarray]:
        shown = draft([clip("cat")], {"text": words, "animation": animation, "size": 0.12})
        return [self.shot(shown, at, 180) for at in (33, 133, 266, 400, 600, 2850)]

    def position(self, position: str) -> list[np.ndarray]:
        text = {"text": f"{position}\nsecond line", "position": position, "size": 0.09}
        return [self.shot(draft([clip("coffee")], {**text, "role": role}), 1500) for role in ("title", "caption")]

    def words(self, words: str) -> list[np.ndarray]:
        return [self.shot(draft([clip(p)], {"text": words, "size": 0.12}), 1500, 240) for p in ("coffee", "cat")]


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    Sheets(target).all()
