"""A campus day of a topic: the offsets that the broker took on it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from pymysql.connections import Connection

from include.audit.coverage import planned_between
from include.audit.deleted import deleted_between
from include.broker.offsets import TopicOffsets, topic_offsets
from include.broker.times import offsets_between
from include.calendar import CAMPUS_ZONE
from include.contract.model import Contract
from include.errors import OffsetsLost
from include.records import OffsetRange
from include.settings import BrokerSettings


def offsets_of(contract: Contract, day: date, broker: BrokerSettings, connection: Connection[Any]) -> TopicOffsets:
    """The offsets [start, end) of the day, of the partitions that have some.

    They are those that the broker took on it. Of a topic that others own, whose messages carry whatever time their producers
    say, they are those that were planned on it. Raises OffsetsLost when retention has deleted messages that may be of the day.
    """
    present = topic_offsets(broker, contract.topic.name)
    if contract.topic.foreign:
        found, gone = _planned(contract, day, connection, present)
    else:
        found = offsets_between(broker, present, *bounds(day)).partitions
        gone = deleted_between(connection, contract.dataset, present, *_stored(day))
    if gone:
        raise OffsetsLost(
            f"{contract.topic.name}: retention has deleted {len(gone)} ranges whose messages came on {day} or may have, from "
            f"{gone[0]} to {gone[-1]}. Nothing was changed; what the sinks have of them stays as it is. Fetch the day again from "
            f"the source with republish__, and let `retention` in the contract be longer than the days that you mean to replay."
        )
    ranges = {partition: (first, last) for partition, (first, last) in found.items() if first < last}
    return TopicOffsets(present.topic, present.topic_id, ranges)


def bounds(day: date) -> tuple[datetime, datetime]:
    """The instants [start, end) of a day on campus."""
    midnight = datetime.min.time()
    start, end = (datetime.combine(each, midnight, CAMPUS_ZONE) for each in (day, day + timedelta(days=1)))
    return start, end


def _planned(
    contract: Contract, day: date, connection: Connection[Any], present: TopicOffsets
) -> tuple[dict[int, tuple[int, int]], list[OffsetRange]]:
    """What was planned on the day, and what of it the topic has no more."""
    found = planned_between(connection, contract.dataset, present.topic_id, *_stored(day))
    gone = [
        OffsetRange(present.topic, present.topic_id, partition, first, min(last, low))
        for partition, (first, last) in sorted(found.items())
        if first < (low := present.partitions[partition][0])
    ]
    return found, gone


def _stored(day: date) -> tuple[datetime, datetime]:
    """The bounds as the warehouse has times: UTC, without a zone."""
    start, end = (moment.astimezone(UTC).replace(tzinfo=None) for moment in bounds(day))
    return start, end
