#include "gateway/rest/list_stream.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "gateway/entrance/calls.h"
#include "gateway/transcode/request.h"
#include "gateway/transcode/wire_field.h"
#include "platform/json/print.h"
#include "platform/json/wire.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::gateway {
namespace {

// Where the client named no size of a page.
constexpr int kPageSize = 200;
// For a page that is refused because there is too much to do.
constexpr absl::Duration kPause = absl::Milliseconds(200);
constexpr absl::Duration kPatience = absl::Minutes(1);

class ListStream final : public std::enable_shared_from_this<ListStream> {
 public:
  ListStream(rpc::Caller& caller, Admittance& admittance, Access& access,
             std::shared_ptr<RequestScope> scope, std::string wire, absl::Duration page_timeout)
      : caller_(caller),
        admittance_(admittance),
        access_(access),
        scope_(std::move(scope)),
        method_(*scope_->route->method),
        list_(*method_.response_list),
        page_token_(*method_.request_page_token),
        wire_(std::move(wire)),
        page_timeout_(page_timeout) {
    AddPageSize();
  }

  void AskForPage() {
    std::string wire = wire_;
    if (!next_page_.empty()) json::AppendLengthDelimited(page_token_.number, next_page_, &wire);
    rpc::Outgoing outgoing =
        OutgoingOf(access_, scope_->sender, method_, absl::Now() + page_timeout_,
                   /*repeatable=*/true);
    outgoing.request = wire;
    pending_ = caller_.Start(std::move(outgoing), [self = shared_from_this()](rpc::Reply& reply) {
      self->OnPage(reply);
    });
  }

 private:
  void AddPageSize() {
    const json::FieldTable* field = method_.request->FindByName("page_size");
    std::string before;
    if (field == nullptr) return;
    // What the client gave stands behind it, and counts.
    json::AppendTag(field->number, json::WireType::kVarint, &before);
    json::AppendVarint(kPageSize, &before);
    wire_.insert(0, before);
  }

  void OnPage(rpc::Reply& reply) {
    pending_ = nullptr;
    scope_->call = nullptr;
    if (gone_) return;
    if (!reply.status.ok()) return scope_->Fail(ErrorFor(access_, scope_->sender, method_, reply));
    auto lines = LinesOf(reply.body);
    if (!lines.ok()) return scope_->Fail(lines.status());
    if (!open_) Open();
    next_page_ =
        std::string(FindBytes(reply.body, method_.response_next_page_token->number).value_or(""));
    if (next_page_.empty()) return End(*std::move(lines));
    // A page may be empty before the last one, and nothing is what ends a body in chunks.
    if (lines->empty()) return Continue();
    scope_->exchange().Write(*std::move(lines), [self = shared_from_this()] { self->Continue(); });
  }

  void Open() {
    open_ = true;
    HttpAnswer head;
    head.content_type = kNdjson;
    scope_->StartStream(std::move(head), [self = shared_from_this()] { self->Leave(); });
  }

  void Continue() {
    if (gone_) return;
    const auto self = shared_from_this();
    const auto refused = [self](const absl::Status& status) { self->OnRefused(status); };
    admittance_.Admit(
        scope_,
        [self, refused] {
          if (absl::Status status = self->admittance_.Begin(*self->scope_); !status.ok())
            refused(status);
          else
            self->OnAdmitted();
          return absl::OkStatus();
        },
        refused);
  }

  void OnAdmitted() {
    waited_ = absl::ZeroDuration();
    if (!gone_) AskForPage();
  }

  // What passes is waited for: a list that breaks off whenever there is much to do is of no use.
  void OnRefused(const absl::Status& status) {
    const errors::Reason reason = errors::ReasonOf(status);
    const bool is_limited = reason == errors::Reason::RATE_LIMITED;
    if (gone_) return;
    if ((!is_limited && reason != errors::Reason::OVERLOADED) || waited_ >= kPatience)
      return scope_->Fail(status);
    const absl::Duration wanted = is_limited ? scope_->quota->wait() : kPause;
    const absl::Duration pause = std::min(std::max(wanted, kPause), kPatience);
    waited_ += pause;
    caller_.loop().After(pause, [self = shared_from_this()] { self->Continue(); });
  }

  void End(std::string lines) {
    scope_->hold = nullptr;
    if (!lines.empty()) scope_->exchange().Write(std::move(lines), [] {});
    scope_->exchange().EndStream();
  }

  void Leave() {
    gone_ = true;
    scope_->hold = nullptr;
    if (pending_ != nullptr) pending_->Cancel();
  }

  absl::StatusOr<std::string> LinesOf(absl::string_view response) const {
    std::string lines;
    absl::Status status;
    ForEachBytes(response, list_.number, [&](absl::string_view resource) {
      if (!status.ok()) return;
      status = json::PrintJson(*list_.message, resource, &lines,
                               {.empty_lists = true, .mask = ShownOfResource()});
      lines += '\n';
    });
    RETURN_IF_ERROR(status);
    return lines;
  }

  const json::ReadMask* ShownOfResource() const {
    return scope_->shown == nullptr ? nullptr : scope_->shown->Below(list_.number);
  }

  rpc::Caller& caller_;
  Admittance& admittance_;
  Access& access_;
  const std::shared_ptr<RequestScope> scope_;
  const Method& method_;
  const json::FieldTable& list_;
  const json::FieldTable& page_token_;
  std::string wire_;
  const absl::Duration page_timeout_;
  std::string next_page_;
  std::shared_ptr<rpc::PendingCall> pending_;
  // Since the last page was admitted.
  absl::Duration waited_;
  bool open_ = false;
  bool gone_ = false;
};

}  // namespace

bool AsksForListStream(const Route& route, const HttpRequest& request) {
  const Method& method = *route.method;
  if (request.method != "GET" || method.request_page_token == nullptr ||
      method.response_list == nullptr)
    return false;
  const std::string accept = request.All("accept");
  for (absl::string_view range : absl::StrSplit(accept, ',')) {
    const absl::string_view type = absl::StripAsciiWhitespace(range.substr(0, range.find(';')));
    if (absl::EqualsIgnoreCase(type, kNdjson)) return Accepts(accept, kNdjson);
  }
  return false;
}

absl::Status StartListStream(rpc::Caller& caller, Admittance& admittance, Access& access,
                             std::shared_ptr<RequestScope> scope, std::string wire,
                             absl::Duration page_timeout) {
  RETURN_IF_ERROR(admittance.Hold(*scope, &Entrance::HoldExport));
  std::make_shared<ListStream>(caller, admittance, access, std::move(scope), std::move(wire),
                               page_timeout)
      ->AskForPage();
  return absl::OkStatus();
}

}  // namespace steward::gateway
