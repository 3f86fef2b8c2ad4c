from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_ONE_THREAD = 260_000  # multiplications, up to which OpenBLAS calls no other threads


def multiply(a: NDArray[np.float32], b: NDArray[np.float32], out: NDArray[np.float32]) -> None:
    """The matrix product, in pieces so small that this thread makes them alone: others would spin for what is left of
    their time, on a core that renders pictures."""
    few = max(1, _ONE_THREAD // (b.size or 1))
    for row in range(0, len(a), few):
        np.matmul(a[row : row + few], b, out=out[row : row + few])
