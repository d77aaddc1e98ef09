"""Why nothing came from Sekali: one reason code, whichever way it was told."""

UNREACHABLE = "unreachable"
NOT_OURS = "not_ours"
NOT_FRESH = "not_fresh"
NOT_VALID = "not_valid"
ACCESS_DENIED = "access_denied"


class RefusedError(Exception):
    """Sekali gave nothing, or gave what may not be believed; `reason` is a code of `words.REASONS`."""

    def __init__(self, reason: str, *, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail
