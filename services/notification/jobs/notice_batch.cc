#include "services/notification/jobs/notice_batch.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/protobuf/message.h"
#include "platform/observe/log.h"
#include "platform/resource/filter_match.h"
#include "platform/status/macros.h"
#include "services/notification/domain/event_resources.h"
#include "services/notification/domain/recipients.h"

namespace steward::notification {
namespace {

using google::protobuf::Message;

// Notifications that are made in one go, not counting those of the event that comes last.
constexpr size_t kToldMax = 5000;

// A rule that wants an event, the users and groups that it names, and which of them as approvers.
struct Wish {
  const NotificationRule* rule;
  std::vector<std::string> named;
  std::vector<std::string> approvers;
};

struct Item {
  const Notice* notice;
  std::unique_ptr<Message> resource;
  std::vector<Wish> wishes;
};

// What is known of the tenants.
struct Knowledge {
  std::map<TenantName, NotificationTemplate> templates;
  std::map<TenantName, std::vector<std::string>> members;
  std::map<std::string, KnownSubstitutes> substitutes;
  std::map<std::string, KnownPeople> people;
};

// Filters, each compiled once in a batch.
class Filters {
 public:
  bool Match(const std::string& filter, const Message& resource) {
    const auto* type = resource.GetDescriptor();
    auto [place, is_new] = compiled_.try_emplace({type, filter});
    if (is_new) {
      auto matcher = resource::FilterMatcher::Compile(filter, type);
      if (matcher.ok()) place->second = *std::move(matcher);
    }
    return place->second && place->second->Matches(resource);
  }

 private:
  using Key = std::pair<const google::protobuf::Descriptor*, std::string>;
  std::map<Key, absl::optional<resource::FilterMatcher>> compiled_;
};

std::vector<Item> ItemsOf(absl::Span<const Notice> notices,
                          const std::map<std::string, std::vector<NotificationRule>>& rules) {
  Filters filters;
  std::vector<Item> items;
  for (const Notice& notice : notices) {
    Item item{&notice, ResourceOf(notice.event), {}};
    const auto of_tenant = rules.find(notice.tenant);
    if (item.resource == nullptr || of_tenant == rules.end()) continue;
    for (const NotificationRule& rule : of_tenant->second) {
      const auto& types = rule.event_types();
      if (std::find(types.begin(), types.end(), notice.event.type()) != types.end() &&
          filters.Match(rule.filter(), *item.resource))
        item.wishes.push_back(
            {&rule, NamedBy(rule, *item.resource), ApproversNamedBy(rule, *item.resource)});
    }
    if (!item.wishes.empty()) items.push_back(std::move(item));
  }
  return items;
}

bool IsGroup(absl::string_view name) { return absl::StartsWith(name, "groups/"); }

// Everything under names that the wishes have.
struct Asked {
  TenantNames templates, groups, users, approvers;

  explicit Asked(const std::vector<Item>& items) {
    for (const Item& item : items) {
      const std::string& tenant = item.notice->tenant;
      for (const Wish& wish : item.wishes) {
        templates.insert({tenant, wish.rule->template_()});
        for (const std::string& name : wish.named)
          (IsGroup(name) ? groups : users).insert({tenant, name});
        for (const std::string& name : wish.approvers) approvers.insert({tenant, name});
      }
    }
  }
};

absl::Status ReadPeople(const TellingStore& store, const std::vector<Item>& items,
                        const Asked& asked, absl::Time now, Knowledge* known) {
  ASSIGN_OR_RETURN(known->members, store.Members(asked.groups, now));
  ASSIGN_OR_RETURN(known->substitutes, store.Substitutes(asked.approvers, now));
  TenantNames users = asked.users;
  for (const auto& [group, members] : known->members)
    for (const std::string& member : members) users.insert({group.first, member});
  for (const auto& [tenant, by_user] : known->substitutes)
    for (const auto& [user, substitutes] : by_user)
      for (const std::string& substitute : substitutes) users.insert({tenant, substitute});
  for (const Item& item : items) {
    const std::string& actor = item.notice->event.actor();
    if (absl::StartsWith(actor, "users/")) users.insert({item.notice->tenant, actor});
  }
  ASSIGN_OR_RETURN(known->people, store.People(users));
  return absl::OkStatus();
}

// Tenants of whose people the directory may know more. Whether an approver has a substitute by now
// only the directory can say.
std::set<std::string> Lacking(const Asked& asked, const Knowledge& known) {
  std::set<std::string> tenants;
  for (const auto& approver : asked.approvers) tenants.insert(approver.first);
  for (const auto& group : asked.groups)
    if (known.members.count(group) == 0) tenants.insert(group.first);
  for (const auto& [tenant, user] : asked.users) {
    const auto people = known.people.find(tenant);
    if (people == known.people.end() || people->second.count(user) == 0) tenants.insert(tenant);
  }
  return tenants;
}

std::vector<std::string> UsersOf(const std::string& tenant, const Wish& wish,
                                 const Knowledge& known) {
  std::vector<std::string> users;
  std::set<std::string> seen;
  const auto add = [&](const std::string& user) {
    if (seen.insert(user).second) users.push_back(user);
  };
  for (const std::string& name : wish.named) {
    if (!IsGroup(name)) {
      add(name);
      continue;
    }
    const auto members = known.members.find({tenant, name});
    if (members == known.members.end()) continue;
    for (const std::string& member : members->second) add(member);
  }
  return users;
}

// Those who are told besides `users`.
std::vector<Substitution> SubstitutesOf(const Item& item, const Wish& wish,
                                        const std::vector<std::string>& users,
                                        const Knowledge& known) {
  const auto of_tenant = known.substitutes.find(item.notice->tenant);
  if (of_tenant == known.substitutes.end()) return {};
  std::vector<Substitution> all =
      SubstitutionsIn(*item.resource, wish.approvers, of_tenant->second);
  all.erase(std::remove_if(all.begin(), all.end(),
                           [&](const Substitution& each) {
                             return std::find(users.begin(), users.end(), each.substitute) !=
                                    users.end();
                           }),
            all.end());
  return all;
}

void WarnOfCut(const Notice& notice, size_t named) {
  observe::Log(observe::Level::kWarning, "not all whom rules name are told",
               {{"tenant", notice.tenant},
                {"event", notice.event_id},
                {"named", absl::StrCat(named)},
                {"told", absl::StrCat(kRecipientsMax)}});
}

void TellItem(const Item& item, const Knowledge& known, const Terms& terms, AllTold* all) {
  static const KnownPeople& nobody = *new KnownPeople;
  const std::string& tenant = item.notice->tenant;
  std::vector<Demand> demands;
  size_t named = 0;
  for (const Wish& wish : item.wishes) {
    const auto words = known.templates.find({tenant, wish.rule->template_()});
    Demand demand{wish.rule, UsersOf(tenant, wish, known),
                  words == known.templates.end() ? nullptr : &words->second};
    demand.substitutes = SubstitutesOf(item, wish, demand.users, known);
    named += demand.users.size() + demand.substitutes.size();
    demands.push_back(std::move(demand));
  }
  if (named > kRecipientsMax) WarnOfCut(*item.notice, named);
  const auto people = known.people.find(tenant);
  for (Told& told : Tell(item.notice->event, *item.resource, std::move(demands),
                         people == known.people.end() ? nobody : people->second, terms))
    all->emplace_back(tenant, std::move(told));
}

}  // namespace

absl::StatusOr<Telling> TellNotices(const TellingStore& store, absl::Span<const Notice> notices,
                                    const Terms& terms, const people::CatchUp& catch_up) {
  std::set<std::string> tenants;
  for (const Notice& notice : notices) tenants.insert(notice.tenant);
  ASSIGN_OR_RETURN(const auto rules, store.Rules(tenants));
  const std::vector<Item> items = ItemsOf(notices, rules);
  const Asked asked(items);
  Knowledge known;
  ASSIGN_OR_RETURN(known.templates, store.Templates(asked.templates));
  RETURN_IF_ERROR(ReadPeople(store, items, asked, terms.now, &known));
  const std::set<std::string> lacking = Lacking(asked, known);
  const absl::Time deadline = absl::Now() + people::kCatchUpTime;
  for (const std::string& tenant : lacking) catch_up(tenant, deadline).IgnoreError();
  if (!lacking.empty()) RETURN_IF_ERROR(ReadPeople(store, items, asked, terms.now, &known));
  Telling telling;
  size_t size = 0;
  for (const Item& item : items) {
    telling.notices = item.notice - notices.data();
    if (telling.told.size() >= kToldMax || size >= kMessagesMax) return telling;
    const size_t before = telling.told.size();
    TellItem(item, known, terms, &telling.told);
    for (size_t i = before; i < telling.told.size(); ++i) size += telling.told[i].second.size();
  }
  telling.notices = notices.size();
  return telling;
}

}  // namespace steward::notification
