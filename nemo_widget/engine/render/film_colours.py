"""The frames of a film, of whatever matrix, range and light, → BT.709, limited range."""

from __future__ import annotations

import av
from av.video.reformatter import ColorRange, Colorspace, Interpolation

from .hdr import Standard, is_hdr


class InBt709:
    """Brings the frames of one film to yuv420p, BT.709 limited, at a size in pixels that is the same for all."""

    def __init__(self) -> None:
        self._standard: Standard | None = None  # made for the first frame in HDR

    def __call__(self, frame: av.VideoFrame, width: int, height: int) -> av.VideoFrame:
        if is_hdr(frame):
            if self._standard is None:
                self._standard = Standard(frame, width, height)
            return self._standard(frame)
        return frame.reformat(
            width,
            height,
            "yuv420p",
            src_colorspace=_matrix(frame),
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.BICUBIC,
        )


def _matrix(frame: av.VideoFrame) -> Colorspace:
    """The matrix of the frame's colours; where it says nothing, what its size suggests."""
    if frame.colorspace in (Colorspace.ITU709, Colorspace.ITU601, Colorspace.FCC, Colorspace.SMPTE240M):
        return Colorspace(frame.colorspace)
    return Colorspace.ITU709 if frame.height >= 720 else Colorspace.ITU601
