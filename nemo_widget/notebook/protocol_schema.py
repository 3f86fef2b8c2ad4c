"""Prints one JSON schema document with every model that crosses the comm (`python -m` this module).

What Python sends is described as it is serialised (every key is there), what the page sends as it is validated
(keys with a default may be left out).
"""

from __future__ import annotations

import json
import sys
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from nemo_widget.model.credits import Credits

from . import protocol

_TO_PAGE: tuple[type[BaseModel], ...] = (
    protocol.Snapshot,
    protocol.Envelope,
    protocol.Answer,
    protocol.UploadBegun,
    protocol.PreviewInfo,
    protocol.PastSessions,
    Credits,
)
_FROM_PAGE: tuple[type[BaseModel], ...] = (
    protocol.Call,
    protocol.SnapshotParams,
    protocol.SendParams,
    protocol.ExportParams,
    protocol.UploadBegin,
    protocol.UploadChunk,
    protocol.UploadEnd,
    protocol.ThumbnailParams,
    protocol.ReadVideo,
    protocol.PreviewParams,
    protocol.ReadPreview,
    protocol.ResumeParams,
)


class _EveryKeyIsSent(GenerateJsonSchema):
    def field_is_required(self, field: Any, total: bool) -> bool:
        return self.mode == "serialization" or super().field_is_required(field, total)


def schema() -> dict[str, Any]:
    """The JSON schema, all models under `$defs`."""
    models: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        *((model, "serialization") for model in _TO_PAGE),
        *((model, "validation") for model in _FROM_PAGE),
    ]
    _, document = models_json_schema(models, title="NemoProtocol", schema_generator=_EveryKeyIsSent)
    return document


if __name__ == "__main__":
    json.dump(schema(), sys.stdout, indent=2, ensure_ascii=False)
