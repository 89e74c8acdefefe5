#include "gateway/proxy/client_call.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "platform/observe/log.h"

namespace steward::gateway {
namespace {

constexpr absl::string_view kAnswerMetadata[] = {"steward-replayed", "steward-event-type"};
// As the gRPC port would have it. A service cuts its pages before that.
constexpr size_t kMaxResponse = 16 << 20;

void TakeMetadata(const std::multimap<grpc::string_ref, grpc::string_ref>& all, Reply* reply) {
  if (all.empty()) return;
  for (absl::string_view name : kAnswerMetadata) {
    auto it = all.find(grpc::string_ref(name.data(), name.size()));
    if (it != all.end() && it->second.size() <= 256)
      reply->metadata.emplace_back(name, std::string(it->second.data(), it->second.size()));
  }
}

}  // namespace

void Prepare(const Outgoing& outgoing, grpc::ClientContext* context) {
  context->set_deadline(absl::ToChronoTime(outgoing.deadline));
  context->AddMetadata("steward-identity-bin", *outgoing.identity);
  context->AddMetadata("steward-request-id", outgoing.request_id);
  if (!outgoing.trace_parent.empty()) context->AddMetadata("traceparent", outgoing.trace_parent);
}

grpc::Status StatusOf(grpc::Status status, const grpc::ByteBuffer& response, bool cancelled) {
  if (status.error_code() == grpc::StatusCode::CANCELLED && !cancelled)
    return {grpc::StatusCode::UNAVAILABLE, "cancelled by the service"};
  if (!status.ok() || response.Length() <= kMaxResponse) return status;
  observe::Log(observe::Level::kError, "an answer is too large",
               {{"bytes", static_cast<int64_t>(response.Length())}});
  return {grpc::StatusCode::INTERNAL, "the answer is too large"};
}

void Take(grpc::Status status, grpc::ByteBuffer* response, const grpc::ClientContext& context,
          Reply* reply) {
  reply->status = std::move(status);
  if (reply->status.ok() && !response->TrySingleSlice(&reply->body).ok())
    response->DumpToSingleSlice(&reply->body);
  TakeMetadata(context.GetServerInitialMetadata(), reply);
  TakeMetadata(context.GetServerTrailingMetadata(), reply);
}

}  // namespace steward::gateway
