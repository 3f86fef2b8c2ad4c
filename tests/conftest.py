from __future__ import annotations

import os
from pathlib import Path

import pytest

# Engines that the tests start keep to what they are told, or the tests would wait for each other's idle work.
os.environ.setdefault("NEMO_RENDER_AHEAD", "0")


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three real photographs as files."""
    from PIL import Image
    from skimage import data

    folder = tmp_path_factory.mktemp("photos")
    pictures = {"astronaut.jpg": data.astronaut(), "coffee.jpg": data.coffee(), "cat.png": data.chelsea()}
    for name, pixels in pictures.items():
        Image.fromarray(pixels).save(folder / name)
    return [folder / name for name in pictures]
