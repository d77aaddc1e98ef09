"""Words and names that people here put into passwords first: whoever guesses begins with them, and so does the judge."""

WORDS = """
sekali katasandi sandi rahasia indonesia nusantara merdeka garuda pancasila jakarta surabaya bandung medan semarang malang probolinggo
jogja yogyakarta bali jawa madura sumatra kalimantan papua bromo mayangan kademangan kanigaran wonoasih kedopok
bismillah alhamdulillah allah assalamualaikum insyaallah muhammad islam amin yesus tuhan
sayang sayangku cinta cintaku kangen rindu kamu aku saya kita mama papa ibu bapak ayah bunda anakku adik kakak keluarga
siti aminah budi agus dewi putri putra rizki dimas bayu wati sri eko dwi tri ahmad abdul nur fitri indah ayu
masuk buka coba admin petugas warga penduduk kota pemkot balaikota layanan ktp kartu nik keluarga lahir rumah sekolah kerja
senin selasa rabu kamis jumat sabtu minggu januari februari maret april mei juni juli agustus september oktober november desember
satu dua tiga empat lima enam tujuh delapan sembilan sepuluh merah putih hijau biru kuning hitam
kucing anjing harimau macan kuda sapi ayam ikan mangga anggur nasi goreng sate bakso kopi
persib persija persebaya arema bola jagoan ganteng cantik manis bagus sukses semangat bahagia selamat terimakasih
"""
EVERYDAY = tuple(dict.fromkeys(WORDS.split()))
