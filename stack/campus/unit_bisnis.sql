-- The order database of the sample campus's business unit. Amounts are text as people typed them.

CREATE TABLE pesanan (
  id          BIGINT       NOT NULL PRIMARY KEY,
  nomor       VARCHAR(255) NULL,
  tanggal     VARCHAR(255) NULL COMMENT 'local time (WIB), Y-m-d H:i:s or d-m-Y H:i:s',
  pelanggan   VARCHAR(255) NULL,
  telepon     VARCHAR(255) NULL,
  status      VARCHAR(255) NULL COMMENT 'baru, dibayar, dikirim, selesai, batal',
  subtotal    VARCHAR(255) NULL COMMENT 'Rp 1.250.000,00 or 1250000.00',
  diskon      VARCHAR(255) NULL,
  ongkir      VARCHAR(255) NULL,
  created_at TIMESTAMP(6) NULL,
  updated_at TIMESTAMP(6) NULL,
  KEY (updated_at)
);

CREATE TABLE item_pesanan (
  id            BIGINT       NOT NULL PRIMARY KEY,
  pesanan_id    BIGINT       NULL,
  produk        VARCHAR(255) NULL,
  satuan        VARCHAR(255) NULL COMMENT 'pcs, lusin (12), kodi (20)',
  jumlah        VARCHAR(255) NULL,
  harga_satuan  VARCHAR(255) NULL COMMENT 'price of one satuan',
  created_at TIMESTAMP(6) NULL,
  updated_at TIMESTAMP(6) NULL,
  KEY (updated_at)
);
