"""The back end believes that there is another GUI beside it. What it says of that GUI is taken out of the stream.

At most one sentence is held back: a sentence is judged when it is whole, before any of it is shown. Sentences about the
content pass unchanged, to the letter.
"""

# ruff: noqa: E501  (a pattern is read as one line)

from __future__ import annotations

import re
from typing import Literal

from .quotes import QUOTED
from .wording import phrase

Action = Literal["export", "state", "credits", "edit"]

_END = re.compile(r"""[.!?…]+["'”’)\]]*(?=\s)|[。！？]+["”’）」』]*|\n+""")
_LONGEST = 600  # characters held back at most, whatever the punctuation

_NOISE = re.compile(
    r"temporary (?:issue|problem|error|glitch)|temporarily unavailable|暂时(?:的|性)?(?:问题|故障|错误|不可用)|临时(?:性)?(?:问题|故障)",
    re.IGNORECASE,
)

# where an instruction begins: at the start of a sentence or clause, or after the words that lead one in
_LEAD = r"(?:^|[,;:–—]\s*|\b(?:please|then|now|just|simply|first|next|finally|also|and|or|can|could|should|may|must|to|by|you(?:'ll| will)?)\s+)"
_GUI_THING = (
    r"(?:button|icon|tab|menu|toolbar|side ?bar|panel|drop-?down|check ?box|toggle|link|screen|page|window|dialog"
    r"|corner|timeline|track|here|below|above)"
)
_EN: tuple[tuple[Action | None, str], ...] = (
        ("export", rf"\bexport\b\W+(?:button|icon|menu|tab|panel|drop-?down|dialog|page|screen|option)|{_LEAD}(?:click|tap|press|hit)(?:ing)?\s+(?:on\s+)?(?:the\s+)?export\b"),
            ("export", rf"{_LEAD}(?:download|export|save)(?:ing)?\b[^.!?]{{0,40}}\b(?:from|in|on|at|via|using|through)\s+(?:the|your)\s+(?:\w+\s+){{0,2}}(?:bar|menu|toolbar|panel|tab|corner|header|button|page|editor|dashboard|workspace)\b"),
        ("credits", rf"{_LEAD}(?:check|visit|see|open|view|go to)(?:ing)?\s+(?:your\s+|the\s+)?(?:account|billing|plan|subscription)\b"),
        ("state", rf"{_LEAD}(?:preview|see|view|watch|check|find)(?:ing)?\b[^.!?]{{0,40}}\b(?:in|on)\s+(?:the|your)\s+timeline\b"),
        ("state", rf"{_LEAD}open(?:ing)?\s+(?:up\s+)?(?:the|your)\s+[^.!?]{{0,30}}\b(?:panel|tab|menu|side ?bar|editor|drawer|window)\b"),
        (None, rf"{_LEAD}(?:click|tap|right-click|double-click|press|hit)(?:ing)?\s+(?:on\s+)?[^.!?]{{0,40}}\b{_GUI_THING}\b"),
        (None, rf"{_LEAD}(?:click|tap|press|hit)(?:ing)?\s+(?:on\s+)?(?:the\s+)?…"),
        ("state", rf"{_LEAD}(?:preview|see|view|watch|check|find)(?:ing)?\b[^.!?]{{0,40}}\b(?:in|on)\s+(?:the|your)\s+(?:\w+\s+)?(?:window|panel|pane|preview area|editor)\b"),
        (None, rf"{_LEAD}(?:go|head|navigate|switch|scroll|jump)(?:ing)?\s+(?:over\s+|back\s+|down\s+)?to\s+(?:the\s+|your\s+)?[^.!?]{{0,30}}\b(?:tab|panel|menu|settings|side ?bar|toolbar|editor)\b"),
        (None, rf"{_LEAD}(?:press|hit)(?:ing)?\s+(?:the\s+)?(?:space(?:bar)?|enter|return|delete|backspace|esc(?:ape)?|ctrl|cmd|shift)\b"),
        (None, rf"{_LEAD}(?:right|double)[- ]click(?:ing)?\b|{_LEAD}select\s+[^.!?]{{0,60}}\band\s+(?:press|click|hit|tap|choose)\b"),
        (None, rf"{_LEAD}use\s+the\s+(?:timeline|toolbar|slider|panel|menu|editor)\b|{_LEAD}(?:refresh|reload)(?:ing)?\s+(?:the|your)\s+(?:page|browser|tab|window)\b"),
        (None, r"\b(?:can|could|may|by)\s+(?:also\s+|simply\s+|just\s+)?drag(?:ging)?(?:\s+(?:and|&)\s+drop(?:ping)?)?\s+(?:the\s+|your\s+|any\s+)?(?:clips?|photos?|pictures?|images?|files?|tracks?|titles?|texts?|edges?|handles?|sliders?)\b"),
    ("edit", rf"{_LEAD}drag(?:ging)?(?:\s+and\s+drop)?\s+(?:it|them|(?:the|your|each|any|this|that|all|its)\s+[^.!?]{{0,20}}\b(?:clips?|photos?|pictures?|images?|files?|tracks?|titles?|texts?|music|audio|edges?|handles?|sliders?|playhead))\b"),
    ("edit", rf"{_LEAD}(?:drag|drop)(?:ging|ping)?\b(?:\s+(?:and|&)\s+drop)?\s+[^.!?]{{0,60}}\b(?:to|onto|on|into|in|from)\s+(?:the|your)\s+{_GUI_THING}\b"),
)  # fmt: skip
_ZH_LEAD = r"(?:^|用?鼠标|[，；：、,]\s*|请|可以|只需|直接|或者?|再)"
_ZH_PIECE = r"(?:片段|素材|照片|图片|音乐|字幕|标题|视频|文件|滑块|手柄|边缘|播放头|轨道)"
_ZH: tuple[tuple[Action | None, str], ...] = (
        ("export", r"(?:点击|單擊|单击|点按|按下|點擊|使用|通过)[^。！？]{0,12}导出|导出(?:按钮|图标|菜单|键|选项)|(?:前往|进入|打开|转到|切换到)[^。！？]{0,6}导出"),
        ("credits", r"(?:查看|检查|前往|进入|打开)(?:您|你)?的?(?:账户|帐户|账号|账单|订阅|套餐)"),
        ("state", r"在?时间[线轴](?:上|中|里|面板)?(?:中|里|上)?(?:预览|查看|观看)|打开[^。！？]{0,12}(?:面板|菜单|标签|侧边栏|窗口|编辑器)"),
        (None, r"(?:点击|单击|双击|右键|点按|點擊|按一下|点一下)[^。！？]{0,20}(?:按钮|图标|菜单|标签|选项|这里|此处|下方|上方|右上角|左上角|右下角|左下角|面板|链接|按鈕)"),
        (None, r"(?:点击|单击|点按|點擊)\s*…"),
        (None, r"(?:点击|单击|双击|右击|點擊)[^。！？]{0,20}(?:即可|进行|就能|就可以|来编辑|来修改)|(?:刷新|重新加载)(?:页面|网页|浏览器)|按(?:下|一下)?(?:删除|空格|回车|退格|delete|enter|ctrl|shift|esc)|右(?:键|击)[^。！？]{0,20}(?:选择|选中|菜单)|(?:进入|前往|打开|转到)[^。！？]{0,10}(?:设置|菜单|选项卡)"),
        ("state", r"在(?:预览|左侧|右侧|左边|右边|素材|媒体)[^。！？]{0,6}(?:窗口|面板|区域|栏)(?:中|里|上)?[^。！？]{0,6}(?:查看|观看|找到|预览|播放)"),
        (None, r"(?:可以|可|通过)(?:拖拽|拖动|拖放|拖曳)|(?:拖拽|拖动|拖放|拖曳)[^。！？]{0,12}(?:可以|即可|就能|就可以)"),
        ("edit", rf"(?<![被我已])(?:拖拽|拖动|拖放|拖曳|拖到|拖入)[^。！？了]{{0,24}}(?:时间[线轴]|轨道|面板|画布)|(?<!我)(?<!已)[把将將][^。！？]{{0,16}}{_ZH_PIECE}[^。！？]{{0,6}}拖[拽动放曳]?(?:到|至|入)(?!了)|{_ZH_LEAD}拖[拽动放曳]?[^。！？]{{0,12}}{_ZH_PIECE}"),
)  # fmt: skip
_TALK = [(action, re.compile(pattern, re.IGNORECASE)) for action, pattern in (*_EN, *_ZH)]


_REPORTED = re.compile(r"\b(?:says?|saying|reads?|reading|asks?|tells?)\b", re.IGNORECASE)  # what follows is content


class Translator:
    """Takes the stream piece by piece; gives what may be shown.

    `actions` are what the GUI talk was about, `edits` the sentences that tell the person to edit by hand.
    """

    def __init__(self, language: str) -> None:
        self.actions: set[Action] = set()
        self.edits: list[str] = []
        self._language = language
        self._held = ""
        self._noise = ""  # a sentence that is dropped if it stays the last one
        self._has_shown = False

    def feed(self, text: str) -> str:
        """More text; returns what of it, and of what was held back, may be shown now."""
        self._held += text
        out = []
        while (end := self._end_of_sentence()) is not None:
            sentence, self._held = self._held[:end], self._held[end:]
            out.append(self._judge(sentence))
        return "".join(out)

    def finish(self) -> str:
        """The end of the stream: what is left."""
        rest, self._held = self._held, ""
        out = self._judge(rest) if rest else ""
        if not self._has_shown and self._noise:
            out, self._noise = out + self._noise, ""  # it was not noise after an answer: it is the answer
        return out + self._instead(out)

    def _end_of_sentence(self) -> int | None:
        found = _END.search(self._held[: _LONGEST + 1])
        if found:
            return found.end()
        return _LONGEST if len(self._held) > _LONGEST else None

    def _judge(self, sentence: str) -> str:
        action, is_talk = self._gui_talk(sentence)
        if is_talk:
            if action:
                self.actions.add(action)
            if action == "edit":
                self.edits.append(" ".join(sentence.split()))
            return ""
        if _NOISE.search(sentence) and not self._noise:
            self._noise = sentence
            return ""
        if not sentence.strip() and (self._noise or not self._has_shown):
            if self._noise:
                self._noise += sentence
            return ""
        before, self._noise = self._noise, ""
        self._has_shown = True
        return before + sentence

    def _gui_talk(self, sentence: str) -> tuple[Action | None, bool]:
        """(what it is about, whether it is GUI talk). What is in quotation marks is content, except after a click."""
        bare = QUOTED.sub(" … ", sentence).strip(" \n-*•0123456789.)")
        for action, pattern in _TALK:
            found = pattern.search(bare)
            if found and not _REPORTED.search(bare[: found.start()]):
                return action or self._action_of(sentence), True
        return None, False

    def _action_of(self, sentence: str) -> Action | None:
        lower = sentence.lower()
        if "export" in lower or "导出" in lower or "download" in lower or "下载" in lower:
            return "export"
        if re.search(r"billing|top up|subscription|\bplan\b|账单|充值|订阅|套餐", lower):
            return "credits"
        return None

    def _instead(self, out: str) -> str:
        """Where nothing but GUI talk was said, what it comes to here."""
        if self._has_shown or out or not self.actions:
            return ""
        return " ".join(phrase(self._language, f"gui_{action}") for action in sorted(self.actions) if action != "edit")
