"""The people of the demo. Their NIKs use serials that are practically never issued; their secrets exist only here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Typed = str | Mapping[str, str] | Sequence[Mapping[str, str]]

PASSWORD = "satu-kali-isi-data"


@dataclass(frozen=True, slots=True)
class DemoCitizen:
    """A citizen; `profile` is what they type, by field key, `checked` what an officer compared with the card.

    `papers` is what an officer enters from agencies: by field, the value and the paper.
    """

    identifier: str
    about: str
    profile: Mapping[str, Typed] = field(default_factory=dict)
    checked: tuple[str, ...] = ()
    papers: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """A member of staff; `totp` is the base32 secret of their authenticator (RFC 6238)."""

    identifier: str
    name: str
    role: str
    password: str
    totp: str
    about: str


SITI = DemoCitizen(
    identifier="siti@contoh.id",
    about="citizen, full profile, NIK checked",
    checked=(
        "nik",
        "full_name",
        "birth_place",
        "birth_date",
        "gender",
        "nationality",
        "ktp_street",
        "ktp_rt_rw",
        "ktp_village_code",
    ),
    papers={"social_registry_status": ("3", "Surat contoh Kementerian Sosial, DTSEN 2026")},
    profile={
        "nik": "3574015708959001",
        "full_name": "SITI AMINAH",
        "preferred_name": "Bu Siti",
        "academic_titles": {"prefix": "", "suffix": "A.Md."},
        "birth_place": "PROBOLINGGO",
        "birth_date": "17-08-1995",
        "gender": "P",
        "nationality": {"status": "WNI", "country": ""},
        "passport_number": "X0000001",
        "passport_expiry": "01-05-2031",
        "disability_status": {"kinds": "", "access_needs": "Huruf besar di layar"},
        "religion": "1",
        "blood_type": "O",
        "marital_status": "KAWIN TERCATAT",
        "birth_certificate_number": "3574-LT-17081995-9001",
        "marriage_certificate_number": "0123/045/VI/2017",
        "emergency_contact": {"name": "AHMAD", "phone": "0812-0000-0002", "relation": "Suami"},
        "phone_number": "0812-0000-0001",
        "phone_holder": "sendiri",
        "email": "siti@contoh.id",
        "preferred_language": "id",
        "ktp_street": "Jl. Panglima Sudirman No. 19",
        "ktp_rt_rw": {"rt": "3", "rw": "5"},
        "ktp_village_code": {"district": "35.74.04", "village": "35.74.04.1001"},
        "ktp_postal_code": "67211",
        "domicile_same_as_ktp": "false",
        "domicile_street": "Perum Kademangan Indah Blok C No. 7",
        "domicile_rt_rw": {"rt": "2", "rw": "4"},
        "domicile_village_code": {"district": "35.74.01", "village": "35.74.01.1001"},
        "domicile_postal_code": "67225",
        "domicile_since": "07-2019",
        "family_card_number": "3574010101209001",
        "family_role": "ISTRI",
        "mother_name": "KHOIRIYAH",
        "father_name": "SUPARMAN",
        "spouse_nik": "3574011203939002",
        "dependants": (
            {"name": "DIAN PERMATA", "birth_date": "12-03-2022", "role": "ANAK", "nik": "3574015203229001"},
            {"name": "RIZKY", "birth_date": "05-11-2018", "role": "ANAK", "nik": ""},
        ),
        "npwp": "3574015708959001",
        "nitku": "3574015708959001000000",
        "property_tax_numbers": "35.74.010.001.002-0123.0",
        "bpjs_membership_segment": "PBPU mandiri",
        "bpjs_health_number": "0001234567890",
        "highest_education": "7",
        "school_name": "Akademi Komunitas Probolinggo",
        "diploma_number": "AK-PB/2016/0000001",
        "nisn": "0000000001",
        "health_worker_str": {"number": "CONTOH-STR-0001", "profession": "Bidan", "valid_until": "seumur hidup"},
        "bpjs_employment_number": "00000000001",
        "driving_licence": {"number": "3574015708959001", "classes": "A,C", "expiry": "17-08-2029"},
        "vehicles": ({"plate": "N 1234 QA", "brand": "Honda Beat", "year": "2021", "stnk_expiry": "05-03-2027"},),
        "occupation_code": "84",
        "employer_name": "Warung Bu Siti",
        "income_band": "1-2jt",
        "nib": "1234567890123",
        "business_profile": {
            "name": "Warung Bu Siti",
            "kbli": "56102",
            "district": "35.74.04",
            "village": "35.74.04.1001",
            "scale": "mikro",
        },
        "bank_account": {"bank_code": "114", "number": "0000000001", "holder_name": "SITI AMINAH"},
        # Her passport for the pilgrimage carries her father's name too, as such passports do.
        "given_name": "Siti",
        "middle_name": "Aminah",
        "family_name": "Suparman",
        "website": "https://warung.contoh.id",
        "profile_page": "https://contoh.id/siti",
        "picture_address": "https://contoh.id/siti/foto.jpg",
    },
)
BEJO = DemoCitizen(
    identifier="bejo@contoh.id",
    about="citizen, one-word name, else an empty profile",
    profile={"full_name": "BEJO"},
)
CITIZENS = (SITI, BEJO)

AUDITOR = DemoStaff(
    identifier="auditor@contoh.id",
    name="Auditor contoh",
    role="auditor",
    password="periksa-tanpa-percaya-2026",
    totp="DEMOAUDITORSEKALIPROBOLINGGO2345",
    about="auditor",
)
OFFICER = DemoStaff(
    identifier="petugas@contoh.id",
    name="Petugas loket contoh",
    role="officer",
    password="cocokkan-dengan-kartu-2026",
    totp="DEMOPETUGASSEKALIPROBOLINGGO2345",
    about="officer",
)
PROTECTOR = DemoStaff(
    identifier="ppdp@contoh.id",
    name="Petugas PDP contoh",
    role="dpo",
    password="jawab-dalam-tiga-hari-2026",
    totp="DEMOPELINDUNGSEKALIPROBOLINGGO23",
    about="data-protection officer",
)
STAFF = (AUDITOR, OFFICER, PROTECTOR)
