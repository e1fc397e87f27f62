"""A campus day of a topic: the offsets that the broker took on it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from pymysql.connections import Connection

from include.audit.deleted import deleted_between
from include.broker.offsets import TopicOffsets, topic_offsets
from include.broker.times import offsets_between
from include.calendar import CAMPUS_ZONE
from include.contract.model import Contract
from include.errors import OffsetsLost
from include.settings import BrokerSettings


def offsets_of(contract: Contract, day: date, broker: BrokerSettings, connection: Connection[Any]) -> TopicOffsets:
    """The offsets [start, end) of the day, of the partitions that have some.

    Raises OffsetsLost when retention has deleted messages that may be of the day.
    """
    start, end = bounds(day)
    present = topic_offsets(broker, contract.topic.name)
    found = offsets_between(broker, present, start, end)
    gone = deleted_between(
        connection, contract.dataset, present, *(m.astimezone(UTC).replace(tzinfo=None) for m in (start, end))
    )
    if gone:
        raise OffsetsLost(
            f"{contract.topic.name}: retention has deleted {len(gone)} ranges whose messages came on {day} or may have, from "
            f"{gone[0]} to {gone[-1]}. Nothing was changed; what the sinks have of them stays as it is. Fetch the day again from "
            f"the source with republish__, and let `retention` in the contract be longer than the days that you mean to replay."
        )
    ranges = {partition: (first, last) for partition, (first, last) in found.partitions.items() if first < last}
    return TopicOffsets(found.topic, found.topic_id, ranges)


def bounds(day: date) -> tuple[datetime, datetime]:
    """The instants [start, end) of a day on campus."""
    first, following = (
        datetime(each.year, each.month, each.day, tzinfo=CAMPUS_ZONE) for each in (day, day + timedelta(days=1))
    )
    return first, following
