from __future__ import annotations

from ..edits import SetCanvas
from ..stage import Stage
from ..wishes import Wish


def plan_canvas(wish: Wish, stage: Stage) -> None:
    args = wish.args
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
