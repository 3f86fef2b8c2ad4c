"""The notebooks for people, run from top to bottom in a real kernel, leave the videos that they promise."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.video_file import probe

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of this machine's: no conversation, no token, no other back end."""
    monkeypatch.setenv("NEMO_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("NEMO_CONFIG_DIR", str(tmp_path / "config"))
    for name in ("NEMO_TOKEN", "NEMO_API_URL", "NEMO_LLM_URL", "NEMO_LLM_MODEL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def team_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """`nemo-widget serve` in the cloud's place."""
    command = [sys.executable, "-m", "nemo_widget.cli", "serve", "--port", "0", "--anonymous", "--data", tmp_path / "e"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout
        monkeypatch.setenv("NEMO_API_URL", serving.stdout.readline().split()[-1])
        yield
        serving.terminate()


def executed(name: str, folder: Path) -> list[Any]:
    """The outputs of all its cells."""
    notebook = nbformat.read(NOTEBOOKS / name, as_version=4)
    NotebookClient(notebook, timeout=240, resources={"metadata": {"path": str(folder)}}).execute()
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def printed(outputs: list[Any]) -> str:
    return "\n".join(o.get("text") or o.get("data", {}).get("text/plain", "") for o in outputs)


def played(outputs: list[Any]) -> int:
    """How many videos can be played in what was saved."""
    return sum(o.get("data", {}).get("text/html", "").count("<video ") for o in outputs)


def test_batch(tmp_path: Path) -> None:
    outputs = executed("batch.ipynb", tmp_path)
    wishes = [probe(tmp_path / "wishes" / f"{n}.mp4") for n in (1, 2, 3)]
    assert [(v.width, v.height, v.frames) for v in wishes] == [(720, 720, 120), (720, 1280, 180), (1280, 720, 90)]
    products = [probe(tmp_path / "products" / f"{sku}.mp4") for sku in ("mug-01", "cat-07", "sky-12")]
    assert [(v.width, v.height, v.frames) for v in products] == [(720, 720, 120)] * 3
    assert played(outputs) == 6
    assert "1 of 2 videos could not be made. Row 2: There is no file tea.jpg." in printed(outputs)
    assert "[Video('1.mp4', 640×360, 2 s), None]" in printed(outputs)


def test_figures_to_video(tmp_path: Path) -> None:
    outputs = executed("figures-to-video.ipynb", tmp_path)
    chart, heat = probe(tmp_path / "visitors.mp4"), probe(tmp_path / "heat.mp4")
    assert (chart.width, chart.height, chart.frames) == (1920, 1080, 240)
    assert (heat.width, heat.height, heat.frames) == (1920, 1080, 195)
    assert played(outputs) == 2
    assert "the caption “A record December”" in printed(outputs)


@pytest.mark.usefixtures("team_server")
def test_cloud(tmp_path: Path) -> None:
    outputs = executed("cloud.ipynb", tmp_path)
    video = probe(tmp_path / "cloud.mp4")
    assert (video.width, video.height, video.frames) == (1080, 1080, 120)
    said = printed(outputs)
    assert said.count('Title: "Good morning"') >= 2  # before the kernel's end, and after it
    assert "Press it in the studio above" in said
    assert "nmv_" not in str(outputs) and "clm_" not in str(outputs)  # neither a token nor a claim is saved


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_what_is_committed_is_clean(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)
    assert "/home/" not in path.read_text(encoding="utf-8")
