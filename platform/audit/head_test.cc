#include "platform/audit/head.h"

#include <gtest/gtest.h>

#include <functional>

#include "absl/strings/escaping.h"

namespace steward::audit {
namespace {

const absl::Time kNow = absl::FromUnixMicros(1764177600999999);

class HeadTest : public ::testing::Test {
 protected:
  const auth::PrivateKey key_ = auth::PrivateKey::Generate();
  const HeadSigner signer_{"ticket", "ticket-1", key_};
  const auth::KeySet keys_{{"ticket-1", {key_.public_key(), ""}}};
};

TEST_F(HeadTest, SignsSixLines) {
  const v1::AuditHead head = signer_.Sign("demo", 12, std::string(32, '\x0f'), kNow);

  EXPECT_EQ(HeadText(head),
            "steward-audit-head-v1\nticket\ndemo\n12\n"
            "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f\n"
            "2025-11-26T17:20:00Z\n");
  EXPECT_EQ(head.sign_time().nanos(), 0);
}

TEST_F(HeadTest, IsSignedByAKeyThatMaySignNoIdentity) {
  EXPECT_TRUE(IsSigned(signer_.Sign("demo", 12, std::string(32, '\x0f'), kNow), keys_));
}

TEST_F(HeadTest, IsNotSignedWhenAnythingOfItChanged) {
  const std::function<void(v1::AuditHead*)> changes[] = {
      [](auto* head) { head->set_service("directory"); },
      [](auto* head) { head->set_tenant("other"); },
      [](auto* head) { head->set_sequence(13); },
      [](auto* head) { head->mutable_hash()->front() = '1'; },
      [](auto* head) { head->mutable_sign_time()->set_seconds(1); },
      [](auto* head) { head->set_key_id("directory-1"); },
      [](auto* head) { head->mutable_signature()->front() ^= 1; },
  };
  for (const auto& change : changes) {
    v1::AuditHead head = signer_.Sign("demo", 12, std::string(32, '\x0f'), kNow);
    change(&head);

    EXPECT_FALSE(IsSigned(head, keys_)) << head.ShortDebugString();
  }
}

}  // namespace
}  // namespace steward::audit
