#include "gateway/gateway.h"

#include <cstdlib>
#include <thread>

#include "gateway/about/about.h"
#include "gateway/audit/audit_methods.h"
#include "gateway/batch/batch.h"
#include "gateway/decide/decide_page.h"
#include "gateway/docs/pages.h"
#include "gateway/openapi/openapi.h"
#include "gateway/operations/operation_methods.h"
#include "gateway/permissions/test_permissions.h"
#include "gateway/quota/quota.h"
#include "platform/json/yaml.h"
#include "platform/observe/log.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::gateway {
namespace {

HttpAnswer JsonDocument(int status, std::string body) {
  HttpAnswer answer;
  answer.status = status;
  answer.content_type = "application/json";
  answer.body = std::move(body) + "\n";
  return answer;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Start(GatewayOptions options,
                                                        std::unique_ptr<Access> access) {
  auto gateway = std::unique_ptr<Gateway>(new Gateway(std::move(options), std::move(access)));
  RETURN_IF_ERROR(gateway->Load());
  RETURN_IF_ERROR(gateway->Serve());
  return gateway;
}

Gateway::Gateway(GatewayOptions options, std::unique_ptr<Access> access)
    : options_(std::move(options)),
      access_(std::move(access)),
      long_calls_{{"streams", options_.streams_per_caller},
                  {"exports", options_.exports_per_tenant},
                  {"uploads", options_.uploads_per_tenant}} {}

Gateway::~Gateway() { Drain(absl::ZeroDuration()); }

absl::Status Gateway::Load() {
  ASSIGN_OR_RETURN(api_, Api::Load(options_.descriptor_set));
  ASSIGN_OR_RETURN(RouteTable routes, RouteTable::Build(*api_));
  visible_ = std::make_unique<access::EventRule>(&api_->pool());
  routes_ = std::make_unique<RouteTable>(std::move(routes));
  etags_ = std::make_unique<EtagRule>(options_.etag_required, *routes_);
  ASSIGN_OR_RETURN(CursorCodec cursors, CursorCodec::Create(options_.cursor_secrets));
  cursors_ = std::make_unique<CursorCodec>(std::move(cursors));
  openapi_ = GenerateOpenApi(api_->pool(), api_->files(), OpenApiOptions{});
  streams_["steward.event.v1.EventService/Watch"] =
      WatchStarter([this](rpc::Caller& caller) { return ContextOf(caller); });
  ASSIGN_OR_RETURN(MergedPageTokens tokens, MergedPageTokens::Create(options_.cursor_secrets));
  merged_tokens_ = std::make_unique<MergedPageTokens>(std::move(tokens));
  AddAuditMethods({*access_, *merged_tokens_, *visible_}, &methods_);
  services_with_operations_ = ServicesWithOperations(*api_);
  AddOperationMethods({*access_, *merged_tokens_, services_with_operations_}, &methods_);
  AddBatchMethod([this](rpc::Caller& caller) -> RestHandler& { return *LaneOf(caller).rest; },
                 &methods_);
  AddAboutMethod(&methods_);
  AddQuotaMethod([this](rpc::Caller& caller) -> Quotas& { return LaneOf(caller).guard->quotas; },
                 &methods_);
  AddPermissionMethod({*api_, *access_, methods_}, &methods_);
  rest_ = std::make_unique<RestContext>(RestContext{*api_,
                                                    *routes_,
                                                    *access_,
                                                    streams_,
                                                    methods_,
                                                    *etags_,
                                                    {},
                                                    options_.rest,
                                                    BodyLimits(),
                                                    options_.times});
  AddDocuments(rest_.get());
  return absl::OkStatus();
}

absl::flat_hash_map<std::string, size_t> Gateway::BodyLimits() const {
  absl::flat_hash_map<std::string, size_t> limits{{kRunBatch, options_.batch_body_max}};
  for (const auto& method : api_->methods())
    if (method->upload_max > 0) limits[method->full_name] = method->upload_max;
  return limits;
}

void Gateway::AddDocuments(RestContext* context) {
  context->documents["/healthz"] = [](const HttpRequest&) {
    return JsonDocument(200, "{\"status\":\"ok\"}");
  };
  context->documents["/readyz"] = [this](const HttpRequest&) {
    return Ready().ok() ? JsonDocument(200, "{\"status\":\"ready\"}")
                        : JsonDocument(503, "{\"status\":\"not ready\"}");
  };
  context->documents["/v1/openapi.json"] = StaticDocument(JsonDocument(200, openapi_));
  context->documents["/v1/openapi.yaml"] = LazyDocument([this] {
    HttpAnswer yaml;
    yaml.content_type = "application/yaml";
    yaml.body = json::ToYaml(openapi_);
    return yaml;
  });
  for (auto& [path, page] : docs::MakePages(*api_))
    context->documents[path] = StaticDocument(std::move(page));
  context->documents[kDecidePath] = StaticDocument(DecidePage());
  HttpAnswer descriptors;
  descriptors.content_type = "application/x-protobuf";
  descriptors.body = api_->PublicDescriptors();
  context->documents["/v1/descriptors.binpb"] = StaticDocument(std::move(descriptors));
}

Gateway::Lane& Gateway::AddLane(rpc::Loop& loop) {
  auto lane = std::make_unique<Lane>();
  lane->caller = std::make_unique<rpc::Caller>(loop, options_.services, options_.tls);
  lane->board = std::make_unique<Board>(loop);
  lane->principals = std::make_unique<Principals>(*access_, *lane->caller);
  lane->guard = std::make_unique<Guard>(quotas_.get(), options_.rate_limits, loop,
                                        options_.calls_max, long_calls_);
  lane->entrance = std::make_unique<Entrance>(*access_, *lane->principals, *lane->guard);
  lane->rest = std::make_shared<RestHandler>(*rest_, *lane->caller, *lane->entrance);
  lanes_.push_back(std::move(lane));
  return *lanes_.back();
}

absl::Status Gateway::Serve() {
  if (!options_.rate_limits.empty()) quotas_ = std::make_unique<QuotaSource>(options_.quotas);
  ASSIGN_OR_RETURN(http_, HttpServer::Listen(options_.http));
  const GrpcContext context{*api_,    *access_, streams_,
                            methods_, *etags_,  [this] { return Ready().ok(); }};
  ASSIGN_OR_RETURN(grpc_, GrpcServer::Listen(options_.grpc, context));
  std::vector<GrpcGuest> guests;
  for (rpc::Loop* loop : grpc_->loops()) {
    Lane& lane = AddLane(*loop);
    guests.push_back({lane.caller.get(), lane.entrance.get()});
  }
  std::vector<std::shared_ptr<Handler>> handlers;
  for (int i = 0; i < options_.http.threads; ++i) {
    http_loops_.push_back(std::make_unique<rpc::Loop>(http_->io(i)));
    Lane& lane = AddLane(*http_loops_.back());
    handlers.push_back(lane.rest);
  }
  grpc_->Start(guests);
  http_->Start(std::move(handlers));
  return absl::OkStatus();
}

WatchContext Gateway::ContextOf(rpc::Caller& caller) {
  const Lane& lane = LaneOf(caller);
  return {*lane.caller, *lane.board, *access_,      *lane.principals,
          *cursors_,    *visible_,   options_.watch};
}

Gateway::Lane& Gateway::LaneOf(const rpc::Caller& caller) {
  for (const auto& lane : lanes_)
    if (lane->caller.get() == &caller) return *lane;
  observe::Log(observe::Level::kFatal, "a call started on no loop");
  std::abort();
}

absl::Status Gateway::Ready() {
  if (draining_)
    return errors::Make(absl::StatusCode::kUnavailable, errors::Reason::DRAINING, "Draining.");
  if (!reached_ && !lanes_.empty() && lanes_.front()->caller->Connected() && access_->Ready())
    reached_ = true;
  return reached_ ? absl::OkStatus()
                  : errors::Unavailable("a service or the keys of an issuer were not reached yet");
}

void Gateway::OnRing(const Ring& ring) {
  for (const auto& lane : lanes_) lane->board->PostRing(ring);
}

void Gateway::OnMissedRings() {
  for (const auto& lane : lanes_) lane->board->PostSilence();
}

void Gateway::BeginDrain() {
  http_->BeginDrain();
  draining_ = true;
}

void Gateway::Drain(absl::Duration grace) {
  draining_ = true;
  if (stopped_) return;
  stopped_ = true;
  for (const auto& lane : lanes_) lane->board->PostDrain();
  std::thread grpc_drain([this, grace] {
    if (grpc_ != nullptr) grpc_->Drain(grace);
  });
  if (http_ != nullptr) http_->Drain(grace);
  grpc_drain.join();
  if (grpc_ != nullptr) grpc_->Stop();
  // The threads have ended; what still waits for an answer gets none.
  for (const auto& lane : lanes_) lane->caller->Shutdown();
  for (const auto& loop : http_loops_) loop->Shutdown();
  // Whoever still waits for an answer that will not come needs the doors to go.
  quotas_ = nullptr;
  for (const auto& lane : lanes_) {
    lane->principals = nullptr;
    lane->guard = nullptr;
  }
}

}  // namespace steward::gateway
