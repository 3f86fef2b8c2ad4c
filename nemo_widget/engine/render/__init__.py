"""The render room: a draft and its files → a video.

A picture is a pure function of (draft, files, time); a render is a map over independent chunks of such pictures.
"""

from .cache import ChunkCache
from .dask import dask_executor
from .errors import RenderCancelled, RenderError
from .layout import missing_glyphs
from .output import Output
from .pool import RenderPool, make_executor
from .render import Rendered, render, render_ahead, render_frame
from .saliency import focus_of

__all__ = [
    "ChunkCache",
    "Output",
    "RenderCancelled",
    "RenderError",
    "RenderPool",
    "Rendered",
    "dask_executor",
    "focus_of",
    "make_executor",
    "missing_glyphs",
    "render",
    "render_ahead",
    "render_frame",
]
