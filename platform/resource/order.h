#pragma once

// Sorting of lists (AIP-132) and the pages of a sorted list.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "platform/resource/columns.h"
#include "platform/resource/sql.h"

namespace steward::resource {

// A total order of rows. Immutable, hence thread-safe. It outlives the table it was made from.
class Order {
 public:
  // `order_by` such as "priority, create_time desc"; "asc" may be written too. The id column
  // follows as the last key, in the direction of the key before it, ascending when there is none.
  // What is not set sorts before everything else. Errors: INVALID_FILTER for an unknown field,
  // one that does not sort, one that occurs twice, more than 5 fields, and anything else.
  static absl::StatusOr<Order> Parse(absl::string_view order_by, const ColumnTable& table);

  // "ORDER BY t.priority, t.create_time DESC, t.id DESC".
  std::string OrderBy() const;

  // The condition for the rows after the one with these keys, with placeholders from `first_param`
  // on. A row comparison "(a, b) < ($1, $2)", which an index answers, when all keys have one
  // direction and none is nullable. Error: INVALID_PAGE_TOKEN when the keys are not of this order.
  absl::StatusOr<Sql> After(const std::vector<Value>& keys, int first_param) const;

  // The keys of a row, read from the resource; `id` is the value of the id column.
  std::vector<Value> KeysOf(const google::protobuf::Message& resource, Value id) const;

 private:
  struct Key {
    Column column;
    bool is_descending = false;
  };

  absl::Status Add(absl::string_view part, int position, const ColumnTable& table);
  static bool IsSame(const Column& a, const Column& b);

  Column id_;
  // The last is the id column.
  std::vector<Key> keys_;
};

}  // namespace steward::resource
