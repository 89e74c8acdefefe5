#pragma once

// Prints what Steward answered, in the form that was asked for.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "tools/stewardctl/contract.h"
#include "tools/stewardctl/json_path.h"
#include "tools/stewardctl/table.h"
#include "tools/stewardctl/words.h"

namespace steward::ctl {

class Format {
 public:
  enum Kind { kTable, kWide, kJson, kJsonLines, kYaml, kName, kJsonPath };

  // Not explicit: a kind is a format, except for kJsonPath, which leads to the whole message then.
  Format(Kind kind) : kind_(kind) {}
  explicit Format(JsonPath path) : kind_(kJsonPath), path_(std::move(path)) {}
  operator Kind() const { return kind_; }
  const JsonPath& path() const { return path_; }

 private:
  Kind kind_;
  JsonPath path_;
};

// --output and --no-color.
std::vector<FlagSpec> OutputFlags();

// Errors: WRONG_USAGE.
absl::StatusOr<Format> FormatOf(const Words& words, Format otherwise);

// Whether texts for people have colours: on a terminal, unless --no-color or NO_COLOR says no.
bool WantsColours(const Words& words, bool is_terminal);

// The failure as --output and --no-color want it told, for standard error.
std::string FailureFor(const Words& words, const absl::Status& failure);

// Prints messages of one type, some at a time, so that any number of them takes little memory.
// JSON is a list; YAML has one document for each.
class ListPrinter {
 public:
  ListPrinter(Contract& contract, const google::protobuf::Descriptor& type, Format format);

  absl::Status Print(const std::vector<const google::protobuf::Message*>& messages);
  // Ends the list. Prints nothing after an error.
  void End();

 private:
  absl::Status PrintOne(const google::protobuf::Message& message);

  Contract& contract_;
  const Format format_;
  Table table_;
  bool begun_ = false;
};

// Prints one message. JSON is an object.
absl::Status PrintOne(Contract& contract, const google::protobuf::Message& message, Format format);

}  // namespace steward::ctl
