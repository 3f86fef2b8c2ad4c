"""`python -m nemo_widget.engine --parent`: how the near side starts the engine."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m nemo_widget.engine", description=__doc__)
    arguments.add_argument(
        "--parent", action="store_true", required=True, help="take the secret from stdin, end with it"
    )
    arguments.add_argument("--host", default="127.0.0.1")
    arguments.add_argument("--port", type=int, default=0)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--faults", action="store_true", help=argparse.SUPPRESS)  # for tests: misbehaves when asked
    given = arguments.parse_args()

    from nemo_widget.model.errors import EngineFailed

    from .server import run_for_parent

    try:
        run_for_parent(given.host, given.port, given.data, faults=given.faults)
    except EngineFailed as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":  # the render workers import this file too
    sys.exit(main())
