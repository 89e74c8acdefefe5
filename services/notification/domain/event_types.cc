#include "services/notification/domain/event_types.h"

#include <algorithm>
#include <set>
#include <vector>

#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "services/notification/shipped.h"

namespace steward::notification {
namespace {

// Letters that may be wrong, and the longest text that is looked at.
constexpr size_t kFarthest = 4;
constexpr size_t kTextMax = 128;

using Types = std::set<std::string, std::less<>>;

const Types& AllTypes() {
  static const auto& types = *new Types([] {
    google::protobuf::ListValue document;
    // A part of the program: what is wrong with it a test tells.
    if (!google::protobuf::util::JsonStringToMessage(std::string(shipped::kEventTypes), &document)
             .ok())
      document.Clear();
    Types all;
    for (const auto& each : document.values()) all.insert(each.string_value());
    return all;
  }());
  return types;
}

// How many letters have to be added, taken away or replaced.
size_t Distance(absl::string_view from, absl::string_view to) {
  std::vector<size_t> row(to.size() + 1);
  for (size_t i = 0; i < row.size(); ++i) row[i] = i;
  for (size_t i = 0; i < from.size(); ++i) {
    size_t before = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < to.size(); ++j) {
      const size_t replaced = before + (from[i] == to[j] ? 0 : 1);
      before = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
    }
  }
  return row.back();
}

}  // namespace

bool IsEventOfOthers(absl::string_view event_type) {
  return AllTypes().find(std::string(event_type)) != AllTypes().end();
}

std::string NearestEventType(absl::string_view text) {
  if (text.size() > kTextMax) return "";
  std::string nearest;
  size_t distance = kFarthest + 1;
  for (const std::string& type : AllTypes())
    if (const size_t each = Distance(text, type); each < distance) {
      nearest = type;
      distance = each;
    }
  return nearest;
}

}  // namespace steward::notification
