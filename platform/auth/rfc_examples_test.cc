// What the rules make of the tokens and key sets that the RFCs give as examples.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/auth/jwk_set.h"
#include "platform/auth/keys.h"
#include "platform/auth/token.h"
#include "platform/status/errors.h"

namespace steward::auth {
namespace {

using testing::HasSubstr;

// {"iss":"joe","exp":1300819380,"http://example.com/is_root":true}, of RFC 7515 A.1 to A.5.
constexpr absl::string_view kPayload =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
    "fQ";
const absl::Time kNow = absl::FromUnixSeconds(1300819380 - 100);

// The RSA key of RFC 7515 A.2, as far as it is public.
constexpr absl::string_view kRsa =
    R"({"kty":"RSA","e":"AQAB","n":)"
    R"("ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt)"
    R"(0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXnd)"
    R"(S5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJ)"
    R"(H7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"})";
constexpr absl::string_view kRsaSignature =
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5"
    "jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb"
    "1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QO"
    "YEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

// Members of the keys of RFC 7517 A.1 and A.2, which are the same but for what is private.
constexpr absl::string_view kEcMembers =
    R"("kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",)"
    R"("y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc","kid":"1")";
constexpr absl::string_view kRsaMembers =
    R"("kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPF)"
    R"(FxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ)"
    R"(5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrd)"
    R"(kt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw")"
    R"(,"e":"AQAB","alg":"RS256","kid":"2011-04-29")";

std::string Keys(absl::string_view list) { return absl::StrCat("{\"keys\":[", list, "]}"); }

TEST(RfcExamples, OfTokensAreRefused) {
  TokenIssuer joe;
  joe.issuer = "joe";
  joe.audience = "steward";
  joe.algorithms = {Algorithm::kRs256};
  joe.at_jwt_required = false;
  joe.keys = std::make_shared<FixedKeys>(*ParseJwkSet(Keys(kRsa)));
  TokenVerifier verifier({joe});
  struct Case {
    const char* where;
    std::string token;
    const char* why;
  };
  for (const Case& c : std::vector<Case>{
           {"RFC 7515 A.1 and RFC 7519 3.1: HS256",
            absl::StrCat("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.", kPayload,
                         ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "alg"},
           {"RFC 7515 A.2: RS256, for nobody",
            absl::StrCat("eyJhbGciOiJSUzI1NiJ9.", kPayload, ".", kRsaSignature), "aud"},
           {"RFC 7515 A.3: ES256",
            absl::StrCat("eyJhbGciOiJFUzI1NiJ9.", kPayload,
                         ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfK"
                         "TUJqPP3-Kg6NU1Q"),
            "alg"},
           {"RFC 7515 A.5 and RFC 7519 6.1: none",
            absl::StrCat("eyJhbGciOiJub25lIn0.", kPayload, "."), "alg"},
           {"RFC 7516 A.3: a JWE",
            "eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0."
            "6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzBC2IlrT1oOQ.AxY8DCtDaGlsbGljb3RoZQ."
            "KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY.U0m_YmjN04DJvceFICbCVQ",
            "format"},
       }) {
    const auto refused = verifier.Verify(c.token, kNow);
    EXPECT_THAT(errors::LogText(refused.status()), HasSubstr(absl::StrCat("[", c.why, "]")))
        << c.where;
  }
}

TEST(RfcExamples, OfPublicKeysAreTakenWhereTheySign) {
  // RFC 7517 A.1: the first is for encryption.
  const auto set = ParseJwkSet(Keys(absl::StrCat("{", kEcMembers, "},{", kRsaMembers, "}")));
  ASSERT_TRUE(set.ok()) << set.status();

  const std::string ec = "1";
  const std::string rsa = "2011-04-29";
  EXPECT_EQ(set->size(), 1u);
  EXPECT_EQ(set->Find(&ec, KeyType::kP256), nullptr);
  EXPECT_NE(set->Find(&rsa, KeyType::kRsa), nullptr);
}

TEST(RfcExamples, OfKeysThatAreNotPublicAreRefused) {
  const std::string good = absl::StrCat("{", kRsaMembers, "}");
  for (
      const std::string& secret : {
          // RFC 7517 A.2: a private EC key, and the exponent of a private RSA key.
          absl::StrCat("{", kEcMembers, ",\"d\":\"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE\"}"),
          absl::StrCat(
              "{", kRsaMembers,
              ",\"d\":\"X4cTteJY_gn4FYPsXB8rdXix5vwsg1FLN5E3EaG6RJoVH-HLLKD9M7dx5oo7GURknchnrRweUk"
              "C7hT5fJLM0WbFAKNLWY2vv7B6NqXSzUvxT0_YSfqijwp3RTzlBaCxWp4doFk5N2o8Gy_nHNKroADIkJ46pRU"
              "ohsXywbReAdYaMwFs9tv8d_cPVY3i07a3t8MN6TNwm0dSawm9v47UiCl3Sk5ZiG7xojPLu4sbg1U2jx4IBTN"
              "BznbJSzFHK66jT8bgkuqsk0GjskDJk19Z4qwjwbsnn4j2WBii3RL-Us2lGVkY8fkFzme1z0HbIkfz0Y6mqnO"
              "Ytqc0X4jfcKoAC8Q\"}"),
          // RFC 7517 A.3: symmetric ones.
          std::string(R"({"kty":"oct","alg":"A128KW","k":"GawgguFyGrWKav7AX4VKUg"})"),
          std::string(R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75)"
                      R"(aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",)"
                      R"("kid":"HMAC key used in JWS spec Appendix A.1 example"})"),
      }) {
    EXPECT_THAT(std::string(ParseJwkSet(Keys(secret)).status().message()),
                HasSubstr("private or symmetric"));
    EXPECT_FALSE(ParseJwkSet(Keys(absl::StrCat(good, ",", secret))).ok());
  }
}

}  // namespace
}  // namespace steward::auth
