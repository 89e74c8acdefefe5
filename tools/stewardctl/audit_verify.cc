#include "tools/stewardctl/audit_verify.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "platform/status/macros.h"
#include "steward/audit/v1/audit_service.pb.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/json_text.h"
#include "tools/stewardctl/patience.h"
#include "tools/stewardctl/terminal.h"

namespace steward::ctl {
namespace {

using audit::v1::ChainVerification;
using audit::v1::VerifyAuditTrailRequest;
using audit::v1::VerifyAuditTrailResponse;

// What was found in each service so far.
using Found = std::map<std::string, ChainVerification>;

void Take(const VerifyAuditTrailResponse& page, Found* found) {
  for (const ChainVerification& each : page.verifications()) {
    ChainVerification& whole = (*found)[each.service()];
    const bool is_first = whole.service().empty();
    const int64_t first = is_first ? each.first_sequence() : whole.first_sequence();
    // The first fault is the one to look at.
    if (!whole.has_fault()) whole = each;
    whole.set_first_sequence(first);
  }
}

int64_t Verified(const Found& found) {
  int64_t events = 0;
  for (const auto& [_, each] : found) events += each.sequence();
  return events;
}

std::string LineOf(const ChainVerification& each, bool colours) {
  const std::string line = absl::StrCat(each.service(), ": ");
  if (!each.has_fault())
    return absl::StrCat(line, Coloured(Colour::kGreen, "intact", colours), " up to event ",
                        each.sequence(), each.hash().empty() ? "" : ", ", each.hash(), "\n");
  const auto& fault = each.fault();
  return absl::StrCat(
      line, Coloured(Colour::kRed, audit::v1::ChainFault_Kind_Name(fault.kind()), colours),
      " at event ", fault.sequence(), fault.resource_name().empty() ? "" : ", ",
      Printable(fault.resource_name()), "\n");
}

absl::Status PrintFound(const Invocation& invocation, const Found& found, Format format) {
  if (format == Format::kTable) {
    for (const auto& [_, each] : found) Write(LineOf(each, invocation.Colours()));
    return absl::OkStatus();
  }
  const auto& type = *invocation.contract.FindMessage(ChainVerification::descriptor()->full_name());
  ListPrinter printer(invocation.contract, type, format);
  for (const auto& [_, each] : found) {
    const auto row = invocation.contract.New(type);
    row->ParseFromString(each.SerializeAsString());
    RETURN_IF_ERROR(printer.Print({row.get()}));
  }
  printer.End();
  return absl::OkStatus();
}

absl::StatusOr<Found> VerifyAll(const Invocation& invocation) {
  const Command& command = *invocation.catalog.Find("audit", "verify");
  ASSIGN_OR_RETURN(const auto client, invocation.Connect());
  Found found;
  VerifyAuditTrailRequest request;
  do {
    const auto dynamic = invocation.contract.New(command.request());
    dynamic->ParseFromString(request.SerializeAsString());
    // A long trail takes more requests than a caller may send in a minute.
    const auto reply = CallPatiently(*client, *command.method, *dynamic);
    EndProgress();
    RETURN_IF_ERROR(reply.status());
    VerifyAuditTrailResponse page;
    page.ParseFromString((*reply)->SerializeAsString());
    Take(page, &found);
    request.set_page_token(page.next_page_token());
    ShowProgress(absl::StrCat(Verified(found), " events verified …"));
  } while (!request.page_token().empty());
  EndProgress();
  return found;
}

absl::Status Verify(const Invocation& invocation) {
  ASSIGN_OR_RETURN(const Format format, FormatOf(invocation.words, Format::kTable));
  ASSIGN_OR_RETURN(const Found found, VerifyAll(invocation));
  RETURN_IF_ERROR(PrintFound(invocation, found, format));
  for (const auto& [_, each] : found)
    if (each.has_fault()) return LocalFailure("The audit trail is not what was sealed.");
  return absl::OkStatus();
}

}  // namespace

BuiltIn AuditVerifyCommand() {
  return {
      "audit verify", "", "Verifies the whole audit trail; fails when it was changed", {}, Verify};
}

}  // namespace steward::ctl
