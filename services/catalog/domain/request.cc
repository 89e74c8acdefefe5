#include "services/catalog/domain/request.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "platform/crypto/hmac.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"
#include "services/catalog/lifecycles.h"

namespace steward::catalog {
namespace {

constexpr char kSubmitted[] = "dev.steward.request.submitted.v1";

// Maps in the order of their keys.
std::string Deterministic(const google::protobuf::Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  return bytes;
}

}  // namespace

const lifecycle::Lifecycle& RequestLifecycle() {
  static const auto* lifecycle = new lifecycle::Lifecycle(
      lifecycle::Lifecycle::Shipped(lifecycles::kRequest, Request::State_descriptor()));
  return *lifecycle;
}

ChangedRequest Submit(const Request& draft, Order order, absl::string_view caller, absl::Time now) {
  const v1::CatalogItem& item = order.item;
  Request request;
  request.set_item(draft.item());
  request.set_requester(draft.requester().empty() ? std::string(caller) : draft.requester());
  request.set_creator(std::string(caller));
  *request.mutable_answers() = std::move(order.checked.answers);
  if (order.checked.price) *request.mutable_price() = *std::move(order.checked.price);
  request.set_title(item.display_name());
  request.set_item_revision(item.revision());
  request.set_offering(item.offering());
  for (approval::v1::Stage& stage : order.stages) *request.add_stages() = std::move(stage);
  for (const v1::TaskTemplate& task : item.tasks()) {
    v1::RequestTask* added = request.add_tasks();
    *added->mutable_template_() = task;
    added->set_state(v1::RequestTask::WAITING);
  }
  if (item.has_subscription()) *request.mutable_terms() = item.subscription();
  *request.mutable_create_time() = ToProto(now);
  *request.mutable_update_time() = ToProto(now);
  RequestLifecycle().Restart(&request);
  return {std::move(request), kSubmitted};
}

absl::StatusOr<ChangedRequest> TakeAction(Request request, absl::string_view action,
                                          absl::Time now) {
  RETURN_IF_ERROR(RequestLifecycle().Apply(action, &request));
  *request.mutable_update_time() = ToProto(now);
  if (HasEnded(request)) *request.mutable_end_time() = ToProto(now);
  return ChangedRequest{std::move(request), RequestLifecycle().Find(action).event_type()};
}

absl::StatusOr<ChangedRequest> Cancel(const Request& request, const std::string& reason,
                                      absl::Time now) {
  Request next = request;
  next.set_cancel_reason(reason);
  return TakeAction(std::move(next), "cancel", now);
}

bool HasEnded(const Request& request) {
  return RequestLifecycle().CategoryOf(Request::State_Name(request.state())) ==
         lifecycle::v1::TERMINAL;
}

std::string DigestOf(const Request& request) {
  Request asked;
  asked.set_item(request.item());
  asked.set_item_revision(request.item_revision());
  *asked.mutable_answers() = request.answers();
  if (request.has_price()) *asked.mutable_price() = request.price();
  asked.set_requester(request.requester());
  return absl::BytesToHexString(crypto::Sha256(Deterministic(asked)));
}

}  // namespace steward::catalog
