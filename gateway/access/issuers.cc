#include "gateway/access/issuers.h"

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/auth/jwks_source.h"
#include "platform/status/macros.h"

namespace steward::gateway {
namespace {

using Values = std::vector<std::string>;

absl::Status Refuse(absl::string_view why) { return absl::InvalidArgumentError(why); }

absl::Status One(const Values& values, std::string& target) {
  if (values.size() != 1) return Refuse("has a list where there is one value");
  target = values.front();
  return absl::OkStatus();
}

absl::Status ReadAlgorithms(const Values& values, std::vector<auth::Algorithm>& target) {
  for (const std::string& name : values) {
    const auto algorithm = auth::FindAlgorithm(name);
    if (!algorithm) return Refuse("has algorithms other than RS256, PS256, ES256 and EdDSA");
    target.push_back(*algorithm);
  }
  return absl::OkStatus();
}

absl::Status ReadTypes(const Values& values, bool& at_jwt_required) {
  for (const std::string& type : values) {
    if (type != "at+jwt" && type != "jwt") return Refuse("has types other than at+jwt and jwt");
    if (type == "jwt") at_jwt_required = false;
  }
  return absl::OkStatus();
}

absl::Status ReadSubjects(const Values& values, bool& known_only) {
  if (values != Values{"known"} && values != Values{"any"})
    return Refuse("has subjects other than known and any");
  known_only = values.front() == "known";
  return absl::OkStatus();
}

absl::Status ReadActors(const Values& values, bool& recorded) {
  if (values != Values{"record"} && values != Values{"refuse"})
    return Refuse("has actors other than record and refuse");
  recorded = values.front() == "record";
  return absl::OkStatus();
}

absl::Status ReadSet(const Values& values, std::set<std::string>& target) {
  target = std::set<std::string>(values.begin(), values.end());
  return absl::OkStatus();
}

absl::Status ReadWord(absl::string_view name, const Values& values, IssuerEntry& entry) {
  auth::TokenIssuer& issuer = entry.issuer;
  if (name == "issuer") return One(values, issuer.issuer);
  if (name == "audience") return One(values, issuer.audience);
  if (name == "jwks") return One(values, entry.jwks);
  if (name == "algorithms") return ReadAlgorithms(values, issuer.algorithms);
  if (name == "types") return ReadTypes(values, issuer.at_jwt_required);
  if (name == "clients") return ReadSet(values, issuer.clients);
  if (name == "tenant") return One(values, issuer.fixed_tenant);
  if (name == "tenant_claim") return One(values, issuer.tenant_claim);
  if (name == "tenants") return ReadSet(values, issuer.tenants);
  if (name == "subjects") return ReadSubjects(values, issuer.known_subjects_only);
  if (name == "actors") return ReadActors(values, issuer.actors_recorded);
  return Refuse(
      "has words other than issuer, audience, algorithms, jwks, types, clients, tenant, "
      "tenant_claim, tenants, subjects and actors");
}

absl::StatusOr<std::shared_ptr<auth::KeySource>> OpenKeys(const IssuerEntry& entry,
                                                          const auth::FetchOptions& fetch) {
  if (!absl::StrContains(entry.jwks, "://")) {
    ASSIGN_OR_RETURN(auth::JwkSet keys, auth::LoadJwkSet(entry.jwks));
    return std::make_shared<auth::FixedKeys>(std::move(keys));
  }
  auth::JwksOptions options;
  options.issuer = entry.issuer.issuer;
  options.url = entry.jwks;
  options.fetch = fetch;
  auto source = auth::JwksSource::Start(std::move(options));
  if (source.ok()) return std::shared_ptr<auth::KeySource>(*std::move(source));
  return Refuse(absl::StrCat("the URL of the keys of the issuer ", entry.issuer.issuer, " ",
                             source.status().message()));
}

}  // namespace

absl::StatusOr<IssuerEntry> ParseIssuer(absl::string_view text) {
  IssuerEntry entry;
  std::set<std::string> seen;
  for (absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(word, absl::MaxSplits('=', 1));
    const Values values = absl::StrSplit(parts.second, '|');
    if (values.empty() || absl::c_linear_search(values, ""))
      return Refuse("has a word without a value; write name=value");
    if (!seen.insert(std::string(parts.first)).second) return Refuse("has a word twice");
    RETURN_IF_ERROR(ReadWord(parts.first, values, entry));
  }
  for (const char* name : {"issuer", "audience", "algorithms", "jwks"}) {
    if (seen.count(name) == 0) return Refuse(absl::StrCat("has no ", name, "="));
  }
  return entry;
}

absl::StatusOr<std::vector<auth::TokenIssuer>> OpenIssuers(std::vector<IssuerEntry> entries,
                                                           const auth::FetchOptions& fetch) {
  std::vector<auth::TokenIssuer> issuers;
  for (IssuerEntry& entry : entries) {
    ASSIGN_OR_RETURN(entry.issuer.keys, OpenKeys(entry, fetch));
    issuers.push_back(std::move(entry.issuer));
  }
  RETURN_IF_ERROR(auth::CheckIssuers(issuers));
  return issuers;
}

}  // namespace steward::gateway
