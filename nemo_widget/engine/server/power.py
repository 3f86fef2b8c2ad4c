from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

_SUPPLIES = Path("/sys/class/power_supply")


def on_battery(supplies: Path = _SUPPLIES) -> bool:
    """Whether this machine runs on its battery. False where nothing tells."""
    if sys.platform == "darwin":
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            said = subprocess.run(["/usr/bin/pmset", "-g", "ps"], capture_output=True, text=True, timeout=5, check=True)
            return "'Battery Power'" in said.stdout
        return False
    if sys.platform == "win32":
        return _on_battery_in_windows()
    with contextlib.suppress(OSError):
        return any(_drives_us(p) and _read(p / "status") == "Discharging" for p in supplies.iterdir())
    return False


def _drives_us(supply: Path) -> bool:
    """Not a mouse's battery."""
    return _read(supply / "type") == "Battery" and _read(supply / "scope") != "Device"


def _read(path: Path) -> str:
    with contextlib.suppress(OSError):
        return path.read_text().strip()
    return ""


def _on_battery_in_windows() -> bool:
    if sys.platform != "win32":
        return False
    import ctypes

    status = (ctypes.c_ubyte * 12)()  # SYSTEM_POWER_STATUS; its first byte is 0 without mains, 255 for unknown
    return bool(ctypes.windll.kernel32.GetSystemPowerStatus(ctypes.byref(status))) and status[0] == 0
