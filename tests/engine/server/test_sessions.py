from __future__ import annotations

from tests.engine.engine_process import EngineProcess


def test_a_new_session_has_ids_and_an_empty_timeline(engine: EngineProcess) -> None:
    answer = engine.client.post(
        "/api/tasks/me/with-session/nemo_agent", json={"task_name": "project", "language": "zh-CN"}
    )
    body = answer.json()
    assert body["code"] == 0
    assert body["data"]["task_id"] and body["data"]["session_id"]
    assert engine.state(body["data"]["session_id"]) == {
        "draft": None,
        "canvas_config": {"width": 1920, "height": 1080, "ratio": "16:9", "fps": 30},
        "history": {"undo": 0, "redo": 0},
        "language_model": None,
        "video_infos": [],
        "generated_media": [],
        "video_analyses": [],
    }


def test_credits_are_unlimited(engine: EngineProcess) -> None:
    data = engine.client.get("/api/credits/balance/simple").json()["data"]
    assert data["unlimited"] is True
    assert data["available"] + data["frozen"] == data["total"]


def test_an_unknown_session_is_1002(engine: EngineProcess) -> None:
    claim = {"task_id": "nothing", "session_id": "nothing"}
    for answer in (
        engine.client.get("/api/state/nemo_agent/me/nothing/latest"),
        engine.upload("nothing", ("a.jpg", b"x")),
        engine.client.post("/api/auth/claim-token", json=claim),
        engine.order("nothing", {"t": []}),
    ):
        assert answer.status_code == 404
        assert answer.json()["code"] == 1002


def test_a_claim_token_for_a_session(engine: EngineProcess) -> None:
    made = engine.client.post("/api/tasks/me/with-session/nemo_agent", json={"task_name": "project"}).json()["data"]
    ids = {"task_id": made["task_id"], "session_id": made["session_id"]}
    data = engine.client.post("/api/auth/claim-token", json=ids).json()["data"]
    assert data["claim_token"].startswith("clm_")
    assert data["expires_in"] == 604800


def test_a_body_that_is_no_json_or_of_another_form_is_refused_in_words(engine: EngineProcess) -> None:
    path = "/api/tasks/me/with-session/nemo_agent"
    for content in (b"{", b"[1]", b'{"task_name": {"a": "secret-value"}}', b"\xff\xfe", b"[" * 200_000):
        answer = engine.client.post(path, content=content, headers={"Content-Type": "application/json"})
        assert answer.json()["code"] == 422
        assert "secret-value" not in answer.text
        assert "Traceback" not in answer.text


def test_a_json_body_is_read_up_to_a_limit(engine: EngineProcess) -> None:
    big = {"task_name": "x" * 2_000_000}
    assert engine.client.post("/api/tasks/me/with-session/nemo_agent", json=big).status_code == 413


def test_health_needs_no_token_and_tells_no_secret(engine: EngineProcess) -> None:
    answer = engine.stranger.get("/api/health")
    assert set(answer.json()) == {"status", "version"}


def test_what_is_not_on_the_wire_is_not_there(engine: EngineProcess) -> None:
    for path in ("/", "/docs", "/openapi.json", "/api", "/files/"):
        answer = engine.client.get(path)
        assert answer.status_code == 404
        assert answer.json()["code"] == 404
