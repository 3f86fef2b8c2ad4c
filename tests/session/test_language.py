from __future__ import annotations

import pytest

from nemo_widget.session.language import language_of


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("make it warmer", "en"),
        ("用这几张图生成一个视频", "zh-CN"),
        ("用這幾張圖做一個影片", "zh-TW"),
        ("写真を動画にして", "ja"),
        ("사진으로 영상 만들어줘", "ko"),
        ("сделай видео из фото", "ru"),
        ("зроби відео з моїх світлин", "uk"),
        ("اصنع فيديو من صوري", "ar"),
        ("मेरी तस्वीरों से वीडियो बनाओ", "hi"),
        ("ทำวิดีโอจากรูป", "th"),
        ("φτιάξε ένα βίντεο", "el"),
        ("add the title '你好世界'", "en"),
        ("标题写 “Urban Dreams”", "zh-CN"),
        ("🌍 123", "en"),
    ],
)
def test_the_language_of_a_message(message: str, code: str) -> None:
    assert language_of(message) == code
