"""The contract as it stands in proto/, compiled by protoc."""

import subprocess
import tempfile

from google.protobuf import descriptor_pb2

from tests.support.stack import ROOT

GOOGLE = "/usr/share/gocode/src/github.com/gogo/googleapis"
# Nothing imports them: they come inside of google.protobuf.Any.
DETAILS = ("google/rpc/error_details.proto", "google/rpc/status.proto")


def compile_protos(paths, *folders):
    """A serialized FileDescriptorSet of some files and their imports, with their comments. Files
    are looked for in `folders` first."""
    with tempfile.NamedTemporaryFile() as out:
        command = ["protoc", "--include_imports", "--include_source_info"]
        command += [f"--descriptor_set_out={out.name}"]
        command += [f"-I{folder}" for folder in (*folders, ROOT / "proto", GOOGLE, "/usr/include")]
        subprocess.run([*command, *map(str, paths)], check=True)
        return out.read()


def compile_contract():
    """All files of proto/."""
    return compile_protos([*sorted((ROOT / "proto/steward").rglob("*.proto")), *DETAILS])


def public_part(contract):
    """The FileDescriptorSet of what clients may see: files with public services, the details of
    errors, and what these import. `contract` is a tests.support.rpc.Contract."""
    by_name = {file.name: file for file in contract.files.file}
    wanted = [name for name, file in by_name.items() if is_public(contract, file)]
    wanted += [name for name in by_name if name.startswith(("steward/error/", "google/rpc/"))]
    public = set()
    while wanted:
        name = wanted.pop()
        if name not in public:
            public.add(name)
            wanted += by_name[name].dependency
    chosen = [file for file in contract.files.file if file.name in public]
    return descriptor_pb2.FileDescriptorSet(file=chosen)


def is_public(contract, file):
    """Whether the file has a method that clients may call."""
    rules = "steward.options.v1.method"
    methods = [method for service in file.service for method in service.method]
    return any(not contract.option(method.options, rules).internal for method in methods)
