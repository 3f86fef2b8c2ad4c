"""`nemo-widget make | batch | serve | lab | demo | doctor`: what the widget does, in a shell."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from .. import __version__
from ..model.errors import NemoError
from ..model.speech import spoken
from .batch import batch
from .doctor import doctor
from .lab import demo, lab
from .language import language_for
from .make import make
from .terminal import harmless

DEFAULT_SKILL = "best-image-to-video"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 done, 1 not, and stderr says why, 130 interrupted."""
    parser = _parser()
    options, others = parser.parse_known_args(arguments)
    if others and options.run is not lab:
        parser.error(f"unrecognized arguments: {' '.join(others)}")
    options.passed_on = others
    try:
        code = int(options.run(options) or 0)
        sys.stdout.flush()
        return code
    except NemoError as error:
        print(harmless(f"nemo-widget: {spoken(str(error), language_for(options))}"), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nnemo-widget: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # who reads us, `head` for one, has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains when it ends
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nemo-widget", description="Turn photos into a finished MP4 by chatting.")
    parser.add_argument("--version", action="version", version=f"nemo-widget {__version__}")
    parser.set_defaults(run=lambda _: parser.print_help())
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    make_ = commands.add_parser("make", help="make a video from photos", description="Make a video from photos.")
    make_.add_argument("media", nargs="+", metavar="IMAGE", help="photos, clips or music: files, folders or URLs")
    make_.add_argument("--say", action="append", default=[], metavar="TEXT", help="what you want; may be given often")
    make_.add_argument("-o", "--output", type=Path, metavar="OUT", help="the video's file (default: video.mp4)")
    _add_common(make_)
    make_.set_defaults(run=make)

    about_batch = (
        'Make a video from each row of a CSV. TEXT and OUT are filled from the row: "title \'{name}\'", "{sku}.mp4"; '
        "{n} is its number. Pictures are looked for beside the table."
    )
    batch_ = commands.add_parser("batch", help="make a video from each row of a table", description=about_batch)
    batch_.add_argument("table", type=Path, metavar="TABLE", help="a CSV (or TSV) with a line of column names")
    batch_.add_argument("--media", action="append", metavar="COLUMN", help="the pictures' column (default: media)")
    batch_.add_argument(
        "--say", action="append", default=[], metavar="TEXT", help="what you want (default: the column say)"
    )
    batch_.add_argument("-o", "--output", metavar="OUT", help="the videos' files (default: video-{n}.mp4)")
    _add_common(batch_)
    batch_.set_defaults(run=batch)

    serve_ = commands.add_parser("serve", help="run the engine for a team", description="Run the engine for a team.")
    serve_.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
    serve_.add_argument("--port", type=int, default=8765)
    serve_.add_argument("--data", type=Path, default=None, metavar="DIR", help="where uploads and videos are kept")
    serve_.add_argument("--anonymous", action="store_true", help="let clients get a token of their own")
    serve_.add_argument("--dask", metavar="ADDRESS", help="render on a Dask cluster, such as tcp://host:8786")
    serve_.set_defaults(run=_serve)

    about_lab = "Open JupyterLab with the quickstart. Other options are passed on to JupyterLab, such as --no-browser."
    lab_ = commands.add_parser("lab", help="open JupyterLab with the quickstart", description=about_lab)
    lab_.set_defaults(run=lab)

    demo_ = commands.add_parser("demo", help="run the quickstart without a browser", description="Run the quickstart.")
    demo_.add_argument("--folder", type=Path, default=Path("demo"), help="where the video goes (default: demo)")
    demo_.set_defaults(run=demo)

    doctor_ = commands.add_parser("doctor", help="say what this machine can do", description="Check this machine.")
    doctor_.set_defaults(run=doctor)
    return parser


def _add_common(command: argparse.ArgumentParser) -> None:
    """What `make` and `batch` have in common: who does it, and what file comes out."""
    command.add_argument("--backend", metavar="WHICH", help="local, cloud or a URL (default: local without NEMO_TOKEN)")
    command.add_argument("--skill", default=DEFAULT_SKILL, help="a skill's name, or a path to a SKILL.md")
    command.add_argument("--resolution", type=int, metavar="PIXELS", help="the video's short side, such as 720 or 2160")
    command.add_argument("--fps", type=int, metavar="N", help="frames a second: 24, 25, 30, 50 or 60")
    command.add_argument("--quality", choices=("fast", "high", "best"), default="high", help="default: high")
    command.add_argument("--format", choices=("mp4", "webm", "gif"), help="default: what OUT ends in, or mp4")
    command.add_argument(
        "--audio", choices=("aac", "mp3"), help="an MP4's sound (default: aac; VS Code plays mp3 only)"
    )
    command.add_argument("--language", metavar="CODE", help="such as en or zh (default: that of TEXT, or of the shell)")


def _serve(options: argparse.Namespace) -> None:
    from ..engine.server import serve
    from ..session.settings import Settings

    serve(options.host, options.port, options.data or Settings().data_dir, options.anonymous, options.dask)
