"""What a message asks for. Only a message that is a command as a whole is one; all else goes to the back end.

"Export" is a command, "add a title that says Export now" is an edit: so the whole message, without its politeness, has
to match, be it clause by clause.
"""

# ruff: noqa: E501  (a pattern is read as one line)

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from nemo_widget.model.conversation import Intent
from nemo_widget.model.output import Audio, Format

from .quotes import QUOTED


@dataclass(frozen=True)
class Route:
    """`files`: the URLs and paths that an upload message names. `resolution`: short side in pixels of an export."""

    intent: Intent
    files: list[str] = field(default_factory=list)
    resolution: int | None = None
    fps: int | None = None
    format: Format | None = None
    audio: Audio | None = None


_LONGEST_COMMAND = 120  # characters; what is longer says more than a command
_LONGEST_LIST = 8000

_POLITE = re.compile(
    r"^(?:(?:hey|hi|hello|ok|okay|alright|great|perfect|nice|cool|good|thanks|thank you|now|then|please|pls|just|so|and|well"
    r"|looks (?:good|great)|yes|yeah|yep|sure|that's it|that is it|that's all|i'm done|we're (?:all )?done(?: here)?|(?:let's )?wrap it up|(?:[48]k|\d{3,4}p|mp4|gif|webm) (?:is|will be) (?:fine|enough|ok|okay|good)|that'll do|i'm happy(?: with (?:it|this|that))?|i (?:like|love) it|can you|could you|would you|will you|i(?:'d| would) like (?:you )?to|i want (?:you )?to|i wanna"
    r"|let'?s|let me|go ahead and|time to|i need (?:you )?to|we can|you can|may i|can i|can we)\b[\s,.!:;]*)+"
)
_POLITE_END = re.compile(r"(?:[\s,]*\b(?:please|pls|now|for me|thanks|thank you|then|already|when you can|asap))+$")
_POLITE_ZH = re.compile(
    r"^(?:请|麻烦|帮我|帮忙|我想要?|我要|可以|能不能|能否|现在|好的?了?|很好|不错|没问题|可以了|行|嗯|完成了|那就?|就|再|来|你|您|，|,|。|！|!|\s)+"
)
_POLITE_END_ZH = re.compile(r"(?:吧|吗|呢|啊|呀|哦|一下|谢谢|了|好吗|，|,|。|！|!|？|\?|\s)+$")

_THING = (
    r"(?:video|clip|movie|film|mp4|webm|gif|file|result|project|timeline|slideshow|reel|final version|final cut|final)"
)
_A_THING = (
    rf"(?:it|this|that|(?:(?:the|my|our|a|this|that|an)\s+)?(?:(?:final|finished|whole|full|current|new)\s+)*{_THING})"
)
_HOW = (
    r"(?:\s*(?:,|\bin\b|\bat\b|\bas\b|\bto\b|\bwith\b|\band\b|\busing\b|\ban?\b|\bthe\b|\bmp4\b|\bwebm\b|\bgif\b|\bmp3\b|\bsound\b|\bfile\b|\bvideo\b"
    r"|\bagain\b|\bonce more\b|\bto my (?:computer|laptop|phone|disk|desktop|machine|drive)\b|\bfull hd\b|\bhd\b|\bquality\b|\bresolution\b|\bhigh\b|\bbest\b|\bfast\b"
    r"|\b[48]k\b|\b\d{3,4}p\b|\b\d{2}\s*(?:fps|frames(?: (?:a|per) second)?)\b))*"
)
_EXPORT = re.compile(
    rf"(?:(?:(?:re-?)?export|download|render)(?:\s+{_A_THING})?{_HOW}"
    rf"|save\s+{_A_THING}{_HOW}|save\s+to my (?:computer|laptop|phone|disk|desktop|machine|drive)|(?:video|mp4) export"
    r"|(?:i (?:want|need)|(?:could i )?(?:get|have))\s+(?:the|my)\s+(?:(?:final|finished)\s+)?(?:video file|mp4|file|final video|finished video)"
    rf"|send\s+(?:over\s+)?{_A_THING}(?:\s+(?:over|to me|to us|across))?"
    rf"|(?:send|give|get|hand)\s+(?:me\s+|us\s+)(?:(?!an?\s){_A_THING}|an?\s+(?:mp4|gif|webm)(?:\s+(?:of|from)\s+(?:it|this|that))?){_HOW}"
    rf"|(?:make|create|produce|start|do|run)\s+the\s+(?:export|mp4|webm|gif|final render){_HOW}|(?:start|do|run)\s+an\s+export)"
)
_CREDITS = re.compile(
    r"(?:(?:check|show|see|view|what(?:'s| is| are)|tell me|get|display)\s+)?(?:me\s+)?(?:my|the|our)?\s*"
    r"(?:account\s+)?(?:credits?|credit balance|balance|credits? left|remaining credits?)"
    r"(?:\s+(?:balance|left|remaining|do i have(?: left)?|status))?"
    r"|(?:how many|how much) credits? (?:is|are|do i have) (?:still )?(?:left )?(?:on|in) (?:my|the|our) account|(?:how many|how much|what)\s+(?:free\s+)?credits?\s*(?:do (?:i|we) (?:still )?have(?: left)?|have (?:i|we)(?: got)?(?: left)?"
    r"|(?:are |is )?(?:left|remaining|available))?"
    r"|do i (?:still )?have (?:any |enough )?credits?(?: left)?|am i (?:almost |nearly )?(?:running )?(?:out of|low on) credits"
    r"|did (?:that|this|it) (?:cost|use)(?: up)? (?:me )?(?:any |many )?credits?|how many credits? (?:did|does|do) (?:that|this|it|an? (?:edit|clip|export)) (?:cost|use)(?: up)?(?: me)?|(?:the |my )?remaining (?:credit )?balance"
)
_STATUS = re.compile(
    r"(?:(?:what(?:'s| is)|show|see|check|get|list|view|tell|display|print|give)\s+)?(?:me\s+|us\s+)?"
    r"(?:(?:the|my|our|all|current|project|present)\s+)*"
    r"(?:status|state|tracks?|timeline|track list|timeline summary|(?:an?\s+)?summary of the (?:timeline|tracks))"
    r"(?:\s+(?:status|state|summary|tracks))?(?:\s+of\s+(?:the|my|our)\s+(?:project|video|timeline))?"
    r"|what(?:'s| is)\s+(?:on|in)\s+(?:the|my)\s+(?:timeline|tracks?)(?:\s+right)?(?:\s+now)?"
    r"|what does (?:the|my) (?:timeline|video) look like(?: so far| right)?(?: now)?|(?:list|show)(?: me)?(?: (?:the|all|my))* clips"
    r"|what (?:tracks|clips) (?:do (?:i|we) have|are there)"
)
_MEDIA = r"(?:photos?|pictures?|pics?|images?|files?|videos?|clips?|media|music|audio|songs?|stuff)"
_UPLOAD = re.compile(
    rf"upload(?:\s+(?:(?:some|a|an|my|more|the|these|another|new|few|other|one|two|three|four|five|\d{{1,2}})\s+)*{_MEDIA}(?:\s+and\s+{_MEDIA})?)?"
    rf"(?:\s+from\s+my\s+(?:computer|phone|disk|laptop|machine))?"
    rf"|add\s+(?:(?:some|a|an|my|more|the|another|new|few|other|one)\s+)*{_MEDIA}\s+from\s+my\s+(?:computer|phone|disk|laptop|machine|gallery|camera roll)"
    rf"|(?:how|where)\s+(?:do|can|should)\s+i\s+(?:upload|add|put)(?:\s+(?:(?:some|a|my|more|the|in)\s+)*{_MEDIA})?"
)

_EXPORT_ZH = re.compile(
    r"(?:给我)?(?:重新|再次)?(?:导出|導出|輸出|匯出|输出|下载|下載|渲染|保存)(?:这个|這個|一个|一份|成|为|為|最终|最終|成品|高清|的|到|本地|我的|整个|整個|我的?|电脑|電腦|手机|里|上"
    r"|视频|視頻|影片|文件|成片|动图|動圖|mp4|webm|gif|项目|[48]k|\d{3,4}p)*(?:一次|一遍)?"
    r"|(?:发我|发给我|给我)(?:一?(?:个|份)|(?:最终|成品)的?)(?:mp4|webm|gif|动图)|(?:mp4|webm|gif|[48]k|\d{3,4}p)(?:就行|就够|就好|足够)"
    r"|把?(?:视频|視頻|影片|成片|成品|它|这个视频)(?:导出|導出|匯出|下载|下載|发给我|發給我|发我|给我|發我|保存下来|导出来|(?:保存|存)(?:到|在)(?:我的)?(?:本地|电脑|手机)(?:上|里)?|保存)(?:来|出来|成(?:mp4|webm|gif|动图)|为(?:mp4|webm|gif|动图))?"
    r"|(?:发给我|发我|给我|发送)(?:最终|成品|这个)?的?(?:视频|影片|成片)"
    r"|(?:保?存下来|存(?:到|在)(?:本地|电脑|手机)(?:上|里)?)|(?:生成|制作)(?:最终|成品)(?:的|版)?(?:视频|影片|成片|文件)"
)
_CREDITS_ZH = re.compile(
    r"(?:查询|查|看|显示|我|还有|还剩|剩余|当前|账户|帐户|账号|里面?|的|有|多少|几个|一下|下)*(?:积分|積分|余额|餘額|点数|點數)(?:余额|還有多少|還剩多少|够不够用?|够用吗?|快没|快用完|用完|没有?|够|还够|还有多少|还剩多少|多少|剩多少|有多少|是多少|够吗|还够吗|情况)?"
)
_STATUS_ZH = re.compile(
    r"(?:查|看|显示|列出|展示|当前|现在|目前|项目|我|的|一下|下|所有|全部)*(?:状态|狀態|时间线|時間線|时间轴|轨道|軌道)(?:状态|情况|列表|上有什么|里有什么|有哪些|里?现在有(?:什么|哪些)(?:片段|素材|东西)?)?|(?:列出|显示|看看?)(?:一下)?(?:所有|全部)的?片段|(?:现在|目前|当前)?(?:一共|总共)?有(?:哪些|什么|几条|几个|多少)(?:轨道|片段)|(?:目前|现在)?(?:视频)?做到(?:哪一步|哪里|哪儿|什么程度)"
)
_UPLOAD_ZH = re.compile(
    r"(?:上传|上傳|怎么上传|如何上传|怎样上传|在哪上传|在哪里上传)(?:一些|[一两二三四五几多\d]+(?:张|首|个|段)|我的|更多|新的|这些|多张|其他|本地|的)*(?:照片|图片|圖片|文件|素材|视频|音乐|图|歌曲?)?|传(?:一张|几张|一些|多张|一首|一个|点)+(?:新的?|别的)?(?:照片|图片|图|文件|素材|视频|音乐|歌)?"
)
_URL = re.compile(r"https?://[^\s<>\"'，。）)]+", re.IGNORECASE)
_PATH = re.compile(
    r"(?:~|\.{1,2})?/[^\s\"'<>]{1,400}\.\w{2,5}\b|[A-Za-z]:\\[^\s\"'<>]{1,400}\.\w{2,5}\b|\b[\w.-]{1,120}\.(?:jpe?g|png|gif|webp|heic|avif|bmp|tiff?|mp4|mov|avi|webm|mkv|mp3|wav|m4a|aac)\b"
)
_FILE = re.compile(rf"{_URL.pattern}|{_PATH.pattern}", re.IGNORECASE)
_ADD_FILE = re.compile(
    r"(?:upload|add|use|here(?:'s| is| are)|take|上传|上傳|添加|加入|用)?[\s:：,，]*(?:this|these|the|my|file|files|photo|photos|picture|pictures|image|images|and|,|这张|这些|图片|照片|文件|和|、|\s)*"
)


def is_url(file: str) -> bool:
    return _URL.fullmatch(file) is not None


def route(message: str) -> Route:
    """What `message` asks for."""
    text = unicodedata.normalize("NFKC", message).strip()
    files = _FILE.findall(text) if len(text) <= _LONGEST_LIST else []
    if files and _ADD_FILE.fullmatch(_FILE.sub(" ", text).lower().strip(" .!")):
        return Route("upload", files=files)
    plain = _plain(text.lower()) if len(text) <= _LONGEST_COMMAND else ""
    clauses = [clause for each in _CLAUSE.split(plain) if (clause := _plain(each))]
    intent = _intent_of(plain) or (_intent_of(clauses[0]) if clauses else None)
    if intent is None or not (_intent_of(plain) or all(_intent_of(clause) == intent for clause in clauses)):
        return Route("chat")
    if intent != "export":
        return Route(intent)
    audio: Audio | None = "mp3" if "mp3" in plain else None
    return Route("export", resolution=_resolution(plain), fps=_fps(plain), format=_format(plain), audio=audio)


def _intent_of(plain: str) -> Intent | None:
    """The command that it is as a whole."""
    return next((intent for intent, patterns in _COMMANDS if any(p.fullmatch(plain) for p in patterns)), None)


_CLAUSE = re.compile(
    r"[,.;!?，。；！？、\n]+|\b(?:and|then|afterwards?|finally|once (?:it is|it's|you are|you're) (?:done|ready|finished)|when (?:it is|it's|you are|you're) (?:done|ready|finished))\b|然后|并且|并|再|最后|接着|之后|完成后|做好后"
)


def wishes_in(message: str) -> dict[Intent, Route]:
    """The commands within a message that asks for an edit too: "make it warmer, then export it in 4K"."""
    bare = QUOTED.sub(" … ", unicodedata.normalize("NFKC", message))
    found = [route(clause) for clause in _CLAUSE.split(bare) if clause.strip()]
    return {where.intent: where for where in found if where.intent in ("export", "credits", "status")}


_COMMANDS: tuple[tuple[Intent, tuple[re.Pattern[str], ...]], ...] = (
    ("export", (_EXPORT, _EXPORT_ZH)),
    ("credits", (_CREDITS, _CREDITS_ZH)),
    ("status", (_STATUS, _STATUS_ZH)),
    ("upload", (_UPLOAD, _UPLOAD_ZH)),
)


def _plain(text: str) -> str:
    """Without politeness, and without the punctuation at its ends."""
    text = text.replace("’", "'").strip(" .!?。！？~")
    text = _POLITE_END.sub("", _POLITE.sub("", text)).strip(" .!?,")
    return _POLITE_END_ZH.sub("", _POLITE_ZH.sub("", text)).strip()


def _resolution(text: str) -> int | None:
    """The short side in pixels."""
    if re.search(r"\b4k\b|4k", text):
        return 2160
    found = re.search(r"(\d{3,4})p", text)
    if found:
        return int(found[1])
    return 1080 if "full hd" in text else None


def _fps(text: str) -> int | None:
    found = re.search(r"(\d{2})\s*(?:fps|frames)", text)
    return int(found[1]) if found else None


def _format(text: str) -> Format | None:
    if "gif" in text or "动图" in text or "動圖" in text:
        return "gif"
    return "webm" if "webm" in text else None
