#include "platform/json/print.h"

#include "absl/strings/str_cat.h"
#include "platform/json/printer.h"
#include "platform/status/errors.h"

namespace steward::json {

absl::Status PrintJson(const MessageTable& table, absl::string_view wire, std::string* json,
                       const PrintOptions& options) {
  Buffer out(json, 2 * wire.size() + 512);
  const size_t before = out.size();
  Printer printer(options, &out);
  if (printer.Message(table, wire)) return absl::OkStatus();
  out.Truncate(before);
  return errors::Internal(
      absl::StrCat("cannot print ", table.full_name, " as JSON: ", printer.problem()));
}

}  // namespace steward::json
