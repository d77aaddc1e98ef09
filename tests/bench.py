"""`make bench`: code flows per second of a provider of its own, CPU per flow, and SQL statements per endpoint.

One citizen who has consented, one client, one connection: authorize, token, userinfo with its ledger entry, in a
closed loop. `--harness DIR` hands the same provider to another load generator (`DIR/opbench.py` with a profile).
"""

import argparse
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import requests

from tests.forms import Page
from tests.journeys.parties import CALLBACK, AuthlibParty
from tests.live import free_port
from tests.town import PASSWORD

HOUSE = Path(__file__).resolve().parent.parent
SEKALI = Path(sys.executable).parent / "sekali"
PREFIX = "0812000900"
USERS = 4
TICK = os.sysconf("SC_CLK_TCK")


class HttpBrowser:
    """A browser without JavaScript over real HTTP."""

    def __init__(self) -> None:
        self.session = requests.Session()

    def visit(self, url: str, data: list[tuple[str, str]] | None = None) -> Page:
        """Open or post to `url`, following redirects until they leave the provider."""
        answer = self.session.request(
            "GET" if data is None else "POST", url, data=data, allow_redirects=False, timeout=30
        )
        while answer.is_redirect:
            target = requests.compat.urljoin(answer.url, answer.headers["Location"])
            if target.startswith(CALLBACK):
                return Page(target, 303, "", {})
            answer = self.session.get(target, allow_redirects=False, timeout=30)
        return Page(answer.url, answer.status_code, answer.text, dict(answer.headers))

    def submit(self, page: Page, having: str, values: dict, button: tuple[str, str] | None = None) -> Page:
        """Fill and send the form that has a control named `having`."""
        form = page.form(having)
        return self.visit(page.target(form), form.filled(values, button))


@contextmanager
def provider(folder: Path) -> Iterator[tuple[str, int]]:
    """A migrated provider with `sekali serve` on a free port; yields its issuer and process id."""
    port = free_port()
    issuer = f"http://localhost:{port}"
    environment = os.environ | {
        "SEKALI_ISSUER": issuer,
        "SEKALI_DATABASE_URL": os.environ.get("SEKALI_BENCH_DATABASE_URL", f"sqlite:///{folder}/db/sekali.sqlite"),
        "SEKALI_KEYS_FILE": str(folder / "keys" / "ring.json"),
        "SEKALI_OPEN_REGISTRATION": "true",
    }
    (folder / "db").mkdir()
    for deed in (["keys", "init"], ["db", "upgrade"]):
        subprocess.run([SEKALI, *deed], cwd=HOUSE, env=environment, check=True, stdout=subprocess.DEVNULL)
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [SEKALI, "serve", "--port", str(port)], cwd=HOUSE, env=environment, stdout=log, stderr=log
        )
        try:
            wait_for(issuer + "/readyz", process)
            yield issuer, process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until `url` answers 200, at most 30 seconds."""
    for _ in range(150):
        if process.poll() is not None:
            sys.exit("The provider ended before it answered.")
        try:
            if requests.get(url, timeout=2).status_code == 200:
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.2)
    sys.exit("The provider did not answer within 30 seconds.")


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and all its children so far."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = (int(words[1]), sum(map(int, words[11:15])))
    tree, grown = {pid}, True
    while grown:
        more = {child for child, (parent, _) in parents.items() if parent in tree} - tree
        tree, grown = tree | more, bool(more)
    return sum(parents[one][1] for one in tree if one in parents) / TICK


def inhabit(issuer: str) -> tuple[AuthlibParty, HttpBrowser]:
    """Citizens with accounts, one of them with a remembered consent at a registered client."""
    party = AuthlibParty.registered(issuer, client_name="Bench")
    for user in reversed(range(USERS)):
        browser = HttpBrowser()
        page = browser.visit(issuer + "/sign-up")
        browser.submit(page, "password", {"identifier": f"{PREFIX}{user}", "password": PASSWORD})
    page = browser.visit(issuer + "/profile/identity")
    browser.submit(page, "nik", {"nik": "3574015708959001", "full_name": "SITI AMINAH", "birth_date": "17-08-1995"})
    page = browser.visit(party.begin("openid profile offline_access"))
    page = browser.submit(page, "decision", {"fields": ["full_name"]}, ("decision", "allow"))
    told = party.userinfo(party.finish(page.url)["access_token"]).json()
    assert told["name"] == "SITI AMINAH", told
    return party, browser


def one_flow(issuer: str, party: AuthlibParty, browser: HttpBrowser, wire: requests.Session) -> None:
    """Authorize, token, userinfo; every answer is checked."""
    url = party.begin("openid profile offline_access")
    location = browser.session.get(url, allow_redirects=False, timeout=30).headers["Location"]
    code = parse_qs(urlsplit(location).query)["code"][0]
    data = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": party.verifier}
    basic = (party.session.client_id, party.session.client_secret)
    tokens = wire.post(issuer + "/token", data=data, auth=basic, timeout=30).json()
    told = wire.get(issuer + "/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"}, timeout=30)
    assert told.json()["name"] == "SITI AMINAH", told.text


def measure(issuer: str, pid: int, seconds: float) -> None:
    """Run the loop and print what it did."""
    party, browser = inhabit(issuer)
    wire = requests.Session()
    for _ in range(10):
        one_flow(issuer, party, browser, wire)
    times: list[float] = []
    cpu, start = cpu_seconds(pid), time.perf_counter()
    while time.perf_counter() - start < seconds:
        began = time.perf_counter()
        one_flow(issuer, party, browser, wire)
        times.append(time.perf_counter() - began)
    spent, used = time.perf_counter() - start, cpu_seconds(pid) - cpu
    print(f"flows/s           {len(times) / spent:8.1f}   (one connection, {len(times)} flows in {spent:.1f} s)")
    print(f"ms per flow, p50  {statistics.median(times) * 1000:8.1f}")
    print(f"CPU ms per flow   {used * 1000 / len(times):8.1f}   (provider's processes)")
    page = (HOUSE / "docs" / "statements.md").read_text()
    for path, count in re.findall(r"\| `(/\w+)` \| (\d+) \|", page):
        print(f"SQL statements    {int(count):8d}   {path} (asserted by tests/journeys/test_statements.py)")


def hand_over(issuer: str, pid: int, harness: Path, folder: Path, seconds: float) -> int:
    """Let another harness measure the same provider."""
    party, _ = inhabit(issuer)
    profile = folder / "sekali.json"
    profile.write_text(
        json.dumps(
            {
                "name": "sekali",
                "discovery": issuer + "/.well-known/openid-configuration",
                "client_id": party.session.client_id,
                "client_secret": party.session.client_secret,
                "auth_method": "client_secret_basic",
                "redirect_uri": CALLBACK,
                "scope": "openid profile offline_access",
                "user_prefix": PREFIX,
                "password": PASSWORD,
                "users": USERS,
                "form_tick": "^fields=",
                "form_refuse": "deny|tick_all",
                "server_pids": [pid],
                "db_pids": [],
            }
        )
    )
    command = [
        sys.executable,
        str(harness / "opbench.py"),
        "--profile",
        str(profile),
        "--scenario",
        "authcode,userinfo,refresh",
        "--conns",
        "4",
        "--seconds",
        str(seconds),
        "--work",
        str(folder),
    ]
    return subprocess.run(command, check=False).returncode


def main() -> int:
    """Measure with the loop here, or hand over."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--harness", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sekali-bench-") as name, provider(Path(name)) as (issuer, pid):
        if args.harness:
            return hand_over(issuer, pid, args.harness, Path(name), args.seconds)
        measure(issuer, pid, args.seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
