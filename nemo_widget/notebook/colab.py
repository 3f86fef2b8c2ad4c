"""Secrets that a person keeps in Google Colab and grants to notebooks one by one."""

from __future__ import annotations

from . import host


def secret(name: str) -> str | None:
    """The secret of that name, None outside of Colab, where there is none, or where this notebook may not see it.

    To be called on the thread of the cell: Colab asks the page, and the person if need be.
    """
    if not host.in_colab():
        return None
    try:
        from google.colab import userdata

        value = userdata.get(name)
    except Exception:  # noqa: BLE001 - not granted, not there, no answer in time, no page to ask: there is none
        return None
    return value if isinstance(value, str) else None
