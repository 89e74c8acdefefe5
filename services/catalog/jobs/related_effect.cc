#include "services/catalog/jobs/related_effect.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/types/optional.h"
#include "platform/reconcile/due_queue.h"
#include "platform/status/errors.h"
#include "services/catalog/store/request_store.h"
#include "steward/approval/v1/approval.pb.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::catalog {
namespace {

using approval::v1::Approval;
using ticket::v1::Ticket;

constexpr char kRequests[] = "requests/";
// Whoever else asks something about a request, or adds a task to it, does not lead it.
constexpr char kSelf[] = "services/catalog";

// What a record says of a request.
struct News {
  std::string request;
  Fate fate;
};

absl::optional<News> NewsOf(const Approval& approval) {
  if (!absl::StartsWith(approval.subject(), kRequests)) return absl::nullopt;
  switch (approval.state()) {
    case Approval::PENDING:
      return News{approval.subject(), Fate::kOpen};
    case Approval::APPROVED:
      return News{approval.subject(), Fate::kDone};
    default:
      return News{approval.subject(), Fate::kFailed};
  }
}

absl::optional<News> NewsOf(const Ticket& ticket) {
  if (!absl::StartsWith(ticket.parent(), kRequests)) return absl::nullopt;
  switch (ticket.state()) {
    case Ticket::RESOLVED:
    case Ticket::CLOSED:
      return News{ticket.parent(), Fate::kDone};
    case Ticket::CANCELLED:
      return News{ticket.parent(), Fate::kFailed};
    default:
      return News{ticket.parent(), Fate::kOpen};
  }
}

template <class Resource>
absl::Status Take(const event::v1::StoredEvent& stored, std::vector<pg::Statement>* statements) {
  const event::v1::Event& event = stored.event();
  Resource resource;
  if (!event.resource().UnpackTo(&resource))
    return errors::Internal("the resource of an event cannot be read");
  const auto news = NewsOf(resource);
  if (!news || resource.creator() != kSelf) return absl::OkStatus();
  statements->push_back(
      NoteFate(stored.tenant(), event.resource_name(), news->request, event.version(), news->fate));
  statements->push_back(reconcile::Ring(stored.tenant(), news->request));
  return absl::OkStatus();
}

}  // namespace

absl::Status RelatedEffect(const event::v1::StoredEvent& stored,
                           std::vector<pg::Statement>* statements) {
  const auto& resource = stored.event().resource();
  if (resource.Is<Approval>()) return Take<Approval>(stored, statements);
  if (resource.Is<Ticket>()) return Take<Ticket>(stored, statements);
  return absl::OkStatus();
}

}  // namespace steward::catalog
