"""The two families of errors. Airflow retries a transient one and fails at once on a final one.

A message says what went wrong, where, the value, what was expected, and what to do. It never carries a
password or a personal value: name the field and the coordinates instead.
"""

from __future__ import annotations


class KampusError(Exception):
    """Base of every error that kampus-etl raises on purpose."""


class TransientError(KampusError):
    """The same work may succeed later: a broker or a database is away, a lock timed out."""


class FinalError(KampusError):
    """The same work would fail again: somebody has to change data, a contract or a setting first."""


class ServiceUnavailable(TransientError):
    """A broker, database or folder cannot be reached. Says which host and what to check."""


class DeliveryError(TransientError):
    """The broker did not acknowledge every record, so the source position was not saved."""


class ContractError(FinalError):
    """A contract is wrong. Carries every problem found, each with file, line, field, value and what was expected."""


class SourceFileError(FinalError):
    """A file in a drop folder was refused. It is kept, and the other files go on."""


class UnknownTopic(FinalError):
    """The broker answers and has no such topic or partition."""


class OffsetsLost(FinalError):
    """Planned offsets are gone from the topic, or the topic is another one than the one that was planned."""


class BatchHeld(FinalError):
    """The quality gate holds a batch. Nothing was loaded; it waits for an audited release."""


class LoadMismatch(FinalError):
    """The database took other rows than it was given. The transaction was rolled back."""


class LedgerGap(FinalError):
    """The ledger does not stand where a batch needs it to stand, so loading it would lose or repeat offsets."""


class NotLoadedYet(TransientError):
    """Messages that are to be compared with a sink are still on their way to it."""


class NotReconciled(FinalError):
    """A sink does not have what its topic has. Says where, and what to do; nothing was changed."""
