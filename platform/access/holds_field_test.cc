#include "platform/access/holds_field.h"

#include <gtest/gtest.h>

#include <string>

namespace steward::access {
namespace {

using std::string_literals::operator""s;

struct Case {
  const char* what;
  std::string bytes;
  bool holds;
};

TEST(HoldsField, LooksAtTheTopOfAMessage) {
  const Case cases[] = {
      {"an empty message", "", false},
      {"the field", "\x28\x01"s, true},
      {"behind others of each kind",
       "\x0a\x03"
       "abc\x11"
       "12345678\x1d"
       "1234\x28\x00"s,
       true},
      {"others only",
       "\x0a\x03"
       "abc\x10\x96\x01"s,
       false},
      {"a number within text", "\x0a\x02\x28\x01"s, false},
      {"within a group of another", "\x13\x28\x01\x14"s, false},
      {"behind a group", "\x13\x14\x28\x01"s, true},
      {"text that is cut",
       "\x0a\x05"
       "abc"s,
       true},
      {"a number without its end", "\x10\x80"s, true},
      {"field zero", "\x00\x01"s, true},
      {"a group that does not end", "\x13"s, true},
  };
  for (const Case& each : cases) EXPECT_EQ(HoldsField(each.bytes, 5), each.holds) << each.what;
}

TEST(HoldsField, LooksAtEachItemOfAList) {
  const Case cases[] = {
      {"no items", "", false},
      {"a token only",
       "\x12\x02"
       "ab"s,
       false},
      {"items without it", "\x0a\x02\x08\x01\x0a\x00"s, false},
      {"the last item", "\x0a\x02\x08\x01\x0a\x02\x28\x01"s, true},
      {"before the token",
       "\x0a\x02\x28\x00\x12\x02"
       "ab"s,
       true},
      {"a field of the list itself", "\x28\x01"s, false},
      {"an item that is no message", "\x08\x01"s, true},
      {"an item that is cut", "\x0a\x05\x08"s, true},
      {"an item with broken bytes", "\x0a\x01\x08"s, true},
  };
  for (const Case& each : cases)
    EXPECT_EQ(AnyHoldsField(each.bytes, 1, 5), each.holds) << each.what;
}

}  // namespace
}  // namespace steward::access
