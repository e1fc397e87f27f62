"""What the numbers of a report lack, in words a planning office can act on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from include.audit.ledger import LIVE
from include.audit.quarantine import Outcome
from include.iku.evidence import Evidence, score, slovin
from include.iku.model import Missing
from include.iku.regulation import Indicator, Regulation
from include.iku.snapshot import Snapshot

REFUSED = "baris ditolak: "
# A row that is sent again in the same state keeps its event id, and is one rejected row.
REJECTED = (
    f"SELECT v.dataset, CONCAT('{REFUSED}', COALESCE(CONCAT(v.field, ', '), ''), 'aturan ', v.rule), "
    "COUNT(DISTINCT q.event_id) FROM etl_verdict v JOIN etl_quarantine q USING (topic_id, partition_id, message_offset) "
    f"WHERE v.sink = 'warehouse' AND v.outcome = '{Outcome.REJECTED}' GROUP BY v.dataset, v.rule, v.field "
    "ORDER BY v.dataset, 3 DESC, v.rule, v.field"
)


def of_indicator(
    regulation: Regulation, indicator: Indicator, evidence: Sequence[Evidence], lacking: Iterable[tuple[str, int]]
) -> list[Missing]:
    """Respondents below Slovin's minimum, then what the evidence itself says it lacks and how often."""
    found = []
    if indicator.slovin is not None:
        summed = score(evidence)
        population, answered = int(summed.populasi), int(summed.penyebut)
        needed = slovin(population, indicator.slovin)
        if answered < needed:
            text = f"responden {answered} dari {population} lulusan; paling sedikit {needed} (Slovin), kurang"
            found.append(Missing(regulation.regulasi, indicator.kode, None, text, needed - answered))
    return found + [Missing(regulation.regulasi, indicator.kode, None, flag, number) for flag, number in lacking]


def reach(
    regulation: Regulation, indicator: Indicator, sums: Sequence[Evidence], rejected: int, greatest: Decimal
) -> list[Missing]:
    """Between what the number could be if every rejected row counted.

    A rejected row is reckoned as one more person or thing, in each stratum because its own is not known: for the lower
    end without weight, for the upper one with the greatest weight that anything has. So the number cannot leave the range
    by rows that are added. Where one row is the whole number (a category, yes or no) there is no range.
    """
    number = score(sums, indicator.satuan).nilai
    if not rejected or number is None or indicator.satuan in {"kategori", "ya_tidak"}:
        return []
    strata = {row.stratum: row for row in sums if row.penyebut}

    def with_all(weight: Decimal) -> Decimal:
        more = [replace(row, pembilang=weight * rejected, penyebut=Decimal(rejected)) for row in strata.values()]
        return score([*sums, *more], indicator.satuan).nilai or Decimal(0)

    ends = min(number, with_all(Decimal(0))), max(number, with_all(max(greatest, Decimal(1))))
    low, high = (f"{end:.2f}".replace(".", ",") for end in ends)
    text = (
        f"baris ditolak; bila semuanya ikut terhitung, nilainya antara {low} (tanpa bobot) dan {high} (berbobot penuh)"
    )
    return [Missing(regulation.regulasi, indicator.kode, None, text, rejected)]


def of_datasets(snapshot: Snapshot, datasets: Iterable[str]) -> list[Missing]:
    """Messages that are planned but not loaded (a held batch, a sink that was down) and rows that were rejected.

    A row is missing no more once it was accepted after all, or a newer one of its key was.
    """
    waiting = (
        "SELECT p.dataset, 'pesan menunggu dimuat: batch tertahan atau belum selesai', "
        "SUM(p.end_offset - GREATEST(p.start_offset, COALESCE(l.next_offset, 0))) "
        "FROM (SELECT DISTINCT dataset, topic_id, partition_id, start_offset, end_offset FROM etl_plan "
        f"WHERE generation = {LIVE}) p LEFT JOIN etl_ledger l ON l.dataset = p.dataset AND l.sink = 'warehouse' "
        f"AND l.generation = {LIVE} AND l.partition_id = p.partition_id WHERE l.next_offset IS NULL "
        "OR (l.topic_id = p.topic_id AND p.end_offset > l.next_offset) GROUP BY p.dataset ORDER BY p.dataset"
    )
    return _listed(snapshot, waiting, datasets) + _listed(snapshot, REJECTED, datasets)


def rejected_rows(found: Iterable[Missing], datasets: Iterable[str]) -> int:
    """How many rows of some datasets were rejected, as `of_datasets` found it."""
    wanted = set(datasets)
    return sum(each.jumlah for each in found if each.dataset in wanted and each.keterangan.startswith(REFUSED))


def _listed(snapshot: Snapshot, query: str, datasets: Iterable[str]) -> list[Missing]:
    read = set(datasets)
    return [
        Missing(None, None, dataset, text, int(number))
        for dataset, text, number in snapshot.select(query)
        if dataset in read
    ]
