#include "services/notification/store/hidden_record_store.h"

#include "services/notification/domain/hidden_record.h"
#include "services/notification/sql.h"

namespace steward::notification {

pg::Statement NoteWhetherHidden(const event::v1::StoredEvent& stored,
                                const google::protobuf::Message& record) {
  const bool hidden = IsHidden(record);
  pg::Statement statement{hidden ? &sql::kHideRecord : &sql::kShowRecord, {}, {}};
  statement.params.Text(stored.tenant()).Text(stored.event().resource_name());
  if (hidden) statement.params.TextArray(OwnersOf(record));
  return statement;
}

}  // namespace steward::notification
