from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from PIL import Image

from tests.engine.engine_process import EngineProcess


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineProcess]:
    """One engine for all tests that leave it running. Each makes sessions of its own."""
    with EngineProcess(tmp_path_factory.mktemp("engine-data")) as process:
        yield process


@pytest.fixture
def session(engine: EngineProcess) -> str:
    return engine.session()


@pytest.fixture(scope="session")
def photo() -> Callable[..., bytes]:
    """Makes a small JPEG; another `hue` is another picture."""

    def make(hue: int = 0, width: int = 96, height: int = 64) -> bytes:
        file = io.BytesIO()
        picture = Image.linear_gradient("L").resize((width, height))
        Image.merge("HSV", (picture.point(lambda v: (v // 4 + hue) % 256), picture, picture)).convert("RGB").save(
            file, "JPEG"
        )
        return file.getvalue()

    return make
