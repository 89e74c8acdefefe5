#include "services/notification/domain/telling.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "platform/access/record_rule.h"
#include "platform/crypto/hmac.h"
#include "platform/time/timestamp.h"
#include "services/notification/domain/decision_link.h"
#include "services/notification/domain/notification_template.h"
#include "services/notification/domain/preference.h"
#include "services/notification/domain/template_context.h"

namespace steward::notification {
namespace {

using google::protobuf::Message;

constexpr char kCollection[] = "notifications/";
constexpr size_t kHashDigits = 16;

// Everything about one event that is the same for all who are told.
class Teller {
 public:
  Teller(const event::v1::Event& event, const Message& resource, const KnownPeople& people,
         const Terms& terms)
      : event_(event),
        rule_(access::RecordRule::Of(resource.GetDescriptor())),
        resource_(resource),
        people_(people),
        terms_(terms),
        data_(DataOf(resource)),
        actor_{event.actor(), NameOf(event.actor())} {
    data_.set("name", event.resource_name());
    if (!terms.link_base.empty()) link_ = absl::StrCat(terms.link_base, "/", event.resource_name());
  }

  // `on_behalf_of`: whom the user stands in for; empty: nobody.
  Told Tell(const Demand& demand, const std::string& user, const std::string& on_behalf_of,
            v1::Channel channel) {
    Told told;
    Notification& notification = told.notification;
    notification = Begin(demand, user, channel);
    notification.set_on_behalf_of(on_behalf_of);
    notification.set_reason(WhyNot(*demand.rule, user, channel));
    if (notification.reason() == Notification::NO_ACCESS) notification.clear_reader();
    if (notification.reason() != Notification::REASON_UNSPECIFIED) {
      notification.set_state(Notification::SUPPRESSED);
      return told;
    }
    reached_.insert({user, channel});
    if (!Write(demand, user, &told)) {
      notification.set_state(Notification::FAILED);
      notification.set_reason(Notification::TEMPLATE);
      notification.clear_subject();
      notification.clear_text();
      told.html.clear();
      return told;
    }
    if (channel == v1::MAIL) {
      told.address = people_.at(user).email;
      notification.set_state(Notification::PENDING);
      *notification.mutable_next_attempt_time() = ToProto(terms_.now);
    } else {
      told.html.clear();
      notification.set_state(Notification::SENT);
      *notification.mutable_send_time() = ToProto(terms_.now);
    }
    return told;
  }

 private:
  std::string NameOf(const std::string& user) const {
    if (user.empty()) return "";
    const auto person = people_.find(user);
    return person == people_.end() ? user : person->second.display_name;
  }

  Notification Begin(const Demand& demand, const std::string& user, v1::Channel channel) const {
    Notification notification;
    notification.set_name(kCollection +
                          NotificationId(event_.id(), demand.rule->name(), user, channel));
    notification.set_event_id(event_.id());
    notification.set_event_type(event_.type());
    notification.set_event_class(demand.rule->event_class());
    notification.set_resource(event_.resource_name());
    notification.set_rule(demand.rule->name());
    notification.set_recipient(user);
    notification.set_reader(user);
    notification.set_channel(channel);
    notification.set_confidential(rule_.IsConfidential(resource_));
    *notification.mutable_create_time() = ToProto(terms_.now);
    return notification;
  }

  // Roles are not known here: nobody sees internal records, and confidential ones and those of VIPs
  // only their owners.
  bool MaySee(const std::string& user) const {
    return rule_.Admits(access::Viewer{user, {}, {}, Scope::kTenant}, resource_);
  }

  Notification::Reason WhyNot(const NotificationRule& rule, const std::string& user,
                              v1::Channel channel) const {
    if (!MaySee(user)) return Notification::NO_ACCESS;
    const auto person = people_.find(user);
    if (person == people_.end() || !person->second.active) return Notification::INACTIVE;
    if (!rule.mandatory()) {
      if (user == event_.actor()) return Notification::OWN_ACTION;
      if (Mutes(person->second.preference, rule.event_class(), channel)) return Notification::MUTED;
    }
    if (reached_.count({user, channel}) > 0) return Notification::DUPLICATE;
    if (channel != v1::MAIL) return Notification::REASON_UNSPECIFIED;
    if (!terms_.sends_mails) return Notification::NO_CHANNEL;
    return person->second.email.empty() ? Notification::NO_ADDRESS
                                        : Notification::REASON_UNSPECIFIED;
  }

  // Where the user reads on; notes what their link says, which only mails have.
  Links LinksOf(const std::string& user, Told* told) const {
    Links links{link_, ""};
    if (told->notification.channel() != v1::MAIL) return links;
    if (const auto link = DecisionLinkOf(resource_, event_.resource_name(), user,
                                         told->notification.on_behalf_of(), terms_)) {
      told->link = link->SerializeAsString();
      links.decision = LinkPlaceholder(terms_.link_base, told->notification.name());
    }
    return links;
  }

  bool Write(const Demand& demand, const std::string& user, Told* told) {
    if (demand.words == nullptr) return false;
    const Person& person = people_.at(user);
    absl::TimeZone zone = absl::UTCTimeZone();
    if (!person.time_zone.empty()) absl::LoadTimeZone(person.time_zone, &zone);
    const std::string& principal = told->notification.on_behalf_of();
    auto words = Say(*demand.words, person.locale,
                     ContextOf(DataOf(event_, zone), data_, actor_, {user, person.display_name},
                               LinksOf(user, told), {principal, NameOf(principal)}));
    if (!words.ok()) return false;
    told->notification.set_subject(words->subject);
    told->notification.set_text(words->text);
    told->html = std::move(words->html);
    written_ += told->size();
    return written_ <= kMessagesMax;
  }

  const event::v1::Event& event_;
  const access::RecordRule& rule_;
  const Message& resource_;
  const KnownPeople& people_;
  const Terms& terms_;
  TemplateData data_;
  const Named actor_;
  std::string link_;
  std::set<std::pair<std::string, v1::Channel>> reached_;
  size_t written_ = 0;
};

}  // namespace

std::string NotificationId(absl::string_view event_id, absl::string_view rule,
                           absl::string_view recipient, v1::Channel channel) {
  const std::string hash =
      crypto::Sha256(absl::StrCat(rule, "\n", recipient, "\n", v1::Channel_Name(channel)));
  return absl::StrCat(event_id, "-", absl::BytesToHexString(hash).substr(0, kHashDigits));
}

std::vector<Told> Tell(const event::v1::Event& event, const Message& resource,
                       std::vector<Demand> demands, const KnownPeople& people, const Terms& terms) {
  std::sort(demands.begin(), demands.end(), [](const Demand& left, const Demand& right) {
    return std::make_tuple(!left.rule->mandatory(), left.rule->name()) <
           std::make_tuple(!right.rule->mandatory(), right.rule->name());
  });
  Teller teller(event, resource, people, terms);
  std::vector<Told> all;
  size_t recipients = 0;
  // Whether there is room for another one.
  const auto tell = [&](const Demand& demand, const std::string& user, const std::string& behalf) {
    if (++recipients > kRecipientsMax) return false;
    for (const int channel : demand.rule->channels())
      all.push_back(teller.Tell(demand, user, behalf, static_cast<v1::Channel>(channel)));
    return true;
  };
  for (const Demand& demand : demands) {
    for (const std::string& user : demand.users)
      if (!tell(demand, user, "")) return all;
    for (const auto& [substitute, on_behalf_of] : demand.substitutes)
      if (!tell(demand, substitute, on_behalf_of)) return all;
  }
  return all;
}

}  // namespace steward::notification
