"""SIGTERM while clients call over gRPC without pause: none of their calls fails."""

import itertools

import grpc
import pytest

from tests.e2e.incidents import DRAFT
from tests.support.crowd import Crowd
from tests.support.rpc import reason_of
from tests.support.stack import Stack
from tests.support.waiting import wait_until

HEALTH_WATCH = "/grpc.health.v1.Health/Watch"
CREATE = "/steward.ticket.v1.TicketService/CreateTicket"
# Nothing is tried again but what a server said that it did not look at (gRFC A6, transparent).
OPTIONS = [
    ("grpc.use_local_subchannel_pool", 1),
    ("grpc.service_config", '{"loadBalancingConfig": [{"round_robin": {}}]}'),
]


class GrpcCallers(Crowd):
    """Clients that record tickets until told to stop, each over connections of its own to all
    gateways."""

    def __init__(self, stack, count):
        super().__init__(count)
        self._metadata = [("authorization", f"Bearer {stack.token()}")]
        self._target = "ipv4:" + ",".join(
            "%s:%d" % stack.grpc_address(name) for name in stack.names("gateway")
        )
        self._request = stack.contract.build(
            "steward.ticket.v1.CreateTicketRequest", {"ticket": DRAFT}
        )
        self._numbers = itertools.count()
        self._answered = []
        self.failures = []

    @property
    def answers(self):
        """How many calls were answered by a ticket."""
        return len(self._answered)

    def work(self, _):
        with grpc.insecure_channel(self._target, options=OPTIONS) as channel:
            create = channel.unary_unary(CREATE)
            while not self.is_over() and not self.failures:
                request = type(self._request).FromString(self._request.SerializeToString())
                number = next(self._numbers)
                request.request_id = f"call-{number}"
                try:
                    # While one gateway is away the other may not be connected again yet: that
                    # is waited for, before a call is sent.
                    create(
                        request.SerializeToString(),
                        timeout=20,
                        metadata=self._metadata,
                        wait_for_ready=True,
                    )
                except grpc.RpcError as error:
                    self.failures.append(f"{error.code()}: {error.details()}")
                    return
                self._answered.append(number)

    def wait_for(self, more):
        """Waits until so many more answers have come."""
        count = self.answers + more
        wait_until(lambda: self.answers >= count or self.failures, what="answers")


@pytest.mark.parametrize("kind", ["gateway", "ticket"])
def test_who_watches_the_health_of_a_process_learns_of_its_end(kind):
    serving, not_serving = b"\x08\x01", b"\x08\x02"
    # No watch keeps the process: this grace outlasts every patience of this test.
    with Stack(settings={kind: {"drain_grace": "10m"}}) as stack:
        target = "%s:%d" % stack.grpc_address(f"{kind}-1")
        with grpc.insecure_channel(target) as channel:
            watch = channel.unary_stream(HEALTH_WATCH)(b"", timeout=60)
            assert next(watch) == serving
            process = stack.processes[f"{kind}-1"]
            assert stack.terminate(process.name) == 0, process.log_tail()
            assert next(watch) == not_serving
            with pytest.raises(grpc.RpcError) as ended:
                next(watch)
    assert ended.value.code() == grpc.StatusCode.UNAVAILABLE
    assert reason_of(ended.value, stack.contract) == "DRAINING"


@pytest.mark.parametrize("delay", ["0s", "1s"])
def test_no_call_fails_while_processes_end(delay):
    settings = {"gateway": {"drain_delay": delay}}
    with Stack(tickets=2, gateways=2, settings=settings) as stack:
        with GrpcCallers(stack, 8) as callers:
            for name in ["gateway-1", "ticket-1", "gateway-2", "ticket-2", "gateway-1"]:
                callers.wait_for(100)
                assert stack.terminate(name) == 0, stack.processes[name].log_tail()
                callers.wait_for(100)
                stack.restart(name)
                stack.wait_until_ready()
        assert callers.failures == []
        # Each was carried out once, however often it was sent.
        ((tickets,),) = stack.psql("ticket", "SELECT count(*) FROM ticket")
        assert tickets == callers.answers
