"""Authorities that can be asked whether a value is as they have it: a plug-in each, and all of them off by default."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

import requests

from vault.verification.results import Result

SECONDS = (3.0, 10.0)  # to connect, and between two pieces of the answer
LONGEST = 65_536  # bytes


class AwayError(Exception):
    """The authority could not be asked, or its answer made no sense; nothing is known."""


class Authority(Protocol):
    """What every plug-in offers: a name that people know, and the comparison itself."""

    name: str

    def match(self, nik: str, fields: Mapping[str, Any]) -> Mapping[str, Result]:
        """Return, for each of `fields` of the person with `nik`, whether it is as the authority has it; raise `AwayError`."""


class Dukcapil:
    """The civil registry, asked over HTTP: values go out, and yes, no or unknown comes back for each, never a value.

    The registry answers `sesuai` or `tidak sesuai` per element (Permendagri 102/2019). Its own protocol is given to
    agencies by contract and not published; `POST address` with `{"nik", "fields"}`, answered by `{"fields": {field:
    "sesuai" | "tidak sesuai" | "tidak diketahui"}}`, is ours, for the simulator and for a gateway of the agency.
    """

    name = "Dukcapil"
    WORDS: Mapping[str, Result] = {"sesuai": Result.YES, "tidak sesuai": Result.NO, "tidak diketahui": Result.UNKNOWN}

    def __init__(self, address: str) -> None:
        self._address = address

    def match(self, nik: str, fields: Mapping[str, Any]) -> dict[str, Result]:
        """Return the registry's answer for each of `fields`; what it says nothing about is unknown."""
        try:
            told = self._asked({"nik": nik, "fields": dict(fields)})["fields"]
            if not isinstance(told, dict):
                raise AwayError(self.name)
            return {key: self.WORDS[told[key]] if key in told else Result.UNKNOWN for key in fields}
        except (requests.RequestException, ValueError, KeyError, TypeError):
            raise AwayError(self.name) from None

    def _asked(self, question: Mapping[str, Any]) -> Any:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.post(self._address, json=question, timeout=SECONDS, stream=True, allow_redirects=False)
            with answer:
                answer.raise_for_status()
                body = answer.raw.read(LONGEST + 1, decode_content=True)
        if len(body) > LONGEST or not answer.ok or answer.is_redirect:
            raise ValueError("the answer is too long, or leads elsewhere")
        return json.loads(body)
