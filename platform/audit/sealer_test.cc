#include "platform/audit/sealer.h"

#include <gmock/gmock.h>

#include "platform/audit/chain_for_test.h"
#include "platform/testing/eventually.h"

namespace steward::audit {
namespace {

class SealerTest : public ChainTest {
 protected:
  bool IsSealed(int64_t events) const {
    return Number("COALESCE((SELECT max(sequence) FROM seal), 0)") == events;
  }

  // Nothing happens by itself, but at the start and when something is committed.
  Sealer::Options options_{.interval = absl::Milliseconds(5),
                           .look_over = absl::Hours(1),
                           .sign_interval = absl::Hours(1)};
};

TEST_F(SealerTest, SealsAtItsStartWhatOthersLeft) {
  Append("acme", 1100);

  const Sealer sealer(seals_.get(), options_);

  EXPECT_TRUE(Eventually([&] { return IsSealed(1100); }));
}

TEST_F(SealerTest, SealsWhatIsCommitted) {
  Sealer sealer(seals_.get(), options_);
  for (int i = 1; i <= 5; ++i) {
    Append("acme", 1);
    sealer.OnCommit({{journal::ShardOf("acme"), 1, i}});

    EXPECT_TRUE(Eventually([&] { return IsSealed(i); }));
  }
}

TEST_F(SealerTest, LooksOverShardsThatNobodySpokeOf) {
  options_.look_over = absl::Milliseconds(5);
  const Sealer sealer(seals_.get(), options_);
  Append("acme", 1);
  ASSERT_TRUE(Eventually([&] { return IsSealed(1); }));

  Append("acme", 1);

  EXPECT_TRUE(Eventually([&] { return IsSealed(2); }));
}

TEST_F(SealerTest, SignsNowAndThen) {
  options_.sign_interval = absl::Milliseconds(5);
  options_.look_over = absl::Milliseconds(5);
  const Sealer sealer(seals_.get(), options_);
  Append("acme", 3);

  EXPECT_TRUE(Eventually(
      [&] { return Number("COALESCE((SELECT max(sequence) FROM signed_head), 0)") == 3; }));
}

TEST_F(SealerTest, SignsWhenItEndsWhereThatIsAskedFor) {
  Append("acme", 3);
  for (const bool asked : {false, true}) {
    options_.sign_at_end = asked;
    {
      const Sealer sealer(seals_.get(), options_);
      ASSERT_TRUE(Eventually([&] { return IsSealed(3); }));
    }
    EXPECT_EQ(Number("COALESCE((SELECT max(sequence) FROM signed_head), 0)"), asked ? 3 : 0);
  }
}

}  // namespace
}  // namespace steward::audit
