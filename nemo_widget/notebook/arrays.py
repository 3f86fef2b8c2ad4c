"""A numpy array as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nemo_widget.model.errors import BadMedia, MediaTooLarge
from nemo_widget.model.media import MAX_IMAGE_PIXELS

if TYPE_CHECKING:
    from PIL.Image import Image

_SHAPES = "Give (height, width) for grey, (height, width, 3) for RGB or (height, width, 4) for RGBA."
_ROUNDING = 1e-3


def array_to_image(array: Any, *, stretch: bool = False) -> Image:
    """A picture of an array of shape (h, w), (h, w, 1), (h, w, 3) or (h, w, 4).

    Values are whole numbers 0 to 255 (0 to 65535 in a uint16), booleans, or floats 0 to 1, where NaN is black.
    With `stretch`, whatever range there is becomes black to white.
    Raises: `BadMedia`, `MediaTooLarge`.
    """
    import numpy as np
    from PIL import Image

    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    if not (array.ndim == 2 or (array.ndim == 3 and array.shape[2] in (3, 4))) or 0 in array.shape:
        raise BadMedia(f"An array of shape {tuple(array.shape)} is no picture.", _SHAPES)
    if array.shape[0] * array.shape[1] > MAX_IMAGE_PIXELS:
        raise MediaTooLarge(
            f"An array has {array.shape[0] * array.shape[1] / 1e6:.0f} megapixels; "
            f"at most {MAX_IMAGE_PIXELS // 1_000_000} are accepted.",
            "Make it smaller first.",
        )
    return Image.fromarray(np.ascontiguousarray(_stretched(array) if stretch else _to_bytes(array)))


def _to_bytes(array: Any) -> Any:
    import numpy as np

    if array.dtype == np.uint8:
        return array
    if array.dtype == np.bool_:
        return array.astype(np.uint8) * 255
    if array.dtype.kind == "u" and array.dtype.itemsize == 2:
        return ((array.astype(np.uint32) + 128) // 257).astype(np.uint8)
    if np.issubdtype(array.dtype, np.integer):
        if array.min() < 0 or array.max() > 255:
            raise _out_of_range(array, "Whole numbers go from 0 to 255.")
        return array.astype(np.uint8)
    if np.issubdtype(array.dtype, np.floating):
        values = np.nan_to_num(array.astype(np.float32), nan=0.0, posinf=np.inf, neginf=-np.inf)
        if values.min() < -_ROUNDING or values.max() > 1 + _ROUNDING:
            raise _out_of_range(values, "Floats go from 0 to 1: divide by the largest value, or use uint8.")
        return (values.clip(0, 1) * 255 + 0.5).astype(np.uint8)
    raise BadMedia(f"An array of {array.dtype} is no picture.", "Use uint8, or floats from 0 to 1.")


def _stretched(array: Any) -> Any:
    import numpy as np

    values = np.nan_to_num(array.astype(np.float64), posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    return ((values - low) / ((high - low) or 1.0) * 255 + 0.5).astype(np.uint8)


def _out_of_range(array: Any, next_step: str) -> BadMedia:
    return BadMedia(f"An array has values from {array.min():g} to {array.max():g}.", next_step)
