#pragma once

// The configuration keys of the databases of a service: for each role a conninfo, and a file for
// its password.

#include <string>

#include "absl/status/statusor.h"
#include "platform/config/config.h"

namespace steward::host {

// Declares the keys; the values are there after Config::Load. The functions read the files of the
// passwords: INVALID_ARGUMENT, with the key, for one that cannot be read, is open to others or is
// empty, and for a password that the conninfo has, too.
class DatabaseKeys {
 public:
  explicit DatabaseKeys(config::Config& config);

  // Conninfo of the role that serves callers.
  absl::StatusOr<std::string> Callers() const;
  // Of the role for what is for all tenants; that of callers where no other is named.
  absl::StatusOr<std::string> Jobs() const;
  // Of the role that owns the schema, for 'migrate'.
  absl::StatusOr<std::string> Owner() const;
  bool has_owner() const { return !owner_.empty(); }

 private:
  const std::string &callers_, &callers_password_, &jobs_, &jobs_password_, &owner_,
      &owner_password_;
};

}  // namespace steward::host
