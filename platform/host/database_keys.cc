#include "platform/host/database_keys.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "platform/config/invalid_key.h"
#include "platform/config/secret_file.h"

namespace steward::host {
namespace {

// libpq: values in quotes, with \ before a quote and before itself.
absl::StatusOr<std::string> WithPassword(const std::string& conninfo, absl::string_view key,
                                         const std::string& path) {
  if (path.empty()) return conninfo;
  if (absl::StrContains(conninfo, "password="))
    return config::InvalidKey(key, "the conninfo has a password, too; leave one out.");
  const absl::StatusOr<std::string> password = config::ReadSecret(path);
  if (!password.ok())
    return config::InvalidKey(key, absl::StrCat("the file ", password.status().message()));
  if (password->empty()) return config::InvalidKey(key, "the file is empty.");
  return absl::StrCat(conninfo, " password='",
                      absl::StrReplaceAll(*password, {{"\\", "\\\\"}, {"'", "\\'"}}), "'");
}

}  // namespace

DatabaseKeys::DatabaseKeys(config::Config& c)
    : callers_(c.RequiredString("database", "libpq conninfo of the application role.")),
      callers_password_(c.String("database_password", "",
                                 "File: password of that role, mode 0600; empty: it has none, or "
                                 "the conninfo says it.")),
      jobs_(c.String("jobs_database", "",
                     "libpq conninfo of the role for what is for all tenants; without it, "
                     "that of `database` does it.")),
      jobs_password_(c.String("jobs_database_password", "",
                              "File: password of that role; empty: `database_password` is.")),
      owner_(c.String("migrate_database", "",
                      "libpq conninfo of the role that owns the schema; for 'migrate'.")),
      owner_password_(
          c.String("migrate_database_password", "", "File: password of that role, mode 0600.")) {}

absl::StatusOr<std::string> DatabaseKeys::Callers() const {
  return WithPassword(callers_, "database_password", callers_password_);
}

absl::StatusOr<std::string> DatabaseKeys::Jobs() const {
  if (jobs_.empty()) return Callers();
  if (!jobs_password_.empty()) return WithPassword(jobs_, "jobs_database_password", jobs_password_);
  return WithPassword(jobs_, "database_password", callers_password_);
}

absl::StatusOr<std::string> DatabaseKeys::Owner() const {
  return WithPassword(owner_, "migrate_database_password", owner_password_);
}

}  // namespace steward::host
