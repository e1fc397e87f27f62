"""How long the files of a report take, by format: python -m benchmarks.reports

A campus of two regulations with 25 indicators, six fakultas and 18 prodi; `--evidence` pieces of evidence, a hundred thousand
being what 20,000 students make. It prints seconds by the clock and of processor time, which a machine with other work leaves as
they are, and the size of each file.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from include.reports.edition import Edition
from include.reports.publish import FORMATS, publish
from tests.unit.reports.whole_campus import FACULTIES, NEW, OLD, campus_history, campus_report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--evidence", type=int, default=100_000)
    asked = parser.parse_args().evidence
    cells = sum(told.units for told in (*NEW, *OLD)) * sum(len(prodi) for prodi in FACULTIES.values())
    edition = Edition(campus_report(people=-(-asked // cells)), campus_history())
    print(f"{len(edition.report.evidence):,} pieces of evidence\n")
    print(f"{'format':<14} {'seconds':>8} {'processor':>10} {'KB':>8}")
    total = [0.0, 0.0]
    with tempfile.TemporaryDirectory() as folder:
        for each in FORMATS:
            clock, processor = time.perf_counter(), time.process_time()
            (path,) = publish(edition, folder, [each]).values()
            spent = time.perf_counter() - clock, time.process_time() - processor
            total = [total[0] + spent[0], total[1] + spent[1]]
            print(f"{each.name:<14} {spent[0]:>8.2f} {spent[1]:>10.2f} {Path(path).stat().st_size / 1024:>8,.0f}")
    print(f"{'all':<14} {total[0]:>8.2f} {total[1]:>10.2f}")


if __name__ == "__main__":
    main()
