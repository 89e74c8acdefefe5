#include "services/notification/jobs/contact_effect.h"

#include "platform/people/people_effect.h"
#include "platform/status/errors.h"
#include "services/notification/store/contact_store.h"

namespace steward::notification {

absl::Status ContactEffect(const event::v1::StoredEvent& stored,
                           std::vector<pg::Statement>* statements) {
  if (!stored.event().resource().Is<directory::v1::User>())
    return people::PeopleEffect(stored, statements);
  directory::v1::User user;
  if (!stored.event().resource().UnpackTo(&user))
    return errors::Internal("the resource of an event cannot be read");
  statements->push_back(UpsertContact(stored, user));
  return absl::OkStatus();
}

}  // namespace steward::notification
