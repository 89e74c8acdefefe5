#pragma once

// The directory without its transport, on a database of its own.

#include <string>
#include <thread>
#include <vector>

#include "platform/journal/journal.h"
#include "platform/journal/queries.h"
#include "platform/journal/reader.h"
#include "platform/pg/migrate.h"
#include "platform/testing/postgres.h"
#include "platform/testing/status_matchers.h"
#include "services/directory/sql.h"
#include "services/directory/store/directory.h"

namespace steward::directory {

inline Call CallOf(absl::string_view tenant, absl::string_view method = "Test") {
  Call call;
  call.tenant = std::string(tenant);
  call.scope = Scope::kTenant;
  call.subject = "users/admin";
  call.method = absl::StrCat("steward.directory.v1.Service/", method);
  call.deadline = absl::Now() + absl::Seconds(20);
  return call;
}

// The answers of callers that do the same at once, each with its number.
template <class Work>
std::vector<absl::Status> AtOnce(int callers, Work work) {
  std::vector<absl::Status> answers(callers);
  std::vector<std::thread> threads;
  for (int i = 0; i < callers; ++i) threads.emplace_back([&, i] { answers[i] = work(i); });
  for (std::thread& thread : threads) thread.join();
  return answers;
}

class DirectoryTest : public ::testing::Test {
 protected:
  DirectoryTest() {
    EXPECT_THAT(
        pg::Migrate(owner_, std::string(TestPostgres::kApplicationRole),
                    {{"journal", journal::sql::kMigrations}, {"directory", sql::kMigrations}}),
        IsOk());
  }

  // What stands in the history of a resource: "created v1", "updated v2" …
  std::vector<std::string> HistoryOf(const std::string& name, absl::string_view tenant = "acme") {
    std::vector<std::string> lines;
    auto events =
        history_.ListHistory(std::string(tenant), name, 0, 100, absl::Now() + absl::Seconds(10));
    EXPECT_THAT(events, IsOk());
    for (const auto& stored : *events) {
      const std::string& type = stored.event().type();
      const size_t verb = type.rfind('.', type.size() - 4) + 1;
      lines.push_back(
          absl::StrCat(type.substr(verb, type.size() - 3 - verb), " v", stored.event().version()));
    }
    return lines;
  }

  // Past row-level security.
  pg::Result Inspect(const std::string& text) {
    auto connection = pg::Connection::Open(TestPostgres::Get().SuperuserConninfo(owner_)).value();
    return connection
        ->Run(std::vector<pg::Statement>{{nullptr, {}, text}}, absl::Now() + absl::Seconds(10))
        .value()
        .at(0);
  }

  const std::string owner_ = TestPostgres::Get().CreateDatabase();
  const std::string application_ = TestPostgres::Get().AppConninfo(owner_);
  pg::Pool pool_{application_, 8};
  pg::PointReader points_{application_};
  resource::PageTokens tokens_{std::string(32, 'k')};
  store::Lister lister_{&pool_, &tokens_};
  journal::Journal journal_{{application_, nullptr}};
  journal::Reader history_{&pool_, "directory"};
  Directory directory_{&pool_, {&points_, &lister_, &journal_}};
};

}  // namespace steward::directory
