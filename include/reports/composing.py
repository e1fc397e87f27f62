"""Puts a report into words."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from include.iku.model import Lock, Report, Value
from include.iku.store import RESTATED
from include.reports.charts import Scale, line_of, scale_of
from include.reports.document import (
    Chapter,
    Count,
    Decided,
    Document,
    Fact,
    Group,
    Lack,
    Mark,
    NotComputed,
    Page,
    Reason,
    Row,
    Source,
    Trend,
)
from include.reports.format import NOTHING, compact, day, moment, number, period, validity
from include.reports.history import Milestone
from include.reports.institution import Institution
from include.reports.view import IndicatorView, RegulationView, ReportView, SourceView
from include.reports.wording import PERCENT, better, fraction, told, told_change

NO_FACULTY = "Tanpa fakultas"
TONES = ("good", "bad", "wait")


def document_of(view: ReportView, institution: Institution) -> Document:
    report = view.report
    return Document(
        title=f"Laporan IKU per {day(report.as_of)}, versi {report.version}",
        institution=institution.nama,
        place=institution.tempat,
        signatories=institution.penanda_tangan,
        as_of=day(report.as_of),
        version=report.version,
        computed=moment(report.computed_at),
        compared_to=view.compared_to or "belum ada laporan sebelumnya",
        restated=_restated(view),
        locked=_locked(report, report.lock) if report.lock else "",
        run=report.run_id,
        chapters=tuple(_chapter(view, regulation) for regulation in view.regulations),
        sources=tuple(_source(source) for source in view.sources),
    )


def _restated(view: ReportView) -> str:
    if view.report.kind != RESTATED:
        return ""
    return (
        "Tanggal ini sudah pernah dilaporkan; versi sebelumnya tetap tersimpan. "
        f"{compact(len(view.report.changes))} bukti berubah sejak {view.compared_to}."
    )


def _locked(report: Report, lock: Lock) -> str:
    said = f"{period(lock.periode)} diverifikasi dan dikunci oleh {lock.siapa} pada {moment(lock.dikunci_pada)}."
    if report.verified:
        return f"{said} Inilah angka yang diverifikasi."
    verified = f"versi {lock.versi}" if lock.versi else "tidak memuat tanggal ini"
    return f"{said} Angka yang diverifikasi: {verified}. Laporan ini hanya pembanding."


def _chapter(view: ReportView, regulation: RegulationView) -> Chapter:
    counts = Counter((item.whole.status, _tone(item.whole, item)) for item in regulation.indicators)
    # A regulation with goals has indicators beside them: those of its annex.
    beside = "Indikator lain" if regulation.regulation.sasaran else ""
    return Chapter(
        name=regulation.regulation.nama,
        validity=validity(regulation.regulation.berlaku_dari, regulation.regulation.berlaku_sampai),
        in_force=regulation.in_force,
        counts=tuple(
            Count(status, tone, counts[status, tone])
            for status, tone in sorted(counts, key=lambda each: (TONES.index(each[1]), each[0]))
        ),
        groups=tuple(
            Group(group.name or beside, tuple(_page(view, item) for item in group.indicators))
            for group in regulation.groups
        ),
        not_computed=tuple(NotComputed(each.nama, each.alasan) for each in regulation.regulation.tidak_dihitung),
    )


def _page(view: ReportView, item: IndicatorView) -> Page:
    indicator = item.indicator
    units = [value for faculty in item.faculties for value in (faculty.whole, *faculty.prodi) if value]
    scale = scale_of(indicator, [item.whole, *units])
    return Page(
        anchor=f"iku-{item.regulation.regulasi}-{indicator.kode}",
        code=indicator.kode,
        name=indicator.nama,
        duty=indicator.sifat,
        regulation=item.regulation.nama,
        in_force=item.in_force,
        whole=_row(item, item.whole, scale),
        spark=line_of(item.trend),
        trend=_trend(item),
        marks=tuple(_mark(item, stone) for stone in item.milestones),
        facts=_facts(item),
        better=better(indicator),
        gold=told(indicator.standar_emas, indicator) if indicator.standar_emas is not None else "",
        formula=indicator.rumus,
        origin=indicator.sumber,
        freshness=_freshness(item.oldest),
        lacking=tuple(Lack(lack.text, "" if lack.count is None else compact(lack.count)) for lack in item.lacking),
        units=_units(item, scale),
        changed=view.compared_to if item.changes and view.compared_to else "",
        reasons=tuple(
            Reason(reason.before or "belum ada", reason.after or "tidak ada lagi", compact(reason.count))
            for reason in item.reasons
        ),
        decisions=tuple(Decided(each.soal, each.keputusan, each.alasan) for each in indicator.keputusan),
    )


def _facts(item: IndicatorView) -> tuple[Fact, ...]:
    whole, indicator = item.whole, item.indicator
    facts = [Fact("Realisasi", told(whole.nilai, indicator))]
    if indicator.satuan in {"persen", "rasio"}:
        facts += [Fact("Pembilang", compact(whole.pembilang)), Fact("Penyebut", compact(whole.penyebut))]
    if indicator.slovin is not None:
        facts.append(Fact("Populasi", compact(whole.populasi)))
    facts.append(Fact("Target", told(whole.target, indicator)))
    if indicator.standar_emas is not None:
        facts.append(Fact("Standar emas", told(indicator.standar_emas, indicator)))
    return (
        *facts,
        Fact("Capaian target", _percent(whole.capaian)),
        Fact("Perubahan", told_change(whole, indicator)),
        Fact("Status", whole.status),
    )


def _row(item: IndicatorView, value: Value, scale: Scale) -> Row:
    indicator = item.indicator
    return Row(
        level=value.level,
        name=value.unit_nama,
        population=compact(value.populasi) if indicator.slovin is not None else "",
        fraction=fraction(value, indicator),
        value=told(value.nilai, indicator),
        target=told(value.target, indicator),
        achieved=_percent(value.capaian),
        change=told_change(value, indicator),
        status=value.status,
        tone=_tone(value, item),
        bar=scale.bar(value, indicator),
    )


def _units(item: IndicatorView, scale: Scale) -> tuple[Row, ...]:
    rows: list[Row] = []
    for faculty in item.faculties:
        rows.append(_row(item, faculty.whole, scale) if faculty.whole else Row("tanpa", NO_FACULTY))
        rows += [_row(item, value, scale) for value in faculty.prodi]
    return tuple(rows)


def _trend(item: IndicatorView) -> Trend | None:
    """None where there are not two days to draw a line through."""
    known = [point.nilai for point in item.trend if point.nilai is not None]
    line = line_of(item.trend, item.whole.target, item.indicator.standar_emas)
    if line is None or len(known) < 2:
        return None
    low, high = told(min(known), item.indicator), told(max(known), item.indicator)
    return Trend(line, day(item.trend[0].tanggal), day(item.trend[-1].tanggal), low, high)


def _mark(item: IndicatorView, stone: Milestone) -> Mark:
    return Mark(
        name=stone.nama,
        day=f"{stone.tanggal:%d/%m/%Y}",
        target=told(stone.target, item.indicator),
        value=told(stone.nilai, item.indicator),
        achieved=_percent(stone.capaian),
        status=stone.status,
        tone=_tone(stone, item),
    )


def _freshness(oldest: SourceView) -> str:
    if oldest.freshness.extracted_at is None:
        return f"{oldest.dataset} belum pernah diambil"
    return f"Sumber yang paling lama adalah {oldest.dataset}, diambil {moment(oldest.freshness.extracted_at)}"


def _source(source: SourceView) -> Source:
    return Source(
        dataset=source.dataset,
        extracted=moment(source.freshness.extracted_at),
        newest=moment(source.freshness.newest_change),
        stale=source.stale,
        missing=tuple(Lack(lack.keterangan, compact(lack.jumlah)) for lack in source.missing),
    )


def _percent(achievement: Decimal | None) -> str:
    return NOTHING if achievement is None else number(achievement) + PERCENT


def _tone(value: Value | Milestone, item: IndicatorView) -> str:
    """By the numbers, because what a status is called may be chosen."""
    if value.nilai is None or value.target is None:
        return "wait"
    reached = value.nilai >= value.target if item.indicator.arah == "naik" else value.nilai <= value.target
    return "good" if reached else "bad"
