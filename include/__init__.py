"""kampus-etl: campus sources -> Kafka -> checked micro-batches -> warehouse -> IKU reports."""

CODE_VERSION = "0.1.0"
"""Version of the consume step. It is part of every batch id: raise it when decoding, transforming or checking changes."""
