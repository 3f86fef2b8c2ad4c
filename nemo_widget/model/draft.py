"""The timeline as the local engine writes it: typed, with the wire's short keys as aliases.

The client never uses these types to re-serialise a draft (another back end may put more into it than we know);
it keeps the JSON that the state gave and looks at it through `nemo_widget.model.timeline`.

All times are whole milliseconds. Segments of one video track abut; a transition overlaps nothing and changes no
duration.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict, Field

Ratio = Literal["16:9", "9:16", "1:1", "4:5", "21:9"]
Fps: TypeAlias = Literal[24, 25, 30, 50, 60]
Fit = Literal["cover", "contain", "blur"]
Motion = Literal["none", "zoom-in", "zoom-out", "pan-left", "pan-right", "pan-up", "pan-down"]
TransitionType = Literal[
    "crossfade",
    "fade-black",
    "fade-white",
    "slide-left",
    "slide-right",
    "slide-up",
    "slide-down",
    "wipe-left",
    "wipe-right",
    "wipe-up",
    "wipe-down",
    "zoom",
    "circle",
    "blur",
]
Filter = Literal["none", "bw", "sepia", "warm", "cool", "vivid", "vintage"]
TextRole = Literal["title", "caption"]
TextPosition = Literal[
    "top-left", "top", "top-right", "left", "center", "right", "bottom-left", "bottom", "bottom-right"
]
TextAnimation = Literal["none", "fade-in", "slide-up", "typewriter", "pop"]
MusicPreset = Literal["lo-fi", "upbeat", "cinematic", "ambient", "acoustic", "electronic"]

MUSIC_PRESETS: tuple[str, ...] = get_args(MusicPreset)
MUSIC_PREFIX = "music:"

# (width, height) in pixels of each ratio at its default size
CANVAS_SIZES: dict[str, tuple[int, int]] = {
    "16:9": (1920, 1080),
    "9:16": (1080, 1920),
    "1:1": (1080, 1080),
    "4:5": (1080, 1350),
    "21:9": (2560, 1080),
}


_DAY_MS = 24 * 3_600_000  # no time in a video is beyond it

Share = Annotated[float, Field(ge=0, le=1)]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]


class _Noun(BaseModel):
    """A part of the draft. Unknown keys are kept, because another program may have written them."""

    model_config = ConfigDict(populate_by_name=True, extra="allow", allow_inf_nan=False)


class Transition(_Noun):
    """How a clip comes in. `duration_ms` is centred on the cut: half of it plays over the clip before."""

    type: TransitionType
    duration_ms: int = Field(500, alias="d", ge=0, le=_DAY_MS)


class ClipMeta(_Noun):
    """What a video segment shows. `src` is the upload's hash, `name` the file name that people see.

    `focus` is where in the photo its subject is: [x, y] as shares of its width and height from the top left corner.
    `background` is what shows beside a contained photo and through a transparent one; None is the canvas's own.
    """

    src: str
    name: str = ""
    fit: Fit = "cover"
    focus: list[Share] | None = Field(None, min_length=2, max_length=2)
    background: Colour | None = None
    motion: Motion = "none"
    filter: Filter = "none"
    brightness: float = 1.0
    contrast: float = 1.0
    saturation: float = 1.0
    transition: Transition | None = None
    in_ms: int | None = Field(None, alias="in", ge=0, le=_DAY_MS)
    speed: float | None = Field(None, ge=0.05, le=50)
    volume: float | None = Field(None, ge=0, le=10)


class MusicMeta(_Noun):
    """`src` is "music:<preset>" or an upload's hash; `volume` 0 to 1; fades in milliseconds."""

    src: str
    name: str = ""
    volume: float = Field(1.0, ge=0, le=1)
    fade_in: int = Field(0, ge=0, le=_DAY_MS)
    fade_out: int = Field(0, ge=0, le=_DAY_MS)
    bpm: float | None = None


class TextMeta(_Noun):
    """`size` is a share of the canvas height, `color` "#rrggbb"."""

    text: str
    role: TextRole = "title"
    position: TextPosition = "center"
    size: float = Field(0.08, gt=0, le=1)
    color: Colour = "#ffffff"
    animation: TextAnimation = "fade-in"
    font: str | None = None


class _Segment(_Noun):
    id: str
    start_ms: int = Field(alias="s", ge=0, le=_DAY_MS)
    duration_ms: int = Field(alias="d", gt=0, le=_DAY_MS)

    @property
    def end_ms(self) -> int:
        return self.start_ms + self.duration_ms


class Clip(_Segment):
    meta: ClipMeta = Field(alias="m")


class Music(_Segment):
    meta: MusicMeta = Field(alias="m")


class Text(_Segment):
    meta: TextMeta = Field(alias="m")


class VideoTrack(_Noun):
    id: str = "video-1"
    kind: Literal[0] = Field(0, alias="tt")
    segments: list[Clip] = Field(default_factory=list, alias="sg")


class AudioTrack(_Noun):
    id: str = "audio-1"
    kind: Literal[1] = Field(1, alias="tt")
    segments: list[Music] = Field(default_factory=list, alias="sg")


class TextTrack(_Noun):
    id: str = "text-1"
    kind: Literal[7] = Field(7, alias="tt")
    segments: list[Text] = Field(default_factory=list, alias="sg")


Track = Annotated[VideoTrack | AudioTrack | TextTrack, Field(discriminator="kind")]


class DraftMeta(_Noun):
    """The canvas, in pixels, its colour, and what the project is called."""

    title: str = "project"
    width: int = Field(1920, gt=0)
    height: int = Field(1080, gt=0)
    fps: int = Field(30, gt=0)
    background: Colour | None = None  # None is black


class Draft(_Noun):
    """A whole timeline. `duration_ms` is the end of its last video segment."""

    duration_ms: int = Field(0, alias="d", ge=0, le=_DAY_MS)
    meta: DraftMeta = Field(default_factory=DraftMeta, alias="m")
    tracks: list[Track] = Field(default_factory=list, alias="t")

    @property
    def clips(self) -> list[Clip]:
        return [s for t in self.tracks if isinstance(t, VideoTrack) for s in t.segments]

    @property
    def music(self) -> list[Music]:
        return [s for t in self.tracks if isinstance(t, AudioTrack) for s in t.segments]

    @property
    def texts(self) -> list[Text]:
        return [s for t in self.tracks if isinstance(t, TextTrack) for s in t.segments]

    def to_json(self) -> dict[str, Any]:
        """The JSON of the wire: short keys, nothing that is None."""
        return self.model_dump(by_alias=True, exclude_none=True)


class Canvas(_Noun):
    """The state's `canvas_config`."""

    width: int = 1920
    height: int = 1080
    ratio: str = "16:9"
    fps: int = 30


def canvas_size(ratio: str, short_side: int | None = None) -> tuple[int, int]:
    """(width, height) in pixels, both even: the ratio's own size, or scaled so that its short side is `short_side`."""
    width, height = CANVAS_SIZES[ratio]
    if short_side is None:
        return width, height
    scale = short_side / min(width, height)
    return round(width * scale / 2) * 2, round(height * scale / 2) * 2
