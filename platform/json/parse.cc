#include "platform/json/parse.h"

#include <simdjson.h>

#include <optional>

#include "absl/strings/str_cat.h"
#include "platform/json/body_parser.h"
#include "platform/json/scalar.h"
#include "platform/status/errors.h"

namespace steward::json {
namespace {

// Bodies beyond this do not make the memory of their thread grow for good.
constexpr size_t kKeptCapacity = 256 * 1024;

// A body with the padding that simdjson reads beyond its end, and a parser, both used again.
struct Scratch {
  std::string body;
  ondemand::parser parser;
};

absl::Status ParseWith(Scratch& scratch, const MessageTable& table, absl::string_view json,
                       const ParseOptions& options, Buffer* wire, Buffer* fallthrough) {
  BodyParser parser(options, wire, fallthrough);
  ondemand::document document;
  scratch.body.reserve(json.size() + simdjson::SIMDJSON_PADDING);
  scratch.body.assign(json.data(), json.size());
  const simdjson::error_code error =
      scratch.parser
          .iterate(simdjson::padded_string_view(scratch.body.data(), json.size(),
                                                scratch.body.capacity()))
          .get(document);
  if (error == simdjson::UTF8_ERROR) {
    return errors::Make(absl::StatusCode::kInvalidArgument, error::v1::MALFORMED_REQUEST,
                        "The body is not UTF-8.", {{"field", std::string(options.path)}});
  }
  if (error != simdjson::SUCCESS) {
    return errors::Make(absl::StatusCode::kInvalidArgument, error::v1::MALFORMED_REQUEST,
                        "The body is not valid JSON.", {{"field", std::string(options.path)}});
  }
  return parser.Body(table, document) ? absl::OkStatus() : parser.status();
}

Problem AppendParameter(const FieldTable& field, absl::string_view text, Buffer* wire) {
  wire->Varint(field.tag);
  if (field.message == nullptr) return AppendText(field, text, wire);
  const size_t start = wire->Open();
  Problem problem = nullptr;
  if (field.message->well_known == WellKnown::kWrapper) {
    problem = AppendParameter(field.message->fields[0], text, wire);
  } else {
    problem = AppendWellKnown(field.message->well_known, text, wire);
  }
  if (problem == nullptr) wire->Close(start);
  return problem;
}

}  // namespace

absl::Status ParseJson(const MessageTable& table, absl::string_view json,
                       const ParseOptions& options, std::string* wire) {
  static thread_local Scratch kept;
  std::optional<Scratch> large;
  if (json.size() > kKeptCapacity) large.emplace();
  Scratch& scratch = large ? *large : kept;

  const size_t wire_size = wire->size();
  const size_t fallthrough_size = options.fallthrough ? options.fallthrough_wire->size() : 0;
  absl::Status status;
  {
    Buffer out(wire, json.size() + kMaxVarintBytes);
    std::optional<Buffer> fallthrough;
    if (options.fallthrough) fallthrough.emplace(options.fallthrough_wire, kMaxVarintBytes);
    status = ParseWith(scratch, table, json, options, &out, fallthrough ? &*fallthrough : nullptr);
  }
  if (!status.ok()) {
    wire->resize(wire_size);
    if (options.fallthrough) options.fallthrough_wire->resize(fallthrough_size);
  }
  return status;
}

absl::Status ParseScalar(const FieldTable& field, absl::string_view text, std::string* wire) {
  Buffer out(wire, text.size() + 2 * kMaxVarintBytes);
  const size_t before = out.size();
  Problem problem =
      IsCleanText(text) ? AppendParameter(field, text, &out) : "The value is not UTF-8 text.";
  if (problem == nullptr) return absl::OkStatus();
  out.Truncate(before);
  return errors::Make(absl::StatusCode::kInvalidArgument, error::v1::MALFORMED_REQUEST,
                      absl::StrCat(field.name, ": ", problem), {{"field", field.name}});
}

}  // namespace steward::json
