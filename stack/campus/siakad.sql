-- The academic database of the sample campus: a Laravel mirror of PDDikti Feeder. As in the field, ids and
-- numbers are text, dates are d-m-Y text, and two tables have no change column. `feeder` and `status_sync` are
-- the mirror's own notes, which no contract reads.

CREATE TABLE fakultas (
  id_fakultas    VARCHAR(36)  NOT NULL PRIMARY KEY,
  kode_fakultas  VARCHAR(20)  NULL,
  nama_fakultas  VARCHAR(255) NULL
);

CREATE TABLE program_studis (
  id_prodi                 VARCHAR(36)  NOT NULL PRIMARY KEY,
  kode_program_studi       VARCHAR(20)  NULL,
  nama_program_studi       VARCHAR(255) NULL,
  status                   VARCHAR(5)   NULL,
  id_jenjang_pendidikan    VARCHAR(5)   NULL,
  nama_jenjang_pendidikan  VARCHAR(50)  NULL,
  fakultas_id              VARCHAR(36)  NULL,
  feeder      TINYINT       NOT NULL DEFAULT 1,
  status_sync VARCHAR(255)  NULL DEFAULT 'sudah sync',
  created_at  TIMESTAMP(6)  NULL,
  updated_at  TIMESTAMP(6)  NULL,
  KEY (updated_at)
);

CREATE TABLE riwayat_pendidikans (
  id_registrasi_mahasiswa  VARCHAR(36)  NOT NULL PRIMARY KEY,
  id_mahasiswa             VARCHAR(36)  NULL,
  nim                      VARCHAR(255) NULL,
  nama_mahasiswa           VARCHAR(255) NULL,
  nik                      VARCHAR(255) NULL,
  jenis_kelamin            VARCHAR(5)   NULL,
  tanggal_lahir            VARCHAR(255) NULL,
  handphone                VARCHAR(255) NULL,
  email                    VARCHAR(255) NULL,
  id_prodi                 VARCHAR(255) NULL,
  id_jenis_daftar          VARCHAR(255) NULL,
  id_periode_masuk         VARCHAR(255) NULL,
  tanggal_daftar           VARCHAR(255) NULL,
  id_jenis_keluar          VARCHAR(255) NULL,
  tanggal_keluar           VARCHAR(255) NULL,
  feeder      TINYINT       NOT NULL DEFAULT 1,
  status_sync VARCHAR(255)  NULL DEFAULT 'sudah sync',
  created_at  TIMESTAMP(6)  NULL,
  updated_at  TIMESTAMP(6)  NULL,
  KEY (updated_at)
);

CREATE TABLE aktivitas_kuliah_mahasiswas (
  id_registrasi_mahasiswa  VARCHAR(36)  NOT NULL,
  id_semester              VARCHAR(5)   NOT NULL,
  id_status_mahasiswa      VARCHAR(255) NULL,
  ips                      VARCHAR(255) NULL,
  ipk                      VARCHAR(255) NULL,
  sks_semester             VARCHAR(255) NULL,
  sks_total                VARCHAR(255) NULL,
  biaya_kuliah_smt         VARCHAR(255) NULL,
  feeder      TINYINT       NOT NULL DEFAULT 1,
  status_sync VARCHAR(255)  NULL DEFAULT 'sudah sync',
  created_at  TIMESTAMP(6)  NULL,
  updated_at  TIMESTAMP(6)  NULL,
  PRIMARY KEY (id_registrasi_mahasiswa, id_semester),
  KEY (updated_at)
);

CREATE TABLE lulus_dos (
  id_registrasi_mahasiswa  VARCHAR(36)  NOT NULL PRIMARY KEY,
  nim                      VARCHAR(255) NULL,
  id_prodi                 VARCHAR(255) NULL,
  id_jenis_keluar          VARCHAR(255) NULL,
  nama_jenis_keluar        VARCHAR(255) NULL,
  tanggal_keluar           VARCHAR(255) NULL,
  id_periode_keluar        VARCHAR(255) NULL,
  nomor_sk_yudisium        VARCHAR(255) NULL,
  tanggal_sk_yudisium      VARCHAR(255) NULL,
  ipk                      VARCHAR(255) NULL,
  nomor_ijazah             VARCHAR(255) NULL,
  feeder      TINYINT       NOT NULL DEFAULT 1,
  status_sync VARCHAR(255)  NULL DEFAULT 'sudah sync',
  created_at  TIMESTAMP(6)  NULL,
  updated_at  TIMESTAMP(6)  NULL,
  KEY (updated_at)
);

CREATE TABLE mata_kuliahs (
  id_matkul             VARCHAR(36)  NOT NULL PRIMARY KEY,
  kode_mata_kuliah      VARCHAR(255) NULL,
  nama_mata_kuliah      VARCHAR(255) NULL,
  sks_mata_kuliah       VARCHAR(255) NULL,
  id_prodi              VARCHAR(255) NULL,
  id_jenis_mata_kuliah  VARCHAR(255) NULL,
  feeder      TINYINT       NOT NULL DEFAULT 1,
  status_sync VARCHAR(255)  NULL DEFAULT 'sudah sync',
  created_at  TIMESTAMP(6)  NULL,
  updated_at  TIMESTAMP(6)  NULL,
  KEY (updated_at)
);

CREATE TABLE kelas_kuliahs (
  id_kelas_kuliah    VARCHAR(36)  NOT NULL PRIMARY KEY,
  id_prodi           VARCHAR(255) NULL,
  id_semester        VARCHAR(255) NULL,
  id_matkul          VARCHAR(255) NULL,
  nama_kelas_kuliah  VARCHAR(255) NULL,
  id_dosen           VARCHAR(255) NULL,
  feeder      TINYINT       NOT NULL DEFAULT 1,
  status_sync VARCHAR(255)  NULL DEFAULT 'sudah sync',
  created_at  TIMESTAMP(6)  NULL,
  updated_at  TIMESTAMP(6)  NULL,
  KEY (updated_at)
);

CREATE TABLE peserta_kelas_kuliahs (
  id_kelas_kuliah          VARCHAR(36)  NOT NULL,
  id_registrasi_mahasiswa  VARCHAR(36)  NOT NULL,
  nim                      VARCHAR(255) NULL,
  nilai_angka              VARCHAR(255) NULL,
  nilai_huruf              VARCHAR(255) NULL,
  feeder      TINYINT       NOT NULL DEFAULT 1,
  status_sync VARCHAR(255)  NULL DEFAULT 'sudah sync',
  created_at  TIMESTAMP(6)  NULL,
  updated_at  TIMESTAMP(6)  NULL,
  PRIMARY KEY (id_kelas_kuliah, id_registrasi_mahasiswa),
  KEY (updated_at)
);

CREATE TABLE rencana_evaluasis (
  id_rencana_evaluasi  VARCHAR(36)   NOT NULL PRIMARY KEY,
  id_matkul            VARCHAR(255)  NULL,
  id_jenis_evaluasi    VARCHAR(255)  NULL,
  jenis_evaluasi       VARCHAR(255)  NULL,
  nama_evaluasi        VARCHAR(255)  NULL,
  nomor_urut           VARCHAR(255)  NULL,
  bobot_evaluasi       DOUBLE(10,4)  NULL,
  feeder      TINYINT       NOT NULL DEFAULT 1,
  status_sync VARCHAR(255)  NULL DEFAULT 'sudah sync',
  created_at  TIMESTAMP(6)  NULL,
  updated_at  TIMESTAMP(6)  NULL,
  KEY (updated_at)
);

CREATE TABLE dosens (
  id_dosen           VARCHAR(36)  NOT NULL PRIMARY KEY,
  nidn               VARCHAR(255) NULL,
  nama_dosen         VARCHAR(255) NULL,
  nip                VARCHAR(255) NULL,
  jenis_kelamin      VARCHAR(5)   NULL,
  tanggal_lahir      VARCHAR(255) NULL,
  id_status_aktif    VARCHAR(255) NULL,
  nama_status_aktif  VARCHAR(255) NULL
);

-- Of the campus's own applications, which are no part of the mirror.

CREATE TABLE praktisi_mengajars (
  id_praktisi_mengajar  VARCHAR(36)  NOT NULL PRIMARY KEY,
  nama_praktisi         VARCHAR(255) NULL,
  institusi             VARCHAR(255) NULL,
  id_matkul             VARCHAR(255) NULL,
  id_prodi              VARCHAR(255) NULL,
  id_semester           VARCHAR(255) NULL,
  jam                   VARCHAR(255) NULL,
  created_at  TIMESTAMP(6)  NULL,
  updated_at  TIMESTAMP(6)  NULL,
  KEY (updated_at)
);

CREATE TABLE kerja_samas (
  id_kerja_sama    VARCHAR(36)  NOT NULL PRIMARY KEY,
  judul            VARCHAR(500) NULL,
  mitra            VARCHAR(255) NULL,
  kelas_mitra      VARCHAR(255) NULL,
  jenis_dokumen    VARCHAR(255) NULL,
  tanggal_mulai    VARCHAR(255) NULL,
  tanggal_selesai  VARCHAR(255) NULL,
  created_at  TIMESTAMP(6)  NULL,
  updated_at  TIMESTAMP(6)  NULL,
  KEY (updated_at)
);

CREATE TABLE kerja_sama_prodis (
  id_kerja_sama  VARCHAR(36)  NOT NULL,
  id_prodi       VARCHAR(36)  NOT NULL,
  created_at  TIMESTAMP(6)  NULL,
  updated_at  TIMESTAMP(6)  NULL,
  PRIMARY KEY (id_kerja_sama, id_prodi),
  KEY (updated_at)
);

CREATE TABLE karya_dosens (
  id_karya                  VARCHAR(36)  NOT NULL PRIMARY KEY,
  judul                     VARCHAR(500) NULL,
  kategori                  VARCHAR(255) NULL,
  jenis                     VARCHAR(255) NULL,
  penerbit                  VARCHAR(255) NULL,
  indeks                    VARCHAR(255) NULL,
  kuartil                   VARCHAR(255) NULL,
  kolaborasi_internasional  VARCHAR(255) NULL,
  tanggal_terbit            VARCHAR(255) NULL,
  id_kerja_sama             VARCHAR(255) NULL,
  dimanfaatkan              VARCHAR(255) NULL,
  created_at  TIMESTAMP(6)  NULL,
  updated_at  TIMESTAMP(6)  NULL,
  KEY (updated_at)
);

CREATE TABLE penulis_karyas (
  id_karya  VARCHAR(36)  NOT NULL,
  id_dosen  VARCHAR(36)  NOT NULL,
  urutan    VARCHAR(255) NULL,
  created_at  TIMESTAMP(6)  NULL,
  updated_at  TIMESTAMP(6)  NULL,
  PRIMARY KEY (id_karya, id_dosen),
  KEY (updated_at)
);

CREATE TABLE akreditasi_prodis (
  id_akreditasi   VARCHAR(36)  NOT NULL PRIMARY KEY,
  id_prodi        VARCHAR(255) NULL,
  lembaga         VARCHAR(255) NULL,
  cakupan         VARCHAR(255) NULL,
  peringkat       VARCHAR(255) NULL,
  berlaku_dari    VARCHAR(255) NULL,
  berlaku_sampai  VARCHAR(255) NULL,
  created_at  TIMESTAMP(6)  NULL,
  updated_at  TIMESTAMP(6)  NULL,
  KEY (updated_at)
);

-- The sample campus's own note of the days that were played, written with their changes. A real SIAKAD has no such table.
CREATE TABLE hari_kampus (
  nomor  INT           NOT NULL PRIMARY KEY,
  pada   TIMESTAMP(6)  NOT NULL COMMENT 'UTC'
);
