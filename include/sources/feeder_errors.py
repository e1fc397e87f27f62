"""What the error codes of PDDikti Neo Feeder mean, and what to do about each."""

from __future__ import annotations

from include.errors import FinalError, KampusError

OK = 0
TOKEN = 100
"""The token is not valid or no longer valid: the only code that passes by itself, with a new token."""

ADVICE = {
    11: "it wants another content type: update the Feeder, or see whether the path in the connection is that of its JSON service",
    12: "user or password is wrong: correct login and password in the Airflow connection",
    13: "it has no such function: correct schema[0].physicalName or deletedAct in the contract, or update the Feeder",
    14: "the function is not finished in this version of the Feeder: update it, or take another function",
    15: "it cannot read the JSON that it was sent: see whether a proxy stands between",
    16: "it cannot read the XML that it was sent: see whether the path in the connection is that of its JSON service",
    101: "it is in developer mode: switch that off in the Feeder",
    102: "the table is not there: update the Feeder, or take another function",
    103: "its database refuses the query: correct `filter` and the key fields in the contract",
    104: "its web service has expired: renew the Feeder's licence or update it",
    105: "it says that nothing was changed, which answers a write: take a function that reads (Get...)",
    106: "only an account of the role Admin PT may use the web service: take one in the Airflow connection",
    107: "the checksum of its data is wrong: let the Feeder repair its database before anything is read from it",
    108: "a parameter is wrong: correct `filter` and the page size in the contract",
    109: "a field is not in the table: correct `filter`, changeColumn and the key fields in the contract, or give them aliases",
}


def refusal(code: int, description: str, place: str) -> KampusError:
    """The error for a code that is neither OK nor TOKEN. None of them passes by itself, so none is tried again."""
    advice = ADVICE.get(code, "this code is not known: look it up in the guide of the web service")
    return FinalError(f"{place}: error {code} of the Feeder ({description[:200]}): {advice}.")
