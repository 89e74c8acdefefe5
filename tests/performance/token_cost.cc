// What a credential costs. Of an access token: its signature alone, as OpenSSL verifies it; a token
// that was not seen before, whole; and one that was. Of an API key: the digest of its secret and
// the place where it is kept, alone; and with all that comes before them. Prints one line of JSON
// with microseconds of CPU by algorithm, and of keys.

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/auth/api_key.h"
#include "platform/auth/signing_key_for_test.h"
#include "platform/auth/token.h"

namespace steward::auth {
namespace {

constexpr int kTokens = 64;
constexpr int kRounds = 31;

double CpuMicroseconds() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

double Spent(absl::FunctionRef<void()> work) {
  const double start = CpuMicroseconds();
  work();
  return (CpuMicroseconds() - start) / kTokens;
}

double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

struct Token {
  std::string text, message, signature;
};

std::vector<Token> Make(const SigningKey& key, Algorithm algorithm, const char* name,
                        absl::Time now) {
  const std::string header = absl::StrCat(R"({"alg":")", name, R"(","typ":"at+jwt","kid":"k"})");
  std::vector<Token> tokens;
  for (int i = 0; i < kTokens; ++i) {
    const std::string claims = absl::StrCat(
        R"({"iss":"https://id.example","aud":"steward","sub":"users/alice","tenant":"demo",)",
        R"("roles":["agent"],"jti":")", i, R"(","iat":)", absl::ToUnixSeconds(now), R"(,"exp":)",
        absl::ToUnixSeconds(now) + 3600, "}");
    Token token;
    token.message =
        absl::StrCat(crypto::EncodeBase64Url(header), ".", crypto::EncodeBase64Url(claims));
    token.signature = key.Sign(algorithm, token.message);
    token.text = absl::StrCat(token.message, ".", crypto::EncodeBase64Url(token.signature));
    tokens.push_back(std::move(token));
  }
  return tokens;
}

void Check(bool good) {
  if (good) return;
  std::fputs("a good token was refused\n", stderr);
  std::exit(1);
}

std::string Measure(const SigningKey& key, Algorithm algorithm, const char* name) {
  const absl::Time now = absl::Now();
  const std::vector<Token> tokens = Make(key, algorithm, name, now);
  TokenIssuer issuer;
  issuer.issuer = "https://id.example";
  issuer.audience = "steward";
  issuer.algorithms = {algorithm};
  issuer.keys = std::make_shared<FixedKeys>(*ParseJwkSet(JwkSetText(key.Jwk("k"))));
  const auto found = issuer.keys->Find(nullptr, TypeOf(algorithm));
  std::vector<double> bare, fresh, cached;
  for (int round = 0; round < kRounds; ++round) {
    TokenVerifier verifier({issuer});
    const auto verify = [&] {
      for (const Token& token : tokens) Check(verifier.Verify(token.text, now).ok());
    };
    bare.push_back(Spent([&] {
      for (const Token& token : tokens)
        Check(found->Verify(algorithm, token.message, token.signature));
    }));
    fresh.push_back(Spent(verify));
    cached.push_back(Spent(verify));
  }
  return absl::StrCat("\"", name, "\":{\"bare\":", Median(bare), ",\"new\":", Median(fresh),
                      ",\"known\":", Median(cached), "}");
}

std::string MeasureKeys() {
  std::vector<ApiKey> keys;
  std::vector<std::string> texts;
  absl::flat_hash_map<std::string, std::string> digests;
  for (int i = 0; i < kTokens; ++i) {
    keys.push_back(NewApiKey());
    texts.push_back(FormatApiKey(keys.back()));
    digests[keys.back().id] = DigestOfSecret(keys.back().secret);
  }
  std::vector<double> bare, known;
  for (int round = 0; round < kRounds; ++round) {
    bare.push_back(Spent([&] {
      for (const ApiKey& key : keys) Check(digests.at(key.id) == DigestOfSecret(key.secret));
    }));
    known.push_back(Spent([&] {
      for (const std::string& text : texts) {
        const auto key = ParseApiKey(text);
        Check(key && digests.at(key->id) == DigestOfSecret(key->secret));
      }
    }));
  }
  return absl::StrCat("\"key\":{\"bare\":", Median(bare), ",\"known\":", Median(known), "}");
}

}  // namespace
}  // namespace steward::auth

int main() {
  namespace auth = steward::auth;
  using auth::Algorithm;
  std::printf("{%s,%s,%s,%s}\n",
              auth::Measure(auth::SigningKey::AnyRsa(), Algorithm::kRs256, "RS256").c_str(),
              auth::Measure(auth::SigningKey::P256(), Algorithm::kEs256, "ES256").c_str(),
              auth::Measure(auth::SigningKey::Ed25519(), Algorithm::kEdDsa, "EdDSA").c_str(),
              auth::MeasureKeys().c_str());
}
