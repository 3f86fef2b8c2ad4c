"""Our own sentences, in the languages that we speak. `{}` fields are named, so that word order is free."""

from __future__ import annotations

from collections.abc import Sequence

_SENTENCES: dict[str, tuple[str, str]] = {
    # connection
    "connecting": ("Connecting…", "正在连接…"),
    "starting_engine": ("Starting the engine on this machine…", "正在启动本机引擎…"),
    "local": ("on this machine · nothing is uploaded", "在本机运行 · 不上传任何文件"),
    "remote": ("connected to {host} · photos are sent there", "已连接 {host} · 照片会发送到那里"),
    "local_model": (
        "on this machine · chat text and file names go to {model}; photos don't",
        "在本机运行 · 对话文字和文件名会发送到 {model}，照片不会",
    ),
    "remote_model": (
        "connected to {host} · photos are sent there; chat text and file names also to {model}",
        "已连接 {host} · 照片会发送到那里；对话文字和文件名还会发送到 {model}",
    ),
    "failed": ("not connected", "未连接"),
    "session_gone": (
        "The back end no longer knew this conversation, so a new one was begun. The old timeline is gone; add your "
        "photos again.",
        "后端已找不到这段会话，已新建会话。旧的时间线已丢失，请重新添加照片。",
    ),
    "engine_restarted": (
        "The engine on this machine had stopped and was started again. Nothing is lost.",
        "本机引擎曾停止，已重新启动，没有丢失任何内容。",
    ),
    "not_kept": (
        "This conversation cannot be written to the disk, so it will not be found again after a restart.",
        "这段会话无法写入磁盘，重启后将无法恢复。",
    ),
    "turn_interrupted": (
        "Python ended before this was answered. The timeline shows what was done; send it again if that is missing.",
        "Python 在回答之前已结束。时间线显示已完成的内容；如果没有看到修改，请重新发送。",
    ),
    "media_interrupted": (
        "{file} did not arrive before Python ended. Add it again.",
        "{file} 在 Python 结束前没有传完，请重新添加。",
    ),
    "claim_begun": (
        "You are working without an account: what you make is kept for 7 days. Claim it to keep it.",
        "你正在免注册使用：作品会保留 7 天。认领后可长期保留。",
    ),
    "claim_made": (
        "Claim this project with an account to keep it and to open it on the web.",
        "用账号认领这个项目，即可长期保留并在网页上打开。",
    ),
    "export_elsewhere": (
        "An export of this conversation is under way in another notebook or cell, and will be shown there.",
        "这段会话的导出正在另一个笔记本或单元格中进行，完成后会显示在那里。",
    ),
    "export_found": ("The export that was under way is finished: {file}.", "之前进行中的导出已完成：{file}。"),
    # a turn
    "waiting_media": ("Waiting for your files…", "正在等待文件上传…"),
    "thinking": ("Thinking…", "正在思考…"),
    "still_working": ("⏳ Still working…", "⏳ 仍在处理…"),
    "editing": ("Editing the timeline…", "正在编辑时间线…"),
    "generating": ("Generating…", "正在生成…"),
    "working": ("Working…", "正在处理…"),
    "recovering": ("The connection broke. Looking for what was done…", "连接中断，正在确认处理结果…"),
    "recovered": ("The connection broke, but the work was done:", "连接中断过，但修改已完成："),
    "silent_edit": ("Done:", "已完成："),
    "silent_nothing": (
        "The back end finished without an answer, and the timeline is unchanged. Say it differently, or try again.",
        "后端没有给出回答，时间线也没有变化。请换个说法，或再试一次。",
    ),
    "retry": ("Try again", "重试"),
    "adding": ("Adding {file}", "正在添加 {file}"),
    "stopped": ("Stopped.", "已停止。"),
    "later_changes": ("Added since:", "随后又添加了："),
    # what is said for the person
    "say_make": ("Make a video from these.", "用这些照片做一个视频。"),
    "new_video": ("Make a new video from only {names}.", "只用{names}做一个新视频。"),
    "leave_out": ("Leave out {names}.", "删除{names}。"),
    "in_order": ("Use the media in this order: {names}.", "素材按此顺序：{names}。"),
    "remove_clips": ("Remove {names}.", "删除{names}。"),
    # intents
    "exported": ("Here is your video: {width}×{height}, {seconds} s.", "视频已完成：{width}×{height}，{seconds} 秒。"),
    "exporting": ("Making the {file}…", "正在生成 {file}…"),
    "downloading": ("Fetching the {file}…", "正在获取 {file}…"),
    "credits": (
        "{available} credits available, {frozen} frozen, {total} in total.",
        "可用积分 {available}，冻结 {frozen}，共 {total}。",
    ),
    "credits_unlimited": ("No credits needed: this machine does the work.", "不需要积分：由本机完成处理。"),
    "upload_how": (
        "Drop files onto the widget, press “Add”, or call studio.upload(…) in Python.",
        "把文件拖到这里，点“添加”，或在 Python 里调用 studio.upload(…)。",
    ),
    "upload_done": ("Added {names}.", "已添加 {names}。"),
    "gui_export": ("Say “export” and the MP4 is made here.", "说“导出”，就会在这里生成 MP4。"),
    "gui_state": ("The timeline is shown here.", "时间线会显示在这里。"),
    "gui_credits": ("Say “credits” to see what is left.", "说“积分”即可查看余额。"),
    "button_edit": ("Do it for me", "帮我完成"),
    "button_export": ("Export", "导出"),
    "button_state": ("Show the timeline", "查看时间线"),
    "button_credits": ("Credits", "积分"),
    "say_edit": ("Do this for me: {edits}", "请替我完成：{edits}"),
    "say_export": ("export", "导出"),
    "say_state": ("show the tracks", "状态"),
    "say_credits": ("credits", "积分"),
}


def phrase(language: str, name: str, **values: object) -> str:
    """The sentence `name`, in Chinese for a Chinese session and in English for all others."""
    english, chinese = _SENTENCES[name]
    return (chinese if language.startswith("zh") else english).format(**values)


def listed(language: str, names: Sequence[str]) -> str:
    """File names in quotation marks, as the agent reads a list of them."""
    chinese = language.startswith("zh")
    return ("、" if chinese else ", ").join(f"“{name}”" if chinese else f'"{name}"' for name in names)
