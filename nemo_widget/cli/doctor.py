"""`nemo-widget doctor`: what this machine can do, and what is missing."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from ..model.errors import NemoError
from ..model.folders import make_private

LOW_DISK_BYTES = 2 * 2**30


class Finding(NamedTuple):
    """One line of the report. `needed`: without it no video can be made."""

    good: bool
    text: str
    needed: bool = True


def doctor(options: argparse.Namespace) -> int:
    """Prints one line for each finding; 1 when something that is needed is missing."""
    sound = True
    for check in (_python, _widget, _codecs, _heic, _fonts, _disk, _engine, _lab, _backend, _language_model):
        for finding in _findings(check):
            print(f"{'✓' if finding.good else '✗' if finding.needed else '–'} {finding.text}")
            sound = sound and (finding.good or not finding.needed)
    print("\nEverything that is needed is here." if sound else "\nSomething that is needed is missing: see ✗ above.")
    return 0 if sound else 1


def _findings(check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from check()
    except ImportError as error:  # a package that does not load here is a finding, too
        yield Finding(False, f"The package {error.name} does not load: reinstall nemo_widget.")


def _python() -> Iterator[Finding]:
    from .. import __version__

    yield Finding(True, f"nemo_widget {__version__} on Python {platform.python_version()}, {platform.system()}")
    yield Finding(True, f"{os.cpu_count()} processor cores to render with")


def _widget() -> Iterator[Finding]:
    bundle = Path(__file__).parent.parent / "static" / "widget.js"
    if bundle.exists():
        yield Finding(True, f"The widget is built ({bundle.stat().st_size / 1024:.0f} KB)")
    else:
        yield Finding(False, "The widget's JavaScript is not built: run `python js/build.py`.")


def _codecs() -> Iterator[Finding]:
    import av

    for codec, what in (("libx264", "H.264 video"), ("aac", "AAC sound")):
        good = codec in av.codecs_available
        yield Finding(good, f"{what} can be written" if good else f"{what} cannot be written: reinstall PyAV (`av`).")


def _heic() -> Iterator[Finding]:
    import pillow_heif

    yield Finding(True, f"HEIC photos can be read (libheif {pillow_heif.libheif_version()})")


def _fonts() -> Iterator[Finding]:
    from ..engine.render import missing_glyphs

    for what, sample in (("Latin", "Aé"), ("Chinese", "你好"), ("emoji", "🎬")):
        good = not missing_glyphs(sample)
        advice = "titles with it would miss letters. Install a font such as Noto for it."
        yield Finding(good, f"Titles in {what} can be drawn" if good else f"No font has {what}: {advice}", needed=False)


def _disk() -> Iterator[Finding]:
    from ..session.settings import Settings

    folder = Settings().data_dir
    try:
        make_private(folder)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        yield Finding(False, f"{folder} cannot be written ({error.strerror}): name another folder in NEMO_DATA_DIR.")
        return
    free = shutil.disk_usage(folder).free
    amount = f"{free / 2**30:.0f} GB" if free > LOW_DISK_BYTES else f"{free / 2**20:.0f} MB"
    text = f"{amount} free in {folder}"
    yield Finding(free > LOW_DISK_BYTES, text if free > LOW_DISK_BYTES else f"Only {text}", needed=False)


def _engine() -> Iterator[Finding]:
    from ..session import Session, Settings, runtime

    async def connect() -> None:
        session = Session(Settings(backend="local"))
        try:
            await session.connect()
        finally:
            await session.close()

    try:
        runtime().submit(connect()).result()
    except NemoError as error:
        yield Finding(False, f"The local engine does not start. {error}")
    else:
        yield Finding(True, "The local engine starts and answers")


def _lab() -> Iterator[Finding]:
    try:
        yield Finding(True, f"JupyterLab {version('jupyterlab')} for `nemo-widget lab`", needed=False)
    except PackageNotFoundError:
        advice = "`pip install 'nemo_widget[lab]'` brings it."
        yield Finding(False, f"JupyterLab is not installed in {sys.prefix}; {advice}", needed=False)


def _backend() -> Iterator[Finding]:
    remote = next((name for name in ("NEMO_API_URL", "NEMO_TOKEN") if os.environ.get(name)), None)
    if remote:
        yield Finding(True, f"{remote} is set: photos go to a remote back end unless backend='local' is given")
    else:
        yield Finding(True, "Photos stay on this machine (the local engine is the default)")


def _language_model() -> Iterator[Finding]:
    from ..engine.agent.language_model import ModelSettings

    settings = ModelSettings.from_environment(os.environ)
    if settings is None:
        yield Finding(True, "No language model is asked: NEMO_LLM_URL and NEMO_LLM_MODEL are not both set")
    elif settings.mistake:
        yield Finding(False, f"{settings.mistake}: no language model is asked.", needed=False)
    else:
        where = "this machine" if settings.is_local else settings.host
        yield Finding(True, f"What you write, and the names of files, go to {settings.model} on {where}; photos do not")
