#include "platform/operations/upload.h"

#include <utility>

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/crypto/hmac.h"
#include "platform/journal/mutate.h"
#include "platform/operations/operation_id.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::operations {
namespace {

constexpr size_t kChunkItems = 200, kChunkBytes = 1 << 20;
constexpr absl::Duration kCleanUpTime = absl::Seconds(2);

// The same bytes for the same message.
std::string BytesOf(const google::protobuf::Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

bool IsRefused(const absl::Status& status) {
  return absl::IsInvalidArgument(status) ||
         errors::ReasonOf(status) == errors::Reason::TOO_MANY_OPERATIONS;
}

}  // namespace

Upload::Upload(Operations* operations, const Call& call)
    : operations_(operations),
      call_(call),
      key_{call.tenant, NewOperationId(operations->service(), call.now())} {}

// What cannot be deleted now is swept later.
Upload::~Upload() {
  if (stored_ > 0 && !kept_)
    operations_->items().Delete(key_, absl::Now() + kCleanUpTime).IgnoreError();
}

absl::Status Upload::Add(const google::protobuf::Message& input, const absl::Status& verdict) {
  if (size_ == kItemsMax) return errors::TooManyItems(kItemsMax);
  std::string bytes = BytesOf(input);
  digest_ = crypto::Sha256(absl::StrCat(digest_, bytes));
  chunk_bytes_ += bytes.size();
  chunk_.push_back({std::move(bytes), verdict});
  ++size_;
  return chunk_.size() < kChunkItems && chunk_bytes_ < kChunkBytes ? absl::OkStatus() : Flush();
}

absl::Status Upload::Flush() {
  if (chunk_.empty()) return absl::OkStatus();
  const int64_t first = stored_ + 1;
  stored_ = size_;
  RETURN_IF_ERROR(operations_->items().Add(key_, first, chunk_, call_.deadline));
  chunk_.clear();
  chunk_bytes_ = 0;
  return absl::OkStatus();
}

absl::Status Upload::CheckWhole() const {
  ASSIGN_OR_RETURN(const ItemCounts stored, operations_->items().Count(key_, call_.deadline));
  return stored.all() == size_ ? absl::OkStatus() : errors::Unavailable("items of an upload");
}

absl::Status Upload::CheckRoom() const {
  ASSIGN_OR_RETURN(const int64_t running,
                   operations_->queue().CountOf(call_.tenant, call_.deadline));
  const int64_t most = operations_->running_max();
  if (running < most) return absl::OkStatus();
  return errors::Make(absl::StatusCode::kResourceExhausted, errors::Reason::TOO_MANY_OPERATIONS,
                      absl::StrCat("The tenant has ", most,
                                   " operations that are not done; wait for one, or cancel one."),
                      {{"limit", absl::StrCat(most)}});
}

operation::v1::Work Upload::Work() const {
  operation::v1::Work work;
  identity::v1::Identity* caller = work.mutable_caller();
  caller->set_tenant(call_.tenant);
  caller->set_subject(call_.subject);
  caller->mutable_roles()->Assign(call_.roles.begin(), call_.roles.end());
  caller->set_granted_role_count(call_.granted_role_count);
  caller->mutable_groups()->Assign(call_.groups.begin(), call_.groups.end());
  caller->set_credential(call_.credential);
  caller->set_client_address(call_.client_address);
  work.set_permission(call_.permission);
  work.set_request_id(call_.request_id);
  work.set_trace_parent(call_.trace_parent);
  return work;
}

absl::StatusOr<Operation> Upload::Finish(const std::string& request_id, bool validate_only) {
  RETURN_IF_ERROR(Flush());
  RETURN_IF_ERROR(CheckWhole());
  operation::v1::Demand demand;
  // No client has a request id with a blank in it.
  if (!request_id.empty())
    demand.set_request_id(absl::StrCat(request_id, validate_only ? " validate_only" : ""));
  demand.set_digest(digest_);
  Operation draft;
  draft.set_method(call_.method);
  draft.set_creator(call_.subject);
  draft.set_validate_only(validate_only);
  draft.set_item_count(static_cast<int32_t>(size_));
  const absl::StatusOr<Operation> begun = journal::Mutate<Operation>(
      operations_->journal(), call_, demand, [&]() -> absl::StatusOr<journal::Decision<Operation>> {
        RETURN_IF_ERROR(CheckRoom());
        return operations_->store().PlanBegin(call_, key_.id, Begin(draft, call_.now()), Work(),
                                              operations_->running_max());
      });
  // Unless it is known to have failed it may have been made.
  kept_ = begun.ok() ? begun->name() == absl::StrCat("operations/", key_.id)
                     : !IsRefused(begun.status());
  if (begun.ok()) operations_->queue().Ring();
  return begun;
}

}  // namespace steward::operations
