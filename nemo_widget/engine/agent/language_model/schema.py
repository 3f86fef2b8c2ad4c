"""The edits as a tool that a model can call: made from the very types by which its answer is validated."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ..edits import EDITS

TOOL = "edit_timeline"
MOST_WORDS = 600  # characters of the model's own text

_NOT_OFFERED = "InsertClip"  # what was there before comes back by undo, or anew from the media


@lru_cache(maxsize=1)
def parameters() -> dict[str, Any]:
    """The JSON schema of {"edits": […], "reply": "…"}."""
    schema = _plain(EDITS.json_schema())
    definitions = schema["$defs"]
    kinds = [option["$ref"].rpartition("/")[2] for option in schema["items"]["oneOf"]]
    offered = [kind for kind in kinds if kind != _NOT_OFFERED]
    for kind in offered:  # ids are given by whoever keeps them; the kind is what tells one edit from another
        definition = definitions[kind]
        definition["properties"].pop("id", None)
        definition["required"] = ["kind", *(name for name in definition.get("required", ()) if name != "id")]
    options = {"anyOf": [{"$ref": f"#/$defs/{kind}"} for kind in offered]}
    return {
        "type": "object",
        "properties": {
            "edits": {"type": "array", "items": options},
            "reply": {"type": "string", "maxLength": MOST_WORDS},
        },
        "required": ["edits", "reply"],
        "$defs": {kind: definitions[kind] for kind in offered},
    }


def tool() -> dict[str, Any]:
    return {
        "type": "function",
        "function": {
            "name": TOOL,
            "description": "Changes the video by typed edits, done in their order, and answers the person.",
            "parameters": parameters(),
        },
    }


def _plain(node: Any) -> Any:
    """Without what a model need not read."""
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items() if not (key == "title" and isinstance(value, str))}
    return [_plain(item) for item in node] if isinstance(node, list) else node
