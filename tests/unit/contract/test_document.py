import pytest

from include.contract.document import parse, path_text
from include.contract.problems import WrongContract


def not_read(body: str) -> list[str]:
    with pytest.raises(WrongContract) as wrong:
        parse(body, "a.yaml")
    return [str(problem) for problem in wrong.value.problems]


def test_every_node_has_the_line_of_its_key() -> None:
    document = parse("a: 1\nb:\n  - c: 2\n    d: 3\n  - e\n", "a.yaml")
    assert document.data == {"a": 1, "b": [{"c": 2, "d": 3}, "e"]}
    assert document.line(("a",)) == 1
    assert document.line(("b",)) == 2
    assert document.line(("b", 0, "d")) == 4
    assert document.line(("b", 1)) == 5


def test_what_is_not_there_has_the_line_of_what_is_above_it() -> None:
    document = parse("a: 1\nb:\n  - c: 2\n", "a.yaml")
    assert document.line(("b", 0, "x", "y")) == 3
    assert document.line(("z",)) == 1


def test_a_path_is_written_as_people_write_it() -> None:
    assert path_text(("schema", 0, "properties", 3, "name")) == "schema[0].properties[3].name"
    assert path_text(()) == "(file)"


def test_a_date_stays_text() -> None:
    assert parse("a: 2026-01-31\nb: 2026-13-31\n", "a.yaml").data == {"a": "2026-01-31", "b": "2026-13-31"}


def test_a_key_twice_names_both_lines() -> None:
    assert not_read("a: 1\nb:\n  c: 2\n  c: 3\n") == [
        "a.yaml:4: b.c: 'c'; expected each key once; it stands first on line 3. Remove one of the two"
    ]


def test_the_same_key_in_two_places_is_no_key_twice() -> None:
    assert parse("a: {x: 1}\nb: {x: 1}\n", "a.yaml").data == {"a": {"x": 1}, "b": {"x": 1}}


@pytest.mark.parametrize(
    ("body", "line", "value"),
    [
        pytest.param(
            "a: 1\nb: c: d\n", 2, "'mapping values are not allowed in this context'", id="a colon in plain text"
        ),
        pytest.param("a: 1\n\tb: 2\n", 2, "'found a tab character that violates indentation'", id="a tab"),
        pytest.param("a: 'x\n", 2, "'found unexpected end of stream'", id="a quote that does not end"),
        pytest.param("a: 1\nb: {{ nama }}\n", 2, "'found unhashable key'", id="a template"),
        pytest.param("a: 1\n---\nb: 2\n", 2, "'but found another document'", id="two documents"),
        pytest.param("a: 1\nb: \x07\n", 2, "'control characters are not allowed'", id="a control character"),
        pytest.param(
            "a: !!int x\n", 1, "\"invalid literal for int() with base 10: 'x'\"", id="text tagged as a number"
        ),
        pytest.param("a: &x [*x]\n", 1, "'maximum recursion depth exceeded'", id="an anchor inside itself"),
    ],
)
def test_a_file_that_is_no_yaml(body: str, line: int, value: str) -> None:
    (problem,) = not_read(body)
    assert problem.startswith(f"a.yaml:{line}: (file): {value}")
    assert "; expected YAML. Indent with blanks; put text in quotes that has" in problem
