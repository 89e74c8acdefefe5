#include "platform/crypto/hmac.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

namespace steward::crypto {
namespace {

TEST(Sha256, MatchesVectorsOfFips180) {
  EXPECT_EQ(absl::BytesToHexString(Sha256("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(absl::BytesToHexString(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

struct Vector {
  std::string key;
  std::string bytes;
  absl::string_view digest;
};

TEST(HmacSha256, MatchesVectorsOfRfc4231) {
  const Vector vectors[] = {
      {std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"}};
  for (const Vector& vector : vectors)
    EXPECT_EQ(absl::BytesToHexString(HmacSha256(vector.key, vector.bytes)), vector.digest);
}

TEST(HmacSha256, TakesAnEmptyKey) {
  HmacSha256("another key", "bytes");

  EXPECT_EQ(absl::BytesToHexString(HmacSha256({}, "")),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(EqualInConstantTime, ComparesContentAndLength) {
  EXPECT_TRUE(EqualInConstantTime("", ""));
  EXPECT_TRUE(EqualInConstantTime("same", "same"));
  EXPECT_FALSE(EqualInConstantTime("same", "sane"));
  EXPECT_FALSE(EqualInConstantTime("same", "sam"));
}

}  // namespace
}  // namespace steward::crypto
