"""The parameter `resource`: whom the tokens shall be for, named once or several times (RFC 8707, section 2)."""

import re

from oidc.parameters import Parameters

PARAMETER = "resource"
INVALID = "invalid_target"
MOST = 10
ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s#]+\Z")


def named(parameters: Parameters) -> tuple[str, ...]:
    """Return what the parameter names, each once."""
    return tuple(dict.fromkeys(parameters.every(PARAMETER)))


def why_not_readable(parameters: Parameters) -> str | None:
    """Return why the parameter names nothing that could be a resource, or None when it may."""
    if PARAMETER in parameters.unusable:
        return "resource is too long or holds what no address does"
    found = named(parameters)
    if len(found) > MOST:
        return f"resource is named more than {MOST} times"
    if any(not ABSOLUTE.match(one) for one in found):
        return "resource is not an absolute address without a fragment (RFC 8707, section 2)"
    return None
