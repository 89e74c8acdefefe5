"""Clients of the last release still work."""

from tests.compatibility.breaking import Surface
from tests.compatibility.release import RELEASED, breaks
from tests.support.rpc import Contract
from tests.tidy.source import expect_none


def test_nothing_breaks_for_clients_of_the_last_release():
    expect_none(f"{each} -> CONTRIBUTING.md, \"Change the contract\"" for each in breaks())


def test_the_released_contract_is_what_clients_see_and_nothing_else():
    released = Contract(RELEASED.read_bytes())
    surface = Surface(released)

    assert "steward.ticket.v1.TicketService/CreateTicket" in surface.methods
    assert "ETAG_MISMATCH" in [each.name for each in surface.enums["steward.error.v1.Reason"].value]
    assert not any(surface.rules(method).internal for method in surface.methods.values())
    assert not any(file.HasField("source_code_info") for file in released.files.file)
