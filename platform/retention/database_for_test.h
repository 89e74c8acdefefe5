#pragma once

// A database with rows of known ages, for the tests of this folder.

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "platform/events/queries.h"
#include "platform/journal/queries.h"
#include "platform/pg/migrate.h"
#include "platform/retention/queries.h"
#include "platform/testing/ask_postgres.h"
#include "platform/testing/postgres.h"
#include "platform/testing/status_matchers.h"

namespace steward::retention {

class RetentionDatabase {
 public:
  RetentionDatabase() {
    EXPECT_THAT(pg::Migrate(owner_, std::string(TestPostgres::kApplicationRole),
                            {{"journal", journal::sql::kMigrations},
                             {"events", events::sql::kMigrations},
                             {"retention", sql::kMigrations}}),
                IsOk());
  }

  std::string application() const { return TestPostgres::Get().AppConninfo(owner_); }

  void AddRequests(absl::string_view tenant, int count, absl::string_view age) const {
    Execute(absl::StrCat("INSERT INTO request SELECT '", tenant, "', decode(md5('", age,
                         "' || i), 'hex'), sha256(''), 'tickets/INC-' || i, 1, now() - interval '",
                         age, "' FROM generate_series(1, ", count, ") i"));
  }

  // Their ids begin with their time, as those of events do.
  void AddConsumed(absl::string_view tenant, int count, absl::string_view age) const {
    Execute(absl::StrCat("INSERT INTO consumed_event SELECT '", tenant,
                         "', 'webhook', lpad(to_hex(EXTRACT(epoch FROM now() - interval '", age,
                         "')::bigint * 1000), 12, '0') || '-' || lpad(i::text, 6, '0'),"
                         " now() - interval '",
                         age, "' FROM generate_series(1, ", count, ") i"));
  }

  // Past row-level security.
  void Execute(const std::string& statements) const { AskPostgres(superuser(), statements); }
  int64_t Number(const std::string& expression) const {
    return std::stoll(AskPostgres(superuser(), absl::StrCat("SELECT ", expression)));
  }

 private:
  std::string superuser() const { return TestPostgres::Get().SuperuserConninfo(owner_); }

  const std::string owner_ = TestPostgres::Get().CreateDatabase();
};

}  // namespace steward::retention
