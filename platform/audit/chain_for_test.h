#pragma once

// A journal with events, and what seals and verifies it, for the tests of this folder.

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/audit/queries.h"
#include "platform/audit/seals.h"
#include "platform/audit/verifier.h"
#include "platform/journal/queries.h"
#include "platform/journal/shard.h"
#include "platform/pg/migrate.h"
#include "platform/testing/ask_postgres.h"
#include "platform/testing/postgres.h"
#include "platform/testing/status_matchers.h"

namespace steward::audit {

class ChainTest : public ::testing::Test {
 protected:
  ChainTest() {
    EXPECT_THAT(pg::Migrate(owner_, std::string(TestPostgres::kApplicationRole),
                            {{"journal", journal::sql::kMigrations}, {"audit", sql::kMigrations}}),
                IsOk());
    pool_ = std::make_unique<pg::Pool>(application(), 2);
    seals_ = std::make_unique<Seals>(pool_.get(), &signer_);
    verifier_ = MakeVerifier(100000);
  }

  std::unique_ptr<Verifier> MakeVerifier(int64_t events_max) const {
    return std::make_unique<Verifier>(
        pool_.get(), Verifier::Options{"test", {{"test-1", {key_.public_key(), ""}}}, events_max});
  }

  // Appends events of a tenant, as the journal does; each has a request id of 32 characters.
  void Append(absl::string_view tenant, int count, int64_t epoch = 1) const {
    const int shard = journal::ShardOf(tenant);
    Execute(absl::StrCat(
        "INSERT INTO journal SELECT '", tenant, "', 'tickets/INC-' || s.head + i, 1, ", shard, ", ",
        epoch,
        ", s.head + i, gen_random_uuid(), 'test.created.v1',"
        " now() + i * interval '1 us', 'users/zoë', '\\x4220' || convert_to(md5(i::text), 'UTF8')"
        " FROM stream s, generate_series(1, ",
        count, ") i WHERE s.shard = ", shard, ";UPDATE stream SET head = head + ", count,
        " WHERE shard = ", shard));
  }

  // As if all that there is had happened before.
  void Age(const std::string& age) const {
    Execute(absl::StrCat("UPDATE journal SET time = time - interval '", age, "'"));
  }

  void SealAll(absl::string_view tenant) const {
    EXPECT_THAT(seals_->SealAll(journal::ShardOf(tenant), Soon()), IsOk());
  }

  // From the start to the end or the first fault, in as many calls as it takes.
  v1::ChainVerification Verify(absl::string_view tenant) const {
    event::v1::VerifyChainRequest request;
    request.set_tenant(std::string(tenant));
    while (true) {
      auto answer = verifier_->Verify(request, Soon());
      EXPECT_THAT(answer, IsOk());
      if (!answer.ok() || !answer->has_next())
        return answer.ok() ? answer->verification() : v1::ChainVerification();
      *request.mutable_after() = answer->next();
    }
  }

  const std::string& owner() const { return owner_; }
  std::string application() const { return TestPostgres::Get().AppConninfo(owner_); }
  static absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

  // Past row-level security.
  void Execute(const std::string& statements) const { AskPostgres(superuser(), statements); }
  std::string Ask(const std::string& expression) const {
    return AskPostgres(superuser(), absl::StrCat("SELECT ", expression));
  }
  int64_t Number(const std::string& expression) const { return std::stoll(Ask(expression)); }

  const auth::PrivateKey key_ = auth::PrivateKey::Generate();
  const HeadSigner signer_{"test", "test-1", key_};
  std::unique_ptr<pg::Pool> pool_;
  std::unique_ptr<Seals> seals_;
  std::unique_ptr<Verifier> verifier_;

 private:
  std::string superuser() const { return TestPostgres::Get().SuperuserConninfo(owner_); }

  const std::string owner_ = TestPostgres::Get().CreateDatabase();
};

}  // namespace steward::audit
