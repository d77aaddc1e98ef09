"""What one deployment is: every setting with its default; meanings and units are told in `docs/settings.md`."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

X_FORWARDED, FORWARDED = "X-Forwarded", "Forwarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One deployment. Each setting is the environment variable `SEKALI_` + the field's name in capitals."""

    mode: str = "local"
    issuer: str = "http://localhost:8000"
    database_url: str = ""
    keys_file: str = ""
    custody: str = ""
    backup_days: int = 30
    erase_list: str = ""
    profiles: tuple[str, ...] = ("standard", "fapi2")
    open_registration: bool = False
    locale: str = "id"
    home_region: str = "35.74"
    operator_name: str = "Pemerintah Kota Probolinggo"
    operator_address: str = "Jl. Panglima Sudirman No. 19, Kota Probolinggo, Jawa Timur"
    dpo_contact: str = "ppdp@contoh.id"
    help_contact: str = "Loket Sekali, Mal Pelayanan Publik, Senin-Kamis 08.00-14.00 WIB, Jumat 08.00-11.00 WIB"
    supervisor_name: str = "Kementerian Komunikasi dan Digital"
    trusted_proxies: int = 0
    proxies: tuple[str, ...] = ("127.0.0.0/8", "::1")
    forwarding_header: str = X_FORWARDED
    mtls_address: str = ""
    mtls_proxies: tuple[str, ...] = ()
    mtls_header: str = "Client-Cert"
    mtls_verified_header: str = ""
    code_seconds: int = 60
    request_handle_seconds: int = 60
    device_code_seconds: int = 600
    access_token_seconds: int = 600
    refresh_token_days: int = 90
    interaction_minutes: int = 60
    sign_in_idle_minutes: int = 30
    sign_in_hours: int = 12
    staff_idle_minutes: int = 15
    fresh_minutes: int = 5
    closing_hours: int = 72
    recovery_hours: int = 72
    checkpoint_seconds: int = 2
    witnesses: tuple[str, ...] = ()
    witness_quorum: int = 0
    sign_in_failures: int = 5
    sign_in_source_failures: int = 50
    hall_networks: tuple[str, ...] = ()
    sign_ups_per_hour: int = 30
    registrations_per_hour: int = 60
    outbound_hosts: tuple[str, ...] = ()
    outbound_ca_file: str = ""
    trusted_instances: tuple[str, ...] = ()
    scanner: str = ""
    mail_server: str = ""
    mail_sender: str = ""
    dukcapil_address: str = ""
    dukcapil_is_simulator: bool = False

    @property
    def is_secure(self) -> bool:
        """Tell whether the issuer is https, so that cookies are `__Host-` and Secure."""
        return self.issuer.startswith("https://")

    @property
    def issuer_host(self) -> str:
        """Return host and port of the issuer as a browser writes them."""
        return urlsplit(self.issuer).netloc

    @property
    def mtls_host(self) -> str:
        """Return host and port of the address at which clients show certificates, empty when there is none."""
        return urlsplit(self.mtls_address).netloc

    @property
    def ledger_origin(self) -> str:
        """Return the ledger's origin line (C2SP tlog-checkpoint): the issuer without its scheme, and `/ledger`."""
        return self.issuer.split("://", 1)[1] + "/ledger"

    @property
    def backup_life(self) -> timedelta:
        """Return how long a backup is kept, and so how long one can bring back what was erased."""
        return timedelta(days=self.backup_days)

    @property
    def closing_wait(self) -> timedelta:
        """Return how long a closed account can still be taken back before its key is destroyed."""
        return timedelta(hours=self.closing_hours)

    @property
    def recovery_wait(self) -> timedelta:
        """Return how long a recovery at the counter waits for its citizen to say no."""
        return timedelta(hours=self.recovery_hours)
