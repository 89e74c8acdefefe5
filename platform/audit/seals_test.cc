// What is sealed, against a real PostgreSQL with the policies of the schema.

#include "platform/audit/seals.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <thread>

#include "absl/strings/escaping.h"
#include "platform/audit/canonical.h"
#include "platform/audit/chain_for_test.h"
#include "platform/config/temporary_directory.h"
#include "platform/crypto/hmac.h"
#include "platform/pg/error.h"
#include "platform/testing/explain.h"
#include "platform/time/timestamp.h"

namespace steward::audit {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class SealsTest : public ChainTest {
 protected:
  absl::Status Run(pg::Statement scope, const std::string& text) const {
    auto connection = pg::Connection::Open(application()).value();
    return connection
        ->Run(std::vector<pg::Statement>{std::move(scope), {nullptr, {}, text}}, Soon())
        .status();
  }
};

TEST_F(SealsTest, SealsTheEventsOfEachTenantByThemselves) {
  Append("acme", 3);
  Append("beta", 2);
  SealAll("acme");
  SealAll("beta");
  Append("acme", 4);
  SealAll("acme");

  EXPECT_EQ(Ask("string_agg(tenant_id || sequence, ' ' ORDER BY tenant_id, sequence) FROM seal"),
            "acme3 acme7 beta2");
  EXPECT_EQ(Verify("acme").sequence(), 7);
  EXPECT_EQ(Verify("beta").sequence(), 2);
}

TEST_F(SealsTest, ComputesWhatTheCanonicalFormSays) {
  Append("acme", 3);
  Execute("UPDATE journal SET event = '' WHERE event_offset = 2");
  SealAll("acme");

  auto connection = pg::Connection::Open(application()).value();
  pg::Statement list{&sql::kListChainEvents, {}, {}};
  list.params.Text("acme").Int(0).Int(0).Int(10);
  auto rows =
      connection->Run(std::vector<pg::Statement>{pg::ScopeTo({"acme"}), list}, Soon()).value();
  std::string hash = ChainStart(), leaves;
  for (int row = 0; row < rows[1].rows(); ++row) {
    const std::string leaf = crypto::Sha256(CanonicalOf(rows[1], row));
    hash = Link(hash, leaf);
    leaves += leaf.substr(0, 8);
  }

  ASSERT_EQ(rows[1].rows(), 3);
  EXPECT_EQ(Ask("encode(hash, 'hex') FROM seal"), absl::BytesToHexString(hash));
  EXPECT_EQ(Ask("encode(leaves, 'hex') FROM seal"), absl::BytesToHexString(leaves));
}

TEST_F(SealsTest, GoesOnInANewEpoch) {
  Append("acme", 3);
  SealAll("acme");
  Execute(
      "UPDATE stream SET epoch = 2, head = 0; ALTER TABLE journal DROP CONSTRAINT journal_pkey");
  Append("acme", 2, 2);
  SealAll("acme");

  EXPECT_EQ(Ask("string_agg(sequence || '@' || epoch || '/' || event_offset, ' ') FROM seal"),
            "3@1/3 5@2/2");
  EXPECT_EQ(Verify("acme").sequence(), 5);
  EXPECT_FALSE(Verify("acme").has_fault());
}

TEST_F(SealsTest, SealsNothingTwiceHoweverManyDo) {
  std::vector<std::thread> sealers;
  for (int i = 0; i < 4; ++i) {
    sealers.emplace_back([&] {
      pg::Pool pool(application(), 1);
      const Seals seals(&pool, &signer_);
      while (Number("count(*) FROM journal") < 3000 ||
             *seals.SealNext(journal::ShardOf("acme"), Soon()) > 0)
        EXPECT_THAT(seals.SealNext(journal::ShardOf("acme"), Soon()), IsOk());
    });
  }
  for (int i = 0; i < 30; ++i) Append("acme", 100);
  for (std::thread& sealer : sealers) sealer.join();

  EXPECT_EQ(Number("max(sequence) FROM seal"), 3000);
  EXPECT_EQ(Number("sum(length(leaves)) FROM seal"), 3000 * 8);
  EXPECT_FALSE(Verify("acme").has_fault());
}

TEST_F(SealsTest, ASealerThatIsKilledLeavesAChainThatGoesOn) {
  Append("acme", 700);
  auto connection = pg::Connection::Open(application()).value();
  std::vector<pg::Statement> half = {{nullptr, {}, "BEGIN"},
                                     pg::ScopeToSystem(),
                                     {&sql::kLockSealing, {}, {}},
                                     {&sql::kSealEvents, {}, {}}};
  half[2].params.Small(static_cast<int16_t>(journal::ShardOf("acme")));
  half[3].params.Small(static_cast<int16_t>(journal::ShardOf("acme"))).Int(kSealMax);
  ASSERT_THAT(connection->Run(half, Soon()), IsOk());
  connection.reset();

  SealAll("acme");

  EXPECT_EQ(Ask("string_agg(sequence::text, ' ' ORDER BY sequence) FROM seal"), "500 700");
  EXPECT_FALSE(Verify("acme").has_fault());
}

TEST_F(SealsTest, TheApplicationCannotChangeWhatIsSealed) {
  Append("acme", 3);
  SealAll("acme");

  for (const char* text :
       {"UPDATE seal SET hash = hash", "DELETE FROM seal", "UPDATE signed_head SET key_id = ''",
        "DELETE FROM signed_head", "UPDATE journal SET actor = ''"})
    EXPECT_EQ(pg::SqlState(Run(pg::ScopeToSystem(), text)), "42501") << text;
  EXPECT_EQ(pg::SqlState(Run(pg::ScopeTo({"acme"}),
                             "INSERT INTO seal VALUES ('acme', 9, 1, 9, sha256(''), '')")),
            "42501");
}

TEST_F(SealsTest, SignsTheNewestSealOfEachTenantOnce) {
  Append("acme", 3);
  Append("beta", 2);
  SealAll("acme");
  SealAll("beta");

  EXPECT_EQ(*seals_->SignHeads(Soon()), 2);
  EXPECT_EQ(*seals_->SignHeads(Soon()), 0);
  Append("acme", 1);
  SealAll("acme");
  EXPECT_EQ(*seals_->SignHeads(Soon()), 1);

  EXPECT_EQ(
      Ask("string_agg(tenant_id || sequence, ' ' ORDER BY tenant_id, sequence) FROM signed_head"),
      "acme3 acme4 beta2");
}

TEST_F(SealsTest, AHeadHoldsWhatWasCommittedBefore) {
  Append("acme", 3);

  const v1::AuditHead head = seals_->HeadOf("acme", Soon()).value();

  EXPECT_EQ(head.sequence(), 3);
  EXPECT_EQ(head.hash(), Ask("encode(hash, 'hex') FROM seal"));
  EXPECT_TRUE(IsSigned(head, {{"test-1", {key_.public_key(), ""}}}));
  EXPECT_EQ(Number("count(*) FROM signed_head"), 1);
  EXPECT_THAT(seals_->HeadOf("acme", Soon()), IsOk());
}

TEST_F(SealsTest, SignsASealOnceHoweverOftenItsHeadIsAskedFor) {
  const config::TemporaryDirectory directory;
  HeadFile file(directory.Path("heads.jsonl"));
  const Seals seals(pool_.get(), &signer_, &file);
  Append("acme", 3);
  const v1::AuditHead first = seals.HeadOf("acme", Soon()).value();
  Execute("UPDATE signed_head SET sign_time = '2026-01-02 03:04:05Z'");

  const v1::AuditHead again = seals.HeadOf("acme", Soon()).value();

  EXPECT_EQ(again.signature(), first.signature());
  EXPECT_EQ(FromProto(again.sign_time()), absl::FromUnixSeconds(1767323045));
  std::ifstream lines(directory.Path("heads.jsonl"));
  EXPECT_EQ(std::count(std::istreambuf_iterator<char>(lines), {}, '\n'), 1);
}

TEST_F(SealsTest, AHeadOfNothingIsTheStartOfTheChain) {
  const v1::AuditHead head = seals_->HeadOf("acme", Soon()).value();

  EXPECT_EQ(head.sequence(), 0);
  EXPECT_EQ(head.hash(), std::string(64, '0'));
}

TEST_F(SealsTest, FindsWhatItSealsByKeys) {
  auto connection =
      pg::Connection::Open(application(),
                           "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off"
                           " -c enable_bitmapscan=off")
          .value();
  const auto plan = [&](const pg::Query& query, const std::vector<std::string>& values) {
    return ExplainPrepared(*connection, {pg::ScopeToSystem()}, query, values);
  };

  const std::string seal = plan(sql::kSealEvents, {"1", "500"});
  EXPECT_THAT(seal, HasSubstr("using journal_by_offset on journal"));
  EXPECT_THAT(seal, HasSubstr("Backward using seal_pkey on seal"));
  EXPECT_THAT(seal, Not(HasSubstr("Seq Scan on seal")));
  EXPECT_THAT(plan(sql::kListChainEvents, {"'acme'", "1", "1", "10"}),
              HasSubstr("using journal_by_tenant on journal"));
  const std::string last = plan(sql::kGetLastSeal, {"'acme'"});
  EXPECT_THAT(last, HasSubstr("Backward using seal_pkey on seal"));
  EXPECT_THAT(last, HasSubstr("using signed_head_pkey on signed_head"));
  EXPECT_THAT(plan(sql::kListUnsignedHeads, {"10"}), Not(HasSubstr("Seq Scan on seal")));
}

// The first seal at or after a position, or the newest, among thousands of one tenant.
class FirstSealTest : public SealsTest {
 protected:
  FirstSealTest() {
    Execute(
        "INSERT INTO seal SELECT 'acme', i * 3, 1 + i / 3000, i * 5, sha256(''), ''"
        " FROM generate_series(1, 5000) i; ANALYZE seal");
  }

  // Its sequence, 0 when there is none.
  int64_t First(absl::string_view tenant, int64_t epoch, int64_t offset) {
    pg::Statement first{&sql::kGetFirstSeal, {}, {}};
    first.params.Text(tenant).Int(epoch).Int(offset);
    auto results = connection_->Run({pg::ScopeTo({std::string(tenant)}), first, kCount}, Soon());
    EXPECT_THAT(results, IsOk());
    read_ = results->at(2).Int(0, 0);
    return results->at(1).rows() == 0 ? 0 : results->at(1).Int(0, 0);
  }

  // Rows of `seal` that were read for it.
  int64_t read_ = 0;

 private:
  const pg::Statement kCount{nullptr,
                             {},
                             "SELECT seq_tup_read + idx_tup_fetch"
                             " FROM pg_stat_xact_user_tables WHERE relname = 'seal'"};
  std::unique_ptr<pg::Connection> connection_ =
      pg::Connection::Open(application(), "-c plan_cache_mode=force_generic_plan").value();
};

TEST_F(FirstSealTest, IsFound) {
  EXPECT_EQ(First("acme", 0, 0), 3);
  EXPECT_EQ(First("acme", 1, 5), 3);
  EXPECT_EQ(First("acme", 1, 6), 6);
  for (int64_t i = 1000; i < 1040; ++i) {
    EXPECT_EQ(First("acme", 1, i * 5), i * 3);
    EXPECT_EQ(First("acme", 1, i * 5 + 1), (i + 1) * 3);
  }
  EXPECT_EQ(First("acme", 1, 20000), 9000);
  EXPECT_EQ(First("acme", 2, 24999), 15000);
  EXPECT_EQ(First("acme", 2, 25000), 15000);
  EXPECT_EQ(First("acme", 2, 25001), 15000);
  EXPECT_EQ(First("acme", 3, 0), 15000);
  EXPECT_EQ(First("nobody", 1, 1), 0);
}

TEST_F(FirstSealTest, IsFoundWithoutReadingThoseBeforeIt) {
  EXPECT_EQ(First("acme", 1, 12500), 7500);
  EXPECT_LT(read_, 50);
  EXPECT_EQ(First("acme", 3, 0), 15000);
  EXPECT_LT(read_, 50);
}

TEST_F(SealsTest, AppendsWhatItSignsToAFileBeforeItKeepsIt) {
  const config::TemporaryDirectory directory;
  HeadFile file(directory.Path("heads.jsonl"));
  HeadFile full("/dev/full");
  Append("acme", 3);
  SealAll("acme");

  const Seals failing(pool_.get(), &signer_, &full);
  EXPECT_THAT(failing.SignHeads(Soon()), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(failing.HeadOf("acme", Soon()), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(Ask("count(*) FROM signed_head"), "0");

  const Seals seals(pool_.get(), &signer_, &file);
  EXPECT_THAT(seals.SignHeads(Soon()), IsOkAndHolds(1));
  EXPECT_THAT(seals.SignHeads(Soon()), IsOkAndHolds(0));
  Append("acme", 1);
  const v1::AuditHead head = seals.HeadOf("acme", Soon()).value();

  std::ifstream lines(directory.Path("heads.jsonl"));
  std::vector<int64_t> sequences;
  v1::AuditHead kept;
  for (std::string line; std::getline(lines, line);) {
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(line, &kept).ok());
    EXPECT_TRUE(IsSigned(kept, {{"test-1", {key_.public_key(), ""}}}));
    sequences.push_back(kept.sequence());
  }
  EXPECT_THAT(sequences, ElementsAre(3, 4));
  EXPECT_EQ(kept.SerializeAsString(), head.SerializeAsString());
}

}  // namespace
}  // namespace steward::audit
