#pragma once

// What comes of an event for those whom rules name: pure, thread-safe.

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "services/notification/domain/substitution.h"
#include "steward/event/v1/event.pb.h"
#include "steward/notification/v1/notification.pb.h"
#include "steward/notification/v1/notification_preference.pb.h"
#include "steward/notification/v1/notification_rule.pb.h"
#include "steward/notification/v1/notification_template.pb.h"

namespace steward::notification {

using v1::Notification;
using v1::NotificationPreference;
using v1::NotificationRule;
using v1::NotificationTemplate;

// A user whom the directory knows.
struct Person {
  bool active = false;
  std::string display_name;
  // Empty: none.
  std::string email;
  // BCP 47; empty: not known.
  std::string locale;
  // IANA name; empty: not known.
  std::string time_zone;
  NotificationPreference preference;
};
// By name, such as "users/alice".
using KnownPeople = std::map<std::string, Person>;

// A rule that wants the event.
struct Demand {
  const NotificationRule* rule = nullptr;
  // Whom it names, each once.
  std::vector<std::string> users;
  // Null when there is none under the name that the rule has.
  const NotificationTemplate* words = nullptr;
  // Who is told besides, each once and none of `users`.
  std::vector<Substitution> substitutes = {};
};

// What holds for the installation, now.
struct Terms {
  bool sends_mails = false;
  // Links are this, "/" and the name of a resource. Empty: no links.
  std::string link_base;
  absl::Time now;
  // How long links that decide count at most; zero: there are none.
  absl::Duration decision_link_lifetime = absl::ZeroDuration();
};

// A notification, with its name, and what a mail needs besides.
struct Told {
  Notification notification;
  std::string address;
  std::string html;
  // Serialized steward.identity.v1.Link: what the link says that the placeholder in its texts
  // stands for (decision_link.h). Empty: none.
  std::string link;

  // Bytes of the message.
  size_t size() const {
    return notification.subject().size() + notification.text().size() + html.size();
  }
};

// Of one event so many are told, counting whoever is named by several rules once for each.
inline constexpr size_t kRecipientsMax = 2000;
// Bytes of the messages about one event, of all recipients together; those beyond it are FAILED, as
// of a template that cannot be rendered.
inline constexpr size_t kMessagesMax = 32 * 1024 * 1024;

// One for each rule, user and channel. Nobody is told twice by the same channel: rules that are
// mandatory come first, then the others by name; whoever is beyond kRecipientsMax is left out.
// `resource` is that of the event.
std::vector<Told> Tell(const event::v1::Event& event, const google::protobuf::Message& resource,
                       std::vector<Demand> demands, const KnownPeople& people, const Terms& terms);

// The last part of the name of a notification: the same for the same event, rule, recipient and
// channel.
std::string NotificationId(absl::string_view event_id, absl::string_view rule,
                           absl::string_view recipient, v1::Channel channel);

}  // namespace steward::notification
