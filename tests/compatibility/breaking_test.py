"""Each breaking change, made on a copy of a small contract, is named; what only adds is not."""

import functools

import pytest

from tests.compatibility.breaking import breaking_changes, of_event_types
from tests.support.protos import compile_protos
from tests.support.rpc import Contract

CONTRACT = """
syntax = "proto3";
package test.v1;
import "google/api/annotations.proto";
import "steward/options/v1/options.proto";

service NoteService {
  rpc CreateNote(CreateNoteRequest) returns (Note) {
    option (google.api.http) = {post: "/v1/notes" body: "note"};
    option (steward.options.v1.method) = {
      permission: "notes.create" media_types: "text/a" media_types: "text/b"
    };
  }
  rpc ListNotes(CreateNoteRequest) returns (Notes) {
    option (google.api.http) = {get: "/v1/notes" additional_bindings {get: "/v1/memos"}};
    option (steward.options.v1.method) = {permission: "notes.list"};
  }
  rpc ImportNotes(stream Note) returns (Note) {
    option (steward.options.v1.method) = {
      permission: "notes.import" upload: {max_messages: 70 max_bytes: 9000}
    };
  }
}

message CreateNoteRequest { Note note = 1; }
message Notes { repeated Note notes = 1; }
message Unused { string text = 1; }

message Note {
  option (steward.options.v1.resource) = {type: "test/Note" collection: "notes"};
  enum Colour { COLOUR_UNSPECIFIED = 0; RED = 1; BLUE = 2; }
  string name = 1 [(steward.options.v1.field) = {output_only: true max_len: 9}];
  string title = 2 [(steward.options.v1.field) = {max_len: 80 pattern: "[a-z]*"}];
  Colour colour = 3;
  repeated string labels = 4 [(steward.options.v1.field) = {max_items: 8 reference: "labels"}];
  optional int32 weight = 5;
  oneof place { string shelf = 6; string box = 7; }
  string body = 8;
}
"""


@functools.lru_cache(maxsize=None)
def contract(folder, source):
    (folder / "note.proto").write_text(source)
    return Contract(compile_protos([folder / "note.proto"], folder))


@pytest.fixture(scope="module")
def breaks(tmp_path_factory):
    """What breaks when pieces of the contract are replaced."""
    folder = tmp_path_factory.mktemp("contract")

    def replace(*pairs):
        source = CONTRACT
        for old, new in pairs:
            assert old in source
            source = source.replace(old, new)
        return breaking_changes(contract(folder, CONTRACT), contract(folder, source))

    return replace


def of_body(rules):
    return "body = 8;", f"body = 8 [(steward.options.v1.field) = {{{rules}}}];"


NOTE, CREATE, LIST = "test.v1.Note", *(f"test.v1.NoteService/{it}Note" for it in ("Create", "List"))
LIST += "s"
IMPORT = "test.v1.NoteService/ImportNotes"

FIELDS = [
    ("string body = 8;", "", f"{NOTE}.body: was removed"),
    ("string body = 8;", "reserved 8;", f"{NOTE}.body: was removed"),
    ("string body = 8;", "string text = 8;", f"{NOTE}.body: was renamed to text"),
    ("string body = 8;", "string body = 9;", f"{NOTE}.body: has another number"),
    ("string body = 8;", "bytes body = 8;", f"{NOTE}.body: has another type"),
    ("string body = 8;", "Unused body = 8;", f"{NOTE}.body: has another type"),
    ("string body = 8;", "repeated string body = 8;", f"{NOTE}.body: became a list"),
    ("repeated string labels", "string labels", f"{NOTE}.labels: is no list any more"),
    ("optional int32 weight", "int32 weight", f"{NOTE}.weight: has another presence"),
    ("string box = 7; }", "} string box = 7;", f"{NOTE}.box: moved into or out of a oneof"),
    ("body = 8;", 'body = 8 [json_name = "text"];', f"{NOTE}.body: has another JSON name"),
    ("message Unused { string text = 1; }", "", "test.v1.Unused: was removed"),
]

RULES = [
    (*of_body("required: true"), f"{NOTE}.body: became required"),
    (*of_body("output_only: true"), f"{NOTE}.body: became output only"),
    (*of_body("immutable: true"), f"{NOTE}.body: became immutable"),
    (*of_body("secret: true"), f"{NOTE}.body: became secret"),
    (*of_body("not_filterable: true"), f"{NOTE}.body: is not filterable any more"),
    (*of_body("cursor: true"), f"{NOTE}.body: changed its meaning as a cursor"),
    (*of_body("max_len: 9"), f"{NOTE}.body: takes shorter texts"),
    ("max_len: 80", "max_len: 79", f"{NOTE}.title: takes shorter texts"),
    ("max_items: 8", "max_items: 7", f"{NOTE}.labels: takes fewer elements"),
    ('pattern: "[a-z]*"', 'pattern: "[a-y]*"', f"{NOTE}.title: has another pattern"),
    (*of_body('pattern: "a"'), f"{NOTE}.body: has another pattern"),
    ('reference: "labels"', 'reference: "tags"', f"{NOTE}.labels: refers to another collection"),
    (*of_body('id_in: "notes"'), f"{NOTE}.body: is an id in another collection"),
    (*of_body('write_permission: "a.b"'), f"{NOTE}.body: needs another permission to write"),
    (*of_body('read_permission: "a.b"'), f"{NOTE}.body: needs another permission to read"),
    (
        "string body = 8;",
        "string body = 8; string author = 9 [(steward.options.v1.field) = {required: true}];",
        f"{NOTE}.author: is new and required",
    ),
    ('type: "test/Note"', 'type: "test/Memo"', f"{NOTE}: is a resource of another type"),
    ('collection: "notes"', 'collection: "memos"', f"{NOTE}: is a resource of another collection"),
]

ENUMS = [
    ("BLUE = 2;", "", f"{NOTE}.Colour.BLUE: was removed"),
    ("BLUE = 2;", "GREEN = 2;", f"{NOTE}.Colour.BLUE: was renamed to GREEN"),
    ("BLUE = 2;", "BLUE = 3;", f"{NOTE}.Colour.BLUE: has another number"),
]

METHODS = [
    ("rpc ListNotes", "rpc ListMemos", f"{LIST}: was removed"),
    ("rpc ListNotes(CreateNoteRequest)", "rpc ListNotes(Notes)", f"{LIST}: has another request"),
    ("returns (Notes)", "returns (Note)", f"{LIST}: has another response"),
    (
        "returns (Notes)",
        "returns (stream Notes)",
        f"{LIST}: streams its responses differently",
    ),
    (
        "ListNotes(CreateNoteRequest)",
        "ListNotes(stream CreateNoteRequest)",
        f"{LIST}: streams its requests differently",
    ),
    ('get: "/v1/memos"', 'get: "/v1/papers"', f"{LIST}: lost the route GET /v1/memos"),
    ('post: "/v1/notes"', 'put: "/v1/notes"', f"{CREATE}: lost the route POST /v1/notes"),
    ('body: "note"', 'body: "*"', f"{CREATE}: lost the route POST /v1/notes"),
    ('"notes.list"', '"notes.get"', f"{LIST}: needs another permission"),
    ('"notes.list"', '"notes.list" internal: true', f"{LIST}: became internal"),
    ('media_types: "text/a"', "", f"{CREATE}: lost the media type text/a"),
    ('"notes.list"', '"notes.list" error_format: SCIM', f"{LIST}: tells errors in another form"),
    ("max_messages: 70", "max_messages: 69", f"{IMPORT}: takes fewer messages"),
    ("max_bytes: 9000", "max_bytes: 8999", f"{IMPORT}: takes fewer bytes"),
]


@pytest.mark.parametrize("old, new, complaint", FIELDS + RULES + ENUMS + METHODS)
def test_a_breaking_change_is_named(breaks, old, new, complaint):
    assert breaks((old, new)) == [complaint]


@pytest.mark.parametrize(
    "old, new",
    [
        ("", ""),
        ("string body = 8;", "string body = 8; string author = 9;"),
        ("BLUE = 2;", "BLUE = 2; GREEN = 3;"),
        ("max_len: 80", "max_len: 81"),
        ("max_len: 80", ""),
        ('pattern: "[a-z]*"', ""),
        # Binds nobody: only the server writes the name.
        ("max_len: 9", "max_len: 8"),
        ("max_messages: 70 max_bytes: 9000", "max_messages: 71 max_bytes: 9001"),
        ('get: "/v1/memos"', 'get: "/v1/memos"} additional_bindings {get: "/v1/papers"'),
        ("message Unused", "message New { string text = 1; } message Unused"),
    ],
)
def test_what_only_adds_breaks_nothing(breaks, old, new):
    assert breaks((old, new)) == []


@pytest.mark.parametrize(
    "later, complaints",
    [
        ({"note.created.v1", "note.filed.v1"}, []),
        ({"note.created.v1", "note.filed.v1", "note.burnt.v1"}, []),
        ({"note.created.v1", "note.filed.v2"}, ["note.filed.v1"]),
        (set(), ["note.created.v1", "note.filed.v1"]),
    ],
)
def test_no_type_of_events_goes(later, complaints):
    found = of_event_types({"note.created.v1", "note.filed.v1"}, later)

    assert [each.partition(":")[0] for each in found] == complaints


def test_every_break_is_named(breaks):
    found = breaks(("BLUE = 2;", ""), ("string body = 8;", ""), ("rpc ListNotes", "rpc Other"))

    assert found == sorted([f"{NOTE}.Colour.BLUE: was removed", f"{NOTE}.body: was removed",
                            f"{LIST}: was removed"])
