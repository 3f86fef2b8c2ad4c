from __future__ import annotations

from ..edits import SetCanvas
from ..stage import Stage
from ..wishes import Wish


def plan_canvas(wish: Wish, stage: Stage) -> None:
    args = wish.args
    if wish.do == "ask":
        stage.say(
            f"{args['outlet']} takes reels and stories (9:16), posts (4:5) and squares (1:1): which one shall it be?",
            f"{args['outlet']} 可以是 9:16（Reels、快拍）、4:5（帖子）或 1:1（方形），要哪一种？",
            ("Reel, 9:16", "Make it 9:16."),
            ("Post, 4:5", "Make it 4:5."),
            ("Square, 1:1", "Make it 1:1."),
        )
        return
    if wish.do == "unavailable":
        if "fps" in args:
            stage.say(
                f"{args['fps']} frames per second is not available; 24, 25, 30, 50 and 60 are.",
                f"不支持 {args['fps']} 帧，可选 24、25、30、50、60 帧。",
            )
        else:
            stage.say(
                f"{args['ratio']} is not available; 16:9, 9:16, 1:1, 4:5 and 21:9 are.",
                f"不支持 {args['ratio']}，可选 16:9、9:16、1:1、4:5、21:9。",
            )
        return
    side = args.get("short_side")
    if side is not None:
        side = max(240, min(2160, int(side)))
    stage.do(SetCanvas(ratio=args.get("ratio"), short_side=side, fps=args.get("fps")))
