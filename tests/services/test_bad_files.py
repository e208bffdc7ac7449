"""Two hundred files that are bad, odd or hostile, through the server's front door."""

from __future__ import annotations

import httpx

from tests.unit.images.corpus import corpus

FILES = dict(corpus())


def test_each_ends_in_a_picture_or_in_one_sentence_and_the_server_lives(server_url: str) -> None:
    assert len(FILES) >= 200
    with httpx.Client(base_url=f"{server_url}/v1", trust_env=False, timeout=30) as client:
        for name, data in FILES.items():
            answer = client.post("/images", content=data, headers={"x-file-name": name})
            assert answer.status_code in (200, 422), name
            if answer.status_code == 200:
                assert answer.json()["image"]["shape"][2] == 3, name
            else:
                sentence = answer.json()["sentence"]
                assert sentence.endswith("."), name
                assert "\n" not in sentence, name
                assert "Traceback" not in sentence, name
        assert client.get("/health").json()["status"] == "ok"


def test_a_body_without_end_is_refused(server_url: str) -> None:
    def endless():
        for _ in range(80):
            yield b"\0" * (1 << 20)

    with httpx.Client(base_url=f"{server_url}/v1", trust_env=False, timeout=60) as client:
        try:
            answer = client.post("/images", content=endless())
        except httpx.WriteError:
            pass  # the server closed the connection while we were still sending
        else:
            assert answer.status_code == 422
            assert "64 MiB" in answer.json()["sentence"]
        assert client.get("/health").status_code == 200
