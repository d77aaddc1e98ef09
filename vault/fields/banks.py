"""The banks of Indonesia by their code in the payment system, as people know them; other codes are taken too, and speak for themselves."""

from vault.fields.field import Choice

_NAMES = {
    "002": "BRI",
    "008": "Bank Mandiri",
    "009": "BNI",
    "011": "Bank Danamon",
    "013": "Bank Permata",
    "014": "BCA",
    "016": "Maybank Indonesia",
    "019": "Bank Panin",
    "022": "CIMB Niaga",
    "028": "OCBC",
    "110": "Bank BJB",
    "112": "Bank BPD DIY",
    "113": "Bank Jateng",
    "114": "Bank Jatim",
    "129": "Bank BPD Bali",
    "147": "Bank Muamalat",
    "200": "BTN",
    "426": "Bank Mega",
    "451": "BSI",
}
BANKS = tuple(Choice(code, f"{name} ({code})", f"{name} ({code})") for code, name in _NAMES.items())
