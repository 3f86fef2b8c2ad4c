from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import machine
from tests.browser.lab import Lab, browser_page, running_lab

# A shared machine may be slow; a test waits for what it expects, and this is when it gives up.
expect.set_options(timeout=60_000)

# Without these Chromium calls Google's hosts at every start.
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")


@pytest.fixture(scope="package")  # not longer: while playwright runs, no other test could start a loop
def browser() -> Iterator[Browser]:
    executable = machine.chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", *QUIET],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with running_lab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser_page(browser) as page:
        yield page
