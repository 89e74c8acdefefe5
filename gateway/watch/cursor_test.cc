#include "gateway/watch/cursor.h"

#include <gtest/gtest.h>

#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

const char kSecret[] = "0123456789abcdef0123456789abcdef";

Positions SomePositions() {
  Positions positions;
  positions["ticket"].set_epoch(2);
  positions["ticket"].set_offset(41);
  positions["ticket"].set_event_id("0190c0de-0000-7000-8000-000000000001");
  positions["notification"];
  return positions;
}

TEST(Cursor, ComesBackForItsTenantOnly) {
  const CursorCodec codec = CursorCodec::Create({kSecret}).value();
  const std::string cursor = codec.Encode(SomePositions(), "demo");

  const Positions positions = codec.Decode(cursor, "demo").value();
  EXPECT_EQ(positions.size(), 2u);
  EXPECT_EQ(positions.at("ticket").offset(), 41);
  EXPECT_EQ(positions.at("ticket").epoch(), 2);
  EXPECT_EQ(errors::ReasonOf(codec.Decode(cursor, "other").status()),
            errors::Reason::INVALID_CURSOR);
}

TEST(Cursor, RefusesWhatItDidNotMake) {
  const CursorCodec codec = CursorCodec::Create({kSecret}).value();
  std::string changed = codec.Encode(SomePositions(), "demo");
  changed[20] = changed[20] == 'A' ? 'B' : 'A';

  for (const std::string& cursor : {std::string("x"), std::string("earlier"), changed,
                                    changed.substr(0, 30), std::string(2000, 'A')})
    EXPECT_EQ(errors::ReasonOf(codec.Decode(cursor, "demo").status()),
              errors::Reason::INVALID_CURSOR);
  const CursorCodec stranger = CursorCodec::Create({"another secret, another secret!!"}).value();
  EXPECT_FALSE(stranger.Decode(codec.Encode(SomePositions(), "demo"), "demo").ok());
}

TEST(Cursor, ComesBackWhileItsSecretIsReplaced) {
  const std::string other = "another secret, another secret!!";
  const CursorCodec before = CursorCodec::Create({kSecret}).value();
  const CursorCodec first = CursorCodec::Create({kSecret, other}).value();
  const CursorCodec second = CursorCodec::Create({other, kSecret}).value();
  const CursorCodec after = CursorCodec::Create({other}).value();
  struct Case {
    const CursorCodec& maker;
    const CursorCodec& reader;
    bool is_read;
  };
  // Replicas of two steps serve at the same time.
  const Case kCases[] = {{before, first, true},  {first, before, true}, {first, second, true},
                         {second, first, true},  {second, after, true}, {after, second, true},
                         {before, after, false}, {before, second, true}};
  for (const Case& each : kCases)
    EXPECT_EQ(each.reader.Decode(each.maker.Encode(SomePositions(), "demo"), "demo").ok(),
              each.is_read);
  EXPECT_FALSE(CursorCodec::Create({}).ok());
}

}  // namespace
}  // namespace steward::gateway
