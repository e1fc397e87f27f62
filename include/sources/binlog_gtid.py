"""Which transactions were read: a set of GTIDs on MySQL, the last GTID of each domain on MariaDB."""

from __future__ import annotations

import re
from typing import Protocol

from include.errors import FinalError

RANGE = re.compile(r"(\d+)(?:-(\d+))?")
SET = re.compile(r"([0-9a-f-]{36})((?::\d+(?:-\d+)?)+)", re.IGNORECASE)


class Gtids(Protocol):
    """`str()` gives the text that the server understands, and that is saved."""

    def add(self, gtid: str) -> None:
        """Count a transaction as read."""
        ...


class MysqlGtids:
    """For example `3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5:7`, several servers joined by commas."""

    def __init__(self, text: str) -> None:
        self._ranges: dict[str, list[list[int]]] = {}
        for part in re.sub(r"\s", "", text).split(",") if text else []:
            found = SET.fullmatch(part)
            if not found:
                raise FinalError(
                    f"the GTID set {part!r} has a form that is not read here, expected <server uuid>:<first>-<last>. Tagged "
                    f"GTIDs are not supported: let transactions be written without a tag (gtid_next=AUTOMATIC)."
                )
            server, ranges = found.groups()
            self._ranges[server.lower()] = [
                [int(first), int(last or first)] for first, last in RANGE.findall(ranges.lstrip(":"))
            ]

    def add(self, gtid: str) -> None:
        server, number = gtid.lower().rsplit(":", 1)
        ranges, wanted = self._ranges.setdefault(server, []), int(number)
        # Nearly always the next one of the last range.
        for place in range(len(ranges) - 1, -1, -1):
            first, last = ranges[place]
            if first <= wanted <= last:
                return
            if wanted == last + 1:
                ranges[place][1] = wanted
                if place + 1 < len(ranges) and ranges[place + 1][0] == wanted + 1:
                    ranges[place][1] = ranges.pop(place + 1)[1]
                return
            if wanted > last:
                ranges.insert(place + 1, [wanted, wanted])
                self._join(ranges, place + 1)
                return
        ranges.insert(0, [wanted, wanted])
        self._join(ranges, 0)

    def _join(self, ranges: list[list[int]], place: int) -> None:
        if place + 1 < len(ranges) and ranges[place + 1][0] == ranges[place][1] + 1:
            ranges[place][1] = ranges.pop(place + 1)[1]

    def __str__(self) -> str:
        return ",".join(
            f"{server}:" + ":".join(f"{first}-{last}" if last > first else str(first) for first, last in ranges)
            for server, ranges in sorted(self._ranges.items())
        )


class MariadbGtids:
    """For example `0-2-1701`: domain, server and number, one of each domain."""

    def __init__(self, text: str) -> None:
        self._last = {gtid.split("-")[0]: gtid for gtid in re.sub(r"\s", "", text).split(",") if gtid}

    def add(self, gtid: str) -> None:
        self._last[gtid.split("-")[0]] = gtid

    def missing_from(self, executed: str) -> bool:
        """Whether something that was read is not among what another position says was executed."""
        other = MariadbGtids(executed)._last
        return any(_number(gtid) > _number(other.get(domain, "0-0-0")) for domain, gtid in self._last.items())

    def __str__(self) -> str:
        return ",".join(gtid for _, gtid in sorted(self._last.items()))


def _number(gtid: str) -> int:
    return int(gtid.rsplit("-", 1)[1])
