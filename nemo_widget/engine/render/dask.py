"""A Dask cluster as the executor of renders."""

from __future__ import annotations

import logging
from concurrent.futures import Executor

from .errors import RenderError

_CONNECTS_WITHIN_S = 20


def dask_executor(address: str) -> Executor:
    """The workers of the cluster whose scheduler is at `address`, such as "tcp://host:8786".

    Raises: `RenderError` when Dask is not installed, or when nothing answers there.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise RenderError("Dask is not installed.", "Run `pip install 'nemo_widget[dask]'`.") from None
    logging.getLogger("distributed").setLevel(logging.ERROR)
    try:
        client = Client(address, timeout=_CONNECTS_WITHIN_S, set_as_default=False)
    except (OSError, ValueError):
        raise RenderError(f"No Dask scheduler answers at {address}.", "Check the address, or start one.") from None
    executor: Executor = client.get_executor()
    return executor
