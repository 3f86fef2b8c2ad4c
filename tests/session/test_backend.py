from __future__ import annotations

import pytest
from pydantic import SecretStr

from nemo_widget.model.errors import AuthError, NemoError
from nemo_widget.profiles import load_skill
from nemo_widget.session.backend import choose_backend

USUAL, OFFLINE = load_skill("best-image-to-video"), load_skill("image-to-video-ai-offline")


@pytest.mark.parametrize(
    ("asked", "environ", "kind", "url"),
    [
        (None, {}, "local", None),
        (None, {"NEMO_TOKEN": "t"}, "cloud", "https://mega-api-prod.nemovideo.ai"),
        (None, {"NEMO_API_URL": "https://x.test/"}, "cloud", "https://x.test"),
        ("local", {"NEMO_TOKEN": "t"}, "local", None),
        ("cloud", {}, "cloud", "https://mega-api-prod.nemovideo.ai"),
        ("http://127.0.0.1:8765", {}, "url", "http://127.0.0.1:8765"),
    ],
)
def test_which_back_end(asked: str | None, environ: dict[str, str], kind: str, url: str | None) -> None:
    chosen = choose_backend(asked, None, USUAL, environ)
    assert (chosen.kind, chosen.url) == (kind, url)


def test_photos_leave_this_machine_only_when_that_was_chosen() -> None:
    assert not choose_backend(None, None, USUAL, {}).is_remote
    assert not choose_backend("http://localhost:8765", None, USUAL, {}).is_remote
    assert not choose_backend(None, None, OFFLINE, {"NEMO_TOKEN": "t"}).is_remote
    assert not choose_backend("http://127.0.0.2:8765", None, USUAL, {}).is_remote
    assert not choose_backend("http://[::1]:8765", None, USUAL, {}).is_remote
    for elsewhere in ("http://127.example.org", "http://127.0.0.1.example.org", "http://localhost.example.org"):
        assert choose_backend(elsewhere, None, USUAL, {}).is_remote
    assert choose_backend("cloud", None, OFFLINE, {}).is_remote
    assert choose_backend(None, SecretStr("t"), USUAL, {}).is_remote


def test_a_token_stays_secret() -> None:
    chosen = choose_backend("cloud", None, USUAL, {"NEMO_TOKEN": "nmv_usr_hush"})
    assert chosen.token == SecretStr("nmv_usr_hush")
    assert "hush" not in repr(chosen)
    assert choose_backend("local", SecretStr("x"), USUAL, {}).token is None


def test_the_token_of_the_environment_goes_to_the_cloud_alone() -> None:
    environ = {"NEMO_TOKEN": "nmv_usr_hush"}
    for elsewhere in ("https://example.org", "http://127.0.0.1:8765", "https://mega-api-prod.nemovideo.ai.example.org"):
        assert choose_backend(elsewhere, None, USUAL, environ).token is None
        assert choose_backend(elsewhere, SecretStr("given"), USUAL, environ).token == SecretStr("given")
    environ["NEMO_API_URL"] = "https://x.test/api"
    assert choose_backend("https://mega-api-prod.nemovideo.ai", None, USUAL, environ).token is None
    for there in ("cloud", None, "https://x.test/api", "https://x.test"):
        assert choose_backend(there, None, USUAL, environ).token == SecretStr("nmv_usr_hush")


def test_a_token_may_have_been_pasted_with_a_line_end() -> None:
    for pasted in (" nmv_usr_x\n", "nmv_usr_x\r\n"):
        assert choose_backend("cloud", SecretStr(pasted), USUAL, {}).token == SecretStr("nmv_usr_x")
    assert choose_backend(None, SecretStr(" "), USUAL, {}).kind == "local"


@pytest.mark.parametrize("pasted", ["Bearer hush", "hush\nhush", "“hush”"])
def test_what_is_no_token_is_said_and_not_shown(pasted: str) -> None:
    with pytest.raises(AuthError, match="Copy it again") as raised:
        choose_backend("cloud", SecretStr(pasted), USUAL, {})
    assert "hush" not in str(raised.value)


@pytest.mark.parametrize("wrong", ["clowd", "ftp://x.test", "https://", "https://user:pass@x.test"])
def test_what_is_no_back_end(wrong: str) -> None:
    with pytest.raises(NemoError) as raised:
        choose_backend(wrong, None, USUAL, {})
    assert "pass" not in str(raised.value)
