#include "platform/audit/canonical.h"

#include <gtest/gtest.h>

#include <vector>

#include "absl/strings/escaping.h"
#include "platform/crypto/hmac.h"

namespace steward::audit {
namespace {

constexpr char kId[] = "0192f0c1-2b3c-7def-8123-456789abcdef";

Entry Sample() {
  return {"demo",           "tickets/INC-1", 1,          kId, "dev.steward.ticket.created.v1",
          1764177600123456, "users/alice",   "\n\x03xyz"};
}

TEST(Canonical, IsNetstringsAfterThePrefix) {
  EXPECT_EQ(Canonical(Sample()),
            "steward-audit-event-v1\n"
            "4:demo,13:tickets/INC-1,1:1,36:0192f0c1-2b3c-7def-8123-456789abcdef,"
            "29:dev.steward.ticket.created.v1,16:1764177600123456,11:users/alice,5:\n\x03xyz,");
}

TEST(Canonical, CountsBytesNotCharacters) {
  Entry entry = Sample();
  entry.actor = "users/zoë";

  EXPECT_NE(Canonical(entry).find(",10:users/zoë,"), std::string::npos);
}

TEST(Canonical, DiffersWhereAnyFieldDoes) {
  std::vector<Entry> others(8, Sample());
  others[0].tenant = "dem";
  others[1].resource = "tickets/INC-2";
  others[2].version = 2;
  others[3].event_id = "0192f0c1-2b3c-7def-8123-456789abcdee";
  others[4].type = "dev.steward.ticket.updated.v1";
  others[5].time_us += 1;
  others[6].actor = "users/bob";
  others[7].event = "\n\x03xyZ";

  for (const Entry& other : others) EXPECT_NE(Canonical(other), Canonical(Sample()));
}

TEST(Canonical, KeepsNeighbouringFieldsApart) {
  Entry left = Sample();
  left.actor = "users/a,1:b";
  left.event = "c";
  Entry right = Sample();
  right.actor = "users/a";
  right.event = "b,1:c";

  EXPECT_NE(Canonical(left), Canonical(right));
}

// Known answers: heads that were given away must be the same in every release.
TEST(Chain, IsTheSameInEveryRelease) {
  const std::string first = Link(ChainStart(), crypto::Sha256(Canonical(Sample())));
  const std::string second = Link(first, crypto::Sha256(""));

  EXPECT_EQ(absl::BytesToHexString(first),
            "70ed284b1eb620904a36705b0c9a89d11329ceff2062bd6349fe5d110f28ff9a");
  EXPECT_EQ(absl::BytesToHexString(second),
            "e1bf72f2e10dedec6bb7bcbebc2ba3cda8dab6a43bb7c9e783341dd48a239535");
}

}  // namespace
}  // namespace steward::audit
