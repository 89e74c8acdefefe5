"""Calls of gRPC as bytes."""

import grpc

from tests.support.rpc import reason_of

TICKETS = "steward.ticket.v1.TicketService"
LIST, CREATE, GET = (f"/{TICKETS}/{each}" for each in ("ListTickets", "CreateTicket", "GetTicket"))
WATCH = "/steward.event.v1.EventService/Watch"


def ask(stack, path, request=b"", metadata=(), **options):
    """Sends bytes over a connection of their own. Returns code, reason and response."""
    alone = [("grpc.use_local_subchannel_pool", 1), ("grpc.max_receive_message_length", -1)]
    with grpc.insecure_channel(stack.grpc_target, options=alone) as channel:
        try:
            answer = channel.unary_unary(path)(request, timeout=20, metadata=metadata, **options)
            return "OK", None, answer
        except grpc.RpcError as error:
            return error.code().name, reason_of(error, stack.contract), None
