"""A Dask cluster as the executor of renders."""

from __future__ import annotations

import logging
import socket
from concurrent.futures import Executor
from urllib.parse import urlsplit

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
    address = address if "://" in address else f"tcp://{address}"
    nobody = RenderError(f"No Dask scheduler answers at {address}.", "Check the address, or start one.")
    try:
        place = urlsplit(address)
        # asked first, since a client that finds nobody goes on trying, and says so, until its process ends
        socket.create_connection((place.hostname or "", place.port or 0), _CONNECTS_WITHIN_S).close()
        client = Client(address, timeout=_CONNECTS_WITHIN_S, set_as_default=False)
    except (OSError, ValueError):
        raise nobody from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what fails is told to who asked for the video
    executor: Executor = client.get_executor()
    return executor
