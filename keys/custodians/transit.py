"""The transit engine of HashiCorp Vault or OpenBao as custodian, by its HTTP API; its key versions are our handles."""

import base64
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, quote, urlsplit

import requests

from keys.custody import CustodianAwayError
from keys.envelope import SealBroken
from keys.material import KeyRingError

SECONDS = 5
KIND = "aes256-gcm96"
GONE = (400, 404)


class Transit:
    """One key of one transit engine. The token is read from its file for every call: an agent may renew it there."""

    scheme = "transit"

    def __init__(self, mount: str, key: str, token_file: str, authorities: str | bool) -> None:
        self._mount = mount
        self._key = quote(key, safe="")
        self._token_file = Path(token_file)
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = authorities

    @classmethod
    def of(cls, address: str) -> Self:
        """Return the custodian at `transit+https://host:port/v1/MOUNT?key=NAME&token-file=PATH`; raise `KeyRingError`."""
        parts = urlsplit(address.removeprefix("transit+"))
        named = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if not (parts.hostname and parts.path.startswith("/v1/") and named.get("key") and named.get("token-file")):
            raise KeyRingError(
                "SEKALI_CUSTODY must name host, mount, key and token-file, such as "
                "transit+https://bao.example:8200/v1/transit?key=sekali&token-file=/run/secrets/bao"
            )
        if parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
            raise KeyRingError("SEKALI_CUSTODY must be transit+https; plain http is only for this machine.")
        mount = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
        return cls(mount, named["key"], named["token-file"], named.get("ca-file", True))

    def make(self) -> str:
        """Make the key, or its next version, and return the version as handle."""
        if self._ask("GET", f"keys/{self._key}", is_optional=True) is None:
            self._ask("POST", f"keys/{self._key}", {"type": KIND, "exportable": False, "allow_plaintext_backup": False})
        else:
            self._ask("POST", f"keys/{self._key}/rotate", {})
        held = self._known()
        return f"{self.scheme}:{held['latest_version']}"

    def wrap(self, handle: str, key: bytes, place: bytes) -> bytes:
        """Return the ciphertext as transit writes it: `vault:v` version `:` base64."""
        asked = {"plaintext": _text(key), "associated_data": _text(place), "key_version": _version(handle)}
        answer = self._ask("POST", f"encrypt/{self._key}", asked)
        return _member(answer, "ciphertext").encode()

    def unwrap(self, handle: str, blob: bytes, place: bytes) -> bytes:
        """Return what was wrapped for exactly this place under this version; raise `SealBroken` otherwise."""
        ciphertext = blob.decode("ascii", "replace")
        if not ciphertext.startswith(f"vault:v{_version(handle)}:"):
            raise SealBroken("a wrapped key does not open")
        asked = {"ciphertext": ciphertext, "associated_data": _text(place)}
        answer = self._ask("POST", f"decrypt/{self._key}", asked, is_optional=True)
        if answer is None:
            raise SealBroken("a wrapped key does not open")
        return base64.b64decode(_member(answer, "plaintext"))

    def destroy(self, handle: str) -> None:
        """Let transit destroy this version and those before it (`min_available_version`); nothing they wrapped opens again."""
        first = _version(handle) + 1
        if self._known()["min_decryption_version"] < first:
            self._ask(
                "POST", f"keys/{self._key}/config", {"min_decryption_version": first, "min_encryption_version": first}
            )
            self._ask("POST", f"keys/{self._key}/trim", {"min_available_version": first})

    def _known(self) -> dict[str, Any]:
        held = self._ask("GET", f"keys/{self._key}")
        if not isinstance(held, dict) or type(held.get("latest_version")) is not int:
            raise CustodianAwayError(
                "The transit engine of SEKALI_CUSTODY answers in another form than Vault or OpenBao."
            )
        return held

    def _ask(self, method: str, path: str, body: object = None, *, is_optional: bool = False) -> dict[str, Any] | None:
        try:
            token = self._token_file.read_text(encoding="utf-8").strip()
            answer = self._session.request(
                method, f"{self._mount}/{path}", json=body, headers={"X-Vault-Token": token, "X-Vault-Request": "true"},
                timeout=SECONDS, allow_redirects=False,
            )  # fmt: skip
            if is_optional and answer.status_code in GONE:
                return None
            answer.raise_for_status()
            told = answer.json() if answer.content else {}
        except (requests.RequestException, OSError) as error:
            # The message may quote what was sent.
            kind = type(error).__name__
            raise CustodianAwayError(f"The transit engine of SEKALI_CUSTODY does not serve us ({kind}).") from None
        return told.get("data") or {} if isinstance(told, dict) else {}


def _member(answer: dict[str, Any] | None, name: str) -> str:
    found = (answer or {}).get(name)
    if not isinstance(found, str):
        raise CustodianAwayError("The transit engine of SEKALI_CUSTODY answers in another form than Vault or OpenBao.")
    return found


def _version(handle: str) -> int:
    scheme, _, version = handle.partition(":")
    if scheme != Transit.scheme:
        raise CustodianAwayError(f"The key {handle} lies with another custodian than the engine of SEKALI_CUSTODY.")
    return int(version)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
