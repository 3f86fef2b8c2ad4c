"""What a saved notebook, and a page of somebody else's, get to know of a person's secrets: nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab
from tests.engine.engine_process import EngineProcess
from tests.engine.server.test_serve import serving
from tests.waiting import wait_until

SAVE = "() => window.jupyterapp.commands.execute('docmanager:save')"
SAVE_WIDGETS_TOO = "() => window.jupyterapp.commands.execute('@jupyter-widgets/jupyterlab-manager:saveWidgetState')"
OF_THE_LOCAL_ENGINE = (
    "from nemo_widget.session.local import _engines\n"
    "for engine in _engines.values(): print(engine.ensure().secret.get_secret_value(), engine.ensure().url)"
)


def test_a_notebook_that_is_saved_with_its_widgets_holds_no_secret(
    lab: Lab, page: Page, photos: list[Path], tmp_path: Path
):
    wrong = "nmv_usr_" + "wrong" * 8
    with serving(tmp_path / "team") as served:
        (tmp_path / "token").write_text(served.token)
        (tmp_path / "wrong").write_text(wrong)
        remote = f"Studio(backend={served.url!r}, token=open({str(tmp_path / 'token')!r}).read())"
        refused = f"Studio(backend={served.url!r}, token=open({str(tmp_path / 'wrong')!r}).read()).ask('hello')"
        lab.write_notebook(
            "saved.ipynb",
            [
                f"from nemo_widget import Studio\nlocal = Studio()\nlocal.upload({str(photos[0])!r})\nlocal",
                "local.ask('make a 1-second video'), local.media, local.export(resolution=144)",
                f"team = {remote}\nteam.upload({str(photos[1])!r})\nteam",
                "team.ask('make a 1-second video'), team.export(resolution=144), team.timeline",
                "try:\n    local.export('/nowhere/at/all.mp4')\nexcept Exception as error:\n    print(repr(error))",
                refused,
            ],
        )
        notebook = lab.open(page, "saved.ipynb")
        notebook.run_all()
        expect(page.get_by_text("The token is not valid or has expired.").first).to_be_visible(timeout=180_000)
        secrets = [served.token, wrong, *notebook.python(OF_THE_LOCAL_ENGINE).split()]
        page.evaluate(SAVE_WIDGETS_TOO)
        file = lab.root / "saved.ipynb"

        def saved() -> dict[str, object]:
            page.evaluate(SAVE)
            found: dict[str, object] = json.loads(file.read_text())
            return found if "widgets" in found["metadata"] else {}  # type: ignore[operator]

        told = wait_until(saved, timeout_s=60, what="the widgets' state in the notebook")
    assert len(secrets) >= 4
    text = json.dumps(told, ensure_ascii=False)
    assert "skill_title" in text  # so it is our widgets' state
    assert not [secret for secret in secrets if secret in text]
    assert str(lab.data_dir) not in text
    state = json.dumps(told["metadata"])
    assert photos[0].name not in state


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """The address of a page of somebody else's."""
    (tmp_path / "index.html").write_text("<!doctype html><title>Elsewhere</title>")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://shop.localhost:{server.server_port}"
        server.shutdown()


ATTEMPTS = """async ([url, secret]) => {
    const headers = { Authorization: `Bearer ${secret}` };
    const attempts = {
        plain: () => fetch(`${url}/api/health`),
        unread: () => fetch(`${url}/api/health`, { mode: 'no-cors' }),
        withSecret: () => fetch(`${url}/api/credits/balance/simple`, { headers }),
        message: () => fetch(`${url}/run_sse`, { method: 'POST', mode: 'no-cors', body: '{}' }),
    };
    const found = {};
    for (const [name, attempt] of Object.entries(attempts)) {
        try {
            const answer = await attempt();
            found[name] = `${answer.type} ${answer.status} ${await answer.text()}`;
        } catch { found[name] = 'failed'; }
    }
    return found;
}"""


def test_a_page_of_somebody_elses_reads_nothing_of_the_engine(page: Page, elsewhere: str, tmp_path: Path):
    with EngineProcess(tmp_path / "data") as engine:
        page.goto(elsewhere)
        found = page.evaluate(ATTEMPTS, [engine.url, engine.secret])
        assert found == {"plain": "failed", "unread": "opaque 0 ", "withSecret": "failed", "message": "opaque 0 "}
        # a name of theirs that leads to this machine (DNS rebinding): for the browser it is their own page
        rebound = page.goto(f"http://shop.localhost:{urlsplit(engine.url).port}/api/health")
        assert rebound is not None and rebound.status == 403
        assert "version" not in rebound.text()
        # what a person opens by hand is theirs to see
        opened = page.goto(f"{engine.url}/api/health")
        assert opened is not None and opened.status == 200
