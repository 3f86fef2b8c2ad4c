from __future__ import annotations

from typing import Any

from nemo_widget.engine.music import PRESETS
from nemo_widget.model.draft import MUSIC_PREFIX

from ..edits import ChangeMusic, RemoveMusic, SetMusic
from ..edits.sound import VOLUME
from ..stage import Stage
from ..wishes import Wish

DEFAULT_PRESET = "lo-fi"
_NAMES = "lo-fi, upbeat, cinematic, ambient, acoustic, electronic"


def plan_music(wish: Wish, stage: Stage) -> None:
    music = stage.scene.music
    if wish.do == "remove":
        if music:
            stage.do(RemoveMusic())
        elif not stage.built:
            stage.say("There is no music in the video.", "视频里没有音乐。")
    elif wish.do == "unavailable":
        stage.say(
            f"I have no {wish.args['genre']} music; I can compose {_NAMES}, or use an audio file that you upload.",
            "没有这种风格的音乐；可选 lo-fi、欢快、电影感、氛围、原声、电子，或使用你上传的音频。",
        )
    elif wish.do == "set":
        _set(wish.args, stage)
    elif wish.do == "default":
        _set({"preset": None, **wish.args}, stage)
    elif wish.do == "other":
        names = list(PRESETS)
        now = music[0].meta.src.removeprefix(MUSIC_PREFIX) if music else ""
        _set({"preset": names[(names.index(now) + 1) % len(names)] if now in names else None}, stage)
    elif wish.do == "not_builtin":
        songs = [a.hash for a in stage.situation.assets if a.kind == "audio"]
        if songs:
            _set({"upload": frozenset(songs[-1:])}, stage)
        elif music:
            stage.do(RemoveMusic())
    elif wish.do == "change":
        _change(wish.args, stage)


def _songs(stage: Stage) -> list[str]:
    return [a.hash for a in stage.situation.assets if a.kind == "audio"]


def _settings(args: dict[str, Any], now: float) -> dict[str, Any]:
    found: dict[str, Any] = {k: args[k] for k in ("fade_in_ms", "fade_out_ms", "start_ms") if k in args}
    if "volume" in args:
        found["volume"] = round(max(0.0, min(1.0, args["volume"])), 3)
    elif "volume_factor" in args:
        found["volume"] = round(max(0.02, min(1.0, (now or 0.1) * args["volume_factor"])), 3)
    return found


def _set(args: dict[str, Any], stage: Stage) -> None:
    music = stage.scene.music
    now = music[0].meta.volume if music else VOLUME
    settings = _settings(args, now)
    if "upload" in args:
        songs = _songs(stage)
        named = [h for h in songs if not args["upload"] or h in args["upload"]]
        if not named:
            stage.say(
                "Upload an audio file first, then I can use it as the music.",
                "请先上传音频文件，然后我就能用它作配乐。",
            )
            return
        stage.do(SetMusic(source=named[-1], **settings))
        return
    preset = args.get("preset")
    if preset is None:
        if music:
            if settings:
                stage.do(ChangeMusic(**settings))
            return
        songs = _songs(stage)
        source = songs[-1] if songs else MUSIC_PREFIX + DEFAULT_PRESET
    else:
        source = MUSIC_PREFIX + preset
    stage.do(SetMusic(source=source, **settings))


def _change(args: dict[str, Any], stage: Stage) -> None:
    music = stage.scene.music
    if music:
        stage.do(ChangeMusic(**_settings(args, music[0].meta.volume)))
        return
    if args.get("volume") == 0:
        if not stage.built:
            stage.say("There is no music in the video.", "视频里没有音乐。")
        return
    if "volume_factor" in args and not stage.built:
        stage.say(
            f"There is no music yet. Say for example “add lo-fi music”. I can compose {_NAMES}.",
            "还没有音乐。可以说“加上 lo-fi 音乐”。",
        )
        return
    _set({"preset": None, **args}, stage)
