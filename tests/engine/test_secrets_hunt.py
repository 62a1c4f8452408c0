"""The hunt finds each spelling of a secret: otherwise an empty result would prove nothing."""

import base64
import json
from pathlib import Path
from urllib.parse import quote, quote_plus

from .secrets_hunt import Prey, hunt
from .simulators import ACCOUNT

TOKEN = ACCOUNT.api_token
HIDDEN = {
    "plain": f"token={TOKEN};",
    "url": f"?token={quote(TOKEN, safe='')}&x=1",
    "form": f"?token={quote_plus(TOKEN, safe='')}&x=1",
    "json": json.dumps({"token": TOKEN}),
    "json_of_go": json.dumps({"token": TOKEN}).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"),
    "hex": TOKEN.encode().hex(),
    "basic": "Authorization: Basic " + base64.b64encode(f"{ACCOUNT.api_key}:{TOKEN}".encode()).decode(),
    **{f"base64_{i}": base64.b64encode(b"y" * i + TOKEN.encode() + b"and more").decode() for i in range(6)},
    "urlsafe": base64.urlsafe_b64encode(f"xyz{TOKEN}".encode()).decode(),
}


def test_a_secret_is_found_in_a_file_and_in_output(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for spelling, hidden in HIDDEN.items():
        (tmp_path / "deep" / "file.bin").write_bytes(b"\x00\xff" + hidden.encode() + b"\xfe")
        found = hunt(Prey({TOKEN}, set()), tmp_path, ["clean", hidden])
        assert {place.split(":")[0] for place in found} == {"deep/file.bin", "output of call 2"}, spelling
        assert not any(TOKEN in place for place in found), spelling


def test_other_text_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("nothing here, not even demo_token", encoding="utf-8")
    assert hunt(Prey({TOKEN}, {"pass_word_1"}), tmp_path, [base64.b64encode(b"of_another").decode()]) == []
