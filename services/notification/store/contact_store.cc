#include "services/notification/store/contact_store.h"

#include "platform/status/macros.h"
#include "services/notification/sql.h"

namespace steward::notification {

pg::Statement UpsertContact(const event::v1::StoredEvent& stored, const directory::v1::User& user) {
  pg::Statement statement{&sql::kUpsertContact, {}, {}};
  statement.params.Text(stored.tenant()).Text(stored.event().resource_name());
  statement.params.Int(stored.event().version());
  statement.params.Bool(user.state() == directory::v1::User::ACTIVE).Text(user.display_name());
  statement.params.Text(user.email()).Text(user.locale()).Text(user.time_zone());
  return statement;
}

absl::StatusOr<bool> ContactStore::IsKnown(const Call& call, absl::string_view user) const {
  ASSIGN_OR_RETURN(const auto row,
                   points_->Read(sql::kGetContacts, call.tenant, user, call.deadline));
  return row.has_value();
}

}  // namespace steward::notification
