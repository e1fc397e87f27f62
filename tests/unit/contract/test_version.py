from __future__ import annotations

from include.contract.version import version_number

OLDEST_FIRST = ["0.1.0", "1.0.0", "1.9.3", "1.10.0", "1.10.1", "2.0.0", "2.0.99999", "2.1.0", "99999.99999.99999"]


def test_numbers_sort_like_the_versions() -> None:
    numbers = [version_number(version) for version in OLDEST_FIRST]
    assert numbers == sorted(set(numbers))


def test_the_greatest_version_fits_a_bigint() -> None:
    assert 0 < version_number(OLDEST_FIRST[0]) < version_number(OLDEST_FIRST[-1]) < 2**63
