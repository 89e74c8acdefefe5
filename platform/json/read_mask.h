#pragma once

// Which fields of a message are shown (AIP-157).

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/json/schema.h"

namespace steward::json {

// A tree over field numbers. Whatever is in no message that the tree was made for is not shown.
class ReadMask {
 public:
  // Adds a path such as "hold_reason", "holdReason" or "impacts.service", which may lead through
  // lists; false when it names no field, or leads into a map or into what has a JSON form of its
  // own. A field that is named as a whole is shown as a whole.
  bool Add(const MessageTable& table, absl::string_view path);
  // Shows the field, of which `below` says what; all of it where that is null.
  void Show(int number, std::unique_ptr<ReadMask> below);

  bool Shows(int number) const { return fields_.find(number) != fields_.end(); }
  // What is shown within a field that is shown; null: all of it.
  const ReadMask* Below(int number) const;

  // The encoded message without what is not shown. Unknown fields are not shown. INTERNAL when the
  // bytes are broken.
  absl::StatusOr<std::string> Apply(absl::string_view wire) const;

 private:
  bool AppendShown(absl::string_view wire, std::string* shown) const;

  // Null: the whole field.
  std::map<int, std::unique_ptr<ReadMask>> fields_;
};

}  // namespace steward::json
