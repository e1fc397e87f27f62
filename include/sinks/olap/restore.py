"""A store that is lost or damaged, put back or begun anew. The next runs of `ingest__` load what it then lacks."""

from __future__ import annotations

import shutil

from include.errors import FinalError
from include.settings import OlapSettings
from include.sinks.olap.copies import Copy, newest_copy
from include.sinks.olap.errors import disk_errors
from include.sinks.olap.store import alone


def put_back(settings: OlapSettings) -> Copy:
    """Put the newest copy in the place of the store. Raises FinalError when there is none."""
    with alone(settings, "put the OLAP store back"), disk_errors(settings.file.parent):
        newest = newest_copy(settings)
        if newest is None:
            raise FinalError(f"there is no copy in {settings.copies} to put back. Begin anew: Kafka has everything.")
        aside = settings.file.with_name("put-back.duckdb")
        shutil.copyfile(newest.path, aside)
        _remove_log(settings)
        aside.replace(settings.file)
    return newest


def begin_anew(settings: OlapSettings) -> None:
    """Remove the store, so that all that was planned is loaded again. The copies stay until a newer one is published."""
    with alone(settings, "begin the OLAP store anew"), disk_errors(settings.file.parent):
        _remove_log(settings)
        settings.file.unlink(missing_ok=True)


def _remove_log(settings: OlapSettings) -> None:
    settings.file.with_name(f"{settings.file.name}.wal").unlink(missing_ok=True)
