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
        ("把這張照片調亮", "zh-TW"),
        ("把这张照片调亮", "zh-CN"),
        ("上下左右", "zh-CN"),
        ("為什麼後面沒有聲音", "zh-TW"),
        ("haz un vídeo con mis fotos", "es"),
        ("añade música de fondo", "es"),
        ("fais une vidéo avec mes photos", "fr"),
        ("enlève la deuxième photo", "fr"),
        ("mach ein Video aus meinen Fotos", "de"),
        ("entferne das zweite Foto", "de"),
        ("faça um vídeo com as minhas fotos", "pt"),
        ("coloque o texto embaixo", "pt"),
        ("fai un video con le mie foto", "it"),
        ("maak een video van mijn foto's", "nl"),
        ("zrób film z moich zdjęć", "pl"),
        ("fotoğraflarımdan bir video yap", "tr"),
        ("hãy tạo video từ ảnh của tôi", "vi"),
        ("ok", "en"),
        ("undo", "en"),
        ("no music", "en"),
        ("export in 4K", "en"),
        ("crossfade please", "en"),
        ("beach.jpg über.png", "en"),
        ("make a title that says 'Unsere Ferien am Meer'", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_a_message(message: str, code: str) -> None:
    assert language_of(message) == code
