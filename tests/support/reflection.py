"""The contract as server reflection tells it: what a client knows who has only an address."""

import grpc
from google.protobuf import descriptor_pb2

from tests.support.protos import compile_protos
from tests.support.rpc import Contract

# Of Debian's package grpc-proto.
FOLDER = "/usr/share/grpc-proto"
# What errors carry; no service refers to it.
ERRORS = ("google.rpc.Status", "google.rpc.ErrorInfo")
SERVICE = "grpc.reflection.v1.ServerReflection"


def reflect(target):
    """A Contract of the files of all services that a server lists, and of what these import."""
    own = Contract(compile_protos([f"{FOLDER}/grpc/reflection/v1/reflection.proto"], FOLDER))
    request_class = own.message("grpc.reflection.v1.ServerReflectionRequest")
    response_class = own.message("grpc.reflection.v1.ServerReflectionResponse")
    with grpc.insecure_channel(target) as channel:
        call = channel.stream_stream(
            f"/{SERVICE}/ServerReflectionInfo",
            request_serializer=request_class.SerializeToString,
            response_deserializer=response_class.FromString,
        )

        def ask(**question):
            return next(call(iter([request_class(**question)]), timeout=10))

        listed = ask(list_services="*").list_services_response.service
        names = [it.name for it in listed if not it.name.startswith("grpc.")]
        answers = [ask(file_containing_symbol=name) for name in (*names, *ERRORS)]
    files = {}
    for answer in answers:
        for data in answer.file_descriptor_response.file_descriptor_proto:
            file = descriptor_pb2.FileDescriptorProto.FromString(data)
            files[file.name] = file
    return Contract(in_order(files).SerializeToString())


def in_order(files):
    """A FileDescriptorSet in which every file stands behind what it imports."""
    ordered = {}

    def add(file):
        for name in file.dependency:
            if name not in ordered:
                add(files[name])
        ordered[file.name] = file

    for file in files.values():
        if file.name not in ordered:
            add(file)
    return descriptor_pb2.FileDescriptorSet(file=ordered.values())
