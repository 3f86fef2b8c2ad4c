"""What a person may want to do next with this draft: two or three buttons, each a message that is understood."""

from __future__ import annotations

from nemo_widget.model.conversation import Button
from nemo_widget.model.draft import Draft

from .situation import Situation, fresh_assets, ratio_of


def next_steps(draft: Draft | None, situation: Situation, language: str, after: str = "") -> list[Button]:
    zh = language == "zh"

    def button(en: tuple[str, str], chinese: tuple[str, str]) -> Button:
        label, say = chinese if zh else en
        return Button(label=label, say=say)

    if draft is None or not draft.clips:
        if not any(a.kind != "audio" for a in situation.assets):
            return []
        return [
            button(
                ("15 s, vertical", "Make a 15-second vertical video with crossfades."),
                ("15 秒竖屏", "做成 15 秒竖屏视频，交叉淡化"),
            ),
            button(
                ("With lo-fi music", "Make a video with lo-fi music."), ("配 lo-fi 音乐", "做成视频，配 lo-fi 音乐")
            ),
            button(("2 s a photo", "Make a video with 2 seconds per photo."), ("每张 2 秒", "做成视频，每张 2 秒")),
        ]
    steps: list[Button] = []
    if after == "undo":
        steps.append(button(("Redo", "Redo."), ("重做", "重做")))
    if situation.turns and any(a.kind != "audio" for a in fresh_assets(situation, draft)):
        steps.append(button(("Add the new photos", "Add the new photos."), ("加上新照片", "加上新照片")))
    if not draft.texts:
        steps.append(button(("Add a title", "Add a title."), ("加标题", "加个标题")))
    if not draft.music:
        steps.append(button(("Add music", "Add lo-fi music."), ("加音乐", "加上 lo-fi 音乐")))
    elif any(m.meta.bpm for m in draft.music) and len(draft.clips) > 2:
        steps.append(button(("Cut on the beat", "Cut on the beat."), ("卡点", "按节拍切换")))
    ratio = ratio_of(draft)
    if ratio != "9:16":
        steps.append(button(("Make it vertical", "Make it vertical."), ("改成竖屏", "改成竖屏")))
    else:
        steps.append(button(("Make it square", "Make it square."), ("改成方形", "改成方形")))
    if all(c.meta.filter == "none" for c in draft.clips):
        steps.append(button(("Warmer colours", "Make it warm."), ("暖色调", "整体用暖色调")))
    steps.append(button(("Export", "Export"), ("导出", "导出")))
    return steps[:3]
