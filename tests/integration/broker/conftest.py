from tests.integration.broker.mortal import mortal_kafka, mortal_server

__all__ = ["mortal_kafka", "mortal_server"]
