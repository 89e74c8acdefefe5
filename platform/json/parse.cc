#include "platform/json/parse.h"

#include <simdjson.h>
#include <limits>

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/json/body_parser.h"
#include "platform/json/malformed.h"
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
  ondemand::document document;
  scratch.body.reserve(json.size() + simdjson::SIMDJSON_PADDING);
  scratch.body.assign(json.data(), json.size());
  const simdjson::error_code error =
      scratch.parser
          .iterate(simdjson::padded_string_view(scratch.body.data(), json.size(),
                                                scratch.body.capacity()))
          .get(document);
  const std::string path(options.path);
  if (error == simdjson::UTF8_ERROR)
    return Malformed(path, "The body is not UTF-8", json, ValidUtf8Prefix(json));
  if (error == simdjson::EMPTY)
    return Malformed(path, "The body is empty; {} says nothing", json, absl::nullopt);
  if (error != simdjson::SUCCESS)
    return Malformed(path, "The body is not valid JSON", json, absl::nullopt);
  BodyParser parser(options, scratch.body, wire, fallthrough);
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

Limits Limits::OnlyDepth() {
  Limits limits;
  limits.nodes = limits.members_of_object = std::numeric_limits<int>::max();
  limits.key_bytes = std::numeric_limits<size_t>::max();
  return limits;
}

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
  if (!IsCleanText(text))
    return errors::Make(absl::StatusCode::kInvalidArgument, error::v1::MALFORMED_REQUEST,
                        absl::StrCat(field.name, ": The value is not UTF-8 text."),
                        {{"field", field.name}});
  const Problem problem = AppendParameter(field, text, &out);
  if (problem == nullptr) return absl::OkStatus();
  out.Truncate(before);
  return errors::InvalidField(field.name, absl::StripSuffix(problem, "."));
}

}  // namespace steward::json
