"""What the commands say of themselves."""

from __future__ import annotations

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
