"""An open Iceberg catalog, and the errors of Iceberg in the words of this project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from pyiceberg import exceptions
from pyiceberg.catalog import Catalog, load_catalog
from pyiceberg.exceptions import (
    AuthorizationExpiredError,
    CommitFailedException,
    CommitStateUnknownException,
    NamespaceAlreadyExistsError,
    NoSuchNamespaceError,
    NoSuchPropertyException,
    NoSuchTableError,
    NotInstalledError,
    ServerError,
    ServiceUnavailableError,
    SignError,
    TableAlreadyExistsError,
    TooManyRequestsError,
    ValidationException,
    WaitingForLockException,
)
from sqlalchemy.exc import ArgumentError, IntegrityError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, stop_after_delay, wait_random_exponential

from include.errors import FinalError, ServiceUnavailable, TransientError
from include.settings import LakehouseSettings

P = ParamSpec("P")
R = TypeVar("R")

AWAY = (
    AuthorizationExpiredError,
    CommitStateUnknownException,
    InterfaceError,
    PoolTimeout,
    ServerError,
    ServiceUnavailableError,
    SignError,
    TooManyRequestsError,
    WaitingForLockException,
)
FIRST = (
    CommitFailedException,
    IntegrityError,
    NamespaceAlreadyExistsError,
    TableAlreadyExistsError,
    ValidationException,
)
"""Somebody else committed or created first."""
REFUSING: tuple[type[Exception], ...] = (
    *(each for each in vars(exceptions).values() if isinstance(each, type) and issubclass(each, Exception)),
    SQLAlchemyError,
)
"""Every other error that pyiceberg names, and those of its SQL catalog."""
WRONG = (ArgumentError, AttributeError, ImportError, NoSuchPropertyException, NotInstalledError, TypeError, ValueError)
"""What pyiceberg and SQLAlchemy raise for properties that make no catalog."""


class Overtaken(TransientError):
    """Somebody else was first, and nothing of this try was committed: look at the table again and decide again."""


TRIES, SECONDS = 50, 120


def until_not_overtaken(work: Callable[[], R]) -> R:
    """Call `work` again, after a short random wait, as long as it is overtaken. Overtaken too often, it raises that."""
    retrying = Retrying(
        retry=retry_if_exception_type(Overtaken),
        stop=stop_after_attempt(TRIES) | stop_after_delay(SECONDS),
        wait=wait_random_exponential(multiplier=0.05, max=2),
        reraise=True,
    )
    return retrying(work)


@dataclass(frozen=True)
class Lake:
    """An open catalog. Everything that asks it takes it as its first argument and is decorated `in_our_words`."""

    settings: LakehouseSettings
    catalog: Catalog


@contextmanager
def opened(settings: LakehouseSettings) -> Iterator[Lake]:
    """Raises ServiceUnavailable when the catalog does not answer, FinalError when its properties are wrong."""
    with until_not_overtaken(lambda: _catalog(settings)) as catalog:
        yield Lake(settings, catalog)


def in_our_words(function: Callable[Concatenate[Lake, P], R]) -> Callable[Concatenate[Lake, P], R]:
    """Let the function raise errors of this project: Overtaken, ServiceUnavailable or FinalError."""

    @wraps(function)
    def translated(lake: Lake, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with known_errors(lake.settings):
            return function(lake, *args, **kwargs)

    return translated


@contextmanager
def known_errors(settings: LakehouseSettings) -> Iterator[None]:
    where = f"lakehouse {settings.name!r}"
    try:
        yield
    except FIRST as error:
        raise Overtaken(
            f"{where}: other commits came first, {TRIES} times or for {SECONDS} s. Nothing of this try was committed; the retry "
            f"reads the table again. If it goes on, load fewer partitions of one dataset at a time."
        ) from error
    except OperationalError as error:
        raise _database_error(where, error) from error
    except AWAY as error:
        raise ServiceUnavailable(
            f"{where}: the catalog does not answer ({type(error).__name__}). Check that it runs and that the address in the "
            f"Airflow connection {settings.name!r} is right."
        ) from error
    except (NoSuchTableError, NoSuchNamespaceError) as error:
        raise FinalError(
            f"{where}: a table was dropped while it was worked on. Run ingest__ of its dataset again, which makes the table anew "
            f"and loads every planned batch that Kafka still has."
        ) from error
    except (FileNotFoundError, PermissionError) as error:
        raise FinalError(
            f"{where}: a file of the table cannot be opened ({type(error).__name__}). Check that this is the folder or bucket that "
            f"the tables were made in, what the account may do there, and that no file was removed by hand."
        ) from error
    except OSError as error:
        raise ServiceUnavailable(
            f"{where}: its files or its catalog cannot be reached ({error.strerror or type(error).__name__}). Check the network, "
            f"the free space, and the addresses in the Airflow connection {settings.name!r}."
        ) from error
    except REFUSING as error:
        raise FinalError(
            f"{where}: the catalog refuses the request ({type(error).__name__}). Check the credentials in the Airflow connection "
            f"{settings.name!r} and what they are granted."
        ) from error


def _catalog(settings: LakehouseSettings) -> Catalog:
    with known_errors(settings):
        try:
            return load_catalog(settings.name, **settings.catalog)
        except WRONG as error:
            raise FinalError(
                f"lakehouse {settings.name!r}: no catalog can be made of the properties ({', '.join(sorted(settings.catalog))}) in "
                f"the Airflow connection {settings.name!r}. Expected pyiceberg's own, for example type: sql, uri and warehouse."
            ) from error


def _database_error(where: str, error: OperationalError) -> TransientError:
    """Of SQLite, `locked` means that another process writes, `exists` that it has just made the catalog's tables."""
    text = str(error.orig)
    if "locked" in text or "already exists" in text:
        return Overtaken(f"{where}: another process keeps its catalog locked. The retry does the same work again.")
    return ServiceUnavailable(
        f"{where}: the catalog's database does not answer. Check that it runs, that its folder exists and may be written to, and "
        f"its free space."
    )
