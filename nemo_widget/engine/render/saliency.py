"""Where in a photo its subject is, as far as a few simple signs tell: what stands out, what is sharp, what is skin.

A camera that is brought to this point keeps the subject in the picture when a wide photo becomes a tall video.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from .photo import Box, Photo
from .plate import over

_Map = npt.NDArray[np.float32]

_SIDE_PX = 96
_GREY = (128, 128, 128)
_CENTRE = (0.5, 0.45)  # where subjects are when nothing speaks against it: a little above the middle
_CENTRE_SPREAD = 0.38
# of the signs; skin is rare, and where it is, it is nearly always what the photo is about
_RARE, _SHARP, _SKIN = 1.0, 0.6, 1.8
_WINDOW_SHARE = 0.42  # of the shorter side: about what a subject fills
_SETTLING = 12
_LOOKS = 8  # at an animated picture


def focus_of(path: Path, name: str) -> tuple[float, float]:
    """(x, y) of the subject's middle, as shares of the photo's width and height from its top left corner.

    Raises: `RenderError` when the photo cannot be read.
    """
    with Photo(path, name) as photo:
        scale = _SIDE_PX / max(photo.width, photo.height)
        size = max(8, round(photo.width * scale)), max(8, round(photo.height * scale))
        whole = np.zeros((size[1], size[0]), np.float32)
        # what moves in an animated picture is where it is on average
        for number in range(0, photo.pictures, -(-photo.pictures // _LOOKS)):
            if number:
                photo.turn_to(number)
            whole += saliency(over(photo.pixels(Box(0, 0, photo.width, photo.height), size), _GREY))
    return _densest(whole)


def saliency(rgb: npt.NDArray[np.uint8]) -> _Map:
    """(height, width), not negative: how much of an (height, width, 3) uint8 picture's subject each pixel is."""
    lab = cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    height, width = rgb.shape[:2]
    signs = _RARE * _scaled(_rareness(lab)) + _SHARP * _scaled(_sharpness(lab[..., 0])) + _SKIN * _skin(rgb)
    x = (np.arange(width, dtype=np.float32) + 0.5) / width - _CENTRE[0]
    y = (np.arange(height, dtype=np.float32) + 0.5) / height - _CENTRE[1]
    prior = np.exp(-(x[None, :] ** 2 + y[:, None] ** 2) / (2 * _CENTRE_SPREAD**2))
    # what lies across the whole width, as horizons do, says nothing of where to look
    marked = np.maximum(signs - np.median(signs, axis=1, keepdims=True), 0.15 * signs)
    whole: _Map = (marked * marked * (0.3 + 0.7 * prior)).astype(np.float32)
    return whole


def _rareness(lab: _Map) -> _Map:
    """How far a pixel's colour is from that of the picture's border, which mostly is background, and from that of its
    own wide surroundings."""
    soft = cv2.GaussianBlur(lab, (0, 0), 1.5)
    rim = max(2, min(lab.shape[:2]) // 12)
    border = np.concatenate([soft[:rim].reshape(-1, 3), soft[:, :rim].reshape(-1, 3), soft[:, -rim:].reshape(-1, 3)])
    # the border has more than one colour: sky above, ground below
    middles = np.array([np.quantile(border, share, axis=0) for share in (0.15, 0.5, 0.85)], np.float32)
    from_border = np.min([np.linalg.norm(soft - middle, axis=2) for middle in middles], axis=0)
    around = cv2.GaussianBlur(lab, (0, 0), min(lab.shape[:2]) / 5)
    rare: _Map = from_border + np.linalg.norm(soft - around, axis=2)
    return rare


def _sharpness(lightness: _Map) -> _Map:
    across, down = cv2.Sobel(lightness, cv2.CV_32F, 1, 0), cv2.Sobel(lightness, cv2.CV_32F, 0, 1)
    # the root keeps a few hard edges, of a horizon or a window, from outweighing everything
    sharp: _Map = cv2.GaussianBlur(np.sqrt(np.hypot(across, down)), (0, 0), 3)
    return sharp


def _skin(rgb: npt.NDArray[np.uint8]) -> _Map:
    """Skin of all people lies within one narrow range of chroma, whatever its lightness."""
    ycc = cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb).astype(np.float32)
    light, red, blue = ycc[..., 0], ycc[..., 1], ycc[..., 2]
    distance = ((red - 150) / 11) ** 2 + ((blue - 110) / 11) ** 2
    skin = np.exp(-distance) * (light > 40) * (light < 245)
    # what half of the picture is made of is sand, or wood, or a wall
    seen: _Map = cv2.GaussianBlur(skin, (0, 0), 2) * np.float32(max(0.0, 1 - 2 * float(skin.mean())))
    return seen


def _scaled(sign: _Map) -> _Map:
    """From 0, what is usual in this picture, to 1, what nearly nothing in it exceeds."""
    usual, most = np.quantile(sign, (0.5, 0.98))
    scaled: _Map = np.clip((sign - usual) / max(float(most - usual), 1.0), 0, 1)
    return scaled


def _densest(salient: _Map) -> tuple[float, float]:
    """The middle of the window in which there is most, moved to the centre of what it holds until it stays."""
    height, width = salient.shape
    total = float(salient.sum())
    if total < 1e-3 * salient.size:
        return 0.5, 0.5
    sigma = _WINDOW_SHARE * min(height, width) / 2
    held = cv2.GaussianBlur(salient, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT)
    y, x = (float(at) for at in np.unravel_index(int(np.argmax(held)), held.shape))
    rows, columns = np.mgrid[:height, :width]
    for _ in range(_SETTLING):
        weights = salient * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * sigma**2))
        x, y = float((weights * columns).sum() / weights.sum()), float((weights * rows).sum() / weights.sum())
    return round((x + 0.5) / width, 3), round((y + 0.5) / height, 3)
