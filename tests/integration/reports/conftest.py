from tests.integration.iku.conftest import histories, history

__all__ = ["histories", "history"]
