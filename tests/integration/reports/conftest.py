from tests.integration.iku.conftest import history, history_of_server

__all__ = ["history", "history_of_server"]
