"""The two halves of the protocol are one: what TypeScript knows is what Python sends."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from nemo_widget.notebook import protocol
from nemo_widget.notebook.calls import Calls
from tests.notebook.kernels import REPO


def test_the_generated_types_are_up_to_date():
    checked = subprocess.run(
        [sys.executable, "js/build.py", "run", "protocol", "--", "--check"],
        cwd=REPO,
        env={**os.environ, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_table_of_methods_is_what_the_bridge_answers():
    written = set(re.findall(r"^\| (\w+) \|", protocol.__doc__ or "", re.MULTILINE)) - {"method"}
    assert written == set(Calls.METHODS)
