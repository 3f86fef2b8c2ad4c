from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from pathlib import Path

import pytest
from PIL import Image

from nemo_widget.engine.render import Output, Rendered, make_executor, render
from nemo_widget.model.draft import Draft
from tests import machine
from tests.engine.render import film

Shoot = Callable[..., Rendered]


@pytest.fixture(scope="session", autouse=True)
def fonts() -> None:
    """For Chinese, Japanese, Korean and emoji, before this process looks for fonts; matplotlib brings DejaVu."""
    machine.fonts()


@pytest.fixture(scope="session")
def pool() -> Iterator[Executor]:
    with make_executor(2) as executor:
        executor.warm_up()
        yield executor


@pytest.fixture
def shoot(pool: Executor, tmp_path: Path) -> Shoot:
    """Render a draft to a file of its own, by default with the pool of all tests."""

    def made(draft: Draft, files: dict[str, Path], **settings: object) -> Rendered:
        settings.setdefault("executor", pool)
        settings.setdefault("output", Output(quality="fast"))
        return render(draft, files, tmp_path / "film.mp4", **settings)  # type: ignore[arg-type]

    return made


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Photos of one colour: red, green, blue, white, grey."""
    folder = tmp_path_factory.mktemp("plain")
    colours = {"red": film.RED, "green": film.GREEN, "blue": film.BLUE, "white": film.WHITE, "grey": film.GREY}
    return {name: film.plain(folder / f"{name}.png", colour) for name, colour in colours.items()}


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Three real photographs by name."""
    from skimage import data

    folder = tmp_path_factory.mktemp("pictures")
    for name in ("astronaut", "coffee", "cat"):
        Image.fromarray(getattr(data, name)()).save(folder / f"{name}.jpg", quality=92)
    return {path.stem: path for path in folder.iterdir()}
