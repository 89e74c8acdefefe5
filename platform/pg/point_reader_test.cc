#include "platform/pg/point_reader.h"

#include <atomic>
#include <cctype>
#include <thread>

#include "absl/strings/str_cat.h"
#include "platform/pg/error.h"
#include "platform/testing/postgres.h"
#include "platform/testing/status_matchers.h"

namespace steward::pg {
namespace {

constexpr char kSchema[] = R"sql(
CREATE TABLE item (tenant_id text NOT NULL, id text NOT NULL, PRIMARY KEY (tenant_id, id));
INSERT INTO item SELECT 't' || t, 'i' || i FROM generate_series(0, 4) t, generate_series(0, 99) i;
ALTER TABLE item ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON item
  USING (tenant_id = (SELECT current_setting('app.tenant', true))
         OR tenant_id || '' =
            ANY ((SELECT NULLIF(current_setting('app.tenants', true), ''))::text[]));
GRANT SELECT ON item TO steward_app_test;
)sql";
constexpr Query kPlain{"plain_items",
                       "SELECT i.ordinal, t.tenant_id || '/' || t.id FROM unnest($1::text[],"
                       " $2::text[]) WITH ORDINALITY AS i (tenant_id, id, ordinal)"
                       " JOIN item t ON t.tenant_id = i.tenant_id AND t.id = i.id"};
constexpr Query kLoud{"loud_items",
                      "SELECT i.ordinal, upper(t.tenant_id || '/' || t.id) FROM unnest($1::text[],"
                      " $2::text[]) WITH ORDINALITY AS i (tenant_id, id, ordinal)"
                      " JOIN item t ON t.tenant_id = i.tenant_id AND t.id = i.id"};
// Forgets the tenant: only row-level security stands between it and the others.
constexpr Query kWrong{"wrong_items",
                       "SELECT i.ordinal, t.tenant_id FROM unnest($1::text[], $2::text[])"
                       " WITH ORDINALITY AS i (tenant_id, id, ordinal)"
                       " JOIN item t ON t.id = i.id ORDER BY (t.tenant_id = i.tenant_id)"};

absl::Time Soon() { return absl::Now() + absl::Seconds(10); }

class PointReaderTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    owner_ = new std::string(TestPostgres::Get().CreateDatabase());
    ASSERT_THAT(Superuser()->RunScript(kSchema), IsOk());
  }

  static std::unique_ptr<Connection> Superuser() {
    return Connection::Open(TestPostgres::Get().SuperuserConninfo(*owner_)).value();
  }

  static std::string* owner_;
  PointReader reader_{TestPostgres::Get().AppConninfo(*owner_)};
};

std::string* PointReaderTest::owner_ = nullptr;

TEST_F(PointReaderTest, FindsARowOrNothing) {
  auto found = reader_.Read(kPlain, "t1", "i7", Soon());
  auto missing = reader_.Read(kPlain, "t1", "i100", Soon());
  auto foreign = reader_.Read(kPlain, "t9", "i7", Soon());

  ASSERT_THAT(found, IsOk());
  ASSERT_TRUE(found->has_value());
  EXPECT_EQ((*found)->Text(1), "t1/i7");
  ASSERT_THAT(missing, IsOk());
  EXPECT_FALSE(missing->has_value());
  ASSERT_THAT(foreign, IsOk());
  EXPECT_FALSE(foreign->has_value());
}

TEST_F(PointReaderTest, GivesEveryThreadItsOwnRow) {
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 32; ++t)
    threads.emplace_back([&, t] {
      for (int n = 0; n < 200; ++n) {
        const std::string tenant = absl::StrCat("t", (t + n) % 6);
        const std::string id = absl::StrCat("i", (t * 7 + n) % 110);
        const bool exists = (t + n) % 6 < 5 && (t * 7 + n) % 110 < 100;
        const bool loud = n % 2 == 0;
        auto row = reader_.Read(loud ? kLoud : kPlain, tenant, id, Soon());
        std::string expected = absl::StrCat(tenant, "/", id);
        if (loud)
          for (char& c : expected) c = static_cast<char>(std::toupper(c));
        if (!row.ok() || row->has_value() != exists || (exists && (*row)->Text(1) != expected))
          ++wrong;
      }
    });
  for (auto& thread : threads) thread.join();

  EXPECT_EQ(wrong, 0);
}

TEST_F(PointReaderTest, KeepsOtherTenantsFromAQueryThatForgetsThem) {
  auto row = reader_.Read(kWrong, "t3", "i1", Soon());

  ASSERT_THAT(row, IsOk());
  ASSERT_TRUE(row->has_value());
  EXPECT_EQ((*row)->Text(1), "t3");
  EXPECT_EQ((*row)->result.rows(), 1);
}

TEST_F(PointReaderTest, RecoversWhenTheServerEndsItsConnection) {
  for (int round = 0; round < 3; ++round) {
    ASSERT_THAT(reader_.Read(kPlain, "t1", "i1", Soon()), IsOk());
    ASSERT_THAT(
        Superuser()->RunScript("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                               " WHERE usename = 'steward_app_test'"),
        IsOk());

    auto row = reader_.Read(kPlain, "t1", "i1", Soon());
    ASSERT_THAT(row, IsOk());
    EXPECT_TRUE(row->has_value());
  }
}

TEST_F(PointReaderTest, GivesUpAtTheDeadline) {
  ASSERT_THAT(reader_.Read(kPlain, "t1", "i1", Soon()), IsOk());
  auto blocker = Superuser();
  ASSERT_THAT(blocker->RunScript("BEGIN; LOCK TABLE item IN ACCESS EXCLUSIVE MODE"), IsOk());

  auto row = reader_.Read(kPlain, "t1", "i1", absl::Now() + absl::Milliseconds(100));

  EXPECT_FALSE(row.ok());
  ASSERT_THAT(blocker->RunScript("ROLLBACK"), IsOk());
  EXPECT_THAT(reader_.Read(kPlain, "t1", "i1", Soon()), IsOk());
}

TEST_F(PointReaderTest, TellsThatTheServerIsGone) {
  PointReader nowhere("host=/nonexistent dbname=x user=y");

  EXPECT_THAT(nowhere.Read(kPlain, "t1", "i1", Soon()), HasReason(errors::Reason::UNAVAILABLE));
}

}  // namespace
}  // namespace steward::pg
