"""What the pages of the profile say about typed values: a sentence for every code."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from vault.validation.outcome import Problem

PROBLEMS: Mapping[str, Any] = {
    "other_shape": _("Bentuk isi ini lain dari yang dipakai di sini."),
    "digits_only": _("Isi dengan angka saja."),
    "nik_short": _("NIK harus 16 angka. Anda baru mengetik %(typed)s."),
    "nik_long": _("NIK harus 16 angka. Anda mengetik %(typed)s."),
    "nik_day": _(
        "Angka ke-7 dan ke-8 NIK adalah tanggal lahir (1-31, atau 41-71 untuk perempuan). Periksa lagi di KTP-el."
    ),
    "nik_month": _("Angka ke-9 dan ke-10 NIK adalah bulan lahir (01-12). Periksa lagi di KTP-el."),
    "nik_serial": _("Empat angka terakhir NIK tidak pernah 0000. Periksa lagi di KTP-el."),
    "nik_unusual": _("NIK ini tidak biasa bentuknya. Periksa lagi."),
    "nik_region_unknown": _(
        "Kode wilayah NIK ini tidak ada di daftar sekarang. Itu wajar untuk NIK lama; periksa saja sekali lagi."
    ),
    "nik_date_impossible": _("Tanggal di dalam NIK ini tidak ada di kalender. Jika sama dengan KTP-el, biarkan."),
    "nik_date_differs": _("Tanggal di dalam NIK berbeda dari tanggal lahir Anda. Jika sama dengan KTP-el, biarkan."),
    "nik_sex_differs": _("NIK ini biasanya milik jenis kelamin lain. Jika sama dengan KTP-el, biarkan."),
    "kk_short": _("Nomor KK harus 16 angka. Anda baru mengetik %(typed)s."),
    "kk_long": _("Nomor KK harus 16 angka. Anda mengetik %(typed)s."),
    "kk_date_impossible": _(
        "Bagian tanggal nomor KK ini tidak biasa. KK lama memang bisa berbeda; periksa saja sekali lagi."
    ),
    "npwp_short": _("NPWP harus 16 angka (atau 15 angka untuk yang lama). Anda baru mengetik %(typed)s."),
    "npwp_long": _("NPWP harus 16 angka. Anda mengetik %(typed)s."),
    "npwp_form": _("NPWP 16 angka sama dengan NIK, atau 0 diikuti NPWP lama. Periksa lagi."),
    "npwp_check_digit": _("Angka periksa NPWP lama ini tidak cocok. Periksa sekali lagi."),
    "bpjs_short": _("Nomor JKN harus 13 angka. Anda baru mengetik %(typed)s."),
    "bpjs_long": _("Nomor JKN harus 13 angka. Anda mengetik %(typed)s."),
    "nib_short": _("NIB harus 13 angka. Anda baru mengetik %(typed)s."),
    "nib_long": _("NIB harus 13 angka. Anda mengetik %(typed)s."),
    "postal_short": _("Kode pos harus 5 angka. Anda baru mengetik %(typed)s."),
    "postal_long": _("Kode pos harus 5 angka. Anda mengetik %(typed)s."),
    "name_characters": _("Nama berisi huruf, spasi, titik, koma, apostrof atau tanda hubung. Hapus tanda lainnya."),
    "name_scripts": _(
        "Nama ini memakai huruf dari dua abjad yang mirip. Ketik ulang dengan huruf Latin, tanpa menyalin."
    ),
    "title_characters": _("Gelar berisi huruf, spasi, titik, koma atau tanda hubung. Hapus tanda lainnya."),
    "hidden_characters": _("Ada tanda tersembunyi di dalam teks. Ketik ulang tanpa menyalin."),
    "text_short": _("Terlalu pendek: sedikitnya %(wanted)s huruf. Anda baru mengetik %(typed)s."),
    "text_long": _("Terlalu panjang: paling banyak %(wanted)s huruf. Anda mengetik %(typed)s."),
    "date_form": _("Tulis tanggal seperti di KTP-el: 17-08-1995."),
    "date_impossible": _("Tanggal ini tidak ada di kalender. Periksa hari dan bulannya."),
    "date_future": _("Tanggal ini belum terjadi. Periksa tahunnya."),
    "date_too_old": _("Tanggal ini lebih dari 150 tahun yang lalu. Periksa tahunnya."),
    "choice_unknown": _("Pilih salah satu yang tersedia."),
    "country_missing": _("Pilih negara kewarganegaraan."),
    "country_unknown": _("Pilih negara dari daftar."),
    "web_address_form": _("Alamat ini tidak terbaca. Salin dari peramban, misalnya https://warung.contoh.id."),
    "web_address_https": _("Alamat harus dimulai dengan https://."),
    "web_address_long": _("Alamat terlalu panjang: paling banyak %(wanted)s huruf. Anda mengetik %(typed)s."),
    "email_form": _("Alamat email ditulis seperti nama@contoh.id."),
    "email_long": _("Alamat email terlalu panjang: paling banyak 254 huruf."),
    "phone_characters": _("Nomor HP berisi angka saja, misalnya 0812 3456 7890."),
    "phone_not_mobile": _("Nomor HP Indonesia dimulai dengan 08 atau +62 8."),
    "phone_length": _("Nomor HP mempunyai 9 sampai 12 angka setelah 62. Periksa lagi."),
    "phone_prefix_unknown": _("Awalan nomor ini tidak kami kenal. Jika benar, biarkan."),
    "rt_rw_missing": _("Isi RT dan RW keduanya; tulis - jika tidak ada."),
    "rt_rw_form": _("RT dan RW paling banyak 3 angka; tulis - jika tidak ada."),
    "village_missing": _("Pilih kelurahan atau desa."),
    "village_elsewhere": _("Kelurahan itu tidak di kecamatan yang dipilih. Pilih lagi."),
    "village_unknown": _("Kelurahan itu tidak ada di daftar. Pilih dari daftar."),
    "certificate_pattern": _("Nomor akta ini tidak seperti bentuk yang baru. Akta lama memang bisa berbeda."),
    "rows_and_none": _("Kosongkan barisnya, atau hapus tanda bahwa tidak ada yang perlu diisi."),
    "too_many_rows": _("Paling banyak %(wanted)s. Anda mengisi %(typed)s."),
    "dependant_name_missing": _("Isi nama orang ini."),
    "dependant_birth_date_missing": _("Isi tanggal lahir orang ini."),
    "dependant_role_missing": _("Pilih hubungan orang ini dengan Anda."),
    "expiry_far": _("Tanggal ini lebih dari 30 tahun dari sekarang. Periksa tahunnya."),
    "month_form": _("Tulis bulan dan tahun, misalnya 07-2019."),
    "month_impossible": _("Bulan ini tidak ada. Tulis 01 sampai 12."),
    "nik_is_ones_own": _("Ini NIK Anda sendiri. Periksa lagi."),
    "passport_form": _("Nomor paspor terdiri dari 1-2 huruf dan 6-7 angka, misalnya X0000001."),
    "passport_unusual": _("Nomor paspor biasanya satu huruf dan tujuh angka. Jika sama dengan paspor Anda, biarkan."),
    "code_characters": _("Nomor ini hanya berisi huruf, angka, garis miring, titik dan tanda hubung."),
    "nitku_short": _("NITKU harus 22 angka. Anda baru mengetik %(typed)s."),
    "nitku_long": _("NITKU harus 22 angka. Anda mengetik %(typed)s."),
    "nop_form": _("NOP terdiri dari 18 angka. Pisahkan beberapa nomor dengan koma."),
    "nisn_short": _("NISN harus 10 angka. Anda baru mengetik %(typed)s."),
    "nisn_long": _("NISN harus 10 angka. Anda mengetik %(typed)s."),
    "kpj_short": _("Nomor KPJ harus 11 angka. Anda baru mengetik %(typed)s."),
    "kpj_long": _("Nomor KPJ harus 11 angka. Anda mengetik %(typed)s."),
    "licence_length": _("Nomor SIM mempunyai 12 sampai 16 angka. Anda mengetik %(typed)s."),
    "licence_number_missing": _("Isi nomor SIM."),
    "licence_classes_missing": _("Pilih golongan SIM."),
    "licence_expiry_missing": _("Isi sampai kapan SIM berlaku."),
    "plate_form": _("Tulis nomor polisi seperti di STNK, misalnya N 1234 QA."),
    "year_impossible": _("Tahun ini tidak mungkin. Tulis empat angka, misalnya 2021."),
    "vehicle_plate_missing": _("Isi nomor polisi kendaraan ini."),
    "emergency_name_missing": _("Isi nama orang ini."),
    "emergency_phone_missing": _("Isi nomor HP orang ini."),
    "emergency_relation_missing": _("Isi hubungan orang ini dengan Anda."),
    "str_number_missing": _("Isi nomor STR."),
    "str_profession_missing": _("Isi profesi Anda."),
    "str_valid_until_missing": _("Isi sampai kapan STR berlaku, atau tulis: seumur hidup."),
    "file_missing": _("Pilih berkas lebih dulu."),
    "file_empty": _("Berkas ini kosong. Pilih berkas lain."),
    "file_large": _("Berkas ini lebih dari 10 MB. Kecilkan fotonya, atau pilih berkas lain."),
    "file_many": _("Terlalu banyak berkas yang belum selesai dikirim. Coba lagi besok, atau kirim satu per satu."),
    "file_account": _("Akun ini sedang tidak dapat diubah."),
    "file_kind": _(
        "Berkas ini bukan foto JPEG atau PNG, dan bukan PDF. Simpan dengan salah satu bentuk itu, lalu coba lagi."
    ),
    "file_kind_photo": _("Berkas ini bukan foto JPEG atau PNG. Simpan dengan salah satu bentuk itu, lalu coba lagi."),
    "file_cut_off": _("Berkas belum terkirim seluruhnya. Kirim lagi; yang sudah terkirim tidak hilang."),
    "file_damaged": _("Berkas ini rusak atau terpotong. Buat foto atau pindaian baru, lalu coba lagi."),
    "file_locked": _("PDF ini terkunci dengan kata sandi. Simpan tanpa kunci, lalu coba lagi."),
    "file_pages": _("PDF harus mempunyai 1 sampai 30 halaman."),
    "file_pixels": _("Foto ini terlalu besar ukurannya. Kecilkan dulu, lalu coba lagi."),
    "file_still_large": _("Berkas ini tetap lebih dari 2 MB setelah diperkecil. Kurangi halaman atau ukurannya."),
    "file_bomb": _("Berkas ini tidak dapat dibuka dengan aman. Buat foto atau pindaian baru, lalu coba lagi."),
    "file_malware": _("Berkas ini mengandung program jahat menurut pemeriksa kami. Berkas tidak disimpan."),
    "scanner_away": _("Berkas belum dapat diperiksa, jadi belum disimpan. Coba lagi beberapa menit lagi."),
    "business_name_missing": _("Isi nama usaha."),
    "kbli_form": _("Kode KBLI terdiri dari 5 angka. Pisahkan beberapa kode dengan koma."),
    "bank_code_missing": _("Pilih bank."),
    "bank_code_form": _("Kode bank terdiri dari 3 angka."),
    "number_missing": _("Isi nomor rekening."),
    "bank_number_form": _("Nomor rekening terdiri dari 8 sampai 18 angka."),
    "holder_name_missing": _("Isi nama pemilik rekening."),
    "holder_differs": _(
        "Nama pemilik rekening berbeda dari nama Anda. Bantuan biasanya hanya dibayar ke rekening sendiri."
    ),
}


UNUSABLE: Mapping[str, Any] = {
    "too_large": _("Berkas ini terlalu besar untuk sebuah berkas data. Pilih sekali-data-signed.json."),
    "no_bundle": _(
        "Berkas ini bukan berkas data bertanda tangan. Pilih sekali-data-signed.json, bukan CSV, PDF, atau JSON biasa."
    ),
    "unknown_instance": _(
        "Pembuat berkas ini tidak kami kenali, jadi isinya tidak dipakai. Isi data Anda sendiri, atau tanyakan di loket."
    ),
    "signature": _(
        "Tanda tangan berkas ini tidak benar: isinya berubah, atau bukan dari pembuat itu. Unduh sekali lagi di sana."
    ),
    "from_the_future": _(
        "Tanggal berkas ini ada di masa depan. Periksa jam di tempat asalnya, lalu unduh sekali lagi."
    ),
    "other_format": _("Bentuk isi berkas ini belum kami kenal. Minta tempat asalnya memakai versi Sekali yang sama."),
}


def sentence(problem: Problem) -> str:
    """Return the sentence for a problem, with its numbers filled in."""
    text = PROBLEMS[problem.code]
    return str(text) % problem.params if problem.params else str(text)
