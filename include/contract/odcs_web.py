"""What a contract says of a source that is asked over HTTP. Accounts and tokens stand in Airflow connections alone."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from include.contract.odcs_base import AnySource, Name, Number, Strict, Text

JsonPath = Annotated[str, StringConstraints(pattern=r"^[^.\s]+(\.[^.\s]+)*$")]
HeaderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]+$")]
PageSize = Annotated[int, Field(ge=1, le=10_000)]
Pace = Annotated[Number, Field(gt=0, le=1000)]


class OffsetPages(Strict):
    kind: Literal["offset"]
    parameter: Text = "offset"
    """the name of the parameter that says how many rows to leave out"""
    sizeParameter: Text = "limit"
    """the name of the parameter that says how many rows to give"""
    size: PageSize = 100
    """the number of rows that a page may have, 1 to 10,000"""


class NumberedPages(Strict):
    kind: Literal["page"]
    parameter: Text = "page"
    """the name of the parameter that holds the number of the page"""
    sizeParameter: Text = "per_page"
    """the name of the parameter that says how many rows to give"""
    size: PageSize = 100
    """the number of rows that a page may have, 1 to 10,000"""
    first: Literal[0, 1] = 1
    """the number of the first page, 1 or 0"""


class CursorPages(Strict):
    kind: Literal["cursor"]
    nextAt: JsonPath
    """where the next cursor, or the link that holds it, stands in the answer, for example meta.next_cursor"""
    parameter: Text = "cursor"
    """the name of the parameter that holds the cursor"""
    sizeParameter: Text = "limit"
    """the name of the parameter that says how many rows to give"""
    size: PageSize = 100
    """the number of rows that a page may have, 1 to 10,000"""


class BearerAuth(Strict):
    kind: Literal["bearer"]


class BasicAuth(Strict):
    kind: Literal["basic"]


class TokenAuth(Strict):
    kind: Literal["token"]
    header: HeaderName = "X-API-Key"
    """the name of the header that holds the token"""


class Window(Strict):
    since: Text
    """the name of the parameter for rows that changed at a time or later"""
    until: Text | None = None
    """the name of the parameter for rows that changed before a time; leave it out where there is none"""
    format: Literal["iso", "datetime", "date", "epoch"] = "iso"
    """how the API takes a time: iso (2026-08-03T08:30:00+07:00), datetime (2026-08-03 08:30:00 on campus), date or epoch"""


class WebSource(AnySource):
    requestsPerSecond: Pace = 5
    """how often the API may be asked in a second, over 0 and up to 1,000"""
    emptyLeftOut: bool = False
    """true where the API leaves out the names of empty values"""

    ordered: ClassVar[bool] = True
    physical_type: ClassVar[str] = "api"


class ChangingSource(WebSource):
    """An API that may be able to tell what changed since a time, and what was deleted."""

    changeColumn: Name | None = None
    """the field that the source sets at every change of a row; leave it out where there is none"""
    createdColumn: Name | None = None
    """the field that says when the row was made"""
    overlapMinutes: Annotated[int, Field(ge=0)] = 10
    """minutes that are read again each time, for rows that appear late"""
    fullReadHours: Annotated[int, Field(ge=0)] = 24
    """hours after which everything is read and compared again, which finds deleted rows; 0 for every time"""


class HttpSource(ChangingSource):
    """A list in a REST API that answers with JSON."""

    kind: Literal["http"]
    auth: Annotated[BearerAuth | BasicAuth | TokenAuth, Field(discriminator="kind")] | None = None
    """{kind: bearer}, {kind: basic} or {kind: token, header: X-API-Key}; the secret is the connection's password"""
    method: Literal["GET", "POST"] = "GET"
    """GET, or POST where the parameters go as JSON"""
    parameters: dict[str, str | int] = Field({})
    """parameters that every request has, for example {status: aktif}"""
    rowsAt: JsonPath | None = None
    """where the rows stand in the answer, for example data or result.items; leave it out where the answer is the list"""
    pages: Annotated[OffsetPages | NumberedPages | CursorPages, Field(discriminator="kind")] | None = None
    """{kind: offset}, {kind: page} or {kind: cursor, nextAt: ...}; leave it out where the API gives everything at once"""
    window: Window | None = None
    """{since: <parameter>, until: <parameter>} where the API can be asked for what changed; it needs a changeColumn"""
    deletedPath: Annotated[str, StringConstraints(pattern=r"^/[A-Za-z0-9_./-]+$")] | None = None
    """the path of the list of deleted rows, where there is one"""

    object_pattern: ClassVar[str] = r"/[A-Za-z0-9_./-]+"
    object_example: ClassVar[str] = "the path of the list, for example /v1/dosen"


class FeederSource(ChangingSource):
    """A function of the web service of PDDikti Neo Feeder."""

    kind: Literal["feeder"]
    pageSize: PageSize = 500
    """the number of rows that a page may have, 1 to 10,000"""
    filter: Text | None = None
    """the Feeder's own filter, for example id_semester >= '20231'; a row that leaves it counts as deleted"""
    deletedAct: Annotated[str, StringConstraints(pattern=r"^Get[A-Za-z]+$")] | None = None
    """the function that lists deleted rows, for example GetDataTerhapus"""

    object_pattern: ClassVar[str] = r"Get[A-Za-z]+"
    object_example: ClassVar[str] = "the name of a function of the Feeder, for example GetListDosen"


class SisterSource(WebSource):
    """A list in the web service of SISTER."""

    kind: Literal["sister"]
    perLecturer: bool = False
    """true where the list is asked for each lecturer by id_sdm, for example publikasi"""

    object_pattern: ClassVar[str] = r"[a-z_]+(/[a-z_]+)*"
    object_example: ClassVar[str] = "the path of a list of SISTER, for example referensi/sdm"
