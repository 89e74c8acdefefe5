// Makes the keys of an installation and, for development, stands in for an identity provider.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/auth/keys.h"
#include "platform/auth/names.h"
#include "platform/auth/token.h"
#include "platform/auth/token_signer.h"
#include "platform/status/macros.h"
#include "tools/issuer/arguments.h"
#include "tools/issuer/serve.h"

namespace steward::issuer {
namespace {

constexpr char kHelp[] =
    R"(steward-issuer: makes the keys of an installation and, for development, stands in for an
identity provider.

  steward-issuer keygen --private FILE --kid KID
      Writes a new Ed25519 private key (PEM, mode 0600; never overwrites) and prints its public
      JWK.

  steward-issuer jwks --out FILE KID=PRIVATE.pem[:SUBJECTS] ...
      Writes the public keys as a JWK set. SUBJECTS says which subject an identity signed with the
      key may have: '*' for any (the gateway), a name such as services/notification for that one.

  steward-issuer token --private FILE --kid KID --issuer URL --audience AUDIENCE --tenant TENANT
                       --subject users/ID [--role ROLE] ... [--ttl 1h] [--actor SUB]
      Prints an access token (JWT, RFC 9068). --ttl is at most 24h. --actor says who acts for the
      subject, as after a token exchange (RFC 8693).

  steward-issuer serve --listen 127.0.0.1:PORT --jwks FILE --issuer URL
      Serves the public keys of a file at /.well-known/jwks.json, and where they are at
      /.well-known/openid-configuration, until it is stopped. Reads the file for each request.

Example: a gateway that may speak for anybody, and a token for a demo tenant

  steward-issuer keygen --private gateway.pem --kid gateway
  steward-issuer jwks --out identity.jwks 'gateway=gateway.pem:*'
  steward-issuer keygen --private issuer.pem --kid dev
  steward-issuer jwks --out tokens.jwks dev=issuer.pem
  steward-issuer token --private issuer.pem --kid dev --issuer https://dev.steward.local \
      --audience steward --tenant demo --subject users/admin --role tenant_admin --ttl 24h
)";

absl::Status Require(bool condition, absl::string_view otherwise) {
  return condition ? absl::OkStatus() : absl::InvalidArgumentError(otherwise);
}

absl::Status GenerateKey(const Arguments& arguments) {
  ASSIGN_OR_RETURN(std::string path, arguments.One("private"));
  ASSIGN_OR_RETURN(std::string kid, arguments.One("kid"));
  RETURN_IF_ERROR(Require(arguments.words().empty(), "keygen takes flags only; see --help"));
  RETURN_IF_ERROR(Require(auth::IsKeyId(kid), "--kid is 1 to 128 of A-Z a-z 0-9 . _ -"));
  auth::PrivateKey key = auth::PrivateKey::Generate();
  RETURN_IF_ERROR(auth::SavePrivateKey(path, key));
  auth::KeySet keys;
  keys.emplace(kid, auth::TrustedKey{key.public_key(), ""});
  std::cout << auth::RenderKeySet(keys);
  return absl::OkStatus();
}

// kid=private.pem[:subjects]
absl::Status AddKey(const std::string& word, auth::KeySet& keys) {
  size_t equals = word.find('=');
  RETURN_IF_ERROR(Require(equals != std::string::npos, "keys are written KID=PRIVATE.pem"));
  std::string path = word.substr(equals + 1);
  std::string subjects;
  if (size_t colon = path.rfind(':'); colon != std::string::npos) {
    subjects = path.substr(colon + 1);
    path.resize(colon);
  }
  ASSIGN_OR_RETURN(auth::PrivateKey key, auth::LoadPrivateKey(path));
  bool added =
      keys.emplace(word.substr(0, equals), auth::TrustedKey{key.public_key(), subjects}).second;
  return Require(added, "a kid is given twice");
}

// Readers see the old file or the new one, never a part.
absl::Status Replace(const std::string& path, const std::string& content) {
  std::string fresh = path + ".new";
  {
    std::ofstream file(fresh, std::ios::binary | std::ios::trunc);
    file << content;
    file.close();
    RETURN_IF_ERROR(Require(!file.fail(), "the file of --out cannot be written"));
  }
  std::error_code error;
  std::filesystem::rename(fresh, path, error);
  return Require(!error, "the file of --out cannot be written");
}

absl::Status WriteKeySet(const Arguments& arguments) {
  ASSIGN_OR_RETURN(std::string path, arguments.One("out"));
  auth::KeySet keys;
  for (const std::string& word : arguments.words()) RETURN_IF_ERROR(AddKey(word, keys));
  std::string json = auth::RenderKeySet(keys);
  // What no service would load is not written.
  if (auto read = auth::ParseKeySet(json); !read.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("the key set ", read.status().message()));
  }
  return Replace(path, json);
}

absl::Status PrintToken(const Arguments& arguments) {
  auth::TokenClaims claims;
  ASSIGN_OR_RETURN(std::string path, arguments.One("private"));
  ASSIGN_OR_RETURN(std::string kid, arguments.One("kid"));
  ASSIGN_OR_RETURN(claims.issuer, arguments.One("issuer"));
  ASSIGN_OR_RETURN(claims.audience, arguments.One("audience"));
  ASSIGN_OR_RETURN(claims.tenant, arguments.One("tenant"));
  ASSIGN_OR_RETURN(claims.subject, arguments.One("subject"));
  ASSIGN_OR_RETURN(std::string ttl, arguments.OneOr("ttl", "1h"));
  RETURN_IF_ERROR(Require(arguments.words().empty(), "token takes flags only; see --help"));
  RETURN_IF_ERROR(Require(absl::ParseDuration(ttl, &claims.lifetime),
                          "--ttl is a duration with its unit, such as 1h"));
  ASSIGN_OR_RETURN(claims.actor, arguments.OneOr("actor", ""));
  claims.roles = arguments.All("role");
  claims.issue_time = absl::Now();
  ASSIGN_OR_RETURN(auth::PrivateKey key, auth::LoadPrivateKey(path));
  std::string token = auth::SignToken(claims, kid, key);
  auth::TokenIssuer issuer;
  issuer.issuer = claims.issuer;
  issuer.audience = claims.audience;
  issuer.algorithms = {auth::Algorithm::kEdDsa};
  issuer.actors_recorded = true;
  ASSIGN_OR_RETURN(
      auth::JwkSet keys,
      auth::ParseJwkSet(auth::RenderKeySet({{kid, auth::TrustedKey{key.public_key(), ""}}})));
  issuer.keys = std::make_shared<auth::FixedKeys>(std::move(keys));
  RETURN_IF_ERROR(Require(auth::TokenVerifier({issuer}).Verify(token, absl::Now()).ok(),
                          "Steward would refuse this token; check --kid, --tenant, --subject, "
                          "--role, --actor, and that --ttl is positive and at most 24h"));
  std::cout << token << "\n";
  return absl::OkStatus();
}

absl::Status Run(int argc, char** argv) {
  std::string command = argv[1];
  absl::Status (*run)(const Arguments&) = nullptr;
  std::set<std::string> allowed;
  if (command == "keygen") {
    run = GenerateKey;
    allowed = {"private", "kid"};
  } else if (command == "jwks") {
    run = WriteKeySet;
    allowed = {"out"};
  } else if (command == "token") {
    run = PrintToken;
    allowed = {"private", "kid", "issuer", "audience", "tenant", "subject", "role", "ttl", "actor"};
  } else if (command == "serve") {
    run = Serve;
    allowed = {"listen", "jwks", "issuer"};
  }
  RETURN_IF_ERROR(
      Require(run != nullptr, "the commands are keygen, jwks, token and serve; see --help"));
  ASSIGN_OR_RETURN(Arguments arguments, Arguments::Parse(argc - 2, argv + 2, allowed));
  return run(arguments);
}

}  // namespace
}  // namespace steward::issuer

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (std::string(argv[i]) == "--help" || std::string(argv[i]) == "-h") {
      std::cout << steward::issuer::kHelp;
      return 0;
    }
  }
  if (argc < 2) {
    std::cerr << steward::issuer::kHelp;
    return 2;
  }
  absl::Status status = steward::issuer::Run(argc, argv);
  if (status.ok()) return 0;
  std::cerr << "steward-issuer: " << status.message() << "\n";
  return absl::IsInvalidArgument(status) ? 2 : 1;
}
