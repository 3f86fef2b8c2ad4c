"""What the commands say of themselves."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import nemo_widget as package
from tests.cli.test_make import nemo_widget

COMMANDS = ("make", "batch", "serve", "lab", "demo", "doctor")


def test_without_a_command_all_are_listed(tmp_path: Path) -> None:
    done = nemo_widget(data_dir=tmp_path, cwd=tmp_path)
    assert done.returncode == 0
    assert all(f"\n    {command} " in done.stdout for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, tmp_path: Path) -> None:
    done = nemo_widget(command, "--help", data_dir=tmp_path, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: nemo-widget {command} ")


def test_the_version(tmp_path: Path) -> None:
    assert nemo_widget("--version", data_dir=tmp_path, cwd=tmp_path).stdout == f"nemo-widget {package.__version__}\n"


def test_a_command_that_there_is_not(tmp_path: Path) -> None:
    done = nemo_widget("nonsense", data_dir=tmp_path, cwd=tmp_path)
    assert done.returncode == 2
    assert "choose from" in done.stderr


@pytest.mark.parametrize("buffered", [(), ("-u",)])
def test_a_reader_that_has_read_enough_is_no_error(buffered: tuple[str, ...], tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    environment = {
        **os.environ,
        "NEMO_DATA_DIR": str(tmp_path),
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
    }
    command = [sys.executable, *buffered, "-m", "nemo_widget.cli", "doctor"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, env=environment, check=False)
    os.close(writing)
    assert done.stderr == ""
