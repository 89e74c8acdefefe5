// Whatever is done to a journal behind the back of its service is found and named.

#include "platform/audit/verifier.h"

#include <gmock/gmock.h>

#include "platform/audit/chain_for_test.h"

namespace steward::audit {
namespace {

using v1::ChainFault;

class VerifierTest : public ChainTest {
 protected:
  // Ten events under the seals 4, 7 and 10, of which 7 and 10 are signed.
  VerifierTest() {
    Append("acme", 4);
    SealAll("acme");
    Append("acme", 3);
    SealAll("acme");
    EXPECT_THAT(seals_->SignHeads(Soon()), IsOk());
    Append("acme", 3);
    SealAll("acme");
    EXPECT_THAT(seals_->SignHeads(Soon()), IsOk());
  }
};

TEST_F(VerifierTest, FindsNothingWhereNothingWasDone) {
  Append("acme", 2);

  const v1::ChainVerification found = Verify("acme");

  EXPECT_FALSE(found.has_fault()) << found.ShortDebugString();
  EXPECT_EQ(found.service(), "test");
  EXPECT_EQ(found.first_sequence(), 1);
  EXPECT_EQ(found.sequence(), 10);
  EXPECT_EQ(found.hash(), Ask("encode(hash, 'hex') FROM seal WHERE sequence = 10"));
  EXPECT_FALSE(Verify("nobody").has_fault());
}

struct Tampering {
  const char* what;
  const char* statements;
  ChainFault::Kind kind;
  int64_t sequence;
  // Offset of the event that is named; 0: none.
  int64_t event_offset;
  // Up to where all is well.
  int64_t verified;
};

class TamperedTest : public VerifierTest, public ::testing::WithParamInterface<Tampering> {};

TEST_P(TamperedTest, IsFoundAndNamed) {
  Execute(GetParam().statements);

  const v1::ChainVerification found = Verify("acme");

  EXPECT_EQ(found.fault().kind(), GetParam().kind);
  EXPECT_EQ(found.fault().sequence(), GetParam().sequence);
  EXPECT_EQ(found.sequence(), GetParam().verified);
  if (GetParam().event_offset == 0) {
    EXPECT_EQ(found.fault().event_id(), "");
  } else {
    EXPECT_EQ(
        found.fault().event_id(),
        Ask(absl::StrCat("event_id FROM journal WHERE event_offset = ", GetParam().event_offset)));
    EXPECT_THAT(found.fault().resource_name(), ::testing::StartsWith("tickets/INC-"));
  }
}

// That the application cannot write a row is tested elsewhere: this is the owner of the database.
constexpr Tampering kTamperings[] = {
    {"actor", "UPDATE journal SET actor = 'users/mallory' WHERE event_offset = 6",
     ChainFault::EVENT_DIFFERS, 6, 6, 4},
    {"time", "UPDATE journal SET time = time + interval '1 us' WHERE event_offset = 6",
     ChainFault::EVENT_DIFFERS, 6, 6, 4},
    {"type", "UPDATE journal SET type = 'test.read.v1' WHERE event_offset = 1",
     ChainFault::EVENT_DIFFERS, 1, 1, 0},
    {"resource", "UPDATE journal SET resource = 'tickets/INC-77' WHERE event_offset = 10",
     ChainFault::EVENT_DIFFERS, 10, 10, 7},
    {"content", "UPDATE journal SET event = event || '\\x00' WHERE event_offset = 5",
     ChainFault::EVENT_DIFFERS, 5, 5, 4},
    {"deleted", "DELETE FROM journal WHERE event_offset = 2", ChainFault::EVENT_DIFFERS, 2, 3, 0},
    {"last of a seal deleted", "DELETE FROM journal WHERE event_offset = 4",
     ChainFault::EVENT_DIFFERS, 4, 5, 0},
    {"swapped",
     "UPDATE journal SET event_offset = -5 WHERE event_offset = 5;"
     "UPDATE journal SET event_offset = 5 WHERE event_offset = 6;"
     "UPDATE journal SET event_offset = 6 WHERE event_offset = -5",
     ChainFault::EVENT_DIFFERS, 5, 5, 4},
    {"put in", "UPDATE journal SET epoch = 0 WHERE event_offset = 9", ChainFault::EVENT_DIFFERS, 1,
     9, 0},
    {"tail cut", "DELETE FROM journal WHERE event_offset > 8", ChainFault::EVENT_MISSING, 9, 0, 7},
    {"tail cut with its seals",
     "DELETE FROM journal WHERE event_offset > 7; DELETE FROM seal WHERE sequence > 7;"
     "UPDATE sealing SET event_offset = 7 WHERE event_offset = 10",
     ChainFault::SEAL_MISSING, 10, 0, 7},
    {"seals cut", "DELETE FROM seal WHERE sequence > 4; DELETE FROM signed_head",
     ChainFault::SEAL_MISSING, 5, 5, 4},
    {"a seal removed", "DELETE FROM seal WHERE sequence = 7", ChainFault::SEAL_DIFFERS, 10, 0, 4},
    {"a seal rewritten", "UPDATE seal SET hash = sha256('') WHERE sequence = 7",
     ChainFault::SEAL_DIFFERS, 7, 7, 4},
    {"the chain written anew",
     "UPDATE journal SET actor = 'users/mallory' WHERE event_offset = 1;"
     "DELETE FROM seal; UPDATE sealing SET event_offset = 7 WHERE event_offset = 10;"
     "WITH events AS (SELECT audit_leaf(tenant_id, resource, version, event_id, type, time, actor,"
     " event) AS leaf, event_offset FROM journal)"
     "INSERT INTO seal SELECT 'acme', 7, 1, 7,"
     " (SELECT audit_fold(decode(repeat('00', 32), 'hex'), leaf ORDER BY event_offset)"
     "  FROM events WHERE event_offset <= 7),"
     " (SELECT string_agg(substr(leaf, 1, 8), '' ORDER BY event_offset)"
     "  FROM events WHERE event_offset <= 7)",
     ChainFault::SIGNATURE_INVALID, 7, 0, 0},
    {"a signature by another key", "UPDATE signed_head SET key_id = 'other' WHERE sequence = 10",
     ChainFault::SIGNATURE_INVALID, 10, 0, 7},
};

INSTANTIATE_TEST_SUITE_P(Journal, TamperedTest, ::testing::ValuesIn(kTamperings),
                         [](const auto& test) {
                           std::string name = test.param.what;
                           for (char& c : name)
                             if (c == ' ') c = '0';
                           return name;
                         });

TEST_F(VerifierTest, BeginsWhereEventsAreKept) {
  Execute(
      "DELETE FROM journal WHERE event_offset <= 6;"
      "UPDATE stream SET trimmed_to = 6 WHERE head = 10");

  const v1::ChainVerification found = Verify("acme");

  EXPECT_FALSE(found.has_fault()) << found.ShortDebugString();
  EXPECT_EQ(found.first_sequence(), 8);
  EXPECT_EQ(found.sequence(), 10);
}

TEST_F(VerifierTest, FindsNothingWhereNoneOfTheEventsAreKept) {
  Execute("DELETE FROM journal; UPDATE stream SET trimmed_to = head");

  const v1::ChainVerification found = Verify("acme");
  EXPECT_FALSE(found.has_fault()) << found.ShortDebugString();
  EXPECT_EQ(found.sequence(), 10);

  Append("acme", 2);
  SealAll("acme");
  EXPECT_EQ(Verify("acme").first_sequence(), 11);
  EXPECT_EQ(Verify("acme").sequence(), 12);
}

TEST_F(VerifierTest, FindsNothingWhereEventsEndMeanwhile) {
  verifier_ = MakeVerifier(1);
  Append("acme", 1200);
  SealAll("acme");
  event::v1::VerifyChainRequest request;
  request.set_tenant("acme");
  *request.mutable_after() = verifier_->Verify(request, Soon())->next();
  Execute(
      "DELETE FROM journal WHERE event_offset <= 600;"
      "UPDATE stream SET trimmed_to = 600 WHERE head = 1210");

  const auto rest = verifier_->Verify(request, Soon()).value();

  EXPECT_FALSE(rest.verification().has_fault()) << rest.ShortDebugString();
  EXPECT_EQ(rest.verification().first_sequence(), 1011);
  EXPECT_EQ(rest.verification().sequence(), 1210);
}

TEST_F(VerifierTest, GoesOnWhereACallEnded) {
  verifier_ = MakeVerifier(1);
  Append("acme", 1200);
  SealAll("acme");
  event::v1::VerifyChainRequest request;
  request.set_tenant("acme");
  auto first = verifier_->Verify(request, Soon()).value();

  EXPECT_TRUE(first.has_next());
  EXPECT_EQ(Verify("acme").sequence(), 1210);
  Execute("UPDATE journal SET actor = '' WHERE event_offset = 1000");
  EXPECT_EQ(Verify("acme").fault().sequence(), 1000);
}

}  // namespace
}  // namespace steward::audit
