#pragma once

// A private PostgreSQL for the tests of one process.
//
//   std::string owner = TestPostgres::Get().CreateDatabase();
//   std::string app = TestPostgres::Get().AppConninfo(owner);
//
// It is made for speed, not durability (fsync is off), starts at first use, listens only on a Unix
// socket in a directory of its own, and goes away with the process, also when that is killed.

#include <mutex>
#include <string>

#include "absl/strings/string_view.h"

namespace steward {

// Thread-safe. Whatever fails here ends the process with a message.
class TestPostgres {
 public:
  // Name of the application role: LOGIN, neither superuser nor exempt from row-level security.
  static constexpr absl::string_view kApplicationRole = "steward_app_test";

  // The one of this process; started by the first call.
  static TestPostgres& Get();

  // Makes an empty database and returns the conninfo of its owner, steward_owner: LOGIN, not a
  // superuser.
  std::string CreateDatabase();

  // Conninfo of the application role for a database, given as its name or as any conninfo.
  std::string AppConninfo(absl::string_view database) const;
  // The same for the superuser, for what a test must look at past row-level security.
  std::string SuperuserConninfo(absl::string_view database) const;

  // Stops the server; mode is "fast", "immediate" (as a crash does) or "smart". Databases are kept
  // over Start.
  void Stop(absl::string_view mode = "fast");
  void Start();

  TestPostgres(const TestPostgres&) = delete;
  TestPostgres& operator=(const TestPostgres&) = delete;

 private:
  TestPostgres();
  std::string Conninfo(absl::string_view database, absl::string_view user) const;

  std::string directory_;
  std::string server_;
  std::mutex mutex_;
  int databases_ = 0;
};

}  // namespace steward
