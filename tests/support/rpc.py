"""gRPC client that knows every method from the descriptor set of the build."""

import functools
import pathlib

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory


class Contract:
    """The descriptor set: messages and methods by their full names."""

    def __init__(self, source):
        """`source` is the path of a descriptor set, or what is in one."""
        data = source if isinstance(source, bytes) else pathlib.Path(source).read_bytes()
        self.files = descriptor_pb2.FileDescriptorSet.FromString(data)
        self.pool = descriptor_pool.DescriptorPool()
        for file in self.files.file:
            self.pool.Add(file)
        self._factory = message_factory.MessageFactory(self.pool)

    def message(self, name):
        """The class of a message."""
        return self._factory.GetPrototype(self.pool.FindMessageTypeByName(name))

    def build(self, name, fields):
        """A message from its JSON form."""
        return json_format.ParseDict(fields, self.message(name)(), descriptor_pool=self.pool)

    def to_dict(self, message):
        """The JSON form of a message."""
        return json_format.MessageToDict(message, descriptor_pool=self.pool)

    def option(self, options, name):
        """The extension `name` of an options message of a descriptor; its default when unset."""
        known = self.message(options.DESCRIPTOR.full_name).FromString(options.SerializeToString())
        return known.Extensions[self.pool.FindExtensionByName(name)]

    @functools.lru_cache(maxsize=None)
    def method(self, name):
        """The method "package.Service/Method" as (request class, response class, streams)."""
        service, _, method = name.partition("/")
        descriptor = self.pool.FindServiceByName(service).FindMethodByName(method)
        proto = descriptor_pb2.MethodDescriptorProto()
        descriptor.CopyToProto(proto)
        request = self.message(descriptor.input_type.full_name)
        response = self.message(descriptor.output_type.full_name)
        return request, response, proto.server_streaming


class GrpcClient:
    """Calls methods at one address with one token; any thread may use it. With `ca`, the file of
    the authorities to trust, by TLS."""

    def __init__(self, target, token, contract, metadata=(), ca=None):
        self.contract = contract
        self._channel = (
            grpc.insecure_channel(target)
            if ca is None
            else grpc.secure_channel(target, grpc.ssl_channel_credentials(ca.read_bytes()))
        )
        self._metadata = list(metadata)
        if token is not None:
            self._metadata.append(("authorization", f"Bearer {token}"))

    def call(self, method, request=None, timeout=20.0, metadata=()):
        """Calls "package.Service/Method" with a message or its JSON form (a dict).

        Returns the response, or an iterator of responses when the method streams. Raises
        grpc.RpcError; `reason_of` reads it.
        """
        request_class, response_class, streams = self.contract.method(method)
        if not isinstance(request, request_class):
            request = json_format.ParseDict(
                request or {}, request_class(), descriptor_pool=self.contract.pool
            )
        make = self._channel.unary_stream if streams else self._channel.unary_unary
        call = make(
            "/" + method,
            request_serializer=request_class.SerializeToString,
            response_deserializer=response_class.FromString,
        )
        return call(request, timeout=timeout, metadata=[*self._metadata, *metadata])

    def upload(self, method, requests, timeout=20.0):
        """Calls a method that takes a stream with an iterable of messages or their JSON forms, and
        returns the response."""
        return self.start_upload(method, requests, timeout).result()

    def start_upload(self, method, requests, timeout=20.0):
        """The same without waiting: the call, which may be cancelled."""
        request_class, response_class, _ = self.contract.method(method)
        make = self._channel.stream_unary(
            "/" + method,
            request_serializer=request_class.SerializeToString,
            response_deserializer=response_class.FromString,
        )
        messages = (
            each
            if isinstance(each, request_class)
            else json_format.ParseDict(each, request_class(), descriptor_pool=self.contract.pool)
            for each in requests
        )
        return make.future(messages, timeout=timeout, metadata=self._metadata)

    def reason_of(self, error):
        """The reason (ErrorInfo) of an error, or None."""
        return reason_of(error, self.contract)

    def close(self):
        self._channel.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def reason_of(error, contract):
    """The reason in the details of a grpc.RpcError, or None when it has none."""
    info = info_of(error, contract)
    return None if info is None else info.reason


def info_of(error, contract):
    """The google.rpc.ErrorInfo in the details of a grpc.RpcError, or None when it has none."""
    for key, value in error.trailing_metadata() or ():
        if key != "grpc-status-details-bin":
            continue
        status = contract.message("google.rpc.Status").FromString(value)
        for detail in status.details:
            if detail.type_url.endswith("/google.rpc.ErrorInfo"):
                return contract.message("google.rpc.ErrorInfo").FromString(detail.value)
    return None
